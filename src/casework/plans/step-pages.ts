import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { addStep, changeStep } from './acts.ts';
import { showPlanForm, staleOf } from './form-pages.ts';
import { stepFormPage } from './form-views.ts';
import { readStepForm } from './rules.ts';
import { getGoal, getStep, listWorkers } from './store.ts';
import type { Goal, StepForm } from './types.ts';

const stepBody = formBody({ what: field(2_000), actor: field(20), staff: field(20), dueOn: field(10) });
const ofGoal = Type.Object({ id: idParams.properties.id, goal: idParams.properties.id });
const ofStep = Type.Object({ id: idParams.properties.id, step: idParams.properties.id });

export const stepPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/plan/goals/:goal/steps/new',
    right: 'plan:edit',
    reads: 'person',
    about: 'person',
    params: ofGoal,
    handle: (ask) =>
      ask.read(async (tx) => {
        const goal = await goalOf(tx, ask.params);
        const draft = await findDraft<StepForm>(tx, ask.viewer.staffId, newDraft(goal));
        return showForm(tx, ask, framePerson, {
          goal,
          values: draft?.values ?? {},
          kept: draft,
          errors: [],
        });
      }),
  }),
  route({
    method: 'POST',
    url: '/people/:id/plan/goals/:goal/steps',
    right: 'plan:edit',
    reads: 'person',
    about: 'person',
    params: ofGoal,
    body: stepBody,
    handle: (ask) => addFromForm(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/people/:id/plan/steps/:step',
    right: 'plan:edit',
    reads: 'person',
    about: 'person',
    params: ofStep,
    handle: (ask) =>
      ask.read(async (tx) => {
        const step = await getStep(tx, { id: ask.params.step, personId: ask.params.id });
        const goal = await goalOf(tx, { id: ask.params.id, goal: step.goalId });
        const values = {
          what: step.what,
          actor: step.actor,
          staff: String(step.staffId ?? ''),
          dueOn: step.dueOn ?? '',
        };
        return showForm(tx, ask, framePerson, {
          goal,
          stepId: step.id,
          values,
          errors: [],
          version: step.version,
        });
      }),
  }),
  route({
    method: 'POST',
    url: '/people/:id/plan/steps/:step',
    right: 'plan:edit',
    reads: 'person',
    about: 'person',
    params: ofStep,
    body: stepBody,
    handle: (ask) => changeFromForm(ask, framePerson),
  }),
];

const newDraft = (goal: Pick<Goal, 'id' | 'personId'>): string => `step:${goal.personId}:${goal.id}`;

const goalOf = (tx: Tx, params: { id: number; goal: number }): Promise<Goal> =>
  getGoal(tx, { id: params.goal, personId: params.id });

interface Showing {
  goal: Goal;
  stepId?: number;
  values: StepForm;
  /** Where the values are a draft's. */
  kept?: KeptDraft<StepForm> | undefined;
  errors: readonly FieldError[];
  key?: string | undefined;
  version?: number;
  theirs?: string;
}

async function showForm(tx: Tx, ask: Ask, framePerson: FramePerson, showing: Showing): Promise<Reply> {
  const { goal, stepId } = showing;
  const { personId } = goal;
  const workers = await listWorkers(tx, personId, ask.viewer.staffId);
  const isNew = stepId === undefined;
  return showPlanForm(tx, ask, framePerson, {
    personId,
    about: { subject: 'plan_goal', subjectId: goal.id },
    title: isNew ? 'Add a step' : 'Edit a step',
    errors: showing.errors,
    theirs: showing.theirs,
    body: html`${keptNotice(showing.kept, ask.csrfToken)}${stepFormPage({
      ...showing,
      isNew,
      goal: goal.goal,
      workers,
      csrfToken: ask.csrfToken,
      action: isNew
        ? `/people/${personId}/plan/goals/${goal.id}/steps`
        : `/people/${personId}/plan/steps/${stepId}`,
      draft: isNew ? newDraft(goal) : undefined,
    })}`,
  });
}

type Posted = StepForm & { _key?: string; _version?: number };

async function addFromForm(
  ask: Ask<{ id: number; goal: number }, unknown, Posted>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { goal, workers } = await ask.read(async (tx) => ({
    goal: await goalOf(tx, ask.params),
    workers: await listWorkers(tx, ask.params.id, ask.viewer.staffId),
  }));
  const read = readStepForm(
    ask.body,
    workers.map(({ id }) => id),
  );
  if ('errors' in read)
    return ask.read((tx) =>
      showForm(tx, ask, framePerson, { goal, values: ask.body, errors: read.errors, key: ask.body._key }),
    );
  await ask.perform(
    addStep,
    { ...read.input, goalId: goal.id, personId: goal.personId },
    ask.body._key ?? newKey(),
  );
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, newDraft(goal)));
  return redirect(`/people/${goal.personId}/plan`, 'The step was added.');
}

async function changeFromForm(
  ask: Ask<{ id: number; step: number }, unknown, Posted>,
  framePerson: FramePerson,
): Promise<Reply> {
  const version = ask.body._version ?? 0;
  const { goal, workers } = await ask.read(async (tx) => {
    const step = await getStep(tx, { id: ask.params.step, personId: ask.params.id });
    return {
      goal: await goalOf(tx, { id: ask.params.id, goal: step.goalId }),
      workers: await listWorkers(tx, ask.params.id, ask.viewer.staffId),
    };
  });
  const read = readStepForm(
    ask.body,
    workers.map(({ id }) => id),
  );
  const again = { goal, stepId: ask.params.step, values: ask.body, key: ask.body._key, version };
  if ('errors' in read)
    return ask.read((tx) => showForm(tx, ask, framePerson, { ...again, errors: read.errors }));
  try {
    await ask.perform(
      changeStep,
      { ...read.input, id: ask.params.step, personId: ask.params.id, version },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    const current = staleOf(error);
    return ask.read((tx) =>
      showForm(tx, ask, framePerson, { ...again, ...current, key: newKey(), errors: [] }),
    );
  }
  return redirect(`/people/${goal.personId}/plan`, 'The step was changed.');
}
