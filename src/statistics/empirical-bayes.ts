import { requireCount, requireExposure, requireLevel, requirePositive, requireSameLength } from './checks.ts';
import { negativeBinomialCdf, negativeBinomialPmf } from './discrete.ts';
import { StatisticsError } from './errors.ts';
import { type RatioInterval, USUAL_LEVEL } from './interval.ts';
import { normalHalfWidth } from './normal.ts';
import { poissonInterval } from './single-intervals.ts';

/**
 * The law of the whole eligible population. `mean` is one rate for all, or one for each person from a model.
 */
export type PopulationLaw = { readonly mean: number | ArrayLike<number>; readonly shape: number };

/** What a person's rate is expected to be with no scheme at all; places as in the counts given. */
export type EmpiricalBayesExpectation = {
  /** Expected later rate of each person, events per unit of exposure. */
  readonly rates: readonly number[];
  readonly variances: readonly number[];
  /** How much of each expectation is the population's mean; the rest is the person's own record. */
  readonly weights: readonly number[];
  /**
   * Share of the observed baseline rate that would go away by itself: 1 − Σ E[λ] / Σ (x/t). Null without any
   * baseline event. To be printed beside any before and after.
   */
  readonly regressionToTheMean: number | null;
};

/**
 * Expected later rates of people whose baseline counts are known, if nothing were done: E[λ|x] = (k + x)/(k/m
 * + t).
 *
 * @param counts events of each chosen person in the baseline
 * @param exposures time at risk in the baseline, in the unit that the population's mean is per
 * @param population from `negativeBinomialFit` on everybody eligible, not on the chosen
 *
 * Source: gamma–Poisson conjugacy; Hauer, "Observational before–after studies", 1997, for the weight form.
 */
export function empiricalBayesExpectation(
  counts: ArrayLike<number>,
  exposures: ArrayLike<number>,
  population: PopulationLaw,
): EmpiricalBayesExpectation {
  if (counts.length === 0) throw new StatisticsError('no-people', 'nobody to form an expectation for');
  requireSameLength('exposures', counts.length, exposures.length);
  if (typeof population.mean === 'object') requireSameLength('mean', counts.length, population.mean.length);
  requirePositive('shape', population.shape);
  const k = population.shape;
  const [rates, variances, weights] = [[] as number[], [] as number[], [] as number[]];
  let observed = 0;
  for (let i = 0; i < counts.length; i++) {
    const x = counts[i] ?? Number.NaN;
    const t = exposures[i] ?? 0;
    const mean = typeof population.mean === 'number' ? population.mean : (population.mean[i] ?? 0);
    requireCount(`count of person ${i}`, x);
    requireExposure(`exposure of person ${i}`, t);
    requirePositive(`mean of person ${i}`, mean);
    const prior = k / mean;
    rates.push((k + x) / (prior + t));
    variances.push((k + x) / (prior + t) ** 2);
    weights.push(prior / (prior + t));
    observed += x / t;
  }
  const expected = rates.reduce((sum, rate) => sum + rate, 0);
  return { rates, variances, weights, regressionToTheMean: observed === 0 ? null : 1 - expected / observed };
}

export type EmpiricalBayesIndex = RatioInterval & { readonly observed: number; readonly expected: number };

/**
 * Observed later events over those expected with no scheme: 1 is "as expected", 0.8 is a fifth fewer.
 *
 * @param laterCounts events of each person in the follow-up
 * @param laterExposures time at risk in the follow-up, custody taken out, same unit as the expectation's
 * rates
 *
 * No later event: an exact upper limit, labelled so. Source: var(ln θ) ≈ 1/Σy + Σ Varᵢ tᵢ² / (Σ Eᵢ tᵢ)²,
 * delta method.
 */
export function empiricalBayesIndex(
  laterCounts: ArrayLike<number>,
  laterExposures: ArrayLike<number>,
  expectation: Pick<EmpiricalBayesExpectation, 'rates' | 'variances'>,
  level: number = USUAL_LEVEL,
): EmpiricalBayesIndex {
  requireLevel(level);
  requireSameLength('laterCounts', expectation.rates.length, laterCounts.length);
  requireSameLength('laterExposures', expectation.rates.length, laterExposures.length);
  if (laterCounts.length === 0) throw new StatisticsError('no-people', 'nobody was followed');
  let [observed, expected, variance] = [0, 0, 0];
  for (let i = 0; i < laterCounts.length; i++) {
    const y = laterCounts[i] ?? Number.NaN;
    const t = laterExposures[i] ?? 0;
    requireCount(`later count of person ${i}`, y);
    requireExposure(`later exposure of person ${i}`, t);
    observed += y;
    expected += (expectation.rates[i] ?? 0) * t;
    variance += (expectation.variances[i] ?? 0) * t * t;
  }
  const known = { ratio: observed / expected, level, observed, expected };
  if (observed === 0) {
    const upper = poissonInterval(0, expected, level).upper;
    const note = 'Exact only if every offence were independent; given because nobody had a later event.';
    return { ...known, lower: 0, upper, method: 'exact-if-independent', note };
  }
  const factor = Math.exp(normalHalfWidth(level) * Math.sqrt(1 / observed + variance / expected ** 2));
  const note = 'Each person is compared with what was expected of them from the whole eligible population.';
  return {
    ...known,
    lower: known.ratio / factor,
    upper: known.ratio * factor,
    method: 'person-robust',
    note,
  };
}

/**
 * The fall to expect with no scheme at all when everybody with `threshold` or more events in a baseline of
 * `exposure` is chosen: 0.4 is a fall of 40 %. For planning, before there is any data on those chosen.
 * Refuses a threshold of 0 (nobody would be selected by it). Source: negative binomial closed form.
 */
export function regressionToTheMeanBySelection(
  population: { readonly mean: number; readonly shape: number },
  threshold: number,
  exposure: number,
): number {
  requirePositive('mean', population.mean);
  requirePositive('shape', population.shape);
  requireCount('threshold', threshold);
  requireExposure('exposure', exposure);
  if (threshold === 0) throw new StatisticsError('invalid-argument', 'a threshold of 0 selects everybody');
  const { mean, shape } = population;
  const mu = mean * exposure;
  const chosen = negativeBinomialCdf(threshold - 1, shape, mu, { upper: true });
  if (chosen < 1e-290) throw new StatisticsError('no-people', 'nobody would reach the threshold');
  // E[X; X ≥ c] = mu (P(X ≥ c) + growth at the edge): from x p(x) = (x − 1 + k) q p(x − 1), summed from c.
  const failure = mu / (shape + mu);
  const edge = negativeBinomialPmf(threshold - 1, shape, mu) * (threshold - 1 + shape) * failure;
  const baseline = (edge + shape * failure * chosen) / (1 - failure) / chosen;
  const later = (shape + baseline) / (shape / mean + exposure);
  return 1 - later / (baseline / exposure);
}
