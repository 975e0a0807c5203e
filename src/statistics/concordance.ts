import type { CoxData } from './cox-data.ts';

export type Concordance = {
  /** Null where no two people can be compared. */
  readonly estimate: number | null;
  readonly standardError: number | null;
  readonly concordant: number;
  readonly discordant: number;
  /** Pairs of one predicted risk, which count half. */
  readonly tiedRisk: number;
  /** Pairs with events at one time, which do not count, by whether their predicted risk is the same too. */
  readonly tiedTime: number;
  readonly tiedBoth: number;
};

/** Sums by rank, and of all ranks below one, each in logarithmic time (Fenwick's tree). */
class RankSums {
  readonly #tree: Float64Array;
  readonly #own: Float64Array;
  #all = 0;

  constructor(ranks: number) {
    this.#tree = new Float64Array(ranks + 1);
    this.#own = new Float64Array(ranks);
  }

  add(rank: number, weight: number): void {
    this.#all += weight;
    this.#own[rank]! += weight;
    for (let at = rank + 1; at < this.#tree.length; at += at & -at) this.#tree[at]! += weight;
  }

  below(rank: number): number {
    let sum = 0;
    for (let at = rank; at > 0; at -= at & -at) sum += this.#tree[at]!;
    return sum;
  }

  same(rank: number): number {
    return this.#own[rank]!;
  }

  above(rank: number): number {
    return this.#all - this.below(rank) - this.#own[rank]!;
  }
}

type Counts = {
  concordant: number;
  discordant: number;
  tiedRisk: number;
  tiedTime: number;
  tiedBoth: number;
};

/**
 * How often the one with the event first has the higher predicted risk, among pairs of which somebody has the
 * event while the other is at risk and goes on without it; somebody who stops at the very time of another's
 * event goes on. The standard error lets each cluster (or row) weigh differently (infinitesimal jackknife).
 * Source: R's `concordance(fit)`; Harrell et al. 1982; Therneau & Watson 2015.
 */
export function concordanceOf(
  data: CoxData,
  eta: Float64Array,
  cluster: Int32Array | undefined,
  clusters: number,
): Concordance {
  const counts: Counts = { concordant: 0, discordant: 0, tiedRisk: 0, tiedTime: 0, tiedBoth: 0 };
  const lead = new Float64Array(data.n);
  const pairs = new Float64Array(data.n);
  for (let s = 0; s + 1 < data.bounds.length; s++) countStratum(data, eta, s, counts, lead, pairs);
  const compared = counts.concordant + counts.discordant + counts.tiedRisk;
  if (compared === 0) return { estimate: null, standardError: null, ...counts };
  const somers = (counts.concordant - counts.discordant) / compared;
  const influence = new Float64Array(cluster === undefined ? data.n : clusters);
  for (let i = 0; i < data.n; i++) {
    const moved = (data.weight[i]! * (lead[i]! - somers * pairs[i]!)) / compared;
    influence[cluster === undefined ? i : cluster[i]!]! += moved;
  }
  const variance = influence.reduce((sum, value) => sum + value * value, 0) / 4;
  return { estimate: (somers + 1) / 2, standardError: Math.sqrt(variance), ...counts };
}

/**
 * One sweep, latest time first. `lead` is how many pairs of each person agree less how many do not, `pairs`
 * how many there are. Those with the event count those at risk when they have it; those at risk count the
 * events that have come by between their entering the sweep and their leaving it.
 */
function countStratum(
  data: CoxData,
  eta: Float64Array,
  stratum: number,
  counts: Counts,
  lead: Float64Array,
  pairs: Float64Array,
): void {
  const { stop, start, byStart, event, weight, bounds } = data;
  const [first, end] = [bounds[stratum]!, bounds[stratum + 1]!];
  const { rank, ranks } = ranksOf(eta, first, end);
  const [atRisk, seen] = [new RankSums(ranks), new RankSums(ranks)];
  const look = (i: number, sign: number): void => {
    const r = rank[i - first]!;
    const [above, below] = [seen.above(r), seen.below(r)];
    lead[i]! += sign * (above - below);
    pairs[i]! += sign * (above + below + seen.same(r));
  };
  let late = first;
  for (let at = first; at < end; ) {
    const time = stop[at]!;
    for (; byStart && late < end && start![byStart[late]!]! >= time; late++) {
      const i = byStart[late]!;
      atRisk.add(rank[i - first]!, -weight[i]!);
      look(i, 1);
    }
    let to = at;
    for (; to < end && stop[to] === time; to++) {
      if (event[to] === 0) enter(to);
    }
    for (let i = at; i < to; i++) if (event[i] === 1) countEvent(i);
    tiedEvents(data, rank, first, at, to, counts);
    for (let i = at; i < to; i++) if (event[i] === 1) seen.add(rank[i - first]!, weight[i]!);
    for (let i = at; i < to; i++) if (event[i] === 1) enter(i);
    at = to;
  }
  for (let k = late; k < end; k++) look(byStart === undefined ? k : byStart[k]!, 1);

  function enter(i: number): void {
    atRisk.add(rank[i - first]!, weight[i]!);
    look(i, -1);
  }

  function countEvent(i: number): void {
    const r = rank[i - first]!;
    const [below, above, same] = [atRisk.below(r), atRisk.above(r), atRisk.same(r)];
    counts.concordant += weight[i]! * below;
    counts.discordant += weight[i]! * above;
    counts.tiedRisk += weight[i]! * same;
    lead[i]! += below - above;
    pairs[i]! += below + above + same;
  }
}

function tiedEvents(
  { event, weight }: CoxData,
  rank: Int32Array,
  first: number,
  from: number,
  to: number,
  counts: Counts,
): void {
  let all = 0;
  const byRank = new Map<number, number>();
  for (let i = from; i < to; i++) {
    if (event[i] !== 1) continue;
    const same = byRank.get(rank[i - first]!) ?? 0;
    counts.tiedTime += weight[i]! * (all - same);
    counts.tiedBoth += weight[i]! * same;
    all += weight[i]!;
    byRank.set(rank[i - first]!, same + weight[i]!);
  }
}

/** Ranks from 0 of the values from `first` to `end`, equal ones the same. */
function ranksOf(values: Float64Array, first: number, end: number): { rank: Int32Array; ranks: number } {
  const sorted = values.slice(first, end).sort();
  let ranks = 0;
  for (const [k, value] of sorted.entries())
    if (k === 0 || value !== sorted[ranks - 1]) sorted[ranks++] = value;
  const rank = new Int32Array(end - first);
  for (let i = first; i < end; i++) {
    let [low, high] = [0, ranks - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle]! < values[i]!) low = middle + 1;
      else high = middle;
    }
    rank[i - first] = low;
  }
  return { rank, ranks };
}
