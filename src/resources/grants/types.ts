import type { Day } from '../../kernel/clock.ts';

export const bases = ['grant', 'fee', 'results'] as const;
export type Basis = (typeof bases)[number];

export const basisWords: Record<Basis, string> = {
  grant: 'Grant: what the profile says for a quarter, once the return of the quarter before is accepted',
  fee: 'Fee: so much for each piece of work counted in an accepted return, up to the profile',
  results: 'Results: what the profile says, on a claim card that carries its level, and on nothing else',
};

export type GrantState = 'draft' | 'in-force' | 'ended';

export const grantStateWords: Record<GrantState, string> = {
  draft: 'Draft',
  'in-force': 'In force',
  ended: 'Ended',
};

export interface Grant {
  id: number;
  agencyId: number;
  agency: string;
  providerId: number;
  provider: string;
  reference: string;
  title: string;
  purpose: string;
  reasons: string;
  conditions: string;
  source: string | null;
  basis: Basis;
  feePence: bigint | null;
  feeMeasure: MeasureCode | null;
  claimMeasure: string | null;
  claimLevel: number | null;
  /** What the paper states as its total; the lines may say otherwise. */
  statedPence: bigint | null;
  startsOn: Day;
  endsOn: Day;
  returnDays: number;
  lateConsequence: string;
  flagPercent: number;
  /** How the paper names the provider, where another agency stands in for it. */
  namedAs: string | null;
  /** Entered when its term was over: what was paid and reported is not known here. */
  fromPaper: boolean;
  state: GrantState;
  example: boolean;
  publishedAt: Date | null;
  version: number;
}

/** As an act takes it: money as digits of pence, because an act's input is kept as JSON. */
export interface GrantInput {
  providerId: number;
  reference: string;
  title: string;
  purpose: string;
  reasons: string;
  conditions: string;
  source: string | null;
  basis: Basis;
  feePence: string | null;
  feeMeasure: MeasureCode | null;
  claimMeasure: string | null;
  claimLevel: number | null;
  statedPence: string | null;
  startsOn: Day;
  endsOn: Day;
  returnDays: number;
  lateConsequence: string;
  flagPercent: number;
  /** Left out: as the agency is called. */
  namedAs?: string | null;
  example: boolean;
}

export interface GrantQuarter {
  id: number;
  year: string;
  quarter: 1 | 2 | 3 | 4;
  pence: bigint;
}

export const returnStates = [
  'open',
  'submitted',
  'sent-back',
  'with-commissioner',
  'queried',
  'accepted',
] as const;
export type ReturnState = (typeof returnStates)[number];

export const returnStateWords: Record<ReturnState, string> = {
  open: 'Not sent',
  submitted: 'Sent: the scheme’s office reads it for names',
  'sent-back': 'Sent back: places to change',
  'with-commissioner': 'With the policing body',
  queried: 'The policing body asks',
  accepted: 'Accepted',
};

export interface GrantReturn {
  id: number;
  grantId: number;
  quarterId: number;
  year: string;
  quarter: 1 | 2 | 3 | 4;
  state: ReturnState;
  spendPence: bigint | null;
  firstSentAt: Date | null;
  sentAt: Date | null;
  sentBy: string | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  note: string | null;
  version: number;
  count: GrantCount | null;
}

/** Work of one kind in a quarter, of all the provider's workers together: as `worker_activity()` has it. */
export interface WorkRow {
  source: 'contact' | 'referral' | 'received' | 'session' | 'questionnaire';
  /** Of a contact, the scheme's code; else the source. */
  kind: string;
  n: number;
  /** Of these, at which somebody was due to attend. */
  due: number;
  attended: number;
  minutes: number;
}

export interface GrantCount {
  at: Date;
  activity: WorkRow[];
  reported: Reported;
}

/** How people's own answers changed in a quarter, small numbers left out. */
export type Reported =
  | { shown: false; why: string }
  | {
      shown: true;
      questionnaire: string;
      /** Null: not shown, because few. */
      items: { name: string; better: number | null; same: number | null; worse: number | null }[];
    };

export interface GrantOutput {
  id: number;
  kind: 'output' | 'outcome';
  title: string;
  measure: MeasureCode | null;
  perQuarter: number | null;
  removed: boolean;
  version: number;
}

export const measures = [
  'contacts',
  'attended',
  'hours',
  'information',
  'signposting',
  'outreach',
  'accompanied',
  'visits',
  'calls',
  'referrals',
  'received',
  'sessions',
  'questionnaires',
] as const;
export type MeasureCode = (typeof measures)[number];

/** What can be counted from what was recorded, by the kinds of work of the scheme's rule on contacts. */
export const measureWords: Record<MeasureCode, string> = {
  contacts: 'Contacts recorded',
  attended: 'Contacts attended',
  hours: 'Hours recorded',
  information: 'Information and advice given',
  signposting: 'Signposting',
  outreach: 'Outreach',
  accompanied: 'Accompanied visits',
  visits: 'Visits and appointments',
  calls: 'Calls and messages',
  referrals: 'Referrals made to other services',
  received: 'Referrals to the provider that began',
  sessions: 'Sessions attended',
  questionnaires: 'Questionnaires asked',
};

export const isMeasure = (text: string): text is MeasureCode =>
  (measures as readonly string[]).includes(text);

export type TextState = 'draft' | 'sent' | 'clear' | 'marked';

/** Where in a text somebody may be named; `end` is the first character after it. */
export interface Place {
  field: 'narrative' | 'spendNote';
  start: number;
  end: number;
}

export interface ReturnText {
  id: number;
  returnId: number;
  edition: number;
  narrative: string;
  spendNote: string;
  /** As it was written with these words; null: not known yet. */
  spendPence: bigint | null;
  state: TextState;
  marks: Place[];
  version: number;
}

export type PaymentState = 'asked' | 'released' | 'refused' | 'withdrawn';

export const paymentStateWords: Record<PaymentState, string> = {
  asked: 'Waits for a second person',
  released: 'Released',
  refused: 'Refused',
  withdrawn: 'Withdrawn',
};

export interface Payment {
  id: number;
  grantId: number;
  kind: 'payment' | 'clawback';
  quarterId: number | null;
  year: string | null;
  quarter: 1 | 2 | 3 | 4 | null;
  returnId: number | null;
  claimId: number | null;
  pence: bigint;
  reason: string;
  state: PaymentState;
  askedBy: number;
  askedByName: string;
  askedAt: Date;
  decidedByName: string | null;
  decidedAt: Date | null;
  note: string | null;
  receivedOn: Day | null;
  version: number;
}
