import { requireNumber } from './checks.ts';
import { StatisticsError } from './errors.ts';

const EULER = 0.5772156649015329;
const HALF_LOG_TWO_PI = 0.9189385332046727;

/** ζ(k) − 1 for k = 2, 3, …: the coefficients of log Γ about 2. */
const ZETA_MINUS_ONE = [
  0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993, 0.01734306198444914,
  0.008349277381922827, 0.00407735619794434, 0.0020083928260822143, 0.0009945751278180853,
  0.0004941886041194645, 0.0002460865533080483, 0.00012271334757848915, 6.124813505870483e-5,
  3.058823630702049e-5, 1.528225940865187e-5, 7.637197637899763e-6, 3.81729326499984e-6, 1.908212716553939e-6,
  9.539620338727962e-7, 4.769329867878064e-7, 2.38450502727733e-7, 1.1921992596531106e-7,
  5.960818905125948e-8, 2.980350351465228e-8, 1.4901554828365043e-8, 7.45071178983543e-9,
  3.725334024788457e-9, 1.862659723513049e-9,
] as const;

/** B₂ₖ / (2k(2k − 1)): the coefficients of Stirling's series. */
const STIRLING = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
] as const;

/** B₂ₖ for the asymptotic series of digamma and trigamma. */
const BERNOULLI = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510] as const;

/** log Γ(2 + y) for |y| ≤ 0.5, exact to the last digits even beside y = 0 where it vanishes. */
function logGammaAboutTwo(y: number): number {
  let sum = 0;
  for (let k = ZETA_MINUS_ONE.length + 1; k >= 2; k--) {
    const term = (ZETA_MINUS_ONE[k - 2] ?? 0) / k;
    sum = (k % 2 === 0 ? term : -term) + y * sum;
  }
  return y * (1 - EULER + y * sum);
}

/** log Γ(1 + y), without loss beside y = 0. Needs y > −1. */
export function logGammaOnePlus(y: number): number {
  return Math.abs(y) <= 0.5 ? logGammaAboutTwo(y) - Math.log1p(y) : positiveLogGamma(1 + y);
}

function stirlingSeries(x: number): number {
  const square = 1 / (x * x);
  let sum = 0;
  for (let k = STIRLING.length - 1; k >= 0; k--) sum = (STIRLING[k] ?? 0) + square * sum;
  return sum / x;
}

function positiveLogGamma(x: number): number {
  if (x >= 15) return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingSeries(x);
  if (x < 0.5) return logGammaOnePlus(x) - Math.log(x);
  if (x < 1.5) return logGammaOnePlus(x - 1);
  let product = 1;
  let rest = x;
  while (rest > 2.5) {
    rest -= 1;
    product *= rest;
  }
  return logGammaAboutTwo(rest - 2) + Math.log(product);
}

/**
 * log Γ(b) − log Γ(a + b) for a, b > 0, which for a small a and a large b is far less than either.
 * Source: Stirling's series of both, subtracted term by term.
 */
export function logGammaFall(b: number, a: number): number {
  if (b < 15) return logGamma(b) - logGamma(a + b);
  return a - a * Math.log(b) - (a + b - 0.5) * Math.log1p(a / b) + stirlingSeries(b) - stirlingSeries(a + b);
}

function requireNoPole(name: string, x: number): void {
  requireNumber(name, x);
  if (x === -Infinity || (x <= 0 && Number.isInteger(x))) {
    throw new StatisticsError('invalid-argument', `${name} has no value at ${x}`);
  }
}

/**
 * log |Γ(x)|, R's `lgamma`. Refuses 0 and the negative integers (`invalid-argument`).
 * Source: DLMF 5.7.3 about 2, 5.11.1 from 15, 5.5.3 below 0.
 */
export function logGamma(x: number): number {
  requireNoPole('x of logGamma', x);
  if (x > 0) return x === Infinity ? Infinity : positiveLogGamma(x);
  return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * (x % 2)))) - positiveLogGamma(1 - x);
}

/**
 * What Stirling's formula leaves out of log Γ(n + 1): log Γ(n + 1) − (n + ½) log n + n − ½ log 2π, for n > 0.
 * Source: C. Loader, "Fast and accurate computation of binomial probabilities", 2000.
 */
export function stirlingError(n: number): number {
  if (n >= 15) return stirlingSeries(n);
  return logGammaOnePlus(n) - (n + 0.5) * Math.log(n) + n - HALF_LOG_TWO_PI;
}

/**
 * The digamma function ψ(x) = d log Γ / dx, R's `digamma`. Refuses its poles. Source: DLMF 5.11.2, 5.5.2,
 * 5.5.4.
 */
export function digamma(x: number): number {
  requireNoPole('x of digamma', x);
  if (x <= 0) return digamma(1 - x) - Math.PI / Math.tan(Math.PI * (x % 1));
  let below = 0;
  let rest = x;
  while (rest < 12) {
    below += 1 / rest;
    rest += 1;
  }
  const square = 1 / (rest * rest);
  let sum = 0;
  for (let k = BERNOULLI.length; k >= 1; k--) sum = ((BERNOULLI[k - 1] ?? 0) / (2 * k) + sum) * square;
  return Math.log(rest) - 0.5 / rest - sum - below;
}

/** The trigamma function ψ′(x), R's `trigamma`. Refuses its poles. Source: DLMF 5.15.8, 5.15.5, 5.15.6. */
export function trigamma(x: number): number {
  requireNoPole('x of trigamma', x);
  if (x <= 0) return (Math.PI / Math.sin(Math.PI * (x % 1))) ** 2 - trigamma(1 - x);
  let below = 0;
  let rest = x;
  while (rest < 12) {
    below += 1 / (rest * rest);
    rest += 1;
  }
  const square = 1 / (rest * rest);
  let sum = 0;
  for (let k = BERNOULLI.length; k >= 1; k--) sum = ((BERNOULLI[k - 1] ?? 0) + sum) * square;
  return below + 1 / rest + 0.5 * square + sum / rest;
}
