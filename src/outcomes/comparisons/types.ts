import type { Day } from '../../kernel/clock.ts';

export const designs = ['matched', 'change', 'series', 'trial'] as const;
export type Design = (typeof designs)[number];
export const designWords: Record<Design, string> = {
  matched: 'Matched people',
  change: 'Change against change (difference in differences)',
  series: 'An area over time (interrupted time series)',
  trial: 'A randomised trial',
};

export const groups = ['same-threshold', 'waiting-list', 'other-area'] as const;
export type Group = (typeof groups)[number];
export const groupWords: Record<Group, string> = {
  'same-threshold': 'found by the same rule on the same days, and not adopted',
  'waiting-list': 'deferred by a panel',
  'other-area': 'found by the same rule on the same days in another area',
};

export const outcomes = ['offences', 'reoffended'] as const;
export type Outcome = (typeof outcomes)[number];
export const outcomeWords: Record<Outcome, string> = {
  offences: 'Proven offences per person-year at liberty',
  reoffended: 'People with a proven offence, of every 100',
};

/** What a plan measures, in words: of an area, offences a month. */
export const measuredWords = ({ design, outcome }: Pick<Plan, 'design' | 'outcome'>): string =>
  design === 'series' ? 'Proven offences a month' : outcomeWords[outcome];

export const subgroupings = ['none', 'sex', 'age', 'base'] as const;
export type Subgrouping = (typeof subgroupings)[number];
export const subgroupingWords: Record<Subgrouping, string> = {
  none: 'None',
  sex: 'By sex',
  age: 'By age: under 25, 25 or older',
  base: 'By base',
};

/** Who joined in a span of days against a group of others. */
export interface PeoplePlan {
  design: 'matched' | 'change';
  outcome: Outcome;
  group: Group;
  /** Both included. */
  joinedFrom: Day;
  joinedTo: Day;
  /** Null for every base. */
  base: { id: number; name: string } | null;
  /** Proven offences in the baseline, at least. */
  threshold: number;
  /** From each person’s day on. */
  followMonths: number;
  /** Of the other area; empty for other groups. */
  places: Place[];
  subgroups: Subgrouping;
}

/** An area by the name of its base, with the letters that its beats begin with. */
export interface Place {
  name: string;
  beats: string[];
}

/** Offences recorded a month in an area around a change. */
export interface SeriesPlan {
  design: 'series';
  outcome: 'offences';
  places: Place[];
  /** Without the change; empty where none is compared. */
  otherPlaces: Place[];
  /** The first day of the month from which the change holds. */
  changeOn: Day;
  monthsBefore: number;
  monthsAfter: number;
  /** A level for each month of the year. */
  season: boolean;
}

export interface TrialPlan {
  design: 'trial';
  outcome: 'reoffended';
  trialId: number;
  trial: string;
}

export type Plan = PeoplePlan | SeriesPlan | TrialPlan;

export const states = ['registered', 'asked', 'running', 'done', 'refused', 'withdrawn'] as const;
export type ComparisonState = (typeof states)[number];
export const stateWords: Record<ComparisonState, string> = {
  registered: 'Registered, not run',
  asked: 'Waits to be run',
  running: 'Is being run',
  done: 'Has been run',
  refused: 'Could not be worked out',
  withdrawn: 'Withdrawn',
};

/** What would be counted, told before it is. Null: left out because it is small. */
export type Foreseen = { label: string; count: number | null }[];

export interface Comparison {
  id: number;
  schemeId: number;
  name: string;
  body: Plan;
  foreseen: Foreseen;
  dataTo: Day | null;
  outcomeFrom: Day | null;
  countableOn: Day | null;
  example: boolean;
  registeredBy: string;
  registeredAt: Date;
  state: ComparisonState;
  step: string | null;
  why: string | null;
  runs: number;
  claimId: number | null;
  stateAt: Date;
  version: number;
}

/** What every input of a comparison has from its registration. */
export interface Registered {
  name: string;
  /** Whether it was registered before any of the outcome was on record. */
  planned: boolean;
}
