/**
 * The words of the linkage engine. A model is data: it can be written to JSON, dated, versioned and read back, and
 * everything that a decision rests on (rules, weights, thresholds) stands in it and nowhere else.
 *
 * Units: weights and thresholds are bits (log2 of a likelihood ratio); m, u, shares and λ are probabilities.
 */

import type { Role } from './roles.ts';
import type { SplinkSettings } from './splink.ts';
import type { Values } from './values.ts';

/** How a raw value is put into its comparable form. */
export type FieldKind =
  | 'name'
  | 'text'
  | 'sex'
  | 'date'
  | 'postcode'
  | 'pnc'
  | 'cro'
  | 'prison-number'
  | 'crn'
  | 'other'
  /** As it is written, to the letter: what a model trained elsewhere expects. */
  | 'as-is';

/** Which part of a standardised value is taken. */
export type Take =
  | 'first-token'
  | 'last-token'
  | 'tokens'
  | 'outcode'
  | 'serial'
  | 'stem'
  | 'email-name'
  /** The forename that stands for this one and its short forms. */
  | 'forename-class'
  | 'whole';

/** One input column that feeds a field. */
export interface FieldSource {
  readonly column: string;
  readonly take?: Take;
  /** In a file: one cell holds several values, with `|` or `;` between them. */
  readonly split?: boolean;
}

/** A field of the model, derived from one or more input columns. */
export interface FieldSpec {
  readonly kind: FieldKind;
  readonly from: readonly FieldSource[];
  /** `one`: first value found; `set`: all values; `joined`: the sources' values with a space, all being needed. */
  readonly shape: 'one' | 'set' | 'joined';
  /** Expected share of a value, weighted by how common it is (Σp²): the base of the term-frequency adjustment. */
  readonly expectedShare?: number;
  /** Take the column as text where fewer than half of its distinct values have the kind's form. */
  readonly lenient?: boolean;
}

/** A test of two records, written as data. Tests of absent values are false (except under `not`). */
export type Condition =
  | { readonly is: 'same'; readonly field: string }
  | { readonly is: 'similar'; readonly field: string; readonly atLeast: number }
  | { readonly is: 'prefix'; readonly field: string; readonly length: number }
  | { readonly is: 'rare'; readonly field: string; readonly below: number }
  | { readonly is: 'few'; readonly field: string; readonly atMost: number }
  | { readonly is: 'crossed'; readonly fields: readonly [string, string] }
  | { readonly is: 'across'; readonly fields: readonly [string, string] }
  | { readonly is: 'digits'; readonly field: string; readonly atMost: number }
  | { readonly is: 'day-month'; readonly field: string }
  | { readonly is: 'years'; readonly field: string; readonly atMost: number }
  | { readonly is: 'present'; readonly field: string }
  | { readonly is: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly is: 'not'; readonly of: Condition }
  /** An SQL expression over `column_l` and `column_r`, as Splink's models have it; true and nothing else counts. */
  | { readonly is: 'sql'; readonly sql: string; readonly fields: readonly string[] }
  | { readonly is: 'always' };

/** One level of agreement. Its weight is log2(m / u). */
export interface Level {
  /** In an officer's words, e.g. "Same date of birth". */
  readonly label: string;
  readonly when: Condition;
  /** P(level | same person, both values present). */
  readonly m: number;
  /** P(level | different people, both values present). */
  readonly u: number;
  /** Adjust by how common the value is: weight × log2(expected share / share of the commoner of the two values). */
  readonly termFrequency?: {
    readonly field: string;
    readonly weight: number;
    /** Expected share, where it is not the field's own. */
    readonly expected?: number;
    /** Shares below it count as this much. */
    readonly least?: number;
    /** The share is count ÷ records, nothing imagined. */
    readonly plain?: boolean;
  };
}

/** Levels are tried in order; the first that holds counts. Where `comparable` fails, the comparison says nothing. */
export interface Comparison {
  readonly id: string;
  readonly label: string;
  readonly comparable: Condition;
  readonly levels: readonly Level[];
}

/** A part of a blocking key. */
export type KeyPart =
  | { readonly field: string; readonly part: 'whole' | 'year' | 'month-day' | 'day-month-folded' }
  | {
      readonly field: string;
      readonly part: 'prefix';
      readonly length: number;
      /** A value that is shorter stands for itself, as in SQL; else it has no key. */
      readonly orShorter?: boolean;
    }
  | { readonly fields: readonly [string, string]; readonly part: 'either-order' };

/** Two records are compared when they agree on all parts of some rule. Larger groups are dropped and reported. */
export interface BlockingRule {
  readonly name: string;
  readonly keys: readonly KeyPart[];
  readonly maxGroup: number;
}

/** A rule applied after scoring, only where the bits so far are at least `above`. */
export interface PairRule {
  readonly id: string;
  readonly label: string;
  readonly when: Condition;
  readonly above?: number;
  /**
   * `force`: the pair's bits become `forceBits` and a person reviews it; `review`: never linked without a person;
   * `weigh`: the pair's bits become `forceBits`, and other records may still bring the two together.
   */
  readonly effect: 'force' | 'review' | 'weigh';
  readonly forceBits?: number;
}

export interface Thresholds {
  /** At or above, and without a rule against it, a pair is linked automatically. */
  readonly join: number;
  /** At or above, and below `join`, a person decides. */
  readonly review: number;
  /** A link once made falls out of its cluster only below this. */
  readonly fracture: number;
}

export interface ClusteringSettings {
  /** What a pair of records without a scored edge counts, in bits. */
  readonly missingBits: number;
  /** Two groups are joined only while their mean weight is at least this, in bits. */
  readonly stopBits: number;
  /** Pairs below this are not kept as evidence against joining, in bits. */
  readonly keepBits: number;
  /** One pair counts at most this much in a mean, in bits, so that one strong pair cannot carry many weak ones. */
  readonly capBits: number;
  /** Sources that hold a person at most once. */
  readonly oneEach?: OneEach;
}

/** Sources that merge their own doubles: two records of one of them are two people, whatever they weigh. */
export interface OneEach {
  /** The field of the model that names a record's source. */
  readonly field: string;
  /** At most 31; capitals and small letters are one. */
  readonly sources: readonly string[];
}

/** What a model was trained on, for whoever brings it to another list. */
export interface Learned {
  readonly records: number;
  readonly pairs: number;
  readonly links: number;
  /** Labels of the comparisons that too few pairs said anything of: their levels are first guesses. */
  readonly guessed: readonly string[];
}

export interface Model {
  readonly id: string;
  readonly version: string;
  /** Where the weights come from, for the reader of a decision. */
  readonly source: string;
  /** P(two records taken at random are one person), λ. */
  readonly prior: number;
  /** Two-digit years later than this year's last two digits are read as 19xx. */
  readonly referenceYear: number;
  /** What each input column was in the list that the model was made for: column by role. */
  readonly roles?: Readonly<Partial<Record<Role, string>>>;
  readonly fields: Readonly<Record<string, FieldSpec>>;
  readonly blocking: readonly BlockingRule[];
  readonly comparisons: readonly Comparison[];
  readonly rules: readonly PairRule[];
  readonly thresholds: Thresholds;
  readonly clustering: ClusteringSettings;
  readonly learned?: Learned;
  /** The settings of Splink that the model was read from. */
  readonly splink?: SplinkSettings;
}

/** One cell: a value, several values, or nothing. */
export type Cell = string | readonly string[] | null | undefined;

/** Columns of equal length by name. Columns that the model does not name are ignored. */
export interface RecordTable {
  readonly length: number;
  readonly columns: Readonly<Record<string, readonly Cell[]>>;
}

/** One record by column name. */
export type RecordInput = Readonly<Record<string, Cell>>;

/** How often values occur, by field of the model and standardised value. */
export interface Frequencies {
  /** Number of records holding any value of the field. */
  total(field: string): number;
  /** Number of records holding this value. */
  count(field: string, value: string): number;
  /** The counts of a whole dictionary at once, where they are kept so. */
  countsOf?(field: string, values: Values): Int32Array | null;
}

/** A person's decision about two rows, taken as evidence of ±166 bits. */
export type Override = readonly [left: number, right: number, decision: 'same' | 'different'];

/** Why a text has no standard form. */
export type UnreadReason =
  | 'placeholder'
  | 'no-letter'
  | 'default-date'
  /** It is compared all the same, digit by digit: one that is mistyped is still evidence. */
  | 'impossible-date'
  | 'short-year'
  | 'no-abode'
  | 'check-letter'
  | 'form';

/** What could not be read of a column of a file. */
export interface UnreadColumn {
  readonly column: string;
  readonly kind: FieldKind;
  /** Cells with anything in them. */
  readonly filled: number;
  /** By reason, the most frequent first. */
  readonly reasons: readonly UnreadCells[];
}

export interface UnreadCells {
  readonly reason: UnreadReason;
  readonly count: number;
  /** Where the first of them begin in the file. */
  readonly places: readonly number[];
}

export interface LinkOptions {
  readonly overrides?: readonly Override[];
  /** Estimate λ, m and u from the table before scoring. Default false: the model's own weights. */
  readonly train?: boolean;
  /** Cluster of each row in an earlier run, −1 for new rows: pairs that were together stay so down to `fracture`. */
  readonly previous?: ArrayLike<number>;
  /** Seed of the sampling in training. Default 1. */
  readonly seed?: number;
  /** Threads to work on, this one among them. Default 1. The result does not depend on it. */
  readonly threads?: number;
  /** Give back what was read and compared, as an index for further runs. */
  readonly keepIndex?: boolean;
  /**
   * Is told of the columns of a file with one value in each row what could not be read, while the file is still where it
   * was.
   */
  readonly tellUnread?: (columns: readonly UnreadColumn[]) => void;
  /** A file's table is not needed afterwards: the run may use its memory for something else. */
  readonly consume?: boolean;
  /** Choose the thresholds from the run's own expectation (`thresholds.ts`) in place of the model's. */
  readonly chooseThresholds?: boolean;
  /** Frequencies kept from an earlier run in place of the table's own. */
  readonly frequencies?: Frequencies;
}

/** `levels` value of a comparison that could not be made. */
export const NOT_COMPARED = 255;

/** Pairs kept, column by column; `left < right` are row indexes. */
export interface Edges {
  readonly count: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Total after rules and overrides. */
  readonly bits: Float64Array;
  /** Total before rules. */
  readonly unadjusted: Float64Array;
  /** `count × comparisons`, row by row: index of the level, or {@link NOT_COMPARED}. */
  readonly levels: Uint8Array;
  /** Bit r set: `model.rules[r]` applied. */
  readonly rules: Uint32Array;
  /** 2 linked automatically, 1 for a person to review. */
  readonly decision: Uint8Array;
  /** Index of the blocking rule that found the pair; 255 where only an override named it. */
  readonly foundBy: Uint8Array;
}

export interface BlockingReport {
  readonly rule: string;
  /** Pairs that this rule found and no earlier rule had. */
  readonly pairs: number;
  /** Pairs that this rule alone found: what would be lost without it. */
  readonly alone: number;
  readonly groupsDropped: number;
  readonly recordsInDroppedGroups: number;
  readonly largestGroup: number;
}

/** The links that the model expects to be wrong so seldom that nobody need look at them. */
export interface Certainty {
  /** They weigh at least this, in bits. */
  readonly bits: number;
  readonly links: number;
  readonly expectedFalse: number;
}

export interface OneEachReport {
  /** Automatic links that would have stood without it. */
  readonly linksLost: number;
  /** Sources of which the table has no record. */
  readonly absent: readonly string[];
}

export interface LinkResult {
  /** Cluster number of each row, numbered from 0 in order of first row. */
  readonly clusters: Int32Array;
  readonly clusterCount: number;
  readonly edges: Edges;
  readonly pairsScored: number;
  readonly seconds: {
    readonly encode: number;
    readonly train: number;
    readonly predict: number;
    readonly cluster: number;
  };
  /** Σ(1 − p) over the automatic links: how many of them are expected to be wrong, if the model is right. */
  readonly expectedFalseLinks: number;
  readonly certain: Certainty;
  readonly blocking: readonly BlockingReport[];
  /** Records with a text that has no standard form, by input column: what was set aside. */
  readonly unread: Readonly<Record<string, number>>;
  /** Overrides that the clusters could not honour: rows said to be one person that had to stay apart. */
  readonly overrideConflicts: readonly Override[];
  /** Where the model names sources that hold a person at most once: what that did. */
  readonly oneEach: OneEachReport | null;
  /** The model as used: with estimated weights where `train` was asked. */
  readonly model: Model;
  readonly frequencies: Frequencies;
}
