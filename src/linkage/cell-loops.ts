/** The compiled inner loops of reading a list (`loops/`), as a thread has them: they work where the list lies. */

import { readFileSync } from 'node:fs';
import { type CellForm, cellText } from './cell-text.ts';
import { sharedInts, sharedUnits } from './shared.ts';
import { standardOf } from './standard-text.ts';
import type { FieldKind } from './types.ts';
import { LONGEST_VALUE, type Values } from './values.ts';
import {
  type CompiledModule,
  compileModule,
  instanceOf,
  noMemory,
  type SharedMemory,
} from './web-assembly.ts';

/** What `loops/cells.ts` exports. Places are addresses in its memory. */
interface Exports {
  take(bytes: number): number;
  holds(from: number, bytes: number, byte: number): number;
  countLines(from: number, bytes: number): number;
  scan(...piece: readonly number[]): number;
  scanQuoted(...piece: readonly number[]): number;
  scannedLines(): number;
  scannedTorn(): number;
  scannedBytes(): number;
  beginColumn(list: number, kind: number, referenceYear: number): void;
  readCells(count: number, starts: number, ends: number, into: number, quoted: number): number;
  unitsAt(): number;
  textsSeen(): number;
  textsRefused(): number;
  valueCount(): number;
  valuesUnits(): number;
  valuesStarts(): number;
  valuesLow(): number;
  valuesHigh(): number;
}

/** Where `loops/standard-bytes.ts` has these kinds; it asks for the standard forms of all others, which are −1. */
const KINDS: readonly FieldKind[] = ['name', 'date', 'postcode', 'pnc', 'cro', 'text'];
/** Its answers in place of a length. */
const NOTHING = -1;
const ASK = -2;

/** Places are numbers of 32 bits. */
const MOST_NUMBERS = 2 ** 29;

let compiled: CompiledModule | undefined;

function loopsModule(): CompiledModule {
  compiled ??= compileModule(readFileSync(new URL('./loops/cells.wasm', import.meta.url)));
  return compiled;
}

/** What a column is read as. */
export interface ColumnKind {
  readonly kind: FieldKind;
  readonly referenceYear: number;
  readonly form: CellForm;
}

/** A piece of a list, how it is scanned, and who is told what while it is. */
export interface Scanning {
  readonly bytes: Uint8Array;
  /** Where the piece begins in the list. */
  readonly before: number;
  readonly delimiter: number;
  readonly width: number;
  /** Whether cells may stand in quotation marks. */
  readonly quoted: boolean;
  /** Whether a line begins behind the piece, or nothing does. */
  readonly last: boolean;
  readonly tornLine: (line: number, filled: number) => void;
  readonly beyondAscii: (from: number, to: number) => void;
}

export class CellLoops {
  readonly #exports: Exports;
  readonly #memory: SharedMemory;
  #column: ColumnKind | null = null;
  #scanning: Scanning | null = null;

  constructor(memory: SharedMemory) {
    const outside = {
      ask: (from: number, to: number) => this.#standard(from, to),
      tornLine: (line: number, filled: number) => this.#scanning?.tornLine(line, filled),
      beyondAscii: (from: number, to: number) => this.#scanning?.beyondAscii(from, to),
      noMemory,
    };
    // The types of what is compiled are those of its source.
    this.#exports = instanceOf(loopsModule(), { 'from-outside': outside, env: { memory } }) as Exports;
    this.#memory = memory;
  }

  #ints(at: number, count: number): Int32Array {
    return new Int32Array(this.#memory.buffer, at, count);
  }

  /** Whether a list holds a byte. */
  holds(list: Uint8Array, byte: number): boolean {
    return this.#exports.holds(list.byteOffset, list.length, byte) !== 0;
  }

  /**
   * Finds the cells of a piece.
   * @returns rows, lines and torn lines; cell c of row r begins at `cells[c × stride + r]`; `done` is how many
   * bytes were lines that ended.
   */
  scan(scanning: Scanning) {
    const { bytes, before, delimiter, width, quoted, last } = scanning;
    const { take, countLines, scan, scanQuoted, scannedLines, scannedTorn, scannedBytes } = this.#exports;
    const [from, { length }] = [bytes.byteOffset, bytes];
    // A row has at least its delimiters and its line end.
    const stride = Math.min(countLines(from, length) + 1, Math.floor(length / width) + 2);
    const numbers = stride * (width + 1);
    if (numbers > MOST_NUMBERS) noMemory();
    const into = take(numbers * 4);
    this.#scanning = scanning;
    const rows = quoted
      ? scanQuoted(from, length, delimiter, width, into, stride, before, last ? 1 : 0)
      : scan(from, length, delimiter, width, into, stride, before);
    const cells = this.#ints(into, numbers);
    return { rows, stride, cells, lines: scannedLines(), tornCount: scannedTorn(), done: scannedBytes() };
  }

  beginColumn(column: ColumnKind): void {
    const { kind, referenceYear, form } = column;
    const known = KINDS.indexOf(kind === 'other' ? 'text' : kind);
    this.#column = column;
    this.#exports.beginColumn(form.bytes.byteOffset, known, referenceYear);
  }

  /** Room for so many numbers, where {@link readCells} reads and writes. */
  ints(count: number): Int32Array {
    const at = this.#exports.take(count * 4);
    return this.#ints(at, count);
  }

  /**
   * Reads cells of the column: cell k stands between `starts[k]` and `ends[k] − 1`. Their ids are written `into`.
   * All three are of the loops' memory.
   * @returns how many hold a text that has no standard form.
   */
  readCells(starts: Int32Array, ends: Int32Array, into: Int32Array): number {
    const quoted = this.#column?.form.quoted ? 1 : 0;
    return this.#exports.readCells(
      starts.length,
      starts.byteOffset,
      ends.byteOffset,
      into.byteOffset,
      quoted,
    );
  }

  /** The column's values, its distinct texts, and how many of them the kind refuses. */
  finishColumn(): { values: Values; seen: number; refused: number } {
    const found = this.#exports;
    const size = found.valueCount();
    const copy = (at: number, count: number): Int32Array => {
      const ints = sharedInts(count, false);
      ints.set(this.#ints(at, count));
      return ints;
    };
    const starts = copy(found.valuesStarts(), size + 1);
    const used = starts[size]!;
    const units = sharedUnits(used, false);
    units.set(new Uint16Array(this.#memory.buffer, found.valuesUnits(), used));
    const [low, high] = [copy(found.valuesLow(), size), copy(found.valuesHigh(), size)];
    const values = { size, units, starts, low, high, joined: null };
    return { values, seen: found.textsSeen(), refused: found.textsRefused() };
  }

  /** The standard form of the list's bytes between two places, written where the loops look for it. */
  #standard(from: number, to: number): number {
    const { kind, referenceYear, form } = this.#column!;
    const text = cellText(form, from, to);
    if (text === '') return ASK;
    const value = standardOf(kind, text, referenceYear);
    if (value === null) return NOTHING;
    const length = Math.min(value.length, LONGEST_VALUE - 1);
    const units = new Uint16Array(this.#memory.buffer, this.#exports.unitsAt(), length);
    for (let k = 0; k < length; k += 1) units[k] = value.charCodeAt(k);
    return length;
  }
}
