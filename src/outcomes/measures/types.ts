import type { Day } from '../../kernel/clock.ts';
import type { CustodySpell } from '../../statistics/index.ts';

export const beforeAfter = 'proven-offences-before-after';

/** Goes up when what is counted changes. */
export const definitionVersion = 1;

/** Goes up when the same data and definition would give other digits. */
export const calculationVersion = '1';

/** The scheme's rule `outcome-measure`: windows and margins are its choice, not a national standard. */
export interface MeasureRule {
  /** Length of the period before joining. */
  baselineMonths: number;
  /**
   * An offence counts when it was proven within so many months of being committed, before and after alike; the
   * last so many months of the data are left out, because their offences have not had that time.
   */
  provenWithinMonths: number;
  /** Members followed for less are not yet countable. */
  minimumFollowUpMonths: number;
}

/** One member as recorded; only inside a measurement, never stored or shown. */
export interface MemberHistory {
  personId: number;
  joinedOn: Day;
  base: string;
  strand: string;
  /** Dates of offences proven in time. */
  offences: readonly Day[];
  custody: readonly CustodySpell[];
}

export interface Period {
  offences: number;
  windowDays: number;
  atRiskDays: number;
}

/** What of a member enters the figures. */
export type MemberTotals = { base: string; strand: string } & (
  | { state: 'not-yet' }
  | { state: 'no-time' }
  | { state: 'counted'; before: Period; after: Period; offencesInCustody: number }
);

/**
 * People of the eligible population who share their counts and days at liberty in the period before the baseline
 * (early) and in the baseline's two halves (mid, late).
 */
export interface PopulationKind {
  early: number;
  earlyDays: number;
  mid: number;
  midDays: number;
  late: number;
  lateDays: number;
  people: number;
}

export interface RatioFigure {
  ratio: number;
  lower: number | null;
  upper: number | null;
  method: string;
  note: string;
}

export interface GroupCount {
  name: string;
  counted: number | null;
  notYet: number | null;
  noTime: number | null;
}

/** Everything a claim rests on. A null count was left out because it is small. */
export interface Figures {
  level: 1 | 2;
  rule: MeasureRule;
  dataTo: Day;
  /** Offences up to this day are counted, not on it. */
  followedTo: Day;
  /** Members who joined after this day are not yet countable. */
  joinedBy: Day;
  members: number | null;
  counted: number;
  notYet: number | null;
  noTime: number | null;
  before: Period;
  after: Period;
  /** Per person-year at liberty; null when nobody is counted. */
  rateBefore: number | null;
  rateAfter: number | null;
  offencesInCustody: number | null;
  /** After over before, the same people. */
  change: RatioFigure | null;
  /** Who the expectation was formed on; null when none could be. */
  population: {
    people: number;
    mean: number;
    /** Of lasting differences between people; null when none can be seen. */
    shape: number | null;
    /** 1 when offences come one by one. */
    burst: number;
    /** Of a negative binomial on one period alone, which takes bursts for lasting differences. */
    shapeOfOnePeriod: number | null;
    lag: 'whole' | 'half';
    from: Day;
    to: Day;
  } | null;
  expected: { rate: number; offences: number; index: RatioFigure } | null;
  /** Share of the rate before joining that would go away by itself. */
  regressionToTheMean: number | null;
  /** Why nothing could be expected. */
  notExpectedWhy: string | null;
  /** How many more people it would take to see a fifth fewer offences than expected in four of five tries. */
  moreNeeded: number | null;
  byBase: readonly GroupCount[];
  byStrand: readonly GroupCount[];
}
