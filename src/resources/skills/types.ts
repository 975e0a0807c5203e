import type { Day } from '../../kernel/clock.ts';

export const skillStates = ['missing', 'ran-out', 'soon', 'held'] as const;
export type SkillState = (typeof skillStates)[number];

export const skillStateWords: Record<SkillState, string> = {
  missing: 'None recorded',
  'ran-out': 'Ran out',
  soon: 'Runs out soon',
  held: 'In date',
};

/** What one member of staff must be trained in, and how that stands. */
export interface Standing {
  staffId: number;
  name: string;
  agency: string;
  /** The roles that ask for it. */
  roles: string[];
  base: string | null;
  baseId: number | null;
  what: string;
  tasks: string[];
  /** The last day of the latest record; null where there is none or it does not run out. */
  expiresOn: Day | null;
  state: SkillState;
}

export interface StandingFilter {
  /** An id, or 'none' for staff of no base. */
  base?: string | undefined;
  what?: string | undefined;
  /** `gap`: missing or run out. */
  state?: SkillState | 'gap' | undefined;
  staffId?: number | undefined;
}

/** How many must have a skill at a base, and how many lack it. */
export interface GapCount {
  baseId: number | null;
  base: string | null;
  what: string;
  asked: number;
  gaps: number;
  soon: number;
}
