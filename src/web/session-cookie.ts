import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

export const sessionCookie = 'waymark_session';
/** Holds the secret of the sign-in form's token, before there is a session. */
export const guestCookie = 'waymark_guest';
/** One sentence about what has just been done, for the next page. */
export const doneCookie = 'waymark_done';

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
