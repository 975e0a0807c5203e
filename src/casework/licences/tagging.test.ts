import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays } from '../../kernel/clock.ts';
import { type Release, rulesOn, taggingOf } from './tagging.ts';
import { otherForces, taggingRules } from './tagging-rules.ts';

const right: Release = {
  orderType: 'licence',
  releasedOn: '2026-03-02',
  licenceEndsOn: '2026-09-01',
  sentenceKind: 'standard-determinate',
  sentenceDays: 365,
  force: 'Essex',
  qualifying: true,
  longestQualifies: true,
};
const answerOf = (more: Partial<Release>) => taggingOf({ ...right, ...more }).answer;

test('eligible where everything holds, to the end of the licence and no longer than twelve months', () => {
  assert.equal(answerOf({}), 'eligible');
  assert.equal(taggingOf(right).until, '2026-09-01');
  assert.equal(taggingOf({ ...right, licenceEndsOn: '2029-01-01' }).until, '2027-03-01');
  assert.ok(taggingOf(right).reasons.every(({ source }) => source.length > 10));
});

test('nineteen forces, and Norfolk, Suffolk, Devon and Cornwall and Dorset are none of them', () => {
  assert.equal(taggingRules.at(-1)?.forces.length, 19);
  for (const force of otherForces) {
    assert.equal(answerOf({ force }), 'not-eligible');
    assert.match(
      taggingOf({ ...right, force }).reasons.find(({ met }) => met === false)?.text ?? '',
      new RegExp(`${force} is not one of the 19 forces`),
    );
  }
});

test('ninety days from 26 October 2022, twelve months before; nothing before April 2021', () => {
  assert.equal(answerOf({ sentenceDays: 90 }), 'eligible');
  assert.equal(answerOf({ sentenceDays: 89 }), 'not-eligible');
  const before = { releasedOn: '2022-10-25', licenceEndsOn: '2023-06-01' };
  assert.equal(answerOf({ ...before, sentenceDays: 364 }), 'not-eligible');
  assert.equal(answerOf({ ...before, sentenceDays: 365 }), 'eligible');
  assert.equal(answerOf({ releasedOn: '2021-03-31', licenceEndsOn: '2022-01-01' }), 'not-eligible');
  // Which six began is inferred, so of them nothing is said for sure; of the thirteen it is.
  assert.equal(
    answerOf({ releasedOn: '2021-05-01', licenceEndsOn: '2022-01-01', force: 'Gwent' }),
    'cannot-say',
  );
  assert.equal(answerOf({ releasedOn: '2021-05-01', licenceEndsOn: '2022-01-01' }), 'not-eligible');
  assert.equal(rulesOn('2022-10-26')?.version, '2022-10');
});

test('thirty days of licence must be left, and post-sentence supervision is excluded', () => {
  assert.equal(answerOf({ licenceEndsOn: addDays(right.releasedOn, 30) }), 'eligible');
  assert.equal(answerOf({ licenceEndsOn: addDays(right.releasedOn, 29) }), 'not-eligible');
  assert.equal(answerOf({ orderType: 'post-sentence-supervision' }), 'not-eligible');
  assert.equal(answerOf({ longestQualifies: false }), 'not-eligible');
});

const maybe = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: null });
const release: fc.Arbitrary<Release> = fc.record({
  orderType: fc.constantFrom('licence' as const, 'post-sentence-supervision' as const),
  releasedOn: fc.integer({ min: 0, max: 2_200 }).map((days) => addDays('2021-01-01', days)),
  licenceEndsOn: maybe(fc.integer({ min: 0, max: 2_900 }).map((days) => addDays('2021-01-01', days))),
  sentenceKind: maybe(fc.constantFrom('standard-determinate' as const, 'extended' as const)),
  sentenceDays: maybe(fc.integer({ min: 1, max: 900 })),
  force: maybe(fc.constantFrom('Essex', 'Gwent', 'Norfolk')),
  qualifying: maybe(fc.boolean()),
  longestQualifies: maybe(fc.boolean()),
});

test('what becomes known never turns a decided answer round', () => {
  fc.assert(
    fc.property(release, (one) => {
      const { answer } = taggingOf(one);
      const unknown = (Object.keys(one) as (keyof Release)[]).filter((key) => one[key] === null);
      if (answer === 'eligible') assert.equal(unknown.length, 0);
      for (const key of unknown) {
        const told = taggingOf({ ...one, [key]: right[key] });
        if (answer === 'not-eligible' && key !== 'licenceEndsOn') assert.equal(told.answer, 'not-eligible');
      }
    }),
  );
});
