import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { addMember, staffId } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import type { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { allocate } from '../allocate-for-tests.ts';
import { lastContacts } from '../index.ts';
import { correctContact, recordContact, recordOutcome, withdrawContact } from './acts.ts';
import { contactsToday } from './daily.ts';
import { listContacts } from './store.ts';
import type { ContactInput } from './types.ts';

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

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
  const person = await addMember(house);
  await allocate(house, person, 'link-worker', 'embedded');
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
  const person = await addMember(house);
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

test('the same sent again from a form is asked about, and recorded where it was meant', async () => {
  const person = await addMember(house);
  const officer = await house.viewerFor('police-offender-manager');
  const send = (more: Partial<ContactInput> = {}, refuseRepeat = true, key = newKey()) =>
    house.performer.perform(officer, recordContact, { ...contact(person, more), refuseRepeat }, key);
  const key = newKey();
  const first = await send({}, true, key);
  assert.deepEqual(await send({}, true, key), first, 'the same sending is the first');
  await assert.rejects(send(), (error: WaymarkError) => error.fields[0]?.field === 'again');
  const colleague = await house.viewerFor('sgt-karen-dunnett');
  await house.performer.perform(
    colleague,
    recordContact,
    { ...contact(person), refuseRepeat: true },
    newKey(),
  );
  await send({ note: 'Other words' });
  await send({ at: '2026-11-01T10:01:00.000Z' });
  await send({}, false);
  await house.ownerQuery(
    `update contact set recorded_at = recorded_at - interval '16 minutes' where person_id = $1`,
    [person],
  );
  await send();
  assert.equal((await contactsSeen('police-offender-manager', person)).length, 6);
});

test('an appointment gets its outcome once, and not before its day', async () => {
  const person = await addMember(house);
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
  const today = await plan(new Date(testNow.getTime() + 3_600_000).toISOString());
  const outcome = { outcome: 'failed' as const, note: null, version: 1 };
  const early = { id: today, personId: person, ...outcome };
  await assert.rejects(
    house.performer.perform(officer, recordOutcome, early, newKey()),
    (error: WaymarkError) => error.code === 'invalid' && error.fields[0]?.field === 'outcome',
  );
  await house.ownerQuery('update contact set at = $2 where id = $1', [today, testNow]);
  await house.performer.perform(officer, recordOutcome, early, newKey());
  await assert.rejects(
    house.performer.perform(officer, recordOutcome, { id: today, personId: person, ...outcome }, newKey()),
    isRefused('stale-version'),
  );
  await assert.rejects(
    house.performer.perform(
      officer,
      recordOutcome,
      { id: today, personId: person, ...outcome, version: 2 },
      newKey(),
    ),
    isRefused('not-allowed-now'),
  );
  const tomorrow = await plan('2026-11-03T10:00:00.000Z');
  await assert.rejects(
    house.performer.perform(officer, recordOutcome, { id: tomorrow, personId: person, ...outcome }, newKey()),
    isRefused('invalid'),
  );
  const last = await house.database.as(officer, (tx) => lastContacts(tx, [person]));
  assert.equal(last.get(person)?.outcome, 'failed');
});

test('another agency may neither correct nor withdraw; a withdrawn contact keeps its words', async () => {
  const person = await addMember(house);
  const officer = await house.viewerFor('police-offender-manager');
  const { id } = await house.performer.perform(officer, recordContact, contact(person), newKey());
  const probation = await house.viewerFor('probation-offender-manager');
  for (const act of [
    () =>
      house.performer.perform(probation, correctContact, { ...contact(person), id, version: 1 }, newKey()),
    () =>
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

test('Today says when more appointments wait for an outcome than it shows', async () => {
  const person = await addMember(house);
  const login = 'pc-lucy-grange';
  const viewer = await house.viewerFor(login);
  const plan = (count: number) =>
    house.ownerQuery(
      `insert into contact (person_id, agency_id, staff_id, kind, state, at, planned, handling, changed_by)
       select $1, $2, $3, 'office', 'planned', $4::timestamptz - i * interval '1 day', true, 'partners', $3 from generate_series(2, $5::int + 1) i`,
      [person, viewer.agencyId, viewer.staffId, testNow, count],
    );
  const cuts = async () => {
    const ask = { viewer, today: '2026-11-02', now: testNow };
    const items = await house.database.as(viewer, (tx) => contactsToday(tx, ask));
    return items.filter(({ more }) => more === true).map(({ group, href }) => [group, href]);
  };
  await plan(59);
  assert.deepEqual(await cuts(), []);
  await plan(2);
  assert.deepEqual(await cuts(), [['overdue', '/calendar']]);
});
