import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { newKey } from '../../kernel/ids.ts';
import { dropPerson, endBriefing, releaseBriefing, takeCopy, takeOwnCopy } from './acts.ts';
import { correctBriefing, makeAgain, putPersonBack, sayDestroyed } from './again-acts.ts';
import { briefingsToday } from './pages.ts';
import {
  getBriefing,
  listCurrent,
  listGone,
  listItems,
  listMadeItems,
  listOverlapping,
  noteReader,
} from './store.ts';
import {
  addReport,
  draftBriefing,
  inHours,
  maker,
  offShift,
  onShift,
  releasedBriefing,
} from './world-for-tests.ts';

// After its release: withdrawn, put right, made again, and what becomes of the paper.

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const member = () => addMember(house, 'Ipswich team');

async function withdraw(id: number, why: string): Promise<void> {
  const viewer = await house.viewerFor(maker);
  const { version } = await house.database.as(viewer, (tx) => getBriefing(tx, id));
  await house.performer.perform(viewer, endBriefing, { id, version, act: 'withdraw', why }, newKey());
}

async function release(id: number): Promise<void> {
  const viewer = await house.viewerFor(maker);
  const { version } = await house.database.as(viewer, (tx) => getBriefing(tx, id));
  await house.performer.perform(viewer, releaseBriefing, { id, version }, newKey());
}

async function itemOf(id: number, personId: number): Promise<number> {
  const viewer = await house.viewerFor(maker);
  const items = await house.database.as(viewer, (tx) => listMadeItems(tx, id));
  return items.find((one) => one.personId === personId)?.id ?? 0;
}

const seen = async (login: string, id: number): Promise<number[]> =>
  (await house.database.as(await house.viewerFor(login), (tx) => listItems(tx, id))).map(
    ({ personId }) => personId,
  );

const todayOf = async (login: string, id: number) => {
  const viewer = await house.viewerFor(login);
  const items = await house.database.as(viewer, (tx) =>
    briefingsToday(tx, { viewer, today: '2026-11-02', now: new Date() }),
  );
  return items.filter(({ href }) => href === `/briefings/${id}`);
};

test('whoever holds a withdrawn one on paper is told why and to destroy it, until they say that they have', async () => {
  const id = await releasedBriefing(house, [await member()]);
  const officer = await house.viewerFor(onShift);
  await house.performer.perform(officer, takeCopy, { id }, newKey());
  await assert.rejects(
    () => house.performer.perform(officer, sayDestroyed, { id: id + 1000 }, newKey()),
    isRefused('not-found'),
  );
  await withdraw(id, 'Wrong shift');
  const [line] = await todayOf(onShift, id);
  assert.match(line?.title ?? '', /was withdrawn: destroy copy 1/);
  assert.equal(line?.detail, 'Wrong shift');
  assert.deepEqual(await todayOf(offShift, id), []);
  assert.deepEqual(await seen(onShift, id), []);
  await house.performer.perform(officer, sayDestroyed, { id }, newKey());
  assert.deepEqual(await todayOf(onShift, id), []);
  const gone = await house.database.as(officer, listGone);
  assert.notEqual(gone.find(({ briefingId }) => briefingId === id)?.destroyedAt ?? null, null);
});

test('whoever read it on the screen alone hears that it was withdrawn; somebody taken out reaches the paper too', async () => {
  const [first, second] = [await member(), await member()];
  const id = await releasedBriefing(house, [first, second]);
  const officer = await house.viewerFor(onShift);
  await house.database.as(officer, (tx) => noteReader(tx, id, officer.staffId, new Date()));
  await house.performer.perform(officer, takeCopy, { id }, newKey());
  await house.ownerQuery(`update briefing_copy set at = now() - interval '1 hour' where briefing_id = $1`, [
    id,
  ]);
  const boss = await house.viewerFor(maker);
  const out = { id, version: 0, itemId: await itemOf(id, first), why: 'Arrested' };
  await house.performer.perform(boss, dropPerson, out, newKey());
  await house.ownerQuery(`update briefing_item set withdrawn_at = now() where id = $1`, [out.itemId]);
  const lines = await todayOf(onShift, id);
  assert.ok(lines.some(({ title }) => /Somebody was taken out.*destroy copy 1/.test(title)));
  // Of the person themselves nothing is said.
  assert.doesNotMatch(JSON.stringify(lines), /Arrested/);

  const other = await releasedBriefing(house, [second]);
  await house.database.as(officer, (tx) => noteReader(tx, other, officer.staffId, new Date()));
  await withdraw(other, 'Wrong shift');
  const [line] = await todayOf(onShift, other);
  assert.match(line?.title ?? '', /was withdrawn$/);
});

test('somebody who was taken out is put back, and the shift sees them again; not who may not be told of', async () => {
  const [first, second] = [await member(), await member()];
  const id = await releasedBriefing(house, [first, second]);
  const boss = await house.viewerFor(maker);
  const itemId = await itemOf(id, first);
  await house.performer.perform(boss, dropPerson, { id, version: 0, itemId, why: 'A mistake' }, newKey());
  assert.deepEqual(await seen(onShift, id), [second]);
  await house.performer.perform(boss, putPersonBack, { id, version: 0, itemId }, newKey());
  assert.deepEqual(await seen(onShift, id), [first, second]);
  await assert.rejects(
    () => house.performer.perform(boss, putPersonBack, { id, version: 0, itemId }, newKey()),
    isRefused('not-allowed-now'),
  );
  await house.performer.perform(boss, dropPerson, { id, version: 0, itemId, why: 'Again' }, newKey());
  await house.ownerQuery(`update membership set state = 'suspended' where person_id = $1`, [first]);
  await assert.rejects(
    () => house.performer.perform(boss, putPersonBack, { id, version: 0, itemId }, newKey()),
    isRefused('not-allowed-now'),
  );
});

test('one is made again from one that ended: words kept, facts afresh, and who may not be told of by their number alone', async () => {
  const [first, second] = [await member(), await member()];
  const report = await addReport(house, [first]);
  const id = await releasedBriefing(house, [first, second], { reportIds: [report] });
  await withdraw(id, 'Over');
  await house.ownerQuery(`update membership set state = 'suspended' where person_id = $1`, [second]);
  await house.ownerQuery(`update intelligence_report set state = 'submitted' where id = $1`, [report]);
  const boss = await house.viewerFor(maker);
  const made = await house.performer.perform(boss, makeAgain, { id, what: '' }, newKey());
  assert.deepEqual([made.people, made.leftOut, made.reportsLeftOut], [1, 1, 1]);
  const [draft, items] = await house.database.as(boss, (tx) =>
    Promise.all([getBriefing(tx, made.id), listMadeItems(tx, made.id)]),
  );
  assert.deepEqual(
    [draft.state, draft.madeFrom, draft.corrects, draft.words],
    ['draft', id, null, 'Wet leaves on the hill'],
  );
  assert.deepEqual(
    items.map(({ personId, lookFor, callWhom, reportIds }) => [personId, lookFor, callWhom, reportIds]),
    [[first, 'A red van', 'Sgt Aldous, 01632 960150', []]],
  );
});

test('a correction takes the place of the one that is out when it is released, and its readers see what was put right', async () => {
  const person = await member();
  const id = await releasedBriefing(house, [person]);
  const officer = await house.viewerFor(onShift);
  await house.performer.perform(officer, takeCopy, { id }, newKey());
  const boss = await house.viewerFor(maker);
  const made = await house.performer.perform(
    boss,
    correctBriefing,
    { id, what: 'The van is blue' },
    newKey(),
  );
  // Until then the earlier one stands.
  assert.deepEqual(await seen(onShift, id), [person]);
  await release(made.id);
  assert.deepEqual(await seen(onShift, id), []);
  assert.deepEqual(await seen(onShift, made.id), [person]);
  const [old] = await todayOf(onShift, id);
  assert.match(`${old?.title} ${old?.detail}`, /destroy copy 1.*Put right by briefing \d+: The van is blue/);
  const current = await house.database.as(officer, (tx) => listCurrent(tx, officer.staffId));
  assert.equal(current.find((one) => one.id === made.id)?.correctedWhat, 'The van is blue');
});

test('Today tells briefings apart, those not read first, and leaves room for what is asked of the shift', async () => {
  const person = await member();
  const ids: number[] = [];
  for (let n = 0; n < 5; n++) ids.push(await releasedBriefing(house, [person], { from: inHours(-2) }));
  const officer = await house.viewerFor(onShift);
  const items = async () =>
    house.database.as(officer, (tx) =>
      briefingsToday(tx, { viewer: officer, today: '2026-11-02', now: new Date() }),
    );
  const lines = (await items()).filter(({ group }) => group === 'due' && true);
  const briefed = lines.filter(({ title }) => /^Briefing \d+: .*not read yet$/.test(title));
  assert.equal(briefed.length, 3);
  assert.match(briefed[0]?.detail ?? '', /^From .* until .*, by .*, 1 person$/);
  assert.ok(
    lines.some(({ title, href }) => /more briefings? (?:is|are) out/.test(title) && href === '/briefings'),
  );
  const boss = await house.viewerFor(maker);
  const draft = await draftBriefing(house, [person]);
  const overlapping = await house.database.as(boss, async (tx) =>
    listOverlapping(tx, await getBriefing(tx, draft)),
  );
  assert.ok(overlapping.length > 0 && overlapping.every((one) => one.id !== draft));
});

test('whoever made it takes a numbered copy of it too, as long as it is out', async () => {
  const id = await releasedBriefing(house, [await member()]);
  const boss = await house.viewerFor(maker);
  assert.equal((await house.performer.perform(boss, takeOwnCopy, { id }, newKey())).number, 1);
  await withdraw(id, 'Over');
  await assert.rejects(
    () => house.performer.perform(boss, takeOwnCopy, { id }, newKey()),
    isRefused('not-allowed-now'),
  );
  assert.match((await todayOf(maker, id))[0]?.title ?? '', /destroy copy 1/);
});
