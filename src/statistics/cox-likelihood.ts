import type { CoxData } from './cox-data.ts';
import { type RiskSet, riskScores, stepTotal, sweepRiskSets, tieSteps } from './cox-risk-sets.ts';

/** The partial likelihood's logarithm, gradient and information (p × p, row by row), for scaled covariates. */
export type CoxLikelihood = {
  readonly logLikelihood: number;
  readonly score: Float64Array;
  readonly information: Float64Array;
};

/** Null where the linear predictor is too large for its exponential. */
export function coxLikelihood(data: CoxData, beta: Float64Array): CoxLikelihood | null {
  const scores = riskScores(data, beta);
  if (scores === null) return null;
  const { p } = data;
  const { eta, risks } = scores;
  const score = new Float64Array(p);
  const half = new Float64Array((p * (p + 1)) / 2);
  let logLikelihood = 0;
  for (let i = 0; i < data.n; i++) {
    if (data.event[i] !== 1) continue;
    const weight = data.weight[i]!;
    logLikelihood += weight * eta[i]!;
    for (let j = 0; j < p; j++) score[j]! += weight * data.x[i * p + j]!;
  }
  const mean = new Float64Array(p);
  sweepRiskSets(data, risks, true, (set) => {
    const steps = tieSteps(data, set);
    for (let k = 0; k < steps; k++) {
      const weight = set.deathWeight / steps;
      logLikelihood -= weight * Math.log(stepTotal(set, k / steps));
      addInformation(set, k / steps, mean, weight, half);
      for (let j = 0; j < p; j++) score[j]! -= weight * mean[j]!;
    }
  });
  return { logLikelihood, score, information: whole(half, p) };
}

/** The mean of the covariates at risk, and their variance added to `half` with a weight. */
export function addInformation(
  set: RiskSet,
  share: number,
  mean: Float64Array,
  weight: number,
  half: Float64Array,
): void {
  const total = stepTotal(set, share);
  for (let j = 0, at = 0; j < mean.length; j++) {
    const sum = share === 0 ? set.s1[j]! : set.s1[j]! - share * set.d1[j]!;
    mean[j] = sum / total;
    for (let l = 0; l <= j; l++, at++) {
      const product = share === 0 ? set.s2[at]! : set.s2[at]! - share * set.d2[at]!;
      half[at]! += weight * (product / total - mean[j]! * mean[l]!);
    }
  }
}

/** A symmetric matrix in full from its lower half. */
export function whole(half: Float64Array, p: number): Float64Array {
  const full = new Float64Array(p * p);
  for (let j = 0, at = 0; j < p; j++) {
    for (let l = 0; l <= j; l++, at++) {
      full[j * p + l] = half[at]!;
      full[l * p + j] = half[at]!;
    }
  }
  return full;
}
