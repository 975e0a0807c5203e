import { requireCount, requireExposure, requireInteger, requireLevel } from './checks.ts';
import { rootDiagonal, waldTests } from './coefficient-table.ts';
import {
  type Column,
  type Design,
  designMatrix,
  numberColumn,
  unscaledCoefficients,
  unscaledCovariance,
} from './design-matrix.ts';
import { StatisticsError } from './errors.ts';
import { fitModel, type ModelFit, robustCovariance } from './generalised-linear-model.ts';
import { USUAL_LEVEL } from './interval.ts';
import { gaussianFamily, poissonFamily } from './model-families.ts';
import { fitNegativeBinomial } from './negative-binomial-shape.ts';
import { normalHalfWidth } from './normal.ts';
import { neweyWestMeat } from './robust-meat.ts';

export type SeriesFamily = 'quasi-poisson' | 'negative-binomial' | 'gaussian';

export type Series = {
  /** One value a point in time, evenly spaced, oldest first; counts (0 or more) unless `gaussian`. */
  readonly outcome: Column;
  /** People (or person-years) behind each point: rates are modelled. */
  readonly population?: Column;
};

export type InterruptedInput = Series & {
  /** Place (from 0) of the first point after the change. */
  readonly interruption: number;
  /** `quasi-poisson` (log-linear) when left out; `gaussian` is linear in the outcome, or in its rate. */
  readonly family?: SeriesFamily;
  /** `month`: a dummy for each place in the period but the first; `fourier`: sines and cosines. */
  readonly season?: 'none' | 'month' | 'fourier';
  /** Points in a season's round, 12 when left out. */
  readonly period?: number;
  /** Pairs of sine and cosine, 2 when left out. */
  readonly harmonics?: number;
  /** Lags over which errors may hang together, 12 when left out. */
  readonly lag?: number;
  /** Multiplies covariances by n / (n − p). */
  readonly smallSample?: boolean;
  /** A series without the change, at the same points. */
  readonly comparison?: Series;
  /** Lets a side have fewer than 12 points; say so where the answer is shown. */
  readonly allowFewPoints?: boolean;
  readonly level?: number;
};

/** An effect on the model's own scale (log, or the outcome's for `gaussian`), and as a ratio where log. */
export type SeriesEffect = {
  readonly estimate: number;
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
  readonly pValue: number;
  readonly ratio: number | null;
  readonly ratioLower: number | null;
  readonly ratioUpper: number | null;
};

export type SeriesFit = {
  /** intercept, time (from 1), level, slope, then the season's. */
  readonly names: readonly string[];
  readonly coefficients: readonly number[];
  /** Newey–West. */
  readonly standardErrors: readonly number[];
  /** As if errors were independent. */
  readonly modelStandardErrors: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  /** Jump at the first point after; then the change of the slope per point. */
  readonly levelChange: SeriesEffect;
  readonly slopeChange: SeriesEffect;
  /** Pearson χ² / (n − p); for `gaussian` the residual variance. */
  readonly dispersion: number;
  /** Of the negative binomial; null for others. */
  readonly shape: number | null;
  readonly fitted: readonly number[];
  /** What the model expects at every point without the change, with limits for that mean. */
  readonly counterfactual: readonly number[];
  readonly counterfactualLower: readonly number[];
  readonly counterfactualUpper: readonly number[];
  /** Of Pearson residuals; near 2 where neighbours do not hang together. */
  readonly durbinWatson: number;
};

export type InterruptedTimeSeries = SeriesFit & {
  readonly pointsBefore: number;
  readonly pointsAfter: number;
  readonly family: SeriesFamily;
  readonly lag: number;
  readonly level: number;
  /** The same model for the comparison, and the changes over and above its changes. */
  readonly comparison: SeriesFit | null;
  readonly relative: { readonly levelChange: SeriesEffect; readonly slopeChange: SeriesEffect } | null;
};

export const FEWEST_POINTS = 12;

/**
 * Segmented regression of a series around a change: ln μ = b₀ + b₁ t + b₂ level + b₃ (t − t₀) level + season
 * (+ ln population), t₀ the first point after, with standard errors that let neighbouring points hang
 * together. A comparison is fitted by the same model and its changes are taken off; the two series count as
 * independent, which is cautious where the same shocks move both.
 *
 * Refuses fewer than 12 points on a side (`too-few-points`) unless allowed, a change outside the series
 * (`invalid-argument`), a side or series without events (`no-events`), a season that the points cannot tell
 * (`collinear`, `constant-covariate`), and a negative binomial for counts that vary no more than chance
 * (`no-overdispersion`).
 * Source: Wagner et al. 2002; Bernal, Cummins & Gasparrini 2017; Newey & West 1987; Durbin & Watson 1950.
 */
export function interruptedTimeSeries(input: InterruptedInput): InterruptedTimeSeries {
  const { level = USUAL_LEVEL, lag = 12, family = 'quasi-poisson' } = input;
  requireLevel(level);
  requireCount('lag', lag);
  const n = input.outcome.length;
  requireInteger('interruption', input.interruption);
  const [pointsBefore, pointsAfter] = [input.interruption, n - input.interruption];
  if (pointsBefore < 1 || pointsAfter < 1) {
    throw new StatisticsError('invalid-argument', 'the change must come after the first point of the series');
  }
  const fewest = Math.min(pointsBefore, pointsAfter);
  if (fewest < FEWEST_POINTS && input.allowFewPoints !== true) {
    throw new StatisticsError(
      'too-few-points',
      `${fewest} points on a side are too few: at least ${FEWEST_POINTS}`,
    );
  }
  const own = fitSeries('the series', input, input, n);
  const comparison =
    input.comparison === undefined ? null : fitSeries('the comparison', input.comparison, input, n);
  const relative = comparison && {
    levelChange: difference(own.levelChange, comparison.levelChange, level, family),
    slopeChange: difference(own.slopeChange, comparison.slopeChange, level, family),
  };
  return { ...own, pointsBefore, pointsAfter, family, lag, level, comparison, relative };
}

function fitSeries(name: string, series: Series, input: InterruptedInput, n: number): SeriesFit {
  const { family = 'quasi-poisson', level = USUAL_LEVEL, lag = 12, smallSample = false } = input;
  const gaussian = family === 'gaussian';
  const { outcome, offset } = seriesData(name, series, input, n);
  const design = seriesDesign(input, n);
  if (n <= design.p) {
    throw new StatisticsError('too-few-points', `${n} points cannot carry ${design.p} coefficients`);
  }
  const data = { design, outcome, offset };
  const { fit, shape } =
    family === 'negative-binomial'
      ? fitNegativeBinomial(data)
      : { fit: fitModel({ ...data, family: gaussian ? gaussianFamily : poissonFamily }), shape: null };
  const pearson = pearsonResiduals(outcome, fit, family, shape);
  const dispersion = pearson.reduce((sum, r) => sum + r * r, 0) / (n - design.p);
  const correction = smallSample ? n / (n - design.p) : 1;
  const scaled = robustCovariance(fit, neweyWestMeat(fit, lag)).map((value) => value * correction);
  const coefficients = unscaledCoefficients(design, fit.scaled);
  const covariance = unscaledCovariance(design, scaled);
  const standardErrors = rootDiagonal(covariance);
  const modelScale = family === 'negative-binomial' ? 1 : dispersion;
  const model = fit.inverse.map((value) => value * modelScale);
  const effect = (j: number) => effectOf(coefficients[j] ?? 0, standardErrors[j] ?? 0, level, family);
  return {
    names: design.names,
    coefficients,
    standardErrors,
    modelStandardErrors: rootDiagonal(unscaledCovariance(design, model)),
    covariance,
    levelChange: effect(2),
    slopeChange: effect(3),
    dispersion,
    shape,
    fitted: Array.from(fit.fitted),
    ...counterfactual(fit, coefficients, covariance, input, offset),
    durbinWatson: durbinWatson(pearson),
  };
}

function seriesData(
  name: string,
  series: Series,
  { family, interruption }: InterruptedInput,
  n: number,
): { outcome: Float64Array; offset: Float64Array | undefined } {
  const outcome = numberColumn(name, series.outcome, n);
  const population =
    series.population === undefined ? undefined : numberColumn('population', series.population, n);
  population?.forEach((value, i) => {
    requireExposure(`population at ${i}`, value);
  });
  if (family === 'gaussian') {
    return {
      outcome: population ? outcome.map((y, i) => y / (population[i] ?? 1)) : outcome,
      offset: undefined,
    };
  }
  const [before, after] = [outcome.subarray(0, interruption), outcome.subarray(interruption)];
  for (const [i, y] of outcome.entries()) {
    if (y < 0) throw new StatisticsError('invalid-count', `${name} at ${i} is ${y}, below 0`);
  }
  if (before.every((y) => y === 0) || after.every((y) => y === 0)) {
    throw new StatisticsError('no-events', `${name} has no event on one side: no ratio can be fitted`);
  }
  return { outcome, offset: population?.map((value) => Math.log(value)) };
}

function seriesDesign(input: InterruptedInput, n: number): Design {
  const { interruption, season = 'none', period = 12, harmonics = 2 } = input;
  const points = Float64Array.from({ length: n }, (_, i) => i);
  const names = ['time', 'level', 'slope'];
  const columns = [
    points.map((i) => i + 1),
    points.map((i) => (i >= interruption ? 1 : 0)),
    points.map((i) => Math.max(0, i - interruption)),
  ];
  if (season !== 'none') requireCount('period', period);
  if (season !== 'none' && period < 2)
    throw new StatisticsError('invalid-argument', 'a season needs 2 points');
  if (season === 'month') {
    for (let m = 1; m < period; m++) {
      names.push(`month ${m + 1}`);
      columns.push(points.map((i) => (i % period === m ? 1 : 0)));
    }
  }
  if (season === 'fourier') {
    requireCount('harmonics', harmonics);
    for (let h = 1; h <= harmonics; h++) {
      names.push(`sine ${h}`, `cosine ${h}`);
      columns.push(
        points.map((i) => Math.sin((2 * Math.PI * h * (i + 1)) / period)),
        points.map((i) => Math.cos((2 * Math.PI * h * (i + 1)) / period)),
      );
    }
  }
  return designMatrix({ names, columns }, n, true);
}

function pearsonResiduals(
  outcome: Float64Array,
  { fitted }: ModelFit,
  family: SeriesFamily,
  shape: number | null,
): Float64Array {
  return outcome.map((y, i) => {
    const mu = fitted[i] ?? 0;
    const variance = family === 'gaussian' ? 1 : shape === null ? mu : mu + (mu * mu) / shape;
    return (y - mu) / Math.sqrt(variance);
  });
}

function durbinWatson(residuals: Float64Array): number {
  let [steps, squares] = [0, 0];
  for (const [i, value] of residuals.entries()) {
    squares += value * value;
    if (i > 0) steps += (value - (residuals[i - 1] ?? 0)) ** 2;
  }
  // A perfect fit leaves no residuals to hang together.
  return squares > 0 ? steps / squares : 2;
}

function effectOf(
  estimate: number,
  standardError: number,
  level: number,
  family: SeriesFamily,
): SeriesEffect {
  const { lower, upper, pValues } = waldTests([estimate], [standardError], level, Infinity);
  const [low, high] = [lower[0] ?? estimate, upper[0] ?? estimate];
  const asRatio = (value: number) => (family === 'gaussian' ? null : Math.exp(value));
  return {
    estimate,
    standardError,
    lower: low,
    upper: high,
    pValue: pValues[0] ?? 1,
    ratio: asRatio(estimate),
    ratioLower: asRatio(low),
    ratioUpper: asRatio(high),
  };
}

function difference(
  one: SeriesEffect,
  other: SeriesEffect,
  level: number,
  family: SeriesFamily,
): SeriesEffect {
  const spread = Math.hypot(one.standardError, other.standardError);
  return effectOf(one.estimate - other.estimate, spread, level, family);
}

/** The fit with level and slope taken off again, by the covariance of what is left. */
function counterfactual(
  fit: ModelFit,
  coefficients: readonly number[],
  covariance: readonly (readonly number[])[],
  { level = USUAL_LEVEL, family }: InterruptedInput,
  offset: Float64Array | undefined,
): Pick<SeriesFit, 'counterfactual' | 'counterfactualLower' | 'counterfactualUpper'> {
  const { n, p, rows, centres, scales } = fit.design;
  const half = normalHalfWidth(level);
  const mean = (eta: number) => (family === 'gaussian' ? eta : Math.exp(eta));
  const [line, low, high]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < n; i++) {
    const x = Array.from({ length: p }, (_, j) =>
      j === 0 ? 1 : (rows[i * p + j] ?? 0) * (scales[j] ?? 1) + (centres[j] ?? 0),
    );
    x[2] = 0;
    x[3] = 0;
    const eta = x.reduce((sum, value, j) => sum + value * (coefficients[j] ?? 0), offset?.[i] ?? 0);
    const variance = x.reduce(
      (sum, a, j) => sum + x.reduce((inner, b, k) => inner + a * b * (covariance[j]?.[k] ?? 0), 0),
      0,
    );
    const reach = half * Math.sqrt(Math.max(0, variance));
    line.push(mean(eta));
    low.push(mean(eta - reach));
    high.push(mean(eta + reach));
  }
  return { counterfactual: line, counterfactualLower: low, counterfactualUpper: high };
}
