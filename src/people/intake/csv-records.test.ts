import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { WaymarkError } from '../../kernel/errors.ts';
import { CsvReader, type CsvRecord, maxRowLength } from './csv-records.ts';
import type { Encoding } from './types.ts';

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function readAll(
  text: string | Uint8Array,
  { size = 64, encoding = 'utf-8' as Encoding, maxBytes = 1e9 } = {},
): Promise<CsvRecord[]> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const reader = new CsvReader({ encoding, maxBytes, tooLarge: 'Too large.' });
  const records: CsvRecord[] = [];
  for await (const some of reader.read(chunks(bytes, size))) records.push(...some);
  return records;
}

const quoted = (cell: string): string => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

const cell = fc.string({ unit: fc.constantFrom('a', 'é', '€', '𝄞', ' ', ',', '"', '\n', '7'), maxLength: 8 });

test('what is written as CSV is read back, wherever the stream is cut', async () => {
  const tables = fc
    .integer({ min: 2, max: 5 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
    );
  await fc.assert(
    fc.asyncProperty(
      tables,
      fc.integer({ min: 1, max: 30 }),
      fc.boolean(),
      async (table, size, isWindows) => {
        const header = table[0]?.map((_, index) => `column ${index}`) ?? [];
        const end = isWindows ? '\r\n' : '\n';
        // A row of nothing but white space is a blank line and is passed over.
        const rows = table.filter((row) => row.map(quoted).join(',').trim() !== '');
        const text = [header, ...rows].map((row) => row.map(quoted).join(',')).join(end);
        const records = await readAll(text, { size });
        assert.deepEqual(
          records.map((record) => ('cells' in record ? record.cells : record)),
          [header, ...rows],
        );
      },
    ),
    { numRuns: 200 },
  );
});

test('a row that is torn costs that row and no other', async () => {
  const good = ['a,b,c', '1,2,3'];
  const bad = fc.constantFrom('4,"5,6', '4,5', '4,5,6,7', '"4"x,5,6', 'x"', '"');
  const line = fc.oneof({ weight: 3, arbitrary: fc.constant('1,2,3') }, bad);
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 40 }), async (lines) => {
      const records = await readAll([...good, ...lines].join('\n'));
      const kept = records.filter((record) => 'cells' in record).length;
      const expected = 2 + lines.filter((text) => text === '1,2,3').length;
      assert.equal(kept, expected);
      const faults = records.flatMap((record) => ('fault' in record ? [record.line] : []));
      assert.deepEqual(
        faults,
        lines.flatMap((text, index) => (text === '1,2,3' ? [] : [index + 3])),
      );
    }),
  );
});

test('a line of a million characters is reported and passed over without being kept', async () => {
  const records = await readAll(`a,b\n1,${'x'.repeat(1_000_000)}\n2,3`, { size: 65_536 });
  assert.deepEqual(
    records.map((record) => ('fault' in record ? [record.line, record.fault] : record.cells)),
    [
      ['a', 'b'],
      [2, `The line is longer than ${maxRowLength.toLocaleString('en-GB')} characters`],
      ['2', '3'],
    ],
  );
});

test('letters: UTF-8 with or without its mark, UTF-16, Windows-1252 when said, and bad bytes by line', async () => {
  const text = 'name,town\nJosé,Norwich';
  const cells = async (bytes: Uint8Array, encoding: Encoding = 'utf-8') =>
    (await readAll(bytes, { encoding })).at(1);
  const expected = { line: 2, cells: ['José', 'Norwich'] };
  assert.deepEqual(await cells(Buffer.from(`\ufeff${text}`)), expected);
  assert.deepEqual(await cells(Buffer.from(`\ufeff${text}`, 'utf16le')), expected);
  assert.deepEqual(await cells(Buffer.from(text, 'latin1'), 'windows-1252'), expected);
  const bad = await cells(Buffer.from(text, 'latin1'));
  assert.ok(bad !== undefined && 'fault' in bad && bad.line === 2 && bad.column === 0);
  assert.match(bad.fault, /not UTF-8/);
});

test('what is no CSV is refused, and so is what is too large', async () => {
  const refused = (promise: Promise<unknown>, code: string) =>
    assert.rejects(promise, (error) => error instanceof WaymarkError && error.code === code);
  await refused(readAll(''), 'bad-file');
  await refused(readAll(Uint8Array.from([0x50, 0x4b, 3, 4, 0])), 'bad-file');
  await refused(readAll('a,"b\n1,2'), 'bad-file');
  await refused(readAll('a,b\n1,2\n', { maxBytes: 5 }), 'too-large');
});

test('semicolons and tabs part cells where the header has them', async () => {
  for (const separator of [';', '\t']) {
    const records = await readAll([`a${separator}b`, `1,5${separator}2`].join('\n'));
    assert.deepEqual(records.at(1), { line: 2, cells: ['1,5', '2'] });
  }
});
