import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { GroupRates } from './truth.ts';
import { saidOf, shareOf, truthSection } from './truth-views.ts';

// A rate of few pairs is told with how little it says.

const group = (name: string, rates: Partial<GroupRates>): GroupRates => ({
  ...{ group: name, records: 100, linked: 1000, wrong: 1, same: 1000, missed: 10 },
  ...rates,
});

test('a rate has its interval, and of fewer than thirty pairs there is none', () => {
  const share = shareOf(1, 1000);
  // Wilson, by hand: 1 of 1,000 lies between 0.18 and 5.64 of a thousand.
  assert.deepEqual(
    [share?.perThousand, share?.lower.toFixed(2), share?.upper.toFixed(2)],
    [1, '0.18', '5.64'],
  );
  assert.equal(shareOf(0, 29.5), undefined);
  const page = String(
    truthSection({
      records: 200,
      groupings: [{ grouping: 'sex', groups: [group('Male', {}), group('Female', { linked: 12, same: 0 })] }],
    }),
  );
  assert.match(page, /1\.0 \(0\.2 to 5\.6\)/);
  assert.match(page, /Too few: 12/);
  assert.match(page, /No pairs/);
  assert.match(
    page,
    /Too few pairs to say anything of: Female\. That is not the same as being linked well\./,
  );
});

test('a group stands out where its whole interval lies above all, and nobody by a little more', () => {
  const alike = [group('Male', {}), group('Female', { linked: 200, same: 200, wrong: 1, missed: 3 })];
  assert.match(saidOf(alike), /^No group stands out/);
  const worse = [group('Male', {}), group('Female', { missed: 80 })];
  assert.match(saidOf(worse), /^More missed links than all groups together: Female\./);
  assert.doesNotMatch(saidOf(worse), /No group stands out|More false/);
});

test('property: the rate lies in its interval, halves of pairs and all', () => {
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, part) => {
      const whole = n / 2;
      const wrong = Math.round(part * n) / 2;
      const share = shareOf(wrong, whole);
      assert.ok(share);
      const slack = 1000 / whole;
      assert.ok(share.lower <= share.perThousand + slack && share.perThousand - slack <= share.upper);
    }),
  );
});
