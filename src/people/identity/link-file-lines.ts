import { type CsvTable, eachCell } from '../../linkage/index.ts';

const NEWLINE = 10;

/** Lines of a file, asked for in the order of its places: each of its bytes is looked at once. */
export class Lines {
  readonly #bytes: Uint8Array;
  #line = 1;
  #end: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#end = bytes.indexOf(NEWLINE);
  }

  at(place: number): number {
    while (this.#end >= 0 && this.#end < place) {
      this.#line += 1;
      this.#end = this.#bytes.indexOf(NEWLINE, this.#end + 1);
    }
    return this.#line;
  }
}

/** The line of each place, whatever their order. */
export function linesAt(bytes: Uint8Array, places: Iterable<number>): Map<number, number> {
  const lines = new Lines(bytes);
  return new Map([...new Set(places)].sort((a, b) => a - b).map((place) => [place, lines.at(place)]));
}

/** The line on which each row begins. */
export function linesOfRows(table: CsvTable): Int32Array {
  const found = new Int32Array(table.length);
  const lines = new Lines(table.bytes);
  eachCell(table, 0, (row, from) => {
    found[row] = lines.at(from);
  });
  return found;
}

/** “line 4”, “lines 4, 9 and 3 more”. */
export function linesInWords(lines: readonly number[], count = lines.length): string {
  const more = count - lines.length;
  const shown = lines.join(', ');
  if (more > 0) return `lines ${shown} and ${more} more`;
  return lines.length === 1 ? `line ${shown}` : `lines ${shown}`;
}
