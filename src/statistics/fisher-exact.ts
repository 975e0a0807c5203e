import { requireCount, requireLevel, requireSameLength } from './checks.ts';
import { StatisticsError } from './errors.ts';
import { tablesNoLikelier } from './exact-tables.ts';
import { type Interval, USUAL_LEVEL } from './interval.ts';
import { monotoneRoot } from './root.ts';

export type Alternative = 'two-sided' | 'less' | 'greater';

export type FisherOptions = {
  /** Of the odds ratio against 1; sets `pValue` and the limits, which are one-sided with a one-sided test. */
  readonly alternative?: Alternative;
  readonly level?: number;
};

export type FisherExact = {
  readonly pValue: number;
  /** Null for a table larger than 2 × 2, as is all that follows. */
  readonly pLess: number | null;
  readonly pGreater: number | null;
  /** By conditional maximum likelihood (not ad / bc), with its exact limits. */
  readonly oddsRatio: Interval | null;
};

/** Log weights of every value that the first cell can have, given the margins, and the place of the observed. */
type FirstCell = { readonly logWeights: Float64Array; readonly place: number };

/** R's tolerance: a probability this much above the observed still counts as equal to it. */
const SAME = 1 + 1e-7;

/** More values of the first cell than this take too long, and too much memory. */
const MOST_VALUES = 5_000_000;

/**
 * Fisher's exact test of a table of counts `[[a, b], [c, d]]`, or of any r × c (two-sided p-value only). The
 * two-sided p-value is the sum over all tables no likelier than the observed.
 *
 * A margin of 0 makes the odds ratio unknown: p-value 1, and an odds ratio of null. Refuses a table of nobody
 * (`no-people`), a table that is not rectangular (`lengths-differ`) and one with too many tables of the same
 * margins to go through (`not-converged`). Source: R's `fisher.test`; noncentral hypergeometric law.
 */
export function fisherExact(
  table: readonly ArrayLike<number>[],
  { alternative = 'two-sided', level = USUAL_LEVEL }: FisherOptions = {},
): FisherExact {
  requireLevel(level);
  const rows = table.map((row) => Array.from(row));
  const width = rows[0]?.length ?? 0;
  for (const [i, row] of rows.entries()) {
    requireSameLength(`row ${i}`, width, row.length);
    for (const count of row) requireCount(`a count in row ${i}`, count);
  }
  if (rows.every((row) => row.every((count) => count === 0))) {
    throw new StatisticsError('no-people', 'a table of nobody has no test');
  }
  if (rows.length !== 2 || width !== 2) {
    if (alternative !== 'two-sided') {
      throw new StatisticsError('invalid-argument', 'only a 2 × 2 table has a one-sided test');
    }
    return { pValue: tablesNoLikelier(rows), pLess: null, pGreater: null, oddsRatio: null };
  }
  return twoByTwo(firstCell(rows), alternative, level);
}

function firstCell([[a = 0, b = 0] = [], [c = 0, d = 0] = []]: readonly (readonly number[])[]): FirstCell {
  const [row, column, total] = [a + b, a + c, a + b + c + d];
  const from = Math.max(0, row + column - total);
  const size = Math.min(row, column) - from + 1;
  if (size > MOST_VALUES) {
    throw new StatisticsError('not-converged', 'too many tables have these margins: use the χ² test');
  }
  const logWeights = new Float64Array(size);
  // From the observed cell outwards, because what is near it matters, and large factorials would cancel.
  for (let k = a - from + 1; k < size; k++) {
    logWeights[k] = (logWeights[k - 1] ?? 0) + logStep(from + k, row, column, total);
  }
  for (let k = a - from - 1; k >= 0; k--) {
    logWeights[k] = (logWeights[k + 1] ?? 0) - logStep(from + k + 1, row, column, total);
  }
  return { logWeights, place: a - from };
}

/** log of the weight of x over that of x − 1. */
function logStep(x: number, row: number, column: number, total: number): number {
  return Math.log(((row - x + 1) / x) * ((column - x + 1) / (total - row - column + x)));
}

function twoByTwo(cell: FirstCell, alternative: Alternative, level: number): FisherExact {
  const weights = weightsAt(cell, 0);
  const total = sumOf(weights, 0, weights.length);
  const limit = (weights[cell.place] ?? 0) * SAME;
  const pLess = Math.min(1, sumOf(weights, 0, cell.place + 1) / total);
  const pGreater = Math.min(1, sumOf(weights, cell.place, weights.length) / total);
  const rare = weights.filter((weight) => weight <= limit);
  const both = rare.length === weights.length ? 1 : Math.min(1, sumOf(rare, 0, rare.length) / total);
  const pValue = alternative === 'less' ? pLess : alternative === 'greater' ? pGreater : both;
  if (weights.length === 1) return { pValue: 1, pLess: 1, pGreater: 1, oddsRatio: null };
  const outside = alternative === 'two-sided' ? (1 - level) / 2 : 1 - level;
  const oddsRatio = {
    estimate: oddsWhereMean(cell),
    lower: alternative === 'less' ? 0 : oddsWhereTail(cell, outside, 'greater'),
    upper: alternative === 'greater' ? Infinity : oddsWhereTail(cell, outside, 'less'),
    level,
  };
  return { pValue, pLess, pGreater, oddsRatio };
}

/** Small terms first, so that a far tail keeps its digits. */
function sumOf(weights: Float64Array, from: number, to: number): number {
  return weights
    .slice(from, to)
    .sort()
    .reduce((sum, weight) => sum + weight, 0);
}

type Moments = { readonly mass: number; readonly mean: number; readonly variance: number };

/** The weights at a log odds ratio, on a scale where the greatest is 1. */
function weightsAt({ logWeights }: FirstCell, logOdds: number): Float64Array {
  const weights = logWeights.map((weight, k) => weight + k * logOdds);
  const top = weights.reduce((most, weight) => Math.max(most, weight), -Infinity);
  return weights.map((weight) => Math.exp(weight - top));
}

function momentsOf(weights: Float64Array, from: number, to: number): Moments {
  let [mass, first, second] = [0, 0, 0];
  for (let k = from; k < to; k++) {
    const weight = weights[k] ?? 0;
    mass += weight;
    first += weight * k;
  }
  const mean = first / mass;
  for (let k = from; k < to; k++) second += (weights[k] ?? 0) * (k - mean) ** 2;
  return { mass, mean, variance: second / mass };
}

/** Where the expected first cell is the observed one. */
function oddsWhereMean(cell: FirstCell): number {
  const last = cell.logWeights.length - 1;
  if (cell.place === 0) return 0;
  if (cell.place === last) return Infinity;
  const start = -slopeOfWeights(cell);
  const logOdds = monotoneRoot(
    (u) => {
      const { mean, variance } = momentsOf(weightsAt(cell, u), 0, last + 1);
      return { value: mean - cell.place, slope: variance };
    },
    true,
    start,
  );
  return Math.exp(logOdds);
}

/** Where the chance of the observed cell or fewer (`less`), or or more (`greater`), is `outside`. */
function oddsWhereTail(cell: FirstCell, outside: number, side: 'less' | 'greater'): number {
  const size = cell.logWeights.length;
  if (side === 'less' && cell.place === size - 1) return Infinity;
  if (side === 'greater' && cell.place === 0) return 0;
  const [from, to] = side === 'less' ? [0, cell.place + 1] : [cell.place, size];
  const logOdds = monotoneRoot(
    (u) => {
      const weights = weightsAt(cell, u);
      const [all, part] = [momentsOf(weights, 0, size), momentsOf(weights, from, to)];
      // Far away the tail may vanish beside the rest; its value is then only known to be too small.
      if (part.mass === 0) return { value: -1000, slope: side === 'less' ? -1 : 1 };
      return { value: Math.log(part.mass / all.mass / outside), slope: part.mean - all.mean };
    },
    side === 'greater',
    -slopeOfWeights(cell),
  );
  return Math.exp(logOdds);
}

/** How steeply the log weights rise at the observed cell: about the log odds that make it the likeliest. */
function slopeOfWeights({ logWeights, place }: FirstCell): number {
  const [before, after] = [Math.max(0, place - 1), Math.min(logWeights.length - 1, place + 1)];
  return ((logWeights[after] ?? 0) - (logWeights[before] ?? 0)) / (after - before);
}
