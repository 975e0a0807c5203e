import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays } from '../../kernel/clock.ts';
import { dueWords, isOverdue } from './rules.ts';

test('overdue from the day after it was due, until it is closed', () => {
  fc.assert(
    fc.property(fc.integer({ min: -400, max: 400 }), (days) => {
      const action = { dueOn: addDays('2026-11-02', days), state: 'open' as const };
      assert.equal(isOverdue(action, '2026-11-02'), days < 0);
      assert.equal(dueWords(action, '2026-11-02').endsWith('overdue'), days < 0);
      assert.equal(isOverdue({ ...action, state: 'closed' }, '2026-11-02'), false);
    }),
  );
});

test('in words', () => {
  const words = (dueOn: string | null) => dueWords({ dueOn, state: 'open' }, '2026-11-02');
  assert.equal(words('2026-11-01'), '1 day overdue');
  assert.equal(words('2026-11-02'), 'due today');
  assert.equal(words('2026-11-14'), 'due in 12 days');
  assert.equal(words(null), 'no date set');
});
