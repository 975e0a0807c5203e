import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isRefused } from '../../../test/support/refusals.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { decideItem } from '../panels/decide.ts';
import {
  adoption,
  analyst,
  at,
  chair,
  house,
  manager,
  meetingWith,
  member,
  officer,
  openPanelHouse,
  perform,
  row,
} from '../panels/panel-for-tests.ts';
import { rateMember, recordReview, resumeMember, setReviewDate, setTier, suspendMember } from './acts.ts';
import { pageOfCohort } from './cohort-store.ts';
import { membershipTimeline } from './given.ts';

before(async () => {
  await openPanelHouse();
  const meetingId = await meetingWith([at(0), at(2)], 'quorate');
  for (const person of [at(0), at(2)]) await perform(chair, decideItem, await adoption(meetingId, person));
});
after(() => house.close());

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
  assert.deepEqual(audit?.detail, { what: 'review', heldOn: '2026-11-02', changed: 'rag+review' });
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
    seenLately: [],
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
  assert.equal((await list(officer)).totals.all, 2);
  // Both were on the agenda of their panel.
  assert.equal((await list(member)).totals.all, 2);
  assert.equal((await list(officer, { review: 'week' })).rows.length, 1);
  assert.equal((await list(officer, { text: '%' })).rows.length, 0);
  const stranger = await house.viewerFor('youth-justice-officer');
  const other = await house.viewerFor('sgt-robert-aldous');
  assert.equal((await list(stranger)).totals.all, (await list(officer)).totals.all);
  assert.equal((await list(other)).totals.all, 0);
});
