import { Temporal } from 'temporal-polyfill';

/** A calendar day, `YYYY-MM-DD`. Date-only facts (birth, offence, end of licence) never carry a time. */
export type Day = string;

const london = 'Europe/London';

const hour = 3_600_000;
const offsets = new Map<number, number>();

/**
 * Milliseconds that London is ahead of UTC. Its clocks change on whole hours of UTC (since 1847, when it took
 * Greenwich's time), so an hour is looked up once: lists ask for thousands of instants.
 */
function londonOffset(instant: Date): number {
  const key = Math.floor(instant.getTime() / hour);
  let offset = offsets.get(key);
  if (offset === undefined) {
    const there = Temporal.Instant.fromEpochMilliseconds(key * hour).toZonedDateTimeISO(london);
    offset = there.offsetNanoseconds / 1_000_000;
    if (offsets.size >= 50_000) offsets.clear();
    offsets.set(key, offset);
  }
  return offset;
}

/** What London's clocks and calendars show, as `YYYY-MM-DDTHH:MM:SS.sssZ` whose Z means nothing. */
const inLondon = (instant: Date): string => new Date(instant.getTime() + londonOffset(instant)).toISOString();

/** The day it is in England and Wales at an instant. Rules take the day as an argument; only edges call this. */
export const londonDay = (instant: Date): Day => inLondon(instant).slice(0, 10);

const monthNames = (month: 'long' | 'short'): string[] => {
  const format = new Intl.DateTimeFormat('en-GB', { month, timeZone: 'UTC' });
  return Array.from({ length: 12 }, (_, index) => format.format(Date.UTC(2026, index, 1)));
};
const months = monthNames('long');
const shortMonths = monthNames('short');

const written = (day: Day, names: readonly string[]): string =>
  `${Number(day.slice(8, 10))} ${names[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`;

/** `2026-11-02` → `2 November 2026`. */
export const showDay = (day: Day): string => written(day, months);

/** `2026-11-02` → `2 Nov 2026`, for tables. */
export const showShortDay = (day: Day): string => written(day, shortMonths);

/** `2 Nov 2026, 14:05` in London time, from an instant. */
export const showMoment = (instant: Date): string => {
  const there = inLondon(instant);
  return `${showShortDay(there)}, ${there.slice(11, 16)}`;
};

/** Whole days from one day to another (negative when `to` is earlier). */
export const daysBetween = (from: Day, to: Day): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);

export const addDays = (day: Day, days: number): Day => Temporal.PlainDate.from(day).add({ days }).toString();

/** The first moment of a day in London, which has a midnight every day: the clocks change at one. */
export const dayStart = (day: Day): Date =>
  new Date(Temporal.PlainDate.from(day).toZonedDateTime('Europe/London').epochMilliseconds);

export const addMonths = (day: Day, months: number): Day =>
  Temporal.PlainDate.from(day).add({ months }).toString();

export const addYears = (day: Day, years: number): Day =>
  Temporal.PlainDate.from(day).add({ years }).toString();

/** Whole months between two days; the day of the month decides, and a short month's last day counts as whole. */
export const monthsBetween = (from: Day, to: Day): number => {
  const months =
    (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 +
    Number(to.slice(5, 7)) -
    Number(from.slice(5, 7));
  if (from.slice(8) <= to.slice(8)) return months;
  return addMonths(from, months) > to ? months - 1 : months;
};

/** Completed years on a day; somebody born on 29 February completes one on 1 March. By the digits: lists call it often. */
export const ageOn = (born: Day, on: Day): number =>
  Number(on.slice(0, 4)) - Number(born.slice(0, 4)) - (on.slice(5) < born.slice(5) ? 1 : 0);

/**
 * True for a real calendar day written `YYYY-MM-DD`, of the years 1000 to 2999: what is reckoned from it still has a
 * year of four digits.
 */
export const isDay = (text: string): boolean => {
  if (!/^[12]\d{3}-\d{2}-\d{2}$/.test(text)) return false;
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

/**
 * The instants at which a local London date and time occurs, earliest first: one; none in the hour that is skipped; two
 * in the hour that comes twice.
 */
export const londonInstants = (day: Day, time: string): Date[] => {
  try {
    const there = Temporal.PlainDateTime.from(`${day}T${time}`, { overflow: 'reject' });
    const at = (disambiguation: 'earlier' | 'later'): Temporal.ZonedDateTime =>
      there.toZonedDateTime(london, { disambiguation });
    const both = [at('earlier'), at('later')].filter((one) => one.toPlainDateTime().equals(there));
    return [...new Set(both.map((one) => one.epochMilliseconds))].map((moment) => new Date(moment));
  } catch {
    return [];
  }
};
