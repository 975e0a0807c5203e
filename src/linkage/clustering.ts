/**
 * Sparse average linkage with vetoes. Groups are joined best first while the mean weight between them stays at
 * `stopBits` or more, a pair without a scored edge counting `missingBits`; two groups with a vetoed pair between
 * them are never joined. Unlike connected components, one false link cannot pull two people's records together.
 *
 * Weights are summed as whole 1/1024 bits and ties are broken by what the records hold, so that the result does not
 * depend on the order of the rows.
 */

import { DECIDED_BITS } from './scoring.ts';
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

interface Between {
  sum: number;
  pairs: number;
  links: number;
  vetoed: boolean;
}

interface Candidate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly a: number;
  readonly b: number;
  /** Versions of the two groups when the mean was taken: an older candidate is ignored. */
  readonly versions: number;
}

const SCALE = 1024;

/** Better first: greater mean, then by the contents of the groups. */
function before(x: Candidate, y: Candidate): boolean {
  if (x.mean !== y.mean) return x.mean > y.mean;
  if (x.low !== y.low) return x.low < y.low;
  return x.high < y.high;
}

class Heap {
  readonly #items: Candidate[] = [];

  push(item: Candidate): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(item, items[parent]!)) break;
      items[at] = items[parent]!;
      at = parent;
    }
    items[at] = item;
  }

  pop(): Candidate | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && before(items[child + 1]!, items[child]!)) child += 1;
      if (!before(items[child]!, last)) break;
      items[at] = items[child]!;
      at = child;
    }
    items[at] = last;
    return top;
  }
}

class Agglomeration {
  readonly #neighbours = new Map<number, Map<number, Between>>();
  readonly #size: Int32Array;
  readonly #version: Int32Array;
  readonly #parent: Int32Array;
  readonly #least: Float64Array;
  readonly #settings: ClusteringSettings;
  readonly #heap = new Heap();

  constructor(rows: number, hashes: Float64Array, settings: ClusteringSettings) {
    this.#size = new Int32Array(rows).fill(1);
    this.#version = new Int32Array(rows);
    this.#parent = Int32Array.from({ length: rows }, (_, row) => row);
    this.#least = hashes.slice();
    this.#settings = settings;
  }

  add(left: number, right: number, bits: number, link: boolean, vetoed: boolean): void {
    // An override's 166 bits pass the cap: a person's word is not averaged away.
    const capped =
      Math.abs(bits) > DECIDED_BITS
        ? bits
        : Math.max(-this.#settings.capBits, Math.min(this.#settings.capBits, bits));
    const between = { sum: Math.round(capped * SCALE), pairs: 1, links: link ? 1 : 0, vetoed };
    this.#of(left).set(right, between);
    this.#of(right).set(left, between);
  }

  #of(group: number): Map<number, Between> {
    let map = this.#neighbours.get(group);
    if (!map) {
      map = new Map();
      this.#neighbours.set(group, map);
    }
    return map;
  }

  #offer(a: number, b: number, between: Between): void {
    if (between.vetoed || between.links === 0) return;
    const all = this.#size[a]! * this.#size[b]!;
    const mean = (between.sum + (all - between.pairs) * this.#settings.missingBits * SCALE) / all / SCALE;
    if (mean < this.#settings.stopBits) return;
    const first = this.#least[a]!;
    const second = this.#least[b]!;
    const versions = this.#version[a]! + this.#version[b]!;
    this.#heap.push({ mean, low: Math.min(first, second), high: Math.max(first, second), a, b, versions });
  }

  run(): Int32Array {
    for (const [a, neighbours] of this.#neighbours) {
      for (const [b, between] of neighbours) if (a < b) this.#offer(a, b, between);
    }
    for (let next = this.#heap.pop(); next !== undefined; next = this.#heap.pop()) {
      const { a, b } = next;
      const live = this.#parent[a] === a && this.#parent[b] === b;
      // Versions only grow, so an equal sum means that neither group has changed since.
      if (live && next.versions === this.#version[a]! + this.#version[b]!) this.#join(a, b);
    }
    return this.#parent;
  }

  #join(x: number, y: number): void {
    const [kept, gone] = this.#of(x).size >= this.#of(y).size ? [x, y] : [y, x];
    const into = this.#of(kept);
    for (const [other, between] of this.#of(gone)) {
      if (other === kept) continue;
      this.#of(other).delete(gone);
      const known = into.get(other);
      if (known) {
        known.sum += between.sum;
        known.pairs += between.pairs;
        known.links += between.links;
        known.vetoed ||= between.vetoed;
      } else {
        into.set(other, between);
        this.#of(other).set(kept, between);
      }
    }
    into.delete(gone);
    this.#neighbours.delete(gone);
    this.#parent[gone] = kept;
    this.#size[kept]! += this.#size[gone]!;
    this.#version[kept]! += 1;
    this.#least[kept] = Math.min(this.#least[kept]!, this.#least[gone]!);
    for (const [other, between] of into) this.#offer(kept, other, between);
  }
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

/** Components of the automatic links: no group can ever reach beyond its own. */
function componentsOf(rows: number, pairs: WeightedPairs): Int32Array {
  const parent = Int32Array.from({ length: rows }, (_, row) => row);
  for (let k = 0; k < pairs.count; k += 1) {
    if (pairs.seed[k] === 1) parent[rootOf(parent, pairs.left[k]!)] = rootOf(parent, pairs.right[k]!);
  }
  for (let row = 0; row < rows; row += 1) rootOf(parent, row);
  return parent;
}

/**
 * Clusters `rows` records.
 * @returns the cluster of each row, numbered from 0 in order of first row, and how many clusters there are.
 */
export function cluster(
  rows: number,
  pairs: WeightedPairs,
  hashes: Float64Array,
  settings: ClusteringSettings,
): { clusters: Int32Array; count: number } {
  const component = componentsOf(rows, pairs);
  const work = new Agglomeration(rows, hashes, settings);
  for (let k = 0; k < pairs.count; k += 1) {
    const left = pairs.left[k]!;
    const right = pairs.right[k]!;
    if (rootOf(component, left) !== rootOf(component, right)) continue;
    work.add(left, right, pairs.bits[k]!, pairs.seed[k] === 1, pairs.veto[k] === 1);
  }
  const parent = work.run();
  const clusters = new Int32Array(rows);
  const numbers = new Map<number, number>();
  for (let row = 0; row < rows; row += 1) {
    const root = rootOf(parent, row);
    if (!numbers.has(root)) numbers.set(root, numbers.size);
    clusters[row] = numbers.get(root)!;
  }
  return { clusters, count: numbers.size };
}
