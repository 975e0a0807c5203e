import { sql, type Tx } from '../../kernel/database.ts';
import type { Lateness } from './rules.ts';

/** A tasking that waits longer than was asked, as the events service sees it: neither what nor of whom. */
export interface LateTasking {
  id: number;
  schemeId: number;
  askedBy: number;
  late: Lateness;
  /** The time that has passed. */
  forAt: Date;
}

/** Of the last 30 days: what nobody looked at since is a list to clear and no news. */
export const listLate = (tx: Tx, now: Date): Promise<LateTasking[]> =>
  tx.many(sql<LateTasking>`
    select k.id, k.scheme_id as "schemeId", k.asked_by as "askedBy", l.late, l."forAt" from tasking k cross join lateral (
      select case when k.state = 'asked' then 'unanswered' else 'overdue' end as late, case when k.state = 'asked' then k.answer_by else k.due_at end as "forAt") l
    where k.state in ('asked', 'accepted') and l."forAt" < ${now} and l."forAt" > ${now}::timestamptz - interval '30 days'
    order by l."forAt", k.id limit 500`);

export const listTold = (
  tx: Tx,
  taskingIds: readonly number[],
): Promise<{ taskingId: number; staffId: number; late: Lateness; forAt: Date }[]> =>
  tx.many(sql<{ taskingId: number; staffId: number; late: Lateness; forAt: Date }>`
    select tasking_id as "taskingId", staff_id as "staffId", late, for_at as "forAt" from tasking_told
    where tasking_id = any (${[...taskingIds]}::bigint[])`);

export const listInRoles = async (tx: Tx, schemeId: number, roles: readonly string[]): Promise<number[]> =>
  (
    await tx.many(sql<{ id: number }>`
      select distinct staff_id as id from staff_role where scheme_id = ${schemeId} and role = any (${[...roles]}::text[])
        and from_date <= current_date and (to_date is null or to_date > current_date) order by 1`)
  ).map(({ id }) => id);

/** Which of them the viewer sees: asked as each who might be told. */
export const listSeen = async (tx: Tx, taskingIds: readonly number[]): Promise<number[]> =>
  (
    await tx.many(sql<{ id: number }>`select id from tasking where id = any (${[...taskingIds]}::bigint[])`)
  ).map(({ id }) => id);

export interface NewTold {
  taskingId: number;
  staffId: number;
  late: Lateness;
  forAt: string;
}

/** Tells each once of each time that passed; who chose no mail gets none. The number told. */
export const insertTold = (tx: Tx, rows: readonly NewTold[], now: Date): Promise<number> =>
  tx.run(sql`
    insert into tasking_told (tasking_id, staff_id, late, for_at, told_at, mail)
    select r."taskingId", r."staffId", r.late, r."forAt", ${now},
      case when coalesce(c.address, s.email) is null or c.mail = 'none' then 'none' else 'wanted' end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r ("taskingId" bigint, "staffId" bigint, late text, "forAt" timestamptz)
    join staff s on s.id = r."staffId" left join alert_choice c on c.staff_id = r."staffId"
    on conflict do nothing`);

export const listMail = (
  tx: Tx,
): Promise<{ staffId: number; schemeId: number; address: string | null; ids: number[] }[]> =>
  tx.many(sql<{ staffId: number; schemeId: number; address: string | null; ids: number[] }>`
    select t.staff_id as "staffId", k.scheme_id as "schemeId", coalesce(c.address, s.email) as address, array_agg(t.id order by t.id) as ids
    from tasking_told t join tasking k on k.id = t.tasking_id join staff s on s.id = t.staff_id left join alert_choice c on c.staff_id = t.staff_id
    where t.mail = 'wanted' group by 1, 2, 3 order by 1 limit 200`);

/** Claims mail before it goes, so that it goes once; the number claimed. */
export const settleMail = (
  tx: Tx,
  ids: readonly number[],
  from: 'wanted' | 'sent',
  to: 'sent' | 'failed' | 'none' | 'wanted',
): Promise<number> =>
  tx.run(sql`update tasking_told set mail = ${to} where id = any (${[...ids]}::bigint[]) and mail = ${from}`);

/** What the viewer was told and waits still. */
export interface WaitingTasking {
  id: number;
  to: string;
  what: string;
  late: Lateness;
  forAt: Date;
  opened: boolean;
}

export const listWaitingTaskings = (tx: Tx, staffId: number, now: Date): Promise<WaitingTasking[]> =>
  tx.many(sql<WaitingTasking>`
    select k.id, coalesce(t.name, a.name) as to, k.what, o.late, o.for_at as "forAt", o.opened_at is not null as opened
    from tasking_told o join tasking k on k.id = o.tasking_id left join team t on t.id = k.to_team_id left join agency a on a.id = k.to_agency_id
    where o.staff_id = ${staffId} and ((o.late = 'unanswered' and k.state = 'asked' and k.answer_by = o.for_at and k.answer_by < ${now})
      or (o.late = 'overdue' and k.state = 'accepted' and k.due_at = o.for_at and k.due_at < ${now}))
    order by o.for_at, o.id limit 50`);

/** The viewer has it before their eyes. */
export const markToldOpened = (tx: Tx, taskingId: number, staffId: number, now: Date): Promise<number> =>
  tx.run(sql`
    update tasking_told set opened_at = ${now} where tasking_id = ${taskingId} and staff_id = ${staffId} and opened_at is null`);
