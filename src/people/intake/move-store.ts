import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import type { LineRange } from './staging-store.ts';
import { assignmentsOf, changesOf, columnsOf, itemTables, whoMark } from './tables.ts';
import type { Batch, ItemKind } from './types.ts';

/** Every statement that moves a batch between staging and the tables. All run as the intake service. */

export interface MoveContext {
  batch: Pick<Batch, 'id' | 'agencyId' | 'sourceId'>;
  /** The source whose records the rows refer to: the force's nominals, or the batch's own. */
  nominalSource: number | null;
  /** Every police agency of the scheme, for items that name them. */
  police: readonly number[];
  /** A record of somebody who is on no scheme may not be kept beyond this day. */
  deleteAfter: string;
}

export const listPolice = async (tx: Tx): Promise<number[]> =>
  (
    await tx.many(sql<{
      id: number;
    }>`select id from agency where kind = 'police' and from_date <= current_date
      and (to_date is null or to_date > current_date) order by id`)
  ).map((row) => row.id);

/** The shortest of the schemes' rules in force: an agency's record may be of interest to several. */
export const findRetentionMonths = async (tx: Tx, on: string): Promise<number | null> =>
  (
    await tx.one(sql<{
      months: number | null;
    }>`select min((body->>'notOnSchemeMonths')::integer) as months from rule_version
      where kind = 'retention' and valid_from <= ${on} and (valid_to is null or valid_to > ${on})`)
  ).months;

export const findNominalSource = async (
  tx: Tx,
  batch: Pick<Batch, 'sourceId' | 'agencyId' | 'format'>,
): Promise<number | null> => {
  if (!batch.format.startsWith('police-')) return batch.sourceId;
  const found = await tx.maybe(
    sql<{
      id: number;
    }>`select id from import_source where agency_id = ${batch.agencyId} and format = 'police-nominals'`,
  );
  return found?.id ?? null;
};

const namedOf = (context: MoveContext): Sql<unknown> =>
  sql`case when p.handling = 'named' then ${[...context.police]}::bigint[] else '{}'::bigint[] end`;

const staged = (
  context: MoveContext,
  kind: ItemKind,
  change: 'new' | 'changed',
  lines: LineRange,
): Sql<unknown> => sql`
  import_staging s cross join lateral jsonb_populate_record(${itemTables[kind].rowType}, s.body) p
  where s.batch_id = ${context.batch.id} and s.item = ${kind} and s.change = ${change} and s.line between ${lines.from} and ${lines.to}`;

/** Rows that are there already (an earlier try of the same batch) stay. */
export function insertNew(tx: Tx, context: MoveContext, kind: ItemKind, lines: LineRange): Promise<number> {
  const { batch } = context;
  const common = sql`${batch.sourceId}, ${batch.agencyId}, ${batch.id}, s.local_id, s.fingerprint, s.source_updated, ${namedOf(context)}`;
  const into = sql`insert into ${itemTables[kind].table} (source_id, agency_id, batch_id, local_id, fingerprint, source_updated, named_agencies`;
  if (kind === 'record') {
    // One that went with its import and comes back as it was is whose it was.
    const home = sql`(select h.person_id from record_home h where h.source_id = ${batch.sourceId} and h.local_id = s.local_id and h.mark = ${whoMark('p')})`;
    return tx.run(sql`${into}, delete_after, person_id, ${columnsOf(kind)})
      select ${common}, ${context.deleteAfter}::date, ${home}, ${columnsOf(kind, 'p')} from ${staged(context, kind, 'new', lines)}
      on conflict (source_id, local_id) do nothing`);
  }
  // The nominal may have come in before, and be a person already; otherwise linkage gives the person later.
  return tx.run(sql`${into}, person_id, ${columnsOf(kind)})
    select ${common}, (select n.person_id from source_record n where n.source_id = ${context.nominalSource} and n.local_id = p.nominal_ref),
      ${columnsOf(kind, 'p')} from ${staged(context, kind, 'new', lines)}
    on conflict (source_id, local_id) do nothing`);
}

/** What is about to change is kept as it was, and then changed. */
export async function applyChanged(
  tx: Tx,
  context: MoveContext,
  kind: ItemKind,
  lines: LineRange,
): Promise<void> {
  const { batch } = context;
  const { table } = itemTables[kind];
  const into =
    kind === 'record'
      ? sql`insert into source_record_version (source_record_id, person_id, agency_id, replaced_by_batch, was_batch, was)
          select r.id, r.person_id, r.agency_id`
      : sql`insert into imported_item_version (item, item_id, agency_id, replaced_by_batch, was_batch, was)
          select ${kind}, r.id, r.agency_id`;
  await tx.run(sql`${into}, ${batch.id}, r.batch_id, to_jsonb(r)
    from import_staging s join ${table} r on r.source_id = ${batch.sourceId} and r.local_id = s.local_id
    where s.batch_id = ${batch.id} and s.item = ${kind} and s.change = 'changed' and s.line between ${lines.from} and ${lines.to}`);
  const more =
    kind === 'record'
      ? sql`, last_seen_at = clock_timestamp(), delete_after = ${context.deleteAfter}::date`
      : sql``;
  await tx.run(sql`update ${table} r set ${changesOf(kind, 'p')}, batch_id = ${batch.id}, fingerprint = p.new_fingerprint,
      source_updated = p.new_updated, named_agencies = ${namedOf(context)}, version = r.version + 1${more}
    from (select s.local_id as new_local_id, s.fingerprint as new_fingerprint, s.source_updated as new_updated, ${columnsOf(kind, 'p')}
      from ${staged(context, kind, 'changed', lines)}) p
    where r.source_id = ${batch.sourceId} and r.local_id = p.new_local_id`);
}

const countMove = async (tx: Tx, batchId: number): Promise<number> =>
  (
    await tx.one(sql<{ moves: number }>`update import_source s set moves = s.moves + 1 from import_batch b
      where b.id = ${batchId} and s.id = b.source_id returning s.moves`)
  ).moves;

export const finishAccepting = async (tx: Tx, batchId: number, now: Date): Promise<number> =>
  tx.run(sql`update import_batch set state = 'accepted', accepted_at = ${now}, accepted_move = ${await countMove(tx, batchId)},
    version = version + 1 where id = ${batchId}`);

export const finishUndoing = async (tx: Tx, batchId: number, now: Date): Promise<number> => {
  await countMove(tx, batchId);
  return tx.run(
    sql`update import_batch set state = 'undone', undone_at = ${now}, version = version + 1 where id = ${batchId}`,
  );
};

export const dropLines = (tx: Tx, batchId: number, upToLine: number): Promise<number> =>
  tx.run(sql`delete from import_staging where batch_id = ${batchId} and line <= ${upToLine}`);

export const countStagedItems = async (tx: Tx, batchId: number): Promise<number> =>
  (
    await tx.one(
      sql<{ n: number }>`select count(*)::integer as n from import_staging where batch_id = ${batchId}`,
    )
  ).n;

/** One line in the history of rows for the whole batch; what each row was is in the version tables. */
export const noteHistory = (tx: Tx, batch: Batch, op: 'insert' | 'delete'): Promise<number> =>
  tx.run(sql`insert into row_history (table_name, row_id, agency_id, op, service, was)
    values ('import_batch', ${batch.id}, ${batch.agencyId}, ${op}, viewer_service(), ${JSON.stringify(batch.counts ?? {})}::jsonb)`);

export const emit = (
  tx: Tx,
  topic: string,
  batch: Pick<Batch, 'id' | 'sourceId' | 'agencyId'>,
): Promise<number> =>
  tx.run(sql`insert into outbox (topic, payload)
    values (${topic}, ${JSON.stringify({ batchId: batch.id, sourceId: batch.sourceId, agencyId: batch.agencyId })}::jsonb)`);

/** Puts back what a batch changed. People assigned since stay: only what the source says is put back. */
export async function restoreChanged(
  tx: Tx,
  batchId: number,
  kind: ItemKind,
  limit: number,
): Promise<number> {
  const { table, rowType } = itemTables[kind];
  const versions =
    kind === 'record'
      ? sql`select id, source_record_id as row_id, was_batch, was from source_record_version where replaced_by_batch = ${batchId}`
      : sql`select id, item_id as row_id, was_batch, was from imported_item_version where replaced_by_batch = ${batchId} and item = ${kind}`;
  const more =
    kind === 'record' ? sql`, delete_after = v.delete_after, last_seen_at = v.last_seen_at` : sql``;
  const restored = kind === 'record' ? sql`, p.delete_after, p.last_seen_at` : sql``;
  const from = kind === 'record' ? sql`source_record_version` : sql`imported_item_version`;
  const ids = (
    await tx.many(sql<{ id: number }>`
      with v as (select h.id as version_id, h.row_id, h.was_batch, p.fingerprint, p.source_updated, p.named_agencies${restored}, ${columnsOf(kind, 'p')}
        from (${versions} order by id limit ${limit}) h cross join lateral jsonb_populate_record(${rowType}, h.was) p)
      update ${table} r set ${assignmentsOf(kind, 'v')}, batch_id = v.was_batch, fingerprint = v.fingerprint, source_updated = v.source_updated,
        named_agencies = v.named_agencies, version = r.version + 1${more}
      from v where r.id = v.row_id returning v.version_id as id`)
  ).map((row) => row.id);
  if (ids.length > 0) await tx.run(sql`delete from ${from} where id = any (${ids}::bigint[])`);
  return ids.length;
}

/** Takes out what a batch brought; whose a record was is kept for as long as the record might have been. */
export const deleteNew = async (tx: Tx, batchId: number, kind: ItemKind, limit: number): Promise<number> => {
  const { table } = itemTables[kind];
  if (kind === 'record') {
    await tx.run(sql`delete from record_home where delete_after < current_date`);
    await tx.run(sql`
      insert into record_home (source_id, local_id, person_id, mark, delete_after)
      select r.source_id, r.local_id, r.person_id, ${whoMark('r')}, r.delete_after from source_record r
      where r.id in (select id from source_record where batch_id = ${batchId} order by id limit ${limit}) and r.person_id is not null
      on conflict (source_id, local_id) do update set person_id = excluded.person_id, mark = excluded.mark, left_at = now(), delete_after = excluded.delete_after`);
  }
  return tx.run(
    sql`delete from ${table} where id in (select id from ${table} where batch_id = ${batchId} order by id limit ${limit})`,
  );
};

/** Records of the batch about which a person has decided whether they are the same person as another. */
export const countDecided = async (tx: Tx, batchId: number): Promise<number> =>
  (
    await tx.one(sql<{
      n: number;
    }>`select count(*)::integer as n from source_record r where r.batch_id = ${batchId}
      and exists (select from link_decision d where r.id in (d.left_record, d.right_record))
      and not exists (select from source_record_version v where v.source_record_id = r.id and v.replaced_by_batch = ${batchId})`)
  ).n;
