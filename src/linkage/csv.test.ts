import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CsvTable, cellText, eachCell, readCsv } from './csv.ts';

function bytesOf(text: string | Uint8Array): Uint8Array {
  const from = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const bytes = new Uint8Array(new SharedArrayBuffer(from.length));
  bytes.set(from);
  return bytes;
}

/** All rows as texts. */
function rowsOf(table: CsvTable): string[][] {
  const rows = Array.from({ length: table.length }, (): string[] => []);
  table.headers.forEach((_, column) => {
    eachCell(table, column, (row, from, to) => rows[row]!.push(cellText(table, from, to)));
  });
  return rows;
}

const cell = fc.string({
  unit: fc.constantFrom('a', 'É', '名', '-', '.', '+', ' ', '"', ',', '\n'),
  maxLength: 9,
});
const table = fc
  .integer({ min: 1, max: 5 })
  .chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
  );

test('cells are read as they were written, with quotation marks and without, whatever ends the lines', () => {
  fc.assert(
    fc.property(
      table,
      fc.boolean(),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      (cells, quoted, end, last) => {
        const width = cells[0]!.length;
        const plain = (text: string): string => text.replace(/[",\n]/g, '').trim();
        const own = cells.map((row) => row.map((text) => (quoted ? text.trim() : plain(text))));
        const kept = own.filter((row) => width > 1 || row[0] !== '');
        const write = (text: string): string => (quoted ? `"${text.replaceAll('"', '""')}"` : text);
        const names = Array.from({ length: width }, (_, c) => `c${c}`);
        const lines = [names.join(','), ...(quoted ? own : kept).map((row) => row.map(write).join(','))];
        const read = readCsv(bytesOf(lines.join(end) + (last ? end : '')));
        assert.deepEqual(read.headers, names);
        assert.equal(read.tornCount, 0);
        assert.deepEqual(rowsOf(read), quoted ? own : kept);
      },
    ),
    { numRuns: 400 },
  );
});

/** A file of several pieces, with a torn line here and there. */
function longFile(name: string): { text: string; rows: string[][]; torn: number[] } {
  const rows: string[][] = [];
  const torn: number[] = [];
  const lines = ['id,name,born'];
  for (let k = 0; lines.length < 60_000; k += 1) {
    if (k % 9000 === 8999) {
      lines.push(`${k},half`);
      torn.push(lines.length);
    }
    if (k % 5000 === 0) lines.push('');
    const row = [String(k), k % 7000 === 6999 ? name : `Person number ${k} of this list`, '1980-01-02'];
    rows.push(row);
    lines.push(row.join(','));
  }
  return { text: lines.join('\n'), rows, torn };
}

test('a long file is the same in pieces, on any number of threads, and torn lines are told by their number in the file', () => {
  const { text, rows, torn } = longFile('Zoë');
  const [one, two] = [1, 2].map((threads) => readCsv(bytesOf(text), threads)) as [CsvTable, CsvTable];
  assert.ok(one.parts.length > 2);
  assert.deepEqual(rowsOf(one), rows);
  assert.deepEqual(rowsOf(two), rows);
  assert.deepEqual(
    one.torn.map(({ line }) => line),
    torn,
  );
  assert.match(one.torn[0]!.reason, /2 cells where the header has 3/);
  assert.deepEqual(two.torn, one.torn);
  assert.equal(one.latin, false);
});

test('one line that is not UTF-8, in whichever piece, makes the file Windows-1252', () => {
  const { text, rows } = longFile('Zo\u00eb');
  const table = readCsv(bytesOf(Buffer.from(text, 'latin1')), 2);
  assert.equal(table.latin, true);
  assert.deepEqual(rowsOf(table), rows);
});

test('an empty file has no columns, and a file of column names no rows', () => {
  assert.deepEqual(readCsv(bytesOf('')).headers, []);
  const names = readCsv(bytesOf('a;b'));
  assert.deepEqual([names.headers, names.length], [['a', 'b'], 0]);
});
