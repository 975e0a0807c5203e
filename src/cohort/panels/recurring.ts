import { addDays, type Day } from '../../kernel/clock.ts';

/** A panel that meets every so many weeks on one weekday. */
export interface Recurrence {
  from: Day;
  everyWeeks: number;
  /** Monday is 1, Friday 5. */
  weekday: number;
  times: number;
  /** On a bank holiday: the next working day, or the day itself with a flag. */
  onHoliday: 'move' | 'flag';
}

export interface PlannedDay {
  day: Day;
  /** The day of the series, where it was moved. */
  movedFrom: Day | null;
  /** It is a bank holiday, and stays on it. */
  isHoliday: boolean;
}

export const weekdayOf = (day: Day): number => new Date(`${day}T00:00:00Z`).getUTCDay();

/**
 * The days of a series: the first on the weekday on or after `from`, then every so many weeks of the calendar. A moved
 * meeting does not move the ones after it.
 * @param isWorkingDay Monday to Friday and no bank holiday in England and Wales.
 */
export function daysOf(series: Recurrence, isWorkingDay: (day: Day) => boolean): PlannedDay[] {
  const first = addDays(series.from, (series.weekday - weekdayOf(series.from) + 7) % 7);
  return Array.from({ length: series.times }, (_, index): PlannedDay => {
    const wanted = addDays(first, index * 7 * series.everyWeeks);
    if (isWorkingDay(wanted)) return { day: wanted, movedFrom: null, isHoliday: false };
    if (series.onHoliday === 'flag') return { day: wanted, movedFrom: null, isHoliday: true };
    let day = addDays(wanted, 1);
    while (!isWorkingDay(day)) day = addDays(day, 1);
    return { day, movedFrom: wanted, isHoliday: false };
  });
}
