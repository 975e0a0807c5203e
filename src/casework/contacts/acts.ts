import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { stateOfContact, transitions } from './rules.ts';
import { insertContact, lockContact, updateContact, withdrawContactRow } from './store.ts';
import type { ContactInput } from './types.ts';

/** Records a contact, or plans one when it lies ahead. Reach is decided by the database: a reason for the person. */
export const recordContact = defineAct<ContactInput, { id: number }>({
  name: 'contact:record',
  right: 'contact:record',
  about: (input) => ({ subject: 'person', subjectId: input.personId }),
  run: async (tx, input, { actor, now, wrote }) => {
    const state = stateOfContact(input.at, now);
    const { id } = await insertContact(tx, {
      ...input,
      agencyId: actor.agencyId,
      staffId: actor.staffId,
      state,
    });
    await wrote({
      subject: 'contact',
      subjectId: id,
      personId: input.personId,
      detail: { state, handling: input.handling },
    });
    return { id };
  },
});

/** Corrects a contact of one's own agency; the earlier wording stays in the row history. */
export const correctContact = defineAct<ContactInput & { id: number; version: number }, { id: number }>({
  name: 'contact:correct',
  right: 'contact:record',
  about: (input) => ({ subject: 'contact', subjectId: input.id }),
  run: async (tx, input, { actor, now, wrote }) => {
    const contact = await lockContact(tx, input.id);
    if (contact.agencyId !== actor.agencyId)
      throw new WaymarkError('right-missing', {
        text: 'Only the agency that recorded a contact may correct it.',
      });
    if (contact.version !== input.version)
      throw staleVersion({ note: contact.note, version: contact.version });
    if (transitions[contact.state].correct === undefined) {
      throw new WaymarkError('not-allowed-now', {
        text: 'A withdrawn contact cannot be corrected.',
        data: { allowed: Object.keys(transitions[contact.state]) },
      });
    }
    await updateContact(tx, input.id, {
      ...input,
      personId: contact.personId,
      state: stateOfContact(input.at, now),
    });
    await wrote({ subject: 'contact', subjectId: input.id, personId: contact.personId });
    return { id: input.id };
  },
});

/** Withdraws a contact recorded by mistake; it stays, with the reason, for the auditor. */
export const withdrawContact = defineAct<{ id: number; version: number; why: string }, { id: number }>({
  name: 'contact:withdraw',
  right: 'contact:record',
  about: (input) => ({ subject: 'contact', subjectId: input.id }),
  run: async (tx, input, { actor, wrote }) => {
    const contact = await lockContact(tx, input.id);
    if (contact.agencyId !== actor.agencyId)
      throw new WaymarkError('right-missing', {
        text: 'Only the agency that recorded a contact may withdraw it.',
      });
    if (contact.version !== input.version)
      throw staleVersion({ note: contact.note, version: contact.version });
    if (transitions[contact.state].withdraw === undefined) {
      throw new WaymarkError('not-allowed-now', {
        text: 'This contact is withdrawn already.',
        data: { allowed: Object.keys(transitions[contact.state]) },
      });
    }
    await withdrawContactRow(tx, input.id, input.why);
    await wrote({ subject: 'contact', subjectId: input.id, personId: contact.personId });
    return { id: input.id };
  },
});
