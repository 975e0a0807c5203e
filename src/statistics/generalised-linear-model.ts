import { choleskyFactor, choleskyInverse, choleskySolve, sandwich } from './cholesky.ts';
import type { Design } from './design-matrix.ts';
import { StatisticsError } from './errors.ts';
import type { Family, FamilyPoint } from './model-families.ts';

export type ModelInput = {
  readonly design: Design;
  readonly outcome: Float64Array;
  readonly weights?: Float64Array | undefined;
  readonly offset?: Float64Array | undefined;
  readonly family: Family;
  /** Scaled coefficients of a fit that is near; the family's own starting means when left out. */
  readonly start?: Float64Array;
  /** Sees each step of the linear predictor, to stop a search that can never end. */
  readonly watch?: (before: Float64Array, after: Float64Array, iteration: number) => void;
};

/** A fitted model, in the scaled columns of its design. */
export type ModelFit = {
  readonly design: Design;
  readonly scaled: Float64Array;
  /** (Xᵀ W X)⁻¹, before any dispersion. */
  readonly inverse: Float64Array;
  readonly eta: Float64Array;
  readonly fitted: Float64Array;
  /** Each row's slope of the log-likelihood in η, its weight included. */
  readonly scores: Float64Array;
  readonly deviance: number;
  readonly iterations: number;
};

const TURNS = 60;

type Slopes = { readonly deviance: number; readonly score: Float64Array; readonly information: Float64Array };
type State = Slopes & { readonly beta: Float64Array; readonly eta: Float64Array };

/**
 * Fisher's scoring with halved steps, from R's starting means. Done when the deviance moves by less than a
 * relative 1e-10 and the last step was small as well: the deviance alone stands still under separation.
 * Refuses with `not-converged`. Source: McCullagh & Nelder 1989, 2.5.
 */
export function fitModel(input: ModelInput): ModelFit {
  const { p } = input.design;
  let state = stateOf(input, input.start ?? firstCoefficients(input));
  for (let iteration = 1; iteration <= TURNS; iteration++) {
    const step = choleskySolve(factorOf(state.information, p), p, state.score);
    const next = halvedStep(input, state, step);
    input.watch?.(state.eta, next.eta, iteration);
    const still = Math.abs(next.deviance - state.deviance) <= 1e-10 * (Math.abs(next.deviance) + 0.1);
    const small = next.beta.every(
      (value, j) => Math.abs(value - (state.beta[j] ?? 0)) <= 1e-8 * (1 + Math.abs(value)),
    );
    state = next;
    if (still && small) return finish(input, state, iteration);
  }
  throw new StatisticsError('not-converged', 'the regression did not settle');
}

function factorOf(information: Float64Array, p: number): Float64Array {
  const factored = choleskyFactor(information, p, 1e-15);
  if ('factor' in factored) return factored.factor;
  throw new StatisticsError('not-converged', 'the regression ran into a direction without information');
}

/** One weighted least squares step from each row's own starting mean. */
function firstCoefficients(input: ModelInput): Float64Array {
  const { design, outcome, weights, offset, family } = input;
  const eta = Float64Array.from(outcome, (y, i) => family.start(y, weights?.[i] ?? 1));
  const { score, information } = slopesAt(input, eta, (i) => (eta[i] ?? 0) - (offset?.[i] ?? 0));
  return choleskySolve(factorOf(information, design.p), design.p, score);
}

function stateOf(input: ModelInput, beta: Float64Array): State {
  const eta = linearPredictor(input.design, beta, input.offset);
  return { beta, eta, ...slopesAt(input, eta) };
}

/** Deviance, Σ w s x and Σ w I x xᵀ at η; with `working`, I times that is added to s, which makes a whole step. */
function slopesAt(
  { design, outcome, weights, family }: ModelInput,
  eta: Float64Array,
  working?: (i: number) => number,
): Slopes {
  const { n, p, rows } = design;
  const [score, information] = [new Float64Array(p), new Float64Array(p * p)];
  const point: FamilyPoint = { mean: 0, score: 0, information: 0, deviance: 0 };
  let deviance = 0;
  for (let i = 0; i < n; i++) {
    const w = weights === undefined ? 1 : (weights[i] as number);
    if (w === 0) continue;
    family.at(outcome[i] as number, eta[i] as number, point);
    deviance += w * point.deviance;
    const inside = w * point.information;
    const pull = w * point.score + (working === undefined ? 0 : inside * working(i));
    const at = i * p;
    for (let j = 0; j < p; j++) {
      const x = rows[at + j] as number;
      score[j] = (score[j] as number) + pull * x;
      const left = inside * x;
      for (let k = 0; k <= j; k++) {
        information[j * p + k] = (information[j * p + k] as number) + left * (rows[at + k] as number);
      }
    }
  }
  for (let j = 0; j < p; j++) {
    for (let k = 0; k < j; k++) information[k * p + j] = information[j * p + k] ?? 0;
  }
  return { deviance, score, information };
}

export function linearPredictor(
  { n, p, rows }: Design,
  beta: Float64Array,
  offset: Float64Array | undefined,
): Float64Array {
  const eta = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = offset === undefined ? 0 : (offset[i] as number);
    const at = i * p;
    for (let j = 0; j < p; j++) sum += (rows[at + j] as number) * (beta[j] as number);
    eta[i] = sum;
  }
  return eta;
}

function halvedStep(input: ModelInput, from: State, step: Float64Array): State {
  let share = 1;
  for (let halving = 0; halving < 30; halving++) {
    const beta = from.beta.map((value, j) => value + share * (step[j] ?? 0));
    const next = stateOf(input, beta);
    if (next.deviance <= from.deviance + 1e-9 * (Math.abs(from.deviance) + 0.1)) return next;
    share /= 2;
  }
  throw new StatisticsError('not-converged', 'no step makes the regression fit better');
}

function finish(input: ModelInput, state: State, iterations: number): ModelFit {
  const { design, outcome, weights, family } = input;
  const { beta, eta, deviance, information } = state;
  const [fitted, scores] = [new Float64Array(design.n), new Float64Array(design.n)];
  const point: FamilyPoint = { mean: 0, score: 0, information: 0, deviance: 0 };
  for (let i = 0; i < design.n; i++) {
    family.at(outcome[i] as number, eta[i] as number, point);
    fitted[i] = point.mean;
    scores[i] = (weights?.[i] ?? 1) * point.score;
  }
  const inverse = choleskyInverse(factorOf(information, design.p), design.p);
  return { design, scaled: beta, inverse, eta, fitted, scores, deviance, iterations };
}

/** The sandwich of a fit around the covariance of its score, both in scaled columns. */
export function robustCovariance(fit: ModelFit, meat: Float64Array): Float64Array {
  return sandwich(fit.inverse, meat, fit.design.p);
}
