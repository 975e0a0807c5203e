/** Dates as whole days since 1970-01-01: careers are arithmetic on days, text only at the edge. */
export type Day = number;

export const YEAR = 365.25;

export function dayOf(text: string): Day {
  const milliseconds = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(milliseconds)) throw new Error(`not a date: ${text}`);
  return Math.round(milliseconds / 86_400_000);
}

export function makeDay(year: number, month: number, day: number): Day {
  return Math.round(Date.UTC(year, month - 1, day) / 86_400_000);
}

export function partsOf(day: Day): { year: number; month: number; day: number } {
  const date = new Date(day * 86_400_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

export function yearOf(day: Day): number {
  return new Date(day * 86_400_000).getUTCFullYear();
}

export function isoOf(day: Day): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** Completed years. */
export function ageOn(born: Day, day: Day): number {
  const from = partsOf(born);
  const to = partsOf(day);
  const before = to.month < from.month || (to.month === from.month && to.day < from.day);
  return to.year - from.year - (before ? 1 : 0);
}

function lastSunday(year: number, month: number): Day {
  const last = makeDay(year, month + 1, 1) - 1;
  return last - ((last + 4) % 7);
}

/** An instant in British local time with its offset, from minutes since 1970 in UTC. */
export function localStamp(minutes: number): string {
  const year = yearOf(Math.floor(minutes / 1440));
  const summer = minutes >= lastSunday(year, 3) * 1440 + 60 && minutes < lastSunday(year, 10) * 1440 + 60;
  const local = new Date((minutes + (summer ? 60 : 0)) * 60_000).toISOString().slice(0, 19);
  return `${local}${summer ? '+01:00' : '+00:00'}`;
}
