import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { testNow } from '../../../test/support/house.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { sql } from '../../kernel/database.ts';
import { proposeCandidate } from '../selection/acts.ts';
import { runSelection } from '../selection/run.ts';
import {
  addItem,
  closeMeeting,
  confirmPresence,
  createMeeting,
  issueAgenda,
  recordAttendance,
} from './acts.ts';
import { decideItem } from './decide.ts';
import {
  adoption,
  analyst,
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
  sees,
} from './panel-for-tests.ts';

before(openPanelHouse);
after(() => house.close());

test('below quorum nothing is decided, and what may be done is said', async () => {
  const meetingId = await meetingWith([at(1)], 'issued');
  const attends = { meetingId, staffId: chair.staffId, state: 'attended' as const };
  for (const early of [
    () => perform(chair, recordAttendance, attends),
    async () => perform(chair, decideItem, await adoption(meetingId, at(1))),
  ])
    await assert.rejects(early(), /This meeting is on 1 December 2026/);
  await itsDayComes(meetingId);
  await perform(chair, recordAttendance, { meetingId, staffId: chair.staffId, state: 'attended' });
  await assert.rejects(perform(chair, decideItem, await adoption(meetingId, at(1))), (error: Error) => {
    assert.match(error.message, /Below quorum: 2 must attend, and 1 more is needed/);
    return true;
  });
  assert.equal((await candidate(at(1))).state, 'proposed');
});

test('adopting makes the member, with statutory status, retention date and access, in one transaction', async () => {
  const meetingId = await meetingWith([at(2)], 'quorate');
  assert.equal(await sees(officer, at(2)), false);
  const { membershipId } = await perform(chair, decideItem, await adoption(meetingId, at(2)));
  const made = await row<Record<string, unknown>>(
    `select state, strand, statutory, joined_on::text, next_review::text, review_retention_on::text from membership where id = $1`,
    [membershipId],
  );
  assert.deepEqual(made, {
    state: 'member',
    strand: 'fixed',
    statutory: 'statutory',
    joined_on: '2026-11-02',
    next_review: '2027-02-02',
    review_retention_on: '2032-11-02',
  });
  assert.equal((await candidate(at(2))).state, 'adopted');
  assert.equal(await sees(officer, at(2)), true);
  const kinds = await house.ownerQuery<{ kind: string }>(
    `select kind from access_reason where source = $1 order by kind`,
    [`membership:${membershipId}`],
  );
  assert.deepEqual(
    kinds.map(({ kind }) => kind),
    ['management', 'selection', 'team'],
  );
  await runSelection(house.database, { schemeId: house.schemeId, on: '2026-11-02', now: testNow });
  assert.equal((await candidate(at(2))).state, 'adopted');
});

test('a child is adopted into the youth strand or not at all, and nothing is left behind', async () => {
  const meetingId = await meetingWith([at(9)], 'quorate');
  const input = await adoption(meetingId, at(9));
  await assert.rejects(perform(chair, decideItem, input), isRefused('invalid'));
  assert.deepEqual(await house.ownerQuery('select id from membership where person_id = $1', [at(9)]), []);
  assert.equal(
    (await row<{ decision: null }>('select decision from panel_item where id = $1', [input.itemId])).decision,
    null,
  );
  await perform(chair, decideItem, { ...input, strand: 'youth' });
});

test('two sign at once: one wins, the other sees why; a signed decision stands', async () => {
  const meetingId = await meetingWith([at(3)], 'quorate');
  const input = await adoption(meetingId, at(3));
  const results = await Promise.allSettled([
    perform(chair, decideItem, input),
    perform(manager, decideItem, { ...input, decision: 'decline', reasonCode: 'below-priority' }),
  ]);
  const lost = results.find((result) => result.status === 'rejected');
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.ok(lost?.status === 'rejected' && isRefused('stale-version')(lost.reason));
  await assert.rejects(perform(manager, decideItem, { ...input, version: 2 }), isRefused('not-allowed-now'));
});

test('only this meeting’s chair or who manages the scheme signs', async () => {
  const { id: meetingId } = await perform(manager, createMeeting, {
    heldOn: '2026-12-02',
    baseId: null,
    chairId: manager.staffId,
    invited: [chair.staffId, member.staffId],
  });
  const { id: candidateId, version } = await candidate(at(4));
  await perform(analyst, proposeCandidate, { candidateId, version, meetingId, why: 'Look' });
  await perform(manager, issueAgenda, { meetingId, version: 1 });
  await itsDayComes(meetingId);
  for (const staffId of [chair.staffId, member.staffId])
    await perform(manager, recordAttendance, { meetingId, staffId, state: 'attended' });
  const input = await adoption(meetingId, at(4));
  await assert.rejects(perform(chair, decideItem, input), isRefused('right-missing'));
  await assert.rejects(perform(member, decideItem, input), isRefused('right-missing'));
  const defer = { ...input, decision: 'defer' as const, reasonCode: 'more-information' };
  await assert.rejects(perform(manager, decideItem, defer), /You are not recorded as having attended/);
  await perform(manager, recordAttendance, { meetingId, staffId: manager.staffId, state: 'attended' });
  await assert.rejects(
    perform(manager, decideItem, defer),
    /must press “I am here”.*signed in as themselves/,
  );
  await perform(chair, confirmPresence, { meetingId });
  await perform(manager, decideItem, defer);
  assert.equal((await candidate(at(4))).state, 'deferred');
});

test('de-selection closes everybody’s working access; management keeps after-care until the retention date', async () => {
  const meetingId = await meetingWith([at(6)], 'quorate');
  const { membershipId } = await perform(chair, decideItem, await adoption(meetingId, at(6)));
  await perform(manager, closeMeeting, { meetingId, version: await meetingVersion(meetingId) });
  const later = await meetingWith([], 'planned');
  await perform(manager, addItem, {
    meetingId: later,
    personId: at(6),
    question: 'de-select',
    why: 'Risk is lower',
  });
  await perform(manager, issueAgenda, { meetingId: later, version: 1 });
  await itsDayComes(later);
  for (const staffId of [chair.staffId, member.staffId])
    await perform(chair, recordAttendance, { meetingId: later, staffId, state: 'attended' });
  await perform(member, confirmPresence, { meetingId: later });
  const item = await itemOf(later, at(6));
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, staff_id, source) values ($1, 'lead', $2, 'allocation:77')`,
    [at(6), officer.staffId],
  );
  await house.ownerQuery(
    `insert into allocation (membership_id, person_id, staff_id, agency_id, kind) values ($1, $2, $3, $4, 'lead')`,
    [membershipId, at(6), officer.staffId, officer.agencyId],
  );
  for (const [state, when] of [
    ['planned', '1 day'],
    ['planned', '-1 day'],
    ['recorded', '-2 days'],
  ])
    await house.ownerQuery(
      `insert into contact (person_id, agency_id, staff_id, kind, state, at, planned, outcome, handling)
       values ($1, $2, $3, 'office', $4, now() + $5::interval, true, case when $4 = 'recorded' then 'attended' end, 'partners')`,
      [at(6), officer.agencyId, officer.staffId, state, when],
    );
  assert.equal(await sees(officer, at(6)), true);
  await perform(chair, decideItem, {
    itemId: item.id,
    version: item.version,
    decision: 'de-select',
    reasonCode: 'risk-reduced',
    reason: 'Stable for a year',
  });
  assert.equal(await sees(officer, at(6)), false);
  assert.equal(await sees(manager, at(6)), true);
  const notices = await house.database.as(officer, (tx) =>
    tx.many(sql`select kind, person_id as "personId" from notice where staff_id = ${officer.staffId}`),
  );
  assert.deepEqual(notices, [{ kind: 'case-left', personId: null }]);
  const contacts = await house.ownerQuery(
    `select state, withdrawn_why as why, changed_by = $2 as chair from contact where person_id = $1 order by at`,
    [at(6), chair.staffId],
  );
  assert.deepEqual(contacts, [
    { state: 'recorded', why: null, chair: null },
    { state: 'planned', why: null, chair: null },
    { state: 'withdrawn', why: 'left the scheme', chair: true },
  ]);
  const ended = await row<Record<string, unknown>>(
    'select state, left_on::text, left_reason from membership where id = $1',
    [membershipId],
  );
  assert.deepEqual(ended, { state: 'de-selected', left_on: '2026-11-02', left_reason: 'risk-reduced' });
  assert.equal((await candidate(at(6))).state, 'set-aside');
});
