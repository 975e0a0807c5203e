import { requireCount, requireExposure, requireLevel } from './checks.ts';
import { type CoefficientTable, coefficientTable, requireClusters } from './coefficient-table.ts';
import { type Column, type Covariates, designMatrix, namedColumns, numberColumn } from './design-matrix.ts';
import { negativeBinomialPmf } from './discrete.ts';
import { StatisticsError } from './errors.ts';
import { USUAL_LEVEL } from './interval.ts';
import { fitNegativeBinomial, shapeSlopes } from './negative-binomial-shape.ts';

/**
 * People's counts with what is known of each before. `exposures` (time at risk, 1 each when left out) and
 * `offset` (added to the log of the mean as it is) may both be given.
 */
export type NegativeBinomialInput = {
  readonly counts: ArrayLike<number>;
  /** Columns by name, a list of columns, or a list of rows; the intercept is added. None: intercept alone. */
  readonly covariates?: Covariates;
  readonly names?: readonly string[];
  readonly exposures?: ArrayLike<number>;
  readonly offset?: Column;
  /** Whose rows hang together: the robust standard errors are then by cluster. */
  readonly cluster?: ArrayLike<string | number>;
  readonly level?: number;
};

/** Coefficients are logs of rate ratios; their standard errors take the shape as known, as R does. */
export type NegativeBinomialRegression = CoefficientTable & {
  readonly people: number;
  /** Each person's own mean rate per unit of exposure, as `empiricalBayesExpectation` wants it. */
  readonly mean: readonly number[];
  /** Each person's expected count. */
  readonly fitted: readonly number[];
  /** MASS's theta. */
  readonly shape: number;
  readonly standardErrorOfShape: number;
  readonly logLikelihood: number;
  readonly deviance: number;
};

/**
 * mᵢ = exp(xᵢ′b) for a whole eligible population: a person's expected rate is then that of people like them.
 * Refuses as `negativeBinomialFit` without covariates does, and a covariate that never changes
 * (`constant-covariate`) or that others explain (`collinear`). Source: R's `MASS::glm.nb`.
 */
export function negativeBinomialRegression(input: NegativeBinomialInput): NegativeBinomialRegression {
  const { level = USUAL_LEVEL } = input;
  requireLevel(level);
  const people = input.counts.length;
  const { outcome, logExposures } = countsAndExposures(input);
  const extra = input.offset === undefined ? undefined : numberColumn('offset', input.offset, people);
  const offset = logExposures.map((value, i) => value + (extra?.[i] ?? 0));
  const clusters = requireClusters(input.cluster, people);
  const columns = namedColumns(input.covariates ?? [], people, input.names);
  if (people < columns.columns.length + 2) {
    throw new StatisticsError(
      'too-few-people',
      `${people} people cannot carry ${columns.columns.length + 2} parameters`,
    );
  }
  const design = designMatrix(columns, people, true);
  const { fit, shape } = fitNegativeBinomial({ design, outcome, offset });
  let logLikelihood = 0;
  for (let i = 0; i < people; i++) {
    logLikelihood += Math.log(negativeBinomialPmf(outcome[i] ?? 0, shape, fit.fitted[i] ?? 0));
  }
  return {
    ...coefficientTable(fit, { dispersion: 1, people, clusters, robust: 'HC0', level }),
    people,
    mean: Array.from(fit.fitted, (mu, i) => mu / Math.exp(logExposures[i] ?? 0)),
    fitted: Array.from(fit.fitted),
    shape,
    standardErrorOfShape: 1 / Math.sqrt(shapeSlopes(outcome, fit.fitted, shape).information),
    logLikelihood,
    deviance: fit.deviance,
  };
}

function countsAndExposures({ counts, exposures }: NegativeBinomialInput) {
  const people = counts.length;
  if (people === 0) throw new StatisticsError('no-people', 'nobody to fit a rate on');
  const outcome = numberColumn('counts', counts, people);
  const time = exposures === undefined ? undefined : numberColumn('exposures', exposures, people);
  let events = 0;
  for (let i = 0; i < people; i++) {
    requireCount(`count of person ${i}`, outcome[i] ?? 0);
    if (time !== undefined) requireExposure(`exposure of person ${i}`, time[i] ?? 0);
    events += outcome[i] ?? 0;
  }
  if (events === 0) throw new StatisticsError('no-events', 'nobody has an event: no rate can be fitted');
  return { outcome, logExposures: outcome.map((_, i) => (time === undefined ? 0 : Math.log(time[i] ?? 1))) };
}
