import { defineAct } from '../../kernel/acts.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { newToken } from '../../kernel/ids.ts';

export interface FeedChoice {
  showsKind: boolean;
  showsPlace: boolean;
}

export interface OwnFeed extends FeedChoice {
  id: number;
  madeAt: Date;
  readAt: Date | null;
}

/** The address that a member of staff has now, without its secret, which nobody has but them. */
export const findOwnFeed = (tx: Tx, staffId: number): Promise<OwnFeed | undefined> =>
  tx.maybe(sql<OwnFeed>`
    select id, shows_kind as "showsKind", shows_place as "showsPlace", made_at as "madeAt", read_at as "readAt"
    from calendar_feed where staff_id = ${staffId} and revoked_at is null`);

const revoke = (tx: Tx, staffId: number): Promise<number> =>
  tx.run(sql`update calendar_feed set revoked_at = now(), version = version + 1
    where staff_id = ${staffId} and revoked_at is null`);

/**
 * Makes a secret address, in place of the one there is. The act has its hash alone: what an act was given and answered is
 * kept, and a secret must not be.
 * @param input `tokenSha256` in hexadecimal.
 */
export const makeFeed = defineAct<FeedChoice & { tokenSha256: string; role: string }, { id: number }>({
  name: 'calendar-feed:make',
  right: 'contact:record',
  run: async (tx, input, { actor, wrote }) => {
    const salt = await tx.maybe(sql<{ salt: string }>`
      select uid_salt as salt from calendar_feed where staff_id = ${actor.staffId} order by id desc limit 1`);
    const ended = await revoke(tx, actor.staffId);
    const made = await tx.one(sql<{ id: number }>`
      insert into calendar_feed (scheme_id, staff_id, role, token_sha256, uid_salt, shows_kind, shows_place)
      values (${actor.schemeId}, ${actor.staffId}, ${input.role}, decode(${input.tokenSha256}, 'hex'), ${salt?.salt ?? newToken()}, ${input.showsKind}, ${input.showsPlace})
      returning id`);
    await wrote({
      subject: 'calendar_feed',
      subjectId: made.id,
      detail: { kind: input.showsKind, place: input.showsPlace, renewed: ended > 0 },
    });
    return made;
  },
});

/** The address opens nothing from now on. */
export const revokeFeed = defineAct<Record<string, never>, { ended: number }>({
  name: 'calendar-feed:revoke',
  right: 'contact:record',
  run: async (tx, _input, { actor, wrote }) => {
    const feed = await findOwnFeed(tx, actor.staffId);
    const ended = await revoke(tx, actor.staffId);
    await wrote({ subject: 'calendar_feed', subjectId: feed?.id ?? 0, detail: { ended } });
    return { ended };
  },
});
