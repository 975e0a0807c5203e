import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupsOf, type JudgedRecord, truthReport } from './truth.ts';

const judged = (person: number | null, truth: string, sex: string): JudgedRecord => ({
  person,
  truth,
  groups: { sex },
});
const ratesOf = (records: readonly JudgedRecord[]) =>
  Object.fromEntries(
    (truthReport(records).groupings[0]?.groups ?? []).map(({ group, ...rates }) => [group, rates]),
  );

test('a link between two people is told of the group of each, and the groups add up to all pairs', () => {
  const rates = ratesOf([judged(1, 'a', 'F'), judged(1, 'a', 'F'), judged(1, 'b', 'M')]);
  assert.deepEqual(rates.F, { records: 2, linked: 2, wrong: 1, same: 1, missed: 0 });
  assert.deepEqual(rates.M, { records: 1, linked: 1, wrong: 1, same: 0, missed: 0 });
});

test('one person who stands as two is missed, and a record that is nobody’s is with nobody', () => {
  const rates = ratesOf([
    judged(1, 'a', 'F'),
    judged(2, 'a', 'F'),
    judged(null, 'b', 'M'),
    judged(null, 'b', 'M'),
  ]);
  assert.deepEqual(rates.F, { records: 2, linked: 0, wrong: 0, same: 1, missed: 1 });
  assert.deepEqual(rates.M, { records: 2, linked: 0, wrong: 0, same: 1, missed: 1 });
});

test('groups come from what the record says, and what it does not say is told as such', () => {
  assert.deepEqual(groupsOf({ sex: 'F', ethnicity: 'B1', born: '2003-02-01' }), {
    sex: 'Female',
    ethnicity: 'Black',
    age: 'Born from 2000',
  });
  assert.deepEqual(groupsOf({ sex: null, ethnicity: 'NS', born: null }), {
    sex: 'not known',
    ethnicity: 'not known',
    age: 'not known',
  });
});
