import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { TimelineEntry, TimelineWindow } from '../../web/wing.ts';
import {
  cursorText,
  inOrder,
  inWindow,
  readCursor,
  type TimelineFilter,
  takePage,
  wholeMoment,
  windowOf,
} from './timeline-rules.ts';

const days = ['2026-10-01', '2026-10-02', '2026-10-03'];

const entry = fc.record({
  day: fc.constantFrom(...days),
  minute: fc.integer({ min: 0, max: 3 }),
  kind: fc.constantFrom<TimelineEntry['kind'][]>('offence', 'contact', 'plan'),
  title: fc.constantFrom('a', 'b', 'c'),
  agency: fc.constantFrom('Police', 'Probation'),
  changed: fc.boolean(),
});
const entries = fc.array(entry, { maxLength: 40 }).map((drawn) =>
  drawn.map(
    ({ day, minute, changed, ...one }, index): TimelineEntry => ({
      ...one,
      day,
      at: minute === 0 ? day : `${day}T00:0${minute}`,
      detail: String(index),
      ...(changed ? { changedAt: '2026-11-02T00:00:00.000Z' } : {}),
    }),
  ),
);
const filter: fc.Arbitrary<TimelineFilter> = fc.record({
  kinds: fc.subarray<TimelineEntry['kind']>(['offence', 'contact', 'plan']),
  agency: fc.constantFrom(undefined, { id: 1, name: 'Police' }),
  from: fc.constantFrom(undefined, ...days),
  to: fc.constantFrom(undefined, ...days),
  onlyChanged: fc.boolean(),
});
const since = new Date('2026-11-01T00:00:00Z');

/** A source that keeps to its window as a database would. */
const kept = (
  given: readonly TimelineEntry[],
  filter: TimelineFilter,
  window: TimelineWindow,
): TimelineEntry[] =>
  inOrder(given)
    .filter((one) => inWindow(one, filter, since) && (window.before === undefined || one.at <= window.before))
    .slice(0, window.limit);

test('a moment is filled up to its whole', () => {
  assert.equal(wholeMoment('2026-10-01'), '2026-10-01T00:00:00.000Z');
  assert.equal(wholeMoment('2026-10-01T00:01'), '2026-10-01T00:01:00.000Z');
  assert.equal(wholeMoment('2026-10-01T10:11:12.131Z'), '2026-10-01T10:11:12.131Z');
});

test('page by page everything is shown once, in order, whether a source keeps to its window or gives all', () => {
  fc.assert(
    fc.property(entries, entries, filter, fc.integer({ min: 1, max: 7 }), (bounded, whole, asked, size) => {
      const expected = inOrder([...bounded, ...whole].filter((one) => inWindow(one, asked, since)));
      const shown: TimelineEntry[] = [];
      let cursor: ReturnType<typeof readCursor>;
      for (let page = 0; page < 100; page += 1) {
        const window = windowOf(asked, { size, cursor, since });
        const given = [...kept(bounded, asked, window), ...whole];
        const taken = takePage(given, asked, { size, cursor, since });
        shown.push(...taken.entries);
        if (taken.older === undefined) break;
        cursor = readCursor(cursorText(taken.older));
      }
      assert.deepEqual(
        shown.map(({ at, detail }) => `${at} ${detail}`).sort(),
        expected.map(({ at, detail }) => `${at} ${detail}`).sort(),
      );
      assert.deepEqual(
        shown.map(({ at }) => at),
        expected.map(({ at }) => at),
      );
    }),
    { numRuns: 400 },
  );
});

test('an address that was tampered with begins at the newest', () => {
  for (const text of ['', 'x', '1-', '99999999999999999-1', undefined])
    assert.equal(readCursor(text), undefined);
});
