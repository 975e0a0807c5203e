import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { ActivityRow, NoteInput, SupervisionNote } from './activity-types.ts';

/** Counts of the viewer's own agency's staff, from the first day until another. */
export const listActivity = (tx: Tx, from: Day, until: Day): Promise<ActivityRow[]> =>
  tx.many(sql<ActivityRow>`
    select staff_id as "staffId", source, kind, n, due, attended, minutes from worker_activity(${from}::date, ${until}::date)`);

export interface OwnWorker {
  id: number;
  name: string;
}

/** Workers of the viewer's own agency in the scheme, by name. */
export const listOwnWorkers = (
  tx: Tx,
  viewer: { agencyId: number; schemeId: number },
): Promise<OwnWorker[]> =>
  tx.many(sql<OwnWorker>`
    select distinct s.id, s.name from staff s join staff_role r on r.staff_id = s.id
    where s.agency_id = ${viewer.agencyId} and r.scheme_id = ${viewer.schemeId} and r.role in ('link-worker', 'providers-worker')
      and (r.to_date is null or r.to_date > current_date) order by s.name`);

/** Whether a note may name somebody the staff saw; colleagues' family names do not count. Each asking is to be audited. */
export const namesAnybody = async (
  tx: Tx,
  words: string,
  colleagues: readonly OwnWorker[],
): Promise<boolean> => {
  const families = colleagues.map(({ name }) => name.split(' ').at(-1)?.toLowerCase() ?? '');
  return (await tx.one(sql<{ yes: boolean }>`select names_somebody(${words}, ${families}::text[]) as yes`))
    .yes;
};

const columns = sql`n.id, n.staff_id as "staffId", s.name as staff, n.held_on as "heldOn", n.note, n.next_on as "nextOn", m.name as manager, n.manager_id as "managerId", n.version`;
const from = sql`from staff_supervision n join staff s on s.id = n.staff_id join staff m on m.id = n.manager_id`;

/** Newest first: those of the agency for its manager, one's own for others. */
export const listNotes = (tx: Tx): Promise<SupervisionNote[]> =>
  tx.many(sql<SupervisionNote>`select ${columns} ${from} order by n.held_on desc, n.id desc limit 200`);

export const getNote = (tx: Tx, id: number): Promise<SupervisionNote> =>
  tx.one(sql<SupervisionNote>`select ${columns} ${from} where n.id = ${id}`);

export const lockNote = (tx: Tx, id: number): Promise<{ id: number; note: string; version: number }> =>
  tx.one(
    sql<{
      id: number;
      note: string;
      version: number;
    }>`select id, note, version from staff_supervision where id = ${id} for update`,
  );

export const insertNote = (
  tx: Tx,
  row: NoteInput & { schemeId: number; agencyId: number; managerId: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into staff_supervision (scheme_id, agency_id, staff_id, manager_id, held_on, note, next_on, changed_by)
    values (${row.schemeId}, ${row.agencyId}, ${row.staffId}, ${row.managerId}, ${row.heldOn}, ${row.note}, ${row.nextOn}, ${row.managerId}) returning id`);

export const updateNote = (tx: Tx, id: number, row: NoteInput & { by: number }): Promise<number> =>
  tx.run(sql`
    update staff_supervision set staff_id = ${row.staffId}, held_on = ${row.heldOn}, note = ${row.note}, next_on = ${row.nextOn}, version = version + 1,
      changed_at = now(), changed_by = ${row.by} where id = ${id}`);
