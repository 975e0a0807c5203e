import { type ActContext, defineAct } from '../../kernel/acts.ts';
import { addDays, type Day, daysBetween, londonDay, showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid } from '../../kernel/errors.ts';
import { checkContact } from './acts.ts';
import { cancelRow, insertMove, lockSeries, moveRow } from './appointment-store.ts';
import type { CancelInput, MoveInput, Slot } from './appointment-types.ts';
import { occurrences, type RepeatInput, wallTime } from './repeat-rules.ts';
import {
  beginSeries,
  type ContactKey,
  insertContact,
  type LockedContact,
  lockContact,
  setJoint,
} from './store.ts';
import type { ContactInput } from './types.ts';
import { warningsFor } from './warnings.ts';

/** A series as its form and its preview send it. */
export interface SeriesInput extends ContactInput {
  repeat: RepeatInput;
  /** Days that are left out. */
  skip: readonly Day[];
  /** The warnings were read. */
  sure: boolean;
}

/** Every appointment that a series would make, in order: the preview shows these, and the act makes them. */
export const slotsOf = (input: Omit<SeriesInput, 'sure'>): Slot[] => {
  const at = new Date(input.at);
  const time = showMoment(at).split(', ')[1] ?? '';
  return occurrences({ at, time }, input.repeat)
    .filter(({ day }) => !input.skip.includes(day))
    .map(({ day, at: when, shifted }) => ({ ...input, day, at: when, shifted }));
};

async function refuseWarned(
  tx: Tx,
  actor: ActContext['actor'],
  asked: Parameters<typeof warningsFor>[2],
): Promise<void> {
  const warnings = await warningsFor(tx, actor, asked);
  const texts = warnings.flatMap((some, index) =>
    some.map((text) => `${showMoment(asked.slots[index]?.at ?? new Date(0))}: ${text}`),
  );
  if (texts.length > 0) throw invalid(texts.map((text) => ({ field: 'sure', text })));
}

/** Plans appointments that repeat: each is a row of its own and knows its series. */
export const planSeries = defineAct<SeriesInput, { ids: number[] }>({
  name: 'contact:plan-series',
  right: 'contact:record',
  about: (input) => ({ subject: 'person', subjectId: input.personId }),
  run: async (tx, input, { actor, now, wrote }) => {
    const slots = slotsOf(input);
    const [first] = slots;
    if (first === undefined)
      throw invalid([{ field: 'skip', text: 'Every day is left out. Keep at least one' }]);
    if (first.at <= now) throw invalid([{ field: 'day', text: 'The first appointment does not lie ahead' }]);
    const about = { personId: input.personId, staffId: actor.staffId };
    if (!input.sure) await refuseWarned(tx, actor, { ...about, slots });
    const { every } = input.repeat;
    const ids: number[] = [];
    for (const { at } of slots) {
      const [begun] = ids;
      const { id } = await insertContact(tx, {
        ...input,
        at: at.toISOString(),
        outcome: null,
        agencyId: actor.agencyId,
        staffId: actor.staffId,
        state: 'planned',
        series: begun === undefined ? undefined : { id: begun, every },
      });
      if (begun === undefined) await beginSeries(tx, id, every);
      if (input.withStaff.length > 0) await setJoint(tx, { id, personId: input.personId }, input.withStaff);
      ids.push(id);
    }
    await wrote({
      subject: 'contact',
      subjectId: ids[0] ?? 0,
      personId: input.personId,
      detail: { made: ids.length, every, handling: input.handling },
    });
    return { ids };
  },
});

/** Where each of them is moved: by as many days as the first, to the new time by the clock. */
function movedSlots(contacts: readonly LockedContact[], input: MoveInput): Slot[] {
  const [first] = contacts;
  const to = new Date(input.at);
  const by = first === undefined ? 0 : daysBetween(londonDay(first.at), londonDay(to));
  const time = showMoment(to).split(', ')[1] ?? '';
  return contacts.map((contact, index) => {
    const day = addDays(londonDay(contact.at), by);
    const when = index === 0 ? { at: to, shifted: false } : wallTime(day, time);
    return { ...contact, ...when, day, place: input.place, minutes: input.minutes };
  });
}

/** Moves an appointment, and where wanted the later ones of its series; when it was to be, who asked and why is kept. */
export const moveAppointment = defineAct<
  ContactKey & { version: number } & MoveInput,
  { id: number; moved: number }
>({
  name: 'contact:move',
  right: 'contact:record',
  about: (input) => ({ subject: 'contact', subjectId: input.id }),
  run: async (tx, input, { actor, now, wrote }) => {
    const contact = await lockContact(tx, input);
    checkContact(contact, actor, {
      act: 'move',
      version: input.version,
      refused: 'Only an appointment that is still planned can be moved.',
    });
    if (new Date(input.at) <= now)
      throw invalid([{ field: 'day', text: 'Enter a day and time that lie ahead' }]);
    const contacts = await lockSeries(tx, contact, input.later);
    const slots = movedSlots(contacts, input);
    if (slots.every(({ at }, index) => at.getTime() === contacts[index]?.at.getTime()))
      throw invalid([{ field: 'time', text: 'It is at this time already' }]);
    if (!input.sure)
      await refuseWarned(tx, actor, {
        personId: contact.personId,
        staffId: contact.staffId,
        slots,
        butNot: contacts.map(({ id }) => id),
      });
    for (const [index, one] of contacts.entries()) {
      const at = slots[index]?.at ?? one.at;
      await insertMove(tx, one, { ...input, what: 'moved', to: at, by: actor.staffId });
      await moveRow(tx, one.id, { at, place: input.place, minutes: input.minutes, by: actor.staffId });
      await wrote({
        subject: 'contact',
        subjectId: one.id,
        personId: one.personId,
        detail: { askedBy: input.askedBy },
      });
    }
    return { id: contact.id, moved: contacts.length };
  },
});

/** Calls an appointment off, and where wanted the later ones of its series. It is no failure to comply. */
export const cancelAppointment = defineAct<
  ContactKey & { version: number } & CancelInput,
  { id: number; cancelled: number }
>({
  name: 'contact:cancel',
  right: 'contact:record',
  about: (input) => ({ subject: 'contact', subjectId: input.id }),
  run: async (tx, input, { actor, wrote }) => {
    const contact = await lockContact(tx, input);
    checkContact(contact, actor, {
      act: 'cancel',
      version: input.version,
      refused: 'Only an appointment that is still planned can be cancelled.',
    });
    const contacts = await lockSeries(tx, contact, input.later);
    for (const one of contacts) {
      await insertMove(tx, one, {
        what: 'cancelled',
        to: null,
        askedBy: input.askedBy,
        why: null,
        by: actor.staffId,
      });
      await cancelRow(tx, one.id, { why: input.why, by: actor.staffId });
      await wrote({
        subject: 'contact',
        subjectId: one.id,
        personId: one.personId,
        detail: { why: input.why, askedBy: input.askedBy },
      });
    }
    return { id: contact.id, cancelled: contacts.length };
  },
});
