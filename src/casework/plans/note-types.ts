import type { Day } from '../../kernel/clock.ts';
import type { Rag } from '../../scheme/ratings.ts';
import type { AgreementInput, PlanHandling } from './types.ts';

export type NoteKind = 'progress' | 'review';

/** What was noted of a goal's progress, or what a review of the plan found. */
export interface PlanNote {
  id: number;
  planId: number;
  personId: number;
  kind: NoteKind;
  goalId: number | null;
  stepId: number | null;
  /** Of a review: a code of the rule `plan-review`. */
  reason: string | null;
  on: Day;
  note: string;
  /** Of a review: whether the person was there; null where it was not asked. */
  present: boolean | null;
  /** Of a review: what the person said. */
  said: string | null;
  handling: PlanHandling | 'named';
  state: 'recorded' | 'withdrawn';
  /** Why it was corrected last, or withdrawn. */
  why: string | null;
  agencyId: number;
  agency: string;
  staffId: number;
  staff: string;
  version: number;
  recordedAt: Date;
  changedAt: Date;
  changedBy: string | null;
}

export interface NoteInput {
  on: Day;
  note: string;
  handling: PlanHandling;
  stepId: number | null;
  reason: string | null;
  /** The person's own part in a review; none in progress. */
  person?: ReviewedWith | undefined;
}

export interface ReviewedWith {
  present: boolean;
  said: string | null;
  /** Their answer to the plan; null where they were not asked this time. */
  answer: AgreementInput | null;
}

export interface NoteForm {
  on?: string;
  note?: string;
  handling?: string;
  step?: string;
  reason?: string;
  present?: string;
  said?: string;
  agreement?: string;
  answerWhy?: string;
  why?: string;
}

export interface Signature {
  id: number;
  staffId: number;
  staff: string;
  agency: string;
  mark: string;
  at: Date;
}

/** What a note said before it was corrected. */
export interface EarlierNote {
  at: Date;
  note: string;
  by: string | null;
}

/** The rule `plan-review`: days between reviews by colour and tier, and after a change. */
export interface ReviewRule {
  note?: string;
  ragDays: Partial<Record<Rag, number>>;
  tierDays?: Record<string, number>;
  /** Days within which a change (rating, tier, custody, a new offence) asks for a review. */
  changeDays: number;
  reasons: { code: string; name: string }[];
}

/** What has happened to the person that a review waits for. */
export interface ReviewFacts {
  rag: Rag;
  tier: string | null;
  /** Of the last review, else when the plan began. */
  reviewedOn: Day;
  /** The latest days as far as the viewer may see them. */
  custodyOn: Day | null;
  offenceOn: Day | null;
  /** When the rating and the tier were last changed from one to another. */
  ragOn: Day | null;
  tierOn: Day | null;
}

export interface ReviewDue {
  on: Day;
  /** What sets the day. */
  because: 'rag' | 'tier' | 'custody' | 'offence' | 'rag-changed' | 'tier-changed';
}
