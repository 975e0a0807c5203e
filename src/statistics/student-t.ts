import { betaQuantileLogOdds } from './beta.ts';
import { requireNumber } from './checks.ts';
import { StatisticsError } from './errors.ts';
import { incompleteBeta } from './incomplete-beta.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { pickTail, type Tail, tailsOf } from './tail.ts';

/** From here on t and normal agree to the last digit, and the beta function would only lose some. */
const SAME_AS_NORMAL = 1e17;

function requireDegrees(df: number): void {
  if (!(df > 0)) throw new StatisticsError('invalid-argument', `df must be positive, not ${String(df)}`);
}

/**
 * P(T ≤ t) of Student's t, R's `pt(q, df)`; df may be infinite; `{upper: true}` for P(T > t). Source: DLMF
 * 8.17, AS 26.7.1.
 */
export function studentTCdf(t: number, df: number, tail?: Tail): number {
  requireNumber('t of studentTCdf', t);
  requireDegrees(df);
  if (df > SAME_AS_NORMAL || Math.abs(t) === Infinity) return normalCdf(t, { upper: tail?.upper === true });
  const square = (t / Math.sqrt(df)) ** 2;
  const x = square === Infinity ? 0 : 1 / (1 + square);
  const small = incompleteBeta(x, square === Infinity ? 1 : square / (1 + square), df / 2, 0.5).lower / 2;
  return pickTail(t > 0 ? { lower: 1 - small, upper: small } : { lower: small, upper: 1 - small }, tail);
}

/**
 * The quantile of Student's t, R's `qt(p, df)`; df may be infinite; with `{upper: true}`, p is the upper
 * tail.
 */
export function studentTQuantile(p: number, df: number, tail?: Tail): number {
  requireDegrees(df);
  const { lower, upper } = tailsOf(p, tail);
  if (df > SAME_AS_NORMAL) return normalQuantile(p, tail ?? {});
  const smaller = Math.min(lower, upper);
  if (smaller === 0.5) return 0;
  // t² / df has the odds of a beta variable, whose upper tail is both tails of t.
  const logOdds = betaQuantileLogOdds({ lower: 1 - 2 * smaller, upper: 2 * smaller }, 0.5, df / 2);
  const size = Math.exp(logOdds / 2) * Math.sqrt(df);
  return lower < upper ? -size : size;
}
