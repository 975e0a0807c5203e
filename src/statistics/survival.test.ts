import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { assertClose, assertPrinted, assertRefused } from './assertions-for-tests.ts';
import {
  coxRegression,
  cumulativeIncidence,
  grayTest,
  kaplanMeier,
  logRank,
  restrictedMeanSurvival,
  survivalAt,
} from './index.ts';

const DATA = new URL('../../../shared/data/outcomes/', import.meta.url);
const PASSED_OVER = 'passed over: ../shared/data/outcomes is not here';

function columns(file: string): ((name: string) => string[]) | null {
  const url = new URL(file, DATA);
  if (!existsSync(url)) return null;
  const [head = '', ...lines] = readFileSync(url, 'utf8').replaceAll('"', '').trim().split(/\r?\n/);
  const names = head.split(',');
  return (name) => lines.map((line) => line.split(',')[names.indexOf(name)] ?? '');
}

test('optional: the Rossi curve, log-rank test and restricted means have their known values', (t) => {
  const column = columns('rossi_lifelines.csv');
  if (column === null) return t.diagnostic(PASSED_OVER);
  const [time, event, group] = ['week', 'arrest', 'fin'].map((name) => column(name).map(Number));
  const all = { time: time!, event: event!, group: group! };
  const { groups, chiSquared, degreesOfFreedom, pValue } = logRank(all);
  assertPrinted(chiSquared, 3.8375696, 7);
  assertPrinted(pValue, 0.0501161, 7);
  assert.equal(degreesOfFreedom, 1);
  assertPrinted(groups[1]!.expected, 58.42556, 5);
  assert.equal(groups[1]!.observed, 48);
  const control = group!.flatMap((value, i) => (value === 0 ? [i] : []));
  const at = survivalAt(
    kaplanMeier({ time: control.map((i) => time![i]!), event: control.map((i) => event![i]!) }),
    26,
  );
  assertPrinted(at.survival, 0.8518519, 7);
  assertPrinted(at.standardError, 0.0241715, 7);
  assertPrinted(at.lower, 0.7970636, 7);
  assertPrinted(at.upper, 0.8928396, 7);
  const means = restrictedMeanSurvival({ ...all, tau: 52 });
  assertPrinted(means.groups[0]!.estimate, 44.833333, 6);
  assertPrinted(means.groups[0]!.standardError, 0.9176715, 7);
  assertPrinted(means.groups[1]!.estimate, 46.875, 6);
  assertPrinted(means.groups[1]!.standardError, 0.7933249, 7);
  assert.deepEqual(means, restrictedMeanSurvival(all));
});

test('optional: the aml curves have the medians, limits and log-rank test of R', (t) => {
  const column = columns('aml_survival.csv');
  if (column === null) return t.diagnostic(PASSED_OVER);
  const [time, event] = ['time', 'status'].map((name) => column(name).map(Number));
  const group = column('x');
  const { chiSquared, pValue } = logRank({ time: time!, event: event!, group });
  assertPrinted(chiSquared, 3.396389, 6);
  assertPrinted(pValue, 0.0653393, 7);
  const [kept, not] = ['Maintained', 'Nonmaintained'].map((label) => {
    const rows = group.flatMap((value, i) => (value === label ? [i] : []));
    const of = { stop: rows.map((i) => time![i]!), event: rows.map((i) => event![i] === 1) };
    return kaplanMeier({ ...of, confidenceType: 'log' });
  });
  assert.deepEqual([kept!.median.estimate, kept!.median.lower, kept!.median.upper], [31, 18, null]);
  assert.deepEqual([not!.median.estimate, not!.median.lower, not!.median.upper], [23, 8, null]);
  // The table of R's documentation: 9 11 0.909 0.0867 0.7541 1.000.
  assertPrinted(kept!.survival[0]!, 0.909, 3);
  assertPrinted(kept!.standardError[0]!, 0.0867, 4);
  assertPrinted(kept!.lower[0]!, 0.7541, 4);
  assert.equal(kept!.upper[0], 1);
  assert.deepEqual([not!.survival.at(-1), not!.standardError.at(-1), not!.lower.at(-1)], [0, null, null]);
  assert.deepEqual(survivalAt(not!, 500).survival, 0);
});

const person = fc.record({
  time: fc.integer({ min: 1, max: 12 }),
  late: fc.integer({ min: 0, max: 11 }),
  event: fc.integer({ min: 0, max: 2 }),
  group: fc.integer({ min: 0, max: 2 }),
  stratum: fc.integer({ min: 0, max: 1 }),
  weight: fc.integer({ min: 0, max: 3 }),
});
const people = fc.array(person, { minLength: 6, maxLength: 40 });

const anyEvent = ({ event }: { event: number }) => (event > 0 ? 1 : 0);

test('a weight is so many people, a late start is not at risk before, and inputs stay as they were', () => {
  fc.assert(
    fc.property(people, (rows) => {
      fc.pre(rows.some(({ weight }) => weight > 0));
      const given = {
        start: rows.map(({ time, late }) => Math.min(late, time - 1)),
        stop: rows.map(({ time }) => time),
        event: rows.map(anyEvent),
      };
      const copy = structuredClone(given);
      const weighted = kaplanMeier({ ...given, weights: rows.map(({ weight }) => weight) });
      assert.deepEqual(given, copy);
      const repeated = rows.flatMap(({ weight }, i) => new Array<number>(weight).fill(i));
      const plain = kaplanMeier({
        start: Float64Array.from(repeated, (i) => given.start[i]!),
        stop: Float64Array.from(repeated, (i) => given.stop[i]!),
        event: repeated.map((i) => given.event[i] === 1),
      });
      assert.deepEqual(weighted, plain);
      for (const [at, time] of plain.time.entries()) {
        const risk = repeated.filter((i) => given.start[i]! < time && given.stop[i]! >= time);
        assert.equal(plain.atRisk[at], risk.length);
        const { lower, upper, survival } = survivalAt(plain, time);
        if (lower !== null && upper !== null) assert.ok(lower <= survival && survival <= upper);
      }
    }),
    { seed: 21 },
  );
});

test('one cause is Kaplan and Meier, several add up, and the variance is that of leaving people out', () => {
  fc.assert(
    fc.property(people, (rows) => {
      fc.pre(rows.some(({ event }) => event > 0));
      const time = rows.map((row) => row.time);
      const event = rows.map((row) => row.event);
      const both = cumulativeIncidence({ time, event });
      for (const [at, share] of both.eventFree.entries()) {
        const sum = both.causes.reduce((total, { incidence }) => total + incidence[at]!, share);
        assert.ok(Math.abs(sum - 1) < 1e-12);
      }
      const one = cumulativeIncidence({ time, event: rows.map(anyEvent) }).causes[0]!;
      const curve = kaplanMeier({ time, event: rows.map(anyEvent) });
      for (const [at, survival] of curve.survival.entries()) {
        assert.ok(Math.abs(one.incidence[at]! + survival - 1) < 1e-12);
        const error = curve.standardError[at];
        if (error !== null) assert.ok(Math.abs(one.standardError[at]! - error!) < 1e-9);
      }
    }),
    { seed: 22 },
  );
});

test('the delta variance of a cumulative incidence is the sum of squared influences', () => {
  const time = [1, 2, 2, 2, 3, 4, 4, 5, 6, 7, 7, 8];
  const event = ['a', 'b', 'a', '', 'a', 'b', 'b', '', 'a', 'a', 'b', ''];
  const at = (weights: number[]) =>
    cumulativeIncidence({ time, event, weights, censored: '' }).causes[0]!.incidence.at(-1)!;
  const even = time.map(() => 1);
  const squares = time.map((_, i) => {
    const moved = (by: number) => at(even.with(i, 1 + by));
    return ((moved(1e-4) - moved(-1e-4)) / 2e-4) ** 2;
  });
  const { standardError } = cumulativeIncidence({ time, event, censored: '' }).causes[0]!;
  const expected = Math.sqrt(squares.reduce((sum, value) => sum + value, 0));
  assertClose(standardError.at(-1)!, expected, 1e-7);
});

test('a log-rank test without ties is the score test of Cox, in strata and with late starts too', () => {
  fc.assert(
    fc.property(people, (rows) => {
      const stop = rows.map(({ time }, i) => time + i / 1000);
      const start = rows.map(({ time, late }) => Math.min(late, time - 1));
      const event = rows.map(anyEvent);
      const strata = rows.map(({ stratum }) => stratum);
      const group = rows.map((row) => (row.group === 0 ? 'a' : 'b'));
      let score: number;
      try {
        score = coxRegression({
          ...{ start, stop, event, strata },
          covariates: { group: group.map((label) => label === 'b') },
        }).tests.score.statistic;
      } catch {
        return;
      }
      const { chiSquared } = logRank({ start, stop, event, strata, group });
      assert.ok(Math.abs(chiSquared - score) < 1e-9 * (1 + score));
    }),
    { seed: 23, numRuns: 300 },
  );
});

test('the rank tests add up to nothing over the groups, and rho weighs early events', () => {
  const time = [3, 5, 7, 2, 18, 16, 2, 9, 16, 5];
  const event = [0, 1, 1, 1, 1, 0, 1, 1, 1, 0];
  const group = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1];
  for (const rho of [0, 1]) {
    const { groups, variance, degreesOfFreedom } = logRank({ time, event, group, rho });
    const observed = groups.reduce((sum, { observed: o }) => sum + o, 0);
    assertClose(
      groups.reduce((sum, { expected }) => sum + expected, 0),
      observed,
      1e-12,
    );
    assertClose(variance[0]![0]! + variance[0]![1]! + 1, 1, 1e-12);
    assert.equal(degreesOfFreedom, 1);
  }
  const typed = logRank({ time: Float64Array.from(time), event: event.map((e) => e === 1), group, rho: 1 });
  assert.deepEqual(typed, logRank({ time, event, group, rho: 1 }));
});

/** Worked through by the sums of `cmprsk`, independently of this code. */
const COMPETING = {
  time: [1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 9],
  event: [1, 2, 1, 0, 1, 2, 1, 1, 0, 2, 1, 0],
};

test("Gray's test and variance have their values on a small table with ties", () => {
  const group = COMPETING.time.map((_, i) => (i % 2 === 0 ? 'a' : 'b'));
  const [one, two] = grayTest({ ...COMPETING, group });
  assert.deepEqual([one!.cause, two!.cause, one!.degreesOfFreedom], [1, 2, 1]);
  assertClose(one!.statistic, 4.872094487258033, 1e-10);
  assertClose(two!.statistic, 3.362723181142287, 1e-10);
  const turned = grayTest({ ...COMPETING, group: group.map((label) => (label === 'a' ? 'z' : label)) });
  assertClose(turned[0]!.statistic, one!.statistic, 1e-10);
  const [first] = cumulativeIncidence({ ...COMPETING, variance: 'aalen' }).causes;
  for (const [at, error] of [0.08333333333333333, 0.11242281302693369, 0.1368434451196776].entries()) {
    assertClose(first!.standardError[at]!, error, 1e-12);
  }
  assertClose(first!.incidence.at(-1)!, 0.5729166666666667, 1e-12);
  assertClose(first!.standardError.at(-1)!, 0.18821174069759747, 1e-12);
});

test('a restricted mean is the area under the steps and a difference has its own interval', () => {
  const mean = restrictedMeanSurvival({ time: [2, 4, 6, 8], event: [1, 0, 1, 0], tau: 7 });
  assertClose(mean.groups[0]!.estimate, 2 + 0.75 * 4 + 0.375, 1e-14);
  assert.deepEqual(mean.differences, []);
  const nothing = restrictedMeanSurvival({ time: [5, 5, 6], event: [0, 0, 0], group: [1, 2, 2] });
  assert.deepEqual([nothing.tau, nothing.groups[1]!.estimate, nothing.groups[1]!.standardError], [5, 5, 0]);
  assert.equal(nothing.differences[0]!.pValue, null);
  const certain = restrictedMeanSurvival({ time: [1, 2], event: [1, 1], tau: 9 });
  assertClose(certain.groups[0]!.estimate, 1.5, 1e-14);
});

test('a curve of one person, of no event and of very many people', () => {
  const one = kaplanMeier({ time: [3], event: [1] });
  assert.deepEqual([one.survival, one.standardError, one.median.estimate], [[0], [null], 3]);
  const none = kaplanMeier({ time: [3, 4], event: [false, false] });
  assert.deepEqual(
    [none.survival, none.lower, none.upper],
    [
      [1, 1],
      [1, 1],
      [1, 1],
    ],
  );
  assert.equal(none.median.estimate, null);
  const many = kaplanMeier({ time: [1, 2], event: [1, 0], weights: [1, 1e12] });
  assertClose(1 - many.survival[0]!, 1e-12, 1e-3);
  const half = kaplanMeier({ time: [1, 2, 3, 4], event: [1, 1, 1, 1] });
  assert.equal(half.median.estimate, 2.5);
});

test('what has no answer is refused by name', () => {
  const time = [1, 2];
  assertRefused(() => kaplanMeier({ time: [], event: [] }), 'no-people');
  assertRefused(() => kaplanMeier({ event: [1] }), 'invalid-argument');
  assertRefused(() => kaplanMeier({ time, stop: time, event: [1, 0] }), 'invalid-argument');
  assertRefused(() => kaplanMeier({ time, event: [1] }), 'lengths-differ');
  assertRefused(() => kaplanMeier({ time, event: [1, 2] }), 'invalid-argument');
  assertRefused(() => kaplanMeier({ time: [1, Number.NaN], event: [1, 0] }), 'invalid-argument');
  assertRefused(() => kaplanMeier({ time: [1, Infinity], event: [1, 0] }), 'invalid-argument');
  assertRefused(() => kaplanMeier({ time: [-1, 2], event: [1, 0] }), 'invalid-argument');
  assertRefused(() => kaplanMeier({ start: [1, 1], stop: [1, 2], event: [1, 0] }), 'reversed-interval');
  assertRefused(() => kaplanMeier({ time, event: [1, 0], weights: [0, 0] }), 'no-people');
  assertRefused(() => kaplanMeier({ time, event: [1, 0], weights: [1, -1] }), 'invalid-argument');
  assertRefused(() => kaplanMeier({ time, event: [1, 0], level: 1 }), 'invalid-level');
  assertRefused(() => survivalAt(kaplanMeier({ time, event: [1, 0] }), 3), 'invalid-argument');
  assertRefused(() => logRank({ time, event: [1, 0], group: [1, 1] }), 'one-class-only');
  assertRefused(() => logRank({ time, event: [0, 0], group: [1, 2] }), 'no-events');
  assertRefused(() => logRank({ time, event: [1, 1], group: [1, 2], strata: [1, 2] }), 'one-class-only');
  assertRefused(() => logRank({ time, event: [1, 1], group: [1, 2], rho: -1 }), 'invalid-argument');
  assertRefused(() => restrictedMeanSurvival({ time, event: [1, 0], tau: 3 }), 'invalid-argument');
  assertRefused(() => restrictedMeanSurvival({ time, event: [1, 0], tau: 0 }), 'invalid-argument');
  assertRefused(() => cumulativeIncidence({ time, event: [0, 0] }), 'no-events');
  assertRefused(() => grayTest({ time, event: [1, 2], group: ['a', 'a'] }), 'one-class-only');
});
