import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import { itemTables } from './tables.ts';
import { type ItemKind, itemKinds } from './types.ts';

/**
 * What the pages of a staged batch show of stored rows. All run as the viewer, at the moment of showing: staging
 * itself holds nothing but the file's own rows.
 */

export interface StagedChange {
  line: number;
  item: ItemKind;
  /** All null where the stored row is not the viewer's to see: neither it nor what it would become is told. */
  localId: string | null;
  body: Record<string, unknown> | null;
  was: Record<string, unknown> | null;
  itemId: number | null;
  personId: number | null;
}

const storedOf = (kind: ItemKind): Sql<unknown> => sql`
  select r.id, r.person_id, to_jsonb(r) as was from ${itemTables[kind].table} r
  where s.item = ${kind} and r.source_id = s.source_id and r.local_id = s.local_id`;

/** The stored row that a staged one (`s`) stands for, if the viewer's own policies show it. */
const stored = sql`left join lateral (${sql.join(itemKinds.map(storedOf), sql` union all `)}) r on true`;

const listed = (
  tx: Tx,
  batchId: number,
  which: Sql<unknown>,
  { limit, offset }: { limit: number; offset: number },
): Promise<StagedChange[]> =>
  tx.many(sql<StagedChange>`
    select s.line, s.item, r.id as "itemId", r.person_id as "personId", r.was,
      case when r.id is not null then s.local_id end as "localId", case when r.id is not null then s.body end as body
    from (select m.line, m.item, m.local_id, m.body, b.source_id from import_staging m join import_batch b on b.id = m.batch_id
      where m.batch_id = ${batchId} and ${which} order by m.line, m.item limit ${limit} offset ${offset}) s
    ${stored} order by s.line, s.item`);

/** What a batch would change, old beside new. */
export const listChanges = (
  tx: Tx,
  batchId: number,
  limit: number,
  offset: number,
): Promise<StagedChange[]> => listed(tx, batchId, sql`m.change = 'changed'`, { limit, offset });

/** References that wait until somebody has decided who they stand for, from a line on. */
export const listWaiting = (tx: Tx, batchId: number, limit: number, line = 0): Promise<StagedChange[]> =>
  listed(tx, batchId, sql`m.change = 'waiting' and m.item = 'record' and m.line >= ${line}`, {
    limit,
    offset: 0,
  });

const idsOf = (rows: readonly { id: number }[]): number[] => rows.map(({ id }) => id);

/** The people whose rows stand on these lines of a staged batch, as far as the viewer sees their records. */
export const listPeopleOfLines = async (
  tx: Tx,
  batchId: number,
  lines: readonly number[],
): Promise<number[]> =>
  lines.length === 0
    ? []
    : idsOf(
        await tx.many(sql<{ id: number }>`
          select distinct r.person_id as id from (select m.item, m.local_id, b.source_id from import_staging m
            join import_batch b on b.id = m.batch_id where m.batch_id = ${batchId} and m.line = any (${[...lines]}::integer[])) s
          ${stored} where r.person_id is not null order by 1`),
      );

/** The people of an agency's records with these references, as far as the viewer sees them. */
export const listPeopleOfRecords = async (
  tx: Tx,
  agencyId: number,
  localIds: readonly string[],
): Promise<number[]> =>
  localIds.length === 0
    ? []
    : idsOf(
        await tx.many(sql<{ id: number }>`
          select distinct r.person_id as id from import_source s join source_record r on r.source_id = s.id
          where s.agency_id = ${agencyId} and r.local_id = any (${[...localIds]}::text[]) and r.person_id is not null order by 1`),
      );
