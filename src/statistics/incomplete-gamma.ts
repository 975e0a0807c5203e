import { StatisticsError } from './errors.ts';
import { logGammaOnePlus } from './log-gamma.ts';
import { logPoissonTerm } from './saddle-point.ts';
import type { Tails } from './tail.ts';

const SMALLEST = 1e-300;

/**
 * Both expansions need some multiple of √a terms; a fixed limit is what makes other libraries wrong from a =
 * 1,000.
 */
function termLimit(a: number): number {
  return 500 + Math.ceil(20 * Math.sqrt(a));
}

/** 1 + x/(a+1) + x²/((a+1)(a+2)) + … */
function series(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; n < termLimit(a); n++) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * 1e-17) return sum;
  }
  throw new StatisticsError(
    'not-converged',
    `the incomplete gamma series did not settle at a = ${a}, x = ${x}`,
  );
}

/** Legendre's continued fraction by Lentz's method. */
function continuedFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / SMALLEST;
  let d = 1 / (b === 0 ? SMALLEST : b);
  let value = d;
  for (let n = 1; n < termLimit(a); n++) {
    const an = -n * (n - a);
    b += 2;
    d = an * d + b;
    if (Math.abs(d) < SMALLEST) d = SMALLEST;
    c = b + an / c;
    if (Math.abs(c) < SMALLEST) c = SMALLEST;
    d = 1 / d;
    const step = c * d;
    value *= step;
    if (Math.abs(step - 1) < 2e-16) return value;
  }
  throw new StatisticsError(
    'not-converged',
    `the incomplete gamma fraction did not settle at a = ${a}, x = ${x}`,
  );
}

/** Upper tail for a < 1 and x < 1, where 1 − lower would lose what a small a leaves. */
function smallShapeUpper(a: number, x: number): number {
  let term = 1;
  let sum = 0;
  for (let n = 1; n < 100; n++) {
    term *= -x / n;
    const part = term / (a + n);
    sum += part;
    if (Math.abs(part) < 1e-18) break;
  }
  const logPower = a * Math.log(x) - logGammaOnePlus(a);
  return -Math.expm1(logPower) - Math.exp(logPower) * a * sum;
}

/**
 * The regularised incomplete gamma functions P(a, x) and Q(a, x), for a > 0, x ≥ 0.
 * Source: DLMF 8.11.4, 8.9.2, 8.7.1; the leading factor by Loader's saddle-point form.
 */
export function incompleteGamma(a: number, x: number): Tails {
  if (x <= 0) return { lower: 0, upper: 1 };
  if (x === Infinity) return { lower: 1, upper: 0 };
  if (a < 1 && x < 1) {
    const upper = smallShapeUpper(a, x);
    return { lower: upper < 0.5 ? 1 - upper : Math.exp(logPoissonTerm(a, x)) * series(a, x), upper };
  }
  const leading = Math.exp(logPoissonTerm(a, x));
  if (x < a + 1) {
    const lower = Math.min(1, leading * series(a, x));
    return { lower, upper: 1 - lower };
  }
  const upper = leading === 0 ? 0 : Math.min(1, leading * a * continuedFraction(a, x));
  return { lower: 1 - upper, upper };
}
