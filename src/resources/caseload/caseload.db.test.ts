import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, staffId } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { loadChange, loadWords } from '../../casework/allocation/rules.ts';
import { addDays, addYears } from '../../kernel/clock.ts';
import { newKey } from '../../kernel/ids.ts';
import { loadOf, setUpResources } from '../index.ts';
import { countDecided, listDemand, listDemandPeople } from './demand-store.ts';
import { endHours, recordHours } from './hours-acts.ts';
import { listHours } from './hours-store.ts';

let house: TestHouse;
let today = '';
before(async () => {
  house = await testHouse();
  await setUpResources(house.database, house.performer, house.viewerFor, house.clock());
  await house.coverEverything();
  const [row] = await house.ownerQuery<{ day: string }>('select current_date::text as day');
  today = row?.day ?? '';
});
after(() => house.close());

const officer = 'police-offender-manager';
const loadFor = async (login: string, adding: readonly number[] = []) => {
  const viewer = await house.viewerFor('scheme-manager');
  const id = await staffId(house, login);
  return (await house.database.as(viewer, (tx) => loadOf(tx, house.schemeId, [id], adding))).get(id);
};
const lead = async (personId: number, login: string, tier: string | null = null) => {
  await house.ownerQuery(
    `insert into allocation (membership_id, person_id, staff_id, agency_id, kind)
     select m.id, m.person_id, s.id, s.agency_id, 'lead' from membership m, staff s where m.person_id = $1 and s.login = $2`,
    [personId, login],
  );
  await house.ownerQuery('update membership set tier = $2 where person_id = $1', [personId, tier]);
};

test('points by tier, with and without the person who would be given; whom they lead already is not counted twice', async () => {
  const [first, second, third] = [await addMember(house), await addMember(house), await addMember(house)];
  await lead(first, officer, '1');
  await lead(second, officer);
  await house.ownerQuery(`update membership set tier = '1' where person_id = $1`, [third]);
  assert.deepEqual((await loadFor(officer, [third]))?.points, { now: 5, after: 8, limit: 30 });
  assert.deepEqual((await loadFor(officer, [second]))?.points, { now: 5, after: 5, limit: 30 });
  const change = loadChange(await loadFor(officer, [third]), 'lead', false);
  assert.equal(loadWords(change), '2 → 3 of 15 (20 %); points 5 → 8 of 30 (27 %)');
});

test('contracted hours and a reduction lower the limit for as long as they hold; the later contract ends the earlier', async () => {
  const manager = await house.viewerFor('scheme-manager');
  const id = await staffId(house, 'pc-omar-farouk');
  const record = (input: {
    kind: 'contracted' | 'reduction';
    minutes: number;
    fromDate: string;
    toDate: string | null;
  }) => house.performer.perform(manager, recordHours, { staffId: id, ...input }, newKey());
  assert.equal((await loadFor('pc-omar-farouk'))?.limit, 15);
  await record({ kind: 'contracted', minutes: 2400, fromDate: addDays(today, -90), toDate: null });
  await record({ kind: 'contracted', minutes: 1920, fromDate: addDays(today, -10), toDate: null });
  assert.equal((await loadFor('pc-omar-farouk'))?.limit, 12);
  const { id: row } = await record({
    kind: 'reduction',
    minutes: 960,
    fromDate: addDays(today, -5),
    toDate: addDays(today, 30),
  });
  assert.equal((await loadFor('pc-omar-farouk'))?.limit, 6);
  await assert.rejects(
    record({ kind: 'reduction', minutes: 2000, fromDate: today, toDate: addDays(today, 5) }),
    isRefused('invalid'),
  );
  await assert.rejects(
    record({ kind: 'contracted', minutes: 100, fromDate: addDays(today, -20), toDate: null }),
    isRefused('invalid'),
  );
  await house.performer.perform(manager, endHours, { id: row, version: 1, onDay: today }, newKey());
  assert.equal((await loadFor('pc-omar-farouk'))?.limit, 12);
  const rows = await house.database.as(manager, (tx) => listHours(tx, [id]));
  assert.deepEqual(
    rows.filter(({ kind }) => kind === 'contracted').map(({ toDate }) => toDate),
    [null, addDays(today, -10)],
  );
});

test('one’s own hours and nobody else’s; a commissioner sees none', async () => {
  const id = await staffId(house, 'pc-lucy-grange');
  const seenBy = async (login: string) =>
    (await house.database.as(await house.viewerFor(login), (tx) => listHours(tx, [id]))).length;
  assert.equal(await seenBy('pc-lucy-grange'), 1);
  assert.equal(await seenBy('pc-omar-farouk'), 0);
  assert.equal(await seenBy('opcc-commissioner'), 0);
  assert.equal(await seenBy('section-151-officer'), 0);
  assert.equal(await seenBy('senior-probation-officer'), 1);
});

test('a forecast counts whom the viewer may see, and its lists are those people', async () => {
  const manager = await house.viewerFor('scheme-manager');
  const member = await addMember(house, 'Ipswich team');
  await house.ownerQuery(`update membership set joined_on = $2 where person_id = $1`, [
    member,
    addDays(today, -3),
  ]);
  const gone = await addMember(house, 'Ipswich team');
  await house.ownerQuery(
    `update membership set joined_on = $2::date - 20, left_on = $2, state = 'de-selected' where person_id = $1`,
    [gone, addDays(today, -1)],
  );
  await house.ownerQuery(`insert into import_batch (id, source_id, agency_id, file_name, file_sha256, state) overriding system value
    select 1, min(id), 1, 'x', 'x', 'accepted' from import_source on conflict do nothing`);
  await house.ownerQuery(
    `insert into custody_spell (person_id, nominal_ref, source_id, agency_id, batch_id, local_id, kind, place, from_day, to_day, handling, fingerprint)
     select $1, 'x', min(id), (select id from agency where kind = 'prison' order by id limit 1), 1, 'x', 'prison', 'HMP Example', $2::date - 30, $2::date, 'partners', 'x' from import_source`,
    [member, addDays(today, 20)],
  );
  const span = { today, since: addYears(today, -1), until: addDays(today, 60) };
  const factsFor = async (login: string) => {
    const viewer = await house.viewerFor(login);
    const facts = await house.database.as(viewer, (tx) => listDemand(tx, house.schemeId, span));
    return facts.find(({ base }) => base === 'Ipswich');
  };
  const seen = await factsFor('scheme-manager');
  assert.deepEqual(
    [seen?.people, seen?.joined, seen?.left, seen?.releasedMembers, seen?.proposed],
    [1, 2, 1, 1, 0],
  );
  const listed = await house.database.as(manager, (tx) =>
    listDemandPeople(
      tx,
      house.schemeId,
      span,
      { what: 'released-members', baseId: seen?.baseId },
      { limit: 9, offset: 0 },
    ),
  );
  assert.deepEqual(
    listed.map(({ personId, day }) => [personId, day]),
    [[member, addDays(today, 20)]],
  );
  const hidden = await factsFor('opcc-commissioner');
  assert.deepEqual([hidden?.people, hidden?.joined, hidden?.releasedMembers], [0, 0, 0]);
  assert.deepEqual(await house.database.as(manager, (tx) => countDecided(tx, span)), { adopted: 0, of: 0 });
});
