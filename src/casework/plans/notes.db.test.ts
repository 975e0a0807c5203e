import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import type { Act } from '../../kernel/acts.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { allocate } from '../allocate-for-tests.ts';
import { addGoal, addStep, changeGoal, moveGoal, moveStep } from './acts.ts';
import { correctNote, countersignPlan, noteProgress, reviewPlan, withdrawNote } from './note-acts.ts';
import { listEarlier, listNotes, listSignatures } from './note-store.ts';
import { markOf } from './signature-rules.ts';
import { findPlan, listDueSteps, listGoals, listSteps } from './store.ts';
import { whoWords } from './version-rules.ts';
import { listGoalsThen, listStepsThen } from './version-store.ts';

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const goal = { pathway: 'accommodation', need: 'Sofa-surfing', goal: 'My own front door', targetOn: null };
const note = { on: '2026-11-01', note: 'Went to the first viewing', stepId: null, reason: null };

const act = async <Input, Result>(login: string, one: Act<Input, Result>, input: Input): Promise<Result> =>
  house.performer.perform(await house.viewerFor(login), one, input, newKey());

async function planned(handling: 'partners' | 'own' = 'partners') {
  const personId = await addMember(house);
  const { id: goalId } = await act('police-offender-manager', addGoal, {
    ...goal,
    personId,
    handling,
    later: false,
  });
  return { personId, goalId };
}

async function planAs(login: string, personId: number) {
  const viewer = await house.viewerFor(login);
  return house.database.as(viewer, async (tx) => {
    const plan = await findPlan(tx, personId);
    assert.ok(plan !== undefined);
    return {
      plan,
      goals: await listGoals(tx, plan.id),
      steps: await listSteps(tx, plan.id),
      notes: await listNotes(tx, plan.id),
      signatures: await listSignatures(tx, plan.id),
    };
  });
}

test('a note is corrected without losing what it said, by its own agency alone, and withdrawn with a reason', async () => {
  const { personId, goalId } = await planned();
  const { id } = await act('police-offender-manager', noteProgress, {
    ...note,
    handling: 'partners',
    personId,
    goalId,
  });
  const correction = { ...note, handling: 'partners' as const, personId, id, version: 1, why: 'Wrong day' };
  await assert.rejects(act('probation-offender-manager', correctNote, correction), isRefused('not-found'));
  await act('police-offender-manager', correctNote, { ...correction, note: 'Went to two viewings' });
  await assert.rejects(act('police-offender-manager', correctNote, correction), isRefused('stale-version'));
  const seen = await planAs('probation-offender-manager', personId);
  assert.deepEqual(
    seen.notes.map(({ note: text, version }) => [text, version]),
    [['Went to two viewings', 2]],
  );
  const earlier = async (login: string) => {
    const viewer = await house.viewerFor(login);
    return house.database.as(viewer, (tx) => listEarlier(tx, { id, personId }));
  };
  assert.deepEqual(
    (await earlier('police-offender-manager')).map((one) => one.note),
    ['Went to the first viewing'],
  );
  assert.deepEqual(await earlier('probation-offender-manager'), []);
  await act('police-offender-manager', withdrawNote, { id, personId, version: 2, why: 'Another person' });
  assert.equal((await planAs('police-offender-manager', personId)).notes.length, 0);
});

test('a note is for no more than its goal, and whoever may not see the goal meets none of its notes', async () => {
  const { personId, goalId } = await planned();
  await act('probation-offender-manager', noteProgress, { ...note, handling: 'partners', personId, goalId });
  await act('police-offender-manager', changeGoal, {
    ...goal,
    id: goalId,
    personId,
    handling: 'own',
    version: 1,
  });
  await assert.rejects(
    act('police-offender-manager', noteProgress, { ...note, handling: 'partners', personId, goalId }),
    isRefused('invalid'),
  );
  assert.equal((await planAs('probation-offender-manager', personId)).notes.length, 0);
  assert.equal((await planAs('police-offender-manager', personId)).notes.length, 1);
});

test('goals are counter-signed by somebody else with the right, as they saw them, and anew after a change', async () => {
  const { personId, goalId } = await planned();
  const senior = 'senior-probation-officer';
  const mark = async (): Promise<string> => markOf((await planAs(senior, personId)).goals);
  const seen = await mark();
  await assert.rejects(
    act('probation-offender-manager', countersignPlan, { personId, mark: seen }),
    isRefused('right-missing'),
  );
  await act(senior, countersignPlan, { personId, mark: seen });
  await assert.rejects(act(senior, countersignPlan, { personId, mark: seen }), isRefused('not-allowed-now'));
  await act('police-offender-manager', moveGoal, { id: goalId, personId, version: 1, move: 'achieve' });
  assert.equal(await mark(), seen);
  await act('police-offender-manager', moveGoal, { id: goalId, personId, version: 2, move: 're-add' });
  await assert.rejects(act(senior, countersignPlan, { personId, mark: seen }), isRefused('not-allowed-now'));
  await act(senior, changeGoal, {
    ...goal,
    goal: 'A front door of mine',
    id: goalId,
    personId,
    handling: 'partners',
    version: 3,
  });
  await assert.rejects(
    act(senior, countersignPlan, { personId, mark: await mark() }),
    isRefused('not-allowed-now'),
  );
  // Nor after somebody else wrote last: some of it is still theirs, and the table refuses it too.
  await act('police-offender-manager', addGoal, {
    ...{ ...goal, personId, handling: 'partners' },
    later: false,
  });
  await assert.rejects(
    act(senior, countersignPlan, { personId, mark: await mark() }),
    isRefused('not-allowed-now'),
  );
  const viewer = await house.viewerFor(senior);
  const past = () =>
    house.database.as(viewer, (tx) =>
      tx.run(sql`
        insert into plan_signature (plan_id, person_id, agency_id, staff_id, mark)
        select p.id, p.person_id, ${viewer.agencyId}, ${viewer.staffId}, 'x' from plan p where p.person_id = ${personId}`),
    );
  await assert.rejects(past, isRefused('right-missing'));
  // Nobody takes their name off.
  const takeOff = () => house.database.as(viewer, (tx) => tx.run(sql`update plan_writer set writers = '{}'`));
  await assert.rejects(takeOff, isRefused('right-missing'));
  assert.equal((await planAs('police-offender-manager', personId)).signatures.length, 1);
});

test('a step cannot be done yet with a reason only, and the reason goes when it is put back', async () => {
  const { personId, goalId } = await planned();
  const officer = 'police-offender-manager';
  const { id } = await act(officer, addStep, {
    goalId,
    personId,
    what: 'Apply',
    actor: 'person',
    staffId: null,
    dueOn: null,
  });
  const move = { id, personId, version: 1, move: 'cannot' as const };
  await assert.rejects(act(officer, moveStep, move), isRefused('invalid'));
  await act(officer, moveStep, { ...move, why: 'No identity papers yet' });
  assert.equal((await planAs(officer, personId)).steps[0]?.why, 'No identity papers yet');
  await act(officer, moveStep, { id, personId, version: 2, move: 'put-back' });
  assert.equal((await planAs(officer, personId)).steps[0]?.why, null);
});

test('the plan as it stood shows one’s own agency’s earlier wording, and withholds another’s', async () => {
  const { personId, goalId } = await planned();
  const { id: stepId } = await act('probation-offender-manager', addStep, {
    goalId,
    personId,
    what: 'Apply',
    actor: 'person',
    staffId: null,
    dueOn: null,
  });
  const [{ now } = { now: new Date() }] = await house.ownerQuery<{ now: Date }>(
    'select clock_timestamp() as now',
  );
  await act('police-offender-manager', changeGoal, {
    ...goal,
    goal: 'A room near work',
    id: goalId,
    personId,
    handling: 'partners',
    version: 1,
  });
  await act('probation-offender-manager', moveStep, { id: stepId, personId, version: 1, move: 'finish' });
  const { plan } = await planAs('police-offender-manager', personId);
  const then = async (login: string) => {
    const viewer = await house.viewerFor(login);
    return house.database.as(viewer, async (tx) => ({
      goals: (await listGoalsThen(tx, plan.id, now)).map(({ stood }) =>
        stood === 'withheld' ? stood : stood.goal,
      ),
      steps: (await listStepsThen(tx, plan.id, now, whoWords)).map(({ stood }) =>
        stood === 'withheld' ? stood : stood.state,
      ),
    }));
  };
  assert.deepEqual(await then('police-offender-manager'), { goals: [goal.goal], steps: ['withheld'] });
  assert.deepEqual(await then('probation-offender-manager'), { goals: ['withheld'], steps: ['to-do'] });
});

test('a review is recorded of the whole plan, with its reason', async () => {
  const { personId } = await planned();
  await act('probation-offender-manager', reviewPlan, {
    ...note,
    note: 'Keep going',
    reason: 'ninety-day',
    handling: 'partners',
    personId,
  });
  const { notes } = await planAs('police-offender-manager', personId);
  assert.deepEqual(
    notes.map(({ kind, reason, goalId }) => [kind, reason, goalId]),
    [['review', 'ninety-day', null]],
  );
});

test('the link worker notes on any open goal and ticks the person’s own steps and hers, and nothing else of the plan', async () => {
  const { personId, goalId } = await planned();
  await allocate(house, personId, 'link-worker', 'embedded');
  const step = (staff: number | null) =>
    act('police-offender-manager', addStep, {
      goalId,
      personId,
      what: 'Go to the viewing together',
      actor: staff === null ? 'person' : 'worker',
      staffId: staff,
      dueOn: null,
    });
  const own = await step((await house.viewerFor('link-worker')).staffId);
  const persons = await step(null);
  const others = await step((await house.viewerFor('police-offender-manager')).staffId);
  const input = { ...note, handling: 'partners' as const, personId, goalId };
  await act('link-worker', noteProgress, input);
  await act('link-worker', noteProgress, { ...input, stepId: others.id });
  for (const one of [own, persons]) {
    await act('link-worker', moveStep, { id: one.id, personId, version: 1, move: 'finish' });
    await act('link-worker', moveStep, { id: one.id, personId, version: 2, move: 'put-back' });
    await assert.rejects(
      act('link-worker', moveStep, { id: one.id, personId, version: 3, move: 'remove' }),
      isRefused('right-missing'),
    );
  }
  await assert.rejects(
    act('link-worker', moveStep, { id: others.id, personId, version: 1, move: 'finish' }),
    isRefused('not-found'),
  );
  const { id } = await act('link-worker', noteProgress, { ...input, stepId: own.id });
  const theirs = await act('police-offender-manager', noteProgress, { ...input, stepId: own.id });
  const correction = { ...input, stepId: own.id, id, version: 1, why: 'The wrong day' };
  await assert.rejects(
    act('link-worker', correctNote, { ...correction, id: theirs.id }),
    (error) => isRefused('not-found')(error) || isRefused('right-missing')(error),
  );
  await act('link-worker', correctNote, { ...correction, note: 'Went on Tuesday' });
  const seen = await planAs('police-offender-manager', personId);
  assert.ok(seen.notes.some(({ note: text }) => text === 'Went on Tuesday'));
  await act('link-worker', withdrawNote, { personId, id, version: 2, why: 'Wrong person' });
  await assert.rejects(
    act('link-worker', reviewPlan, { ...note, reason: 'original', handling: 'partners', personId }),
    isRefused('right-missing'),
  );
  // Past the act too: nothing of a step but how it is coming on, and no note of a goal that is over.
  const viewer = await house.viewerFor('link-worker');
  const past = (statement: Parameters<Tx['run']>[0]) =>
    assert.rejects(
      house.database.as(viewer, (tx) => tx.run(statement)),
      isRefused('right-missing'),
    );
  await past(sql`update plan_step set what = 'Something else' where id = ${persons.id}`);
  await past(sql`update plan_step set staff_id = ${viewer.staffId} where id = ${persons.id}`);
  await past(sql`update plan_step set state = 'removed' where id = ${persons.id}`);
  const none = await house.database.as(viewer, (tx) =>
    tx.run(sql`update plan_step set state = 'done' where id = ${others.id}`),
  );
  assert.equal(none, 0);
  await act('police-offender-manager', moveGoal, { id: goalId, personId, version: 1, move: 'achieve' });
  await assert.rejects(act('link-worker', noteProgress, input), isRefused('not-allowed-now'));
  await past(sql`insert into plan_note (plan_id, person_id, agency_id, staff_id, kind, goal_id, step_id, on_day, note)
    values (${seen.plan.id}, ${personId}, ${viewer.agencyId}, ${viewer.staffId}, 'progress', ${goalId}, ${persons.id}, '2026-11-01', 'x')`);
});

test('whoever holds a step without being the link worker of the person notes that step alone', async () => {
  const { personId, goalId } = await planned();
  await allocate(house, personId, 'link-worker', 'embedded');
  const { staffId } = await house.viewerFor('link-worker');
  const { id: stepId } = await act('police-offender-manager', addStep, {
    goalId,
    personId,
    what: 'Drive him there',
    actor: 'worker',
    staffId,
    dueOn: null,
  });
  await house.ownerQuery(
    `update access_reason set kind = 'co-worker' where person_id = $1 and kind = 'embedded'`,
    [personId],
  );
  const input = { ...note, handling: 'partners' as const, personId, goalId };
  await assert.rejects(act('link-worker', noteProgress, input), isRefused('invalid'));
  await act('link-worker', noteProgress, { ...input, stepId });
  await act('link-worker', moveStep, { id: stepId, personId, version: 1, move: 'finish' });
});

test('Today lists to a link worker only steps that are theirs to tick', async () => {
  const { personId, goalId } = await planned();
  await allocate(house, personId, 'link-worker', 'embedded');
  const viewer = await house.viewerFor('link-worker');
  for (const actor of ['person', 'provider', 'worker'] as const)
    await act('police-offender-manager', addStep, {
      goalId,
      personId,
      what: actor,
      actor,
      staffId: actor === 'worker' ? viewer.staffId : null,
      dueOn: '2026-11-02',
    });
  const due = await house.database.as(viewer, (tx) => listDueSteps(tx, viewer.staffId, '2026-11-30'));
  const own = due.filter((one) => one.personId === personId).map(({ what }) => what);
  assert.deepEqual(own.sort(), ['person', 'worker']);
});
