import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { assertClose, assertRefused } from './assertions-for-tests.ts';
import * as statistics from './index.ts';

const {
  betaCdf,
  betaQuantile,
  binomialCdf,
  binomialPmf,
  chiSquaredCdf,
  chiSquaredQuantile,
  digamma,
  gammaCdf,
  gammaQuantile,
  hypergeometricPmf,
  logGamma,
  negativeBinomialCdf,
  negativeBinomialPmf,
  normalCdf,
  normalQuantile,
  poissonCdf,
  poissonPmf,
  studentTCdf,
  studentTQuantile,
  trigamma,
} = statistics;

const upper = { upper: true };

/** Values that stand in printed tables or have a closed form, to all digits of a double. */
const KNOWN: readonly (readonly [string, number, number])[] = [
  ['normal 97.5 %', normalQuantile(0.975), 1.959963984540054],
  ['normal 99.5 %', normalQuantile(0.995), 2.5758293035489004],
  ['normal 95 %', normalQuantile(0.95), 1.6448536269514722],
  ['normal 5 % of N(10, 2)', normalQuantile(0.05, 10, 2), 6.710292746097055],
  ['normal above 1.96', normalCdf(1.96, upper), 0.024997895148220435],
  ['normal below -10', normalCdf(-10), 7.61985302416047e-24],
  ['normal above 10', normalCdf(10, 0, 1, upper), 7.61985302416047e-24],
  ['normal below 1', normalCdf(1), 0.8413447460685429],
  ['normal, IQ 130', normalCdf(130, 100, 15, upper), 0.022750131948179195],
  ['t, 1 df', studentTQuantile(0.975, 1), 12.706204736174694],
  ['t, 2 df', studentTQuantile(0.975, 2), 4.302652729749462],
  ['t, 10 df', studentTQuantile(0.975, 10), 2.228138851986274],
  ['t, 30 df', studentTQuantile(0.025, 30), -2.0422724563012378],
  ['t, 5 df, 99 %', studentTQuantile(0.005, 5, upper), 4.032142983555228],
  ['t, infinite df', studentTQuantile(0.975, Infinity), 1.959963984540054],
  ['t below 2, 10 df', studentTCdf(2, 10), 0.9633059826146299],
  ['Cauchy below 1', studentTCdf(1, 1), 0.75],
  ['t above 10, 3 df', studentTCdf(10, 3, upper), 0.0010641995292070751],
  ['chi-squared, 1 df', chiSquaredQuantile(0.95, 1), 3.841458820694124],
  ['chi-squared, 2 df', chiSquaredQuantile(0.95, 2), 5.991464547107979],
  ['chi-squared, 10 df', chiSquaredQuantile(0.95, 10), 18.307038053275146],
  ['chi-squared, 99 %', chiSquaredQuantile(0.01, 1, upper), 6.6348966010212145],
  ['chi-squared, 120 df', chiSquaredQuantile(0.025, 120), 91.57264190001453],
  ['chi-squared far out', chiSquaredCdf(100, 4, upper), 51 * Math.exp(-50)],
  ['beta below 0.3', betaCdf(0.3, 2, 3), 0.3483],
  ['arcsine median', betaCdf(0.5, 0.5, 0.5), 0.5],
  ['beta 2.5 %', betaQuantile(0.025, 4, 7), 0.12155225811982719],
  ['beta 97.5 %', betaQuantile(0.975, 5, 6), 0.7376219233930549],
  ['uniform above', betaCdf(0.25, 1, 1, upper), 0.75],
  ['exponential below 1', gammaCdf(1, 1), 1 - Math.exp(-1)],
  ['exponential above 700', gammaCdf(700, 1, upper), Math.exp(-700)],
  ['gamma, shape 1,000', gammaQuantile(0.9, 1000), 1040.73430801369],
  ['gamma, shape 6', gammaQuantile(0.975, 6), 11.66833207932267],
  ['gamma, rate 2', gammaCdf(2, 3, 2), 0.7618966944464556],
  ['three heads in ten', binomialPmf(3, 10, 0.5), 0.1171875],
  ['binomial to 2', binomialCdf(2, 10, 0.2), 0.6777995264],
  ['binomial above 90', binomialCdf(90, 100, 0.3, upper), 2.09740116652312e-37],
  ['Poisson at its mean', poissonCdf(2000, 2000), 0.5059467004517837],
  ['Poisson none', poissonPmf(0, 2.5), Math.exp(-2.5)],
  ['Poisson 3 of 5', poissonPmf(3, 5), 0.1403738958142805],
  ['Poisson above 20', poissonCdf(20, 3, upper), 1.1790448194145643e-11],
  ['geometric', negativeBinomialPmf(5, 1, 2), (1 / 3) * (2 / 3) ** 5],
  ['negative binomial by probability', negativeBinomialPmf(2, 3, { prob: 0.5 }), 0.1875],
  ['negative binomial to 5', negativeBinomialCdf(5, 1, { mu: 2 }), 1 - (2 / 3) ** 6],
  ['lady tasting tea', hypergeometricPmf(3, 4, 4, 4), 16 / 70],
  ['hypergeometric', hypergeometricPmf(48, 216, 216, 114), 0.012706045588236497],
  ['log Γ(1/2)', logGamma(0.5), 0.5 * Math.log(Math.PI)],
  ['log 100!', logGamma(101), 363.73937555556347],
  ['log |Γ(-1/2)|', logGamma(-0.5), 1.2655121234846454],
  ['digamma 1', digamma(1), -0.5772156649015329],
  ['digamma 1/2', digamma(0.5), -1.9635100260214235],
  ['trigamma 1', trigamma(1), Math.PI ** 2 / 6],
  ['trigamma 1/2', trigamma(0.5), Math.PI ** 2 / 2],
];

/** Far tails, large and tiny shapes, computed with 400 digits. */
const EXTREME: readonly (readonly [string, number, number])[] = [
  ['normal above 37', normalCdf(37, upper), 5.725571222524577e-300],
  ['t above 1,000, 120.5 df', studentTCdf(1000, 120.5, upper), 2.7280856326119744e-238],
  ['t above 2, 0.3 df', studentTCdf(2, 0.3, upper), 0.28213484948039136],
  ['chi-squared above 1,400, 3 df', chiSquaredCdf(1400, 3, upper), 2.945619361016309e-303],
  ['gamma below, shape 1e6', gammaCdf(964000, 1e6), 4.781194861769103e-291],
  ['gamma above, shape 1e6', gammaCdf(1005000, 1e6, upper), 2.987490140114635e-7],
  ['gamma above, shape 1e-3', gammaCdf(1e-30, 1e-3, upper), 0.066207622341327],
  ['Poisson above 1e6', poissonCdf(1003000, 1e6, upper), 0.0013535901291012492],
  ['binomial above 0.31 of 1e6', binomialCdf(310000, 1e6, 0.3, upper), 3.0882536996443093e-105],
  ['beta below, large shapes', betaCdf(0.49, 1e5, 1e5), 1.8571347290404196e-19],
  ['normal, p 1e-300', normalQuantile(1e-300), -37.0470962993612],
  ['gamma, shape 0.05, p 1e-10', gammaQuantile(1e-10, 0.05), 5.844632057286653e-201],
  ['chi-squared, 0.7 df, p 1e-4', chiSquaredQuantile(1e-4, 0.7), 5.363680415446505e-12],
  ['t, 2.5 df, p 1e-10', studentTQuantile(1e-10, 2.5), -8765.437771364572],
  ['beta, shapes 0.3 and 1e6, p 1e-10', betaQuantile(1e-10, 0.3, 1e6), 3.236441359357905e-40],
  ['beta, shapes 0.001 and 1e6', betaQuantile(0.9, 0.001, 1e6), 9.821664549987916e-53],
];

test('distributions give the values of the printed tables', () => {
  for (const [what, actual, expected] of KNOWN) assertClose(actual, expected, 1e-12, what);
});

test('distributions keep their digits at the ends', () => {
  for (const [what, actual, expected] of EXTREME) assertClose(actual, expected, 1e-11, what);
});

type Row = readonly [string, readonly number[], number];

const BY_R_NAME: Record<string, (...given: number[]) => number> = {
  pnorm: (x = 0) => normalCdf(x),
  qnorm: (p = 0) => normalQuantile(p),
  pt: (t = 0, df = 0) => studentTCdf(t, df),
  qt: (p = 0, df = 0) => studentTQuantile(p, df),
  pchisq: (x = 0, df = 0) => chiSquaredCdf(x, df),
  pchisq_upper: (x = 0, df = 0) => chiSquaredCdf(x, df, upper),
  qchisq: (p = 0, df = 0) => chiSquaredQuantile(p, df),
  pbeta: (x = 0, a = 0, b = 0) => betaCdf(x, a, b),
  qbeta: (p = 0, a = 0, b = 0) => betaQuantile(p, a, b),
  pgamma: (x = 0, shape = 0) => gammaCdf(x, shape),
  qgamma: (p = 0, shape = 0) => gammaQuantile(p, shape),
  dbinom: (x = 0, n = 0, p = 0) => binomialPmf(x, n, p),
  pbinom: (x = 0, n = 0, p = 0) => binomialCdf(x, n, p),
  dpois: (x = 0, mean = 0) => poissonPmf(x, mean),
  ppois: (x = 0, mean = 0) => poissonCdf(x, mean),
  dnbinom: (x = 0, size = 0, mu = 0) => negativeBinomialPmf(x, size, mu),
  pnbinom: (x = 0, size = 0, mu = 0) => negativeBinomialCdf(x, size, mu),
  lgamma: (x = 0) => logGamma(x),
  digamma: (x = 0) => digamma(x),
  trigamma: (x = 0) => trigamma(x),
};

test('optional: distributions agree with the shared grid to a relative 1e-10', (t) => {
  const grid = new URL('../../../shared/data/outcomes/distributions_grid.json', import.meta.url);
  if (!existsSync(grid)) return t.diagnostic('passed over: ../shared/data/outcomes is not here');
  const rows = JSON.parse(readFileSync(grid, 'utf8')) as Row[];
  for (const [name, given, expected] of rows) {
    const known = BY_R_NAME[name];
    assert.ok(known, `the grid asks for ${name}`);
    assertClose(known(...given), expected, 1e-10, `${name}(${given.join(', ')})`);
  }
  t.diagnostic(`${rows.length} rows agree`);
});

const share = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
const shape = fc.double({ min: -1, max: 4, noNaN: true }).map((power) => 10 ** power);

test('a quantile leads back to its probability, from either tail', () => {
  fc.assert(
    fc.property(share, shape, shape, fc.boolean(), (p, a, b, isUpper) => {
      const tail = { upper: isUpper };
      const close = (found: number, what: string) => assertClose(found, p, 1e-9, what);
      close(normalCdf(normalQuantile(p, tail), tail), 'normal');
      close(studentTCdf(studentTQuantile(p, a, tail), a, tail), 't');
      close(gammaCdf(gammaQuantile(p, a, b, tail), a, b, tail), 'gamma');
      close(chiSquaredCdf(chiSquaredQuantile(p, a, tail), a, tail), 'chi-squared');
      const x = betaQuantile(p, Math.max(a, 0.5), Math.max(b, 0.5), tail);
      // Beside 1 a double no longer holds the digits of 1 − x that p depends on.
      if (x < 0.999) close(betaCdf(x, Math.max(a, 0.5), Math.max(b, 0.5), tail), 'beta');
    }),
    { seed: 11, numRuns: 300 },
  );
});

const middle = fc.double({ min: 0.001, max: 0.999, noNaN: true });

test('the two tails add up to 1, and terms add up to the distribution', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), middle, fc.nat({ max: 60 }), (n, p, x) => {
      assertClose(binomialCdf(x, n, p) + binomialCdf(x, n, p, upper), 1, 1e-12);
      const below = Array.from({ length: x + 1 }, (_, k) => k);
      const add = (term: (k: number) => number) => below.reduce((sum, k) => sum + term(k), 0);
      assertClose(
        add((k) => binomialPmf(k, n, p)),
        binomialCdf(x, n, p),
        1e-10,
      );
      assertClose(
        add((k) => poissonPmf(k, n * p)),
        poissonCdf(x, n * p),
        1e-10,
      );
      assertClose(
        add((k) => negativeBinomialPmf(k, n / 7, n * p)),
        negativeBinomialCdf(x, n / 7, n * p),
        1e-10,
      );
      const drawn = Math.min(n, x);
      assertClose(
        add((k) => hypergeometricPmf(k, n, x, drawn)),
        1,
        1e-10,
      );
    }),
    { seed: 12, numRuns: 200 },
  );
});

test('ends have their values, and what has none is refused', () => {
  assert.deepEqual([normalQuantile(0), normalQuantile(1)], [-Infinity, Infinity]);
  assert.deepEqual([gammaQuantile(0, 2), gammaQuantile(1, 2)], [0, Infinity]);
  assert.deepEqual([betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)], [0, 1]);
  assert.deepEqual([normalCdf(-Infinity), gammaCdf(Infinity, 2), betaCdf(2, 1, 1)], [0, 1, 1]);
  assert.deepEqual([binomialPmf(11, 10, 0.5), poissonCdf(-1, 3), hypergeometricPmf(5, 4, 4, 5)], [0, 0, 0]);
  assert.deepEqual(
    [studentTCdf(Infinity, 3), studentTQuantile(0, 3, upper), chiSquaredCdf(-1, 3, upper)],
    [1, Infinity, 1],
  );
  assert.deepEqual([logGamma(Infinity), digamma(Infinity), trigamma(Infinity)], [Infinity, Infinity, 0]);
  assertRefused(() => normalCdf(Infinity, Infinity), 'invalid-argument');
  assertRefused(() => logGamma(-Infinity), 'invalid-argument');
  assertRefused(() => normalQuantile(1.2), 'invalid-probability');
  assertRefused(() => normalCdf(Number.NaN), 'invalid-argument');
  assertRefused(() => normalCdf(0, 0, 0), 'invalid-argument');
  assertRefused(() => gammaCdf(1, -1), 'invalid-argument');
  assertRefused(() => studentTQuantile(0.5, 0), 'invalid-argument');
  assertRefused(() => binomialPmf(1.5, 3, 0.5), 'invalid-count');
  assertRefused(() => binomialCdf(1, -3, 0.5), 'invalid-count');
  assertRefused(() => poissonPmf(1, -2), 'invalid-argument');
  assertRefused(() => hypergeometricPmf(1, 2, 2, 5), 'invalid-count');
  assertRefused(() => logGamma(0), 'invalid-argument');
  assertRefused(() => digamma(-3), 'invalid-argument');
});
