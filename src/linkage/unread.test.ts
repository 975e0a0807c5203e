import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CsvTable, readCsv } from './csv.ts';
import { inferModel } from './infer-model.ts';
import { link } from './link.ts';
import { poolOf, runOn } from './pool.ts';
import { READ_CELLS } from './read-cells.ts';
import type { FieldKind, UnreadColumn } from './types.ts';
import { unreadReason } from './unread.ts';

/** What is told of columns as they are read. */
function toldOf(
  table: CsvTable,
  columns: readonly { column: string; kind: FieldKind }[],
  threads = 1,
): UnreadColumn[] {
  const tasks = columns.map((one) => ({ ...one, referenceYear: 2026, split: false, tell: true }));
  const read = runOn(poolOf(threads), READ_CELLS, { table, tasks }, tasks.length);
  return read.map(({ told }) => told!);
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

test('a text that has no standard form has a reason', () => {
  const reasons: readonly (readonly [FieldKind, string, ReturnType<typeof unreadReason>])[] = [
    ['date', '02/03/1980', null],
    ['date', '1980-03-02 00:00:00', null],
    ['date', '1900-01-01', 'default-date'],
    ['date', '01/01/1970', 'default-date'],
    ['date', '31/02/1980', 'impossible-date'],
    ['date', '02/03/80', 'short-year'],
    ['date', 'UNKNOWN', 'placeholder'],
    ['date', '?', 'placeholder'],
    ['date', '3 March 1980', 'form'],
    ['name', 'Not known', 'placeholder'],
    ['name', '12345', 'no-letter'],
    ['name', 'Иван', null],
    ['postcode', 'NF1 1NF', 'no-abode'],
    ['postcode', 'nr1 1aa', null],
    ['postcode', 'Norwich', 'form'],
    ['pnc', '1979/0163001B', null],
    ['pnc', '1979/0163001C', 'check-letter'],
    ['pnc', '12', 'form'],
    ['cro', '000000/00Z', 'form'],
    ['sex', 'U', 'placeholder'],
    ['text', 'n/a', 'placeholder'],
    ['as-is', 'n/a', null],
  ];
  for (const [kind, text, reason] of reasons)
    assert.equal(unreadReason(kind, text, 2026), reason, `${kind} ${text}`);
});

/** Texts of every shape that the loops know, and their neighbours. */
const texts: Readonly<Record<string, readonly string[]>> = {
  name: [
    'Ann',
    "O'Neil",
    'Unknown',
    'UNK',
    'Unkind',
    'N.K.',
    'NK',
    'Not Known',
    'MIG_ERROR_',
    'No',
    'TBC',
    'Bo',
    'Zoë',
    '  ',
    '"Test"',
    'Ba By',
    'XXX',
    'Xxxi',
    '123',
    'Baby-Boy',
  ],
  date: [
    '1980-02-29',
    '1981-02-29',
    '2000-13-01',
    '00/01/1980',
    '31/12/1999',
    '1970-01-01',
    '1970-05-01',
    '9999-12-31',
    '0000-01-01',
    '1900/01/01',
    '19800302',
    '1/2/1980',
    '1980-3-2',
    '02.03.1980',
    '02/03/80',
    'n/k',
    'NULL',
    '1980-02-2x',
  ],
  postcode: [
    'NR1 1AA',
    'NR11AA',
    'nf1 1nf',
    'ZZ99 3VZ',
    'N1 9GU',
    'EC1A 1BB',
    'E1A 1BB',
    'AAA 1AA',
    'A1',
    '',
    'NR1  1AA',
    'GIR 0AA',
    'N1! 1AA',
    'NF22 1AA',
  ],
  pnc: [
    '1979/0163001B',
    '79/163001B',
    '1979/163001B',
    '19790163001B',
    '79163001B',
    '1979/0163001C',
    '1979/0163001b',
    '197/0163001B',
    '/163001B',
    '1979/B',
    'UNKNOWN',
  ],
  cro: ['000000/00Z', '123456/79X', '1/79B', 'SF79/123456A', '12/7B', '/79B', '1234567/79B'],
  sex: ['M', 'f', 'Male', 'U', '9', 'X', '"F"'],
  text: ['High St', 'NULL', 'n/a', 'Norwich', 'N', '-', 'é'],
};

test('cells have the reasons that their texts have', () => {
  for (const [kind, all] of Object.entries(texts) as [FieldKind, string[]][]) {
    const table = readCsv(bytesOf(`x,y\n${all.map((text) => `${text},1`).join('\n')}\n`));
    assert.equal(table.length, all.length);
    const [found] = toldOf(table, [{ column: 'x', kind }]);
    const expected = new Map<string, number>();
    for (const text of all) {
      const reason = unreadReason(kind, text.replaceAll('"', ''), 2026);
      if (reason !== null) expected.set(reason, (expected.get(reason) ?? 0) + 1);
    }
    assert.deepEqual(new Map(found?.reasons.map(({ reason, count }) => [reason, count])), expected, kind);
    assert.equal(found?.filled, all.filter((text) => text.trim() !== '').length);
  }
});

test('as many cells have a reason as the engine could not read, on one thread and on two', () => {
  const dates = texts.date ?? [];
  const postcodes = texts.postcode ?? [];
  const row = (k: number): string =>
    `${k},Fore${k % 31},Sur${k % 37},${dates[k % dates.length]},${postcodes[k % postcodes.length]}`;
  const tableOf = (length: number) =>
    readCsv(
      bytesOf(`id,forename,surname,dob,postcode\n${Array.from({ length }, (_, k) => row(k)).join('\n')}\n`),
    );
  const table = tableOf(2000);
  const { model } = inferModel(table.headers, {}, table.length);
  const tasks = (['dob', 'postcode'] as const).map((column) => ({
    column,
    kind: column === 'dob' ? ('date' as const) : ('postcode' as const),
  }));
  const found = toldOf(table, tasks);
  const long = tableOf(60_000);
  assert.ok(long.parts.length > 1);
  assert.deepEqual(toldOf(long, tasks, 2), toldOf(long, tasks));
  const { unread } = link(table, model);
  for (const { column, reasons } of found) {
    const aside = reasons.filter(({ reason }) => reason !== 'impossible-date');
    assert.equal(
      aside.reduce((sum, { count }) => sum + count, 0),
      unread[column],
    );
    for (const { places } of reasons)
      assert.deepEqual(
        [...places],
        [...places].sort((a, b) => a - b),
      );
  }
});
