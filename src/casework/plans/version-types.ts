import type { Day } from '../../kernel/clock.ts';
import type { Agreement, Goal, GoalState, Step, StepState } from './types.ts';

/** How a goal stood on a day. `withheld`: another agency has changed it since, and its earlier wording is theirs. */
export interface GoalThen {
  id: number;
  agency: string;
  stood: { pathway: string; need: string; goal: string; state: GoalState; targetOn: Day | null } | 'withheld';
}

export interface StepThen {
  id: number;
  goalId: number;
  agency: string;
  stood: { what: string; state: StepState; who: string; dueOn: Day | null } | 'withheld';
}

export interface AgreementThen {
  stood: { agreement: Agreement; why: string | null; on: Day | null } | 'withheld';
  agency: string;
}

/** The plan as it stood at the end of a day, as far as the viewer may see it today. */
export interface PlanThen {
  on: Day;
  agreement: AgreementThen | undefined;
  goals: GoalThen[];
  steps: StepThen[];
}

/** One thing that is different now. */
export interface PlanChange {
  subject: 'goal' | 'step' | 'agreement';
  what: 'added' | 'changed' | 'moved' | 'withheld';
  /** The goal or step as it is called now. */
  title: string;
  was: string | null;
  is: string | null;
}

export interface PlanNow {
  goals: readonly Goal[];
  steps: readonly Step[];
}
