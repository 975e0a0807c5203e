import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

export const sessionCookie = 'waymark_session';
/** Holds the secret of the sign-in form's token, before there is a session. */
export const guestCookie = 'waymark_guest';
/** One sentence about what has just been done, for the next page. */
export const doneCookie = 'waymark_done';

/** The sentence, and on lines of their own the words and address of a link, where there is one. */
export const doneText = (done: string, link?: { text: string; href: string }): string =>
  link === undefined ? done : `${done}\n${link.text}\n${link.href}`;

/** Reads what `doneText` wrote. A link leads to this site alone, whatever the cookie says. */
export function readDone(value: string): { text: string; link?: { text: string; href: string } } {
  const [text = '', words, href] = value.split('\n');
  return words !== undefined && href !== undefined && /^\/(?![/\\])/.test(href)
    ? { text, link: { text: words, href } }
    : { text };
}

export interface CookieSettings {
  secure: boolean;
}

export const setCookie = (
  reply: FastifyReply,
  name: string,
  value: string,
  settings: CookieSettings,
): FastifyReply =>
  reply.setCookie(name, value, { path: '/', httpOnly: true, sameSite: 'lax', secure: settings.secure });

export const dropCookie = (reply: FastifyReply, name: string): FastifyReply =>
  reply.clearCookie(name, { path: '/' });

const hashed = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/**
 * Who a rate is counted for: the member of staff, whatever their sessions; before sign-in the address. Hashed,
 * because buckets are stored.
 */
export const rateKey = (request: FastifyRequest, staffId: number | undefined): string =>
  hashed(staffId === undefined ? `address:${request.ip}` : `staff:${staffId}`);
