import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assertClose, assertPrinted, assertRefused, seededRandom } from './assertions-for-tests.ts';
import {
  binomialCdf,
  calibration,
  funnelLimits,
  logisticRegression,
  poissonCdf,
  wilsonInterval,
  xmr,
} from './index.ts';

const SERIES = [12, 15, 11, 14, 18, 13, 16, 12, 10, 14, 17, 15];

test('a process chart has its known limits', () => {
  const [segment] = xmr(SERIES).segments;
  assertPrinted(segment?.mean ?? null, 13.916667, 6);
  assertPrinted(segment?.meanMovingRange ?? null, 3.363636, 6);
  assertPrinted(segment?.lower ?? null, 4.969394, 6);
  assertPrinted(segment?.upper ?? null, 22.863939, 6);
  assertPrinted(segment?.movingRangeUpper ?? null, 10.989, 3);
  assert.ok(xmr(SERIES).points.every(({ signals }) => signals.length === 0));
});

const signalsOf = (values: readonly number[], changes: readonly number[] = []) =>
  xmr(values, { changes }).points.map(({ signals }) => signals.join(' '));

test('signals are those of the three rules and of the range', () => {
  const outside = signalsOf([...SERIES, 40]);
  assert.equal(outside.at(-1), 'outside range');
  assert.deepEqual(new Set(outside.slice(0, -1)), new Set(['']));
  const shifted = signalsOf([10, 12, 10, 12, 10, 12, 10, 12, 13, 15, 13, 15, 13, 15, 13, 15]);
  assert.equal(shifted.filter((signal) => signal.includes('run')).length, 16);
  const seven = signalsOf([10, 12, 10, 12, 10, 12, 10, 13, 15, 13, 15, 13, 15, 13]);
  assert.ok(seven.every((signal) => !signal.includes('run')));
  const level = Array.from({ length: 10 }, (_, i) => 10 + (i % 2));
  const near = signalsOf([...level, 14, 11, 14, 11, ...level]);
  assert.deepEqual([near[10], near[11], near[12]], ['two-of-three', '', 'two-of-three']);
});

test('limits start afresh at a recorded change and nowhere else', () => {
  const values = [10, 12, 11, 13, 11, 12, 30, 32, 29, 31, 33, 30];
  const whole = xmr(values);
  const parted = xmr(values, { changes: [6] });
  assert.ok(whole.points.some(({ signals }) => signals.length > 0));
  assert.ok(parted.points.every(({ signals }) => signals.length === 0));
  assert.deepEqual(
    parted.segments.map(({ from, to }) => [from, to]),
    [
      [0, 6],
      [6, 12],
    ],
  );
  assert.deepEqual(parted.segments[1], { ...xmr(values.slice(6)).segments[0], from: 6, to: 12 });
  assert.equal(parted.points[6]?.movingRange, null);
  assert.equal(xmr(values, { changes: [11] }).segments[1]?.upper, null);
  assert.equal(xmr([0, 1, 0, 2, 0], { floor: 0 }).segments[0]?.lower, 0);
  assert.ok(xmr([0.1, 0.1, 0.1, 0.1]).points.every(({ signals }) => signals.length === 0));
});

test('a funnel has its known limits', () => {
  const { points } = funnelLimits({ denominators: [30, 142], target: 0.45 });
  const limits = points.flatMap((point) => point.limits.flatMap(({ lower, upper }) => [lower, upper]));
  const known = [0.2558, 0.6144, 0.1631, 0.7166, 0.365, 0.5286, 0.3187, 0.5762];
  for (const [i, value] of known.entries()) assertPrinted(limits[i] ?? null, value, 4);
});

test('exact limits leave the tail between two whole numbers, of shares and of rates', () => {
  const share = fc.double({ min: 0.02, max: 0.98, noNaN: true });
  fc.assert(
    fc.property(share, fc.integer({ min: 10, max: 3000 }), (target, n) => {
      const [point] = funnelLimits({ denominators: [n], target, levels: [0.95] }).points;
      const { lower = 0, upper = 1 } = point?.limits[0] ?? {};
      assert.ok(0 <= lower && lower <= target && target <= upper && upper <= 1);
      if (lower > 0) {
        assert.ok(binomialCdf(Math.floor(lower * n) - 1, n, target) <= 0.025 + 1e-9);
        assert.ok(binomialCdf(Math.ceil(lower * n), n, target) >= 0.025 - 1e-9);
      }
      const rate = funnelLimits({ denominators: [n], target, kind: 'rate', levels: [0.95] }).points[0];
      const top = (rate?.limits[0]?.upper ?? 0) * n;
      assert.ok(poissonCdf(Math.ceil(top), target * n) >= 0.975 - 1e-9);
      assert.ok(poissonCdf(Math.floor(top) - 1, target * n) <= 0.975 + 1e-9);
    }),
    { seed: 81, numRuns: 150 },
  );
});

test('areas that differ by more than chance widen the funnel', () => {
  const areas = { denominators: [30, 142, 50, 80, 64], events: [20, 50, 10, 44, 30] };
  const plain = funnelLimits(areas);
  const wide = funnelLimits({ ...areas, overdispersion: 'multiplicative' });
  const added = funnelLimits({ ...areas, overdispersion: 'additive' });
  assertClose(plain.target, 154 / 366, 1e-14);
  const z = plain.points.map((point) => point.z ?? 0).sort((one, other) => one - other);
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = z;
  // The tenth part at each end lies 0.4 of the way from the first to the second of five.
  const drawn = [a + 0.4 * (b - a), b, c, d, e + 0.4 * (d - e)];
  assertClose(plain.phi, drawn.reduce((sum, value) => sum + value * value, 0) / 5, 1e-12);
  const phi = plain.phi ?? 0;
  assert.ok(phi > 1 && added.tauSquared > 0);
  const upper = (funnel: typeof plain) => funnel.points[1]?.limits[0]?.upper ?? 0;
  assertClose(upper(wide) - plain.target, Math.sqrt(phi) * (upper(plain) - plain.target), 1e-12);
  const s2 = (plain.target * (1 - plain.target)) / 142;
  const stretch = Math.sqrt(1 + added.tauSquared / s2);
  assertClose(upper(added) - plain.target, stretch * (upper(plain) - plain.target), 1e-12);
  const even = { denominators: [100, 200, 400], events: [20, 40, 80] };
  assert.deepEqual(funnelLimits({ ...even, overdispersion: 'additive' }).points, funnelLimits(even).points);
});

function drawScores(people: number, shift: number, slope: number) {
  const random = seededRandom(people + 7);
  const logits = Array.from({ length: people }, () => 3 * (random() - 0.6));
  const p = logits.map((z) => 1 / (1 + Math.exp(-z)));
  const y = logits.map((z) => random() < 1 / (1 + Math.exp(-(shift + slope * z))));
  return { logits, p, y };
}

test('calibration is the logistic regression on the logit', () => {
  const { logits, p, y } = drawScores(500, 0.3, 0.7);
  const found = calibration(p, y);
  const line = logisticRegression({ outcome: y, covariates: { logits } });
  assertClose(found.slope?.estimate ?? null, line.coefficients[1] ?? 0, 1e-9);
  assertClose(found.slope?.standardError ?? null, line.standardErrors[1] ?? 0, 1e-8);
  assertClose(found.intercept?.estimate ?? null, line.coefficients[0] ?? 0, 1e-8);
  assertClose(found.intercept?.standardError ?? null, line.standardErrors[0] ?? 0, 1e-8);
  const shift = found.inTheLarge?.estimate ?? 0;
  const predicted = logits.reduce((sum, z) => sum + 1 / (1 + Math.exp(-z - shift)), 0);
  assertClose(predicted, found.observed, 1e-12);
  const { estimate = 0, lower = 0, upper = 0 } = found.expectedOverObserved ?? {};
  assertClose(estimate, found.expected / found.observed, 1e-14);
  assertClose(lower * upper, estimate ** 2, 1e-12);
});

test('bins hold everybody once, in order, equal predictions together', () => {
  const prediction = fc.integer({ min: 1, max: 30 }).map((k) => k / 40);
  const people = fc.array(fc.tuple(prediction, fc.boolean()), { minLength: 2, maxLength: 80 });
  fc.assert(
    fc.property(people, fc.integer({ min: 1, max: 12 }), (scored, bins) => {
      const y = scored.map(([, event]) => event);
      fc.pre(y.includes(true) && y.includes(false));
      const found = calibration(
        scored.map(([p]) => p),
        y.map(Number),
        { bins },
      );
      assert.ok(found.bins.length <= bins);
      assert.equal(
        found.bins.reduce((sum, bin) => sum + bin.people, 0),
        scored.length,
      );
      for (const [k, bin] of found.bins.entries()) {
        const members = scored.filter(([p]) => p >= bin.from && p <= bin.to);
        assert.equal(members.length, bin.people);
        assert.ok(k === 0 || bin.from > (found.bins[k - 1]?.to ?? 1));
        assert.deepEqual(bin.observed, wilsonInterval(bin.events, bin.people));
      }
    }),
    { seed: 82, numRuns: 200 },
  );
});

test('groups are checked apart, and say where a figure has no value', () => {
  const { p, y } = drawScores(300, 0, 1);
  const groups = p.map((_, i) => (i % 3 === 0 ? 'b' : 'a'));
  const found = calibration(Float64Array.from(p), Uint8Array.from(y, Number), { groups, bins: 4 });
  assert.deepEqual(
    found.groups.map(({ group, people }) => [group, people]),
    [
      ['a', 200],
      ['b', 100],
    ],
  );
  const alone = calibration(
    p.filter((_, i) => i % 3 === 0),
    y.filter((_, i) => i % 3 === 0),
    { bins: 4 },
  );
  assert.deepEqual({ ...found.groups[1], groups: [] }, { group: 'b', ...alone });
  const none = calibration([0.2, 0.3, 0.4, 0.6], [0, 1, 0, 0], { groups: ['a', 'a', 'b', 'b'] });
  const [, b] = none.groups;
  assert.deepEqual([b?.inTheLarge, b?.slope, b?.expectedOverObserved, b?.observed], [null, null, null, 0]);
  assert.equal(calibration([0.3, 0.3, 0.3], [1, 0, 0]).slope, null);
  assert.equal(calibration([0.2, 0.3, 0.8], [0, 0, 1]).slope, null);
});

test('what has no answer is refused by name', () => {
  assertRefused(() => xmr([]), 'too-few-points');
  assertRefused(() => xmr([1, Number.NaN]), 'invalid-argument');
  assertRefused(() => xmr([1, 2, 3], { changes: [0] }), 'invalid-argument');
  assertRefused(() => xmr([1, 2, 3, 4], { changes: [2, 1] }), 'invalid-argument');
  assertRefused(() => xmr([1, 2, 3], { changes: [3] }), 'invalid-argument');
  assertRefused(() => funnelLimits({ denominators: [] }), 'no-people');
  assertRefused(() => funnelLimits({ denominators: [10] }), 'invalid-argument');
  assertRefused(() => funnelLimits({ denominators: [10], events: [0] }), 'no-events');
  assertRefused(() => funnelLimits({ denominators: [10], events: [11] }), 'invalid-count');
  assertRefused(() => funnelLimits({ denominators: [10], target: 1 }), 'invalid-probability');
  assertRefused(() => funnelLimits({ denominators: [0], target: 0.5 }), 'invalid-exposure');
  assertRefused(
    () => funnelLimits({ denominators: [10], target: 0.5, overdispersion: 'additive' }),
    'invalid-argument',
  );
  assertRefused(() => calibration([], []), 'no-people');
  assertRefused(() => calibration([0.2, 0.4], [1, 1]), 'one-class-only');
  assertRefused(() => calibration([0.2, 1], [0, 1]), 'invalid-probability');
  assertRefused(() => calibration([0.2, 0.3], [0, 2]), 'invalid-argument');
  assertRefused(() => calibration([0.2, 0.3], [0]), 'lengths-differ');
  assertRefused(() => calibration([0.2, 0.3], [0, 1], { bins: 0 }), 'invalid-argument');
  assertRefused(() => calibration([0.2, 0.3], [0, 1], { groups: ['a'] }), 'lengths-differ');
});
