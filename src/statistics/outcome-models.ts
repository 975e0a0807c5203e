import { type Design, designMatrix, type NamedColumns } from './design-matrix.ts';
import { StatisticsError } from './errors.ts';
import { fitModel, linearPredictor, type ModelFit } from './generalised-linear-model.ts';
import { fitLogistic } from './logistic-regression.ts';
import { gaussianFamily } from './model-families.ts';

export type Propensity = {
  readonly p: Float64Array;
  /**
   * Adds to each person's influence what comes of having fitted the propensities; `slopes` is how each
   * person's part changes with the log-odds. Null where the propensities were given.
   */
  readonly correct: ((influence: Float64Array, slopes: Float64Array) => Float64Array) | null;
};

export type ArmModel = {
  /** The outcome that the arm's model expects of everybody, in either arm. */
  readonly predicted: Float64Array;
  /** Each person's pull on Σ share × predicted through the fitted model. */
  readonly pull: (share: Float64Array) => Float64Array;
};

export function propensityModel(treated: Uint8Array, columns: NamedColumns): Propensity {
  const n = treated.length;
  const design = designMatrix(columns, n, true);
  const fit = fitLogistic({ design, outcome: Float64Array.from(treated) });
  return {
    p: fit.fitted,
    correct: (influence, slopes) => {
      const through = throughModel(fit, design, slopes);
      return influence.map((value, i) => value + (through[i] ?? 0));
    },
  };
}

/** Logistic where every outcome is 0 or 1, otherwise linear; and how predictions change with the predictor. */
function fitOutcome(
  design: Design,
  outcome: Float64Array,
  weights: Float64Array | undefined,
): { fit: ModelFit; slopeOf: (mean: number) => number; meanOf: (eta: number) => number } {
  if (outcome.every((y) => y === 0 || y === 1)) {
    const fit = fitLogistic({ design, outcome, weights });
    return { fit, slopeOf: (mean) => mean * (1 - mean), meanOf: (eta) => 1 / (1 + Math.exp(-eta)) };
  }
  const fit = fitModel({ design, outcome, weights, family: gaussianFamily });
  return { fit, slopeOf: () => 1, meanOf: (eta) => eta };
}

function requireEnough(people: number, coefficients: number, who: string): void {
  if (people > coefficients) return;
  throw new StatisticsError('too-few-people', `${people} ${who} people cannot carry an outcome model`);
}

/** The outcome model of one arm, fitted in it alone, so that effects may differ with every covariate. */
export function armModel(
  arm: number,
  treated: Uint8Array,
  outcome: Float64Array,
  columns: NamedColumns,
): ArmModel {
  const n = treated.length;
  const weights = Float64Array.from(treated, (t) => (t === arm ? 1 : 0));
  const people = weights.reduce((sum, w) => sum + w, 0);
  requireEnough(people, columns.columns.length + 1, arm === 1 ? 'treated' : 'untreated');
  const design = designMatrix(columns, n, true, weights);
  const { fit, slopeOf } = fitOutcome(design, outcome, weights);
  const pull = (share: Float64Array) =>
    throughModel(
      fit,
      design,
      share.map((s, i) => s * slopeOf(fit.fitted[i] ?? 0)),
    );
  return { predicted: fit.fitted, pull };
}

/**
 * Where only an arm's own people count, their outcomes stand for themselves: averaged, an arm's model with
 * an intercept says the same, and cannot fail.
 */
export function observedArm(outcome: Float64Array): ArmModel {
  return { predicted: outcome, pull: () => new Float64Array(outcome.length) };
}

/** One model for both arms, with treatment as a covariate: what the untreated and the treated arm expect. */
export function commonModels(
  treated: Uint8Array,
  outcome: Float64Array,
  { names, columns }: NamedColumns,
): { readonly one: ArmModel; readonly other: ArmModel } {
  const n = treated.length;
  requireEnough(n, columns.length + 2, 'such');
  const both = { names: ['treated', ...names], columns: [Float64Array.from(treated), ...columns] };
  const design = designMatrix(both, n, true);
  const { fit, slopeOf, meanOf } = fitOutcome(design, outcome, undefined);
  const armOf = (arm: number): ArmModel => {
    const rows = design.rows.slice();
    const value = (arm - (design.centres[1] ?? 0)) / (design.scales[1] ?? 1);
    for (let i = 0; i < n; i++) rows[i * design.p + 1] = value;
    const asArm = { ...design, rows };
    const predicted = linearPredictor(asArm, fit.scaled, undefined).map(meanOf);
    const pull = (share: Float64Array) =>
      throughModel(
        fit,
        asArm,
        share.map((s, i) => s * slopeOf(predicted[i] ?? 0)),
      );
    return { predicted, pull };
  };
  return { one: armOf(1), other: armOf(0) };
}

/** Each person's score, through the model's covariance, on Σ slopes × predictor as `where` has its rows. */
function throughModel(fit: ModelFit, where: Design, slopes: Float64Array): Float64Array {
  const { n, p, rows } = where;
  const gradient = new Float64Array(p);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < p; j++) gradient[j] = (gradient[j] ?? 0) + (slopes[i] ?? 0) * (rows[i * p + j] ?? 0);
  }
  const direction = gradient.map((_, j) =>
    gradient.reduce((sum, value, k) => sum + value * (fit.inverse[j * p + k] ?? 0), 0),
  );
  const moved = linearPredictor(fit.design, direction, undefined);
  return moved.map((value, i) => value * (fit.scores[i] ?? 0));
}
