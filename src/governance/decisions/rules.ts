import { daysBetween } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  answers,
  type Certificate,
  type CertificateForm,
  type Decision,
  type DecisionForm,
  type DecisionFormValues,
  type DecisionState,
  type DecisionText,
} from './types.ts';

export type DecisionAct = 'edit' | 'certify' | 'approve' | 'refuse';

/**
 * What may be done with a notice in each state; buttons, acts and tests read this table. A draft becomes
 * certified with the last certificate its form asks for; a change takes certificates away again, because they
 * were given for another text.
 */
export const transitions: Record<DecisionState, Partial<Record<DecisionAct, DecisionState>>> = {
  draft: { edit: 'draft', certify: 'certified' },
  certified: { edit: 'draft', approve: 'approved', refuse: 'refused' },
  approved: {},
  refused: {},
};

/** The certificates that the form asks for and that nobody has signed yet. */
export const missingCertificates = (
  form: DecisionForm,
  signed: readonly Pick<Certificate, 'kind'>[],
): CertificateForm[] =>
  form.certificates.filter((wanted) => !signed.some((certificate) => certificate.kind === wanted.kind));

/** Why an act is refused in a state, in words that say what is missing. */
export function refusalOf(
  state: DecisionState,
  act: DecisionAct,
  missing: readonly CertificateForm[],
): string | undefined {
  if (transitions[state][act] !== undefined) return undefined;
  if (state === 'draft' && (act === 'approve' || act === 'refuse'))
    return `A certificate is missing: ${missing.map((certificate) => certificate.title).join(', ')}. Nothing was decided.`;
  if (state === 'certified' && act === 'certify') return 'Every certificate has been signed.';
  return 'This notice has been decided. A decision is changed by another decision.';
}

/** What a reader of a decided notice should know: who did two things, and what came in the wrong order. */
export function flagsOf(
  decision: Pick<Decision, 'state' | 'decidedOn' | 'decidedById' | 'draftedById' | 'decidedNote' | 'source'>,
  certificates: readonly Certificate[],
  form: DecisionForm,
): string[] {
  if (decision.state !== 'approved' && decision.state !== 'refused') return [];
  const flags: string[] = [];
  const titleOf = (kind: string): string =>
    form.certificates.find((certificate) => certificate.kind === kind)?.title ?? kind;
  for (const certificate of certificates) {
    if (
      certificate.signedOn !== null &&
      decision.decidedOn !== null &&
      certificate.signedOn > decision.decidedOn
    ) {
      const days = daysBetween(decision.decidedOn, certificate.signedOn);
      flags.push(
        `It was decided ${days} ${days === 1 ? 'day' : 'days'} before the certificate of the ${titleOf(certificate.kind)} was signed.`,
      );
    }
    if (certificate.staffId !== null && certificate.staffId === decision.decidedById)
      flags.push(`The ${titleOf(certificate.kind)} certified it and also decided it.`);
  }
  for (const missing of missingCertificates(form, certificates))
    flags.push(`It has no certificate of the ${missing.title}.`);
  if (decision.decidedOn === null) flags.push('The day of the decision is not known.');
  return flags;
}

/** The next number of a series such as 2026/07, from those used: the year, a stroke, two digits. */
export function nextNumber(used: readonly string[], year: number): string {
  const taken = used.flatMap((number) => {
    const match = /^(\d{4})\/(\d{1,4})$/.exec(number);
    return match !== null && Number(match[1]) === year ? [Number(match[2])] : [];
  });
  return `${year}/${String(Math.max(0, ...taken) + 1).padStart(2, '0')}`;
}

/** YYYY/nn, nn/YYYY and the other shapes that offices use: parts with strokes between. */
const numberShape = /^[A-Z0-9]{1,10}(\/[A-Z0-9]{1,10}){1,3}$/;

/** Reads the originator's form. The offices are those of the scheme that decide: policing bodies. */
export function readDecisionForm(
  values: DecisionFormValues,
  form: DecisionForm,
  offices: readonly { id: number }[],
): { text: DecisionText } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const need = (name: string, message: string): string => {
    const value = values[name]?.trim() ?? '';
    if (value === '') errors.push({ field: name, text: message });
    return value;
  };
  const checklist: DecisionText['checklist'] = {};
  const number = need('number', 'Enter the number, like 2026/07').toUpperCase();
  if (number !== '' && !numberShape.test(number))
    errors.push({ field: 'number', text: 'Enter the number as parts with strokes, like 2026/07' });
  const office = offices.find(({ id }) => String(id) === values.office);
  if (office === undefined) errors.push({ field: 'office', text: 'Choose whose decision it is' });
  const text: DecisionText = {
    agencyId: office?.id ?? 0,
    number,
    form: form.code,
    title: need('title', 'Enter the subject'),
    originator: need('originator', 'Say whose paper it is'),
    reason: need('reason', 'Say why it is submitted'),
    submittedTo: need('submittedTo', 'Say who is to decide'),
    summary: need('summary', 'Enter the summary'),
    recommendation: need('recommendation', 'Enter what is recommended'),
    financial: values.financial?.trim() || null,
    risks: values.risks?.trim() || null,
    checklist,
    publication: values.publication === 'no' ? 'no' : 'yes',
    publicationReason: values.publicationReason?.trim() || null,
  };
  for (const question of form.questions) {
    const answer = answers.find((code) => code === values[`answer-${question.code}`]);
    if (answer === undefined)
      errors.push({ field: `answer-${question.code}`, text: `Answer: ${question.text}` });
    else checklist[question.code] = answer;
  }
  if (values.publication !== 'yes' && values.publication !== 'no')
    errors.push({ field: 'publication', text: 'Choose whether it is for publication' });
  if (text.publication === 'no' && text.publicationReason === null)
    errors.push({ field: 'publicationReason', text: 'Give the reasons for not publishing it' });
  return errors.length > 0 ? { errors } : { text };
}

/** The options an officer chose, checked against the form; the field at fault otherwise. */
export function problemOfOptions(
  certificate: CertificateForm,
  chosen: readonly string[],
): FieldError | undefined {
  if (certificate.options.length === 0) return undefined;
  if (chosen.length === 0) return { field: 'options', text: 'Choose what you certify' };
  if (chosen.some((code) => !certificate.options.some((option) => option.code === code)))
    return { field: 'options', text: 'Choose from the options of the form' };
  // "No financial consequences" and "the costs can be met" cannot both hold.
  if (
    chosen.includes('a') &&
    chosen.some((code) => code === 'b' || code === 'c') &&
    certificate.options.length > 2
  )
    return { field: 'options', text: 'Option a says that there are no costs: it cannot stand with b or c' };
  return undefined;
}
