import { requireFinite, requireLevel, requireProbability, requireSameLength } from './checks.ts';
import { StatisticsError } from './errors.ts';
import { type Interval, USUAL_LEVEL } from './interval.ts';
import { normalHalfWidth } from './normal.ts';

export type AreaUnderCurve = Interval & {
  readonly standardError: number;
  readonly events: number;
  readonly nonEvents: number;
};

/**
 * The chance that somebody with the event has a higher score than somebody without, ties counting half.
 *
 * @param scores any finite numbers, higher for more likely
 * @param outcomes whether each had the event, places as in `scores`
 *
 * The limits are cut at 0 and 1. Where the two sides do not overlap at all the standard error is 0 and the
 * limits say nothing of how few people there are: print the numbers beside them. Refuses fewer than two
 * people on either side (`one-class-only`, `too-few-people`).
 * Source: DeLong, DeLong & Clarke-Pearson 1988; by midranks, Sun & Xu 2014.
 */
export function areaUnderCurve(
  scores: readonly number[],
  outcomes: readonly boolean[],
  level: number = USUAL_LEVEL,
): AreaUnderCurve {
  requireLevel(level);
  requireSameLength('outcomes', scores.length, outcomes.length);
  for (const [i, score] of scores.entries()) requireFinite(`score ${i}`, score);
  const hits = scores.filter((_, i) => outcomes[i] === true);
  const others = scores.filter((_, i) => outcomes[i] !== true);
  const [m, n] = [hits.length, others.length];
  if (m === 0 || n === 0) throw new StatisticsError('one-class-only', 'everybody has the same outcome');
  if (m === 1 || n === 1)
    throw new StatisticsError('too-few-people', 'one person on a side gives no interval');
  const together = midranks([...hits, ...others]);
  const [within, withinOthers] = [midranks(hits), midranks(others)];
  // Each person's own share: how many of the other side their score is above.
  const above = within.map((rank, i) => ((together[i] ?? 0) - rank) / n);
  const below = withinOthers.map((rank, i) => 1 - ((together[m + i] ?? 0) - rank) / m);
  const estimate = above.reduce((sum, share) => sum + share, 0) / m;
  const standardError = Math.sqrt(variance(above) / m + variance(below) / n);
  const half = normalHalfWidth(level) * standardError;
  const [lower, upper] = [Math.max(0, estimate - half), Math.min(1, estimate + half)];
  return { estimate, lower, upper, level, standardError, events: m, nonEvents: n };
}

/** Ranks from 1, equal values sharing the mean of theirs. */
function midranks(values: readonly number[]): number[] {
  const order = values
    .map((value, place) => ({ value, place }))
    .sort((one, other) => one.value - other.value);
  const ranks = values.map(() => 0);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end + 1 < order.length && order[end + 1]?.value === order[start]?.value) end += 1;
    for (let k = start; k <= end; k++) ranks[order[k]?.place ?? 0] = (start + end) / 2 + 1;
    start = end + 1;
  }
  return ranks;
}

function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

/**
 * The mean squared distance of predicted probabilities from what happened (1 or 0): 0 is perfect, and always
 * saying the base rate p scores p(1 − p). Refuses nobody (`no-people`). Source: Brier 1950.
 */
export function brierScore(probabilities: readonly number[], outcomes: readonly boolean[]): number {
  requireSameLength('outcomes', probabilities.length, outcomes.length);
  if (probabilities.length === 0) throw new StatisticsError('no-people', 'no predictions to score');
  let total = 0;
  for (const [i, probability] of probabilities.entries()) {
    requireProbability(`probability ${i}`, probability);
    total += (probability - Number(outcomes[i] === true)) ** 2;
  }
  return total / probabilities.length;
}
