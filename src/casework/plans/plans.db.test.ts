import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, sees } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { sql } from '../../kernel/database.ts';
import type { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { addGoal, addStep, changeGoal, moveGoal, recordAgreement } from './acts.ts';

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const goal = { pathway: 'accommodation', need: 'Sofa-surfing', goal: 'My own front door', targetOn: null };

test('an open need shows the person to the pathways manager, and only while it is open to all partners', async () => {
  const person = await addMember(house);
  const officer = await house.viewerFor('police-offender-manager');
  const { id } = await house.performer.perform(
    officer,
    addGoal,
    { ...goal, personId: person, handling: 'partners', later: false },
    newKey(),
  );
  assert.equal(await sees(house, 'pathways-manager', person), true);
  await house.performer.perform(
    officer,
    changeGoal,
    { ...goal, id, personId: person, handling: 'statutory', version: 1 },
    newKey(),
  );
  assert.equal(await sees(house, 'pathways-manager', person), false);
  await house.performer.perform(
    officer,
    changeGoal,
    { ...goal, id, personId: person, handling: 'partners', version: 2 },
    newKey(),
  );
  assert.equal(await sees(house, 'pathways-manager', person), true);
  await house.performer.perform(
    officer,
    moveGoal,
    { id, personId: person, version: 3, move: 'achieve' },
    newKey(),
  );
  assert.equal(await sees(house, 'pathways-manager', person), false);
  await house.performer.perform(
    officer,
    moveGoal,
    { id, personId: person, version: 4, move: 're-add' },
    newKey(),
  );
  assert.equal(await sees(house, 'pathways-manager', person), true);
});

test('whoever edits plans can open nothing else by the way of needs', async () => {
  const own = await addMember(house);
  const other = await addMember(house, 'Ipswich team');
  const officer = await house.viewerFor('police-offender-manager');
  const { id } = await house.performer.perform(
    officer,
    addGoal,
    { ...goal, personId: own, handling: 'partners', later: false },
    newKey(),
  );
  const open = (person: number, kind: string, post: string, source: string) =>
    house.database.as(officer, (tx) =>
      tx.run(sql`select access_open(${person}, ${kind}, null, null, null, ${post}, ${source}, null, null)`),
    );
  const pathways = `pathways:${house.schemeId}`;
  for (const attempt of [
    () => open(other, 'referral', pathways, `goal:${id}`),
    () => open(own, 'management', pathways, `goal:${id}`),
    () => open(own, 'referral', `management:${house.schemeId}`, `goal:${id}`),
    () => open(own, 'referral', pathways, 'goal:999999'),
    () => open(own, 'referral', pathways, 'membership:1'),
  ])
    await assert.rejects(attempt(), isRefused('right-missing'));
  await assert.rejects(
    house.database.as(officer, (tx) => tx.run(sql`select access_close('membership:1', ${own}, 'team')`)),
    isRefused('right-missing'),
  );
});

test('a plan is the members’ of one’s own reach; its versions are kept', async () => {
  const other = await addMember(house, 'Ipswich team');
  const own = await addMember(house);
  const officer = await house.viewerFor('police-offender-manager');
  await assert.rejects(
    house.performer.perform(
      officer,
      addGoal,
      { ...goal, personId: other, handling: 'partners', later: false },
      newKey(),
    ),
    isRefused('not-allowed-now'),
  );
  const { id } = await house.performer.perform(
    officer,
    addGoal,
    { ...goal, personId: own, handling: 'partners', later: true },
    newKey(),
  );
  await house.performer.perform(
    officer,
    addStep,
    { goalId: id, personId: own, what: 'Apply', actor: 'person', staffId: null, dueOn: '2026-11-20' },
    newKey(),
  );
  await assert.rejects(
    house.performer.perform(
      officer,
      changeGoal,
      { ...goal, id, personId: own, handling: 'partners', version: 9 },
      newKey(),
    ),
    (error: WaymarkError) =>
      error.code === 'stale-version' &&
      /front door/.test(String((error.data.current as { text: string }).text)),
  );
  await house.performer.perform(
    officer,
    recordAgreement,
    { personId: own, agreement: 'does-not-agree', why: 'Too soon', version: 1 },
    newKey(),
  );
  const kept = await house.ownerQuery(
    `select 1 from row_history where table_name = 'plan' and person_id = $1 and op = 'update'`,
    [own],
  );
  assert.equal(kept.length, 1);
});
