import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import { itemTables } from './tables.ts';
import type { Batch, Change, ItemCounts, ItemKind, Problem } from './types.ts';

/** Every statement of staging. All run as the intake service. */

export interface StagingRow {
  line: number;
  localId: string;
  fingerprint: string;
  sourceUpdated: string | null;
  /** JSON text. */
  body: string;
}

type Place = Pick<Batch, 'id' | 'agencyId' | 'sourceId'>;

export const changeOf = sql`case when r.id is null then 'new' when r.fingerprint = t.fingerprint then 'same'
    when r.source_updated > t.source_updated then 'older' else 'changed' end`;

/** A character that stands in no JSON text: bodies joined by it need no quoting, which halves their way in. */
const between = '\u001e';

const given = (rows: readonly StagingRow[]): Sql<unknown> => sql`unnest(
    ${rows.map((row) => row.line)}::integer[], ${rows.map((row) => row.localId)}::text[],
    ${rows.map((row) => row.fingerprint)}::text[], ${rows.map((row) => row.sourceUpdated)}::date[],
    string_to_array(${rows.map((row) => row.body).join(between)}, ${between})) as t (line, local_id, fingerprint, source_updated, body)`;

const inserting = (place: Place, kind: ItemKind, rows: readonly StagingRow[]): Sql<unknown> => sql`
  insert into import_staging (batch_id, agency_id, line, item, local_id, fingerprint, source_updated, body, change)
  select ${place.id}, ${place.agencyId}, t.line, ${kind}, t.local_id, t.fingerprint, t.source_updated, t.body::jsonb, ${changeOf}
  from ${given(rows)} left join ${itemTables[kind].table} r on r.source_id = ${place.sourceId} and r.local_id = t.local_id`;

/** @returns the lines that went in; the others have a key that is staged already. */
export const insertItems = (
  tx: Tx,
  place: Place,
  kind: ItemKind,
  rows: readonly StagingRow[],
): Promise<{ line: number }[]> =>
  tx.many(sql<{ line: number }>`${inserting(place, kind, rows)} on conflict do nothing returning line`);

/** Of rows with one key, the one the source changed last stays. */
export const insertLatestItems = (
  tx: Tx,
  place: Place,
  kind: ItemKind,
  rows: readonly StagingRow[],
): Promise<number> =>
  tx.run(sql`${inserting(place, kind, rows)}
    on conflict (batch_id, item, local_id) do update set line = excluded.line, fingerprint = excluded.fingerprint,
      source_updated = excluded.source_updated, body = excluded.body, change = excluded.change
    where coalesce(excluded.source_updated, '-infinity') >= coalesce(import_staging.source_updated, '-infinity')`);

export const findStaged = (
  tx: Tx,
  batchId: number,
  kind: ItemKind,
  localIds: readonly string[],
): Promise<{ line: number; localId: string; sourceUpdated: string | null }[]> =>
  tx.many(sql<{ line: number; localId: string; sourceUpdated: string | null }>`
    select line, local_id as "localId", source_updated as "sourceUpdated" from import_staging
    where batch_id = ${batchId} and item = ${kind} and local_id = any (${[...localIds]}::text[])`);

export const dropStaged = (
  tx: Tx,
  batchId: number,
  kind: ItemKind,
  localIds: readonly string[],
): Promise<number> =>
  tx.run(sql`delete from import_staging where batch_id = ${batchId} and item = ${kind}
    and local_id = any (${[...localIds]}::text[])`);

/** Rows of a file whose columns are not matched yet, as they are. */
export const insertRawRows = (
  tx: Tx,
  place: Place,
  rows: readonly { line: number; cells: readonly string[] }[],
): Promise<number> =>
  tx.run(sql`
    insert into import_staging (batch_id, agency_id, line, item, local_id, fingerprint, change, body)
    select ${place.id}, ${place.agencyId}, t.line, 'row', t.line::text, '', 'new', t.body
    from unnest(${rows.map((row) => row.line)}::integer[], ${rows.map((row) => JSON.stringify(row.cells))}::jsonb[]) as t (line, body)`);

export const listRawRows = (
  tx: Tx,
  batchId: number,
  afterLine: number,
  limit: number,
): Promise<{ line: number; cells: string[] }[]> =>
  tx.many(sql<{ line: number; cells: string[] }>`
    select line, body as cells from import_staging where batch_id = ${batchId} and item = 'row' and line > ${afterLine}
    order by line limit ${limit}`);

export const dropRawRows = (tx: Tx, batchId: number, upToLine: number): Promise<number> =>
  tx.run(
    sql`delete from import_staging where batch_id = ${batchId} and item = 'row' and line <= ${upToLine}`,
  );

export const insertProblems = (tx: Tx, place: Place, problems: readonly Problem[]): Promise<number> =>
  tx.run(sql`
    insert into import_problem (batch_id, agency_id, line, column_name, reason, severity, excerpt)
    select ${place.id}, ${place.agencyId}, * from unnest(${problems.map((problem) => problem.line)}::integer[],
      ${problems.map((problem) => problem.column)}::text[], ${problems.map((problem) => problem.reason)}::text[],
      ${problems.map((problem) => problem.severity)}::text[], ${problems.map((problem) => problem.excerpt)}::text[])`);

export interface LineRange {
  from: number;
  to: number;
}

const within = (batchId: number, lines: LineRange): Sql<unknown> =>
  sql`m.batch_id = ${batchId} and m.line between ${lines.from} and ${lines.to}`;

/** Rows by what they would do: a row is counted by its main item, and by its person's record beside it. */
export const countRows = (
  tx: Tx,
  batchId: number,
  mainItem: ItemKind,
  lines: LineRange,
): Promise<{ change: Change; n: number }[]> =>
  tx.many(sql<{ change: Change; n: number }>`
    select case when main = 'new' then 'new' when main = 'changed' or record in ('new', 'changed') then 'changed' else main end as change,
      count(*)::integer as n
    from (select max(m.change) filter (where m.item = ${mainItem}) as main,
        max(m.change) filter (where m.item = 'record' and m.item <> ${mainItem}) as record
      from import_staging m where ${within(batchId, lines)} group by m.line) rows
    where main is not null group by 1`);

export const countItems = (
  tx: Tx,
  batchId: number,
  lines: LineRange,
): Promise<{ item: ItemKind; change: Change; n: number }[]> =>
  tx.many(sql<{ item: ItemKind; change: Change; n: number }>`
    select m.item, m.change, count(*)::integer as n from import_staging m where ${within(batchId, lines)} and m.item <> 'row' group by 1, 2`);

export const lastLine = async (tx: Tx, batchId: number): Promise<number> =>
  (
    await tx.one(
      sql<{ line: number | null }>`select max(line) as line from import_staging where batch_id = ${batchId}`,
    )
  ).line ?? 0;

/** Holds the staged items against the tables once more. */
export async function compareItems(tx: Tx, place: Place, kind: ItemKind, lines: LineRange): Promise<void> {
  await tx.run(sql`
    update import_staging m set change = c.change
    from (select t.local_id, ${changeOf} as change
      from import_staging t left join ${itemTables[kind].table} r on r.source_id = ${place.sourceId} and r.local_id = t.local_id
      where t.batch_id = ${place.id} and t.item = ${kind} and t.line between ${lines.from} and ${lines.to}) c
    where m.batch_id = ${place.id} and m.item = ${kind} and m.local_id = c.local_id`);
}

const shielded = sql`('victim', 'witness')`;

/** Staged rows (`s`) by which somebody held as a victim or witness would be so no longer (`r`: as held). */
const losingCapacity = (place: Place): Sql<unknown> => sql`
  from import_staging s join source_record r on r.source_id = ${place.sourceId} and r.local_id = s.local_id
  where s.batch_id = ${place.id} and s.item = 'record' and s.change = 'changed'
    and r.capacity in ${shielded} and s.body->>'capacity' not in ${shielded}`;

export const hasLostCapacity = async (tx: Tx, place: Place): Promise<boolean> =>
  (await tx.one(sql<{ lost: boolean }>`select exists (select ${losingCapacity(place)}) as lost`)).lost;

/**
 * A file does not turn a victim or witness into somebody whom more people see: such rows are left out, each with
 * its problem. @returns how many.
 */
export const refuseLostCapacity = async (tx: Tx, place: Place, lines: LineRange): Promise<number> =>
  (
    await tx.one(sql<{ n: number }>`
      with lost as (select s.line, s.body->>'capacity' as says, r.capacity as held ${losingCapacity(place)}
          and s.line between ${lines.from} and ${lines.to}),
        told as (insert into import_problem (batch_id, agency_id, line, column_name, reason, severity)
          select ${place.id}, ${place.agencyId}, line, 'Capacity', 'says ' || says || ' where we hold ' || held ||
            ': change it at the source and ask the scheme office', 'error' from lost),
        gone as (delete from import_staging m using lost where m.batch_id = ${place.id} and m.line = lost.line)
      select count(*)::integer as n from lost`)
  ).n;

export interface StagedCounts {
  rowsRead: number;
  rowsBad: number;
  rowsNew: number;
  rowsChanged: number;
  rowsSame: number;
  rowsOlder: number;
  warnings: number;
  items: number;
  counts: ItemCounts;
}

/** With the header row, by which the source's next file is held against this one. */
type Finished = StagedCounts & { headers: readonly string[] };

export const finishStaging = (tx: Tx, batchId: number, sha256: string, counts: Finished): Promise<number> =>
  tx.run(sql`
    update import_batch set state = 'staged', file_sha256 = ${sha256}, rows_read = ${counts.rowsRead}, rows_bad = ${counts.rowsBad},
      rows_new = ${counts.rowsNew}, rows_changed = ${counts.rowsChanged}, rows_same = ${counts.rowsSame},
      rows_older = ${counts.rowsOlder}, warnings = ${counts.warnings}, items = ${counts.items},
      headers = ${[...counts.headers]}::text[], counts = ${JSON.stringify(counts.counts)}::jsonb, version = version + 1
    where id = ${batchId}`);

export const finishUnmapped = (
  tx: Tx,
  batchId: number,
  sha256: string,
  headers: readonly string[],
  counts: { rowsRead: number; rowsBad: number; items: number },
): Promise<number> =>
  tx.run(sql`
    update import_batch set state = 'unmapped', file_sha256 = ${sha256}, headers = ${[...headers]}::text[],
      rows_read = ${counts.rowsRead}, rows_bad = ${counts.rowsBad}, items = ${counts.items}, version = version + 1
    where id = ${batchId}`);
