import {
  addDays,
  addYears,
  type Day,
  isDay,
  londonDay,
  londonInstants,
  showDay,
} from '../../kernel/clock.ts';

/** What is wrong with a field goes here; answers null. */
export type Wrong = (field: string, message: string) => null;

/** How a form says when: a day, a time, and which of the two where the clocks bring it twice. */
interface WhenForm {
  day?: string | undefined;
  time?: string | undefined;
  which?: string | undefined;
}

const timePattern = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Whether the clocks bring this day's time twice, so that the form asks which of the two. */
export const occursTwice = (form: WhenForm): boolean =>
  isDay(form.day?.trim() ?? '') &&
  timePattern.test(form.time?.trim() ?? '') &&
  londonInstants(form.day?.trim() ?? '', form.time?.trim() ?? '').length === 2;

/** Reads day and time in London. A time that the clocks skip is refused; one that they bring twice is asked about. */
export function readMoment(form: WhenForm, now: Date, wrong: Wrong): Date | null {
  const day = form.day?.trim() ?? '';
  const time = form.time?.trim() ?? '';
  if (!isDay(day)) return wrong('day', 'Enter the date of the contact, like 2026-11-30');
  if (!timePattern.test(time)) return wrong('time', 'Enter the time, like 09:30');
  // A slip in the year is the commonest wrong date, and nobody writes up a visit years afterwards.
  if (day < addYears(londonDay(now), -2) || day > addYears(londonDay(now), 2))
    return wrong('day', 'The date is more than two years away. Check the year');
  const [first, second] = londonInstants(day, time);
  if (first === undefined)
    return wrong(
      'time',
      `On ${showDay(day)} the clocks go forward and ${time} does not exist. Enter another time`,
    );
  if (second === undefined || form.which === 'first') return first;
  return form.which === 'second'
    ? second
    : wrong('which', `On ${showDay(day)} the clocks go back and ${time} comes twice. Choose which it was`);
}

/** Days that the form offers with one tap. */
export const dayChips = (today: Day): { day: Day; text: string }[] => [
  { day: today, text: 'Today' },
  { day: addDays(today, 1), text: 'Tomorrow' },
  { day: addDays(today, 7), text: 'In a week' },
];
