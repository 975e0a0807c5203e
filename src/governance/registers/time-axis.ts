import { addDays, addMonths, type Day, daysBetween, monthsBetween } from '../../kernel/clock.ts';

/** A picture's horizontal axis of days. */
export interface TimeAxis {
  from: Day;
  to: Day;
  /** Where a day begins, in units of the picture. */
  x: (day: Day) => number;
  /** First days of months (or of every so many months), at most nine. */
  ticks: Day[];
}

const step = (months: number): number => [1, 2, 3, 6, 12, 24, 60].find((every) => months / every <= 8) ?? 120;

/** An axis over the days given, from the first of the month of the earliest to the month after the latest. */
export function timeAxis(days: readonly Day[], left: number, width: number): TimeAxis {
  const sorted = days.toSorted();
  const first = sorted[0] ?? '2000-01-01';
  const last = sorted.at(-1) ?? first;
  const from: Day = `${first.slice(0, 7)}-01`;
  const to: Day = `${addMonths(`${last.slice(0, 7)}-01`, 1)}`;
  const length = Math.max(1, daysBetween(from, to));
  const months = monthsBetween(from, to);
  const every = step(months);
  const ticks = Array.from({ length: Math.floor(months / every) + 1 }, (_, index) =>
    addMonths(from, index * every),
  ).filter((day) => day <= addDays(to, -1));
  return { from, to, ticks, x: (day) => left + (daysBetween(from, day) / length) * width };
}
