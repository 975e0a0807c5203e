import { addDays, addMonths, type Day, isDay, londonDay, londonInstants } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { type Repeat, repeats } from './types.ts';

/** No series is longer. */
export const mostRepeats = 60;

/** How an appointment repeats: so many times, the first included, or until a day, that day included. */
export interface RepeatInput {
  every: Repeat;
  times: number | null;
  until: Day | null;
}

interface Occurrence {
  day: Day;
  at: Date;
  /** The wall time could not be kept, because the clocks skip it on that day. */
  shifted: boolean;
}

/** Which of the weekday in its month a day is: the second Tuesday is 2. */
const nthOf = (day: Day): number => Math.ceil(Number(day.slice(8, 10)) / 7);

/** The same weekday so many months later; a fifth one is the last where the month has only four. */
function sameWeekday(day: Day, months: number): Day {
  const first = `${addMonths(`${day.slice(0, 7)}-01`, months).slice(0, 7)}-01`;
  const weekday = (of: Day): number => new Date(`${of}T00:00:00Z`).getUTCDay();
  const begin = addDays(first, (weekday(day) - weekday(first) + 7) % 7);
  const wanted = addDays(begin, 7 * (nthOf(day) - 1));
  return wanted.slice(0, 7) === first.slice(0, 7) ? wanted : addDays(wanted, -7);
}

const dayOf = (first: Day, every: Repeat, index: number): Day =>
  every === 'monthly' ? sameWeekday(first, index) : addDays(first, index * (every === 'weekly' ? 7 : 14));

/**
 * The instant at which a wall time occurs on a day: the first where it comes twice; an hour later where the clocks skip
 * it, as a calendar does.
 */
export function wallTime(day: Day, time: string): { at: Date; shifted: boolean } {
  const [at] = londonInstants(day, time);
  if (at !== undefined) return { at, shifted: false };
  const later = `${String((Number(time.slice(0, 2)) + 1) % 24).padStart(2, '0')}${time.slice(2)}`;
  return { at: londonInstants(day, later)[0] ?? new Date(`${day}T${time}:00Z`), shifted: true };
}

/** Each appointment of a series: the wall time is kept when the clocks change. At most `mostRepeats`. */
export function occurrences(first: { at: Date; time: string }, repeat: RepeatInput): Occurrence[] {
  const start = londonDay(first.at);
  const made: Occurrence[] = [];
  for (let index = 0; index < Math.min(repeat.times ?? mostRepeats, mostRepeats); index += 1) {
    const day = dayOf(start, repeat.every, index);
    if (repeat.until !== null && day > repeat.until) break;
    made.push({ day, ...(index === 0 ? { at: first.at, shifted: false } : wallTime(day, first.time)) });
  }
  return made;
}

/** Reads how it repeats; undefined where it does not. */
export function readRepeat(
  form: { every?: string; times?: string; until?: string },
  firstDay: Day,
): { repeat: RepeatInput | undefined } | { errors: FieldError[] } {
  const every = form.every?.trim() ?? '';
  if (every === '') return { repeat: undefined };
  const chosen = repeats.find((one) => one === every);
  if (chosen === undefined) return { errors: [{ field: 'every', text: 'Choose how often it repeats' }] };
  const times = form.times?.trim() ?? '';
  const until = form.until?.trim() ?? '';
  if ((times === '') === (until === ''))
    return {
      errors: [{ field: 'times', text: 'Say how many times in all, or until which day: one of the two' }],
    };
  if (times !== '') {
    const count = /^\d{1,3}$/.test(times) ? Number(times) : 0;
    return count >= 2 && count <= mostRepeats
      ? { repeat: { every: chosen, times: count, until: null } }
      : { errors: [{ field: 'times', text: `Enter how many times in all, from 2 to ${mostRepeats}` }] };
  }
  if (!isDay(until)) return { errors: [{ field: 'until', text: 'Enter the last day, like 2026-11-30' }] };
  if (until <= firstDay)
    return { errors: [{ field: 'until', text: 'The last day is not after the first appointment' }] };
  return dayOf(firstDay, chosen, mostRepeats) <= until
    ? { errors: [{ field: 'until', text: `That would be more than ${mostRepeats} appointments` }] }
    : { repeat: { every: chosen, times: null, until } };
}
