import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import type { Act } from '../../kernel/acts.ts';
import { sql } from '../../kernel/database.ts';
import {
  rateMember,
  recordReview,
  resumeMember,
  setReviewDate,
  setTier,
  suspendMember,
} from '../membership/acts.ts';
import { pageOfCohort } from '../membership/cohort-store.ts';
import { membershipTimeline } from '../membership/given.ts';
import { makePerson, provenOffences } from '../people-for-tests.ts';
import { proposeCandidate } from '../selection/acts.ts';
import { runSelection } from '../selection/run.ts';
import {
  addItem,
  closeMeeting,
  createMeeting,
  decideItem,
  declareInterest,
  issueAgenda,
  recordAttendance,
  removeItem,
} from './acts.ts';
import { panelsToday } from './given.ts';
import { listOpenMeetings } from './meetings.ts';
import type { DecideInput } from './types.ts';

let house: TestHouse;
let manager: StaffViewer;
let chair: StaffViewer;
let member: StaffViewer;
let analyst: StaffViewer;
let officer: StaffViewer;
const people: number[] = [];

const perform = <Input, Result>(
  viewer: StaffViewer,
  act: Act<Input, Result>,
  input: Input,
): Promise<Result> => house.performer.perform(viewer, act, input, randomUUID());
const row = async <Row>(text: string, values: unknown[] = []): Promise<Row> => {
  const [found] = await house.ownerQuery<Row>(text, values);
  if (found === undefined) throw new Error(`No row: ${text}`);
  return found;
};
const sees = async (viewer: StaffViewer, personId: number): Promise<boolean> =>
  (await house.database.as(viewer, (tx) => tx.many(sql`select id from person where id = ${personId}`)))
    .length === 1;
const candidate = (personId: number) =>
  row<{ id: number; version: number; state: string }>(
    'select id, version, state from candidate where person_id = $1',
    [personId],
  );
const itemOf = (meetingId: number, personId: number) =>
  row<{ id: number; version: number }>(
    'select id, version from panel_item where meeting_id = $1 and person_id = $2',
    [meetingId, personId],
  );
const meetingVersion = async (id: number) =>
  (await row<{ version: number }>('select version from panel_meeting where id = $1', [id])).version;

/** A meeting with these people proposed; issued and quorate where asked. */
async function meetingWith(
  personIds: readonly number[],
  state: 'planned' | 'issued' | 'quorate',
): Promise<number> {
  const { id } = await perform(manager, createMeeting, {
    heldOn: '2026-12-01',
    baseId: null,
    chairId: chair.staffId,
    invited: [member.staffId],
  });
  for (const personId of personIds) {
    const { id: candidateId, version } = await candidate(personId);
    await perform(analyst, proposeCandidate, { candidateId, version, meetingId: id, why: null });
  }
  if (state === 'planned') return id;
  await perform(manager, issueAgenda, { meetingId: id, version: await meetingVersion(id) });
  if (state === 'quorate')
    for (const staffId of [chair.staffId, member.staffId])
      await perform(chair, recordAttendance, { meetingId: id, staffId, state: 'attended' });
  return id;
}

const adoption = async (meetingId: number, personId: number): Promise<DecideInput> => {
  const { id: itemId, version } = await itemOf(meetingId, personId);
  const base = await row<{ id: number }>(`select id from base where name = 'Norwich'`);
  return {
    itemId,
    version,
    decision: 'adopt',
    reasonCode: 'meets-threshold',
    reason: 'Meets it',
    strand: 'fixed',
    baseId: base.id,
  };
};

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  for (let index = 0; index < 9; index++)
    people.push(
      await makePerson(house, {
        offences: provenOffences(5 + (index % 3)),
        record: 'suspect',
        supervised: index === 2,
      }),
    );
  people.push(
    await makePerson(house, { born: '2010-05-05', offences: provenOffences(6), record: 'suspect' }),
  );
  await runSelection(house.database, { schemeId: house.schemeId, on: '2026-11-02', now: testNow });
  manager = await house.viewerFor('scheme-manager');
  chair = await house.viewerFor('panel-chair');
  member = await house.viewerFor('panel-member');
  analyst = await house.viewerFor('analyst');
  officer = await house.viewerFor('police-offender-manager');
});
after(() => house.close());

const at = (index: number): number => people[index] ?? 0;

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

test('below quorum nothing is decided, and what may be done is said', async () => {
  const meetingId = await meetingWith([at(1)], 'issued');
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
  await perform(manager, removeItem, { itemId, version });
  assert.ok((await offered(analyst)).every((id) => id !== meetingId));
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
  for (const staffId of [chair.staffId, member.staffId])
    await perform(manager, recordAttendance, { meetingId, staffId, state: 'attended' });
  const input = await adoption(meetingId, at(4));
  await assert.rejects(perform(chair, decideItem, input), isRefused('right-missing'));
  await assert.rejects(perform(member, decideItem, input), isRefused('right-missing'));
  await perform(manager, decideItem, { ...input, decision: 'defer', reasonCode: 'more-information' });
  assert.equal((await candidate(at(4))).state, 'deferred');
});

test('declaring an interest hides the person from the one who declares, at once and everywhere', async () => {
  const meetingId = await meetingWith([at(5)], 'quorate');
  const { id: itemId } = await itemOf(meetingId, at(5));
  assert.equal(await sees(member, at(5)), true);
  await perform(member, declareInterest, { itemId });
  assert.equal(await sees(member, at(5)), false);
  assert.equal(await sees(chair, at(5)), true);
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
  for (const staffId of [chair.staffId, member.staffId])
    await perform(chair, recordAttendance, { meetingId: later, staffId, state: 'attended' });
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

test('a candidate taken off, or undecided when the meeting closes, is back on the list', async () => {
  const meetingId = await meetingWith([at(7), at(8)], 'issued');
  const item = await itemOf(meetingId, at(7));
  await perform(manager, removeItem, { itemId: item.id, version: item.version });
  assert.equal((await candidate(at(7))).state, 'listed');
  assert.equal(await sees(member, at(7)), false);
  await perform(chair, closeMeeting, { meetingId, version: await meetingVersion(meetingId) });
  assert.equal((await candidate(at(8))).state, 'listed');
  await assert.rejects(
    perform(chair, decideItem, await adoption(meetingId, at(8))),
    isRefused('not-allowed-now'),
  );
});

test('RAG, tier, review and suspension leave their history; a stale form sees both', async () => {
  const { id, version } = await row<{ id: number; version: number }>(
    'select id, version from membership where person_id = $1',
    [at(2)],
  );
  const changing = (at_: number) => ({ membershipId: id, version: at_, why: 'Seen at home' });
  await perform(officer, rateMember, { ...changing(version), rag: 'amber' });
  await assert.rejects(
    perform(officer, rateMember, { ...changing(version), rag: 'red' }),
    isRefused('stale-version'),
  );
  await perform(officer, rateMember, { ...changing(version + 1), rag: 'red' });
  await perform(officer, setTier, { ...changing(version + 2), tier: '2' });
  await perform(officer, setReviewDate, { ...changing(version + 3), nextReview: '2026-11-05' });
  await perform(officer, suspendMember, changing(version + 4));
  await assert.rejects(perform(officer, suspendMember, changing(version + 5)), isRefused('not-allowed-now'));
  await perform(officer, resumeMember, changing(version + 5));
  const history = await house.ownerQuery<{ line: string }>(
    `select what || ' ' || coalesce(was, '-') || ' ' || became as line from membership_change where membership_id = $1 order by id`,
    [id],
  );
  assert.deepEqual(
    history.map(({ line }) => line),
    [
      'state - member',
      'rag none amber',
      'rag amber red',
      'tier - 2',
      'review 2027-02-02 2026-11-05',
      'state member suspended',
      'state suspended member',
    ],
  );
});

test('a review is one act: rating, tier and next date in one version, each on its line of the history', async () => {
  const { id, version } = await row<{ id: number; version: number }>(
    'select id, version from membership where person_id = $1',
    [at(2)],
  );
  const found = {
    membershipId: id,
    heldOn: '2026-11-02',
    tier: '2',
    nextReview: '2027-02-02',
    why: 'Steady',
  };
  await assert.rejects(
    perform(officer, recordReview, { ...found, rag: 'red', version: version - 1 }),
    isRefused('stale-version'),
  );
  await assert.rejects(
    perform(officer, recordReview, { ...found, rag: 'red', version, heldOn: '2026-11-03' }),
    isRefused('invalid'),
  );
  await perform(officer, recordReview, { ...found, rag: 'green', version });
  // Nothing changed but the date: there is a review all the same, and the trend stays what it was.
  await perform(officer, recordReview, { ...found, rag: 'green', version: version + 1, why: 'Still steady' });
  assert.deepEqual(
    await row('select rag, rag_was, tier, next_review::text, version from membership where id = $1', [id]),
    { rag: 'green', rag_was: 'red', tier: '2', next_review: '2027-02-02', version: version + 2 },
  );
  const history = await house.ownerQuery<{ line: string }>(
    `select what || ' ' || coalesce(was, '-') || ' ' || became || ' ' || coalesce(held_on::text, '-') || ' ' || why as line
     from membership_change where membership_id = $1 order by id desc limit 3`,
    [id],
  );
  assert.deepEqual(
    history.map(({ line }) => line),
    [
      'review 2027-02-02 2027-02-02 2026-11-02 Still steady',
      'review 2026-11-05 2027-02-02 2026-11-02 Steady',
      'rag red green - Steady',
    ],
  );
  const timeline = await house.database.as(officer, (tx) => membershipTimeline(tx, at(2)));
  const held = timeline.filter(({ title }) => title === 'Review held on 2 November 2026');
  assert.deepEqual(
    held.map(({ detail }) => detail),
    ['Still steady. Next review: 2 February 2027', 'Steady. Next review: 2 February 2027'],
  );
  const [audit] = await house.ownerQuery<{ detail: object }>(
    `select detail from audit_entry where act = 'membership:record-review' and kind = 'wrote' order by id limit 1`,
  );
  assert.deepEqual(audit?.detail, { what: 'review', heldOn: '2026-11-02', changed: 'rag review' });
  // For the tests that follow: due this week, as before.
  await perform(officer, setReviewDate, {
    membershipId: id,
    version: version + 2,
    nextReview: '2026-11-05',
    why: 'Sooner',
  });
});

test('the list counts what its viewer sees, and each total is the list it leads to', async () => {
  const ask = {
    schemeId: house.schemeId,
    filter: {},
    order: { sort: 'name' as const, descending: false },
    today: '2026-11-02',
  };
  const list = (viewer: StaffViewer, filter: object = {}) =>
    house.database.as(viewer, (tx) => pageOfCohort(tx, { ...ask, filter }, { pageSize: 50, page: 1 }));
  for (const viewer of [manager, officer, analyst]) {
    const { rows, totals } = await list(viewer);
    assert.equal(totals.all, rows.length);
    for (const [rag, n] of Object.entries(totals.rag))
      assert.equal((await list(viewer, { rag })).rows.length, n);
    for (const [strand, n] of Object.entries(totals.strand))
      assert.equal((await list(viewer, { strand })).rows.length, n);
  }
  assert.equal((await list(member)).totals.all <= people.length, true);
  assert.equal((await list(officer, { review: 'week' })).rows.length, 1);
  assert.equal((await list(officer, { text: '%' })).rows.length, 0);
  const stranger = await house.viewerFor('youth-justice-officer');
  const other = await house.viewerFor('sgt-robert-aldous');
  assert.equal((await list(stranger)).totals.all, (await list(officer)).totals.all);
  assert.equal((await list(other)).totals.all, 0);
});
