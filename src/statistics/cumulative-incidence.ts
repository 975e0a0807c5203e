import { requireLevel } from './checks.ts';
import { StatisticsError } from './errors.ts';
import { USUAL_LEVEL } from './interval.ts';
import { normalHalfWidth } from './normal.ts';
import { type RiskTable, riskTable } from './risk-table.ts';
import { type ConfidenceType, curveLimits, requireConfidenceType } from './survival-limits.ts';
import { type FollowUp, type Label, type Labels, readLabels, readTimes } from './survival-times.ts';

export type CumulativeIncidenceOptions = Omit<FollowUp, 'event'> & {
  /** What ended each row's follow-up: a cause, or `censored` where it is only the last that is known. */
  readonly event: Labels;
  /** The label that means no event: 0 (or false) unless given. */
  readonly censored?: Label;
  readonly level?: number;
  readonly confidenceType?: ConfidenceType;
  /** `delta`, as R's `survfit` (Greenwood's for several causes), or `aalen`, as `cmprsk::cuminc`. */
  readonly variance?: 'delta' | 'aalen';
};

/** Lists of one length: an entry for each different time at which somebody's follow-up ends, ascending. */
export type CauseIncidence = {
  readonly cause: Label;
  readonly events: readonly number[];
  readonly incidence: readonly number[];
  readonly standardError: readonly number[];
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
};

export type CumulativeIncidence = {
  readonly time: readonly number[];
  readonly atRisk: readonly number[];
  readonly censored: readonly number[];
  /** The share without any event: 1 less the incidences. */
  readonly eventFree: readonly number[];
  /** In the order of their labels. */
  readonly causes: readonly CauseIncidence[];
  readonly people: number;
  readonly level: number;
  readonly confidenceType: ConfidenceType;
};

/**
 * The share who have come to each of several ends that shut one another out (a reoffence, death, a long
 * sentence). 1 − Kaplan–Meier with the others censored would count people who can no longer come to it.
 *
 * Limits are null while a cause has not yet had an event. Refuses no event at all (`no-events`).
 * Source: Aalen & Johansen 1978. Standard errors: delta method with the multinomial variance of each time's
 * events (equal to R's infinitesimal jackknife), or Gray's 1988 sum, whose ties are counted one by one.
 */
export function cumulativeIncidence(options: CumulativeIncidenceOptions): CumulativeIncidence {
  const { level = USUAL_LEVEL, confidenceType = 'log-log', variance = 'delta' } = options;
  requireLevel(level);
  requireConfidenceType(confidenceType);
  if (variance !== 'delta' && variance !== 'aalen') {
    throw new StatisticsError('invalid-argument', `the variance is delta or aalen, not ${String(variance)}`);
  }
  const times = readTimes(options);
  const { causes, cause } = readCauses(options.event, options.censored, times.n);
  const table = riskTable(times, cause, causes.length);
  const eventFree = eventFreeShares(table);
  const z = normalHalfWidth(level);
  return {
    time: [...table.times],
    atRisk: [...table.atRisk],
    censored: [...table.censored],
    eventFree,
    causes: causes.map((label, c) => {
      const { incidence, standardError } = incidenceOf(table, c, eventFree, variance);
      const limits = incidence.map((p, at) => curveLimits(p, standardError[at]!, z, confidenceType));
      return {
        cause: label,
        events: [...table.events[c]!],
        incidence,
        standardError,
        lower: limits.map(({ lower }, at) => (incidence[at] === 0 ? null : lower)),
        upper: limits.map(({ upper }, at) => (incidence[at] === 0 ? null : upper)),
      };
    }),
    people: [...table.events, table.censored].reduce(
      (sum, list) => sum + list.reduce((part, count) => part + count, 0),
      0,
    ),
    level,
    confidenceType,
  };
}

/** The causes in order, and for each row 0 (censored) or the number of its cause from 1. */
export function readCauses(
  event: Labels,
  censored: Label | undefined,
  n: number,
): { causes: Label[]; cause: Int32Array } {
  const { labels, codes } = readLabels('event', event, n);
  const none = (label: Label) =>
    censored === undefined ? label === 0 || label === false : label === censored;
  const causes = labels.filter((label) => !none(label));
  if (causes.length === 0) throw new StatisticsError('no-events', 'nobody had any event');
  const numbers = labels.map((label) => causes.indexOf(label) + 1);
  return { causes, cause: codes.map((code) => numbers[code]!) };
}

function eventFreeShares(table: RiskTable): number[] {
  let share = 1;
  return Array.from(table.times, (_, at) => {
    const d = table.events.reduce((sum, list) => sum + list[at]!, 0);
    const everybody = table.peopleWithEvent[at] === table.peopleAtRisk[at];
    if (d > 0) share = everybody ? 0 : share * (1 - d / table.atRisk[at]!);
    return share;
  });
}

/**
 * F and its standard error at every time in one pass. The event of somebody at s moves F(t) by
 * S(s−)/n · (α − F(t) u), where u = 1/S(s), α = F(s) u, and 1 more for the cause itself; the squares are
 * summed by powers of F(t).
 */
function incidenceOf(
  table: RiskTable,
  c: number,
  eventFree: readonly number[],
  variance: 'delta' | 'aalen',
): { incidence: number[]; standardError: number[] } {
  const [incidence, standardError]: [number[], number[]] = [[], []];
  let [total, square, cross, flat] = [0, 0, 0, 0];
  for (const [at, n] of table.atRisk.entries()) {
    const d = table.events.reduce((sum, list) => sum + list[at]!, 0);
    if (d > 0) {
      const [before, after] = [at === 0 ? 1 : eventFree[at - 1]!, eventFree[at]!];
      const [own, other] = [table.events[c]![at]!, d - table.events[c]![at]!];
      total += (before * own) / n;
      const u = after > 0 ? 1 / after : 0;
      const [alpha, beta] = [1 + total * u, total * u];
      const scale = (before * before) / (n * n);
      if (variance === 'delta') {
        const mean = (own * alpha + other * beta) / n;
        square += scale * (own * alpha * alpha + other * beta * beta - n * mean * mean);
        cross += scale * u * (n * mean - mean * d);
        flat += (scale * u * u * d * (n - d)) / n;
      } else {
        const [a, b] = [scale * own * tied(own, n), after > 0 ? scale * other * tied(other, n) : 0];
        square += a * alpha * alpha + b * beta * beta;
        cross += u * (a * alpha + b * beta);
        flat += u * u * (a + b);
      }
    }
    incidence.push(total);
    standardError.push(Math.sqrt(Math.max(0, square - 2 * total * cross + total * total * flat)));
  }
  return { incidence, standardError };
}

/** The hypergeometric shrinking of a variance by ties. */
function tied(d: number, n: number): number {
  return d > 1 && n > 1 ? 1 - (d - 1) / (n - 1) : 1;
}
