import type { Day } from '../../kernel/clock.ts';

/** Body of the rule `super-prolific`. */
export interface SuperProlificRule {
  /** From so many proven offences each. */
  crimes: number;
  /** Committed in so many months before the day. */
  months: number;
  note?: string;
}

export const registers = ['mappa', 'marac'] as const;
export type Register = (typeof registers)[number];
export const registerWords: Record<Register, string> = { mappa: 'MAPPA', marac: 'MARAC' };

/**
 * What an entry in a register means for a cohort. `required`: everybody in it has one. `refer`: whoever has one is asked
 * about, for another arrangement comes first. `exclude`: whoever has one does not belong here. `check`: it is shown.
 */
export type RegisterRule = 'required' | 'refer' | 'exclude' | 'check';

/** A cohort with a rule of its own, beside the scheme's main one. */
export interface SeparateCohort {
  code: string;
  name: string;
  about: string;
  /** The strands whose members are this cohort. */
  strands: string[];
  /** Home Office classes, `028`. */
  classes: string[];
  months: number;
  /** Proven offences of the classes in those months. */
  minimum: number;
  registers: Partial<Record<Register, RegisterRule>>;
}

/** Body of the rule `separate-cohorts`. */
export interface SeparateCohortsRule {
  note?: string;
  cohorts: SeparateCohort[];
}

/** A member beside a cohort's rule. */
export interface Standing {
  personId: number;
  name: string;
  strand: string;
  statutory: string;
  /** Proven offences of the cohort's classes in its months. */
  offences: number;
  mappa: boolean;
  marac: boolean;
}

export interface Concentration {
  people: number;
  crimes: number;
  superPeople: number;
  superCrimes: number;
  /** From those with most to those with fewest: the share of crimes of the first so many people. */
  curve: { people: number; crimes: number }[];
}

export interface SuperProlific {
  personId: number;
  name: string;
  crimes: number;
  last: Day | null;
}
