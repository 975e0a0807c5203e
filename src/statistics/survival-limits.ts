import { StatisticsError } from './errors.ts';

/** The scale on which a curve's limits are symmetric, as `conf.type` of R's `survfit`. */
export type ConfidenceType = 'log-log' | 'log' | 'plain';

export type CurveLimits = { readonly lower: number | null; readonly upper: number | null };

export function requireConfidenceType(type: string): asserts type is ConfidenceType {
  if (type !== 'log-log' && type !== 'log' && type !== 'plain') {
    throw new StatisticsError('invalid-argument', `limits are log-log, log or plain, not ${type}`);
  }
}

/**
 * Limits of a probability p whose standard error is se, half-widths of z. The log-log scale keeps them inside
 * [0, 1] by itself; the others are cut. A probability of 1 or 0 without a standard error has none but
 * itself; one of 0 that came of a last event has none at all (null).
 */
export function curveLimits(p: number, se: number | null, z: number, type: ConfidenceType): CurveLimits {
  if (se === null) return { lower: null, upper: null };
  if (se === 0) return { lower: p, upper: p };
  if (type === 'plain') return { lower: Math.max(0, p - z * se), upper: Math.min(1, p + z * se) };
  if (p <= 0 || (p >= 1 && type === 'log-log')) return { lower: null, upper: null };
  if (type === 'log') {
    const factor = Math.exp((z * se) / p);
    return { lower: p / factor, upper: Math.min(1, p * factor) };
  }
  const power = Math.exp((z * se) / (p * -Math.log(p)));
  return { lower: p ** power, upper: p ** (1 / power) };
}
