import type { Month, Quarter } from './months.ts';

/** Goes up when the same records would give other figures. */
export const dashboardVersion = '1';

/** The categories of items that figures count: whoever sees the items sees the figures without suppression. */
export const categories = ['cohort', 'scores', 'panel', 'referrals', 'contacts'] as const;
export type Category = (typeof categories)[number];

/**
 * What is counted, one line each:
 * `listed` candidates new on the list; `decided` panels' decisions (one: decision); `joined`, `left` (one: reason);
 * `members` on the scheme on the last day of the month; `days` on the scheme and `liberty` of them outside prison (total);
 * `rag` ratings changed (one: from, two: to); `sent` referrals (one: pathway, two: provider); `answered` (one: pathway, two:
 * accepted or declined); `declined` (one: reason); `started` first service (one: pathway, two: provider, value: days since it
 * was sent); `waiting` for an answer on the last day of the month (one: pathway, two: provider); `contact` (one:
 * outcome, two: whether its minutes are known, total: minutes).
 */
export type Topic =
  | 'listed'
  | 'decided'
  | 'joined'
  | 'left'
  | 'members'
  | 'days'
  | 'liberty'
  | 'rag'
  | 'sent'
  | 'answered'
  | 'declined'
  | 'started'
  | 'waiting'
  | 'contact';

export const categoryOf: Readonly<Record<Topic, Category>> = {
  listed: 'scores',
  decided: 'panel',
  joined: 'cohort',
  left: 'cohort',
  members: 'cohort',
  days: 'cohort',
  liberty: 'cohort',
  rag: 'cohort',
  sent: 'referrals',
  answered: 'referrals',
  declined: 'referrals',
  started: 'referrals',
  waiting: 'referrals',
  contact: 'contacts',
};

export const topics = Object.keys(categoryOf) as Topic[];

/** So many events of one kind in a month, of a base and a strand. */
export interface Fact {
  topic: Topic;
  month: Month;
  baseId: number | null;
  strand: string | null;
  one: string;
  two: string;
  value: number;
  n: number;
  total: number;
}

/** Null was left out because it is small, or because a small one could be worked out from it. */
export type Count = number | null;

/** Rows and columns by code, with their totals. */
export interface Grid {
  rows: string[];
  columns: string[];
  cells: Count[][];
  rowTotals: Count[];
  columnTotals: Count[];
  total: Count;
}

/** Days from sent to started: how many, and the middle one where enough are known. */
export interface Service {
  pathway: string;
  provider: string;
  started: Count;
  medianDays: Count;
}

/** What is told of one month, of one quarter, or of a whole span of months. */
export interface Tables {
  listed: Count;
  joined: Count;
  left: Count;
  /** On the last day. */
  members: Count;
  /** Panels' decisions: rows are decisions, one column. */
  decided: Grid;
  /** From rating (rows) to rating (columns). */
  rag: Grid;
  sent: Count;
  /** Pathway by accepted and declined. */
  answered: Grid;
  /** Reasons, one column. */
  declined: Grid;
  /** Waiting for an answer on the last day. */
  waiting: Count;
  services: Service[];
  /** Base by outcome, of all contacts. */
  contact: Grid;
  /** Of the contacts whose length is recorded. */
  minutes: Count;
  /** Contacts without a length. */
  untimed: Count;
  /** Days on the scheme and days at liberty, all members together. */
  days: Count;
  liberty: Count;
}

const noGrid: Grid = { rows: [], columns: [], cells: [], rowTotals: [], columnTotals: [], total: null };

/** A quarter is written once: what was counted by nobody when it was published is not told of it. */
export const toldAtTheTime = (tables: Partial<Tables>): Tables => ({
  ...{ listed: null, joined: null, left: null, members: null, sent: null, waiting: null },
  ...{ minutes: null, untimed: null, days: null, liberty: null },
  ...{ decided: noGrid, rag: noGrid, answered: noGrid, declined: noGrid, contact: noGrid, services: [] },
  ...tables,
});

/** A month or a quarter, or several months together. */
export interface Period {
  /** `2026-09`, `2026-Q3`; of a span the first and the last month: `2026-01..2026-09`. */
  code: Month | Quarter;
  /** The month is not over. */
  isOpen: boolean;
  tables: Tables;
}

/** What a picture and its table are drawn from. */
export interface Figures {
  /** `exact`: as counted, by month, for those who see the people. `published`: by quarter, without small numbers. */
  kind: 'exact' | 'published';
  /** In order of time; none where nothing has been counted or published. */
  periods: Period[];
  /** All of them together (exact), or the newest quarter alone (published). */
  span: Period | undefined;
}

export const decisionWords: Readonly<Record<string, string>> = {
  adopt: 'Adopt',
  decline: 'Decline',
  defer: 'Defer',
  keep: 'Keep on the scheme',
  'de-select': 'De-select',
};

export const outcomes = ['attended', 'acceptable-absence', 'failed', 'none'] as const;
/** Contacts at which somebody was expected. */
export const expectedOutcomes: readonly string[] = ['attended', 'acceptable-absence', 'failed'];

/** In the address of a list: any of these. */
export const expectedCode = 'expected';

export const ratings = ['red', 'amber', 'green', 'blue', 'none'] as const;
export const answers = ['accepted', 'declined'] as const;
