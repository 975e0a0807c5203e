import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { acknowledgeAlert } from './acts.ts';
import { eraseEvents } from './erase.ts';
import { pumpOf } from './pump.ts';
import { takeIn } from './take-in.ts';
import { addMember, addSender, eventOf, type Member } from './world-for-tests.ts';

// Events and alerts go when the scheme's rule keeps them no longer; how many there were stays.

let house: TestHouse;
let police: Awaited<ReturnType<typeof addSender>>;
let member: Member;
before(async () => {
  house = await testHouse();
  await house.coverEverything();
  police = await addSender(house, { name: 'Custody system' });
  member = await addMember(house, {
    ...{ serial: 71, given: 'Erased', family: 'Example', born: '1990-01-31' },
    lead: 'police-offender-manager',
  });
});
after(() => house?.close());

const inDays = (days: number): Date => new Date(testNow.getTime() + days * 86_400_000);

async function send(event: Record<string, unknown>): Promise<void> {
  const [outcome] = await takeIn(house.database, police.sender, [event], { how: 'api', now: testNow });
  assert.equal(outcome?.is, 'accepted');
  await pumpOf(house.database).nudge(testNow);
}

const left = async () =>
  (
    await house.ownerQuery<{ events: number; alerts: number; told: number }>(
      `select (select count(*)::int from event_received) as events, (select count(*)::int from alert) as alerts, (select count(*)::int from alert_recipient) as told`,
    )
  )[0];

const counts = () =>
  house.ownerQuery<{ month: string; kind: string; state: string; n: number }>(
    `select month::text, kind, state, n from event_count order by kind, state`,
  );

test('an event that nobody could be found for goes soon, one that was dealt with late; the counts stay', async () => {
  await send(eventOf({ pnc: member.pnc }, { detail: 'EXAMPLE DETAIL', happenedAt: '2026-11-02T08:30:00Z' }));
  await send(eventOf({ familyName: 'Nobody', bornOn: '1950-01-01' }, { kind: 'crime' }));
  assert.deepEqual(await left(), { events: 2, alerts: 1, told: 1 });
  assert.deepEqual(await eraseEvents(house.database, inDays(31)), { alerts: 0, events: 0 });
  assert.deepEqual(await eraseEvents(house.database, inDays(33)), { alerts: 0, events: 1 });
  assert.deepEqual(await left(), { events: 1, alerts: 1, told: 1 });

  // Still being told of: others are due, so it is not dealt with.
  await house.ownerQuery(`update alert set next_at = $1`, [inDays(500)]);
  assert.deepEqual(await eraseEvents(house.database, inDays(400)), { alerts: 0, events: 0 });
  await house.ownerQuery(`update alert set next_at = null`);

  // Acknowledged later than told: the days begin with that.
  const viewer = await house.viewerFor('police-offender-manager');
  const [alert] = await house.ownerQuery<{ id: number }>('select id::int from alert');
  await house.performer.perform(
    viewer,
    acknowledgeAlert,
    { id: alert?.id ?? 0, done: true, version: 1 },
    newKey(),
  );
  await house.ownerQuery(`update alert_recipient set acknowledged_at = $1`, [inDays(100)]);
  assert.deepEqual(await eraseEvents(house.database, inDays(400)), { alerts: 0, events: 0 });
  assert.deepEqual(await eraseEvents(house.database, inDays(467)), { alerts: 1, events: 1 });
  assert.deepEqual(await left(), { events: 0, alerts: 0, told: 0 });
  const kept = await counts();
  assert.deepEqual(
    kept.map(({ month, kind, n }) => [month, kind, n]),
    [
      ['2026-11-01', 'crime', 1],
      ['2026-11-01', 'custody', 1],
    ],
  );
  const everywhere = await house.ownerQuery<{ n: number }>(
    `select count(*)::int as n from row_history where was::text like '%EXAMPLE DETAIL%'`,
  );
  assert.equal(everywhere[0]?.n, 0, 'no earlier wording is kept');
  const audit = await house.ownerQuery<{ detail: Record<string, number> }>(
    `select detail from audit_entry where act = 'events:erase' order by id`,
  );
  assert.deepEqual(
    audit.map(({ detail }) => detail),
    [
      { alerts: 0, events: 1, unmatched: 1 },
      { alerts: 1, events: 1, unmatched: 0 },
    ],
  );
});

test('counts of a month add up, and a scheme without the rule erases nothing', async () => {
  for (let n = 0; n < 3; n += 1)
    await send(eventOf({ familyName: 'Nobody', bornOn: '1950-01-01' }, { kind: 'crime' }));
  await house.ownerQuery(`update rule_version set valid_to = '2026-01-01' where kind = 'erasure'`);
  house.database.shared.clear();
  assert.deepEqual(await eraseEvents(house.database, inDays(900)), { alerts: 0, events: 0 });
  await house.ownerQuery(`update rule_version set valid_to = null where kind = 'erasure'`);
  house.database.shared.clear();
  assert.equal((await eraseEvents(house.database, inDays(60))).events, 3);
  assert.equal((await counts()).find(({ kind }) => kind === 'crime')?.n, 4);
});

test('nobody but the retention service may erase, and it reads no content', async () => {
  const viewer = await house.viewerFor('scheme-manager');
  await assert.rejects(house.database.as(viewer, (tx) => tx.run(sql`delete from event_received`)));
  await assert.rejects(
    house.database.as(serviceViewer('retention', 'test'), (tx) =>
      tx.many(sql`select described, detail from event_received`),
    ),
  );
});
