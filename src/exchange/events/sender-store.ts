import { sql, type Tx } from '../../kernel/database.ts';
import type { SecretRow, SenderInput, SenderRow } from './sender-types.ts';

const columns = sql`s.id, s.name, s.agency_id as "agencyId", a.name as agency, s.kinds, s.handling, s.named_agencies as "namedAgencies", s.per_minute as "perMinute",
  s.made_at as "madeAt", s.revoked_at as "revokedAt", s.heard_at as "heardAt", s.refused_at as "refusedAt", s.refused_why as "refusedWhy", s.version`;

const from = sql`from event_sender s join agency a on a.id = s.agency_id`;

/** Those that may send first. */
export const listSenders = (tx: Tx): Promise<SenderRow[]> =>
  tx.many(
    sql<SenderRow>`select ${columns} ${from} order by s.revoked_at is not null, s.name, s.id limit 200`,
  );

export const getSender = (tx: Tx, id: number): Promise<SenderRow> =>
  tx.one(sql<SenderRow>`select ${columns} ${from} where s.id = ${id}`);

export const lockSender = (tx: Tx, id: number): Promise<SenderRow> =>
  tx.one(sql<SenderRow>`select ${columns} ${from} where s.id = ${id} for update of s`);

/** Secrets that hold, the newest first. */
export const listSecrets = (tx: Tx, senderId: number, now: Date): Promise<SecretRow[]> =>
  tx.many(sql<SecretRow>`
    select id, made_at as "madeAt", ends_at as "endsAt" from event_secret
    where sender_id = ${senderId} and (ends_at is null or ends_at > ${now}) order by id desc`);

export const insertSender = (
  tx: Tx,
  row: SenderInput & { schemeId: number; by: number; now: Date },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into event_sender (scheme_id, agency_id, name, kinds, handling, named_agencies, per_minute, made_by, made_at)
    values (${row.schemeId}, ${row.agencyId}, ${row.name}, ${row.kinds}::text[], ${row.handling}, ${row.namedAgencies}::bigint[], ${row.perMinute}, ${row.by}, ${row.now})
    returning id`);

export const updateSender = (tx: Tx, id: number, row: SenderInput): Promise<number> =>
  tx.run(sql`
    update event_sender set name = ${row.name}, agency_id = ${row.agencyId}, kinds = ${row.kinds}::text[], handling = ${row.handling},
      named_agencies = ${row.namedAgencies}::bigint[], per_minute = ${row.perMinute}, version = version + 1 where id = ${id}`);

export const insertSecret = (
  tx: Tx,
  senderId: number,
  secret: { tokenSha256: string; signingKey: Buffer; now: Date },
): Promise<number> =>
  tx.run(sql`
    insert into event_secret (sender_id, token_sha256, signing_key, made_at)
    values (${senderId}, decode(${secret.tokenSha256}, 'hex'), ${secret.signingKey}, ${secret.now})`);

/** Older secrets hold until then, unless they end before. */
export const endSecrets = (tx: Tx, senderId: number, at: Date): Promise<number> =>
  tx.run(sql`
    update event_secret set ends_at = ${at} where sender_id = ${senderId} and (ends_at is null or ends_at > ${at})`);

/** Revokes, or takes that back: its secrets do not come back with it. */
export const setRevoked = (tx: Tx, id: number, at: Date | null): Promise<number> =>
  tx.run(sql`update event_sender set revoked_at = ${at}, version = version + 1 where id = ${id}`);

/** How many of its events the scheme's rule has erased. */
export const countErased = async (tx: Tx, senderId: number): Promise<number> =>
  (
    await tx.one(
      sql<{ n: number }>`select coalesce(sum(n), 0)::int as n from event_count where sender_id = ${senderId}`,
    )
  ).n;
