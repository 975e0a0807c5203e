import type { Dimension } from '../../cohort/index.ts';
import type { Day } from '../../kernel/clock.ts';

/** Whoever writes matrices, and whoever approves them. */
export const scoresRight = ['matrix:edit', 'matrix:approve'] as const;

/** Changes whenever the same data would give other figures. */
export const scoreCheckVersion = '1';

/** One person, one score of an earlier day, and what happened after it. */
export interface Judged {
  /** `matrix`, `ogrs3`, or an agency’s own tool by its name. */
  instrument: string;
  /** First day of the half-year whose facts were scored. */
  on: Day;
  /** Points of the matrix; of the others the chance in per cent. */
  value: number;
  /** A proven reoffence within the horizon. */
  reoffended: boolean;
  sex: string | null;
  age: number | null;
  ethnicity: string | null;
  /** The person's first day by this instrument: only this one counts where everybody counts once. */
  isFirst: boolean;
}

/** How long somebody is followed: the chances of OGRS3 and of the official tools are for two years. */
export const horizonOf = (instrument: string): number => (instrument === 'matrix' ? 12 : 24);
/** An offence is proven in these months after the horizon at the latest. */
export const provenWithin = 6;

export interface Figure {
  estimate: number;
  lower: number;
  upper: number;
}

/** People with scores alike, and how many of them reoffended. */
export interface Band {
  from: number;
  to: number;
  people: number;
  reoffended: number;
  /** Mean of the chances, in every 100; null for points, which promise nothing. */
  expected: number | null;
  /** In every 100. */
  observed: Figure;
}

/** Counts are null where they are left out; figures also where there are too few. */
export interface Line {
  code: string;
  name: string;
  people: number | null;
  reoffended: number | null;
  auc: Figure | null;
  /** Expected over observed, 1 is right; null for points. */
  ratio: Figure | null;
}

export interface InstrumentFigures {
  instrument: string;
  horizonMonths: number;
  /** Why there are none; everything else is empty then. */
  why: string | null;
  whole: Line;
  /** Below 1: too extreme; null for points. */
  slope: Figure | null;
  bands: readonly Band[];
  groups: readonly { dimension: Dimension; lines: readonly Line[] }[];
  halfYears: readonly Line[];
}

export interface ScoreFigures {
  instruments: readonly InstrumentFigures[];
}

export interface ScoreCheck {
  id: number;
  at: Date;
  dataTo: Day;
  figures: ScoreFigures | null;
  notPublishedWhy: string | null;
  matrixVersion: number;
  ruleExample: boolean;
}
