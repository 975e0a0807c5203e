import { requireLevel, requireProbability } from './checks.ts';
import { StatisticsError } from './errors.ts';
import { USUAL_LEVEL } from './interval.ts';
import { normalHalfWidth } from './normal.ts';
import { riskTable } from './risk-table.ts';
import { type ConfidenceType, curveLimits, requireConfidenceType } from './survival-limits.ts';
import { type FollowUp, readEvents, readTimes } from './survival-times.ts';

export type KaplanMeierOptions = FollowUp & {
  readonly level?: number;
  readonly confidenceType?: ConfidenceType;
  /** Shares who have had the event, for `quantiles`: 0.25, 0.5 and 0.75 unless asked otherwise. */
  readonly probabilities?: readonly number[];
};

/** When a share of people had had the event; null where the curve or its limit never falls so far. */
export type SurvivalQuantile = {
  readonly probability: number;
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
};

/** Lists of one length: an entry for each different time at which somebody's follow-up ends, ascending. */
export type SurvivalCurve = {
  readonly time: readonly number[];
  readonly atRisk: readonly number[];
  readonly events: readonly number[];
  readonly censored: readonly number[];
  readonly survival: readonly number[];
  /** Of the survival, by Greenwood's formula; null from where the curve is 0. */
  readonly standardError: readonly (number | null)[];
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
  /** Nelson and Aalen's Σ d/n. */
  readonly cumulativeHazard: readonly number[];
  readonly people: number;
  readonly totalEvents: number;
  readonly median: SurvivalQuantile;
  readonly quantiles: readonly SurvivalQuantile[];
  readonly level: number;
  readonly confidenceType: ConfidenceType;
};

/**
 * The share still without the event at each time. One group a call. Weights are read as counts of people.
 *
 * No event at all is an answer (a curve that stays at 1, whose limits are 1 as well). Where everybody at risk
 * has the event the curve is 0 and has no limits (null), as in R; with `start`, that may come of a risk set of
 * one early on, so look at `atRisk`. Refuses nobody (`no-people`) and a start not before its stop
 * (`reversed-interval`).
 * Source: Kaplan & Meier 1958; Greenwood 1926; limits and quantiles as R's `survfit`, whose own default is
 * `log` where this is `log-log`.
 */
export function kaplanMeier(options: KaplanMeierOptions): SurvivalCurve {
  const { level = USUAL_LEVEL, confidenceType = 'log-log', probabilities = [0.25, 0.5, 0.75] } = options;
  requireLevel(level);
  requireConfidenceType(confidenceType);
  for (const probability of probabilities) requireProbability('a share of people', probability);
  const times = readTimes(options);
  const event = readEvents(options.event, times.n);
  const steps = productLimit(times, event);
  const z = normalHalfWidth(level);
  const limits = Array.from(steps.survival, (p, at) =>
    curveLimits(p, steps.standardError[at]!, z, confidenceType),
  );
  const curve = {
    ...steps,
    lower: limits.map(({ lower }) => lower),
    upper: limits.map(({ upper }) => upper),
  };
  return {
    ...curve,
    median: quantile(curve, 0.5),
    quantiles: probabilities.map((probability) => quantile(curve, probability)),
    level,
    confidenceType,
  };
}

type Steps = Omit<SurvivalCurve, 'lower' | 'upper' | 'median' | 'quantiles' | 'level' | 'confidenceType'> & {
  readonly standardError: (number | null)[];
};

/** The curve with its standard error, for some of the rows. */
export function productLimit(
  times: ReturnType<typeof readTimes>,
  event: ArrayLike<number>,
  rows?: Int32Array,
): Steps {
  const table = riskTable(times, event, 1, rows);
  const events = table.events[0]!;
  let [survival, greenwood, hazard] = [1, 0, 0];
  const [curve, errors, hazards]: [number[], (number | null)[], number[]] = [[], [], []];
  for (const [at, d] of events.entries()) {
    const n = table.atRisk[at]!;
    if (d > 0) {
      const everybody = table.peopleWithEvent[at] === table.peopleAtRisk[at];
      survival = everybody ? 0 : survival * (1 - d / n);
      greenwood += everybody ? 0 : d / (n * (n - d));
      hazard += d / n;
    }
    curve.push(survival);
    errors.push(survival === 0 ? null : survival * Math.sqrt(greenwood));
    hazards.push(hazard);
  }
  return {
    time: [...table.times],
    atRisk: [...table.atRisk],
    events: [...events],
    censored: [...table.censored],
    survival: curve,
    standardError: errors,
    cumulativeHazard: hazards,
    people: [...events, ...table.censored].reduce((sum, weight) => sum + weight, 0),
    totalEvents: events.reduce((sum, weight) => sum + weight, 0),
  };
}

/** Below this a curve is taken to stand on a level, as in R. */
const SAME_LEVEL = 2 ** -26;

function quantile(curve: Pick<SurvivalCurve, 'time' | 'survival' | 'lower' | 'upper'>, probability: number) {
  const { time, survival, lower, upper } = curve;
  const level = 1 - probability;
  return {
    probability,
    estimate: reached(time, survival, level),
    lower: reached(time, lower, level),
    upper: reached(time, upper, level),
  };
}

/** The first time at or under the level; where a step lies on it exactly, the middle of that step. */
function reached(time: readonly number[], curve: readonly (number | null)[], level: number): number | null {
  const first = curve.findIndex((value) => value !== null && value < level + SAME_LEVEL);
  if (first < 0) return null;
  const value = curve[first]!;
  if (Math.abs(value - level) >= SAME_LEVEL) return time[first]!;
  const next = curve.findIndex((later, at) => at > first && later !== null && later < value);
  return next < 0 ? time[first]! : (time[first]! + time[next]!) / 2;
}

export type SurvivalAt = {
  readonly time: number;
  readonly atRisk: number;
  readonly survival: number;
  readonly standardError: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
};

/**
 * A curve read off at a time from 0 on. Refused (`invalid-argument`) beyond the longest follow-up, unless
 * nobody was left without the event.
 */
export function survivalAt(curve: SurvivalCurve, time: number): SurvivalAt {
  const last = curve.time.at(-1) ?? 0;
  if (!Number.isFinite(time) || (time > last && curve.survival.at(-1) !== 0)) {
    throw new StatisticsError('invalid-argument', `nobody was followed to ${time}: the longest is ${last}`);
  }
  const next = lowerBound(curve.time, time);
  const at = curve.time[next] === time ? next : next - 1;
  const atRisk = curve.atRisk[next] ?? 0;
  if (at < 0) return { time, atRisk, survival: 1, standardError: 0, lower: 1, upper: 1 };
  return {
    time,
    atRisk,
    survival: curve.survival[at]!,
    standardError: curve.standardError[at]!,
    lower: curve.lower[at]!,
    upper: curve.upper[at]!,
  };
}

/** How many of an ascending list lie below a value. */
export function lowerBound(ascending: ArrayLike<number>, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
