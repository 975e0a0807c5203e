import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { keepEvent } from '../registers/history.ts';
import { listOwners } from '../registers/owners.ts';
import {
  isOutstanding,
  mayAssure,
  mayReturn,
  mayTakeBack,
  type RecommendationAct,
  recommendationChanges,
  transitions,
} from './rules.ts';
import {
  getRecommendation,
  insertRecommendations,
  insertSource,
  lockRecommendation,
  setStatus,
  updateRecommendation as writeRecommendation,
} from './store.ts';
import {
  type Recommendation,
  type RecommendationChange,
  type RecommendationInput,
  type RecommendationRow,
  type RecommendationStatus,
  type SourceInput,
  statusWords,
} from './types.ts';

const manage = 'action:manage' as const;
const assure = 'recommendation:assure' as const;

const about = (input: { id: number }) => ({ subject: 'recommendation', subjectId: input.id });

/** Enters a review, an inspection or a paper whose recommendations are followed. @throws `conflict` for its title. */
export const addSource = defineAct<SourceInput, { id: number }>({
  name: 'recommendation:add-source',
  right: manage,
  run: async (tx, input, { actor, wrote }) => {
    const { id } = await insertSource(tx, { ...input, schemeId: actor.schemeId, staffId: actor.staffId });
    await wrote({ subject: 'recommendation-source', subjectId: id });
    return { id };
  },
});

const keep = (
  tx: Tx,
  { actor }: Pick<ActContext, 'actor'>,
  event: {
    itemId: number;
    act: string;
    status: RecommendationStatus;
    changes?: string[];
    words?: string | null;
  },
): Promise<number> =>
  keepEvent(tx, { register: 'recommendation', ...event, schemeId: actor.schemeId, staffId: actor.staffId });

export const addRecommendation = defineAct<RecommendationInput, { id: number }>({
  name: 'recommendation:add',
  right: manage,
  run: async (tx, input, context) => {
    const [row] = await insertRecommendations(tx, context.actor.schemeId, input.sourceId, [input]);
    const id = row?.id ?? 0;
    await keep(tx, context, { itemId: id, act: 'Entered', status: 'open' });
    await context.wrote({ subject: 'recommendation', subjectId: id });
    return { id };
  },
});

/** Enters all lines of a file, or none. @throws WaymarkError `conflict` where one was entered meanwhile. */
export const importRecommendations = defineAct<
  { sourceId: number; rows: RecommendationRow[] },
  { entered: number }
>({
  name: 'recommendation:import',
  right: manage,
  run: async (tx, input, context) => {
    const entered = await insertRecommendations(tx, context.actor.schemeId, input.sourceId, input.rows);
    for (const { id } of entered)
      await keep(tx, context, { itemId: id, act: 'Entered from a file', status: 'open' });
    await context.wrote({
      subject: 'recommendation-source',
      subjectId: input.sourceId,
      detail: { entered: entered.length },
    });
    return { entered: entered.length };
  },
});

async function lockFor(
  tx: Tx,
  act: RecommendationAct,
  input: { id: number; version: number },
): Promise<Recommendation> {
  const one = await lockRecommendation(tx, input.id);
  if (one.version !== input.version) throw staleVersion({ version: one.version, status: one.status });
  if (transitions[one.status][act] === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `This recommendation stands thus: ${statusWords[one.status].toLowerCase()}.`,
      data: { allowed: Object.keys(transitions[one.status]) },
    });
  return one;
}

/** Changes words, owner, day, evidence or status before it is done; the history keeps what was before. */
export const updateRecommendation = defineAct<RecommendationChange, { id: number }>({
  name: 'recommendation:update',
  right: manage,
  about,
  run: async (tx, input, context) => {
    const before = await lockFor(tx, 'update', input);
    const owners = await listOwners(tx, context.actor.schemeId);
    const nameOf = (id: number | null): string =>
      owners.find((owner) => owner.id === id)?.name ?? (id === before.ownerId ? (before.owner ?? '') : '');
    await writeRecommendation(tx, input.id, input);
    await keep(tx, context, {
      itemId: input.id,
      act: 'Changed',
      changes: recommendationChanges(before, input, nameOf),
      status: input.status,
    });
    await context.wrote({ subject: 'recommendation', subjectId: input.id, detail: { status: input.status } });
    return { id: input.id };
  },
});

/** Reports it done with what shows it, declines it with why, or opens it again. */
export const reportRecommendation = defineAct<
  { id: number; version: number; act: 'report' | 'decline' | 'reopen'; words: string },
  { id: number }
>({
  name: 'recommendation:report',
  right: manage,
  about,
  run: async (tx, input, context) => {
    const one = await lockFor(tx, input.act, input);
    if (input.act === 'reopen' && !mayTakeBack(one, context.actor.staffId))
      throw new WaymarkError('not-allowed-now', {
        text: 'Its owner, or whoever reported it done, takes the report back.',
      });
    if (input.words.trim() === '')
      throw invalid([
        { field: 'words', text: input.act === 'report' ? 'Say what shows that it was done' : 'Say why' },
      ]);
    const status = transitions[one.status][input.act] ?? 'in-progress';
    await setStatus(tx, input.id, {
      status,
      evidence: input.act === 'report' ? input.words : one.evidence,
      done: input.act === 'report' ? { by: context.actor.staffId, on: context.today } : null,
      assured: null,
    });
    const acts = { report: 'Reported done', decline: 'Not accepted', reopen: 'Opened again' };
    await keep(tx, context, { itemId: input.id, act: acts[input.act], words: input.words, status });
    await context.wrote({ subject: 'recommendation', subjectId: input.id, detail: { status } });
    return { id: input.id };
  },
});

/** Somebody else than the owner and than whoever reported it done says that the evidence shows it. */
export const assureRecommendation = defineAct<{ id: number; version: number; words: string }, { id: number }>(
  {
    name: 'recommendation:assure',
    right: assure,
    about,
    run: async (tx, input, context) => {
      const one = await lockFor(tx, 'assure', input);
      const { actor, today } = context;
      if (!mayAssure(one, actor.staffId))
        throw new WaymarkError('not-allowed-now', {
          text: 'Somebody else than its owner, and than whoever reported it done, assures a recommendation.',
        });
      if (input.words.trim() === '') throw invalid([{ field: 'words', text: 'Say what you looked at' }]);
      await setStatus(tx, input.id, {
        status: 'assured',
        evidence: one.evidence,
        done: { by: one.doneBy ?? 0, on: one.doneOn ?? today },
        assured: { by: actor.staffId, on: today, words: input.words },
      });
      await keep(tx, context, { itemId: input.id, act: 'Assured', words: input.words, status: 'assured' });
      await context.wrote({ subject: 'recommendation', subjectId: input.id, detail: { status: 'assured' } });
      return { id: input.id };
    },
  },
);

/** The evidence does not show it, or no longer: back to the owner, with why. */
export const returnRecommendation = defineAct<{ id: number; version: number; words: string }, { id: number }>(
  {
    name: 'recommendation:return',
    right: assure,
    about,
    run: async (tx, input, context) => {
      const one = await lockFor(tx, 'return', input);
      if (!mayReturn(one, context.actor.staffId))
        throw new WaymarkError('not-allowed-now', {
          text: 'It is yours, or you reported it done: take the report back instead.',
        });
      if (input.words.trim() === '') throw invalid([{ field: 'words', text: 'Say what is missing' }]);
      await setStatus(tx, input.id, {
        status: 'in-progress',
        evidence: one.evidence,
        done: null,
        assured: null,
      });
      await keep(tx, context, {
        itemId: input.id,
        act: 'Sent back',
        words: input.words,
        status: 'in-progress',
      });
      await context.wrote({
        subject: 'recommendation',
        subjectId: input.id,
        detail: { status: 'in-progress' },
      });
      return { id: input.id };
    },
  },
);

/** What the register says of one now, for somebody whose form is out of date. */
export async function recommendationNow(tx: Tx, id: number): Promise<{ text: string; version: number }> {
  const one = await getRecommendation(tx, id);
  const open = isOutstanding(one.status) ? `Owner: ${one.owner ?? 'nobody'}. ` : '';
  return {
    version: one.version,
    text: `${one.text} ${statusWords[one.status]}. ${open}Evidence: ${one.evidence ?? 'none yet'}.`,
  };
}
