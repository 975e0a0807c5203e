import { createHash } from 'node:crypto';
import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import {
  endSecrets,
  insertSecret,
  insertSender,
  lockSender,
  setRevoked,
  updateSender,
} from './sender-store.ts';
import type { SenderInput } from './sender-types.ts';

/** Milliseconds for which the older secret of a sender holds after a new one was made. */
export const overlap = 24 * 3_600_000;

/** What a secret is kept as. An act is given these in place of the secret, which is shown once and kept nowhere. */
export interface Secret {
  /** Hexadecimal. */
  tokenSha256: string;
  /** Base64 of the 32 bytes that sign. */
  signingKey: string;
}

const keyOf = ({ signingKey }: Secret): Buffer => Buffer.from(signingKey, 'base64');

/** Registers a system that may send events, with its first secret. */
export const registerSender = defineAct<SenderInput & { secret: Secret }, { id: number }>({
  name: 'event-sender:register',
  right: 'settings:manage',
  run: async (tx, { secret, ...input }, { actor, now, wrote }) => {
    const { id } = await insertSender(tx, {
      ...input,
      schemeId: actor.schemeId,
      by: actor.staffId,
      now,
    });
    await insertSecret(tx, id, { tokenSha256: secret.tokenSha256, signingKey: keyOf(secret), now });
    await wrote({
      subject: 'event_sender',
      subjectId: id,
      detail: { agency: input.agencyId, kinds: input.kinds.length, handling: input.handling },
    });
    return { id };
  },
});

interface SenderMove {
  id: number;
  version: number;
}

export const changeSender = defineAct<SenderInput & SenderMove, { id: number }>({
  name: 'event-sender:change',
  right: 'settings:manage',
  about: ({ id }) => ({ subject: 'event_sender', subjectId: id }),
  run: async (tx, input, { wrote }) => {
    const sender = await lockSender(tx, input.id);
    if (sender.version !== input.version) throw staleVersion({ version: sender.version });
    await updateSender(tx, input.id, input);
    await wrote({
      subject: 'event_sender',
      subjectId: input.id,
      detail: { agency: input.agencyId, kinds: input.kinds.length, handling: input.handling },
    });
    return { id: input.id };
  },
});

/** Makes a new secret; the older one holds for a day, so that the sender can change over. */
export const rotateSecret = defineAct<SenderMove & { secret: Secret }, { id: number }>({
  name: 'event-sender:rotate',
  right: 'settings:manage',
  about: ({ id }) => ({ subject: 'event_sender', subjectId: id }),
  run: async (tx, input, { now, wrote }) => {
    const sender = await lockSender(tx, input.id);
    if (sender.revokedAt !== null)
      throw new WaymarkError('not-allowed-now', { text: 'A sender that is revoked gets no secret.' });
    await endSecrets(tx, input.id, new Date(now.getTime() + overlap));
    await insertSecret(tx, input.id, {
      tokenSha256: input.secret.tokenSha256,
      signingKey: keyOf(input.secret),
      now,
    });
    await wrote({ subject: 'event_sender', subjectId: input.id });
    return { id: input.id };
  },
});

/** Ends every secret of a sender at once; what it sent stays. */
export const revokeSender = defineAct<SenderMove, { id: number }>({
  name: 'event-sender:revoke',
  right: 'settings:manage',
  about: ({ id }) => ({ subject: 'event_sender', subjectId: id }),
  run: async (tx, input, { now, wrote }) => {
    const sender = await lockSender(tx, input.id);
    if (sender.version !== input.version) throw staleVersion({ version: sender.version });
    await endSecrets(tx, input.id, now);
    await setRevoked(tx, input.id, now);
    await wrote({ subject: 'event_sender', subjectId: input.id });
    return { id: input.id };
  },
});

/** Of a token and a signing key as they are shown. */
export const secretOf = (token: string, signingKey: Buffer): Secret => ({
  tokenSha256: createHash('sha256').update(token).digest('hex'),
  signingKey: signingKey.toString('base64'),
});
