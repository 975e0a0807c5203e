import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { assertClose, assertPrinted, assertRefused, seededRandom } from './assertions-for-tests.ts';
import { type CoxOptions, type CoxResult, coxRegression, proportionalHazardsTest } from './index.ts';

const VARIABLES = ['fin', 'age', 'race', 'wexp', 'mar', 'paro', 'prio'];

function rossi(variables = VARIABLES): (CoxOptions & { column: (name: string) => number[] }) | null {
  const file = new URL('../../../shared/data/outcomes/rossi_lifelines.csv', import.meta.url);
  if (!existsSync(file)) return null;
  const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const names = head.split(',');
  const column = (name: string) => lines.map((line) => Number(line.split(',')[names.indexOf(name)]));
  const covariates = Object.fromEntries(variables.map((name) => [name, column(name)]));
  return { time: column('week'), event: column('arrest'), covariates, column };
}

const PASSED_OVER = 'passed over: ../shared/data/outcomes is not here';

test('optional: the Rossi model has the coefficients, errors and tests of R', (t) => {
  const data = rossi();
  if (data === null) return t.diagnostic(PASSED_OVER);
  const fit = coxRegression(data);
  const coefficients = [-0.3794222, -0.0574377, 0.3138998, -0.1497957, -0.4337039, -0.0848711, 0.0914971];
  const errors = [0.1913795, 0.0219995, 0.3079928, 0.2122243, 0.3818681, 0.1957567, 0.0286485];
  // The last digit of the printed error of prio is cut, not rounded.
  for (const [j, value] of coefficients.entries())
    assertPrinted(fit.coefficients[j]!, value, 7, VARIABLES[j]);
  for (const [j, value] of errors.entries()) {
    assert.ok(Math.abs(fit.standardErrors[j]! - value) < 1.01e-7, VARIABLES[j]);
  }
  assert.deepEqual(fit.names, VARIABLES);
  assertPrinted(fit.logLikelihoods.initial, -675.3806, 4);
  assert.ok(Math.abs(fit.logLikelihoods.final - -658.7477) < 1e-4);
  assertPrinted(fit.tests.likelihoodRatio.statistic, 33.2659, 4);
  assertPrinted(fit.tests.score.statistic, 33.5287, 4);
  assertPrinted(fit.tests.wald.statistic, 32.11, 2);
  assertPrinted(fit.concordance.estimate, 0.6403, 4);
  assertPrinted(fit.concordance.standardError, 0.027, 3);
  const breslow = coxRegression({ ...data, ties: 'breslow' });
  assertPrinted(breslow.coefficients[0]!, -0.3790219, 7);
  assertPrinted(breslow.coefficients[6]!, 0.0911115, 7);
  assertPrinted(breslow.logLikelihoods.final, -659.1206, 4);
});

test('optional: the Rossi model in strata and with an interaction', (t) => {
  const data = rossi();
  if (data === null) return t.diagnostic(PASSED_OVER);
  const { wexp: _, ...others } = data.covariates as Record<string, number[]>;
  const stratified = coxRegression({ ...data, covariates: others, strata: data.column('wexp') });
  assertPrinted(stratified.logLikelihoods.final, -580.8857, 4);
  assertPrinted(stratified.coefficients[0]!, -0.3801541, 7);
  const [age, prio] = [data.column('age'), data.column('prio')];
  const product = age.map((value, i) => value * prio[i]!);
  const crossed = coxRegression({
    ...data,
    covariates: [data.column('fin'), data.column('wexp'), age, prio, product],
  });
  assertPrinted(crossed.logLikelihoods.final, -659.39, 2);
  assertPrinted(crossed.tests.likelihoodRatio.statistic, 31.99, 2);
});

test('optional: the Rossi model fails proportional hazards as R says, in both forms', (t) => {
  const data = rossi();
  if (data === null) return t.diagnostic(PASSED_OVER);
  const { covariates, global, method, transform } = proportionalHazardsTest(data);
  assert.deepEqual([method, transform], ['score', 'km']);
  assertPrinted(covariates[1]!.pValue, 0.0145, 4);
  assertPrinted(covariates[3]!.pValue, 0.0398, 4);
  assertPrinted(global.pValue, 0.0134, 4);
  // Fox & Weisberg's appendix, printed by a version of R before the change.
  const older = proportionalHazardsTest({ ...rossi(['fin', 'age', 'prio'])!, method: 'correlation' });
  const printed = [
    [-0.00657, 0.00507],
    [-0.20976, 6.54147],
    [-0.08004, 0.77288],
  ];
  for (const [j, [correlation = 0, statistic = 0]] of printed.entries()) {
    assertPrinted(older.covariates[j]!.correlation, correlation, 5);
    assertPrinted(older.covariates[j]!.statistic, statistic, 5);
  }
  assertPrinted(older.global.statistic, 7.13046, 5);
});

/** The small sets of Therneau & Grambsch 2000, appendix E, worked by hand there. */
const FIRST = { time: [9, 1, 1, 6, 6, 8], event: [1, 1, 0, 1, 1, 0], covariates: { x: [0, 1, 1, 1, 0, 0] } };
const SECOND = {
  start: [1, 2, 5, 2, 1, 7, 3, 4, 8, 8],
  stop: [2, 3, 6, 7, 8, 9, 9, 9, 14, 17],
  event: [1, 1, 1, 1, 1, 1, 1, 0, 0, 0],
  covariates: { x: [1, 0, 0, 1, 0, 1, 1, 1, 0, 0] },
};

test('the first hand-worked set, by Breslow and Efron', () => {
  const breslow = coxRegression({ ...FIRST, ties: 'breslow', residuals: true, baselineHazard: true });
  const r = Math.exp(breslow.coefficients[0]!);
  assertClose(breslow.coefficients[0]!, Math.log((3 + Math.sqrt(33)) / 2), 1e-9);
  const [a, b] = [3 * (r + 1) ** 2, (r + 3) ** 2];
  assertClose(
    breslow.logLikelihoods.final,
    Math.log(r) * 2 - Math.log(3 * r + 3) - 2 * Math.log(r + 3),
    1e-12,
  );
  assertClose(breslow.covariance[0]![0]!, 1 / (r / (r + 1) ** 2 + (6 * r) / b), 1e-9);
  const scores = [(2 * r + 3) / a, -r / a, -r / a + (3 * (3 - r)) / b];
  for (const [k, i] of [1, 2, 3].entries()) assertClose(breslow.residuals!.score[i]![0]!, scores[k]!, 1e-8);
  const [base] = breslow.baselineHazard!;
  assert.deepEqual(base!.time, [1, 6, 9]);
  for (const [k, h] of [1 / (3 * r + 3), 2 / (r + 3), 1].entries()) assertClose(base!.hazard[k]!, h, 1e-9);

  const efron = coxRegression({ ...FIRST, residuals: true });
  const root = Math.log(Math.cos(Math.acos((45 / 23) * Math.sqrt(3 / 23)) / 3) * 2 * Math.sqrt(23 / 3));
  assertClose(efron.coefficients[0]!, root, 1e-9);
  const q = Math.exp(root);
  const [c, d, e] = [q + 1, q + 3, q + 5];
  assertClose(efron.residuals!.score[2]![0]!, -q / (3 * c * c), 1e-8);
  const tied = (675 + q * (1305 + q * (756 + q * (-4 + q * (-79 - 13 * q))))) / (3 * (c * d * e) ** 2);
  assertClose(efron.residuals!.score[3]![0]!, tied, 1e-7);
});

test('the second hand-worked set, of (start, stop] rows', () => {
  const fit = coxRegression({ ...SECOND, residuals: true, baselineHazard: { at: [2] } });
  const martingale = [0.50527611, 0.66432995, 0.79746211, 0.22435805, -0.55144018];
  for (const [i, value] of martingale.entries()) assertPrinted(fit.residuals!.martingale[i]!, value, 8);
  const score = [0.2553039, -0.2183386, -0.4744295, -0.110152, 0.1137126, 0.2491954, 0.1057078, -0.4119611];
  for (const [i, value] of score.entries()) assertPrinted(fit.residuals!.score[i]![0]!, value, 7);
  const schoenfeld = [0.5052761, -0.3286599, -0.5949242, 0.2539781, -0.7460219, 0.4551759, 0.4551759];
  for (const [e, value] of schoenfeld.entries()) assertPrinted(fit.residuals!.schoenfeld[e]![0]!, value, 7);
  const [base] = fit.baselineHazard!;
  for (const [k, [survival = 0, error = 0]] of [
    [0.616, 0.465],
    [0.447, 0.519],
    [0.368, 0.504],
    [0.288, 0.464],
    [0.226, 0.418],
    [0.146, 0.343],
  ].entries()) {
    assertPrinted(base!.survival[k]!, survival, 3);
    assertPrinted(base!.survival[k]! * base!.standardError[k]!, error, 3);
  }
  const thrice = [0, 1, 2].flatMap((s) => SECOND.start.map((_, i) => ({ s, i })));
  const strata = coxRegression({
    start: thrice.map(({ s, i }) => SECOND.start[i]! + s),
    stop: thrice.map(({ s, i }) => SECOND.stop[i]! + s),
    event: thrice.map(({ i }) => SECOND.event[i]!),
    covariates: { x: thrice.map(({ i }) => SECOND.covariates.x[i]!) },
    strata: thrice.map(({ s }) => `area ${s}`),
  });
  assertClose(strata.logLikelihoods.final, 3 * fit.logLikelihoods.final, 1e-12);
  assertClose(strata.coefficients[0]!, fit.coefficients[0]!, 1e-7);
});

test('weights: the hand-worked set, and as many people', () => {
  const x = [2, 0, 1, 1, 0, 1, 0, 1, 0];
  const rows = { time: [1, 1, 2, 2, 2, 2, 3, 4, 5], event: [1, 0, 1, 1, 1, 0, 0, 1, 0] };
  const weights = [1, 2, 3, 4, 3, 2, 1, 2, 1];
  const fit = coxRegression({ ...rows, covariates: { x }, weights, ties: 'breslow', residuals: true });
  assertPrinted(fit.coefficients[0]!, 0.8596, 4);
  assertPrinted(fit.standardErrors[0]!, 0.7131, 4);
  const score = [0.88681615, 0.02497653, 0.03608964, 0.03608964, -0.54297652, -0.1252878, 0.29564605];
  for (const [i, value] of score.entries()) assert.ok(Math.abs(fit.residuals!.score[i]![0]! - value) < 2e-6);
  const repeated = weights.flatMap((weight, i) => new Array<number>(weight).fill(i));
  const many = coxRegression({
    time: repeated.map((i) => rows.time[i]!),
    event: repeated.map((i) => rows.event[i]!),
    covariates: { x: repeated.map((i) => x[i]!) },
    ties: 'breslow',
  });
  assertClose(many.coefficients[0]!, fit.coefficients[0]!, 1e-9);
  assertClose(many.concordance.estimate!, fit.concordance.estimate!, 1e-12);
});

function simulated(n: number, seed: number) {
  const random = seededRandom(seed);
  const draw = (of: () => number) => Array.from({ length: n }, of);
  const [x, y] = [draw(() => random() * 4 - 2), draw(() => (random() < 0.4 ? 1 : 0))];
  const wait = x.map((value, i) => -Math.log(random()) * Math.exp(-0.5 * value - 0.7 * y[i]!));
  const time = wait.map((value) => Math.ceil(20 * Math.min(value, 1.2)));
  return { time, event: wait.map((value) => value < 1.2), covariates: { x, y } };
}

function assertSameFit(one: CoxResult, other: CoxResult, relative = 1e-8): void {
  for (const [j, value] of one.coefficients.entries()) assertClose(other.coefficients[j]!, value, relative);
  for (const [j, value] of one.standardErrors.entries())
    assertClose(other.standardErrors[j]!, value, relative);
  assertClose(other.logLikelihoods.final, one.logLikelihoods.final, 1e-12);
}

test('order does not matter, nor where a row is cut, nor the units; inputs stay as they were', () => {
  for (const ties of ['efron', 'breslow'] as const) {
    const data = { ...simulated(150, 7), ties };
    const copy = structuredClone(data);
    const people = data.time.map((_, i) => i);
    const fit = coxRegression({ ...data, cluster: people });
    assert.deepEqual(data, copy);
    const order = people.map((i) => (i * 37) % 150);
    const { x, y } = data.covariates;
    const turned = coxRegression({
      ...{ time: order.map((i) => data.time[i]!), event: order.map((i) => data.event[i]!), ties },
      covariates: order.map((i) => [1e6 + 1000 * x[i]!, y[i]!]),
      names: ['x', 'y'],
    });
    assertClose(turned.coefficients[0]! * 1000, fit.coefficients[0]!, 1e-7);
    assertClose(turned.coefficients[1]!, fit.coefficients[1]!, 1e-8);
    const rows = people.flatMap((i) => {
      const cut = Math.floor(data.time[i]! / 2);
      const last = { i, start: cut, stop: data.time[i]!, event: data.event[i]! };
      return cut === 0 ? [last] : [{ i, start: 0, stop: cut, event: false }, last];
    });
    const cut = coxRegression({
      start: rows.map(({ start }) => start),
      stop: Int32Array.from(rows, ({ stop }) => stop),
      event: rows.map(({ event }) => event),
      covariates: { x: rows.map(({ i }) => x[i]!), y: rows.map(({ i }) => y[i]!) },
      cluster: rows.map(({ i }) => `person ${i}`),
      ties,
    });
    assertSameFit(fit, cut);
    assert.equal(cut.clusters, 150);
    for (const j of [0, 1]) {
      assertClose(cut.robustStandardErrors![j]!, fit.robustStandardErrors![j]!, 1e-8);
    }
    assertClose(cut.concordance.estimate!, fit.concordance.estimate!, 1e-12);
    assertClose(cut.concordance.standardError!, fit.concordance.standardError!, 1e-9);
    assertClose(cut.tests.robustScore!.statistic, fit.tests.robustScore!.statistic, 1e-8);
  }
});

test('custody is time not at risk: an event in it is compared with those at liberty only', () => {
  const gap = {
    start: [0, 5, 0, 0, 0],
    stop: [2, 9, 3, 8, 10],
    event: [0, 1, 1, 1, 0],
    covariates: { x: [1, 1, 0, 1, 0] },
  };
  const fit = coxRegression({ ...gap, cluster: ['a', 'a', 'b', 'c', 'd'] });
  const u = fit.coefficients[0]!;
  const r = Math.exp(u);
  const byHand = 2 * u - Math.log(2 + r) - Math.log(1 + 2 * r) - Math.log(1 + r);
  assertClose(fit.logLikelihoods.final, byHand, 1e-12);
});

test('what each row pulls is what its weight moves (Breslow)', () => {
  const data = { ...simulated(40, 11), ties: 'breslow' as const, tolerance: 1e-12 };
  const fit = coxRegression({ ...data, residuals: true, robust: true });
  const even = data.time.map(() => 1);
  for (const i of [0, 3, 17, 39]) {
    const [more, less] = [1e-4, -1e-4].map((by) => coxRegression({ ...data, weights: even.with(i, 1 + by) }));
    for (const j of [0, 1]) {
      const slope = (more!.coefficients[j]! - less!.coefficients[j]!) / 2e-4;
      assert.ok(Math.abs(slope - fit.residuals!.dfbeta[i]![j]!) < 1e-6);
    }
  }
  const sum = fit.residuals!.dfbeta.reduce((total, row) => total + row[0]! ** 2, 0);
  assertClose(fit.robustStandardErrors![0]!, Math.sqrt(sum), 1e-9);
});

const row = fc.record({
  start: fc.integer({ min: 0, max: 5 }),
  length: fc.integer({ min: 1, max: 6 }),
  event: fc.boolean(),
  x: fc.integer({ min: 0, max: 4 }),
  weight: fc.integer({ min: 1, max: 3 }),
  stratum: fc.boolean(),
});

test('concordance counts pairs, and its error is that of changing weights', () => {
  const options = (rows: readonly (typeof row extends fc.Arbitrary<infer R> ? R : never)[]) => ({
    start: rows.map(({ start }) => start),
    stop: rows.map(({ start, length }) => start + length),
    event: rows.map(({ event }) => event),
    covariates: { x: rows.map(({ x }) => x) },
    strata: rows.map(({ stratum }) => stratum),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 5, maxLength: 25 }), (rows) => {
      const given = options(rows);
      const weights = rows.map(({ weight }) => weight);
      let fit: CoxResult;
      try {
        fit = coxRegression({ ...given, weights });
      } catch {
        return;
      }
      const count = (w: readonly number[]): number[] => {
        const counts = [0, 0, 0];
        for (const [i, one] of rows.entries()) {
          for (const [j, other] of rows.entries()) {
            const [t, end] = [given.stop[i]!, given.stop[j]!];
            const apart = i === j || !one.event || one.stratum !== other.stratum || other.start >= t;
            if (apart || end < t || (end === t && other.event)) continue;
            const sign = Math.sign((one.x - other.x) * fit.coefficients[0]!);
            counts[sign > 0 ? 0 : sign < 0 ? 1 : 2]! += w[i]! * w[j]!;
          }
        }
        return counts;
      };
      const estimate = ([c = 0, d = 0, tied = 0]: number[]) => (c + tied / 2) / (c + d + tied);
      const { concordance } = fit;
      const counted = [concordance.concordant, concordance.discordant, concordance.tiedRisk];
      assert.deepEqual(counted, count(weights));
      if (concordance.estimate === null) return;
      assertClose(concordance.estimate, estimate(count(weights)), 1e-12);
      let variance = 0;
      for (const [i, weight] of weights.entries()) {
        const [more, less] = [1e-5, -1e-5].map((by) => estimate(count(weights.with(i, weight * (1 + by)))));
        variance += ((more! - less!) / 2e-5) ** 2;
      }
      assert.ok(Math.abs(Math.sqrt(variance) - concordance.standardError!) < 1e-7);
    }),
    { seed: 31 },
  );
});

test('repeated events with people as clusters have wider errors than rows alone', () => {
  const random = seededRandom(3);
  const rows = Array.from({ length: 120 }, (_, person) => {
    const burst = -Math.log(random());
    const aided = random() < 0.5 ? 1 : 0;
    const ends = [0];
    while (ends.at(-1)! < 100) ends.push(ends.at(-1)! + (40 * -Math.log(random())) / (burst + 0.05));
    return ends.slice(1).map((end, k) => ({
      ...{ person, aided, start: ends[k]!, stop: Math.min(100, end) },
      event: end < 100,
    }));
  }).flat();
  const fit = coxRegression({
    start: rows.map(({ start }) => start),
    stop: rows.map(({ stop }) => stop),
    event: rows.map(({ event }) => event),
    covariates: { aided: rows.map(({ aided }) => aided) },
    cluster: rows.map(({ person }) => person),
  });
  assert.equal(fit.clusters, 120);
  assert.ok(fit.robustStandardErrors![0]! > 1.3 * fit.standardErrors[0]!);
  assert.ok(fit.tests.robustWald!.statistic < fit.tests.wald.statistic);
  const [ratio] = fit.hazardRatios;
  assertClose(
    Math.log(ratio!.upper / ratio!.lower) / 2 / 1.959963984540054,
    fit.robustStandardErrors![0]!,
    1e-9,
  );
});

test('the two forms of the proportional hazards test agree for one covariate of steady variance', () => {
  const { time, event, covariates } = simulated(400, 19);
  for (const transform of ['identity', 'km', 'log'] as const) {
    const given = { time, event, covariates: { x: covariates.x }, transform };
    const [score, correlation] = (['score', 'correlation'] as const).map((method) =>
      proportionalHazardsTest({ ...given, method }),
    );
    assert.ok(Math.abs(score!.global.statistic - correlation!.global.statistic) < 1);
    assertClose(score!.global.statistic, score!.covariates[0]!.statistic, 1e-10);
    assert.ok(score!.global.pValue > 0.001);
  }
});

test('an offset is part of the predictor and weight 0 is nobody', () => {
  const data = simulated(80, 23);
  const { x, y } = data.covariates;
  const fit = coxRegression(data);
  const offset = y.map((value) => value * fit.coefficients[1]!);
  const held = coxRegression({ ...data, covariates: { x }, offset });
  assertClose(held.coefficients[0]!, fit.coefficients[0]!, 1e-6);
  const weights = data.time.map((_, i) => (i < 60 ? 1 : 0));
  const first = <T>(list: readonly T[]) => list.slice(0, 60);
  const part = coxRegression({ ...data, weights, residuals: true });
  const whole = coxRegression({
    ...{ time: first(data.time), event: first(data.event) },
    covariates: { x: first(x), y: first(y) },
  });
  assertSameFit(whole, part);
  assert.deepEqual(
    [part.rows, part.residuals!.martingale.length, part.residuals!.martingale[70]],
    [60, 80, 0],
  );
});

test('what has no answer is refused by name', () => {
  const time = [1, 2, 3, 4, 5, 6];
  const event = [1, 1, 0, 1, 0, 1];
  const x = [1, 0, 1, 0, 0, 1];
  const fit = (options: Partial<CoxOptions>) => () =>
    coxRegression({ time, event, covariates: { x }, ...options });
  assertRefused(fit({ event: [0, 0, 0, 0, 0, 0] }), 'no-events');
  assertRefused(fit({ covariates: { x: [2, 2, 2, 2, 2, 2] } }), 'constant-covariate');
  assertRefused(fit({ strata: x }), 'constant-covariate');
  assertRefused(fit({ covariates: { x, y: x.map((value) => 3 - 2 * value) } }), 'collinear');
  assertRefused(fit({ covariates: { x: [6, 5, 4, 3, 2, 1] } }), 'separation');
  assertRefused(fit({ covariates: { x: [0, 0, 1, 0, 1, 0] } }), 'separation');
  assertRefused(fit({ covariates: {} }), 'invalid-argument');
  assertRefused(fit({ covariates: { x: [1] } }), 'lengths-differ');
  assertRefused(fit({ covariates: { x: [1, 0, Number.NaN, 0, 0, 1] } }), 'invalid-argument');
  assertRefused(fit({ time: [1, 2, 3, 4, 5, Infinity] }), 'invalid-argument');
  assertRefused(fit({ cluster: [1] }), 'lengths-differ');
  assertRefused(fit({ cluster: time.map(() => 'one') }), 'too-few-people');
  assertRefused(fit({ level: 0 }), 'invalid-level');
  assertRefused(fit({ maxIterations: 1 }), 'not-converged');
  assertRefused(() => coxRegression({ time: [], event: [], covariates: { x: [] } }), 'no-people');
  assertRefused(() => coxRegression({ time: [1], event: [1], covariates: { x: [1] } }), 'constant-covariate');
  assertRefused(
    () =>
      proportionalHazardsTest({ time: [1, 1, 1, 2], event: [1, 1, 0, 0], covariates: { x: [1, 0, 0, 1] } }),
    'too-few-points',
  );
});

test('a rare group in which nobody has the event is refused among very many', () => {
  const data = simulated(3000, 29);
  const rare = data.time.map((_, i) => (data.event[i] === false && i % 500 < 40 ? 1 : 0));
  assertRefused(() => coxRegression({ ...data, covariates: { ...data.covariates, rare } }), 'separation');
  const once = rare.with(data.event.indexOf(true), 1);
  const fit = coxRegression({ ...data, covariates: { ...data.covariates, once } });
  assert.ok(fit.coefficients[2]! < -1 && Number.isFinite(fit.standardErrors[2]!));
});
