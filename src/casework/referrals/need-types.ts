import type { ReferralHandling } from './types.ts';

export const unmetReasons = ['no-service', 'no-places', 'waiting', 'criteria', 'declined', 'other'] as const;
export type UnmetReason = (typeof unmetReasons)[number];

export const unmetReasonWords: Record<UnmetReason, string> = {
  'no-service': 'No service for it in the area',
  'no-places': 'The services have no places',
  waiting: 'The wait is too long',
  criteria: 'They do not meet any service’s criteria',
  declined: 'The services declined',
  other: 'Another reason',
};

export type UnmetState = 'open' | 'referred' | 'closed';

export const unmetStateWords: Record<UnmetState, string> = {
  open: 'Open',
  referred: 'Met by a referral',
  closed: 'Closed',
};

export interface UnmetInput {
  pathway: string;
  baseId: number | null;
  need: string;
  why: UnmetReason;
  whyWords: string | null;
  handling: ReferralHandling;
}

export interface UnmetNeed extends UnmetInput {
  id: number;
  personId: number;
  name: string;
  agencyId: number;
  agency: string;
  staff: string;
  base: string | null;
  state: UnmetState;
  referralId: number | null;
  closedWhy: string | null;
  recordedAt: Date;
  closedAt: Date | null;
  version: number;
}

export interface UnmetFilter {
  state?: UnmetState | undefined;
  pathway?: string | undefined;
  /** Null: those of no area in particular. */
  baseId?: number | null | undefined;
  why?: UnmetReason | undefined;
}

export interface UnmetForm {
  pathway?: string;
  base?: string;
  need?: string;
  why?: string;
  whyWords?: string;
  handling?: string;
}
