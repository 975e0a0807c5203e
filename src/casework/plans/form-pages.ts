import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { addGoal, changeGoal, recordAgreement } from './acts.ts';
import { agreementFormPage, goalFormPage } from './form-views.ts';
import { loadPathways } from './load.ts';
import { offeredPathways, readAgreementForm, readGoalForm } from './rules.ts';
import { findPlan, findSex, getGoal } from './store.ts';
import type { AgreementForm, GoalForm } from './types.ts';

const goalParams = Type.Object({ id: idParams.properties.id, goal: idParams.properties.id });

const goalBody = formBody({
  pathway: field(40),
  need: field(2_000),
  goal: field(2_000),
  targetOn: field(10),
  handling: field(20),
  later: field(3),
});

export const planFormPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/plan/goals/new',
    right: 'plan:edit',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) => {
        const { id } = ask.params;
        const draft = await findDraft<GoalForm>(tx, ask.viewer.staffId, newGoalDraft(id));
        return showGoalForm(tx, ask, framePerson, {
          personId: id,
          values: draft?.values ?? {},
          kept: draft,
          errors: [],
        });
      }),
  }),
  route({
    method: 'POST',
    url: '/people/:id/plan/goals',
    right: 'plan:edit',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: goalBody,
    handle: (ask) => addFromForm(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/people/:id/plan/goals/:goal',
    right: 'plan:edit',
    reads: 'person',
    about: 'person',
    params: goalParams,
    handle: (ask) => ask.read((tx) => showGoal(tx, ask, framePerson)),
  }),
  route({
    method: 'POST',
    url: '/people/:id/plan/goals/:goal',
    right: 'plan:edit',
    reads: 'person',
    about: 'person',
    params: goalParams,
    body: goalBody,
    handle: (ask) => changeFromForm(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/people/:id/plan/agreement',
    right: 'plan:edit',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) =>
      ask.read((tx) => showAgreement(tx, ask, framePerson, { personId: ask.params.id, errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/people/:id/plan/agreement',
    right: 'plan:edit',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: formBody({ agreement: field(40), why: field(2_000) }),
    handle: (ask) => agreeFromForm(ask, framePerson),
  }),
];

const newGoalDraft = (personId: number): string => `goal:new:${personId}`;
const goalDraft = (personId: number, goalId: number): string => `goal:${personId}:${goalId}`;

interface Showing<Values> {
  personId: number;
  /** The one that is changed; absent for a new one. */
  goalId?: number;
  values: Values;
  /** Where the values are a draft's. */
  kept?: KeptDraft<Values> | undefined;
  errors: readonly FieldError[];
  key?: string | undefined;
  version?: number;
  theirs?: string;
}

/** A form about a person's plan, in their frame. */
export async function showPlanForm(
  tx: Tx,
  ask: Ask,
  framePerson: FramePerson,
  showing: {
    personId: number;
    /** What the audit says was opened; the person unless given. */
    about?: { subject: string; subjectId: number };
    title: string;
    errors: readonly FieldError[];
    theirs?: string | undefined;
    body: Html;
  },
): Promise<Reply> {
  const { personId, errors } = showing;
  const frame = await framePerson(tx, {
    personId,
    viewer: ask.viewer,
    today: ask.today,
    path: '/people/:id/plan',
  });
  await ask.opened(tx, {
    act: 'plan:form',
    subject: 'person',
    subjectId: personId,
    ...showing.about,
    personId,
  });
  return page({
    title: `${showing.title} – ${frame.name}`,
    section: 'cohort',
    status: formStatus(showing),
    breadcrumbs: frame.breadcrumbs,
    above: frame.above,
    errors: summaryOf(errors),
    body: showing.body,
  });
}

async function showGoalForm(
  tx: Tx,
  ask: Ask,
  framePerson: FramePerson,
  showing: Showing<GoalForm>,
): Promise<Reply> {
  const { personId, goalId } = showing;
  const all = await loadPathways(tx, ask.viewer.schemeId, ask.today);
  const pathways = offeredPathways(all, await findSex(tx, personId), [showing.values.pathway ?? '']);
  const isNew = goalId === undefined;
  const path = `/people/${personId}/plan/goals`;
  const body = goalFormPage({
    ...showing,
    isNew,
    pathways,
    csrfToken: ask.csrfToken,
    action: isNew ? path : `${path}/${goalId}`,
    draft: isNew ? newGoalDraft(personId) : goalDraft(personId, goalId),
  });
  return showPlanForm(tx, ask, framePerson, {
    ...showing,
    title: isNew ? 'Add a goal' : 'Edit a goal',
    body: html`${keptNotice(showing.kept, ask.csrfToken)}${body}`,
  });
}

type Posted<Form> = Form & { _key?: string; _version?: number };

async function addFromForm(
  ask: Ask<{ id: number }, unknown, Posted<GoalForm>>,
  framePerson: FramePerson,
): Promise<Reply> {
  const personId = ask.params.id;
  const pathways = await ask.read((tx) => loadPathways(tx, ask.viewer.schemeId, ask.today));
  const read = readGoalForm(
    ask.body,
    pathways.map(({ code }) => code),
  );
  if ('errors' in read)
    return ask.read((tx) =>
      showGoalForm(tx, ask, framePerson, {
        personId,
        values: ask.body,
        errors: read.errors,
        key: ask.body._key,
      }),
    );
  await ask.perform(
    addGoal,
    { ...read.input, personId, later: ask.body.later === 'yes' },
    ask.body._key ?? newKey(),
  );
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, newGoalDraft(personId)));
  return redirect(`/people/${personId}/plan`, 'The goal was added. Add its first step next.');
}

async function showGoal(
  tx: Tx,
  ask: Ask<{ id: number; goal: number }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id: personId, goal: goalId } = ask.params;
  const goal = await getGoal(tx, { id: goalId, personId });
  const draft = await findDraft<GoalForm>(tx, ask.viewer.staffId, goalDraft(personId, goalId));
  return showGoalForm(tx, ask, framePerson, {
    personId,
    goalId,
    values: draft?.values ?? { ...goal, targetOn: goal.targetOn ?? '' },
    kept: draft,
    errors: [],
    version: goal.version,
  });
}

async function changeFromForm(
  ask: Ask<{ id: number; goal: number }, unknown, Posted<GoalForm>>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id: personId, goal: goalId } = ask.params;
  const version = ask.body._version ?? 0;
  const pathways = await ask.read(async (tx) => {
    await getGoal(tx, { id: goalId, personId });
    return loadPathways(tx, ask.viewer.schemeId, ask.today);
  });
  const read = readGoalForm(
    ask.body,
    pathways.map(({ code }) => code),
  );
  const again = { personId, goalId, values: ask.body, key: ask.body._key, version };
  if ('errors' in read)
    return ask.read((tx) => showGoalForm(tx, ask, framePerson, { ...again, errors: read.errors }));
  try {
    await ask.perform(
      changeGoal,
      { ...read.input, id: goalId, personId, version },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    const current = staleOf(error);
    return ask.read((tx) =>
      showGoalForm(tx, ask, framePerson, { ...again, ...current, key: newKey(), errors: [] }),
    );
  }
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, goalDraft(personId, goalId)));
  return redirect(`/people/${personId}/plan`, 'The goal was changed.');
}

/** What is there now, from a stale version's error; anything else is thrown on. */
export function staleOf(error: unknown): { theirs: string; version: number } {
  if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
  const { text, version } = error.data.current as { text: string; version: number };
  return { theirs: text, version };
}

async function showAgreement(
  tx: Tx,
  ask: Ask,
  framePerson: FramePerson,
  showing: Omit<Showing<AgreementForm>, 'values'> & { values?: AgreementForm },
): Promise<Reply> {
  const { personId } = showing;
  const plan = await findPlan(tx, personId);
  if (plan === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: 'There is no plan yet to agree to. Set a goal first.',
    });
  const body = agreementFormPage({
    ...showing,
    version: showing.version ?? plan.version,
    values: showing.values ?? { agreement: plan.agreement, why: plan.agreementWhy ?? '' },
    csrfToken: ask.csrfToken,
    action: `/people/${personId}/plan/agreement`,
  });
  return showPlanForm(tx, ask, framePerson, { ...showing, title: 'The person’s answer', body });
}

async function agreeFromForm(
  ask: Ask<{ id: number }, unknown, Posted<AgreementForm>>,
  framePerson: FramePerson,
): Promise<Reply> {
  const personId = ask.params.id;
  const version = ask.body._version ?? 0;
  const read = readAgreementForm(ask.body);
  const again = { personId, values: ask.body, key: ask.body._key, version };
  if ('errors' in read)
    return ask.read((tx) => showAgreement(tx, ask, framePerson, { ...again, errors: read.errors }));
  try {
    await ask.perform(recordAgreement, { ...read.input, personId, version }, ask.body._key ?? newKey());
  } catch (error) {
    const current = staleOf(error);
    return ask.read((tx) =>
      showAgreement(tx, ask, framePerson, { ...again, ...current, key: newKey(), errors: [] }),
    );
  }
  return redirect(`/people/${personId}/plan`, 'The person’s answer was recorded.');
}
