import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { linkRecords, refreshPeople } from './link.ts';
import { bringIn, openTo, rejoinByTwo, separateByTwo, standingOf } from './records-for-tests.ts';
import { sayWhose, takeItemBack } from './separation-acts.ts';
import { countGoing, listItems, listOwnTold, listSeparations, listTold } from './separation-store.ts';
import { getPerson, listDecisions } from './store.ts';

// What follows when a record leaves somebody: nothing moves unseen, and whoever was told is told again.

const born = '1990-05-06';
const pnc = '2024/3547010K';
let house: TestHouse;
let manager: StaffViewer;
let worker: StaffViewer;
let personId = 0;
let recordId = 0;
let contactId = 0;
let keys = 0;
const key = (): string => {
  keys += 1;
  return `key-separation-${keys}`;
};

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  await bringIn(house.database, [
    {
      agency: 'norfolk-police',
      format: 'police-nominals',
      localId: 'N1',
      given: 'Alan',
      family: 'Quillmarsh',
      born,
      pnc,
    },
    {
      agency: 'suffolk-police',
      format: 'police-nominals',
      localId: 'S1',
      given: 'Alan',
      family: 'Quillmarsh',
      born,
      pnc,
    },
  ]);
  await linkRecords(house.database, { now: testNow });
  const standing = await standingOf(house);
  personId = standing.N1?.person ?? 0;
  recordId = standing.S1?.id ?? 0;
  assert.equal(standing.S1?.person, personId);
  await openTo(house, personId, 'management', 'management');
  manager = await house.viewerFor('scheme-manager');
  worker = await house.viewerFor('police-offender-manager');
  await house.ownerQuery(`update source_record set first_seen_at = now() - interval '10 days'`);
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, staff_id, source) values ($1, 'lead', $2, 'test')`,
    [personId, worker.staffId],
  );
  const [contact] = await house.ownerQuery<{ id: string }>(
    `insert into contact (person_id, agency_id, staff_id, kind, at, state, planned, outcome, handling)
     values ($1, $2, $3, 'home', now() - interval '2 days', 'recorded', false, 'attended', 'partners') returning id`,
    [personId, worker.agencyId, worker.staffId],
  );
  contactId = Number(contact?.id);
  await house.ownerQuery(`insert into contact_joint (contact_id, person_id, staff_id) values ($1, $2, $3)`, [
    contactId,
    personId,
    manager.staffId,
  ]);
  const looked = `insert into audit_entry (kind, act, staff_id, agency_id, subject, subject_id, person_id, at) values ('opened', 'person:overview', $1, $2, 'person', $3, $3, now() - $4::interval)`;
  await house.ownerQuery(looked, [worker.staffId, worker.agencyId, personId, '1 day']);
  const old = await house.viewerFor('probation-offender-manager');
  await house.ownerQuery(looked, [old.staffId, old.agencyId, personId, '11 days']);
});
after(() => house.close());

const separate = async (): Promise<number> => {
  const { version } = await house.database.as(manager, (tx) => getPerson(tx, personId));
  const input = { personId, recordId, version, why: 'Fingerprints differ' };
  await refreshPeople(house.database, await separateByTwo(house, manager, input, key()));
  return lastSeparation();
};
const lastSeparation = async (): Promise<number> =>
  (await house.database.as(manager, (tx) => listSeparations(tx, personId)))[0]?.id ?? 0;
const refusedWith = (code: string) => (error: unknown) =>
  error instanceof WaymarkError && error.code === code;
const whoseContact = async (): Promise<number> =>
  Number(
    (
      await house.ownerQuery<{ person_id: string }>('select person_id from contact where id = $1', [
        contactId,
      ])
    )[0]?.person_id,
  );

test('what would go with the record is counted before, of what the viewer may see', async () => {
  assert.deepEqual(await house.database.as(manager, (tx) => countGoing(tx, recordId)), {
    offences: 1,
    custody: 0,
    orders: 0,
  });
});

test('a separation moves no contact, and tells those again who had to do with the person meanwhile, without a name', async () => {
  const id = await separate();
  assert.equal(await whoseContact(), personId);
  const told = await house.database.as(manager, (tx) => listTold(tx, id));
  assert.deepEqual(
    told.map(({ staff, how }) => [staff, how]),
    [[worker.name, ['looked']]],
  );
  const notices = await house.ownerQuery<{ staff_id: string; person_id: string | null }>(
    `select staff_id, person_id from notice where kind = 'identity-separated'`,
  );
  assert.deepEqual(
    notices.map((one) => [Number(one.staff_id), one.person_id]),
    [[worker.staffId, null]],
  );
  const [own] = await house.database.as(worker, (tx) => listOwnTold(tx, worker.staffId));
  assert.deepEqual([own?.id, own?.personId], [id, personId]);
  assert.deepEqual(
    await house.database.as(worker, (tx) => listTold(tx, id)),
    [],
    'the others are the office’s',
  );
});

test('a contact goes to the other person by a word of its own agency, and comes back', async () => {
  const separationId = await lastSeparation();
  const items = [`contact ${contactId}`];
  const say = { separationId, personId, items, verdict: 'moved' as const, why: 'I saw the other one' };
  const probation = await house.viewerFor('probation-offender-manager');
  await assert.rejects(house.performer.perform(probation, sayWhose, say, key()), refusedWith('not-found'));
  await assert.rejects(
    house.performer.perform(worker, sayWhose, { ...say, items: ['plan-goal 1'] }, key()),
    refusedWith('not-found'),
    'only a contact goes as it is',
  );
  await house.performer.perform(worker, sayWhose, say, key());
  const other = (await standingOf(house)).S1?.person;
  assert.equal(await whoseContact(), other);
  const parts = await house.ownerQuery<{ person_id: string }>('select person_id from contact_joint');
  assert.deepEqual(
    parts.map((part) => Number(part.person_id)),
    [other],
  );
  await assert.rejects(house.performer.perform(worker, sayWhose, say, key()), refusedWith('not-found'));
  const [said] = await house.database.as(worker, (tx) => listItems(tx, separationId));
  assert.equal(said?.verdict, 'moved');
  await house.performer.perform(
    worker,
    takeItemBack,
    { itemId: said?.id ?? 0, personId, together: false },
    key(),
  );
  assert.equal(await whoseContact(), personId);
  assert.deepEqual(await house.database.as(worker, (tx) => listItems(tx, separationId)), []);
});

test('a contact that something hangs on stays, and nobody but these functions moves any', async () => {
  const separationId = await lastSeparation();
  await house.ownerQuery(
    `insert into enforcement_case (person_id, agency_id, contact_id, order_type, failed_on, what, state, handling)
     values ($1, $2, $3, 'licence', current_date, 'Did not come', 'to-decide', 'partners')`,
    [personId, worker.agencyId, contactId],
  );
  const items = [`contact ${contactId}`];
  const say = { separationId, personId, items, verdict: 'moved' as const, why: 'I saw the other one' };
  await assert.rejects(house.performer.perform(worker, sayWhose, say, key()), refusedWith('not-allowed-now'));
  await assert.rejects(
    house.ownerQuery('update contact set person_id = person_id + 1 where id = $1', [contactId]),
    /a row stays with its person/,
  );
});

test('when the record comes back, the same people are told, and everything stands as before', async () => {
  const decisions = await house.database.as(manager, (tx) => listDecisions(tx, personId));
  const separated = decisions.find((one) => one.separated === recordId && one.supersededAt === null);
  const input = { personId, decisionId: separated?.id ?? 0, why: 'A mistake' };
  await refreshPeople(house.database, await rejoinByTwo(house, manager, input, key()));
  const [made] = await house.database.as(manager, (tx) => listSeparations(tx, personId));
  assert.ok(made?.endedAt instanceof Date);
  const [{ n }] = (await house.ownerQuery<{ n: number }>(
    `select count(*)::int as n from notice where kind = 'identity-rejoined' and person_id is null`,
  )) as [{ n: number }];
  assert.equal(n, 1);
  const standing = await standingOf(house);
  assert.equal(standing.S1?.person, personId);
  assert.equal(standing.S1?.offence, personId);
});
