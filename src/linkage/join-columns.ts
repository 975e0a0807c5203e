/** Several columns as one field: all their values, the first of them, or one put together of all. */

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

/**
 * Rows by the id that they hold, each with its id of another column: those with id v are `rows[starts[v]…starts[v
 * + 1])`, ascending. What is read afterwards stands one after the other.
 */
function rowsById(
  first: Int32Array,
  other: Int32Array,
  size: number,
): { rows: Int32Array; others: Int32Array; starts: Int32Array } {
  const starts = new Int32Array(size + 2);
  for (let row = 0; row < first.length; row += 1) starts[first[row]! + 2]! += 1;
  for (let id = 1; id < starts.length; id += 1) starts[id]! += starts[id - 1]!;
  const rows = new Int32Array(first.length);
  const others = new Int32Array(first.length);
  for (let row = 0; row < first.length; row += 1) {
    const at = first[row]! + 1;
    const place = starts[at]!;
    rows[place] = row;
    others[place] = other[row]!;
    starts[at] = place + 1;
  }
  // Filling has moved each start to its end: the first of them is that of the rows without an id.
  return { rows, others, starts };
}

/** Values that are two values of one dictionary with a space between them. */
export function joinTwo(
  of: Values,
  left: Int32Array,
  right: Int32Array,
): { values: Values; first: Int32Array } {
  const { rows, others, starts } = rowsById(left, right, of.size);
  const first = sharedInts(left.length, false).fill(-1);
  const lefts = new Int32Array(left.length);
  const rights = new Int32Array(left.length);
  /** Of each right value, the left one that it was last met with, plus one, and the number of the two. */
  const met = new Int32Array(of.size);
  const numbers = new Int32Array(of.size);
  let size = 0;
  for (let own = 0; own < of.size; own += 1) {
    for (let k = starts[own]!; k < starts[own + 1]!; k += 1) {
      const other = others[k]!;
      if (other < 0) continue;
      if (met[other] !== own + 1) {
        met[other] = own + 1;
        numbers[other] = size;
        lefts[size] = own;
        rights[size] = other;
        size += 1;
      }
      first[rows[k]!] = numbers[other]!;
    }
  }
  const joined = { of, left: shareInts(lefts, size), right: shareInts(rights, size) };
  const low = sharedInts(size, false);
  const high = sharedInts(size, false);
  for (let id = 0; id < size; id += 1) {
    const [a, b] = [lefts[id]!, rights[id]!];
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
