import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import type { Carriers, OutgoingMessage } from '../../notices/types.ts';
import { acknowledgeAlert, settleEvent } from './acts.ts';
import { senderOfSignature, senderOfToken, signatureOf } from './door.ts';
import { releaseMail, sendMail } from './mail.ts';
import { pumpOf } from './pump.ts';
import { receiveEvents } from './receive.ts';
import { getAlert, listInbox, listReports, listReview, markOpened } from './store.ts';
import type { EventOutcome, Sender } from './types.ts';
import { addMember, addRecord, addSender, eventOf, type Member, pncOf } from './world-for-tests.ts';

// Events come in, are matched, and those who may see them are told: on PostgreSQL.

let house: TestHouse;
let police: Awaited<ReturnType<typeof addSender>>;
let member: Member;
let next = 100;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  police = await addSender(house, { name: 'Custody system' });
});

after(() => house?.close());

/** A member of each test's own. */
const fresh = (more: { coWorker?: string; lead?: string } = {}): Promise<Member> => {
  next += 1;
  return addMember(house, {
    serial: next,
    given: 'Example',
    family: `Alerted${String.fromCharCode(65 + (next % 26))}${next}`,
    born: `19${70 + (next % 20)}-0${1 + (next % 9)}-1${next % 10}`,
    lead: 'police-offender-manager',
    ...more,
  });
};

const take = (sender: Sender, sent: readonly unknown[], now = testNow): Promise<EventOutcome[]> =>
  house.database.as(serviceViewer('events'), (tx) => receiveEvents(tx, sender, sent, { how: 'api', now }));

const tell = (now = testNow): Promise<void> => pumpOf(house.database).nudge(now);

const inbox = async (login: string) => {
  const viewer = await house.viewerFor(login);
  return house.database.as(viewer, (tx) =>
    listInbox(tx, viewer.staffId, { show: 'all' }, { limit: 500, offset: 0 }),
  );
};

const alertsOf = async (login: string, personId: number) =>
  (await inbox(login)).filter((alert) => alert.personId === personId);

const minutes = (n: number): Date => new Date(testNow.getTime() + n * 60_000);

test('an event of a member tells the lead, once, however often it is sent', async () => {
  member = await fresh();
  const event = eventOf({ pnc: member.pnc }, { detail: 'Example' });
  const first = await take(police.sender, [event, event]);
  assert.deepEqual(
    first.map(({ is }) => is),
    ['accepted', 'repeated'],
  );
  await tell();
  assert.deepEqual(await take(police.sender, [event]), [{ id: event.id, is: 'repeated' }]);
  await tell();
  const [alert, ...others] = await alertsOf('police-offender-manager', member.person);
  assert.equal(others.length, 0);
  assert.equal(alert?.reports, 1);
  assert.equal(alert?.because, 'lead');
  const [changed] = await take(police.sender, [{ ...event, detail: 'Something else' }]);
  assert.equal(changed?.is, 'refused');
});

test('two senders that report one thing make one alert, out of order too; another day is another', async () => {
  const one = await fresh();
  const probation = await addSender(house, { name: 'Other custody system', agency: 'probation' });
  await take(police.sender, [eventOf({ pnc: one.pnc }, { happenedAt: '2026-11-02T08:30:00Z' })]);
  await tell();
  await take(probation.sender, [eventOf({ pnc: one.pnc }, { happenedAt: '2026-11-02T07:10:00Z' })]);
  await take(police.sender, [eventOf({ pnc: one.pnc }, { happenedAt: '2026-10-30T07:10:00Z' })]);
  await tell();
  const alerts = await alertsOf('police-offender-manager', one.person);
  assert.deepEqual(alerts.map(({ reports }) => reports).sort(), [1, 2]);
  const both = alerts.find(({ reports }) => reports === 2);
  assert.equal(both?.happenedAt.toISOString(), '2026-11-02T07:10:00.000Z');
});

test('good events of a sending are kept, and of each bad one it is said what and where', async () => {
  const one = await fresh();
  const limited = await addSender(house, { name: 'Tag system', kinds: ['missed-tag'] });
  const outcomes = await take(limited.sender, [
    eventOf({ pnc: one.pnc }, { kind: 'missed-tag' }),
    eventOf({ pnc: one.pnc }, { kind: 'custody' }),
    eventOf({ pnc: '2015/0000001A' }, { kind: 'missed-tag' }),
    { id: 'x', kind: 'missed-tag', happenedAt: 'yesterday', person: {} },
    null,
  ]);
  assert.deepEqual(
    outcomes.map((outcome) => (outcome.is === 'refused' ? outcome.field : outcome.is)),
    ['accepted', 'kind', 'person.pnc', 'happenedAt', 'event'],
  );
});

test('an event ahead of its time is kept until then; one of long ago tells nobody', async () => {
  const one = await fresh();
  const ahead = eventOf({ pnc: one.pnc }, { kind: 'release', happenedAt: '2026-11-02T11:00:00Z' });
  const old = eventOf({ pnc: one.pnc }, { kind: 'crime', happenedAt: '2026-09-01T11:00:00Z' });
  const outcomes = await take(police.sender, [ahead, old]);
  assert.deepEqual(
    outcomes.map(({ is }) => is),
    ['parked', 'accepted'],
  );
  await tell();
  assert.equal((await alertsOf('police-offender-manager', one.person)).length, 0);
  await tell(minutes(121));
  const [alert] = await alertsOf('police-offender-manager', one.person);
  assert.equal(alert?.kind, 'release');
});

test('what is not certain waits for the reviewer and tells nobody until they decide', async () => {
  const one = await addMember(house, {
    serial: 901,
    given: 'Unsure',
    family: 'Examplewood',
    born: '1984-03-05',
    lead: 'police-offender-manager',
  });
  // Two people of one name and day: the engine joins neither alone.
  const [other] = await house.ownerQuery<{ id: number }>(
    `insert into person (family_name, given_names, search_names, born) values ('Examplewood', 'Unsure', 'unsure examplewood', '1984-03-05') returning id::int`,
  );
  await addRecord(house, {
    person: other?.id ?? 0,
    given: 'Unsure',
    family: 'Examplewood',
    born: '1984-03-05',
    pnc: null,
  });
  const unknown = eventOf({ familyName: 'Nobodyknown', givenNames: 'Zed', bornOn: '1950-01-01' });
  const event = eventOf({ familyName: 'Examplewood', givenNames: 'Unsure', bornOn: '1984-03-05' });
  await take(police.sender, [event, unknown]);
  await tell();
  assert.equal((await alertsOf('police-offender-manager', one.person)).length, 0);
  const reviewer = await house.viewerFor('identity-reviewer');
  const queue = await house.database.as(reviewer, (tx) => listReview(tx, { limit: 50, offset: 0 }));
  const found = queue.find(({ described }) => described.familyName === 'Examplewood');
  assert.deepEqual(found?.sides.map(({ person }) => person).sort(), [one.person, other?.id].sort());
  assert.equal(queue.find(({ described }) => described.familyName === 'Nobodyknown')?.sides.length, 0);
  const settle = (outcome: 'person' | 'nobody', person: number | null, key: string) =>
    house.performer.perform(
      reviewer,
      settleEvent,
      { id: found?.id ?? 0, outcome, person, version: found?.version ?? 0 },
      key,
    );
  // Neither like them, nor anybody whom the reviewer may look at.
  const [hidden] = await house.ownerQuery<{ id: number }>(
    `insert into person (family_name, given_names, search_names) values ('Unseen', 'Example', 'example unseen') returning id::int`,
  );
  await assert.rejects(() => settle('person', hidden?.id ?? 0, 'settle-somebody-else'), {
    code: 'not-found',
  });
  await settle('person', one.person, 'settle-the-right-one');
  await tell();
  assert.equal((await alertsOf('police-offender-manager', one.person)).length, 1);
  const manager = await house.viewerFor('scheme-manager');
  assert.equal(
    (await house.database.as(manager, (tx) => listReview(tx, { limit: 50, offset: 0 }))).length,
    0,
  );
});

test('what the handling keeps from somebody raises nothing for them, and its time shows nowhere', async () => {
  const one = await fresh({ coWorker: 'probation-offender-manager' });
  const own = await addSender(house, { name: 'Police only', handling: 'own' });
  await take(own.sender, [eventOf({ pnc: one.pnc }, { happenedAt: '2026-11-02T06:00:00Z' })]);
  await tell();
  await tell(minutes(31));
  assert.equal((await alertsOf('police-offender-manager', one.person)).length, 1);
  assert.equal((await alertsOf('probation-offender-manager', one.person)).length, 0);
  const [told] = await house.ownerQuery<{ n: number }>(
    `select count(*)::int as n from alert_recipient r join staff s on s.id = r.staff_id where r.person_id = $1 and s.login = 'probation-offender-manager'`,
    [one.person],
  );
  assert.equal(told?.n, 0);
  // A second report that probation may have shows them the alert, with that report alone.
  await take(police.sender, [eventOf({ pnc: one.pnc }, { happenedAt: '2026-11-02T06:20:00Z' })], minutes(32));
  await tell(minutes(32));
  const [alert] = await inbox('police-offender-manager').then((all) =>
    all.filter((a) => a.personId === one.person),
  );
  const probation = await house.viewerFor('probation-offender-manager');
  const reports = await house.database.as(probation, (tx) => listReports(tx, alert?.id ?? 0, 10));
  assert.deepEqual(
    reports.map(({ happenedAt }) => happenedAt.toISOString()),
    ['2026-11-02T06:20:00.000Z'],
  );
});

test('nobody whom a limited-access list keeps out is told; the alert goes on to the next who may see it', async () => {
  const one = await fresh({ coWorker: 'probation-offender-manager' });
  await house.ownerQuery(
    `update access_reason set excluded_staff = array[(select id from staff where login = 'police-offender-manager')] where person_id = $1`,
    [one.person],
  );
  await take(police.sender, [eventOf({ pnc: one.pnc })]);
  await tell();
  assert.equal((await alertsOf('police-offender-manager', one.person)).length, 0);
  const [alert] = await alertsOf('probation-offender-manager', one.person);
  assert.equal(alert?.because, 'co-worker');
});

test('an alert that nobody opens is told to others; once opened to nobody more', async () => {
  const one = await fresh({ coWorker: 'probation-offender-manager' });
  const two = await fresh({ coWorker: 'probation-offender-manager' });
  await take(police.sender, [eventOf({ pnc: one.pnc }), eventOf({ pnc: two.pnc })]);
  await tell();
  const [first] = await alertsOf('police-offender-manager', one.person);
  const officer = await house.viewerFor('police-offender-manager');
  await house.database.as(officer, (tx) => markOpened(tx, first?.id ?? 0, officer.staffId, minutes(5)));
  await tell(minutes(29));
  assert.equal((await alertsOf('probation-offender-manager', two.person)).length, 0);
  await tell(minutes(30));
  assert.equal((await alertsOf('probation-offender-manager', one.person)).length, 0);
  assert.equal((await alertsOf('probation-offender-manager', two.person)).length, 1);
});

test('a deputy is told with whoever is away', async () => {
  const one = await fresh();
  await house.ownerQuery(
    `insert into absence (scheme_id, staff_id, deputy_id, from_day, to_day, recorded_by)
     select $1, a.id, d.id, '2026-11-01', '2026-11-09', a.id from staff a, staff d where a.login = 'police-offender-manager' and d.login = 'scheme-manager'`,
    [house.schemeId],
  );
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, staff_id, source, opens_at) select $1, 'co-worker', id, 'test', now() - interval '1 day' from staff where login = 'scheme-manager'`,
    [one.person],
  );
  await take(police.sender, [eventOf({ pnc: one.pnc })]);
  await tell();
  assert.equal((await alertsOf('police-offender-manager', one.person))[0]?.because, 'lead');
  assert.equal((await alertsOf('scheme-manager', one.person))[0]?.because, 'deputy');
  await house.ownerQuery('delete from absence');
});

test('a flood of one sender is refused whole, and another sender is heard', async () => {
  const one = await fresh();
  const flood = await addSender(house, { name: 'Flood', perMinute: 3 });
  await take(flood.sender, [eventOf({ pnc: one.pnc }), eventOf({ pnc: one.pnc })]);
  const more = [eventOf({ pnc: one.pnc }), eventOf({ pnc: one.pnc })];
  await assert.rejects(
    () => take(flood.sender, more),
    (error: unknown) =>
      error instanceof WaymarkError && error.code === 'too-many' && error.data.retryAfter === 60,
  );
  assert.equal((await take(police.sender, [eventOf({ pnc: one.pnc })]))[0]?.is, 'accepted');
  const later = await take(flood.sender, more, minutes(1));
  assert.deepEqual(
    later.map(({ is }) => is),
    ['accepted', 'accepted'],
  );
});

test('a token opens while it holds; a signature is of the body, the time and the number', async () => {
  const { database } = house;
  assert.equal((await senderOfToken(database, `Bearer ${police.token}`, testNow)).id, police.sender.id);
  await assert.rejects(() => senderOfToken(database, `Bearer ${police.token.slice(1)}x`, testNow), {
    code: 'not-signed-in',
  });
  const body = Buffer.from('{"a":1}');
  const timestamp = String(testNow.getTime() / 1000);
  const signed = {
    senderId: police.sender.id,
    id: 'msg-1',
    timestamp,
    signature: `v1,${signatureOf(police.key, 'msg-1', timestamp, body)}`,
    body,
  };
  assert.equal((await senderOfSignature(database, signed, testNow)).id, police.sender.id);
  const wrong = [
    { ...signed, body: Buffer.from('{"a":2}') },
    { ...signed, id: 'msg-2' },
    { ...signed, timestamp: String(Number(timestamp) + 1) },
    { ...signed, signature: 'v1,AAAA' },
    { ...signed, signature: undefined },
    { ...signed, senderId: police.sender.id + 1_000 },
  ];
  for (const one of wrong)
    await assert.rejects(() => senderOfSignature(database, one, testNow), { code: 'not-signed-in' });
  await assert.rejects(() => senderOfSignature(database, signed, minutes(6)), { code: 'not-signed-in' });
  // Nobody who is refused waits for that to be written down.
  const why = async () =>
    (
      await house.ownerQuery<{ why: string | null; at: Date }>(
        'select refused_why as why, refused_at as at from event_sender where id = $1',
        [police.sender.id],
      )
    )[0];
  for (let tries = 0; (await why())?.why !== 'time' && tries < 100; tries += 1) await setTimeout(20);
  assert.equal((await why())?.why, 'time');
  const written = (await why())?.at;
  await assert.rejects(() => senderOfSignature(database, signed, new Date(minutes(6).getTime() + 30_000)), {
    code: 'not-signed-in',
  });
  await setTimeout(100);
  assert.deepEqual((await why())?.at, written);
  await house.ownerQuery('update event_secret set ends_at = $2 where sender_id = $1', [
    police.sender.id,
    minutes(10),
  ]);
  assert.ok(await senderOfToken(database, `Bearer ${police.token}`, minutes(9)));
  await assert.rejects(() => senderOfToken(database, `Bearer ${police.token}`, minutes(11)), {
    code: 'not-signed-in',
  });
});

function recording(): { sent: OutgoingMessage[]; carriers: Carriers } {
  const sent: OutgoingMessage[] = [];
  const carrier: Carriers['email'] = {
    name: 'smtp',
    send: async (message) => {
      sent.push(message);
      return { is: 'sent', id: null };
    },
  };
  return { sent, carriers: { email: carrier, text: carrier } };
}

test('mail names nobody, goes once, and at night waits for the morning unless the kind overrides that', async () => {
  const one = await fresh();
  const officer = await house.viewerFor('police-offender-manager');
  await house.ownerQuery(
    `insert into alert_choice (staff_id, mail, address) values ($1, 'each', 'officer@example.org')
     on conflict (staff_id) do update set mail = 'each', address = excluded.address`,
    [officer.staffId],
  );
  const night = new Date('2026-11-02T23:00:00Z');
  // What the tests before have left is told first.
  await tell(night);
  await house.ownerQuery(`update alert_recipient set mail = 'none'`);
  await take(
    police.sender,
    [
      eventOf({ pnc: one.pnc }, { kind: 'crime', happenedAt: '2026-11-02T22:50:00Z' }),
      eventOf({ pnc: one.pnc }, { kind: 'missed-tag', happenedAt: '2026-11-02T22:50:00Z' }),
    ],
    night,
  );
  await tell(night);
  const { sent, carriers } = recording();
  const send = () =>
    sendMail(house.database, carriers, officer.staffId, { origin: 'https://waymark.example' });
  await Promise.all([send(), send()]);
  assert.equal(sent.length, 1);
  assert.match(
    sent[0]?.body ?? '',
    /a new alert for you in Waymark\. Sign in to open it: https:\/\/waymark\.example\/inbox/,
  );
  assert.doesNotMatch(JSON.stringify(sent), /Alerted|tag|Crime|2015\//i);
  assert.equal(await releaseMail(house.database, new Date('2026-11-03T06:59:00Z')), 0);
  assert.equal(await releaseMail(house.database, new Date('2026-11-03T07:00:00Z')), 1);
  await send();
  assert.equal(sent.length, 2);
  await send();
  assert.equal(sent.length, 2);
});

test('nobody but whoever was told acknowledges, and they may take it back', async () => {
  const one = await fresh();
  await take(police.sender, [eventOf({ pnc: one.pnc })]);
  await tell();
  const [alert] = await alertsOf('police-offender-manager', one.person);
  const officer = await house.viewerFor('police-offender-manager');
  const act = (done: boolean, version: number, key: string) =>
    house.performer.perform(officer, acknowledgeAlert, { id: alert?.id ?? 0, done, version }, key);
  await act(true, 1, 'acknowledge-1');
  await assert.rejects(() => act(true, 1, 'acknowledge-2'), { code: 'stale-version' });
  await act(false, 2, 'acknowledge-3');
  assert.equal((await alertsOf('police-offender-manager', one.person))[0]?.acknowledgedAt, null);
  for (const login of ['link-worker', 'providers-worker', 'opcc-commissioner', 'administrator']) {
    const viewer = await house.viewerFor(login);
    await assert.rejects(
      () => house.database.as(viewer, (tx) => getAlert(tx, alert?.id ?? 0)),
      { code: 'not-found' },
      login,
    );
  }
});

test('an event of somebody who is not on the scheme tells nobody', async () => {
  const one = await fresh();
  await house.ownerQuery(`update membership set left_on = '2026-10-01' where id = $1`, [one.membership]);
  await take(police.sender, [eventOf({ pnc: one.pnc })]);
  await tell();
  assert.equal((await alertsOf('police-offender-manager', one.person)).length, 0);
  const [row] = await house.ownerQuery<{ state: string }>(
    'select state from event_received where person_id = $1',
    [one.person],
  );
  assert.equal(row?.state, 'not-member');
  assert.equal(pncOf(1).length, 13);
});
