import type { Day } from '../../kernel/clock.ts';

export const planStateWords = { draft: 'Draft', active: 'In force', ended: 'Ended' } as const;

export type GoalState = 'active' | 'later' | 'achieved' | 'removed';
export type GoalMove = 'start' | 'postpone' | 'achieve' | 'remove' | 're-add';

export type StepState = 'to-do' | 'doing' | 'done' | 'cannot-be-done' | 'removed';
export type StepMove = 'begin' | 'finish' | 'cannot' | 'put-back' | 'remove' | 're-add';

export const goalStateWords: Record<GoalState, string> = {
  active: 'Working on it',
  later: 'For later',
  achieved: 'Achieved',
  removed: 'Removed',
};

export const goalMoveWords: Record<GoalMove, string> = {
  start: 'Start now',
  postpone: 'Leave for later',
  achieve: 'Achieved',
  remove: 'Remove',
  're-add': 'Add again',
};

export const stepStateWords: Record<StepState, string> = {
  'to-do': 'To do',
  doing: 'Doing',
  done: 'Done',
  'cannot-be-done': 'Cannot be done yet',
  removed: 'Removed',
};

/** What has just been done, said beside what it was done with. */
export const goalMovedWords: Record<GoalState, string> = {
  active: 'Now worked on',
  later: 'Left for later',
  achieved: 'Marked achieved',
  removed: 'Removed',
};

export const stepMovedWords: Record<StepState, string> = {
  'to-do': 'Put back to to-do',
  doing: 'Started',
  done: 'Marked done',
  'cannot-be-done': 'Marked as what cannot be done yet',
  removed: 'Removed',
};

export const stepMoveWords: Record<StepMove, string> = {
  begin: 'Start',
  finish: 'Done',
  cannot: 'Cannot be done yet',
  'put-back': 'Back to to-do',
  remove: 'Remove',
  're-add': 'Add again',
};

export const actors = ['person', 'worker', 'provider'] as const;
export type StepActor = (typeof actors)[number];

export const actorWords: Record<StepActor, string> = {
  person: 'The person themselves',
  worker: 'A worker',
  provider: 'A provider of services',
};

export const agreements = ['agrees', 'does-not-agree', 'could-not-answer'] as const;
export type Agreement = (typeof agreements)[number] | 'not-asked';

export const agreementWords: Record<Agreement, string> = {
  agrees: 'Agrees',
  'does-not-agree': 'Does not agree',
  'could-not-answer': 'Could not answer',
  'not-asked': 'Not asked yet',
};

/** The answer as it was given on a day. */
export const answeredWords: Record<Agreement, string> = {
  agrees: 'Agreed',
  'does-not-agree': 'Did not agree',
  'could-not-answer': 'Could not answer',
  'not-asked': 'Not asked yet',
};

/** The person's answer as the plan has it now. */
export const answerText = (plan: Pick<Plan, 'agreement' | 'agreementWhy'>): string =>
  `${agreementWords[plan.agreement]}${plan.agreementWhy === null ? '' : `: ${plan.agreementWhy}`}`;

export const planHandlings = ['partners', 'statutory', 'own'] as const;
export type PlanHandling = (typeof planHandlings)[number];

export interface Pathway {
  code: string;
  name: string;
  /** One of the two that schemes offer to women. */
  forWomen: boolean;
  /** The OASys needs it answers, by the scheme's rule. */
  oasys: readonly string[];
  /** It stands in the rule without a published source. */
  unsourced: boolean;
}

export interface Plan {
  id: number;
  agreement: Agreement;
  agreementWhy: string | null;
  agreementOn: Day | null;
  /** When the answer was written down: nothing else changes the plan's own row. */
  changedAt: Date;
  /** Staff who set a goal or a step since the last counter-signature. */
  writers: readonly number[];
  version: number;
}

export interface Goal {
  id: number;
  personId: number;
  agencyId: number;
  agency: string;
  pathway: string;
  need: string;
  goal: string;
  state: GoalState;
  handling: PlanHandling | 'named';
  targetOn: Day | null;
  version: number;
  createdAt: Date;
  changedAt: Date;
  changedBy: string | null;
  /** When what it asks was set last, and by whom: progress does not count. */
  setAt: Date;
  setBy: number | null;
}

export interface Step {
  id: number;
  goalId: number;
  personId: number;
  what: string;
  actor: StepActor;
  staffId: number | null;
  staff: string | null;
  dueOn: Day | null;
  state: StepState;
  /** Why it cannot be done yet. */
  why: string | null;
  handling: PlanHandling | 'named';
  version: number;
  createdAt: Date;
  changedAt: Date;
  changedBy: string | null;
  setAt: Date;
}

export interface GoalInput {
  pathway: string;
  need: string;
  goal: string;
  targetOn: Day | null;
  handling: PlanHandling;
}

export interface StepInput {
  what: string;
  actor: StepActor;
  staffId: number | null;
  dueOn: Day | null;
}

export interface AgreementInput {
  agreement: (typeof agreements)[number];
  why: string | null;
}

/** The forms as typed: kept as they are when something needs correcting. */
export interface GoalForm {
  pathway?: string;
  need?: string;
  goal?: string;
  targetOn?: string;
  handling?: string;
  later?: string;
}

export interface StepForm {
  what?: string;
  actor?: string;
  staff?: string;
  dueOn?: string;
}

export interface AgreementForm {
  agreement?: string;
  why?: string;
}
