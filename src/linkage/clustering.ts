/**
 * Sparse average linkage with vetoes. Groups are joined best first while the mean weight between them stays at
 * `stopBits` or more, a pair without a scored edge counting `missingBits`; two groups with a vetoed pair between
 * them are never joined, nor two with records of one source that holds a person at most once. Unlike connected components, one false link cannot pull two people's records together.
 *
 * Only groups with an automatic link between them may be joined, so each component of those links is settled by
 * itself. Weights are summed as whole 1/1024 bits and ties are broken by what the records hold, so that the result
 * does not depend on the order of the rows.
 */

import { type Pool, runOn } from './pool.ts';
import { PACKED, PIECE_ROWS, packPair, SETTLE, type SourceBits, type WeightedPairs } from './settling.ts';
import { giveBack, sharedInts } from './shared.ts';
import type { ClusteringSettings } from './types.ts';

export interface ClusteringOptions {
  readonly sources?: SourceBits | null;
  readonly pool?: Pool | undefined;
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
  readonly packed: Int32Array;
  /** Start of a component's pairs, by root. */
  readonly starts: Int32Array;
}

function groupPairs(
  rows: number,
  pairs: WeightedPairs,
  component: Int32Array,
  settings: ClusteringSettings,
): Grouped {
  const starts = sharedInts(rows + 1);
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
  const packed = sharedInts(starts[rows]! * PACKED, false);
  // Filling moves each start to the end of its component, which is where the next one starts.
  for (let k = 0; k < count; k += 1) {
    const root = roots[k]!;
    if (root < 0) continue;
    packPair(pairs, k, settings, packed, starts[root]! * PACKED);
    starts[root]! += 1;
  }
  starts.copyWithin(1, 0, rows);
  starts[0] = 0;
  return { packed, starts };
}

/** Fewer pairs are settled sooner than sent; of fewer rows the columns need not lie in memory that threads share. */
const WORTH_THREADS = 20_000;

/**
 * Clusters `rows` records.
 * @param sources of each row, where some hold a person at most once.
 * @param pool threads that may settle the components of many pairs, which then lie in shared memory.
 * @returns the cluster of each row, numbered from 0 in order of first row, and how many clusters there are.
 */
export function cluster(
  rows: number,
  pairs: WeightedPairs,
  hashes: Float64Array,
  settings: ClusteringSettings,
  { sources = null, pool }: ClusteringOptions = {},
): { clusters: Int32Array; count: number } {
  const component = componentsOf(rows, pairs);
  const { packed, starts } = groupPairs(rows, pairs, component, settings);
  const sizes = sharedInts(rows);
  for (let row = 0; row < rows; row += 1) sizes[component[row]!]! += 1;
  const parent = sharedInts(rows, false);
  for (let row = 0; row < rows; row += 1) parent[row] = row;
  const work = { hashes, by: { settings, sources }, packed, starts, sizes, parent };
  runOn(
    Math.min(pairs.count, rows) < WORTH_THREADS ? undefined : pool,
    SETTLE,
    work,
    Math.ceil(rows / PIECE_ROWS),
  );
  giveBack(sizes, packed, starts);
  const found = numberClusters(parent);
  giveBack(parent);
  return found;
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
