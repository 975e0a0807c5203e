import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { againstWords, cohortWords, limitFor, loadOfBase } from './rules.ts';

const rule = { peoplePerOfficer: 15, cohortExpected: 300, cohortTolerance: 10 };

test('decision 2015/11, 3.3 and 3.4: 4 sergeants and 16 constables at 15 each are 300; the inspector adds none', () => {
  assert.equal(limitFor(rule, 20 * 100), 300);
});

test('over and under in words', () => {
  assert.equal(againstWords(18, 15), '3 over');
  assert.equal(againstWords(13, 15), '2 under');
  assert.equal(againstWords(15, 15), 'at the rule');
});

test('the tolerance of the cohort is a rule of its own', () => {
  assert.equal(cohortWords(310, rule), 'within the range of 290 to 310');
  assert.equal(cohortWords(311, rule), '1 above the range of 290 to 310');
  assert.equal(cohortWords(289, rule), '1 below the range of 290 to 310');
});

test('a base without officers has no people an officer, and a limit of nobody', () => {
  const load = loadOfBase({ baseId: 1, base: 'Norwich', people: 5, unallocated: 5 }, [], rule);
  assert.equal(load.perOfficer, undefined);
  assert.equal(load.limit, 0);
});

test('words and numbers agree for any load', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), (people, limit) => {
      const words = againstWords(people, limit);
      const sign = words.endsWith('over') ? 1 : words.endsWith('under') ? -1 : 0;
      assert.equal(sign * Number.parseInt(words, 10) || 0, people - limit);
    }),
  );
});
