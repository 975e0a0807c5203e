/**
 * A delimited file as bytes. Nothing is copied out of it: a cell is where it starts and ends. Rows that do not have
 * the header's number of cells are set aside and told by line.
 */

import { isUtf8 as validUtf8 } from 'node:buffer';
import { sharedInts } from './shared.ts';

export interface CsvTable {
  readonly bytes: Uint8Array;
  readonly headers: readonly string[];
  readonly length: number;
  /** `cells[row × (headers + 1) + c]` is where cell c starts; the next entry less one is where it ends. */
  readonly cells: Int32Array;
  readonly latin: boolean;
  /** Whether cells may stand in quotation marks. */
  readonly quoted: boolean;
  readonly torn: readonly { readonly line: number; readonly reason: string }[];
  readonly tornCount: number;
}

const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;
const SPACE = 32;
const TORN_SHOWN = 20;

interface Scan {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly cells: Int32Array;
  rows: number;
  readonly torn: { line: number; reason: string }[];
  tornCount: number;
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

/** Where the first cell of the line at `start` begins after blank lines. */
function nextLine(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at] === NEWLINE || bytes[at] === RETURN) at += 1;
  return at;
}

/** Reads all rows from `start`; each row's cell starts go to `scan.cells`. */
function scanRows(scan: Scan, start: number, delimiter: number, quoted: boolean, firstLine: number): void {
  const { bytes, width, cells } = scan;
  const end = bytes.length;
  const stops = new Uint8Array(256);
  for (const mark of quoted ? [delimiter, NEWLINE, QUOTE] : [delimiter, NEWLINE]) stops[mark] = 1;
  let at = start;
  let line = firstLine;
  let filled = 0;
  let into = 0;
  let cell = at;
  while (at <= end) {
    while (at < end && stops[bytes[at]!] === 0) at += 1;
    const byte = at < end ? bytes[at]! : NEWLINE;
    if (byte === QUOTE && byte !== delimiter) {
      const close = onlySpace(bytes, cell, at) ? endOfQuoted(bytes, at, delimiter) : -1;
      for (let k = at; k < close; k += 1) if (bytes[k] === NEWLINE) line += 1;
      at = Math.max(close, at + 1);
      continue;
    }
    if (filled < width) cells[into + filled] = cell;
    filled += 1;
    cell = at + 1;
    at += 1;
    if (byte !== NEWLINE) continue;
    if (filled === width && (width > 1 || !isBlank(bytes, cells[into]!, cell))) {
      cells[into + width] = cell;
      scan.rows += 1;
      into += width + 1;
    } else if (filled > 1 || !isBlank(bytes, cells[into]!, cell)) tear(scan, line, filled);
    filled = 0;
    line += 1;
  }
}

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let k = from; k < to; k += 1) if (bytes[k]! > SPACE) return false;
  return true;
}

function onlySpace(bytes: Uint8Array, from: number, to: number): boolean {
  for (let k = from; k < to; k += 1) if (bytes[k] !== SPACE) return false;
  return true;
}

function tear(scan: Scan, line: number, filled: number): void {
  scan.tornCount += 1;
  if (scan.torn.length < TORN_SHOWN) {
    scan.torn.push({ line, reason: `${filled} cells where the header has ${scan.width}` });
  }
}

/** The header's delimiter: the one of these that it holds most often. */
function delimiterOf(header: string): number {
  const counts = [',', ';', '\t', '|'].map((mark) => ({ mark, count: header.split(mark).length }));
  const [best] = counts.sort((a, b) => b.count - a.count);
  return (best?.mark ?? ',').charCodeAt(0);
}

/** Pieces of a file that are looked at by themselves. */
const PIECE = 1 << 20;

function isUtf8(bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length) {
    let end = Math.min(bytes.length, at + PIECE);
    // A piece ends where a character does.
    while (end < bytes.length && end > at && (bytes[end]! & 0xc0) === 0x80) end -= 1;
    // What tells does not read shared memory, so pieces are copied.
    if (end === at || !validUtf8(bytes.slice(at, end))) return false;
    at = end;
  }
  return true;
}

function hasHighByte(bytes: Uint8Array): boolean {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset & ~3, bytes.length >> 2);
  for (let k = 0; k < words.length; k += 1) if ((words[k]! & 0x80808080) !== 0) return true;
  for (let k = bytes.length & ~3; k < bytes.length; k += 1) if (bytes[k]! > 127) return true;
  return false;
}

/** What is needed to read a cell. */
export type CellForm = Pick<CsvTable, 'bytes' | 'latin' | 'quoted'>;

/** A cell's text, unquoted and trimmed. */
export function cellText({ bytes, latin, quoted }: CellForm, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && bytes[start]! <= SPACE) start += 1;
  while (end > start && bytes[end - 1]! <= SPACE) end -= 1;
  const within = quoted && end - start >= 2 && bytes[start] === QUOTE && bytes[end - 1] === QUOTE;
  if (within) {
    start += 1;
    end -= 1;
  }
  const text = new TextDecoder(latin ? 'windows-1252' : 'utf-8').decode(bytes.slice(start, end));
  return (within ? text.replaceAll('""', '"') : text).trim();
}

function readWith(bytes: Uint8Array, quoted: boolean, latin: boolean): CsvTable {
  const start = nextLine(bytes, bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
  let headerEnd = bytes.indexOf(NEWLINE, start);
  if (headerEnd < 0) headerEnd = bytes.length;
  const headerText = cellText({ bytes, latin, quoted: false }, start, headerEnd);
  if (headerText === '') {
    return { bytes, headers: [], length: 0, cells: sharedInts(0), latin, quoted, torn: [], tornCount: 0 };
  }
  const delimiter = delimiterOf(headerText);
  const headers = headerCells(bytes, start, headerEnd, delimiter, quoted, latin);
  const width = headers.length;
  // Each row has at least its delimiters and its line end; pages that no row reaches are never touched.
  const most = Math.floor((bytes.length - headerEnd) / Math.max(1, width)) + 2;
  const scan: Scan = { bytes, width, cells: sharedInts(most * (width + 1)), rows: 0, torn: [], tornCount: 0 };
  scanRows(scan, headerEnd + 1, delimiter, quoted, 2);
  const { cells, rows: length, torn, tornCount } = scan;
  return { bytes, headers, length, cells, latin, quoted, torn, tornCount };
}

function headerCells(
  bytes: Uint8Array,
  from: number,
  to: number,
  delimiter: number,
  quoted: boolean,
  latin: boolean,
): string[] {
  const headers: string[] = [];
  let cell = from;
  let at = from;
  while (at <= to) {
    if (quoted && bytes[at] === QUOTE && at === cell) {
      const close = endOfQuoted(bytes, at, delimiter);
      if (close > at && close <= to) at = close;
    }
    if (at === to || bytes[at] === delimiter) {
      headers.push(cellText({ bytes, latin, quoted }, cell, at));
      cell = at + 1;
    }
    at += 1;
  }
  return headers;
}

/** Reads with quotes; a file whose quotation marks do not pair is read again as one that does not quote. */
export function readCsv(bytes: Uint8Array): CsvTable {
  const latin = hasHighByte(bytes) && !isUtf8(bytes);
  const quotes = bytes.indexOf(QUOTE) >= 0;
  const table = readWith(bytes, quotes, latin);
  if (!quotes || table.tornCount === 0) return table;
  const plain = readWith(bytes, false, latin);
  return plain.tornCount < table.tornCount ? plain : table;
}
