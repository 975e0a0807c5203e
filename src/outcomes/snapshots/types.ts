import type { Day } from '../../kernel/clock.ts';
import type { Feed } from '../measures/types.ts';

export type CheckResult = 'equal' | 'differs' | 'no-input' | 'damaged';

/** A claim worked out again: names of figures, no values. */
export interface Check {
  at: Date;
  codeVersion: string;
  definitionVersion: number;
  result: CheckResult;
  differs: string[];
}

/** What a claim rests on. */
export interface Snapshot {
  id: number;
  measure: string;
  at: Date;
  dataTo: Day;
  definitionVersion: number;
  ruleVersion: number;
  ruleFrom: Day;
  codeVersion: string;
  inputs: string;
  /** Null in claims from before inputs were kept. */
  frozen: string | null;
  definition: string | null;
  feeds: Feed[];
}
