import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { sql } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import {
  acknowledgeBriefing,
  addPeople,
  dropPerson,
  endBriefing,
  releaseBriefing,
  takeCopy,
} from './acts.ts';
import {
  getBriefing,
  listCurrent,
  listItems,
  listMadeItems,
  listParts,
  listReaders,
  noteReader,
} from './store.ts';
import {
  addReport,
  addWhatIsKnown,
  draftBriefing,
  inHours,
  ipswich,
  maker,
  offShift,
  onShift,
  releasedBriefing,
} from './world-for-tests.ts';

// A briefing from its draft to its expiry, and who reads what of it.

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const member = () => addMember(house, 'Ipswich team');

async function read(login: string, id: number) {
  const viewer = await house.viewerFor(login);
  return house.database.as(viewer, async (tx) => {
    const [current, items, parts] = await Promise.all([
      listCurrent(tx, viewer.staffId),
      listItems(tx, id),
      listParts(tx, id),
    ]);
    return {
      isOut: current.some((one) => one.id === id),
      people: items.map(({ personId }) => personId),
      parts,
    };
  });
}

const seen = async (login: string, id: number): Promise<number[]> => (await read(login, id)).people;

test('it tells what the front line needs, and no plan, health, victim or reason of a zone', async () => {
  const person = await member();
  await addWhatIsKnown(house, person);
  const told = await addReport(house, [person], { body: 'RED VAN at night' });
  const conditioned = await addReport(house, [person], { code: 'C', body: 'CONDITIONED text' });
  const [keys] = await house.ownerQuery<{ id: number }>(
    `select id::int from licence_condition where person_id = $1 and wording like '%MARKET HALL%'`,
    [person],
  );
  const toldConditions = [{ id: keys?.id ?? 0, words: 'No keys of the MARKET HALL' }];
  const id = await releasedBriefing(house, [person], { reportIds: [told, conditioned], toldConditions });
  const { isOut, people, parts } = await read(onShift, id);
  assert.equal(isOut, true);
  assert.deepEqual(people, [person]);
  const text = JSON.stringify(parts);
  for (const words of [
    'Risk to staff: Example: go in pairs, and tell the control room first',
    'MARKET HALL',
    'Zone 1',
    '19:00 to 07:00',
    '52.10000, 1.10000',
    'RED VAN',
    '2 C P',
  ])
    assert.ok(text.includes(words), words);
  for (const words of [
    'CARRIES A BLADE',
    'ELM ROAD',
    'VICTIM',
    'DRUG',
    'BESPOKE',
    'ANNS HOUSE',
    '52.15',
    'SELF HARM',
    'EX PARTNER',
    'SOBRIETY',
    'lcohol',
    'CONDITIONED',
  ])
    assert.ok(!text.includes(words), words);
  const kinds = parts.map(({ kind }) => kind);
  assert.deepEqual([...kinds].sort(), [
    'condition',
    'curfew',
    'identity',
    'report',
    'tag',
    'warning',
    'zone',
  ]);
});

test('what it tells stays as it was at the release; the record it came from stays shut', async () => {
  const person = await member();
  await addWhatIsKnown(house, person);
  const id = await releasedBriefing(house, [person]);
  await house.ownerQuery(
    `update risk_flag set ended_on = current_date, ended_why = 'x' where person_id = $1`,
    [person],
  );
  assert.match(JSON.stringify((await read(onShift, id)).parts), /Risk to staff/);
  const viewer = await house.viewerFor(onShift);
  const rows = await house.database.as(viewer, (tx) =>
    tx.one(sql<
      Record<string, number>
    >`select (select count(*)::int from person) as person, (select count(*)::int from membership) as membership,
      (select count(*)::int from risk_flag) as flags, (select count(*)::int from licence_condition) as conditions,
      (select count(*)::int from zone_centre) as centres, (select count(*)::int from exclusion_zone) as zones, (select count(*)::int from plan_goal) as goals,
      (select count(*)::int from intelligence_report) as reports`),
  );
  assert.deepEqual(Object.values(rows), [0, 0, 0, 0, 0, 0, 0, 0]);
});

test('it is for the shift it is for, from its time until it expires', async () => {
  const person = await member();
  const now = await releasedBriefing(house, [person]);
  const later = await releasedBriefing(house, [person], { from: inHours(2), until: inHours(6) });
  assert.deepEqual(await seen(onShift, now), [person]);
  assert.deepEqual(await seen(offShift, now), []);
  assert.deepEqual(await seen(onShift, later), []);
  await house.ownerQuery(
    `update briefing set from_at = now() - interval '2 hours', until_at = now() - interval '1 second' where id = $1`,
    [now],
  );
  assert.deepEqual(await seen(onShift, now), []);
  assert.equal((await read(onShift, now)).isOut, false);
  for (const role of [
    'providers-manager',
    'opcc-commissioner',
    'board-member',
    'providers-worker',
    'auditor',
    'administrator',
    'panel-member',
    'link-worker',
    'probation-offender-manager',
  ])
    assert.deepEqual(await seen(role, now), [], role);
});

test('somebody who leaves the scheme, is suspended or whose access is limited is in it no longer, at once', async () => {
  const people = [await member(), await member(), await member(), await member()] as const;
  const id = await releasedBriefing(house, people);
  assert.deepEqual(await seen(onShift, id), people);
  await house.ownerQuery(`update membership set state = 'suspended' where person_id = $1`, [people[0]]);
  await house.ownerQuery(
    `update membership set state = 'de-selected', left_on = current_date where person_id = $1`,
    [people[1]],
  );
  await house.ownerQuery(
    `insert into access_restriction (person_id, kind, staff_id, why) values ($1, 'only', (select id from staff where login = 'scheme-manager'), 'limited-access')`,
    [people[2]],
  );
  assert.deepEqual(await seen(onShift, id), [people[3]]);
  // The parts go with their items.
  assert.ok((await read(onShift, id)).parts.every(({ body }) => body.text === 'Aaron Blythe'));
  assert.equal((await read(onShift, id)).parts.length, 1);
});

test('an officer who declared an interest does not read of that person', async () => {
  const [known, other] = [await member(), await member()];
  const id = await releasedBriefing(house, [known, other]);
  const officer = await house.viewerFor(onShift);
  await house.database.as(officer, (tx) =>
    tx.run(sql`select access_restrict(${known}, 'exclude', ${officer.staffId}, 'declared-interest')`),
  );
  assert.deepEqual(await seen(onShift, id), [other]);
});

test('a report that is opened again is told no more', async () => {
  const person = await member();
  const report = await addReport(house, [person]);
  const id = await releasedBriefing(house, [person], { reportIds: [report] });
  const told = async () => (await read(onShift, id)).parts.filter(({ kind }) => kind === 'report').length;
  assert.equal(await told(), 1);
  await house.ownerQuery(`update intelligence_report set state = 'submitted' where id = $1`, [report]);
  assert.equal(await told(), 0);
});

test('a person is taken out, or the whole withdrawn, at once and with a reason; access ends with it', async () => {
  const [one, other] = [await member(), await member()];
  const id = await releasedBriefing(house, [one, other]);
  const viewer = await house.viewerFor(maker);
  const [item] = await house.database.as(viewer, (tx) => listMadeItems(tx, id));
  const open = async () =>
    (
      await house.ownerQuery<{ n: number }>(
        `select count(*)::int as n from access_reason where source = $1 and closes_at > now()`,
        [`briefing:${id}`],
      )
    )[0]?.n;
  assert.equal(await open(), 2);
  await house.performer.perform(
    viewer,
    dropPerson,
    { id, version: 0, itemId: item?.id ?? 0, why: 'Arrested' },
    newKey(),
  );
  assert.deepEqual(await seen(onShift, id), [other]);
  assert.equal(await open(), 1);
  const { version } = await house.database.as(viewer, (tx) => getBriefing(tx, id));
  const stale = () =>
    house.performer.perform(
      viewer,
      endBriefing,
      { id, version: version - 1, act: 'withdraw', why: 'x' },
      newKey(),
    );
  await assert.rejects(stale, isRefused('stale-version'));
  await house.performer.perform(
    viewer,
    endBriefing,
    { id, version, act: 'withdraw', why: 'Wrong shift' },
    newKey(),
  );
  assert.deepEqual(await seen(onShift, id), []);
  assert.equal(await open(), 0);
});

test('nobody releases it who may not, and nobody is in it whom its maker does not see', async () => {
  const [own, elsewhere] = [await member(), await addMember(house, 'Norwich team')];
  const viewer = await house.viewerFor(maker);
  const id = await draftBriefing(house, [own]);
  const { version } = await house.database.as(viewer, (tx) => getBriefing(tx, id));
  const other = () =>
    house.performer.perform(
      viewer,
      addPeople,
      { id, version, personIds: [elsewhere], callWhom: 'Me' },
      newKey(),
    );
  await assert.rejects(other);
  for (const login of [
    'probation-offender-manager',
    'front-line-officer',
    'opcc-chief-executive',
    'providers-manager',
  ]) {
    const refused = await house.viewerFor(login);
    await assert.rejects(
      () => house.performer.perform(refused, releaseBriefing, { id, version }, newKey()),
      isRefused('right-missing'),
    );
  }
  const empty = await draftBriefing(house, []);
  await assert.rejects(
    () => house.performer.perform(viewer, releaseBriefing, { id: empty, version: 1 }, newKey()),
    isRefused('not-allowed-now'),
  );
});

test('readers are recorded, who and when, and so is each numbered copy', async () => {
  const person = await member();
  const id = await releasedBriefing(house, [person]);
  const officer = await house.viewerFor(onShift);
  await house.database.as(officer, (tx) =>
    noteReader(tx, id, officer.staffId, new Date('2026-11-02T09:00:00Z')),
  );
  await house.performer.perform(officer, acknowledgeBriefing, { id }, newKey());
  assert.equal((await house.performer.perform(officer, takeCopy, { id }, newKey())).number, 1);
  assert.equal((await house.performer.perform(officer, takeCopy, { id }, newKey())).number, 2);
  const viewer = await house.viewerFor(maker);
  const readers = await house.database.as(viewer, (tx) => listReaders(tx, id));
  assert.deepEqual(
    readers.map(({ name, acknowledgedAt }) => [name, acknowledgedAt !== null]),
    [['PC Rhys Tudor', true]],
  );
});

test('what a part was taken from decides which agency has it, whatever the briefing', async () => {
  const person = await member();
  const id = await releasedBriefing(house, [person]);
  const [item] = await house.ownerQuery<{ id: string }>(
    'select id from briefing_item where briefing_id = $1',
    [id],
  );
  const agencies = await house.ownerQuery<{ id: number; code: string }>('select id::int, code from agency');
  const idOf = (code: string): number => agencies.find((one) => one.code === code)?.id ?? 0;
  const suffolk = idOf('suffolk-police');
  const handling = fc.constantFrom('partners', 'statutory', 'named', 'own');
  const part = fc.record({
    kind: fc.constantFrom('address', 'condition', 'curfew', 'tag', 'zone', 'warning'),
    handling,
    agency: fc.constantFrom('suffolk-police', 'probation', 'norfolk-police'),
    named: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(part, async (one) => {
      const [made] = await house.ownerQuery<{ id: string }>(
        `insert into briefing_part (item_id, person_id, kind, agency_id, handling, named_agencies, body) values ($1, $2, $3, $4, $5, $6, '{"text":"x"}') returning id`,
        [item?.id, person, one.kind, idOf(one.agency), one.handling, one.named ? [suffolk] : []],
      );
      const officer = await house.viewerFor(onShift);
      const found = await house.database.as(officer, (tx) =>
        tx.maybe(sql`select id from briefing_part where id = ${Number(made?.id)}`),
      );
      const may =
        one.agency === 'suffolk-police' ||
        one.handling === 'partners' ||
        one.handling === 'statutory' ||
        (one.handling === 'named' && one.named);
      assert.equal(found !== undefined, may, JSON.stringify(one));
    }),
    { numRuns: 30 },
  );
});

test('a shift of an agency that is not statutory has nothing of a protective zone', async () => {
  const person = await member();
  await addWhatIsKnown(house, person);
  const id = await releasedBriefing(house, [person]);
  const zones = async () => (await read(onShift, id)).parts.filter(({ kind }) => kind === 'zone').length;
  assert.equal(await zones(), 1);
  await house.ownerQuery(`update agency set statutory = false where code = 'suffolk-police'`);
  try {
    assert.equal(await zones(), 0);
  } finally {
    await house.ownerQuery(`update agency set statutory = true where code = 'suffolk-police'`);
  }
});

test('the same words suit a beat of another name: the rule’s areas and teams are the scheme’s', async () => {
  const person = await member();
  const id = await releasedBriefing(house, [person], {
    area: { ...ipswich, code: 'ipswich-town', name: 'Ipswich town', kind: 'beat' },
  });
  const { areaName, team } = await house.database.as(await house.viewerFor(onShift), (tx) =>
    getBriefing(tx, id),
  );
  assert.deepEqual([areaName, team], ['Ipswich town', 'Ipswich response, shift A']);
});
