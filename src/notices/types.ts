/** How a message goes out to somebody outside. */
export type MessageChannel = 'text' | 'email';

export const messageChannels = ['text', 'email'] as const;

export const channelWords: Record<MessageChannel, string> = { text: 'Text message', email: 'E-mail' };

export interface OutgoingMessage {
  channel: MessageChannel;
  /** `+447700900123`, or an e-mail address; `addresses.ts` makes the only ones. */
  to: string;
  /** E-mails have one. */
  subject: string | null;
  body: string;
  /** The same for every attempt at one message: by it the other end knows a repeat. */
  reference: string;
}

/** Why it did not go; a code that is stored, and words for whoever waits for it. */
export type SendingCause =
  | 'no-such-address'
  | 'not-accepted'
  | 'not-reached'
  | 'busy'
  | 'channel-fault'
  | 'gave-up'
  | 'not-known';

export const causeWords: Record<SendingCause, string> = {
  'no-such-address': 'nobody has this address any more',
  'not-accepted': 'the other end would not take it',
  'not-reached': 'the other end could not be reached',
  busy: 'the other end was busy',
  'channel-fault': 'this system is not set up rightly for sending: tell whoever keeps its settings',
  'gave-up': 'it could not be delivered in several attempts',
  'not-known': 'the connection broke, and nobody can say whether it arrived',
};

/** `refused` is final; `later` is worth another attempt. */
export type SendingOutcome =
  | { is: 'sent'; id: string | null }
  | { is: 'refused'; cause: SendingCause }
  | { is: 'later'; cause: SendingCause };

/** What became of a message that was taken. */
export type Receipt = { is: 'delivered' } | { is: 'failed'; cause: SendingCause };

/** One way out. It logs nothing, and no error of it leaves `send`: an error's text may quote an address. */
export interface Carrier {
  readonly name: 'look' | 'smtp' | 'notify';
  send(message: OutgoingMessage): Promise<SendingOutcome>;
  /** The other end's number for a reference that it has taken already. */
  find?(reference: string): Promise<string | undefined>;
  /** Undefined while it is on its way. */
  receipt?(id: string): Promise<Receipt | undefined>;
}

/** The carrier of each channel. */
export type Carriers = Readonly<Record<MessageChannel, Carrier>>;

export const carrierWords: Record<Carrier['name'], string> = {
  look: 'Nothing is sent: messages are kept here to look at',
  smtp: 'A mail server, by SMTP',
  notify: 'GOV.UK Notify',
};
