import { betaQuantile } from './beta.ts';
import { requireCount, requireExposure, requireLevel } from './checks.ts';
import { binomialCdf, binomialPmf } from './discrete.ts';
import { StatisticsError } from './errors.ts';
import { type Interval, USUAL_LEVEL } from './interval.ts';

/**
 * One side of a rate ratio in total: events counted, and the time at risk in which they fell (any unit, the
 * same on both sides).
 */
export type RateTotal = { readonly events: number; readonly exposure: number };

export type ExactRateRatio = Interval & { readonly pValue: number };

/**
 * The ratio of two Poisson rates, `group` over `reference`, with the interval and two-sided p-value that are
 * exact if every event were independent. With offending in bursts its real coverage is far below `level`: the
 * headline is `rateRatioRobust`. No event in the reference gives an infinite ratio and upper limit; none in
 * either is refused (`no-events`). Source: conditional binomial, as R's `poisson.test`.
 */
export function rateRatioExact(
  group: RateTotal,
  reference: RateTotal,
  level: number = USUAL_LEVEL,
): ExactRateRatio {
  requireCount('events', group.events);
  requireCount('events of the reference', reference.events);
  requireExposure('exposure', group.exposure);
  requireExposure('exposure of the reference', reference.exposure);
  requireLevel(level);
  const total = group.events + reference.events;
  if (total === 0) throw new StatisticsError('no-events', 'two rates of nothing have no ratio');
  const outside = (1 - level) / 2;
  const timeRatio = reference.exposure / group.exposure;
  const [x1, x0] = [group.events, reference.events];
  return {
    estimate: x0 === 0 ? Infinity : x1 === 0 ? 0 : (x1 / x0) * timeRatio,
    lower: x1 === 0 ? 0 : timeRatio * oddsAt(outside, x1, x0 + 1),
    // The odds are read from the other side, so that swapping the groups inverts the limits to the last
    // digit.
    upper: x0 === 0 ? Infinity : timeRatio / oddsAt(outside, x0, x1 + 1),
    level,
    pValue: twoSidedBinomial(x1, total, 1 / (1 + timeRatio)),
  };
}

function oddsAt(p: number, a: number, b: number): number {
  const share = betaQuantile(p, a, b);
  return share / (1 - share);
}

/**
 * The two-sided p-value of x out of n at probability p: the sum over all outcomes no likelier than x, with
 * R's tolerance of 1e-7. The pmf has one peak, so the far end is found by halving, not by counting.
 */
function twoSidedBinomial(x: number, n: number, p: number): number {
  if (p === 0 || p === 1) return x === n * p ? 1 : 0;
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const limit = binomialPmf(x, n, p) * (1 + 1e-7);
  if (binomialPmf(mode, n, p) <= limit) return 1;
  if (x < mode) {
    const first = firstWhere(mode, n + 1, (k) => binomialPmf(k, n, p) <= limit);
    return Math.min(1, binomialCdf(x, n, p) + binomialCdf(first - 1, n, p, { upper: true }));
  }
  const last = firstWhere(0, mode, (k) => binomialPmf(k, n, p) > limit) - 1;
  return Math.min(1, binomialCdf(last, n, p) + binomialCdf(x - 1, n, p, { upper: true }));
}

/**
 * The first whole number in [from, to) where a condition that never goes back begins to hold; `to` if
 * nowhere.
 */
function firstWhere(from: number, to: number, holds: (k: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
