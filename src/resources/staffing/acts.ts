import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { addYears, type Day, showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { heldMost, problemOfChange, problemOfFilling, showFte } from './rules.ts';
import {
  bumpPost,
  endHolder,
  endPostRow,
  expectPostRow,
  insertHolder,
  insertPost,
  listEmployees,
  listHeldBy,
  listHolders,
  lockPost,
  moveHolders,
  stayHolder,
  updateTerms,
} from './store.ts';
import type { Post, PostInput, PostTerms } from './types.ts';

interface OnPost {
  id: number;
  version: number;
}

const aboutPost = (input: OnPost) => ({ subject: 'post', subjectId: input.id });

async function lockFor(tx: Tx, input: OnPost, today: Day): Promise<Post> {
  const post = await lockPost(tx, input.id, today);
  if (post.version !== input.version)
    throw staleVersion({ version: post.version, holders: post.holders ?? 'nobody' });
  return post;
}

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

/**
 * Changes the terms of a post from a day. On the day that the present terms begin it corrects them; later, those end and
 * others follow, with whoever is in post.
 */
export const changePost = defineAct<OnPost & PostTerms & { fromDate: Day }, { id: number }>({
  name: 'post:change',
  right: 'post:manage',
  about: aboutPost,
  run: async (tx, input, { actor, today, wrote }) => {
    const post = await lockFor(tx, input, today);
    const problem = problemOfChange(post, input.fromDate, today);
    if (problem !== undefined) throw invalid([{ field: 'fromDate', text: problem }]);
    const holders = await listHolders(tx, post.id);
    const held = heldMost(holders, input.fromDate);
    if (input.fteHundredths < held)
      throw invalid([{ field: 'fte', text: `${showFte(held)} FTE of this post is held. End that first` }]);
    if (input.fromDate === post.fromDate) {
      await updateTerms(tx, post.id, input);
      await wrote({ subject: 'post', subjectId: post.id, detail: { fte: input.fteHundredths } });
      return { id: post.id };
    }
    await endPostRow(tx, post.id, input.fromDate);
    const next = await insertPost(tx, {
      ...post,
      title: input.title,
      grade: input.grade,
      baseId: input.baseId,
      fteHundredths: input.fteHundredths,
      fundedBy: input.fundedBy,
      fromDate: input.fromDate,
      schemeId: actor.schemeId,
      follows: post.id,
    });
    await moveHolders(tx, post.id, next.id, input.fromDate);
    for (const one of holders.filter(
      ({ fromDate, toDate }) => fromDate < input.fromDate && (toDate === null || toDate > input.fromDate),
    )) {
      await endHolder(tx, post.id, one.id, input.fromDate);
      await insertHolder(tx, { ...one, postId: next.id, fromDate: input.fromDate });
    }
    await wrote({
      subject: 'post',
      subjectId: next.id,
      detail: { follows: post.id, fte: input.fteHundredths, from: input.fromDate },
    });
    return { id: next.id };
  },
});

/** Ends a post on a day, or (`onDay` null) takes an ending back. */
export const endPost = defineAct<OnPost & { onDay: Day | null }, { id: number }>({
  name: 'post:end',
  right: 'post:manage',
  about: aboutPost,
  run: async (tx, input, { today, wrote }) => {
    const post = await lockFor(tx, input, today);
    if (post.followedBy !== null)
      throw new WaymarkError('not-allowed-now', { text: 'Other terms follow these. End the latest.' });
    if (input.onDay !== null) {
      if (input.onDay <= post.fromDate)
        throw invalid([{ field: 'onDay', text: `Enter a day after ${showDay(post.fromDate)}` }]);
      if (input.onDay > addYears(today, 5))
        throw invalid([{ field: 'onDay', text: 'That is more than five years ahead. Check the year' }]);
      if (heldMost(await listHolders(tx, post.id), input.onDay) > 0)
        throw invalid([{ field: 'onDay', text: 'Somebody is in post then. End their time first' }]);
    } else if (post.toDate === null)
      throw new WaymarkError('not-allowed-now', { text: 'This post has no end.' });
    await endPostRow(tx, post.id, input.onDay);
    await wrote({ subject: 'post', subjectId: post.id, detail: { ends: input.onDay } });
    return { id: post.id };
  },
});

/** Says when what is vacant is expected to be filled; null: not known. */
export const expectFilling = defineAct<OnPost & { onDay: Day | null }, { id: number }>({
  name: 'post:expect',
  right: 'post:manage',
  about: aboutPost,
  run: async (tx, input, { today, wrote }) => {
    const post = await lockFor(tx, input, today);
    if (input.onDay !== null && input.onDay < today)
      throw invalid([{ field: 'expectedOn', text: 'The day is past. Enter one that lies ahead' }]);
    await expectPostRow(tx, post.id, input.onDay);
    await wrote({ subject: 'post', subjectId: post.id, detail: { expected: input.onDay } });
    return { id: post.id };
  },
});

/** Puts somebody whom the post's agency employs into what is vacant of it, from a day past or ahead. */
export const fillPost = defineAct<
  OnPost & { staffId: number; fteHundredths: number; fromDate: Day },
  { id: number; holderId: number }
>({
  name: 'post:fill',
  right: 'post:manage',
  about: aboutPost,
  run: async (tx, input, { today, wrote }) => {
    const post = await lockFor(tx, input, today);
    const employees = await listEmployees(tx, post.agencyId, today);
    if (!employees.some((person) => person.id === input.staffId))
      throw invalid([{ field: 'staff', text: `Choose somebody employed by ${post.agency}` }]);
    const problem = problemOfFilling(post, await listHolders(tx, post.id), input, today);
    if (problem !== undefined) throw invalid([problem]);
    const elsewhere = heldMost(await listHeldBy(tx, input.staffId, post.id), input.fromDate, post.toDate);
    if (elsewhere + input.fteHundredths > 100)
      throw invalid([
        {
          field: 'fte',
          text: `They hold ${showFte(elsewhere)} FTE of other posts: more than full time together`,
        },
      ]);
    // Terms that end end whoever is in post with them: what follows has holders of its own.
    const holder = await insertHolder(tx, { ...input, postId: input.id, toDate: post.toDate });
    if (post.expectedOn !== null) await expectPostRow(tx, input.id, null);
    else await bumpPost(tx, input.id);
    await wrote({
      subject: 'post',
      subjectId: input.id,
      detail: { holder: holder.id, from: input.fromDate },
    });
    return { id: input.id, holderId: holder.id };
  },
});

/** Ends somebody's time in a post on a day: what they held is vacant from then on. */
export const vacatePost = defineAct<OnPost & { holderId: number; onDay: Day }, { id: number }>({
  name: 'post:vacate',
  right: 'post:manage',
  about: aboutPost,
  run: async (tx, input, { today, wrote }) => {
    await lockFor(tx, input, today);
    if (input.onDay > addYears(today, 1))
      throw invalid([{ field: 'onDay', text: 'That is more than a year ahead. Check the year' }]);
    if ((await endHolder(tx, input.id, input.holderId, input.onDay)) === 0)
      throw new WaymarkError('not-allowed-now', { text: 'They no longer hold this post then.' });
    await bumpPost(tx, input.id);
    await wrote({
      subject: 'post',
      subjectId: input.id,
      detail: { holder: input.holderId, ends: input.onDay },
    });
    return { id: input.id };
  },
});

/** Takes an ending back: they stay, as long as nobody else has what they held. */
export const stayInPost = defineAct<OnPost & { holderId: number }, { id: number }>({
  name: 'post:stay',
  right: 'post:manage',
  about: aboutPost,
  run: async (tx, input, { today, wrote }) => {
    const post = await lockFor(tx, input, today);
    const holders = await listHolders(tx, post.id);
    const theirs = holders.find(({ id }) => id === input.holderId);
    if (theirs === undefined || theirs.toDate === null || post.toDate !== null)
      throw new WaymarkError('not-allowed-now', { text: 'This ending cannot be taken back.' });
    const others = heldMost(
      holders.filter(({ id }) => id !== theirs.id),
      theirs.toDate,
    );
    const elsewhere = heldMost(await listHeldBy(tx, theirs.staffId, post.id), theirs.toDate);
    if (others + theirs.fteHundredths > post.fteHundredths || elsewhere + theirs.fteHundredths > 100)
      throw new WaymarkError('not-allowed-now', {
        text: 'Somebody else has this post now, or they have another one.',
      });
    await stayHolder(tx, post.id, theirs.id);
    await bumpPost(tx, post.id);
    await wrote({ subject: 'post', subjectId: post.id, detail: { holder: theirs.id, stays: true } });
    return { id: post.id };
  },
});
