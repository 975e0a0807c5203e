import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, staffId } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { newKey } from '../../kernel/ids.ts';
import { endBriefing } from './acts.ts';
import { getBriefing, listMade, listParts, listReaders } from './store.ts';
import { addReport, ipswich, maker, onShift, releasedBriefing } from './world-for-tests.ts';

// A report is told to nobody past what they were sent of it; a briefing is read and ended by nobody past its people.

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

/** Sends the officer the report under a condition; the copy's id and its sending's. */
async function sent(report: number): Promise<{ copy: number; sending: number }> {
  const [sending] = await house.ownerQuery<{ id: number }>(
    `insert into dissemination (scheme_id, report_id, sent_by, purpose, conditions, expires_at)
     values ($1, $2, $3, 'Look', 'TELL NOBODY', now() + interval '2 days') returning id::int`,
    [house.schemeId, report, await staffId(house, 'scheme-manager')],
  );
  // The trigger that numbers copies asks who acts.
  await house.ownerQuery(`select set_config('waymark.staff', '1', false)`);
  const [copy] = await house.ownerQuery<{ id: number }>(
    `insert into dissemination_copy (report_id, dissemination_id, kind, staff_id, agency_id)
     select $1, $2, 'sent', id, agency_id from staff where login = $3 returning id::int`,
    [report, sending?.id, onShift],
  );
  await house.ownerQuery(`select set_config('waymark.staff', '', false)`);
  return { copy: copy?.id ?? 0, sending: sending?.id ?? 0 };
}

const toldReports = async (login: string, id: number) => {
  const viewer = await house.viewerFor(login);
  const parts = await house.database.as(viewer, (tx) => listParts(tx, id));
  return parts.filter(({ kind }) => kind === 'report');
};

test('a report of which the reader holds a copy that is not acknowledged, or was recalled, is not told them', async () => {
  const person = await addMember(house, 'Ipswich team');
  const report = await addReport(house, [person]);
  const id = await releasedBriefing(house, [person], { reportIds: [report] });
  assert.equal((await toldReports(onShift, id)).length, 1);
  const { copy, sending } = await sent(report);
  assert.equal((await toldReports(onShift, id)).length, 0);
  await house.ownerQuery('update dissemination_copy set acknowledged_at = now() where id = $1', [copy]);
  const [told] = await toldReports(onShift, id);
  assert.match(told?.conditions ?? '', /TELL NOBODY/);
  await house.ownerQuery(
    `insert into dissemination_recall (report_id, dissemination_id, why, recalled_by) values ($1, $2, 'Wrong', $3)`,
    [report, sending, await staffId(house, 'scheme-manager')],
  );
  assert.equal((await toldReports(onShift, id)).length, 0);
  // Sent and acknowledged anew, it stands again.
  const again = await sent(report);
  await house.ownerQuery('update dissemination_copy set acknowledged_at = now() where id = $1', [again.copy]);
  assert.equal((await toldReports(onShift, id)).length, 1);
});

test('whoever sees somebody in it not, and neither made nor released it, knows nothing of it and ends nothing', async () => {
  const norwich = {
    ...ipswich,
    code: 'norwich-shift-a',
    name: 'Norwich shift',
    team: 'Norwich response, shift A',
  };
  const [shared, elsewhere] = [
    await addMember(house, 'Ipswich team'),
    await addMember(house, 'Norwich team'),
  ];
  const id = await releasedBriefing(house, [shared, elsewhere], { area: norwich, by: 'scheme-manager' });
  const own = await releasedBriefing(house, [shared], { by: 'scheme-manager' });
  const other = await house.viewerFor(maker);
  const seen = await house.database.as(other, async (tx) => ({
    made: (await listMade(tx, 'now', { limit: 50, offset: 0 })).map((one) => one.id),
    readers: await listReaders(tx, id),
  }));
  assert.equal(seen.made.includes(id), false);
  // One whose people they all see is theirs to look after as well.
  assert.equal(seen.made.includes(own), true);
  assert.deepEqual(seen.readers, []);
  const input = { id, version: 1, act: 'withdraw' as const, why: 'x' };
  await assert.rejects(
    () => house.performer.perform(other, endBriefing, input, newKey()),
    isRefused('not-found'),
  );
  const releaser = await house.viewerFor('scheme-manager');
  assert.equal((await house.database.as(releaser, (tx) => getBriefing(tx, id))).state, 'released');
});
