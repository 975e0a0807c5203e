import { type Day, daysBetween } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import type { DecisionStanding } from './ports.ts';
import type {
  Afterthought,
  Certificate,
  CertificateForm,
  CertificateOption,
  Decision,
  DecisionForm,
  DecisionState,
  TroubleKind,
  Verdict,
} from './types.ts';

export type DecisionAct = 'edit' | 'certify' | 'take-back' | Verdict | Afterthought;

/**
 * What may be done with a notice in each state; buttons, acts and tests read this table. A draft becomes
 * certified with the last certificate its form asks for; a change takes certificates away again, because they
 * were given for another text, and an officer may take their own back. One that the form leaves open is signed after
 * those it asks for, too. A certificate that comes after the decision is
 * signed all the same, and flagged. Whoever signed a decision may correct or withdraw it; both stay to be read.
 */
export const transitions: Record<DecisionState, Partial<Record<DecisionAct, DecisionState>>> = {
  draft: {
    edit: 'draft',
    certify: 'certified',
    'take-back': 'draft',
    approve: 'approved',
    amend: 'amended',
    refuse: 'refused',
    'refer-up': 'referred',
  },
  certified: {
    edit: 'draft',
    certify: 'certified',
    'take-back': 'draft',
    approve: 'approved',
    amend: 'amended',
    refuse: 'refused',
    'refer-up': 'referred',
  },
  referred: { certify: 'referred', approve: 'approved', amend: 'amended', refuse: 'refused' },
  approved: { certify: 'approved', correct: 'approved', withdraw: 'withdrawn' },
  amended: { certify: 'amended', correct: 'amended', withdraw: 'withdrawn' },
  refused: { correct: 'refused', withdraw: 'withdrawn' },
  withdrawn: {},
};

/** Signed finally: only such a notice may be published. */
export const isDecided = (state: DecisionState): boolean =>
  state === 'approved' || state === 'amended' || state === 'refused' || state === 'withdrawn';

/** The policing bodies that an agreement waits for: each approves by a notice of its own. */
export const waitedFor = (standings: readonly DecisionStanding[]): DecisionStanding[] =>
  standings.filter(({ state }) => state !== 'approved' && state !== 'amended');

/** The certificates that the form asks for and that nobody has signed yet. */
export const missingCertificates = (
  form: Pick<DecisionForm, 'certificates'>,
  signed: readonly Pick<Certificate, 'kind'>[],
): CertificateForm[] =>
  form.certificates.filter(
    (wanted) => wanted.optional !== true && !signed.some((certificate) => certificate.kind === wanted.kind),
  );

/** Why an act is refused in a state, in words; undefined where it may be done. */
export function refusalOf(
  decision: Pick<Decision, 'state' | 'source'>,
  act: DecisionAct,
): string | undefined {
  if (decision.source !== null)
    return 'This is an earlier paper, entered as it stands. Nothing is added to it.';
  if (decision.state === 'withdrawn')
    return 'This decision was withdrawn. A new notice is decided in its place.';
  if (transitions[decision.state][act] !== undefined) return undefined;
  if (decision.state === 'referred' && act === 'refer-up') return 'It has been passed up already.';
  return 'This notice has been decided. A decision is changed by another decision.';
}

/** Something that a reader of the notice should know: who did two things, or what came in the wrong order. */
export interface Trouble {
  /** Absent: it cannot be refused, because it is only found in papers entered as they stand. */
  kind?: TroubleKind;
  text: string;
}

type Judged = Pick<
  Decision,
  | 'state'
  | 'decidedOn'
  | 'decidedById'
  | 'decidedAs'
  | 'draftedById'
  | 'source'
  | 'takesEffectOn'
  | 'overlapNote'
>;

/**
 * What is out of the ordinary in a notice: flagged on it and published with it. An earlier paper has no people
 * signed in behind it: there the offices are compared.
 */
export function troublesOf(
  decision: Judged,
  certificates: readonly Certificate[],
  form: Pick<DecisionForm, 'certificates'>,
): Trouble[] {
  return [
    ...writerTroubles(decision, certificates, form),
    ...(decision.state === 'draft' || decision.state === 'certified'
      ? []
      : [
          ...orderTroubles(decision, certificates, form),
          ...deciderTroubles(decision, certificates, form),
          ...effectTroubles(decision, certificates),
          ...paperTroubles(decision),
        ]),
  ];
}

const titleIn = (form: Pick<DecisionForm, 'certificates'>, kind: string): string =>
  form.certificates.find((certificate) => certificate.kind === kind)?.title ?? kind;

const writerTroubles = (
  decision: Judged,
  certificates: readonly Certificate[],
  form: Pick<DecisionForm, 'certificates'>,
): Trouble[] =>
  certificates
    .filter(({ staffId }) => decision.source === null && staffId === decision.draftedById)
    .map(({ kind }) => ({
      kind: 'overlap',
      text: `The ${titleIn(form, kind)} wrote it and also certified it.`,
    }));

function deciderTroubles(
  decision: Judged,
  certificates: readonly Certificate[],
  form: Pick<DecisionForm, 'certificates'>,
): Trouble[] {
  const office = decision.decidedAs?.toLowerCase();
  return certificates
    .filter(({ kind, staffId }) =>
      decision.source === null
        ? staffId !== null && staffId === decision.decidedById
        : titleIn(form, kind).toLowerCase() === office,
    )
    .map(({ kind }) => ({
      kind: 'overlap',
      text: `The ${titleIn(form, kind)} certified it and also decided it.`,
    }));
}

const inDays = (days: number): string => `${days} ${days === 1 ? 'day' : 'days'}`;

function orderTroubles(
  { decidedOn }: Judged,
  certificates: readonly Certificate[],
  form: Pick<DecisionForm, 'certificates'>,
): Trouble[] {
  const late = certificates.flatMap(({ signedOn, kind }): Trouble[] =>
    signedOn !== null && decidedOn !== null && signedOn > decidedOn
      ? [
          {
            kind: 'before-certificate',
            text: `It was decided ${inDays(daysBetween(decidedOn, signedOn))} before the certificate of the ${titleIn(form, kind)} was signed.`,
          },
        ]
      : [],
  );
  return [
    ...late,
    ...missingCertificates(form, certificates).map(
      ({ title }): Trouble => ({
        kind: 'before-certificate',
        text: `It has no certificate of the ${title}.`,
      }),
    ),
  ];
}

function effectTroubles(decision: Judged, certificates: readonly Certificate[]): Trouble[] {
  const { takesEffectOn, decidedOn } = decision;
  if (takesEffectOn === null) return [];
  if (decidedOn !== null)
    return decidedOn > takesEffectOn
      ? [
          {
            kind: 'after-effect',
            text: `It was decided ${inDays(daysBetween(takesEffectOn, decidedOn))} after the first day of what it authorises.`,
          },
        ]
      : [];
  const last = lastDay(certificates);
  return last !== undefined && last > takesEffectOn
    ? [
        {
          kind: 'after-effect',
          text: `Its last certificate was signed ${inDays(daysBetween(takesEffectOn, last))} after the first day of what it authorises.`,
        },
      ]
    : [];
}

const lastDay = (certificates: readonly Certificate[]): Day | undefined =>
  certificates
    .flatMap(({ signedOn }) => (signedOn === null ? [] : [signedOn]))
    .sort()
    .at(-1);

function paperTroubles(decision: Judged): Trouble[] {
  const troubles: Trouble[] = [];
  if (decision.state === 'referred')
    troubles.push({ text: 'A deputy approved it and passed it up. Nobody has signed it finally.' });
  if (decision.decidedOn === null && decision.source !== null)
    troubles.push({ text: 'The day of the decision is not known.' });
  if (decision.overlapNote !== null) troubles.push({ kind: 'overlap', text: decision.overlapNote });
  return troubles;
}

/** What an office has set that its new notices refuse, of what would be wrong with this one. */
export const refusedTroubles = (troubles: readonly Trouble[], refuses: readonly TroubleKind[]): Trouble[] =>
  troubles.filter(({ kind }) => kind !== undefined && refuses.includes(kind));

/** What is wrong with the pattern of an office's numbers; undefined where nothing is. */
export function problemOfSeries(series: string): string | undefined {
  if (!/^[A-Zn0-9/]{3,40}$/.test(series) || !series.includes('/'))
    return 'Write the pattern in capitals with strokes, like YYYY/nn, nn/YYYY or PCC/nnnn/YY';
  const years = series.match(/YYYY|YY/g) ?? [];
  const runs = series.match(/n+/g) ?? [];
  if (years.length !== 1 || runs.length !== 1 || (runs[0] ?? '').length > 6)
    return 'The pattern needs one year (YYYY or YY) and one run of n for the number';
  return undefined;
}

const escaped = (text: string): string => text.replaceAll(/[/\\^$*+?.()|[\]{}]/g, '\\$&');

/** The next number of an office's series, from those used in the year: `YYYY/nn` of 2026 is 2026/01 at first. */
export function nextNumber(used: readonly string[], year: number, series = 'YYYY/nn'): string {
  const dated = series.replace(/YYYY|YY/, (token) => String(year).slice(token.length === 4 ? 0 : 2));
  const run = /n+/.exec(dated)?.[0] ?? 'nn';
  const [before = '', after = ''] = dated.split(run);
  const pattern = new RegExp(`^${escaped(before)}(\\d{1,9})${escaped(after)}$`);
  const taken = used.flatMap((number) => {
    const match = pattern.exec(number);
    return match === null ? [] : [Number(match[1])];
  });
  const next = String(Math.max(0, ...taken) + 1).padStart(run.length, '0');
  return `${before}${next}${after}`;
}

/** Options that “or” joins, in their order: of each group one holds. What “and” joins stands alone. */
export function alternativesOf(options: readonly CertificateOption[]): string[][] {
  const groups: string[][] = [];
  for (const { code, joined } of options) {
    const last = groups.at(-1);
    if (joined === 'or' && last !== undefined) last.push(code);
    else groups.push([code]);
  }
  return groups.filter((group) => group.length > 1);
}

const inWords = (codes: readonly string[], word: 'or' | 'and'): string => codes.join(` ${word} `);

/** The options an officer chose, checked against the words of the form; the field at fault otherwise. */
export function problemOfOptions(
  { options }: Pick<CertificateForm, 'options'>,
  chosen: readonly string[],
): FieldError | undefined {
  const wrong = (text: string): FieldError => ({ field: 'options', text });
  if (options.length === 0) return undefined;
  if (chosen.length === 0) return wrong('Choose what you certify');
  if (chosen.some((code) => !options.some((option) => option.code === code)))
    return wrong('Choose from the options of the form');
  for (const group of alternativesOf(options)) {
    const held = group.filter((code) => chosen.includes(code));
    if (held.length > 1)
      return wrong(
        `The form says ${inWords(group, 'or')}: choose one of them, not ${inWords(held, 'and')} together`,
      );
    if (held.length === 0) return wrong(`The form says ${inWords(group, 'or')}: choose one of them`);
  }
  const left = options.find(({ code, joined }) => joined === 'and' && !chosen.includes(code));
  return left === undefined
    ? undefined
    : wrong(`The form says “and ${left.code}”: it is certified with the rest`);
}

const approving = /\b(?<!\b(?:not|never|neither) (?:be |been )?)(?:approved|agreed|accepted|authorised)\b/i;
const refusing =
  /\b(?:refused|rejected|declined|not (?:be |been )?(?:approved|agreed|accepted|authorised)|disapproved)\b/i;

/** An outcome is published beside the decision: one that says the opposite is refused. */
export function problemOfOutcome(verdict: Verdict, outcome: string): FieldError | undefined {
  if (outcome.trim() === '') return { field: 'outcome', text: 'Enter the outcome' };
  const says = { approves: approving.test(outcome), refuses: refusing.test(outcome) };
  if (verdict === 'refuse' && says.approves && !says.refuses)
    return { field: 'outcome', text: 'You refuse it, but the outcome says that it is approved' };
  if (verdict !== 'refuse' && says.refuses && !says.approves)
    return { field: 'outcome', text: 'You approve it, but the outcome says that it is refused' };
  return undefined;
}

/** What is missing of an earlier paper that may be entered when it comes to light; undefined where nothing is. */
export const missingOf = (
  decision: Pick<Decision, 'source' | 'state' | 'decidedOn'>,
): 'signature' | 'day' | undefined =>
  decision.source === null
    ? undefined
    : decision.state === 'referred'
      ? 'signature'
      : decision.decidedOn === null
        ? 'day'
        : undefined;

/** The amounts that a paper names, each once, for whoever certifies that there are no costs. */
export const amountsIn = (decision: Pick<Decision, 'sections'>): string[] => [
  ...new Set(
    Object.values(decision.sections).flatMap(
      ({ text }) => text.match(/£\s?\d[\d,]*(?:\.\d+)?(?:\s?(?:k|m|million)\b)?/gi) ?? [],
    ),
  ),
];
