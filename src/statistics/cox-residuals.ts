import type { CoxData } from './cox-data.ts';
import { riskScores, stepTotal, sweepRiskSets, tieSteps } from './cox-risk-sets.ts';
import { StatisticsError } from './errors.ts';

/**
 * What the fitted model holds for each time with events, stratum by stratum, latest first. `hazard` is the
 * baseline's step (for η as `risks` counts it), `drift` that times the mean of the covariates at risk, and
 * the `own` ones the same for those who have the event then, who under Efron count as at risk only in part.
 */
export type CoxSteps = {
  readonly risks: Float64Array;
  readonly eta: Float64Array;
  readonly bounds: Int32Array;
  readonly time: Float64Array;
  readonly hazard: Float64Array;
  readonly variance: Float64Array;
  readonly drift: Float64Array;
  readonly ownHazard: Float64Array;
  readonly ownDrift: Float64Array;
  readonly mean: Float64Array;
};

export function coxSteps(data: CoxData, beta: Float64Array): CoxSteps {
  const scores = riskScores(data, beta);
  if (scores === null) throw new StatisticsError('not-converged', 'the linear predictor is out of range');
  const { p } = data;
  const most = data.events;
  const steps = {
    ...scores,
    bounds: new Int32Array(data.bounds.length),
    time: new Float64Array(most),
    hazard: new Float64Array(most),
    variance: new Float64Array(most),
    drift: new Float64Array(most * p),
    ownHazard: new Float64Array(most),
    ownDrift: new Float64Array(most * p),
    mean: new Float64Array(most * p),
  };
  let at = 0;
  sweepRiskSets(data, scores.risks, false, (set) => {
    steps.time[at] = set.time;
    const count = tieSteps(data, set);
    for (let k = 0; k < count; k++) {
      const share = k / count;
      const total = stepTotal(set, share);
      const hazard = set.deathWeight / count / total;
      steps.hazard[at]! += hazard;
      steps.ownHazard[at]! += (1 - share) * hazard;
      steps.variance[at]! += hazard / total;
      for (let j = 0; j < p; j++) {
        const mean = (share === 0 ? set.s1[j]! : set.s1[j]! - share * set.d1[j]!) / total;
        steps.drift[at * p + j]! += hazard * mean;
        steps.ownDrift[at * p + j]! += (1 - share) * hazard * mean;
        steps.mean[at * p + j]! += mean / count;
      }
    }
    at += 1;
    steps.bounds[set.stratum + 1] = at;
  });
  for (let s = 1; s < steps.bounds.length; s++) {
    steps.bounds[s] = Math.max(steps.bounds[s]!, steps.bounds[s - 1]!);
  }
  return steps;
}

/** For each place: the first step at or before its stop, and the first at or before its start. */
export function stepsOfPlaces(data: CoxData, steps: CoxSteps): { stop: Int32Array; start: Int32Array } {
  const { n, bounds, byStart } = data;
  const [stop, start] = [new Int32Array(n), new Int32Array(n)];
  for (let stratum = 0; stratum + 1 < bounds.length; stratum++) {
    const [first, end] = [bounds[stratum]!, bounds[stratum + 1]!];
    const last = steps.bounds[stratum + 1]!;
    let at = steps.bounds[stratum]!;
    for (let place = first; place < end; place++) {
      while (at < last && steps.time[at]! > data.stop[place]!) at += 1;
      stop[place] = at;
    }
    at = steps.bounds[stratum]!;
    for (let k = first; k < end; k++) {
      const place = byStart === undefined ? k : byStart[k]!;
      const begun = data.start === undefined ? -Infinity : data.start[place]!;
      while (at < last && steps.time[at]! > begun) at += 1;
      start[place] = at;
    }
  }
  return { stop, start };
}

/** Sums of the steps from each one to the earliest of its stratum, `width` numbers a step, and 0 after it. */
function sumsToEarliest(values: Float64Array, bounds: Int32Array, width: number): Float64Array {
  const sums = new Float64Array(values.length + width);
  for (let s = 0; s + 1 < bounds.length; s++) {
    for (let at = bounds[s + 1]! - 1; at >= bounds[s]!; at--) {
      const earliest = at === bounds[s + 1]! - 1;
      for (let j = 0; j < width; j++) {
        const before = earliest ? 0 : sums[(at + 1) * width + j]!;
        sums[at * width + j] = before + values[at * width + j]!;
      }
    }
  }
  return sums;
}

/**
 * Score residuals (n × p, scaled covariates) and martingale residuals for each place, without its weight.
 * Source: Therneau, Grambsch & Fleming 1990; ties as in Therneau & Grambsch 2000, appendix E.
 */
export function scoreResiduals(data: CoxData, steps: CoxSteps) {
  const { n, p, x, event, weight, bounds } = data;
  const hazards = sumsToEarliest(steps.hazard, steps.bounds, 1);
  const drifts = sumsToEarliest(steps.drift, steps.bounds, p);
  const places = stepsOfPlaces(data, steps);
  const score = new Float64Array(n * p);
  const martingale = new Float64Array(n);
  for (let s = 0; s + 1 < bounds.length; s++) {
    const none = steps.bounds[s + 1]!;
    for (let i = bounds[s]!; i < bounds[s + 1]!; i++) {
      const own = event[i] === 1;
      const at = places.stop[i]!;
      const from = own ? at + 1 : at;
      const to = places.start[i]!;
      const risk = steps.risks[i]! / weight[i]!;
      const between = (sums: Float64Array, j: number, width: number): number =>
        (from < none ? sums[from * width + j]! : 0) - (to < none ? sums[to * width + j]! : 0);
      const hazard = between(hazards, 0, 1) + (own ? steps.ownHazard[at]! : 0);
      martingale[i] = (own ? 1 : 0) - risk * hazard;
      for (let j = 0; j < p; j++) {
        const drift = between(drifts, j, p) + (own ? steps.ownDrift[at * p + j]! : 0);
        const value = x[i * p + j]!;
        const moved = own ? value - steps.mean[at * p + j]! : 0;
        score[i * p + j] = moved - risk * (value * hazard - drift);
      }
    }
  }
  return { score, martingale };
}

/** Places with the event, by stratum and time, earliest first, and the step of each. */
export function eventPlaces(data: CoxData, steps: CoxSteps): { places: Int32Array; at: Int32Array } {
  const { stop } = stepsOfPlaces(data, steps);
  const places = new Int32Array(data.events);
  let filled = 0;
  for (let s = 0; s + 1 < data.bounds.length; s++) {
    const first = filled;
    for (let i = data.bounds[s]!; i < data.bounds[s + 1]!; i++) if (data.event[i] === 1) places[filled++] = i;
    places.subarray(first, filled).sort((one, other) => data.stop[one]! - data.stop[other]! || one - other);
  }
  return { places, at: places.map((place) => stop[place]!) };
}

/** x − x̄ at each event (events × p, scaled), without weights, in the order of `eventPlaces`. */
export function schoenfeldResiduals(data: CoxData, steps: CoxSteps): Float64Array {
  const { p } = data;
  const { places, at } = eventPlaces(data, steps);
  const residuals = new Float64Array(places.length * p);
  for (const [e, place] of places.entries()) {
    for (let j = 0; j < p; j++) residuals[e * p + j] = data.x[place * p + j]! - steps.mean[at[e]! * p + j]!;
  }
  return residuals;
}
