import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { HoursInput, HoursRow } from './types.ts';

const columns = sql`w.id, w.staff_id as "staffId", w.kind, w.minutes_a_week as minutes, w.from_date as "fromDate", w.to_date as "toDate", w.version`;

/** Hours of these staff, latest first; what was entered by mistake (it ends as it begins) is left out. */
export const listHours = (tx: Tx, staffIds: readonly number[]): Promise<HoursRow[]> =>
  tx.many(sql<HoursRow>`
    select ${columns} from staff_hours w where w.staff_id = any (${[...staffIds]}::bigint[]) and w.to_date is distinct from w.from_date
    order by w.staff_id, w.kind, w.from_date desc limit 1000`);

export const lockHours = async (tx: Tx, id: number): Promise<HoursRow> =>
  tx.one(sql<HoursRow>`select ${columns} from staff_hours w where w.id = ${id} for update`);

/** One at a time for a member of staff. */
export const lockStaffHours = (tx: Tx, staffId: number): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(hashtext('waymark-hours'), ${staffId}::integer)`);

export const insertHours = (
  tx: Tx,
  input: HoursInput & { schemeId: number; by: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into staff_hours (scheme_id, staff_id, kind, minutes_a_week, from_date, to_date, recorded_by)
    values (${input.schemeId}, ${input.staffId}, ${input.kind}, ${input.minutes}, ${input.fromDate}, ${input.toDate}, ${input.by}) returning id`);

export const endHoursRow = (tx: Tx, id: number, on: Day): Promise<number> =>
  tx.run(
    sql`update staff_hours set to_date = greatest(from_date, ${on}::date), version = version + 1 where id = ${id}`,
  );

/** Whoever is or was in a post of the scheme lately, for the list of hours. */
export const listPostHolders = (
  tx: Tx,
  schemeId: number,
): Promise<{ id: number; name: string; agency: string; fteHundredths: number; posts: string }[]> =>
  tx.many(sql<{ id: number; name: string; agency: string; fteHundredths: number; posts: string }>`
    select s.id, s.name, a.name as agency, sum(h.fte_hundredths)::int as "fteHundredths", string_agg(p.title, ', ' order by p.title) as posts
    from post_holder h join post p on p.id = h.post_id join staff s on s.id = h.staff_id join agency a on a.id = s.agency_id
    where p.scheme_id = ${schemeId} and h.from_date <= current_date and (h.to_date is null or h.to_date > current_date)
    group by s.id, s.name, a.name order by s.name limit 500`);
