/**
 * Dictionaries: every distinct text once, as UTF-16 units in one shared array, with two hashes of its content. Ids
 * are dense and given in order of first sight; hashes depend on the text alone, so that what is derived from them
 * (groups, ties, samples) does not depend on the order of the rows.
 */

import { sharedUnits, shareInts } from './shared.ts';

/** A finished dictionary. A joined value is two ids of another dictionary, its text being put together on demand. */
export interface Values {
  readonly size: number;
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly units: Uint16Array;
  /** `units[starts[id]…starts[id + 1])`; empty where values are joined. */
  readonly starts: Int32Array;
  readonly joined: null | { readonly of: Values; readonly left: Int32Array; readonly right: Int32Array };
}

export const LONGEST_VALUE = 1 << 16;

export function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0;
}

/** Hash of a joined value, or of several key parts, from those of its parts. */
export function combine(before: number, part: number): number {
  return mix(Math.imul(before, 0x9e3779b1) + part);
}

/** Two independent hashes of a run of units: `at[0]` and `at[1]`. */
export function hashUnits(units: Uint16Array, from: number, to: number, at: Int32Array): void {
  let low = 0x811c9dc5;
  let high = 0x2545f491;
  for (let k = from; k < to; k += 1) {
    const unit = units[k]!;
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high + unit, 0x85ebca6b) ^ (high >>> 15);
  }
  at[0] = mix(low ^ (to - from));
  at[1] = mix(high);
}

const hashed = new Int32Array(2);

/** Copies a value's text and gives its length, at most the target's. */
export function copyText(values: Values, id: number, into: Uint16Array): number {
  const { joined } = values;
  if (joined) {
    const length = copyText(joined.of, joined.left[id]!, into);
    if (length >= into.length - 1) return length;
    into[length] = 32;
    return length + 1 + copyText(joined.of, joined.right[id]!, into.subarray(length + 1));
  }
  const from = values.starts[id]!;
  const length = Math.min(values.starts[id + 1]! - from, into.length);
  for (let k = 0; k < length; k += 1) into[k] = values.units[from + k]!;
  return length;
}

const reading = new Uint16Array(LONGEST_VALUE);
const decoder = new TextDecoder('utf-16le');

export function textOf(values: Values, id: number): string {
  const length = copyText(values, id, reading);
  if (length > 64) return decoder.decode(reading.subarray(0, length));
  let text = '';
  for (let k = 0; k < length; k += 1) text += String.fromCharCode(reading[k]!);
  return text;
}

/** A dictionary being filled. */
export class ValueBuilder {
  // So short at first that they need no buffers: most dictionaries are of one record.
  #units = new Uint16Array(1 << 5);
  #starts = new Int32Array(1 << 4);
  #low = new Int32Array(1 << 4);
  #high = new Int32Array(1 << 4);
  #slots = new Int32Array(1 << 4).fill(-1);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Goes on from a finished dictionary, whose ids stay. */
  static from(values: Values): ValueBuilder {
    const builder = new ValueBuilder();
    for (let id = 0; id < values.size; id += 1) builder.intern(textOf(values, id));
    return builder;
  }

  intern(text: string): number {
    const length = Math.min(text.length, LONGEST_VALUE - 1);
    for (let k = 0; k < length; k += 1) reading[k] = text.charCodeAt(k);
    return this.internUnits(reading, 0, length);
  }

  /** A value of another dictionary. */
  internFrom(values: Values, id: number): number {
    if (values.joined) return this.internUnits(reading, 0, copyText(values, id, reading));
    return this.internUnits(values.units, values.starts[id]!, values.starts[id + 1]!);
  }

  /** Forgets everything and keeps its memory. */
  clear(): void {
    this.#slots.fill(-1);
    this.#size = 0;
  }

  /** The id of a text already there, or −1. */
  find(text: string): number {
    const length = Math.min(text.length, LONGEST_VALUE - 1);
    for (let k = 0; k < length; k += 1) reading[k] = text.charCodeAt(k);
    hashUnits(reading, 0, length, hashed);
    return this.#slots[this.#slot(reading, 0, length, hashed[0]!)]!;
  }

  internUnits(units: Uint16Array, from: number, to: number): number {
    hashUnits(units, from, to, hashed);
    const slot = this.#slot(units, from, to, hashed[0]!);
    const known = this.#slots[slot]!;
    if (known >= 0) return known;
    const id = this.#size;
    this.#slots[slot] = id;
    this.#append(units, from, to, id);
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  #slot(units: Uint16Array, from: number, to: number, low: number): number {
    const mask = this.#slots.length - 1;
    let slot = low & mask;
    for (;;) {
      const id = this.#slots[slot]!;
      if (id < 0 || (this.#low[id] === low && this.#same(id, units, from, to))) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #same(id: number, units: Uint16Array, from: number, to: number): boolean {
    const start = this.#starts[id]!;
    if (this.#starts[id + 1]! - start !== to - from) return false;
    for (let k = from; k < to; k += 1) if (this.#units[start + k - from] !== units[k]) return false;
    return true;
  }

  #append(units: Uint16Array, from: number, to: number, id: number): void {
    const start = this.#starts[id]!;
    const end = start + to - from;
    if (end > this.#units.length) this.#units = grown(this.#units, new Uint16Array(end * 2));
    for (let k = from; k < to; k += 1) this.#units[start + k - from] = units[k]!;
    if (id + 2 > this.#low.length) {
      const size = this.#low.length * 2;
      this.#starts = grown(this.#starts, new Int32Array(size + 1));
      this.#low = grown(this.#low, new Int32Array(size));
      this.#high = grown(this.#high, new Int32Array(size));
    }
    this.#starts[id + 1] = end;
    this.#low[id] = hashed[0]!;
    this.#high[id] = hashed[1]!;
    this.#size += 1;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let id = 0; id < this.#size; id += 1) {
      let slot = this.#low[id]! & mask;
      while (slots[slot]! >= 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.#slots = slots;
  }

  /** What is there, in the builder's own memory: good until it is added to or cleared. */
  view(): Values {
    const size = this.#size;
    return {
      size,
      units: this.#units.subarray(0, this.#starts[size]),
      starts: this.#starts.subarray(0, size + 1),
      low: this.#low.subarray(0, size),
      high: this.#high.subarray(0, size),
      joined: null,
    };
  }

  finish(): Values {
    const used = this.#starts[this.#size] ?? 0;
    const units = sharedUnits(used);
    units.set(this.#units.subarray(0, used));
    return {
      size: this.#size,
      units,
      starts: shareInts(this.#starts, this.#size + 1),
      low: shareInts(this.#low, this.#size),
      high: shareInts(this.#high, this.#size),
      joined: null,
    };
  }
}

function grown<Kind extends Uint16Array | Int32Array>(from: Kind, into: Kind): Kind {
  into.set(from);
  return into;
}

/** Finds a value's id by the hashes of its content. */
export class ValueFinder {
  readonly #slots: Int32Array;
  readonly #values: Values;

  constructor(values: Values) {
    let size = 16;
    while (size < values.size * 2) size *= 2;
    this.#slots = new Int32Array(size);
    this.#values = values;
    for (let id = 0; id < values.size; id += 1) {
      let slot = values.low[id]! & (size - 1);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (size - 1);
      this.#slots[slot] = id + 1;
    }
  }

  find(low: number, high: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = low & mask; this.#slots[slot] !== 0; slot = (slot + 1) & mask) {
      const id = this.#slots[slot]! - 1;
      if (this.#values.low[id] === low && this.#values.high[id] === high) return id;
    }
    return -1;
  }
}
