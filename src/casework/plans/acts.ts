import { closeReasons, openReason } from '../../access/reasons.ts';
import { type Actor, defineAct, staleVersion } from '../../kernel/acts.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import {
  goalIsOpen,
  goalMoveIsProgress,
  goalTransitions,
  isProgressMove,
  moveBetween,
  needIsOpen,
  stepIsOpen,
  stepMoveIsProgress,
  stepTransitions,
  stepUndoes,
  ticksStep,
} from './rules.ts';
import {
  ensurePlan,
  findPlan,
  handleStepsAs,
  type ItemKey,
  insertGoal,
  insertStep,
  isEmbedded,
  lockGoal,
  lockPlan,
  lockStep,
  updateAgreement,
  updateGoal,
  updateGoalState,
  updateStep,
  updateStepState,
} from './store.ts';
import {
  type AgreementInput,
  answerText,
  type Goal,
  type GoalInput,
  type GoalMove,
  type GoalState,
  goalStateWords,
  type Step,
  type StepInput,
  type StepMove,
  type StepState,
  stepStateWords,
} from './types.ts';

/** Opens the person to the scheme's pathways manager while the need is open, and to nobody longer. */
async function followNeed(
  tx: Tx,
  schemeId: number,
  goal: { id: number; personId: number; state: Goal['state']; handling: string },
): Promise<void> {
  const source = `goal:${goal.id}`;
  if (needIsOpen(goal)) {
    await openReason(tx, {
      personId: goal.personId,
      kind: 'referral',
      holder: { post: `pathways:${schemeId}` },
      source,
    });
  } else {
    await closeReasons(tx, { source, personId: goal.personId, kind: 'referral' });
  }
}

const notNow = (text: string, allowed: readonly string[]): WaymarkError =>
  new WaymarkError('not-allowed-now', { text, data: { allowed } });

const goalText = (goal: Goal): string => `${goal.need} – ${goal.goal} (${goalStateWords[goal.state]})`;
const stepText = (step: Step): string => `${step.what} (${stepStateWords[step.state]})`;

/** Sets a goal on a member's plan, beginning the plan with the first. */
export const addGoal = defineAct<GoalInput & { personId: number; later: boolean }, { id: number }>({
  name: 'plan:add-goal',
  right: 'plan:edit',
  about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
  run: async (tx, input, { actor, wrote }) => {
    const member = await tx.maybe(
      sql<{ id: number }>`select id from membership where person_id = ${input.personId} and left_on is null`,
    );
    if (member === undefined) throw notNow('Only somebody on the scheme has a plan.', []);
    const plan = await ensurePlan(tx, {
      membershipId: member.id,
      personId: input.personId,
      agencyId: actor.agencyId,
      staffId: actor.staffId,
    });
    if (plan === undefined)
      throw notNow('Another agency began the plan, and no agreement in force lets yours have it.', []);
    const state = input.later ? 'later' : 'active';
    const { id } = await insertGoal(tx, {
      ...input,
      planId: plan.id,
      agencyId: actor.agencyId,
      state,
      by: actor.staffId,
    });
    await followNeed(tx, actor.schemeId, { id, personId: input.personId, state, handling: input.handling });
    await wrote({
      subject: 'plan_goal',
      subjectId: id,
      personId: input.personId,
      detail: { pathway: input.pathway, state, handling: input.handling },
    });
    return { id };
  },
});

/** Changes a goal's words, pathway, date or handling; the earlier wording stays in the row history. */
export const changeGoal = defineAct<GoalInput & ItemKey & { version: number }, { id: number }>({
  name: 'plan:change-goal',
  right: 'plan:edit',
  about: ({ id }) => ({ subject: 'plan_goal', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const goal = await lockGoal(tx, input);
    if (goal.version !== input.version) throw staleVersion({ text: goalText(goal), version: goal.version });
    if (!goalIsOpen(goal.state))
      throw notNow(
        'A goal that was achieved or removed cannot be changed. Add it again first.',
        Object.keys(goalTransitions[goal.state]),
      );
    // A stricter handling is for its agency to loosen: others may change the words, not who sees them.
    if (goal.handling !== input.handling && goal.agencyId !== actor.agencyId)
      throw new WaymarkError('right-missing', {
        text: 'Only the agency that set a goal may change who sees it.',
      });
    await updateGoal(tx, input.id, { ...input, by: actor.staffId });
    if (goal.handling !== input.handling)
      await handleStepsAs(tx, input.id, { handling: input.handling, by: actor.staffId });
    await followNeed(tx, actor.schemeId, { ...goal, handling: input.handling });
    await wrote({
      subject: 'plan_goal',
      subjectId: input.id,
      personId: goal.personId,
      detail: { pathway: input.pathway, handling: input.handling },
    });
    return { id: input.id };
  },
});

/** Takes a goal to another state: achieved, removed, left for later, started, added again. */
export const moveGoal = defineAct<
  ItemKey & { version: number; move: GoalMove },
  { id: number; was: GoalState }
>({
  name: 'plan:move-goal',
  right: 'plan:edit',
  about: ({ id }) => ({ subject: 'plan_goal', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const goal = await lockGoal(tx, input);
    if (goal.version !== input.version) throw staleVersion({ text: goalText(goal), version: goal.version });
    const state = goalTransitions[goal.state][input.move];
    if (state === undefined)
      throw notNow(
        `The goal is “${goalStateWords[goal.state]}”: this cannot be done with it now.`,
        Object.keys(goalTransitions[goal.state]),
      );
    await updateGoalState(tx, input.id, {
      state,
      isProgress: goalMoveIsProgress(input.move),
      by: actor.staffId,
    });
    await followNeed(tx, actor.schemeId, { ...goal, state });
    await wrote({
      subject: 'plan_goal',
      subjectId: input.id,
      personId: goal.personId,
      detail: { was: goal.state, state },
    });
    return { id: input.id, was: goal.state };
  },
});

const nothingToUndo = (): WaymarkError =>
  notNow('It did not come from that state in one step, so there is nothing to take back.', []);

/**
 * Takes back the last move of a goal: progress that was marked by mistake leaves the plan as it was agreed.
 * @param was the state before the move
 */
export const undoGoalMove = defineAct<ItemKey & { version: number; was: GoalState }, { id: number }>({
  name: 'plan:undo-goal-move',
  right: 'plan:edit',
  about: ({ id }) => ({ subject: 'plan_goal', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const goal = await lockGoal(tx, input);
    if (goal.version !== input.version) throw staleVersion({ text: goalText(goal), version: goal.version });
    const move = moveBetween(goalTransitions, input.was, goal.state);
    if (move === undefined) throw nothingToUndo();
    const isProgress = goalMoveIsProgress(move);
    await updateGoalState(tx, input.id, { state: input.was, isProgress, by: actor.staffId });
    await followNeed(tx, actor.schemeId, { ...goal, state: input.was });
    await wrote({
      subject: 'plan_goal',
      subjectId: input.id,
      personId: goal.personId,
      detail: { was: goal.state, state: input.was },
    });
    return { id: input.id };
  },
});

/** The same of a step, for whoever may move it. */
export const undoStepMove = defineAct<ItemKey & { version: number; was: StepState }, { id: number }>({
  name: 'plan:undo-step-move',
  right: 'plan:note',
  about: ({ id }) => ({ subject: 'plan_step', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const step = await lockStep(tx, input);
    if (step.version !== input.version) throw staleVersion({ text: stepText(step), version: step.version });
    const move = stepUndoes(input.was, step.state);
    if (move === undefined) throw nothingToUndo();
    await refuseOthersSteps(tx, actor, step, move);
    await updateStepState(tx, input.id, {
      state: input.was,
      why: null,
      isProgress: stepMoveIsProgress(move),
      by: actor.staffId,
    });
    await wrote({
      subject: 'plan_step',
      subjectId: input.id,
      personId: step.personId,
      detail: { was: step.state, state: input.was },
    });
    return { id: input.id };
  },
});

export const addStep = defineAct<StepInput & { goalId: number; personId: number }, { id: number }>({
  name: 'plan:add-step',
  right: 'plan:edit',
  about: ({ goalId }) => ({ subject: 'plan_goal', subjectId: goalId }),
  run: async (tx, input, { actor, wrote }) => {
    const goal = await lockGoal(tx, { id: input.goalId, personId: input.personId });
    if (!goalIsOpen(goal.state))
      throw notNow(
        'A goal that was achieved or removed takes no more steps.',
        Object.keys(goalTransitions[goal.state]),
      );
    const { id } = await insertStep(tx, {
      ...input,
      personId: goal.personId,
      agencyId: actor.agencyId,
      by: actor.staffId,
    });
    await wrote({
      subject: 'plan_step',
      subjectId: id,
      personId: goal.personId,
      detail: { actor: input.actor },
    });
    return { id };
  },
});

export const changeStep = defineAct<StepInput & ItemKey & { version: number }, { id: number }>({
  name: 'plan:change-step',
  right: 'plan:edit',
  about: ({ id }) => ({ subject: 'plan_step', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const step = await lockStep(tx, input);
    if (step.version !== input.version) throw staleVersion({ text: stepText(step), version: step.version });
    if (!stepIsOpen(step.state))
      throw notNow(
        'A step that is done or removed cannot be changed. Put it back first.',
        Object.keys(stepTransitions[step.state]),
      );
    await updateStep(tx, input.id, { ...input, by: actor.staffId });
    await wrote({
      subject: 'plan_step',
      subjectId: input.id,
      personId: step.personId,
      detail: { actor: input.actor },
    });
    return { id: input.id };
  },
});

/** Whoever does not edit the plan says how a step is coming on: their own, or the person's whose link worker they are. */
async function refuseOthersSteps(tx: Tx, actor: Actor, step: Step, move: StepMove): Promise<void> {
  if (actor.may('plan:edit')) return;
  const noter = { staffId: actor.staffId, embedded: await isEmbedded(tx, step.personId) };
  if (!isProgressMove(move) || !ticksStep(noter, step)) throw new WaymarkError('right-missing');
}

/**
 * Takes a step to another state.
 * @param why needed where it cannot be done yet; kept until the step moves on.
 */
export const moveStep = defineAct<
  ItemKey & { version: number; move: StepMove; why?: string | null },
  { id: number; was: StepState }
>({
  name: 'plan:move-step',
  right: 'plan:note',
  about: ({ id }) => ({ subject: 'plan_step', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const step = await lockStep(tx, input);
    if (step.version !== input.version) throw staleVersion({ text: stepText(step), version: step.version });
    await refuseOthersSteps(tx, actor, step, input.move);
    const state = stepTransitions[step.state][input.move];
    if (state === undefined)
      throw notNow(
        `The step is “${stepStateWords[step.state]}”: this cannot be done with it now.`,
        Object.keys(stepTransitions[step.state]),
      );
    const why = input.why?.trim() || null;
    if (state === 'cannot-be-done' && why === null)
      throw invalid([{ field: 'why', text: 'Say why it cannot be done yet' }]);
    await updateStepState(tx, input.id, {
      state,
      why: state === 'cannot-be-done' ? why : null,
      isProgress: stepMoveIsProgress(input.move),
      by: actor.staffId,
    });
    await wrote({
      subject: 'plan_step',
      subjectId: input.id,
      personId: step.personId,
      detail: { was: step.state, state },
    });
    return { id: input.id, was: step.state };
  },
});

/** Notes the person's own answer to the plan. */
export const recordAgreement = defineAct<
  AgreementInput & { personId: number; version: number },
  { id: number }
>({
  name: 'plan:record-agreement',
  right: 'plan:edit',
  about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
  run: async (tx, input, { actor, today, wrote }) => {
    const found = await findPlan(tx, input.personId);
    if (found === undefined) throw notNow('There is no plan yet to agree to. Set a goal first.', []);
    const plan = await lockPlan(tx, found.id);
    if (plan.version !== input.version)
      throw staleVersion({
        text: answerText(plan),
        version: plan.version,
      });
    await updateAgreement(tx, plan.id, { ...input, on: today, by: actor.staffId });
    await wrote({
      subject: 'plan',
      subjectId: plan.id,
      personId: input.personId,
      detail: { agreement: input.agreement },
    });
    return { id: plan.id };
  },
});
