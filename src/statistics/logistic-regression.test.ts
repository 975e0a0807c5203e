import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assertClose, assertPrinted, assertRefused, seededRandom } from './assertions-for-tests.ts';
import { type LogisticInput, logisticRegression } from './index.ts';
import { readLalonde } from './lalonde-for-tests.ts';

test('optional: the propensity of the lalonde data agrees with R', (t) => {
  const data = readLalonde();
  if (data === null) return t.diagnostic('passed over: ../shared/data/outcomes is not here');
  const fit = logisticRegression({ outcome: data.treated, covariates: data.covariates });
  assert.deepEqual(fit.names, ['intercept', ...Object.keys(data.covariates)]);
  const printed = [-4.7286493, 0.0157771, 0.1613069, 3.0653677, 0.9836336, -0.8321133, 0.7072969];
  for (const [j, value] of printed.entries()) assertPrinted(fit.coefficients[j] ?? null, value, 7);
  assertPrinted(fit.coefficients[7] ?? null, -7.177669e-5, 11);
  assertPrinted(fit.coefficients[8] ?? null, 5.344645e-5, 11);
  assertPrinted(fit.deviance, 487.84, 2);
  assertPrinted(fit.nullDeviance, 751.49, 2);
  assertPrinted(fit.aic, 505.84, 2);
});

const ROWS = Array.from({ length: 40 }, (_, i) => i);
const SMALL = {
  outcome: ROWS.map((i) => (i * i * 3 + i) % 7 < 3),
  covariates: { a: ROWS.map((i) => ((i * 7) % 11) / 2), b: ROWS.map((i) => (i * 5) % 3 === 0) },
  weights: ROWS.map((i) => 1 + (i % 4)),
  offset: ROWS.map((i) => ((i % 5) - 2) / 10),
};

function assertAll(actual: readonly number[], expected: readonly number[], relative: number): void {
  assert.equal(actual.length, expected.length);
  for (const [j, value] of expected.entries()) assertClose(actual[j] ?? null, value, relative);
}

test('weights, offset, and the robust standard errors agree with numpy', () => {
  const plain = logisticRegression(SMALL);
  assertAll(plain.coefficients, [-0.050773241013663116, 0.22927753508588947, -0.29534330515151214], 1e-9);
  assertAll(plain.standardErrors, [0.39272542603662797, 0.13252888550033348, 0.44084809178449486], 1e-9);
  assertAll(plain.robustStandardErrors, [0.6929512163075682, 0.22580449404537056, 0.7850915808438024], 1e-9);
  assertClose(plain.deviance, 132.20267556630478, 1e-10);
  assertClose(plain.nullDeviance, 135.48164081792402, 1e-10);
  const raised = logisticRegression({ ...SMALL, robust: 'HC1' });
  assertClose(raised.robustStandardErrors[1] ?? 0, 0.22580449404537056 * Math.sqrt(40 / 37), 1e-9);
  const byFour = logisticRegression({ ...SMALL, cluster: ROWS.map((i) => `person ${Math.floor(i / 4)}`) });
  assertAll(byFour.robustStandardErrors, [0.6974833159267089, 0.2905218282306501, 1.0876517415793032], 1e-9);
});

test('published fits of R come out', () => {
  // glm(am ~ wt, binomial, mtcars).
  const wt = [
    2.62, 2.875, 2.32, 3.215, 3.44, 3.46, 3.57, 3.19, 3.15, 3.44, 3.44, 4.07, 3.73, 3.78, 5.25, 5.424, 5.345,
    2.2, 1.615, 1.835, 2.465, 3.52, 3.435, 3.84, 3.845, 1.935, 2.14, 1.513, 3.17, 2.77, 3.57, 2.78,
  ];
  const manual = new Set([0, 1, 2, 17, 18, 19, 25, 26, 27, 28, 29, 30, 31]);
  const cars = logisticRegression({ outcome: wt.map((_, i) => manual.has(i)), covariates: { wt } });
  assertPrinted(cars.coefficients[0] ?? null, 12.04, 3);
  assertPrinted(cars.coefficients[1] ?? null, -4.024, 3);
  // R takes its standard errors one step before the last, which shows in the fourth digit here.
  assertClose(cars.standardErrors[0] ?? null, 4.51, 5e-4);
  assertClose(cars.standardErrors[1] ?? null, 1.436, 5e-4);
  assertPrinted(cars.nullDeviance, 43.23, 2);
  assertPrinted(cars.deviance, 19.176, 3);
  assertPrinted(cars.aic, 23.176, 3);

  // Venables & Ripley 2002, 7.2: the tobacco budworm, 20 moths at each of six doses, sex * ldose.
  const dead = [1, 4, 9, 13, 18, 20, 0, 2, 6, 10, 12, 16];
  const male = dead.map((_, i) => i < 6);
  const dose = dead.map((_, i) => i % 6);
  const moths = logisticRegression({
    outcome: dead.map((x) => x / 20),
    weights: dead.map(() => 20),
    covariates: { male, dose, both: dose.map((d, i) => (male[i] ? d : 0)) },
  });
  const printed = [-2.9935, 0.175, 0.906, 0.3529];
  const errors = [0.5527, 0.7783, 0.1671, 0.27];
  for (const [j, value] of printed.entries()) assertPrinted(moths.coefficients[j] ?? null, value, 4);
  for (const [j, value] of errors.entries()) assertPrinted(moths.standardErrors[j] ?? null, value, 4);
  assertPrinted(moths.nullDeviance, 124.8756, 4);
  assertPrinted(moths.deviance, 4.9937, 4);
  assertPrinted(moths.aic, 43.104, 3);
  assert.equal(moths.residualDegreesOfFreedom, 8);
});

test('a two-by-two table has its odds ratio and Woolf standard error', () => {
  const table = { x: [0, 0, 1, 1], y: [0, 1, 0, 1], weights: [30, 12, 14, 25] };
  const fit = logisticRegression({ outcome: table.y, covariates: [table.x], weights: table.weights });
  assertClose(fit.coefficients[1] ?? 0, Math.log((30 * 25) / (12 * 14)), 1e-10);
  assertClose(fit.standardErrors[1] ?? 0, Math.sqrt(1 / 30 + 1 / 12 + 1 / 14 + 1 / 25), 1e-10);
  assert.deepEqual(fit.names, ['intercept', 'x1']);
  const shares = { outcome: [12 / 42, 25 / 39], covariates: { x: [0, 1] }, weights: [42, 39] };
  assertClose(logisticRegression(shares).coefficients[1] ?? 0, fit.coefficients[1] ?? 0, 1e-10);
});

test('rows, columns, names, typed arrays and repeated rows say the same', () => {
  const { a, b } = SMALL.covariates;
  const outcome = Uint8Array.from(SMALL.outcome, Number);
  const named = logisticRegression({ outcome, covariates: { a, b } });
  const columns = logisticRegression({
    outcome,
    covariates: [Float64Array.from(a), Uint8Array.from(b, Number)],
  });
  const rows = logisticRegression({ outcome, covariates: a.map((value, i) => [value, b[i] ?? 0]) });
  assert.deepEqual(columns.coefficients, named.coefficients);
  assert.deepEqual(rows.coefficients, named.coefficients);
  const twice = logisticRegression({
    outcome: [...outcome, ...outcome],
    covariates: { a: [...a, ...a], b: [...b, ...b] },
  });
  const weighted = logisticRegression({ outcome, covariates: { a, b }, weights: outcome.map(() => 2) });
  assertAll(twice.standardErrors, weighted.standardErrors, 1e-9);
  assertClose(twice.logLikelihood, weighted.logLikelihood, 1e-12);
});

test('units change coefficients by their factor, and scores add up to nothing', () => {
  const random = seededRandom(9);
  const x = Array.from({ length: 200 }, () => random() * 4 - 2);
  const outcome = x.map((value) => random() < 1 / (1 + Math.exp(0.3 - value)));
  const fit = logisticRegression({ outcome, covariates: { x } });
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      fc.integer({ min: -50, max: 50 }),
      (k, c) => {
        const other = logisticRegression({ outcome, covariates: { x: x.map((value) => k * (value + c)) } });
        assertClose((other.coefficients[1] ?? 0) * k, fit.coefficients[1] ?? 0, 1e-7);
        assertClose(other.deviance, fit.deviance, 1e-10);
      },
    ),
    { seed: 12, numRuns: 40 },
  );
  const left = fit.fitted.reduce((sum, p, i) => sum + (x[i] ?? 0) * (Number(outcome[i]) - p), 0);
  assert.ok(Math.abs(left) < 1e-9);
});

test('what has no answer is refused by name', () => {
  const refused = (input: LogisticInput, code: Parameters<typeof assertRefused>[1]) =>
    assertRefused(() => logisticRegression(input), code);
  const half = [0, 1, 0, 1, 0, 0, 1, 1, 1];
  const end = [0, 0, 0, 0, 0, 0, 1, 1, 1];
  refused({ outcome: [0, 0, 1, 1], covariates: { x: [1, 2, 3, 4] } }, 'separation');
  refused({ outcome: [0, 0, 1, 0, 1, 1], covariates: { x: [1, 2, 3, 3, 3, 4] } }, 'separation');
  refused({ outcome: half, covariates: { x: end } }, 'separation');
  refused({ outcome: half, covariates: { x: end, y: end.map((v) => 3 - 2 * v) } }, 'collinear');
  refused({ outcome: half, covariates: { x: end.map(() => 0.1) } }, 'constant-covariate');
  refused({ outcome: [1, 1, 1], covariates: { x: [1, 2, 3] } }, 'one-class-only');
  refused({ outcome: [], covariates: {} }, 'no-people');
  refused({ outcome: [0], covariates: { x: [1] } }, 'too-few-people');
  refused({ outcome: half, covariates: { x: [1, 2] } }, 'lengths-differ');
  refused({ outcome: half, covariates: { x: end.map(() => Number.NaN) } }, 'invalid-argument');
  refused({ outcome: [0, 2], covariates: {} }, 'invalid-argument');
  refused({ outcome: half, weights: end.map(() => -1) }, 'invalid-argument');
  refused({ outcome: half, cluster: end.map(() => 'all') }, 'too-few-people');
  const tiny = logisticRegression({
    outcome: [0, 1, 0, 1, 0, 0, 1, 1, 0],
    covariates: { x: end.map((v) => v * 1e-9) },
  });
  assertClose(tiny.coefficients[1] ?? 0, Math.log(4) * 1e9, 1e-8);
});

test('somebody far out whose outcome is certain is not separation', () => {
  const x = [0, 1, 2, 3, 4, 5, 6, 7, 60];
  const fit = logisticRegression({ outcome: [0, 1, 0, 1, 0, 1, 1, 1, 1], covariates: { x } });
  assert.ok((fit.fitted[8] ?? 0) > 1 - 1e-8 && (fit.coefficients[1] ?? 9) < 2);
});
