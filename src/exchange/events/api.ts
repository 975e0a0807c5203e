import {
  type EventOutcome,
  mostEvents,
  senderOfSignature,
  senderOfToken,
  takeIn,
} from '../../intelligence/index.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import type { MachinePost } from '../../web/machine-posts.ts';
import { describedApi, describedWebhook } from './described.ts';

/** Bytes of one sending. */
const bodyLimit = 1_048_576;

/** Events by API and by webhook: one, or `{"events": […]}`. */
export const eventPosts: readonly MachinePost[] = [
  {
    url: '/api/events',
    bodyLimit,
    described: describedApi(bodyLimit),
    receive: async ({ database, headers, body, now }) => {
      const sender = await senderOfToken(database, headers.authorization, now);
      return answer(await takeIn(database, sender, readBody(body), { how: 'api', now }));
    },
  },
  {
    url: '/api/events/webhooks/:sender',
    bodyLimit,
    described: describedWebhook(bodyLimit),
    receive: async ({ database, headers, params, body, now }) => {
      const header = (name: string): string | undefined => {
        const value = headers[name];
        return typeof value === 'string' ? value : undefined;
      };
      const senderId = /^\d{1,15}$/.test(params.sender ?? '') ? Number(params.sender) : 0;
      const sender = await senderOfSignature(
        database,
        {
          senderId,
          id: header('webhook-id'),
          timestamp: header('webhook-timestamp'),
          signature: header('webhook-signature'),
          body,
        },
        now,
      );
      return answer(await takeIn(database, sender, readBody(body), { how: 'webhook', now }));
    },
  },
];

/** @throws WaymarkError `bad-request`, `too-large`. */
function readBody(body: Buffer): unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new WaymarkError('bad-request', { text: 'The body is no JSON in UTF-8.', cause });
  }
  const events = (value as { events?: unknown } | null)?.events;
  const sent = events === undefined ? [value] : events;
  if (!Array.isArray(sent) || sent.length === 0)
    throw new WaymarkError('bad-request', { text: 'Send one event, or {"events": […]} with at least one.' });
  if (sent.length > mostEvents)
    throw new WaymarkError('too-large', { text: `Send at most ${mostEvents} events at once.` });
  return sent;
}

/** 202 where anything was kept; 422 where every event was refused. */
function answer(outcomes: readonly EventOutcome[]): { status: number; body: unknown } {
  const count = (what: EventOutcome['is']): number => outcomes.filter(({ is }) => is === what).length;
  const refused = outcomes.flatMap((one, place) =>
    one.is === 'refused' ? [{ place, id: one.id, field: one.field, text: one.text }] : [],
  );
  return {
    status: refused.length === outcomes.length ? 422 : 202,
    body: {
      accepted: count('accepted'),
      repeated: count('repeated'),
      parked: count('parked'),
      corrected: count('corrected'),
      withdrawn: count('withdrawn'),
      refused,
    },
  };
}
