import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { addMember } from '../../../test/support/members.ts';
import { newKey } from '../../kernel/ids.ts';
import type { Carriers, OutgoingMessage } from '../../notices/types.ts';
import { listOtherTeams } from '../../scheme/directory.ts';
import { inHours, maker, onShift, releasedBriefing } from '../briefings/world-for-tests.ts';
import { answerTasking, askTasking } from './acts.ts';
import { mailOfLate, tellOfLate } from './late.ts';
import { listWaitingTaskings, markToldOpened } from './late-store.ts';

// Somebody is told that nothing came of a tasking: not on Today alone.

let house: TestHouse;
let shift = 0;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
  const viewer = await house.viewerFor(maker);
  const teams = await house.database.as(viewer, (tx) => listOtherTeams(tx, viewer.schemeId));
  shift = teams.find(({ name }) => name === 'Ipswich response, shift A')?.id ?? 0;
  await house.ownerQuery(`update staff set email = login || '@example.test'`);
});
after(() => house.close());
beforeEach(() => house.ownerQuery(`update tasking set state = 'withdrawn'; delete from tasking_told`));

async function ask(personId: number | null): Promise<number> {
  const viewer = await house.viewerFor(maker);
  const { id } = await house.performer.perform(
    viewer,
    askTasking,
    {
      personId,
      toTeamId: shift,
      toAgencyId: null,
      what: 'WALK past',
      answerBy: inHours(2),
      dueAt: inHours(6),
    },
    newKey(),
  );
  return id;
}

const told = async (id: number): Promise<string[]> =>
  (
    await house.ownerQuery<{ login: string }>(
      `select s.login from tasking_told t join staff s on s.id = t.staff_id where t.tasking_id = $1 order by 1`,
      [id],
    )
  ).map(({ login }) => login);

/** A moment by day, so many days and hours after the tasking was asked: nothing is quiet. */
const later = (hours: number): Date => inHours(hours);

function carriers(outcome: 'sent' | 'later' = 'sent'): { carriers: Carriers; sent: OutgoingMessage[] } {
  const sent: OutgoingMessage[] = [];
  const carrier = {
    name: 'look' as const,
    send: async (message: OutgoingMessage) => {
      sent.push(message);
      return outcome === 'sent'
        ? { is: 'sent' as const, id: null }
        : { is: 'later' as const, cause: 'busy' as const };
    },
  };
  return { carriers: { email: carrier, text: carrier }, sent };
}

test('whoever asked is told at once and supervisors who may see it after a while; each once', async () => {
  const person = await addMember(house, 'Ipswich team');
  await releasedBriefing(house, [person]);
  const id = await ask(person);
  assert.equal(await tellOfLate(house.database, later(1)), 0);
  assert.equal(await tellOfLate(house.database, later(3)), 1);
  assert.deepEqual(await told(id), [maker]);
  assert.equal(await tellOfLate(house.database, later(3)), 0, 'told once');
  await tellOfLate(house.database, later(7));
  const all = await told(id);
  assert.ok(all.includes('scheme-manager'), all.join());
  await house.ownerQuery(
    `select set_config('waymark.service', 'selection', false), set_config('waymark.rights', ',access:restrict,', false)`,
  );
  const kept = await addMember(house, 'Ipswich team');
  await releasedBriefing(house, [kept]);
  const other = await ask(kept);
  await house.ownerQuery(
    `select access_restrict($1, 'exclude', (select id from staff where login = 'scheme-manager'), 'limited-access')`,
    [kept],
  );
  await tellOfLate(house.database, later(7));
  assert.deepEqual(
    (await told(other)).includes('scheme-manager'),
    false,
    'nobody is told of what they may not see',
  );
  assert.ok((await told(other)).includes(maker));
});

test('it stands in the inbox until something comes of it; not done in time is told anew', async () => {
  const id = await ask(null);
  await tellOfLate(house.database, later(3));
  const viewer = await house.viewerFor(maker);
  const inbox = (now: Date) =>
    house.database.as(viewer, (tx) => listWaitingTaskings(tx, viewer.staffId, now));
  const [waiting] = await inbox(later(3));
  assert.deepEqual([waiting?.id, waiting?.late, waiting?.opened], [id, 'unanswered', false]);
  await house.database.as(viewer, (tx) => markToldOpened(tx, id, viewer.staffId, new Date()));
  assert.equal((await inbox(later(3)))[0]?.opened, true);
  await house.performer.perform(
    await house.viewerFor(onShift),
    answerTasking,
    { id, version: 1, move: 'accept', words: null },
    newKey(),
  );
  assert.deepEqual(await inbox(later(3)), []);
  await tellOfLate(house.database, later(7));
  assert.deepEqual(
    (await inbox(later(7))).map((one) => [one.id, one.late]),
    [[id, 'overdue']],
  );
});

test('one mail to each, which names nobody; refused for now it goes with the next; none to who chose none', async () => {
  await ask(null);
  await ask(null);
  await tellOfLate(house.database, later(3));
  const day = new Date('2026-11-02T10:00:00Z');
  const night = new Date('2026-11-02T23:00:00Z');
  const origin = 'https://waymark.example';
  const busy = carriers('later');
  assert.equal(await mailOfLate(house.database, busy.carriers, { now: night, origin }), 0);
  assert.equal(busy.sent.length, 0, 'the night is quiet');
  assert.equal(await mailOfLate(house.database, busy.carriers, { now: day, origin }), 0);
  assert.equal(busy.sent.length, 1);
  const ready = carriers();
  assert.equal(await mailOfLate(house.database, ready.carriers, { now: day, origin }), 1);
  assert.equal(await mailOfLate(house.database, ready.carriers, { now: day, origin }), 0, 'once');
  const [mail] = ready.sent;
  assert.equal(mail?.to, `${maker}@example.test`);
  assert.match(mail?.subject ?? '', /2 taskings wait longer than was asked/);
  assert.doesNotMatch(JSON.stringify(mail), /WALK|Blythe|Ipswich/);
  await house.ownerQuery(
    `insert into alert_choice (staff_id, mail) select id, 'none' from staff where login = $1`,
    [maker],
  );
  await ask(null);
  await tellOfLate(house.database, later(3));
  assert.equal(await mailOfLate(house.database, ready.carriers, { now: day, origin }), 0);
});
