/**
 * Sparse average linkage with vetoes. Groups are joined best first while the mean weight between them stays at
 * `stopBits` or more, a pair without a scored edge counting `missingBits`; two groups with a vetoed pair between
 * them are never joined, nor two with records of one source that holds a person at most once. Unlike connected components, one false link cannot pull two people's records together.
 *
 * Only groups with an automatic link between them may be joined, so each component of those links is settled by
 * itself. Weights are summed as whole 1/1024 bits and ties are broken by what the records hold, so that the result
 * does not depend on the order of the rows.
 */

import { agglomerate, type Members } from './agglomeration.ts';
import { DECIDED_BITS } from './scoring.ts';
import { tieBreakers } from './ties.ts';
import type { ClusteringSettings } from './types.ts';

/** Pairs to cluster. `seed[k]` = 1: an automatic link; only groups with one between them may be joined. */
export interface WeightedPairs {
  readonly count: number;
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  readonly bits: ArrayLike<number>;
  readonly seed: ArrayLike<number>;
  readonly veto: ArrayLike<number>;
}

/** By row, the source that holds a person once, as a bit; 0 for none (`one-each.ts`). */
export type SourceBits = ArrayLike<number>;

const SCALE = 1024;

/** One pair's weight as it is summed. An override's 166 bits pass the cap: a person's word is not averaged away. */
export function cappedWeight(bits: number, settings: ClusteringSettings): number {
  const capped =
    Math.abs(bits) > DECIDED_BITS ? bits : Math.max(-settings.capBits, Math.min(settings.capBits, bits));
  return Math.round(capped * SCALE);
}

function rootOf(parent: Int32Array, row: number): number {
  let root = row;
  while (parent[root] !== root) root = parent[root]!;
  let at = row;
  while (parent[at] !== root) {
    const next = parent[at]!;
    parent[at] = root;
    at = next;
  }
  return root;
}

/** Root of each row's component of automatic links: no group can ever reach beyond its own. */
function componentsOf(rows: number, pairs: WeightedPairs): Int32Array {
  const parent = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) parent[row] = row;
  for (let k = 0; k < pairs.count; k += 1) {
    if (pairs.seed[k] !== 1) continue;
    const a = rootOf(parent, pairs.left[k]!);
    const b = rootOf(parent, pairs.right[k]!);
    if (a < b) parent[b] = a;
    else parent[a] = b;
  }
  for (let row = 0; row < rows; row += 1) rootOf(parent, row);
  return parent;
}

/** Pairs within components, component by component. */
interface Grouped {
  readonly order: Int32Array;
  /** Start of a component's pairs, by root. */
  readonly starts: Int32Array;
}

function groupPairs(rows: number, pairs: WeightedPairs, component: Int32Array): Grouped {
  const starts = new Int32Array(rows + 1);
  const { left, right, count } = pairs;
  /** Root of each pair's component, −1 between two: looked up once, since rows lie far apart. */
  const roots = new Int32Array(count);
  for (let k = 0; k < count; k += 1) {
    const root = component[left[k]!]!;
    const within = root === component[right[k]!];
    roots[k] = within ? root : -1;
    if (within) starts[root + 1]! += 1;
  }
  for (let row = 0; row < rows; row += 1) starts[row + 1]! += starts[row]!;
  const order = new Int32Array(starts[rows]!);
  // Filling moves each start to the end of its component, which is where the next one starts.
  for (let k = 0; k < count; k += 1) {
    const root = roots[k]!;
    if (root < 0) continue;
    order[starts[root]!] = k;
    starts[root]! += 1;
  }
  starts.copyWithin(1, 0, rows);
  starts[0] = 0;
  return { order, starts };
}

/** What a component is settled by. */
interface Rules {
  readonly settings: ClusteringSettings;
  readonly sources: SourceBits | null;
}

/** Two records and the one pair between them: the commonest component by far. */
function settlePair(pairs: WeightedPairs, k: number, parent: Int32Array, by: Rules): void {
  const { settings, sources } = by;
  if (pairs.veto[k] === 1 || cappedWeight(pairs.bits[k]!, settings) < settings.stopBits * SCALE) return;
  const left = pairs.left[k]!;
  const right = pairs.right[k]!;
  if (sources !== null && (sources[left]! & sources[right]!) !== 0) return;
  parent[Math.max(left, right)] = Math.min(left, right);
}

/**
 * Whether every two of a component's records have an automatic link that no rule is against: then no mean can fall
 * below the least of them, and all are one.
 */
function isOne(pairs: WeightedPairs, order: Int32Array, size: number, { settings, sources }: Rules): boolean {
  if (order.length !== (size * (size - 1)) / 2) return false;
  const stop = settings.stopBits * SCALE;
  for (let at = 0; at < order.length; at += 1) {
    const k = order[at]!;
    if (pairs.seed[k] !== 1 || pairs.veto[k] === 1 || cappedWeight(pairs.bits[k]!, settings) < stop)
      return false;
    if (sources !== null && (sources[pairs.left[k]!]! & sources[pairs.right[k]!]!) !== 0) return false;
  }
  return true;
}

/** The rows of one component, numbered from 0, and its pairs by those numbers. */
function membersOf(
  pairs: WeightedPairs,
  order: Int32Array,
  hashes: Float64Array,
  places: Int32Array,
  { settings, sources }: Rules,
): Members {
  const rows: number[] = [];
  const place = (row: number): number => {
    if (places[row]! < 0) {
      places[row] = rows.length;
      rows.push(row);
    }
    return places[row]!;
  };
  const edges = Array.from(order, (k) => ({
    left: place(pairs.left[k]!),
    right: place(pairs.right[k]!),
    weight: cappedWeight(pairs.bits[k]!, settings),
    link: pairs.seed[k] === 1,
    vetoed: pairs.veto[k] === 1,
  }));
  for (const row of rows) places[row] = -1;
  const breakers = tieBreakers(
    rows.map((row) => hashes[row]!),
    edges,
  );
  return { rows, hashes: breakers, sources: rows.map((row) => sources?.[row] ?? 0), edges };
}

/**
 * Clusters `rows` records.
 * @param sources of each row, where some hold a person at most once.
 * @returns the cluster of each row, numbered from 0 in order of first row, and how many clusters there are.
 */
export function cluster(
  rows: number,
  pairs: WeightedPairs,
  hashes: Float64Array,
  settings: ClusteringSettings,
  sources: SourceBits | null = null,
): { clusters: Int32Array; count: number } {
  const by = { settings, sources };
  const component = componentsOf(rows, pairs);
  const { order, starts } = groupPairs(rows, pairs, component);
  const parent = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) parent[row] = row;
  const places = new Int32Array(rows).fill(-1);
  const sizes = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) sizes[component[row]!]! += 1;
  for (let root = 0; root < rows; root += 1) {
    const from = starts[root]!;
    const to = starts[root + 1]!;
    if (to === from) continue;
    if (to === from + 1) {
      settlePair(pairs, order[from]!, parent, by);
      continue;
    }
    const own = order.subarray(from, to);
    if (isOne(pairs, own, sizes[root]!, by)) {
      for (const k of own) {
        parent[pairs.left[k]!] = root;
        parent[pairs.right[k]!] = root;
      }
      continue;
    }
    const members = membersOf(pairs, own, hashes, places, by);
    const groups = agglomerate(members, settings.missingBits * SCALE, settings.stopBits * SCALE);
    groups.forEach((group, at) => {
      const first = members.rows[group]!;
      parent[members.rows[at]!] = first;
    });
  }
  return numberClusters(parent);
}

function numberClusters(parent: Int32Array): { clusters: Int32Array; count: number } {
  const numbers = new Int32Array(parent.length).fill(-1);
  const clusters = new Int32Array(parent.length);
  let count = 0;
  for (let row = 0; row < parent.length; row += 1) {
    const root = rootOf(parent, row);
    if (numbers[root]! < 0) {
      numbers[root] = count;
      count += 1;
    }
    clusters[row] = numbers[root]!;
  }
  return { clusters, count };
}
