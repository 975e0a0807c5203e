import type { CoxData } from './cox-data.ts';

/**
 * Everybody at risk at one time with events, in sums over them weighted by w·exp(η): `s0` of 1, `s1` of x and
 * `s2` of x xᵀ (lower half, row by row); `d0`, `d1`, `d2` the same over those with the event. The places of
 * the tied rows are [from, to). One object serves the whole sweep: what is to be kept is copied.
 */
export type RiskSet = {
  stratum: number;
  time: number;
  from: number;
  to: number;
  deaths: number;
  deathWeight: number;
  s0: number;
  readonly s1: Float64Array;
  readonly s2: Float64Array;
  d0: number;
  readonly d1: Float64Array;
  readonly d2: Float64Array;
};

/** A risk set this much smaller than the greatest before it is summed afresh: little is left of its digits. */
const WORN_AWAY = 1e-6;

/**
 * Visits every time with events, stratum by stratum, the latest time first. People are added as their stop
 * comes by and taken out as their start does, so that one sweep over rows sorted once does for all times.
 *
 * @param risks w·exp(η) of each place
 * @param squares whether `s2` and `d2` are wanted
 */
export function sweepRiskSets(
  data: CoxData,
  risks: Float64Array,
  squares: boolean,
  visit: (set: RiskSet) => void,
): void {
  const half = squares ? (data.p * (data.p + 1)) / 2 : 0;
  const set: RiskSet = {
    ...{ stratum: 0, time: 0, from: 0, to: 0, deaths: 0, deathWeight: 0, s0: 0, d0: 0 },
    s1: new Float64Array(data.p),
    s2: new Float64Array(half),
    d1: new Float64Array(data.p),
    d2: new Float64Array(half),
  };
  for (let stratum = 0; stratum + 1 < data.bounds.length; stratum++) {
    set.stratum = stratum;
    sweepStratum(data, risks, set, visit);
  }
}

function sweepStratum(data: CoxData, risks: Float64Array, set: RiskSet, visit: (set: RiskSet) => void): void {
  const { stop, event, weight, start, byStart, x, p, bounds } = data;
  const [first, end] = [bounds[set.stratum]!, bounds[set.stratum + 1]!];
  let [late, greatest] = [first, 0];
  clearSums(set);
  for (let at = first; at < end; ) {
    const time = stop[at]!;
    set.from = at;
    set.deaths = 0;
    set.deathWeight = 0;
    for (; at < end && stop[at] === time; at++) {
      set.s0 += risks[at]!;
      addRow(set.s1, set.s2, risks[at]!, x, at * p);
      if (event[at] === 1) {
        set.deaths += 1;
        set.deathWeight += weight[at]!;
      }
    }
    if (set.deaths === 0) continue;
    greatest = Math.max(greatest, set.s0);
    for (; byStart && late < end && start![byStart[late]!]! >= time; late++) {
      const place = byStart[late]!;
      set.s0 -= risks[place]!;
      addRow(set.s1, set.s2, -risks[place]!, x, place * p);
    }
    if (set.s0 < WORN_AWAY * greatest) {
      sumAfresh(data, risks, set, first, at, time);
      greatest = set.s0;
    }
    set.time = time;
    set.to = at;
    if (data.efron && set.deaths > 1) sumDeaths(data, risks, set);
    visit(set);
  }
}

function addRow(
  sums: Float64Array,
  products: Float64Array,
  risk: number,
  x: Float64Array,
  from: number,
): void {
  const p = sums.length;
  const wanted = products.length > 0;
  for (let j = 0, k = 0; j < p; j++) {
    const value = risk * x[from + j]!;
    sums[j]! += value;
    if (wanted) for (let l = 0; l <= j; l++, k++) products[k]! += value * x[from + l]!;
  }
}

function clearSums(set: RiskSet): void {
  set.s0 = 0;
  set.s1.fill(0);
  set.s2.fill(0);
}

function sumAfresh(
  data: CoxData,
  risks: Float64Array,
  set: RiskSet,
  first: number,
  to: number,
  time: number,
): void {
  clearSums(set);
  for (let place = first; place < to; place++) {
    if (data.start !== undefined && data.start[place]! >= time) continue;
    set.s0 += risks[place]!;
    addRow(set.s1, set.s2, risks[place]!, data.x, place * data.p);
  }
}

function sumDeaths(data: CoxData, risks: Float64Array, set: RiskSet): void {
  set.d0 = 0;
  set.d1.fill(0);
  set.d2.fill(0);
  for (let place = set.from; place < set.to; place++) {
    if (data.event[place] !== 1) continue;
    set.d0 += risks[place]!;
    addRow(set.d1, set.d2, risks[place]!, data.x, place * data.p);
  }
}

/**
 * Breslow takes all tied events against the whole risk set at once. Efron takes them one by one, each time
 * leaving in 1/d less of those who have the event.
 */
export function tieSteps(data: CoxData, set: RiskSet): number {
  return data.efron ? set.deaths : 1;
}

/** Σ w exp(η) at risk when a share of those with the event no longer counts. */
export function stepTotal(set: RiskSet, share: number): number {
  return share === 0 ? set.s0 : set.s0 - share * set.d0;
}

/** w·exp(η) for each place, and η itself; null where the exponential would overflow. */
export function riskScores(
  data: CoxData,
  beta: Float64Array,
): { readonly eta: Float64Array; readonly risks: Float64Array } | null {
  const { n, p, x, offset, weight } = data;
  const eta = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    let value = offset === undefined ? 0 : offset[i]!;
    for (let j = 0; j < p; j++) value += x[i * p + j]! * beta[j]!;
    eta[i] = value;
    sum += value;
  }
  const centre = sum / n;
  const risks = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    eta[i]! -= centre;
    if (!(Math.abs(eta[i]!) < 600)) return null;
    risks[i] = weight[i]! * Math.exp(eta[i]!);
  }
  return { eta, risks };
}
