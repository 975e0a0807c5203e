/** An estimate with its confidence limits. `level` is the confidence, 0.95 unless asked otherwise. */
export type Interval = {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
};

export const USUAL_LEVEL = 0.95;

/**
 * A ratio with its limits, and how they came about. `person-robust` lets each person's offences hang together
 * and is the one to show. `exact-if-independent` holds only if every offence were independent of every other,
 * and must be labelled so. `none` means that no honest limits can be given, and `note` says why.
 */
export type RatioInterval = {
  readonly ratio: number;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly level: number;
  readonly method: 'person-robust' | 'exact-if-independent' | 'none';
  readonly note: string;
};
