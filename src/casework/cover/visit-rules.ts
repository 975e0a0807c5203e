import type { VisitAct, VisitClock, VisitOut, VisitRule, VisitState } from './types.ts';

/** What may be done with a visit in each state; buttons, acts and tests read this table. */
export const visitTransitions: Record<VisitState, Partial<Record<VisitAct, VisitState>>> = {
  out: { extend: 'out', help: 'out', safe: 'safe' },
  safe: {},
};

/** For a scheme whose rules say nothing of visits: an example, like theirs. */
export const exampleVisitRule: VisitRule = { lengths: [30, 60, 90], expectedMinutes: 60, graceMinutes: 15 };

const longest = 8 * 60;

/** Minutes as chosen: of the rule's list, so that nobody types on a doorstep. Undefined for any other. */
export const readMinutes = (text: string | undefined, rule: Pick<VisitRule, 'lengths'>): number | undefined =>
  rule.lengths.find((minutes) => String(minutes) === text && minutes > 0 && minutes <= longest);

export const minutesLater = (moment: Date, minutes: number): Date =>
  new Date(moment.getTime() + minutes * 60_000);

/** More time counts from the expected end, or from now where that has gone by. */
export const extendedEnd = (expected: Date, now: Date, minutes: number): Date =>
  minutesLater(expected > now ? expected : now, minutes);

export const visitClock = (
  visit: Pick<VisitOut, 'expectedAt' | 'graceMinutes' | 'helpAt'>,
  now: Date,
): VisitClock => {
  if (visit.helpAt !== null) return 'help';
  if (now <= visit.expectedAt) return 'in-time';
  return now > minutesLater(visit.expectedAt, visit.graceMinutes) ? 'alarm' : 'overdue';
};

/** Whole minutes since they were expected. */
export const minutesOver = (visit: Pick<VisitOut, 'expectedAt'>, now: Date): number =>
  Math.max(0, Math.floor((now.getTime() - visit.expectedAt.getTime()) / 60_000));
