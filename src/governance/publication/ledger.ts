import { CsvError, parse } from 'csv-parse/sync';
import { type EntryForm, readEntry } from './rules.ts';
import type { EntryInput } from './types.ts';

/** Of one file or one pasting: more is sent in parts. */
export const mostLines = 5_000;

/** One thing that is wrong with one line: in which line of the file, and in which of its columns. */
export interface LedgerFault {
  line: number;
  /** As the file heads it; empty where it is no one column's. */
  column: string;
  text: string;
}

export interface LedgerRead {
  /** Good lines, to be taken over. */
  entries: EntryInput[];
  faults: LedgerFault[];
  /** The heads and the lines at fault, as CSV: what is left to be put right and sent again. */
  rest: string;
}

const columnsByHead: Readonly<Record<string, keyof EntryForm>> = {
  reference: 'reference',
  date: 'on',
  recipient: 'recipient',
  supplier: 'recipient',
  purpose: 'purpose',
  amount: 'amount',
  'amount (gbp)': 'amount',
  'why it is value for money': 'reasons',
  'value for money': 'reasons',
};

const needed = ['reference', 'on', 'recipient', 'purpose', 'amount', 'reasons'] as const;

/**
 * Lines of a ledger as pasted or uploaded CSV, its first line the heads of the columns. Each line is read for itself: a
 * wrong one is named with its column and keeps no other from being taken over. `problem` says why none can be read.
 */
export function readLedger(text: string, source: string): LedgerRead | { problem: string } {
  // A workbook is a zip, and no text has a nought in it.
  if (text.startsWith('PK') || text.includes('\0'))
    return { problem: 'This is no CSV file. Save the sheet as CSV first' };
  const read = csvRows(text);
  if ('problem' in read) return read;
  const [head, ...rows] = read.rows;
  const heads = head?.cells ?? [];
  const columns = heads.map((name) => columnsByHead[name.trim().toLowerCase()]);
  if (needed.some((name) => !columns.includes(name)))
    return {
      problem:
        'The first line has to name the columns: Reference, Date, Recipient, Purpose, Amount, Value for money',
    };
  if (rows.length === 0) return { problem: 'There is no line below the heads of the columns' };
  if (rows.length > mostLines)
    return { problem: `There are ${rows.length} lines. Send no more than ${mostLines} at a time` };
  return readRows(rows, heads, columns, source);
}

interface Row {
  cells: string[];
  line: number;
}

function readRows(
  rows: readonly Row[],
  heads: readonly string[],
  columns: readonly (keyof EntryForm | undefined)[],
  source: string,
): LedgerRead {
  const entries: EntryInput[] = [];
  const faults: LedgerFault[] = [];
  const left: Row[] = [];
  const lineOf = new Map<string, number>();
  const headBy = new Map(
    columns.map((name, index): [string, string] => [name ?? '', heads[index]?.trim() ?? '']),
  );
  const headOf = (field: string): string => headBy.get(field) ?? '';
  for (const row of rows) {
    const values: EntryForm = { kind: 'spend', source };
    columns.forEach((name, column) => {
      if (name !== undefined) values[name] = row.cells[column] ?? '';
    });
    const found = readEntry(values);
    const own =
      'errors' in found
        ? found.errors.map(({ field, text }) => ({ line: row.line, column: headOf(field), text }))
        : repeated(found.entry.reference, row.line, lineOf, headOf('reference'));
    if ('entry' in found && own.length === 0) entries.push(found.entry);
    else left.push(row);
    faults.push(...own);
  }
  const rest = left.length === 0 ? '' : [heads, ...left.map(({ cells }) => cells)].map(csvText).join('');
  return { entries, faults, rest };
}

/** A reference stands for one item: a second line with it would be passed over, and its money lost. */
function repeated(
  reference: string,
  line: number,
  lineOf: Map<string, number>,
  column: string,
): LedgerFault[] {
  const first = lineOf.get(reference);
  if (first === undefined) {
    lineOf.set(reference, line);
    return [];
  }
  return [{ line, column, text: `Line ${first} has the reference ${reference} already` }];
}

/** Quoted only where it has to be: it goes back to whoever sent it, as it was, and into no spreadsheet unread. */
const csvText = (cells: readonly string[]): string =>
  `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;

/** A file's text: by its mark UTF-16, else UTF-8, else what spreadsheets of Windows save. */
export function ledgerText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** The cells of each line, with the line it ends on; what is wrong with the file as a whole in words. */
function csvRows(text: string): { rows: Row[] } | { problem: string } {
  const rows: Row[] = [];
  try {
    parse(text, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      on_record: (cells: string[], { lines }) => {
        if (cells.some((cell) => cell.trim() !== '')) rows.push({ cells, line: lines });
        return null;
      },
    });
    return { rows };
  } catch (error) {
    const why = error instanceof CsvError ? error.message : 'It cannot be read as CSV';
    return {
      problem: `${why}. Put a text with a quotation mark in it between quotation marks, and double the mark`,
    };
  }
}
