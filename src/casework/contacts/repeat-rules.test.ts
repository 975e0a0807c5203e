import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays, daysBetween, londonDay, londonInstant, showMoment } from '../../kernel/clock.ts';
import { mostRepeats, occurrences, readRepeat, wallTime } from './repeat-rules.ts';
import { repeats } from './types.ts';
import { occursTwice, readMoment } from './when-rules.ts';

const timeOf = (at: Date): string => showMoment(at).split(', ')[1] ?? '';
const start = (day: string, time: string) => ({ at: londonInstant(day, time) ?? new Date(0), time });
const days = (day: string, every: (typeof repeats)[number], times: number): string[] =>
  occurrences(start(day, '10:00'), { every, times, until: null }).map((one) => one.day);

test('every week, every two weeks, and every month on the same weekday', () => {
  assert.deepEqual(days('2026-11-03', 'weekly', 3), ['2026-11-03', '2026-11-10', '2026-11-17']);
  assert.deepEqual(days('2026-11-03', 'fortnightly', 3), ['2026-11-03', '2026-11-17', '2026-12-01']);
  assert.deepEqual(days('2026-11-10', 'monthly', 4), [
    '2026-11-10',
    '2026-12-08',
    '2027-01-12',
    '2027-02-09',
  ]);
});

test('a fifth weekday is the last one of a month that has only four', () => {
  assert.deepEqual(days('2026-11-30', 'monthly', 4), [
    '2026-11-30',
    '2026-12-28',
    '2027-01-25',
    '2027-02-22',
  ]);
});

const anyStart = fc.record({
  day: fc.integer({ min: 0, max: 3_000 }).map((n) => addDays('2024-01-01', n)),
  time: fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`),
});

test('the wall time is kept when the clocks change, but where the clocks skip it', () => {
  fc.assert(
    fc.property(
      anyStart,
      fc.constantFrom(...repeats),
      fc.integer({ min: 2, max: 80 }),
      (first, every, times) => {
        const { at } = wallTime(first.day, first.time);
        fc.pre(timeOf(at) === first.time);
        const made = occurrences({ at, time: first.time }, { every, times, until: null });
        assert.equal(made.length, Math.min(times, mostRepeats));
        for (const one of made) {
          assert.equal(londonDay(one.at), one.day);
          assert.equal(one.shifted, timeOf(one.at) !== first.time);
          if (one.shifted)
            assert.ok(['01'].includes(first.time.slice(0, 2)), 'only the hour that is skipped');
        }
      },
    ),
  );
});

test('they rise, on one weekday, one in each month or seven or fourteen days apart, and none after the last day', () => {
  fc.assert(
    fc.property(
      anyStart,
      fc.constantFrom(...repeats),
      fc.integer({ min: 1, max: 900 }),
      (first, every, span) => {
        const until = addDays(first.day, span);
        const made = occurrences(
          { at: wallTime(first.day, first.time).at, time: first.time },
          { every, times: null, until },
        );
        const weekday = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();
        for (const [index, one] of made.entries()) {
          const before = made[index - 1];
          assert.ok(one.day <= until);
          assert.equal(weekday(one.day), weekday(first.day));
          if (before === undefined) continue;
          const apart = daysBetween(before.day, one.day);
          if (every === 'monthly') assert.ok([28, 35].includes(apart), String(apart));
          else assert.equal(apart, every === 'weekly' ? 7 : 14);
        }
      },
    ),
  );
});

test('a form that repeats says how often in all or until when, and never more than sixty', () => {
  const read = (form: { every?: string; times?: string; until?: string }) => readRepeat(form, '2026-11-03');
  const fields = (form: Parameters<typeof read>[0]): string[] => {
    const answer = read(form);
    return 'errors' in answer ? answer.errors.map(({ field }) => field) : [];
  };
  assert.deepEqual(read({ every: '' }), { repeat: undefined });
  assert.deepEqual(fields({ every: 'daily', times: '3' }), ['every']);
  assert.deepEqual(fields({ every: 'weekly' }), ['times']);
  assert.deepEqual(fields({ every: 'weekly', times: '3', until: '2026-12-01' }), ['times']);
  for (const times of ['1', '61', '-3', 'x']) assert.deepEqual(fields({ every: 'weekly', times }), ['times']);
  assert.deepEqual(fields({ every: 'weekly', until: '2026-11-03' }), ['until']);
  assert.deepEqual(fields({ every: 'weekly', until: '2028-11-03' }), ['until']);
  assert.deepEqual(fields({ every: 'monthly', until: '2028-11-03' }), []);
});

test('every moment of the year can be told to a form, those that come twice by which of the two', () => {
  const now = new Date('2026-06-01T00:00:00Z');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 365 * 48 }), (half) => {
      const at = new Date(Date.parse('2026-01-01T00:00:00Z') + half * 1_800_000);
      const form = { day: londonDay(at), time: timeOf(at) };
      const told = (['first', 'second'] as const).map((which) =>
        readMoment({ ...form, which }, now, () => null),
      );
      assert.ok(told.some((one) => one?.getTime() === at.getTime()));
      assert.equal(occursTwice(form), told[0]?.getTime() !== told[1]?.getTime());
    }),
  );
});
