export type OptionState = 'considered' | 'discounted' | 'preferred';

export const optionStates = ['considered', 'discounted', 'preferred'] as const;

export const optionStateWords: Record<OptionState, string> = {
  considered: 'Considered',
  discounted: 'Discounted',
  preferred: 'Preferred',
};

export const figureKinds = ['fte', 'people', 'cost', 'saving', 'saving-percent'] as const;
export type FigureKind = (typeof figureKinds)[number];

export const figureWords: Record<FigureKind, string> = {
  fte: 'Posts (FTE)',
  people: 'Capacity (people)',
  cost: 'Cost a year',
  saving: 'Saving a year',
  'saving-percent': 'Saving in per cent',
};

/** One figure of an option. */
export interface OptionFigure {
  what: FigureKind;
  /** Which of several, such as `if officers stay`; empty for the only one. */
  about: string;
  /** In hundredths of a post, people, pence, or hundredths of a per cent; null: not known, or not legible. */
  value: bigint | null;
  /** As it stands in the paper. */
  printed: string | null;
  legible: boolean;
}

export interface AppraisalOption {
  id: number;
  appraisalId: number;
  position: number;
  title: string;
  structure: string;
  risks: string | null;
  fit: string | null;
  state: OptionState;
  reason: string | null;
  version: number;
  figures: OptionFigure[];
}

export interface Criterion {
  id: number;
  name: string;
  meaning: string | null;
  /** Whole points; what counts is its part of all points. */
  weight: number;
}

/** From 0 to 10, the more the better; null: not scored. */
export interface Score {
  optionId: number;
  criterionId: number;
  score: number | null;
}

/** "So many per cent of people commit at least so many crimes each, and so many per cent of all." */
export interface ShareStatement {
  id: number;
  place: string;
  text: string;
  /** Hundredths of a per cent. */
  peopleShare: number;
  crimesShare: number;
  /** How finely both were printed: 100 for whole per cent. */
  shareStep: number;
  leastEach: number;
  /** They are everybody with so many, not only some of them. */
  everybody: boolean;
}

export interface Appraisal {
  id: number;
  code: string;
  title: string;
  question: string;
  source: string | null;
  /** What of it is made up. */
  exampleNote: string | null;
  example: boolean;
  version: number;
}

/** An appraisal with all that it holds. */
export interface WholeAppraisal extends Appraisal {
  options: AppraisalOption[];
  criteria: Criterion[];
  scores: Score[];
  statements: ShareStatement[];
}
