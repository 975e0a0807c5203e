import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type TestHouse, testHouse, testNow, urlOf } from '../../../test/support/house.ts';
import { openHouse } from '../../app.ts';
import { readConfig } from '../../config.ts';
import type { Database } from '../../kernel/database.ts';
import { createLog } from '../../kernel/log.ts';
import { checkLetter, defaultOffenderModel } from '../../linkage/index.ts';
import { type Linked, linkChanges, linkNightly, linkRecords } from './link.ts';
import { bringIn, openTo, type RecordRow, standingOf } from './records-for-tests.ts';
import { listRuns, type Run } from './run-store.ts';
import { bringTruth } from './truth-command.ts';

let house: TestHouse;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
});
after(() => house.close());

const link = (database: Database = house.database): Promise<Linked> =>
  linkChanges(database, { now: testNow });

const police = (localId: string, more: Partial<RecordRow> = {}): RecordRow => ({
  ...{ agency: 'norfolk-police', format: 'police-nominals', localId, given: 'Alan', family: 'Quillmarsh' },
  ...{ born: '1990-05-06', postcode: 'NR1 1AA', pnc: '2024/3547010K' },
  ...more,
});

const otherPnc = `2011/0000078${checkLetter('110000078')}`;

async function runs(count: number): Promise<Run[]> {
  const analyst = await house.viewerFor('analyst');
  return house.database.as(analyst, (tx) => listRuns(tx, count));
}

/** All that linking writes, as one text. */
async function written(): Promise<string> {
  const [row] = await house.ownerQuery<{ all: string }>(`select jsonb_build_array(
    (select jsonb_agg(to_jsonb(p) order by p.id) from person p), (select jsonb_agg(to_jsonb(e) order by left_record, right_record) from link_edge e),
    (select jsonb_agg(array[r.id, r.person_id] order by r.id) from source_record r), (select count(*) from link_run),
    (select jsonb_agg(array[o.id, o.person_id] order by o.id) from offence o))::text as all`);
  return row?.all ?? '';
}

test('the first extract is linked whole, the next only where it touches', async () => {
  await bringIn(house.database, [police('F1'), police('F2', { agency: 'suffolk-police' })]);
  const far = { given: 'Brian', family: 'Tolland', born: '1985-02-03', postcode: 'IP2 2BB' };
  await bringIn(house.database, [police('F3', { ...far, pnc: '2020/0000001H' })]);
  assert.equal((await link()).kind, 'whole');
  await bringIn(house.database, [police('F4')]);
  const second = await link();
  assert.ok(second.kind === 'changes');
  assert.deepEqual([second.looked, second.changed, second.gone], [3, 1, 0], 'F3 is not looked at');
  const now = await standingOf(house);
  assert.equal(now.F4?.person, now.F1?.person);
  assert.equal(now.F4?.offence, now.F4?.person, 'an offence follows its record');
  const [last, first] = await runs(2);
  assert.deepEqual([last?.kind, last?.looked, last?.records, last?.people], ['changes', 3, 4, 2]);
  assert.deepEqual(last?.report.changes, { changed: 1, gone: 0 });
  assert.equal(last?.report.links, (first?.report.links ?? 0) + 2);
  assert.equal(last?.report.rules, undefined, 'which rule found a pair is told by a whole run');
  assert.deepEqual([first?.kind, first?.looked], ['whole', 3]);
});

test('an extract that changes nothing is no work: nothing is compared and nothing written', async () => {
  const stood = await written();
  const none = await link();
  assert.ok(none.kind === 'changes');
  assert.deepEqual([none.looked, none.pairsCompared], [0, 0]);
  assert.equal(await written(), stood);
});

test('what an extract takes back leaves its person, whose values are chosen anew', async () => {
  await bringIn(house.database, [police('F5', { family: 'Quillmarsh-Reed' })]);
  await link();
  const stood = await standingOf(house);
  assert.equal(stood.F5?.person, stood.F1?.person);
  const shown = async (): Promise<string | undefined> =>
    (
      await house.ownerQuery<{ names: string }>('select search_names as names from person where id = $1', [
        stood.F1?.person,
      ])
    )[0]?.names;
  assert.match((await shown()) ?? '', /reed/);
  await house.ownerQuery(`delete from source_record where local_id in ('F5', 'F4')`);
  const done = await link();
  assert.ok(done.kind === 'changes');
  assert.equal(done.gone, 2);
  assert.doesNotMatch((await shown()) ?? '', /reed/);
  const edges = await house.ownerQuery<{ n: number }>('select count(*)::integer as n from link_edge');
  assert.equal(edges[0]?.n, 1, 'F1 and F2');
  assert.equal((await runs(1))[0]?.records, 3);
});

test('where a record that held others together goes, they part, and nobody changed without a reason', async () => {
  const moss = { given: 'Ann', family: 'Mossley', born: '1979-11-12' };
  const pnc = `2011/0000077${checkLetter('110000077')}`;
  const { pnc: _, postcode: __, ...bare } = police('J3', moss);
  await bringIn(house.database, [
    { ...police('J1', { ...moss, pnc }), postcode: 'CB1 1AA' },
    police('J2', { ...moss, pnc, postcode: 'PE7 7ZZ' }),
    { ...bare, postcode: 'PE7 7ZZ' },
  ]);
  await link();
  const held = await standingOf(house);
  assert.equal(new Set(['J1', 'J2', 'J3'].map((id) => held[id]?.person)).size, 1);
  await house.ownerQuery(`delete from source_record where local_id = 'J2'`);
  const done = await link();
  assert.ok(done.kind === 'changes');
  const parted = await standingOf(house);
  assert.notEqual(parted.J1?.person, parted.J3?.person);
  assert.deepEqual([done.gone, done.unexplained], [1, 0]);
});

test('what was held while somebody was worked with is done once they no longer are, without an extract', async () => {
  const unlike = { given: 'Dora', family: 'Lattimer', born: '1966-01-30', postcode: 'LN1 1AA' };
  const { pnc: _, ...alike } = police('K2', unlike);
  await bringIn(house.database, [
    police('K1', { ...unlike, pnc: otherPnc }),
    { ...alike, given: 'Zoe', family: 'Ulmer' },
  ]);
  await link();
  const apart = await standingOf(house);
  assert.notEqual(apart.K1?.person, apart.K2?.person);
  await openTo(house, apart.K1?.person ?? 0, 'management', 'lead');
  await house.ownerQuery(
    `update source_record set given_name = 'Dora', family_name = 'Lattimer', pnc = $1, version = version + 1 where local_id = 'K2'`,
    [otherPnc],
  );
  const held = await link();
  assert.deepEqual([held.kind, held.held], ['changes', 1]);
  assert.equal((await standingOf(house)).K2?.person, apart.K2?.person, 'held for somebody to decide');
  await house.ownerQuery('delete from access_reason where person_id = $1', [apart.K1?.person]);
  const done = await link();
  assert.ok(done.kind === 'changes');
  assert.deepEqual([done.changed, done.looked, done.held], [0, 2, 0]);
  const now = await standingOf(house);
  assert.equal(now.K1?.person, now.K2?.person);
});

test('two records that stand together stay so where one falls between the bounds, as in a whole run', async () => {
  const { pnc: _, ...edith } = police('L1', { given: 'Edith', family: 'Vanbrugh', born: '1968-04-21' });
  await bringIn(house.database, [
    { ...edith, postcode: 'CO4 4AA' },
    { ...edith, localId: 'L2', postcode: 'CO4 4AA' },
  ]);
  await link();
  await house.ownerQuery(`update source_record set postcode = 'CO4 4AB' where local_id = 'L2'`);
  assert.equal((await link()).kind, 'changes');
  const now = await standingOf(house);
  assert.equal(now.L1?.person, now.L2?.person);
  const [edge] = await house.ownerQuery<{ bits: number }>(
    `select e.bits from link_edge e join source_record r on r.id = e.right_record where r.local_id = 'L2'`,
  );
  const { join, fracture } = defaultOffenderModel.thresholds;
  assert.ok(edge !== undefined && edge.bits >= fracture && edge.bits < join, `${edge?.bits} bits`);
});

test('a run that is broken off leaves nothing half written, and the next makes it good', async () => {
  await house.ownerQuery(
    `create function broken_off() returns trigger language plpgsql as $$ begin raise 'broken off'; end $$`,
  );
  await house.ownerQuery('create trigger broken before insert on link_edge execute function broken_off()');
  await bringIn(house.database, [police('F6')]);
  const stood = await written();
  await assert.rejects(link(), /broken off/);
  assert.equal(await written(), stood, 'neither people nor records nor the run');
  await house.ownerQuery('drop trigger broken on link_edge');
  assert.equal((await link()).kind, 'whole', 'what was in memory is not gone on from');
  const now = await standingOf(house);
  assert.equal(now.F6?.person, now.F1?.person);
});

test('extracts that come in at once are linked one after another, in one process and in two', async () => {
  const [row] = await house.ownerQuery<{ name: string }>('select current_database() as name');
  const other = await openHouse({
    config: readConfig({ DATABASE_URL: urlOf(row?.name ?? ''), DATABASE_POOL: '3' }),
    clock: () => testNow,
    log: createLog('silent'),
  });
  try {
    assert.equal((await link(other.database)).kind, 'whole', 'another process has nothing to go on from');
    assert.equal((await link()).kind, 'whole', 'the other came between');
    assert.equal((await link(other.database)).kind, 'whole');
    assert.equal((await link()).kind, 'whole');
    await bringIn(house.database, [police('F7'), police('F8')]);
    const here = await Promise.all([link(), link()]);
    assert.deepEqual(
      here.map((one) => one.kind === 'changes' && one.changed),
      [2, 0],
    );
    await link(other.database);
    await bringIn(house.database, [police('F9')]);
    // Of two processes one may find that the other has moved a record meanwhile: its job is tried again.
    const both = await Promise.allSettled([link(), link(other.database)]);
    assert.ok(both.some(({ status }) => status === 'fulfilled'));
    for (const one of both)
      if (one.status === 'rejected') assert.match(String(one.reason), /moved meanwhile/);
    await link();
    const now = await standingOf(house);
    assert.deepEqual(new Set(['F1', 'F7', 'F8', 'F9'].map((id) => now[id]?.person)).size, 1);
    const twice = await house.ownerQuery(`select p.id from person p where p.gone_to is null
      and not exists (select from source_record r where r.person_id = p.id)`);
    assert.deepEqual(twice, [], 'nobody was made twice');
  } finally {
    await other.close();
  }
});

test('the night links everything with values counted anew, and tells what it put otherwise', async () => {
  const row = (localId: string, born: string, postcode: string): RecordRow => {
    const { pnc: _, ...bare } = police(localId, { family: 'Ravensdale', given: 'Colin', born, postcode });
    return bare;
  };
  const strangers = Array.from({ length: 20 }, (_, at) =>
    row(`G${at}`, `19${50 + (at % 40)}-0${1 + (at % 9)}-${10 + (at % 17)}`, `IP${1 + (at % 30)} 1XY`),
  );
  const pair = ['H1', 'H2'].map((id) => row(id, '1995-09-28', 'PE9 9ZZ'));
  await bringIn(house.database, [...strangers, ...pair]);
  await linkRecords(house.database, { now: testNow });
  await linkNightly(house.database, { now: testNow });
  const apart = await standingOf(house);
  assert.notEqual(apart.H1?.person, apart.H2?.person, 'twenty others of that name: too little');
  await house.ownerQuery(`delete from source_record where local_id like 'G%'`);
  const day = await link();
  assert.ok(day.kind === 'changes');
  assert.equal(
    (await standingOf(house)).H2?.person,
    apart.H2?.person,
    'the day counts as the night before did',
  );
  const night = await linkNightly(house.database, { now: testNow });
  assert.ok(night.kind === 'whole');
  assert.equal(night.otherwise, 1);
  const together = await standingOf(house);
  assert.equal(together.H1?.person, together.H2?.person);
  assert.deepEqual((await runs(1))[0]?.report.otherwise, { runs: 1, records: 1, people: 1 });
  const again = await linkNightly(house.database, { now: testNow });
  assert.ok(again.kind === 'whole');
  assert.equal(again.otherwise, undefined, 'no run of changes between: nothing to hold it against');
});

test('where the truth is known, a run of changes is held against it as a whole run is', async () => {
  const truth = ['F1', 'F2', 'H1', 'H2'].map((localId) => ({
    ...{ agency: localId === 'F2' ? 'suffolk-police' : 'norfolk-police', localId },
    truth: localId.slice(0, 1),
  }));
  assert.equal(await bringTruth(house.database, truth), 4);
  await bringIn(house.database, [police('F10')]);
  assert.equal((await link()).kind, 'changes');
  const [changes] = await runs(1);
  assert.equal(changes?.report.truth?.records, 4);
  await linkRecords(house.database, { now: testNow });
  const [whole] = await runs(1);
  assert.equal(whole?.kind, 'whole');
  assert.deepEqual(changes?.report.truth, whole?.report.truth);
});
