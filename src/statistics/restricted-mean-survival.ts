import { requireLevel, requirePositive } from './checks.ts';
import { StatisticsError } from './errors.ts';
import { USUAL_LEVEL } from './interval.ts';
import { productLimit } from './kaplan-meier.ts';
import { normalCdf, normalHalfWidth } from './normal.ts';
import {
  type FollowUp,
  type Label,
  type Labels,
  readEvents,
  readLabels,
  readTimes,
  rowsByCode,
} from './survival-times.ts';

export type RestrictedMeanOptions = FollowUp & {
  /** Up to when; the longest time that every group was followed to unless given. */
  readonly tau?: number;
  /** Groups to be told apart; everybody is one group without it. */
  readonly group?: Labels;
  /** The group that the others are compared with: the first in order unless given. */
  readonly reference?: Label;
  readonly level?: number;
};

export type RestrictedMean = {
  readonly group: Label | null;
  readonly people: number;
  readonly events: number;
  readonly estimate: number;
  readonly standardError: number;
  readonly variance: number;
  readonly lower: number;
  readonly upper: number;
};

export type RestrictedMeanDifference = {
  readonly group: Label;
  readonly reference: Label;
  readonly estimate: number;
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
  /** Null where neither group had an event in the time. */
  readonly zValue: number | null;
  readonly pValue: number | null;
};

/** In units of the times given. */
export type RestrictedMeanSurvival = {
  readonly tau: number;
  readonly level: number;
  readonly groups: readonly RestrictedMean[];
  /** Each other group less the reference. */
  readonly differences: readonly RestrictedMeanDifference[];
};

/**
 * The mean time without the event up to `tau`: the area under the Kaplan–Meier curve. It needs no
 * proportional hazards, and a difference of it is a number of days.
 *
 * Refused (`invalid-argument`) where a group was not followed to tau and somebody in it was left without the
 * event, for then there is no curve to take the area of.
 * Source: Irwin 1949; variance Σ A(t)² d/(n(n − d)), A(t) the area from t to tau, as R's
 * `print(survfit, rmean = tau)` and `survRM2`.
 */
export function restrictedMeanSurvival(options: RestrictedMeanOptions): RestrictedMeanSurvival {
  const { level = USUAL_LEVEL } = options;
  requireLevel(level);
  const times = readTimes(options);
  const event = readEvents(options.event, times.n);
  const { labels, codes } =
    options.group === undefined
      ? { labels: [null], codes: new Int32Array(times.n) }
      : readLabels('group', options.group, times.n);
  const curves = rowsByCode(codes, labels.length, (i) => times.weights?.[i] !== 0).map((rows, g) => {
    if (rows.length === 0) throw new StatisticsError('no-people', `nobody counts in ${String(labels[g])}`);
    return productLimit(times, event, rows);
  });
  const tau = options.tau ?? Math.min(...curves.map(({ time }) => time.at(-1)!));
  requirePositive('tau', tau);
  const half = normalHalfWidth(level);
  const groups = curves.map((curve, g): RestrictedMean => {
    requireReach(curve, tau, labels[g] ?? null);
    const { estimate, variance } = areaTo(curve, tau);
    const standardError = Math.sqrt(variance);
    const [lower, upper] = [estimate - half * standardError, estimate + half * standardError];
    const { people, totalEvents: events } = curve;
    return { group: labels[g] ?? null, people, events, estimate, standardError, variance, lower, upper };
  });
  return { tau, level, groups, differences: differencesOf(groups, options.reference, half) };
}

type Curve = ReturnType<typeof productLimit>;

function requireReach({ time, survival }: Curve, tau: number, group: Label | null): void {
  const last = time.at(-1)!;
  if (tau > last && survival.at(-1)! > 0) {
    const who = group === null ? 'nobody' : `nobody of ${String(group)}`;
    throw new StatisticsError('invalid-argument', `${who} was followed to ${tau}: the longest is ${last}`);
  }
}

/** The area under the curve from 0, and its variance, from the last step to the first. */
function areaTo({ time, survival, atRisk, events }: Curve, tau: number) {
  let [area, variance, to] = [0, 0, tau];
  for (let at = time.length - 1; at >= 0; at--) {
    if (time[at]! > tau) continue;
    area += (to - time[at]!) * survival[at]!;
    to = time[at]!;
    const [n, d] = [atRisk[at]!, events[at]!];
    if (d > 0 && survival[at]! > 0) variance += (area * area * d) / (n * (n - d));
  }
  return { estimate: area + to, variance };
}

function differencesOf(
  groups: readonly RestrictedMean[],
  reference: Label | undefined,
  half: number,
): RestrictedMeanDifference[] {
  const base = reference === undefined ? groups[0] : groups.find(({ group }) => group === reference);
  if (base === undefined) {
    throw new StatisticsError('invalid-argument', `nobody is in the group ${String(reference)}`);
  }
  return groups
    .filter((group) => group !== base)
    .map((one) => {
      const estimate = one.estimate - base.estimate;
      const standardError = Math.sqrt(one.variance + base.variance);
      const zValue = standardError > 0 ? estimate / standardError : null;
      return {
        group: one.group!,
        reference: base.group!,
        estimate,
        standardError,
        lower: estimate - half * standardError,
        upper: estimate + half * standardError,
        zValue,
        pValue: zValue === null ? null : 2 * normalCdf(Math.abs(zValue), { upper: true }),
      };
    });
}
