import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { assertClose, assertPrinted, assertRefused } from './assertions-for-tests.ts';
import { areaUnderCurve, brierScore, type Judged, ratesByGroup } from './index.ts';

const SCORES = [0.1, 0.4, 0.35, 0.8, 0.4, 0.65, 0.2, 0.9, 0.55, 0.3];
const OUTCOMES = [0, 0, 1, 1, 1, 1, 0, 1, 0, 0].map((y) => y === 1);

test('the area, its standard error and the Brier score agree with a count of all pairs', () => {
  const { estimate, standardError, events, nonEvents } = areaUnderCurve(SCORES, OUTCOMES);
  assertClose(estimate, 0.86, 1e-14);
  assertClose(standardError, 0.12328828005937954, 1e-13);
  assert.deepEqual([events, nonEvents], [5, 5]);
  assertClose(brierScore(SCORES, OUTCOMES), 0.15575, 1e-14);
});

test('the area counts pairs, and turning the scores round turns it round', () => {
  const person = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.boolean());
  fc.assert(
    fc.property(fc.array(person, { minLength: 4, maxLength: 40 }), (people) => {
      const [scores, outcomes] = [people.map(([score]) => score), people.map(([, outcome]) => outcome)];
      const [hits, others] = [true, false].map((side) => scores.filter((_, i) => outcomes[i] === side));
      fc.pre(hits !== undefined && others !== undefined && hits.length > 1 && others.length > 1);
      const pairs = hits.flatMap((hit) => others.map((other) => (hit > other ? 1 : hit === other ? 0.5 : 0)));
      const mean = pairs.reduce<number>((sum, pair) => sum + pair, 0) / pairs.length;
      const found = areaUnderCurve(scores, outcomes);
      assert.ok(Math.abs(found.estimate - mean) < 1e-12);
      const turned = areaUnderCurve(
        scores.map((score) => -score),
        outcomes,
      );
      assert.ok(Math.abs(turned.estimate + mean - 1) < 1e-12);
      assert.ok(Math.abs(turned.standardError - found.standardError) < 1e-12);
    }),
    { seed: 61 },
  );
});

/** Logistic regression by Newton's method on standardised columns, only to have probabilities to score. */
function fittedProbabilities(columns: readonly (readonly number[])[], y: readonly number[]): number[] {
  const rows = y.map((_, i) => [1, ...columns.map((column) => scaled(column, i))]);
  const beta = [0, ...columns.map(() => 0)];
  const predict = () =>
    rows.map((row) => 1 / (1 + Math.exp(-row.reduce((z, x, j) => z + x * (beta[j] ?? 0), 0))));
  for (let turn = 0; turn < 12; turn++) {
    const p = predict();
    const system = beta.map((_, j) => [
      ...beta.map((__, k) =>
        rows.reduce((sum, row, i) => sum + weight(p[i]) * (row[j] ?? 0) * (row[k] ?? 0), 0),
      ),
      rows.reduce((sum, row, i) => sum + ((y[i] ?? 0) - (p[i] ?? 0)) * (row[j] ?? 0), 0),
    ]);
    for (const [j, step] of solved(system).entries()) beta[j] = (beta[j] ?? 0) + step;
  }
  return predict();
}

const weight = (p = 0) => p * (1 - p);

function scaled(column: readonly number[], i: number): number {
  const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
  return ((column[i] ?? 0) - mean) / Math.max(...column.map((x) => Math.abs(x - mean)));
}

function solved(system: number[][]): number[] {
  for (const [at, row] of system.entries()) {
    const by = row[at] ?? 1;
    for (const [j, value] of row.entries()) row[j] = value / by;
    for (const other of system) {
      const factor = other[at] ?? 0;
      if (other !== row) for (const [j, value] of row.entries()) other[j] = (other[j] ?? 0) - factor * value;
    }
  }
  return system.map((row) => row.at(-1) ?? 0);
}

test('optional: the Rossi logit has the known area and Brier score', (t) => {
  const file = new URL('../../../shared/data/outcomes/rossi_lifelines.csv', import.meta.url);
  if (!existsSync(file)) return t.diagnostic('passed over: ../shared/data/outcomes is not here');
  const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const names = head.split(',');
  const column = (name: string) => lines.map((line) => Number(line.split(',')[names.indexOf(name)]));
  const arrests = column('arrest');
  const p = fittedProbabilities(['fin', 'age', 'race', 'wexp', 'mar', 'paro', 'prio'].map(column), arrests);
  const outcomes = arrests.map((arrest) => arrest === 1);
  assertPrinted(areaUnderCurve(p, outcomes).estimate, 0.6611359, 7);
  assertPrinted(brierScore(p, outcomes), 0.1804658, 7);
});

function members(group: string, selected: number, people: number): Judged[] {
  return Array.from({ length: people }, (_, i) => ({ group, selected: i < selected, event: i % 2 === 0 }));
}

test('the ratio of selection rates has its known interval', () => {
  const [aided, control] = ratesByGroup(
    [...members('control', 66, 216), ...members('aided', 48, 216)],
    'control',
  );
  assertPrinted(aided?.selectionRateRatio?.estimate ?? null, 0.7272727, 7);
  assertPrinted(aided?.selectionRateRatio?.lower ?? null, 0.5278897, 7);
  assertPrinted(aided?.selectionRateRatio?.upper ?? null, 1.0019624, 7);
  assert.equal(control?.selectionRateRatio, null);
  assert.deepEqual([aided?.people, aided?.selected], [216, 48]);
  assertClose(aided?.falsePositiveRate?.estimate ?? null, 24 / 108, 1e-14);
  assertClose(aided?.falseNegativeRate?.estimate ?? null, 84 / 108, 1e-14);
  assertClose(aided?.positivePredictiveValue?.estimate ?? null, 0.5, 1e-14);
});

test('a group in which nobody is selected has no ratio and no predictive value', () => {
  const [none] = ratesByGroup([...members('a', 0, 12), ...members('b', 3, 12)], 'b');
  assert.deepEqual([none?.selectionRateRatio, none?.positivePredictiveValue], [null, null]);
});

test('what has no answer is refused by name', () => {
  assertRefused(() => areaUnderCurve([1, 2], [true, true]), 'one-class-only');
  assertRefused(() => areaUnderCurve([1, 2, 3], [true, false, false]), 'too-few-people');
  assertRefused(() => areaUnderCurve([1, Number.NaN], [true, false]), 'invalid-argument');
  assertRefused(() => areaUnderCurve([1], [true, false]), 'lengths-differ');
  assertRefused(() => brierScore([], []), 'no-people');
  assertRefused(() => brierScore([1.2], [true]), 'invalid-probability');
  assertRefused(() => ratesByGroup([], 'a'), 'no-people');
  assertRefused(() => ratesByGroup(members('a', 1, 2), 'b'), 'invalid-argument');
});
