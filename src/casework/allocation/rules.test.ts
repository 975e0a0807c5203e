import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { loadChange, loadWords, readAllocationForm } from './rules.ts';
import { allocationKinds, type Officer } from './types.ts';

const officer = (id: number, role: string): Officer => ({
  id,
  name: `Officer ${id}`,
  agency: 'Agency',
  role,
  teamId: 1,
});
const officers = [officer(1, 'police-offender-manager'), officer(2, 'link-worker')];

test('one more person is one more, once', () => {
  assert.deepEqual(loadChange({ people: 14, limit: 15 }, 'lead', false), {
    before: 14,
    after: 15,
    limit: 15,
    over: false,
  });
  assert.deepEqual(loadChange({ people: 15, limit: 15 }, 'lead', false), {
    before: 15,
    after: 16,
    limit: 15,
    over: true,
  });
  assert.equal(loadChange({ people: 15, limit: 15 }, 'lead', true).after, 15);
  assert.equal(loadChange({ people: 15, limit: 15 }, 'co-worker', false).after, 15);
  assert.equal(loadChange(undefined, 'lead', false).after, 1);
});

test('the load never goes below nought, moves by one at most, and is over only where it grows', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.option(fc.integer({ min: 0, max: 100 })),
      fc.constantFrom(...allocationKinds),
      fc.boolean(),
      (people, limit, kind, already) => {
        const change = loadChange({ people, limit }, kind, already);
        assert.ok(change.after >= 0 && Math.abs(change.after - change.before) <= 1);
        assert.equal(change.over, limit !== null && change.after > limit && change.after > change.before);
      },
    ),
  );
});

test('the words say the numbers, and how far over', () => {
  assert.equal(loadWords({ before: 14, after: 15, limit: 15, over: false }), '14 → 15 of 15 (100 %)');
  assert.equal(
    loadWords({ before: 16, after: 17, limit: 15, over: true }),
    '16 → 17 of 15 (114 %): 2 over the limit, needs a reason',
  );
  assert.match(loadWords({ before: 0, after: 1, limit: null, over: false }), /no limit set/);
});

test('if they are given this person they go to 104 % of their points; above 100 % is never rounded down to it', () => {
  const points = { now: 23, after: 26, limit: 25 };
  assert.equal(
    loadWords(loadChange({ people: 10, limit: 15, points }, 'lead', false)),
    '10 → 11 of 15 (73 %); points 23 → 26 of 25 (104 %)',
  );
  assert.match(
    loadWords(loadChange({ people: 10, limit: 15, points }, 'co-worker', false)),
    /points 23 → 23 of 25/,
  );
  assert.match(loadWords({ before: 1000, after: 1001, limit: 1000, over: false }), /\(101 %\)/);
});

test('a link worker has one part; an officer’s has to be chosen', () => {
  const link = readAllocationForm(5, 1, { staff: '2', kind: 'lead' }, officers);
  assert.ok('input' in link);
  assert.equal(link.input.kind, 'embedded');
  const none = readAllocationForm(5, 1, { staff: '1', kind: 'embedded' }, officers);
  assert.ok('errors' in none);
  const nobody = readAllocationForm(5, 1, { staff: '77', kind: 'lead' }, officers);
  assert.ok('errors' in nobody);
  assert.deepEqual(
    nobody.errors.map(({ field }) => field),
    ['staff'],
  );
});
