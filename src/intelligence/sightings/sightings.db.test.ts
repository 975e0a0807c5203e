import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, staffId } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { allocate } from '../../casework/allocate-for-tests.ts';
import { sql } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { maker, offShift, onShift, releasedBriefing } from '../briefings/world-for-tests.ts';
import { answerSighting, reportFromSighting, reportSighting, takeBackSighting } from './acts.ts';
import { sightingsToday } from './pages.ts';
import { getSighting, listBriefed, listSightings } from './store.ts';
import type { SightingInput } from './types.ts';

// A sighting from the street to the lead worker, and back to whoever reported it.

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const seen = (over: Partial<SightingInput>): SightingInput => ({
  personId: null,
  briefingId: null,
  who: null,
  at: new Date('2026-11-02T08:30:00Z'),
  place: 'Bus station',
  words: 'With a red van',
  keptBecause: null,
  ...over,
});

async function reported(personId: number, briefingId: number): Promise<number> {
  const officer = await house.viewerFor(onShift);
  return (await house.performer.perform(officer, reportSighting, seen({ personId, briefingId }), newKey()))
    .id;
}

const todayOf = async (login: string): Promise<string[]> => {
  const viewer = await house.viewerFor(login);
  const items = await house.database.as(viewer, (tx) => sightingsToday(tx, { viewer, today: '2026-11-02' }));
  return items.map(({ href }) => href);
};

const seesOf = async (login: string, personId: number): Promise<number> => {
  const viewer = await house.viewerFor(login);
  const all = await house.database.as(viewer, (tx) =>
    listSightings(tx, { state: null, personId }, { limit: 50, offset: 0 }),
  );
  return all.length;
};

test('the lead is told, answers, and the reporter hears it; nobody else on the street does', async () => {
  const person = await addMember(house, 'Ipswich team');
  await allocate(house, person, maker, 'lead');
  const id = await reported(person, await releasedBriefing(house, [person]));
  const [notice] = await house.ownerQuery<{ n: number; people: number }>(
    `select count(*)::int as n, count(person_id)::int as people from notice where kind = 'sighting' and subject_id = $1 and staff_id = $2`,
    [id, await staffId(house, maker)],
  );
  assert.deepEqual(notice, { n: 1, people: 0 });
  assert.deepEqual(await todayOf(maker), [`/sightings/${id}`]);
  assert.deepEqual(await todayOf(onShift), []);
  const lead = await house.viewerFor(maker);
  await house.performer.perform(lead, answerSighting, { id, version: 1, answer: 'It helped' }, newKey());
  assert.deepEqual(await todayOf(maker), []);
  assert.deepEqual(await todayOf(onShift), [`/sightings/${id}`]);
  const officer = await house.viewerFor(onShift);
  const mine = await house.database.as(officer, (tx) => getSighting(tx, id));
  assert.deepEqual([mine.name, mine.answer], ['Aaron Blythe', 'It helped']);
  assert.equal(await seesOf(offShift, person), 0);
  const stale = () =>
    house.performer.perform(lead, answerSighting, { id, version: 1, answer: 'Again' }, newKey());
  await assert.rejects(stale, isRefused('stale-version'));
  const mistake = () => house.performer.perform(officer, takeBackSighting, { id, version: 2 }, newKey());
  await assert.rejects(mistake, isRefused('not-allowed-now'));
});

test('who works with the person and sees intelligence reads it; others and the OPCC do not', async () => {
  const person = await addMember(house, 'Ipswich team');
  await reported(person, await releasedBriefing(house, [person]));
  for (const login of ['scheme-manager', 'senior-probation-officer', maker, 'ali-hussain'])
    assert.equal(await seesOf(login, person), 1, login);
  for (const login of [
    'police-offender-manager',
    'link-worker',
    'providers-manager',
    'opcc-commissioner',
    'board-member',
    'auditor',
    'analyst',
  ])
    assert.equal(await seesOf(login, person), 0, login);
});

test('nobody is named who is not in a briefing that the reporter may read', async () => {
  const [briefed, other] = [await addMember(house, 'Ipswich team'), await addMember(house, 'Ipswich team')];
  await releasedBriefing(house, [briefed]);
  const officer = await house.viewerFor(onShift);
  const named = await house.database.as(officer, listBriefed);
  assert.ok(
    named.some(({ personId }) => personId === briefed) && !named.some(({ personId }) => personId === other),
  );
  const unknown = () => house.performer.perform(officer, reportSighting, seen({ personId: other }), newKey());
  await assert.rejects(unknown, isRefused('not-found'));
  const manager = await house.viewerFor('police-offender-manager');
  const refused = () => house.performer.perform(manager, reportSighting, seen({ who: 'x' }), newKey());
  await assert.rejects(refused, isRefused('right-missing'));
});

test('of somebody in the reporter’s own words it goes to reviewers, who make a report of it without the reporter', async () => {
  const officer = await house.viewerFor(onShift);
  const { id } = await house.performer.perform(
    officer,
    reportSighting,
    seen({ who: 'A tall man in green' }),
    newKey(),
  );
  assert.ok((await todayOf('scheme-manager')).includes(`/sightings/${id}`));
  assert.ok(!(await todayOf(maker)).includes(`/sightings/${id}`));
  const manager = await house.viewerFor('scheme-manager');
  const { reportId } = await house.performer.perform(
    manager,
    reportFromSighting,
    { id, version: 1 },
    newKey(),
  );
  const [report] = await house.ownerQuery<{ state: string; author: string; body: string }>(
    `select r.state, s.login as author, t.body from intelligence_report r join staff s on s.id = r.author_id join intelligence_text t on t.report_id = r.id where r.id = $1`,
    [reportId],
  );
  assert.deepEqual([report?.state, report?.author], ['draft', 'scheme-manager']);
  assert.match(report?.body ?? '', /Bus station\. With a red van/);
  assert.doesNotMatch(report?.body ?? '', /Tudor/);
  const twice = () => house.performer.perform(manager, reportFromSighting, { id, version: 2 }, newKey());
  await assert.rejects(twice, isRefused('not-allowed-now'));
});

test('a mistake is taken back by whoever made it, and read by nobody else then', async () => {
  const person = await addMember(house, 'Ipswich team');
  const id = await reported(person, await releasedBriefing(house, [person]));
  const officer = await house.viewerFor(onShift);
  await house.performer.perform(officer, takeBackSighting, { id, version: 1 }, newKey());
  assert.equal(await seesOf(maker, person), 0);
});

test('somebody named who was not shown is looked for afterwards, once, and the reporter is answered as of nobody', async () => {
  const officer = await house.viewerFor(onShift);
  const person = await addMember(house, 'Ipswich team');
  const asked = async (over: Partial<SightingInput>, key = newKey()) => {
    const { id } = await house.performer.perform(officer, reportSighting, seen(over), key);
    return house.ownerQuery<{ given: string | null; family: string | null; born: string | null }>(
      `select given_name as given, family_name as family, born::text as born from identity_check where made = 'sighting' and made_id = $1`,
      [id],
    );
  };
  const key = newKey();
  const named = [{ given: 'Alan', family: 'Quillmarsh', born: '1990-05-06' }];
  assert.deepEqual(await asked({ who: 'alan quillmarsh 6/5/1990' }, key), named);
  assert.deepEqual(
    await asked({ who: 'alan quillmarsh 6/5/1990' }, key),
    named,
    'sent again it is the same one',
  );
  assert.deepEqual(await asked({ who: 'Somebody whom I did not know, tall, in a red coat' }), []);
  const briefingId = await releasedBriefing(house, [person]);
  assert.deepEqual(await asked({ personId: person, briefingId }), []);
  await assert.rejects(
    house.database.as(officer, (tx) => tx.many(sql`select id from identity_check`)),
    'the reporter cannot read it',
  );
});
