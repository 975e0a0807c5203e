import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isRefused } from '../../../test/support/refusals.ts';
import { londonDay } from '../../kernel/clock.ts';
import { keptText, readAsked } from './cohort-ask.ts';
import { filterNames } from './cohort-filters.ts';
import { exportNumber, standingOf, termsOf } from './export-rules.ts';

test('a link ends after its hours, a copy after its days, over the change of the clocks as well', () => {
  const terms = termsOf(new Date('2026-10-24T12:00:00Z'), { linkHours: 24, keepDays: 28 });
  assert.equal(terms.linkUntil.toISOString(), '2026-10-25T12:00:00.000Z');
  assert.equal(terms.destroyBy, '2026-11-21');
  assert.equal(exportNumber(7), 'COH-00007');
});

test('a copy that was fetched is held until it is destroyed or overdue, and never open after its hour', () => {
  const made = new Date('2026-11-02T09:00:00Z');
  const terms = termsOf(made, { linkHours: 24, keepDays: 28 });
  fc.assert(
    fc.property(fc.nat(3), fc.integer({ min: 0, max: 60 * 24 }), (downloads, hours) => {
      const now = new Date(made.getTime() + hours * 3_600_000);
      const standing = standingOf({ ...terms, downloads, destroyedAt: null }, now);
      if (hours >= 24) assert.notEqual(standing, 'open');
      assert.equal(standing === 'overdue', downloads > 0 && londonDay(now) >= terms.destroyBy);
      assert.equal(standingOf({ ...terms, downloads, destroyedAt: now }, now), 'destroyed');
    }),
  );
});

test('a view or a copy keeps filters and order, never a name or a page, and takes nothing that the list would refuse', () => {
  const kept = (text: string): string => keptText(readAsked(text));
  assert.equal(kept('base=2&text=blythe&page=4&rag=red&sort=name&lead='), 'base=2&rag=red&sort=name');
  for (const wrong of [
    'rag=zzz',
    'unseen=abc',
    'review=x',
    `strand=${'a'.repeat(41)}`,
    'base=1e3',
    'x=1',
    'strand=A b',
  ])
    assert.throws(() => readAsked(wrong), isRefused('invalid'), wrong);
  fc.assert(
    fc.property(fc.constantFrom(...filterNames, 'sort', 'dir'), fc.string(), (name, value) => {
      try {
        assert.doesNotMatch(kept(new URLSearchParams([[name, value]]).toString()), /[^a-z0-9=&-]/);
      } catch (error) {
        assert.ok(isRefused('invalid')(error), String(error));
      }
    }),
  );
});
