import Type from 'typebox';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { touchedSteps } from '../contacts/daily.ts';
import { moveGoal, moveStep, undoGoalMove, undoStepMove } from './acts.ts';
import { loadAround } from './around.ts';
import { loadPlan } from './load.ts';
import { printPage } from './print-view.ts';
import { goalTransitions, progressByPathway, stepTransitions } from './rules.ts';
import { isEmbedded } from './store.ts';
import type { GoalMove, StepMove } from './types.ts';
import { showVersion } from './version-pages.ts';
import { planPage } from './views.ts';

export { loadPathways, planOf } from './load.ts';

export const planPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/plan',
    right: 'see:plan',
    reads: 'person',
    about: 'person',
    params: idParams,
    query: Type.Object({
      moved: Type.Optional(Type.String({ pattern: '^(goal|step)-\\d{1,15}$' })),
      was: Type.Optional(Type.String({ maxLength: 20 })),
      on: Type.Optional(Type.String({ maxLength: 10 })),
    }),
    handle: (ask) =>
      ask.query.on ? showVersion(ask, framePerson, ask.query.on) : showPlan(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/people/:id/plan/print',
    right: 'see:plan',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) => showPrint(ask, framePerson),
  }),
  route({
    method: 'POST',
    url: '/people/:id/plan/goals/:goal/move',
    right: 'plan:edit',
    reads: 'person',
    about: 'person',
    params: Type.Object({ id: idParams.properties.id, goal: idParams.properties.id }),
    body: formBody({ move: field(20), was: field(20) }),
    handle: async (ask) => {
      const about = { id: ask.params.goal, personId: ask.params.id, version: ask.body._version ?? 0 };
      const key = ask.body._key ?? newKey();
      const line = `goal-${about.id}`;
      const undone = stateOf(goalTransitions, ask.body.was);
      if (undone !== undefined) {
        await ask.perform(undoGoalMove, { ...about, was: undone }, key);
        return movedTo(about.personId, line);
      }
      const move = moveOf<GoalMove>(goalTransitions, ask.body.move);
      const { was } = await ask.perform(moveGoal, { ...about, move }, key);
      return movedTo(about.personId, line, was);
    },
  }),
  route({
    method: 'POST',
    url: '/people/:id/plan/steps/:step/move',
    right: 'plan:note',
    reads: 'person',
    about: 'person',
    params: Type.Object({ id: idParams.properties.id, step: idParams.properties.id }),
    body: formBody({ move: field(20), was: field(20) }),
    handle: async (ask) => {
      const about = { id: ask.params.step, personId: ask.params.id, version: ask.body._version ?? 0 };
      const key = ask.body._key ?? newKey();
      const line = `step-${about.id}`;
      const undone = stateOf(stepTransitions, ask.body.was);
      if (undone !== undefined) {
        await ask.perform(undoStepMove, { ...about, was: undone }, key);
        return movedTo(about.personId, line);
      }
      const move = moveOf<StepMove>(stepTransitions, ask.body.move);
      const { was } = await ask.perform(moveStep, { ...about, move }, key);
      return movedTo(about.personId, line, was);
    },
  }),
];

/** Back to the very line, which says what was done with it: its words come from the plan, not from the address. */
const movedTo = (personId: number, what: string, was?: string): Reply =>
  redirect(`/people/${personId}/plan?moved=${what}${was === undefined ? '' : `&was=${was}`}#${what}`);

/** The state to which a move is taken back; none where the form moves on. */
const stateOf = <State extends string>(
  transitions: Record<State, unknown>,
  text: string | undefined,
): State | undefined => (Object.keys(transitions) as State[]).find((state) => state === text);

/** A move that stands somewhere in the table; whether it is allowed now is for the act. */
function moveOf<Move extends string>(
  transitions: Record<string, Partial<Record<Move, string>>>,
  text: string | undefined,
): Move {
  const moves = Object.values(transitions).flatMap((row) => Object.keys(row)) as Move[];
  const move = moves.find((one) => one === text);
  if (move === undefined) throw invalid([{ field: 'move', text: 'Choose what to do with it' }]);
  return move;
}

async function showPlan(
  ask: Ask<{ id: number }, { moved?: string; was?: string }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const personId = ask.params.id;
  return ask.read(async (tx) => {
    const frame = await framePerson(tx, {
      personId,
      viewer: ask.viewer,
      today: ask.today,
      path: '/people/:id/plan',
    });
    const loaded = await loadPlan(tx, { schemeId: ask.viewer.schemeId, today: ask.today, personId });
    const mayEdit = ask.viewer.may('plan:edit') && frame.isMember;
    const notes = ask.viewer.may('plan:note') && !mayEdit && frame.isMember;
    const [more, touched, embedded] = await Promise.all([
      loadAround(tx, ask, { personId, ...loaded, mayEdit }),
      ask.viewer.may('see:contacts') ? touchedSteps(tx, personId) : undefined,
      notes && isEmbedded(tx, personId),
    ]);
    await ask.opened(tx, {
      act: 'plan:show',
      subject: 'person',
      subjectId: personId,
      personId,
      ids: loaded.goals.map(({ id }) => id),
    });
    return page({
      title: `Plan – ${frame.name}`,
      section: 'cohort',
      breadcrumbs: frame.breadcrumbs,
      above: frame.above,
      body: planPage({
        personId,
        csrfToken: ask.csrfToken,
        ...loaded,
        progress: progressByPathway(loaded.pathways, loaded.goals, loaded.steps),
        mayEdit,
        noter: notes ? { staffId: ask.viewer.staffId, embedded } : undefined,
        today: ask.today,
        ...more,
        touched,
        moved: ask.query.moved,
        was: ask.query.was,
      }),
    });
  });
}

async function showPrint(ask: Ask<{ id: number }>, framePerson: FramePerson): Promise<Reply> {
  const personId = ask.params.id;
  return ask.read(async (tx) => {
    const frame = await framePerson(tx, {
      personId,
      viewer: ask.viewer,
      today: ask.today,
      path: '/people/:id/plan',
    });
    const loaded = await loadPlan(tx, { schemeId: ask.viewer.schemeId, today: ask.today, personId });
    if (loaded.plan === undefined) throw new WaymarkError('not-found');
    await ask.opened(tx, { act: 'plan:print', subject: 'person', subjectId: personId, personId });
    return page({
      title: 'My plan',
      section: 'cohort',
      marking: 'OFFICIAL',
      breadcrumbs: [...frame.breadcrumbs, { text: 'Plan', href: `/people/${personId}/plan` }],
      body: printPage({ personId, ...loaded, name: frame.name, today: ask.today }),
    });
  });
}
