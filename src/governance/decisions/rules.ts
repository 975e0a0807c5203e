import { type Day, daysBetween } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import type { DecisionStanding } from './ports.ts';
import type {
  Certificate,
  CertificateForm,
  Decision,
  DecisionForm,
  DecisionState,
  TroubleKind,
  Verdict,
} from './types.ts';

export type DecisionAct = 'edit' | 'certify' | Verdict;

/**
 * What may be done with a notice in each state; buttons, acts and tests read this table. A draft becomes
 * certified with the last certificate its form asks for; a change takes certificates away again, because they
 * were given for another text. A certificate that comes after the decision is signed all the same, and flagged.
 */
export const transitions: Record<DecisionState, Partial<Record<DecisionAct, DecisionState>>> = {
  draft: {
    edit: 'draft',
    certify: 'certified',
    approve: 'approved',
    amend: 'amended',
    refuse: 'refused',
    'refer-up': 'referred',
  },
  certified: {
    edit: 'draft',
    approve: 'approved',
    amend: 'amended',
    refuse: 'refused',
    'refer-up': 'referred',
  },
  referred: { certify: 'referred', approve: 'approved', amend: 'amended', refuse: 'refused' },
  approved: { certify: 'approved' },
  amended: { certify: 'amended' },
  refused: {},
};

/** Signed finally: only such a notice may be published. */
export const isDecided = (state: DecisionState): boolean =>
  state === 'approved' || state === 'amended' || state === 'refused';

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
  if (transitions[decision.state][act] !== undefined) return undefined;
  if (decision.state === 'certified' && act === 'certify') return 'Every certificate has been signed.';
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
