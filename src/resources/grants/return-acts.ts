import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { listPayments } from './payment-store.ts';
import { hasBegun, moveOf, type ReturnAct, wholeText, whyNotSent } from './rules.ts';
import { getReturn, lockReturn } from './store.ts';
import {
  decideText,
  findPlaces,
  insertText,
  listTexts,
  lockText,
  passReturn,
  reviewReturn,
  sendReturn,
  touchReturn,
  unsendReturn,
  writeText,
} from './text-store.ts';
import { type GrantReturn, type ReturnText, returnStateWords } from './types.ts';

export const topicSent = 'grant-return-sent';

/** The most times that one return may be sent: each is read by a person, and none is a way to try names out. */
const mostEditions = 10;

async function atVersion(tx: Tx, id: number, version: number): Promise<GrantReturn> {
  const seen = await getReturn(tx, id);
  if (seen.version !== version) {
    const [text] = await listTexts(tx, [id]);
    throw staleVersion({
      version: seen.version,
      text: [returnStateWords[seen.state], text?.narrative ?? '', text?.spendNote ?? '']
        .filter((one) => one !== '')
        .join('\n\n'),
    });
  }
  return seen;
}

async function move(tx: Tx, id: number, version: number, act: ReturnAct): Promise<GrantReturn> {
  const seen = await atVersion(tx, id, version);
  if (moveOf(seen.state, act) === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `This return is at the stage “${returnStateWords[seen.state]}”.`,
    });
  return lockReturn(tx, id);
}

export interface ReturnWords {
  id: number;
  version: number;
  /** Pence in digits; null: not known yet. */
  spendPence: string | null;
  narrative: string;
  spendNote: string;
}

/** The edition that is being written: the newest while it is a draft, else a new one. */
async function ownDraft(
  tx: Tx,
  input: ReturnWords,
  { actor, now }: ActContext,
): Promise<Pick<ReturnText, 'id' | 'edition'>> {
  const [newest] = await listTexts(tx, [input.id]);
  if (newest?.state === 'draft') return newest;
  const edition = (newest?.edition ?? 0) + 1;
  if (edition > mostEditions)
    throw new WaymarkError('not-allowed-now', {
      text: `A return is sent ${mostEditions} times at most. Speak to the scheme’s office.`,
    });
  const { narrative, spendNote } = input;
  const made = await insertText(tx, {
    returnId: input.id,
    edition,
    narrative,
    spendNote,
    marks: [],
    staffId: actor.staffId,
    now,
  });
  return { id: made.id, edition };
}

/** Keeps what the provider has written so far. Nobody else has it. */
export const saveReturn = defineAct<ReturnWords, { id: number }>({
  name: 'return:save',
  right: 'return:submit',
  about: ({ id }) => ({ subject: 'grant-return', subjectId: id }),
  run: async (tx, input, context) => {
    const found = await move(tx, input.id, input.version, 'send');
    if (!hasBegun(found, context.today))
      throw new WaymarkError('not-allowed-now', { text: 'The quarter has not begun.' });
    const draft = await ownDraft(tx, input, context);
    await writeText(tx, draft.id, { ...input, state: 'draft' });
    await touchReturn(tx, input.id);
    await context.wrote({ subject: 'grant-return', subjectId: input.id });
    return { id: input.id };
  },
});

/**
 * Sends the return. What was done is counted by the system when it has been sent, and the words go to the scheme's office
 * first. The provider is told nothing about the words by the system, so that nobody can try out who is on the scheme.
 */
export const submitReturn = defineAct<ReturnWords, { id: number }>({
  name: 'return:send',
  right: 'return:submit',
  about: ({ id }) => ({ subject: 'grant-return', subjectId: id }),
  run: async (tx, input, context) => {
    const found = await move(tx, input.id, input.version, 'send');
    const why = whyNotSent(found.state, found, context.today);
    if (why !== undefined) throw new WaymarkError('not-allowed-now', { text: why });
    if (input.spendPence === null)
      throw invalid([{ field: 'spend', text: 'Enter what was spent, £0.00 if nothing was' }]);
    if (input.narrative.trim() === '')
      throw invalid([{ field: 'narrative', text: 'Write what was done and what came of it' }]);
    const draft = await ownDraft(tx, input, context);
    await writeText(tx, draft.id, { ...input, state: 'sent' });
    await sendReturn(tx, input.id, {
      pence: input.spendPence,
      staffId: context.actor.staffId,
      now: context.now,
    });
    await context.wrote({
      subject: 'grant-return',
      subjectId: input.id,
      detail: { edition: draft.edition },
    });
    await context.emit(topicSent, { return: input.id });
    return { id: input.id };
  },
});

/**
 * Takes a return back while the scheme's office has not decided on it. The words that were sent stay as an edition, which
 * goes no further; what is written next is another, and is looked through anew.
 */
export const takeBackReturn = defineAct<{ id: number; version: number }, { id: number }>({
  name: 'return:take-back',
  right: 'return:submit',
  about: ({ id }) => ({ subject: 'grant-return', subjectId: id }),
  run: async (tx, input, { wrote }) => {
    await move(tx, input.id, input.version, 'take-back');
    await unsendReturn(tx, input.id);
    await wrote({ subject: 'grant-return', subjectId: input.id });
    return { id: input.id };
  },
});

/**
 * The scheme's office has read the words: they go on to the policing body, or back with the places to change. The places
 * are a person's choice, and say nothing but where.
 */
export const checkReturn = defineAct<
  { id: number; version: number; textId: number; pass: boolean; marks: number[] },
  { id: number }
>({
  name: 'return:check',
  right: 'return:check',
  about: ({ id }) => ({ subject: 'grant-return', subjectId: id }),
  run: async (tx, input, { actor, now, wrote }) => {
    await move(tx, input.id, input.version, input.pass ? 'pass' : 'send-back');
    const text = await lockText(tx, input.textId);
    const found = await findPlaces(tx, text.id);
    if (text.returnId !== input.id || text.state !== 'sent' || found === undefined)
      throw new WaymarkError('not-allowed-now', {
        text: 'The words are still being looked through. Try again in a minute.',
      });
    const marks = input.marks.includes(wholeText)
      ? [{ field: 'narrative' as const, start: 0, end: text.narrative.length }]
      : found.places.filter((_, index) => input.marks.includes(index));
    if (input.pass && marks.length > 0)
      throw invalid([{ field: 'marks', text: 'Places are ticked. Take the ticks away, or send it back' }]);
    if (!input.pass && marks.length === 0)
      throw invalid([{ field: 'marks', text: 'Tick the places that are to change' }]);
    await decideText(tx, text.id, { state: input.pass ? 'clear' : 'marked', marks });
    await passReturn(tx, input.id, {
      state: input.pass ? 'with-commissioner' : 'sent-back',
      staffId: actor.staffId,
      now,
    });
    await wrote({
      subject: 'grant-return',
      subjectId: input.id,
      detail: { pass: input.pass, marks: marks.length, places: found.places.length },
    });
    return { id: input.id };
  },
});

/** The policing body accepts a return, asks about it, or opens an accepted one again while no payment rests on it. */
export const decideReturn = defineAct<
  { id: number; version: number; act: 'accept' | 'query' | 'reopen'; note: string | null },
  { id: number }
>({
  name: 'return:review',
  right: 'grant:review',
  about: ({ id }) => ({ subject: 'grant-return', subjectId: id }),
  run: async (tx, input, { actor, now, wrote }) => {
    const found = await move(tx, input.id, input.version, input.act);
    const state = moveOf(found.state, input.act) ?? found.state;
    if (input.act === 'query' && input.note === null)
      throw invalid([{ field: 'note', text: 'Say what you ask the provider' }]);
    if (input.act === 'accept' && found.count === null)
      throw new WaymarkError('not-allowed-now', {
        text: 'The work of the quarter is still being counted. Try again in a minute.',
      });
    if (input.act === 'reopen') {
      const payments = await listPayments(tx, found.grantId);
      if (payments.some((one) => one.returnId === input.id && ['asked', 'released'].includes(one.state)))
        throw new WaymarkError('not-allowed-now', { text: 'A payment rests on this return.' });
    }
    await reviewReturn(tx, input.id, { state, staffId: actor.staffId, now, note: input.note });
    await wrote({ subject: 'grant-return', subjectId: input.id, detail: { act: input.act } });
    return { id: input.id };
  },
});
