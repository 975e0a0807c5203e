import type { Day } from '../../kernel/clock.ts';

export type OffenceOutcome =
  | 'charged'
  | 'convicted'
  | 'cautioned'
  | 'no-further-action'
  | 'acquitted'
  | 'under-investigation';

export const outcomeWords: Record<OffenceOutcome, string> = {
  charged: 'Charged',
  convicted: 'Convicted',
  cautioned: 'Cautioned',
  'no-further-action': 'No further action',
  acquitted: 'Acquitted',
  'under-investigation': 'Under investigation',
};

/** How sure it is that the person did it, always said in words beside the offence. */
export type Certainty = 'proven' | 'charged' | 'suspected' | 'not-proven';

export const certaintyWords: Record<Certainty, string> = {
  proven: 'Proven',
  charged: 'Charged, not yet decided',
  suspected: 'Suspected only',
  'not-proven': 'Not proven: acquitted',
};

export interface Offence {
  id: number;
  agencyId: number;
  agency: string;
  capacity: 'convicted' | 'suspect' | 'other';
  offenceCode: string;
  /** Home Office class and subclass: `053/00`. */
  homeOfficeClass: string | null;
  title: string | null;
  offenceDate: Day;
  arrestDate: Day | null;
  asn: string | null;
  chargeDate: Day | null;
  outcome: OffenceOutcome;
  outcomeDate: Day | null;
  court: string | null;
  sentence: string | null;
  area: string | null;
  /** Convicted or cautioned, of this person. */
  proven: boolean;
}

export interface CustodySpell {
  id: number;
  agency: string;
  kind: 'police' | 'prison';
  place: string;
  fromDay: Day;
  /** Half-open; null while it lasts, ahead for a planned release. */
  toDay: Day | null;
  releaseType: string | null;
  licenceEnd: Day | null;
  reason: string | null;
}

export type OrderType =
  | 'community-order'
  | 'suspended-sentence-order'
  | 'licence'
  | 'post-sentence-supervision'
  | 'youth-order';

export const orderWords: Record<OrderType, string> = {
  'community-order': 'Community order',
  'suspended-sentence-order': 'Suspended sentence order',
  licence: 'Licence',
  'post-sentence-supervision': 'Post-sentence supervision',
  'youth-order': 'Youth order',
};

export interface Supervision {
  id: number;
  agency: string;
  orderType: OrderType;
  title: string | null;
  sentenceDate: Day | null;
  fromDay: Day;
  /** The last day it runs; null when no end is recorded. */
  toDay: Day | null;
  mainOffenceCode: string | null;
  rosh: string | null;
  mappaLevel: string | null;
  conditions: string[];
}

export interface CustodyState {
  state: 'prison' | 'police' | 'community';
  place: string | null;
  since: Day | null;
  /** Planned release, where one is recorded. */
  until: Day | null;
  text: string;
}

export interface StatutoryStatus {
  /** `dual`: a youth order and an adult one run together, so two services supervise. */
  status: 'statutory' | 'voluntary' | 'dual';
  /** The last day of what runs; null for voluntary, or when an order has no end recorded. */
  endsOn: Day | null;
  text: string;
}

export interface OffendingYear {
  year: number;
  proven: number;
  other: number;
  daysAtLiberty: number;
  days: number;
}

/** Two sources that cannot both be right. */
export interface Conflict {
  what: string;
  day: Day;
  says: readonly { agency: string; text: string }[];
}
