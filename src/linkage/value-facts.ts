/** What depends on a value alone, by id, worked out once for all pairs. */

import { sharedFloats, sharedInts } from './shared.ts';
import { copyText, textOf, ValueBuilder, type Values } from './values.ts';

/** Ids that are equal where the first `length` letters are. */
export function prefixIds(values: Values, length: number): Int32Array {
  const builder = new ValueBuilder();
  const ids = sharedInts(values.size);
  for (let id = 0; id < values.size; id += 1) {
    if (values.joined) {
      ids[id] = builder.intern(textOf(values, id).slice(0, length));
      continue;
    }
    const from = values.starts[id]!;
    ids[id] = builder.internUnits(values.units, from, Math.min(values.starts[id + 1]!, from + length));
  }
  return ids;
}

const DATE = 'dddd-dd-dd';
const units = new Uint16Array(DATE.length + 1);

function digitsOf(values: Values, id: number): number {
  if (copyText(values, id, units) !== DATE.length) return -1;
  let packed = 0;
  for (let k = 0; k < DATE.length; k += 1) {
    const unit = units[k]!;
    if (DATE[k] === '-') {
      if (unit !== 45) return -1;
    } else if (unit < 48 || unit > 57) return -1;
    else packed = (packed << 4) | (unit - 48);
  }
  return packed;
}

/** Eight digits of a date, four bits each; −1 where the value is not a date. */
export function packedDigits(values: Values): Int32Array {
  const packed = sharedInts(values.size);
  for (let id = 0; id < values.size; id += 1) {
    packed[id] = digitsOf(values, id);
  }
  return packed;
}

/** The same dates with day and month changed about. */
export function swappedDigits(packed: Int32Array): Int32Array {
  const swapped = sharedInts(packed.length);
  for (let id = 0; id < packed.length; id += 1) {
    const d = packed[id]!;
    swapped[id] = (d & 0xffff0000) | ((d & 0xff) << 8) | ((d >>> 8) & 0xff);
  }
  return swapped;
}

/** Days. Impossible dates get the day that their arithmetic gives: near enough to say how many years apart. */
export function daysOf(values: Values): Float64Array {
  const days = sharedFloats(values.size);
  for (let id = 0; id < values.size; id += 1) {
    const packed = digitsOf(values, id);
    if (packed !== -1) {
      const two = (shift: number): number => ((packed >>> (shift + 4)) & 15) * 10 + ((packed >>> shift) & 15);
      days[id] = (two(24) * 100 + two(16)) * 365.2425 + two(8) * 30.44 + two(0);
      continue;
    }
    const [year, month, day] = textOf(values, id).split('-').map(Number);
    days[id] = (year ?? 0) * 365.2425 + (month ?? 0) * 30.44 + (day ?? 0);
  }
  return days;
}

/** The id in `to` of each value of `from`; −2 where there is none. */
export function mapBetween(from: Values, to: Values): Int32Array {
  if (from === to) return Int32Array.from({ length: to.size }, (_, id) => id);
  const ids = new Map<string, number>();
  for (let id = 0; id < to.size; id += 1) ids.set(textOf(to, id), id);
  const map = sharedInts(from.size);
  for (let id = 0; id < from.size; id += 1) map[id] = ids.get(textOf(from, id)) ?? -2;
  return map;
}
