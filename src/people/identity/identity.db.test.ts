import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { checkLetter } from '../../linkage/index.ts';
import { findByName } from '../search/store.ts';
import { decidePair, separateRecord, takeBackDecision } from './acts.ts';
import { linkRecords, refreshPeople } from './link.ts';
import {
  bringIn,
  openTo,
  type RecordRow,
  rejoinByTwo,
  separateByTwo,
  standingOf,
} from './records-for-tests.ts';
import { listRuns } from './run-store.ts';
import {
  countWaiting,
  getPerson,
  listDecisions,
  listOwnDecisions,
  listSourceRecords,
  reviewQueue,
} from './store.ts';
import { bringTruth } from './truth-command.ts';
import { verdicts } from './types.ts';

const police = { agency: 'norfolk-police', format: 'police-nominals' };
const rows: RecordRow[] = [
  {
    ...police,
    localId: 'N1',
    given: 'Alan',
    family: 'Quillmarsh',
    born: '1990-05-06',
    pnc: '2024/3547010K',
    postcode: 'NR1 1AA',
  },
  {
    agency: 'suffolk-police',
    format: 'police-nominals',
    localId: 'S1',
    given: 'Alan',
    family: 'Quillmarsh',
    born: '1990-05-06',
    pnc: '2024/3547010K',
  },
  {
    agency: 'probation',
    format: 'probation-caseload',
    localId: 'X000001',
    given: 'Alan',
    family: 'Quillmarsh',
    born: '1990-05-06',
  },
  { ...police, localId: 'N2', given: 'Brian', family: 'Tolland', born: '1985-02-03', postcode: 'NR2 2BB' },
  { ...police, localId: 'N3', given: 'Alan', family: 'Quillmarsh', born: '1990-05-06', capacity: 'victim' },
];

const otherPnc = `2020/0000001${checkLetter('200000001')}`;

let house: TestHouse;
const standing = () => standingOf(house);

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  await bringIn(house.database, rows);
  await linkRecords(house.database, { now: testNow });
});
after(() => house.close());

test('records with one identifier are one person; a name alone waits; a victim stays alone', async () => {
  const now = await standing();
  assert.equal(now.N1?.person, now.S1?.person);
  assert.notEqual(now.N1?.person, null);
  assert.notEqual(now.N1?.person, now.X000001?.person);
  assert.notEqual(now.N1?.person, now.N2?.person);
  assert.equal(now.N3?.person, null);
  for (const row of Object.values(now))
    assert.equal(row.offence, row.person, 'offences stand with their record');
});

test('a second run changes nothing, and nobody changed without a data change', async () => {
  const look = `select jsonb_agg(p order by p.id)::text as people, (select jsonb_agg(e order by left_record, right_record)::text from link_edge e) as edges from person p`;
  const first = await house.ownerQuery(look);
  const { unexplained } = await linkRecords(house.database, { now: testNow });
  assert.deepEqual(await house.ownerQuery(look), first);
  assert.equal(unexplained, 0);
});

test('somebody moved behind the program’s back is told as changed without a data change, and a truth is held against it', async () => {
  const now = await standing();
  await house.ownerQuery(`update source_record set person_id = $1 where local_id = 'N2'`, [
    now.X000001?.person,
  ]);
  // The empty person that is left leads nowhere yet: the run makes of it what the records say.
  const { unexplained } = await linkRecords(house.database, { now: testNow });
  assert.equal(unexplained, 1);
  const truth = Object.keys(now).map((localId) => ({ agency: 'norfolk-police', localId, truth: 'one' }));
  assert.equal(await bringTruth(house.database, truth), 3, 'those of that agency');
  await linkRecords(house.database, { now: testNow });
  const analyst = await house.viewerFor('analyst');
  const [last, before] = await house.database.as(analyst, (tx) => listRuns(tx, 2));
  assert.deepEqual([last?.unexplained, before?.unexplained], [0, 1]);
  const [sexes] = last?.report.truth?.groupings.filter(({ grouping }) => grouping === 'sex') ?? [];
  assert.deepEqual(sexes?.groups, [
    { group: 'not known', records: 2, linked: 0, wrong: 0, same: 1, missed: 1 },
  ]);
  assert.ok((last?.report.rules ?? []).length > 5);
});

test('the reviewer sees the pair, and nobody without the right does', async () => {
  const reviewer = await house.viewerFor('identity-reviewer');
  const queue = await house.database.as(reviewer, (tx) => reviewQueue(tx, 10, 0));
  assert.equal(queue.length, 1);
  assert.equal(queue[0]?.leftSide.familyName, 'Quillmarsh');
  assert.ok(!JSON.stringify(queue[0]).includes('offence'));
  const analyst = await house.viewerFor('analyst');
  assert.deepEqual(await house.database.as(analyst, (tx) => reviewQueue(tx, 10, 0)), []);
  const person = (await standing()).X000001?.person ?? 0;
  await house.ownerQuery(
    `insert into access_restriction (person_id, kind, staff_id, why) values ($1, 'exclude', $2, 'declared-interest')`,
    [person, reviewer.staffId],
  );
  assert.deepEqual(await house.database.as(reviewer, (tx) => reviewQueue(tx, 10, 0)), []);
  await house.ownerQuery('delete from access_restriction');
});

test('a decision of any kind is taken back: everything stands as before, and the pair waits again', async () => {
  const reviewer = await house.viewerFor('identity-reviewer');
  const person = (await standing()).N1?.person ?? 0;
  await openTo(house, (await standing()).X000001?.person ?? 0, 'selection', 'selection');
  const look = () =>
    house.ownerQuery(`select
      (select jsonb_agg(jsonb_build_array(s.id, s.person_id) order by s.id)::text from source_record s) as records,
      (select jsonb_agg(to_jsonb(e) order by left_record, right_record)::text from link_edge e) as edges,
      (select jsonb_agg(jsonb_build_array(p.id, p.gone_to, p.link_status) order by p.id)::text from person p) as people,
      (select jsonb_agg(jsonb_build_array(a.id, a.closes_at) order by a.id)::text from access_reason a) as reasons`);
  const start = await look();
  for (const verdict of verdicts) {
    const [pair] = await house.database.as(reviewer, (tx) => reviewQueue(tx, 10, 0));
    assert.ok(pair !== undefined, verdict);
    const input = { left: pair.left, right: pair.right, verdict, why: 'Too quick' };
    await house.performer.perform(reviewer, decidePair, input, `key-try-${verdict}`);
    const [own] = await house.database.as(reviewer, (tx) => listOwnDecisions(tx, 5));
    assert.deepEqual([own?.verdict, own?.open], [verdict, true]);
    const decisionId = own?.id ?? 0;
    const analyst = await house.viewerFor('analyst');
    await assert.rejects(
      house.performer.perform(analyst, takeBackDecision, { decisionId }, `key-other-${verdict}`),
      (error) => error instanceof WaymarkError && error.code === 'not-found',
      'a colleague’s decision is not one’s own',
    );
    await house.performer.perform(reviewer, takeBackDecision, { decisionId }, `key-undo-${verdict}`);
    assert.deepEqual(await look(), start, verdict);
  }
  await linkRecords(house.database, { now: testNow });
  assert.deepEqual(await look(), start, 'the program agrees');
  const manager = await house.viewerFor('scheme-manager');
  const waiting = () => house.database.as(manager, (tx) => countWaiting(tx, [person]));
  assert.equal((await waiting()).size, 0, 'nothing is told of somebody whom the viewer does not reach');
  await openTo(house, person, 'management', 'management');
  assert.deepEqual([...(await waiting())], [[person, 1]]);
  await house.ownerQuery('delete from access_reason');
});

test('one person: the records join, stay joined, and the other number leads on', async () => {
  const reviewer = await house.viewerFor('identity-reviewer');
  const [pair] = await house.database.as(reviewer, (tx) => reviewQueue(tx, 10, 0));
  assert.ok(pair !== undefined);
  const input = { left: pair.left, right: pair.right, verdict: 'same' as const, why: 'Same tattoo' };
  const done = await house.performer.perform(reviewer, decidePair, input, 'key-same-1');
  await refreshPeople(house.database, done.people);
  const now = await standing();
  assert.equal(now.X000001?.person, now.N1?.person);
  assert.equal(now.X000001?.offence, now.N1?.person);
  await assert.rejects(
    house.performer.perform(reviewer, decidePair, input, 'key-same-2'),
    (error) => error instanceof WaymarkError && error.code === 'not-allowed-now',
  );
  await linkRecords(house.database, { now: testNow });
  assert.equal((await standing()).X000001?.person, now.N1?.person, 'the program keeps what was decided');
  const gone = await house.ownerQuery<{ gone_to: string }>(
    'select gone_to from person where gone_to is not null',
  );
  assert.deepEqual(
    gone.map((row) => Number(row.gone_to)),
    [now.N1?.person],
  );
});

test('a separation moves the offences, holds against the program, and can be undone', async () => {
  const manager = await house.viewerFor('scheme-manager');
  const start = await standing();
  const personId = start.N1?.person ?? 0;
  const recordId = start.S1?.id ?? 0;
  const separate = { personId, recordId, version: 0, why: 'Fingerprints differ' };
  await assert.rejects(
    house.performer.perform(manager, separateRecord, separate, 'key-no-reason'),
    (error) => error instanceof WaymarkError && error.code === 'not-found',
    'without a reason for the person it is not there',
  );
  await openTo(house, personId, 'management', 'management');
  await assert.rejects(
    house.performer.perform(manager, separateRecord, separate, 'key-stale-1'),
    (error) => error instanceof WaymarkError && error.code === 'stale-version',
  );
  const { version } = await house.database.as(manager, (tx) => getPerson(tx, personId));
  const people = await separateByTwo(house, manager, { ...separate, version }, 'key-apart-1');
  await refreshPeople(house.database, people);
  await linkRecords(house.database, { now: testNow });
  const apart = await standing();
  assert.notEqual(apart.S1?.person, personId);
  assert.equal(apart.S1?.offence, apart.S1?.person);
  const records = await house.database.as(manager, (tx) => listSourceRecords(tx, personId));
  assert.equal(records.length, 2);
  const decisions = await house.database.as(manager, (tx) => listDecisions(tx, personId));
  const separated = decisions.find((decision) => decision.separated === recordId);
  assert.ok(separated !== undefined);
  const back = { personId, decisionId: separated.id, why: 'A mistake' };
  await refreshPeople(house.database, await rejoinByTwo(house, manager, back, 'key-back-1'));
  await linkRecords(house.database, { now: testNow });
  const end = await standing();
  assert.equal(end.S1?.person, personId);
  assert.equal(end.S1?.offence, personId);
});

test('somebody being worked with does not become another without a decision', async () => {
  const before = (await standing()).N1?.person ?? 0;
  await house.ownerQuery(`update source_record set pnc = '${otherPnc}', given_name = 'Zed', family_name = 'Other', born = '1950-01-02', postcode = null
    where local_id = 'N2'`);
  await bringIn(house.database, [
    { ...police, localId: 'N9', given: 'Zed', family: 'Other', born: '1950-01-02', pnc: otherPnc },
  ]);
  const other = (await standing()).N2?.person ?? 0;
  await linkRecords(house.database, { now: testNow });
  const now = await standing();
  assert.equal(now.N9?.person, other, 'a new record joins whom it belongs to');
  await house.ownerQuery(`update source_record set pnc = '${otherPnc}', given_name = 'Zed', family_name = 'Other', born = '1950-01-02', postcode = null
    where local_id = 'N1'`);
  await house.ownerQuery(`update link_decision set superseded_at = now()`);
  await linkRecords(house.database, { now: testNow });
  assert.equal((await standing()).N1?.person, before);
  const [row] = await house.ownerQuery<{ link_status: string }>(
    'select link_status from person where id = $1',
    [before],
  );
  assert.equal(row?.link_status, 'needs-attention');
  const reviewer = await house.viewerFor('identity-reviewer');
  const queue = await house.database.as(reviewer, (tx) => reviewQueue(tx, 10, 0));
  assert.ok(queue.some(({ held }) => held));
});

test('search finds whom one may see and leaves no trace of others', async () => {
  const manager = await house.viewerFor('scheme-manager');
  const other = await house.viewerFor('police-offender-manager');
  const wanted = { name: 'quillmarsh', born: null, likeness: 0.3, limit: 50 };
  const seen = await house.database.as(manager, (tx) => findByName(tx, wanted));
  assert.ok(seen.length === 1 && seen[0]?.reasons.includes('management'));
  assert.deepEqual(await house.database.as(other, (tx) => findByName(tx, wanted)), []);
});

test('the embedded database links the same way', async () => {
  const embedded = await testHouse({ embedded: true });
  try {
    await bringIn(embedded.database, rows);
    const first = await linkRecords(embedded.database, { now: testNow });
    assert.equal(first.records, 5);
    assert.equal(first.people, 3);
    const second = await linkRecords(embedded.database, { now: testNow });
    assert.equal(second.people, 3);
  } finally {
    await embedded.close();
  }
});
