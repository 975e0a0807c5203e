import { StatisticsError } from './errors.ts';
import { logBinomialTerm } from './saddle-point.ts';
import type { Tails } from './tail.ts';

const SMALLEST = 1e-300;

function awayFromZero(value: number): number {
  return Math.abs(value) < SMALLEST ? SMALLEST : value;
}

/** The continued fraction of the incomplete beta function by Lentz's method; it needs some multiple of √max(a, b) terms. */
function continuedFraction(x: number, a: number, b: number): number {
  const limit = 500 + Math.ceil(20 * Math.sqrt(Math.max(a, b)));
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < limit; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    const step = d * c;
    value *= step;
    if (Math.abs(step - 1) < 3e-16) return value;
  }
  throw new StatisticsError('not-converged', `the incomplete beta fraction did not settle at a = ${a}, b = ${b}, x = ${x}`);
}

/**
 * The regularised incomplete beta function I(x; a, b) and its complement, for a, b > 0 and y = 1 − x given apart:
 * beside 1 it is y that holds the digits. Source: DLMF 8.17.22; the leading factor by Loader's saddle-point form.
 */
export function incompleteBeta(x: number, y: number, a: number, b: number): Tails {
  if (x <= 0) return { lower: 0, upper: 1 };
  if (y <= 0) return { lower: 1, upper: 0 };
  const leading = Math.exp(logBinomialTerm(a, a + b, x, y));
  if (x * (a + b + 2) < a + 1) {
    const lower = leading === 0 ? 0 : Math.min(1, ((leading * b) / (a + b)) * continuedFraction(x, a, b));
    return { lower, upper: 1 - lower };
  }
  const upper = leading === 0 ? 0 : Math.min(1, ((leading * a) / (a + b)) * continuedFraction(y, b, a));
  return { lower: 1 - upper, upper };
}
