/**
 * From cells to ids: every distinct raw text of a column is standardised once, and each row holds the id of its
 * standard value. Columns that share a dictionary are read by one task, so that a task is independent of the others
 * and gives the same ids on whatever thread it runs.
 */

import { type CellForm, type CsvTable, cellText } from './csv.ts';
import { parseCrn, parseCro, parsePnc, parsePrisonNumber } from './identifiers.ts';
import { forenameClass } from './nicknames.ts';
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
import type { Cell, FieldKind, RecordTable, Take } from './types.ts';
import { LONGEST_VALUE, textOf, ValueBuilder, type Values } from './values.ts';

/** The ids of a column: `first` alone where a row has at most one, else all of them in `items`, as they came. */
export interface CellIds {
  readonly first: Int32Array;
  readonly offsets: Int32Array | null;
  readonly items: Int32Array | null;
}

/** Columns to be read into one dictionary. */
export interface CellTask {
  readonly kind: FieldKind;
  /** Where fewer than half of the distinct texts have the kind's form, the column is taken as it is written. */
  readonly lenient: boolean;
  readonly referenceYear: number;
  readonly columns: readonly {
    readonly column: string;
    readonly takes: readonly Take[];
    readonly split: boolean;
  }[];
}

export interface CellResult {
  readonly values: Values;
  /** Rows whose cell holds a text that has no standard form, by column. */
  readonly unread: Readonly<Record<string, number>>;
  /** By column, then by take. */
  readonly ids: Readonly<Record<string, Readonly<Partial<Record<Take, CellIds>>>>>;
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
    default:
      return standardiseText(text);
  }
}

/** The core that one system copies to another: a PNC's serial less its first digit, or a CRO's serial. */
function serialOf(value: string): string {
  if (value.startsWith('SF')) return value.slice(5, -1).padStart(6, '0');
  return /^\d{4}\//.test(value) ? value.slice(6, 12) : value.split('/')[0]!;
}

/** What a take makes of a standard value: none, one or (tokens) several. */
function takenFrom(value: string, take: Take): string[] {
  switch (take) {
    case 'whole':
      return [value];
    case 'outcode':
      return [value.split(' ')[0]!];
    case 'email-name':
      return [value.split('@')[0]!.replace(/[^A-Z0-9]/g, '')].filter((v) => v !== '');
    case 'forename-class':
      return [forenameClass(value)];
    case 'serial':
      return [serialOf(value)];
    case 'stem':
      return [value.slice(0, 5) + value.slice(7)];
    case 'first-token':
      return [value.split(' ')[0]!];
    case 'last-token':
      return value.includes(' ') ? [value.split(' ').at(-1)!] : [];
    case 'tokens':
      return value.split(' ').filter((token) => token.length > 1);
  }
}

const scratch = new Uint16Array(LONGEST_VALUE);

/** Standard value ids of a task's texts, with what is needed to judge whether its kind was right. */
class Standards {
  readonly builder = new ValueBuilder();
  readonly #kind: FieldKind;
  readonly #year: number;
  seen = 0;
  refused = 0;

  constructor(kind: FieldKind, year: number) {
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

/** Raw cells by their bytes: four numbers a slot (hash, start, length, id of the standard value). */
class RawCells {
  #slots = new Int32Array(1 << 14);
  #used = 0;
  readonly #bytes: Uint8Array;
  /** The same bytes, of which four are read at once. */
  readonly #words: DataView;

  constructor(bytes: Uint8Array) {
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
    const slots = new Int32Array(old.length * 4);
    const mask = (slots.length >> 2) - 1;
    for (let at = 0; at < old.length; at += 4) {
      if (old[at + 2] === 0) continue;
      let slot = old[at]! & mask;
      while (slots[(slot << 2) + 2] !== 0) slot = (slot + 1) & mask;
      slots.set(old.subarray(at, at + 4), slot << 2);
    }
    this.#slots = slots;
  }
}

/** The ids of one column, and how many of its rows hold a text that says nothing. */
interface ReadColumn {
  readonly ids: CellIds;
  readonly unread: number;
}

function csvColumn(table: CsvTable, column: number, split: boolean, standards: Standards): ReadColumn {
  const { bytes, cells, length, quoted } = table;
  const stride = table.headers.length + 1;
  const raw = new RawCells(bytes);
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
  return { ids: { first, offsets: lists?.offsets ?? null, items: lists?.items() ?? null }, unread };
}

/** Rows of several ids. */
class Lists {
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

function tableColumn(cells: readonly Cell[], standards: Standards): ReadColumn {
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

/** Ids of a take for the first `size` values of the builder, which goes on growing. */
function takeMap(
  builder: ValueBuilder,
  values: Values,
  take: Take,
): { offsets: Int32Array; items: Int32Array } {
  const lists = new Lists(values.size);
  for (let id = 0; id < values.size; id += 1) {
    for (const part of takenFrom(textOf(values, id), take)) lists.add(builder.intern(part));
    lists.endRow(id);
  }
  return { offsets: lists.offsets, items: lists.items() };
}

function applyTake(ids: CellIds, map: { offsets: Int32Array; items: Int32Array }, several: boolean): CellIds {
  const rows = ids.first.length;
  const lists = new Lists(rows);
  const first = sharedInts(rows);
  for (let row = 0; row < rows; row += 1) {
    const from = ids.offsets ? ids.offsets[row]! : 0;
    const to = ids.offsets ? ids.offsets[row + 1]! : 1;
    for (let at = from; at < to; at += 1) {
      const id = ids.items ? ids.items[at]! : ids.first[row]!;
      if (id < 0) continue;
      for (let k = map.offsets[id]!; k < map.offsets[id + 1]!; k += 1) lists.add(map.items[k]!);
    }
    first[row] = lists.endRow(row);
  }
  return several || ids.offsets
    ? { first, offsets: lists.offsets, items: lists.items() }
    : { first, offsets: null, items: null };
}

function readColumns(table: RecordTable | CsvTable, task: CellTask, kind: FieldKind) {
  const standards = new Standards(kind, task.referenceYear);
  const whole = new Map<string, ReadColumn>();
  for (const { column, split } of task.columns) {
    const read =
      'bytes' in table
        ? csvColumn(table, table.headers.indexOf(column), split, standards)
        : tableColumn(table.columns[column]!, standards);
    whole.set(column, read);
  }
  return { standards, whole };
}

/** Reads the columns of one task. */
function encodeCells(table: RecordTable | CsvTable, task: CellTask): CellResult {
  let { standards, whole } = readColumns(table, task, task.kind);
  if (task.lenient && standards.refused * 2 > standards.seen) {
    ({ standards, whole } = readColumns(table, task, 'text'));
  }
  const { builder } = standards;
  const plain = builder.finish();
  const maps = new Map<Take, { offsets: Int32Array; items: Int32Array }>();
  const ids: Record<string, Partial<Record<Take, CellIds>>> = {};
  for (const { column, takes } of task.columns) {
    const own: Partial<Record<Take, CellIds>> = {};
    for (const take of takes) {
      if (take === 'whole') {
        own.whole = whole.get(column)!.ids;
        continue;
      }
      if (!maps.has(take)) maps.set(take, takeMap(builder, plain, take));
      own[take] = applyTake(whole.get(column)!.ids, maps.get(take)!, take === 'tokens');
    }
    ids[column] = own;
  }
  const unread = Object.fromEntries([...whole].map(([column, read]) => [column, read.unread]));
  return { values: builder.size === plain.size ? plain : builder.finish(), ids, unread };
}

/** Each piece is a task. */
export const ENCODE_CELLS: Job<{ table: RecordTable | CsvTable; tasks: readonly CellTask[] }, CellResult> = {
  name: 'encode cells',
  worker:
    ({ table, tasks }) =>
    (piece) =>
      encodeCells(table, tasks[piece]!),
};
