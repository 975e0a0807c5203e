import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import { listStaffInRoles } from '../../scheme/directory.ts';
import { allocatableRoles } from '../allocation/rules.ts';
import type { Absence, AbsenceInput, Colleague } from './types.ts';

const columns = sql`b.id, b.staff_id as "staffId", s.name as staff, b.deputy_id as "deputyId", d.name as deputy, d.phone as "deputyPhone",
  b.from_day as "fromDay", b.to_day as "toDay", b.ended_at as "endedAt", n.note, b.version`;

const from = sql`from absence b join staff s on s.id = b.staff_id left join staff d on d.id = b.deputy_id left join absence_note n on n.absence_id = b.id`;

export const getAbsence = (tx: Tx, id: number): Promise<Absence> =>
  tx.one(sql<Absence>`select ${columns} ${from} where b.id = ${id}`);

export const lockAbsence = (tx: Tx, id: number): Promise<Absence> =>
  tx.one(sql<Absence>`select ${columns} ${from} where b.id = ${id} for update of b`);

export interface AbsenceFilter {
  /** Whoever is away, or covers. */
  staffId?: number | undefined;
  /** Those that are over, newest first; else those of now and ahead, earliest first. */
  over?: boolean | undefined;
}

/** Absences of the scheme, of now and ahead or over. */
export function listAbsences(
  tx: Tx,
  filter: AbsenceFilter,
  today: Day,
  window: { limit: number; offset: number },
): Promise<Absence[]> {
  const parts: Sql<unknown>[] = [
    filter.over === true
      ? sql`(b.ended_at is not null or b.to_day < ${today})`
      : sql`b.ended_at is null and b.to_day >= ${today}`,
  ];
  if (filter.staffId !== undefined) parts.push(sql`${filter.staffId} in (b.staff_id, b.deputy_id)`);
  const order = filter.over === true ? sql`b.to_day desc, b.id desc` : sql`b.from_day, b.to_day, b.id`;
  return tx.many(sql<Absence>`select ${columns} ${from} where ${sql.join(parts, sql` and `)}
    order by ${order} limit ${window.limit} offset ${window.offset}`);
}

/** Absences that touch these days, of these staff: a calendar's and a team's day. */
export const listAway = (
  tx: Tx,
  staffIds: readonly number[],
  days: { from: Day; to: Day },
): Promise<Absence[]> =>
  tx.many(sql<Absence>`
    select ${columns} ${from} where b.staff_id = any (${[...staffIds]}::bigint[]) and b.ended_at is null
      and b.from_day <= ${days.to} and b.to_day >= ${days.from} order by b.from_day, b.id`);

/** Whom somebody covers on a day. */
export const listCovered = (tx: Tx, deputyId: number, day: Day): Promise<Absence[]> =>
  tx.many(sql<Absence>`
    select ${columns} ${from} where b.deputy_id = ${deputyId} and b.ended_at is null and b.from_day <= ${day} and b.to_day >= ${day}
    order by b.to_day, b.id`);

/** Absences that nobody covers, begun or beginning by a day, of whoever has people: for whoever allocates. */
export const listUncovered = (
  tx: Tx,
  schemeId: number,
  days: { today: Day; by: Day },
): Promise<{ id: number; staff: string; fromDay: Day; toDay: Day; people: number }[]> =>
  tx.many(sql<{ id: number; staff: string; fromDay: Day; toDay: Day; people: number }>`
    select * from (
      select b.id, s.name as staff, b.from_day as "fromDay", b.to_day as "toDay",
        (select count(distinct l.person_id) from allocation l where l.staff_id = b.staff_id and l.to_at is null)::int as people
      from absence b join staff s on s.id = b.staff_id
      where b.scheme_id = ${schemeId} and b.deputy_id is null and b.ended_at is null and b.to_day >= ${days.today} and b.from_day <= ${days.by}) x
    where people > 0 order by "fromDay", id limit 50`);

export const insertAbsence = (
  tx: Tx,
  row: AbsenceInput & { schemeId: number; by: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into absence (scheme_id, staff_id, deputy_id, from_day, to_day, recorded_by, changed_by)
    values (${row.schemeId}, ${row.staffId}, ${row.deputyId}, ${row.fromDay}, ${row.toDay}, ${row.by}, ${row.by}) returning id`);

export const updateAbsence = (tx: Tx, id: number, row: AbsenceInput & { by: number }): Promise<number> =>
  tx.run(sql`
    update absence set deputy_id = ${row.deputyId}, from_day = ${row.fromDay}, to_day = ${row.toDay}, version = version + 1,
      changed_at = now(), changed_by = ${row.by} where id = ${id}`);

export const endAbsenceRow = (tx: Tx, id: number, row: { at: Date; by: number }): Promise<number> =>
  tx.run(
    sql`update absence set ended_at = ${row.at}, version = version + 1, changed_at = now(), changed_by = ${row.by} where id = ${id}`,
  );

export async function setNote(tx: Tx, absenceId: number, note: string | null): Promise<void> {
  await tx.run(sql`delete from absence_note where absence_id = ${absenceId}`);
  if (note !== null)
    await tx.run(sql`insert into absence_note (absence_id, note) values (${absenceId}, ${note})`);
}

/** Opens what an absence gives its deputy; how many people. Refused for a deputy who may not be named. */
export const openCover = async (tx: Tx, absenceId: number): Promise<number> =>
  (await tx.one(sql<{ n: number }>`select cover_open(${absenceId}) as n`)).n;

export const closeCover = async (tx: Tx, absenceId: number): Promise<number> =>
  (await tx.one(sql<{ n: number }>`select cover_close(${absenceId}) as n`)).n;

/** Two absences of one person wait for each other; released with the transaction. */
export const lockStaff = (tx: Tx, staffId: number): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended('cover', ${staffId}::bigint))`);

/** Absences of one of these two that touch the days, other than this one. */
export const findClash = (
  tx: Tx,
  ask: { staffIds: readonly number[]; fromDay: Day; toDay: Day; otherThan: number | null },
): Promise<{ staffId: number; fromDay: Day; toDay: Day } | undefined> =>
  tx.maybe(sql<{ staffId: number; fromDay: Day; toDay: Day }>`
    select staff_id as "staffId", from_day as "fromDay", to_day as "toDay" from absence
    where staff_id = any (${[...ask.staffIds]}::bigint[]) and ended_at is null and from_day <= ${ask.toDay} and to_day >= ${ask.fromDay}
      and id is distinct from ${ask.otherThan}::bigint order by from_day limit 1`);

/** Tells a deputy, on their Today. */
export const tellDeputy = (tx: Tx, notice: { staffId: number; absenceId: number }): Promise<number> =>
  tx.run(sql`insert into notice (staff_id, kind, subject, subject_id)
    values (${notice.staffId}, 'cover-given', 'absence', ${notice.absenceId})`);

/** Everybody in a role that is given people, once each. */
export async function listColleagues(tx: Tx, schemeId: number): Promise<Colleague[]> {
  const rows = await listStaffInRoles(tx, schemeId, allocatableRoles);
  return rows.filter(({ id }, index) => rows.findIndex((row) => row.id === id) === index);
}
