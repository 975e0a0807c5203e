import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addDays, type Day } from '../../kernel/clock.ts';
import { bankHolidays } from './bank-holidays.ts';
import {
  addWorkingDays,
  firstCounted,
  isWorkingDay,
  lastCounted,
  workingDaysBetween,
} from './working-days.ts';

const dayOf = (text: Day): number => new Date(`${text}T00:00:00Z`).getUTCDay();
const pad = (value: number): string => String(value).padStart(2, '0');

/** Easter Sunday by the Gregorian rule (Meeus, Jones and Butcher). */
function easter(year: number): Day {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return `${year}-${pad(Math.floor(n / 31))}-${pad((n % 31) + 1)}`;
}

const from = (day: Day, step: 1 | -1): Day => (dayOf(day) === 1 ? day : from(addDays(day, step), step));
const weekdayFrom = (day: Day): Day => (dayOf(day) % 6 === 0 ? weekdayFrom(addDays(day, 1)) : day);

function byRule(year: number): Day[] {
  const christmas = weekdayFrom(`${year}-12-25`);
  const boxing = dayOf(`${year}-12-25`) === 0 ? `${year}-12-26` : weekdayFrom(addDays(christmas, 1));
  const days = [
    weekdayFrom(`${year}-01-01`),
    addDays(easter(year), -2),
    addDays(easter(year), 1),
    year === 2020 ? '2020-05-08' : from(`${year}-05-01`, 1),
    year === 2022 ? '2022-06-02' : from(`${year}-05-31`, -1),
    from(`${year}-08-31`, -1),
    // On a Sunday its substitute is the Tuesday, after Boxing Day.
    dayOf(`${year}-12-25`) === 0 ? `${year}-12-27` : christmas,
    boxing,
  ];
  if (year === 2022) days.push('2022-06-03', '2022-09-19');
  if (year === 2023) days.push('2023-05-08');
  return days.sort();
}

test('the table of bank holidays is what the rules give, every year of it', () => {
  for (const [year, days] of Object.entries(bankHolidays))
    assert.deepEqual(
      days.map((day) => `${year}-${day}`),
      byRule(Number(year)),
      year,
    );
});

test('ten working days over Christmas and New Year', () => {
  assert.equal(workingDaysBetween('2025-12-19', '2026-01-06'), 9);
  assert.equal(addWorkingDays('2025-12-19', 10), '2026-01-07');
  assert.equal(workingDaysBetween('2026-11-06', '2026-11-09'), 1);
  assert.equal(workingDaysBetween('2026-11-09', '2026-11-09'), 0);
  assert.equal(addWorkingDays('2026-04-02', 1), '2026-04-07');
});

test('outside the table nothing is counted', () => {
  for (const [left, right] of [
    ['2014-12-31', '2015-01-05'],
    ['2028-12-29', '2029-01-02'],
  ] as const)
    assert.throws(() => workingDaysBetween(left, right), /table of bank holidays/);
  assert.throws(() => addWorkingDays('2028-12-29', 3), /table of bank holidays/);
});

const someDay = fc.integer({ min: 0, max: 4_700 }).map((days) => addDays(firstCounted, days));

test('working days add up, never exceed the days between, and adding them is the way back', () => {
  fc.assert(
    fc.property(
      someDay,
      fc.integer({ min: 0, max: 120 }),
      fc.integer({ min: 0, max: 60 }),
      (start, span, count) => {
        const end = addDays(start, span);
        const middle = addDays(start, Math.floor(span / 2));
        assert.equal(
          workingDaysBetween(start, end),
          workingDaysBetween(start, middle) + workingDaysBetween(middle, end),
        );
        assert.ok(workingDaysBetween(start, end) <= span);
        assert.equal(workingDaysBetween(end, start) + workingDaysBetween(start, end), 0);
        const due = addWorkingDays(start, count);
        assert.ok(due <= lastCounted);
        assert.equal(workingDaysBetween(start, due), count);
        assert.ok(count === 0 || isWorkingDay(due));
      },
    ),
  );
});
