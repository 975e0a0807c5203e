import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { cellText } from './cell-text.ts';
import { type CsvTable, eachCell, readCsv } from './csv.ts';
import { roomForList } from './list-memory.ts';

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

test('a long file in quotation marks is read as a library of its own reads it, with line ends and delimiters within', () => {
  const own = Array.from({ length: 30_000 }, (_, k) => [
    String(k),
    k % 17 === 0 ? `said "${k}", and\nwent on` : `Person number ${k}`,
    // One cell is longer than what is read at a time.
    k === 12_345 ? `begin, ${'a line of many\n'.repeat(150_000)}"end"` : '1980-01-02',
  ]);
  const write = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const text = ['id,name,born', ...own.map((row) => row.map(write).join(','))].join('\r\n');
  const table = readCsv(bytesOf(text), 2);
  assert.equal(table.tornCount, 0);
  assert.ok(table.parts.length > 1);
  const read = parse(text, { from_line: 2 }) as string[][];
  assert.deepEqual(rowsOf(table), read);
});

test('what a quotation mark begins and nothing ends is taken as it is written, and torn lines keep their number', () => {
  const lines = ['id,name', '1,"Ann"', '2,"Bob', '3,Cy', '4,"Dee" x', '5,Eve,one too many'];
  const table = readCsv(bytesOf(lines.join('\n')));
  assert.deepEqual(rowsOf(table), [
    ['1', 'Ann'],
    ['2', '"Bob'],
    ['3', 'Cy'],
    ['4', '"Dee" x'],
  ]);
  assert.deepEqual(
    table.torn.map(({ line }) => line),
    [6],
  );
});

test('a list that lies where it is read is not copied, and one that lies elsewhere stays as it was', () => {
  const text = new TextEncoder().encode('a,b\n1,2\n');
  const room = roomForList(text.length);
  room.set(text);
  assert.equal(readCsv(room).bytes, room);
  const given = text.slice();
  assert.notEqual(readCsv(given).bytes.buffer, given.buffer);
  assert.deepEqual(given, text);
});

test('ten thousand columns over lines that are empty or short take no more room than there are bytes', () => {
  const names = Array.from({ length: 10_000 }, (_, c) => `c${c}`);
  const text = `${names.join(',')}\n${'\n'.repeat(900_000)}${names.join(',')}\n${'x,y\n'.repeat(200_000)}`;
  const table = readCsv(bytesOf(text), 2);
  assert.equal(table.length, 1);
  assert.equal(table.tornCount, 200_000);
});

test('marks behind space are looked at once each: a long cell of both takes no square of the time', () => {
  const cell = `${' '.repeat(400_000)}${'"x'.repeat(200_000)}`;
  const table = readCsv(bytesOf(`a,b\n${cell},1\n"2",3\n`));
  assert.equal(table.tornCount, 0);
  assert.deepEqual(rowsOf(table), [
    [cell.trim(), '1'],
    ['2', '3'],
  ]);
});
