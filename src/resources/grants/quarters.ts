import { addDays, addMonths, type Day, showShortDay } from '../../kernel/clock.ts';
import { equalParts } from '../costs/money.ts';
import { type FinancialYear, financialYearOf, firstDayOf } from '../costs/year.ts';

export interface QuarterOfYear {
  year: FinancialYear;
  /** 1 is April to June. */
  quarter: 1 | 2 | 3 | 4;
}

const numbers = [1, 2, 3, 4] as const;

export const firstDayOfQuarter = ({ year, quarter }: QuarterOfYear): Day =>
  addMonths(firstDayOf(year), 3 * (quarter - 1));

export const lastDayOfQuarter = (one: QuarterOfYear): Day =>
  addDays(addMonths(firstDayOfQuarter(one), 3), -1);

export const quarterOfDay = (day: Day): QuarterOfYear => {
  const month = (Number(day.slice(5, 7)) + 8) % 12;
  return { year: financialYearOf(day), quarter: numbers[Math.floor(month / 3)] ?? 1 };
};

/** Every quarter of financial years that a term touches, in order; none for a term that ends before it starts. */
export function quartersOf(startsOn: Day, endsOn: Day): QuarterOfYear[] {
  const found: QuarterOfYear[] = [];
  for (let day = firstDayOfQuarter(quarterOfDay(startsOn)); day <= endsOn; day = addMonths(day, 3))
    found.push(quarterOfDay(day));
  return found;
}

/** `Quarter 1 of 2016/17`. */
export const quarterName = ({ year, quarter }: QuarterOfYear): string => `Quarter ${quarter} of ${year}`;

/** `1 Apr 2016 to 30 Jun 2016`. */
export const quarterSpan = (one: QuarterOfYear): string =>
  `${showShortDay(firstDayOfQuarter(one))} to ${showShortDay(lastDayOfQuarter(one))}`;

/**
 * A profile by quarter from amounts by year: each year in equal parts over its quarters in the term, which sum to it
 * exactly.
 */
export function profileOf(
  quarters: readonly QuarterOfYear[],
  years: ReadonlyMap<FinancialYear, bigint>,
): (QuarterOfYear & { pence: bigint })[] {
  return [...new Set(quarters.map(({ year }) => year))].flatMap((year) => {
    const own = quarters.filter((one) => one.year === year);
    const parts = equalParts(years.get(year) ?? 0n, own.length);
    return own.map((one, index) => ({ ...one, pence: parts[index] ?? 0n }));
  });
}
