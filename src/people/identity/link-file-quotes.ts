import { type CsvTable, eachCell } from '../../linkage/index.ts';
import { Lines, linesInWords } from './link-file-lines.ts';

const [QUOTE, NEWLINE] = [34, 10] as const;

/** So many lines are named. */
const NAMED = 10;

/** Where a row's text begins and ends in the file. */
interface RowAt {
  from: number;
  to: number;
}

/** Where each row begins, and where it ends. */
function rowsAt(table: CsvTable): { starts: Int32Array; ends: Int32Array } {
  const starts = new Int32Array(table.length);
  const ends = new Int32Array(table.length);
  eachCell(table, 0, (row, from) => {
    starts[row] = from;
  });
  eachCell(table, table.headers.length - 1, (row, _, to) => {
    ends[row] = to;
  });
  return { starts, ends };
}

function count(bytes: Uint8Array, { from, to }: RowAt): { quotes: number; newlines: number } {
  let quotes = 0;
  let newlines = 0;
  for (let at = from; at < to; at += 1) {
    if (bytes[at] === QUOTE) quotes += 1;
    else if (bytes[at] === NEWLINE) newlines += 1;
  }
  return { quotes, newlines };
}

/** The first line of a text on which quotation marks do not pair: where it begins. */
function oddLine(bytes: Uint8Array, { from, to }: RowAt): number | undefined {
  for (let start = from; start < to; ) {
    const end = bytes.indexOf(NEWLINE, start);
    const line = { from: start, to: end < 0 ? to : Math.min(end, to) };
    if (count(bytes, line).quotes % 2 === 1) return start;
    start = line.to + 1;
  }
  return undefined;
}

/** Whether a row that runs over lines has taken in a line that has as many cells as the header by itself. */
function holdsRows(table: CsvTable, { from, to }: RowAt): boolean {
  const text = Buffer.from(table.bytes.slice(from, to)).toString('latin1');
  const width = table.headers.length;
  const isRow = (line: string): boolean =>
    [',', ';', '\t', '|'].some((mark) => line.split(mark).length === width);
  return width > 1 && text.split('\n').slice(1).some(isRow);
}

/** Places of the lines from which a quotation mark is open, within rows that were read and between them. */
function openPlaces(table: CsvTable): { unclosed: number[]; swallowed: number[]; lost: number[] } {
  const { bytes } = table;
  const found = { unclosed: [] as number[], swallowed: [] as number[], lost: [] as number[] };
  const headerEnd = bytes.indexOf(NEWLINE);
  let before = headerEnd < 0 ? bytes.length : headerEnd + 1;
  const note = (list: number[], place: number | undefined): void => {
    if (place !== undefined) list.push(place);
  };
  const { starts, ends } = rowsAt(table);
  for (let r = 0; r < table.length; r += 1) {
    const row = { from: starts[r] ?? 0, to: ends[r] ?? 0 };
    if (row.from > before) note(found.lost, oddLine(bytes, { from: before, to: row.from }));
    const { quotes, newlines } = count(bytes, row);
    if (quotes % 2 === 1) found.unclosed.push(row.from);
    else if (newlines > 0 && holdsRows(table, row)) found.swallowed.push(row.from);
    before = row.to + 1;
  }
  if (before < bytes.length) note(found.lost, oddLine(bytes, { from: before, to: bytes.length }));
  return found;
}

/** In words: quotation marks of a file that do not pair, from which line on, and what became of it. */
export function quoteProblems(table: CsvTable): string[] {
  const { bytes } = table;
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(QUOTE)) return [];
  const { unclosed, swallowed, lost } = openPlaces(table);
  const lines = new Lines(bytes);
  const lineAt = new Map(
    [...unclosed, ...swallowed, ...lost].sort((a, b) => a - b).map((place) => [place, lines.at(place)]),
  );
  const named = (places: readonly number[]): string =>
    linesInWords(
      places.slice(0, NAMED).map((place) => lineAt.get(place) ?? 0),
      places.length,
    );
  const words: string[] = [];
  if (unclosed.length > 0)
    words.push(
      `a quotation mark that no other closes in ${named(unclosed)}: ${table.quoted ? 'it is read as part of its cell' : 'all quotation marks of the file are read as parts of their cells'}`,
    );
  if (swallowed.length > 0)
    words.push(
      `a quotation mark opens in ${named(swallowed)} and is closed only lines later: what looks like rows between them is read as one cell`,
    );
  if (lost.length > 0)
    words.push(
      `a quotation mark opens in ${named(lost)} and does not end with its cell: the lines from there on to the next row that could be read are left out`,
    );
  return words;
}
