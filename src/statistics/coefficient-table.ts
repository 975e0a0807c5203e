import { requireSameLength } from './checks.ts';
import { unscaledCoefficients, unscaledCovariance } from './design-matrix.ts';
import { StatisticsError } from './errors.ts';
import { type ModelFit, robustCovariance } from './generalised-linear-model.ts';
import { normalCdf, normalHalfWidth } from './normal.ts';
import { clusterPlaces, type RobustKind, robustMeat } from './robust-meat.ts';
import { studentTCdf, studentTQuantile } from './student-t.ts';

/** Coefficients in the order of `names`, the intercept (if any) first. Tests and limits use the plain standard errors. */
export type CoefficientTable = {
  readonly names: readonly string[];
  readonly coefficients: readonly number[];
  readonly standardErrors: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  readonly robustStandardErrors: readonly number[];
  readonly robustCovariance: readonly (readonly number[])[];
  /** Wald statistics and two-sided p-values. */
  readonly statistics: readonly number[];
  readonly pValues: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly level: number;
};

export type Clusters = { readonly of: Int32Array; readonly count: number };

/** One place for each row's cluster; a single cluster says nothing of how clusters differ. */
export function requireClusters(
  cluster: ArrayLike<string | number> | undefined,
  n: number,
): Clusters | undefined {
  if (cluster === undefined) return undefined;
  requireSameLength('cluster', n, cluster.length);
  const clusters = clusterPlaces(cluster);
  if (clusters.count < 2) throw new StatisticsError('too-few-people', 'one cluster gives no standard error');
  return clusters;
}

export function coefficientTable(
  fit: ModelFit,
  options: {
    readonly dispersion: number;
    readonly people: number;
    readonly clusters: Clusters | undefined;
    readonly robust: RobustKind;
    readonly level: number;
  },
): CoefficientTable {
  const { dispersion, people, clusters, robust, level } = options;
  // Where every coefficient is used up, HC1 would divide by nothing.
  const kind = people > fit.design.p ? robust : 'HC0';
  const coefficients = unscaledCoefficients(fit.design, fit.scaled);
  const covariance = unscaledCovariance(
    fit.design,
    fit.inverse.map((value) => value * dispersion),
  );
  const robustSpread = robustCovariance(fit, robustMeat(fit, clusters, kind, people));
  const robustly = unscaledCovariance(fit.design, robustSpread);
  const standardErrors = rootDiagonal(covariance);
  return {
    names: fit.design.names,
    coefficients,
    standardErrors,
    covariance,
    robustStandardErrors: rootDiagonal(robustly),
    robustCovariance: robustly,
    ...waldTests(coefficients, standardErrors, level, Infinity),
  };
}

export function rootDiagonal(matrix: readonly (readonly number[])[]): number[] {
  return matrix.map((row, j) => Math.sqrt(Math.max(0, row[j] ?? 0)));
}

/** Each coefficient against 0, by the normal law, or by Student's with so many degrees of freedom. */
export function waldTests(
  coefficients: readonly number[],
  standardErrors: readonly number[],
  level: number,
  degreesOfFreedom: number,
): Pick<CoefficientTable, 'statistics' | 'pValues' | 'lower' | 'upper' | 'level'> {
  const normal = degreesOfFreedom === Infinity;
  const half = normal
    ? normalHalfWidth(level)
    : studentTQuantile((1 - level) / 2, degreesOfFreedom, { upper: true });
  const statistics = coefficients.map((value, j) => {
    const spread = standardErrors[j] ?? 0;
    return spread > 0 ? value / spread : value === 0 ? 0 : Math.sign(value) * Infinity;
  });
  const pValues = statistics.map((z) =>
    normal
      ? 2 * normalCdf(Math.abs(z), { upper: true })
      : 2 * studentTCdf(Math.abs(z), degreesOfFreedom, { upper: true }),
  );
  const limit = (side: number) => coefficients.map((b, j) => b + side * half * (standardErrors[j] ?? 0));
  return { statistics, pValues, lower: limit(-1), upper: limit(1), level };
}
