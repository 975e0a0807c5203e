import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import type { Act } from '../../kernel/acts.ts';
import { newKey } from '../../kernel/ids.ts';
import { addGoal, addStep, moveGoal, moveStep, undoGoalMove, undoStepMove } from './acts.ts';
import { planOf } from './load.ts';
import { markOf } from './signature-rules.ts';

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const officer = 'police-offender-manager';
const goal = {
  pathway: 'accommodation',
  need: 'Sofa-surfing',
  goal: 'My own front door',
  targetOn: null,
  handling: 'partners' as const,
  later: false,
};

const act = async <Input, Result>(one: Act<Input, Result>, input: Input): Promise<Result> =>
  house.performer.perform(await house.viewerFor(officer), one, input, newKey());

const planNow = async (personId: number) =>
  house.database.as(await house.viewerFor(officer), (tx) => planOf(tx, personId));

test('what was marked by mistake is taken back, to where it was and with the counter-signature that stood', async () => {
  const personId = await addMember(house);
  const { id: goalId } = await act(addGoal, { ...goal, personId });
  await act(moveGoal, { id: goalId, personId, version: 1, move: 'postpone' });
  const mark = async (): Promise<string> => markOf((await planNow(personId)).goals);
  const agreed = await mark();
  const moved = await act(moveGoal, { id: goalId, personId, version: 2, move: 'achieve' });
  assert.equal(moved.was, 'later');
  const undo = { id: goalId, personId, version: 3, was: moved.was };
  await assert.rejects(act(undoGoalMove, { ...undo, was: 'removed' }), isRefused('not-allowed-now'));
  await assert.rejects(act(undoGoalMove, { ...undo, version: 2 }), isRefused('stale-version'));
  await act(undoGoalMove, undo);
  assert.equal((await planNow(personId)).goals[0]?.state, 'later');
  assert.equal(await mark(), agreed);
  const { id } = await act(addStep, {
    goalId,
    personId,
    what: 'Apply',
    actor: 'person',
    staffId: null,
    dueOn: null,
  });
  const { was } = await act(moveStep, { id, personId, version: 1, move: 'remove' });
  await act(undoStepMove, { id, personId, version: 2, was });
  assert.equal((await planNow(personId)).steps[0]?.state, 'to-do');
});
