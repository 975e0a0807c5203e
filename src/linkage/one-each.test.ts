import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cluster } from './clustering.ts';
import { encodeTable } from './encoded.ts';
import { parsePnc } from './identifiers.ts';
import { IncrementalLinker } from './incremental.ts';
import { inferModel } from './infer-model.ts';
import { link, linkEncoded } from './link.ts';
import { withOneEach } from './one-each.ts';
import { randomFrom } from './order.ts';
import { makePeople, partition, recordOf, reordered, shuffled } from './people-for-tests.ts';
import type { Role } from './roles.ts';
import { dateDigits, standardisePostcode } from './standardise.ts';
import type { Cell, Model, RecordTable } from './types.ts';

const SOURCES = ['Probation', 'Prison', 'Police'];

/** Made-up people whose records come from three sources or from none that is said. */
function peopleOf(people: number, seed: number): RecordTable {
  const { table } = makePeople(people, seed);
  const random = randomFrom(seed + 1);
  const agency: Cell[] = Array.from(
    { length: table.length },
    () => SOURCES[Math.floor(random() * 4)] ?? null,
  );
  return { ...table, columns: { ...table.columns, agency } };
}

const onceEach = ['probation', 'PRISON'];

const postcodesOf = (table: RecordTable): Record<string, Role> =>
  table.columns.postcodes ? { postcodes: 'postcode' } : {};

function modelOver(table: RecordTable): Model {
  const { model } = inferModel(Object.keys(table.columns), postcodesOf(table), table.length);
  return withOneEach(model, 'agency', onceEach);
}

/** Two rows of one cluster and of one source that holds a person once. */
function together(table: RecordTable, clusters: ArrayLike<number>): string[] {
  const seen = new Set<string>();
  return Array.from(
    { length: table.length },
    (_, row) => `${clusters[row]} ${table.columns.agency?.[row]}`,
  ).filter((key) => {
    const twice = seen.has(key);
    seen.add(key);
    return twice && /Probation|Prison/.test(key);
  });
}

/** What the engine reads of a record: a number that cannot be read is none. */
function readOf(table: RecordTable, row: number): string {
  const { pnc, postcodes, dob, ...others } = recordOf(table, row);
  const standard = (cell: Cell | undefined, of: (text: string) => string | null): string | null =>
    typeof cell === 'string' ? of(cell) : null;
  return JSON.stringify({
    ...others,
    dob: standard(dob, dateDigits),
    pnc: standard(pnc, (text) => parsePnc(text, 2026).canonical ?? null),
    postcodes: Array.isArray(postcodes) ? postcodes : standard(postcodes, standardisePostcode),
  });
}

/** What each person's records hold: of two records that hold the same either may be the one that is left out. */
function contents(table: RecordTable, clusters: ArrayLike<number>): string[] {
  return partition(clusters)
    .map((rows) => rows.split(',').map((row) => readOf(table, Number(row))))
    .map((records) => records.sort().join(' '))
    .sort();
}

test('two records of a source that holds a person once are never one person, on one thread and on two', () => {
  let lost = 0;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), (seed) => {
      const table = peopleOf(40, seed);
      const [one, two] = [1, 2].map((threads) => link(table, modelOver(table), { train: true, threads }));
      assert.deepEqual(together(table, one!.clusters), []);
      assert.deepEqual(two!.clusters, one!.clusters);
      assert.deepEqual(two!.oneEach, one!.oneEach);
      const order = shuffled(table.length, seed);
      const other = link(reordered(table, order), modelOver(table), { train: true });
      assert.deepEqual(contents(reordered(table, order), other.clusters), contents(table, one!.clusters));
      lost += one!.oneEach!.linksLost;
    }),
    { numRuns: 12 },
  );
  assert.ok(lost > 0, 'the made-up people never had two records of one source');
});

test('it costs what it is said to cost, and nothing where no source is named', () => {
  const table = peopleOf(150, 7);
  const plain = { ...modelOver(table), clustering: inferModel(['name']).model.clustering };
  const without = link(table, plain);
  assert.equal(without.oneEach, null);
  assert.notDeepEqual(together(table, without.clusters), []);
  const found = link(table, modelOver(table));
  const { edges } = without;
  let lost = 0;
  for (let k = 0; k < edges.count; k += 1) {
    const [a, b] = [edges.left[k]!, edges.right[k]!];
    if (edges.decision[k] === 2 && found.clusters[a] !== found.clusters[b]) lost += 1;
  }
  assert.ok(lost > 0);
  assert.deepEqual(found.oneEach, { linksLost: lost, absent: [] });
  const model = withOneEach(modelOver(table), 'agency', ['Police', 'Court']);
  assert.deepEqual(link(table, model).oneEach!.absent, ['COURT']);
});

test('of several records that could be the one the best link wins, also in a component too large for a square', () => {
  const settings = { missingBits: -2, stopBits: -1, keepBits: -10, capBits: 20 };
  for (const others of [0, 60]) {
    const rows = 3 + others;
    // Row 0 is linked to rows 1 and 2, which are of one source; the others hang together with row 0.
    const left = [0, 0, ...Array.from({ length: others }, () => 0)];
    const right = [1, 2, ...Array.from({ length: others }, (_, k) => 3 + k)];
    const bits = [9, 11, ...Array.from({ length: others }, () => 1)];
    const pairs = { count: left.length, left, right, bits, seed: left.map(() => 1), veto: left.map(() => 0) };
    const sources = Array.from({ length: rows }, (_, row) => (row === 1 || row === 2 ? 1 : 0));
    const hashes = Float64Array.from({ length: rows }, (_, row) => (row * 7919) % 1009);
    const { clusters } = cluster(rows, pairs, hashes, settings, { sources });
    assert.equal(clusters[0], clusters[2]);
    assert.notEqual(clusters[0], clusters[1]);
    const free = cluster(rows, pairs, hashes, settings).clusters;
    if (others === 0) assert.equal(free[0], free[1]);
  }
});

test('a person’s word does not put two records of such a source together, and is told', () => {
  const columns = {
    surname: ['Lee', 'Lee'],
    dob: ['1990-01-02', '1990-01-02'],
    agency: ['Prison', 'Prison'],
  };
  const table = { length: 2, columns };
  const result = link(table, modelOver(table), { overrides: [[0, 1, 'same']] });
  assert.deepEqual([...result.clusters], [0, 1]);
  assert.deepEqual(result.overrideConflicts, [[0, 1, 'same']]);
});

test('records put one by one, changed, or after a whole run, are held to it as a whole run is', () => {
  const table = peopleOf(50, 11);
  const records = Array.from({ length: table.length }, (_, row) => recordOf(table, row));
  const encoded = encodeTable(table, modelOver(table));
  const run = linkEncoded(encoded, modelOver(table));
  assert.ok(run.oneEach!.linksLost > 0);
  const { model, frequencies } = run;
  const byOne = new IncrementalLinker(model, frequencies);
  for (const record of records) byOne.put(record);
  assert.deepEqual(partition(byOne.clusters()), partition(run.clusters));
  const previous = new Int32Array(table.length).fill(-1);
  const after = IncrementalLinker.after({ encoded, result: run, records, overrides: [], previous });
  // Every record comes from one source now, and then from where it came.
  for (let row = 0; row < 20; row += 1) after.put({ ...records[row], agency: 'Prison' }, row);
  const moved = records.map((record, row) => (row < 20 ? { ...record, agency: 'Prison' } : record));
  const agency = moved.map((record) => record.agency ?? null);
  const whole = link({ ...table, columns: { ...table.columns, agency } }, model, { frequencies });
  assert.deepEqual(partition(after.clusters()), partition(whole.clusters));
  assert.notDeepEqual(partition(after.clusters()), partition(run.clusters));
});

test('more sources than can be told apart are refused', () => {
  const { model } = inferModel(['name']);
  const many = Array.from({ length: 32 }, (_, k) => `S${k}`);
  assert.throws(() => withOneEach(model, 'agency', many), /At most 31 sources.*32/);
});
