import type { Day } from '../../kernel/clock.ts';

/** The Data Lab takes no list of fewer. */
export const fewestPeople = 60;

export const bases = ['law-enforcement', 'public-task', 'consent', 'other'] as const;
export type Basis = (typeof bases)[number];

export const basisWords: Readonly<Record<Basis, string>> = {
  'law-enforcement': 'Law enforcement purposes',
  'public-task': 'A public task',
  consent: 'Consent of each person, held on file',
  other: 'Other, as the reference says',
};

export type RequestState = 'draft' | 'sent' | 'withdrawn';

export const requestStateWords: Readonly<Record<RequestState, string>> = {
  draft: 'Draft',
  sent: 'Sent',
  withdrawn: 'Withdrawn',
};

/** Which act leads where; what is not here is refused. */
export const transitions: Readonly<
  Record<RequestState, Partial<Record<'change' | 'send' | 'withdraw', RequestState>>>
> = {
  draft: { change: 'draft', send: 'sent', withdraw: 'withdrawn' },
  sent: { withdraw: 'withdrawn' },
  withdrawn: {},
};

/** What a request is about, and on what it rests; what is not known yet is null. */
export interface RequestInput {
  name: string;
  joinedFrom: Day;
  joinedTo: Day;
  strand: string | null;
  basis: Basis | null;
  basisReference: string | null;
  recipient: string | null;
}

export interface LabRequest extends RequestInput {
  id: number;
  state: RequestState;
  madeBy: string;
  madeAt: Date;
  sentBy: string | null;
  senderId: number | null;
  sentAt: Date | null;
  linkUntil: Date | null;
  destroyBy: Day | null;
  /** Of the file as it was last fetched. */
  people: number | null;
  sha256: string | null;
  downloads: number;
  destroyedAt: Date | null;
  destroyedHow: string | null;
  withdrawnWhy: string | null;
  version: number;
}

/** Somebody of the list as the records have them. */
export interface LabPerson {
  personId: number;
  familyName: string;
  givenNames: string;
  born: Day | null;
  sex: string | null;
  joinedOn: Day;
  /** Has left the scheme since: they belong in the list all the same. */
  hasLeft: boolean;
  /** Of the last proven offence on record by the day of joining. */
  convictedOn: Day | null;
}

/** `stops`: the person cannot go into the file as they are. `asks`: they can, and somebody should look. */
export interface Finding {
  personId: number;
  weight: 'stops' | 'asks';
  text: string;
}

export interface Checked {
  /** Whoever goes into the file. */
  ready: readonly LabPerson[];
  findings: readonly Finding[];
  /** Why nothing may be sent; empty when the file may go. */
  refusals: readonly string[];
}

export const results = ['significant-decrease', 'significant-increase', 'no-significant-difference'] as const;
export type Result = (typeof results)[number];

export const resultWords: Readonly<Record<Result, string>> = {
  'significant-decrease': 'Significant decrease',
  'significant-increase': 'Significant increase',
  'no-significant-difference': 'No significant difference',
};

export const parts = ['rate', 'frequency', 'days'] as const;
export type Part = (typeof parts)[number];

export const partWords: Readonly<Record<Part, string>> = {
  rate: 'One-year proven reoffending rate, in every 100 people',
  frequency: 'Proven reoffences per person in a year',
  days: 'Average days to the first proven reoffence',
};

/** One of the three things that a report answers. Null is what it does not say, or what is not to hand. */
export interface PartAnswer {
  result: Result | null;
  treated: number | null;
  compared: number | null;
  /** Of the difference, group less comparison. */
  low: number | null;
  high: number | null;
  /** As the report has it. */
  words: string | null;
}

export interface AnswerInput {
  requestId: number | null;
  title: string;
  publishedOn: Day;
  address: string | null;
  submitted: number | null;
  analysed: number;
  comparisonPeople: number | null;
  period: string | null;
  rate: PartAnswer;
  frequency: PartAnswer;
  days: PartAnswer;
}

export interface LabAnswer extends AnswerInput {
  id: number;
  enteredBy: string;
  enteredAt: Date;
  version: number;
}
