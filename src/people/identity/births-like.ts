import { type Day, isDay } from '../../kernel/clock.ts';

/**
 * A birth as it may stand in a record of the same person: as it was typed, with day and month changed about, or on the
 * first of January, which stands where the day was not known.
 */
export function birthsLike(born: Day | null): Day[] {
  if (born === null) return [];
  const [year, month, day] = born.split('-');
  const turned = `${year}-${day}-${month}`;
  return [...new Set([born, ...(isDay(turned) ? [turned] : []), `${year}-01-01`])];
}
