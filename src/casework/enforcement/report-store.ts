import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import type { Case, Warrant } from './types.ts';

/** States of which something was done about a failure that was not acceptable, or has to be. */
const counted = sql`('warning-due', 'warned', 'breach-due', 'breach-laid', 'breach-decided', 'recall-considered', 'recall-asked', 'recalled', 'not-recalled', 'not-pursued')`;
const waiting = sql`('to-decide', 'warning-due', 'breach-due', 'breach-laid', 'recall-considered', 'recall-asked')`;

/** How it stands with being done in time: the parts of the report, each of which is a list. */
export const timings = ['in-time', 'late', 'overdue', 'not-yet-due'] as const;
export type Timing = (typeof timings)[number];

const timingOf = (today: Day): Record<Timing, Sql<unknown>> => ({
  'in-time': sql`e.acted_on is not null and e.acted_on <= e.due_on`,
  late: sql`e.acted_on is not null and e.acted_on > e.due_on`,
  overdue: sql`e.acted_on is null and e.due_on < ${today}`,
  'not-yet-due': sql`e.acted_on is null and e.due_on >= ${today}`,
});

export interface CaseFilter {
  /** `open`: something is still to be done. */
  state?: string | undefined;
  baseId?: number | undefined;
  timing?: Timing | undefined;
  from?: Day | undefined;
  to?: Day | undefined;
}

/** The base of their present, else latest, time on the scheme. */
const baseOf = sql`left join lateral (select m.base_id from membership m where m.person_id = e.person_id order by m.left_on is null desc, m.joined_on desc, m.id desc limit 1) m on true`;

function partsOf(filter: CaseFilter, today: Day): Sql<unknown> {
  const parts = [sql`e.state <> 'void'`];
  if (filter.state === 'open') parts.push(sql`e.state in ${waiting}`);
  else if (filter.state !== undefined) parts.push(sql`e.state = ${filter.state}`);
  if (filter.baseId !== undefined) parts.push(sql`m.base_id = ${filter.baseId}`);
  if (filter.timing !== undefined)
    parts.push(sql`e.state in ${counted} and e.due_on is not null and ${timingOf(today)[filter.timing]}`);
  if (filter.from !== undefined) parts.push(sql`e.failed_on >= ${filter.from}`);
  if (filter.to !== undefined) parts.push(sql`e.failed_on <= ${filter.to}`);
  return sql.join(parts, sql` and `);
}

export type CaseRow = Pick<
  Case,
  'id' | 'personId' | 'orderType' | 'failedOn' | 'what' | 'state' | 'dueOn' | 'actedOn'
> & { name: string; base: string | null };

/** What is due soonest stands first, then the latest. */
export const listCases = (
  tx: Tx,
  filter: CaseFilter,
  today: Day,
  limit: number,
  offset: number,
): Promise<CaseRow[]> =>
  tx.many(sql<CaseRow>`
    select e.id, e.person_id as "personId", e.order_type as "orderType", e.failed_on as "failedOn", e.what, e.state, e.due_on as "dueOn", e.acted_on as "actedOn",
      p.given_names || ' ' || p.family_name as name, b.name as base
    from enforcement_case e join person p on p.id = e.person_id ${baseOf} left join base b on b.id = m.base_id
    where ${partsOf(filter, today)}
    order by e.acted_on is null desc, case when e.acted_on is null then e.due_on end nulls last, e.failed_on desc, e.id desc limit ${limit} offset ${offset}`);

export interface TimelinessRow {
  baseId: number | null;
  base: string | null;
  inTime: number;
  late: number;
  overdue: number;
  notYetDue: number;
}

/** Failures of a span that were not acceptable, by base. */
export const countTimeliness = (
  tx: Tx,
  span: { from: Day; to: Day },
  today: Day,
): Promise<TimelinessRow[]> => {
  const timing = timingOf(today);
  return tx.many(sql<TimelinessRow>`
    select m.base_id as "baseId", b.name as base, count(*) filter (where ${timing['in-time']})::int as "inTime", count(*) filter (where ${timing.late})::int as late,
      count(*) filter (where ${timing.overdue})::int as overdue, count(*) filter (where ${timing['not-yet-due']})::int as "notYetDue"
    from enforcement_case e ${baseOf} left join base b on b.id = m.base_id
    where e.state in ${counted} and e.due_on is not null and e.failed_on between ${span.from} and ${span.to}
    group by 1, 2 order by 2`);
};

export type OpenWarrant = Pick<Warrant, 'id' | 'personId' | 'kind' | 'issuedOn' | 'issuedBy'> & {
  name: string;
  attempts: number;
  lastAt: Date | null;
};

/** Warrants and recalls that are not executed, the oldest first. */
export const listOpenWarrants = (tx: Tx, limit: number, offset: number): Promise<OpenWarrant[]> =>
  tx.many(sql<OpenWarrant>`
    select w.id, w.person_id as "personId", w.kind, w.issued_on as "issuedOn", w.issued_by as "issuedBy", p.given_names || ' ' || p.family_name as name,
      t.attempts, t.last as "lastAt"
    from warrant w join person p on p.id = w.person_id
    cross join lateral (select count(*)::int as attempts, max(at) as last from warrant_attempt where warrant_id = w.id) t
    where w.state = 'open' order by w.issued_on, w.id limit ${limit} offset ${offset}`);

export interface TodayCase {
  id: number;
  personId: number;
  name: string;
  state: Case['state'];
  failedOn: Day;
  dueOn: Day | null;
}

/** Cases of the viewer's people that wait for the officer; with `decides` those of everybody that wait for a manager. */
export const listWaiting = (tx: Tx, staffId: number, decides: boolean): Promise<TodayCase[]> =>
  tx.many(sql<TodayCase>`
    with mine as materialized (select distinct person_id from allocation where staff_id = ${staffId} and to_at is null)
    select e.id, e.person_id as "personId", p.given_names || ' ' || p.family_name as name, e.state, e.failed_on as "failedOn", e.due_on as "dueOn"
    from enforcement_case e join person p on p.id = e.person_id
    where (e.state in ('to-decide', 'warning-due', 'breach-due', 'recall-considered') and exists (select 1 from mine where mine.person_id = e.person_id))
      or (${decides} and e.state = 'recall-asked')
    order by e.due_on nulls last, e.id limit 200`);

/** Open warrants of the viewer's people. */
export const listOwnWarrants = (
  tx: Tx,
  staffId: number,
): Promise<{ id: number; personId: number; name: string; kind: Warrant['kind']; issuedOn: Day }[]> =>
  tx.many(sql<{ id: number; personId: number; name: string; kind: Warrant['kind']; issuedOn: Day }>`
    with mine as materialized (select distinct person_id from allocation where staff_id = ${staffId} and to_at is null)
    select w.id, w.person_id as "personId", p.given_names || ' ' || p.family_name as name, w.kind, w.issued_on as "issuedOn"
    from warrant w join mine on mine.person_id = w.person_id join person p on p.id = w.person_id
    where w.state = 'open' order by w.issued_on, w.id limit 200`);

/** Open warrants and recalls of these people, with the day of the last attempt. */
export const listWarrantsOut = (
  tx: Tx,
  personIds: readonly number[],
): Promise<
  { personId: number; kind: Warrant['kind']; issuedOn: Day; attempts: number; lastAt: Date | null }[]
> =>
  tx.many(sql<{
    personId: number;
    kind: Warrant['kind'];
    issuedOn: Day;
    attempts: number;
    lastAt: Date | null;
  }>`
    select w.person_id as "personId", w.kind, w.issued_on as "issuedOn", count(t.id)::int as attempts, max(t.at) as "lastAt"
    from warrant w left join warrant_attempt t on t.warrant_id = w.id
    where w.person_id = any (${[...personIds]}::bigint[]) and w.state = 'open' group by w.id order by w.issued_on, w.id`);
