import type { Day } from '../kernel/clock.ts';
import type { Tx } from '../kernel/database.ts';

export interface OfficerLoad {
  /** People who count towards the load now. */
  people: number;
  /** How many the scheme's rule allows, or null where the rule sets none for this member of staff. */
  limit: number | null;
  /** The same in points, where the scheme counts those; `after`: with the people who would be added. */
  points?: { now: number; after: number; limit: number };
}

/**
 * How many people each of these members of staff carries; whoever carries nobody may be absent.
 * @param adding people whom they would be given, for the points after that.
 */
export type LoadOf = (
  tx: Tx,
  schemeId: number,
  staffIds: readonly number[],
  adding?: readonly number[],
) => Promise<Map<number, OfficerLoad>>;

/**
 * Whether a member of staff's training in a kind of assessment (a code of the rule `risk-assessments`) holds on a day.
 * `why` is a sentence without a full stop that may be shown beside the assessment.
 */
export type TrainingInDate = (
  tx: Tx,
  ask: { staffId: number; assessmentType: string; on: Day },
) => Promise<{ ok: true } | { ok: false; why: string }>;

/** Conditions in force that a visit can see to (where they live, whom they must not meet), in words, by person. */
export type VisitConditions = (
  tx: Tx,
  personIds: readonly number[],
  today: string,
) => Promise<Map<number, readonly string[]>>;

/** Actions of boards that a leaver owns. A viewer who may not see or move them has none to hand over. */
export interface ActionsOfStaff {
  list(tx: Tx, staffId: number): Promise<{ id: number; title: string; version: number }[]>;
  /** What else they own in registers: each register has its own way to give it to somebody else. */
  inRegisters(
    tx: Tx,
    staffId: number,
  ): Promise<{ what: 'recommendation' | 'risk' | 'programme' | 'agreement'; title: string; href: string }[]>;
  /** Whether the viewer may give them to somebody else. */
  mayMove(viewer: { may(right: 'action:manage'): boolean }): boolean;
  /**
   * Gives one action to somebody else.
   * @returns its new version; undefined where it is no longer as it was.
   */
  move(
    tx: Tx,
    move: { id: number; version: number; from: number; to: number; by: number },
  ): Promise<number | undefined>;
}

/** What an appointment would break of a person's curfews and exclusion zones, in words; nothing where it breaks none. */
export type LicenceConflicts = (
  tx: Tx,
  viewer: { schemeId: number },
  contact: { personId: number; kind: string; at: Date; minutes: number | null; place: string | null },
) => Promise<string[]>;
