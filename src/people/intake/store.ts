import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import { type Batch, type FormatCode, type Mapping, type Problem, type Source, wholeFile } from './types.ts';

const sourceColumns = sql`s.id, s.agency_id as "agencyId", a.name as agency, a.code as "agencyCode", s.format, s.mapping`;

export const findSource = (tx: Tx, agencyCode: string, format: FormatCode): Promise<Source | undefined> =>
  tx.maybe(sql<Source>`select ${sourceColumns} from import_source s join agency a on a.id = s.agency_id
    where a.code = ${agencyCode} and s.format = ${format}`);

export const getSource = (tx: Tx, id: number): Promise<Source> =>
  tx.one(
    sql<Source>`select ${sourceColumns} from import_source s join agency a on a.id = s.agency_id where s.id = ${id}`,
  );

/** A source of the agency itself; another's is not found. */
export const getOwnSource = (tx: Tx, id: number, agencyId: number): Promise<Source> =>
  tx.one(sql<Source>`select ${sourceColumns} from import_source s join agency a on a.id = s.agency_id
    where s.id = ${id} and s.agency_id = ${agencyId}`);

export const saveMapping = (tx: Tx, sourceId: number, mapping: Mapping | null): Promise<number> =>
  tx.run(
    sql`update import_source set mapping = ${mapping === null ? null : JSON.stringify(mapping)}::jsonb where id = ${sourceId}`,
  );

/** Each source of an agency with its last accepted batch. */
export const listSources = (
  tx: Tx,
  agencyId: number,
): Promise<(Source & { lastAcceptedAt: Date | null; lastFile: string | null; waiting: number })[]> =>
  tx.many(sql<Source & { lastAcceptedAt: Date | null; lastFile: string | null; waiting: number }>`
    select ${sourceColumns}, b.accepted_at as "lastAcceptedAt", b.file_name as "lastFile",
      (select count(*)::integer from import_batch w where w.source_id = s.id and w.state in ('unmapped', 'staged')) as waiting
    from import_source s join agency a on a.id = s.agency_id
    left join lateral (select accepted_at, file_name from import_batch l where l.source_id = s.id and l.state = 'accepted'
      order by l.accepted_move desc limit 1) b on true
    where s.agency_id = ${agencyId} order by s.id`);

export interface Sender {
  agency: string;
  formats: FormatCode[];
  /** Roles that may upload, of staff the agency has now. */
  roles: string[];
}

/** Which agency sends which extracts, and by whose hands: about nobody on the scheme. */
export const listSenders = (tx: Tx, schemeId: number, today: string): Promise<Sender[]> =>
  tx.many(sql<Sender>`
    select a.name as agency, array_agg(distinct s.format order by s.format) as formats,
      array(select distinct r.role from staff st join staff_role r on r.staff_id = st.id and r.scheme_id = ${schemeId}
        join role_right rr on rr.scheme_id = r.scheme_id and rr.role = r.role and rr."right" = 'intake:import'
        where st.agency_id = a.id and st.from_date <= ${today}::date and (st.to_date is null or st.to_date > ${today}::date)
          and r.from_date <= ${today}::date and (r.to_date is null or r.to_date > ${today}::date)
          and rr.from_date <= ${today}::date and (rr.to_date is null or rr.to_date > ${today}::date) order by 1) as roles
    from import_source s join agency a on a.id = s.agency_id group by a.id, a.name order by a.name`);

const batchColumns = sql`b.id, b.source_id as "sourceId", b.agency_id as "agencyId", s.format, b.file_name as "fileName",
  b.file_sha256 as "fileSha256", b.state, b.headers, b.rows_read as "rowsRead", b.rows_bad as "rowsBad", b.rows_new as "rowsNew",
  b.rows_changed as "rowsChanged", b.rows_same as "rowsSame", b.rows_older as "rowsOlder", b.warnings, b.items, b.counts,
  b.accepted_by as "acceptedById", b.undone_by as "undoneById", b.staged_at as "stagedAt", st.name as "stagedBy", b.accepted_at as "acceptedAt", ac.name as "acceptedBy",
  b.undone_at as "undoneAt", un.name as "undoneBy", b.version,
  (select p.reason from import_problem p where p.batch_id = b.id and p.line = ${wholeFile} limit 1) as refused`;

const batchFrom = sql`from import_batch b join import_source s on s.id = b.source_id
  left join staff st on st.id = b.staged_by left join staff ac on ac.id = b.accepted_by left join staff un on un.id = b.undone_by`;

export const getBatch = (tx: Tx, id: number): Promise<Batch> =>
  tx.one(sql<Batch>`select ${batchColumns} ${batchFrom} where b.id = ${id}`);

export const findBatch = (tx: Tx, id: number): Promise<Batch | undefined> =>
  tx.maybe(sql<Batch>`select ${batchColumns} ${batchFrom} where b.id = ${id}`);

export const lockBatch = (tx: Tx, id: number): Promise<Batch> =>
  tx.one(sql<Batch>`select ${batchColumns} ${batchFrom} where b.id = ${id} for update of b`);

export const listBatches = (tx: Tx, sourceId: number, limit: number, offset: number): Promise<Batch[]> =>
  tx.many(sql<Batch>`select ${batchColumns} ${batchFrom} where b.source_id = ${sourceId}
    order by b.id desc limit ${limit} offset ${offset}`);

export const countBatches = async (tx: Tx, sourceId: number): Promise<number> =>
  (
    await tx.one(
      sql<{ n: number }>`select count(*)::integer as n from import_batch where source_id = ${sourceId}`,
    )
  ).n;

export const insertBatch = (
  tx: Tx,
  source: Pick<Source, 'id'>,
  fileName: string,
  staffId: number | null,
  now: Date,
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into import_batch (source_id, agency_id, file_name, file_sha256, state, staged_at, staged_by, compared_at_move)
    select id, agency_id, ${fileName}, '', 'staging', ${now}, ${staffId}, moves from import_source where id = ${source.id} returning id`);

/** @param acceptedBy on whose behalf the intake acts, where a person is behind it. */
export const setState = (tx: Tx, id: number, state: Batch['state'], acceptedBy?: number): Promise<number> =>
  tx.run(sql`update import_batch set state = ${state}, accepted_by = coalesce(${acceptedBy ?? null}, accepted_by),
    version = version + 1 where id = ${id}`);

/** As a person's decision: who, and to what. */
export const decideState = (
  tx: Tx,
  id: number,
  state: 'accepting' | 'undoing' | 'abandoned',
  staffId: number,
): Promise<number> => {
  const who: Record<typeof state, Sql<unknown>> = {
    accepting: sql`, accepted_by = ${staffId}`,
    undoing: sql`, undone_by = ${staffId}`,
    abandoned: sql``,
  };
  return tx.run(
    sql`update import_batch set state = ${state}, version = version + 1${who[state]} where id = ${id}`,
  );
};

/** The last accepted batch of a source, if it was this very file. */
export const findSameAsLast = (tx: Tx, sourceId: number, sha256: string): Promise<Batch | undefined> =>
  tx.maybe(sql<Batch>`select ${batchColumns} ${batchFrom} where b.file_sha256 = ${sha256} and b.id = (
    select id from import_batch where source_id = ${sourceId} and state = 'accepted' order by accepted_move desc limit 1)`);

/** When this very file was accepted before, with another since: taking it in again would put old values back. */
export const findEarlierAcceptance = (
  tx: Tx,
  batch: Pick<Batch, 'id' | 'sourceId' | 'fileSha256'>,
): Promise<{ id: number; acceptedAt: Date } | undefined> =>
  tx.maybe(sql<{ id: number; acceptedAt: Date }>`
    select b.id, b.accepted_at as "acceptedAt" from import_batch b
    where b.source_id = ${batch.sourceId} and b.state = 'accepted' and b.file_sha256 = ${batch.fileSha256} and b.id <> ${batch.id}
      and exists (select from import_batch l where l.source_id = b.source_id and l.state = 'accepted'
        and l.accepted_move > b.accepted_move and l.file_sha256 <> b.file_sha256)
    order by b.accepted_move desc limit 1`);

/** How many rows the last accepted file of the source had, this one apart. */
export const findLastRows = async (
  tx: Tx,
  batch: Pick<Batch, 'id' | 'sourceId'>,
): Promise<number | undefined> =>
  (
    await tx.maybe(sql<{ rows: number }>`
      select b.rows_read as rows from import_batch b
      where b.source_id = ${batch.sourceId} and b.state = 'accepted' and b.id <> ${batch.id} order by b.accepted_move desc limit 1`)
  )?.rows;

/** The header row of the last accepted file of the source, this one apart; null where none was kept. */
export const findLastHeaders = async (
  tx: Tx,
  batch: Pick<Batch, 'id' | 'sourceId'>,
): Promise<string[] | null> =>
  (
    await tx.maybe(sql<{ headers: string[] | null }>`
      select b.headers from import_batch b
      where b.source_id = ${batch.sourceId} and b.state = 'accepted' and b.id <> ${batch.id} order by b.accepted_move desc limit 1`)
  )?.headers ?? null;

/** Whether another batch of the source went in or out since this one was held against the tables. */
export const isOutdated = async (tx: Tx, batchId: number): Promise<boolean> =>
  (
    await tx.one(sql<{ outdated: boolean }>`select s.moves > b.compared_at_move as outdated
      from import_batch b join import_source s on s.id = b.source_id where b.id = ${batchId}`)
  ).outdated;

/** Before a batch is held against the tables again. */
export const noteComparison = (tx: Tx, batchId: number): Promise<number> =>
  tx.run(
    sql`update import_batch b set compared_at_move = s.moves from import_source s where s.id = b.source_id and b.id = ${batchId}`,
  );

/** Batches of other days that were left while they were read, and those that were left while they moved. */
export const listUnfinished = (tx: Tx, now: Date): Promise<{ id: number; state: Batch['state'] }[]> =>
  tx.many(sql<{ id: number; state: Batch['state'] }>`
    select id, state from import_batch where state in ('accepting', 'undoing')
      or (state = 'staging' and staged_at < ${now}::timestamptz - interval '12 hours') order by id`);

/** Batches that have ended and still have rows in staging. */
export const listLeftovers = (tx: Tx): Promise<{ id: number }[]> =>
  tx.many(sql<{ id: number }>`
    select b.id from import_batch b where b.state in ('accepted', 'undone', 'abandoned')
      and exists (select from import_staging s where s.batch_id = b.id) limit 20`);

export const listProblems = (
  tx: Tx,
  batchId: number,
  limit: number,
  offset: number,
): Promise<(Problem & { id: number })[]> =>
  tx.many(sql<Problem & { id: number }>`
    select id, line, column_name as "column", reason, severity, excerpt from import_problem where batch_id = ${batchId}
    order by line, id limit ${limit} offset ${offset}`);

export const countProblems = async (tx: Tx, batchId: number): Promise<number> =>
  (
    await tx.one(
      sql<{ n: number }>`select count(*)::integer as n from import_problem where batch_id = ${batchId}`,
    )
  ).n;

/** What the rows said goes when the batch ends; where they were wrong stays. */
export const dropExcerpts = (tx: Tx, batchId: number): Promise<number> =>
  tx.run(sql`update import_problem set excerpt = null where batch_id = ${batchId} and excerpt is not null`);

export const firstRawRows = (tx: Tx, batchId: number, limit: number): Promise<string[][]> =>
  tx
    .many(sql<{ cells: string[] }>`select body as cells from import_staging
      where batch_id = ${batchId} and item = 'row' order by line limit ${limit}`)
    .then((rows) => rows.map((row) => row.cells));

/** A later batch has changed rows that this one wrote. */
export const hasLaterChanges = async (tx: Tx, batchId: number): Promise<boolean> =>
  (
    await tx.one(sql<{ later: boolean }>`
      select exists (select from source_record_version where was_batch = ${batchId})
        or exists (select from imported_item_version where was_batch = ${batchId}) as later`)
  ).later;
