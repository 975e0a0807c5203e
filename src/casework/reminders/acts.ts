import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import { londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, notFound, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { channelWords, type MessageChannel } from '../../notices/types.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { recordContact } from '../contacts/acts.ts';
import type { ContactHandling } from '../contacts/types.ts';
import { lengthErrors } from './form-rules.ts';
import { isQuiet, whyNoMessage } from './rules.ts';
import {
  endConsent,
  findAddressFacts,
  insertConsent,
  insertMessage,
  lockChoice,
  lockConsent,
  markSeen,
  putChoice,
  replaceConsents,
  switchConsent,
} from './store.ts';
import { type ConsentInput, heldWords, type ReminderRule } from './types.ts';
import { fill, subjectOf } from './words.ts';

type Key = { id: number; personId: number };

/**
 * What the person agreed to, and where messages go. One's agency's earlier address of the same channel is replaced: what
 * was agreed to for the old one is not agreed to for the new, and reminders are off until somebody has seen one.
 */
export const giveConsent = defineAct<ConsentInput, { id: number }>({
  name: 'consent:give',
  right: 'contact:record',
  about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
  run: async (tx, input, { actor, now, wrote }) => {
    await replaceConsents(tx, {
      personId: input.personId,
      agencyId: actor.agencyId,
      channel: input.channel,
      now,
      by: actor.staffId,
    });
    const { schemeId, agencyId, staffId } = actor;
    const made = await insertConsent(tx, { ...input, schemeId, agencyId, staffId, now });
    await wrote({
      subject: 'message_consent',
      subjectId: made.id,
      personId: input.personId,
      detail: {
        channel: input.channel,
        shared: input.shared,
        reminders: input.purposes.includes('reminders'),
        messages: input.purposes.includes('messages'),
      },
    });
    return made;
  },
});

/** They no longer want it. No version is asked for: somebody else's change is no reason to go on writing to them. */
export const withdrawConsent = defineAct<Key & { how: string }, { id: number }>({
  name: 'consent:withdraw',
  right: 'contact:record',
  about: ({ id }) => ({ subject: 'message_consent', subjectId: id }),
  run: async (tx, { id, personId, how }, { actor, now, wrote }) => {
    const consent = await lockConsent(tx, { id, personId });
    if (consent.state === 'given') await endConsent(tx, id, { how, now, by: actor.staffId });
    await wrote({ subject: 'message_consent', subjectId: id, personId });
    return { id };
  },
});

/** Switches reminders on with a wording that was looked at, or off with none. */
export const switchReminders = defineAct<Key & { version: number; wording: string | null }, { id: number }>({
  name: 'reminders:switch',
  right: 'contact:record',
  about: ({ id }) => ({ subject: 'message_consent', subjectId: id }),
  run: async (tx, input, { actor, now, today, wrote }) => {
    const { id, personId, wording } = input;
    const consent = await lockConsent(tx, { id, personId });
    if (consent.version !== input.version) throw staleVersion({ version: consent.version });
    if (consent.state !== 'given' || !consent.purposes.includes('reminders'))
      throw new WaymarkError('not-allowed-now', {
        text: 'They have not agreed to reminders at this address.',
      });
    if (wording !== null) {
      const rule = await ruleInForce<ReminderRule>(tx, actor.schemeId, 'reminders', today);
      if (!rule.body.wordings.some(({ code }) => code === wording))
        throw invalid([{ field: 'wording', text: 'Choose a wording' }]);
    }
    await switchConsent(tx, id, { wording, now, by: actor.staffId });
    await wrote({ subject: 'message_consent', subjectId: id, personId, detail: { wording } });
    return { id };
  },
});

/** For one appointment: no reminder, one though they are off otherwise, or other words. */
export const chooseReminder = defineAct<
  Key & { version: number; choice: 'send' | 'skip'; words: string | null },
  { id: number }
>({
  name: 'reminders:choose',
  right: 'contact:record',
  about: ({ id }) => ({ subject: 'contact', subjectId: id }),
  run: async (tx, input, { actor, now, wrote }) => {
    const { contact, choice } = await lockChoice(tx, input);
    if (contact.agencyId !== actor.agencyId)
      throw new WaymarkError('right-missing', {
        text: 'Only the agency that planned an appointment decides on its reminder.',
      });
    if ((choice?.version ?? 0) !== input.version)
      throw staleVersion({ version: choice?.version ?? 0, words: choice?.words ?? '' });
    if (contact.state !== 'planned' || contact.at <= now)
      throw new WaymarkError('not-allowed-now', { text: 'This appointment does not lie ahead.' });
    await putChoice(tx, { ...input, contactId: input.id, staffId: actor.staffId });
    await wrote({
      subject: 'contact',
      subjectId: input.id,
      personId: input.personId,
      detail: { choice: input.choice, ownWords: input.words !== null },
    });
    return { id: input.id };
  },
});

export interface MessageInput {
  personId: number;
  consentId: number;
  words: string;
}

export interface Composed {
  body: string;
  channel: MessageChannel;
  subject: string | null;
  /** As those of the address: whoever may not know where it went does not read that it went. */
  handling: ContactHandling;
  namedAgencies: number[];
}

/** The message exactly as it will go out, or why it may not. */
export async function composeMessage(
  tx: Tx,
  input: MessageInput,
  who: { agencyId: number; schemeId: number; name: string; now: Date },
): Promise<Composed> {
  const today = londonDay(who.now);
  const [facts, rule] = await Promise.all([
    findAddressFacts(tx, { ...input, agencyId: who.agencyId, today }),
    ruleInForce<ReminderRule>(tx, who.schemeId, 'reminders', today),
  ]);
  if (facts === undefined) throw notFound();
  const held = whyNoMessage(facts, 'messages');
  if (held !== undefined)
    throw invalid([{ field: 'consent', text: `Nothing can be sent there: ${heldWords[held]}` }]);
  const { channel, shared } = facts;
  const body = fill(input.words, rule.body, { ...facts, at: who.now, worker: who.name, place: null });
  const errors = lengthErrors(channel, body, rule.body);
  if (errors.length > 0) throw invalid(errors);
  if (isQuiet(who.now, rule.body.quiet)) {
    const { from, to } = rule.body.quiet;
    throw invalid([
      { field: 'words', text: `Nothing is sent between ${from} and ${to}. Send it after that` },
    ]);
  }
  const { handling, namedAgencies } = facts;
  return {
    body,
    channel,
    subject: channel === 'email' ? subjectOf(rule.body, shared) : null,
    handling,
    namedAgencies,
  };
}

const nameOfActor = (context: ActContext): string =>
  'name' in context.actor && typeof context.actor.name === 'string' ? context.actor.name : '';

/** One message now, in the worker's words; recorded as a contact, and sent by the queue. */
export const sendMessage = defineAct<MessageInput, { id: number; contactId: number }>({
  name: 'message:send',
  right: 'contact:record',
  about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
  run: async (tx, input, context) => {
    const { actor, now, wrote, emit } = context;
    const { schemeId, agencyId, staffId } = actor;
    const composed = await composeMessage(tx, input, {
      schemeId,
      agencyId,
      name: nameOfActor(context),
      now,
    });
    const contact = await recordContact.run(tx, contactOf(input, composed, now), context);
    const { id } = await insertMessage(tx, {
      ...composed,
      schemeId,
      agencyId,
      staffId,
      personId: input.personId,
      consentId: input.consentId,
      contactId: contact.id,
      reference: newKey(),
      now,
    });
    await emit('message', { message: id });
    await wrote({
      subject: 'message',
      subjectId: id,
      personId: input.personId,
      detail: { channel: composed.channel, contact: contact.id },
    });
    return { id, contactId: contact.id };
  },
});

const contactOf = (
  { personId }: MessageInput,
  { channel, body, handling, namedAgencies }: Composed,
  now: Date,
) => ({
  personId,
  kind: 'text',
  at: now.toISOString(),
  outcome: 'none' as const,
  place: null,
  pathway: null,
  minutes: null,
  note: `${channelWords[channel]}: ${body}`,
  handling,
  namedAgencies,
  withStaff: [],
});

/** "I know": a message that did not arrive leaves Today. */
export const seeFailed = defineAct<Key, { id: number }>({
  name: 'message:seen',
  right: 'contact:record',
  about: ({ id }) => ({ subject: 'message', subjectId: id }),
  run: async (tx, { id, personId }, { now, wrote }) => {
    await markSeen(tx, { id, personId, now });
    await wrote({ subject: 'message', subjectId: id, personId });
    return { id };
  },
});
