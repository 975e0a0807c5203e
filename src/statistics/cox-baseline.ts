import { requireFinite, requireSameLength } from './checks.ts';
import type { CoxData } from './cox-data.ts';
import type { CoxFit } from './cox-fit.ts';
import type { CoxSteps } from './cox-residuals.ts';
import { StatisticsError } from './errors.ts';
import type { Label } from './survival-times.ts';

/** Whose hazard is wanted: covariates in order, 0 each unless given, and no offset. */
export type BaselineOptions = { readonly at?: readonly number[] };

/** Lists of one length: an entry for each time with events in the stratum, ascending. */
export type BaselineHazard = {
  readonly stratum: Label | null;
  readonly time: readonly number[];
  readonly hazard: readonly number[];
  readonly cumulativeHazard: readonly number[];
  /** exp(−cumulative hazard). */
  readonly survival: readonly number[];
  /** Of the cumulative hazard, the coefficients' uncertainty included. */
  readonly standardError: readonly number[];
};

/**
 * The hazard of somebody with given covariates, ties treated as in the fit. Source: Breslow 1972, Efron 1977;
 * standard error Tsiatis 1981, as in R's `survfit(fit)`.
 */
export function baselineHazards(
  data: CoxData,
  fit: CoxFit,
  steps: CoxSteps,
  { at: given }: BaselineOptions,
): BaselineHazard[] {
  const { p, centres, scales } = data;
  if (given !== undefined) requireSameLength('at of the baseline hazard', p, given.length);
  const at = Float64Array.from({ length: p }, (_, j) => {
    const value = given?.[j] ?? 0;
    requireFinite(`covariate ${j} of the baseline hazard`, value);
    return (value - centres[j]!) / scales[j]!;
  });
  // The linear predictors were centred; the difference from anybody's own is the same.
  let own = data.offset?.[0] ?? 0;
  for (let j = 0; j < p; j++) own += data.x[j]! * fit.beta[j]!;
  const risk = Math.exp(at.reduce((sum, value, j) => sum + value * fit.beta[j]!, 0) - own + steps.eta[0]!);
  if (!(risk > 0 && Number.isFinite(risk))) {
    throw new StatisticsError('invalid-argument', 'these covariates are too far from anybody seen');
  }
  return data.strata.map((stratum, s) => baselineOf(data, fit, steps, s, stratum, at, risk));
}

function baselineOf(
  { p }: CoxData,
  fit: CoxFit,
  steps: CoxSteps,
  s: number,
  stratum: Label | null,
  at: Float64Array,
  risk: number,
): BaselineHazard {
  const lists = {
    ...{ time: [] as number[], hazard: [] as number[], cumulativeHazard: [] as number[] },
    ...{ survival: [] as number[], standardError: [] as number[] },
  };
  const drift = new Float64Array(p);
  let [total, variance] = [0, 0];
  for (let e = steps.bounds[s + 1]! - 1; e >= steps.bounds[s]!; e--) {
    const hazard = steps.hazard[e]! * risk;
    total += hazard;
    variance += steps.variance[e]! * risk * risk;
    for (let j = 0; j < p; j++) drift[j]! += at[j]! * hazard - steps.drift[e * p + j]! * risk;
    let uncertain = 0;
    for (let j = 0; j < p; j++) {
      for (let k = 0; k < p; k++) uncertain += drift[j]! * fit.covariance[j * p + k]! * drift[k]!;
    }
    lists.time.push(steps.time[e]!);
    lists.hazard.push(hazard);
    lists.cumulativeHazard.push(total);
    lists.survival.push(Math.exp(-total));
    lists.standardError.push(Math.sqrt(variance + uncertain));
  }
  return { stratum, ...lists };
}
