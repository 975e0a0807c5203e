import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ledgerText, mostLines, readLedger } from './ledger.ts';

const head = 'Reference,Date,Recipient,Purpose,Amount,Value for money';

const read = (text: string) => {
  const found = readLedger(text, 'L');
  assert.ok(!('problem' in found), 'problem' in found ? found.problem : '');
  return found;
};
const problem = (text: string): string => {
  const found = readLedger(text, 'L');
  return 'problem' in found ? found.problem : '';
};

test('lines of a ledger are read with their quotes, commas and pounds', () => {
  const { entries, faults, rest } = read(
    `${head}\r\nA1,2026-10-01,"Smith, Jones",Rent,"1,200.00",Quotes\nA2,2026-10-02,B,C,£1,D\n`,
  );
  assert.deepEqual(
    entries.map(({ reference, recipient, amountPence }) => [reference, recipient, amountPence]),
    [
      ['A1', 'Smith, Jones', 120_000],
      ['A2', 'B', 100],
    ],
  );
  assert.deepEqual([faults, rest], [[], '']);
});

test('a wrong line is named with its column, and keeps no good one from being taken', () => {
  const { entries, faults, rest } = read(
    `${head}\nA1,2026-10-01,B,C,many,D\nA2,2026-13-01,"B, Ltd",C,5,It cut reoffending by 58%\n\nA3,2026-10-01,B,C,5,D\n`,
  );
  assert.deepEqual(
    entries.map(({ reference }) => reference),
    ['A3'],
  );
  assert.deepEqual(
    faults.map(({ line, column }) => [line, column]),
    [
      [2, 'Amount'],
      [3, 'Date'],
      [3, 'Value for money'],
    ],
    'and what asserts an effect, at its column',
  );
  assert.equal(
    rest,
    `${head}\nA1,2026-10-01,B,C,many,D\nA2,2026-13-01,"B, Ltd",C,5,It cut reoffending by 58%\n`,
  );
  const put = read(
    rest
      .replace('many', '4')
      .replace('2026-13-01', '2026-12-01')
      .replace(/It cut.*/, 'Quotes'),
  );
  assert.deepEqual([put.entries.length, put.faults], [2, []]);
});

test('a reference twice in one file is a fault: the second’s money would be lost', () => {
  const { entries, faults } = read(`${head}\nA1,2026-10-01,B,C,5,D\nA1,2026-10-02,B,C,7,D\n`);
  assert.equal(entries.length, 1);
  assert.deepEqual(faults, [{ line: 3, column: 'Reference', text: 'Line 2 has the reference A1 already' }]);
});

test('what cannot be read at all says why: no heads, no lines, a stray quotation mark, too many lines', () => {
  assert.match(problem('A1,2026-10-01,B,C,1,D'), /first line/);
  assert.match(problem(`${head}\n`), /no line/);
  assert.match(problem(`${head}\nZ1,2026-05-01,A,B 15" screens,600,D\nZ2,2026-05-02,A,B,7,D\n`), /line 2/i);
  assert.match(problem('PK\u0003\u0004 a workbook'), /no CSV file/);
  assert.match(problem(`${head}\nA1,2026-10-01,B\u0000,C,1,D\n`), /no CSV file/);
  const line = (index: number) => `A${index},2026-10-01,B,C,5,D\n`;
  assert.match(
    problem(`${head}\n${Array.from({ length: mostLines + 1 }, (_, n) => line(n)).join('')}`),
    /5001 lines/,
  );
});

test('every line of a file is either taken or comes back as it was, whatever is in its cells', () => {
  const cell = fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll('\u0000', ''));
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }), (rows) => {
      const file = `${head}\n${rows
        .map(([recipient, amount], index) =>
          [`A${index}`, '2026-10-01', quoted(recipient), 'C', quoted(amount), 'D'].join(','),
        )
        .join('\n')}\n`;
      const first = read(file);
      const back = first.rest === '' ? { entries: [], faults: [] } : read(first.rest);
      const bad = new Set(first.faults.map(({ line }) => line)).size;
      assert.equal(first.entries.length + bad, rows.length);
      assert.equal(back.entries.length, 0);
      assert.equal(new Set(back.faults.map(({ line }) => line)).size, bad);
    }),
  );
});

test('a file is UTF-8, UTF-16 by its mark, or as Windows’ spreadsheets save it', () => {
  assert.equal(ledgerText(Buffer.from('\ufeff£5', 'utf16le')), '£5');
  assert.equal(ledgerText(Buffer.from('King’s £5')), 'King’s £5');
  assert.equal(ledgerText(Uint8Array.of(0x4b, 0x92, 0x20, 0xa3, 0x35)), 'K’ £5');
});
