import { sql, type Tx } from '../../kernel/database.ts';
import { recordColumns, type StoredEdge } from './store.ts';
import type { IdentityRecord } from './types.ts';

/** A record and the mark of what linking reads of it: another mark, and the record is another. */
export interface Marked {
  record: IdentityRecord;
  mark: number;
}

type MarkedRow = IdentityRecord & { mark: number };

/** All that `recordColumns` reads but whose the record is. */
const mark = sql`hashtext((r.agency_id, s.format, r.capacity, r.given_name, r.middle_name, r.family_name, r.aliases, r.born, r.sex, r.ethnicity,
  r.pnc, r.cro, r.prison_number, r.crn, r.yjs_id, r.postcode, r.handling, r.withdrawn_at is not null,
  coalesce(r.source_updated, (r.first_seen_at at time zone 'Europe/London')::date))::text) as mark`;

const marked = (rows: readonly MarkedRow[]): Marked[] =>
  rows.map(({ mark: own, ...record }) => ({ record, mark: own }));

/** The next records by id; a whole run reads all of them, a page at a time. */
export const pageOfMarked = async (tx: Tx, after: number, limit: number): Promise<Marked[]> =>
  marked(
    await tx.many(sql<MarkedRow>`
      select ${recordColumns}, ${mark} from source_record r join import_source s on s.id = r.source_id
      where r.id > ${after} order by r.id limit ${limit}`),
  );

export const markedRecords = async (tx: Tx, ids: readonly number[]): Promise<Marked[]> =>
  marked(
    await tx.many(sql<MarkedRow>`
      select ${recordColumns}, ${mark} from source_record r join import_source s on s.id = r.source_id
      where r.id = any (${[...ids]}::bigint[]) order by r.id`),
  );

/** Who is there, whose it is and its mark: enough to see what is other than it was. */
export interface RollEntry {
  id: number;
  personId: number | null;
  mark: number;
}

const rollPage = 20_000;

export async function readRoll(tx: Tx): Promise<RollEntry[]> {
  const roll: RollEntry[] = [];
  for (;;) {
    const page = await tx.many(sql<RollEntry>`
      select r.id, r.person_id as "personId", ${mark} from source_record r join import_source s on s.id = r.source_id
      where r.id > ${roll.at(-1)?.id ?? 0} order by r.id limit ${rollPage}`);
    for (const entry of page) roll.push(entry);
    if (page.length < rollPage) return roll;
  }
}

/** Of every record whose it is and its mark, in one number: another, and something is other than it was. */
export const stampOfRecords = async (tx: Tx): Promise<string> =>
  (
    await tx.one(sql<{ stamp: string }>`
      select count(*) || ' ' || coalesce(sum(hashint8extended(coalesce(o.person, 0), hashint8extended(o.id, o.mark))), 0) as stamp
      from (select r.id, r.person_id as person, ${mark} from source_record r join import_source s on s.id = r.source_id) o`)
  ).stamp;

/** The links that stand of these records. */
export const edgesAround = (tx: Tx, records: readonly number[]): Promise<StoredEdge[]> =>
  tx.many(sql<StoredEdge>`
    select left_record as left, right_record as right, bits, state, person_id as "personId", held from link_edge
    where left_record = any (${[...records]}::bigint[]) or right_record = any (${[...records]}::bigint[])
    order by left_record, right_record`);
