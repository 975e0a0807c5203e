/** Standard values of raw texts, each asked for once. */

import { type CellForm, cellText } from './csv.ts';
import { parseCrn, parseCro, parsePnc, parsePrisonNumber } from './identifiers.ts';
import { ASK, standardInto } from './standard-bytes.ts';
import {
  dateDigits,
  standardiseName,
  standardisePostcode,
  standardiseSex,
  standardiseText,
} from './standardise.ts';
import type { FieldKind } from './types.ts';
import { LONGEST_VALUE, type ValueBuilder } from './values.ts';

function standard(kind: FieldKind, text: string, referenceYear: number): string | null {
  switch (kind) {
    case 'name':
      return standardiseName(text);
    case 'date':
      return dateDigits(text);
    case 'postcode':
      return standardisePostcode(text);
    case 'sex':
      return standardiseSex(text);
    case 'pnc':
      return parsePnc(text, referenceYear).canonical ?? null;
    case 'cro':
      return parseCro(text).canonical ?? null;
    case 'prison-number':
      return parsePrisonNumber(text).canonical ?? null;
    case 'crn':
      return parseCrn(text).canonical ?? null;
    case 'as-is':
      return text === '' ? null : text;
    case 'text':
    case 'other':
      return standardiseText(text);
    default:
      return unknownKind(kind);
  }
}

function unknownKind(kind: never): never {
  throw new Error(`The model has a kind of field that is not known: ${JSON.stringify(kind)}.`);
}

const scratch = new Uint16Array(LONGEST_VALUE);

/** Standard value ids of a task's texts, with what is needed to judge whether its kind was right. */
export class Standards {
  readonly builder: ValueBuilder;
  readonly #kind: FieldKind;
  readonly #year: number;
  seen = 0;
  refused = 0;

  constructor(kind: FieldKind, year: number, builder: ValueBuilder) {
    this.builder = builder;
    this.#kind = kind;
    this.#year = year;
  }

  ofText(text: string): number {
    const value = standard(this.#kind, text, this.#year);
    this.seen += 1;
    if (value !== null) return this.builder.intern(value);
    this.refused += 1;
    return -1;
  }

  ofBytes(form: CellForm, from: number, to: number): number {
    const length = standardInto(this.#kind, form.bytes, from, to, scratch, this.#year);
    if (length === ASK) {
      const text = cellText(form, from, to);
      return text === '' ? -1 : this.ofText(text);
    }
    this.seen += 1;
    if (length >= 0) return this.builder.internUnits(scratch, 0, length);
    this.refused += 1;
    return -1;
  }
}

/** So many bytes of a cell stand in its entry: next to all cells are no longer. */
const INLINE = 16;
/** Numbers of an entry: the first bytes in four, then the length, the id of the standard value, the hash and the start. */
const ENTRY = 8;
const [LENGTH, ID, HASH, START] = [4, 5, 6, 7] as const;

/** By length, the bits of four words that are of a cell so long. */
const BITS = Int32Array.from({ length: (INLINE + 1) * 4 }, (_, at) => {
  const bytes = Math.max(0, Math.min(4, (at >> 2) - (at & 3) * 4));
  return bytes === 4 ? -1 : (1 << (8 * bytes)) - 1;
});

/**
 * Raw cells by their bytes. A thread keeps its memory from column to column. What is looked up by hash is kept small, and
 * the rest one after the other, since most of the time goes into waiting for memory that is far away.
 */
export class RawCells {
  /** Number of the entry, plus one; 0 for none. */
  #slots = new Int32Array(1 << 12);
  #entries = new Int32Array(ENTRY << 11);
  #used = 0;
  readonly bytes: Uint8Array;
  /** The same bytes, of which four are read at once. */
  readonly #words: DataView;
  /** The last of them with room behind, and where they begin. */
  readonly #last: DataView;
  readonly #lastFrom: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#lastFrom = Math.max(0, bytes.length - INLINE);
    const last = new Uint8Array(INLINE * 2);
    last.set(bytes.subarray(this.#lastFrom));
    this.#last = new DataView(last.buffer);
  }

  clear(): void {
    this.#slots.fill(0);
    this.#used = 0;
  }

  /** Standard id of a trimmed cell that is not empty; `standards` is asked once for each distinct text. */
  id(form: CellForm, from: number, to: number, standards: Standards): number {
    const length = to - from;
    const near = from + INLINE > this.bytes.length;
    const words = near ? this.#last : this.#words;
    const first = near ? from - this.#lastFrom : from;
    const bits = (length < INLINE ? length : INLINE) * 4;
    const a = words.getInt32(first, true) & BITS[bits]!;
    const b = words.getInt32(first + 4, true) & BITS[bits + 1]!;
    const c = words.getInt32(first + 8, true) & BITS[bits + 2]!;
    const d = words.getInt32(first + 12, true) & BITS[bits + 3]!;
    let hash = Math.imul(a, 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    hash ^= Math.imul(c, 0x27d4eb2f) ^ Math.imul(d ^ length, 0x165667b1);
    if (length > INLINE) hash = this.#further(hash, from + INLINE, to);
    hash = Math.imul(hash ^ (hash >>> 13), 0x2c1b3c6d);
    hash ^= hash >>> 16;
    const slots = this.#slots;
    const entries = this.#entries;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (let entry = slots[slot]!; entry !== 0; entry = slots[slot]!) {
      const at = (entry - 1) * ENTRY;
      if (
        entries[at] === a &&
        entries[at + 1] === b &&
        entries[at + 2] === c &&
        entries[at + 3] === d &&
        entries[at + LENGTH] === length &&
        (length <= INLINE || this.#same(entries[at + START]!, from, length))
      )
        return entries[at + ID]!;
      slot = (slot + 1) & mask;
    }
    const id = standards.ofBytes(form, from, to);
    this.#enter(slot, hash, id, from, to);
    return id;
  }

  /** A text that was not there yet. */
  #enter(slot: number, hash: number, id: number, from: number, to: number): void {
    const entries = this.#entries;
    const at = this.#used * ENTRY;
    entries.fill(0, at, at + INLINE / 4);
    for (let k = 0; k < INLINE && from + k < to; k += 1)
      entries[at + (k >> 2)]! |= this.bytes[from + k]! << (8 * (k & 3));
    entries[at + LENGTH] = to - from;
    entries[at + ID] = id;
    entries[at + HASH] = hash;
    entries[at + START] = from;
    this.#used += 1;
    this.#slots[slot] = this.#used;
    if (this.#used * 2 > this.#slots.length || this.#used * ENTRY === entries.length) this.#grow();
  }

  #further(before: number, from: number, to: number): number {
    let hash = before;
    for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ this.bytes[at]!, 0x01000193);
    return hash;
  }

  /** Whether what follows the first bytes of two cells is the same. */
  #same(known: number, from: number, length: number): boolean {
    const { bytes } = this;
    for (let at = INLINE; at < length; at += 1) if (bytes[known + at] !== bytes[from + at]) return false;
    return true;
  }

  #grow(): void {
    const entries = new Int32Array(this.#entries.length * 2);
    entries.set(this.#entries);
    this.#entries = entries;
    if (this.#used * 2 <= this.#slots.length) return;
    const slots = new Int32Array(this.#slots.length * 4);
    const mask = slots.length - 1;
    for (let entry = 0; entry < this.#used; entry += 1) {
      let slot = entries[entry * ENTRY + HASH]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = entry + 1;
    }
    this.#slots = slots;
  }
}
