import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TimelineEntry } from '../../web/wing.ts';
import { happeningsOf, isOwn } from './separation-rules.ts';
import { separationPage } from './separation-views.ts';

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

test('what was done since the record came is looked at; older contacts too; what followed a record is not', () => {
  const found = happeningsOf(
    [
      entry('contact', '2026-10-20', { href: '/people/4/contacts/77' }),
      entry('offence', '2026-10-19'),
      entry('custody', '2026-10-18'),
      entry('plan', '2026-10-02', { href: '/people/4/plan#note-3' }),
      entry('contact', '2026-09-30', { href: '/people/4/contacts/76' }),
      entry('plan', '2026-09-29', { href: '/people/4/plan#note-2' }),
    ],
    since,
  );
  assert.deepEqual(
    found.map(({ item, contactId }) => [item, contactId]),
    [
      ['contact /people/4/contacts/77', 77],
      ['plan /people/4/plan#note-3', undefined],
      ['contact /people/4/contacts/76', 76],
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

test('what is no contact is not offered to be given, and the other person is a link or a way to help', () => {
  const page = (kind: TimelineEntry['kind'], seesOther: boolean) =>
    separationPage({
      personId: 4,
      separation: {
        id: 1,
        decisionId: 2,
        personId: 4,
        otherId: 9,
        at: since,
        since,
        endedAt: null,
        staff: 'A. Reviewer',
      },
      seesOther,
      happenings: happeningsOf([entry(kind, '2026-10-20', { href: '/people/4/contacts/77' })], since),
      said: [],
      told: [],
      ownAgency: 'Probation',
      csrfToken: 'token',
      again: { item: '', verdict: '', why: '', key: undefined, errors: [] },
    }).toString();
  assert.match(page('contact', true), /value="moved"/);
  assert.doesNotMatch(page('plan', true), /value="moved"/);
  assert.match(page('plan', true), /href="\/people\/9"/);
  assert.doesNotMatch(page('plan', false), /\/people\/9/);
  assert.match(page('plan', false), /ask the scheme’s office/);
});
