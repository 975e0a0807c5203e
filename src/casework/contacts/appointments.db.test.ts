import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, staffId } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { londonInstant } from '../../kernel/clock.ts';
import { sql } from '../../kernel/database.ts';
import type { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { render } from '../../web/html.ts';
import { correctContact, recordContact, recordOutcome } from './acts.ts';
import { cancelAppointment, moveAppointment, planSeries, type SeriesInput } from './appointment-acts.ts';
import { countOutcomes, findDrugTest, listMoves, listWordings } from './appointment-store.ts';
import { appointmentsOf } from './daily.ts';
import { outcomeInline } from './outcome-views.ts';
import { getContact, listAhead, listContacts } from './store.ts';
import type { ContactInput } from './types.ts';

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const at = (day: string, time: string): string => (londonInstant(day, time) ?? new Date(0)).toISOString();

const planned = (personId: number, more: Partial<ContactInput> = {}): ContactInput => ({
  personId,
  kind: 'office',
  at: at('2026-11-10', '10:00'),
  outcome: null,
  place: null,
  pathway: null,
  minutes: 45,
  note: null,
  handling: 'partners',
  namedAgencies: [],
  withStaff: [],
  ...more,
});
const series = (personId: number, more: Partial<SeriesInput> = {}): SeriesInput => ({
  ...planned(personId),
  repeat: { every: 'weekly', times: 4, until: null },
  skip: [],
  sure: false,
  ...more,
});

const officer = 'police-offender-manager';
const record = async (login: string, input: ContactInput & { refuseWarned?: boolean }) =>
  house.performer.perform(await house.viewerFor(login), recordContact, input, newKey());

const warningsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
  try {
    await work();
  } catch (error) {
    return (error as WaymarkError).fields.map(({ field, text }) => `${field}: ${text}`);
  }
  return [];
};

test('a series is rows of their own; sent twice it is made once; moved and cancelled alone or with the later ones', async () => {
  const person = await addMember(house);
  const viewer = await house.viewerFor(officer);
  const key = newKey();
  const first = await house.performer.perform(viewer, planSeries, series(person), key);
  assert.deepEqual(await house.performer.perform(viewer, planSeries, series(person), key), first);
  assert.equal(first.ids.length, 4);
  const ahead = () => house.database.as(viewer, (tx) => listAhead(tx, person, {}, 20));
  assert.deepEqual(new Set((await ahead()).map(({ seriesId }) => seriesId)), new Set([first.ids[0]]));

  const [, second = 0, third = 0] = first.ids;
  const move = {
    place: 'Example hall',
    minutes: 30,
    why: 'Work shift',
    askedBy: 'person' as const,
    sure: false,
  };
  await house.performer.perform(
    viewer,
    moveAppointment,
    { id: second, personId: person, version: 1, at: at('2026-11-18', '14:00'), later: true, ...move },
    newKey(),
  );
  assert.deepEqual(
    (await ahead()).map((one) => one.at.toISOString()),
    [
      at('2026-11-10', '10:00'),
      at('2026-11-18', '14:00'),
      at('2026-11-25', '14:00'),
      at('2026-12-02', '14:00'),
    ],
  );
  assert.deepEqual(
    (await ahead()).map(({ moved }) => moved),
    [0, 1, 1, 1],
  );
  const moves = await house.database.as(viewer, (tx) => listMoves(tx, second));
  assert.deepEqual(
    moves.map(({ wasAt, askedBy, why }) => [wasAt.toISOString(), askedBy, why]),
    [[at('2026-11-17', '10:00'), 'person', 'Work shift']],
  );
  await assert.rejects(
    house.performer.perform(
      viewer,
      moveAppointment,
      { id: second, personId: person, version: 1, at: at('2026-11-19', '14:00'), later: false, ...move },
      newKey(),
    ),
    isRefused('stale-version'),
  );
  const cancel = { why: 'worker-away', askedBy: 'us' as const, later: true };
  const done = await house.performer.perform(
    viewer,
    cancelAppointment,
    { id: third, personId: person, version: 2, ...cancel },
    newKey(),
  );
  assert.equal(done.cancelled, 2);
  assert.equal((await ahead()).length, 2);
  await assert.rejects(
    house.performer.perform(
      viewer,
      cancelAppointment,
      { id: third, personId: person, version: 3, ...cancel },
      newKey(),
    ),
    isRefused('not-allowed-now'),
  );
  const counted = await house.database.as(viewer, (tx) => countOutcomes(tx, person, new Date('2026-01-01')));
  assert.deepEqual(counted, { attended: 0, acceptable: 0, failed: 0, withdrawn: 0 });
});

test('an appointment is asked about: the hour, a bank holiday, another one, an absence; one tick goes past it', async () => {
  const person = await addMember(house);
  const other = await addMember(house);
  const asked = (more: Partial<ContactInput>) =>
    warningsOf(() => record(officer, { ...planned(person, more), refuseWarned: true }));
  assert.deepEqual(await asked({ at: at('2026-11-11', '03:00') }), [
    'sure: It is at 03:00: outside 07:00 to 21:00',
  ]);
  assert.deepEqual(await asked({ at: at('2026-12-25', '10:00') }), [
    'sure: 25 December 2026 is a bank holiday',
  ]);
  await record(officer, planned(other, { at: at('2026-11-12', '10:30') }));
  const [clash = ''] = await asked({ at: at('2026-11-12', '10:00') });
  assert.match(clash, /has another appointment then: Office visit at 10:30 with Aaron Blythe$/);
  await house.ownerQuery(
    `insert into absence (scheme_id, staff_id, from_day, to_day, recorded_by) values ($1, $2, '2026-11-16', '2026-11-18', $2)`,
    [house.schemeId, await staffId(house, officer)],
  );
  const [away = ''] = await asked({ at: at('2026-11-17', '10:00') });
  assert.match(away, /is away then, until 18 November 2026$/);
  await record(officer, planned(person, { at: at('2026-11-12', '10:00') }));
});

test('in custody nobody comes to the office: it is asked about; a prison visit and a call are not', async () => {
  const person = await addMember(house);
  await house.ownerQuery(`insert into import_batch (id, source_id, agency_id, file_name, file_sha256, state) overriding system value
    select 1, min(id), 1, 'x', 'x', 'accepted' from import_source on conflict do nothing`);
  const stay = (localId: string, from: string, to: string | null, handling = 'partners') =>
    house.ownerQuery(
      `insert into custody_spell (person_id, nominal_ref, source_id, agency_id, batch_id, local_id, kind, place, from_day, to_day, handling, fingerprint)
       select $1, 'x', min(id), (select id from agency where kind = 'prison' order by id limit 1), 1, $2, 'prison', 'HMP Example', $3::date, $4::date, $5, 'x' from import_source`,
      [person, localId, from, to, handling],
    );
  await stay('in-1', '2026-11-01', '2026-11-11');
  const asked = (day: string, kind = 'office') =>
    warningsOf(() =>
      record(officer, { ...planned(person, { at: at(day, '11:00'), kind }), refuseWarned: true }),
    );
  assert.deepEqual(await asked('2026-11-10'), [
    'sure: They are in custody then (HMP Example), since 1 November 2026, until 11 November 2026',
  ]);
  assert.deepEqual(await asked('2026-11-10', 'prison'), []);
  assert.deepEqual(await asked('2026-11-11', 'home'), [], 'the day of release is free');
  await stay('in-2', '2026-11-20', null, 'own');
  assert.deepEqual(await asked('2026-11-24'), [], 'what the viewer may not see is not told');
  await house.ownerQuery(`update custody_spell set handling = 'partners' where local_id = 'in-2'`);
  assert.match(
    (await asked('2026-11-25'))[0] ?? '',
    /since 20 November 2026, and no day of release is recorded$/,
  );
});

test('the outcome form of Today asks why an absence is acceptable, each appointment by fields of its own', async () => {
  const person = await addMember(house);
  const viewer = await house.viewerFor(officer);
  for (const time of ['09:00', '15:00'])
    await record(officer, planned(person, { at: at('2026-12-02', time) }));
  const ofDay = await house.database.as(viewer, (tx) => appointmentsOf(tx, viewer, '2026-12-02'));
  assert.equal(ofDay.length, 2);
  for (const one of ofDay) {
    const drawn = render(outcomeInline(one, 'token'));
    assert.match(drawn, new RegExp(`<select[^>]*id="absence-${one.id}"[^>]*name="absence"`));
    assert.match(drawn, /<option value="work"/);
  }
});

test('what may not be read is another appointment, and no more', async () => {
  const person = await addMember(house);
  const hidden = planned(person, { at: at('2026-11-20', '10:00'), handling: 'own', place: 'Example clinic' });
  await record('probation-offender-manager', hidden);
  assert.deepEqual(
    await warningsOf(() =>
      record(officer, { ...planned(person, { at: at('2026-11-20', '10:15') }), refuseWarned: true }),
    ),
    ['sure: They have another appointment then'],
  );
  const stranger = await addMember(house, 'Ipswich team');
  const viewer = await house.viewerFor(officer);
  const counted = await house.database.as(viewer, (tx) =>
    tx.many(
      sql`select * from booked(${stranger}, ${viewer.staffId}, ${[new Date()]}::timestamptz[], ${[new Date()]}::timestamptz[], '{}')`,
    ),
  );
  assert.deepEqual(counted, [], 'of somebody out of reach not even how many');
});

test('nobody fails to attend a visit that they were not told of', async () => {
  const person = await addMember(house);
  const viewer = await house.viewerFor(officer);
  const visit = planned(person, {
    kind: 'unannounced',
    at: '2026-11-01T10:00:00.000Z',
    outcome: 'failed',
    note: 'Nobody in',
  });
  const { id } = await record(officer, visit);
  const contact = await house.database.as(viewer, (tx) => getContact(tx, { id, personId: person }));
  assert.equal(contact.outcome, 'none');
  const [row] = await house.ownerQuery<{ n: number }>(
    'select count(*)::int as n from enforcement_case where contact_id = $1',
    [id],
  );
  assert.equal(row?.n, 0);
});

test('a drug test is for roles that see health, follows the contact’s handling, and is corrected', async () => {
  const person = await addMember(house);
  const probation = await house.viewerFor('probation-offender-manager');
  const police = await house.viewerFor(officer);
  const happened = planned(person, { at: '2026-11-01T10:00:00.000Z', outcome: 'attended', note: 'Seen' });
  const { id } = await record('probation-offender-manager', {
    ...happened,
    drugTest: { outcome: 'taken', result: 'positive', substances: ['opiates'] },
  });
  assert.equal((await house.database.as(probation, (tx) => findDrugTest(tx, id)))?.result, 'positive');
  assert.equal(await house.database.as(police, (tx) => findDrugTest(tx, id)), undefined);
  assert.equal((await house.database.as(police, (tx) => listContacts(tx, person, {}, 9))).length, 1);
  await house.performer.perform(
    probation,
    correctContact,
    {
      ...happened,
      note: 'Seen at the office',
      handling: 'own',
      drugTest: { outcome: 'taken', result: 'negative', substances: [] },
      id,
      version: 1,
    },
    newKey(),
  );
  const [kept] = await house.ownerQuery<{ handling: string; result: string }>(
    'select handling, result from drug_test where contact_id = $1',
    [id],
  );
  assert.deepEqual(kept, { handling: 'own', result: 'negative' });
  const wordings = await house.database.as(probation, (tx) => listWordings(tx, { id, personId: person }));
  assert.deepEqual(
    wordings.map(({ note }) => note),
    ['Seen'],
  );
  assert.deepEqual(await house.database.as(police, (tx) => listWordings(tx, { id, personId: person })), []);
  await assert.rejects(
    record(officer, {
      ...happened,
      at: '2026-11-01T11:00:00.000Z',
      drugTest: { outcome: 'refused', result: null, substances: [] },
    }),
  );
});

test('an outcome keeps why the absence is acceptable, and the filters find by pathway, step and day', async () => {
  const person = await addMember(house);
  const viewer = await house.viewerFor(officer);
  const { id } = await record(
    officer,
    planned(person, { at: '2026-11-02T12:00:00.000Z', pathway: 'health' }),
  );
  await house.ownerQuery(`update contact set at = '2026-11-02T08:00:00Z' where id = $1`, [id]);
  await house.performer.perform(
    viewer,
    recordOutcome,
    { id, personId: person, version: 1, outcome: 'acceptable-absence', note: null, absenceReason: 'work' },
    newKey(),
  );
  const found = (filter: Parameters<typeof listContacts>[2]) =>
    house.database.as(viewer, async (tx) =>
      (await listContacts(tx, person, filter, 9)).map((one) => one.absenceReason),
    );
  assert.deepEqual(await found({ pathway: 'health' }), ['work']);
  assert.deepEqual(await found({ pathway: 'finance' }), []);
  assert.deepEqual(await found({ from: new Date('2026-11-03') }), []);
  assert.deepEqual(await found({ states: ['cancelled'] }), []);
});
