import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays } from '../../kernel/clock.ts';
import { requiredOf, standingOf } from './rules.ts';

const today = '2026-11-02';
const record = fc
  .record({ from: fc.integer({ min: -900, max: 200 }), days: fc.option(fc.nat(1000)) })
  .map(({ from, days }) => ({
    fromDate: addDays(today, from),
    expiresOn: days === null ? null : addDays(today, from + days),
  }));

test('training counts on its last day and not after; a later record counts instead of one that ran out', () => {
  const held = { fromDate: '2024-01-01', expiresOn: today };
  assert.deepEqual(standingOf([held], today, undefined), { state: 'held', expiresOn: today });
  assert.deepEqual(standingOf([held], today, 0), { state: 'soon', expiresOn: today });
  assert.equal(standingOf([held], addDays(today, 1), 30).state, 'ran-out');
  const again = { fromDate: '2026-10-01', expiresOn: '2028-10-01' };
  assert.equal(standingOf([held, again], addDays(today, 1), 30).state, 'held');
  assert.equal(standingOf([{ fromDate: '2026-12-01', expiresOn: null }], today, 30).state, 'missing');
});

test('the state says whether a record holds today, whatever the records; a record more never makes it worse', () => {
  const order = ['missing', 'ran-out', 'soon', 'held'];
  fc.assert(
    fc.property(fc.array(record, { maxLength: 5 }), record, fc.nat(90), (records, more, warn) => {
      const { state } = standingOf(records, today, warn);
      const holds = records.some(
        ({ fromDate, expiresOn }) => fromDate <= today && (expiresOn === null || expiresOn >= today),
      );
      assert.equal(state === 'held' || state === 'soon', holds);
      assert.ok(order.indexOf(standingOf([...records, more], today, warn).state) >= order.indexOf(state));
    }),
  );
});

test('what is required of somebody: by role, by right, each thing once with what it is for', () => {
  const required = [
    { what: 'a', task: 'Assess', rights: ['risk:assess'] },
    { what: 'a', task: 'Sign', roles: ['manager'] },
    { what: 'b', task: 'Review', rights: ['intelligence:review'] },
  ];
  const viewer = { role: 'manager', may: (right: string) => right === 'risk:assess' };
  assert.deepEqual(requiredOf(required, viewer), [{ what: 'a', tasks: ['Assess', 'Sign'] }]);
  assert.deepEqual(requiredOf(required, { role: 'other', may: () => false }), []);
});
