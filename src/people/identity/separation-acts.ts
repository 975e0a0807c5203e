import { type ActContext, defineAct } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { type ItemVerdict, itemOf, readItem, type SaidVerdict } from './separation-rules.ts';
import {
  getSeparation,
  insertItems,
  moveRow,
  type SaidRow,
  supersedeItem,
  supersedeTogether,
} from './separation-store.ts';

export interface SayInput {
  separationId: number;
  personId: number;
  /** Kinds and numbers: `contact 4`. */
  items: string[];
  verdict: ItemVerdict;
  why: string;
}

const about = ({ separationId }: { separationId: number }) => ({
  subject: 'separation',
  subjectId: separationId,
});

/** Each named by its kind and its number, each once. */
function thingsIn(items: readonly string[]): { kind: string; id: number }[] {
  const things = [...new Set(items)].map(readItem);
  if (things.length === 0) throw new WaymarkError('not-found');
  return things.map((thing) => {
    if (thing === undefined) throw new WaymarkError('not-found');
    return thing;
  });
}

/** Whether it is a draft there, which nobody reads until it is sent. */
async function move(
  tx: Tx,
  separationId: number,
  { kind, id }: { kind: string; id: number },
  back: boolean,
): Promise<boolean> {
  const did = await moveRow(tx, { separationId, kind, id, back });
  if (did === 'absent') throw new WaymarkError('not-found');
  if (did === 'ended')
    throw new WaymarkError('not-allowed-now', {
      text: 'The record has come back to this person: nothing has to go to another.',
    });
  if (did === 'hangs')
    throw new WaymarkError('not-allowed-now', {
      text: 'Something hangs on one of these, or the other person has it already: it does not go as it is. Say that it is to be written anew, and write it where it belongs. Nothing was changed.',
    });
  return did === 'as-draft';
}

/** In the audit of both people: what was said of it, and that it came. */
async function note(
  { wrote }: Pick<ActContext, 'wrote'>,
  at: { separationId: number; personId: number; otherId: number },
  { kind, id }: { kind: string; id: number },
  said: { verdict: SaidVerdict; back: boolean },
): Promise<void> {
  const detail = { verdict: said.verdict, kind, thing: id, taken_back: said.back };
  await wrote({ ...about(at), personId: at.personId, detail });
  if (said.verdict === 'moved') await wrote({ ...about(at), personId: at.otherId, detail });
}

/**
 * Says whose some things are that were written while a record was wrongly part of somebody: one verdict and one reason for
 * all of them. "Moved" gives them to the other person at once; everything else stays where it is, and whoever reads the
 * list knows what to write anew. All of it, or nothing.
 */
export const sayWhose = defineAct<SayInput, { separationId: number; said: number }>({
  name: 'link:item',
  right: 'contact:record',
  about,
  run: async (tx, input, context) => {
    const { personId, separationId, verdict, why } = input;
    const { actor } = context;
    const { otherId } = await getSeparation(tx, personId, separationId);
    const things = thingsIn(input.items);
    if (verdict === 'moved') for (const thing of things) await move(tx, separationId, thing, false);
    const items = things.map(({ kind, id }) => itemOf(kind, id));
    const rows = { separationId, personId, verdict, why, items, saidWith: newKey() };
    const said = await insertItems(tx, { ...rows, agencyId: actor.agencyId, staffId: actor.staffId });
    if (said !== things.length)
      throw new WaymarkError('not-allowed-now', {
        text: 'A colleague of your agency has said whose one of these is meanwhile. Nothing was changed.',
      });
    for (const thing of things)
      await note(context, { separationId, personId, otherId }, thing, { verdict, back: false });
    return { separationId, said };
  },
});

/** Whether it came back as a draft. */
async function bringBack(tx: Tx, was: SaidRow, context: ActContext): Promise<boolean> {
  const { otherId } = await getSeparation(tx, was.personId, was.separationId);
  // What was said before things were named by their kind has no number to bring back.
  const thing = readItem(was.item);
  if (thing === undefined) {
    await context.wrote({
      ...about(was),
      personId: was.personId,
      detail: { verdict: was.verdict, taken_back: true },
    });
    return false;
  }
  const isDraft = was.verdict === 'moved' && (await move(tx, was.separationId, thing, true));
  await note(context, { ...was, otherId }, thing, { verdict: was.verdict, back: true });
  return isDraft;
}

/** Takes back what one's own agency said of something, or of all of which it was said with it; what went comes back. */
export const takeItemBack = defineAct<
  { itemId: number; personId: number; together: boolean },
  { separationId: number; back: number; drafts: number }
>({
  name: 'link:item-undo',
  right: 'contact:record',
  about: ({ itemId }) => ({ subject: 'separation', subjectId: itemId }),
  run: async (tx, { itemId, personId, together }, context) => {
    const first = await supersedeItem(tx, itemId);
    if (first === undefined || first.personId !== personId) throw new WaymarkError('not-found');
    const others = together && first.saidWith !== null ? await supersedeTogether(tx, first) : [];
    let drafts = 0;
    for (const was of [first, ...others]) if (await bringBack(tx, was, context)) drafts += 1;
    return { separationId: first.separationId, back: 1 + others.length, drafts };
  },
});

/** What one's own agency said must be written anew has been written where it belongs: nobody is reminded of it any more. */
export const sayWritten = defineAct<{ itemId: number; personId: number }, { separationId: number }>({
  name: 'link:item-written',
  right: 'contact:record',
  about: ({ itemId }) => ({ subject: 'separation', subjectId: itemId }),
  run: async (tx, { itemId, personId }, context) => {
    const was = await supersedeItem(tx, itemId);
    if (was === undefined || was.personId !== personId || was.verdict !== 'anew')
      throw new WaymarkError('not-found');
    const { separationId, item, why } = was;
    const { agencyId, staffId } = context.actor;
    const rows = { separationId, personId, agencyId, staffId, why, items: [item] };
    await insertItems(tx, { ...rows, verdict: 'written', saidWith: newKey() });
    const { otherId } = await getSeparation(tx, personId, separationId);
    const thing = readItem(item);
    if (thing !== undefined)
      await note(context, { separationId, personId, otherId }, thing, { verdict: 'written', back: false });
    return { separationId };
  },
});
