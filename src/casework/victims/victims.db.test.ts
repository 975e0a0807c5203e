import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { addMember, staffId } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import type { Act } from '../../kernel/acts.ts';
import { sql } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { changeVictim, closeVictim, enterVictim, handOver, reopenVictim, takeOver } from './acts.ts';
import { victimsToday } from './daily.ts';
import { followMembers } from './follow.ts';
import { addCondition, addUpdate, giveUpdate } from './part-acts.ts';
import { listUpdates } from './part-store.ts';
import { getVictim, listCrimes, listVictims } from './store.ts';
import type { VictimDetails } from './types.ts';

let house: TestHouse;
let source: { id: string; agency: string; batch: string };
let made = 0;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
  const [batch] = await house.ownerQuery<{ id: string; agency: string; batch: string }>(
    `insert into import_batch (source_id, agency_id, file_name, file_sha256, state)
     select s.id, s.agency_id, 'x', 'x', 'accepted' from import_source s join agency a on a.id = s.agency_id
     where a.code = 'norfolk-police' and s.format = 'police-crimes' returning source_id as id, agency_id as agency, id as batch`,
  );
  assert.ok(batch);
  source = batch;
  await house.ownerQuery(
    `insert into staff (login, name, agency_id, from_date, demo) select 'victim-officer-2', 'Second Officer', agency_id, '2026-01-01', true from staff where login = 'victim-officer'`,
  );
  await house.ownerQuery(
    `insert into staff_role (staff_id, scheme_id, role, from_date) select id, $1, 'victim-officer', '2026-01-01' from staff where login = 'victim-officer-2'`,
    [house.schemeId],
  );
});
after(() => house.close());

const perform = async <Input, Result>(
  act: Act<Input, Result>,
  input: Input,
  login = 'victim-officer',
): Promise<Result> => house.performer.perform(await house.viewerFor(login), act, input, newKey());

/** A crime of each of these members. */
async function crimeOf(members: readonly number[], outcome = 'convicted'): Promise<string> {
  made += 1;
  for (const [index, person] of members.entries())
    await house.ownerQuery(
      `insert into offence (person_id, nominal_ref, source_id, agency_id, batch_id, local_id, capacity, offence_code, title, offence_date, outcome, handling, fingerprint)
       values ($1, 'N', $2, $3, $4, $5, 'convicted', 'TH68001', 'Theft', '2026-08-01', $6, 'statutory', 'x')`,
      [person, source.id, source.agency, source.batch, `36/${made}/26|NF-${index}`, outcome],
    );
  return `36/${made}/26`;
}

const details: VictimDetails = {
  capacity: 'victim',
  givenNames: 'Bethany',
  familyName: 'Lewis',
  born: null,
  contactScheme: 'in',
  wantsUpdates: true,
  phone: null,
  email: null,
  address: null,
  prefers: null,
  bestTimes: null,
  noContactTimes: null,
  message: 'may-not-leave',
  safeWords: null,
  needs: null,
};

async function enter(members: readonly number[], wantsUpdates = true): Promise<number> {
  const crime = await crimeOf(members);
  const { id } = await perform(enterVictim, {
    crime,
    capacity: 'victim',
    givenNames: 'Bethany',
    familyName: 'Lewis',
  });
  await perform(changeVictim, { ...details, wantsUpdates, id, version: 1 });
  return id;
}

const as = async <Result>(
  work: (tx: Parameters<Parameters<TestHouse['database']['as']>[1]>[0]) => Promise<Result>,
  login = 'victim-officer',
): Promise<Result> => house.database.as(await house.viewerFor(login), work);

const dueFor = async (id: number): Promise<string[]> =>
  (await as((tx) => listUpdates(tx, id)))
    .filter(({ state }) => state === 'due')
    .map(({ kind }) => kind)
    .sort();

const imprison = (person: number, from: string, to: string | null): Promise<unknown> =>
  house.ownerQuery(
    `insert into custody_spell (person_id, nominal_ref, source_id, agency_id, batch_id, local_id, kind, place, from_day, to_day, handling, fingerprint)
     values ($1, 'N', $2, $3, $4, $5, 'prison', 'HMP Example', $6, $7, 'statutory', 'x')`,
    [person, source.id, source.agency, source.batch, `spell-${person}-${from}`, from, to],
  );

test('a crime number leads to a member’s charge or conviction, and to nothing else', async () => {
  const member = await addMember(house);
  const entry = { capacity: 'victim' as const, givenNames: 'A', familyName: 'B' };
  await assert.rejects(
    perform(enterVictim, { ...entry, crime: '36/999/26' }),
    (error) => error instanceof WaymarkError && error.fields[0]?.field === 'crime',
  );
  const dropped = await crimeOf([member], 'no-further-action');
  await assert.rejects(perform(enterVictim, { ...entry, crime: dropped }), WaymarkError);
  const gone = await addMember(house);
  const crime = await crimeOf([gone]);
  await house.ownerQuery(
    `update membership set left_on = '2026-10-31', state = 'de-selected' where person_id = $1`,
    [gone],
  );
  await assert.rejects(perform(enterVictim, { ...entry, crime }), WaymarkError);
});

test('a change of custody or membership makes an update due once, to those who want it', async () => {
  const member = await addMember(house);
  const id = await enter([member]);
  const silent = await enter([member], false);
  await followMembers(house.database, testNow);
  assert.deepEqual(await dueFor(id), []);
  await imprison(member, '2026-10-20', '2027-03-01');
  await followMembers(house.database, testNow);
  await followMembers(house.database, testNow);
  assert.deepEqual(await dueFor(id), ['custody-change', 'release-date']);
  assert.deepEqual(await dueFor(silent), []);
  const [crime] = await as((tx) => listCrimes(tx, id, '2026-11-02'));
  assert.deepEqual([crime?.custody, crime?.releaseOn], ['prison', '2027-03-01']);
  await house.ownerQuery(`update custody_spell set to_day = '2027-01-15' where person_id = $1`, [member]);
  await house.ownerQuery(
    `update membership set left_on = '2026-11-01', state = 'de-selected' where person_id = $1`,
    [member],
  );
  await followMembers(house.database, testNow);
  assert.deepEqual(
    await dueFor(id),
    ['custody-change', 'de-selection', 'release-date'],
    'one of each kind waits at a time',
  );
  const viewer = await house.viewerFor('victim-officer');
  const items = await as((tx) => victimsToday(tx, { viewer, today: '2026-11-02', now: testNow }));
  assert.ok(items.every(({ personId }) => personId === undefined));
  assert.ok(items.some(({ detail }) => detail?.includes('change of custody')));
});

test('of two members in one crime each is told of apart', async () => {
  const members = [await addMember(house), await addMember(house)];
  const id = await enter(members);
  await imprison(members[1] ?? 0, '2026-10-01', null);
  await followMembers(house.database, testNow);
  assert.deepEqual(await dueFor(id), ['custody-change']);
  const crimes = await as((tx) => listCrimes(tx, id, '2026-11-02'));
  assert.deepEqual(crimes.map(({ custody }) => custody).sort(), ['community', 'prison']);
});

test('whom a list keeps from the member is not told of them, and works with the victim all the same', async () => {
  const member = await addMember(house);
  const id = await enter([member]);
  const manager = await house.viewerFor('scheme-manager');
  await house.database.as(manager, (tx) =>
    tx.run(
      sql`select access_limit(${member}, 'only', array[${manager.staffId}]::bigint[], 'A relative', '2027-01-01')`,
    ),
  );
  await imprison(member, '2026-10-01', null);
  await followMembers(house.database, testNow);
  const [crime] = await as((tx) => listCrimes(tx, id, '2026-11-02'));
  assert.equal(crime?.custody, 'withheld');
  assert.deepEqual(await dueFor(id), []);
  await perform(addUpdate, { id, kind: 'other', linkId: null, dueOn: '2026-11-09' });
});

test('whoever declared an interest in the member is kept from their victim, whom a colleague takes over', async () => {
  const member = await addMember(house);
  const id = await enter([member]);
  const officer = await house.viewerFor('victim-officer');
  await house.database.as(officer, (tx) =>
    tx.run(sql`select access_restrict(${member}, 'exclude', ${officer.staffId}, 'declared-interest')`),
  );
  await assert.rejects(
    as((tx) => getVictim(tx, id)),
    isRefused('not-found'),
  );
  await perform(takeOver, { id }, 'victim-officer-2');
  assert.equal((await as((tx) => getVictim(tx, id), 'victim-officer-2')).officer, 'Second Officer');
  await assert.rejects(perform(takeOver, { id }, 'victim-officer-2'), isRefused('not-allowed-now'));
});

test('a victim is handed over to a colleague, and the one before sees them no longer', async () => {
  const id = await enter([await addMember(house)]);
  const to = await staffId(house, 'victim-officer-2');
  await assert.rejects(
    perform(handOver, { id, version: 2, to: await staffId(house, 'police-offender-manager') }),
    (error) => error instanceof WaymarkError && error.fields[0]?.field === 'to',
  );
  await perform(handOver, { id, version: 2, to });
  await assert.rejects(
    as((tx) => getVictim(tx, id)),
    isRefused('not-found'),
  );
  assert.equal((await as((tx) => getVictim(tx, id), 'victim-officer-2')).officerId, to);
  await assert.rejects(perform(takeOver, { id }), isRefused('not-allowed-now'));
});

test('a closed case is seen for the scheme’s days, and may be opened again', async () => {
  const id = await enter([await addMember(house)]);
  await perform(closeVictim, { id, version: 2, why: 'The sentence is over' });
  const [reason] = await house.ownerQuery<{ days: number }>(
    `select (closes_at::date - current_date)::int as days from access_reason where source = 'victim:' || $1::bigint`,
    [id],
  );
  assert.ok(reason !== undefined && Math.abs(reason.days) <= 60);
  await assert.rejects(
    perform(addUpdate, { id, kind: 'other', linkId: null, dueOn: '2026-11-09' }),
    isRefused('not-allowed-now'),
  );
  // The clock of the tests stands before the database's: the reason is opened by hand again.
  await house.ownerQuery(
    `update access_reason set closes_at = now() + interval '1 day' where source = 'victim:' || $1::bigint`,
    [id],
  );
  await perform(reopenVictim, { id, version: 3 });
  const open = await house.ownerQuery(
    `select 1 from access_reason where source = 'victim:' || $1::bigint and closes_at is null`,
    [id],
  );
  assert.equal(open.length, 1);
});

test('an update is given once; whoever was slower sees what was said', async () => {
  const id = await enter([await addMember(house)]);
  const { id: part } = await perform(addUpdate, { id, kind: 'other', linkId: null, dueOn: '2026-11-09' });
  const giving = {
    id,
    part,
    version: 1,
    state: 'given' as const,
    givenOn: '2026-11-02',
    how: 'phone' as const,
    words: 'Told her',
  };
  const key = newKey();
  const officer = await house.viewerFor('victim-officer');
  await house.performer.perform(officer, giveUpdate, giving, key);
  await house.performer.perform(officer, giveUpdate, giving, key);
  await assert.rejects(
    perform(giveUpdate, giving),
    (error) => error instanceof WaymarkError && error.code === 'stale-version',
  );
  await assert.rejects(perform(giveUpdate, { ...giving, version: 2 }), isRefused('not-allowed-now'));
});

test('a condition names nobody, not even once the record’s name changes', async () => {
  const member = await addMember(house);
  const id = await enter([member]);
  const [link] = await as((tx) =>
    tx.many(sql<{ id: number }>`select id from victim_offence where victim_id = ${id}`),
  );
  const condition = { id, linkId: link?.id ?? 0, onLicence: true, fromOn: '2026-11-01', toOn: null };
  await assert.rejects(
    perform(addCondition, { ...condition, wording: 'Not to contact Bethany' }),
    (error) => error instanceof WaymarkError && error.code === 'invalid',
  );
  await perform(addCondition, {
    ...condition,
    wording: 'Not to contact the victim or anybody at the Heron public house',
  });
  await assert.rejects(
    perform(changeVictim, { ...details, familyName: 'Heron', id, version: 2 }),
    (error) => error instanceof WaymarkError && error.code === 'invalid',
  );
});

test('lists are of those whom the viewer holds, and counted so', async () => {
  const rows = await as(
    (tx) => listVictims(tx, { state: 'open' }, { order: 'due', limit: 50, offset: 0 }),
    'victim-officer-2',
  );
  assert.equal(rows.length, 2);
  assert.equal(rows[0]?.total, 2);
  assert.deepEqual(
    await as(
      (tx) => listVictims(tx, { state: 'open' }, { order: 'name', limit: 50, offset: 0 }),
      'scheme-manager',
    ),
    [],
  );
});
