/**
 * One row of a generalised linear model as its linear predictor η sees it: mean μ, the slope of the
 * log-likelihood in η, the expected information in η, and the deviance of a weight of 1.
 */
export type FamilyPoint = { mean: number; score: number; information: number; deviance: number };

export type Family = {
  /** Writes the point of outcome y at η into `out`, which is used over and over so that none is thrown away. */
  at(y: number, eta: number, out: FamilyPoint): void;
  /** η of a mean a little inside the range, to start from. */
  start(y: number, weight: number): number;
};

/** y log(y / μ) with 0 log 0 = 0. */
function entropy(y: number, mean: number): number {
  return y === 0 ? 0 : y * Math.log(y / mean);
}

export const binomialFamily: Family = {
  at(y, eta, out) {
    const small = Math.exp(-Math.abs(eta));
    const high = 1 / (1 + small);
    const low = small * high;
    const mean = eta < 0 ? low : high;
    const rest = eta < 0 ? high : low;
    out.mean = mean;
    out.score = y === 1 ? rest : y - mean;
    out.information = low * high;
    if (y === 1 || y === 0) {
      const against = y === 1 ? -eta : eta;
      out.deviance = 2 * (Math.max(against, 0) + Math.log(1 + small));
    } else out.deviance = 2 * (entropy(y, mean) + entropy(1 - y, rest));
  },
  start(y, weight) {
    return Math.log((weight * y + 0.5) / (weight * (1 - y) + 0.5));
  },
};

export const gaussianFamily: Family = {
  at(y, eta, out) {
    out.mean = eta;
    out.score = y - eta;
    out.information = 1;
    out.deviance = (y - eta) ** 2;
  },
  start: (y) => y,
};

export const poissonFamily: Family = {
  at(y, eta, out) {
    const mean = Math.exp(eta);
    out.mean = mean;
    out.score = y - mean;
    out.information = mean;
    out.deviance = 2 * (entropy(y, mean) - (y - mean));
  },
  start: (y) => Math.log(y + 0.1),
};

/** Log link, variance μ + μ² / shape. */
export function negativeBinomialFamily(shape: number): Family {
  return {
    at(y, eta, out) {
      const mean = Math.exp(eta);
      const inflation = 1 + mean / shape;
      out.mean = mean;
      out.score = (y - mean) / inflation;
      out.information = mean / inflation;
      out.deviance = 2 * (entropy(y, mean) - (y + shape) * Math.log((y + shape) / (mean + shape)));
    },
    start: (y) => Math.log(y === 0 ? 1 / 6 : y),
  };
}
