import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays } from '../../kernel/clock.ts';
import { readNoteForm } from './note-rules.ts';
import type { ReviewFacts, ReviewRule } from './note-types.ts';
import { reviewDue, reviewedWords } from './review-rules.ts';
import { goalsChangedSince, markOf, signatureRefusal } from './signature-rules.ts';

const rule: ReviewRule = {
  ragDays: { red: 30, amber: 60, green: 90 },
  tierDays: { '1': 45 },
  changeDays: 7,
  reasons: [],
};
const facts: ReviewFacts = {
  rag: 'amber',
  tier: '2',
  reviewedOn: '2026-10-01',
  custodyOn: null,
  offenceOn: null,
  ragOn: null,
  tierOn: null,
};

test('a review is due by the colour, by a stricter tier, and sooner after a change that no review has answered', () => {
  assert.deepEqual(reviewDue(rule, facts), { on: '2026-11-30', because: 'rag' });
  assert.deepEqual(reviewDue(rule, { ...facts, tier: '1' }), { on: '2026-11-15', because: 'tier' });
  assert.deepEqual(reviewDue(rule, { ...facts, rag: 'red', tier: '1' }), {
    on: '2026-10-31',
    because: 'rag',
  });
  assert.deepEqual(reviewDue(rule, { ...facts, custodyOn: '2026-10-05' }), {
    on: '2026-10-12',
    because: 'custody',
  });
  assert.deepEqual(reviewDue(rule, { ...facts, ragOn: '2026-10-10' }), {
    on: '2026-10-17',
    because: 'rag-changed',
  });
  assert.equal(reviewDue(rule, { ...facts, tierOn: '2026-10-20' })?.because, 'tier-changed');
  assert.equal(reviewDue(rule, { ...facts, tierOn: '2026-09-20' })?.because, 'rag');
  assert.equal(reviewDue(rule, { ...facts, offenceOn: '2026-10-01' })?.because, 'rag');
  assert.equal(reviewDue(rule, { ...facts, rag: 'none' }), undefined);
});

test('no fact puts a review off, and one that asks for nothing changes nothing', () => {
  const days = fc.integer({ min: -400, max: 400 }).map((n) => addDays('2026-10-01', n));
  const any = fc.record({
    rag: fc.constantFrom('red', 'amber', 'green', 'blue', 'none' as const),
    tier: fc.option(fc.constantFrom('1', '2')),
    reviewedOn: days,
    custodyOn: fc.option(days),
    offenceOn: fc.option(days),
    ragOn: fc.option(days),
    tierOn: fc.option(days),
  });
  fc.assert(
    fc.property(any, (one) => {
      const due = reviewDue(rule, one);
      const plain = reviewDue(rule, { ...one, custodyOn: null, offenceOn: null, ragOn: null, tierOn: null });
      if (plain !== undefined) assert.ok(due !== undefined && due.on <= plain.on);
      if (due !== undefined) assert.ok(due.on > one.reviewedOn);
    }),
  );
});

const at = (minute: number): Date => new Date(Date.UTC(2026, 9, 1, 9, minute));
const goal = (id: number, minute: number, setBy: number, state: 'active' | 'removed' = 'active') => ({
  id,
  setAt: at(minute),
  setBy,
  state,
});

test('whoever set any of the goals does not counter-sign them; others once, and again after a change', () => {
  const goals = [goal(1, 0, 7), goal(2, 5, 8)];
  assert.match(signatureRefusal(8, goals, [], []) ?? '', /last change/);
  assert.equal(signatureRefusal(7, goals, [], []), undefined);
  assert.match(signatureRefusal(7, goals, [], [7, 8]) ?? '', /some of this plan/);
  assert.equal(signatureRefusal(9, goals, [], [7, 8]), undefined);
  assert.match(signatureRefusal(7, goals, [{ staffId: 7, at: at(6) }], []) ?? '', /already/);
  assert.equal(signatureRefusal(7, goals, [{ staffId: 7, at: at(4) }], []), undefined);
  assert.match(signatureRefusal(7, [], [], []) ?? '', /no goals/);
  assert.match(signatureRefusal(7, [goal(1, 0, 8, 'removed')], [], []) ?? '', /no goals/);
});

test('a mark stands for the goals and their wording, in any order, and for nothing else', () => {
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(ids, fc.nat({ max: 50 }), (each, minute) => {
      const goals = each.map((id) => goal(id, minute, 1));
      assert.equal(markOf(goals), markOf([...goals].reverse()));
      const [first, ...rest] = goals;
      if (first === undefined) return;
      const later = [{ ...first, setAt: at(minute + 1) }, ...rest];
      assert.notEqual(markOf(goals), markOf(later));
      assert.notEqual(markOf(goals), markOf(rest));
      assert.equal(goalsChangedSince({ at: at(minute) }, goals), false);
      assert.equal(goalsChangedSince({ at: at(minute) }, later), true);
    }),
  );
});

test('a review says what it did to the day of the next', () => {
  assert.match(reviewedWords('2026-11-02', '2026-08-01', '2027-01-31'), /next is due by 31 January 2027/);
  assert.match(
    reviewedWords('2026-11-02', '2026-11-02', '2027-01-31'),
    /on that day already, so the next stays/,
  );
  assert.match(reviewedWords('2026-10-02', '2026-11-02', '2027-01-31'), /reviewed later, on 2 November 2026/);
  assert.equal(reviewedWords('2026-11-02', null, undefined), 'The plan review was recorded.');
});

test('a review has the person in it: whether they were there, what they said and their answer', () => {
  const ask = { today: '2026-11-02', goal: undefined, steps: [], ownStep: false, reasons: ['scheduled'] };
  const form = { on: '2026-11-02', note: 'Goes on', reason: 'scheduled', handling: 'partners' };
  const fieldsOf = (more: object): string[] => {
    const read = readNoteForm({ ...form, ...more }, ask);
    return 'errors' in read ? read.errors.map(({ field }) => field) : [];
  };
  assert.deepEqual(fieldsOf({}), ['present', 'agreement']);
  assert.deepEqual(fieldsOf({ present: 'yes', agreement: 'agrees' }), ['said']);
  assert.deepEqual(fieldsOf({ present: 'no', agreement: 'could-not-answer' }), ['answerWhy']);
  assert.deepEqual(fieldsOf({ present: 'no', agreement: 'not-now' }), []);
});
