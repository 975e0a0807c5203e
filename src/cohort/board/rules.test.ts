import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { capacityOf, queueOf, standingWords } from './rules.ts';

const rule = { cohortExpected: 300, cohortTolerance: 10 };

test('300 may rise or fall by 10', () => {
  assert.deepEqual(
    [289, 290, 300, 310, 311].map((members) => capacityOf(members, rule).standing),
    ['below', 'within', 'within', 'within', 'above'],
  );
  assert.equal(capacityOf(289, rule).room, 21);
  assert.equal(capacityOf(311, rule).room, -1);
});

test('how far the cohort is from what it may be is told from the edge, and the edge is named', () => {
  assert.deepEqual(
    [317, 300, 280].map((members) => standingWords(capacityOf(members, rule))),
    [
      '317 is 7 more than the most that is expected, 310.',
      '300 is within what is expected; there is room for 10 up to the most, 310.',
      '280 is 10 fewer than the least that is expected, 290; there is room for 30 up to the most, 310.',
    ],
  );
});

test('whoever waits either fits or waits on, and nobody fits into a full cohort', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(1000), (members, waiting) => {
      const capacity = capacityOf(members, rule);
      const { fit, beyond } = queueOf(waiting, capacity);
      assert.equal(fit + beyond, waiting);
      assert.ok(fit >= 0 && beyond >= 0 && (fit === 0 || members + fit <= 310));
    }),
  );
});
