import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  birthFits,
  bornDifferently,
  type CheckForm,
  isYearSlip,
  namesThem,
  readCheck,
  readForLooking,
  readOneLine,
  slipsOf,
} from './check-rules.ts';

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

test('one line names somebody by name or number; what they look like names nobody', () => {
  const whom = (text: string) => readOneLine(text, today);
  assert.deepEqual(whom('alan john QUILLMARSH 6/5/1990'), {
    givenName: 'Alan John',
    familyName: 'Quillmarsh',
    born: '1990-05-06',
    identifiers: [],
  });
  assert.deepEqual(whom('X000001')?.identifiers, [{ kind: 'crn', value: 'X000001' }]);
  for (const text of ['', 'Quillmarsh', '6/5/1990', 'a tall man in a long red coat', '123'])
    assert.equal(whom(text), undefined, text);
});

test('a name is found in what is written around it, with a slip, and not in another’s', () => {
  assert.equal(namesThem('saw Alan Quilmarsh by the bus', 'Alan Quillmarsh'), true);
  assert.equal(namesThem('quillmarsh, alan', 'Alan Quillmarsh'), true);
  assert.equal(namesThem('Alan Wendover', 'Alan Quillmarsh'), false);
  assert.equal(namesThem('', 'Alan Quillmarsh'), false);
});

test('a birth that is known less well fits what it may be, and a sure one fits no other', () => {
  const fits = (born: string, other: string | null) => birthFits({ born }, other);
  assert.equal(fits('1990-05-06', '1990-05-06'), true);
  assert.equal(fits('1990-05-06', null), true, 'not known');
  assert.equal(fits('1990-05-06', '1990-06-05'), true, 'day and month changed about');
  assert.equal(fits('1990-05-06', '1990-01-01'), true, 'a record of the year alone');
  assert.equal(fits('1990-01-01', '1990-05-06'), true, 'the year alone was typed');
  assert.equal(fits('1990-05-06', '1990-05-07'), false);
  assert.equal(fits('1990-05-06', '1991-05-06'), false);
  assert.equal(fits('1990-01-01', '1991-05-06'), false);
  assert.equal(birthFits({ born: null, bornYear: 1990 }, '1990-05-06'), true);
  assert.equal(birthFits({ born: null, bornYear: 1990 }, '1989-05-06'), false);
});

test('a slip of a date differs in the day, the month or the year alone', () => {
  const slips = slipsOf('1997-10-18', 2);
  for (const day of ['1997-10-02', '1997-10-31', '1997-01-18', '1998-10-18', '1995-10-18'])
    assert.ok(slips.includes(day), day);
  for (const day of ['1997-10-18', '1994-10-18', '1998-10-17', '1997-11-17'])
    assert.ok(!slips.includes(day), day);
  assert.ok(!slipsOf('1996-08-31', 1).includes('1996-10-01'), 'a September without a 31st');
});

test('one of the name who was born on another day is born differently; one of a like name by a slip of the date alone', () => {
  const typed = { givenName: 'Aaron', familyName: 'Harrison', born: '1997-10-02' };
  assert.equal(bornDifferently(typed, { born: '1997-10-18', score: 1 }), true);
  assert.equal(bornDifferently(typed, { born: '1961-03-04', score: 1 }), true, 'the same name');
  assert.equal(bornDifferently(typed, { born: '1997-10-18', score: 0.9 }), true, 'a slip in each');
  assert.equal(bornDifferently(typed, { born: '1961-03-04', score: 0.9 }), false);
  assert.equal(bornDifferently(typed, { born: '1997-10-02', score: 1 }), false, 'it fits');
  assert.equal(bornDifferently(typed, { born: null, score: 1 }), false, 'not known fits');
  assert.equal(bornDifferently({ ...typed, givenName: null }, { born: '1997-10-18', score: 1 }), false);
  assert.equal(bornDifferently({ ...typed, born: null }, { born: '1997-10-18', score: 1 }), false);
});

test('of a year alone, or a surname alone, a slip of the year is told from another person', () => {
  const year = { givenName: 'Aron', familyName: 'Harisonby', born: null, bornYear: 1996 };
  assert.equal(bornDifferently(year, { born: '1997-10-18', score: 0.9 }), true, 'a slip in the name too');
  assert.equal(bornDifferently(year, { born: '1961-03-04', score: 0.9 }), false);
  assert.equal(bornDifferently(year, { born: '1961-03-04', score: 1 }), true, 'the same name');
  assert.equal(bornDifferently(year, { born: '1996-03-04', score: 0.9 }), false, 'it fits');
  const surname = { ...year, givenName: null };
  assert.equal(bornDifferently(surname, { born: '1997-10-18', score: 0.9 }), true);
  assert.equal(bornDifferently(surname, { born: '1961-03-04', score: 1 }), false);
  const day = { givenName: null, familyName: 'Harrisonby', born: '1998-10-18' };
  assert.equal(bornDifferently(day, { born: '1997-10-18', score: 0.99 }), true);
  assert.equal(bornDifferently(day, { born: '1997-10-19', score: 0.99 }), false, 'two slips');
});

test('property: a slip of a year is the same both ways, and no year is a slip of itself', () => {
  const year = fc.integer({ min: 1906, max: 2026 });
  fc.assert(
    fc.property(year, year, (one, other) => {
      assert.equal(isYearSlip(one, other), isYearSlip(other, one));
      assert.equal(isYearSlip(one, one), false);
    }),
  );
  for (const [one, other] of [
    [1978, 1987],
    [1987, 1997],
    [1999, 2000],
  ] as const)
    assert.ok(isYearSlip(one, other), `${one} ${other}`);
  assert.equal(isYearSlip(1961, 1997), false);
});

test('a name that is too long is told at its field, and is left out while somebody types', () => {
  const long = { given: 'a'.repeat(101), family: 'Quill' };
  assert.deepEqual(faultsOf(long), ['given']);
  assert.equal(readForLooking(long, today)?.givenName, null);
  assert.equal(readForLooking({ given: 'Ann', family: 'b'.repeat(101) }, today), undefined);
});
