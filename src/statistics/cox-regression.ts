import { requireCount, requireLevel, requirePositive } from './checks.ts';
import { choleskyFactor, choleskySolve } from './cholesky.ts';
import { type Concordance, concordanceOf } from './concordance.ts';
import { type BaselineHazard, type BaselineOptions, baselineHazards } from './cox-baseline.ts';
import { type CoxData, type CoxInput, readCoxData } from './cox-data.ts';
import { type CoxFit, dot, fitCox } from './cox-fit.ts';
import { type CoxResiduals, publicResiduals } from './cox-public-residuals.ts';
import { type CoxSteps, coxSteps, scoreResiduals } from './cox-residuals.ts';
import { StatisticsError } from './errors.ts';
import { chiSquaredCdf } from './gamma.ts';
import { USUAL_LEVEL } from './interval.ts';
import { normalCdf, normalHalfWidth } from './normal.ts';
import { readLabels } from './survival-times.ts';

export type CoxOptions = CoxInput & {
  /** Robust standard errors; always given with `cluster`, without it each row stands for itself. */
  readonly robust?: boolean;
  readonly level?: number;
  /** How far the last step may still move anybody's linear predictor: 1e-9. */
  readonly tolerance?: number;
  /** 50. */
  readonly maxIterations?: number;
  /** Whether residuals are wanted, a row for each row given. */
  readonly residuals?: boolean;
  /** Whether the baseline hazard is wanted, and for which covariates if not for 0. */
  readonly baselineHazard?: boolean | BaselineOptions;
};

export type ChiSquaredTest = {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
};

/** exp(coefficient) with limits from the robust standard error where there is one. */
export type HazardRatio = {
  readonly name: string;
  readonly ratio: number;
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
};

/** Lists are in the covariates' order. */
export type CoxResult = {
  readonly names: readonly string[];
  readonly coefficients: readonly number[];
  readonly standardErrors: readonly number[];
  readonly robustStandardErrors: readonly number[] | null;
  readonly covariance: readonly (readonly number[])[];
  readonly robustCovariance: readonly (readonly number[])[] | null;
  /** Coefficients over their standard errors, robust where there are robust ones, and two-sided p-values. */
  readonly zValues: readonly number[];
  readonly pValues: readonly number[];
  readonly hazardRatios: readonly HazardRatio[];
  readonly logLikelihoods: { readonly initial: number; readonly final: number };
  readonly tests: {
    readonly likelihoodRatio: ChiSquaredTest;
    readonly score: ChiSquaredTest;
    readonly wald: ChiSquaredTest;
    /** Null without robust standard errors, and where there are too few clusters for so many covariates. */
    readonly robustWald: ChiSquaredTest | null;
    readonly robustScore: ChiSquaredTest | null;
  };
  readonly concordance: Concordance;
  readonly rows: number;
  readonly events: number;
  readonly clusters: number | null;
  readonly iterations: number;
  readonly ties: 'efron' | 'breslow';
  readonly residuals?: CoxResiduals;
  readonly baselineHazard?: readonly BaselineHazard[];
};

/**
 * Cox's proportional-hazards regression: log hazard = log h₀(t) + x β, by partial likelihood.
 *
 * Give rows (start, stop] and time in custody is simply time not at risk; give a person's repeated events as
 * rows that follow one another, with the person as `cluster` (Andersen & Gill). Rows of weight 0 are passed
 * over. Times count as tied only where they are equal as numbers.
 *
 * Refused: no event (`no-events`); a covariate that does not vary among those at risk together
 * (`constant-covariate`) or that others explain (`collinear`), each named; a coefficient that is infinite
 * (`separation`); a single cluster (`too-few-people`); no maximum in time (`not-converged`).
 * Source: Cox 1972; Efron 1977; Breslow 1974; robust variance Lin & Wei 1989; held against R's `coxph`.
 */
export function coxRegression(options: CoxOptions): CoxResult {
  const { level = USUAL_LEVEL, tolerance = 1e-9, maxIterations = 50 } = options;
  requireLevel(level);
  requirePositive('tolerance', tolerance);
  requireCount('maxIterations', maxIterations);
  const data = readCoxData(options);
  const cluster = readCluster(options, data);
  const fit = fitCox(data, tolerance, maxIterations);
  const steps = coxSteps(data, fit.beta);
  const robust = cluster && robustParts(data, fit, steps, cluster);
  const { p, scales, names } = data;
  const covariance = unscaled(fit.covariance, data);
  const robustCovariance = robust === undefined ? null : unscaled(robust.covariance, data);
  const coefficients = Array.from(fit.beta, (value, j) => value / scales[j]!);
  const used = diagonalRoots(robustCovariance ?? covariance);
  const zValues = coefficients.map((value, j) => value / used[j]!);
  const half = normalHalfWidth(level);
  const wanted = options.baselineHazard;
  return {
    names,
    coefficients,
    standardErrors: diagonalRoots(covariance),
    robustStandardErrors: robustCovariance === null ? null : used,
    covariance,
    robustCovariance,
    zValues,
    pValues: zValues.map((z) => 2 * normalCdf(Math.abs(z), { upper: true })),
    hazardRatios: coefficients.map((value, j) => ({
      name: names[j]!,
      ratio: Math.exp(value),
      lower: Math.exp(value - half * used[j]!),
      upper: Math.exp(value + half * used[j]!),
      level,
    })),
    logLikelihoods: { initial: fit.initial.logLikelihood, final: fit.final.logLikelihood },
    tests: {
      likelihoodRatio: tested(2 * (fit.final.logLikelihood - fit.initial.logLikelihood), p),
      score: tested(fit.scoreStatistic, p),
      wald: tested(quadratic(fit.final.information, fit.beta), p),
      robustWald: robust?.wald ?? null,
      robustScore: robust?.score ?? null,
    },
    concordance: concordanceOf(data, steps.eta, cluster?.codes, cluster?.count ?? 0),
    rows: data.n,
    events: data.events,
    clusters: options.cluster === undefined ? null : (cluster?.count ?? null),
    iterations: fit.iterations,
    ties: data.efron ? 'efron' : 'breslow',
    ...(options.residuals === true && { residuals: publicResiduals(data, fit, steps) }),
    ...(wanted && { baselineHazard: baselineHazards(data, fit, steps, wanted === true ? {} : wanted) }),
  };
}

type Cluster = { readonly codes: Int32Array; readonly count: number };

/** The cluster of each place; each row its own where robust errors are asked for without clusters. */
export function readCluster(options: CoxOptions, data: CoxData): Cluster | undefined {
  if (options.cluster === undefined) {
    return options.robust === true ? { codes: Int32Array.from(data.row.keys()), count: data.n } : undefined;
  }
  const { codes } = readLabels('cluster', options.cluster, data.rows);
  const places = new Map<number, number>();
  const out = Int32Array.from(data.row, (i) => {
    const code = codes[i]!;
    if (!places.has(code)) places.set(code, places.size);
    return places.get(code)!;
  });
  if (places.size < 2) {
    throw new StatisticsError('too-few-people', 'one cluster says nothing of how clusters differ');
  }
  return { codes: out, count: places.size };
}

/** The sandwich: score residuals summed by cluster, between two inverses of the information. */
export function robustParts(data: CoxData, fit: CoxFit, steps: CoxSteps, cluster: Cluster) {
  const { p } = data;
  const meat = clusterProducts(data, scoreResiduals(data, steps).score, cluster);
  const half = new Float64Array(p * p);
  const covariance = new Float64Array(p * p);
  multiplyInto(half, fit.covariance, meat, p);
  multiplyInto(covariance, half, fit.covariance, p);
  const atStart = coxSteps(data, new Float64Array(p));
  const meatAtStart = clusterProducts(data, scoreResiduals(data, atStart).score, cluster);
  return {
    covariance,
    wald: testedAgainst(covariance, fit.beta),
    score: testedAgainst(meatAtStart, fit.initial.score),
  };
}

function clusterProducts(data: CoxData, score: Float64Array, { codes, count }: Cluster): Float64Array {
  const { n, p, weight } = data;
  const sums = new Float64Array(count * p);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < p; j++) sums[codes[i]! * p + j]! += weight[i]! * score[i * p + j]!;
  }
  const products = new Float64Array(p * p);
  for (let c = 0; c < count; c++) {
    for (let j = 0; j < p; j++) {
      for (let k = 0; k < p; k++) products[j * p + k]! += sums[c * p + j]! * sums[c * p + k]!;
    }
  }
  return products;
}

function multiplyInto(out: Float64Array, a: Float64Array, b: Float64Array, p: number): void {
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) {
      for (let k = 0; k < p; k++) out[i * p + j]! += a[i * p + k]! * b[k * p + j]!;
    }
  }
}

function testedAgainst(covariance: Float64Array, values: Float64Array): ChiSquaredTest | null {
  const p = values.length;
  const factored = choleskyFactor(covariance, p, 1e-11);
  if ('dependent' in factored) return null;
  return tested(dot(values, choleskySolve(factored.factor, p, values)), p);
}

export function tested(statistic: number, degreesOfFreedom: number): ChiSquaredTest {
  const pValue = chiSquaredCdf(Math.max(0, statistic), degreesOfFreedom, { upper: true });
  return { statistic: Math.max(0, statistic), degreesOfFreedom, pValue };
}

function quadratic(matrix: Float64Array, v: Float64Array): number {
  const p = v.length;
  let sum = 0;
  for (let j = 0; j < p; j++) for (let k = 0; k < p; k++) sum += v[j]! * matrix[j * p + k]! * v[k]!;
  return sum;
}

function unscaled(covariance: Float64Array, { p, scales }: CoxData): number[][] {
  return Array.from({ length: p }, (_, j) =>
    Array.from({ length: p }, (__, k) => covariance[j * p + k]! / (scales[j]! * scales[k]!)),
  );
}

function diagonalRoots(matrix: readonly (readonly number[])[]): number[] {
  return matrix.map((row, j) => Math.sqrt(row[j]!));
}
