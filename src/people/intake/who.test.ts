import assert from 'node:assert/strict';
import { test } from 'node:test';
import { disagreementsOf, isSomebodyElse, type Who, whoOf } from './who.ts';

const davies: Who = {
  given: 'Sophie',
  family: 'Davies',
  aliases: [],
  born: '2008-01-09',
  pnc: '2023/8578077W',
};
const gray: Who = { given: 'Sophie', family: 'Gray', aliases: [], born: '2007-08-07', pnc: '2022/6978820H' };

test('two rows of one reference disagree by birth, by PNC ID or by both names', () => {
  assert.deepEqual(disagreementsOf(davies, gray), ['dates of birth', 'PNC IDs']);
  assert.deepEqual(disagreementsOf(davies, { ...davies, born: '2006-11-30' }), ['dates of birth']);
  assert.deepEqual(disagreementsOf(davies, { ...davies, pnc: '2022/6978820H' }), ['PNC IDs']);
  assert.deepEqual(disagreementsOf(davies, { ...davies, given: 'Martin', family: 'Okoro' }), ['names']);
});

test('a spelling, a digit, a turned day and month, an alias or a missing value is no other person', () => {
  for (const [what, change] of Object.entries<Partial<Who>>({
    spelling: { given: 'Sofie', family: 'Davis' },
    shortName: { given: 'Soph' },
    surname: { family: 'Gray' },
    turnedNames: { given: 'Davies', family: 'Sophie' },
    digitOfBirth: { born: '2008-01-19' },
    turnedDigits: { born: '2008-10-09' },
    turnedBirth: { born: '2008-09-01' },
    yearOnly: { born: '2008-01-01' },
    digitOfPnc: { pnc: '2023/8578076V' },
    alias: { given: 'Martin', family: 'Okoro', aliases: ['Sophie Davies'] },
    nothing: { given: null, born: null, pnc: null },
  })) {
    assert.deepEqual(disagreementsOf(davies, { ...davies, ...change }), [], what);
    assert.deepEqual(disagreementsOf({ ...davies, ...change }, davies), [], what);
    assert.equal(isSomebodyElse(davies, { ...davies, ...change }), false, what);
  }
});

test('a known reference is somebody else’s where nothing agrees and two things are other', () => {
  assert.equal(isSomebodyElse(davies, gray), true);
  assert.equal(isSomebodyElse({ ...davies, pnc: null }, gray), true);
  assert.equal(isSomebodyElse(davies, { ...gray, born: null }), true);
  assert.equal(isSomebodyElse(davies, { ...gray, born: davies.born }), false, 'one birth');
  assert.equal(isSomebodyElse(davies, { ...gray, pnc: davies.pnc }), false, 'one PNC ID');
  assert.equal(isSomebodyElse(davies, { ...gray, family: 'Davies' }), false, 'one name');
  assert.equal(
    isSomebodyElse({ ...davies, born: null, pnc: null }, gray),
    false,
    'a name alone is not enough',
  );
});

test('who somebody is is read from the columns of a record', () => {
  const body = { given_name: 'Ann', family_name: '', aliases: ['A B', 3], born: null, pnc: '1979/0163001B' };
  assert.deepEqual(whoOf(body), {
    given: 'Ann',
    family: null,
    aliases: ['A B'],
    born: null,
    pnc: '1979/0163001B',
  });
});
