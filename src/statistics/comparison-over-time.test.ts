import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClose, assertRefused } from './assertions-for-tests.ts';
import {
  differenceInDifferences,
  eValue,
  type InterruptedInput,
  interruptedTimeSeries,
  type RatePeriods,
  rateRatioRobust,
  rosenbaumBounds,
} from './index.ts';

const ROWS = Array.from({ length: 40 }, (_, i) => i);
const PERIODS = {
  treated: ROWS.map((i) => i < 18),
  after: ROWS.map((i) => i % 2 === 1),
  outcome: ROWS.map((i) => ((i * 13) % 17) / 3 + (i < 18 && i % 2 === 1 ? 2 : 0)),
};

test('differences in differences agree with numpy and with their four means', () => {
  const cluster = ROWS.map((i) => Math.floor(i / 2));
  const found = differenceInDifferences({ ...PERIODS, cluster });
  assertClose(found.estimate, 3.488215488215489, 1e-11);
  assertClose(found.standardError, 1.2246697333274712, 1e-11);
  assertClose(found.pValue, 0.010280638224660077, 1e-9);
  assertClose(found.lower, 0.924952277655283, 1e-10);
  assert.deepEqual([found.clusters, found.degreesOfFreedom, found.observations], [20, 19, 40]);
  const { treatedBefore, treatedAfter, controlBefore, controlAfter } = found.means;
  assertClose(treatedAfter - treatedBefore - (controlAfter - controlBefore), found.estimate, 1e-11);
  const alone = differenceInDifferences(PERIODS);
  assertClose(alone.standardError, 1.077577345545477, 1e-11);
  assertClose(alone.model.standardErrors[3] ?? 0, 1.0797067461691907, 1e-11);
  assert.deepEqual(alone.model.names, ['intercept', 'treated', 'after', 'treated:after']);
});

function people(n: number, factor: number, shift: number): RatePeriods {
  const exposure = Array.from({ length: n }, (_, i) => 1 + (i % 3) / 2);
  const events = Array.from({ length: n }, (_, i) => (i * 7 + shift) % 5);
  return {
    before: { events, exposure },
    after: { events: events.map((y, i) => factor * ((y + i) % 4)), exposure },
  };
}

test('a ratio of rate ratios has the sum of both variances', () => {
  const [treated, control] = [people(40, 1, 1), people(60, 2, 3)];
  const found = differenceInDifferences({ treated, control });
  const [one, other] = [treated, control].map(({ after, before }) =>
    rateRatioRobust(after, before, { pairing: 'same-people' }),
  );
  assertClose(found.ratio, (one?.ratio ?? 0) / (other?.ratio ?? 0), 1e-13);
  const width = (lower: number | null | undefined, upper: number | null | undefined) =>
    Math.log((upper ?? 0) / (lower ?? 1)) ** 2;
  const sum = width(one?.lower, one?.upper) + width(other?.lower, other?.upper);
  assertClose(width(found.lower, found.upper), sum, 1e-10);
  const swapped = differenceInDifferences({ treated: control, control: treated });
  assertClose(swapped.lower, 1 / (found.upper ?? 0), 1e-12);
  const few = differenceInDifferences({ treated: people(12, 1, 1), control });
  assert.deepEqual([few.lower, few.pValue, few.people], [null, null, [12, 60]]);
  const stopped = {
    ...treated,
    after: { ...treated.after, events: Array.from(treated.after.events, () => 0) },
  };
  const none = differenceInDifferences({ treated: stopped, control });
  assert.deepEqual([none.ratio, none.upper], [0, null]);
  assertRefused(() => differenceInDifferences({ treated, control: stopped }), 'no-events');
});

const POINTS = Array.from({ length: 48 }, (_, i) => i);
const COUNTS = [
  56, 63, 68, 70, 71, 54, 54, 54, 57, 45, 51, 59, 67, 57, 61, 64, 65, 64, 47, 48, 51, 55, 45, 53, 50, 57, 45,
  48, 48, 48, 48, 32, 34, 39, 46, 36, 44, 51, 56, 41, 42, 42, 42, 42, 28, 33, 39, 47,
];
const UNEVEN = [
  33, 68, 45, 82, 53, 68, 45, 72, 52, 64, 51, 34, 73, 38, 71, 48, 81, 53, 63, 44, 72, 55, 26, 57, 33, 66, 34,
  60, 40, 64, 44, 45, 34, 23, 50, 24, 51, 38, 70, 34, 56, 38, 60, 42, 16, 36, 26, 55,
];
const SERIES: InterruptedInput = {
  outcome: COUNTS,
  population: POINTS.map((i) => 1000 + 5 * i),
  interruption: 24,
  season: 'fourier',
};

function assertAll(actual: readonly number[], expected: readonly number[], relative: number): void {
  for (const [j, value] of expected.entries()) assertClose(actual[j] ?? null, value, relative);
}

test('segmented quasi-Poisson, negative binomial and gaussian fits agree with numpy', () => {
  const quasi = interruptedTimeSeries(SERIES);
  assert.deepEqual(quasi.names.slice(0, 5), ['intercept', 'time', 'level', 'slope', 'sine 1']);
  assertAll(
    quasi.coefficients,
    [-2.825568586281432, -0.007402923277632023, -0.19928060781747486, -0.0013483169317272446],
    1e-8,
  );
  assertAll(
    quasi.standardErrors,
    [0.019850227548518864, 0.0014222310766942386, 0.032758262755498396, 0.0017407008426245482],
    1e-8,
  );
  assertAll(quasi.modelStandardErrors, [0.04326855901951587, 0.003111778627678516], 1e-8);
  assertClose(quasi.dispersion, 0.5613846676057389, 1e-9);
  assertClose(quasi.durbinWatson, 2.088427613715419, 1e-9);
  assertClose(Math.log(quasi.counterfactual[47] ?? 0), 3.935019637878397, 1e-9);
  const half = Math.log((quasi.counterfactualUpper[47] ?? 0) / (quasi.counterfactual[47] ?? 1));
  assertClose(half, 1.959963984540054 * 0.0476542753377373, 1e-8);
  assertClose(quasi.levelChange.ratio, Math.exp(-0.19928060781747486), 1e-9);

  const { population: _, ...counts } = SERIES;
  const gaussian = interruptedTimeSeries({ ...counts, family: 'gaussian' });
  assertAll(gaussian.coefficients, [59.8838168019069, -0.19403867748588116, -9.986405073672211], 1e-9);
  assertAll(gaussian.standardErrors, [1.0014591143405964, 0.07320486917758241, 1.5590690044734352], 1e-9);
  assertAll(gaussian.modelStandardErrors, [2.299176420428621, 0.16301866752033292], 1e-9);
  assertClose(gaussian.durbinWatson, 2.070034562794707, 1e-9);
  assert.equal(gaussian.levelChange.ratio, null);

  const uneven = interruptedTimeSeries({ ...SERIES, outcome: UNEVEN, family: 'negative-binomial' });
  assertClose(uneven.shape, 16.734639696080073, 1e-6);
  assertAll(uneven.coefficients, [-2.928548575231109, -0.0008265986438697801, -0.29730732325301995], 1e-6);
  assertAll(uneven.standardErrors, [0.07117829360162227, 0.004725918303529413, 0.08136296503960107], 1e-6);
  assertAll(uneven.modelStandardErrors, [0.12320396971998565, 0.0087372154194272], 1e-6);
});

test('a comparison series takes its own change off', () => {
  const same = interruptedTimeSeries({
    ...SERIES,
    comparison: { outcome: COUNTS, population: SERIES.population ?? [] },
  });
  assert.equal(same.relative?.levelChange.estimate, 0);
  assertClose(
    same.relative?.levelChange.standardError ?? 0,
    same.levelChange.standardError * Math.SQRT2,
    1e-12,
  );
  const before = same.counterfactual[10] ?? 0;
  assertClose(before, same.fitted[10] ?? 0, 1e-10);
  const months = interruptedTimeSeries({ ...SERIES, season: 'month', lag: 0 });
  assert.equal(months.names.length, 15);
});

test('a series that goes on as it was has no change, whatever its units', () => {
  const outcome = POINTS.map((i) => 1e6 * Math.exp(0.01 * i));
  const found = interruptedTimeSeries({ outcome, interruption: 24 });
  assert.ok(Math.abs(found.levelChange.estimate) < 1e-10 && Math.abs(found.slopeChange.estimate) < 1e-10);
  assertClose(found.coefficients[1] ?? 0, 0.01, 1e-9);
});

test('series and changes without an answer are refused by name', () => {
  const refused = (change: Partial<InterruptedInput>, code: Parameters<typeof assertRefused>[1]) =>
    assertRefused(() => interruptedTimeSeries({ ...SERIES, ...change }), code);
  refused({ interruption: 40 }, 'too-few-points');
  refused({ interruption: 0 }, 'invalid-argument');
  refused({ interruption: 48 }, 'invalid-argument');
  refused({ interruption: 2.5 }, 'invalid-count');
  refused({ outcome: COUNTS.map(() => 0) }, 'no-events');
  refused({ outcome: COUNTS.map((y) => -y) }, 'invalid-count');
  refused({ population: COUNTS.map(() => 0) }, 'invalid-exposure');
  refused({ population: [1] }, 'lengths-differ');
  refused({ family: 'negative-binomial' }, 'no-overdispersion');
  assert.equal(interruptedTimeSeries({ ...SERIES, interruption: 40, allowFewPoints: true }).pointsAfter, 8);
  const { treated, after, outcome } = PERIODS;
  assertRefused(
    () => differenceInDifferences({ treated: treated.map(() => true), after, outcome }),
    'one-class-only',
  );
  assertRefused(() => differenceInDifferences({ treated, after: [true], outcome }), 'lengths-differ');
  assertRefused(
    () => differenceInDifferences({ treated, after, outcome, covariates: { t: treated } }),
    'collinear',
  );
});

test('sensitivity to what was not measured has its published values', () => {
  // VanderWeele & Ding 2017: breast feeding, risk ratio 3.9 (1.8 to 8.7).
  const { estimate, limit } = eValue({ ratio: 3.9, lower: 1.8, upper: 8.7 });
  assertClose(estimate, 7.26, 1e-3);
  assertClose(limit, 3, 1e-3);
  assertClose(eValue({ ratio: 1 / 3.9 }).estimate, estimate, 1e-12);
  assert.equal(eValue({ ratio: 0.9, lower: 0.7, upper: 1.2 }).limit, 1);
  // Γ = 1 is the exact sign test: 9 of 12 discordant pairs.
  const pairs = [...Array.from({ length: 9 }, () => 1), 0, 0, -1, -1, -1];
  const [none, some] = rosenbaumBounds(pairs, [1, 2]);
  assertClose(none?.upper ?? 0, 299 / 4096, 1e-12);
  assert.ok((some?.upper ?? 0) > (none?.upper ?? 1) && (some?.lower ?? 1) < (none?.lower ?? 0));
  assertRefused(() => rosenbaumBounds([0, 0]), 'no-events');
  assertRefused(() => rosenbaumBounds(pairs, [0.5]), 'invalid-argument');
  assertRefused(() => eValue({ ratio: 2, lower: 3 }), 'invalid-argument');
});
