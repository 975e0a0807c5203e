import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CheckForm, readCheck } from './check-rules.ts';

const today = '2026-11-02';
const faultsOf = (form: CheckForm) => readCheck(form, today).errors.map(({ field }) => field);

test('a surname is enough, and so is a number', () => {
  assert.deepEqual(readCheck({ family: ' Quillmarsh ' }, today).typed, {
    givenName: null,
    familyName: 'Quillmarsh',
    born: null,
    identifiers: [],
  });
  assert.deepEqual(readCheck({ identifier: 'x000001' }, today).typed?.identifiers, [
    { kind: 'crn', value: 'X000001' },
  ]);
});

test('a date is read as people write it, a year alone too, and a half is said to be none', () => {
  const bornOf = (born: string) => {
    const { typed } = readCheck({ family: 'Quill', born }, today);
    return [typed?.born, typed?.bornYear];
  };
  for (const written of ['1990-05-06', '6/5/1990', '06.05.1990', '6 5 1990', '6 May 1990'])
    assert.deepEqual(bornOf(written), ['1990-05-06', undefined], written);
  assert.deepEqual(bornOf('1990'), [null, 1990]);
  for (const half of ['06/05/', '5/1990', '19', '1800', '2027', 'dd/05/1990'])
    assert.deepEqual(faultsOf({ family: 'Quill', born: half }), ['born'], half);
});

test('what cannot be is said at its field', () => {
  assert.deepEqual(faultsOf({}), ['family']);
  assert.deepEqual(faultsOf({ family: 'Q' }), ['family']);
  assert.deepEqual(faultsOf({ family: 'Quill', born: '2026-11-03' }), ['born']);
  assert.deepEqual(faultsOf({ family: 'Quill', born: '1900-02-30' }), ['born']);
  assert.deepEqual(faultsOf({ family: 'Quill', identifier: 'a name' }), ['identifier']);
  assert.deepEqual(faultsOf({ family: 'Quill', identifier: '2024/3547010X' }), ['identifier']);
});

test('property: whatever is typed is read or refused at a field of the form', () => {
  const text = fc.option(fc.string({ unit: 'grapheme', maxLength: 60 }), { nil: undefined });
  fc.assert(
    fc.property(text, text, text, text, (given, family, born, identifier) => {
      const form = Object.fromEntries(
        Object.entries({ given, family, born, identifier }).filter(([, v]) => v !== undefined),
      );
      const { typed, errors } = readCheck(form, today);
      assert.equal(typed === undefined, errors.length > 0);
      for (const { field } of errors) assert.ok(['family', 'born', 'identifier'].includes(field));
    }),
  );
});
