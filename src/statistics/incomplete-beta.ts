import { StatisticsError } from './errors.ts';
import { logBinomialTerm } from './saddle-point.ts';
import type { Tails } from './tail.ts';

/**
 * The continued fraction of the incomplete beta function, two terms at a step, so that `slack` = a − (a + b)x
 * can be given without cancellation: the one-term form loses a digit for every tenfold of a. It needs some
 * multiple of √max(a, b) steps. Source: Didonato & Morris, ACM TOMS 708 (1992), `BFRAC`.
 */
function continuedFraction(x: number, y: number, a: number, b: number, slack: number): number {
  const limit = 500 + Math.ceil(20 * Math.sqrt(Math.max(a, b)));
  const first = 1 + slack;
  const step = 1 + 1 / a;
  let before = { above: 0, below: 1 };
  let now = { above: 1, below: first / step };
  let value = step / first;
  let p = 1;
  for (let n = 1; n < limit; n++) {
    const t = n / a;
    const w = n * (b - n) * x;
    const s = a + 2 * n - 1;
    const alpha = p * (p + b / a) * (a / s) ** 2 * w * x;
    const beta = n + w / s + ((t + 1) / (step + 2 * t)) * (first + n * (1 + y));
    p = t + 1;
    const below = alpha * before.below + beta * now.below;
    // Divided by the newest denominator at once, the pair can neither overflow nor vanish.
    const next = { above: (alpha * before.above + beta * now.above) / below, below: 1 };
    before = { above: now.above / below, below: now.below / below };
    now = next;
    if (Math.abs(next.above - value) <= 3e-16 * next.above) return next.above;
    value = next.above;
  }
  throw new StatisticsError(
    'not-converged',
    `the incomplete beta fraction did not settle at a = ${a}, b = ${b}, x = ${x}`,
  );
}

/**
 * 1 + a Σ (1 − b)ₙ xⁿ / (n! (a + n)), for a ≤ 1 and bx ≤ 1, where the fraction would crawl. Source: DLMF
 * 8.17.7.
 */
function powerSeries(x: number, a: number, b: number): number {
  let term = 1;
  let sum = 0;
  for (let n = 1; n < 200; n++) {
    term *= ((n - b) * x) / n;
    const part = term / (a + n);
    sum += part;
    if (Math.abs(part) < 1e-17 * Math.abs(sum)) break;
  }
  return 1 + a * sum;
}

function isPowerLike(x: number, a: number, b: number): boolean {
  return a <= 1 && x <= 0.5 && b * x <= 1;
}

function turned({ lower, upper }: Tails): Tails {
  return { lower: upper, upper: lower };
}

/**
 * The regularised incomplete beta function I(x; a, b) and its complement, for a, b > 0 and y = 1 − x given
 * apart: beside 1 it is y that holds the digits. Source: DLMF 8.17.22 in the form of TOMS 708; the leading
 * factor by Loader's saddle-point form.
 */
export function incompleteBeta(x: number, y: number, a: number, b: number): Tails {
  if (x <= 0) return { lower: 0, upper: 1 };
  if (y <= 0) return { lower: 1, upper: 0 };
  if (y < x && isPowerLike(y, b, a)) return turned(incompleteBeta(y, x, b, a));
  const logTerm = logBinomialTerm(a, a + b, x, y);
  if (isPowerLike(x, a, b)) {
    const logLower = logTerm + Math.log((b / (a + b)) * powerSeries(x, a, b)) - b * Math.log1p(-x);
    return { lower: Math.exp(logLower), upper: -Math.expm1(Math.min(0, logLower)) };
  }
  const leading = ((a * b) / (a + b)) * Math.exp(logTerm);
  const slack = a > b ? (a + b) * y - b : a - (a + b) * x;
  if (slack > 0) {
    const lower = leading === 0 ? 0 : Math.min(1, leading * continuedFraction(x, y, a, b, slack));
    return { lower, upper: 1 - lower };
  }
  const upper = leading === 0 ? 0 : Math.min(1, leading * continuedFraction(y, x, b, a, -slack));
  return { lower: 1 - upper, upper };
}
