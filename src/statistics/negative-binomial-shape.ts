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
    fit = fitModel({ ...input, family: negativeBinomialFamily(shape), start: fit.scaled });
    if (turn > 0 && moved < 1e-10) return { fit, shape };
  }
  throw new StatisticsError('not-converged', 'the shape of the negative binomial did not settle');
}

function notUneven(): StatisticsError {
  return new StatisticsError('no-overdispersion', 'the counts vary no more than chance: use a Poisson model');
}

/** By moments; where they give none, a large shape for the likelihood to judge. */
function firstShape(counts: Float64Array, means: Float64Array): number {
  const excess = counts.reduce((sum, y, i) => sum + (y / (means[i] ?? 1) - 1) ** 2, 0);
  return excess > 0 ? Math.max(1e-3, counts.length / excess) : 1e3;
}

/** Newton's method on log shape, steps held to a factor of e. */
function bestShape(counts: Float64Array, means: Float64Array, start: number): number {
  const kinds = tally(counts);
  let k = start;
  for (let turn = 0; turn < 200; turn++) {
    const { score, information } = shapeSlopes(counts, means, k, kinds);
    const curvature = information * k * k - score * k;
    const step = Math.max(-1, Math.min(1, curvature > 0 ? (score * k) / curvature : Math.sign(score)));
    k *= Math.exp(step);
    if (Math.abs(step) < 1e-11) return k;
    if (k > 1e7) throw notUneven();
  }
  throw new StatisticsError('not-converged', 'the shape of the negative binomial did not settle');
}

/** How many have each count: the gamma functions need to be worked out once for each. */
function tally(counts: Float64Array): ReadonlyMap<number, number> {
  const kinds = new Map<number, number>();
  for (const y of counts) kinds.set(y, (kinds.get(y) ?? 0) + 1);
  return kinds;
}

/** The slope of the log-likelihood in the shape, and how fast it falls, at given means. */
export function shapeSlopes(
  counts: Float64Array,
  means: Float64Array,
  k: number,
  kinds: ReadonlyMap<number, number> = tally(counts),
): { readonly score: number; readonly information: number } {
  const [psi, psi1] = [digamma(k), trigamma(k)];
  let [score, information] = [0, 0];
  for (const [y, people] of kinds) {
    score += people * (digamma(y + k) - psi);
    information += people * (psi1 - trigamma(y + k));
  }
  for (let i = 0; i < counts.length; i++) {
    const whole = k + (means[i] as number);
    const rest = ((counts[i] as number) + k) / whole;
    score += Math.log(k / whole) + 1 - rest;
    information += (2 - rest) / whole - 1 / k;
  }
  return { score, information };
}
