import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkLetter, jaroWinkler } from '../../linkage/index.ts';
import { bestName, likeEnough, readQuery } from './rules.ts';

const today = '2026-11-02';
const read = (text: string) => readQuery(text, today);

test('identifiers are known by their form and put into the form that is kept', () => {
  assert.deepEqual(read('2024/3547010K'), {
    kind: 'identifier',
    identifiers: [{ kind: 'pnc', value: '2024/3547010K' }],
  });
  assert.deepEqual(read('pnc 24/3547010k'), read('2024/3547010K'));
  assert.deepEqual(read('20243547010K'), read('2024/3547010K'));
  assert.deepEqual(read('890080/24J'), {
    kind: 'identifier',
    identifiers: [{ kind: 'cro', value: '890080/24J' }],
  });
  assert.deepEqual(read('y0615 mf'), {
    kind: 'identifier',
    identifiers: [{ kind: 'prisonNumber', value: 'Y0615MF' }],
  });
  assert.deepEqual(read('v580605'), {
    kind: 'identifier',
    identifiers: [{ kind: 'crn', value: 'V580605' }],
  });
});

test('a wrong check letter is told, and no letter is offered', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 9_999_999 }),
      fc.integer({ min: 0, max: 26 }),
      fc.constantFrom(...'ABCDEFGHJKLMNPQRTUVWXYZ'),
      (serial, year, letter) => {
        const yy = String(year).padStart(2, '0');
        const digits = String(serial).padStart(7, '0');
        const right = checkLetter(yy + digits);
        const query = read(`20${yy}/${digits}${letter}`);
        if (letter === right) assert.equal(query.kind, 'identifier');
        else {
          assert.equal(query.kind, 'refused');
          assert.ok(query.kind === 'refused' && /check letter/.test(query.text));
          assert.ok(query.kind === 'refused' && !query.text.includes(`${right}.`));
        }
      },
    ),
  );
});

test('dates of birth in the forms people write them, British order', () => {
  for (const text of [
    '4/3/1988',
    '04.03.88',
    '1988-03-04',
    '4 March 1988',
    '4th mar 88',
    '04031988',
    'dob 4/3/88',
  ])
    assert.deepEqual(read(text), { kind: 'person', name: null, born: '1988-03-04' }, text);
  assert.deepEqual(read('Smith 4/3/1988'), { kind: 'person', name: 'smith', born: '1988-03-04' });
  assert.deepEqual(read('4/3/26'), { kind: 'person', name: null, born: '2026-03-04' });
  assert.equal(read('31/2/1990').kind, 'refused');
  assert.equal(read('1/1/2027').kind, 'refused');
});

test('names are folded; too little is refused; nothing asks nothing', () => {
  assert.deepEqual(read('  Seán   O’Brien '), { kind: 'person', name: 'sean obrien', born: null });
  assert.equal(read('x').kind, 'refused');
  assert.equal(read('%%').kind, 'refused');
  assert.equal(read('   ').kind, 'empty');
});

test('anything may be typed', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: 'grapheme' }), (text) => {
      assert.ok(['empty', 'refused', 'identifier', 'person'].includes(read(text).kind));
    }),
  );
});

const like = (names: string, typed: string): number => bestName(names.split(' | '), typed, jaroWinkler).score;

test('slips, order and other names are forgiven; other people are not', () => {
  assert.ok(like('john smith', 'jon smyth') >= likeEnough);
  assert.ok(like('daniel obrien', 'obrein danel') >= likeEnough);
  assert.ok(like('peter smith', 'simth') >= likeEnough);
  assert.ok(like('daniel elliott', 'daniel obrien') < likeEnough);
  assert.ok(like('john smith', 'john smith') > like('john smith brown', 'john smith'));
  const match = bestName(['alexander brown', 'matthew ross'], 'mathew ross', jaroWinkler);
  assert.deepEqual([match.index, match.name], [1, 'matthew ross']);
});

test('a PNC without its check letter is completed by its digits, and says so', () => {
  const found = readQuery('2024/3547010', '2026-11-02');
  assert.deepEqual(found.kind === 'identifier' && found.identifiers, [
    { kind: 'pnc', value: '2024/3547010K' },
  ]);
  assert.match((found.kind === 'identifier' && found.note) || '', /check letter of this PNC is missing/);
  assert.equal(readQuery('4/3/1988', '2026-11-02').kind, 'person');
});
