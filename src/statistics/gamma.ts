import { requireNumber, requirePositive } from './checks.ts';
import { incompleteGamma } from './incomplete-gamma.ts';
import { digamma, logGammaOnePlus, trigamma } from './log-gamma.ts';
import { normalQuantile } from './normal.ts';
import { monotoneRoot } from './root.ts';
import { logPoissonTerm } from './saddle-point.ts';
import { partTail, pickTail, type Tail, type Tails, tailsOf } from './tail.ts';

/**
 * The standard gamma quantile. The smaller tail is solved for, in logarithms of both x and the tail, so that
 * the answer is right relatively and not only absolutely.
 */
function gammaQuantileOf(tails: Tails, shape: number): number {
  const { lower, upper } = tails;
  if (lower === 0) return 0;
  if (upper === 0) return Infinity;
  const logTiny = (Math.log(lower) + logGammaOnePlus(shape)) / shape;
  if (logTiny < -40) return Math.exp(logTiny);
  const fromBelow = lower <= upper;
  const target = Math.log(fromBelow ? lower : upper);
  const z = fromBelow ? normalQuantile(lower) : normalQuantile(upper, { upper: true });
  const start = digamma(shape) + z * Math.sqrt(trigamma(shape));
  const u = monotoneRoot(
    (at) => {
      const x = Math.exp(at);
      const found = incompleteGamma(shape, x);
      const mass = fromBelow ? found.lower : found.upper;
      const slope = (shape * Math.exp(logPoissonTerm(shape, x))) / mass;
      return { value: Math.log(mass) - target, slope: fromBelow ? slope : -slope };
    },
    fromBelow,
    Math.max(start, -700),
  );
  return Math.exp(u);
}

/**
 * P(X ≤ x) of the gamma distribution, R's `pgamma(q, shape, rate = 1)`; `{upper: true}` last for P(X > x).
 * Source: DLMF 8.2.4.
 */
export function gammaCdf(x: number, shape: number, rate?: number | Tail, tail?: Tail): number {
  const { numbers, tail: chosen } = partTail([rate, tail], [1]);
  const [perUnit = 1] = numbers;
  requireNumber('x of gammaCdf', x);
  requirePositive('shape of gammaCdf', shape);
  requirePositive('rate of gammaCdf', perUnit);
  return pickTail(incompleteGamma(shape, x * perUnit), chosen);
}

/** The gamma quantile, R's `qgamma(p, shape, rate = 1)`; with `{upper: true}` last, p is the upper tail. */
export function gammaQuantile(p: number, shape: number, rate?: number | Tail, tail?: Tail): number {
  const { numbers, tail: chosen } = partTail([rate, tail], [1]);
  const [perUnit = 1] = numbers;
  requirePositive('shape of gammaQuantile', shape);
  requirePositive('rate of gammaQuantile', perUnit);
  return gammaQuantileOf(tailsOf(p, chosen), shape) / perUnit;
}

/**
 * P(X ≤ x) of χ² with `df` degrees of freedom, R's `pchisq(q, df)`; `{upper: true}` for the p-value of a
 * test.
 */
export function chiSquaredCdf(x: number, df: number, tail?: Tail): number {
  requireNumber('x of chiSquaredCdf', x);
  requirePositive('df of chiSquaredCdf', df);
  return pickTail(incompleteGamma(df / 2, x / 2), tail);
}

/** The χ² quantile, R's `qchisq(p, df)`. */
export function chiSquaredQuantile(p: number, df: number, tail?: Tail): number {
  requirePositive('df of chiSquaredQuantile', df);
  return 2 * gammaQuantileOf(tailsOf(p, tail), df / 2);
}
