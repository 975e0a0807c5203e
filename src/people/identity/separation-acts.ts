import { defineAct } from '../../kernel/acts.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import {
  getSeparation,
  insertItem,
  moveContactRow,
  type NewItem,
  supersedeItem,
} from './separation-store.ts';

const about = ({ separationId }: { separationId: number }) => ({
  subject: 'separation',
  subjectId: separationId,
});

const contactIn = (item: string, personId: number): number | undefined => {
  const [, person, contact] = /^contact \/people\/(\d{1,15})\/contacts\/(\d{1,15})$/.exec(item) ?? [];
  return Number(person) === personId ? Number(contact) : undefined;
};

function refuseMove(did: Awaited<ReturnType<typeof moveContactRow>>): void {
  if (did === 'absent') throw new WaymarkError('not-found');
  if (did === 'ended')
    throw new WaymarkError('not-allowed-now', {
      text: 'The record has come back to this person: nothing has to go to another.',
    });
  if (did === 'hangs')
    throw new WaymarkError('not-allowed-now', {
      text: 'Something hangs on this contact: it is ahead, part of a series, a visit, was sent to Delius, or a failure to comply or a message stands on it. Say that it is to be written anew, and write it where it belongs.',
    });
}

/**
 * Says whose something is that was done while a record was wrongly part of somebody. "Moved" gives a contact to the other
 * person at once; everything else stays where it is, and whoever reads the list knows what to write anew.
 */
export const sayWhose = defineAct<NewItem, { separationId: number }>({
  name: 'link:item',
  right: 'contact:record',
  about,
  run: async (tx, input, { actor, wrote }) => {
    await getSeparation(tx, input.personId, input.separationId);
    const contactId = contactIn(input.item, input.personId);
    // A contact is named by its own address with this person, or not at all.
    if (input.item.startsWith('contact ') && contactId === undefined) throw new WaymarkError('not-found');
    if (input.verdict === 'moved') {
      if (contactId === undefined) throw new WaymarkError('not-found');
      refuseMove(await moveContactRow(tx, { separationId: input.separationId, contactId, back: false }));
    }
    const said = await insertItem(tx, { ...input, agencyId: actor.agencyId, staffId: actor.staffId });
    if (!said)
      throw new WaymarkError('not-allowed-now', {
        text: 'A colleague of your agency has said whose this is meanwhile. Nothing was changed.',
      });
    await wrote({
      ...about(input),
      personId: input.personId,
      detail: { verdict: input.verdict, contact: contactId ?? null },
    });
    return { separationId: input.separationId };
  },
});

/** Takes back what one's own agency said of something; a contact that went to the other person comes back. */
export const takeItemBack = defineAct<{ itemId: number; personId: number }, { separationId: number }>({
  name: 'link:item-undo',
  right: 'contact:record',
  about: ({ itemId }) => ({ subject: 'separation', subjectId: itemId }),
  run: async (tx, { itemId, personId }, { wrote }) => {
    const was = await supersedeItem(tx, itemId);
    if (was === undefined || was.personId !== personId) throw new WaymarkError('not-found');
    const contactId = contactIn(was.item, personId);
    if (was.verdict === 'moved' && contactId !== undefined)
      refuseMove(await moveContactRow(tx, { separationId: was.separationId, contactId, back: true }));
    await wrote({ ...about(was), personId, detail: { taken_back: was.verdict, contact: contactId ?? null } });
    return { separationId: was.separationId };
  },
});
