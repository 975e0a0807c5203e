import {
  requireCount,
  requireInteger,
  requireNumber,
  requirePositive,
  requireProbability,
} from './checks.ts';
import { StatisticsError } from './errors.ts';
import { incompleteBeta } from './incomplete-beta.ts';
import { incompleteGamma } from './incomplete-gamma.ts';
import { logBinomialTerm, logPoissonTerm } from './saddle-point.ts';
import { pickTail, type Tail, type Tails } from './tail.ts';

const NOTHING_BELOW: Tails = { lower: 0, upper: 1 };
const EVERYTHING_BELOW: Tails = { lower: 1, upper: 0 };

function requireMean(mean: number): void {
  if (!(Number.isFinite(mean) && mean >= 0)) {
    throw new StatisticsError('invalid-argument', `the mean must be 0 or more, not ${String(mean)}`);
  }
}

/**
 * P(X = x) of Binomial(size, prob), R's `dbinom(x, size, prob)`. x is whole; outside 0 … size the answer is
 * 0.
 */
export function binomialPmf(x: number, size: number, prob: number): number {
  requireInteger('x of binomialPmf', x);
  requireCount('size of binomialPmf', size);
  requireProbability('prob of binomialPmf', prob);
  if (x < 0 || x > size) return 0;
  return Math.exp(logBinomialTerm(x, size, prob, 1 - prob));
}

/**
 * P(X ≤ x) of Binomial(size, prob), R's `pbinom(q, size, prob)`; `{upper: true}` for P(X > x), x itself left
 * out.
 */
export function binomialCdf(x: number, size: number, prob: number, tail?: Tail): number {
  requireNumber('x of binomialCdf', x);
  requireCount('size of binomialCdf', size);
  requireProbability('prob of binomialCdf', prob);
  const whole = Math.floor(x);
  if (whole < 0) return pickTail(NOTHING_BELOW, tail);
  if (whole >= size) return pickTail(EVERYTHING_BELOW, tail);
  const { lower, upper } = incompleteBeta(prob, 1 - prob, whole + 1, size - whole);
  return pickTail({ lower: upper, upper: lower }, tail);
}

/** P(X = x) of Poisson(mean), R's `dpois(x, lambda)`. x is whole; below 0 the answer is 0. */
export function poissonPmf(x: number, mean: number): number {
  requireInteger('x of poissonPmf', x);
  requireMean(mean);
  return x < 0 ? 0 : Math.exp(logPoissonTerm(x, mean));
}

/** P(X ≤ x) of Poisson(mean), R's `ppois(q, lambda)`; `{upper: true}` for P(X > x), x itself left out. */
export function poissonCdf(x: number, mean: number, tail?: Tail): number {
  requireNumber('x of poissonCdf', x);
  requireMean(mean);
  const whole = Math.floor(x);
  if (whole < 0) return pickTail(NOTHING_BELOW, tail);
  if (whole === Infinity) return pickTail(EVERYTHING_BELOW, tail);
  const { lower, upper } = incompleteGamma(whole + 1, mean);
  return pickTail({ lower: upper, upper: lower }, tail);
}

/**
 * The negative binomial's second parameter: a plain number is the mean (R's `mu`), `{prob}` is R's `prob`.
 * The mean is the plain form because every rate here is spoken of by its mean.
 */
export type NegativeBinomialPlace = number | { readonly mu: number } | { readonly prob: number };

/** The chance of a success and of a failure per trial, each to full precision. */
function successAndFailure(size: number, place: NegativeBinomialPlace): { p: number; q: number } {
  requirePositive('size of the negative binomial', size);
  if (typeof place === 'object' && 'prob' in place) {
    requireProbability('prob of the negative binomial', place.prob);
    if (place.prob === 0) throw new StatisticsError('invalid-probability', 'prob must be above 0');
    return { p: place.prob, q: 1 - place.prob };
  }
  const mean = typeof place === 'number' ? place : place.mu;
  requireMean(mean);
  return { p: size / (size + mean), q: mean / (size + mean) };
}

/**
 * P(X = x) of the negative binomial, R's `dnbinom(x, size, mu = )`: mean `mu`, variance mu + mu²/size; write
 * `{prob}` for R's other form. x is whole; below 0 the answer is 0.
 */
export function negativeBinomialPmf(x: number, size: number, place: NegativeBinomialPlace): number {
  requireInteger('x of negativeBinomialPmf', x);
  const { p, q } = successAndFailure(size, place);
  if (x < 0) return 0;
  return (size / (size + x)) * Math.exp(logBinomialTerm(size, size + x, p, q));
}

/** P(X ≤ x) of the negative binomial, R's `pnbinom(q, size, mu = )`; `{upper: true}` for P(X > x). */
export function negativeBinomialCdf(
  x: number,
  size: number,
  place: NegativeBinomialPlace,
  tail?: Tail,
): number {
  requireNumber('x of negativeBinomialCdf', x);
  const { p, q } = successAndFailure(size, place);
  const whole = Math.floor(x);
  if (whole < 0) return pickTail(NOTHING_BELOW, tail);
  if (whole === Infinity) return pickTail(EVERYTHING_BELOW, tail);
  return pickTail(incompleteBeta(p, q, size, whole + 1), tail);
}

/**
 * P(X = x) marked among k drawn from m marked and n unmarked, R's `dhyper(x, m, n, k)`. Refuses k > m + n; an
 * x that cannot occur has probability 0. Source: three binomial terms at one p, whose ratio does not depend
 * on it (Loader).
 */
export function hypergeometricPmf(x: number, m: number, n: number, k: number): number {
  requireInteger('x of hypergeometricPmf', x);
  requireCount('m of hypergeometricPmf', m);
  requireCount('n of hypergeometricPmf', n);
  requireCount('k of hypergeometricPmf', k);
  if (k > m + n) throw new StatisticsError('invalid-count', `cannot draw ${k} from ${m + n}`);
  if (x < 0 || x > k || x > m || k - x > n) return 0;
  if (k === 0 || k === m + n) return 1;
  const p = k / (m + n);
  const q = (m + n - k) / (m + n);
  return Math.exp(
    logBinomialTerm(x, m, p, q) + logBinomialTerm(k - x, n, p, q) - logBinomialTerm(k, m + n, p, q),
  );
}
