import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, staffId } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { sql } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { allocate } from '../allocate-for-tests.ts';
import { recordContact } from '../contacts/acts.ts';
import { changeLicence, correctLicenceState, endLicence, recordLicence, varyLicence } from './acts.ts';
import { inForce } from './around.ts';
import { licenceFacts } from './around-store.ts';
import { licenceConflicts, licencesTimeline, licencesToday, visitConditions } from './daily.ts';
import { addTime, endCurfew, issueItem, moveItem, setCurfew, setZone } from './register-acts.ts';
import {
  countOut,
  listCurfews,
  listItems,
  listOut,
  listTimeEntries,
  listZones,
  sumTime,
} from './register-store.ts';
import { changesOf, standingOn } from './rules.ts';
import { getLicence, listConditions, listLibrary, listVariations } from './store.ts';
import type { CurfewInput, ItemInput, LicenceInput, VariationInput, ZoneInput } from './types.ts';

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const officer = 'probation-offender-manager';
const licence = (more: Partial<LicenceInput> = {}): LicenceInput => ({
  orderType: 'licence',
  fromDay: '2026-03-02',
  toDay: '2027-03-01',
  sentence: '18 months',
  sentenceKind: 'standard-determinate',
  sentenceDays: 547,
  madeBy: 'HMP Norwich',
  officerId: null,
  force: 'Norfolk',
  qualifying: true,
  longestQualifies: true,
  supervisionId: null,
  handling: 'partners',
  ...more,
});

const made = async (personId: number, more: Partial<LicenceInput> = {}): Promise<number> =>
  (
    await house.performer.perform(
      await house.viewerFor(officer),
      recordLicence,
      { ...licence(more), personId },
      newKey(),
    )
  ).id;

const variation = (more: Partial<VariationInput>): VariationInput => ({
  effectiveOn: '2026-06-01',
  why: 'Moved to Norwich',
  approvedBy: 'A. Example, head of the delivery unit',
  approvedOn: '2026-05-30',
  remove: [],
  amend: [],
  add: [],
  bespoke: [],
  ...more,
});

test('a licence begins with the standard conditions of its policy, supervision after sentence with its eight', async () => {
  const person = await addMember(house);
  const viewer = await house.viewerFor(officer);
  const now = await made(person);
  const before = await made(person, { fromDay: '2022-06-01', toDay: '2023-01-01' });
  const after = await made(person, { orderType: 'post-sentence-supervision' });
  const order = await made(person, { orderType: 'community-order' });
  const counts = await house.database.as(viewer, (tx) =>
    Promise.all(
      [now, before, after, order].map(async (id) =>
        (await listConditions(tx, [id])).map(({ policy }) => policy),
      ),
    ),
  );
  assert.deepEqual(
    counts.map((policies) => [policies.length, policies[0]]),
    [
      [10, '4.0'],
      [9, '2.0'],
      [8, '4.0'],
      [0, undefined],
    ],
  );
  const library = await house.database.as(viewer, (tx) => listLibrary(tx, 'licence', '2026-06-01'));
  assert.ok(library.some(({ code }) => code === 'add-iom'));
  assert.equal(library.filter(({ category }) => category === 'Electronic monitoring').length, 6);
});

test('a variation adds, removes and amends; what stood on each day, and both texts for whoever comes second', async () => {
  const person = await addMember(house);
  const viewer = await house.viewerFor(officer);
  const id = await made(person);
  const vary = (input: Partial<VariationInput>, version: number) =>
    house.performer.perform(
      viewer,
      varyLicence,
      { ...variation(input), id, personId: person, version },
      newKey(),
    );
  await vary(
    {
      add: [{ code: 'add-premises', wording: 'Do not enter the Castle Mall.' }],
      bespoke: ['See the nurse.'],
    },
    1,
  );
  const conditions = () => house.database.as(viewer, (tx) => listConditions(tx, [id]));
  const premises = (await conditions()).find(({ code }) => code === 'add-premises');
  const nurse = (await conditions()).find(({ kind }) => kind === 'bespoke');
  const second = await vary(
    {
      effectiveOn: '2026-09-01',
      amend: [{ id: premises?.id ?? 0, wording: 'Do not enter Chantry Place.' }],
      remove: [nurse?.id ?? 0],
    },
    2,
  );
  await assert.rejects(vary({ bespoke: ['Late'] }, 2), isRefused('stale-version'));
  const standard = (await conditions()).find(({ kind }) => kind === 'standard');
  await assert.rejects(vary({ remove: [standard?.id ?? 0] }, 3), isRefused('invalid'));
  const all = await conditions();
  const words = (day: string): string[] =>
    standingOn(all, day)
      .filter(({ kind }) => kind !== 'standard')
      .map(({ wording }) => wording);
  assert.deepEqual(words('2026-05-31'), []);
  assert.deepEqual(words('2026-08-31'), ['Do not enter the Castle Mall.', 'See the nurse.']);
  assert.deepEqual(words('2026-09-01'), ['Do not enter Chantry Place.']);
  const changes = changesOf(all, second.id);
  assert.equal(changes.amended[0]?.became.wording, 'Do not enter Chantry Place.');
  assert.equal(changes.removed[0]?.wording, 'See the nurse.');
  assert.equal((await house.database.as(viewer, (tx) => listVariations(tx, id))).length, 3);
  // What was decided stays as it was, even for those who may vary.
  await assert.rejects(
    house.database.as(viewer, (tx) => tx.run(sql`update licence_variation set why = 'Other'`)),
    isRefused('right-missing'),
  );
});

test('conditions follow their licence’s handling; only its own agency changes that', async () => {
  const person = await addMember(house);
  const probation = await house.viewerFor(officer);
  const id = await made(person);
  const seen = async (login: string): Promise<number> =>
    house.database.as(await house.viewerFor(login), async (tx) => (await listConditions(tx, [id])).length);
  assert.equal(await seen('police-offender-manager'), 10);
  assert.equal(await seen('analyst'), 0);
  await house.performer.perform(
    probation,
    changeLicence,
    { ...licence({ handling: 'own' }), id, personId: person, version: 1 },
    newKey(),
  );
  assert.equal(await seen('police-offender-manager'), 0);
  assert.equal(await seen(officer), 10);
  await assert.rejects(
    house.performer.perform(
      await house.viewerFor('police-offender-manager'),
      endLicence,
      { id, personId: person, version: 2, on: '2026-11-01', how: 'completed', why: null },
      newKey(),
    ),
    isRefused('right-missing'),
  );
});

test('ended and put back, taken back and put back', async () => {
  const person = await addMember(house);
  const viewer = await house.viewerFor(officer);
  const id = await made(person);
  const key = { id, personId: person };
  await house.performer.perform(
    viewer,
    endLicence,
    { ...key, version: 1, on: '2026-10-01', how: 'recalled', why: 'Contact broke down' },
    newKey(),
  );
  await assert.rejects(
    house.performer.perform(
      viewer,
      varyLicence,
      { ...variation({ bespoke: ['x'] }), ...key, version: 2 },
      newKey(),
    ),
    isRefused('not-allowed-now'),
  );
  await house.performer.perform(
    viewer,
    correctLicenceState,
    { ...key, version: 2, act: 'reopen', why: 'Wrong one' },
    newKey(),
  );
  await house.performer.perform(
    viewer,
    correctLicenceState,
    { ...key, version: 3, act: 'withdraw', why: 'Twice' },
    newKey(),
  );
  assert.equal((await house.database.as(viewer, (tx) => getLicence(tx, key))).state, 'withdrawn');
});

const item = (more: Partial<ItemInput> = {}): ItemInput => ({
  kind: 'bus-pass',
  tagType: null,
  what: '28-day pass',
  valuePence: 2_950,
  issuedOn: '2026-10-01',
  dueBackOn: '2026-10-29',
  minutes: 25,
  handling: 'partners',
  ...more,
});

test('the register: issued, overdue, given back, put back; the minutes add up to the lists behind them', async () => {
  const person = await addMember(house);
  await allocate(house, person, 'police-offender-manager', 'lead');
  const police = await house.viewerFor('police-offender-manager');
  const { id } = await house.performer.perform(police, issueItem, { ...item(), personId: person }, newKey());
  const key = { id, personId: person };
  await house.performer.perform(
    police,
    addTime,
    { ...key, onDay: '2026-10-15', minutes: 40, what: 'Rang the bus company' },
    newKey(),
  );
  const today = await house.database.as(police, (tx) =>
    licencesToday(tx, { viewer: police, today: '2026-11-02', now: new Date('2026-11-02T09:00:00Z') }),
  );
  assert.ok(today.some(({ group, detail }) => group === 'overdue' && /Bus pass due back/.test(detail ?? '')));
  const out = await house.database.as(police, (tx) => listOut(tx, { overdueOn: '2026-11-02' }, 50, 0));
  assert.ok(out.some((one) => one.id === id));
  const counts = await house.database.as(police, (tx) => countOut(tx, '2026-11-02'));
  assert.equal(counts.overdue, out.length);
  await house.performer.perform(
    police,
    moveItem,
    { ...key, version: 1, move: 'return', on: '2026-11-02', note: null, minutes: 10 },
    newKey(),
  );
  await assert.rejects(
    house.performer.perform(
      police,
      moveItem,
      { ...key, version: 1, move: 'lose', on: '2026-11-02', note: 'x', minutes: null },
      newKey(),
    ),
    isRefused('stale-version'),
  );
  await house.performer.perform(
    police,
    moveItem,
    { ...key, version: 2, move: 'put-back', on: '2026-11-02', note: 'Mistake', minutes: null },
    newKey(),
  );
  const [kept] = await house.database.as(police, (tx) => listItems(tx, person));
  assert.deepEqual([kept?.state, kept?.endedOn, kept?.minutes], ['out', null, 75]);
  const span = { from: '2026-09-01', to: '2026-11-02' };
  const sums = await house.database.as(police, (tx) => sumTime(tx, span));
  const entries = await house.database.as(police, (tx) => listTimeEntries(tx, span, 500, 0));
  const total = (rows: { minutes: number }[]): number => rows.reduce((sum, { minutes }) => sum + minutes, 0);
  assert.equal(total(sums), total(entries));
  const own = await staffId(house, 'police-offender-manager');
  for (const row of sums) {
    const behind = await house.database.as(police, (tx) =>
      listTimeEntries(tx, { ...span, kind: row.kind, staffId: row.staffId, month: row.month }, 500, 0),
    );
    assert.equal(total(behind), row.minutes);
  }
  assert.ok(sums.some(({ staffId: id, month }) => id === own && month === '2026-10'));
});

const curfew: CurfewInput = {
  days: [1, 2, 3, 4, 5, 6, 7],
  fromTime: '19:00',
  toTime: '07:00',
  fromDay: '2026-10-01',
  toDay: null,
  address: '4 Example Close, Norwich',
  addressHandling: 'own',
  handling: 'partners',
};
const zone: ZoneInput = {
  name: 'North of the river',
  places: ['Anglia Square'],
  boundary: [
    [52.64, 1.28],
    [52.65, 1.3],
    [52.63, 1.31],
  ],
  protective: true,
  centre: { latitude: 52.641, longitude: 1.29, radiusMetres: 300 },
  fromDay: '2026-10-01',
  toDay: null,
  handling: 'partners',
};

test('hours and boundary for all who work with them; the address by its handling, the centre for those who draw zones', async () => {
  const person = await addMember(house);
  const probation = await house.viewerFor(officer);
  const { id } = await house.performer.perform(
    probation,
    setCurfew,
    { ...curfew, personId: person },
    newKey(),
  );
  await house.performer.perform(probation, setZone, { ...zone, personId: person }, newKey());
  const seen = async (login: string) =>
    house.database.as(await house.viewerFor(login), async (tx) => {
      const [curfews, zones] = [
        await listCurfews(tx, person, '2026-11-02'),
        await listZones(tx, person, '2026-11-02'),
      ];
      return [
        curfews[0]?.fromTime,
        curfews[0]?.address ?? null,
        zones[0]?.boundary.length,
        zones[0]?.centre ?? null,
      ];
    });
  assert.deepEqual(await seen(officer), ['19:00', '4 Example Close, Norwich', 16, zone.centre]);
  assert.deepEqual(await seen('police-offender-manager'), ['19:00', null, 16, null]);
  assert.deepEqual(await seen('scheme-manager'), ['19:00', null, 16, null]);
  // Not in the history of the row either, whoever asks for it.
  const history = await house.ownerQuery<{ n: number }>(
    `select count(*)::int as n from row_history where was::text like '%Example Close%' or was::text like '%52.641%'`,
  );
  assert.equal(history[0]?.n, 0);
  await house.performer.perform(
    probation,
    endCurfew,
    { id, personId: person, version: 1, toDay: '2026-11-01', why: 'Ended' },
    newKey(),
  );
  assert.deepEqual((await seen(officer))[0], undefined);
});

test('a second boundary round the same place is the same, whoever draws it, and follows from nothing known outside', async () => {
  const probation = await house.viewerFor(officer);
  const boundaries: string[] = [];
  for (const moved of [0, 0.0001]) {
    const person = await addMember(house);
    const centre = { latitude: 52.641 + moved, longitude: 1.29, radiusMetres: 300 };
    await house.performer.perform(probation, setZone, { ...zone, centre, personId: person }, newKey());
    const zones = await house.database.as(probation, (tx) => listZones(tx, person, '2026-11-02'));
    boundaries.push(JSON.stringify(zones[0]?.boundary));
  }
  assert.equal(boundaries[0], boundaries[1]);
  // Another secret, another boundary; and nobody who signs in reads the secret or asks without the right.
  await house.ownerQuery(`update zone_secret set secret = sha256('another')`);
  const person = await addMember(house);
  await house.performer.perform(probation, setZone, { ...zone, personId: person }, newKey());
  const [other] = await house.database.as(probation, (tx) => listZones(tx, person, '2026-11-02'));
  assert.notEqual(JSON.stringify(other?.boundary), boundaries[0]);
  await assert.rejects(() =>
    house.database.as(probation, (tx) => tx.many(sql`select secret from zone_secret`)),
  );
  const refused = await house.viewerFor('police-offender-manager');
  await assert.rejects(() => house.database.as(refused, (tx) => tx.many(sql`select zone_chance(52.6, 1.3)`)));
});

test('appointments are checked, by whoever may see the licence; Today tells of one’s own', async () => {
  const person = await addMember(house);
  await allocate(house, person, 'link-worker', 'embedded');
  const probation = await house.viewerFor(officer);
  await house.performer.perform(probation, setCurfew, { ...curfew, personId: person }, newKey());
  await house.performer.perform(probation, setZone, { ...zone, personId: person }, newKey());
  const asked = async (login: string, more: { kind?: string; at?: string; place?: string }) => {
    const viewer = await house.viewerFor(login);
    const contact = {
      personId: person,
      kind: more.kind ?? 'office',
      at: new Date(more.at ?? '2026-11-03T10:00:00Z'),
      minutes: null,
      place: more.place ?? null,
    };
    return house.database.as(viewer, (tx) => licenceConflicts(tx, viewer, contact));
  };
  assert.deepEqual(await asked(officer, {}), []);
  assert.equal((await asked(officer, { at: '2026-11-03T18:30:00Z' })).length, 1);
  assert.deepEqual(await asked(officer, { at: '2026-11-03T20:30:00Z', kind: 'home' }), []);
  assert.match(
    (await asked('police-offender-manager', { place: 'Job club, Anglia Square' }))[0] ?? '',
    /North of the river/,
  );
  assert.match(
    (await asked('link-worker', { place: 'Anglia Square' }))[0] ?? '',
    /something you may not see rules out/,
  );
  assert.deepEqual(await asked('link-worker', { place: 'Library' }), []);
  assert.deepEqual(await asked('providers-worker', { place: 'Anglia Square' }), []);
  const contact = {
    personId: person,
    kind: 'office',
    at: '2026-11-03T19:30:00.000Z',
    outcome: null,
    place: null,
    pathway: null,
    minutes: null,
    note: null,
    handling: 'partners' as const,
    namedAgencies: [],
    withStaff: [],
  };
  await house.performer.perform(probation, recordContact, contact, newKey());
  const today = await house.database.as(probation, (tx) =>
    licencesToday(tx, { viewer: probation, today: '2026-11-02', now: new Date('2026-11-02T09:00:00Z') }),
  );
  assert.ok(today.some(({ detail }) => /lies during a curfew/.test(detail ?? '')));
  const words = await house.database.as(probation, (tx) => visitConditions(tx, [person], '2026-11-02'));
  assert.equal(words.get(person)?.length, 2);
});

test('the panel and the timeline tell what the viewer may see, each by one statement', async () => {
  const person = await addMember(house);
  const probation = await house.viewerFor(officer);
  await made(person);
  await house.performer.perform(probation, setCurfew, { ...curfew, personId: person }, newKey());
  const panel = await house.database.as(probation, async (tx) =>
    inForce(await licenceFacts(tx, person), '2026-11-02'),
  );
  assert.deepEqual([panel.licences.length, panel.licences[0]?.standard, panel.curfews.length], [1, 10, 1]);
  const link = await house.viewerFor('analyst');
  const none = await house.database.as(link, async (tx) =>
    inForce(await licenceFacts(tx, person), '2026-11-02'),
  );
  assert.deepEqual([none.licences, none.curfews, none.out], [[], [], 0]);
  const [entry] = await house.database.as(probation, (tx) => licencesTimeline(tx, person));
  assert.deepEqual(
    [entry?.kind, entry?.day, entry?.title],
    ['licence', '2026-03-02', 'Licence or order in force'],
  );
});
