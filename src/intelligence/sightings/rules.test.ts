import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { londonDay } from '../../kernel/clock.ts';
import { readSighting, seenAt, transitions } from './rules.ts';

const moment = fc.date({
  min: new Date('2026-01-01T00:00:00Z'),
  max: new Date('2027-12-31T00:00:00Z'),
  noInvalidDate: true,
});
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);

test('a time of day is the latest that has been: never ahead, never more than a day and an hour back', () => {
  fc.assert(
    fc.property(moment, time, (now, typed) => {
      const at = seenAt(typed, now);
      // An hour that the clocks leave out is no time of that day.
      if (at === undefined) return;
      assert.ok(at <= now, `${typed} at ${now.toISOString()}`);
      assert.ok(now.getTime() - at.getTime() <= 25 * 3_600_000);
    }),
  );
});

test('shortly after midnight ten to twelve is yesterday’s; a clock that is minutes ahead is now', () => {
  const now = new Date('2026-11-02T00:10:00Z');
  const at = seenAt('23:50', now);
  assert.equal(at && londonDay(at), '2026-11-01');
  assert.equal(seenAt('00:13', now)?.toISOString(), now.toISOString());
  assert.equal(seenAt('25:00', now), undefined);
});

test('it asks for three things, and says what is missing', () => {
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
