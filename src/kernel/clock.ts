import { Temporal } from 'temporal-polyfill';

/** A calendar day, `YYYY-MM-DD`. Date-only facts (birth, offence, end of licence) never carry a time. */
export type Day = string;

const london = 'Europe/London';

/** The day it is in England and Wales at an instant. Rules take the day as an argument; only edges call this. */
export const londonDay = (instant: Date): Day =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(london)
    .toPlainDate()
    .toString();

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});
const shortDayFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const timeFormat = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: london,
});

/** `2026-11-02` → `2 November 2026`. */
export const showDay = (day: Day): string => dayFormat.format(new Date(`${day}T00:00:00Z`));

/** `2026-11-02` → `2 Nov 2026`, for tables. */
export const showShortDay = (day: Day): string => shortDayFormat.format(new Date(`${day}T00:00:00Z`));

/** `2 Nov 2026, 14:05` in London time, from an instant. */
export const showMoment = (instant: Date): string =>
  `${showShortDay(londonDay(instant))}, ${timeFormat.format(instant)}`;

/** Whole days from one day to another (negative when `to` is earlier). */
export const daysBetween = (from: Day, to: Day): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);

export const addDays = (day: Day, days: number): Day => Temporal.PlainDate.from(day).add({ days }).toString();

export const addMonths = (day: Day, months: number): Day =>
  Temporal.PlainDate.from(day).add({ months }).toString();

export const addYears = (day: Day, years: number): Day =>
  Temporal.PlainDate.from(day).add({ years }).toString();

/** Completed years on a day; somebody born on 29 February completes one on 1 March. By the digits: lists call it often. */
export const ageOn = (born: Day, on: Day): number =>
  Number(on.slice(0, 4)) - Number(born.slice(0, 4)) - (on.slice(5) < born.slice(5) ? 1 : 0);

/** True for a real calendar day written `YYYY-MM-DD`. */
export const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' });
    return true;
  } catch {
    return false;
  }
};

/** The instant at which a local London date and time occurs; undefined in the hour that is skipped or doubled. */
export const londonInstant = (day: Day, time: string): Date | undefined => {
  try {
    const moment = Temporal.PlainDateTime.from(`${day}T${time}`, { overflow: 'reject' });
    return new Date(moment.toZonedDateTime(london, { disambiguation: 'reject' }).epochMilliseconds);
  } catch {
    return undefined;
  }
};
