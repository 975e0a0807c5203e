import type { Day } from '../../kernel/clock.ts';
import type { Figures } from '../measures/types.ts';

/** A frozen claim as this viewer may see it. */
export interface Claim {
  id: number;
  measure: string;
  at: Date;
  dataTo: Day;
  level: 0 | 1 | 2 | 3 | 4 | 5;
  definitionVersion: number;
  /** In words, as it stood; null in claims from before it was kept. */
  definition: string | null;
  ruleVersion: number;
  ruleIsExample: boolean;
  codeVersion: string;
  inputs: string;
  notPublishedWhy: string | null;
  figures: Figures;
  /** Small numbers are left out of `figures`. */
  isSuppressed: boolean;
}

export interface ClaimLine {
  id: number;
  at: Date;
  dataTo: Day;
  level: number;
  /** Null when nothing of it may be shown to this viewer. */
  counted: number | null;
  notPublishedWhy: string | null;
}

export interface MemberLine {
  id: number;
  name: string;
  joinedOn: Day;
  leftOn: Day | null;
  base: string;
}
