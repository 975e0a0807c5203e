import { createHmac, timingSafeEqual } from 'node:crypto';
import { Tokens } from '@fastify/csrf';
import { WaymarkError } from '../kernel/errors.ts';

const tokens = new Tokens({});

/** A token for a form. Its secret is the session's, or before sign-in that of a cookie. */
export const csrfToken = (secret: string): string => tokens.create(secret);

export const newCsrfSecret = (): string => tokens.secretSync();

/** @throws WaymarkError `form-expired` when the form's token does not belong to the secret. */
export function checkCsrf(secret: string | undefined, token: unknown): void {
  if (secret === undefined || typeof token !== 'string' || !tokens.verify(secret, token))
    throw new WaymarkError('form-expired');
}

const markOf = (secret: string, what: string): string =>
  createHmac('sha256', secret).update(`given:${what}`).digest('base64url').slice(0, 22);

/** Something that a form brings back, with the mark by which the session knows that it gave it away: `p12~…`. */
export const sealed = (secret: string, what: string): string => `${what}~${markOf(secret, what)}`;

/** What was sealed in this session; undefined for what it never gave. */
export function unsealed(secret: string, brought: string): string | undefined {
  const [what = '', mark = '', ...more] = brought.split('~');
  if (secret === '' || more.length > 0 || mark.length !== 22) return undefined;
  const expected = Buffer.from(markOf(secret, what));
  const given = Buffer.from(mark);
  return given.length === expected.length && timingSafeEqual(given, expected) ? what : undefined;
}
