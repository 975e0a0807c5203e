import assert from 'node:assert/strict';
import test from 'node:test';
import { conflictsOf, readMarks, readSearch } from './review-rules.ts';

const side = {
  ...{ agency: 'Example', givenName: 'Alex', middleName: null, familyName: 'Example', born: '1990-01-31' },
  ...{ sex: null, pnc: '2015/0000101M', cro: null, prisonNumber: null, crn: null, postcode: null },
};

test('what was sent and is known otherwise is said, and nothing of what agrees or is not known', () => {
  assert.deepEqual(
    conflictsOf({ pnc: '2015/0000101M', bornOn: '1961-07-08', familyName: 'EXAMPLE', crn: 'X123456' }, side),
    ['CONFLICT: born 8 July 1961 was sent, 31 January 1990 is known'],
  );
});

test('one looks by a whole number, or by a family name with a day of birth, and by nothing less', () => {
  assert.deepEqual(readSearch({ number: ' x123456 ' }), { number: 'X123456', family: null, born: null });
  assert.deepEqual(readSearch({ family: 'Example', born: '1990-01-31' }), {
    number: null,
    family: 'Example',
    born: '1990-01-31',
  });
  for (const less of [{}, { family: 'Example' }, { born: '1990-01-31' }, { family: 'E', born: '1990' }])
    assert.equal(readSearch(less), undefined);
});

test('marks of many events are read whole or not at all', () => {
  assert.deepEqual(readMarks('12.1 13.4'), [
    { id: 12, version: 1 },
    { id: 13, version: 4 },
  ]);
  for (const wrong of ['', '12', '12.1 x', '1.2.3']) assert.equal(readMarks(wrong), undefined);
});
