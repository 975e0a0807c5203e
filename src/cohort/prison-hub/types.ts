import type { Day } from '../../kernel/clock.ts';

export const partStates = ['to-do', 'under-way', 'arranged', 'not-needed'] as const;
export type PartState = (typeof partStates)[number];

export const partStateWords: Record<PartState, string> = {
  'to-do': 'To do',
  'under-way': 'Under way',
  arranged: 'Arranged',
  'not-needed': 'Not needed',
};

export interface Part {
  state: PartState;
  detail: string;
}

/** Body of the rule `release-plan`: what is arranged before somebody is released. */
export interface ReleaseRule {
  parts: { code: string; name: string }[];
}

/** A release that lies ahead, as the viewer may see custody, and its plan, as they may see plans. */
export interface Release {
  personId: number;
  name: string;
  prison: string;
  releaseOn: Day;
  releaseType: string | null;
  planId: number | null;
  /** The day that the plan was made for. */
  plannedFor: Day | null;
  parts: Record<string, Part> | null;
  pickupBy: string | null;
  pickupAt: string | null;
  prisonStaffId: number | null;
  prisonStaff: string | null;
  changedBy: string | null;
  changedAt: Date | null;
  version: number | null;
}

export interface PlanForm {
  pickupBy?: string | undefined;
  pickupAt?: string | undefined;
  /** `state-CODE` and `detail-CODE` of each part. */
  parts: Readonly<Record<string, string | undefined>>;
}

export interface PlanInput {
  personId: number;
  releaseOn: Day;
  version: number;
  parts: Record<string, Part>;
  pickupBy: string | null;
  pickupAt: string | null;
}
