import type { Day } from '../kernel/clock.ts';
import type { Tx } from '../kernel/database.ts';

export interface OfficerLoad {
  /** People who count towards the load now. */
  people: number;
  /** How many the scheme's rule allows, or null where the rule sets none for this member of staff. */
  limit: number | null;
}

/** How many people each of these members of staff carries; whoever carries nobody may be absent. */
export type LoadOf = (
  tx: Tx,
  schemeId: number,
  staffIds: readonly number[],
) => Promise<Map<number, OfficerLoad>>;

/**
 * Whether a member of staff's training in a kind of assessment (a code of the rule `risk-assessments`) holds on a day.
 * `why` is a sentence without a full stop that may be shown beside the assessment.
 */
export type TrainingInDate = (
  tx: Tx,
  ask: { staffId: number; assessmentType: string; on: Day },
) => Promise<{ ok: true } | { ok: false; why: string }>;
