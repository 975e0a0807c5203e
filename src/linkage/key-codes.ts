/** The parts of a rule's key as numbers by row, so that equal parts are told by equal numbers. */

import type { KeyCodes, Scratch } from './grouping.ts';
import { Interner } from './interner.ts';
import { type Entries, type FieldPart, hashesOf, type KeySource } from './keys.ts';
import type { Values } from './values.ts';

/** A part of a key as numbers by value. */
interface ValueCodes {
  /** −1 where a value has none; null where a value's number is its own. */
  readonly codes: Int32Array | null;
  readonly size: number;
}

/** The parts of a rule's key by row, and what tells from the values of two rows whether they share it. */
export interface RuleCodes {
  readonly parts: readonly KeyCodes[];
  /** For each part of the rule, its numbers by value; null where the values are of two dictionaries. */
  readonly tests: readonly (Pick<ValueCodes, 'codes'> | null)[];
}

/** Two hashes as one number below 2^53. */
const folded = (low: number, high: number): number => (low >>> 0) * 2 ** 21 + (high >>> 11);

function codesOfValues(key: FieldPart, values: Values): ValueCodes {
  if (key.part === 'whole') return { codes: null, size: values.size };
  const { low, high, without } = hashesOf(key, values);
  const ids = new Interner(Math.min(values.size, 1 << 12));
  const codes = low.map((own, id) => (without?.[id] === 1 ? -1 : ids.id(folded(own, high[id]!))));
  return { codes, size: ids.size };
}

/** Values of two dictionaries by the same numbers. */
function codesOfBoth(a: Values, b: Values): readonly [ValueCodes, ValueCodes] {
  if (a.low === b.low)
    return [
      { codes: null, size: a.size },
      { codes: null, size: a.size },
    ];
  const ids = new Interner(a.size + b.size);
  const [one, other] = [a, b].map(({ low, high }) => low.map((own, id) => ids.id(folded(own, high[id]!))));
  return [
    { codes: one!, size: ids.size },
    { codes: other!, size: ids.size },
  ];
}

function codesOfRows(first: Int32Array, { codes, size }: ValueCodes, room: () => Int32Array): KeyCodes {
  if (codes === null) return { codes: first, size };
  const own = room();
  for (let row = 0; row < first.length; row += 1) own[row] = first[row]! < 0 ? -1 : codes[first[row]!]!;
  return { codes: own, size };
}

/** The key of a rule that gives a row at most one. `use`: the first use of the scratch that is free. */
export function codesOfKey(
  sources: readonly KeySource[],
  rows: number,
  scratch: Scratch,
  use: number,
): RuleCodes {
  let next = use;
  const room = (): Int32Array => {
    next += 1;
    return scratch.take(next - 1, rows);
  };
  const tests: RuleCodes['tests'][number][] = [];
  const parts = sources.flatMap(({ key, column, also }): KeyCodes[] => {
    if (key.part !== 'either-order') {
      const own = codesOfValues(key, column.values);
      tests.push({ codes: own.codes });
      return [codesOfRows(column.first, own, room)];
    }
    const [left, right] = codesOfBoth(column.values, also!.values);
    tests.push(left.codes === null ? { codes: null } : null);
    const a = codesOfRows(column.first, left, room).codes;
    const b = codesOfRows(also!.first, right, room).codes;
    const [least, most] = [room(), room()];
    for (let row = 0; row < rows; row += 1) {
      const x = a[row]!;
      const y = b[row]!;
      const whole = x >= 0 && y >= 0;
      least[row] = whole ? Math.min(x, y) : -1;
      most[row] = whole ? Math.max(x, y) : -1;
    }
    return [
      { codes: least, size: left.size },
      { codes: most, size: left.size },
    ];
  });
  return { parts, tests };
}

/** Keys as two hashes of each entry: a few bits of the first make runs, and all others tell the keys apart. */
export function codesOfEntries({ count, low, high }: Entries, scratch: Scratch, use: number): KeyCodes[] {
  let bits = 4;
  while (count >> bits > 16 && bits < 20) bits += 1;
  const [runs, one, other] = [use, use + 1, use + 2].map((at) => scratch.take(at, count)) as [
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  for (let k = 0; k < count; k += 1) {
    runs[k] = low[k]! >>> (32 - bits);
    one[k] = low[k]! & 0x7fffffff;
    other[k] = high[k]! & 0x7fffffff;
  }
  return [
    { codes: runs, size: 1 << bits },
    { codes: one, size: 0 },
    { codes: other, size: 0 },
  ];
}
