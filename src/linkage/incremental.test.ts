import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { IncrementalLinker } from './incremental.ts';
import { inferModel } from './infer-model.ts';
import { link } from './link.ts';
import { defaultOffenderModel } from './offender-model.ts';
import { makePeople, partition, recordOf, tableFrom } from './people-for-tests.ts';
import type { Frequencies, Model, RecordInput } from './types.ts';

/** Puts records one by one, changes some of them, and holds the people against a whole run. */
function agrees(
  model: Model,
  frequencies: Frequencies,
  records: readonly RecordInput[],
  changes: readonly [number, number][],
) {
  const linker = new IncrementalLinker(model, frequencies);
  const now = records.slice();
  for (const record of records) linker.put(record);
  const whole = () => partition(link(tableFrom(now), model, { frequencies }).clusters);
  assert.deepEqual(partition(linker.clusters()), whole());
  for (const [from, to] of changes) {
    const row = to % now.length;
    // The row becomes a mixture of itself and another: it may leave its people and join others.
    const record = { ...now[row]!, ...(from % 2 === 0 ? now[from % now.length] : { surname: 'CHANGED' }) };
    now[row] = record;
    linker.put(record, row);
  }
  assert.deepEqual(partition(linker.clusters()), whole());
}

const changes = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 12 });

test('records put one by one, and changed, give the people that a whole run gives', () => {
  const wide: Model = { ...defaultOffenderModel, thresholds: { join: 12, review: -8, fracture: 8 } };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), changes, (seed, made) => {
      const { table } = makePeople(25, seed);
      const records = Array.from({ length: table.length }, (_, row) => recordOf(table, row));
      agrees(wide, link(table, wide).frequencies, records, made);
    }),
    { numRuns: 8 },
  );
});

test('so they do by a trained model, and where groups pass their limit', () => {
  const { table } = makePeople(60, 5);
  const { model } = inferModel(Object.keys(table.columns), { postcodes: 'postcode' }, table.length);
  const run = link(table, model, { train: true });
  const records = Array.from({ length: table.length }, (_, row) => recordOf(table, row));
  agrees(run.model, run.frequencies, records, [
    [2, 9],
    [4, 30],
    [1, 9],
  ]);
  const tight: Model = {
    ...run.model,
    blocking: run.model.blocking.map((rule) => ({ ...rule, maxGroup: 2 })),
  };
  agrees(tight, run.frequencies, records, [
    [6, 12],
    [8, 40],
    [3, 12],
    [5, 41],
  ]);
});

test('a record far from all others touches nobody', () => {
  const { table } = makePeople(10, 2);
  const { frequencies } = link(table, defaultOffenderModel);
  const linker = new IncrementalLinker(defaultOffenderModel, frequencies);
  for (let row = 0; row < table.length; row += 1) linker.put(recordOf(table, row));
  assert.deepEqual(linker.put({ forename: 'Xerxes', surname: 'Quux' }).touched, [table.length]);
  assert.throws(() => linker.put({}, 500), /no row 500/);
});
