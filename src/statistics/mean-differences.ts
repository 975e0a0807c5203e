import { requirePositive } from './checks.ts';
import { binaryColumn, type Column, type Covariates, namedColumns, numberColumn } from './design-matrix.ts';
import { StatisticsError } from './errors.ts';
import type { PairRows } from './matched-effect.ts';

export type BalanceInput = {
  /** True or 1 for the treated. */
  readonly treated: Column;
  readonly covariates: Covariates;
  /** Names for covariates that came without. */
  readonly names?: readonly string[];
  /** Weights after matching or weighting, 0 for those left out (`nearestMatches(…).weights`). Before: 1 each. */
  readonly weights?: Column;
  /** Instead of weights: matched pairs, a control counting 1 / (matches of that treated person). */
  readonly pairs?: PairRows;
  /**
   * What a difference is measured in: the standard deviation of the treated (`treated`, for an effect on the
   * treated; the default), of the untreated (`control`), or the root of the mean of both variances (`pooled`).
   * Always as it was before matching, so that a smaller spread cannot look like a worse balance.
   */
  readonly standardize?: 'treated' | 'control' | 'pooled';
  /**
   * Variance of a covariate of 0 and 1: that of a sample as of any other (the default), or p(1 − p), as
   * MatchIt's `summary` has it; among 200 people they part in the third digit.
   */
  readonly binaryVariance?: 'sample' | 'proportion';
  /** A covariate within this is balanced; 0.1 when left out. */
  readonly threshold?: number;
};

export type GroupDifference = {
  readonly treatedMean: number;
  readonly controlMean: number;
  /** (treated − control) / standard deviation. */
  readonly standardized: number;
  /** Variance of the treated over that of the untreated; null for yes/no covariates and where either is 0. */
  readonly varianceRatio: number | null;
};

export type CovariateBalance = {
  readonly name: string;
  readonly binary: boolean;
  readonly before: GroupDifference;
  readonly after: GroupDifference | null;
};

export type StandardizedMeanDifferences = {
  readonly names: readonly string[];
  /** Standardised differences in the order of the covariates. */
  readonly before: readonly number[];
  /** The same with the weights; null where none were given. */
  readonly after: readonly number[] | null;
  /** Largest in size. */
  readonly maximumBefore: number;
  readonly maximumAfter: number | null;
  readonly threshold: number;
  /** Whether every covariate is within the threshold, after where there is an after. */
  readonly balanced: boolean;
  readonly rows: readonly CovariateBalance[];
};

/**
 * How alike treated and untreated people are, covariate by covariate. Variances are those of samples; with
 * weights, the unbiased ones for weights of reliability.
 *
 * Refuses nobody on a side (`one-class-only`) and a covariate that is constant in both groups and yet differs
 * between them (`constant-covariate`: there is no spread to measure in).
 * Source: Austin 2009; otherwise as MatchIt's `summary`, Ho, Imai, King & Stuart 2011.
 */
export function standardizedMeanDifferences(input: BalanceInput): StandardizedMeanDifferences {
  const { standardize = 'treated', threshold = 0.1, binaryVariance = 'sample' } = input;
  requirePositive('threshold', threshold);
  const treated = binaryColumn('treated', input.treated);
  const n = treated.length;
  const weights = weightsAfter(input, n);
  if (weights?.some((w) => w < 0)) throw new StatisticsError('invalid-argument', 'a weight is below 0');
  const { names, columns } = namedColumns(input.covariates, n, input.names);
  const rows = columns.map((column, j): CovariateBalance => {
    const name = names[j] ?? '';
    const binary = column.every((value) => value === 0 || value === 1);
    const share = binary && binaryVariance === 'proportion';
    const [one, other] = sides(column, treated, undefined, share);
    const spread = spreadOf(one.variance, other.variance, standardize);
    const compare = (a: Moments, b: Moments): GroupDifference => ({
      treatedMean: a.mean,
      controlMean: b.mean,
      standardized: standardized(name, a.mean - b.mean, spread, Math.max(Math.abs(a.mean), Math.abs(b.mean))),
      varianceRatio: binary || !(a.variance > 0 && b.variance > 0) ? null : a.variance / b.variance,
    });
    const after = weights === undefined ? null : compare(...sides(column, treated, weights, share));
    return { name, binary, before: compare(one, other), after };
  });
  const before = rows.map((row) => row.before.standardized);
  const after = weights === undefined ? null : rows.map((row) => row.after?.standardized ?? 0);
  const largest = (values: readonly number[]) => values.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  return {
    names,
    before,
    after,
    maximumBefore: largest(before),
    maximumAfter: after === null ? null : largest(after),
    threshold,
    balanced: largest(after ?? before) < threshold,
    rows,
  };
}

function weightsAfter({ weights, pairs }: BalanceInput, n: number): Float64Array | undefined {
  if (weights !== undefined || pairs === undefined) {
    return weights === undefined ? undefined : numberColumn('weights', weights, n);
  }
  const matches = new Float64Array(n);
  for (const { treated } of pairs) matches[treated] = (matches[treated] ?? 0) + 1;
  const found = new Float64Array(n);
  for (const { treated, control } of pairs) {
    if (matches[treated] === undefined || found[control] === undefined) {
      throw new StatisticsError(
        'invalid-argument',
        `there are no rows ${treated} and ${control} to be a pair`,
      );
    }
    found[treated] = 1;
    found[control] += 1 / matches[treated];
  }
  return found;
}

type Moments = { readonly mean: number; readonly variance: number };

function sides(
  column: Float64Array,
  treated: Uint8Array,
  weights: Float64Array | undefined,
  share: boolean,
): [Moments, Moments] {
  return [moments(column, treated, 1, weights, share), moments(column, treated, 0, weights, share)];
}

function moments(
  column: Float64Array,
  treated: Uint8Array,
  side: number,
  weights: Float64Array | undefined,
  share: boolean,
): Moments {
  let [total, squaredWeights, sum] = [0, 0, 0];
  for (let i = 0; i < column.length; i++) {
    if (treated[i] !== side) continue;
    const w = weights === undefined ? 1 : (weights[i] as number);
    total += w;
    squaredWeights += w * w;
    sum += w * (column[i] as number);
  }
  if (!(total > 0)) {
    const who = side === 1 ? 'treated' : 'untreated';
    throw new StatisticsError('one-class-only', `no ${who} person to compare`);
  }
  const mean = sum / total;
  if (share) return { mean, variance: mean * (1 - mean) };
  let squares = 0;
  for (let i = 0; i < column.length; i++) {
    if (treated[i] !== side) continue;
    squares += (weights === undefined ? 1 : (weights[i] as number)) * ((column[i] as number) - mean) ** 2;
  }
  const freedom = total - squaredWeights / total;
  return { mean, variance: freedom > 1e-12 * total ? squares / freedom : 0 };
}

function spreadOf(treated: number, control: number, by: 'treated' | 'control' | 'pooled'): number {
  const pooled = (treated + control) / 2;
  const chosen = by === 'pooled' ? pooled : by === 'treated' ? treated : control;
  // A group that does not vary says nothing of how far apart two people usually are; both together may.
  return Math.sqrt(chosen > 0 ? chosen : pooled);
}

function standardized(name: string, difference: number, spread: number, size: number): number {
  if (Math.abs(difference) <= 1e-14 * size) return 0;
  if (spread > 0) return difference / spread;
  throw new StatisticsError(
    'constant-covariate',
    `${name} differs between the groups but not within them: nothing to measure the difference in`,
  );
}
