import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { acknowledgeAlert, doubtReport, settleEvent, settleEvents } from './acts.ts';
import { eraseEvents } from './erase.ts';
import { eventsPanel } from './panel.ts';
import { pumpOf } from './pump.ts';
import { receiveEvents } from './receive.ts';
import { findSides, listInbox, listReports, listReview, listReviewSenders, markOpened } from './store.ts';
import type { EventOutcome, Sender } from './types.ts';
import { addMember, addSender, eventOf, type Member } from './world-for-tests.ts';

// What is told again, taken back, doubted, and what may stop nobody else: on PostgreSQL.

let house: TestHouse;
let police: Awaited<ReturnType<typeof addSender>>;
let next = 400;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  police = await addSender(house, { name: 'Custody system' });
});

after(() => house?.close());

const lead = 'police-offender-manager';
const coWorker = 'probation-offender-manager';

const fresh = (more: { coWorker?: string; lead?: string } = { lead }): Promise<Member> => {
  next += 1;
  return addMember(house, {
    serial: next,
    given: 'Example',
    family: `Again${String.fromCharCode(65 + (next % 26))}${next}`,
    born: `19${70 + (next % 20)}-0${1 + (next % 9)}-1${next % 10}`,
    ...more,
  });
};

const minutes = (n: number): Date => new Date(testNow.getTime() + n * 60_000);

const take = (sender: Sender, sent: readonly unknown[], now = testNow): Promise<EventOutcome[]> =>
  house.database.as(serviceViewer('events'), (tx) => receiveEvents(tx, sender, sent, { how: 'api', now }));

const tell = (now = testNow): Promise<void> => pumpOf(house.database).nudge(now);

const alertOf = async (login: string, personId: number) => {
  const viewer = await house.viewerFor(login);
  const all = await house.database.as(viewer, (tx) =>
    listInbox(tx, viewer.staffId, { show: 'all' }, { limit: 500, offset: 0 }),
  );
  return all.find((alert) => alert.personId === personId);
};

const acknowledge = async (login: string, personId: number): Promise<void> => {
  const alert = await alertOf(login, personId);
  await house.performer.perform(
    await house.viewerFor(login),
    acknowledgeAlert,
    { id: alert?.id ?? 0, done: true, version: alert?.version ?? 0 },
    `acknowledge-${alert?.id}-${alert?.version}`,
  );
};

const open = async (login: string, personId: number, at: Date): Promise<void> => {
  const alert = await alertOf(login, personId);
  const viewer = await house.viewerFor(login);
  await house.database.as(viewer, (tx) => markOpened(tx, alert?.id ?? 0, viewer.staffId, at));
};

const stateOf = (alert: { openedAt: Date | null; acknowledgedAt: Date | null } | undefined) =>
  alert === undefined
    ? 'none'
    : alert.acknowledgedAt !== null
      ? 'acknowledged'
      : alert.openedAt !== null
        ? 'opened'
        : 'new';

test('a second report makes an acknowledged alert new and tells again; the same one sent twice does not', async () => {
  const one = await fresh();
  await take(police.sender, [eventOf({ pnc: one.pnc }, { detail: 'Arrested' })]);
  await tell();
  await acknowledge(lead, one.person);
  const second = eventOf({ pnc: one.pnc }, { detail: 'Released and arrested again: robbery' });
  await take(police.sender, [second], minutes(60));
  const told: number[] = [];
  const stop = pumpOf(house.database).listen((ids) => told.push(...ids));
  await tell(minutes(60));
  stop();
  const alert = await alertOf(lead, one.person);
  assert.equal(stateOf(alert), 'new');
  assert.equal(alert?.reports, 2);
  assert.equal(alert?.toldAt.toISOString(), minutes(60).toISOString());
  assert.deepEqual(told, [(await house.viewerFor(lead)).staffId]);
  await acknowledge(lead, one.person);
  assert.deepEqual(
    (await take(police.sender, [second], minutes(61))).map(({ is }) => is),
    ['repeated'],
  );
  await tell(minutes(61));
  assert.equal(stateOf(await alertOf(lead, one.person)), 'acknowledged');
});

test('steps begin anew with a further report, and reports that keep coming put nothing off', async () => {
  const one = await fresh({ lead, coWorker });
  await take(police.sender, [eventOf({ pnc: one.pnc })]);
  await tell();
  await open(lead, one.person, minutes(5));
  await tell(minutes(31));
  assert.equal(await alertOf(coWorker, one.person), undefined);
  await take(police.sender, [eventOf({ pnc: one.pnc })], minutes(40));
  await tell(minutes(40));
  await take(police.sender, [eventOf({ pnc: one.pnc })], minutes(60));
  await tell(minutes(60));
  assert.equal(await alertOf(coWorker, one.person), undefined);
  await tell(minutes(70));
  assert.equal((await alertOf(coWorker, one.person))?.because, 'co-worker');
});

test('one sender’s event that nobody may see silences no other’s, and whoever may not see a report is not told again', async () => {
  const hidden = await addSender(house, { name: 'Probation only', agency: 'probation', handling: 'own' });
  const one = await fresh();
  await take(hidden.sender, [eventOf({ pnc: one.pnc })]);
  await tell();
  assert.equal(await alertOf(lead, one.person), undefined);
  await take(police.sender, [eventOf({ pnc: one.pnc })]);
  await tell();
  assert.equal(stateOf(await alertOf(lead, one.person)), 'new');
  await acknowledge(lead, one.person);
  await take(hidden.sender, [eventOf({ pnc: one.pnc })], minutes(2));
  await tell(minutes(2));
  const after = await alertOf(lead, one.person);
  assert.deepEqual([stateOf(after), after?.reports], ['acknowledged', 1]);
});

test('a sender corrects and withdraws its own event: what it said stays, and those who were told are told again', async () => {
  const one = await fresh();
  const event = eventOf({ pnc: one.pnc }, { detail: 'Arrested: theft' });
  await take(police.sender, [event]);
  await tell();
  await acknowledge(lead, one.person);
  const corrected = { ...event, detail: 'Arrested: burglary', status: 'corrected' };
  const is = async (sent: unknown) => (await take(police.sender, [sent], minutes(1)))[0]?.is;
  assert.equal(await is({ ...event, detail: 'Arrested: burglary' }), 'refused');
  assert.equal(await is(corrected), 'corrected');
  // A late repetition of the first says nothing new.
  assert.deepEqual([await is(corrected), await is(event)], ['repeated', 'repeated']);
  await tell(minutes(1));
  const alert = await alertOf(lead, one.person);
  assert.deepEqual([stateOf(alert), alert?.reports, alert?.ended], ['new', 1, 1]);
  const reports = async () =>
    house.database.as(await house.viewerFor(lead), (tx) => listReports(tx, alert?.id ?? 0, 10));
  assert.deepEqual(
    (await reports()).map(({ detail, endedBecause }) => [detail, endedBecause]),
    [
      ['Arrested: burglary', null],
      ['Arrested: theft', 'corrected'],
    ],
  );
  await acknowledge(lead, one.person);
  const other = await addSender(house, { name: 'Another custody system' });
  const [foreign] = await take(other.sender, [{ id: event.id, status: 'withdrawn' }]);
  assert.equal(foreign?.is, 'refused');
  assert.equal(await is({ id: event.id, status: 'withdrawn' }), 'withdrawn');
  assert.equal(await is({ id: event.id, status: 'withdrawn' }), 'repeated');
  await tell(minutes(2));
  const gone = await alertOf(lead, one.person);
  assert.deepEqual([stateOf(gone), gone?.reports, gone?.ended], ['new', 0, 2]);
});

test('a correction to somebody else is told to those of both', async () => {
  const [one, two] = [await fresh(), await fresh()];
  const event = eventOf({ pnc: one.pnc });
  await take(police.sender, [event]);
  await tell();
  await acknowledge(lead, one.person);
  await take(police.sender, [{ ...event, person: { pnc: two.pnc }, status: 'corrected' }], minutes(1));
  await tell(minutes(1));
  const wrong = await alertOf(lead, one.person);
  assert.deepEqual([stateOf(wrong), wrong?.reports], ['new', 0]);
  assert.equal((await alertOf(lead, two.person))?.reports, 1);
});

test('“this is not them” goes to the reviewer and is told to everybody who was told; nobody else may say so', async () => {
  const one = await fresh({ lead, coWorker });
  await take(police.sender, [eventOf({ pnc: one.pnc })]);
  await tell();
  await tell(minutes(31));
  await acknowledge(coWorker, one.person);
  const alert = await alertOf(lead, one.person);
  const officer = await house.viewerFor(lead);
  const [report] = await house.database.as(officer, (tx) => listReports(tx, alert?.id ?? 0, 5));
  const doubt = async (login: string, version: number, key: string) =>
    house.performer.perform(
      await house.viewerFor(login),
      doubtReport,
      { alert: alert?.id ?? 0, report: report?.id ?? 0, why: 'I was with them at that hour', version },
      key,
    );
  await assert.rejects(() => doubt('link-worker', report?.version ?? 0, 'doubt-link'), { code: 'not-found' });
  await assert.rejects(() => doubt('scheme-manager', report?.version ?? 0, 'doubt-untold'), {
    code: 'not-found',
  });
  await assert.rejects(() => doubt(lead, 99, 'doubt-stale'), { code: 'stale-version' });
  await doubt(lead, report?.version ?? 0, 'doubt-good');
  await tell(minutes(32));
  for (const login of [lead, coWorker]) {
    const after = await alertOf(login, one.person);
    assert.deepEqual([login, stateOf(after), after?.reports, after?.ended], [login, 'new', 0, 1]);
  }
  const reviewer = await house.viewerFor('identity-reviewer');
  const queue = await house.database.as(reviewer, (tx) => listReview(tx, { limit: 200, offset: 0 }));
  const waiting = queue.find(({ id }) => id === report?.id);
  assert.equal(waiting?.doubt?.why, 'I was with them at that hour');
  assert.deepEqual(
    waiting?.sides.map(({ person }) => person),
    [one.person],
  );
  await house.performer.perform(
    reviewer,
    settleEvent,
    { id: report?.id ?? 0, outcome: 'person', person: one.person, version: waiting?.version ?? 0 },
    'doubt-settled',
  );
  await tell(minutes(33));
  assert.equal((await alertOf(lead, one.person))?.reports, 1);
});

test('whoever holds the number is offered to the reviewer where the date of birth is another, and a person is found by what is in hand', async () => {
  const one = await fresh();
  const event = eventOf({ pnc: one.pnc, familyName: 'Otherwise', givenNames: 'Zed', bornOn: '1951-01-01' });
  await take(police.sender, [event]);
  await tell();
  const reviewer = await house.viewerFor('identity-reviewer');
  const [queue, byNumber, byHalf] = await house.database.as(reviewer, async (tx) => [
    await listReview(tx, { limit: 200, offset: 0 }),
    await findSides(tx, { number: one.pnc, family: null, born: null }),
    await findSides(tx, { number: null, family: 'Again', born: null }),
  ]);
  const found = queue.find(({ described }) => described.familyName === 'Otherwise');
  assert.deepEqual(
    found?.sides.map(({ person }) => person),
    [one.person],
  );
  assert.deepEqual(
    byNumber.map(({ person }) => person),
    [one.person],
  );
  assert.deepEqual(byHalf, []);
  const manager = await house.viewerFor('scheme-manager');
  assert.deepEqual(
    await house.database.as(manager, (tx) => findSides(tx, { number: one.pnc, family: null, born: null })),
    [],
  );
});

test('a flood of one sender buries no other’s event: senders take turns; and many are put away at once and put back', async () => {
  const flood = await addSender(house, { name: 'Flooding system' });
  const quiet = await addSender(house, { name: 'Quiet system' });
  const unknown = (n: number) =>
    eventOf({ familyName: `Nobody${n}`, givenNames: 'Zed', bornOn: '1950-01-01' });
  await take(
    flood.sender,
    Array.from({ length: 90 }, (_, n) => unknown(n)),
  );
  await take(quiet.sender, [unknown(99)]);
  await tell();
  const reviewer = await house.viewerFor('identity-reviewer');
  const look = (sender?: number) =>
    house.database.as(reviewer, (tx) => listReview(tx, { limit: 100, offset: 0, sender }));
  const place = (await look()).findIndex(({ senderId }) => senderId === quiet.sender.id);
  assert.ok(place >= 0 && place < 10, `the quiet sender’s event is at ${place}`);
  const senders = await house.database.as(reviewer, (tx) => listReviewSenders(tx));
  assert.equal(senders.find(({ id }) => id === flood.sender.id)?.waiting, 90);
  const all = await look(flood.sender.id);
  assert.equal(all.length, 90);
  const many = (events: typeof all, outcome: 'nobody' | 'again', key: string) =>
    house.performer.perform(
      reviewer,
      settleEvents,
      { events: events.map(({ id, version }) => ({ id, version })), outcome },
      key,
    );
  await assert.rejects(
    () => many([...all.slice(1), { ...all[0], version: 99 } as (typeof all)[number]], 'nobody', 'many-stale'),
    { code: 'stale-version' },
  );
  await many(all, 'nobody', 'many-away');
  const away = await look(flood.sender.id);
  assert.ok(away.every(({ state, own }) => state === 'dismissed' && own === true));
  await many(away, 'again', 'many-back');
  assert.ok((await look(flood.sender.id)).every(({ state }) => state === 'review'));
});

test('an event that cannot be taken up is set aside and stops no other; a kind without a rule is refused at the door', async () => {
  const [one, two] = [await fresh(), await fresh()];
  const [poison] = [eventOf({ pnc: one.pnc })];
  await take(police.sender, [poison, eventOf({ pnc: two.pnc })]);
  await house.ownerQuery(`update event_received set described = '{"bornOn": "no day"}' where event_id = $1`, [
    poison?.id,
  ]);
  await tell();
  assert.equal((await alertOf(lead, two.person))?.reports, 1);
  const why = async () =>
    (
      await house.ownerQuery<{ state: string; why: string | null }>(
        'select state, aside_why as why from event_received where event_id = $1',
        [poison?.id],
      )
    )[0];
  assert.deepEqual(await why(), { state: 'set-aside', why: 'failed' });
  const waits = eventOf({ pnc: one.pnc }, { kind: 'crime' });
  await take(police.sender, [waits]);
  await house.ownerQuery(`update rule_version set body = body #- '{kinds,crime}' where kind = 'alerts'`);
  house.database.shared.clear();
  const [refused, taken] = await take(police.sender, [
    eventOf({ pnc: one.pnc }, { kind: 'crime' }),
    eventOf({ pnc: one.pnc }, { kind: 'release' }),
  ]);
  assert.ok(refused?.is === 'refused' && refused.field === 'kind' && /rule alerts/.test(refused.text));
  assert.equal(taken?.is, 'accepted');
  await tell();
  assert.equal((await alertOf(lead, one.person))?.kind, 'release');
  const [aside] = await house.ownerQuery<{ why: string }>(
    'select aside_why as why from event_received where event_id = $1',
    [waits.id],
  );
  assert.equal(aside?.why, 'no-rule');
  const reviewer = await house.viewerFor('identity-reviewer');
  const queue = await house.database.as(reviewer, (tx) => listReview(tx, { limit: 200, offset: 0 }));
  assert.ok(queue.some(({ asideWhy }) => asideWhy === 'no-rule'));
});

test('text that no database keeps, or that is marked SECRET, is said with its place and field, and the others are kept', async () => {
  const one = await fresh();
  const outcomes = await take(police.sender, [
    eventOf({ pnc: one.pnc }, { detail: 'nul \0 here' }),
    eventOf({ pnc: one.pnc, familyName: 'half \ud800' }),
    eventOf({ pnc: one.pnc }, { detail: 'UK SECRET: from a source' }),
    { id: 'with \0', kind: 'custody' },
    eventOf({ pnc: one.pnc }),
  ]);
  assert.deepEqual(
    outcomes.map((outcome) => (outcome.is === 'refused' ? outcome.field : outcome.is)),
    ['detail', 'person.familyName', 'detail', 'id', 'accepted'],
  );
});

test('the team that owns a case is told with whoever leads: those who are not away', async () => {
  const one = await fresh();
  await house.ownerQuery(`update membership set owned_by = 'team' where id = $1`, [one.membership]);
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, staff_id, source, opens_at)
     select distinct $1::bigint, 'team', r.staff_id, 'test', now() - interval '1 day' from staff_role r join membership m on m.team_id = r.team_id where m.id = $2`,
    [one.person, one.membership],
  );
  await take(police.sender, [eventOf({ pnc: one.pnc })]);
  await tell();
  const told = await house.ownerQuery<{ because: string; n: number }>(
    'select because, count(*)::int as n from alert_recipient where person_id = $1 group by because order by 1',
    [one.person],
  );
  assert.equal(told.find(({ because }) => because === 'lead')?.n, 1);
  assert.ok((told.find(({ because }) => because === 'team')?.n ?? 0) > 0, JSON.stringify(told));
});

test('the person’s overview shows what happened lately to whoever may see it, and nothing at all to others', async () => {
  const one = await fresh({ lead, coWorker: 'link-worker' });
  const event = eventOf({ pnc: one.pnc }, { detail: 'Example: arrested at the market' });
  await take(police.sender, [event]);
  await tell();
  const drawn = async (login: string): Promise<string | undefined> => {
    const viewer = await house.viewerFor(login);
    const ask = { personId: one.person, viewer, today: '2026-11-02', onScheme: true };
    return (await house.database.as(viewer, (tx) => eventsPanel.load(tx, ask)))?.toString();
  };
  assert.match((await drawn(lead)) ?? '', /In custody[\s\S]*arrested at the market/);
  for (const login of ['link-worker', 'front-line-officer', 'opcc-commissioner'])
    assert.equal(await drawn(login), undefined, login);
  await take(police.sender, [{ id: event.id, status: 'withdrawn' }]);
  await tell();
  assert.equal(await drawn(lead), undefined);
});

test('what was set aside, withdrawn or said before is erased too, once the rule keeps it no longer', async () => {
  const left = async () =>
    (
      await house.ownerQuery<{ n: number }>(
        `select count(*)::int as n from event_received where alert_id is null and state in ('set-aside', 'withdrawn', 'past')`,
      )
    )[0]?.n;
  assert.ok(((await left()) ?? 0) > 0);
  await house.ownerQuery('update alert set next_at = null, news = null');
  const years = new Date('2040-01-01T03:00:00Z');
  await eraseEvents(house.database, years);
  await eraseEvents(house.database, years);
  assert.equal(await left(), 0);
});
