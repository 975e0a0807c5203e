/**
 * An order of the rows that depends on what they hold and not on where they stand. Sampling and tie-breaking use it,
 * so that the same records give the same clusters in whatever order they arrive.
 */

import type { Column, Columns } from './columns.ts';
import { mix } from './values.ts';

/** Columns that between them hold all that the model reads: others are made of the same cells. */
function telling(columns: Columns): Column[] {
  const seen = new Set<string>();
  const all = Object.values(columns);
  const byWorth = [...all].sort((a, b) => Number(a.offsets !== null) - Number(b.offsets !== null));
  const chosen = new Set<Column>();
  for (const column of byWorth) {
    const own = column.spec.from.map(({ column: name }) => name);
    if (column.spec.shape === 'joined' || own.every((name) => seen.has(name))) continue;
    if (own.length === 1 && column.offsets === null && (column.spec.from[0]!.take ?? 'whole') === 'whole')
      seen.add(own[0]!);
    chosen.add(column);
  }
  return all.filter((column) => chosen.has(column));
}

/** A number below 2^53 for each row, from the values that the model reads. Equal rows get equal numbers. */
export function rowHashes(length: number, columns: Columns, seed: number): Float64Array {
  const low = new Int32Array(length);
  const high = new Int32Array(length);
  telling(columns).forEach((column, index) => {
    const salt = mix(seed + index * 7919);
    const { first, offsets, items } = column;
    const own = column.values.low.map((hash) => mix(hash ^ salt));
    const other = column.values.high.map((hash) => mix((hash + salt) | 0));
    for (let row = 0; row < length; row += 1) {
      const from = offsets ? offsets[row]! : 0;
      const to = offsets ? offsets[row + 1]! : 1;
      for (let k = from; k < to; k += 1) {
        const id = items ? items[k]! : first[row]!;
        if (id < 0) continue;
        low[row] = (low[row]! + own[id]!) | 0;
        high[row] = (high[row]! + other[id]!) | 0;
      }
    }
  });
  const hashes = new Float64Array(length);
  for (let row = 0; row < length; row += 1) {
    hashes[row] = (mix(high[row]!) >>> 11) * 4294967296 + (mix(low[row]!) >>> 0);
  }
  return hashes;
}

const ALL = 2 ** 53;

/** At most about `most` of the rows, chosen and put in order by their hashes. */
export function sampleByHash(rows: Int32Array, hashes: Float64Array, most: number): Int32Array {
  const limit = rows.length <= most ? ALL : (ALL * most) / rows.length;
  const chosen = rows.filter((row) => hashes[row]! < limit);
  return chosen.sort((a, b) => hashes[a]! - hashes[b]! || a - b);
}

/** A seeded generator of numbers in [0, 1) (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
