import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBreakGlassForm } from './break-glass.ts';
import { changesBetween } from './history-rules.ts';
import { fiveThings, type Now, reportedOf, reportedWords } from './rules.ts';
import type { FrameRow } from './store.ts';

const member: FrameRow['member'] = {
  state: 'member',
  strand: 'fixed',
  tier: '1',
  rag: 'red',
  statutory: 'statutory',
  nextReview: '2026-10-30',
  joinedOn: '2026-01-01',
};
const quiet: Now = {
  ragSince: null,
  ragWhy: null,
  overdueSteps: 0,
  failedLately: 0,
  seenAt: null,
  triedAt: null,
  triedOutcome: null,
  nextAt: null,
  nextPlace: null,
  offences: 0,
};
const today = '2026-11-02';

test('never more than five, the most pressing first', () => {
  const frame = {
    member,
    custody: { kind: 'prison' as const, place: 'HMP Norwich', from: '2026-01-05', until: '2026-11-10' },
    reported: null,
    supervision: { type: 'licence', until: '2026-11-20', rosh: null, mappa: null },
  };
  const now = { ...quiet, failedLately: 2, overdueSteps: 1, offences: 3 };
  const things = fiveThings(7, frame, now, { seesContacts: true, seesAlerts: true }, today);
  assert.equal(things.length, 5);
  assert.equal(things[0]?.text, 'In HMP Norwich until 10 November 2026: released in 8 days.');
  assert.match(things[2]?.text ?? '', /^2 failed appointments/);
  assert.equal(things[2]?.href, '/people/7/contacts?outcome=failed');
});

test('an arrest that another system reported stands first, until the record has it, and nobody is at liberty beside it', () => {
  const reported = {
    ...{ kind: 'custody' as const, at: '2026-11-02T06:10:00+00:00', place: 'Norwich PIC' },
    ...{ agency: 'Norfolk Constabulary', alertId: 12 },
  };
  const frame = { member, custody: null, reported, supervision: null };
  const [first] = fiveThings(7, frame, quiet, { seesContacts: true, seesAlerts: true }, today);
  assert.equal(
    first?.text,
    'In custody, Norwich PIC, reported by Norfolk Constabulary: 2 Nov 2026, 06:10 (today). No record of it has come yet.',
  );
  assert.equal(first?.href, '/inbox/12');
  assert.match(reportedWords(reported), /^Reported in custody, Norwich PIC, .*: no record of it yet$/);
  const [unlinked] = fiveThings(7, frame, quiet, { seesContacts: true, seesAlerts: false }, today);
  assert.equal(unlinked?.href, undefined);
  const held = { kind: 'police' as const, place: 'Norwich PIC', from: today, until: null };
  assert.equal(reportedOf({ custody: held, reported }), undefined, 'the record says so');
  const freed = { ...reported, kind: 'release' as const };
  assert.equal(reportedOf({ custody: null, reported: freed }), undefined);
  assert.equal(
    reportedOf({ custody: held, reported: freed }),
    freed,
    'held by a record and reported released',
  );
  assert.equal(
    reportedOf({ custody: { ...held, from: '2026-11-03' }, reported: freed }),
    undefined,
    'held again since',
  );
});

test('what the viewer may not see is not said', () => {
  const things = fiveThings(
    7,
    { member: null, custody: null, reported: null, supervision: null },
    quiet,
    { seesContacts: false, seesAlerts: false },
    today,
  );
  assert.deepEqual(things, []);
});

test('an order that ends soon and a review that is overdue are said', () => {
  const frame = {
    member,
    custody: null,
    reported: null,
    supervision: { type: 'licence', until: today, rosh: null, mappa: null },
  };
  const words = fiveThings(7, frame, quiet, { seesContacts: true, seesAlerts: true }, today).map(
    ({ text }) => text,
  );
  assert.ok(words.includes('Licence ends on 2 November 2026, today.'));
  assert.ok(words.includes('Review overdue since 30 October 2026.'));
  assert.ok(words.includes('Not seen yet; nothing planned.'));
});

test('a door that nobody opened is no seeing', () => {
  const frame = { member: null, custody: null, reported: null, supervision: null };
  const words = (now: Partial<Now>): string | undefined =>
    fiveThings(7, frame, { ...quiet, ...now }, { seesContacts: true, seesAlerts: true }, today)[0]?.text;
  const triedAt = new Date('2026-11-02T08:00:00Z');
  const missed = { triedAt, triedOutcome: 'failed' as const };
  assert.equal(
    words({ seenAt: new Date('2026-10-30T10:00:00Z') }),
    'Last seen 30 Oct 2026 (3 days ago); nothing planned.',
  );
  assert.equal(
    words({ seenAt: new Date('2026-10-30T10:00:00Z'), ...missed }),
    'Last seen 30 Oct 2026 (3 days ago); tried 2 Nov 2026 (today), not there; nothing planned.',
  );
  assert.equal(words(missed), 'Not seen yet; tried 2 Nov 2026 (today), not there; nothing planned.');
});

test('emergency access needs a whole identifier and a reason that says something', () => {
  const none = readBreakGlassForm({ identifier: 'Smith', why: 'need' }, 2026);
  assert.ok('errors' in none);
  assert.deepEqual(
    none.errors.map(({ field }) => field),
    ['identifier', 'why'],
  );
  const crn = readBreakGlassForm({ identifier: ' x123456 ', why: 'Found collapsed in a cell' }, 2026);
  assert.ok('input' in crn);
  assert.equal(crn.input.identifier, 'X123456');
});

test('history names what changed, in words, and leaves bookkeeping out', () => {
  const was = { id: 1, version: 1, note: 'Saw him', outcome: 'attended', changed_by: 3 };
  assert.deepEqual(changesBetween('contact', was, { ...was, version: 2, note: 'Saw her', changed_by: 4 }), [
    { column: 'What happened', was: 'Saw him', became: 'Saw her' },
  ]);
  assert.equal(changesBetween('contact', was, undefined).length, 2);
});
