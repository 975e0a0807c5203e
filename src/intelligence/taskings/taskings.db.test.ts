import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { isRefused } from '../../../test/support/refusals.ts';
import { newKey } from '../../kernel/ids.ts';
import { listOtherTeams } from '../../scheme/directory.ts';
import { inHours, maker, offShift, onShift, releasedBriefing } from '../briefings/world-for-tests.ts';
import { answerTasking, askTasking, changeTasking } from './acts.ts';
import { taskingsToday } from './pages.ts';
import { getTasking, listEvents, listTaskings } from './store.ts';
import type { NewTasking } from './types.ts';

// What is asked of a shift or a partner, until it is answered; and what becomes of it when it is not.

let house: TestHouse;
let shift = 0;
let probation = 0;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
  const viewer = await house.viewerFor(maker);
  const teams = await house.database.as(viewer, (tx) => listOtherTeams(tx, viewer.schemeId));
  shift = teams.find(({ name }) => name === 'Ipswich response, shift A')?.id ?? 0;
  const [agency] = await house.ownerQuery<{ id: number }>(
    `select id::int from agency where code = 'probation'`,
  );
  probation = agency?.id ?? 0;
});
after(() => house.close());

async function ask(over: Partial<NewTasking> = {}, login = maker): Promise<number> {
  const input = {
    personId: null,
    toTeamId: shift,
    toAgencyId: null,
    what: 'Walk through the park',
    answerBy: inHours(2),
    dueAt: inHours(6),
    ...over,
  };
  return (await house.performer.perform(await house.viewerFor(login), askTasking, input, newKey())).id;
}

const seesIt = async (login: string, id: number): Promise<boolean> => {
  const viewer = await house.viewerFor(login);
  const all = await house.database.as(viewer, (tx) =>
    listTaskings(tx, { show: 'open', now: new Date(), limit: 100, offset: 0 }),
  );
  return all.some((one) => one.id === id);
};

const todayOf = async (login: string, now = new Date()): Promise<Map<string, string>> => {
  const viewer = await house.viewerFor(login);
  const items = await house.database.as(viewer, (tx) => taskingsToday(tx, { viewer, now }));
  return new Map(items.map(({ href, group }) => [href, group]));
};

const move = async (
  login: string,
  id: number,
  version: number,
  name: 'accept' | 'return' | 'finish' | 'take-back',
  words: string | null = null,
) =>
  house.performer.perform(
    await house.viewerFor(login),
    answerTasking,
    { id, version, move: name, words },
    newKey(),
  );

test('a shift accepts, says what came of it, and whoever asked reads it, with its history', async () => {
  const id = await ask();
  assert.equal((await todayOf(onShift)).get(`/taskings/${id}`), 'due');
  await move(onShift, id, 1, 'accept');
  await assert.rejects(() => move(onShift, id, 1, 'return', 'x'), isRefused('stale-version'));
  await move(onShift, id, 2, 'finish', 'Nobody there');
  await house.ownerQuery('update tasking set outcome_at = now() where id = $1', [id]);
  assert.equal((await todayOf(maker)).get(`/taskings/${id}`), 'changed');
  await move(onShift, id, 3, 'take-back');
  const viewer = await house.viewerFor(maker);
  const [tasking, events] = await house.database.as(viewer, (tx) =>
    Promise.all([getTasking(tx, id), listEvents(tx, id)]),
  );
  assert.equal(tasking.state, 'accepted');
  assert.deepEqual(
    events.map((one) => one.move),
    ['ask', 'accept', 'finish', 'take-back'],
  );
});

test('nothing unanswered is forgotten: it stands with whoever was asked, whoever asked, and who supervises them', async () => {
  const id = await ask();
  const late = new Date(Date.now() + 3 * 3_600_000);
  for (const login of [onShift, maker, 'scheme-manager', 'senior-probation-officer'])
    assert.equal((await todayOf(login, late)).get(`/taskings/${id}`), 'overdue', login);
  await move(onShift, id, 1, 'accept');
  assert.equal((await todayOf(maker, late)).get(`/taskings/${id}`), undefined);
  const overdue = new Date(Date.now() + 7 * 3_600_000);
  assert.equal((await todayOf(maker, overdue)).get(`/taskings/${id}`), 'overdue');
});

test('a returned one is asked again, with new times, or withdrawn by whoever asked it', async () => {
  const id = await ask();
  await move(onShift, id, 1, 'return', 'Not our beat');
  const asker = await house.viewerFor(maker);
  const again = {
    id,
    version: 2,
    move: 'again' as const,
    words: null,
    answerBy: inHours(5),
    dueAt: inHours(9),
  };
  await house.performer.perform(asker, changeTasking, again, newKey());
  assert.equal(await seesIt(onShift, id), true);
  const withdraw = { id, version: 3, move: 'withdraw' as const, words: 'Done otherwise' };
  await assert.rejects(() => move(onShift, id, 3, 'take-back'), isRefused('not-allowed-now'));
  await house.performer.perform(asker, changeTasking, withdraw, newKey());
  assert.equal(await seesIt(onShift, id), false);
});

test('ended ones stand with the last ended first, whatever their numbers; why words were kept is in the history', async () => {
  const ids: number[] = [];
  for (let place = 0; place < 6; place++) {
    const id = await ask();
    await move(onShift, id, 1, 'accept');
    ids.push(id);
  }
  const viewer = await house.viewerFor(onShift);
  for (const [place, id] of ids.entries()) {
    const done = {
      id,
      version: 2,
      move: 'finish' as const,
      words: 'The victim opened',
      keptBecause: 'She rang',
    };
    await house.performer.perform(viewer, answerTasking, done, newKey());
    await house.ownerQuery(`update tasking set outcome_at = now() + $2 * interval '1 minute' where id = $1`, [
      id,
      place,
    ]);
  }
  const { list, events } = await house.database.as(viewer, async (tx) => ({
    list: await listTaskings(tx, { show: 'ended', now: new Date(), limit: 6, offset: 0 }),
    events: await listEvents(tx, ids[0] ?? 0),
  }));
  assert.deepEqual(
    list.map(({ id }) => id),
    ids.toReversed(),
  );
  assert.equal(events.at(-1)?.keptBecause, 'She rang');
});

test('one about a person is asked of those only who can see them until it is due', async () => {
  const person = await addMember(house, 'Ipswich team');
  await assert.rejects(() => ask({ personId: person }), isRefused('invalid'));
  await releasedBriefing(house, [person], { until: inHours(4) });
  await assert.rejects(() => ask({ personId: person, dueAt: inHours(6) }), isRefused('invalid'));
  const id = await ask({ personId: person, dueAt: inHours(3) });
  assert.equal(await seesIt(onShift, id), true);
  const partner = await ask({ personId: person, toTeamId: null, toAgencyId: probation });
  assert.equal(await seesIt('ali-hussain', partner), true);
  assert.equal(await seesIt('probation-offender-manager', partner), false);
  const officer = await house.viewerFor(onShift);
  assert.equal((await house.database.as(officer, (tx) => getTasking(tx, id))).name, 'Aaron Blythe');
});

test('whoever supervises withdraws what their own service asked, and not what a partner asked', async () => {
  const id = await ask();
  const withdraw = { id, version: 1, move: 'withdraw' as const, words: 'Not needed' };
  // They hold the right and see the day of the team, and it is the police's tasking.
  const probationer = await house.viewerFor('senior-probation-officer');
  assert.equal(await seesIt('senior-probation-officer', id), true);
  await assert.rejects(
    () => house.performer.perform(probationer, changeTasking, withdraw, newKey()),
    isRefused('not-found'),
  );
  const manager = await house.viewerFor('scheme-manager');
  await house.performer.perform(manager, changeTasking, withdraw, newKey());
  assert.equal(await seesIt(onShift, id), false);
});

test('nobody else sees it or may move it', async () => {
  const id = await ask();
  for (const login of [
    offShift,
    'police-offender-manager',
    'opcc-commissioner',
    'providers-manager',
    'board-member',
    'link-worker',
    'auditor',
  ])
    assert.equal(await seesIt(login, id), false, login);
  await assert.rejects(() => move(offShift, id, 1, 'accept'), isRefused('not-found'));
  const provider = await house.viewerFor('providers-manager');
  const refused = () =>
    house.performer.perform(
      provider,
      answerTasking,
      { id, version: 1, move: 'accept', words: null },
      newKey(),
    );
  await assert.rejects(refused, isRefused('right-missing'));
});
