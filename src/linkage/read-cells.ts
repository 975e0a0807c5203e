/**
 * From cells to ids: every distinct raw text of a column is standardised once, and each row holds the id of its
 * standard value in the column's own dictionary. Each column is a piece of work that depends on no other.
 */

import type { CsvTable } from './csv.ts';
import type { Job } from './pool.ts';
import { RawCells, Standards } from './raw-cells.ts';
import { sharedInts } from './shared.ts';
import type { Cell, FieldKind, RecordTable } from './types.ts';
import { ValueBuilder, type Values } from './values.ts';

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

/** Reading one column of a file. */
interface ColumnReading {
  readonly table: CsvTable;
  readonly standards: Standards;
  readonly raw: RawCells;
  readonly first: Int32Array;
  readonly lists: Lists | null;
}

/** Adds the values of a row, which `|` or `;` parts; the id of the first. */
function addList(
  { table, standards, raw }: ColumnReading,
  lists: Lists,
  row: number,
  from: number,
  to: number,
): number {
  const { bytes } = table;
  for (let start = from, at = from; at <= to; at += 1) {
    if (at < to && bytes[at] !== 124 && bytes[at] !== 59) continue;
    let end = at;
    while (start < end && bytes[start]! <= 32) start += 1;
    while (end > start && bytes[end - 1]! <= 32) end -= 1;
    if (end > start) lists.add(raw.id(table, start, end, standards));
    start = at + 1;
  }
  return lists.endRow(row);
}

/** Reads some rows of a part, and says how many of them hold a text without a standard form. */
function readRows(
  reading: ColumnReading,
  starts: Int32Array,
  ends: Int32Array,
  into: number,
  range: readonly [from: number, to: number],
): number {
  const { table, standards, raw, first, lists } = reading;
  const { bytes, quoted } = table;
  let unread = 0;
  for (let r = range[0]; r < range[1]; r += 1) {
    let from = starts[r]!;
    let to = ends[r]! - 1;
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
    const row = into + r;
    let id = -1;
    if (lists) id = addList(reading, lists, row, from, to);
    else if (to > from) id = raw.id(table, from, to, standards);
    first[row] = id;
    if (id < 0 && to > from) unread += 1;
  }
  return unread;
}

/** Rows are read so many at a time: what is called often is compiled as a whole, and once. */
const STEP = 2048;

function csvColumn(
  table: CsvTable,
  header: string,
  split: boolean,
  standards: Standards,
  raw: RawCells,
): ReadIds {
  raw.clear();
  const column = table.headers.indexOf(header);
  const first = sharedInts(table.length, false);
  const lists = split ? new Lists(table.length) : null;
  const reading = { table, standards, raw, first, lists };
  let unread = 0;
  let row = 0;
  for (const { rows, cells } of table.parts) {
    const starts = cells.subarray(column * rows, (column + 1) * rows);
    const ends = cells.subarray((column + 1) * rows, (column + 2) * rows);
    for (let from = 0; from < rows; from += STEP)
      unread += readRows(reading, starts, ends, row, [from, Math.min(rows, from + STEP)]);
    row += rows;
  }
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
    let raw: RawCells | null = null;
    return (piece) => {
      const { kind, referenceYear, column, split } = tasks[piece]!;
      builder.clear();
      const standards = new Standards(kind, referenceYear, builder);
      if ('bytes' in table) raw ??= new RawCells(table.bytes);
      const read =
        'bytes' in table
          ? csvColumn(table, column, split, standards, raw!)
          : tableColumn(table.columns[column]!, standards);
      const { seen, refused } = standards;
      return { ...read, values: builder.finish(), seen, refused };
    };
  },
};
