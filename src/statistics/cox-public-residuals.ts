import type { CoxData } from './cox-data.ts';
import type { CoxFit } from './cox-fit.ts';
import { type CoxSteps, eventPlaces, schoenfeldResiduals, scoreResiduals } from './cox-residuals.ts';

/** As R's `residuals(fit, type)`. Rows of weight 0 have zeros. */
export type CoxResiduals = {
  /** One for each row given: events seen less events expected. */
  readonly martingale: readonly number[];
  /** One list of covariates for each row given, without its weight. */
  readonly score: readonly (readonly number[])[];
  /** How far each coefficient would move if the row were left out, about; its weight counts. */
  readonly dfbeta: readonly (readonly number[])[];
  /** The row of each event, by stratum and time, and one list of covariates for each. */
  readonly eventRows: readonly number[];
  readonly eventTimes: readonly number[];
  readonly schoenfeld: readonly (readonly number[])[];
  /** Schoenfeld residuals times events × covariance, plus the coefficient: β(t) about, to plot by time. */
  readonly scaledSchoenfeld: readonly (readonly number[])[];
};

export function publicResiduals(data: CoxData, fit: CoxFit, steps: CoxSteps): CoxResiduals {
  const { p, rows, row, scales, weight } = data;
  const { score, martingale } = scoreResiduals(data, steps);
  const { places } = eventPlaces(data, steps);
  const schoenfeld = schoenfeldResiduals(data, steps);
  const blank = () => Array.from({ length: rows }, () => new Array<number>(p).fill(0));
  const [scores, dfbeta, martingales] = [blank(), blank(), new Array<number>(rows).fill(0)];
  for (const [place, i] of row.entries()) {
    const own = score.subarray(place * p, (place + 1) * p);
    martingales[i] = martingale[place]!;
    scores[i] = Array.from(own, (value, j) => value * scales[j]!);
    dfbeta[i] = times(fit.covariance, own, p).map((value, j) => (weight[place]! * value) / scales[j]!);
  }
  const events = Array.from({ length: places.length }, (_, e) => schoenfeld.subarray(e * p, (e + 1) * p));
  return {
    martingale: martingales,
    score: scores,
    dfbeta,
    eventRows: Array.from(places, (place) => row[place]!),
    eventTimes: Array.from(places, (place) => data.stop[place]!),
    schoenfeld: events.map((own) => Array.from(own, (value, j) => value * scales[j]!)),
    scaledSchoenfeld: events.map((own) =>
      times(fit.covariance, own, p).map((value, j) => (value * places.length + fit.beta[j]!) / scales[j]!),
    ),
  };
}

function times(matrix: Float64Array, vector: Float64Array, p: number): number[] {
  return Array.from({ length: p }, (_, j) => {
    let sum = 0;
    for (let k = 0; k < p; k++) sum += matrix[j * p + k]! * vector[k]!;
    return sum;
  });
}
