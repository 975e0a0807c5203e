import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, notFound, WaymarkError } from '../../kernel/errors.ts';
import { ownOnly } from './publish-acts.ts';
import { agreedOf, whyNotPublished, whyWaits } from './publish-rules.ts';
import {
  closeAsked,
  findAsked,
  insertAsked,
  listRedactions,
  type Redaction,
  setReturnAsked,
} from './publish-store.ts';
import { getDecision } from './store.ts';

// What the first of two people does: they ask that a notice be published, or that a passage be put back. The second publishes
// it, or puts it back (publish-acts.ts).

const right = 'decision:publish' as const;

/** Asks that the notice be published as it stands, with what is left out of it now. */
export const askPublication = defineAct<{ id: number; version: number }, { requestId: number }>({
  name: 'decision:ask-publication',
  right,
  about: ({ id }) => ({ subject: 'decision', subjectId: id }),
  run: async (tx, input, context) => {
    const decision = await getDecision(tx, input.id);
    if (decision.version !== input.version)
      throw staleVersion({ version: decision.version, state: decision.state });
    ownOnly(decision, context);
    const redactions = await listRedactions(tx, input.id);
    const why = whyNotPublished(decision) ?? whyWaits(redactions);
    if (why !== undefined) throw new WaymarkError('not-allowed-now', { text: why });
    if ((await findAsked(tx, input.id)) !== undefined)
      throw new WaymarkError('not-allowed-now', {
        text: 'It waits for a second person already.',
      });
    const { id: requestId } = await insertAsked(tx, {
      decisionId: input.id,
      version: decision.version,
      passages: agreedOf(redactions).map(({ id }) => id),
      staffId: context.actor.staffId,
    });
    await context.wrote({ subject: 'decision', subjectId: input.id, detail: { request: requestId } });
    return { requestId };
  },
});

/** A second person's no, with why; or whoever asked takes it back. */
export const closePublication = defineAct<{ id: number; why: string }, { state: 'refused' | 'withdrawn' }>({
  name: 'decision:close-publication',
  right,
  about: ({ id }) => ({ subject: 'decision', subjectId: id }),
  run: async (tx, input, context) => {
    ownOnly(await getDecision(tx, input.id), context);
    const asked = await findAsked(tx, input.id);
    if (asked === undefined)
      throw new WaymarkError('not-allowed-now', { text: 'Nobody waits for its publication.' });
    const { staffId } = context.actor;
    const state = asked.askedById === staffId ? ('withdrawn' as const) : ('refused' as const);
    const why = input.why.trim() || null;
    if (state === 'refused' && why === null)
      throw invalid([{ field: 'refusal', text: 'Say why it is not published' }]);
    await closeAsked(tx, asked.id, { state, staffId, why });
    await context.wrote({ subject: 'decision', subjectId: input.id, detail: { request: asked.id, state } });
    return { state };
  },
});

async function leftOut(tx: Tx, input: { id: number; redactionId: number }): Promise<Redaction> {
  const one = (await listRedactions(tx, input.id)).find(({ id }) => id === input.redactionId);
  if (one === undefined) throw notFound();
  if (one.agreedBy === null)
    throw new WaymarkError('not-allowed-now', { text: 'Nobody has agreed that it is left out.' });
  return one;
}

/** Asks that a passage that two people left out be put back. */
export const askReturn = defineAct<{ id: number; redactionId: number }, { id: number }>({
  name: 'decision:ask-return',
  right,
  about: ({ id }) => ({ subject: 'decision', subjectId: id }),
  run: async (tx, input, context) => {
    ownOnly(await getDecision(tx, input.id), context);
    if ((await leftOut(tx, input)).returnAskedById !== null)
      throw new WaymarkError('not-allowed-now', { text: 'It waits for a second person already.' });
    await setReturnAsked(tx, input.redactionId, context.actor.staffId);
    await context.wrote({
      subject: 'decision',
      subjectId: input.id,
      detail: { redaction: input.redactionId },
    });
    return { id: input.id };
  },
});

/** The passage stays left out after all, whoever says so. */
export const keepLeftOut = defineAct<{ id: number; redactionId: number }, { id: number }>({
  name: 'decision:keep-left-out',
  right,
  about: ({ id }) => ({ subject: 'decision', subjectId: id }),
  run: async (tx, input, context) => {
    ownOnly(await getDecision(tx, input.id), context);
    await leftOut(tx, input);
    await setReturnAsked(tx, input.redactionId, null);
    await context.wrote({
      subject: 'decision',
      subjectId: input.id,
      detail: { redaction: input.redactionId },
    });
    return { id: input.id };
  },
});
