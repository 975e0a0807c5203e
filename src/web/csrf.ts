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
