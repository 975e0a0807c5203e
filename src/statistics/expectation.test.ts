import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
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
  empiricalBayesExpectation,
  empiricalBayesIndex,
  gammaQuantile,
  negativeBinomialFit,
  negativeBinomialPmf,
  regressionToTheMeanBySelection,
} from './index.ts';

test('optional: the fit of the quine days agrees with MASS', (t) => {
  const file = new URL('../../../shared/data/outcomes/quine_MASS.csv', import.meta.url);
  if (!existsSync(file)) return t.diagnostic('passed over: ../shared/data/outcomes is not here');
  const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1);
  const fit = negativeBinomialFit(lines.map((line) => Number(line.split(',').at(-1))));
  assert.equal(fit.people, 146);
  assertPrinted(fit.mean, 16.458904, 6);
  assertPrinted(fit.shape, 1.0667846, 7);
  // MASS takes its standard error one step before the last, which shows in the seventh decimal.
  assertPrinted(fit.standardErrorOfShape, 0.1292209, 6);
});

test('optional: the regression of the quine days agrees with MASS', (t) => {
  const file = new URL('../../../shared/data/outcomes/quine_MASS.csv', import.meta.url);
  if (!existsSync(file)) return t.diagnostic('passed over: ../shared/data/outcomes is not here');
  const [head = '', ...lines] = readFileSync(file, 'utf8').trim().replaceAll('"', '').split(/\r?\n/);
  const column = (name: string) => lines.map((line) => line.split(',')[head.split(',').indexOf(name)] ?? '');
  const is = (name: string, value: string) => column(name).map((found) => found === value);
  const fit = negativeBinomialFit({
    counts: column('Days').map(Number),
    covariates: {
      EthN: is('Eth', 'N'),
      SexM: is('Sex', 'M'),
      AgeF1: is('Age', 'F1'),
      AgeF2: is('Age', 'F2'),
      AgeF3: is('Age', 'F3'),
      LrnSL: is('Lrn', 'SL'),
    },
  });
  const known = [2.89458, -0.56937, 0.08232, -0.44843, 0.08808, 0.3569, 0.29211];
  for (const [i, value] of known.entries()) assertPrinted(fit.coefficients[i] ?? null, value, 5);
  assertPrinted(fit.standardErrors[1] ?? null, 0.15333, 5);
  assertPrinted(fit.shape, 1.275, 3);
  assertPrinted(fit.standardErrorOfShape, 0.161, 3);
  assertPrinted(2 * fit.logLikelihood, -1093.151, 3);
});

test('a regression without covariates is the common law, and its means go into an expectation', () => {
  const random = seededRandom(9);
  const years = Array.from({ length: 400 }, () => 1 + 2 * random());
  const prior = years.map(() => random());
  const counts = years.map((t, i) =>
    poissonDraw(random, t * gammaQuantile(random(), 0.8, 0.8 / Math.exp((prior[i] ?? 0) - 0.5))),
  );
  const [common, alone] = [
    negativeBinomialFit(counts, years),
    negativeBinomialFit({ counts, exposures: years }),
  ];
  assertClose(alone.shape, common.shape, 1e-8);
  assertClose(alone.standardErrorOfShape, common.standardErrorOfShape, 1e-8);
  assertClose(alone.logLikelihood, common.logLikelihood, 1e-12);
  for (const mean of alone.mean) assertClose(mean, common.mean, 1e-9);
  const logs = years.map(Math.log);
  const fit = negativeBinomialFit({ counts, covariates: { prior }, exposures: years });
  const byOffset = negativeBinomialFit({ counts, covariates: [prior], offset: logs });
  assertClose(byOffset.coefficients[1] ?? null, fit.coefficients[1] ?? 0, 1e-9);
  assert.ok(fit.logLikelihood > alone.logLikelihood && Math.abs((fit.coefficients[1] ?? 0) - 1) < 1);
  const { rates } = empiricalBayesExpectation(counts, years, fit);
  const [k, m, t, x] = [fit.shape, fit.mean[7] ?? 0, years[7] ?? 0, counts[7] ?? 0];
  assertClose(rates[7] ?? null, (k + x) / (k / m + t), 1e-12);
});

test('a fit solves the equation that defines it', () => {
  const counts = [0, 0, 0, 1, 1, 2, 2, 3, 5, 5, 9, 14];
  const fit = negativeBinomialFit(counts);
  assertClose(fit.mean, 3.5, 1e-14);
  const likelihood = (shape: number, mean: number) =>
    counts.reduce((sum, x) => sum + Math.log(negativeBinomialPmf(x, shape, mean)), 0);
  assertClose(fit.logLikelihood, likelihood(fit.shape, fit.mean), 1e-12);
  for (const factor of [0.99, 1.01]) {
    assert.ok(likelihood(fit.shape * factor, fit.mean) < fit.logLikelihood);
    assert.ok(likelihood(fit.shape, fit.mean * factor) < fit.logLikelihood);
  }
  const step = 1e-4;
  const [up, down] = [likelihood(fit.shape + step, fit.mean), likelihood(fit.shape - step, fit.mean)];
  const curvature = (2 * fit.logLikelihood - up - down) / (step * step);
  assertClose(fit.standardErrorOfShape, 1 / Math.sqrt(curvature), 1e-4);
});

test('the unit of time changes the mean and nothing else', () => {
  const random = seededRandom(5);
  const years = Array.from({ length: 300 }, () => 1 + 2 * random());
  const counts = years.map((t) => poissonDraw(random, t * gammaQuantile(random(), 0.8, 0.5)));
  const [byYear, byDay] = [
    negativeBinomialFit(counts, years),
    negativeBinomialFit(
      counts,
      years.map((t) => t * 365.25),
    ),
  ];
  assertClose(byYear.mean / 365.25, byDay.mean, 1e-9);
  assertClose(byYear.shape, byDay.shape, 1e-9);
  assert.ok(Math.abs(byYear.shape - 0.8) < 0.25 && Math.abs(byYear.mean - 1.6) < 0.35);
});

test('a person is expected to come part of the way back to the population', () => {
  const found = empiricalBayesExpectation([6, 0], [1, 2], { mean: 1, shape: 1 });
  assertClose(found.rates[0] ?? 0, 3.5, 1e-14);
  assertClose(found.variances[0] ?? 0, 7 / 4, 1e-14);
  assertClose(found.weights[1] ?? 0, 1 / 3, 1e-14);
  assertClose(found.regressionToTheMean, 1 - (3.5 + 1 / 3) / 6, 1e-14);
  fc.assert(
    fc.property(fc.nat({ max: 50 }), fc.double({ min: 0.1, max: 9, noNaN: true }), (x, t) => {
      const { rates, weights } = empiricalBayesExpectation([x], [t], { mean: [2], shape: 0.7 });
      const weight = weights[0] ?? 0;
      assertClose(rates[0] ?? 0, weight * 2 + ((1 - weight) * x) / t, 1e-12);
    }),
    { seed: 31 },
  );
});

test('the fall by selection alone agrees with the closed form', () => {
  const known = [
    [1, 1, 1, [4, 6, 10], [40, 42.9, 45.5]],
    [2, 1, 1, [4, 6, 10], [22.2, 25, 27.8]],
    [0.8, 1.2, 1, [4, 6, 10], [49.8, 52.8, 55.5]],
    [1, 0.5, 1, [4, 6, 10], [27.4, 29, 30.5]],
    [1, 1, 3, [12], [20]],
  ] as const;
  for (const [mean, shape, years, thresholds, falls] of known) {
    for (const [i, threshold] of thresholds.entries()) {
      const fall = regressionToTheMeanBySelection({ mean, shape }, threshold, years);
      assertPrinted(100 * fall, falls[i] ?? 0, 1, `m ${mean}, k ${shape}, c ${threshold}`);
    }
  }
});

test('without any effect the before and after falls steeply and the corrected index does not', () => {
  const random = seededRandom(58);
  const law = { mean: 1, shape: 0.5 };
  const population = Array.from({ length: 30_000 }, () => gammaQuantile(random(), law.shape, law.shape));
  const before = population.map((rate) => poissonDraw(random, rate));
  const fit = negativeBinomialFit(before);
  const eligible = population.map((rate, i) => ({ rate, x: before[i] ?? 0 })).filter(({ x }) => x >= 5);
  const runs = 300;
  let [covered, indices, falls, expectedFalls] = [0, 0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const chosen = Array.from({ length: 150 }, () => eligible[Math.floor(random() * eligible.length)]);
    const people = chosen.filter((person) => person !== undefined);
    const expectation = empiricalBayesExpectation(
      people.map(({ x }) => x),
      people.map(() => 1),
      fit,
    );
    // Three tenths of the follow-up are spent in custody.
    const later = people.map(({ rate }) => poissonDraw(random, rate * 0.7));
    const index = empiricalBayesIndex(
      later,
      people.map(() => 0.7),
      expectation,
    );
    const baseline = people.reduce((sum, { x }) => sum + x, 0);
    falls += 1 - index.observed / baseline;
    expectedFalls += expectation.regressionToTheMean ?? 0;
    indices += index.ratio;
    covered += Number((index.lower ?? 9) <= 1 && 1 <= (index.upper ?? 0));
  }
  assert.ok(Math.abs(indices / runs - 1) < 0.03, `index ${indices / runs}`);
  assert.ok(covered / runs > 0.9 && covered / runs < 0.985, `coverage ${covered / runs}`);
  assert.ok(falls / runs > 0.45, `naive fall ${falls / runs}`);
  const atLiberty = 1 - (1 - falls / runs) / 0.7;
  assert.ok(
    Math.abs(expectedFalls / runs - atLiberty) < 0.03,
    `expected fall ${expectedFalls / runs}, ${atLiberty}`,
  );
});

test('what has no answer is refused by name or labelled', () => {
  assertRefused(() => negativeBinomialFit([]), 'no-people');
  assertRefused(() => negativeBinomialFit([0, 0]), 'no-events');
  assertRefused(() => negativeBinomialFit([1, 1, 1, 1]), 'no-overdispersion');
  assertRefused(() => negativeBinomialFit([1, 2.5]), 'invalid-count');
  assertRefused(() => negativeBinomialFit([1, 2], [1]), 'lengths-differ');
  assertRefused(() => negativeBinomialFit([1, 2], [1, 0]), 'invalid-exposure');
  const uneven = [0, 0, 9, 1, 0, 14];
  assertRefused(() => negativeBinomialFit({ counts: [] }), 'no-people');
  assertRefused(() => negativeBinomialFit({ counts: [0, 0, 0] }), 'no-events');
  assertRefused(() => negativeBinomialFit({ counts: [1, 1, 1, 1] }), 'no-overdispersion');
  assertRefused(
    () => negativeBinomialFit({ counts: uneven, exposures: [1, 1, 1, 0, 1, 1] }),
    'invalid-exposure',
  );
  assertRefused(
    () => negativeBinomialFit({ counts: uneven, covariates: [[2, 2, 2, 2, 2, 2]] }),
    'constant-covariate',
  );
  assertRefused(() => negativeBinomialFit({ counts: uneven, covariates: [[1, 2]] }), 'lengths-differ');
  assertRefused(() => empiricalBayesExpectation([], [], { mean: 1, shape: 1 }), 'no-people');
  assertRefused(() => empiricalBayesExpectation([1], [1], { mean: 0, shape: 1 }), 'invalid-argument');
  assertRefused(() => empiricalBayesExpectation([1], [1], { mean: [1, 2], shape: 1 }), 'lengths-differ');
  assertRefused(() => regressionToTheMeanBySelection({ mean: 1, shape: 1 }, 0, 1), 'invalid-argument');
  const expectation = empiricalBayesExpectation([6, 4], [1, 1], { mean: 1, shape: 1 });
  const none = empiricalBayesIndex([0, 0], [1, 1], expectation);
  assert.deepEqual([none.ratio, none.lower, none.method], [0, 0, 'exact-if-independent']);
  assertClose(none.upper, 3.688879454113936 / none.expected, 1e-12);
  assert.equal(empiricalBayesExpectation([0], [1], { mean: 1, shape: 1 }).regressionToTheMean, null);
});
