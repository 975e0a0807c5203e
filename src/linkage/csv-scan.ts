/** Where the cells of a delimited file stand, piece by piece: a piece begins and ends with a line. */

import { isUtf8 } from 'node:buffer';
import { CellLoops } from './cell-loops.ts';
import type { Job } from './pool.ts';
import type { SharedMemory } from './web-assembly.ts';

export const TORN_SHOWN = 20;
/** Lines are read in pieces of so many bytes. */
export const PIECE = 1 << 20;

/** A line that does not have the header's number of cells. */
export interface TornLine {
  readonly line: number;
  readonly reason: string;
}

/** The rows of a piece. */
export interface CellPart {
  readonly rows: number;
  readonly stride: number;
  /**
   * `cells[c × stride + r]` is where cell c of the part's row r starts; what cell c + 1 would start at, less one,
   * is its end.
   */
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
  readonly memory: SharedMemory;
  readonly bytes: Uint8Array;
  /** Piece p is `bytes[bounds[p]…bounds[p + 1])`. */
  readonly bounds: readonly number[];
  readonly delimiter: number;
  readonly width: number;
  readonly quoted: boolean;
}

/** One piece; what it holds of a line that it does not end is left, unless nothing follows. */
function scanPiece(loops: CellLoops, work: ScanWork, from: number, to: number, last: boolean) {
  const { delimiter, width, quoted } = work;
  const bytes = work.bytes.subarray(from, to);
  const torn: TornLine[] = [];
  const beyond: Uint8Array[] = [];
  const { rows, stride, cells, lines, tornCount, done } = loops.scan({
    bytes,
    before: from,
    delimiter,
    width,
    quoted,
    last,
    tornLine: (line, filled) => {
      const reason = `${filled} cells where the header has ${width}`;
      if (torn.length < TORN_SHOWN) torn.push({ line, reason });
    },
    // What tells does not read shared memory, so that it is given a copy.
    beyondAscii: (start, end) => beyond.push(bytes.slice(start, end)),
  });
  const utf8 = isUtf8(Buffer.concat(beyond));
  return { piece: { rows, stride, cells, lines, torn, tornCount, utf8 }, end: from + done };
}

/** A piece in which a line may go on within quotation marks, in parts that each end with a line. */
function scanInParts(loops: CellLoops, work: ScanWork, from: number, to: number): ScannedPiece[] {
  const parts: ScannedPiece[] = [];
  let start = from;
  for (let size = PIECE; start < to; ) {
    const end = Math.min(to, start + size);
    const { end: next, piece } = scanPiece(loops, work, start, end, end === to);
    // No line ended: one is longer than that.
    if (next === start) size *= 2;
    else parts.push(piece);
    start = next;
  }
  return parts;
}

/** Each piece is one of the file; it is told in parts. */
export const SCAN_CSV: Job<ScanWork, readonly ScannedPiece[]> = {
  name: 'scan csv',
  worker: (work) => {
    const loops = new CellLoops(work.memory);
    return (piece) => {
      const [from, to] = [work.bounds[piece]!, work.bounds[piece + 1]!];
      if (work.quoted) return scanInParts(loops, work, from, to);
      return [scanPiece(loops, work, from, to, true).piece];
    };
  },
};
