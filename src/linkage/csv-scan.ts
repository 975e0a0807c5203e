/** Where the cells of a delimited file stand, piece by piece: a piece begins and ends with a line. */

import { isUtf8 } from 'node:buffer';
import type { Job } from './pool.ts';
import { sharedInts } from './shared.ts';

export const NEWLINE = 10;
export const RETURN = 13;
export const QUOTE = 34;
export const SPACE = 32;
export const TORN_SHOWN = 20;

/** A line that does not have the header's number of cells. */
export interface TornLine {
  readonly line: number;
  readonly reason: string;
}

/** The rows of a piece. */
export interface CellPart {
  readonly rows: number;
  /** `cells[c × rows + r]` is where cell c of the part's row r starts; what cell c + 1 would start at, less one, is its end. */
  readonly cells: Int32Array;
}

/** What a piece holds; its lines are numbered from 0. */
export interface ScannedPiece extends CellPart {
  readonly lines: number;
  readonly torn: readonly TornLine[];
  readonly tornCount: number;
  readonly utf8: boolean;
}

export interface ScanWork {
  readonly bytes: Uint8Array;
  /** Piece p is `bytes[bounds[p]…bounds[p + 1])`. */
  readonly bounds: readonly number[];
  readonly delimiter: number;
  readonly width: number;
  readonly quoted: boolean;
}

/** Index of the end of a quoted cell's closing quote, or −1 when what follows it is neither delimiter nor line end. */
export function endOfQuoted(bytes: Uint8Array, start: number, delimiter: number): number {
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

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let k = from; k < to; k += 1) if (bytes[k]! > SPACE) return false;
  return true;
}

function onlySpace(bytes: Uint8Array, from: number, to: number): boolean {
  for (let k = from; k < to; k += 1) if (bytes[k] !== SPACE) return false;
  return true;
}

/** A piece while it is read. Cells stand column by column, with room for `room` rows. */
class Draft {
  readonly torn: TornLine[] = [];
  tornCount = 0;
  lines = 0;
  rows = 0;
  beyond = new Uint8Array(0);
  kept = 0;
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly delimiter: number;
  readonly room: number;
  readonly cells: Int32Array;

  constructor({ bytes, width, delimiter }: ScanWork, room: number, cells: Int32Array) {
    this.bytes = bytes;
    this.width = width;
    this.delimiter = delimiter;
    this.room = room;
    this.cells = cells;
  }

  /** Ends a line of so many cells, the first of which began at `start`: a row, a blank line, or one that is torn. */
  endLine(filled: number, start: number, end: number): void {
    const { width, rows, room } = this;
    if (filled === width && (width > 1 || !isBlank(this.bytes, start, end))) {
      this.cells[width * room + rows] = end + 1;
      this.rows += 1;
    } else if (filled > 1 || !isBlank(this.bytes, start, end)) {
      this.tornCount += 1;
      const reason = `${filled} cells where the header has ${width}`;
      if (this.torn.length < TORN_SHOWN) this.torn.push({ line: this.lines, reason });
    }
    this.lines += 1;
  }

  /** Keeps a line with bytes beyond ASCII, to be looked at with all others. */
  beyondAscii(start: number, end: number): void {
    const { beyond, kept } = this;
    if (kept + end - start > beyond.length) {
      this.beyond = new Uint8Array((kept + end - start) * 2);
      this.beyond.set(beyond);
    }
    this.beyond.set(this.bytes.subarray(start, end), kept);
    this.kept += end - start;
  }

  /** The rows without the room that is left. */
  finish(): ScannedPiece {
    const { rows, cells, room, width, torn, tornCount, lines } = this;
    const own = sharedInts(rows * (width + 1), false);
    for (let c = 0; c <= width; c += 1) own.set(cells.subarray(c * room, c * room + rows), c * rows);
    const utf8 = isUtf8(this.beyond.subarray(0, this.kept));
    return { rows, cells: own, lines, torn, tornCount, utf8 };
  }
}

const repeated = (byte: number): number => Math.imul(byte, 0x01010101);

/** The bytes beyond the last whole word as one number. */
function lastWord(bytes: Uint8Array, w: number): number {
  let word = 0;
  const at = w * 4 - bytes.byteOffset;
  for (let k = 0; k < 4; k += 1) word |= (bytes[at + k] ?? 0) << (8 * k);
  return word;
}

/** Where the reading of a piece without quotation marks stands. */
interface Place {
  /** Cells of the line so far, where the next begins and where the first began. */
  filled: number;
  cell: number;
  line: number;
  /** All bytes of the line so far, four by four. */
  high: number;
}

/** Words are read so many at a time: what is called often is compiled as a whole, and once. */
const STEP = 1024;

/** Reads words `from` to `until` of a piece that ends at `to`. */
function scanWords(
  draft: Draft,
  words: Int32Array,
  from: number,
  until: number,
  to: number,
  at: Place,
): void {
  const { bytes, width, room, cells, delimiter } = draft;
  const { byteOffset } = bytes;
  const delimiters = repeated(delimiter);
  const newlines = repeated(NEWLINE);
  let { filled, cell, line, high } = at;
  for (let w = from; w < until; w += 1) {
    const word = w < words.length ? words[w]! : lastWord(bytes, w);
    high |= word;
    const x = word ^ delimiters;
    const y = word ^ newlines;
    // The highest bit of each byte that is one of the two, and of a few others that are looked at in vain.
    let hits = (((x - 0x01010101) & ~x) | ((y - 0x01010101) & ~y)) & 0x80808080;
    while (hits !== 0) {
      const place = (w << 2) - byteOffset + ((31 - Math.clz32(hits & -hits)) >> 3);
      hits &= hits - 1;
      if (place < cell || place >= to) continue;
      const byte = bytes[place]!;
      if (byte !== delimiter && byte !== NEWLINE) continue;
      if (filled < width) cells[filled * room + draft.rows] = cell;
      filled += 1;
      cell = place + 1;
      if (byte !== NEWLINE) continue;
      draft.endLine(filled, line, place);
      // The word may hold bytes of the lines before and after: to look at one too many does no harm.
      if ((high & 0x80808080) !== 0) draft.beyondAscii(line, cell);
      high = word;
      filled = 0;
      line = cell;
    }
  }
  at.filled = filled;
  at.cell = cell;
  at.line = line;
  at.high = high;
}

/** Reads what has no quotation marks, four bytes at a time. */
function scanPlain(draft: Draft, from: number, to: number): void {
  const { bytes, width, room, cells } = draft;
  const { buffer, byteOffset } = bytes;
  const words = new Int32Array(buffer, 0, buffer.byteLength >> 2);
  const end = Math.ceil((byteOffset + to) / 4);
  const at: Place = { filled: 0, cell: from, line: from, high: 0 };
  for (let w = (byteOffset + from) >> 2; w < end; w += STEP)
    scanWords(draft, words, w, Math.min(end, w + STEP), to, at);
  const { filled, cell, line, high } = at;
  if ((high & 0x80808080) !== 0) draft.beyondAscii(line, to);
  if (cell < to || filled > 0) {
    if (filled < width) cells[filled * room + draft.rows] = cell;
    draft.endLine(filled + 1, line, to);
  }
}

function scanQuoted(draft: Draft, from: number, to: number): void {
  const { bytes, width, room, cells, delimiter } = draft;
  const stops = new Uint8Array(256);
  for (const mark of [delimiter, NEWLINE, QUOTE]) stops[mark] = 1;
  let at = from;
  let filled = 0;
  let cell = at;
  let line = at;
  while (at <= to) {
    while (at < to && stops[bytes[at]!] === 0) at += 1;
    const byte = at < to ? bytes[at]! : NEWLINE;
    if (byte === QUOTE && byte !== delimiter) {
      const close = onlySpace(bytes, cell, at) ? endOfQuoted(bytes, at, delimiter) : -1;
      for (let k = at; k < close; k += 1) if (bytes[k] === NEWLINE) draft.lines += 1;
      at = Math.max(close, at + 1);
      continue;
    }
    if (filled < width) cells[filled * room + draft.rows] = cell;
    filled += 1;
    cell = at + 1;
    at += 1;
    if (byte !== NEWLINE) continue;
    draft.endLine(filled, line, cell - 1);
    filled = 0;
    line = cell;
  }
}

/** Each piece is one of the file. */
export const SCAN_CSV: Job<ScanWork, ScannedPiece> = {
  name: 'scan csv',
  worker: (work) => {
    const { bounds, width, quoted } = work;
    let cells = new Int32Array(0);
    return (piece) => {
      const [from, to] = [bounds[piece]!, bounds[piece + 1]!];
      // Each row has at least its delimiters and its line end; pages that no row reaches are never touched.
      const room = Math.floor((to - from) / width) + 2;
      if (cells.length < room * (width + 1)) cells = new Int32Array(room * (width + 1));
      const draft = new Draft(work, room, cells);
      if (quoted) {
        scanQuoted(draft, from, to);
        // What tells does not read shared memory, so that it is given a copy.
        draft.beyondAscii(from, to);
      } else scanPlain(draft, from, to);
      return draft.finish();
    };
  },
};
