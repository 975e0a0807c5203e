import { createHash } from 'node:crypto';
import { serviceViewer } from '../../access/viewers.ts';
import { type Database, sql, type Tx } from '../../kernel/database.ts';
import type { SealFault, Verification } from './types.ts';

/**
 * An entry's digest: SHA-256 over its columns in a fixed order. jsonb's text is canonical (sorted keys), and the
 * moment is written as whole microseconds, so that no setting of a connection changes it. The people shown have a
 * column of their own only since migration 0067: an entry without them has the digest that it always had.
 */
const digestOf = (
  id: ReturnType<typeof sql>,
) => sql`sha256(convert_to((jsonb_build_array(${id}, (extract(epoch from a.at) * 1000000)::bigint, a.xid::text, a.kind, a.act,
  a.staff_id, a.agency_id, a.role, a.service, a.session_id, a.request_id, a.subject, a.subject_id, a.person_id, a.ids, a.existed, a.detail)
  || case when a.people is null then '[]' else jsonb_build_array(a.people) end)::text, 'UTF8'))`;

const atMost = 20_000;

/**
 * Seals the entries of transactions that have certainly ended: those below the oldest one still running. Going
 * by the highest number would skip an entry whose transaction commits late. A restored copy counts transactions
 * anew, hence the second condition.
 *
 * @returns how many entries were sealed.
 */
export const sealAudit = (database: Database): Promise<number> =>
  database.as(serviceViewer('sealing'), async (tx) => {
    const { alone } = await tx.one(
      sql<{ alone: boolean }>`select pg_try_advisory_xact_lock(hashtext('waymark-seal')) as alone`,
    );
    if (!alone) return 0;
    const row = await tx.maybe(sql<{ n: number }>`
      with last as (select upto, sha256, top from audit_seal order by id desc limit 1),
      chosen as (
        select a.id, a.xid, ${digestOf(sql`a.id`)} as digest from audit_entry a
        where a.xid < pg_snapshot_xmin(pg_current_snapshot())
          and (a.xid >= coalesce((select upto from last), '0'::xid8) or a.id > coalesce((select top from last), 0))
        order by a.xid, a.id
      ),
      summed as (
        select array_agg(id order by xid, id) as ids, array_agg(digest order by xid, id) as digests, count(*)::int as n,
          coalesce((select sha256 from last), '\\x00'::bytea) as previous from chosen
      )
      insert into audit_seal (upto, top, ids, digests, n, previous, sha256)
      select pg_snapshot_xmin(pg_current_snapshot()), greatest(coalesce((select top from last), 0), (select max(i) from unnest(ids) i)), ids, digests, n, previous,
        sha256(previous || convert_to(n::text, 'UTF8') || (select string_agg(d, '\\x'::bytea order by o) from unnest(digests) with ordinality as t (d, o)))
      from summed where n > 0 returning n`);
    return row?.n ?? 0;
  });

interface SealRow {
  id: number;
  ids: number[];
  digests: Buffer[];
  n: number;
  previous: Buffer;
  sha256: Buffer;
}

/** Recomputes every seal and names each entry that was changed, removed, added or moved since it was sealed. */
export const verifyAudit = (database: Database): Promise<Verification> =>
  database.as(
    serviceViewer('sealing'),
    async (tx) => {
      const faults: SealFault[] = [];
      const missing: { id: number; digest: Buffer; sealId: number }[] = [];
      let previous: Buffer = Buffer.from([0]);
      let after = 0;
      let seals = 0;
      for (;;) {
        const batch = await tx.many(
          sql<SealRow>`select id, ids, digests, n, previous, sha256 from audit_seal where id > ${after} order by id limit 50`,
        );
        if (batch.length === 0) break;
        for (const seal of batch) {
          after = seal.id;
          seals += 1;
          checkChain(seal, previous, faults);
          previous = seal.sha256;
          await checkEntries(tx, seal, faults, missing);
        }
      }
      const added = await entriesOutsideSeals(tx);
      await nameMoved(tx, missing, added, faults);
      const counted = await tx.one(sql<{ entries: number; unsealed: number }>`
      select (select count(*)::int from audit_entry) as entries,
        (select count(*)::int from audit_entry where xid >= coalesce((select max(upto::text::bigint) from audit_seal)::text::xid8, '0'::xid8)) as unsealed`);
      return { ...counted, seals, faults };
    },
    { isolation: 'repeatable read' },
  );

function checkChain(seal: SealRow, previous: Buffer, faults: SealFault[]): void {
  const computed = createHash('sha256')
    .update(seal.previous)
    .update(String(seal.n))
    .update(Buffer.concat(seal.digests))
    .digest();
  if (!seal.previous.equals(previous))
    faults.push({
      kind: 'chain',
      id: seal.id,
      sealId: seal.id,
      text: `Seal ${seal.id} does not follow the seal before it: a seal is missing or was changed.`,
    });
  if (!computed.equals(seal.sha256) || seal.ids.length !== seal.n)
    faults.push({ kind: 'chain', id: seal.id, sealId: seal.id, text: `Seal ${seal.id} was changed.` });
}

async function checkEntries(
  tx: Tx,
  seal: SealRow,
  faults: SealFault[],
  missing: { id: number; digest: Buffer; sealId: number }[],
): Promise<void> {
  for (let start = 0; start < seal.ids.length; start += atMost) {
    const ids = seal.ids.slice(start, start + atMost);
    const found = await tx.many(
      sql<{
        id: number;
        digest: Buffer;
      }>`select a.id, ${digestOf(sql`a.id`)} as digest from audit_entry a where a.id = any (${ids}::bigint[])`,
    );
    const now = new Map(found.map((row) => [row.id, row.digest]));
    ids.forEach((id, index) => {
      const sealed = seal.digests[start + index];
      const present = now.get(id);
      if (sealed === undefined) return;
      if (present === undefined) missing.push({ id, digest: sealed, sealId: seal.id });
      else if (!present.equals(sealed))
        faults.push({
          kind: 'changed',
          id,
          sealId: seal.id,
          text: `Entry ${id} was changed after it was sealed.`,
        });
    });
  }
}

/** Entries that no seal covers although a later one has closed their time. */
const entriesOutsideSeals = (tx: Tx): Promise<{ id: number }[]> =>
  tx.many(sql<{ id: number }>`
    select a.id from audit_entry a left join (select unnest(ids) as id from audit_seal) sealed on sealed.id = a.id
    where sealed.id is null and a.xid < (select upto from audit_seal order by id desc limit 1) order by a.id limit 1000`);

/** An entry that has only been given another number is one thing that is wrong, not two. */
async function nameMoved(
  tx: Tx,
  missing: { id: number; digest: Buffer; sealId: number }[],
  added: { id: number }[],
  faults: SealFault[],
): Promise<void> {
  const unexplained = new Set(added.map((row) => row.id));
  for (const gone of missing) {
    const moved = await tx.maybe(
      sql<{
        id: number;
      }>`select a.id from audit_entry a where a.id = any (${[...unexplained]}::bigint[]) and ${digestOf(sql`${gone.id}::bigint`)} = ${gone.digest} limit 1`,
    );
    if (moved === undefined) {
      faults.push({
        kind: 'removed',
        id: gone.id,
        sealId: gone.sealId,
        text: `Entry ${gone.id} was removed after it was sealed.`,
      });
    } else {
      unexplained.delete(moved.id);
      faults.push({
        kind: 'moved',
        id: gone.id,
        sealId: gone.sealId,
        text: `Entry ${gone.id} was moved: it is now entry ${moved.id}.`,
      });
    }
  }
  for (const id of unexplained)
    faults.push({
      kind: 'added',
      id,
      sealId: null,
      text: `Entry ${id} was added among entries that were already sealed.`,
    });
}
