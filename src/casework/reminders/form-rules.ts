import type { Day } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { readAddress } from '../../notices/addresses.ts';
import { messageChannels } from '../../notices/types.ts';
import { handlings } from '../contacts/types.ts';
import { Reading, typedList, type Values } from '../reading.ts';
import { askedHows, type ConsentInput, purposes, type ReminderRule } from './types.ts';
import { tooLong, wordingFaults } from './words.ts';

/** Reads what the person agreed to. An address that cannot be one is said to be so, with what is wrong. */
export function readConsent(
  personId: number,
  values: Values,
  context: { today: Day; agencies: readonly number[] },
): { input: ConsentInput } | { errors: FieldError[] } {
  const form = new Reading(values);
  const channel = form.code('channel', messageChannels, 'Choose whether it is for texts or e-mails');
  const typed = form.words('address', 'Enter the number or address that they gave');
  const read = channel === null || typed === null ? undefined : readAddress(channel, typed);
  if (read !== undefined && 'wrong' in read) form.wrong('address', read.wrong);
  const shared = form.code('shared', ['no', 'yes'] as const, 'Say whether somebody else has it or sees it');
  const wanted = typedList(values, 'purposes');
  const chosen = purposes.filter((purpose) => wanted.includes(purpose));
  if (chosen.length === 0) form.wrong('purposes', 'Choose what they agreed to');
  const told = form.words('told', 'Write down the words in which they were asked');
  const language = form.words('language');
  const askedOn = form.pastDay('askedOn', 'Enter the day on which they were asked', context.today);
  const askedHow = form.code('askedHow', askedHows, 'Choose how they were asked');
  const handling = form.code('handling', handlings, 'Choose whose messages may go there');
  const namedAgencies = handling === 'named' ? form.ids('named', context.agencies) : [];
  if (handling === 'named' && namedAgencies.length === 0) form.wrong('named', 'Choose the agencies');
  if (!form.ticked('agreed')) form.wrong('agreed', 'Nothing may be sent unless they agreed');
  if (
    form.errors.length > 0 ||
    channel === null ||
    read === undefined ||
    !('address' in read) ||
    told === null ||
    askedOn === null ||
    askedHow === null ||
    handling === null
  )
    return { errors: form.errors };
  return {
    input: {
      personId,
      channel,
      address: read.address,
      askedOn,
      askedHow,
      purposes: chosen,
      shared: shared === 'yes',
      told,
      language,
      handling,
      namedAgencies,
    },
  };
}

/** The choice for one appointment: nothing, the wording of the rule, or other words. */
export function readChoice(
  values: Values,
  rule: ReminderRule,
): { input: { choice: 'send' | 'skip'; words: string | null } } | { errors: FieldError[] } {
  const form = new Reading(values);
  const choice = form.code('choice', ['send', 'skip'] as const, 'Choose whether a reminder goes out');
  const words = form.words('words');
  if (choice === 'send' && words !== null)
    for (const fault of wordingFaults(words, rule, true)) form.wrong('words', fault);
  return form.errors.length > 0 || choice === null
    ? { errors: form.errors }
    : { input: { choice, words: choice === 'skip' ? null : words } };
}

/** A message of the worker's own words. */
export function readMessage(
  values: Values,
  rule: ReminderRule,
  choices: readonly number[],
): { input: { consentId: number; words: string } } | { errors: FieldError[] } {
  const form = new Reading(values);
  const consentId = form.id('consent', choices, 'Choose where it goes');
  const words = form.words('words', 'Write the message');
  if (words !== null) for (const fault of wordingFaults(words, rule, false)) form.wrong('words', fault);
  return form.errors.length > 0 || consentId === null || words === null
    ? { errors: form.errors }
    : { input: { consentId, words } };
}

/** Wrong where what goes out is longer than the scheme allows. */
export const lengthErrors = (channel: 'text' | 'email', filled: string, rule: ReminderRule): FieldError[] => {
  const fault = tooLong(channel, filled, rule);
  return fault === undefined ? [] : [{ field: 'words', text: fault }];
};
