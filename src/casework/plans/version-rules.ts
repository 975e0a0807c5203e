import { addDays, type Day, dayStart, showDay } from '../../kernel/clock.ts';
import {
  actorWords,
  agreementWords,
  type Goal,
  goalStateWords,
  type Plan,
  type Step,
  type StepActor,
  stepStateWords,
} from './types.ts';
import type { GoalThen, PlanChange, PlanNow, PlanThen, StepThen } from './version-types.ts';

/** The last instant of a day in London; the day after begins at it. Clocks never change at midnight there. */
export const endOfDay = (day: Day): Date => dayStart(addDays(day, 1));

export const whoWords = (actor: StepActor, staff: string | null): string => staff ?? actorWords[actor];

const by = (day: Day | null): string => (day === null ? '' : `, by ${showDay(day)}`);

type GoalWording = Pick<Goal, 'need' | 'goal' | 'targetOn' | 'pathway'>;
const goalWords = (goal: GoalWording): string => `“${goal.goal}”. Need: ${goal.need}${by(goal.targetOn)}`;
const stepWords = (step: { what: string; who: string; dueOn: Day | null }): string =>
  `${step.what} (${step.who}${by(step.dueOn)})`;

function goalChanges(goal: Goal, before: GoalThen | undefined): PlanChange[] {
  const about = { subject: 'goal' as const, title: goal.goal };
  if (before === undefined) return [{ ...about, what: 'added', was: null, is: goalWords(goal) }];
  const { stood: then } = before;
  if (then === 'withheld') return [{ ...about, what: 'withheld', was: null, is: goalWords(goal) }];
  const changes: PlanChange[] = [];
  if (goalWords(then) !== goalWords(goal) || then.pathway !== goal.pathway)
    changes.push({ ...about, what: 'changed', was: goalWords(then), is: goalWords(goal) });
  if (then.state !== goal.state)
    changes.push({
      ...about,
      what: 'moved',
      was: goalStateWords[then.state],
      is: goalStateWords[goal.state],
    });
  return changes;
}

function stepChanges(step: Step, before: StepThen | undefined): PlanChange[] {
  const about = { subject: 'step' as const, title: step.what };
  const is = stepWords({ ...step, who: whoWords(step.actor, step.staff) });
  if (before === undefined) return [{ ...about, what: 'added', was: null, is }];
  const { stood: then } = before;
  if (then === 'withheld') return [{ ...about, what: 'withheld', was: null, is }];
  const changes: PlanChange[] = [];
  if (stepWords(then) !== is) changes.push({ ...about, what: 'changed', was: stepWords(then), is });
  if (then.state !== step.state)
    changes.push({
      ...about,
      what: 'moved',
      was: stepStateWords[then.state],
      is: stepStateWords[step.state],
    });
  return changes;
}

function agreementChanges(plan: Plan, before: PlanThen['agreement']): PlanChange[] {
  if (before === undefined) return [];
  const about = { subject: 'agreement' as const, title: 'The person’s answer' };
  const is = agreementWords[plan.agreement];
  if (before.stood === 'withheld') return [{ ...about, what: 'withheld', was: null, is }];
  return before.stood.agreement === plan.agreement && before.stood.on === plan.agreementOn
    ? []
    : [{ ...about, what: 'changed', was: agreementWords[before.stood.agreement], is }];
}

/** What is different now from the plan of a day. Nothing of it is invented: what was withheld then stays so. */
export const changesSince = (then: PlanThen, plan: Plan, now: PlanNow): PlanChange[] => [
  ...agreementChanges(plan, then.agreement),
  ...now.goals.flatMap((goal) =>
    goalChanges(
      goal,
      then.goals.find(({ id }) => id === goal.id),
    ),
  ),
  ...now.steps.flatMap((step) =>
    stepChanges(
      step,
      then.steps.find(({ id }) => id === step.id),
    ),
  ),
];
