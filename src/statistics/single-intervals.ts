import { betaQuantile } from './beta.ts';
import { requireCount, requireExposure, requireLevel } from './checks.ts';
import { StatisticsError } from './errors.ts';
import { gammaQuantile } from './gamma.ts';
import { type Interval, USUAL_LEVEL } from './interval.ts';
import { normalHalfWidth } from './normal.ts';

function requireShare(x: number, n: number, level: number): void {
  requireCount('the number with the event', x);
  requireCount('the number of people', n);
  requireLevel(level);
  if (n === 0) throw new StatisticsError('no-people', 'a share of nobody has no value');
  if (x > n) throw new StatisticsError('invalid-count', `${x} people with the event among ${n}`);
}

/**
 * Wilson's score interval of x out of n people, for display: a share in [0, 1] with its limits. Refuses n = 0
 * (`no-people`) and x > n (`invalid-count`). Source: Wilson, JASA 22, 1927.
 */
export function wilsonInterval(x: number, n: number, level: number = USUAL_LEVEL): Interval {
  requireShare(x, n, level);
  const z = normalHalfWidth(level);
  const p = x / n;
  const centre = p + (z * z) / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return {
    estimate: p,
    lower: x === 0 ? 0 : Math.max(0, (centre - half) / scale),
    upper: x === n ? 1 : Math.min(1, (centre + half) / scale),
    level,
  };
}

/**
 * The exact interval of x out of n people, conservative. Refuses as `wilsonInterval` does.
 * Source: Clopper & Pearson, Biometrika 26, 1934, by beta quantiles.
 */
export function clopperPearsonInterval(x: number, n: number, level: number = USUAL_LEVEL): Interval {
  requireShare(x, n, level);
  const outside = (1 - level) / 2;
  return {
    estimate: x / n,
    lower: x === 0 ? 0 : betaQuantile(outside, x, n - x + 1),
    upper: x === n ? 1 : betaQuantile(outside, x + 1, n - x, { upper: true }),
    level,
  };
}

/**
 * The exact interval of a rate: x events in `exposure` units of time at risk (1 gives the interval of the
 * count). Holds only for independent events. Refuses an exposure of 0 (`invalid-exposure`).
 * Source: Garwood, Biometrika 28, 1936, by gamma quantiles.
 */
export function poissonInterval(x: number, exposure: number = 1, level: number = USUAL_LEVEL): Interval {
  requireCount('the number of events', x);
  requireExposure('the exposure', exposure);
  requireLevel(level);
  const outside = (1 - level) / 2;
  return {
    estimate: x / exposure,
    lower: x === 0 ? 0 : gammaQuantile(outside, x) / exposure,
    upper: gammaQuantile(outside, x + 1, { upper: true }) / exposure,
    level,
  };
}
