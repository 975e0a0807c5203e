import { type CsvTable, cellText, eachCell } from '../../linkage/index.ts';

/**
 * The ids of a file's rows as they came, side by side as UTF-8, so that the file itself need not be kept while its
 * people are linked. A row without an id is known by its number in the file, or as “row 7” where 7 is another row's id.
 */
export interface Ids {
  readonly bytes: Uint8Array;
  /** Row r's id is `bytes[starts[r]…starts[r + 1])`. */
  readonly starts: Int32Array;
  readonly rows: number;
  /** How many rows of a file with a column of ids have none. */
  readonly blank: number;
}

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

  finish(blank: number): Ids {
    const { starts } = this;
    return { bytes: this.#bytes.subarray(0, this.#size), starts, rows: starts.length - 1, blank };
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

export function readIds(table: CsvTable, header: string | undefined): Ids {
  const writer = new IdWriter(table.length);
  if (header === undefined) {
    for (let row = 0; row < table.length; row += 1) {
      writer.write(String(row + 1));
      writer.endRow(row);
    }
    return writer.finish(0);
  }
  const column = table.headers.indexOf(header);
  const { bytes } = table;
  const blank = new Set<number>();
  eachCell(table, column, (row, from, to) => {
    if (!isPlain(bytes, from, to) && (to === from || cellText(table, from, to) === '')) blank.add(row);
  });
  const taken = new Set<number>();
  if (blank.size > 0) {
    eachCell(table, column, (row, from, to) => {
      const number = blank.has(row) ? 0 : Number(cellText(table, from, to));
      if (blank.has(number - 1)) taken.add(number - 1);
    });
  }
  eachCell(table, column, (row, from, to) => {
    if (blank.has(row)) writer.write(taken.has(row) ? `row ${row + 1}` : String(row + 1));
    else if (isPlain(bytes, from, to)) writer.copy(bytes, from, to);
    else writer.write(cellText(table, from, to));
    writer.endRow(row);
  });
  return writer.finish(blank.size);
}

export function idOf({ bytes, starts }: Ids, row: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    'utf8',
    starts[row],
    starts[row + 1],
  );
}

/** How many rows have an id that an earlier row has too. */
export function idsTwice({ bytes, starts, rows }: Ids): number {
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(rows * 2 + 16)));
  const mask = slots.length - 1;
  let twice = 0;
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
    else twice += 1;
  }
  return twice;
}
