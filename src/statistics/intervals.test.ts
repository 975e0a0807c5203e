import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  assertClose,
  assertPrinted,
  assertRefused,
  poissonDraw,
  seededRandom,
} from './assertions-for-tests.ts';
import {
  binomialCdf,
  clopperPearsonInterval,
  poissonCdf,
  poissonInterval,
  rateRatioExact,
  rateRatioRobust,
  wilsonInterval,
} from './index.ts';

test('intervals of a share agree with the reference numbers', () => {
  const known = [
    [0, 10, 0, 0.3084971, 0, 0.2775328],
    [4, 10, 0.1215523, 0.7376219, 0.1681803, 0.6873262],
    [136, 327, 0.3619284, 0.4714133, 0.3637596, 0.4699976],
  ] as const;
  for (const [x, n, exactLower, exactUpper, lower, upper] of known) {
    const exact = clopperPearsonInterval(x, n);
    const score = wilsonInterval(x, n);
    assertPrinted(exact.lower, exactLower, 7);
    assertPrinted(exact.upper, exactUpper, 7);
    assertPrinted(score.lower, lower, 7);
    assertPrinted(score.upper, upper, 7);
  }
});

test('intervals of a count agree with the reference numbers', () => {
  const known = [
    [0, 0, 3.6888795],
    [1, 0.0253178, 5.5716434],
    [5, 1.6234864, 11.6683321],
    [10, 4.7953887, 18.390356],
    [58, 44.0418317, 74.9784497],
    [100, 81.3639913, 121.6267938],
  ] as const;
  for (const [x, lower, upper] of known) {
    assertPrinted(poissonInterval(x).lower, lower, 7);
    assertPrinted(poissonInterval(x).upper, upper, 7);
  }
  assertClose(poissonInterval(58, 12.5).lower, poissonInterval(58).lower / 12.5, 1e-15);
});

test('exact rate ratios agree with the reference numbers', () => {
  const known = [
    [11, 800, 21, 3011, 1.971488, 0.858426, 4.277266, 0.0796686, 7],
    [42, 1, 100, 1, 0.42, 0.285672, 0.607951, 1.243e-6, 9],
    [5, 1, 12, 1, 0.416667, 0.114996, 1.270574, 0.143463, 6],
    [0, 1, 7, 1, 0, 0, 0.693814, 0.015625, 6],
    [60, 41.5, 150, 92.3, 0.889639, 0.648136, 1.207805, 0.501987, 6],
  ] as const;
  for (const [x1, t1, x0, t0, ratio, lower, upper, pValue, decimals] of known) {
    const found = rateRatioExact({ events: x1, exposure: t1 }, { events: x0, exposure: t0 });
    assertPrinted(found.estimate, ratio, 6);
    assertPrinted(found.lower, lower, 6);
    assertPrinted(found.upper, upper, 6);
    assertPrinted(found.pValue, pValue, decimals);
  }
});

test('a fall of 58 % is as wide as its numbers are small', () => {
  const known = [
    [12, 5, -88, 27],
    [50, 21, -76, -29],
    [100, 42, -71, -39],
    [300, 126, -66, -48],
    [1000, 420, -63, -53],
  ] as const;
  for (const [before, after, lower, upper] of known) {
    const found = rateRatioExact({ events: after, exposure: 1 }, { events: before, exposure: 1 });
    // 12 to 5 stands on the edge between 88 and 89.
    assert.ok(Math.abs((found.lower - 1) * 100 - lower) < 0.51, `${before}: ${found.lower}`);
    assert.ok(Math.abs((found.upper - 1) * 100 - upper) < 0.51, `${before}: ${found.upper}`);
  }
});

const shareOf = fc.integer({ min: 1, max: 400 }).chain((n) => fc.tuple(fc.nat({ max: n }), fc.constant(n)));

test('exact limits turn the tails round, and Wilson stays inside [0, 1]', () => {
  fc.assert(
    fc.property(shareOf, fc.double({ min: 0.5, max: 0.999, noNaN: true }), ([x, n], level) => {
      const outside = (1 - level) / 2;
      const exact = clopperPearsonInterval(x, n, level);
      if (x > 0) assertClose(binomialCdf(x - 1, n, exact.lower, { upper: true }), outside, 1e-9);
      if (x < n) assertClose(binomialCdf(x, n, exact.upper), outside, 1e-9);
      const count = poissonInterval(x, 1, level);
      if (x > 0) assertClose(poissonCdf(x - 1, count.lower, { upper: true }), outside, 1e-9);
      assertClose(poissonCdf(x, count.upper), outside, 1e-9);
      const score = wilsonInterval(x, n, level);
      assert.ok(0 <= score.lower && score.lower <= x / n && x / n <= score.upper && score.upper <= 1);
    }),
    { seed: 21, numRuns: 200 },
  );
});

const total = fc.record({
  events: fc.nat({ max: 300 }),
  exposure: fc.double({ min: 0.1, max: 500, noNaN: true }),
});

test('swapping the groups inverts every rate ratio', () => {
  fc.assert(
    fc.property(total, total, (one, other) => {
      fc.pre(one.events > 0 && other.events > 0);
      const [there, back] = [rateRatioExact(one, other), rateRatioExact(other, one)];
      assertClose(1 / back.upper, there.lower, 1e-9);
      assertClose(1 / back.lower, there.upper, 1e-9);
      assertClose(back.pValue, there.pValue, 1e-6);
    }),
    { seed: 22, numRuns: 100 },
  );
  const random = seededRandom(3);
  const [one, other] = [drawGroup(random, 60, 2, 0.7), drawGroup(random, 45, 3, 0.5)];
  for (const pairing of ['different-people', 'same-people'] as const) {
    const second = pairing === 'same-people' ? drawGroup(random, 60, 3, 0.5) : other;
    const [there, back] = [
      rateRatioRobust(one, second, { pairing }),
      rateRatioRobust(second, one, { pairing }),
    ];
    assertClose(there.lower, 1 / (back.upper ?? 0), 1e-12);
    assertClose(there.upper, 1 / (back.lower ?? 0), 1e-12);
  }
});

/** People who offend in bursts of three, which an exact interval takes for three pieces of evidence. */
function drawGroup(random: () => number, people: number, burst: number, rate: number) {
  const exposure = Array.from({ length: people }, () => 0.5 + random() / 2);
  return { events: exposure.map((t) => burst * poissonDraw(random, (rate * t) / burst)), exposure };
}

test('the robust interval keeps its coverage when offences come in bursts, the exact one does not', () => {
  const random = seededRandom(2024);
  let [robust, exact, paired] = [0, 0, 0];
  const runs = 400;
  for (let run = 0; run < runs; run++) {
    const [one, other] = [drawGroup(random, 150, 4, 3), drawGroup(random, 150, 4, 3)];
    const found = rateRatioRobust(one, other);
    const after = rateRatioRobust(one, other, { pairing: 'same-people' });
    const sum = (values: readonly number[]) => values.reduce((so, value) => so + value, 0);
    const naive = rateRatioExact(
      { events: sum(one.events), exposure: sum(one.exposure) },
      { events: sum(other.events), exposure: sum(other.exposure) },
    );
    robust += Number((found.lower ?? 9) <= 1 && 1 <= (found.upper ?? 0));
    paired += Number((after.lower ?? 9) <= 1 && 1 <= (after.upper ?? 0));
    exact += Number(naive.lower <= 1 && 1 <= naive.upper);
  }
  assert.ok(robust / runs > 0.92 && robust / runs < 0.98, `robust ${robust / runs}`);
  assert.ok(paired / runs > 0.92 && paired / runs < 0.98, `paired ${paired / runs}`);
  assert.ok(exact / runs < 0.8, `exact ${exact / runs}`);
});

test('typed arrays are read as they are', () => {
  const [events, exposure] = [
    Array.from({ length: 40 }, (_, i) => i % 4),
    Array.from({ length: 40 }, () => 0.5),
  ];
  const typed = { events: Uint8Array.from(events), exposure: Float64Array.from(exposure) };
  const later = { events: events.map((x) => x + 1), exposure };
  assert.deepEqual(rateRatioRobust(typed, later), rateRatioRobust({ events, exposure }, later));
});

test('the robust interval says what it stands on', () => {
  const ones = (n: number) => Array.from({ length: n }, () => 1);
  const mixed = Array.from({ length: 40 }, (_, i) => i % 3);
  const few = rateRatioRobust(
    { events: [1, 2, 0], exposure: ones(3) },
    { events: mixed, exposure: ones(40) },
  );
  assert.deepEqual([few.method, few.lower, few.upper, few.people], ['none', null, null, [3, 40]]);
  assert.match(few.note, /3 people are too few/);
  const none = rateRatioRobust(
    { events: mixed.map(() => 0), exposure: ones(40) },
    { events: mixed, exposure: ones(40) },
  );
  assert.deepEqual([none.method, none.ratio, none.lower], ['exact-if-independent', 0, 0]);
  assertClose(
    none.upper,
    rateRatioExact({ events: 0, exposure: 40 }, { events: 39, exposure: 40 }).upper,
    1e-12,
  );
  const reference = rateRatioRobust(
    { events: mixed, exposure: ones(40) },
    { events: mixed.map(() => 0), exposure: ones(40) },
  );
  assert.deepEqual([reference.ratio, reference.upper], [Infinity, Infinity]);
  const same = rateRatioRobust(
    { events: ones(40), exposure: ones(40) },
    { events: ones(50), exposure: ones(50) },
  );
  assert.equal(same.method, 'exact-if-independent');
  const harm = rateRatioRobust(
    { events: mixed.map(() => 0), exposure: ones(40) },
    { events: mixed.map((x) => x * 2.5), exposure: ones(40) },
  );
  assert.deepEqual([harm.method, harm.lower], ['none', null]);
});

test('what has no answer is refused by name', () => {
  assertRefused(() => wilsonInterval(0, 0), 'no-people');
  assertRefused(() => wilsonInterval(3, 2), 'invalid-count');
  assertRefused(() => clopperPearsonInterval(1, 2, 95), 'invalid-level');
  assertRefused(() => poissonInterval(-1), 'invalid-count');
  assertRefused(() => poissonInterval(1, 0), 'invalid-exposure');
  assertRefused(() => rateRatioExact({ events: 0, exposure: 1 }, { events: 0, exposure: 1 }), 'no-events');
  assertRefused(
    () => rateRatioRobust({ events: [], exposure: [] }, { events: [1], exposure: [1] }),
    'no-people',
  );
  assertRefused(
    () => rateRatioRobust({ events: [1], exposure: [0] }, { events: [1], exposure: [1] }),
    'invalid-exposure',
  );
  assertRefused(
    () => rateRatioRobust({ events: [0], exposure: [1] }, { events: [0], exposure: [1] }),
    'no-events',
  );
  assertRefused(
    () =>
      rateRatioRobust(
        { events: [1], exposure: [1] },
        { events: [1, 2], exposure: [1, 1] },
        { pairing: 'same-people' },
      ),
    'lengths-differ',
  );
});
