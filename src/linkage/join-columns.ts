/** Several columns as one field: all their values, the first of them, or one put together of all. */

import { Interner } from './interner.ts';
import type { CellIds } from './read-cells.ts';
import { sharedInts, shareInts } from './shared.ts';
import { combine, textOf, ValueBuilder, type Values } from './values.ts';

/** Several columns' ids as one: the first value found, and all of them ascending. */
export function merge(rows: number, parts: readonly CellIds[], asSet: boolean): CellIds {
  const only = parts[0];
  if (parts.length === 1 && only && !asSet) return { ...only, offsets: null, items: null };
  const first = sharedInts(rows).fill(-1);
  const offsets = asSet ? sharedInts(rows + 1) : null;
  const items: number[] = [];
  const found: number[] = [];
  for (let row = 0; row < rows; row += 1) {
    found.length = 0;
    for (const { first: ids, offsets: starts, items: all } of parts) {
      if (starts && all) for (let k = starts[row]!; k < starts[row + 1]!; k += 1) found.push(all[k]!);
      else if (ids[row]! >= 0) found.push(ids[row]!);
    }
    if (found.length > 0) first[row] = found[0]!;
    if (!offsets) continue;
    if (found.length > 1) found.sort((a, b) => a - b);
    for (let k = 0; k < found.length; k += 1) if (k === 0 || found[k] !== found[k - 1]) items.push(found[k]!);
    offsets[row + 1] = items.length;
  }
  return { first, offsets, items: offsets ? shareInts(items) : null };
}

/** Values that are two values of one dictionary with a space between them. */
export function joinTwo(
  of: Values,
  left: Int32Array,
  right: Int32Array,
): { values: Values; first: Int32Array } {
  const rows = left.length;
  const first = sharedInts(rows);
  const pairs = new Interner(Math.min(1 << 20, rows + 16));
  for (let row = 0; row < rows; row += 1) {
    first[row] = left[row]! < 0 || right[row]! < 0 ? -1 : pairs.id(left[row]! * of.size + right[row]!);
  }
  const keys = pairs.keys();
  const size = keys.length;
  const joined = { of, left: sharedInts(size), right: sharedInts(size) };
  const low = sharedInts(size);
  const high = sharedInts(size);
  for (let id = 0; id < size; id += 1) {
    const a = Math.floor(keys[id]! / of.size);
    const b = keys[id]! % of.size;
    joined.left[id] = a;
    joined.right[id] = b;
    low[id] = combine(of.low[a]!, of.low[b]!);
    high[id] = combine(of.high[a]!, of.high[b]!);
  }
  return { values: { size, low, high, units: of.units, starts: new Int32Array(1), joined }, first };
}

/** Values of more than two parts, by their text. */
export function joinAll(of: Values, parts: readonly Int32Array[]): { values: Values; first: Int32Array } {
  const builder = new ValueBuilder();
  const rows = parts[0]!.length;
  const first = sharedInts(rows).fill(-1);
  for (let row = 0; row < rows; row += 1) {
    if (parts.some((ids) => ids[row]! < 0)) continue;
    first[row] = builder.intern(parts.map((ids) => textOf(of, ids[row]!)).join(' '));
  }
  return { values: builder.finish(), first };
}
