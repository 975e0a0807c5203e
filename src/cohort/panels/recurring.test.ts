import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays, daysBetween } from '../../kernel/clock.ts';
import { readingOf, syllablesOf } from './reading-age.ts';
import { daysOf, weekdayOf } from './recurring.ts';
import { quorumProblem, startTimes } from './rules.ts';

const holidays = new Set(['2026-12-25', '2026-12-28', '2027-01-01']);
const isWorkingDay = (day: string): boolean => {
  const weekday = weekdayOf(day);
  return weekday !== 0 && weekday !== 6 && !holidays.has(day);
};

test('a series meets on its weekday; on a bank holiday it moves or says so, and the next is where it would have been', () => {
  const series = { from: '2026-12-21', everyWeeks: 1, weekday: 5, times: 3 };
  assert.deepEqual(daysOf({ ...series, onHoliday: 'move' }, isWorkingDay), [
    { day: '2026-12-29', movedFrom: '2026-12-25', isHoliday: false },
    { day: '2027-01-04', movedFrom: '2027-01-01', isHoliday: false },
    { day: '2027-01-08', movedFrom: null, isHoliday: false },
  ]);
  assert.deepEqual(daysOf({ ...series, onHoliday: 'flag' }, isWorkingDay)[0], {
    day: '2026-12-25',
    movedFrom: null,
    isHoliday: true,
  });
});

test('whatever the series, each meeting is on a working day and the wanted days are whole weeks apart', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 400 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 26 }),
      (shift, everyWeeks, weekday, times) => {
        const from = addDays('2026-01-01', shift);
        const days = daysOf({ from, everyWeeks, weekday, times, onHoliday: 'move' }, isWorkingDay);
        const wanted = days.map(({ day, movedFrom }) => movedFrom ?? day);
        assert.equal(days.length, times);
        assert.ok(days.every(({ day }) => isWorkingDay(day)));
        assert.ok(wanted.every((day) => weekdayOf(day) === weekday));
        assert.ok(daysBetween(from, wanted[0] ?? '') >= 0 && daysBetween(from, wanted[0] ?? '') < 7);
        wanted.forEach((day, index) => {
          assert.equal(daysBetween(wanted[0] ?? '', day), index * 7 * everyWeeks);
        });
      },
    ),
  );
});

test('items begin one after another; after one without minutes nothing is known', () => {
  const items = [
    { id: 1, minutes: 20 },
    { id: 2, minutes: 50 },
    { id: 3, minutes: null },
    { id: 4, minutes: 10 },
  ];
  assert.deepEqual(
    [...startTimes('09:30', items)],
    [
      [1, '09:30'],
      [2, '09:50'],
      [3, '10:40'],
    ],
  );
  assert.equal(startTimes(null, items).size, 0);
});

test('a quorum asks for people, agencies and kinds of agency, without those who declared an interest', () => {
  const meeting = { quorum: 2, quorumAgencies: 2, quorumKinds: ['police'] };
  const one = (staffId: number, agencyId: number, agencyKind: string) => ({
    staffId,
    agencyId,
    agencyKind,
    state: 'attended' as const,
  });
  const all = [one(1, 1, 'police'), one(2, 2, 'council'), one(3, 2, 'council')];
  assert.equal(quorumProblem(meeting, all), undefined);
  assert.match(quorumProblem(meeting, all, [1]) ?? '', /2 agencies must attend, and 1 has.*police/);
  assert.match(quorumProblem(meeting, [one(1, 1, 'police')]) ?? '', /2 must attend, and 1 more is needed/);
});

test('the reading age is that of the published formula, and hard sentences are named', () => {
  assert.deepEqual(
    ['cat', 'letter', 'people', 'worker', 'rehabilitation', 'helped', 'wanted', 'house'].map(syllablesOf),
    [1, 2, 2, 2, 6, 1, 2, 1],
  );
  // 6 words, 6 syllables, 1 sentence: 0.39 × 6 + 11.8 × 1 − 15.59 is below nought.
  assert.equal(readingOf('The cat sat on the mat.', 6).grade, 0);
  const text =
    'We will help you. Multi-agency rehabilitation interventions necessitate considerable organisational collaboration.';
  const reading = readingOf(text, 6);
  assert.equal(reading.sentences, 2);
  assert.equal(reading.hard.length, 1);
  assert.match(reading.hard[0]?.sentence ?? '', /^Multi-agency/);
});
