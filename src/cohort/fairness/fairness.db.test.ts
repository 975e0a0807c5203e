import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { sql } from '../../kernel/database.ts';
import { makePerson, provenOffences } from '../people-for-tests.ts';
import { runSelection } from '../selection/run.ts';
import { runFairness } from './run.ts';
import { findTable } from './store.ts';

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const run = (now = testNow) => runFairness(house.database, { schemeId: house.schemeId, now });
const tableFor = async (login: string) => {
  const viewer = await house.viewerFor(login);
  return house.database.as(viewer, (tx) => findTable(tx, house.schemeId));
};

test('the commissioner sees stored figures, suppressed, and no row of anybody', async () => {
  for (let index = 0; index < 14; index++) {
    const id = await addMember(house);
    await house.ownerQuery('update person set ethnicity = $2 where id = $1', [id, index < 12 ? 'W1' : 'B1']);
  }
  for (let index = 0; index < 12; index++) {
    const id = await makePerson(house, { offences: provenOffences(6), record: 'suspect' });
    await house.ownerQuery('update person set ethnicity = $2, sex = $3 where id = $1', [
      id,
      index < 6 ? 'W1' : null,
      'male',
    ]);
  }
  await runSelection(house.database, { schemeId: house.schemeId, on: '2026-11-02', now: testNow });
  assert.notEqual(await run(), undefined);
  const table = await tableFor('opcc-commissioner');
  assert.equal(table?.figures?.people, 26);
  const ethnicity = table?.figures?.dimensions.find(({ dimension }) => dimension === 'ethnicity')?.groups;
  // Two black members are few: their count is left out, and another with it, so that it cannot be worked out.
  assert.equal(ethnicity?.find(({ code }) => code === 'black')?.selected.events, null);
  assert.ok((ethnicity?.filter(({ selected }) => selected.events === null).length ?? 0) > 1);
  const commissioner = await house.viewerFor('opcc-commissioner');
  const people = await house.database.as(commissioner, (tx) => tx.many(sql`select 1 from membership`));
  assert.deepEqual(people, []);
  // Managers have the same table and no other.
  assert.deepEqual((await tableFor('scheme-manager'))?.figures, table?.figures);
  assert.equal(await tableFor('police-offender-manager'), undefined);
});

test('a published table stands for a quarter: two cannot be taken from one another', async () => {
  assert.equal(await run(new Date('2026-12-01T09:00:00Z')), undefined);
  assert.notEqual(await run(new Date('2027-02-01T09:00:00Z')), undefined);
});
