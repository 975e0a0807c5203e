import type { ModelFit } from './generalised-linear-model.ts';

/** Small-sample factor: `HC0` none, `HC1` n / (n − p). */
export type RobustKind = 'HC0' | 'HC1';

/**
 * Σ s sᵀ over rows, or over clusters of rows; clusters of G are raised by G / (G − 1), as R's `vcovCL` does.
 * Source: White 1980; Liang & Zeger 1986; Zeileis, Köll & Graham 2020.
 */
export function robustMeat(
  fit: ModelFit,
  cluster: { readonly of: Int32Array; readonly count: number } | undefined,
  kind: RobustKind,
  people: number,
): Float64Array {
  const { n, p, rows } = fit.design;
  const groups = cluster?.count ?? n;
  const sums = new Float64Array(groups * p);
  for (let i = 0; i < n; i++) {
    const at = (cluster === undefined ? i : (cluster.of[i] as number)) * p;
    for (let j = 0; j < p; j++) {
      sums[at + j] = (sums[at + j] as number) + (fit.scores[i] as number) * (rows[i * p + j] as number);
    }
  }
  const byGroup = cluster === undefined ? 1 : groups / (groups - 1);
  const clusterHc1 = cluster === undefined ? people / (people - p) : (people - 1) / (people - p);
  const factor = byGroup * (kind === 'HC1' ? clusterHc1 : 1);
  return outerSum(sums, groups, p, 0, factor);
}

/**
 * The covariance of a score that hangs together over time: lags up to `lag`, with weights falling evenly to
 * 0. Source: Newey & West 1987.
 */
export function neweyWestMeat(fit: ModelFit, lag: number): Float64Array {
  const { n, p, rows } = fit.design;
  const sums = rows.map((x, at) => x * (fit.scores[Math.floor(at / p)] ?? 0));
  const meat = outerSum(sums, n, p, 0, 1);
  for (let l = 1; l <= Math.min(lag, n - 1); l++) {
    const part = outerSum(sums, n, p, l, 1 - l / (lag + 1));
    for (let j = 0; j < p; j++) {
      for (let k = 0; k < p; k++) {
        meat[j * p + k] = (meat[j * p + k] ?? 0) + (part[j * p + k] ?? 0) + (part[k * p + j] ?? 0);
      }
    }
  }
  return meat;
}

/** factor Σ_i s_i s_{i − lag}ᵀ. */
function outerSum(sums: Float64Array, groups: number, p: number, lag: number, factor: number): Float64Array {
  const out = new Float64Array(p * p);
  for (let g = lag; g < groups; g++) {
    const [at, before] = [g * p, (g - lag) * p];
    for (let j = 0; j < p; j++) {
      const left = factor * (sums[at + j] as number);
      for (let k = 0; k < p; k++) {
        out[j * p + k] = (out[j * p + k] as number) + left * (sums[before + k] as number);
      }
    }
  }
  return out;
}

/** Places 0, 1, … for clusters named by anything. */
export function clusterPlaces(cluster: ArrayLike<string | number>): { of: Int32Array; count: number } {
  const places = new Map<string | number, number>();
  const of = new Int32Array(cluster.length);
  for (let i = 0; i < of.length; i++) {
    const name = cluster[i] as string | number;
    const place = places.get(name) ?? places.size;
    places.set(name, place);
    of[i] = place;
  }
  return { of, count: places.size };
}
