import type { Day } from '../../kernel/clock.ts';
import type { Carrier, MessageChannel, SendingCause } from '../../notices/types.ts';
import type { ContactHandling } from '../contacts/types.ts';

export const purposes = ['reminders', 'messages'] as const;
export type Purpose = (typeof purposes)[number];

export const purposeWords: Record<Purpose, string> = {
  reminders: 'Reminders of appointments',
  messages: 'Other messages from whoever works with them',
};

export const askedHows = ['in-person', 'phone', 'letter', 'email'] as const;
export type AskedHow = (typeof askedHows)[number];

export const askedHowWords: Record<AskedHow, string> = {
  'in-person': 'In person',
  phone: 'By telephone',
  letter: 'In writing',
  email: 'By e-mail or text',
};

export type ConsentState = 'given' | 'withdrawn' | 'replaced';

export const consentStateWords: Record<ConsentState, string> = {
  given: 'Agreed',
  withdrawn: 'Withdrawn',
  replaced: 'Replaced by another',
};

/** An address that the person gave for messages, and what they agreed to. */
export interface Consent {
  id: number;
  personId: number;
  agencyId: number;
  agency: string;
  staff: string;
  handling: ContactHandling;
  channel: MessageChannel;
  address: string;
  askedOn: Day;
  askedHow: AskedHow;
  purposes: Purpose[];
  shared: boolean;
  told: string;
  language: string | null;
  state: ConsentState;
  endedAt: Date | null;
  /** Code of the wording that was looked at when reminders were switched on; null while they are off. */
  wording: string | null;
  broken: SendingCause | null;
  version: number;
}

export interface ConsentInput {
  personId: number;
  channel: MessageChannel;
  address: string;
  askedOn: Day;
  askedHow: AskedHow;
  purposes: Purpose[];
  shared: boolean;
  told: string;
  language: string | null;
  handling: ContactHandling;
  namedAgencies: number[];
}

export type MessageState = 'queued' | 'sending' | 'sent' | 'delivered' | 'failed' | 'dropped';

export const messageStateWords: Record<MessageState, string> = {
  queued: 'Waiting to go out',
  sending: 'Going out',
  sent: 'Sent',
  delivered: 'Delivered',
  failed: 'Not delivered',
  dropped: 'Not sent',
};

/** Why nothing is sent. Custody and leaving have one code: not everybody who sees the message may know which. */
export type HeldCause =
  | 'not-agreed'
  | 'switched-off'
  | 'address-broken'
  | 'held-back'
  | 'appointment-changed'
  | 'unannounced'
  | 'kind-not-reminded'
  | 'skipped'
  | 'too-late'
  | 'quiet-hours'
  | 'no-rule';

export const heldWords: Record<HeldCause, string> = {
  'not-agreed': 'they have not agreed to it, or no longer do',
  'switched-off': 'reminders are not switched on',
  'address-broken': 'a message to this address was refused: ask them whether it is right',
  'held-back': 'something on record says that nothing should be sent to them now',
  'appointment-changed': 'the appointment was changed or has passed',
  unannounced: 'an unannounced visit is never announced',
  'kind-not-reminded': 'the scheme’s rule has no reminders of this kind of contact',
  skipped: 'a worker chose that there is none',
  'too-late': 'it would have come too late to be of use',
  'quiet-hours': 'it would have come at night',
  'no-rule': 'the scheme has no rule for reminders',
};

export interface Message {
  id: number;
  personId: number;
  contactId: number | null;
  agencyId: number;
  staff: string;
  kind: 'reminder' | 'message';
  /** Of the rule; of a message that takes a reminder back, `called-off`. */
  step: string | null;
  appointmentAt: Date | null;
  channel: MessageChannel;
  body: string;
  state: MessageState;
  carrier: Carrier['name'] | null;
  cause: SendingCause | HeldCause | null;
  madeAt: Date;
  sentAt: Date | null;
  settledAt: Date | null;
  seenAt: Date | null;
}

/** When a reminder goes out: so many days before, at an hour of London's clock, or so many hours before. */
export type ReminderStep =
  | { code: string; daysBefore: number; at: string }
  | { code: string; hoursBefore: number };

export interface Wording {
  code: string;
  name: string;
  version: number;
  text: string;
}

/** The scheme's rule `reminders`. */
export interface ReminderRule {
  steps: ReminderStep[];
  /** By London's clock; nothing goes out from the first until the second. */
  quiet: { from: string; to: string };
  /** Codes of kinds of contact that people are reminded of. */
  kinds: string[];
  wordings: Wording[];
  /** To whoever was reminded of an appointment that is then called off; without it they are not told. */
  calledOff?: string;
  emailSubject: string;
  /** How many parts a text may have. */
  maxParts: number;
  /** What may be said of a place that contacts record under another name; of others nothing is said. */
  places: { recorded: string; said: string }[];
  /** How a team is called towards whoever may read the message, and where it is rung. */
  teams: { team: string; said: string; phone: string }[];
  /** Words of the scheme's own that no message holds, besides those that none ever does. */
  neverSay: string[];
}

/** What is known of an appointment and of whoever is to be reminded, as the asker may see it. */
export interface ReminderFacts {
  contactId: number;
  personId: number;
  schemeId: number;
  agencyId: number;
  handling: ContactHandling;
  namedAgencies: number[];
  staffId: number;
  contactState: string;
  at: Date;
  kind: string;
  place: string | null;
  firstName: string;
  worker: string;
  team: string;
  /** On the scheme today, and the membership does not rest. */
  active: boolean;
  /** Today or on the day of the appointment. */
  inCustody: boolean;
  consentId: number;
  consentState: ConsentState;
  channel: MessageChannel;
  purposes: Purpose[];
  shared: boolean;
  wording: string | null;
  broken: string | null;
  choice: 'send' | 'skip' | null;
  words: string | null;
}
