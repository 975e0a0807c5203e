import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { CustodySpell } from '../../statistics/index.ts';
import type { ClaimCardModel, ClaimLevel } from '../../web/components/index.ts';

export const beforeAfter = 'proven-offences-before-after';
export const provenReoffending = 'proven-reoffending';
export const reoffendingFromJoining = 'proven-reoffending-from-joining';
export const harmBeforeAfter = 'harm-before-after';

/** What the figures of every measure have; the rest is its own. */
export interface CommonFigures {
  level: ClaimLevel;
  dataTo: Day;
  /** People the figure is about. */
  counted: number;
  /** Why there is no figure at all, such as no table of weights on file. */
  cannotWhy?: string;
}

/** One feed of the data: what "data to" rests on. */
export interface Feed {
  agency: string;
  format: string;
  /** The last batch accepted, and when; null when nothing has come in. */
  batch: number | null;
  acceptedAt: Date | string | null;
  /** The last offence that it tells of; null for a feed that tells of none. */
  to: Day | null;
}

/** What a measurement is about. Data of all measures are read in one snapshot; `shared` keeps what several need. */
export interface GatherAsk {
  schemeId: number;
  /** Later data are not looked at. */
  on: Day;
  rule: MeasureRule;
  dataFrom: Day;
  dataTo: Day;
  shared: Map<string, Promise<unknown>>;
}

export interface Gathered<Input> {
  /** Frozen with the claim: no ids, no names, no dates of a person; in an order that tells nothing. */
  input: Input;
  /** SHA-256 of everything that was read, so that a change of data that changes no total is seen too. */
  read: string;
}

/** A count of the card; `list` names the measure's list that makes it. Null was left out because it is small. */
export interface CardCount {
  label: string;
  value: number | string | null;
  list?: string;
}

/** Everything a claim card says but its links: those are added for whoever may follow them. */
export type CardWords = Omit<ClaimCardModel, 'id' | 'counts' | 'definitionHref' | 'headingLevel'> & {
  counts: readonly CardCount[];
};

export type FigureRow = readonly [name: string, value: string | number | null];

/** A line of the list that makes a number: somebody whom the viewer may see. */
export interface PersonLine {
  id: number;
  name: string;
  /** When they joined, or the day of the index event. */
  day: Day;
  detail: string;
}

export interface RowsAsk<Figures> {
  schemeId: number;
  figures: Figures;
  /** The day it was measured. */
  on: Day;
  list: string;
  limit: number;
  offset: number;
}

export type Published<Figures> = { figures: Figures } | { why: string };

/**
 * A measure: from the tables to what may be said. `registry.ts` has them all; a measurement, its freezing, its being
 * worked out again, its page, card, download and lists go by this alone.
 */
export interface Measure<Input, Figures extends CommonFigures> {
  readonly code: string;
  readonly name: string;
  /** Goes up when what is counted changes. */
  readonly definitionVersion: number;
  /** Goes up when the same data and definition would give other digits. */
  readonly calculationVersion: string;
  /** What is counted, in the scheme's own windows, a paragraph each. Frozen with the claim. */
  define(rule: MeasureRule): readonly string[];
  /** Under the measurement service, in a read-only snapshot. */
  gather(tx: Tx, ask: GatherAsk): Promise<Gathered<Input>>;
  /** Pure: the same input gives the same digits, today and in ten years. */
  calculate(input: Input): Figures;
  /** Without small numbers and what they could be worked out from. */
  publish(figures: Figures, countedBefore: number | undefined): Published<Figures>;
  /** Null when nobody is counted. The headline is held against the level where it is drawn. */
  card(figures: Figures): CardWords | null;
  /** All figures by name, for the table and the download. */
  table(figures: Figures): readonly FigureRow[];
  /** Titles of its lists by name. */
  readonly lists: Readonly<Record<string, string>>;
  /** Under the viewer: those whom they may see, by today's records. */
  rows(tx: Tx, ask: RowsAsk<Figures>): Promise<PersonLine[]>;
}

/** Any measure, to whoever does not look into its figures. */
export type AnyMeasure = Measure<unknown, CommonFigures>;

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
  /** How harm is weighed; without it no harm is. */
  harm?: HarmRule;
}

export interface HarmRule {
  /** Which publisher's table of weights; the newest on file that is in force is taken. */
  layout: 'cambridge' | 'ons';
  /** Home Office classes whose single events can decide a total: it is given without them too. */
  withoutClasses: readonly string[];
}

/** One member as recorded; only inside a measurement, never stored or shown. */
export interface MemberHistory {
  personId: number;
  joinedOn: Day;
  base: string;
  strand: string;
  born?: Day | null;
  /** Joined more than once: counted once, from the first time. */
  joinedAgain?: boolean;
  /** Dates of offences proven in time, whatever is wrong with them. */
  offences: readonly Day[];
  /** Their Home Office classes, in the same order; null where the source has none. */
  classes?: readonly (string | null)[];
  custody: readonly CustodySpell[];
}

/** What was odd in what the sources sent, and what became of it. Null was left out because it is small. */
export interface Oddities {
  /** Offences dated before the person's birth: not counted. */
  beforeBirth: number | null;
  /** Offences dated after the day of measuring: not counted. */
  afterExtract: number | null;
  /** Spells of custody that overlap another: their days are counted once. */
  overlapping: number | null;
  /** Spells without an end: they count to the end of the window. */
  open: number | null;
  /** People who joined more than once: counted once, from the first time. */
  joinedAgain: number | null;
}

export interface Period {
  offences: number;
  windowDays: number;
  atRiskDays: number;
}

/** What of a member enters the figures. */
export type MemberTotals = { base: string; strand: string; odd?: Oddities } & (
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
export interface Figures extends CommonFigures {
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
  /**
   * What the change of offences per calendar year is made of, as factors whose product it is: 0.6 of it custody is
   * a rate that prison alone made 0.6 times as high. Absent in claims of the first definition.
   */
  parts?: { perCalendarYear: number; custody: number; regression: number; rest: number } | null;
  /** Absent in claims of the first definition. */
  odd?: Oddities;
  /** Why nothing could be expected. */
  notExpectedWhy: string | null;
  /**
   * How many more people it would take to see a fifth fewer offences than expected in four of five tries; null where
   * nothing is expected, nobody has a later offence, or no number of people would be enough.
   */
  moreNeeded: number | null;
  byBase: readonly GroupCount[];
  byStrand: readonly GroupCount[];
}
