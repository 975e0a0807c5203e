import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parts } from './parts.ts';
import {
  offerMoves,
  pointsTo,
  readCondition,
  readDetails,
  readGiving,
  referralMoves,
  updateMoves,
  updatesDue,
  type Watched,
} from './rules.ts';

const victim = {
  givenNames: 'Bethany Zoë',
  familyName: 'O’Lewis-Hart',
  address: '80 Quaypoint Lane, Great Yarmouth, NR30 1RS',
  phone: '07700 900123',
  email: 'beth@example.org',
};
const fields = (read: object): string[] =>
  'errors' in read ? (read.errors as { field: string }[]).map(({ field }) => field) : [];

test('a wording that names or places somebody is found, however it is written', () => {
  for (const text of [
    'Not to contact Bethany',
    'not to approach ZOE in any way',
    'Keep away from the Olewis family',
    'Not to enter Quaypoint Lane',
    'Not to go to nr301rs or near it',
    'Not to ring 07700-900-123',
    'Not to write to Beth@Example.org',
  ])
    assert.ok(pointsTo(text, victim), text);
  for (const text of [
    'Not to contact the victim, directly or indirectly, without leave of the supervising officer',
    'Not to enter Great Yarmouth',
    'May not go within 200 metres of an address that the supervising officer names',
  ])
    assert.ok(!pointsTo(text, victim), text);
  assert.ok(!pointsTo('He may not write', { ...victim, givenNames: 'May' }), 'a name that is a word as well');
  assert.ok(pointsTo('He must not write to May', { ...victim, givenNames: 'May' }));
});

test('any part of any name in any case is found inside any wording', () => {
  const name = fc
    .stringMatching(/^[a-z]{3,10}$/)
    .filter(
      (word) =>
        !pointsTo(`the ${word}`, { givenNames: '', familyName: '', address: null, phone: null, email: null }),
    );
  const around = fc.constantFrom('not to contact ', 'Keep away from ', '');
  fc.assert(
    fc.property(name, name, around, fc.boolean(), (given, family, before, upper) => {
      const person = { givenNames: given, familyName: family, address: null, phone: null, email: null };
      for (const part of [given, family]) {
        const written = upper ? part.toUpperCase() : part.charAt(0).toUpperCase() + part.slice(1);
        assert.ok(pointsTo(`${before}${written}, or anybody with them.`, person));
      }
    }),
  );
});

const watched: fc.Arbitrary<Watched> = fc.record({
  custody: fc.constantFrom('prison', 'police', 'community'),
  releaseOn: fc.constantFrom(null, '2027-01-05', '2027-02-01'),
  onScheme: fc.boolean(),
  variation: fc.constantFrom(null, 1, 2),
});

test('no change makes nothing due; each update that is due has its own change', () => {
  fc.assert(
    fc.property(watched, watched, (was, is) => {
      assert.deepEqual(updatesDue(was, was), []);
      const due = updatesDue(was, is);
      assert.equal(due.includes('custody-change'), was.custody !== is.custody);
      assert.equal(due.includes('de-selection'), was.onScheme && !is.onScheme);
      assert.equal(due.includes('release-date'), is.releaseOn !== null && is.releaseOn !== was.releaseOn);
      assert.equal(
        due.includes('licence-conditions'),
        is.variation !== null && is.variation !== was.variation,
      );
      assert.equal(new Set(due).size, due.length);
    }),
  );
});

test('a preference needs what it goes by, and safe words are words', () => {
  const filled = {
    capacity: 'victim',
    familyName: 'Lewis',
    contactScheme: 'in',
    message: 'may-not-leave',
  };
  assert.deepEqual(fields(readDetails(filled, '2026-11-02')), []);
  assert.deepEqual(fields(readDetails({ ...filled, prefers: 'text' }, '2026-11-02')), ['phone']);
  assert.deepEqual(fields(readDetails({ ...filled, prefers: 'letter' }, '2026-11-02')), ['address']);
  assert.deepEqual(fields(readDetails({ ...filled, message: 'safe-words' }, '2026-11-02')), ['safeWords']);
  assert.deepEqual(fields(readDetails({}, '2026-11-02')), [
    'capacity',
    'familyName',
    'contactScheme',
    'message',
  ]);
});

test('an update given has a day, a way and what was said, one not given a reason', () => {
  const today = '2026-11-02';
  const given = { state: 'given', givenOn: today, how: 'phone', words: 'Told of the new date' };
  assert.deepEqual(fields(readGiving(given, today)), []);
  assert.deepEqual(fields(readGiving({ state: 'given' }, today)), ['givenOn', 'how', 'words']);
  assert.deepEqual(fields(readGiving({ ...given, givenOn: '2026-11-03' }, today)), ['givenOn']);
  assert.deepEqual(fields(readGiving({ ...given, words: ' ' }, today)), ['words']);
  assert.deepEqual(fields(readGiving({ state: 'not-given' }, today)), ['words']);
  assert.deepEqual(fields(readGiving({}, today)), ['state'], 'what else is missing depends on the answer');
});

test('the form of an update says how they may be reached and where the member is', () => {
  const row = {
    id: 1,
    victimId: 1,
    kind: 'release-date',
    origin: 'rule' as const,
    crime: '36/1/26',
    dueOn: '2026-11-09',
    state: 'due' as const,
    givenOn: null,
    how: null,
    words: null,
    staff: null,
    version: 1,
  };
  const crime = { id: 1, crime: '36/1/26', offence: 'Theft', offenceOn: '2026-08-01' };
  const shown = parts.updates.moving?.before?.(row, {
    victim: {
      ...victim,
      id: 1,
      officerId: 1,
      officer: 'An Officer',
      capacity: 'victim',
      born: null,
      contactScheme: 'in',
      wantsUpdates: true,
      prefers: 'phone',
      bestTimes: 'after six',
      noContactTimes: 'while her brother is at home',
      message: 'safe-words',
      safeWords: 'The library rang',
      needs: 'An interpreter',
      state: 'open',
      closedOn: null,
      closedWhy: null,
      version: 1,
    },
    crimes: [
      { ...crime, custody: 'prison', releaseOn: '2027-03-01' },
      { ...crime, id: 2, crime: '36/2/26', custody: 'community', releaseOn: null },
    ],
    rule: { kinds: [], afterCloseDays: 60 },
    today: '2026-11-02',
  });
  const text = String(shown);
  for (const wanted of [
    '07700 900123',
    'while her brother',
    'The library rang',
    'after six',
    'An interpreter',
    '1 Mar 2027',
  ])
    assert.ok(text.includes(wanted), wanted);
  assert.ok(!text.includes('36/2/26'), 'another crime is not what the update is about');
});

test('only a condition that is on the licence has a wording, and it names nobody', () => {
  const sent = { link: '4', onLicence: 'yes', wording: 'Not to contact the victim', fromOn: '2026-11-02' };
  const plain = readCondition(sent, [4], victim);
  assert.ok('input' in plain && plain.input.wording === 'Not to contact the victim');
  assert.deepEqual(fields(readCondition({ ...sent, wording: 'Not to contact Bethany' }, [4], victim)), [
    'wording',
  ]);
  const hidden = readCondition({ ...sent, onLicence: 'no', wording: 'Not to contact Bethany' }, [4], victim);
  assert.ok('input' in hidden && hidden.input.wording === null);
  assert.deepEqual(fields(readCondition({ ...sent, link: '5' }, [4], victim)), ['link']);
});

test('what is over stays over', () => {
  assert.deepEqual(updateMoves.given, []);
  assert.deepEqual(referralMoves.ended, []);
  assert.deepEqual(offerMoves.held, []);
});
