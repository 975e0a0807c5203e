import { addDays, addMonths, type Day, monthsBetween } from '../../kernel/clock.ts';

/** A calendar month, `YYYY-MM`. */
export type Month = string;
/** A quarter of a calendar year, `YYYY-Qn`. */
export type Quarter = string;

const names = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

export const monthOf = (day: Day): Month => day.slice(0, 7);
export const firstDay = (month: Month): Day => `${month}-01`;
export const monthAfter = (month: Month, months = 1): Month => monthOf(addMonths(firstDay(month), months));
/** The last day of a month. */
export const lastDay = (month: Month): Day => addDays(firstDay(monthAfter(month)), -1);

/** How many months there are from one to another, both included; none where the first is later. */
export const countMonths = (first: Month, last: Month): number =>
  Math.max(0, monthsBetween(firstDay(first), firstDay(last)) + 1);

/** Every month from one to another, both included; none where the first is later. */
export function monthsFrom(first: Month, last: Month): Month[] {
  const months: Month[] = [];
  for (let month = first; month <= last; month = monthAfter(month)) months.push(month);
  return months;
}

export const quarterOf = (month: Month): Quarter =>
  `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5)) / 3)}`;

/** The three months of a quarter. */
export function monthsOf(quarter: Quarter): [Month, Month, Month] {
  const first = `${quarter.slice(0, 4)}-${String(3 * Number(quarter.slice(6)) - 2).padStart(2, '0')}`;
  return [first, monthAfter(first), monthAfter(first, 2)];
}

/** Days after its end on which a quarter is published: what is recorded late is in it by then. */
const settled = 14;

/** Quarters from the first month's on that ended at least fourteen days before the day. */
export const settledQuarters = (first: Month, on: Day): Quarter[] => [
  ...new Set(
    monthsFrom(first, monthOf(on))
      .map(quarterOf)
      // A quarter of which some months lie before the first would be counted short.
      .filter(
        (quarter) => monthsOf(quarter)[0] >= first && addDays(lastDay(monthsOf(quarter)[2]), settled) < on,
      ),
  ),
];

/** `2026-09` → `September 2026`; `2026-Q3` → `July to September 2026`. */
export function periodWords(period: Month | Quarter): string {
  const name = (month: Month): string => names[Number(month.slice(5)) - 1] ?? month;
  if (!period.includes('Q')) return `${name(period)} ${period.slice(0, 4)}`;
  const [first, , last] = monthsOf(period);
  return `${name(first)} to ${name(last)} ${period.slice(0, 4)}`;
}

/** For an axis: `Sep 26`, `Q3 26`. */
export const shortPeriod = (period: Month | Quarter): string =>
  period.includes('Q')
    ? `${period.slice(5)} ${period.slice(2, 4)}`
    : `${(names[Number(period.slice(5)) - 1] ?? '').slice(0, 3)} ${period.slice(2, 4)}`;
