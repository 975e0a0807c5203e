import { type Day, isDay, londonDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  type AgreementForm,
  type AgreementInput,
  actors,
  agreements,
  type Goal,
  type GoalForm,
  type GoalInput,
  type GoalMove,
  type GoalState,
  type Pathway,
  type Plan,
  planHandlings,
  type Step,
  type StepForm,
  type StepInput,
  type StepMove,
  type StepState,
} from './types.ts';

/** What may be done with a goal in each state; buttons, acts and tests read this table. */
export const goalTransitions: Record<GoalState, Partial<Record<GoalMove, GoalState>>> = {
  active: { achieve: 'achieved', postpone: 'later', remove: 'removed' },
  later: { start: 'active', achieve: 'achieved', remove: 'removed' },
  achieved: { 're-add': 'active' },
  removed: { 're-add': 'active' },
};

/** The same for a step. */
export const stepTransitions: Record<StepState, Partial<Record<StepMove, StepState>>> = {
  'to-do': { begin: 'doing', finish: 'done', cannot: 'cannot-be-done', remove: 'removed' },
  doing: { finish: 'done', 'put-back': 'to-do', cannot: 'cannot-be-done', remove: 'removed' },
  done: { 'put-back': 'to-do' },
  'cannot-be-done': { 'put-back': 'to-do', finish: 'done', remove: 'removed' },
  removed: { 're-add': 'to-do' },
};

/** Who notes progress without editing the plan. */
export interface Noter {
  staffId: number;
  /** The person's link worker, or whoever stands in for them. */
  embedded: boolean;
}

/** Moves that say how a step is coming on; the others change what the plan asks. */
const progressMoves: readonly StepMove[] = ['begin', 'finish', 'cannot', 'put-back'];
export const isProgressMove = (move: StepMove): boolean => progressMoves.includes(move);

/** Steps whose progress they may say: their own, and the person's own where they are the link worker. */
export const ticksStep = (noter: Noter, step: Pick<Step, 'staffId' | 'actor'>): boolean =>
  step.staffId === noter.staffId || (noter.embedded && step.actor === 'person');

/** Steps that a note of theirs may be about: any, for the link worker. */
export const notesStep = (noter: Noter, step: Pick<Step, 'staffId'>): boolean =>
  noter.embedded || step.staffId === noter.staffId;

/** The move that led from one state to another: what an undo takes back. */
export const moveBetween = <State extends string, Move extends string>(
  transitions: Record<State, Partial<Record<Move, State>>>,
  was: State,
  now: State,
): Move | undefined =>
  (Object.keys(transitions[was]) as Move[]).find((move) => transitions[was][move] === now);

/** A step that could not be done lost its reason when it moved on, so that is not taken back in one tap. */
export const stepUndoes = (was: StepState, now: StepState): StepMove | undefined =>
  was === 'cannot-be-done' ? undefined : moveBetween(stepTransitions, was, now);

/** Text and dates of a goal may be changed while it is worked on or waits. */
export const goalIsOpen = (state: GoalState): boolean => state === 'active' || state === 'later';

export const stepIsOpen = (state: StepState): boolean =>
  state === 'to-do' || state === 'doing' || state === 'cannot-be-done';

/** An open need that all partners may know of is what the pathways manager looks for. */
export const needIsOpen = (goal: { state: GoalState; handling: string }): boolean =>
  goalIsOpen(goal.state) && goal.handling === 'partners';

const text = (value: string | undefined): string | null => value?.trim() || null;

const isOneOf = <Code extends string>(codes: readonly Code[], value: string | undefined): value is Code =>
  codes.some((code) => code === value);

function readDay(name: string, value: string | undefined, errors: FieldError[]): Day | null {
  const day = text(value);
  if (day === null) return null;
  if (!isDay(day) || day < '2000-01-01' || day > '2100-01-01') {
    errors.push({ field: name, text: 'Enter a real date, like 2026-11-30' });
    return null;
  }
  return day;
}

export function readGoalForm(
  form: GoalForm,
  pathways: readonly string[],
): { input: GoalInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  if (!isOneOf(pathways, form.pathway)) errors.push({ field: 'pathway', text: 'Choose a pathway' });
  const need = text(form.need);
  if (need === null) errors.push({ field: 'need', text: 'Say what the need is' });
  const goal = text(form.goal);
  if (goal === null) errors.push({ field: 'goal', text: 'Write the goal in the person’s own words' });
  const targetOn = readDay('targetOn', form.targetOn, errors);
  const handling = isOneOf(planHandlings, form.handling) ? form.handling : undefined;
  if (handling === undefined) errors.push({ field: 'handling', text: 'Choose who may see it' });
  if (errors.length > 0 || need === null || goal === null || handling === undefined) return { errors };
  return { input: { pathway: form.pathway ?? '', need, goal, targetOn, handling } };
}

/** @param workers ids of staff who may be named: those who work with the person, and the one who writes. */
export function readStepForm(
  form: StepForm,
  workers: readonly number[],
): { input: StepInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const what = text(form.what);
  if (what === null) errors.push({ field: 'what', text: 'Say what is to be done' });
  const actor = isOneOf(actors, form.actor) ? form.actor : undefined;
  if (actor === undefined) errors.push({ field: 'actor', text: 'Choose who does it' });
  const staffId = actor === 'worker' ? workers.find((id) => String(id) === form.staff) : undefined;
  if (actor === 'worker' && staffId === undefined)
    errors.push({ field: 'staff', text: 'Choose which worker does it' });
  const dueOn = readDay('dueOn', form.dueOn, errors);
  if (errors.length > 0 || what === null || actor === undefined) return { errors };
  return { input: { what, actor, staffId: staffId ?? null, dueOn } };
}

export function readAgreementForm(form: AgreementForm): { input: AgreementInput } | { errors: FieldError[] } {
  if (!isOneOf(agreements, form.agreement))
    return { errors: [{ field: 'agreement', text: 'Choose what the person answered' }] };
  const why = text(form.why);
  if (form.agreement !== 'agrees' && why === null)
    return { errors: [{ field: 'why', text: 'Say why, in the person’s words where you can' }] };
  return { input: { agreement: form.agreement, why } };
}

/**
 * The day since which the plan is another one than the person answered to: of the first goal or step that was set
 * otherwise after their answer was written down. Progress (a goal achieved, a step begun or done) is no change.
 * @returns undefined while the answer stands, or where none was given.
 */
export function changedSinceAnswer(
  plan: Pick<Plan, 'agreement' | 'agreementOn' | 'changedAt'>,
  goals: readonly Pick<Goal, 'setAt'>[],
  steps: readonly Pick<Step, 'setAt'>[],
): Day | undefined {
  if (plan.agreement === 'not-asked' || plan.agreementOn === null) return undefined;
  const [first] = [...goals, ...steps]
    .map(({ setAt }) => setAt)
    .filter((at) => at > plan.changedAt)
    .sort((left, right) => left.getTime() - right.getTime());
  return first === undefined ? undefined : londonDay(first);
}

/** Moves that leave what the plan asks as it was. */
export const goalMoveIsProgress = (move: GoalMove): boolean => move === 'achieve';
export const stepMoveIsProgress = (move: StepMove): boolean => move === 'begin' || move === 'finish';

/** How the plan that the person takes home begins, by what they answered. */
export function openingOf(plan: Pick<Plan, 'agreement'> | undefined, hasChanged: boolean): string {
  if (plan?.agreement === 'agrees')
    return hasChanged
      ? 'We agreed to work on this together. The plan has changed since: please say whether you still agree.'
      : 'This is what we agreed to work on together.';
  return plan?.agreement === 'does-not-agree'
    ? 'This is what we would like to work on with you. You told us that you do not agree with all of it.'
    : 'This is what we would like to work on with you. You have not told us yet whether you agree.';
}

export interface PathwayProgress {
  pathway: Pathway;
  goals: number;
  achieved: number;
  steps: number;
  done: number;
}

/** How far each pathway with a goal has come. Removed goals and steps are not counted. */
export function progressByPathway(
  pathways: readonly Pathway[],
  goals: readonly Pick<Goal, 'id' | 'pathway' | 'state'>[],
  steps: readonly Pick<Step, 'goalId' | 'state'>[],
): PathwayProgress[] {
  return pathways
    .map((pathway) => {
      const own = goals.filter((goal) => goal.pathway === pathway.code && goal.state !== 'removed');
      const ids = new Set(own.map(({ id }) => id));
      const counted = steps.filter((step) => ids.has(step.goalId) && step.state !== 'removed');
      return {
        pathway,
        goals: own.length,
        achieved: own.filter(({ state }) => state === 'achieved').length,
        steps: counted.length,
        done: counted.filter(({ state }) => state === 'done').length,
      };
    })
    .filter(({ goals: count }) => count > 0);
}

/**
 * The pathways a form offers: the two for women to women, and to anybody who has a goal on one already.
 * @param sex as recorded, null where it is not known: then all are offered.
 */
export const offeredPathways = (
  pathways: readonly Pathway[],
  sex: string | null,
  present: readonly string[],
): Pathway[] =>
  pathways.filter(({ code, forWomen }) => !forWomen || sex !== 'male' || present.includes(code));
