import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { testNow } from '../../../test/support/house.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';
import {
  closeMeeting,
  confirmPresence,
  inviteToPanel,
  issueAgenda,
  moveMeetingDay,
  recordAttendance,
} from './acts.ts';
import { hearRepresentation, takeRepresentation } from './after-acts.ts';
import { assembleAgenda, correctDecision } from './agenda-acts.ts';
import { decideItem, declareInterest } from './decide.ts';
import { followToday, panelsToday } from './given.ts';
import {
  adoption,
  at,
  candidate,
  chair,
  house,
  itemOf,
  itsDayComes,
  manager,
  meetingVersion,
  meetingWith,
  member,
  officer,
  openPanelHouse,
  perform,
  row,
} from './panel-for-tests.ts';
import type { Decision } from './types.ts';

let probation: StaffViewer;

before(async () => {
  await openPanelHouse();
  probation = await house.viewerFor('senior-probation-officer');
});
after(() => house.close());

/** Adopted by the chair's signature, and an appeal against that. */
async function appealed(person: number): Promise<{ decided: number; appeal: number }> {
  const meetingId = await meetingWith([person], 'quorate');
  const input = await adoption(meetingId, person);
  await perform(chair, decideItem, input);
  const { id } = await perform(manager, takeRepresentation, {
    itemId: input.itemId,
    kind: 'appeal',
    madeOn: '2026-11-02',
    madeBy: 'person',
    said: 'I have been working since May',
  });
  return { decided: input.itemId, appeal: id };
}

/** A meeting that hears it, its agenda issued, its day come, and everybody there. */
async function hearing(appeal: number): Promise<{ meetingId: number; itemId: number }> {
  const meetingId = await meetingWith([], 'planned');
  const { itemId } = await perform(manager, hearRepresentation, { id: appeal, meetingId });
  await sit(meetingId);
  return { meetingId, itemId: itemId ?? 0 };
}

async function sit(meetingId: number): Promise<void> {
  await perform(manager, issueAgenda, { meetingId, version: await meetingVersion(meetingId) });
  await itsDayComes(meetingId);
  for (const { staffId } of [chair, member, manager])
    await perform(manager, recordAttendance, { meetingId, staffId, state: 'attended' });
  await perform(member, confirmPresence, { meetingId });
}

const close = async (viewer: StaffViewer, meetingId: number) =>
  perform(viewer, closeMeeting, { meetingId, version: await meetingVersion(meetingId) });

const sign = async (viewer: StaffViewer, itemId: number, decision: Decision, reasonCode: string | null) => {
  const { version } = await row<{ version: number }>('select version from panel_item where id = $1', [
    itemId,
  ]);
  return perform(viewer, decideItem, { itemId, version, decision, reasonCode, reason: 'Looked at again' });
};

const unheard = async (): Promise<string | undefined> =>
  (
    await house.database.as(manager, (tx) =>
      followToday(tx, { viewer: manager, today: '2026-11-02', now: testNow }),
    )
  ).find(({ href }) => href === '/panels/representations')?.title;

test('an appeal that a meeting leaves undecided, or puts off, waits for another until it is heard', async () => {
  const { decided, appeal } = await appealed(at(0));
  const first = await hearing(appeal);
  const again = { id: appeal, meetingId: await meetingWith([], 'planned') };
  await assert.rejects(perform(manager, hearRepresentation, again), /on an agenda already/);
  assert.deepEqual(await close(manager, first.meetingId), { undecided: 1, waiting: 1 });
  assert.match(
    (await unheard()) ?? '',
    /^1 said against a decision, not heard yet, 1 of them put off or left/,
  );
  const { itemId } = await perform(manager, hearRepresentation, again);
  assert.equal(await unheard(), '1 said against a decision, not heard yet');
  await sit(again.meetingId);
  await sign(manager, itemId ?? 0, 'defer', 'more-information');
  assert.match((await unheard()) ?? '', /1 of them put off/);
  const correction = { itemId: decided, meetingId: again.meetingId, why: 'Not so' };
  await assert.rejects(perform(manager, correctDecision, correction), /is not heard yet/);
  const last = await hearing(appeal);
  await sign(manager, last.itemId, 'stands', 'reasons-hold');
  assert.equal(await unheard(), undefined);
  const once = { id: appeal, meetingId: await meetingWith([], 'planned') };
  await assert.rejects(perform(manager, hearRepresentation, once), isRefused('not-allowed-now'));
});

test('whoever signed the decision signs nothing about the person while an appeal waits, nor what corrects its answer', async () => {
  const { appeal } = await appealed(at(1));
  const reviewing = await meetingWith([], 'planned');
  const picked = [{ source: 'review' as const, personId: at(1), ref: null, why: 'Review due' }];
  await perform(manager, assembleAgenda, { meetingId: reviewing, picked });
  await sit(reviewing);
  const review = await itemOf(reviewing, at(1));
  await assert.rejects(sign(chair, review.id, 'keep', null), /You signed the decision/);
  const heard = await hearing(appeal);
  await assert.rejects(sign(chair, heard.itemId, 'stands', 'reasons-hold'), /You signed the decision/);
  await sign(manager, heard.itemId, 'stands', 'reasons-hold');
  const corrected = await perform(manager, correctDecision, {
    itemId: heard.itemId,
    meetingId: heard.meetingId,
    why: 'A letter was overlooked',
  });
  await assert.rejects(sign(chair, corrected.itemId ?? 0, 'keep', null), /You signed the decision/);
});

test('everybody says themselves that they are there; nobody says it of another, on the page or past it', async () => {
  const meetingId = await meetingWith([at(2)], 'issued');
  await assert.rejects(perform(member, confirmPresence, { meetingId }), /This meeting is on 1 December 2026/);
  await itsDayComes(meetingId);
  await assert.rejects(perform(officer, confirmPresence, { meetingId }), /You are not invited/);
  const asked = async () =>
    (
      await house.database.as(member, (tx) =>
        panelsToday(tx, { viewer: member, today: '2026-11-02', now: testNow }),
      )
    ).find(({ href }) => href === `/panels/${meetingId}`)?.title;
  assert.match((await asked()) ?? '', /if you are there, say so/);
  for (const { staffId } of [chair, member, manager])
    await perform(manager, recordAttendance, { meetingId, staffId, state: 'attended' });
  await perform(manager, confirmPresence, { meetingId });
  const input = await adoption(meetingId, at(2));
  await assert.rejects(perform(manager, decideItem, input), /must press “I am here”/);
  const forOthers = (tx: { run: (query: ReturnType<typeof sql>) => Promise<number> }) =>
    tx.run(sql`update panel_attendance set confirmed_at = now() where staff_id = ${member.staffId}`);
  await assert.rejects(house.database.as(manager, forOthers), isRefused('right-missing'));
  await perform(member, confirmPresence, { meetingId });
  assert.doesNotMatch((await asked()) ?? '', /say so/);
  await perform(manager, recordAttendance, { meetingId, staffId: member.staffId, state: 'apologies' });
  await assert.rejects(perform(manager, decideItem, input), /must press “I am here”/);
  await perform(member, confirmPresence, { meetingId });
  await perform(manager, decideItem, input);
});

test('whoever has an interest in somebody on it neither issues, moves nor closes a meeting, and damages nothing', async () => {
  const meetingId = await meetingWith([at(3), at(4)], 'planned');
  const version = async () => ({ meetingId, version: await meetingVersion(meetingId) });
  const { id: itemId } = await itemOf(meetingId, at(3));
  await perform(manager, declareInterest, { itemId });
  const refused = /Somebody without an interest must do this/;
  await assert.rejects(perform(manager, issueAgenda, await version()), refused);
  await perform(probation, issueAgenda, await version());
  const packs = await row<{ n: number }>(
    'select count(distinct k.person_id)::int as n from panel_pack k join panel_item i on i.id = k.item_id where i.meeting_id = $1',
    [meetingId],
  );
  assert.equal(packs.n, 2);
  await assert.rejects(
    perform(manager, moveMeetingDay, { ...(await version()), heldOn: '2026-12-10' }),
    refused,
  );
  await assert.rejects(perform(manager, inviteToPanel, { meetingId, staffId: officer.staffId }), refused);
  await assert.rejects(perform(manager, closeMeeting, await version()), refused);
  assert.equal((await candidate(at(3))).state, 'proposed');
  await perform(probation, closeMeeting, await version());
  for (const person of [at(3), at(4)]) assert.equal((await candidate(person)).state, 'listed');
});

test('whoever is not shown everybody on the agenda for another cause does not close it either', async () => {
  const meetingId = await meetingWith([at(5)], 'issued');
  await house.ownerQuery(
    `insert into access_restriction (person_id, kind, staff_id, why) values ($1, 'exclude', $2, 'limited-access')`,
    [at(5), chair.staffId],
  );
  await house.ownerQuery(
    'update access_reason set excluded_staff = excluded_staff || $2::bigint where person_id = $1',
    [at(5), chair.staffId],
  );
  await assert.rejects(close(chair, meetingId), /You are not shown everybody on this agenda/);
  await close(manager, meetingId);
  assert.equal((await candidate(at(5))).state, 'listed');
});
