import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { serviceViewer } from '../../access/viewers.ts';
import type { Database } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { sha256 } from '../../kernel/ids.ts';
import { findByToken, findSender, findSenderByName, listKeys, noteRefused } from './intake-store.ts';
import type { Sender } from './types.ts';

/** Seconds by which the clocks of a sender and of this system may differ: what is older is taken for a replay. */
const replayWindow = 300;

const refuse = (text: string): WaymarkError => new WaymarkError('not-signed-in', { text });

const asEvents = serviceViewer('events', 'events-door');

/** @throws WaymarkError `not-signed-in` where the token is no sender's, or not any more. */
export async function senderOfToken(
  database: Database,
  header: string | undefined,
  now: Date,
): Promise<Sender> {
  const token = /^Bearer ([A-Za-z0-9_-]{43})$/.exec(header ?? '')?.[1];
  const sender =
    token === undefined
      ? undefined
      : await database.as(asEvents, (tx) => findByToken(tx, sha256(token), now), { readOnly: true });
  if (sender === undefined)
    throw refuse(
      'Send “Authorization: Bearer” with the token of a registered sender. This one is none, or holds no longer.',
    );
  return sender;
}

/** What a webhook signs: its number, its time and its body, as Standard Webhooks has it. */
export interface Signed {
  senderId: number;
  id: string | undefined;
  timestamp: string | undefined;
  /** `v1,` and the signature in base64; several with spaces between. */
  signature: string | undefined;
  body: Buffer;
}

/** HMAC-SHA256 over `id.timestamp.body`, in base64. */
export const signatureOf = (key: Buffer, id: string, timestamp: string, body: Buffer): string =>
  createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');

function isSigned(keys: readonly { key: string }[], signed: Required<Signed>): boolean {
  const sent = (signed.signature ?? '')
    .split(' ')
    .flatMap((one) => (one.startsWith('v1,') ? [Buffer.from(one.slice(3), 'base64')] : []));
  let found = false;
  for (const { key } of keys) {
    const wanted = Buffer.from(
      signatureOf(Buffer.from(key, 'hex'), signed.id ?? '', signed.timestamp ?? '', signed.body),
      'base64',
    );
    for (const one of sent) if (one.length === wanted.length && timingSafeEqual(one, wanted)) found = true;
  }
  return found;
}

/**
 * The sender of a webhook whose signature holds, and which is of these minutes. Sent again within them it is taken again,
 * and its events are known already.
 * @throws WaymarkError `not-signed-in`; the sender's page says when and why.
 */
export async function senderOfSignature(database: Database, signed: Signed, now: Date): Promise<Sender> {
  const { sender, keys } = await database.as(
    asEvents,
    async (tx) => ({
      sender: await findSender(tx, signed.senderId),
      keys: await listKeys(tx, signed.senderId, now),
    }),
    { readOnly: true },
  );
  // A number that is no sender's takes the same work and the same time as one whose signature is wrong.
  const why = whyNot(sender === undefined || keys.length === 0 ? nobodysKeys : keys, signed, now);
  if (sender !== undefined && why === undefined) return sender;
  if (sender !== undefined) noteRefusal(database, sender.id, why ?? 'signature', now);
  throw refuse(whyWords[why ?? 'signature']);
}

const nobodysKeys = [{ key: randomBytes(32).toString('hex') }];

const noteEvery = 60_000;
/** When a refusal of each sender and reason was last written down: a flood of bad posts writes each once a minute. */
const noted = new WeakMap<Database, Map<string, number>>();

/** Nobody waits for it: how long it takes would tell that there is such a sender. */
function noteRefusal(database: Database, senderId: number, why: Why, now: Date): void {
  const last = noted.get(database) ?? new Map<string, number>();
  noted.set(database, last);
  const what = `${senderId} ${why}`;
  if (now.getTime() - (last.get(what) ?? Number.NEGATIVE_INFINITY) < noteEvery) return;
  last.set(what, now.getTime());
  database.as(asEvents, (tx) => noteRefused(tx, senderId, why, now)).catch(() => last.delete(what));
}

type Why = 'headers' | 'time' | 'signature';

const whyWords: Record<Why, string> = {
  headers: 'Send the headers webhook-id, webhook-timestamp and webhook-signature.',
  time: 'The time of webhook-timestamp is more than five minutes from this system’s.',
  signature: 'The signature is not that of this sender over webhook-id, webhook-timestamp and the body.',
};

function whyNot(keys: readonly { key: string }[], signed: Signed, now: Date): Why | undefined {
  const { id, timestamp, signature } = signed;
  if (id === undefined || timestamp === undefined || signature === undefined || !/^\d{1,12}$/.test(timestamp))
    return 'headers';
  if (!isSigned(keys, { ...signed, id, timestamp, signature })) return 'signature';
  return Math.abs(now.getTime() / 1000 - Number(timestamp)) > replayWindow ? 'time' : undefined;
}

/** A sender by its name, for a file brought in at the console. @throws WaymarkError `not-found`. */
export async function senderNamed(database: Database, name: string): Promise<Sender> {
  const sender = await database.as(asEvents, (tx) => findSenderByName(tx, name), { readOnly: true });
  if (sender === undefined)
    throw new WaymarkError('not-found', { text: `There is no sender “${name}” that is registered now.` });
  return sender;
}

/** A registered sender by its number. */
export const senderById = (database: Database, id: number): Promise<Sender | undefined> =>
  database.as(asEvents, (tx) => findSender(tx, id), { readOnly: true });
