import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isRefused } from '../../../test/support/refusals.ts';
import { moveMeetingDay } from './acts.ts';
import { hearRepresentation, takeRepresentation } from './after-acts.ts';
import { correctDecision, endSeries, giveView, planSeries } from './agenda-acts.ts';
import { countViewsAsked } from './agenda-store.ts';
import { decideItem } from './decide.ts';
import { listEarlier } from './earlier.ts';
import {
  adoption,
  at,
  chair,
  house,
  itemOf,
  manager,
  meetingVersion,
  meetingWith,
  member,
  openPanelHouse,
  perform,
  row,
} from './panel-for-tests.ts';

before(openPanelHouse);
after(() => house.close());

const viewOf = (itemId: number) =>
  row<{ id: number; due: string }>(
    'select id, due_on::text as due from panel_view where item_id = $1 and agency_id = $2',
    [itemId, member.agencyId],
  );
const asked = (today: string) =>
  house.database.as(member, (tx) => countViewsAsked(tx, member.agencyId, today));

test('a meeting that moves takes the day with it by which views are due; after it none is asked for or taken', async () => {
  const meetingId = await meetingWith([at(0)], 'issued');
  const { id: itemId } = await itemOf(meetingId, at(0));
  assert.equal((await viewOf(itemId)).due, '2026-11-28');
  const move = async (heldOn: string, startsAt?: string | null) =>
    perform(manager, moveMeetingDay, {
      meetingId,
      version: await meetingVersion(meetingId),
      heldOn,
      ...(startsAt === undefined ? {} : { startsAt }),
    });
  await move('2026-12-10');
  assert.equal((await viewOf(itemId)).due, '2026-12-07');
  const when = () =>
    row<object>('select held_on::text as day, starts_at as time from panel_meeting where id = $1', [
      meetingId,
    ]);
  await assert.rejects(move('2026-12-10', 'noon'), isRefused('invalid'));
  await move('2026-12-10', '14:30');
  assert.deepEqual(await when(), { day: '2026-12-10', time: '14:30' });
  assert.deepEqual(
    (await asked('2026-12-10')).map(({ itemId: id }) => id),
    [itemId],
  );
  assert.deepEqual(await asked('2026-12-11'), []);
  await house.ownerQuery(`update panel_meeting set held_on = '2026-11-01' where id = $1`, [meetingId]);
  const { id } = await viewOf(itemId);
  const late = { id, version: 1, stance: 'for' as const, view: 'Late', handling: 'partners' as const };
  await assert.rejects(perform(member, giveView, late), /A view comes before the meeting/);
});

test('the panel reads what was said, and against which decision, its reason and who signed it', async () => {
  const meetingId = await meetingWith([at(1)], 'quorate');
  const input = await adoption(meetingId, at(1));
  await perform(chair, decideItem, { ...input, reason: 'Meets it.' });
  const { id } = await perform(manager, takeRepresentation, {
    itemId: input.itemId,
    kind: 'appeal',
    madeOn: '2026-11-02',
    madeBy: 'person',
    said: 'I was in Ipswich that year',
  });
  const later = await meetingWith([at(2)], 'issued');
  const { itemId } = await perform(manager, hearRepresentation, { id, meetingId: later });
  const heard = await house.database.as(member, (tx) => listEarlier(tx, [itemId ?? 0]));
  assert.deepEqual(
    heard.map(({ id: about, kind, said, reason, decidedBy, decision }) => [
      about,
      kind,
      said,
      reason,
      decidedBy,
      decision,
    ]),
    [[input.itemId, 'appeal', 'I was in Ipswich that year', 'Meets it.', chair.name, 'adopt']],
  );
});

test('a correction names the decision it corrects', async () => {
  const meetingId = await meetingWith([at(3)], 'quorate');
  const input = await adoption(meetingId, at(3));
  await perform(chair, decideItem, input);
  const { itemId } = await perform(manager, correctDecision, {
    itemId: input.itemId,
    meetingId,
    why: 'The wrong strand was recorded.',
  });
  const [named] = await house.database.as(chair, (tx) => listEarlier(tx, [itemId ?? 0]));
  assert.deepEqual([named?.id, named?.kind, named?.said], [input.itemId, null, null]);
});

test('ending a series calls off what lies ahead and is empty, and nothing else', async () => {
  const days = ['2026-12-02', '2026-12-09', '2026-12-16'].map((day) => ({
    day,
    movedFrom: null,
    isHoliday: false,
  }));
  const { id } = await perform(manager, planSeries, {
    baseId: null,
    everyWeeks: 1,
    weekday: 3,
    startsAt: '10:00',
    onHoliday: 'move',
    chairId: chair.staffId,
    invited: [],
    days,
  });
  const ids = await house.ownerQuery<{ id: number }>(
    'select id from panel_meeting where series_id = $1 order by held_on',
    [id],
  );
  const [first, second] = ids.map((one) => one.id);
  const other = await meetingWith([at(4)], 'planned');
  await house.ownerQuery('update panel_item set meeting_id = $1 where meeting_id = $2', [second, other]);
  await assert.rejects(perform(manager, endSeries, { meetingId: other }), isRefused('not-allowed-now'));
  assert.deepEqual(await perform(manager, endSeries, { meetingId: first ?? 0 }), { meetings: 2 });
  const left = await house.ownerQuery<{ state: string }>(
    'select state from panel_meeting where series_id = $1 order by held_on',
    [id],
  );
  assert.deepEqual(
    left.map(({ state }) => state),
    ['held', 'planned', 'held'],
  );
});
