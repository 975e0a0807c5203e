import { StatisticsError } from './errors.ts';

/** Days from `from` up to but without `to`, as ISO dates (`2024-02-10`). */
export type DayInterval = { readonly from: string; readonly to: string };

/** A spell that may still be open; an open one counts to the end of the window. */
export type CustodySpell = { readonly from: string; readonly to: string | null };

export type TimeAtRisk = {
  readonly windowDays: number;
  /** Days of the window spent in custody, a day in two overlapping spells counted once. */
  readonly custodyDays: number;
  readonly atRiskDays: number;
};

const DAY = 86_400_000;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Whole days since 1970-01-01; refuses what is no date of the calendar. */
function dayNumber(date: string): number {
  const [, year, month, day] = (ISO_DATE.exec(date) ?? []).map(Number);
  const time = Date.UTC(year ?? Number.NaN, (month ?? 0) - 1, day);
  // JavaScript turns 30 February into 1 March, and the year 50 into 1950.
  const calendar = new Date(time);
  if (calendar.getUTCFullYear() !== year || calendar.getUTCMonth() + 1 !== month) {
    throw new StatisticsError('invalid-date', `${String(date)} is not a date written YYYY-MM-DD`);
  }
  return time / DAY;
}

function requireOrder(what: string, from: number, to: number): void {
  if (to < from) throw new StatisticsError('reversed-interval', `${what} ends before it begins`);
}

/**
 * Days at liberty in a window: its days less those in the union of the custody spells. All intervals are
 * half-open; the spells may overlap, lie outside the window, be open (`to: null`) or empty, and come in any
 * order. Somebody in custody throughout has 0 days: leave them out of rates, keep them in counts, and say how
 * many. Refuses what is no date (`invalid-date`), a spell that ends before it begins (`reversed-interval`)
 * and an empty window (`invalid-exposure`).
 */
export function timeAtRisk(window: DayInterval, custody: readonly CustodySpell[]): TimeAtRisk {
  const [from, to] = [dayNumber(window.from), dayNumber(window.to)];
  requireOrder('the window', from, to);
  if (from === to) throw new StatisticsError('invalid-exposure', 'the window has no days');
  const spells = custody.map((spell) => {
    const start = dayNumber(spell.from);
    const end = spell.to === null ? Math.max(start, to) : dayNumber(spell.to);
    requireOrder(`the custody spell of ${spell.from}`, start, end);
    return { start: Math.max(start, from), end: Math.min(end, to) };
  });
  spells.sort((one, other) => one.start - other.start);
  let custodyDays = 0;
  let covered = from;
  for (const { start, end } of spells) {
    custodyDays += Math.max(0, end - Math.max(start, covered));
    covered = Math.max(covered, end);
  }
  return { windowDays: to - from, custodyDays, atRiskDays: to - from - custodyDays };
}
