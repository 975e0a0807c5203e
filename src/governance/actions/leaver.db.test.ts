import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { staffId } from '../../../test/support/members.ts';
import { newKey } from '../../kernel/ids.ts';
import { addAction } from './acts.ts';
import { actionsOfStaff } from './leaver.ts';

let house: TestHouse;
before(async () => {
  house = await testHouse();
});
after(() => house.close());

test('an action goes to somebody else in the version that was seen, and its versions say so', async () => {
  const manager = await house.viewerFor('scheme-manager');
  const from = await staffId(house, 'pc-lucy-grange');
  const to = await staffId(house, 'pc-omar-farouk');
  const { id } = await house.performer.perform(
    manager,
    addAction,
    { source: 'Review', title: 'Example', ownerId: from, dueOn: null, evidence: null, example: true },
    newKey(),
  );
  const move = (version: number, owner: number) =>
    house.database.as(manager, (tx) =>
      actionsOfStaff.move(tx, { id, version, from: owner, to, by: manager.staffId }),
    );
  const [listed] = await house.database.as(manager, (tx) => actionsOfStaff.list(tx, from));
  assert.deepEqual(listed, { id, title: 'Example', version: 1 });
  assert.equal(await move(1, from), 2);
  assert.equal(await move(1, from), undefined, 'no longer as it was seen');
  assert.equal(await move(2, from), undefined, 'no longer theirs');
  const versions = await house.ownerQuery<{ owner_id: string }>(
    'select owner_id from governance_action_version where action_id = $1 order by version',
    [id],
  );
  assert.deepEqual(
    versions.map((row) => Number(row.owner_id)),
    [from, to],
  );
});
