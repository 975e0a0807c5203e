import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { type TestHouse, testHouse, testNow } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { checkLetter, type Frequencies } from '../../linkage/index.ts';
import { decidePair } from './acts.ts';
import { type Linked, linkChanges, linkNightly, refreshPeople } from './link.ts';
import { countAll, readAll, standsAs, wholeRunSays } from './link-world-for-tests.ts';
import { bringIn, openTo, type RecordRow, separateByTwo } from './records-for-tests.ts';
import { listRuns } from './run-store.ts';
import { getPerson, reviewQueue } from './store.ts';

// However extracts come and whatever people decide between them: what a run of changes writes is what a whole run would.

let house: TestHouse;
let reviewer: StaffViewer;
let manager: StaffViewer;
let serial = 0;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  reviewer = await house.viewerFor('identity-reviewer');
  manager = await house.viewerFor('scheme-manager');
});
after(() => house.close());

const agencies = [
  ['norfolk-police', 'police-nominals'],
  ['suffolk-police', 'police-nominals'],
  ['probation', 'probation-caseload'],
] as const;
const forenames = ['Alan', 'Brian', 'Alan', 'Carol'];
const surnames = ['Quillmarsh', 'Tolland', 'Quillmarsh', 'Fenwick', 'Fenwicke'];
const births = ['1990-05-06', '1985-02-03', '1990-06-05'];
const numbers = ['2024/3547010K', undefined, '2020/0000001H', undefined];
const postcodes = ['NR1 1AA', 'NR1 1AA', undefined, 'IP2 2BB'];
const capacities = ['convicted', 'suspect', 'convicted', 'convicted', 'victim'];

/** A record drawn from few names, births and numbers, so that many are alike and none is certain. */
const drawnRecord = fc.record({
  agency: fc.nat(2),
  ...{ forename: fc.nat(3), surname: fc.nat(4), born: fc.nat(2) },
  ...{ pnc: fc.nat(3), postcode: fc.nat(3), capacity: fc.nat(4) },
});

const drawnStep = fc.record({
  fresh: fc.array(drawnRecord, { maxLength: 7 }),
  changed: fc.array(fc.tuple(fc.nat(), drawnRecord), { maxLength: 3 }),
  gone: fc.array(fc.nat(), { maxLength: 2 }),
  decided: fc.array(fc.tuple(fc.nat(), fc.constantFrom('same' as const, 'different' as const)), {
    maxLength: 2,
  }),
  separated: fc.option(fc.nat(), { nil: undefined }),
  guarded: fc.option(fc.nat(), { nil: undefined }),
  released: fc.boolean(),
  night: fc.nat(4),
});
type Drawn = typeof drawnRecord extends fc.Arbitrary<infer One> ? One : never;
type Step = typeof drawnStep extends fc.Arbitrary<infer One> ? One : never;

function rowOf(drawn: Drawn): RecordRow {
  const [agency, format] = agencies[drawn.agency] ?? agencies[0];
  const [pnc, postcode] = [numbers[drawn.pnc], postcodes[drawn.postcode]];
  serial += 1;
  return {
    ...{ agency, format, localId: `W${serial}` },
    given: forenames[drawn.forename] ?? '',
    family: surnames[drawn.surname] ?? '',
    born: births[drawn.born] ?? '',
    capacity: capacities[drawn.capacity] ?? 'convicted',
    ...(pnc === undefined ? {} : { pnc }),
    ...(postcode === undefined ? {} : { postcode }),
  };
}

const key = (): string => {
  serial += 1;
  return `key-changes-${serial}`;
};

async function recordAt(draw: number): Promise<number> {
  const rows = await house.ownerQuery<{ id: string }>('select id from source_record order by id');
  return Number(rows[draw % Math.max(1, rows.length)]?.id ?? 0);
}

/** An extract: what comes, what is other than it was, and what it no longer has. */
async function extract({ fresh, changed, gone }: Pick<Step, 'fresh' | 'changed' | 'gone'>): Promise<void> {
  await bringIn(house.database, fresh.map(rowOf));
  for (const [draw, drawn] of changed) {
    const { given, family, born, pnc = null, capacity } = rowOf(drawn);
    await house.ownerQuery(
      `update source_record set given_name = $2, family_name = $3, born = $4, pnc = $5, capacity = $6, version = version + 1 where id = $1`,
      [await recordAt(draw), given, family, born, pnc, capacity],
    );
  }
  for (const draw of gone)
    await house.ownerQuery(
      `delete from source_record r where id = $1 and not exists (select from link_decision d where r.id in (d.left_record, d.right_record))
        and not exists (select from link_proposal p where r.id in (p.left_record, p.right_record))`,
      [await recordAt(draw)],
    );
}

async function decide(draw: number, verdict: 'same' | 'different'): Promise<void> {
  const queue = await house.database.as(reviewer, (tx) => reviewQueue(tx, 20, 0));
  const pair = queue[draw % Math.max(1, queue.length)];
  if (pair === undefined) return;
  const input = { left: pair.left, right: pair.right, verdict, why: 'Drawn' };
  const done = await house.performer.perform(reviewer, decidePair, input, key());
  await refreshPeople(house.database, done.people);
}

async function separate(draw: number): Promise<void> {
  const recordId = await recordAt(draw);
  const [row] = await house.ownerQuery<{ person_id: string | null }>(
    'select person_id from source_record where id = $1',
    [recordId],
  );
  const personId = Number(row?.person_id ?? 0);
  if (personId === 0) return;
  await openTo(house, personId, 'selection', 'selection');
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, staff_id, source) values ($1, 'selection', $2, 'test')`,
    [personId, manager.staffId],
  );
  const { version } = await house.database.as(manager, (tx) => getPerson(tx, personId));
  const done = await separateByTwo(house, manager, { personId, recordId, version, why: 'Drawn' }, key());
  await refreshPeople(house.database, done);
}

async function people({ decided, separated, guarded, released }: Step): Promise<void> {
  const refused = (error: unknown): void => {
    const codes = ['not-allowed-now', 'not-found'];
    if (!(error instanceof WaymarkError) || !codes.includes(error.code)) throw error;
  };
  for (const [draw, verdict] of decided) await decide(draw, verdict).catch(refused);
  if (separated !== undefined) await separate(separated).catch(refused);
  if (released) await house.ownerQuery(`delete from access_reason where source = 'guarded'`);
  if (guarded === undefined) return;
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, post, source) select person_id, 'management', 'lead:1', 'guarded'
      from source_record where id = $1 and person_id is not null`,
    [await recordAt(guarded)],
  );
}

let frequencies: Frequencies;

/** Links what changed, and holds it against what a whole run would have said. */
async function linkAndHold(): Promise<Linked> {
  const standing = await readAll(house);
  const counted = countAll(standing);
  const told = frequencies && wholeRunSays(standing, frequencies);
  const linked = await linkChanges(house.database, { now: testNow });
  if (linked.kind === 'whole') frequencies = counted;
  else if (linked.looked > 0) standsAs(told, standing, await readAll(house));
  return linked;
}

async function isSound(): Promise<void> {
  const broken = await house.ownerQuery(`select d.id, d.verdict from link_decision d
    join source_record l on l.id = d.left_record join source_record r on r.id = d.right_record
    where d.superseded_at is null and d.verdict = 'different' and l.person_id = r.person_id`);
  assert.deepEqual(broken, [], 'people who were decided to be two are one');
  const lost = await house.ownerQuery(`select p.id from person p join person q on q.id = p.gone_to
    where q.gone_to is not null or q.id = p.id`);
  assert.deepEqual(lost, [], 'an old number leads to nobody');
}

const personById = async (): Promise<Map<string, string | null>> =>
  new Map(
    (
      await house.ownerQuery<{ id: string; person_id: string | null }>(
        'select id, person_id from source_record',
      )
    ).map(({ id, person_id }) => [id, person_id]),
  );

/** The night: what it says that it put otherwise is what it did put otherwise. */
async function night(): Promise<void> {
  await linkAndHold();
  const left = await personById();
  const standing = await readAll(house);
  frequencies = countAll(standing);
  const linked = await linkNightly(house.database, { now: testNow });
  assert.equal(linked.kind, 'whole');
  const moved = [...(await personById())].filter(([id, person]) => left.get(id) !== person);
  const analyst = await house.viewerFor('analyst');
  const [last, before] = await house.database.as(analyst, (tx) => listRuns(tx, 2));
  assert.equal(last?.kind, 'whole');
  assert.equal(last?.looked, standing.records.length);
  if (before?.kind === 'changes') assert.equal(last?.report.otherwise?.records, moved.length);
}

test('property: after any extract, cut as it comes, a run of changes leaves what a whole run would, and the night tells the difference', async () => {
  let ofChanges = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(drawnStep, { minLength: 2, maxLength: 5 }), async (steps) => {
      for (const step of steps) {
        await extract(step);
        await people(step);
        const linked = await linkAndHold();
        if (linked.kind === 'changes' && linked.looked > 0) ofChanges += 1;
        await isSound();
        if (step.night === 0) await night();
      }
    }),
    // What stands is not taken back, so a shorter example would be of another world.
    { numRuns: 12, endOnFailure: true },
  );
  assert.ok(ofChanges > 15, `${ofChanges} runs looked at changes alone`);
  await night();
});

/** Somebody who is worked with, of whose two records nothing says any more that they are one person: the two stay theirs. */
async function heldTogether(family: string, numbers: readonly [string, string]) {
  const alike = { given: 'Ottoline', family, born: '1971-03-04', pnc: numbers[0], postcode: 'NR1 1AA' };
  const [one, other] = [rowOf(nobody), rowOf(nobody)].map(({ localId }) => localId);
  assert.ok(one !== undefined && other !== undefined);
  await bringIn(house.database, [
    { agency: 'norfolk-police', format: 'police-nominals', localId: one, ...alike },
    { agency: 'suffolk-police', format: 'police-nominals', localId: other, ...alike },
  ]);
  await linkAndHold();
  const person = await personHolding(one);
  assert.equal(await personHolding(other), person);
  await openTo(house, person, 'management', 'management');
  await house.ownerQuery(
    `update source_record set given_name = 'Bartholomew', family_name = $2 || 'ton', born = '1958-11-30', pnc = $3, crn = 'X000001', version = version + 1 where local_id = $1`,
    [other, family, numbers[1]],
  );
  await linkAndHold();
  assert.equal(await personHolding(other), person, 'the change waits for a person');
  return { person, one, other, alike };
}

const numbersOf = (serialNumber: number): [string, string] => [
  `2015/0000${serialNumber}${checkLetter(`150000${serialNumber}`)}`,
  `2016/0000${serialNumber}${checkLetter(`160000${serialNumber}`)}`,
];

const nobody: Drawn = { agency: 0, forename: 0, surname: 0, born: 0, pnc: 1, postcode: 2, capacity: 0 };

const personHolding = async (localId: string): Promise<number> =>
  (
    await house.ownerQuery<{ person: number }>(
      'select person_id::int as person from source_record where local_id = $1',
      [localId],
    )
  )[0]?.person ?? 0;

const shownOf = async (person: number) =>
  (
    await house.ownerQuery<{ family: string; pnc: string | null; crn: string | null }>(
      'select family_name as family, pnc, crn from person where id = $1',
      [person],
    )
  )[0];

test('a person’s other record is looked at when one goes that it was not like, and is what they show then', async () => {
  const { person, one } = await heldTogether('Verrinder', numbersOf(101));
  await house.ownerQuery('delete from source_record where local_id = $1', [one]);
  const linked = await linkAndHold();
  assert.ok(linked.kind === 'changes' && linked.looked >= 1, 'the record that stays is looked at');
  const { family, pnc } = (await shownOf(person)) ?? {};
  assert.deepEqual([family, pnc], ['Verrinderton', numbersOf(101)[1]]);
});

test('a person’s other record keeps its say in what they show when somebody comes who is like the first', async () => {
  const { person, other, alike } = await heldTogether('Wolstenhulme', numbersOf(303));
  const { localId } = rowOf(nobody);
  await bringIn(house.database, [{ agency: 'norfolk-police', format: 'police-nominals', localId, ...alike }]);
  const linked = await linkAndHold();
  assert.equal(linked.kind, 'changes');
  assert.equal(await personHolding(localId), person);
  assert.equal(await personHolding(other), person);
  assert.equal((await shownOf(person))?.crn, 'X000001', 'the number that the other record alone has');
});

/** Something that happens after a run of changes has read and before it takes the lock, so many times. */
async function linkWhile(times: number, happen: () => Promise<unknown>): Promise<Linked> {
  const { database } = house;
  const as = database.as.bind(database);
  let left = times;
  database.as = async (viewer, work, options) => {
    const done = await as(viewer, work, options);
    if (options?.isolation === 'repeatable read' && left > 0) {
      left -= 1;
      await happen();
    }
    return done;
  };
  try {
    return await linkChanges(database, { now: testNow });
  } finally {
    database.as = as;
    assert.equal(left, 0, 'it happened as often as was wanted');
  }
}

const twinOf = (family: string, pnc: string): RecordRow => ({
  ...{ agency: 'norfolk-police', format: 'police-nominals', localId: rowOf(nobody).localId },
  ...{ given: 'Philippa', family, born: '1969-09-19', pnc, postcode: 'NR1 1AA' },
});

test('what comes between the reading and the lock is taken in by the same run, and often enough under the lock', async () => {
  for (const [times, family, place] of [
    [1, 'Yaxleigh', 505],
    [3, 'Zouchley', 707],
  ] as const) {
    const [pnc] = numbersOf(place);
    const rows = Array.from({ length: times + 1 }, () => twinOf(family, pnc));
    const [first, ...later] = rows;
    assert.ok(first !== undefined);
    await bringIn(house.database, [first]);
    const linked = await linkWhile(times, () => bringIn(house.database, later.splice(0, 1)));
    assert.ok(linked.kind === 'changes');
    assert.deepEqual([linked.changed, linked.gone], [times + 1, 0]);
    const holders = await Promise.all(rows.map(({ localId }) => personHolding(localId)));
    assert.equal(new Set(holders).size, 1, 'all of them are one person');
    assert.ok((holders[0] ?? 0) > 0);
    await nothingLeft();
  }
  await night();
});

/** The run went by all that there is: the next finds nothing. */
async function nothingLeft(): Promise<void> {
  const again = await linkAndHold();
  assert.ok(again.kind === 'changes');
  assert.equal(again.looked, 0, 'nothing is left for the next run');
}

test('a decision, a going and whoever is worked with since the reading are what the run goes by', async () => {
  const [pnc] = numbersOf(909);
  const [one, other, third] = [twinOf('Ickworthy', pnc), twinOf('Ickworthy', pnc), twinOf('Ickworthy', pnc)];
  await bringIn(house.database, [one, other]);
  await linkWhile(1, () =>
    house.ownerQuery(
      `insert into link_decision (left_record, right_record, verdict, why, staff_id)
       select least(a.id, b.id), greatest(a.id, b.id), 'different', 'Seen together', $3 from source_record a, source_record b where a.local_id = $1 and b.local_id = $2`,
      [one.localId, other.localId, reviewer.staffId],
    ),
  );
  await isSound();
  assert.notEqual(await personHolding(one.localId), await personHolding(other.localId));
  await nothingLeft();
  await bringIn(house.database, [third]);
  const gone = await linkWhile(1, () =>
    house.ownerQuery('delete from source_record where local_id = $1', [third.localId]),
  );
  assert.ok(gone.kind === 'changes');
  assert.deepEqual([gone.changed, gone.gone], [1, 1]);
  await nothingLeft();
  await bringIn(house.database, [twinOf('Jesselton', numbersOf(808)[0])]);
  await linkWhile(1, () =>
    house.ownerQuery(
      `insert into access_reason (person_id, kind, post, source) select person_id, 'management', 'lead:1', 'guarded' from source_record where local_id = $1`,
      [one.localId],
    ),
  );
  await nothingLeft();
  await night();
});
