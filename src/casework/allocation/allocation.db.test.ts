import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, sees, staffId } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { sql } from '../../kernel/database.ts';
import type { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { allocate, allocationVersion, freeLoad } from '../allocate-for-tests.ts';
import { allocationCounts, currentLeads } from '../index.ts';
import { addGoal } from '../plans/acts.ts';
import type { LoadOf } from '../ports.ts';
import { allocateCase, endAllocation, reallocateCases } from './acts.ts';

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const fullLoad: LoadOf = async (_tx, _scheme, ids) =>
  new Map(ids.map((id) => [id, { people: 15, limit: 15 }]));

test('a link worker sees the person from the allocation to its end, and not a moment longer', async () => {
  const person = await addMember(house);
  assert.equal(await sees(house, 'link-worker', person), false);
  const id = await allocate(house, person, 'link-worker', 'embedded');
  assert.equal(await sees(house, 'link-worker', person), true);
  assert.equal(await sees(house, 'link-worker-2', person), false);
  const manager = await house.viewerFor('scheme-manager');
  await house.performer.perform(manager, endAllocation, { id, personId: person, version: 1 }, newKey());
  assert.equal(await sees(house, 'link-worker', person), false);
  await assert.rejects(
    house.performer.perform(manager, endAllocation, { id, personId: person, version: 2 }, newKey()),
    isRefused('not-allowed-now'),
  );
});

test('a new lead ends the one before, with their access', async () => {
  const person = await addMember(house);
  await allocate(house, person, 'sgt-robert-aldous', 'lead');
  assert.equal(await sees(house, 'sgt-robert-aldous', person), true);
  await allocate(house, person, 'police-offender-manager', 'lead');
  assert.equal(await sees(house, 'sgt-robert-aldous', person), false);
  const manager = await house.viewerFor('scheme-manager');
  const lead = await house.database.as(manager, (tx) => currentLeads(tx, [person]));
  assert.equal(lead.get(person)?.name, 'PC Daniel Marsh');
});

test('over the limit needs a reason, and says the numbers', async () => {
  const person = await addMember(house);
  await assert.rejects(
    allocate(house, person, 'police-offender-manager', 'lead', { load: fullLoad }),
    (error: WaymarkError) => {
      assert.equal(error.code, 'invalid');
      assert.match(error.fields[0]?.text ?? '', /15 → 16 of 15/);
      return true;
    },
  );
  await allocate(house, person, 'police-offender-manager', 'lead', {
    why: 'Knows the family',
    load: fullLoad,
  });
  assert.equal(await allocationVersion(house, person), 1);
});

test('two managers allocating at once: the second is shown what the first did', async () => {
  const person = await addMember(house);
  const manager = await house.viewerFor('scheme-manager');
  const input = (staff: number) => ({
    personId: person,
    staffId: staff,
    kind: 'lead' as const,
    why: null,
    version: 0,
  });
  const staff = await Promise.all(['pc-lucy-grange', 'pc-omar-farouk'].map((login) => staffId(house, login)));
  const results = await Promise.allSettled(
    staff.map((id) => house.performer.perform(manager, allocateCase(freeLoad), input(id), newKey())),
  );
  const refused = results.filter((result) => result.status === 'rejected');
  assert.equal(refused.length, 1);
  assert.equal(refused[0]?.reason.code, 'stale-version');
  assert.match(String(refused[0]?.reason.data.current.allocated), /Lead: PC/);
});

test('a role without the right, and a role that may not have the part, are refused', async () => {
  const person = await addMember(house);
  const officer = await house.viewerFor('police-offender-manager');
  const input = { personId: person, staffId: officer.staffId, kind: 'lead' as const, why: null, version: 0 };
  await assert.rejects(
    house.performer.perform(officer, allocateCase(freeLoad), input, newKey()),
    isRefused('right-missing'),
  );
  await assert.rejects(allocate(house, person, 'link-worker', 'lead'), isRefused('invalid'));
  await assert.rejects(allocate(house, person, 'analyst', 'lead'), isRefused('invalid'));
});

test('several people move together or not at all', async () => {
  const [one, two] = [await addMember(house), await addMember(house)];
  for (const person of [one, two]) await allocate(house, person, 'pc-stephen-lusher', 'lead');
  const manager = await house.viewerFor('scheme-manager');
  const from = await staffId(house, 'pc-stephen-lusher');
  const to = await staffId(house, 'pc-lucy-grange');
  const move = (personIds: number[]) =>
    house.performer.perform(
      manager,
      reallocateCases(freeLoad),
      { fromStaffId: from, toStaffId: to, personIds, why: 'Leaves the team' },
      newKey(),
    );
  const other = await addMember(house);
  await assert.rejects(move([one, two, other]), isRefused('conflict'));
  const before = await house.database.as(manager, (tx) => allocationCounts(tx, house.schemeId));
  assert.equal(before.get(from)?.leads, 2);
  await move([one, two]);
  const counts = await house.database.as(manager, (tx) => allocationCounts(tx, house.schemeId));
  assert.equal(counts.get(from), undefined);
  assert.equal(counts.get(to)?.leads, (before.get(to)?.leads ?? 0) + 2);
});

test('leaving the scheme ends everybody’s work and closes the needs', async () => {
  const person = await addMember(house);
  await allocate(house, person, 'link-worker', 'embedded');
  const officer = await house.viewerFor('police-offender-manager');
  await house.performer.perform(
    officer,
    addGoal,
    {
      personId: person,
      pathway: 'health',
      need: 'Pain',
      goal: 'See a doctor',
      targetOn: null,
      handling: 'partners',
      later: false,
    },
    newKey(),
  );
  assert.equal(await sees(house, 'pathways-manager', person), true);
  await house.database.as(await house.viewerFor('scheme-manager'), (tx) =>
    tx.run(
      sql`update membership set state = 'de-selected', left_on = '2026-11-02' where person_id = ${person}`,
    ),
  );
  const open = await house.ownerQuery(`select 1 from allocation where person_id = $1 and to_at is null`, [
    person,
  ]);
  assert.equal(open.length, 0);
  assert.equal(await sees(house, 'pathways-manager', person), false);
});
