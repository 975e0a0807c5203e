import type { Post, Strength } from './types.ts';

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

/** Why somebody cannot be put into a post; undefined when they can. */
export function problemOfFilling(
  post: Pick<Post, 'fteHundredths'>,
  heldHundredths: number,
  fteHundredths: number,
): string | undefined {
  if (!Number.isInteger(fteHundredths) || fteHundredths < 1)
    return 'Enter the share of full time, like 1 or 0.5';
  const free = post.fteHundredths - heldHundredths;
  if (free <= 0) return 'Nothing of this post is vacant. End the time of whoever holds it first';
  return fteHundredths > free ? `Only ${showFte(free)} FTE of this post is vacant` : undefined;
}

/** `0.5` → 50; undefined for anything that is no share of full time. */
export function readFte(text: string): number | undefined {
  const match = /^(?:0?\.(\d{1,2})|(0|1)(?:\.(\d{1,2}))?)$/.exec(text.trim());
  if (match === null) return undefined;
  const hundredths = Math.round(Number(text) * 100);
  return hundredths >= 1 && hundredths <= 100 ? hundredths : undefined;
}
