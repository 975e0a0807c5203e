import { addDays, addMonths, type Day, daysBetween } from '../../kernel/clock.ts';

/** Time on the scheme, and when somebody grows out of the youth strand. Days alone: no hour, so no change of clocks. */

/** Half-open, as custody is stored: the day of release is a day at risk; null while it lasts. */
export interface Spell {
  kind: 'police' | 'prison';
  from: Day;
  to: Day | null;
}

/** Body of the rule `membership-clock`: which custody suspends the clock. */
export interface ClockRule {
  suspendedBy: readonly Spell['kind'][];
}

export interface TimeOnScheme {
  /** From joining until the day, or until they left. */
  days: number;
  /** Of these, days on which custody suspended the clock. */
  suspended: number;
  /** The rest: days on the scheme and at risk. */
  atRisk: number;
  /** The clock stands still on the day itself. */
  isSuspended: boolean;
}

const earlier = (one: Day, other: Day): Day => (one < other ? one : other);
const later = (one: Day, other: Day): Day => (one > other ? one : other);

/**
 * How long somebody has been on the scheme, and how much of it in custody. Spells that touch or lie over each other
 * count once; what lies before joining or after `until` counts nothing.
 * @param until the first day that does not count: today, or the day they left.
 */
export function timeOnScheme(
  joined: Day,
  until: Day,
  spells: readonly Spell[],
  rule: ClockRule,
): TimeOnScheme {
  const days = Math.max(0, daysBetween(joined, until));
  const stops = spells
    .filter(({ kind }) => rule.suspendedBy.includes(kind))
    .map(({ from, to }) => ({ from: later(from, joined), to: earlier(to ?? until, until) }))
    .filter(({ from, to }) => from < to)
    .sort((left, right) => (left.from < right.from ? -1 : 1));
  let suspended = 0;
  let counted = joined;
  for (const { from, to } of stops) {
    const start = later(from, counted);
    if (start >= to) continue;
    suspended += daysBetween(start, to);
    counted = to;
  }
  const isSuspended = spells.some(
    ({ kind, from, to }) =>
      rule.suspendedBy.includes(kind) && from <= until && (to === null || to > until) && joined <= until,
  );
  return { days, suspended, atRisk: days - suspended, isSuspended };
}

/** Seventeen and a half: a young person's way to adult services is planned from here. */
const transitionMonths = 17 * 12 + 6;

/** The day on which somebody is seventeen and a half; null where nobody knows when they were born. */
export const transitionDay = (born: Day | null): Day | null =>
  born === null ? null : addMonths(born, transitionMonths);

/** Of age, by law. */
const adult = 18;

/** Born on one of these days: seventeen and a half, and not yet of age. For a list that the database makes. */
export function transitionBorn(today: Day): { from: Day; to: Day } {
  return { from: addDays(addMonths(today, -adult * 12), 1), to: addMonths(today, -transitionMonths) };
}

/** Whether the way to adult services has to be planned now. */
export function transitionDue(born: Day | null, today: Day): boolean {
  const day = transitionDay(born);
  return born !== null && day !== null && day <= today && addMonths(born, adult * 12) > today;
}
