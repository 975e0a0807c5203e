import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember, sees } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { allocate } from '../../casework/allocate-for-tests.ts';
import { membersUnled } from '../../casework/index.ts';
import { addDays } from '../../kernel/clock.ts';
import { newKey } from '../../kernel/ids.ts';
import { listOtherTeams } from '../../scheme/directory.ts';
import { changeOwner, handOver, recordActivity, takeBackActivity, takeBackFromTeam } from './acts.ts';
import { handoverPanel, lentToday } from './daily.ts';
import { handoversToday } from './pages.ts';
import { readActivity, readHandover, readOwner } from './rules.ts';
import { countActivity, findCase, listActivity, listHandovers } from './store.ts';

// A case that its team owns, a time with a neighbourhood team, and what was done about it.

let house: TestHouse;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const manager = () => house.viewerFor('scheme-manager');
const neighbour = 'pc-neighbourhood';

async function lend(personId: number, untilDay: string): Promise<number> {
  const viewer = await manager();
  const teams = await house.database.as(viewer, (tx) => listOtherTeams(tx, viewer.schemeId));
  const teamId = teams.find(({ name }) => name === 'Norwich neighbourhood team')?.id ?? 0;
  return (
    await house.performer.perform(viewer, handOver, { personId, teamId, untilDay, why: 'Visits' }, newKey())
  ).id;
}

test('a case that the team owns waits for no lead; the change is in its history', async () => {
  const person = await addMember(house);
  const viewer = await manager();
  const unled = () => house.database.as(viewer, (tx) => membersUnled(tx, viewer.schemeId));
  const before = await unled();
  const input = { personId: person, version: 1, owner: 'team' as const, why: 'Whole team' };
  await house.performer.perform(viewer, changeOwner, input, newKey());
  assert.equal(await unled(), before - 1);
  await assert.rejects(
    () => house.performer.perform(viewer, changeOwner, input, newKey()),
    isRefused('stale-version'),
  );
  const [change] = await house.ownerQuery<{ line: string }>(
    `select what || ' ' || was || ' ' || became as line from membership_change where person_id = $1`,
    [person],
  );
  assert.equal(change?.line, 'owner person team');
  const officer = await house.viewerFor('police-offender-manager');
  const refused = () =>
    house.performer.perform(officer, changeOwner, { ...input, version: 2, owner: 'person' }, newKey());
  await assert.rejects(refused, isRefused('right-missing'));
});

test('a neighbourhood team sees a member from the hand-over until its end or return, and their team all the while', async () => {
  const person = await addMember(house);
  assert.equal(await sees(house, neighbour, person), false);
  const id = await lend(person, addDays(new Date().toISOString().slice(0, 10), 20));
  assert.equal(await sees(house, neighbour, person), true);
  assert.equal(await sees(house, 'police-offender-manager', person), true);
  await assert.rejects(() => lend(person, '2027-01-01'), isRefused('not-allowed-now'));
  const viewer = await manager();
  await house.performer.perform(
    viewer,
    takeBackFromTeam,
    { personId: person, id, note: 'Went well' },
    newKey(),
  );
  assert.equal(await sees(house, neighbour, person), false);
  const [row] = await house.database.as(viewer, (tx) => listHandovers(tx, person));
  assert.equal(row?.returnedNote, 'Went well');
});

test('a hand-over ends by itself, and stands on Today until somebody says what came of it', async () => {
  const person = await addMember(house);
  await lend(person, addDays(new Date().toISOString().slice(0, 10), 5));
  await house.ownerQuery(
    `update access_reason set opens_at = now() - interval '2 hours', closes_at = now() - interval '1 hour' where person_id = $1 and source like 'team-handover:%'`,
    [person],
  );
  assert.equal(await sees(house, neighbour, person), false);
  await house.ownerQuery(`update team_handover set until_day = '2026-11-01' where person_id = $1`, [person]);
  const viewer = await manager();
  const items = await house.database.as(viewer, (tx) => handoversToday(tx, { viewer, today: '2026-11-02' }));
  assert.ok(items.some(({ personId, group }) => personId === person && group === 'overdue'));
});

test('a hand-over stands on the overview and on the lead’s Today, and that they are back does too', async () => {
  const person = await addMember(house);
  const lead = 'police-offender-manager';
  await allocate(house, person, lead, 'lead');
  const viewer = await house.viewerFor(lead);
  const today = new Date().toISOString().slice(0, 10);
  const ask = { personId: person, viewer, today, onScheme: true };
  const shown = () =>
    house.database.as(viewer, async (tx) => String((await handoverPanel.load(tx, ask)) ?? ''));
  const told = async (login = lead) => {
    const reader = await house.viewerFor(login);
    const items = await house.database.as(reader, (tx) =>
      lentToday(tx, { viewer: reader, today: '2026-11-02' }),
    );
    return items.filter(({ personId }) => personId === person).map(({ detail }) => detail ?? '');
  };
  assert.equal(await shown(), '');
  const id = await lend(person, addDays(today, 20));
  assert.match(await shown(), /With <strong>Norwich neighbourhood team<\/strong> until/);
  assert.match((await told())[0] ?? '', /^Handed over to Norwich neighbourhood team until/);
  assert.deepEqual(await told('link-worker'), []);
  const back = { personId: person, id, note: 'Went well' };
  await house.performer.perform(await manager(), takeBackFromTeam, back, newKey());
  assert.equal(await shown(), '');
  assert.deepEqual(await told(), ['Back from Norwich neighbourhood team: Went well']);
});

test('activity counts by team and kind, each number is its list, and a mistake counts for nothing', async () => {
  const person = await addMember(house);
  const officer = await house.viewerFor('police-offender-manager');
  const record = (kind: 'prevention' | 'enforcement', minutes: number) =>
    house.performer.perform(
      officer,
      recordActivity,
      { personId: person, kind, onDay: '2026-10-30', minutes, what: 'x' },
      newKey(),
    );
  await record('prevention', 30);
  const { id } = await record('prevention', 15);
  await record('enforcement', 60);
  const filter = { from: '2026-10-01', to: '2026-11-02', teamId: null, kind: null };
  const count = () => house.database.as(officer, (tx) => countActivity(tx, filter));
  assert.deepEqual(
    (await count()).map(({ kind, n, minutes }) => [kind, n, minutes]),
    [
      ['enforcement', 1, 60],
      ['prevention', 2, 45],
    ],
  );
  await house.performer.perform(
    officer,
    takeBackActivity,
    { personId: person, id, version: 1, why: 'Twice' },
    newKey(),
  );
  for (const one of await count()) {
    const list = await house.database.as(officer, (tx) =>
      listActivity(tx, { ...filter, teamId: one.teamId, kind: one.kind }, { limit: 50, offset: 0 }),
    );
    assert.equal(list.length, one.n);
  }
  for (const login of ['link-worker', 'opcc-commissioner', 'front-line-officer', 'providers-worker']) {
    const viewer = await house.viewerFor(login);
    assert.deepEqual(await house.database.as(viewer, (tx) => countActivity(tx, filter)), [], login);
  }
});

test('what a form lacks is said; the rule of the scheme says who may own a case', async () => {
  const model = { owners: 'person' as const, mostHandoverDays: 10 };
  assert.ok('errors' in readOwner({ owner: 'team', whyOwner: 'x' }, model));
  assert.ok('input' in readOwner({ owner: 'team', whyOwner: 'x' }, { ...model, owners: 'either' }));
  const form = { team: '3', untilDay: '2026-11-12', whyHandover: 'x' };
  assert.ok('input' in readHandover(form, [{ id: 3 }], model, '2026-11-02'));
  assert.ok('errors' in readHandover({ ...form, untilDay: '2026-11-13' }, [{ id: 3 }], model, '2026-11-02'));
  assert.ok(
    'errors' in readActivity({ kind: 'care', onDay: '2026-11-03', minutes: '0', what: '' }, '2026-11-02'),
  );
  const person = await addMember(house);
  const viewer = await manager();
  assert.equal(
    (await house.database.as(viewer, (tx) => findCase(tx, person, viewer.schemeId)))?.ownedBy,
    'person',
  );
});
