import { addDays, type Day, londonDay } from '../../kernel/clock.ts';
import type { Appointment, CalendarDay, CalendarView, Due } from './types.ts';

/** The Monday of a day's week. 5 January 1970 was one. */
export function mondayOf(day: Day): Day {
  const since = Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000) - 4;
  return addDays(day, -(((since % 7) + 7) % 7));
}

/** The days that a view shows: a week from its Monday, a day, or the seven from a day on. */
export function daysOf(view: CalendarView, day: Day): Day[] {
  const first = view === 'week' ? mondayOf(day) : day;
  return Array.from({ length: view === 'day' ? 1 : 7 }, (_, index) => addDays(first, index));
}

/** Where "earlier" and "later" lead. */
export const stepOf = (view: CalendarView): number => (view === 'day' ? 1 : 7);

/**
 * Everything under its day in London, appointments in time order. Dues from before the first day are overdue: they stand
 * on today where it is shown, else on the first.
 */
export function byDay(
  days: readonly Day[],
  today: Day,
  appointments: readonly Appointment[],
  dues: readonly Due[],
  away: (day: Day) => readonly string[],
): CalendarDay[] {
  const first = days[0] ?? today;
  const overdueOn = days.includes(today) ? today : first;
  return days.map((day) => ({
    day,
    appointments: appointments
      .filter(({ at }) => londonDay(at) === day)
      .sort((left, right) => left.at.getTime() - right.at.getTime() || left.id - right.id),
    dues: dues.filter((due) => due.day === day || (day === overdueOn && due.day < first)),
    away: away(day),
  }));
}

const postcode = /\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b/i;

/** As words are compared: without accents, in small letters. */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

/**
 * What may be asked of a map, which is somebody else's service: the postcode of a place where it has one, else its words
 * without any that are the person's name. Undefined where nothing is left to look for.
 */
export function mapQuery(place: string | null, name: string): string | undefined {
  if (place === null) return undefined;
  const named = new Set(wordsOf(name).filter((word) => word.length > 1));
  const code = postcode.exec(place);
  if (code !== null) {
    const query = `${code[1]} ${code[2]}`.toUpperCase();
    return wordsOf(query).some((word) => named.has(word)) ? undefined : query;
  }
  const rest = place
    .split(/\s+/)
    .filter((word) => !wordsOf(word).some((part) => named.has(part)))
    .join(' ')
    .trim();
  return rest.length < 3 ? undefined : rest;
}

/** A search on OpenStreetMap by the place alone. */
export function mapLink(place: string | null, name: string): string | undefined {
  const query = mapQuery(place, name);
  return query === undefined
    ? undefined
    : `https://www.openstreetmap.org/search?${new URLSearchParams({ query })}`;
}

/** What a visit can see to: where somebody lives and must be, where and near whom they must not. Treatment is not. */
const ofAVisit = /resid|live at|address|curfew|exclu|zone|contact|approach|tag|monitor|prohibit/i;
const ofTreatment = /health|treat|drug|alcohol|medic|psych|rehab/i;

/** Conditions of a licence that may stand on paper. */
export const withoutTreatment = (conditions: readonly string[]): string[] =>
  conditions.filter((text) => !ofTreatment.test(text));

/** The conditions of an order, as an agency sent them, that stand on a visit sheet: none that speaks of health. */
export const conditionsOfAVisit = (conditions: readonly string[]): string[] =>
  conditions.filter((text) => ofAVisit.test(text) && !ofTreatment.test(text));
