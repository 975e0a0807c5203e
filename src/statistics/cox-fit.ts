import { choleskyFactor, choleskyInverse, choleskySolve } from './cholesky.ts';
import type { CoxData } from './cox-data.ts';
import { type CoxLikelihood, coxLikelihood } from './cox-likelihood.ts';
import { StatisticsError } from './errors.ts';

/** A fit in scaled covariates. */
export type CoxFit = {
  readonly beta: Float64Array;
  readonly covariance: Float64Array;
  readonly initial: CoxLikelihood;
  readonly final: CoxLikelihood;
  readonly scoreStatistic: number;
  readonly iterations: number;
};

/** Share of a covariate's information that must be left once those before it are taken out. */
const COLLINEAR = 1e-11;
/** A step that still moves somebody's linear predictor by so much has not arrived. */
const STILL_MOVING = 0.1;
/** A gain in log-likelihood, for events of weight 1, that no longer counts. */
const NO_GAIN = 1e-6;
/** So many steps in a row that move far and gain nothing are a coefficient on its way to infinity. */
const PATIENCE = 4;

/**
 * Newton's method from 0 with step-halving. Coefficients that run away without gain (a monotone likelihood:
 * everybody with the event has a covariate at its edge) are refused, because R's warning and its standard
 * error of thousands would be printed as if they were figures.
 */
export function fitCox(data: CoxData, tolerance: number, maxIterations: number): CoxFit {
  const { p } = data;
  let beta = new Float64Array(p);
  const initial = coxLikelihood(data, beta);
  if (initial === null)
    throw new StatisticsError('invalid-argument', 'the offset is too large to exponentiate');
  let factor = firstFactor(data, initial);
  const scoreStatistic = dot(initial.score, choleskySolve(factor, p, initial.score));
  const eventWeight = totalEventWeight(data) / data.events;
  let [now, runaway] = [initial, 0];
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    const step = choleskySolve(factor, p, now.score);
    const gain = dot(now.score, step) / eventWeight;
    const { reach, fastest } = reachOf(step, data.ranges);
    runaway = gain < NO_GAIN && reach > STILL_MOVING ? runaway + 1 : 0;
    if (runaway >= PATIENCE) throw infinite(data, fastest);
    const next = takeStep(data, beta, step, now);
    const factored = next && choleskyFactor(next.likelihood.information, p, COLLINEAR);
    if (next === null || factored === null || 'dependent' in factored) throw infinite(data, fastest);
    ({ beta, likelihood: now } = next);
    factor = factored.factor;
    if (reach <= tolerance || gain < 1e-24) {
      return {
        beta,
        covariance: choleskyInverse(factor, p),
        initial,
        final: now,
        scoreStatistic,
        iterations: iteration,
      };
    }
  }
  throw new StatisticsError('not-converged', `no maximum after ${maxIterations} steps`);
}

function firstFactor(data: CoxData, { information }: CoxLikelihood): Float64Array {
  const { p, names } = data;
  const events = totalEventWeight(data);
  for (let j = 0; j < p; j++) {
    if (!(information[j * p + j]! > 1e-14 * events)) {
      throw new StatisticsError(
        'constant-covariate',
        `${names[j]} is the same for all who are at risk together whenever there is an event`,
      );
    }
  }
  const factored = choleskyFactor(information, p, COLLINEAR);
  if ('factor' in factored) return factored.factor;
  const name = names[factored.dependent];
  throw new StatisticsError('collinear', `${name} is explained by the covariates before it: leave one out`);
}

/** The step, halved until it does no harm; null where none does. */
function takeStep(data: CoxData, beta: Float64Array, step: Float64Array, now: CoxLikelihood) {
  const slack = 1e-11 * (1 + Math.abs(now.logLikelihood));
  for (let size = 1; size > 1e-9; size /= 2) {
    const trial = beta.map((value, j) => value + size * step[j]!);
    const likelihood = coxLikelihood(data, trial);
    if (likelihood !== null && likelihood.logLikelihood >= now.logLikelihood - slack) {
      return { beta: trial, likelihood };
    }
  }
  return null;
}

function reachOf(step: Float64Array, ranges: Float64Array): { reach: number; fastest: number } {
  let [reach, fastest] = [0, 0];
  for (let j = 0; j < step.length; j++) {
    const far = Math.abs(step[j]!) * ranges[j]!;
    if (far > reach) [reach, fastest] = [far, j];
  }
  return { reach, fastest };
}

function infinite({ names }: CoxData, j: number): StatisticsError {
  return new StatisticsError(
    'separation',
    `the coefficient of ${names[j]} is infinite (a monotone likelihood): leave it out or join its groups`,
  );
}

function totalEventWeight({ n, event, weight }: CoxData): number {
  let sum = 0;
  for (let i = 0; i < n; i++) if (event[i] === 1) sum += weight[i]!;
  return sum;
}

export function dot(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, j) => sum + value * other[j]!, 0);
}
