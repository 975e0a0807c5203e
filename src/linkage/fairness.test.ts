import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorsByGroup } from './fairness.ts';

test('false and missed links are counted within each group', () => {
  //              0  1  2 | 3  4  5 | 6
  const truth = [0, 0, 0, 1, 1, 2, 3];
  const clusters = [0, 0, 1, 2, 2, 2, 3];
  const groups = [0, 0, 0, 1, 1, 1, 1];
  const [first, second] = errorsByGroup(clusters, truth, groups, ['one', 'other']);
  assert.deepEqual(first, {
    group: 'one',
    records: 3,
    found: 1,
    wanted: 3,
    falseLinkRate: 0,
    missedLinkRate: 2 / 3,
  });
  assert.deepEqual(second, {
    group: 'other',
    records: 4,
    found: 3,
    wanted: 1,
    falseLinkRate: 2 / 3,
    missedLinkRate: 0,
  });
  assert.deepEqual(errorsByGroup([], [], [], ['none']), [
    { group: 'none', records: 0, found: 0, wanted: 0, falseLinkRate: 0, missedLinkRate: 0 },
  ]);
});
