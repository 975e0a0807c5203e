import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCsv } from './csv.ts';
import { inferModel } from './infer-model.ts';
import { link } from './link.ts';
import { makePeople, partition, reordered, shuffled } from './people-for-tests.ts';
import type { LinkResult, RecordTable } from './types.ts';

/** A made-up table as the bytes of a file. */
function bytesOf(
  table: RecordTable,
  names = ['forename', 'surname', 'dob', 'sex', 'postcodes', 'pnc'],
): Uint8Array {
  const rows = [names.join(',')];
  for (let row = 0; row < table.length; row += 1) {
    rows.push(names.map((name) => String(table.columns[name]![row] ?? '')).join(','));
  }
  const text = new TextEncoder().encode(`${rows.join('\n')}\n`);
  const bytes = new Uint8Array(new SharedArrayBuffer(text.length));
  bytes.set(text);
  return bytes;
}

function linked(bytes: Uint8Array, threads: number): LinkResult {
  const table = readCsv(bytes);
  const { model } = inferModel(table.headers, { postcodes: 'postcode' }, table.length);
  return link(table, model, { train: true, chooseThresholds: true, threads });
}

test('any number of threads gives the same clusters and weights', () => {
  const bytes = bytesOf(makePeople(1200, 31).table);
  const one = linked(bytes, 1);
  for (const threads of [2, 3]) {
    const many = linked(bytes, threads);
    assert.deepEqual(many.clusters, one.clusters);
    assert.deepEqual(many.edges, one.edges);
    assert.deepEqual(many.model, one.model);
  }
});

test('a mistake on another thread is told here', () => {
  const table = readCsv(bytesOf(makePeople(300, 1).table));
  const { model } = inferModel(table.headers, {}, table.length);
  const parts = [{ rows: table.length, stride: 0, cells: new Int32Array(new SharedArrayBuffer(0)) }];
  const broken = { ...table, parts, bytes: new Uint8Array(0) };
  // Rows whose cells are nowhere hold nothing: no thread may fall over that.
  assert.equal(link(broken, model, { threads: 2 }).clusterCount, table.length);
});

test('a list long enough to be put in order of birth gives the same people in whatever order it stands', () => {
  const { table } = makePeople(42_000, 77);
  assert.ok(table.length > 100_000);
  const people = partition(linked(bytesOf(table), 2).clusters);
  const order = shuffled(table.length, 5);
  const other = linked(bytesOf(reordered(table, order)), 2);
  const again = partition(other.clusters, (at) => order[at]!);
  const known = new Set(again);
  const differing = people.filter((cluster) => !known.has(cluster)).length;
  assert.equal(differing, 0, `${differing} of ${people.length}`);
});

test('two fields of one column keep their memory apart: a long list with one column of names', () => {
  const { table } = makePeople(42_000, 78);
  const names = ['surname', 'dob', 'sex', 'postcodes'];
  const [one, two] = [1, 2].map((threads) => linked(bytesOf(table, names), threads));
  assert.deepEqual(two!.model, one!.model);
  assert.deepEqual(two!.clusters, one!.clusters);
});
