import { requireFinite, requireLevel } from './checks.ts';
import { type CoefficientTable, coefficientTable, requireClusters } from './coefficient-table.ts';
import {
  type Column,
  type Covariates,
  type Design,
  designMatrix,
  namedColumns,
  numberColumn,
} from './design-matrix.ts';
import { StatisticsError } from './errors.ts';
import { fitModel, type ModelFit, type ModelInput } from './generalised-linear-model.ts';
import { USUAL_LEVEL } from './interval.ts';
import { logGamma } from './log-gamma.ts';
import { binomialFamily } from './model-families.ts';
import type { RobustKind } from './robust-meat.ts';

export type LogisticInput = {
  /** True or 1 where it happened. A share from 0 to 1 is allowed where `weights` says of how many. */
  readonly outcome: Column;
  /** Columns by name, a list of columns, or a list of rows; the intercept is added. None: intercept alone. */
  readonly covariates?: Covariates;
  /** Names for covariates that came without. */
  readonly names?: readonly string[];
  /** Case weights, 0 or more; 0 leaves a person out. 1 each when left out. */
  readonly weights?: Column;
  /** Added to the log-odds as it is. */
  readonly offset?: Column;
  /** Whose rows hang together: the robust standard errors are then by cluster. */
  readonly cluster?: ArrayLike<string | number>;
  /** Factor of the robust standard errors, `HC0` when left out. */
  readonly robust?: RobustKind;
  readonly intercept?: boolean;
  readonly level?: number;
};

export type LogisticRegression = CoefficientTable & {
  readonly deviance: number;
  readonly nullDeviance: number;
  readonly logLikelihood: number;
  readonly aic: number;
  /** Fitted probabilities, and their log-odds, in the order of the people. */
  readonly fitted: readonly number[];
  readonly linearPredictor: readonly number[];
  readonly iterations: number;
  readonly observations: number;
  readonly residualDegreesOfFreedom: number;
};

/**
 * Logistic regression by iteratively reweighted least squares, R's `glm(family = binomial)`. Coefficients
 * are log odds ratios a unit of each covariate, the intercept first.
 *
 * Refuses by name: nobody (`no-people`), one outcome only (`one-class-only`), fewer people than coefficients
 * (`too-few-people`), a covariate that never changes (`constant-covariate`) or that others explain
 * (`collinear`), and covariates that part the outcomes wholly or in part (`separation`: there is no finite
 * answer; a plain convergence test misses it).
 * Source: McCullagh & Nelder 1989; separation as Albert & Anderson 1984 define it.
 */
export function logisticRegression(input: LogisticInput): LogisticRegression {
  const { cluster, robust = 'HC0', intercept = true, level = USUAL_LEVEL } = input;
  requireLevel(level);
  const n = input.outcome.length;
  if (n === 0) throw new StatisticsError('no-people', 'nobody to fit a regression on');
  const outcome = numberColumn('outcome', input.outcome, n);
  const weights = input.weights === undefined ? undefined : numberColumn('weights', input.weights, n);
  const offset = input.offset === undefined ? undefined : numberColumn('offset', input.offset, n);
  const people = countPeople(outcome, weights);
  const clusters = requireClusters(cluster, n);
  const columns = namedColumns(input.covariates ?? [], n, input.names);
  const count = columns.columns.length + Number(intercept);
  if (people < count) {
    throw new StatisticsError('too-few-people', `${people} people cannot carry ${count} coefficients`);
  }
  const design = designMatrix(columns, n, intercept, weights);
  const fit = fitLogistic({ design, outcome, weights, offset });
  const logLikelihood = logLikelihoodOf(outcome, weights, fit);
  return {
    ...coefficientTable(fit, { dispersion: 1, people, clusters, robust, level }),
    deviance: fit.deviance,
    nullDeviance: nullDeviance(outcome, weights, offset, intercept),
    logLikelihood,
    aic: -2 * logLikelihood + 2 * design.p,
    fitted: Array.from(fit.fitted),
    linearPredictor: Array.from(fit.eta),
    iterations: fit.iterations,
    observations: people,
    residualDegreesOfFreedom: people - design.p,
  };
}

/** The fit alone, with the refusals that outcomes and separation call for. */
export function fitLogistic(input: Omit<ModelInput, 'family' | 'watch'>): ModelFit {
  const { design, outcome, weights } = input;
  requireBothOutcomes(outcome, weights);
  const watch = (before: Float64Array, after: Float64Array, iteration: number) => {
    refuseSeparation(design, outcome, weights, before, after, iteration);
  };
  return fitModel({ ...input, family: binomialFamily, watch });
}

/** Checks outcomes and weights, and counts the people of weight above 0. */
function countPeople(outcome: Float64Array, weights: Float64Array | undefined): number {
  let people = 0;
  for (const [i, y] of outcome.entries()) {
    const w = weights?.[i] ?? 1;
    if (!(y >= 0 && y <= 1)) {
      throw new StatisticsError('invalid-argument', `outcome at ${i} is ${y}, not from 0 to 1`);
    }
    if (w < 0) throw new StatisticsError('invalid-argument', `weight at ${i} is ${w}, below 0`);
    if (w > 0) people += 1;
  }
  if (people === 0) throw new StatisticsError('no-people', 'nobody has a weight');
  return people;
}

function requireBothOutcomes(outcome: Float64Array, weights: Float64Array | undefined): void {
  let [some, others] = [0, 0];
  for (const [i, y] of outcome.entries()) {
    some += (weights?.[i] ?? 1) * y;
    others += (weights?.[i] ?? 1) * (1 - y);
  }
  if (some === 0 || others === 0) {
    throw new StatisticsError('one-class-only', 'everybody has the same outcome');
  }
}

/**
 * A direction in which nobody's fit gets worse and somebody's gets better proves that there is no finite
 * answer. Under separation the steps of the search come to be such a direction, and never get shorter.
 */
function refuseSeparation(
  design: Design,
  outcome: Float64Array,
  weights: Float64Array | undefined,
  before: Float64Array,
  after: Float64Array,
  iteration: number,
): void {
  let [worst, longest, parted] = [Infinity, 0, true];
  for (let i = 0; i < design.n; i++) {
    if ((weights?.[i] ?? 1) === 0) continue;
    const y = outcome[i] as number;
    const step = (after[i] as number) - (before[i] as number);
    const side = y === 1 ? 1 : y === 0 ? -1 : 0;
    if (side === 0 || side * (after[i] as number) <= 0) parted = false;
    worst = Math.min(worst, side === 0 ? -Math.abs(step) : side * step);
    // A person far out, whose outcome is certain as it is, moves a long way without proving anything.
    if (Math.abs(before[i] as number) < 40) longest = Math.max(longest, Math.abs(step));
  }
  const endless = iteration >= 8 && longest > 0.3 && worst > -1e-4 * longest;
  if (parted || endless) {
    throw new StatisticsError(
      'separation',
      'the covariates part those with the outcome from those without: some odds ratio is infinite',
    );
  }
}

/** With weights of whole trials, the binomial coefficients belong to it; for single people they are 1. */
function logLikelihoodOf(outcome: Float64Array, weights: Float64Array | undefined, fit: ModelFit): number {
  let sum = -fit.deviance / 2;
  for (const [i, y] of outcome.entries()) {
    if (y === 0 || y === 1) continue;
    const w = weights?.[i] ?? 1;
    sum += w * (y * Math.log(y) + (1 - y) * Math.log(1 - y));
    sum += logGamma(w + 1) - logGamma(w * y + 1) - logGamma(w * (1 - y) + 1);
  }
  requireFinite('the log-likelihood', sum);
  return sum;
}

function nullDeviance(
  outcome: Float64Array,
  weights: Float64Array | undefined,
  offset: Float64Array | undefined,
  intercept: boolean,
): number {
  if (intercept && offset !== undefined) {
    const design = designMatrix({ names: [], columns: [] }, outcome.length, true, weights);
    return fitModel({ design, outcome, weights, offset, family: binomialFamily }).deviance;
  }
  let [total, events] = [0, 0];
  for (let i = 0; i < outcome.length; i++) {
    const w = weights === undefined ? 1 : (weights[i] as number);
    total += w;
    events += w * (outcome[i] as number);
  }
  const common = intercept ? Math.log(events / (total - events)) : 0;
  const point = { mean: 0, score: 0, information: 0, deviance: 0 };
  let deviance = 0;
  for (let i = 0; i < outcome.length; i++) {
    binomialFamily.at(outcome[i] as number, offset === undefined ? common : (offset[i] as number), point);
    deviance += (weights === undefined ? 1 : (weights[i] as number)) * point.deviance;
  }
  return deviance;
}
