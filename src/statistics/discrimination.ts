import { requireFinite, requireLevel, requireProbability, requireSameLength } from './checks.ts';
import { binaryColumn, type Column } from './design-matrix.ts';
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
 * @param outcomes whether each had the event (true or 1), places as in `scores`
 *
 * The limits are cut at 0 and 1. Where the two sides do not overlap at all the standard error is 0 and the
 * limits say nothing of how few people there are: print the numbers beside them. Refuses fewer than two
 * people on either side (`one-class-only`, `too-few-people`).
 * Source: DeLong, DeLong & Clarke-Pearson 1988; both sides sorted once, as Sun & Xu 2014.
 */
export function areaUnderCurve(
  scores: ArrayLike<number>,
  outcomes: Column,
  level: number = USUAL_LEVEL,
): AreaUnderCurve {
  requireLevel(level);
  requireSameLength('outcomes', scores.length, outcomes.length);
  const { hits, others } = parted(scores, binaryColumn('outcomes', outcomes));
  const [m, n] = [hits.length, others.length];
  if (m === 0 || n === 0) throw new StatisticsError('one-class-only', 'everybody has the same outcome');
  if (m === 1 || n === 1)
    throw new StatisticsError('too-few-people', 'one person on a side gives no interval');
  // Each person's own share: how many of the other side their score is above, or below.
  const above = sharesBelow(hits, others);
  const below = sharesBelow(others, hits).map((share) => 1 - share);
  const estimate = mean(above);
  const standardError = Math.sqrt(variance(above) / m + variance(below) / n);
  const half = normalHalfWidth(level) * standardError;
  const [lower, upper] = [Math.max(0, estimate - half), Math.min(1, estimate + half)];
  return { estimate, lower, upper, level, standardError, events: m, nonEvents: n };
}

/** The scores of those with the event and of the others, each side in order. */
function parted(scores: ArrayLike<number>, events: Uint8Array): { hits: Float64Array; others: Float64Array } {
  const m = events.reduce((sum, event) => sum + event, 0);
  const [hits, others] = [new Float64Array(m), new Float64Array(events.length - m)];
  let hit = 0;
  for (let i = 0; i < events.length; i++) {
    const score = scores[i] ?? Number.NaN;
    requireFinite(`score ${i}`, score);
    if (events[i] === 1) hits[hit++] = score;
    else others[i - hit] = score;
  }
  return { hits: hits.sort(), others: others.sort() };
}

/** For each value the share of the other side that is below it, equal ones counting half; both in order. */
function sharesBelow(values: Float64Array, others: Float64Array): Float64Array {
  let [below, notAbove] = [0, 0];
  return values.map((value) => {
    while (below < others.length && (others[below] as number) < value) below += 1;
    notAbove = Math.max(notAbove, below);
    while (notAbove < others.length && (others[notAbove] as number) <= value) notAbove += 1;
    return (below + notAbove) / 2 / others.length;
  });
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: Float64Array): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}

/**
 * The mean squared distance of predicted probabilities from what happened (1 or 0): 0 is perfect, and always
 * saying the base rate p scores p(1 − p). Refuses nobody (`no-people`). Source: Brier 1950.
 */
export function brierScore(probabilities: ArrayLike<number>, outcomes: Column): number {
  requireSameLength('outcomes', probabilities.length, outcomes.length);
  if (probabilities.length === 0) throw new StatisticsError('no-people', 'no predictions to score');
  const events = binaryColumn('outcomes', outcomes);
  let total = 0;
  for (let i = 0; i < events.length; i++) {
    const probability = probabilities[i] ?? Number.NaN;
    requireProbability(`probability ${i}`, probability);
    total += (probability - (events[i] ?? 0)) ** 2;
  }
  return total / events.length;
}
