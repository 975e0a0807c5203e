import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { londonDay } from '../../kernel/clock.ts';
import { knownToReporter, readAnswer, readSighting, seenAt, showTime, transitions } from './rules.ts';

const moment = fc.date({
  min: new Date('2026-01-01T00:00:00Z'),
  max: new Date('2027-12-31T00:00:00Z'),
  noInvalidDate: true,
});
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);

test('a time of day is one that has been: never ahead, and of yesterday only late in the evening just after midnight', () => {
  fc.assert(
    fc.property(moment, time, (now, typed) => {
      const at = seenAt(typed, now);
      // An hour that the clocks leave out is no time of that day.
      if (at === undefined || at === 'ahead') return;
      assert.ok(at <= now, `${typed} at ${now.toISOString()}`);
      if (londonDay(at) !== londonDay(now)) assert.ok(typed >= '18:00' && showTime(now) < '06:00', typed);
    }),
  );
});

test('minutes ahead are said to be ahead, and not filed as yesterday', () => {
  const noon = new Date('2026-11-02T13:57:00Z');
  assert.equal(seenAt('14:02', noon), 'ahead');
  const read = readSighting({ who: 'A man', place: 'Here', time: '14:02' }, undefined, noon);
  assert.deepEqual('errors' in read && read.errors, [
    { field: 'time', text: '14:02 has not been yet today: it is 13:57. Choose Yesterday if it was' },
  ]);
  const now = new Date('2026-11-02T00:10:00Z');
  const at = seenAt('23:50', now);
  assert.equal(at instanceof Date && londonDay(at), '2026-11-01');
  assert.equal(seenAt('14:00', now), 'ahead');
  const slip = seenAt('00:11', now);
  assert.equal(slip instanceof Date && slip.toISOString(), now.toISOString());
  assert.equal(seenAt('25:00', now), undefined);
});

test('yesterday is said with one tap, and today needs none', () => {
  const now = new Date('2026-11-02T09:00:00Z');
  const form = { who: 'A man', place: 'Here', time: '16:00' };
  assert.ok('errors' in readSighting(form, undefined, now));
  const read = readSighting({ ...form, day: 'yesterday' }, undefined, now);
  assert.ok('input' in read);
  assert.equal(read.input.at.toISOString(), '2026-11-01T16:00:00.000Z');
  const early = readSighting({ ...form, time: '08:00', day: 'today' }, undefined, now);
  assert.equal('input' in early && early.input.at.toISOString(), '2026-11-02T08:00:00.000Z');
});

test('words of health or of a victim are asked about in each field, and kept with the reason; a source is stopped', () => {
  const now = new Date('2026-11-02T12:00:00Z');
  const form = { who: 'A man', place: 'High Street', time: '11:00', words: 'Walking' };
  const fieldsOf = (more: object): string[] => {
    const read = readSighting({ ...form, ...more }, undefined, now);
    return 'errors' in read ? read.errors.map(({ field }) => field) : [];
  };
  assert.deepEqual(fieldsOf({}), []);
  assert.deepEqual(fieldsOf({ words: 'Had taken heroin, looked suicidal' }), ['words']);
  assert.deepEqual(fieldsOf({ place: 'Outside the refuge' }), ['place']);
  assert.deepEqual(fieldsOf({ who: 'The man who is on methadone' }), ['who']);
  assert.deepEqual(fieldsOf({ words: 'Our informant says he has a van', keptBecause: 'x' }), ['words']);
  const kept = readSighting(
    { ...form, place: 'Outside the refuge', keptBecause: 'She may be in danger' },
    undefined,
    now,
  );
  assert.equal('input' in kept && kept.input.keptBecause, 'She may be in danger');
  const plain = readSighting({ ...form, keptBecause: 'Left over' }, undefined, now);
  assert.equal('input' in plain && plain.input.keptBecause, null);
});

test('an answer tells the reporter what came of it, and nothing else that is known', () => {
  const known = knownToReporter({
    name: 'Aaron Blythe',
    who: null,
    place: 'Bus station',
    words: 'With a red van',
  });
  const told = (answer: string) => 'input' in readAnswer({ answer }, known);
  for (const answer of [
    'It matched report 14',
    'It fits the intelligence that we hold',
    'It will be in his release plan',
    'He missed his treatment that day',
    'Seen with Donna Pryke, who is wanted',
    'Our informant says the same',
    'The victim was told',
  ])
    assert.equal(told(answer), false, answer);
  for (const answer of [
    'It helped, thank you',
    'Aaron was spoken to by the bus station',
    'The red van was stopped',
    'Nothing came of it',
  ])
    assert.equal(told(answer), true, answer);
});

test('it asks whom, where and when, and says what is missing', () => {
  const now = new Date('2026-11-02T12:00:00Z');
  const read = readSighting({ place: '', time: 'noon' }, undefined, now);
  assert.ok('errors' in read);
  assert.deepEqual(
    read.errors.map(({ field }) => field),
    ['who', 'place', 'time'],
  );
  const briefed = { briefingId: 1, itemId: 2, personId: 3, name: 'x' };
  const good = readSighting({ place: 'Here', time: '11:59' }, briefed, now);
  assert.ok('input' in good);
  assert.deepEqual([good.input.personId, good.input.who, good.input.words], [3, null, '']);
});

test('what was taken back comes to nothing', () => {
  assert.deepEqual(transitions.withdrawn, {});
});
