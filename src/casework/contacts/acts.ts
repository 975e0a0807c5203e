import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { type FailureNoted, noteIfFailed } from '../enforcement/start.ts';
import { outcomeIsDue, repeatError, stateOfContact, transitions } from './rules.ts';
import {
  type ContactKey,
  findRepeat,
  insertContact,
  lockContact,
  lockWriter,
  setJoint,
  updateContact,
  updateOutcome,
  withdrawContactRow,
} from './store.ts';
import type { ContactInput, OutcomeInput } from './types.ts';

/** The contact, and whether a failure to comply started enforcement. */
interface Recorded {
  id: number;
  enforcement?: FailureNoted;
}

/**
 * Records a contact, or plans one when it lies ahead. Reach is decided by the database: a reason for the person.
 * @param refuseRepeat from a form: the same sent again under another key (the answer was lost, and they went back)
 *   is refused as `invalid`, at the field `again`.
 */
export const recordContact = defineAct<ContactInput & { refuseRepeat?: boolean }, Recorded>({
  name: 'contact:record',
  right: 'contact:record',
  about: (input) => ({ subject: 'person', subjectId: input.personId }),
  run: async (tx, { refuseRepeat, ...input }, { actor, now, wrote }) => {
    if (refuseRepeat === true) {
      await lockWriter(tx, actor.staffId, input.personId);
      const earlier = await findRepeat(tx, input, actor.staffId);
      if (earlier !== undefined) throw invalid([repeatError(earlier.at)]);
    }
    const state = stateOfContact(input.at, now);
    const { id } = await insertContact(tx, {
      ...input,
      agencyId: actor.agencyId,
      staffId: actor.staffId,
      state,
    });
    if (input.withStaff.length > 0) await setJoint(tx, { id, personId: input.personId }, input.withStaff);
    await wrote({
      subject: 'contact',
      subjectId: id,
      personId: input.personId,
      detail: { state, handling: input.handling },
    });
    return { id, ...(await noteIfFailed(tx, { actor, wrote }, { ...input, id })) };
  },
});

/** Corrects a contact of one's own agency; the earlier wording stays in the row history. */
export const correctContact = defineAct<ContactInput & { id: number; version: number }, Recorded>({
  name: 'contact:correct',
  right: 'contact:record',
  about: (input) => ({ subject: 'contact', subjectId: input.id }),
  run: async (tx, input, { actor, now, wrote }) => {
    const contact = await lockContact(tx, input);
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
      state: stateOfContact(input.at, now),
      by: actor.staffId,
    });
    await setJoint(tx, contact, input.withStaff);
    await wrote({ subject: 'contact', subjectId: input.id, personId: contact.personId });
    return { id: input.id, ...(await noteIfFailed(tx, { actor, wrote }, input)) };
  },
});

/** Turns an appointment into a contact that happened, or did not: from Today, in one screen. */
export const recordOutcome = defineAct<OutcomeInput & ContactKey & { version: number }, Recorded>({
  name: 'contact:record-outcome',
  right: 'contact:record',
  about: (input) => ({ subject: 'contact', subjectId: input.id }),
  run: async (tx, input, { actor, today, wrote }) => {
    const contact = await lockContact(tx, input);
    if (contact.agencyId !== actor.agencyId)
      throw new WaymarkError('right-missing', {
        text: 'Only the agency that planned a contact may record its outcome.',
      });
    if (contact.version !== input.version)
      throw staleVersion({ note: contact.note, version: contact.version });
    if (transitions[contact.state]['record-outcome'] === undefined)
      throw new WaymarkError('not-allowed-now', {
        text: 'The outcome of this contact is recorded already. You may correct it.',
        data: { allowed: Object.keys(transitions[contact.state]) },
      });
    if (!outcomeIsDue(contact.at, today))
      throw new WaymarkError('not-allowed-now', {
        text: 'This appointment lies ahead: it has no outcome yet.',
      });
    await updateOutcome(tx, input.id, { ...input, by: actor.staffId });
    await wrote({
      subject: 'contact',
      subjectId: input.id,
      personId: contact.personId,
      detail: { outcome: input.outcome },
    });
    return { id: input.id, ...(await noteIfFailed(tx, { actor, wrote }, input)) };
  },
});

/** Withdraws a contact recorded by mistake; it stays, with the reason, for the auditor. */
export const withdrawContact = defineAct<ContactKey & { version: number; why: string }, { id: number }>({
  name: 'contact:withdraw',
  right: 'contact:record',
  about: (input) => ({ subject: 'contact', subjectId: input.id }),
  run: async (tx, input, { actor, wrote }) => {
    const contact = await lockContact(tx, input);
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
    await withdrawContactRow(tx, input.id, input.why, actor.staffId);
    await wrote({ subject: 'contact', subjectId: input.id, personId: contact.personId });
    return { id: input.id };
  },
});
