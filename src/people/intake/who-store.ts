import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import { changeOf, type LineRange } from './staging-store.ts';
import { itemTables, whoMark } from './tables.ts';
import { type Batch, type ItemKind, itemKinds } from './types.ts';

/** Statements about who staged rows say somebody is. All run as the intake service. */

type Place = Pick<Batch, 'id' | 'agencyId' | 'sourceId'>;

export interface StagedRecord {
  line: number;
  localId: string;
  fingerprint: string;
  sourceUpdated: string | null;
  body: Record<string, unknown>;
}

export const findStagedRecords = (
  tx: Tx,
  batchId: number,
  localIds: readonly string[],
): Promise<StagedRecord[]> =>
  tx.many(sql<StagedRecord>`
    select line, local_id as "localId", fingerprint, source_updated as "sourceUpdated", body from import_staging
    where batch_id = ${batchId} and item = 'record' and local_id = any (${[...localIds]}::text[])`);

/** The reference of the record that a staged item (`m`) is of. */
const recordOf = sql`case m.item when 'record' then m.local_id else m.body->>'nominal_ref' end`;

/** Leaves out every row of these references, each with its reason. @returns how many. */
export const leaveOutReferences = async (
  tx: Tx,
  place: Place,
  references: readonly { localId: string; column: string; reason: string }[],
): Promise<number> =>
  (
    await tx.one(sql<{ n: number }>`
      with lost as (select m.line, max(c.col) as col, max(c.reason) as reason from import_staging m
          join unnest(${references.map(({ localId }) => localId)}::text[], ${references.map(({ column }) => column)}::text[],
            ${references.map(({ reason }) => reason)}::text[]) as c (id, col, reason) on c.id = ${recordOf}
          where m.batch_id = ${place.id} and m.item <> 'row' group by m.line),
        told as (insert into import_problem (batch_id, agency_id, line, column_name, reason, severity)
          select ${place.id}, ${place.agencyId}, line, col, reason, 'error' from lost),
        gone as (delete from import_staging m using lost where m.batch_id = ${place.id} and m.line = lost.line)
      select count(*)::integer as n from lost`)
  ).n;

/** Records (as `what`) that we know and whose birth or PNC ID a file (as `s`) has otherwise, and neither the same. */
const otherwise = sql`(r.born::text <> s.body->>'born' or r.pnc <> s.body->>'pnc')
  and (r.born::text = s.body->>'born') is not true and (r.pnc = s.body->>'pnc') is not true`;

export interface Suspicion {
  localId: string;
  held: Record<string, unknown>;
  now: Record<string, unknown>;
}

/**
 * Where it is worth asking whether a known reference is now somebody else's: the rules then say. Not where somebody has
 * said of this file that it is a correction, and we hold whom we held then.
 */
export const listSuspicions = (tx: Tx, place: Place, lines: LineRange): Promise<Suspicion[]> =>
  tx.many(sql<Suspicion>`
    select s.local_id as "localId", to_jsonb(r) as held, s.body as now
    from import_staging s join source_record r on r.source_id = ${place.sourceId} and r.local_id = s.local_id
    where s.batch_id = ${place.id} and s.item = 'record' and s.change in ('changed', 'older')
      and s.line between ${lines.from} and ${lines.to} and s.corrects is distinct from ${whoMark('r')} and ${otherwise}`);

/** Everything that the batch has of these references waits until somebody has decided. */
export const letWait = (tx: Tx, batchId: number, localIds: readonly string[]): Promise<number> =>
  tx.run(sql`update import_staging m set change = 'waiting'
    where m.batch_id = ${batchId} and m.item <> 'row' and ${recordOf} = any (${[...localIds]}::text[])`);

const against = (place: Place, kind: ItemKind): Sql<unknown> => sql`
  select t.item, t.local_id, ${changeOf} as change from import_staging t
  left join ${itemTables[kind].table} r on r.source_id = ${place.sourceId} and r.local_id = t.local_id
  where t.batch_id = ${place.id} and t.item = ${kind} and t.change = 'waiting'`;

/** What waits of one reference goes in as a correction, now and when it is compared again: it is held against the tables as any other. */
export async function takeAsCorrection(tx: Tx, place: Place, localId: string): Promise<void> {
  await tx.run(sql`
    update import_staging m set corrects = ${whoMark('r')} from source_record r
    where m.batch_id = ${place.id} and m.item = 'record' and m.local_id = ${localId} and r.source_id = ${place.sourceId} and r.local_id = m.local_id`);
  await tx.run(sql`
    update import_staging m set change = c.change
    from (${sql.join(
      itemKinds.map((kind) => against(place, kind)),
      sql` union all `,
    )}) c
    where m.batch_id = ${place.id} and m.item = c.item and m.local_id = c.local_id and ${recordOf} = ${localId}`);
}

/** References that wait, for setting all of them aside. */
export const listWaitingReferences = (
  tx: Tx,
  batchId: number,
): Promise<{ localId: string; line: number }[]> =>
  tx.many(sql<{ localId: string; line: number }>`
    select local_id as "localId", line from import_staging
    where batch_id = ${batchId} and item = 'record' and change = 'waiting' order by line`);
