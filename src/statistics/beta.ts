import { requireNumber, requirePositive } from './checks.ts';
import { incompleteBeta } from './incomplete-beta.ts';
import { digamma, logGammaFall, logGammaOnePlus, trigamma } from './log-gamma.ts';
import { normalQuantile } from './normal.ts';
import { monotoneRoot } from './root.ts';
import { logBinomialTerm } from './saddle-point.ts';
import { pickTail, type Tail, type Tails, tailsOf } from './tail.ts';

/** x as its log odds, so that both x and 1 − x keep their digits. */
type LogOdds = number;

function bothSides(u: LogOdds): { x: number; y: number } {
  const e = Math.exp(-Math.abs(u));
  const near = 1 / (1 + e);
  return u > 0 ? { x: near, y: e * near } : { x: e * near, y: near };
}

/** Where a tail is so small that the density is a pure power: log of x with xᵃ / (a B(a, b)) = p. */
function logPowerTail(p: number, a: number, b: number): number {
  return (Math.log(p) + logGammaOnePlus(a) + logGammaFall(b, a)) / a;
}

/** The log odds of the beta quantile. The smaller tail is solved for, in logarithms. */
export function betaQuantileLogOdds({ lower, upper }: Tails, a: number, b: number): LogOdds {
  if (lower === 0) return -Infinity;
  if (upper === 0) return Infinity;
  const atZero = logPowerTail(lower, a, b);
  if (atZero + Math.log(1 + b) < -40) return atZero;
  const atOne = logPowerTail(upper, b, a);
  if (atOne + Math.log(1 + a) < -40) return -atOne;
  const fromBelow = lower <= upper;
  const target = Math.log(fromBelow ? lower : upper);
  const z = fromBelow ? normalQuantile(lower) : normalQuantile(upper, { upper: true });
  const start = digamma(a) - digamma(b) + z * Math.sqrt(trigamma(a) + trigamma(b));
  return monotoneRoot(
    (u) => {
      const { x, y } = bothSides(u);
      const found = incompleteBeta(x, y, a, b);
      const mass = fromBelow ? found.lower : found.upper;
      const slope = ((a * b) / (a + b)) * (Math.exp(logBinomialTerm(a, a + b, x, y)) / mass);
      return { value: Math.log(mass) - target, slope: fromBelow ? slope : -slope };
    },
    fromBelow,
    Math.max(-700, Math.min(700, start)),
  );
}

/**
 * P(X ≤ x) of the beta distribution, R's `pbeta(q, shape1, shape2)`; `{upper: true}` for P(X > x). Source:
 * DLMF 8.17.
 */
export function betaCdf(x: number, shape1: number, shape2: number, tail?: Tail): number {
  requireNumber('x of betaCdf', x);
  requirePositive('shape1 of betaCdf', shape1);
  requirePositive('shape2 of betaCdf', shape2);
  return pickTail(incompleteBeta(x, 1 - x, shape1, shape2), tail);
}

/** The beta quantile, R's `qbeta(p, shape1, shape2)`; with `{upper: true}`, p is the upper tail. */
export function betaQuantile(p: number, shape1: number, shape2: number, tail?: Tail): number {
  requirePositive('shape1 of betaQuantile', shape1);
  requirePositive('shape2 of betaQuantile', shape2);
  const u = betaQuantileLogOdds(tailsOf(p, tail), shape1, shape2);
  return bothSides(u).x;
}
