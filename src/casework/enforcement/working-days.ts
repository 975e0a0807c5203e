import { addDays, type Day } from '../../kernel/clock.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { bankHolidays } from './bank-holidays.ts';

const years = Object.keys(bankHolidays).map(Number);
export const firstCounted: Day = `${Math.min(...years)}-01-01`;
export const lastCounted: Day = `${Math.max(...years)}-12-31`;

const holidays = new Set(
  Object.entries(bankHolidays).flatMap(([year, days]) => days.map((day) => `${year}-${day}`)),
);

/** Whether working days can be counted here: the table of bank holidays knows the day. */
export const isCounted = (day: Day): boolean => day >= firstCounted && day <= lastCounted;

function check(day: Day): void {
  if (!isCounted(day))
    throw new WaymarkError('wrong-setting', {
      text: `Working days are counted from ${firstCounted} to ${lastCounted}: the table of bank holidays does not know ${day}.`,
    });
}

/** Monday to Friday, and no bank holiday in England and Wales. */
export function isWorkingDay(day: Day): boolean {
  check(day);
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidays.has(day);
}

/**
 * Working days after `from` up to and with `to`: a failure on Friday and a warning on Monday are one apart; negative
 * where `to` is earlier.
 * @throws WaymarkError `wrong-setting` outside the table of bank holidays: no day is guessed to be a working day.
 */
export function workingDaysBetween(from: Day, to: Day): number {
  check(from);
  check(to);
  if (to < from) return -workingDaysBetween(to, from);
  let days = 0;
  for (let day = from; day < to; ) {
    day = addDays(day, 1);
    if (isWorkingDay(day)) days += 1;
  }
  return days;
}

/**
 * The day on which `count` working days have gone by since `from`.
 * @throws WaymarkError `wrong-setting` where that is outside the table of bank holidays.
 */
export function addWorkingDays(from: Day, count: number): Day {
  check(from);
  let day = from;
  for (let left = count; left > 0; ) {
    day = addDays(day, 1);
    if (isWorkingDay(day)) left -= 1;
  }
  return day;
}
