import { addDays, type Day } from '../../kernel/clock.ts';

/** A financial year as papers write it, `2026/27`: from 1 April to 31 March. */
export type FinancialYear = string;

const shape = /^([12]\d{3})\/(\d{2})$/;

/** Whether it is a year, and the second part follows the first: `2026/28` is none. */
export function isFinancialYear(text: string): boolean {
  const match = shape.exec(text);
  return match !== null && (Number(match[1]) + 1) % 100 === Number(match[2]);
}

const named = (first: number): FinancialYear => `${first}/${String((first + 1) % 100).padStart(2, '0')}`;

/** The financial year that a day is in. */
export const financialYearOf = (day: Day): FinancialYear =>
  named(Number(day.slice(0, 4)) - (day.slice(5, 7) < '04' ? 1 : 0));

export const firstDayOf = (year: FinancialYear): Day => `${year.slice(0, 4)}-04-01`;

export const lastDayOf = (year: FinancialYear): Day => addDays(`${Number(year.slice(0, 4)) + 1}-04-01`, -1);

/** Months of the year that are over on a day, 0 to 12: what is spent in them can be known. */
export function monthsOver(year: FinancialYear, today: Day): number {
  if (today > lastDayOf(year)) return 12;
  if (today < firstDayOf(year)) return 0;
  return (Number(today.slice(5, 7)) + 8) % 12;
}

/** Months of a financial year, 1 first. */
export const monthNames = [
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
  'January',
  'February',
  'March',
] as const;

/** A month of a financial year by its name and its own year: month 12 of 2026/27 is `March 2027`. */
export const monthOfYear = (year: FinancialYear, month: number): string =>
  `${monthNames[month - 1]} ${Number(year.slice(0, 4)) + (month <= 9 ? 0 : 1)}`;

/** Months in words, runs as from and to: `April to June, August`. */
export const monthsInWords = (months: readonly number[]): string =>
  months
    .toSorted((one, other) => one - other)
    .reduce<number[][]>((runs, month) => {
      const run = runs.at(-1);
      if (run !== undefined && run.at(-1) === month - 1) run.push(month);
      else runs.push([month]);
      return runs;
    }, [])
    .map((run) => [run[0], ...(run.length > 1 ? [run.at(-1)] : [])])
    .map((ends) => ends.map((month) => monthNames[(month ?? 1) - 1]).join(' to '))
    .join(', ');

/** As it stands in an address: `2026-27`. */
export const yearInAddress = (year: FinancialYear): string => year.replace('/', '-');
export const yearFromAddress = (text: string): FinancialYear => text.replace('-', '/');
