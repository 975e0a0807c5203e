import { sql, type Tx } from '../../kernel/database.ts';
import type { Training, TrainingInput } from './types.ts';

const columns = sql`t.id, t.staff_id as "staffId", s.name as staff, a.name as agency, t.what, t.from_date as "fromDate", t.expires_on as "expiresOn", t.course,
  t.withdrawn_why as "withdrawnWhy", t.version`;
const from = sql`from staff_training t join staff s on s.id = t.staff_id join agency a on a.id = s.agency_id`;

export const listTrainingOf = (tx: Tx, staffId: number, what: string): Promise<Training[]> =>
  tx.many(sql<Training>`select ${columns} ${from} where t.staff_id = ${staffId} and t.what = ${what}`);

/** The scheme's, those that run out soonest first; what ran out long ago last. */
export const listTraining = (
  tx: Tx,
  schemeId: number,
  filter: { what?: string | undefined; staffId?: number | undefined },
  page: { limit: number; offset: number },
): Promise<(Training & { total: number })[]> =>
  tx.many(sql<Training & { total: number }>`
    select ${columns}, (count(*) over ())::int as total ${from}
    where t.scheme_id = ${schemeId} and (${filter.what ?? null}::text is null or t.what = ${filter.what ?? null})
      and (${filter.staffId ?? null}::bigint is null or t.staff_id = ${filter.staffId ?? null})
    order by t.withdrawn_why is not null, t.expires_on nulls last, s.name, t.id limit ${page.limit} offset ${page.offset}`);

export const getTraining = (tx: Tx, id: number): Promise<Training> =>
  tx.one(sql<Training>`select ${columns} ${from} where t.id = ${id}`);

export const lockTraining = (
  tx: Tx,
  id: number,
): Promise<{ id: number; version: number; withdrawnWhy: string | null; staffId: number }> =>
  tx.one(
    sql<{
      id: number;
      version: number;
      withdrawnWhy: string | null;
      staffId: number;
    }>`select id, version, withdrawn_why as "withdrawnWhy", staff_id as "staffId" from staff_training where id = ${id} for update`,
  );

export const insertTraining = (
  tx: Tx,
  input: TrainingInput & { schemeId: number; by: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into staff_training (scheme_id, staff_id, what, from_date, expires_on, course, recorded_by)
    values (${input.schemeId}, ${input.staffId}, ${input.what}, ${input.fromDate}, ${input.expiresOn}, ${input.course}, ${input.by}) returning id`);

export const withdrawTrainingRow = (tx: Tx, id: number, why: string): Promise<number> =>
  tx.run(sql`update staff_training set withdrawn_why = ${why}, version = version + 1 where id = ${id}`);

/** One's own that counts, for Today: the latest of each kind. */
export const listOwnTraining = (tx: Tx, staffId: number): Promise<Training[]> =>
  tx.many(sql<Training>`
    select distinct on (t.what) ${columns} ${from} where t.staff_id = ${staffId} and t.withdrawn_why is null order by t.what, t.expires_on desc nulls first`);
