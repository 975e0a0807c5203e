/**
 * An order of the rows that depends on what they hold and not on where they stand. Sampling and tie-breaking use it,
 * so that the same records give the same clusters in whatever order they arrive.
 */

import type { Columns } from './columns.ts';

function hashText(text: string, seed: number): number {
  let hash = seed | 0;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}

/** A number below 2^53 for each row, from the values that the model reads. Equal rows get equal numbers. */
export function rowHashes(length: number, columns: Columns, seed: number): Float64Array {
  const low = new Int32Array(length);
  const high = new Int32Array(length);
  Object.values(columns).forEach((column, index) => {
    const salt = mix(seed + index * 7919);
    const values = Int32Array.from(column.dictionary, (text) => hashText(text, salt));
    const add = (row: number, id: number): void => {
      low[row] = (low[row]! + values[id]!) | 0;
      high[row] = (high[row]! + mix(values[id]! ^ 0x5bd1e995)) | 0;
    };
    for (let row = 0; row < length; row += 1) {
      if (!column.offsets || !column.items) {
        if (column.first[row]! >= 0) add(row, column.first[row]!);
        continue;
      }
      for (let k = column.offsets[row]!; k < column.offsets[row + 1]!; k += 1) add(row, column.items[k]!);
    }
  });
  const hashes = new Float64Array(length);
  for (let row = 0; row < length; row += 1) {
    hashes[row] = (mix(high[row]!) >>> 11) * 4294967296 + (mix(low[row]!) >>> 0);
  }
  return hashes;
}

/** Row indexes in ascending order of their hash. */
export function rowsByHash(hashes: Float64Array): Int32Array {
  return Int32Array.from(hashes, (_, row) => row).sort((a, b) => hashes[a]! - hashes[b]! || a - b);
}

/** A number in [0, 1) for a pair, the same whichever row comes first. */
export function pairFraction(hashes: Float64Array, left: number, right: number): number {
  const a = hashes[left]!;
  const b = hashes[right]!;
  const sum = a < b ? Math.imul(a | 0, 31) + (b | 0) : Math.imul(b | 0, 31) + (a | 0);
  return (mix(sum | 0) >>> 0) / 4294967296;
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
