import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  dateDigits,
  standardiseDate,
  standardiseName,
  standardisePostcode,
  standardiseSex,
} from './standardise.ts';

test('names: case, diacritics, hyphens, apostrophes, MC', () => {
  assert.equal(standardiseName('  josé '), 'JOSE');
  assert.equal(standardiseName("O'Brien"), 'OBRIEN');
  assert.equal(standardiseName('Smith-Jones'), 'SMITH JONES');
  assert.equal(standardiseName('Mc Donald'), 'MCDONALD');
  assert.equal(standardiseName('J.P. St. John'), 'JP ST JOHN');
  assert.equal(standardiseName('Wałęsa'), 'WALESA');
  assert.equal(standardiseName('MIG_ERROR_Brown'), 'BROWN');
});

test('names that say nothing are null', () => {
  for (const text of ['', '  ', 'Unknown', 'not known', 'N/A', 'BABY', '---', '123']) {
    assert.equal(standardiseName(text), null, text);
  }
  assert.equal(standardiseName('Test-Case'), 'TEST CASE');
});

test('standardising a name twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), (text) => {
      const once = standardiseName(text);
      if (once !== null) assert.equal(standardiseName(once) ?? once, once);
    }),
  );
});

test('dates come in four forms and leave in one', () => {
  for (const text of ['1987-03-09', '19870309', '09/03/1987', '9.3.1987', '1987-03-09T00:00:00Z']) {
    assert.equal(standardiseDate(text), '1987-03-09', text);
  }
});

test('default dates are null and 1 January is kept', () => {
  assert.equal(standardiseDate('1900-01-01'), null);
  assert.equal(standardiseDate('01/01/1970'), null);
  assert.equal(standardiseDate('1984-01-01'), '1984-01-01');
});

test('impossible dates are no dates, but their digits remain evidence', () => {
  assert.equal(standardiseDate('1859-42-19'), null);
  assert.equal(standardiseDate('2023-02-29'), null);
  assert.equal(standardiseDate('2024-02-29'), '2024-02-29');
  assert.equal(dateDigits('1859-42-19'), '1859-42-19');
  assert.equal(dateDigits('March 1859'), null);
});

test('postcodes: no fixed abode is not an address', () => {
  assert.equal(standardisePostcode('nr1 3qy'), 'NR1 3QY');
  assert.equal(standardisePostcode('NF1 1NF'), null);
  assert.equal(standardisePostcode('nf11fa'), null);
  assert.equal(standardisePostcode('unknown'), null);
});

test('sex', () => {
  assert.equal(standardiseSex('male'), 'M');
  assert.equal(standardiseSex('F'), 'F');
  assert.equal(standardiseSex('Not known'), null);
});
