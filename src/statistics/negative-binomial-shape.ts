import { StatisticsError } from './errors.ts';
import { fitModel, type ModelFit, type ModelInput } from './generalised-linear-model.ts';
import { digamma, trigamma } from './log-gamma.ts';
import { negativeBinomialFamily, poissonFamily } from './model-families.ts';

/**
 * A log-linear negative binomial model, its shape (variance μ + μ²/shape) and its coefficients by maximum
 * likelihood in turns, R's `MASS::glm.nb`. Refuses counts no more uneven than chance (`no-overdispersion`).
 * Source: Lawless 1987; Venables & Ripley 2002, 7.4.
 */
export function fitNegativeBinomial(input: Omit<ModelInput, 'family'>): {
  readonly fit: ModelFit;
  readonly shape: number;
} {
  let fit = fitModel({ ...input, family: poissonFamily });
  let shape = firstShape(input.outcome, fit.fitted);
  for (let turn = 0; turn < 200; turn++) {
    const next = bestShape(input.outcome, fit.fitted, shape);
    const moved = Math.abs(Math.log(next / shape));
    shape = next;
    fit = fitModel({ ...input, family: negativeBinomialFamily(shape) });
    if (turn > 0 && moved < 1e-10) return { fit, shape };
  }
  throw new StatisticsError('not-converged', 'the shape of the negative binomial did not settle');
}

function notUneven(): StatisticsError {
  return new StatisticsError('no-overdispersion', 'the series varies no more than chance: use quasi-Poisson');
}

/** By moments; where they give none, a large shape for the likelihood to judge. */
function firstShape(counts: Float64Array, means: Float64Array): number {
  const excess = counts.reduce((sum, y, i) => sum + (y / (means[i] ?? 1) - 1) ** 2, 0);
  return excess > 0 ? Math.max(1e-3, counts.length / excess) : 1e3;
}

/** Newton's method on log shape, steps held to a factor of e. */
function bestShape(counts: Float64Array, means: Float64Array, start: number): number {
  let k = start;
  for (let turn = 0; turn < 200; turn++) {
    let [score, information] = [0, 0];
    for (let i = 0; i < counts.length; i++) {
      const [y, mu] = [counts[i] ?? 0, means[i] ?? 0];
      const rest = (y + k) / (k + mu);
      score += digamma(y + k) - digamma(k) + Math.log(k / (k + mu)) + 1 - rest;
      information += trigamma(k) - trigamma(y + k) - 1 / k + 2 / (k + mu) - rest / (k + mu);
    }
    const curvature = information * k * k - score * k;
    const step = Math.max(-1, Math.min(1, curvature > 0 ? (score * k) / curvature : Math.sign(score)));
    k *= Math.exp(step);
    if (Math.abs(step) < 1e-11) return k;
    if (k > 1e7) throw notUneven();
  }
  throw new StatisticsError('not-converged', 'the shape of the negative binomial did not settle');
}
