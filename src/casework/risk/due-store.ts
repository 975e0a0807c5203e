import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import type { Register } from './types.ts';

export const dueKinds = ['assessment', 'flag', 'register', 'held'] as const;
export type DueKind = (typeof dueKinds)[number];

/** Something about a person's risk that is to be looked at by a day; what is held waits from the day it was made. */
export interface Due {
  what: DueKind;
  id: number;
  personId: number;
  name: string;
  /** Type of assessment, kind of flag, or register. */
  code: string;
  register: Register | null;
  day: Day;
}

/** The latest accepted of each kind, as far as the viewer sees them, with its day. */
const assessments = sql`select 'assessment' as what, r.id, r.person_id, r.type as code, null as register, r.next_due as day from risk_assessment r
  where r.state = 'accepted' and r.next_due is not null and not exists (select 1 from risk_assessment n
    where n.person_id = r.person_id and n.type = r.type and n.state = 'accepted' and (n.assessed_on, n.id) > (r.assessed_on, r.id))`;
const flags = sql`select 'flag', f.id, f.person_id, f.kind, null, f.review_on from risk_flag f where f.ended_on is null`;
const entries = sql`select 'register', e.id, e.person_id, e.register, e.register, coalesce(e.next_on, e.review_on) from risk_register e
  where e.ended_on is null and coalesce(e.next_on, e.review_on) is not null`;
const held = sql`select 'held', r.id, r.person_id, r.type, null, r.recorded_at::date from risk_assessment r where r.state = 'held'`;

const all = sql`(${assessments} union all ${flags} union all ${entries} union all ${held}) d`;

const columns = sql`d.what, d.id, d.person_id as "personId", p.given_names || ' ' || p.family_name as name, d.code, d.register, d.day`;

/** Only people on the scheme: after that nothing is due. */
const from = sql`from ${all} join person p on p.id = d.person_id join membership m on m.person_id = d.person_id and m.left_on is null`;

export interface DueFilter {
  what?: DueKind | undefined;
  until: Day;
}

const matching = ({ what, until }: DueFilter): Sql<unknown> =>
  sql`d.day <= ${until}${what === undefined ? sql`` : sql` and d.what = ${what}`}`;

const orders = {
  day: sql`d.day, p.family_name, d.id`,
  name: sql`p.family_name, p.given_names, d.day, d.id`,
} as const;
export type DueOrder = keyof typeof orders;

export const listDue = (
  tx: Tx,
  filter: DueFilter,
  page: { order: DueOrder; limit: number; offset: number },
): Promise<(Due & { total: number })[]> =>
  tx.many(sql<Due & { total: number }>`
    select ${columns}, (count(*) over ())::int as total ${from} where ${matching(filter)}
    order by ${orders[page.order]} limit ${page.limit} offset ${page.offset}`);

export const countDue = async (tx: Tx, until: Day): Promise<number> =>
  (await tx.one(sql<{ n: number }>`select count(*)::int as n ${from} where ${matching({ until })}`)).n;

/** On Today, of each of the two lists. */
export const mostOnToday = 200;

/** What is due with the people whom a member of staff works with, and what they assessed themselves. */
export const listDueOf = (tx: Tx, staffId: number, until: Day): Promise<Due[]> =>
  tx.many(sql<Due>`
    with mine as materialized (select distinct person_id from allocation where staff_id = ${staffId} and to_at is null)
    select ${columns} ${from} where ${matching({ until })} and d.what <> 'held' and d.person_id in (select person_id from mine)
    order by d.day, d.id limit ${sql.lit(mostOnToday)}`);

/** Assessments that wait for somebody who may let them in. */
export const listHeld = (tx: Tx, staffId: number): Promise<Due[]> =>
  tx.many(sql<Due>`
    select 'held' as what, r.id, r.person_id as "personId", p.given_names || ' ' || p.family_name as name, r.type as code, null as register, r.recorded_at::date as day
    from risk_assessment r join person p on p.id = r.person_id where r.state = 'held' and r.staff_id <> ${staffId} order by r.recorded_at limit ${sql.lit(mostOnToday)}`);
