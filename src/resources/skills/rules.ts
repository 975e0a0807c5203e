import { addDays, type Day } from '../../kernel/clock.ts';
import type { Requirement } from '../../scheme/skills.ts';
import type { SkillState } from './types.ts';

export interface Held {
  fromDate: Day;
  /** The last day that it holds. */
  expiresOn: Day | null;
}

/**
 * How somebody's training in one thing stands on a day; the database's list says the same (`store.ts`).
 * @param records theirs in that thing, none withdrawn.
 * @param warnDays how many days before it runs out that is said; undefined: not before.
 */
export function standingOf(
  records: readonly Held[],
  today: Day,
  warnDays: number | undefined,
): { state: SkillState; expiresOn: Day | null } {
  const begun = records.filter(({ fromDate }) => fromDate <= today);
  if (begun.length === 0) return { state: 'missing', expiresOn: null };
  if (begun.some(({ expiresOn }) => expiresOn === null)) return { state: 'held', expiresOn: null };
  const last = begun
    .flatMap(({ expiresOn }) => (expiresOn === null ? [] : [expiresOn]))
    .sort()
    .at(-1);
  if (last === undefined) return { state: 'missing', expiresOn: null };
  if (last < today) return { state: 'ran-out', expiresOn: last };
  const soon = warnDays !== undefined && last <= addDays(today, warnDays);
  return { state: soon ? 'soon' : 'held', expiresOn: last };
}

/** What somebody must be trained in by their role and what they may do, each once. */
export function requiredOf(
  required: readonly Requirement[],
  viewer: { role: string; may(right: string): boolean },
): { what: string; tasks: string[] }[] {
  const tasks = new Map<string, string[]>();
  for (const one of required) {
    const asked = one.roles?.includes(viewer.role) === true || one.rights?.some((right) => viewer.may(right));
    if (asked === true) tasks.set(one.what, [...(tasks.get(one.what) ?? []), one.task]);
  }
  return [...tasks].map(([what, list]) => ({ what, tasks: list }));
}
