import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { staffId } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { newKey } from '../../kernel/ids.ts';
import { addAction, closeAction, updateAction } from './acts.ts';
import { actionsOfStaff } from './leaver.ts';
import { getAction } from './store.ts';

let house: TestHouse;
before(async () => {
  house = await testHouse();
});
after(() => house.close());

const asks = { needsRole: 'senior-probation-officer', needsSkill: null };
const input = { source: 'Inspection', dueOn: null, evidence: null, example: true };

test('an owner without what the action asks is refused; with a reason it is given, by name; fit owners need none', async () => {
  const manager = await house.viewerFor('scheme-manager');
  const officer = await staffId(house, 'pc-lucy-grange');
  const senior = await staffId(house, 'senior-probation-officer');
  const add = (title: string, ownerId: number, override: string | null) =>
    house.performer.perform(
      manager,
      addAction,
      { ...input, title, ownerId, needs: asks, override },
      newKey(),
    );
  const read = (id: number) => house.database.as(manager, (tx) => getAction(tx, id));
  await assert.rejects(add('Check assessments', officer, null), isRefused('invalid'));
  await assert.rejects(add('Check assessments', officer, '  '), isRefused('invalid'));
  const { id } = await add('Check assessments', officer, 'Nobody else is there in December');
  const given = await read(id);
  assert.deepEqual(
    [given.overrideBy, given.overrideWhy],
    ['Inspector Helen Ashdown', 'Nobody else is there in December'],
  );
  const { id: fit } = await add('Sign plans', senior, 'not needed');
  assert.equal((await read(fit)).overrideWhy, null, 'no reason is kept where none was needed');

  const change = (version: number, ownerId: number, override?: string) =>
    house.performer.perform(
      manager,
      updateAction,
      {
        ...input,
        id,
        version,
        title: 'Check assessments',
        ownerId,
        state: 'in-progress',
        needs: asks,
        override: override ?? null,
      },
      newKey(),
    );
  await change(1, officer);
  assert.equal((await read(id)).overrideWhy, 'Nobody else is there in December', 'what was said stays');
  await assert.rejects(change(2, await staffId(house, 'analyst')), isRefused('invalid'));
  await change(2, senior);
  assert.equal((await read(id)).overrideWhy, null);
  await house.performer.perform(manager, closeAction, { id, version: 3, evidence: 'Done' }, newKey());
  assert.equal((await read(id)).needsRole, 'senior-probation-officer', 'closing forgets nothing');
});

test('a leaver’s action is not handed over to somebody without what it asks', async () => {
  const manager = await house.viewerFor('scheme-manager');
  const from = await staffId(house, 'senior-probation-officer');
  const { id } = await house.performer.perform(
    manager,
    addAction,
    { ...input, title: 'Counter-sign', ownerId: from, needs: asks },
    newKey(),
  );
  const move = async (login: string) => {
    const to = await staffId(house, login);
    return house.database.as(manager, (tx) =>
      actionsOfStaff.move(tx, { id, version: 1, from, to, by: manager.staffId }),
    );
  };
  await assert.rejects(() => move('analyst'), isRefused('invalid'));
  assert.equal(await move('senior-probation-officer-2'), 2);
});
