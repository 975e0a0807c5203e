import { createHash } from 'node:crypto';
import { TextDecoder } from 'node:util';
import { WaymarkError } from '../../kernel/errors.ts';
import type { Encoding } from './types.ts';

/** A row's cells, or why the line cannot be read. Lines count from 1, the header's. */
export type CsvRecord =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly fault: string; readonly column?: number; readonly excerpt: string };

export interface CsvOptions {
  encoding: Encoding;
  /** Beyond this the reading stops with `too-large`. */
  maxBytes: number;
  /** What to do about a file that is too large, for the message. */
  tooLarge: string;
}

/** Longest row, in characters; longer ones are reported and passed over without being kept. */
export const maxRowLength = 200_000;

/** Lines that one quoted cell may run over before its quotation mark counts as never closed. */
const maxLinesOfRow = 100;

const maxColumns = 300;

/**
 * Reads CSV as it streams in, in bounded memory: commas, semicolons or tabs, quotation marks by RFC 4180, with or
 * without a byte order mark. A row that is torn costs that row: an unclosed quotation mark is given up at the
 * line it opened on and reading goes on at the next, which is why this is not a library's parser.
 */
export class CsvReader {
  readonly #options: CsvOptions;
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #width = 0;
  #separator = ',';
  /** Lines of a row whose quotation mark is open. */
  #open: { line: number; texts: string[]; length: number; quotes: number } | undefined;

  constructor(options: CsvOptions) {
    this.#options = options;
  }

  /** Of the bytes read so far; of the file, once all is read. */
  get sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  /** @throws WaymarkError `bad-file` for what is no text, or has no header; `too-large`. */
  async *read(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRecord[]> {
    let line = 0;
    for await (const lines of this.#lines(bytes)) {
      const records: CsvRecord[] = [];
      for (const text of lines) {
        line += 1;
        this.#take(line, text, records);
      }
      if (records.length > 0) yield records;
    }
    const rest: CsvRecord[] = [];
    while (this.#open !== undefined) this.#giveUp(rest);
    if (rest.length > 0) yield rest;
    if (this.#width === 0) throw new WaymarkError('bad-file', { text: 'The file is empty.' });
  }

  /** The text's lines, without their ends. `null` stands for a line too long to keep. */
  async *#lines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<(string | null)[]> {
    let decoder: TextDecoder | undefined;
    let carry = '';
    let dropping = false;
    const split = (text: string, last: boolean): (string | null)[] => {
      const lines: (string | null)[] = [];
      let from = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
        lines.push(dropping || end - from > maxRowLength ? null : text.slice(from, end));
        dropping = false;
        from = end + 1;
      }
      carry = text.slice(from);
      if (carry.length > maxRowLength) {
        dropping = true;
        carry = '';
      }
      if (last && (carry !== '' || dropping)) lines.push(dropping ? null : carry);
      return lines;
    };
    for await (const chunk of bytes) {
      this.#count(chunk);
      decoder ??= decoderFor(chunk, this.#options.encoding);
      yield split(carry + decoder.decode(chunk, { stream: true }), false);
    }
    yield split(carry + (decoder?.decode() ?? ''), true);
  }

  #count(chunk: Uint8Array): void {
    this.#hash.update(chunk);
    this.#bytes += chunk.byteLength;
    if (this.#bytes > this.#options.maxBytes)
      throw new WaymarkError('too-large', { text: this.#options.tooLarge });
  }

  #take(line: number, given: string | null, records: CsvRecord[]): void {
    if (given === null) {
      while (this.#open !== undefined) this.#giveUp(records);
      records.push({
        line,
        fault: `The line is longer than ${maxRowLength.toLocaleString('en-GB')} characters`,
        excerpt: '',
      });
      if (this.#width === 0)
        throw new WaymarkError('bad-file', { text: 'The first line is too long to be a header.' });
      return;
    }
    const text = given.endsWith('\r') ? given.slice(0, -1) : given;
    if (this.#open !== undefined) {
      this.#continue(text, records);
      return;
    }
    const quotes = text.includes('"') ? countQuotes(text) : 0;
    if (quotes % 2 === 1) {
      this.#open = { line, texts: [text], length: text.length, quotes };
      return;
    }
    if (text.trim() !== '') this.#finish(line, text, quotes > 0, records);
  }

  #continue(text: string, records: CsvRecord[]): void {
    const open = this.#open;
    if (open === undefined) return;
    open.texts.push(text);
    open.length += text.length + 1;
    open.quotes += countQuotes(text);
    if (open.quotes % 2 === 0) {
      const cells = cellsOf(open.texts.join('\n'), this.#separator);
      // Two rows with a stray mark each look like one: then the first is given up and the second read again.
      if (cells !== undefined && (this.#width === 0 || cells.length === this.#width)) {
        this.#open = undefined;
        records.push(this.#checked(open.line, cells));
        return;
      }
    }
    if (open.quotes % 2 === 0 || open.texts.length >= maxLinesOfRow || open.length > maxRowLength)
      this.#giveUp(records);
  }

  /** The line on which a quotation mark opened is lost; those after it are read again by themselves. */
  #giveUp(records: CsvRecord[]): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return;
    if (this.#width === 0)
      throw new WaymarkError('bad-file', { text: 'A quotation mark in the header is not closed.' });
    records.push({
      line: open.line,
      fault: 'A quotation mark opens in this line and is not closed, so the line is torn',
      excerpt: excerptOf(open.texts[0] ?? ''),
    });
    open.texts.slice(1).forEach((text, index) => {
      this.#take(open.line + 1 + index, text, records);
    });
  }

  #finish(line: number, text: string, quoted: boolean, records: CsvRecord[]): void {
    if (this.#width === 0) this.#separator = separatorOf(text);
    const cells = quoted ? cellsOf(text, this.#separator) : text.split(this.#separator);
    if (cells === undefined) {
      records.push({
        line,
        fault: 'A quotation mark stands in the middle of a cell, so the line cannot be cut into cells',
        excerpt: excerptOf(text),
      });
    } else records.push(this.#checked(line, cells));
  }

  #checked(line: number, cells: readonly string[]): CsvRecord {
    if (this.#width === 0) {
      if (cells.some((cell) => /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(cell)))
        throw new WaymarkError('bad-file', { text: 'This is no CSV file: its first line is not text.' });
      this.#width = cells.length;
      if (cells.length > maxColumns)
        throw new WaymarkError('bad-file', { text: `The file has more than ${maxColumns} columns.` });
      return { line, cells };
    }
    if (cells.length !== this.#width) {
      const fault = `The line has ${cells.length} cells where the header has ${this.#width}: it is torn, or a comma is not in quotation marks`;
      return { line, fault, excerpt: excerptOf(cells.join(this.#separator)) };
    }
    return unreadable(line, cells) ?? { line, cells };
  }
}

/** Without control characters, which PostgreSQL does not hold. */
const excerptOf = (text: string): string =>
  (text.length > 80 ? `${text.slice(0, 80)}…` : text).replace(/[\x00-\x1f\x7f]/g, '·');

/** Characters that no text has: what is not UTF-8, and control characters (PostgreSQL cannot hold a zero). */
const strange = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]/;

function unreadable(line: number, cells: readonly string[]): CsvRecord | undefined {
  const column = cells.findIndex((cell) => strange.test(cell));
  const cell = cells[column];
  if (cell === undefined) return undefined;
  const fault = cell.includes('\ufffd')
    ? 'Some characters are not UTF-8. If the file comes from an older system, send it again as Windows-1252'
    : 'There is a control character in the cell';
  return { line, column, fault, excerpt: excerptOf(cell) };
}

function decoderFor(first: Uint8Array, encoding: Encoding): TextDecoder {
  const [a, b, c, d] = first;
  const isBinary =
    (a === 0x50 && b === 0x4b && c === 0x03 && d === 0x04) ||
    (a === 0xd0 && b === 0xcf && c === 0x11 && d === 0xe0) ||
    (a === 0x25 && b === 0x50 && c === 0x44 && d === 0x46);
  if (isBinary)
    throw new WaymarkError('bad-file', {
      text: 'This is a workbook, archive or PDF. Save the sheet as CSV (UTF-8) and send that.',
    });
  const isPicture =
    (a === 0x89 && b === 0x50 && c === 0x4e && d === 0x47) ||
    (a === 0xff && b === 0xd8 && c === 0xff) ||
    (a === 0x47 && b === 0x49 && c === 0x46 && d === 0x38);
  if (isPicture)
    throw new WaymarkError('bad-file', { text: 'This is a picture. Choose the extract as a CSV file.' });
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le');
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be');
  return new TextDecoder(encoding);
}

function countQuotes(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) count += 1;
  return count;
}

/** The one of comma, semicolon and tab that the header has most of. */
function separatorOf(header: string): string {
  const count = (separator: string): number => header.split(separator).length;
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
}

/** Cells of a row with quotation marks; undefined when something follows a closing one. */
function cellsOf(text: string, separator: string): string[] | undefined {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1);
      if (end < 0) return undefined;
      cells.push(text.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 1;
      if (at < text.length && text[at] !== separator) return undefined;
    } else {
      const end = text.indexOf(separator, at);
      const cell = end < 0 ? text.slice(at) : text.slice(at, end);
      // Only between quotation marks may a cell run over a line.
      if (cell.includes('\n')) return undefined;
      cells.push(cell);
      at = end < 0 ? text.length : end;
    }
    if (at >= text.length) return cells;
    at += 1;
  }
}

function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2))
    if (text[at + 1] !== '"') return at;
  return -1;
}
