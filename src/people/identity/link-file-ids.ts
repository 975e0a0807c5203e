import { type CsvTable, cellText, eachCell } from '../../linkage/index.ts';
import { linesInWords, linesOfRows } from './link-file-lines.ts';

/**
 * The ids of a file's rows as they came, side by side as UTF-8, so that the file itself need not be kept while its
 * people are linked. A row without an id is known by its number in the file, or as “row 7” where 7 is another row's id.
 */
export interface Ids {
  readonly bytes: Uint8Array;
  /** Row r's id is `bytes[starts[r]…starts[r + 1])`. */
  readonly starts: Int32Array;
  readonly rows: number;
  /** In words: rows without an id, or several rows with one. */
  readonly problems: readonly string[];
  /** Each row's line in the file, where an id alone does not lead to its row. */
  readonly lines: Int32Array | null;
}

type Texts = Pick<Ids, 'bytes' | 'starts' | 'rows'>;

const encoder = new TextEncoder();

class IdWriter {
  #bytes: Uint8Array;
  #size = 0;
  readonly starts: Int32Array;

  constructor(rows: number) {
    this.#bytes = new Uint8Array(rows * 8 + 64);
    this.starts = new Int32Array(rows + 1);
  }

  #room(length: number): void {
    if (this.#size + length <= this.#bytes.length) return;
    const larger = new Uint8Array((this.#size + length) * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }

  copy(from: Uint8Array, start: number, end: number): void {
    this.#room(end - start);
    for (let at = start; at < end; at += 1) this.#bytes[this.#size + at - start] = from[at]!;
    this.#size += end - start;
  }

  write(text: string): void {
    const bytes = encoder.encode(text);
    this.copy(bytes, 0, bytes.length);
  }

  endRow(row: number): void {
    this.starts[row + 1] = this.#size;
  }

  finish(): Texts {
    const { starts } = this;
    return { bytes: this.#bytes.subarray(0, this.#size), starts, rows: starts.length - 1 };
  }
}

/** Whether a cell is its own id: a decoder costs more than all the rest of the line. */
function isPlain(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte <= 32 || byte === 34 || byte > 126) return false;
  }
  return to > from;
}

/** Where there is no column of ids. */
function rowNumbers(rows: number): Texts {
  const writer = new IdWriter(rows);
  for (let row = 0; row < rows; row += 1) {
    writer.write(String(row + 1));
    writer.endRow(row);
  }
  return writer.finish();
}

/** The cells of a column as ids; `named` says what a row is called whose cell is empty. */
function cellsOf(table: CsvTable, column: number, named: (row: number) => string): Texts {
  const { bytes } = table;
  const writer = new IdWriter(table.length);
  eachCell(table, column, (row, from, to) => {
    if (isPlain(bytes, from, to)) writer.copy(bytes, from, to);
    else writer.write((to === from ? '' : cellText(table, from, to)) || named(row));
    writer.endRow(row);
  });
  return writer.finish();
}

/** So many rows or ids are named. */
const NAMED = 20;

export function readIds(table: CsvTable, header: string | undefined): Ids {
  if (header === undefined) return withLines(table, rowNumbers(table.length), true, []);
  const column = table.headers.indexOf(header);
  const blank: number[] = [];
  let texts = cellsOf(table, column, (row) => {
    blank.push(row);
    return '';
  });
  if (blank.length > 0) {
    const without = new Set(blank);
    const taken = new Set<number>();
    for (let row = 0; row < texts.rows; row += 1) {
      const number = without.has(row) ? 0 : Number(idOf(texts, row));
      if (without.has(number - 1)) taken.add(number - 1);
    }
    texts = cellsOf(table, column, (row) => (taken.has(row) ? `row ${row + 1}` : String(row + 1)));
  }
  return withLines(table, texts, false, blank);
}

/** Adds what is wrong with the ids, and the rows' lines where an id does not lead to one row. */
function withLines(table: CsvTable, texts: Texts, numbered: boolean, blank: readonly number[]): Ids {
  const twice = idsTwice(texts);
  const lines = twice.rows > 0 || numbered || blank.length > 0 ? linesOfRows(table) : null;
  // Without an id a row's number leads to it only where no line is empty, torn or one of several of a row.
  const isEven = lines === null || lines.every((line, row) => line === row + 2);
  const lineOf = (row: number): number => lines?.[row] ?? row + 2;
  const problems: string[] = [];
  if (blank.length > 0)
    problems.push(
      `${rowsOf(blank.length)} without an id, known by the number in the file (“row 7” where 7 is another’s id): ${linesInWords(blank.slice(0, NAMED).map(lineOf), blank.length)}`,
    );
  if (twice.rows > 0) problems.push(twiceInWords(texts, twice, lineOf));
  return { ...texts, problems, lines: twice.rows > 0 || !isEven ? lines : null };
}

function twiceInWords(
  texts: Texts,
  { rows, distinct, ids }: IdsTwice,
  lineOf: (row: number) => number,
): string {
  const named = [...ids].map(
    ([first, others]) => `“${idOf(texts, first)}” (${linesInWords([first, ...others].map(lineOf))})`,
  );
  const more = distinct > ids.size ? ` and ${distinct - ids.size} more ids` : '';
  return `${rowsOf(rows)} with an id that an earlier row has too, linked all the same and told apart by the column “line”: ${named.join(', ')}${more}`;
}

const rowsOf = (count: number): string => `${count} ${count === 1 ? 'row' : 'rows'}`;

export function idOf({ bytes, starts }: Texts, row: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    'utf8',
    starts[row],
    starts[row + 1],
  );
}

/** Ids are written as they came, also one like `-5`: the file is joined to another by them. */
export const quoted = (id: string): string => (/[",\n\r]/.test(id) ? `"${id.replaceAll('"', '""')}"` : id);

/** The ids of some rows as they are written, which costs less for many than one by one. */
export function idsOf(ids: Texts, from: number, to: number): string[] {
  const { bytes, starts } = ids;
  const first = starts[from] ?? 0;
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    'latin1',
    first,
    starts[to],
  );
  const isPlainText = !/[",\n\r\x80-\xff]/.test(all);
  return Array.from({ length: to - from }, (_, k) =>
    isPlainText
      ? all.slice((starts[from + k] ?? 0) - first, (starts[from + k + 1] ?? 0) - first)
      : quoted(idOf(ids, from + k)),
  );
}

interface IdsTwice {
  /** How many rows have an id that an earlier row has too. */
  rows: number;
  /** How many ids several rows have. */
  distinct: number;
  /** Of the first such ids the first row, and the first of the others. */
  ids: Map<number, number[]>;
}

/** Whether each id is longer than the one before, or comes after it: then no two are the same. */
function isAscending({ bytes, starts, rows }: Texts): boolean {
  for (let row = 1; row < rows; row += 1) {
    const [before, from, to] = [starts[row - 1]!, starts[row]!, starts[row + 1]!];
    const longer = to - from - (from - before);
    if (longer > 0) continue;
    if (longer < 0) return false;
    let at = from;
    while (at < to && bytes[at] === bytes[at - (from - before)]) at += 1;
    if (at === to || bytes[at]! < bytes[at - (from - before)]!) return false;
  }
  return true;
}

function idsTwice(texts: Texts): IdsTwice {
  const { bytes, starts, rows } = texts;
  if (isAscending(texts)) return { rows: 0, distinct: 0, ids: new Map() };
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(rows * 2 + 16)));
  const mask = slots.length - 1;
  const found: IdsTwice = { rows: 0, distinct: 0, ids: new Map() };
  const met = new Uint8Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const from = starts[row]!;
    const size = starts[row + 1]! - from;
    let hash = 0x811c9dc5;
    for (let at = from; at < from + size; at += 1) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    const same = (other: number): boolean => {
      const start = starts[other]!;
      if (starts[other + 1]! - start !== size) return false;
      for (let k = 0; k < size; k += 1) if (bytes[start + k] !== bytes[from + k]) return false;
      return true;
    };
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (slots[slot] !== 0 && !same(slots[slot]! - 1)) slot = (slot + 1) & mask;
    if (slots[slot] === 0) slots[slot] = row + 1;
    else note(found, slots[slot]! - 1, row, met);
  }
  return found;
}

function note(found: IdsTwice, first: number, row: number, met: Uint8Array): void {
  found.rows += 1;
  if (met[first] === 0) {
    met[first] = 1;
    found.distinct += 1;
    if (found.ids.size < NAMED) found.ids.set(first, []);
  }
  const others = found.ids.get(first);
  if (others !== undefined && others.length < NAMED) others.push(row);
}
