/**
 * From cells to ids: every distinct raw text of a column is standardised once, and each row holds the id of its
 * standard value in the column's own dictionary. Each column is a piece of work that depends on no other.
 */

import { type CellForm, type CsvTable, cellText } from './csv.ts';
import { parseCrn, parseCro, parsePnc, parsePrisonNumber } from './identifiers.ts';
import type { Job } from './pool.ts';
import { sharedInts } from './shared.ts';
import { ASK, standardInto } from './standard-bytes.ts';
import {
  dateDigits,
  standardiseName,
  standardisePostcode,
  standardiseSex,
  standardiseText,
} from './standardise.ts';
import type { Cell, FieldKind, RecordTable } from './types.ts';
import { LONGEST_VALUE, ValueBuilder, type Values } from './values.ts';

/** The ids of a column: `first` alone where a row has at most one, else all of them in `items`, as they came. */
export interface CellIds {
  readonly first: Int32Array;
  readonly offsets: Int32Array | null;
  readonly items: Int32Array | null;
}

/** A column to be read. */
export interface ReadTask {
  readonly kind: FieldKind;
  readonly referenceYear: number;
  readonly column: string;
  readonly split: boolean;
}

interface ReadIds {
  readonly ids: CellIds;
  /** Rows that hold a text that has no standard form. */
  readonly unread: number;
}

export interface ReadColumn extends ReadIds {
  readonly values: Values;
  /** Distinct texts, and those of them that the kind refuses. */
  readonly seen: number;
  readonly refused: number;
}

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
class Standards {
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
    const length = standardInto(this.#kind, form.bytes, from, to, scratch);
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

/** Tables of raw cells that a thread keeps from column to column, by their size. */
class Tables {
  readonly #kept = new Map<number, Int32Array>();

  take(size: number): Int32Array {
    const table = this.#kept.get(size);
    if (!table) return new Int32Array(size);
    this.#kept.delete(size);
    return table.fill(0);
  }

  keep(table: Int32Array): void {
    this.#kept.set(table.length, table);
  }
}

/** Raw cells by their bytes: four numbers a slot (hash, start, length, id of the standard value). */
class RawCells {
  #slots: Int32Array;
  #used = 0;
  readonly #tables: Tables;
  readonly #bytes: Uint8Array;
  /** The same bytes, of which four are read at once. */
  readonly #words: DataView;

  constructor(bytes: Uint8Array, tables: Tables) {
    this.#tables = tables;
    this.#slots = tables.take(1 << 14);
    this.#bytes = bytes;
    this.#words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Standard id of a trimmed cell that is not empty; `make` is asked once for each distinct text. */
  id(from: number, to: number, make: (from: number, to: number) => number): number {
    const hash = this.#hash(from, to);
    const slots = this.#slots;
    const mask = (slots.length >> 2) - 1;
    let slot = hash & mask;
    for (;;) {
      const at = slot << 2;
      const length = slots[at + 2]!;
      if (length === 0) break;
      if (slots[at] === hash && length === to - from && this.#same(slots[at + 1]!, from, length)) {
        return slots[at + 3]!;
      }
      slot = (slot + 1) & mask;
    }
    const id = make(from, to);
    const at = slot << 2;
    slots[at] = hash;
    slots[at + 1] = from;
    slots[at + 2] = to - from;
    slots[at + 3] = id;
    this.#used += 1;
    if (this.#used * 8 > slots.length) this.#grow();
    return id;
  }

  #hash(from: number, to: number): number {
    const words = this.#words;
    let hash = 0x811c9dc5;
    let at = from;
    for (; at + 4 <= to; at += 4) {
      hash = Math.imul(hash ^ words.getInt32(at, true), 0x85ebca6b);
      hash ^= hash >>> 15;
    }
    for (; at < to; at += 1) hash = Math.imul(hash ^ this.#bytes[at]!, 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return (hash ^ (hash >>> 13)) | 0;
  }

  #same(known: number, from: number, length: number): boolean {
    const words = this.#words;
    let at = 0;
    for (; at + 4 <= length; at += 4)
      if (words.getInt32(known + at, true) !== words.getInt32(from + at, true)) return false;
    const bytes = this.#bytes;
    for (; at < length; at += 1) if (bytes[known + at] !== bytes[from + at]) return false;
    return true;
  }

  #grow(): void {
    const old = this.#slots;
    const slots = this.#tables.take(old.length * 4);
    const mask = (slots.length >> 2) - 1;
    for (let at = 0; at < old.length; at += 4) {
      if (old[at + 2] === 0) continue;
      let slot = old[at]! & mask;
      while (slots[(slot << 2) + 2] !== 0) slot = (slot + 1) & mask;
      slots.set(old.subarray(at, at + 4), slot << 2);
    }
    this.#slots = slots;
    this.#tables.keep(old);
  }

  done(): void {
    this.#tables.keep(this.#slots);
  }
}

function csvColumn(
  table: CsvTable,
  column: number,
  split: boolean,
  standards: Standards,
  tables: Tables,
): ReadIds {
  const { bytes, cells, length, quoted } = table;
  const stride = table.headers.length + 1;
  const raw = new RawCells(bytes, tables);
  const first = sharedInts(length);
  const make = (from: number, to: number): number => standards.ofBytes(table, from, to);
  const lists = split ? new Lists(length) : null;
  let unread = 0;
  for (let row = 0; row < length; row += 1) {
    let from = cells[row * stride + column]!;
    let to = cells[row * stride + column + 1]! - 1;
    while (from < to && bytes[from]! <= 32) from += 1;
    while (to > from && bytes[to - 1]! <= 32) to -= 1;
    if (
      quoted &&
      to - from >= 2 &&
      bytes[from] === 34 &&
      bytes[to - 1] === 34 &&
      bytes.indexOf(34, from + 1) === to - 1
    ) {
      from += 1;
      to -= 1;
    }
    if (!lists) {
      const id = to > from ? raw.id(from, to, make) : -1;
      first[row] = id;
      if (id < 0 && to > from) unread += 1;
      continue;
    }
    for (let start = from, at = from; at <= to; at += 1) {
      if (at < to && bytes[at] !== 124 && bytes[at] !== 59) continue;
      let end = at;
      while (start < end && bytes[start]! <= 32) start += 1;
      while (end > start && bytes[end - 1]! <= 32) end -= 1;
      if (end > start) lists.add(raw.id(start, end, make));
      start = at + 1;
    }
    first[row] = lists.endRow(row);
    if (first[row]! < 0 && to > from) unread += 1;
  }
  raw.done();
  return { ids: { first, offsets: lists?.offsets ?? null, items: lists?.items() ?? null }, unread };
}

/** Rows of several ids. */
export class Lists {
  readonly offsets: Int32Array;
  #items = new Int32Array(1 << 6);
  #size = 0;

  constructor(rows: number) {
    this.offsets = sharedInts(rows + 1);
  }

  add(id: number): void {
    if (id < 0) return;
    if (this.#size === this.#items.length) {
      const items = new Int32Array(this.#size * 2);
      items.set(this.#items);
      this.#items = items;
    }
    this.#items[this.#size] = id;
    this.#size += 1;
  }

  /** Ends a row; its first id, or −1. */
  endRow(row: number): number {
    const first = this.#size > this.offsets[row]! ? this.#items[this.offsets[row]!]! : -1;
    this.offsets[row + 1] = this.#size;
    return first;
  }

  items(): Int32Array {
    const items = sharedInts(this.#size);
    items.set(this.#items.subarray(0, this.#size));
    return items;
  }
}

function tableColumn(cells: readonly Cell[], standards: Standards): ReadIds {
  const memo = new Map<string, number>();
  const look = (text: string): number => {
    let id = memo.get(text);
    if (id === undefined) {
      id = standards.ofText(text);
      memo.set(text, id);
    }
    return id;
  };
  const several = cells.some((cell) => Array.isArray(cell));
  const first = sharedInts(cells.length);
  let unread = 0;
  const lists = several ? new Lists(cells.length) : null;
  cells.forEach((cell, row) => {
    if (!lists) {
      const text = typeof cell === 'string' ? cell : '';
      first[row] = text === '' ? -1 : look(text);
      if (first[row]! < 0 && text.trim() !== '') unread += 1;
      return;
    }
    const texts = typeof cell === 'string' ? [cell] : (cell ?? []);
    for (const text of texts) if (text !== '') lists.add(look(text));
    first[row] = lists.endRow(row);
    if (first[row]! < 0 && texts.some((text) => text.trim() !== '')) unread += 1;
  });
  return { ids: { first, offsets: lists?.offsets ?? null, items: lists?.items() ?? null }, unread };
}

/** Each piece is a column. */
export const READ_CELLS: Job<{ table: RecordTable | CsvTable; tasks: readonly ReadTask[] }, ReadColumn> = {
  name: 'read cells',
  worker: ({ table, tasks }) => {
    const builder = new ValueBuilder();
    const tables = new Tables();
    return (piece) => {
      const { kind, referenceYear, column, split } = tasks[piece]!;
      builder.clear();
      const standards = new Standards(kind, referenceYear, builder);
      const read =
        'bytes' in table
          ? csvColumn(table, table.headers.indexOf(column), split, standards, tables)
          : tableColumn(table.columns[column]!, standards);
      const { seen, refused } = standards;
      return { ...read, values: builder.finish(), seen, refused };
    };
  },
};
