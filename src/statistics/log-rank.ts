import { choleskyFactor, choleskySolve } from './cholesky.ts';
import { StatisticsError } from './errors.ts';
import { chiSquaredCdf } from './gamma.ts';
import {
  type FollowUp,
  type Label,
  type Labels,
  readEvents,
  readLabels,
  readTimes,
  rowsByCode,
  type Times,
} from './survival-times.ts';

export type LogRankOptions = Omit<FollowUp, 'weights'> & {
  readonly group: Labels;
  /** People are only compared within their stratum; the differences are added up. */
  readonly strata?: Labels;
  /** Each event counts S(t−) to this power: 0 (the log-rank test) unless asked otherwise; 1 is Peto & Peto's. */
  readonly rho?: number;
};

export type LogRankGroup = {
  readonly group: Label;
  readonly people: number;
  readonly observed: number;
  readonly expected: number;
};

export type LogRankTest = {
  /** In the order of their labels. */
  readonly groups: readonly LogRankGroup[];
  /** Of the differences observed − expected. */
  readonly variance: readonly (readonly number[])[];
  readonly chiSquared: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
};

/**
 * Whether groups come to the event at the same rate: at each time, events in proportion to those at risk are
 * expected. With `rho` above 0 the early events count more, observed and expected are sums of weights.
 *
 * Refuses fewer than two groups, or groups never at risk together (`one-class-only`), and no event
 * (`no-events`).
 * Source: Mantel 1966; Peto & Peto 1972; Harrington & Fleming 1982; as R's `survdiff`.
 */
export function logRank(options: LogRankOptions): LogRankTest {
  const { rho = 0 } = options;
  if (!(Number.isFinite(rho) && rho >= 0)) {
    throw new StatisticsError('invalid-argument', `rho must be 0 or more, not ${rho}`);
  }
  const times = readTimes({ ...options, weights: undefined });
  const event = readEvents(options.event, times.n);
  const { labels, codes } = readLabels('group', options.group, times.n);
  const k = labels.length;
  if (k < 2) throw new StatisticsError('one-class-only', 'one group has nothing to be compared with');
  const strata = readStrata(options.strata, times.n);
  const sums: Sums = {
    observed: new Float64Array(k),
    expected: new Float64Array(k),
    variance: new Float64Array(k * k),
  };
  let events = 0;
  for (const rows of strata) {
    const sets = groupRiskSets(times, event, codes, k, rows);
    events += sets.reduce((sum, set) => sum + set.events, 0);
    addStratum(sets, rho, k, sums);
  }
  if (events === 0) throw new StatisticsError('no-events', 'nobody had the event');
  const { chiSquared, degreesOfFreedom } = rankTest(sums, k);
  const people = new Int32Array(k);
  for (const code of codes) people[code]! += 1;
  return {
    groups: labels.map((group, g) => ({
      group,
      people: people[g]!,
      observed: sums.observed[g]!,
      expected: sums.expected[g]!,
    })),
    variance: labels.map((_, g) => Array.from(sums.variance.subarray(g * k, (g + 1) * k))),
    chiSquared,
    degreesOfFreedom,
    pValue: chiSquaredCdf(chiSquared, degreesOfFreedom, { upper: true }),
  };
}

type Sums = {
  readonly observed: Float64Array;
  readonly expected: Float64Array;
  readonly variance: Float64Array;
};

export function readStrata(strata: Labels | undefined, n: number): Int32Array[] {
  if (strata === undefined) return [Int32Array.from({ length: n }, (_, i) => i)];
  const { labels, codes } = readLabels('strata', strata, n);
  return rowsByCode(codes, labels.length, () => true);
}

type GroupRiskSet = {
  readonly atRisk: Float64Array;
  readonly byGroup: Float64Array;
  readonly total: number;
  readonly events: number;
};

/** Those at risk and those with the event in each group, at each time with events, earliest first. */
function groupRiskSets(
  { start, stop }: Times,
  event: Uint8Array,
  codes: Int32Array,
  k: number,
  rows: Int32Array,
): GroupRiskSet[] {
  const byStop = rows.slice().sort((one, other) => stop[other]! - stop[one]!);
  const byStart = start && rows.slice().sort((one, other) => start[other]! - start[one]!);
  const atRisk = new Float64Array(k);
  const sets: GroupRiskSet[] = [];
  let [late, total] = [0, 0];
  for (let at = 0; at < byStop.length; ) {
    const time = stop[byStop[at]!]!;
    const byGroup = new Float64Array(k);
    let events = 0;
    for (; at < byStop.length && stop[byStop[at]!] === time; at++) {
      const i = byStop[at]!;
      atRisk[codes[i]!]! += 1;
      total += 1;
      events += event[i]!;
      byGroup[codes[i]!]! += event[i]!;
    }
    for (; byStart && late < byStart.length && start[byStart[late]!]! >= time; late++) {
      atRisk[codes[byStart[late]!]!]! -= 1;
      total -= 1;
    }
    if (events > 0) sets.push({ atRisk: atRisk.slice(), byGroup, total, events });
  }
  return sets.reverse();
}

function addStratum(sets: readonly GroupRiskSet[], rho: number, k: number, sums: Sums): void {
  let survival = 1;
  for (const { atRisk, byGroup, total, events } of sets) {
    const weight = rho === 0 ? 1 : survival ** rho;
    survival *= (total - events) / total;
    const spread =
      total > 1 ? (weight * weight * events * (total - events)) / (total * total * (total - 1)) : 0;
    for (let g = 0; g < k; g++) {
      sums.observed[g]! += weight * byGroup[g]!;
      sums.expected[g]! += (weight * events * atRisk[g]!) / total;
      for (let h = 0; h < k; h++) {
        const own = g === h ? total - atRisk[g]! : -atRisk[h]!;
        sums.variance[g * k + h]! += spread * atRisk[g]! * own;
      }
    }
  }
}

/**
 * (O − E)ᵀ V⁻ (O − E). The differences sum to 0 within each set of groups that were ever at risk together, so
 * one group of each set adds nothing and is left out.
 */
function rankTest(
  { observed, expected, variance }: Sums,
  k: number,
): {
  chiSquared: number;
  degreesOfFreedom: number;
} {
  let kept = Array.from({ length: k }, (_, g) => g);
  while (kept.length > 0) {
    const m = kept.length;
    const matrix = Float64Array.from(kept.flatMap((g) => kept.map((h) => variance[g * k + h]!)));
    const factored = choleskyFactor(matrix, m, 1e-10);
    if ('factor' in factored) {
      const difference = kept.map((g) => observed[g]! - expected[g]!);
      const solved = choleskySolve(factored.factor, m, difference);
      const chiSquared = difference.reduce((sum, value, g) => sum + value * solved[g]!, 0);
      return { chiSquared: Math.max(0, chiSquared), degreesOfFreedom: m };
    }
    kept = kept.filter((_, place) => place !== factored.dependent);
  }
  throw new StatisticsError('one-class-only', 'at no event were people of two groups at risk together');
}
