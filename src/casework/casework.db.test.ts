import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../test/support/house.ts';
import { addMember, sees, staffId } from '../../test/support/members.ts';
import { sql } from '../kernel/database.ts';
import type { WaymarkError } from '../kernel/errors.ts';
import { newKey } from '../kernel/ids.ts';
import { allocateCase, endAllocation, reallocateCases } from './allocation/acts.ts';
import type { AllocationKind } from './allocation/types.ts';
import { correctContact, recordContact, recordOutcome, withdrawContact } from './contacts/acts.ts';
import { listContacts } from './contacts/store.ts';
import type { ContactInput } from './contacts/types.ts';
import { allocationCounts, currentLeads, lastContacts } from './index.ts';
import { addGoal, addStep, changeGoal, moveGoal, recordAgreement } from './plans/acts.ts';
import type { LoadOf } from './ports.ts';

let house: TestHouse;
let people = 0;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const member = (team?: string): Promise<number> => {
  people += 1;
  return addMember(house, team, `X2000${String(people).padStart(2, '0')}`);
};

const freeLoad: LoadOf = async (_tx, _scheme, ids) =>
  new Map(ids.map((id) => [id, { people: 3, limit: 15 }]));
const fullLoad: LoadOf = async (_tx, _scheme, ids) =>
  new Map(ids.map((id) => [id, { people: 15, limit: 15 }]));
const is = (code: string) => (error: WaymarkError) => error.code === code;

async function versionOf(personId: number): Promise<number> {
  const [row] = await house.ownerQuery<{ v: number }>(
    `select coalesce(sum(version), 0)::int as v from allocation where person_id = $1`,
    [personId],
  );
  return row?.v ?? 0;
}

async function allocate(
  personId: number,
  login: string,
  kind: AllocationKind,
  why: string | null = null,
  load = freeLoad,
): Promise<number> {
  const manager = await house.viewerFor('scheme-manager');
  const input = {
    personId,
    staffId: await staffId(house, login),
    kind,
    why,
    version: await versionOf(personId),
  };
  return (await house.performer.perform(manager, allocateCase(load), input, newKey())).id;
}

test('a link worker sees the person from the allocation to its end, and not a moment longer', async () => {
  const person = await member();
  assert.equal(await sees(house, 'link-worker', person), false);
  const id = await allocate(person, 'link-worker', 'embedded');
  assert.equal(await sees(house, 'link-worker', person), true);
  assert.equal(await sees(house, 'link-worker-2', person), false);
  const manager = await house.viewerFor('scheme-manager');
  await house.performer.perform(manager, endAllocation, { id, personId: person, version: 1 }, newKey());
  assert.equal(await sees(house, 'link-worker', person), false);
  await assert.rejects(
    house.performer.perform(manager, endAllocation, { id, personId: person, version: 2 }, newKey()),
    is('not-allowed-now'),
  );
});

test('a new lead ends the one before, with their access', async () => {
  const person = await member();
  await allocate(person, 'sgt-robert-aldous', 'lead');
  assert.equal(await sees(house, 'sgt-robert-aldous', person), true);
  await allocate(person, 'police-offender-manager', 'lead');
  assert.equal(await sees(house, 'sgt-robert-aldous', person), false);
  const manager = await house.viewerFor('scheme-manager');
  const lead = await house.database.as(manager, (tx) => currentLeads(tx, [person]));
  assert.equal(lead.get(person)?.name, 'PC Daniel Marsh');
});

test('over the limit needs a reason, and says the numbers', async () => {
  const person = await member();
  await assert.rejects(
    allocate(person, 'police-offender-manager', 'lead', null, fullLoad),
    (error: WaymarkError) => {
      assert.equal(error.code, 'invalid');
      assert.match(error.fields[0]?.text ?? '', /15 → 16 of 15/);
      return true;
    },
  );
  await allocate(person, 'police-offender-manager', 'lead', 'Knows the family', fullLoad);
  assert.equal(await versionOf(person), 1);
});

test('two managers allocating at once: the second is shown what the first did', async () => {
  const person = await member();
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
  const person = await member();
  const officer = await house.viewerFor('police-offender-manager');
  const input = { personId: person, staffId: officer.staffId, kind: 'lead' as const, why: null, version: 0 };
  await assert.rejects(
    house.performer.perform(officer, allocateCase(freeLoad), input, newKey()),
    is('right-missing'),
  );
  await assert.rejects(allocate(person, 'link-worker', 'lead'), is('invalid'));
  await assert.rejects(allocate(person, 'analyst', 'lead'), is('invalid'));
});

test('several people move together or not at all', async () => {
  const [one, two] = [await member(), await member()];
  for (const person of [one, two]) await allocate(person, 'pc-stephen-lusher', 'lead');
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
  const other = await member();
  await assert.rejects(move([one, two, other]), is('conflict'));
  const before = await house.database.as(manager, (tx) => allocationCounts(tx, house.schemeId));
  assert.equal(before.get(from)?.leads, 2);
  await move([one, two]);
  const counts = await house.database.as(manager, (tx) => allocationCounts(tx, house.schemeId));
  assert.equal(counts.get(from), undefined);
  assert.equal(counts.get(to)?.leads, (before.get(to)?.leads ?? 0) + 2);
});

test('leaving the scheme ends everybody’s work and closes the needs', async () => {
  const person = await member();
  await allocate(person, 'link-worker', 'embedded');
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

const contact = (personId: number, more: Partial<ContactInput> = {}): ContactInput => ({
  personId,
  kind: 'home',
  at: '2026-11-01T10:00:00.000Z',
  outcome: 'attended',
  place: null,
  pathway: null,
  minutes: null,
  note: 'Seen at home',
  handling: 'partners',
  namedAgencies: [],
  withStaff: [],
  ...more,
});

const contactsSeen = async (login: string, person: number): Promise<number[]> => {
  const viewer = await house.viewerFor(login);
  const rows = await house.database.as(viewer, (tx) => listContacts(tx, person, {}, 50));
  return rows.map(({ id }) => id);
};

test('handling decides who sees a contact, named agencies included', async () => {
  const person = await member();
  await allocate(person, 'link-worker', 'embedded');
  const officer = await house.viewerFor('police-offender-manager');
  const record = async (more: Partial<ContactInput>): Promise<number> =>
    (await house.performer.perform(officer, recordContact, contact(person, more), newKey())).id;
  const [charity] = await house.ownerQuery<{ id: string }>(
    `select id from agency where code = 'link-workers'`,
  );
  const partners = await record({});
  const statutory = await record({ handling: 'statutory' });
  const own = await record({ handling: 'own' });
  const named = await record({ handling: 'named', namedAgencies: [Number(charity?.id)] });
  assert.deepEqual((await contactsSeen('link-worker', person)).sort(), [partners, named].sort());
  assert.deepEqual(
    (await contactsSeen('probation-offender-manager', person)).sort(),
    [partners, statutory].sort(),
  );
  assert.ok((await contactsSeen('police-offender-manager', person)).includes(own));
});

test('sending a contact twice records it once; who else was there stands with it', async () => {
  const person = await member();
  const officer = await house.viewerFor('police-offender-manager');
  const colleague = await staffId(house, 'pc-lucy-grange');
  const key = newKey();
  const first = await house.performer.perform(
    officer,
    recordContact,
    contact(person, { withStaff: [colleague] }),
    key,
  );
  const again = await house.performer.perform(
    officer,
    recordContact,
    contact(person, { withStaff: [colleague] }),
    key,
  );
  assert.deepEqual(again, first);
  const joint = await house.ownerQuery<{ staff_id: string }>(
    'select staff_id from contact_joint where contact_id = $1',
    [first.id],
  );
  assert.deepEqual(
    joint.map((row) => Number(row.staff_id)),
    [colleague],
  );
  await house.performer.perform(
    officer,
    correctContact,
    { ...contact(person), id: first.id, version: 1 },
    newKey(),
  );
  assert.equal(
    (await house.ownerQuery('select 1 from contact_joint where contact_id = $1', [first.id])).length,
    0,
  );
});

test('an appointment gets its outcome once, and not before its day', async () => {
  const person = await member();
  const officer = await house.viewerFor('police-offender-manager');
  const plan = async (at: string): Promise<number> =>
    (
      await house.performer.perform(
        officer,
        recordContact,
        contact(person, { at, outcome: null, note: null }),
        newKey(),
      )
    ).id;
  const later = new Date(testNow.getTime() + 3_600_000).toISOString();
  const today = await plan(later);
  const outcome = { outcome: 'failed' as const, note: null, version: 1 };
  await house.performer.perform(
    officer,
    recordOutcome,
    { id: today, personId: person, ...outcome },
    newKey(),
  );
  await assert.rejects(
    house.performer.perform(officer, recordOutcome, { id: today, personId: person, ...outcome }, newKey()),
    is('stale-version'),
  );
  await assert.rejects(
    house.performer.perform(
      officer,
      recordOutcome,
      { id: today, personId: person, ...outcome, version: 2 },
      newKey(),
    ),
    is('not-allowed-now'),
  );
  const tomorrow = await plan('2026-11-03T10:00:00.000Z');
  await assert.rejects(
    house.performer.perform(officer, recordOutcome, { id: tomorrow, personId: person, ...outcome }, newKey()),
    is('not-allowed-now'),
  );
  const last = await house.database.as(officer, (tx) => lastContacts(tx, [person]));
  assert.equal(last.get(person)?.outcome, 'failed');
});

test('another agency may neither correct nor withdraw; a withdrawn contact keeps its words', async () => {
  const person = await member();
  const officer = await house.viewerFor('police-offender-manager');
  const { id } = await house.performer.perform(officer, recordContact, contact(person), newKey());
  const probation = await house.viewerFor('probation-offender-manager');
  for (const act of [
    house.performer.perform(probation, correctContact, { ...contact(person), id, version: 1 }, newKey()),
    house.performer.perform(
      probation,
      withdrawContact,
      { id, personId: person, version: 1, why: 'No' },
      newKey(),
    ),
  ])
    await assert.rejects(act, (error: WaymarkError) => ['right-missing', 'not-found'].includes(error.code));
  await house.performer.perform(
    officer,
    withdrawContact,
    { id, personId: person, version: 1, why: 'Wrong person' },
    newKey(),
  );
  const [row] = await house.ownerQuery<{ note: string }>('select note from contact where id = $1', [id]);
  assert.equal(row?.note, 'Seen at home');
  assert.deepEqual(await contactsSeen('police-offender-manager', person), []);
});

const goal = { pathway: 'accommodation', need: 'Sofa-surfing', goal: 'My own front door', targetOn: null };

test('an open need shows the person to the pathways manager, and only while it is open to all partners', async () => {
  const person = await member();
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
  const own = await member();
  const other = await member('Ipswich team');
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
    await assert.rejects(attempt(), is('right-missing'));
  await assert.rejects(
    house.database.as(officer, (tx) => tx.run(sql`select access_close('membership:1', ${own}, 'team')`)),
    is('right-missing'),
  );
});

test('a plan is the members’ of one’s own reach; its versions are kept', async () => {
  const other = await member('Ipswich team');
  const own = await member();
  const officer = await house.viewerFor('police-offender-manager');
  await assert.rejects(
    house.performer.perform(
      officer,
      addGoal,
      { ...goal, personId: other, handling: 'partners', later: false },
      newKey(),
    ),
    is('not-allowed-now'),
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
