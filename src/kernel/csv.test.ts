import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { csvCell, csvLine } from './csv.ts';

const signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
const spaces = [
  '',
  ' ',
  '   ',
  '\u00a0',
  '\n',
  '\r\n',
  '\t',
  '\v',
  '\f',
  '\u2003',
  '\u3000',
  '\ufeff',
  '\u200b',
  ' \u00a0\n',
];

/** What a spreadsheet has in the cell once the quoting is taken off. */
const unquoted = (cell: string): string =>
  cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;

test('a cell that a spreadsheet would run is text, whatever white space comes first', () => {
  for (const sign of signs) {
    for (const space of spaces) {
      const value = `${space}${sign}HYPERLINK("x")`;
      assert.equal(unquoted(csvCell(value)), `'${value}`, JSON.stringify(value));
    }
  }
});

test('a tab or carriage return first is disarmed by itself', () => {
  assert.equal(csvCell('\tName'), "'\tName");
  assert.equal(csvCell('\rName'), '"\'\rName"');
});

test('what is harmless stays as it is', () => {
  for (const value of ['', ' ', 'Ann', ' Ann', 'a=b', 'Smith-Jones', '\u00a0Ann @ home', 'x＝y', "'=1"]) {
    assert.equal(csvCell(value), value);
  }
  assert.equal(csvCell('two\nlines'), '"two\nlines"');
  assert.equal(csvCell('say "so", then'), '"say ""so"", then"');
});

test('numbers stay numbers, nothing stays empty', () => {
  assert.equal(csvLine([-5, 1.5, true, null, undefined, '-5']), "-5,1.5,true,,,'-5\r\n");
});

test('no text begins with a sign once white space is dropped, and none is lost', () => {
  const text = fc
    .tuple(fc.constantFrom(...spaces), fc.constantFrom('', ...signs), fc.string())
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (value) => {
      const cell = unquoted(csvCell(value));
      assert.ok(!signs.includes(cell.replace(/^[\s\u200b]+/, '').charAt(0)));
      assert.ok(cell === value || cell === `'${value}`);
    }),
  );
});
