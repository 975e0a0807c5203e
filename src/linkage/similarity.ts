/** Similarity of names: Jaro–Winkler, and its cache over the values of one dictionary. */

import { sharedInts } from './shared.ts';
import { copyText, type Values } from './values.ts';

/** Longer texts are compared by their beginnings: the time grows with the square of the length. */
const LONGEST_COMPARED = 1024;

const taken = new Uint8Array(LONGEST_COMPARED);
const matched = new Uint16Array(LONGEST_COMPARED);

/**
 * Jaro's similarity of two runs of units; 0 where nothing matches. The letters of the first look for theirs in the
 * second.
 * @param whole half a transposition does not count, as in DuckDB.
 */
function jaro(
  left: Uint16Array,
  leftLength: number,
  right: Uint16Array,
  rightLength: number,
  whole: boolean,
): number {
  const window = Math.max(0, (Math.max(leftLength, rightLength) >> 1) - 1);
  for (let j = 0; j < rightLength; j += 1) taken[j] = 0;
  let matches = 0;
  for (let i = 0; i < leftLength; i += 1) {
    const unit = left[i]!;
    const end = Math.min(rightLength, i + window + 1);
    for (let j = i > window ? i - window : 0; j < end; j += 1) {
      if (taken[j] === 0 && right[j] === unit) {
        taken[j] = 1;
        matched[matches] = unit;
        matches += 1;
        break;
      }
    }
  }
  if (matches === 0) return 0;
  let swaps = 0;
  let k = 0;
  for (let j = 0; k < matches; j += 1) {
    if (taken[j] === 0) continue;
    if (right[j] !== matched[k]) swaps += 1;
    k += 1;
  }
  const moved = whole ? swaps >> 1 : swaps / 2;
  return (matches / leftLength + matches / rightLength + (matches - moved) / matches) / 3;
}

function commonPrefix(
  left: Uint16Array,
  leftLength: number,
  right: Uint16Array,
  rightLength: number,
): number {
  const limit = Math.min(4, leftLength, rightLength);
  let length = 0;
  while (length < limit && left[length] === right[length]) length += 1;
  return length;
}

/** Whether the runs stand in the one order in which they are compared: greedy matching depends on it. */
function inOrder(a: Uint16Array, aLength: number, b: Uint16Array, bLength: number): boolean {
  if (aLength !== bLength) return aLength < bLength;
  for (let k = 0; k < aLength; k += 1) if (a[k] !== b[k]) return a[k]! < b[k]!;
  return true;
}

function similarityOf(a: Uint16Array, aLength: number, b: Uint16Array, bLength: number): number {
  if (aLength === 0 || bLength === 0) return aLength === bLength ? 1 : 0;
  const found = inOrder(a, aLength, b, bLength)
    ? jaro(a, aLength, b, bLength, false)
    : jaro(b, bLength, a, aLength, false);
  return found === 0 ? 0 : found + commonPrefix(a, aLength, b, bLength) * 0.1 * (1 - found);
}

const one = new Uint16Array(LONGEST_COMPARED);
const other = new Uint16Array(LONGEST_COMPARED);

function write(text: string, into: Uint16Array): number {
  const length = Math.min(text.length, into.length);
  for (let k = 0; k < length; k += 1) into[k] = text.charCodeAt(k);
  return length;
}

/**
 * Jaro–Winkler similarity, 0 to 1 (Winkler 1990; prefix weight 0.1 over at most four characters, always applied).
 * Symmetric.
 */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1;
  return similarityOf(one, write(a, one), other, write(b, other));
}

/** Jaro's similarity as DuckDB computes it. */
export function jaroOfDuckdb(a: string, b: string): number {
  if (a === b) return 1;
  const aLength = write(a, one);
  const bLength = write(b, other);
  return aLength === 0 || bLength === 0 ? 0 : jaro(other, bLength, one, aLength, true);
}

/** Jaro–Winkler as DuckDB computes it: the prefix counts only above 0.7. */
export function jaroWinklerOfDuckdb(a: string, b: string): number {
  const found = jaroOfDuckdb(a, b);
  if (found <= 0.7 || found === 1) return found;
  return found + commonPrefix(one, write(a, one), other, write(b, other)) * 0.1 * (1 - found);
}

function bits(mask: number): number {
  let v = mask - ((mask >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** What bounds a similarity before the texts are read, by value. */
export interface Shapes {
  readonly masks: Int32Array;
  readonly lengths: Int32Array;
}

export function shapesOf(values: Values): Shapes {
  const masks = sharedInts(values.size);
  const lengths = sharedInts(values.size);
  const { joined, starts, units } = values;
  const parts = joined ? shapesOf(joined.of) : null;
  for (let id = 0; id < values.size; id += 1) {
    if (joined && parts) {
      masks[id] = parts.masks[joined.left[id]!]! | parts.masks[joined.right[id]!]! | 1;
      lengths[id] = parts.lengths[joined.left[id]!]! + parts.lengths[joined.right[id]!]! + 1;
      continue;
    }
    let mask = 0;
    for (let k = starts[id]!; k < starts[id + 1]!; k += 1) mask |= 1 << (units[k]! & 31);
    masks[id] = mask;
    lengths[id] = starts[id + 1]! - starts[id]!;
  }
  return { masks, lengths };
}

const MOST_SLOT_BITS = 16;
const FEWEST_SLOT_BITS = 4;

/**
 * Similarity of two values of one dictionary by their ids. An upper bound from the letters that only one of them
 * has refuses most pairs before any text is read; the rest are kept in a small table, a later pair taking the place
 * of an earlier one.
 */
export class NameSimilarity {
  readonly #values: Values;
  readonly #shapes: Shapes;
  readonly #least: number;
  readonly #shift: number;
  readonly #keys: Int32Array;
  readonly #found: Float64Array;

  /**
   * @param least similarities below it need not be exact: 0 stands for them.
   * @param pairs how many pairs will be asked about, where that is known: the table need not be larger.
   */
  constructor(values: Values, shapes: Shapes, least: number, pairs = 2 ** MOST_SLOT_BITS) {
    this.#values = values;
    this.#shapes = shapes;
    this.#least = least;
    // A few values make few pairs.
    const most = Math.min(pairs, values.size * values.size);
    const bits = Math.max(FEWEST_SLOT_BITS, Math.min(MOST_SLOT_BITS, 32 - Math.clz32(most)));
    this.#shift = 32 - bits;
    this.#keys = new Int32Array(2 << bits).fill(-1);
    this.#found = new Float64Array(1 << bits);
  }

  of(a: number, b: number): number {
    if (a === b) return 1;
    if (this.#bound(a, b) < this.#least) return 0;
    const low = a < b ? a : b;
    const high = a < b ? b : a;
    const slot = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> this.#shift;
    if (this.#keys[slot * 2] === low && this.#keys[slot * 2 + 1] === high) return this.#found[slot]!;
    const aLength = copyText(this.#values, low, one);
    const found = similarityOf(one, aLength, other, copyText(this.#values, high, other));
    this.#keys[slot * 2] = low;
    this.#keys[slot * 2 + 1] = high;
    this.#found[slot] = found;
    return found;
  }

  /** Full prefix assumed: it costs little accuracy and reads no text. */
  #bound(a: number, b: number): number {
    const { masks, lengths } = this.#shapes;
    const aLength = lengths[a]!;
    const bLength = lengths[b]!;
    const most = Math.min(aLength - bits(masks[a]! & ~masks[b]!), bLength - bits(masks[b]! & ~masks[a]!));
    if (most <= 0) return 0;
    const found = (most / aLength + most / bLength + 1) / 3;
    return found + 0.4 * (1 - found) + 1e-12;
  }
}
