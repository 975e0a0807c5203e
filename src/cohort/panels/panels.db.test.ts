import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { testNow } from '../../../test/support/house.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';
import { closeMeeting, issueAgenda, moveMeetingDay, removeItem } from './acts.ts';
import { decideItem, declareInterest } from './decide.ts';
import { panelsToday } from './given.ts';
import { listOpenMeetings } from './meetings.ts';
import {
  adoption,
  analyst,
  at,
  candidate,
  chair,
  house,
  itemOf,
  manager,
  meetingVersion,
  meetingWith,
  member,
  officer,
  openPanelHouse,
  perform,
  row,
  sees,
} from './panel-for-tests.ts';

before(openPanelHouse);
after(() => house.close());

test('panel members see people on an issued agenda, and nobody else', async () => {
  const meetingId = await meetingWith([at(0)], 'planned');
  assert.equal(await sees(member, at(0)), false);
  await perform(manager, issueAgenda, { meetingId, version: 1 });
  assert.equal(await sees(member, at(0)), true);
  assert.equal(await sees(chair, at(0)), true);
  assert.equal(await sees(member, at(1)), false);
  const ends = await row<{ day: string }>(
    `select to_char(closes_at at time zone 'Europe/London', 'YYYY-MM-DD') as day from access_reason where kind = 'agenda' and staff_id = $1`,
    [member.staffId],
  );
  assert.equal(ends.day, '2026-12-09');
});

test('the pack shows each reader the sums of what they may see', async () => {
  const parts = (viewer: StaffViewer) =>
    house.database.as(viewer, (tx) =>
      tx.many<{ category: string }>(
        sql`select distinct category from panel_pack where person_id = ${at(0)} order by 1`,
      ),
    );
  // The council is no statutory partner here: what is handled so is not in its pack.
  assert.deepEqual(
    (await parts(member)).map(({ category }) => category),
    ['score'],
  );
  assert.deepEqual(
    (await parts(chair)).map(({ category }) => category),
    ['offences', 'records', 'score'],
  );
});

test('Today has the panels one is invited to; who proposes is offered only meetings that they may add to', async () => {
  const meetingId = await meetingWith([at(4)], 'issued');
  const today = (viewer: StaffViewer) =>
    house.database.as(viewer, (tx) => panelsToday(tx, { viewer, today: '2026-11-22', now: testNow }));
  for (const viewer of [member, chair]) {
    const line = (await today(viewer)).find(({ href }) => href === `/panels/${meetingId}`);
    assert.equal(line?.title, 'Panel on 1 December 2026: 1 person, 1 to decide');
    assert.equal(line?.group, 'ahead');
  }
  assert.deepEqual(await today(officer), []);
  const offered = async (viewer: StaffViewer) =>
    (await house.database.as(viewer, (tx) => listOpenMeetings(tx, viewer))).map(({ id }) => id);
  assert.ok((await offered(manager)).includes(meetingId));
  assert.ok(!(await offered(analyst)).includes(meetingId));
  const { id: itemId, version } = await itemOf(meetingId, at(4));
  await perform(manager, removeItem, { itemId, version, why: 'Put on by mistake' });
  assert.ok((await offered(analyst)).every((id) => id !== meetingId));
});

test('declaring an interest hides the person from the one who declares, at once and everywhere', async () => {
  const meetingId = await meetingWith([at(5)], 'quorate');
  const { id: itemId } = await itemOf(meetingId, at(5));
  assert.equal(await sees(member, at(5)), true);
  await perform(member, declareInterest, { itemId });
  assert.equal(await sees(member, at(5)), false);
  assert.equal(await sees(chair, at(5)), true);
});

test('a candidate taken off, or undecided when the meeting closes, is back on the list', async () => {
  const meetingId = await meetingWith([at(7), at(8)], 'issued');
  const item = await itemOf(meetingId, at(7));
  await perform(manager, removeItem, { itemId: item.id, version: item.version, why: 'Put on by mistake' });
  assert.equal((await candidate(at(7))).state, 'listed');
  assert.equal(await sees(member, at(7)), false);
  await perform(chair, closeMeeting, { meetingId, version: await meetingVersion(meetingId) });
  assert.equal((await candidate(at(8))).state, 'listed');
  await assert.rejects(
    perform(chair, decideItem, await adoption(meetingId, at(8))),
    isRefused('not-allowed-now'),
  );
});

test('another date is entered while nothing is decided; what the agenda opened moves with it', async () => {
  const meetingId = await meetingWith([at(8)], 'issued');
  const moved = async (heldOn: string) =>
    perform(manager, moveMeetingDay, { meetingId, version: await meetingVersion(meetingId), heldOn });
  await assert.rejects(moved('2026-10-01'), isRefused('invalid'));
  await moved('2026-12-10');
  const { id: itemId } = await itemOf(meetingId, at(8));
  const ends = await row<{ day: string; n: number }>(
    `select to_char(max(closes_at) at time zone 'Europe/London', 'YYYY-MM-DD') as day, count(*)::int as n
       from access_reason where source = $1 and closes_at > now()`,
    [`panel-item:${itemId}`],
  );
  assert.deepEqual(ends, { day: '2026-12-18', n: 3 });
  await assert.rejects(
    perform(chair, moveMeetingDay, {
      meetingId,
      version: await meetingVersion(meetingId),
      heldOn: '2026-12-11',
    }),
    isRefused('right-missing'),
  );
});
