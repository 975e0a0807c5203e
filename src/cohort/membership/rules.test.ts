import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays, addYears } from '../../kernel/clock.ts';
import {
  daysOnScheme,
  firstReview,
  readRag,
  readReview,
  readReviewForm,
  readTier,
  retentionDate,
  reviewAfter,
  reviewStanding,
  strandProblem,
  transitions,
  trendOf,
} from './rules.ts';
import { rags } from './types.ts';

const today = '2026-11-02';

test('nothing can be done with a membership that has ended; only a suspended one resumes', () => {
  assert.deepEqual(transitions['de-selected'], {});
  assert.equal(transitions.member.resume, undefined);
  assert.equal(transitions.suspended.resume, 'member');
  assert.equal(transitions.suspended.suspend, undefined);
});

test('the trend is the risk’s: turned round it turns round, and blue or unrated say nothing', () => {
  assert.equal(trendOf('green', 'red'), 'up');
  assert.equal(trendOf('red', 'amber'), 'down');
  assert.equal(trendOf('amber', 'amber'), 'same');
  assert.equal(trendOf(null, 'red'), undefined);
  for (const rag of rags) {
    assert.equal(trendOf('blue', rag), undefined);
    assert.equal(trendOf(rag, 'none'), undefined);
  }
  fc.assert(
    fc.property(fc.constantFrom(...rags), fc.constantFrom(...rags), (was, now) => {
      const turned = { up: 'down', down: 'up', same: 'same' } as const;
      const trend = trendOf(was, now);
      assert.equal(trendOf(now, was), trend === undefined ? undefined : turned[trend]);
    }),
  );
});

test('a child enters the youth strand only, an adult any other', () => {
  const rule = { strands: [{ code: 'fixed' }, { code: 'youth' }], youngest: 18, youthStrand: 'youth' };
  assert.equal(strandProblem('fixed', '2008-11-02', rule, today), undefined);
  assert.match(strandProblem('fixed', '2008-11-03', rule, today) ?? '', /under age/);
  assert.equal(strandProblem('youth', '2008-11-03', rule, today), undefined);
  assert.match(strandProblem('youth', '1990-01-01', rule, today) ?? '', /under age/);
  assert.match(strandProblem('free', '1990-01-01', rule, today) ?? '', /Choose a strand/);
  assert.match(strandProblem('fixed', null, rule, today) ?? '', /date of birth/);
  const { youthStrand: _, ...without } = rule;
  assert.match(strandProblem('fixed', '2010-01-01', without, today) ?? '', /no youth strand/);
});

test('dates: retention, first review, days, and where a review stands', () => {
  assert.equal(retentionDate('2024-02-29', { afterSchemeYears: 6 }), '2030-02-28');
  assert.equal(firstReview('2026-11-30', 3), '2027-02-28');
  assert.equal(firstReview('2026-11-30', undefined), null);
  assert.equal(daysOnScheme('2026-11-01', today), 1);
  assert.equal(reviewStanding(null, today), 'none');
  assert.equal(reviewStanding(addDays(today, -1), today), 'overdue');
  assert.equal(reviewStanding(today, today), 'week');
  assert.equal(reviewStanding(addDays(today, 7), today), 'week');
  assert.equal(reviewStanding(addDays(today, 8), today), 'later');
});

test('a review was held on a day of the membership that has come, and the next lies after it', () => {
  const tiers = [{ code: '1' }];
  const joinedOn = addDays(today, -100);
  const given = {
    heldOn: today,
    rag: 'amber',
    tier: 'none',
    nextReview: addDays(today, 90),
    why: ' Steady ',
  };
  const read = (form: object) => readReviewForm({ ...given, ...form }, { today, joinedOn, tiers });
  const fieldsOf = (form: object) => {
    const result = read(form);
    return 'errors' in result ? result.errors.map(({ field }) => field) : [];
  };
  assert.deepEqual(read({}), { review: { ...given, tier: null, why: 'Steady' } });
  assert.deepEqual(fieldsOf({ tier: '1', rag: 'none' }), []);
  assert.deepEqual(fieldsOf({ heldOn: addDays(today, 1) }), ['heldOn']);
  assert.deepEqual(fieldsOf({ heldOn: addDays(joinedOn, -1) }), ['heldOn']);
  assert.deepEqual(fieldsOf({ nextReview: today }), ['nextReview']);
  assert.deepEqual(fieldsOf({ nextReview: addDays(today, -1) }), ['nextReview']);
  assert.deepEqual(fieldsOf({ heldOn: '', rag: '', tier: '9', nextReview: '', why: ' ' }), [
    'heldOn',
    'rag',
    'tier',
    'nextReview',
    'why',
  ]);
  fc.assert(
    fc.property(fc.integer({ min: -200, max: 50 }), fc.integer({ min: -50, max: 1000 }), (held, next) => {
      const result = read({ heldOn: addDays(today, held), nextReview: addDays(today, next) });
      const fits =
        held <= 0 && held >= -100 && next >= 0 && next > held && addDays(today, next) <= addYears(today, 2);
      assert.equal('review' in result, fits);
    }),
  );
});

test('the rule’s next review lies after the review it follows', () => {
  assert.equal(reviewAfter('2026-11-30', 3), '2027-02-28');
  assert.equal(reviewAfter('2026-11-30', undefined), null);
});

test('forms of a change: the value and the reason are both needed', () => {
  const fieldsOf = (read: object) =>
    'errors' in read ? (read.errors as { field: string }[]).map(({ field }) => field) : [];
  assert.deepEqual(fieldsOf(readRag({ value: 'purple', why: '' })), ['value', 'why']);
  assert.deepEqual(readRag({ value: 'red', why: ' seen ' }), { value: 'red', why: 'seen' });
  assert.deepEqual(readTier({ value: 'none', why: 'x' }, []), { value: null, why: 'x' });
  assert.deepEqual(fieldsOf(readTier({ value: '9', why: 'x' }, [{ code: '1' }])), ['value']);
  assert.deepEqual(fieldsOf(readReview({ value: addDays(today, -1), why: 'x' }, today)), ['value']);
  assert.deepEqual(fieldsOf(readReview({ value: '2026-02-30', why: 'x' }, today)), ['value']);
  assert.deepEqual(fieldsOf(readReview({ value: '2030-01-01', why: 'x' }, today)), ['value']);
});
