/** What depends on a value alone, by id, worked out once for all pairs. */

import { sharedFloats, sharedInts } from './shared.ts';
import { textOf, ValueBuilder, type Values } from './values.ts';

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

/** Eight digits of a date, four bits each; −1 where the value is not a date. */
export function packedDigits(values: Values): Int32Array {
  const packed = sharedInts(values.size);
  for (let id = 0; id < values.size; id += 1) {
    const digits = /^(\d{4})-(\d{2})-(\d{2})$/.exec(textOf(values, id));
    packed[id] = digits ? Number.parseInt(digits[1]! + digits[2]! + digits[3]!, 16) | 0 : -1;
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
    const [year, month, day] = textOf(values, id).split('-').map(Number);
    days[id] = (year ?? 0) * 365.2425 + (month ?? 0) * 30.44 + (day ?? 0);
  }
  return days;
}

/** The id in `to` of each value of `from`; −2 where there is none. */
export function mapBetween(from: Values, to: Values): Int32Array {
  const ids = new Map<string, number>();
  for (let id = 0; id < to.size; id += 1) ids.set(textOf(to, id), id);
  const map = sharedInts(from.size);
  for (let id = 0; id < from.size; id += 1) map[id] = ids.get(textOf(from, id)) ?? -2;
  return map;
}
