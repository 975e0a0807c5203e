/**
 * An order of the rows that depends on what they hold and not on where they stand. Sampling and tie-breaking use it,
 * so that the same records give the same clusters in whatever order they arrive.
 */

import type { Column, Columns } from './columns.ts';
import { type Job, type Pool, runOn } from './pool.ts';
import { sharedFloats } from './shared.ts';
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

interface HashingWork {
  readonly columns: readonly (Pick<Column, 'first' | 'offsets' | 'items'> & {
    readonly salt: number;
    readonly low: Int32Array;
    readonly high: Int32Array;
  })[];
  readonly hashes: Float64Array;
}

const PIECE_ROWS = 1 << 14;

/** Each piece is a run of rows. */
export const HASH_ROWS: Job<HashingWork, null> = {
  name: 'hash rows',
  worker:
    ({ columns, hashes }) =>
    (piece) => {
      const from = piece * PIECE_ROWS;
      const rows = Math.min(hashes.length - from, PIECE_ROWS);
      const low = new Int32Array(rows);
      const high = new Int32Array(rows);
      for (const column of columns) addHashes(column, from, low, high);
      for (let k = 0; k < rows; k += 1)
        hashes[from + k] = (mix(high[k]!) >>> 11) * 4294967296 + (mix(low[k]!) >>> 0);
      return null;
    },
};

function addHashes(
  { first, offsets, items, salt, low: lows, high: highs }: HashingWork['columns'][number],
  from: number,
  low: Int32Array,
  high: Int32Array,
): void {
  for (let k = 0; k < low.length; k += 1) {
    const row = from + k;
    const start = offsets ? offsets[row]! : 0;
    const end = offsets ? offsets[row + 1]! : 1;
    for (let at = start; at < end; at += 1) {
      const id = items ? items[at]! : first[row]!;
      if (id < 0) continue;
      // What is in the dictionary is well mixed: an odd number for each column keeps columns apart.
      low[k] = (low[k]! + Math.imul(lows[id]!, salt | 1)) | 0;
      high[k] = (high[k]! + Math.imul(highs[id]! ^ salt, salt | 1)) | 0;
    }
  }
}

/** A number below 2^53 for each row, from the values that the model reads. Equal rows get equal numbers. */
export function rowHashes(length: number, columns: Columns, seed: number, pool?: Pool): Float64Array {
  const hashes = sharedFloats(length, false);
  const told = telling(columns).map(({ first, offsets, items, values: { low, high } }, index) => {
    return { first, offsets, items, low, high, salt: mix(seed + index * 7919) };
  });
  const threads = length > PIECE_ROWS ? pool : undefined;
  runOn(threads, HASH_ROWS, { columns: told, hashes }, Math.ceil(length / PIECE_ROWS));
  return hashes;
}

const ALL = 2 ** 53;

/** At most about `most` of the rows, chosen and put in order by their hashes. */
export function sampleByHash(rows: Int32Array, hashes: Float64Array, most: number): Int32Array {
  const limit = rows.length <= most ? ALL : (ALL * most) / rows.length;
  const kept = new Int32Array(rows.length);
  let count = 0;
  for (let k = 0; k < rows.length; k += 1) {
    kept[count] = rows[k]!;
    if (hashes[rows[k]!]! < limit) count += 1;
  }
  // Hashes are spread evenly, so that each has next to a bin of its own.
  const starts = new Int32Array(count + 2);
  const scale = count / limit;
  const binOf = (row: number): number => Math.min(count, Math.floor(hashes[row]! * scale));
  for (let k = 0; k < count; k += 1) starts[binOf(kept[k]!) + 1]! += 1;
  for (let b = 0; b <= count; b += 1) starts[b + 1]! += starts[b]!;
  const ends = starts.slice();
  const chosen = new Int32Array(count);
  for (let k = 0; k < count; k += 1) {
    const bin = binOf(kept[k]!);
    chosen[ends[bin]!] = kept[k]!;
    ends[bin]! += 1;
  }
  const before = (a: number, b: number): number => hashes[a]! - hashes[b]! || a - b;
  for (let b = 0; b <= count; b += 1)
    if (starts[b + 1]! - starts[b]! > 1) chosen.subarray(starts[b]!, starts[b + 1]!).sort(before);
  return chosen;
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
