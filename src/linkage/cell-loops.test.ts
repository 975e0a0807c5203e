import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CellLoops } from './cell-loops.ts';
import { cellText } from './cell-text.ts';
import { type CsvTable, eachCell, readCsv } from './csv.ts';
import { standardOf } from './standard-text.ts';
import type { FieldKind } from './types.ts';
import { textOf } from './values.ts';

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The cells of a table's column as the loops read them. */
function readColumn(table: CsvTable, column: number, kind: FieldKind) {
  const loops = new CellLoops(table.memory);
  loops.beginColumn({ kind, referenceYear: 2026, form: table });
  const texts: (string | null)[] = [];
  let unread = 0;
  for (const { rows, stride, cells } of table.parts) {
    const ids = loops.ints(rows);
    const starts = cells.subarray(column * stride, column * stride + rows);
    const ends = cells.subarray((column + 1) * stride, (column + 1) * stride + rows);
    unread += loops.readCells(starts, ends, ids);
    texts.push(...Array.from(ids, (id) => (id < 0 ? null : String(id))));
  }
  const { values, seen, refused } = loops.finishColumn();
  const named = texts.map((id) => (id === null ? null : textOf(values, Number(id))));
  return { texts: named, size: values.size, seen, refused, unread };
}

/** The same as the functions have it that read text. */
function expectedColumn(table: CsvTable, column: number, kind: FieldKind) {
  const texts: (string | null)[] = [];
  let unread = 0;
  eachCell(table, column, (_, from, to) => {
    const text = cellText(table, from, to);
    const value = text === '' ? null : standardOf(kind, text, 2026);
    if (text !== '' && value === null) unread += 1;
    texts.push(value);
  });
  return { texts, unread, size: new Set(texts.filter((text) => text !== null)).size };
}

const KINDS: readonly FieldKind[] = [
  ...([
    'name',
    'date',
    'postcode',
    'pnc',
    'cro',
    'text',
    'other',
    'sex',
    'as-is',
    'prison-number',
    'crn',
  ] as const),
];

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
const shaped = fc.oneof(
  fc
    .tuple(digits(4), fc.constantFrom('-', '/', '.', ''), digits(2), digits(2))
    .map(([y, m, a, b]) => y + m + a + m + b),
  fc
    .tuple(digits(2), fc.constantFrom('-', '/', '.'), digits(2), digits(4))
    .map(([d, m, a, y]) => d + m + a + m + y),
  fc
    .tuple(
      fc.constantFrom('B1', 'sw1a', 'EC1A', 'ZZ9', 'GIR', 'nf1'),
      fc.constantFrom(' ', ''),
      fc.constantFrom('1AA', '0aa', '9Z9'),
    )
    .map((p) => p.join('')),
  fc
    .tuple(fc.constantFrom('2003/', '99/', '1987/'), digits(7), fc.constantFrom(...'ABCDEFGHJKLMNPQRTUVWXYZ'))
    .map((p) => p.join('')),
  fc
    .tuple(digits(6), fc.constant('/'), digits(2), fc.constantFrom(...'ABCDEFGHJKLMNPQRTUVWXYZ'))
    .map((p) => p.join('')),
  fc.constantFrom(
    'UNKNOWN',
    'N/A',
    'nil',
    'M',
    'female',
    'A1234BC',
    'X123456',
    '01/01/1900',
    '1900-01-01',
    '31/02/1980',
  ),
);
const name = fc.string({
  unit: fc.constantFrom(...'abcABCMmIiXxTtUuNn', ' ', '-', "'", '.', 'é', 'ł', '名'),
  maxLength: 40,
});
const hostile = fc.string({ unit: fc.constantFrom('"', ' ', 'a', '-', '\t', '7', 'É', '😀'), maxLength: 24 });
const cells = fc.array(fc.oneof(shaped, name, hostile), { minLength: 1, maxLength: 60 });

test('the compiled loops read every cell as the functions that read text do, whatever its kind', () => {
  fc.assert(
    fc.property(cells, fc.constantFrom(...KINDS), fc.boolean(), (texts, kind, quoted) => {
      const write = (text: string): string =>
        quoted ? `"${text.replaceAll('"', '""')}"` : text.replace(/[",]/g, '').trim();
      const table = readCsv(encoded(['first,second', ...texts.map((text) => `x,${write(text)}`)].join('\n')));
      assert.equal(table.length, texts.length);
      const found = readColumn(table, 1, kind);
      const expected = expectedColumn(table, 1, kind);
      assert.deepEqual(found.texts, expected.texts);
      assert.equal(found.unread, expected.unread);
      assert.equal(found.size, expected.size);
      assert.ok(found.refused <= found.seen);
    }),
    { numRuns: 600 },
  );
});

test('many values, longer and shorter than what is compared at once, are told apart and numbered as they come', () => {
  const texts = Array.from({ length: 60_000 }, (_, k) => {
    const number = (k * 7919) % 40_000;
    return k % 3 === 0 ? `value ${number}` : `a value that is rather long, number ${number}, and ends`;
  });
  const table = readCsv(
    encoded(['one,two', ...texts.map((text) => `${text.replaceAll(',', ';')},z`)].join('\n')),
  );
  const found = readColumn(table, 0, 'text');
  assert.deepEqual(found, { ...expectedColumn(table, 0, 'text'), seen: new Set(texts).size, refused: 0 });
  const first = new Set(found.texts);
  assert.equal(first.size, found.size);
});

test('a text of a hundred thousand characters is a value like any other', () => {
  const long = 'x'.repeat(100_000);
  const table = readCsv(encoded(`one,two\n${long},1\nshort,2\n${long},3\n`));
  const { texts, size } = readColumn(table, 0, 'text');
  assert.equal(size, 2);
  assert.equal(texts[0], texts[2]);
  assert.equal(texts[1], 'SHORT');
});
