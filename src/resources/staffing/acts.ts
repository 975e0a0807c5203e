import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Day } from '../../kernel/clock.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { problemOfFilling } from './rules.ts';
import { bumpPost, endHolder, insertHolder, insertPost, listEmployees, lockPost } from './store.ts';
import type { PostInput } from './types.ts';

/** Adds a post to the establishment, vacant. */
export const addPost = defineAct<PostInput, { id: number }>({
  name: 'post:add',
  right: 'post:manage',
  run: async (tx, input, { actor, wrote }) => {
    const { id } = await insertPost(tx, { ...input, schemeId: actor.schemeId });
    await wrote({ subject: 'post', subjectId: id, detail: { fte: input.fteHundredths } });
    return { id };
  },
});

/** Puts somebody whom the post's agency employs into what is vacant of it. */
export const fillPost = defineAct<
  { id: number; version: number; staffId: number; fteHundredths: number; fromDate: Day },
  { id: number; holderId: number }
>({
  name: 'post:fill',
  right: 'post:manage',
  about: (input) => ({ subject: 'post', subjectId: input.id }),
  run: async (tx, input, { today, wrote }) => {
    const post = await lockPost(tx, input.id, today);
    if (post.version !== input.version)
      throw staleVersion({ version: post.version, holders: post.holders ?? 'nobody' });
    const employees = await listEmployees(tx, post.agencyId, today);
    if (!employees.some((person) => person.id === input.staffId))
      throw invalid([{ field: 'staff', text: `Choose somebody employed by ${post.agency}` }]);
    if (input.fromDate > today)
      throw invalid([{ field: 'fromDate', text: 'Enter the day once they are in post' }]);
    const problem = problemOfFilling(post, post.heldHundredths, input.fteHundredths);
    if (problem !== undefined) throw invalid([{ field: 'fte', text: problem }]);
    const holder = await insertHolder(tx, { ...input, postId: input.id });
    await bumpPost(tx, input.id);
    await wrote({ subject: 'post', subjectId: input.id, detail: { holder: holder.id } });
    return { id: input.id, holderId: holder.id };
  },
});

/** Ends somebody's time in a post: what they held is vacant from today. */
export const vacatePost = defineAct<{ id: number; version: number; holderId: number }, { id: number }>({
  name: 'post:vacate',
  right: 'post:manage',
  about: (input) => ({ subject: 'post', subjectId: input.id }),
  run: async (tx, input, { today, wrote }) => {
    const post = await lockPost(tx, input.id, today);
    if (post.version !== input.version)
      throw staleVersion({ version: post.version, holders: post.holders ?? 'nobody' });
    if ((await endHolder(tx, input.id, input.holderId, today)) === 0)
      throw new WaymarkError('not-allowed-now', { text: 'They no longer hold this post.' });
    await bumpPost(tx, input.id);
    await wrote({ subject: 'post', subjectId: input.id, detail: { holder: input.holderId, ended: true } });
    return { id: input.id };
  },
});
