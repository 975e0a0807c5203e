import type { Day } from '../../kernel/clock.ts';
import type { Rag } from '../../scheme/ratings.ts';

export { type Rag, rags, ragWords } from '../../scheme/ratings.ts';

/** A code of the scheme's own, with what the scheme calls it. */
export interface Named {
  code: string;
  name: string;
}

export type MembershipState = 'member' | 'suspended' | 'de-selected';

export const membershipStateWords: Record<MembershipState, string> = {
  member: 'On the scheme',
  suspended: 'Suspended',
  'de-selected': 'De-selected',
};

export const statutoryStatuses = ['statutory', 'voluntary', 'dual'] as const;
export type Statutory = (typeof statutoryStatuses)[number];

export const statutoryWords: Record<Statutory, string> = {
  statutory: 'Statutory',
  voluntary: 'Voluntary',
  dual: 'Statutory and voluntary',
};

export type Trend = 'up' | 'down' | 'same';

export interface Membership {
  id: number;
  schemeId: number;
  personId: number;
  state: MembershipState;
  strand: string;
  tier: string | null;
  rag: Rag;
  ragWas: Rag | null;
  ragAt: Date | null;
  statutory: Statutory;
  baseId: number;
  base: string;
  teamId: number;
  team: string;
  joinedOn: Day;
  leftOn: Day | null;
  leftReason: string | null;
  nextReview: Day | null;
  retentionOn: Day;
  /** How a young person goes on to adult services, in words. */
  transitionPlan: string | null;
  version: number;
}

export const changes = ['rag', 'tier', 'review-date', 'state', 'strand', 'statutory', 'transition'] as const;
/** What a member's worker may change by itself; each has a form of its own. A review has another. */
export type Change = (typeof changes)[number];

export type ChangeKind =
  | 'rag'
  | 'tier'
  | 'review'
  | 'state'
  | 'strand'
  | 'base'
  | 'statutory'
  | 'transition'
  | 'owner';

/** As the history has it. */
export const kindOfChange = (what: Change): ChangeKind => (what === 'review-date' ? 'review' : what);

export const changeWords: Record<ChangeKind, string> = {
  rag: 'RAG',
  tier: 'Tier',
  review: 'Next review',
  state: 'Status',
  strand: 'Strand',
  base: 'Base',
  statutory: 'Statutory status',
  transition: 'Way to adult services',
  owner: 'Owner of the case',
};

export interface MembershipChange {
  id: number;
  at: Date;
  what: ChangeKind;
  was: string | null;
  became: string;
  why: string;
  /** The day of the review that this line is about; null for every other change. */
  heldOn: Day | null;
  /** From when it holds, where that is not the day it was written. */
  effectiveOn: Day | null;
  staff: string | null;
  agency: string | null;
}

/** What the form of a review holds, as typed. */
export interface ReviewForm {
  heldOn?: string | undefined;
  rag?: string | undefined;
  tier?: string | undefined;
  nextReview?: string | undefined;
  why?: string | undefined;
}

/** A review as it was held: how the person stands now, why, and when to look again. */
export interface Review {
  heldOn: Day;
  rag: Rag;
  tier: string | null;
  nextReview: Day;
  why: string;
}

/** What the form of a change holds, as typed. */
export interface ChangeForm {
  value?: string | undefined;
  /** From when the statutory status holds. */
  day?: string | undefined;
  /** The way to adult services, in words. */
  plan?: string | undefined;
  why?: string | undefined;
}

export const cohortSorts = [
  'name',
  'base',
  'strand',
  'tier',
  'rag',
  'statutory',
  'review',
  'joined',
] as const;
export type CohortSort = (typeof cohortSorts)[number];

export const unseenDays = ['14', '28', '56'] as const;
type UnseenDays = (typeof unseenDays)[number];

/** What the list is asked for, as the address has it. What each means: cohort-filters.ts. */
export interface CohortFilter {
  base?: number | undefined;
  team?: number | undefined;
  /** A member of staff: whose lead the case is, as far as the viewer may see. */
  lead?: number | undefined;
  strand?: string | undefined;
  /** 'none' for members without one. */
  tier?: string | undefined;
  rag?: Rag | undefined;
  statutory?: Statutory | undefined;
  custody?: 'yes' | 'no' | undefined;
  state?: 'member' | 'suspended' | undefined;
  review?: 'overdue' | 'week' | undefined;
  /** Seventeen and a half, and not yet of age: with a plan for the way to adult services, or without. */
  transition?: 'due' | 'no-plan' | undefined;
  /** Members not seen for this many days, as far as the viewer may see contacts. */
  unseen?: UnseenDays | undefined;
  text?: string | undefined;
}

export interface CohortOrder {
  sort: CohortSort;
  descending: boolean;
}

export interface CohortRow {
  id: number;
  version: number;
  personId: number;
  familyName: string;
  givenNames: string;
  born: Day | null;
  baseId: number;
  teamId: number;
  strand: string;
  tier: string | null;
  rag: Rag;
  ragWas: Rag | null;
  statutory: Statutory;
  state: MembershipState;
  joinedOn: Day;
  nextReview: Day | null;
  /** Of those spells the viewer may see. */
  custody: 'police' | 'prison' | null;
  /** Whether the viewer would be shown who leads the case: without it, no lead is not "none". */
  leadShown: boolean;
}

export interface CohortTotals {
  all: number;
  strand: Record<string, number>;
  base: Record<string, number>;
  rag: Partial<Record<Rag, number>>;
}
