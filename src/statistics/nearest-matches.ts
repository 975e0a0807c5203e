import { requireCount, requirePositive, requireSameLength } from './checks.ts';
import { binaryColumn, type Column, numberColumn } from './design-matrix.ts';
import { StatisticsError } from './errors.ts';

export type MatchOrder = 'largest' | 'smallest' | 'data';

export type MatchInput = {
  /** True or 1 for the treated, who look for a match; false or 0 for those who may be one. */
  readonly treated: Column;
  /** One number a person, usually the log-odds of the propensity score; matching is on its difference. */
  readonly distance: Column;
  /** The widest difference allowed, in standard deviations of `distance`. None when left out. */
  readonly caliper?: number;
  /**
   * What the standard deviation is of: everybody (`overall`, as MatchIt; the default), or the root of the mean
   * of both groups' variances (`pooled`, as Austin). With `none` the caliper is in the distance's own units.
   */
  readonly caliperUnit?: 'overall' | 'pooled' | 'none';
  /** Matches for each treated person, 1 when left out. All get their first before anyone gets a second. */
  readonly ratio?: number;
  /** Who chooses first; ties, and `data`, go by row. `largest` distance when left out. */
  readonly order?: MatchOrder;
  /** Lets one untreated person be the match of several. */
  readonly replace?: boolean;
  /** Only people of the same stratum are matched. */
  readonly exact?: ArrayLike<string | number | boolean>;
};

export type Match = { readonly treated: number; readonly control: number; readonly distance: number };

export type NearestMatches = {
  /** Rows of each pair and their difference, in the order in which they were made. */
  readonly pairs: readonly Match[];
  /** For each row its number of a set from 0 (the treated in the order of choice), −1 for nobody's. Empty with `replace`. */
  readonly sets: readonly number[];
  /** Rows of treated people without any match. */
  readonly unmatchedTreated: readonly number[];
  /** Rows of untreated people who are nobody's match. */
  readonly unmatchedControls: readonly number[];
  /**
   * Weight of each row for an effect on the treated: 1 for a matched treated person, for a control the sum of
   * 1 / (that treated person's number of matches), 0 for the rest. MatchIt multiplies those of controls by a
   * constant, which no weighted mean can see.
   */
  readonly weights: readonly number[];
  /** The caliper in the distance's own units, null for none. */
  readonly caliperWidth: number | null;
  readonly treatedCount: number;
  readonly controlCount: number;
  readonly matchedTreated: number;
};

/**
 * Nearest-neighbour matching, greedy, without replacement unless asked: each treated person in turn takes the
 * untaken untreated person with the closest distance; of equally close ones, the first by row. The same people
 * in the same rows always give the same pairs. Takes O(n log n) time.
 *
 * Refuses nobody on a side (`one-class-only`) and a caliper on a distance that never varies
 * (`constant-covariate`). No match within the caliper is an answer, not an error.
 * Source: Rosenbaum & Rubin 1985; caliper, Austin 2011; order and rounds, Ho, Imai, King & Stuart 2011.
 */
export function nearestMatches(input: MatchInput): NearestMatches {
  const treated = binaryColumn('treated', input.treated);
  const n = treated.length;
  const distance = numberColumn('distance', input.distance, n);
  const ratio = input.ratio ?? 1;
  requireCount('ratio', ratio);
  requirePositive('ratio', ratio);
  if (input.exact !== undefined) requireSameLength('exact', n, input.exact.length);
  const chosen = rowsWhere(treated, 1);
  const controls = rowsWhere(treated, 0);
  if (chosen.length === 0 || controls.length === 0) {
    throw new StatisticsError('one-class-only', 'matching needs treated people and untreated ones');
  }
  const width = caliperWidth(input, distance, chosen, controls);
  const order = choosingOrder(chosen, distance, input.order ?? 'largest');
  const pools = poolsByStratum(controls, distance, input.exact);
  const pairs: Match[] = [];
  const poolOf = (row: number) => pools.get(input.exact?.[row]);
  if (input.replace === true) {
    for (const row of order) {
      for (const match of poolOf(row)?.nearest(row, distance[row] ?? 0, ratio, width) ?? [])
        pairs.push(match);
    }
  } else {
    for (let round = 0; round < ratio; round++) {
      const before = pairs.length;
      for (const row of order) {
        const match = poolOf(row)?.nearest(row, distance[row] ?? 0, 1, width)[0];
        if (match === undefined) continue;
        pairs.push(match);
        poolOf(row)?.take(match.control);
      }
      if (pairs.length === before) break;
    }
  }
  return describe(pairs, order, n, controls, width, input.replace === true);
}

function rowsWhere(treated: Uint8Array, value: number): Int32Array {
  const rows = new Int32Array(treated.length);
  let count = 0;
  for (let i = 0; i < treated.length; i++) if (treated[i] === value) rows[count++] = i;
  return rows.slice(0, count);
}

function caliperWidth(
  { caliper, caliperUnit = 'overall' }: MatchInput,
  distance: Float64Array,
  treated: Int32Array,
  controls: Int32Array,
): number {
  if (caliper === undefined) return Infinity;
  requirePositive('caliper', caliper);
  if (caliperUnit === 'none') return caliper;
  const of = (rows: Int32Array) => sampleVariance(Float64Array.from(rows, (row) => distance[row] ?? 0));
  const spread = caliperUnit === 'overall' ? sampleVariance(distance) : (of(treated) + of(controls)) / 2;
  if (!(spread > 0)) {
    throw new StatisticsError('constant-covariate', 'a caliper needs a distance that varies');
  }
  return caliper * Math.sqrt(spread);
}

function sampleVariance(values: Float64Array): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

function choosingOrder(rows: Int32Array, distance: Float64Array, order: MatchOrder): Int32Array {
  if (order === 'data') return rows;
  const side = order === 'largest' ? -1 : 1;
  return rows.slice().sort((a, b) => side * ((distance[a] as number) - (distance[b] as number)) || a - b);
}

function poolsByStratum(
  controls: Int32Array,
  distance: Float64Array,
  exact: MatchInput['exact'],
): Map<string | number | boolean | undefined, Reservoir> {
  if (exact === undefined) return new Map([[undefined, new Reservoir(controls, distance)]]);
  const rows = Map.groupBy(controls, (row) => exact[row]);
  return new Map(
    [...rows].map(([stratum, list]) => [stratum, new Reservoir(Int32Array.from(list), distance)]),
  );
}

type Wanted = { readonly value: number; readonly count: number; readonly width: number };
type Found = { readonly place: number; readonly away: number };

/**
 * Untreated people in the order of their distance, equal ones by row. Taken people are jumped over by links
 * that shorten themselves, so that a crowd of taken ones is crossed in about one step.
 */
class Reservoir {
  readonly #rows: Int32Array;
  readonly #values: Float64Array;
  /** The first untaken place at or after, and at or before, each place (the latter shifted by one). */
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  /** The first place with the same value. */
  readonly #runStart: Int32Array;
  readonly #placeOf = new Map<number, number>();

  constructor(rows: Int32Array, distance: Float64Array) {
    const m = rows.length;
    this.#rows = rows.slice().sort((a, b) => (distance[a] as number) - (distance[b] as number) || a - b);
    this.#values = Float64Array.from(this.#rows, (row) => distance[row] as number);
    this.#next = Int32Array.from({ length: m + 1 }, (_, k) => k);
    this.#previous = Int32Array.from({ length: m + 1 }, (_, k) => k);
    this.#runStart = new Int32Array(m);
    for (let k = 1; k < m; k++) {
      this.#runStart[k] = this.#values[k] === this.#values[k - 1] ? (this.#runStart[k - 1] as number) : k;
    }
  }

  /** The untaken people nearest to `value` within `width`, at most `count`, nearest first and then by row. */
  nearest(row: number, value: number, count: number, width: number): Match[] {
    const start = this.#lowerBound(value);
    const found: Found[] = [];
    this.#collect(start, 1, { value, count, width }, found);
    this.#collect(start, -1, { value, count, width }, found);
    found.sort(
      (a, b) => a.away - b.away || (this.#rows[a.place] as number) - (this.#rows[b.place] as number),
    );
    return found.slice(0, count).map(({ place, away }) => {
      const control = this.#rows[place] as number;
      this.#placeOf.set(control, place);
      return { treated: row, control, distance: away };
    });
  }

  take(control: number): void {
    const place = this.#placeOf.get(control) ?? 0;
    this.#next[place] = place + 1;
    this.#previous[place + 1] = place;
  }

  /** Run by run of equal values outwards, the first `count` of each run by row. */
  #collect(from: number, side: 1 | -1, wanted: Wanted, found: Found[]): void {
    let got = 0;
    let last = Infinity;
    let place = this.#outward(from, side);
    while (place >= 0 && place < this.#rows.length) {
      const away = Math.abs((this.#values[place] as number) - wanted.value);
      // Past the count, only one that rounding makes just as close can still come first by its row.
      if (away > wanted.width || (got >= wanted.count && away > last)) return;
      const start = this.#runStart[place] as number;
      let k = find(this.#next, start);
      for (let of = 0; of < wanted.count && this.#runStart[k] === start; of++) {
        found.push({ place: k, away });
        got += 1;
        k = find(this.#next, k + 1);
      }
      last = away;
      place = this.#outward(side === 1 ? this.#firstAbove(this.#values[place] as number) : start, side);
    }
  }

  /** The untaken place nearest to the gap before `from`: at or after it, or before it. */
  #outward(from: number, side: 1 | -1): number {
    return side === 1 ? find(this.#next, from) : find(this.#previous, from) - 1;
  }

  #firstAbove(value: number): number {
    let [low, high] = [0, this.#rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#values[middle] as number) <= value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #lowerBound(value: number): number {
    let [low, high] = [0, this.#rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#values[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The end of a chain of links, each link on the way halved. */
function find(links: Int32Array, from: number): number {
  let at = from;
  for (let to = links[at] as number; to !== at; to = links[at] as number) {
    const beyond = links[to] as number;
    links[at] = beyond;
    at = beyond;
  }
  return at;
}

function describe(
  pairs: readonly Match[],
  order: Int32Array,
  n: number,
  controls: Int32Array,
  width: number,
  replace: boolean,
): NearestMatches {
  const matches = new Int32Array(n);
  for (const { treated, control } of pairs) {
    matches[treated] = (matches[treated] as number) + 1;
    matches[control] = 1;
  }
  const weights = new Float64Array(n);
  for (const { treated, control } of pairs) {
    weights[treated] = 1;
    weights[control] = (weights[control] as number) + 1 / (matches[treated] as number);
  }
  const sets = new Int32Array(n).fill(-1);
  let matched = 0;
  for (const row of order) if ((matches[row] as number) > 0) sets[row] = matched++;
  if (!replace) for (const { treated, control } of pairs) sets[control] = sets[treated] as number;
  return {
    pairs,
    sets: replace ? [] : Array.from(sets),
    unmatchedTreated: Array.from(order.filter((row) => matches[row] === 0)).sort((a, b) => a - b),
    unmatchedControls: Array.from(controls.filter((row) => matches[row] === 0)),
    weights: Array.from(weights),
    caliperWidth: width === Infinity ? null : width,
    treatedCount: order.length,
    controlCount: controls.length,
    matchedTreated: matched,
  };
}
