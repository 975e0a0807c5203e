/**
 * A delimited file as bytes. Nothing is copied out of it: a cell is where it starts and ends. Rows that do not have
 * the header's number of cells are set aside and told by line.
 */

import { isUtf8 } from 'node:buffer';
import { CellLoops } from './cell-loops.ts';
import { type CellForm, cellText, NEWLINE, QUOTE, RETURN, SPACE } from './cell-text.ts';
import { type CellPart, PIECE, SCAN_CSV, type ScannedPiece, TORN_SHOWN, type TornLine } from './csv-scan.ts';
import { forgetBehind, freeFrom, memoryOf, roomForList } from './list-memory.ts';
import { poolOf, runOn } from './pool.ts';
import type { SharedMemory } from './web-assembly.ts';

export interface CsvTable extends CellForm {
  /** Where the list lies, and what is known of it. */
  readonly memory: SharedMemory;
  /** From where on the memory is free. */
  readonly free: number;
  readonly headers: readonly string[];
  readonly length: number;
  /** The rows, part after part. */
  readonly parts: readonly CellPart[];
  readonly torn: readonly TornLine[];
  readonly tornCount: number;
}

/** Where the first cell of the line at `start` begins after blank lines. */
function nextLine(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] === NEWLINE || bytes[at] === RETURN) at += 1;
  return at;
}

/** The header's delimiter: the one of these that it holds most often. */
function delimiterOf(header: string): number {
  const counts = [',', ';', '\t', '|'].map((mark) => ({ mark, count: header.split(mark).length }));
  const [best] = counts.sort((a, b) => b.count - a.count);
  return (best?.mark ?? ',').charCodeAt(0);
}

/** The ends of the pieces, each with a line's. Where a line may go on within quotation marks there is one piece. */
function boundsOf(bytes: Uint8Array, start: number, quoted: boolean): number[] {
  const bounds = [Math.min(start, bytes.length)];
  while (bounds.at(-1)! < bytes.length) {
    const end = quoted ? -1 : bytes.indexOf(NEWLINE, bounds.at(-1)! + PIECE);
    bounds.push(end < 0 ? bytes.length : end + 1);
  }
  return bounds;
}

/** The torn lines of all pieces, by their number in the file. */
function tornOf(pieces: readonly ScannedPiece[], firstLine: number): TornLine[] {
  let before = firstLine;
  const torn = pieces.flatMap((piece) => {
    const own = piece.torn.map(({ line, reason }) => ({ line: line + before, reason }));
    before += piece.lines;
    return own;
  });
  return torn.slice(0, TORN_SHOWN);
}

function readWith(bytes: Uint8Array, memory: SharedMemory, quoted: boolean, threads: number): CsvTable {
  forgetBehind(memory, bytes);
  const start = nextLine(bytes, bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
  let headerEnd = bytes.indexOf(NEWLINE, start);
  if (headerEnd < 0) headerEnd = bytes.length;
  const form = { bytes, latin: !isUtf8(bytes.slice(start, headerEnd)), quoted };
  const headerText = cellText({ ...form, quoted: false }, start, headerEnd);
  if (headerText === '') {
    const nothing = { headers: [], length: 0, parts: [], torn: [], tornCount: 0 };
    return { ...form, ...nothing, memory, free: freeFrom(memory) };
  }
  const delimiter = delimiterOf(headerText);
  const width = headerCells(form, start, headerEnd, delimiter).length;
  const bounds = boundsOf(bytes, headerEnd + 1, quoted);
  const pool = bounds.length > 2 ? poolOf(threads) : undefined;
  const work = { bytes, memory, bounds, delimiter, width, quoted };
  const pieces = runOn(pool, SCAN_CSV, work, bounds.length - 1).flat();
  const latin = form.latin || pieces.some(({ utf8 }) => !utf8);
  return {
    bytes,
    memory,
    free: freeFrom(memory),
    latin,
    quoted,
    headers: headerCells({ ...form, latin }, start, headerEnd, delimiter),
    length: pieces.reduce((sum, { rows }) => sum + rows, 0),
    parts: pieces.map(({ rows, stride, cells }) => ({ rows, stride, cells })),
    torn: tornOf(pieces, 2),
    tornCount: pieces.reduce((sum, piece) => sum + piece.tornCount, 0),
  };
}

/** Index of the end of a quoted cell's closing quote, or −1 when what follows it is neither delimiter nor line end. */
function endOfQuoted(bytes: Uint8Array, start: number, delimiter: number): number {
  let at = start + 1;
  for (;;) {
    at = bytes.indexOf(QUOTE, at);
    if (at < 0) return -1;
    if (bytes[at + 1] !== QUOTE) break;
    at += 2;
  }
  at += 1;
  while (bytes[at] === SPACE) at += 1;
  const next = bytes[at];
  return next === undefined || next === delimiter || next === NEWLINE || next === RETURN ? at : -1;
}

function headerCells(form: CellForm, from: number, to: number, delimiter: number): string[] {
  const { bytes, quoted } = form;
  const headers: string[] = [];
  let cell = from;
  let at = from;
  while (at <= to) {
    if (quoted && bytes[at] === QUOTE && at === cell) {
      const close = endOfQuoted(bytes, at, delimiter);
      if (close > at && close <= to) at = close;
    }
    if (at === to || bytes[at] === delimiter) {
      headers.push(cellText(form, cell, at));
      cell = at + 1;
    }
    at += 1;
  }
  return headers;
}

/**
 * Reads with quotes; a file whose quotation marks do not pair is read again as one that does not quote.
 * @param given lies best where `roomForList` says: otherwise it is copied there.
 * @param threads how many may read a long file without quotation marks, piece by piece.
 */
export function readCsv(given: Uint8Array, threads = 1): CsvTable {
  const known = memoryOf(given);
  const bytes = known ? given : roomForList(given.length);
  if (!known) bytes.set(given);
  const memory = known ?? memoryOf(bytes)!;
  const quotes = new CellLoops(memory).holds(bytes, QUOTE);
  const table = readWith(bytes, memory, quotes, threads);
  if (!quotes || table.tornCount === 0) return table;
  const tornWithQuotes = table.tornCount;
  const plain = readWith(bytes, memory, false, threads);
  return plain.tornCount < tornWithQuotes ? plain : readWith(bytes, memory, true, threads);
}

/** Tells of each row where a column's cell starts and ends. */
export function eachCell(
  { parts }: CsvTable,
  column: number,
  tell: (row: number, from: number, to: number) => void,
): void {
  let row = 0;
  for (const { rows, stride, cells } of parts) {
    for (let r = 0; r < rows; r += 1, row += 1)
      tell(row, cells[column * stride + r]!, cells[(column + 1) * stride + r]! - 1);
  }
}
