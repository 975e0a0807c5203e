/**
 * From cells to ids: every distinct raw text of a column is standardised once, and each row holds the id of its
 * standard value in the column's own dictionary. Each column is a piece of work that depends on no other.
 */

import { CellLoops } from './cell-loops.ts';
import { QUOTE, SPACE } from './cell-text.ts';
import { type CsvTable, eachCell } from './csv.ts';
import type { Job } from './pool.ts';
import { sharedInts } from './shared.ts';
import { standardOf } from './standard-text.ts';
import type { Cell, FieldKind, RecordTable, UnreadColumn } from './types.ts';
import { unreadOf } from './unread-cells.ts';
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
  /** Whether to tell what of a file cannot be read, and where. */
  readonly tell: boolean;
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
  readonly told: UnreadColumn | null;
}

/** A column with one value in each row. */
function singleColumn({ headers, parts, length }: CsvTable, header: string, loops: CellLoops): ReadIds {
  const column = headers.indexOf(header);
  const first = sharedInts(length, false);
  const ids = loops.ints(Math.max(0, ...parts.map(({ rows }) => rows)));
  let unread = 0;
  let row = 0;
  for (const { rows, stride, cells } of parts) {
    const starts = cells.subarray(column * stride, column * stride + rows);
    const ends = cells.subarray((column + 1) * stride, (column + 1) * stride + rows);
    unread += loops.readCells(starts, ends, ids);
    first.set(ids.subarray(0, rows), row);
    row += rows;
  }
  return { ids: { first, offsets: null, items: null }, unread };
}

/** What stands between two places without the space around it. */
function withoutSpace(bytes: Uint8Array, start: number, end: number): [from: number, to: number] {
  let [from, to] = [start, end];
  while (from < to && bytes[from]! <= SPACE) from += 1;
  while (to > from && bytes[to - 1]! <= SPACE) to -= 1;
  return [from, to];
}

/** A cell without the space and the quotation marks around it. */
function trimmed({ bytes, quoted }: CsvTable, start: number, end: number): [from: number, to: number] {
  const [from, to] = withoutSpace(bytes, start, end);
  const within =
    quoted && to - from >= 2 && bytes[from] === QUOTE && bytes.indexOf(QUOTE, from + 1) === to - 1;
  return within ? withoutSpace(bytes, from + 1, to - 1) : [from, to];
}

/** A column with several values in a row, which `|` or `;` parts. */
function listColumn(table: CsvTable, header: string, loops: CellLoops): ReadIds {
  const { bytes } = table;
  const starts: number[] = [];
  const ends: number[] = [];
  // Of each row, how many parts there are up to its end, and whether anything is written.
  const upTo = new Int32Array(table.length);
  const written = new Uint8Array(table.length);
  eachCell(table, table.headers.indexOf(header), (row, cell, end) => {
    const [from, to] = trimmed(table, cell, end);
    for (let start = from, at = from; at <= to; at += 1) {
      if (at < to && bytes[at] !== 124 && bytes[at] !== 59) continue;
      if (at > start) {
        starts.push(start);
        ends.push(at + 1);
      }
      start = at + 1;
    }
    upTo[row] = starts.length;
    written[row] = to > from ? 1 : 0;
  });
  const [ids, from, to] = [loops.ints(starts.length), loops.ints(starts.length), loops.ints(starts.length)];
  from.set(starts);
  to.set(ends);
  loops.readCells(from, to, ids);
  const first = sharedInts(table.length, false);
  const lists = new Lists(table.length);
  let unread = 0;
  for (let row = 0, at = 0; row < table.length; row += 1) {
    for (; at < upTo[row]!; at += 1) lists.add(ids[at]!);
    first[row] = lists.endRow(row);
    if (first[row]! < 0 && written[row] === 1) unread += 1;
  }
  return { ids: { first, offsets: lists.offsets, items: lists.items() }, unread };
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

/** A column of texts: each distinct one is standardised once. */
function tableColumn(cells: readonly Cell[], { kind, referenceYear }: ReadTask): ReadColumn {
  const builder = new ValueBuilder();
  const memo = new Map<string, number>();
  let refused = 0;
  const look = (text: string): number => {
    let id = memo.get(text);
    if (id === undefined) {
      const value = standardOf(kind, text, referenceYear);
      if (value === null) refused += 1;
      id = value === null ? -1 : builder.intern(value);
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
  const ids = { first, offsets: lists?.offsets ?? null, items: lists?.items() ?? null };
  return { ids, unread, values: builder.finish(), seen: memo.size, refused, told: null };
}

function csvColumn(table: CsvTable, task: ReadTask, loops: CellLoops): ReadColumn {
  const { kind, referenceYear, column, split } = task;
  loops.beginColumn({ kind, referenceYear, form: table });
  const read = split ? listColumn(table, column, loops) : singleColumn(table, column, loops);
  const found = { ...read, ...loops.finishColumn() };
  const told = task.tell && !split ? unreadOf(table, task, found.ids.first, found.values) : null;
  return { ...found, told };
}

/** Each piece is a column. */
export const READ_CELLS: Job<{ table: RecordTable | CsvTable; tasks: readonly ReadTask[] }, ReadColumn> = {
  name: 'read cells',
  worker: ({ table, tasks }) => {
    if (!('bytes' in table))
      return (piece) => tableColumn(table.columns[tasks[piece]!.column]!, tasks[piece]!);
    const loops = new CellLoops(table.memory);
    return (piece) => csvColumn(table, tasks[piece]!, loops);
  },
};
