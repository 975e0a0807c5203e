import { NotifyClient } from 'notifications-node-client';
import type { Carrier, MessageChannel, OutgoingMessage, Receipt, SendingOutcome } from './types.ts';

export interface NotifySettings {
  apiKey: string;
  /** Another address than Notify's own, for tests. */
  url?: string | undefined;
  /**
   * Ids of templates that hold nothing but `((message))`, and `((subject))` as an e-mail's subject: the words are
   * versioned in the scheme's rules, where they can be seen before they go out.
   */
  templates: Partial<Record<MessageChannel, string | undefined>>;
  /** Milliseconds until an answer is no longer waited for. */
  patience?: number;
}

/** Texts and e-mails by GOV.UK Notify, through its own client. */
export function notifyCarrier({ apiKey, url, templates, patience = 20_000 }: NotifySettings): Carrier {
  const client = url === undefined ? new NotifyClient(apiKey) : new NotifyClient(url, apiKey);
  const send = (message: OutgoingMessage, template: string): Promise<{ data: { id: string } }> =>
    message.channel === 'text'
      ? client.sendSms(template, message.to, {
          personalisation: { message: message.body },
          reference: message.reference,
        })
      : client.sendEmail(template, message.to, {
          personalisation: { subject: message.subject ?? '', message: message.body },
          reference: message.reference,
        });
  return {
    name: 'notify',
    send: async (message) => {
      const template = templates[message.channel];
      if (template === undefined) return { is: 'later', cause: 'channel-fault' };
      try {
        const { data } = await within(patience, send(message, template));
        return { is: 'sent', id: data.id };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    find: async (reference) => {
      const { data } = await within(
        patience,
        client.getNotifications(undefined, undefined, reference, undefined),
      );
      return data.notifications[0]?.id;
    },
    receipt: async (id) => receiptOf((await within(patience, client.getNotificationById(id))).data.status),
  };
}

/** The client waits for ever. What comes after all is found by its reference before anything is sent again. */
async function within<Answer>(patience: number, asked: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), patience);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * By https://docs.notifications.service.gov.uk/node.html, "Error codes": 400 is about what was sent, 403 about the key,
 * 429 about how much, 5xx about Notify.
 */
function outcomeOf(error: unknown): SendingOutcome {
  const answer = (
    error as { response?: { status?: number; data?: { errors?: { error?: string; message?: string }[] } } }
  ).response;
  const status = answer?.status;
  if (status === undefined) return { is: 'later', cause: 'not-reached' };
  if (status === 429) return { is: 'later', cause: 'busy' };
  if (status >= 500) return { is: 'later', cause: 'not-reached' };
  if (status !== 400) return { is: 'later', cause: 'channel-fault' };
  const words = (answer?.data?.errors ?? []).map(({ message }) => message ?? '').join(' ');
  if (/(phone_number|email_address) /.test(words)) return { is: 'refused', cause: 'no-such-address' };
  // A trial or team-only key, a template that is gone or has other fields: nothing about the person.
  return { is: 'later', cause: 'channel-fault' };
}

/** "Get message status": `created`, `sending`, `pending` and `sent` (abroad) are on their way. */
function receiptOf(status: string): Receipt | undefined {
  switch (status) {
    case 'delivered':
      return { is: 'delivered' };
    case 'permanent-failure':
      return { is: 'failed', cause: 'no-such-address' };
    case 'temporary-failure':
      return { is: 'failed', cause: 'not-reached' };
    case 'technical-failure':
      return { is: 'failed', cause: 'channel-fault' };
    default:
      return undefined;
  }
}
