import { addYears, type Day, showDay } from '../../kernel/clock.ts';
import type { Holder, LineKind, Post, Strength } from './types.ts';

/** `1700` → `17`, `50` → `0.5`. */
export const showFte = (hundredths: number): string => String(hundredths / 100);

export const strengthOf = (posts: readonly Post[]): Strength => ({
  posts: posts.length,
  established: posts.reduce((sum, post) => sum + post.fteHundredths, 0),
  held: posts.reduce((sum, post) => sum + Math.min(post.heldHundredths, post.fteHundredths), 0),
});

/** What is not held; a post can never be held by more than there is. */
export const vacantIn = (strength: Strength): number => strength.established - strength.held;

/** Posts in groups, in the order in which the groups first occur. */
export function groupPosts<Key>(posts: readonly Post[], keyOf: (post: Post) => Key): Map<Key, Post[]> {
  const groups = new Map<Key, Post[]>();
  for (const post of posts) {
    const key = keyOf(post);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [post]);
    else group.push(post);
  }
  return groups;
}

type Held = Pick<Holder, 'fteHundredths' | 'fromDate' | 'toDate'>;

/** The most that is held at once of a post from a day on (until another, not included), in hundredths. */
export function heldMost(holders: readonly Held[], from: Day, until: Day | null = null): number {
  const after = (day: Day | null): boolean => day !== null && until !== null && day >= until;
  const here = holders.filter(
    ({ fromDate, toDate }) => (toDate === null || toDate > from) && fromDate !== toDate && !after(fromDate),
  );
  // It rises only where somebody begins, so those days (and the first) are enough.
  const days = [from, ...here.map(({ fromDate }) => fromDate).filter((day) => day > from)];
  const heldOn = (day: Day): number =>
    here
      .filter(({ fromDate, toDate }) => fromDate <= day && (toDate === null || toDate > day))
      .reduce((sum, { fteHundredths }) => sum + fteHundredths, 0);
  return Math.max(...days.map(heldOn));
}

interface Filling {
  fteHundredths: number;
  fromDate: Day;
}

/** Why somebody cannot be put into a post from a day, and at which field; undefined when they can. */
export function problemOfFilling(
  post: Pick<Post, 'fteHundredths' | 'fromDate' | 'toDate'>,
  holders: readonly Held[],
  { fteHundredths, fromDate }: Filling,
  today: Day,
): { field: 'fte' | 'fromDate'; text: string } | undefined {
  if (!Number.isInteger(fteHundredths) || fteHundredths < 1)
    return { field: 'fte', text: 'Enter the share of full time, like 1 or 0.5' };
  if (fromDate < post.fromDate)
    return { field: 'fromDate', text: `The post is there from ${showDay(post.fromDate)}. Check the date` };
  if (post.toDate !== null && fromDate >= post.toDate)
    return { field: 'fromDate', text: `These terms end on ${showDay(post.toDate)}. Check the date` };
  if (fromDate > addYears(today, 1))
    return { field: 'fromDate', text: 'That is more than a year ahead. Check the year' };
  const free = post.fteHundredths - heldMost(holders, fromDate, post.toDate);
  if (free <= 0)
    return { field: 'fte', text: 'Nothing of this post is vacant. End the time of whoever holds it first' };
  return fteHundredths > free
    ? { field: 'fte', text: `Only ${showFte(free)} FTE of this post is vacant` }
    : undefined;
}

/** Why the terms of a post cannot change (or end) from a day; undefined when they can. */
export function problemOfChange(
  post: Pick<Post, 'fromDate' | 'toDate' | 'followedBy'>,
  fromDate: Day,
  today: Day,
): string | undefined {
  if (post.followedBy !== null) return 'Other terms follow these already. Change the latest';
  if (fromDate < post.fromDate)
    return `The terms hold from ${showDay(post.fromDate)}. Enter that day or later`;
  if (post.toDate !== null && fromDate >= post.toDate)
    return `The post ends on ${showDay(post.toDate)}. Enter an earlier day`;
  return fromDate > addYears(today, 5) ? 'That is more than five years ahead. Check the year' : undefined;
}

/** `0.5` → 50; undefined for anything that is no share of full time. */
export function readFte(text: string): number | undefined {
  const match = /^(?:0?\.(\d{1,2})|(0|1)(?:\.(\d{1,2}))?)$/.exec(text.trim());
  if (match === null) return undefined;
  const hundredths = Math.round(Number(text) * 100);
  return hundredths >= 1 && hundredths <= 100 ? hundredths : undefined;
}

interface Link {
  postCode: string;
  toCode: string | null;
  kind: LineKind;
}

/** Whether a line would lead back to where it starts: nobody answers to themselves, round any corner, for one matter. */
export function closesCircle(lines: readonly Link[], line: Link): boolean {
  const seen = new Set<string>();
  const waiting = line.toCode === null ? [] : [line.toCode];
  for (let code = waiting.pop(); code !== undefined; code = waiting.pop()) {
    if (code === line.postCode) return true;
    if (seen.has(code)) continue;
    seen.add(code);
    for (const other of lines)
      if (other.kind === line.kind && other.postCode === code && other.toCode !== null)
        waiting.push(other.toCode);
  }
  return false;
}
