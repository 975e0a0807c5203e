import type { Day } from '../../kernel/clock.ts';

/** Changes whenever the same data would give other figures. */
export const fairnessVersion = '1';

/** Body of the rule `fairness`. */
export interface FairnessRule {
  /** A new table no sooner than so many days after the last, so that two cannot be taken from one another. */
  everyDays: number;
  /** Groups by how a code of ethnicity starts; whatever starts otherwise is not known. */
  ethnicity: { code: string; name: string; starts: string[] }[];
  /** Where a new band of age begins: [18, 25] makes under 18, 18 to 24, and 25 and over. */
  ages: number[];
}

export const notKnown = 'not-known';

export const dimensions = ['ethnicity', 'sex', 'age'] as const;
export type Dimension = (typeof dimensions)[number];
export const dimensionWords: Record<Dimension, string> = { ethnicity: 'Ethnicity', sex: 'Sex', age: 'Age' };

/** So many people who are alike in all that is counted. */
export interface Kind {
  ethnicity: string | null;
  sex: string | null;
  /** Whole years on the day of counting. */
  age: number | null;
  /** Was ever adopted. */
  selected: boolean;
  /** Was adopted, and is on the scheme no longer. */
  left: boolean;
  /** Is on the scheme and rated red. */
  red: boolean;
  /** A panel declined, and they were never adopted. */
  refused: boolean;
  people: number;
  /** Days on the scheme, of all of them together. */
  days: number;
}

export interface Ratio {
  estimate: number;
  lower: number;
  upper: number;
}

/** How many of how many, and the ratio to everybody else's; null where it is left out. */
export interface Share {
  events: number | null;
  of: number | null;
  ratio: Ratio | null;
}

export interface GroupLine {
  code: string;
  name: string;
  eligible: number | null;
  selected: Share;
  refused: Share;
  left: Share;
  red: Share;
  /** Mean days on the scheme of those selected. */
  meanDays: number | null;
  /** How fast they leave, against everybody else, per day on the scheme. */
  leaving: Ratio | null;
}

export interface FairnessFigures {
  people: number;
  dimensions: { dimension: Dimension; groups: GroupLine[] }[];
}

export interface FairnessTable {
  id: number;
  at: Date;
  dataTo: Day;
  figures: FairnessFigures | null;
  notPublishedWhy: string | null;
  ruleVersion: number;
  example: boolean;
}
