import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, sees, staffId } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { sql } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { allocate, freeLoad } from '../allocate-for-tests.ts';
import { recordContact } from '../contacts/acts.ts';
import { addGoal, addStep } from '../plans/acts.ts';
import { type HandoverPorts, handOver, undoHandover } from './handover-acts.ts';
import { loadWork } from './handover-store.ts';
import { digestOf } from './split.ts';
import type { LeaverWork } from './types.ts';

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

/** Nobody here owns an action; governance tests its own part. */
const ports: HandoverPorts = {
  loadOf: freeLoad,
  actions: {
    list: async () => [],
    inRegisters: async () => [],
    mayMove: () => false,
    move: async () => undefined,
  },
};

/** An appointment ahead, of one's own agency alone, and a step named to the officer. */
async function workWith(person: number, login: string): Promise<{ contact: number; step: number }> {
  const officer = await house.viewerFor(login);
  const contact = await house.performer.perform(
    officer,
    recordContact,
    {
      personId: person,
      kind: 'home',
      at: '2026-11-20T10:00:00.000Z',
      outcome: null,
      place: null,
      pathway: null,
      minutes: null,
      note: null,
      handling: 'own',
      namedAgencies: [],
      withStaff: [],
    },
    newKey(),
  );
  const goal = await house.performer.perform(
    officer,
    addGoal,
    {
      personId: person,
      pathway: 'accommodation',
      need: 'A home',
      goal: 'A room',
      targetOn: null,
      handling: 'partners',
      later: false,
    },
    newKey(),
  );
  const step = await house.performer.perform(
    officer,
    addStep,
    {
      goalId: goal.id,
      personId: person,
      what: 'Ring',
      actor: 'worker',
      staffId: officer.staffId,
      dueOn: null,
    },
    newKey(),
  );
  return { contact: contact.id, step: step.id };
}

const workOf = async (login: string, by = 'scheme-manager'): Promise<LeaverWork> => {
  const leaver = await staffId(house, login);
  return house.database.as(await house.viewerFor(by), (tx) => loadWork(tx, leaver));
};

const seenOf = async (login: string): Promise<string> => digestOf((await workOf(login)).items, []);

async function give(
  from: string,
  gets: Record<number, string>,
  more: { seen?: string; by?: string } = {},
): Promise<{ id: number; people: number }> {
  const input = {
    fromStaffId: await staffId(house, from),
    why: 'Moves to another force',
    gets: await Promise.all(
      Object.entries(gets).map(async ([personId, login]) => ({
        personId: Number(personId),
        toStaffId: await staffId(house, login),
      })),
    ),
    actionsTo: null,
    seen: more.seen ?? (await seenOf(from)),
  };
  return house.performer.perform(
    await house.viewerFor(more.by ?? 'scheme-manager'),
    handOver(ports),
    input,
    newKey(),
  );
}

const undo = async (id: number): Promise<unknown> =>
  house.performer.perform(
    await house.viewerFor('scheme-manager'),
    undoHandover(ports),
    { id, version: 1 },
    newKey(),
  );

const holder = async (table: 'contact' | 'plan_step', id: number): Promise<number> => {
  const [row] = await house.ownerQuery<{ staff_id: string }>(`select staff_id from ${table} where id = $1`, [
    id,
  ]);
  return Number(row?.staff_id);
};

const openParts = async (person: number): Promise<string[]> =>
  (
    await house.ownerQuery<{ words: string }>(
      `select s.login || ' ' || a.kind as words from allocation a join staff s on s.id = a.staff_id where a.person_id = $1 and a.to_at is null order by 1`,
      [person],
    )
  ).map(({ words }) => words);

test('everything goes in one act, access with it, and comes back whole on the same day', async () => {
  const [one, two] = [await addMember(house, 'Ipswich team'), await addMember(house, 'Ipswich team')];
  for (const person of [one, two]) await allocate(house, person, 'pc-emily-thirkettle', 'lead');
  // Somebody who co-works already becomes the lead, and is the co-worker again when it is undone.
  await allocate(house, one, 'pc-mark-sillett', 'co-worker');
  const work = await workWith(one, 'pc-emily-thirkettle');
  assert.deepEqual((await workOf('pc-emily-thirkettle')).items.map(({ what }) => what).sort(), [
    'allocation',
    'allocation',
    'contact',
    'step',
  ]);
  const before = await house.ownerQuery(
    'select count(*)::int as n from access_reason where person_id = any ($1::bigint[]) and closes_at is null',
    [[one, two]],
  );
  const { id, people } = await give('pc-emily-thirkettle', {
    [one]: 'pc-mark-sillett',
    [two]: 'pc-grace-cobbold',
  });
  assert.equal(people, 2);
  assert.deepEqual(await openParts(one), ['pc-mark-sillett lead']);
  assert.deepEqual(await openParts(two), ['pc-grace-cobbold lead']);
  assert.equal(await holder('contact', work.contact), await staffId(house, 'pc-mark-sillett'));
  assert.equal(await holder('plan_step', work.step), await staffId(house, 'pc-mark-sillett'));
  assert.equal(await sees(house, 'pc-grace-cobbold', two), true);
  assert.equal((await workOf('pc-emily-thirkettle')).items.length, 0);
  await undo(id);
  assert.deepEqual(await openParts(one), ['pc-emily-thirkettle lead', 'pc-mark-sillett co-worker']);
  assert.deepEqual(await openParts(two), ['pc-emily-thirkettle lead']);
  assert.equal(await holder('contact', work.contact), await staffId(house, 'pc-emily-thirkettle'));
  assert.equal(await holder('plan_step', work.step), await staffId(house, 'pc-emily-thirkettle'));
  assert.equal(await sees(house, 'pc-grace-cobbold', two), false);
  const after = await house.ownerQuery(
    'select count(*)::int as n from access_reason where person_id = any ($1::bigint[]) and closes_at is null',
    [[one, two]],
  );
  assert.deepEqual(after, before, 'as many open reasons as before');
  await assert.rejects(undo(id), isRefused('stale-version'));
  const entries = await house.ownerQuery<{ act: string }>(
    `select distinct act from audit_entry where subject = 'handover' and subject_id = $1 and person_id = $2 order by 1`,
    [id, one],
  );
  assert.deepEqual(
    entries.map(({ act }) => act),
    ['handover:make', 'handover:undo'],
  );
});

test('what was changed since is not undone, and nothing of the rest is', async () => {
  const person = await addMember(house, 'Ipswich team');
  await allocate(house, person, 'pc-james-catchpole', 'lead');
  const work = await workWith(person, 'pc-james-catchpole');
  const { id } = await give('pc-james-catchpole', { [person]: 'pc-aisha-rahman' });
  await house.ownerQuery('update plan_step set version = version + 1 where id = $1', [work.step]);
  await assert.rejects(undo(id), isRefused('conflict'));
  assert.deepEqual(await openParts(person), ['pc-aisha-rahman lead']);
  assert.equal(await holder('contact', work.contact), await staffId(house, 'pc-aisha-rahman'));
});

test('a preview that is out of date is refused, and somebody who is left out', async () => {
  const person = await addMember(house, 'Ipswich team');
  await allocate(house, person, 'pc-liam-fenn', 'lead');
  const seen = await seenOf('pc-liam-fenn');
  const later = await addMember(house, 'Ipswich team');
  await allocate(house, later, 'pc-liam-fenn', 'lead');
  await assert.rejects(
    give('pc-liam-fenn', { [person]: 'sgt-robert-aldous' }, { seen }),
    isRefused('stale-version'),
  );
  await assert.rejects(give('pc-liam-fenn', { [person]: 'sgt-robert-aldous' }), isRefused('invalid'));
  assert.deepEqual(await openParts(person), ['pc-liam-fenn lead'], 'all or nothing');
  for (const wrong of ['joseph-baird', 'pc-liam-fenn', 'link-worker'])
    await assert.rejects(
      give('pc-liam-fenn', { [person]: wrong, [later]: 'sgt-robert-aldous' }),
      isRefused('invalid'),
      wrong,
    );
});

test('a manager of another agency moves what they may not read, and learns nothing of it', async () => {
  const person = await addMember(house, 'Lowestoft and Great Yarmouth team');
  await allocate(house, person, 'farah-iqbal', 'lead');
  const work = await workWith(person, 'farah-iqbal');
  const [contact] = (await workOf('farah-iqbal')).items.filter(({ what }) => what === 'contact');
  assert.equal(contact?.id, work.contact, 'that it is there is known, for it has to move');
  const manager = await house.viewerFor('scheme-manager');
  assert.equal(
    await house.database.as(manager, (tx) => tx.maybe(sql`select 1 from contact where id = ${work.contact}`)),
    undefined,
    'the police do not read what probation handles as its own',
  );
  await give('farah-iqbal', { [person]: 'graham-tye' });
  assert.equal(await holder('contact', work.contact), await staffId(house, 'graham-tye'));
});

test('whoever does not allocate hands nothing over, by page or by function', async () => {
  const person = await addMember(house, 'Ipswich team');
  await allocate(house, person, 'pc-nathan-pryke', 'lead');
  await assert.rejects(
    give('pc-nathan-pryke', { [person]: 'pc-zoe-bugg' }, { by: 'police-offender-manager' }),
    isRefused('right-missing'),
  );
  await assert.rejects(workOf('pc-nathan-pryke', 'police-offender-manager'), isRefused('right-missing'));
  const officer = await house.viewerFor('police-offender-manager');
  for (const call of [
    sql`select handover_contact(1, 1, 2, 1)`,
    sql`select handover_step(1, 1, 2, 1)`,
    sql`select handover_referral(1, 1, 2, 1)`,
  ])
    await assert.rejects(
      house.database.as(officer, (tx) => tx.maybe(call)),
      isRefused('right-missing'),
    );
});

test('unsent forms are counted and not shown; people withheld from the manager are counted', async () => {
  const person = await addMember(house, 'Ipswich team');
  await allocate(house, person, 'pc-sophie-jermy', 'lead');
  await house.ownerQuery(
    `insert into draft (staff_id, form, body) select id, 'contact:new:1', '{}' from staff where login = 'pc-sophie-jermy'`,
  );
  const before = await workOf('pc-sophie-jermy');
  assert.equal(before.drafts, 1);
  assert.equal(before.beyond, 0);
  const manager = await house.viewerFor('scheme-manager');
  await house.ownerQuery(`update access_reason set excluded_staff = array[$2::bigint] where person_id = $1`, [
    person,
    manager.staffId,
  ]);
  const kept = await workOf('pc-sophie-jermy');
  assert.equal(kept.beyond, 1);
  assert.deepEqual(kept.items, []);
});

test('referrals that a leaver made go with the person, and come back', async () => {
  const person = await addMember(house, 'Ipswich team');
  await allocate(house, person, 'pc-emily-thirkettle', 'co-worker');
  const [referral] = await house.ownerQuery<{ id: string }>(
    `with v as (insert into service (scheme_id, agency_id, name, offers, categories, pathways, opens_on)
       select $1, id, 'Workshop', 'Woodwork', '{ete}', '{ete}', '2026-01-01' from agency where code = 'turning-corner' returning id, agency_id)
     insert into referral (scheme_id, person_id, service_id, agency_id, staff_id, provider_agency_id, state, category, pathway, need, goal, outcomes, rule_id, sent_at)
     select $1, $2, v.id, s.agency_id, s.id, v.agency_id, 'sent', 'ete', 'ete', 'Work', 'Work', '{}', (select min(id) from rule_version), now()
     from v, staff s where s.login = 'pc-emily-thirkettle' returning id`,
    [house.schemeId, person],
  );
  const made = async (): Promise<string | undefined> =>
    (
      await house.ownerQuery<{ login: string }>(
        'select s.login from referral r join staff s on s.id = r.staff_id where r.id = $1',
        [referral?.id],
      )
    )[0]?.login;
  const people = (await workOf('pc-emily-thirkettle')).items.map(({ personId }) => personId);
  const gets = Object.fromEntries([...new Set(people)].map((id) => [id, 'pc-mark-sillett']));
  const { id } = await give('pc-emily-thirkettle', gets);
  assert.equal(await made(), 'pc-mark-sillett');
  await undo(id);
  assert.equal(await made(), 'pc-emily-thirkettle');
});
