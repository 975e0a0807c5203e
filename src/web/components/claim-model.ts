/** How much the design can carry: 0 outputs only … 5 randomised, by intention to treat, pre-registered. */
export type ClaimLevel = 0 | 1 | 2 | 3 | 4 | 5;

/** A change in per cent of the before value, never without the two values it comes from. Minus is a fall. */
export type ClaimChange = {
  readonly percent: number;
  readonly before: string;
  readonly after: string;
  /** People counted. */
  readonly people: number;
};

export type ClaimInterval = {
  readonly low: number;
  readonly high: number;
  /** In per cent: 95. */
  readonly confidence: number;
  /** `percent` and `difference` have no effect at 0, `ratio` at 1; a `level` compares nothing. */
  readonly scale: 'percent' | 'difference' | 'ratio' | 'level';
  /** What it is an interval of: "rate ratio", "points per 100 people". */
  readonly of: string;
  /** What it is the interval around. */
  readonly estimate?: number;
};

export type ClaimCount = {
  readonly label: string;
  readonly value: number | string;
  /** The list that makes the number. */
  readonly href?: string;
};

export type ClaimCardModel = {
  /** Makes the parts' ids; unlike any other on the page. */
  readonly id: string;
  /** One sentence. Its verb has been checked against the level before it comes here. */
  readonly headline: string;
  readonly level: ClaimLevel;
  readonly change?: ClaimChange;
  readonly counts: readonly ClaimCount[];
  /** Whom it counts and for how long: "Joined April 2023 to March 2024, followed for 12 months". */
  readonly window: string;
  /** "30% of the follow-up was spent in custody; …", or that it was not taken into account. */
  readonly timeAtRisk: string;
  /** Null where there is none, which the card says. */
  readonly comparison: string | null;
  /** Null where none can be worked out, which the card says. */
  readonly interval: ClaimInterval | null;
  /** Further estimates of the same design, such as a slope beside a level: a headline may leave none of them out. */
  readonly alsoEstimated?: readonly ClaimInterval[];
  /** The verdict of whoever published it, where they gave no interval. */
  readonly toldAs?: 'lower' | 'higher';
  /** What would be expected had nothing been done; null where not worked out, which the card says. */
  readonly expectedUnderNothing: string | null;
  /** Who is not counted, and why. Empty means nobody. */
  readonly leftOut: readonly { readonly count: number; readonly why: string }[];
  /** The day the data reach to, in words. */
  readonly dataTo: string;
  /** A sub-group or one of several looks at the data. */
  readonly exploratory?: boolean;
  /** How many comparisons the page makes, where more than one. */
  readonly comparisonsOnPage?: number;
  /** What is counted, in words; a link may stand for it on a page. */
  readonly definition?: string;
  /** How many more people it would take to tell; absent where nothing is compared, which the card says. */
  readonly moreNeeded?: string;
  /** What the words mean: the measure's definition. */
  readonly definitionHref?: string;
  /** 2 unless given. */
  readonly headingLevel?: 2 | 3;
};
