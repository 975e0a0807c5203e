import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TimelineEntry } from '../../web/wing.ts';
import { happeningsOf, isOwn } from './separation-rules.ts';

const entry = (
  kind: TimelineEntry['kind'],
  day: string,
  more: Partial<TimelineEntry> = {},
): TimelineEntry => ({
  kind,
  day,
  at: `${day}T10:00:00Z`,
  title: 'Something private',
  ...more,
});
const since = new Date('2026-10-01T09:00:00Z');

test('what was done since the record came is looked at; what followed a record, and what is older, is not', () => {
  const found = happeningsOf(
    [
      entry('contact', '2026-10-20', { href: '/people/4/contacts/77' }),
      entry('offence', '2026-10-19'),
      entry('custody', '2026-10-18'),
      entry('plan', '2026-10-02', { href: '/people/4/plan#note-3' }),
      entry('contact', '2026-09-30', { href: '/people/4/contacts/76' }),
    ],
    since,
  );
  assert.deepEqual(
    found.map(({ item, contactId }) => [item, contactId]),
    [
      ['contact /people/4/contacts/77', 77],
      ['plan /people/4/plan#note-3', undefined],
    ],
  );
});

test('what is kept of it has no word of it, and the same thing is told once', () => {
  const twice = entry('risk', '2026-10-20');
  const found = happeningsOf([twice, twice], since);
  assert.equal(found.length, 1);
  assert.doesNotMatch(found[0]?.item ?? '', /private/);
});

test('whoever wrote it says whose it is', () => {
  const [own] = happeningsOf([entry('contact', '2026-10-20', { agency: 'Probation' })], since);
  assert.ok(own !== undefined);
  assert.equal(isOwn(own, 'Probation'), true);
  assert.equal(isOwn(own, 'Norfolk police'), false);
  assert.equal(isOwn({ ...own, entry: entry('contact', '2026-10-20') }, 'Norfolk police'), true);
});
