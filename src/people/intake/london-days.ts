import { type Day, londonDay } from '../../kernel/clock.ts';

const instant = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::\d{2}(?:\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Days by hour and offset: an extract has the same hours again and again, and zones are slow to ask. */
let days = new Map<string, Day>();

/** The London day of an instant written in ISO 8601 with its offset; null when it is no such instant. */
export function londonDayOf(text: string): Day | null {
  const match = instant.exec(text);
  if (match === null) return null;
  const [, date, hour, minute, offset] = match;
  // Every offset is a whole number of quarter hours, so the day is settled by the quarter of the hour.
  const quarter = String(Math.floor(Number(minute) / 15) * 15).padStart(2, '0');
  const key = `${date}T${hour}:${quarter}:00${offset}`;
  const known = days.get(key);
  if (known !== undefined) return known;
  const at = Date.parse(key);
  if (Number.isNaN(at) || Number(minute) > 59) return null;
  // Date.parse turns 30 February into 2 March: refuse what does not come back.
  if (new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) !== date) return null;
  const day = londonDay(new Date(at));
  if (days.size > 100_000) days = new Map();
  days.set(key, day);
  return day;
}
