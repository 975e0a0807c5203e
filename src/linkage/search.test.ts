import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inferModel } from './infer-model.ts';
import { link } from './link.ts';
import { defaultOffenderModel } from './offender-model.ts';
import { makePeople, recordOf, reordered } from './people-for-tests.ts';
import { SearchIndex } from './search.ts';
import type { Model, RecordTable } from './types.ts';

/** Searching for a record gives the pairs that a run over the table with that record gives it, at the same weight. */
function agrees(table: RecordTable, model: Model, searched: readonly number[]): number {
  const whole = link(table, model);
  let compared = 0;
  for (const row of searched) {
    const others = Array.from({ length: table.length }, (_, k) => k).filter((k) => k !== row);
    const index = new SearchIndex(reordered(table, others), model, { frequencies: whole.frequencies });
    const hits = new Map(
      index.search(recordOf(table, row)).map((hit) => [others[hit.row]!, hit.unadjusted.toFixed(9)]),
    );
    const { edges } = whole;
    const expected = new Map<number, string>();
    for (let k = 0; k < edges.count; k += 1) {
      const [left, right] = [edges.left[k]!, edges.right[k]!];
      if (left === row || right === row)
        expected.set(left === row ? right : left, edges.unadjusted[k]!.toFixed(9));
    }
    assert.deepEqual([...hits].sort(), [...expected].sort(), `row ${row}`);
    compared += hits.size;
  }
  return compared;
}

test('a record is found with the pairs and weights that a whole run gives it', () => {
  const { table } = makePeople(150, 17);
  const wide: Model = { ...defaultOffenderModel, thresholds: { join: 12, review: -8, fracture: 8 } };
  assert.ok(agrees(table, wide, [0, 1, 2, 7, 8, 20, 21, 55, 56, 131, 132]) > 0);
  const { model } = inferModel(Object.keys(table.columns), { postcodes: 'postcode' }, table.length);
  const trained = link(table, model, { train: true }).model;
  assert.ok(agrees(table, trained, [3, 40, 99]) > 0);
});

test('what nobody resembles finds nobody, and an empty record neither', () => {
  const { table } = makePeople(50, 3);
  const index = new SearchIndex(table, defaultOffenderModel);
  assert.deepEqual(index.search({ forename: 'Xerxes', surname: 'Quux', dob: '1901-02-03' }), []);
  assert.deepEqual(index.search({}), []);
});

test('a search leaves nothing behind for the next', () => {
  const { table } = makePeople(150, 17);
  const once = new SearchIndex(table, defaultOffenderModel);
  let found = 0;
  for (const row of [5, 0, 77, 5, 131, 2, 0]) {
    const hits = once.search(recordOf(table, row));
    assert.deepEqual(hits, new SearchIndex(table, defaultOffenderModel).search(recordOf(table, row)));
    found += hits.length;
  }
  assert.ok(found > 7);
});
