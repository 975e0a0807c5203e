import { isDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  answers,
  type DecisionForm,
  type DecisionFormValues,
  type DecisionText,
  isKeptBack,
  markings,
  type NoticeSection,
  type SectionForm,
} from './types.ts';

/** YYYY/nn, nn/YYYY and the other shapes that offices use: parts with strokes between. */
const numberShape = /^[A-Z0-9]{1,10}(\/[A-Z0-9]{1,10}){1,3}$/;

interface Choices {
  /** The offices of the scheme that decide: policing bodies. */
  offices: readonly { id: number }[];
  agreements: readonly { id: number }[];
  /** Decided notices that this one may take the place of. */
  earlier: readonly { id: number }[];
}

/** Reads the originator's form against the office's form of notice. */
export function readDecisionForm(
  values: DecisionFormValues,
  form: DecisionForm,
  choices: Choices,
): { text: DecisionText } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const number = need(values, errors, 'number', 'Enter the number, like 2026/07').toUpperCase();
  if (number !== '' && !numberShape.test(number))
    errors.push({ field: 'number', text: 'Enter the number as parts with strokes, like 2026/07' });
  const office = choices.offices.find(({ id }) => String(id) === values.office);
  if (office === undefined) errors.push({ field: 'office', text: 'Choose whose decision it is' });
  const title = need(values, errors, 'title', 'Enter the subject');
  const originator = need(values, errors, 'originator', 'Say whose paper it is');
  const sections = readSections(values, form, errors);
  const text: DecisionText = {
    agencyId: office?.id ?? 0,
    number,
    form: form.code,
    title,
    originator,
    sections,
    checklist: readChecklist(values, form, errors),
    ...readEffect(values, errors),
    agreementId: oneOf(values.agreement, choices.agreements, 'agreement', errors),
    supersedesId: oneOf(values.supersedes, choices.earlier, 'supersedes', errors),
    ...readPublication(values, errors),
  };
  return errors.length > 0 ? { errors } : { text };
}

function need(values: DecisionFormValues, errors: FieldError[], name: string, message: string): string {
  const value = values[name]?.trim() ?? '';
  if (value === '') errors.push({ field: name, text: message });
  return value;
}

function readSections(
  values: DecisionFormValues,
  form: DecisionForm,
  errors: FieldError[],
): Record<string, NoticeSection> {
  const sections: Record<string, NoticeSection> = {};
  for (const wanted of form.sections) {
    const section = readSection(values, wanted, errors);
    if (section !== undefined) sections[wanted.code] = section;
  }
  return sections;
}

function readSection(
  values: DecisionFormValues,
  { code, title, required }: SectionForm,
  errors: FieldError[],
): NoticeSection | undefined {
  const text = values[`section-${code}`]?.replaceAll('\r\n', '\n').trim() ?? '';
  if (text === '') {
    if (required === true) errors.push({ field: `section-${code}`, text: `Enter: ${title}` });
    return undefined;
  }
  const typed = values[`marking-${code}`] ?? '';
  const marking = markings.find((one) => one === typed);
  if (typed !== '' && marking === undefined)
    errors.push({
      field: `marking-${code}`,
      text: `Choose the marking of “${title}”. Nothing above these markings may be held here`,
    });
  const why = values[`why-${code}`]?.trim() ?? '';
  if (marking !== undefined && isKeptBack(marking) && why === '')
    errors.push({ field: `why-${code}`, text: `Give the reason for the marking of “${title}”` });
  const claims = readClaims(values[`claims-${code}`] ?? '');
  if (claims === undefined)
    errors.push({ field: `claims-${code}`, text: 'Enter numbers of claim cards, with commas between' });
  return {
    text,
    ...(marking === undefined || marking === 'not-protectively-marked' ? {} : { marking }),
    ...(marking !== undefined && isKeptBack(marking) ? { markingReason: why } : {}),
    ...(claims === undefined || claims.length === 0 ? {} : { claims }),
  };
}

/** `12, 31` → [12, 31]; undefined where it is no list of numbers. */
function readClaims(typed: string): number[] | undefined {
  const parts = typed.split(/[,\s]+/).filter((part) => part !== '');
  if (parts.some((part) => !/^\d{1,15}$/.test(part)) || parts.length > 10) return undefined;
  return [...new Set(parts.map(Number))];
}

function readChecklist(
  values: DecisionFormValues,
  form: DecisionForm,
  errors: FieldError[],
): DecisionText['checklist'] {
  const checklist: DecisionText['checklist'] = {};
  for (const question of form.questions) {
    const answer = answers.find((code) => code === values[`answer-${question.code}`]);
    if (answer === undefined)
      errors.push({ field: `answer-${question.code}`, text: `Answer: ${question.text}` });
    else checklist[question.code] = answer;
  }
  return checklist;
}

function readEffect(
  values: DecisionFormValues,
  errors: FieldError[],
): Pick<DecisionText, 'takesEffectOn' | 'effectNote'> {
  const typed = values.takesEffectOn?.trim() ?? '';
  if (typed !== '' && !isDay(typed))
    errors.push({ field: 'takesEffectOn', text: 'Enter a real date, or leave it empty' });
  return { takesEffectOn: typed === '' ? null : typed, effectNote: values.effectNote?.trim() || null };
}

function oneOf(
  typed: string | undefined,
  choices: readonly { id: number }[],
  field: string,
  errors: FieldError[],
): number | null {
  if (typed === undefined || typed === '') return null;
  const found = choices.find(({ id }) => String(id) === typed);
  if (found === undefined) errors.push({ field, text: 'Choose from the list' });
  return found?.id ?? null;
}

function readPublication(
  values: DecisionFormValues,
  errors: FieldError[],
): Pick<DecisionText, 'publication' | 'publicationReason'> {
  const publicationReason = values.publicationReason?.trim() || null;
  if (values.publication !== 'yes' && values.publication !== 'no')
    errors.push({ field: 'publication', text: 'Choose whether it is for publication' });
  if (values.publication === 'no' && publicationReason === null)
    errors.push({ field: 'publicationReason', text: 'Give the reasons for not publishing it' });
  return { publication: values.publication === 'no' ? 'no' : 'yes', publicationReason };
}
