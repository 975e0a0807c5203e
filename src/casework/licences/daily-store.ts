import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { OrderType } from '../enforcement/types.ts';
import type { Curfew, ItemKind, Zone } from './types.ts';

export interface PanelRow {
  licences: { id: number; orderType: OrderType; until: Day | null; standard: number }[] | null;
  /** Wordings of additional and bespoke conditions. */
  more: string[] | null;
  curfews: Pick<Curfew, 'days' | 'fromTime' | 'toTime'>[] | null;
  zones: string[] | null;
  out: number;
  open: number;
}

/** One statement: the person page draws it. What the viewer may not see is null or nought. */
export const findPanel = (tx: Tx, personId: number, today: Day): Promise<PanelRow> =>
  tx.one(sql<PanelRow>`
    with held as materialized (select id, order_type, to_day, from_day from licence
      where person_id = ${personId} and state = 'in-force' and from_day <= ${today} and (to_day is null or to_day >= ${today})),
    standing as materialized (select c.kind, c.wording, c.licence_id, c.id from licence_condition c
      where c.person_id = ${personId} and c.licence_id in (select id from held) and c.from_day <= ${today} and (c.to_day is null or c.to_day > ${today}))
    select (select json_agg(json_build_object('id', h.id, 'orderType', h.order_type, 'until', h.to_day,
        'standard', (select count(*) from standing s where s.licence_id = h.id and s.kind = 'standard')) order by h.from_day desc) from held h) as licences,
      (select json_agg(s.wording order by s.id) from standing s where s.kind <> 'standard') as more,
      (select json_agg(json_build_object('days', c.days, 'fromTime', c.from_time, 'toTime', c.to_time) order by c.id) from curfew c
        where c.person_id = ${personId} and c.from_day <= ${today} and (c.to_day is null or c.to_day >= ${today})) as curfews,
      (select json_agg(z.name order by z.id) from exclusion_zone z
        where z.person_id = ${personId} and z.from_day <= ${today} and (z.to_day is null or z.to_day >= ${today})) as zones,
      (select count(*)::int from compliance_item i where i.person_id = ${personId} and i.state = 'out') as out,
      (select count(*)::int from enforcement_case e where e.person_id = ${personId}
        and e.state in ('to-decide', 'warning-due', 'breach-due', 'breach-laid', 'recall-considered', 'recall-asked')) as open`);

export interface LicenceEntry {
  source: 'licence' | 'enforcement' | 'warrant' | 'item';
  id: number;
  at: Date;
  day: Day;
  title: string;
  detail: string | null;
  agency: string;
  changedAt: Date;
}

/** What the timeline tells of licences and enforcement, newest first. */
export const listLicenceEntries = (tx: Tx, personId: number, limit: number): Promise<LicenceEntry[]> =>
  tx.many(sql<LicenceEntry>`
    select e.source, e.id, e.at, (e.at at time zone 'Europe/London')::date as day, e.title, e.detail, a.name as agency, e.changed_at as "changedAt" from (
      select 'licence' as source, v.licence_id as id, v.effective_on::timestamp at time zone 'Europe/London' as at,
        case when v.is_first then 'Licence or order in force' else 'Conditions varied' end as title, v.why as detail, v.agency_id, v.created_at as changed_at
      from licence_variation v where v.person_id = ${personId}
        and exists (select from licence l where l.id = v.licence_id and l.state <> 'withdrawn')
      union all
      select 'enforcement', e.id, e.failed_on::timestamp at time zone 'Europe/London', 'Failure to comply', e.what, e.agency_id, e.created_at
      from enforcement_case e where e.person_id = ${personId} and e.state <> 'void'
      union all
      select 'enforcement', t.case_id, case t.move when 'warn' then e.warned_on::timestamp at time zone 'Europe/London' + interval '12 hours' else t.at end,
        case t.move when 'accept' then 'Failure found acceptable' when 'warn' then 'Warning given' when 'recall' then 'Recalled' when 'not-recall' then 'Not recalled'
          when 'not-pursue' then 'Proceedings not started' when 'lay' then 'Breach proceedings started' when 'court' then 'The court decided a breach'
          else 'Recall asked for' end, t.why, t.agency_id, t.at
      from enforcement_step t join enforcement_case e on e.id = t.case_id
      where t.person_id = ${personId} and e.state <> 'void' and t.move in ('accept', 'warn', 'recall', 'not-recall', 'not-pursue', 'lay', 'court', 'ask-recall')
      union all
      select 'warrant', w.id, w.issued_on::timestamp at time zone 'Europe/London', case w.kind when 'recall' then 'Recall to be executed' else 'Warrant to be executed' end,
        w.issued_by, w.agency_id, w.created_at from warrant w where w.person_id = ${personId} and w.state <> 'withdrawn'
      union all
      select 'warrant', t.warrant_id, t.at, case t.result when 'executed' then 'Warrant executed' else 'Warrant: attempt' end, t.place, t.agency_id, t.created_at
      from warrant_attempt t where t.person_id = ${personId}
      union all
      select 'item', i.id, x.day::timestamp at time zone 'Europe/London', case i.kind when 'tag' then 'Tag' else 'Support item' end || x.what, i.what, i.agency_id, i.changed_at
      from compliance_item i cross join lateral (values (i.issued_on, case i.kind when 'tag' then ' fitted' else ' issued' end),
        (i.ended_on, case i.state when 'returned' then ' returned' when 'lost' then ' lost' else ' kept' end)) x (day, what)
      where i.person_id = ${personId} and i.state <> 'withdrawn' and x.day is not null) e
    join agency a on a.id = e.agency_id order by e.at desc, e.source, e.id desc limit ${limit}`);

export interface DueItem {
  id: number;
  personId: number;
  name: string;
  kind: ItemKind;
  dueBackOn: Day;
}

/** On Today. */
export const mostItemsDue = 200;

/** What is due back by a day from people of the viewer. */
export const listItemsDue = (tx: Tx, staffId: number, by: Day): Promise<DueItem[]> =>
  tx.many(sql<DueItem>`
    with mine as materialized (select distinct person_id from allocation where staff_id = ${staffId} and to_at is null)
    select i.id, i.person_id as "personId", p.given_names || ' ' || p.family_name as name, i.kind, i.due_back_on as "dueBackOn"
    from compliance_item i join mine on mine.person_id = i.person_id join person p on p.id = i.person_id
    where i.state = 'out' and i.due_back_on <= ${by} order by i.due_back_on, i.id limit ${sql.lit(mostItemsDue)}`);

export interface PlannedContact {
  id: number;
  personId: number;
  name: string;
  kind: string;
  at: Date;
  minutes: number | null;
  place: string | null;
}

/** The viewer's own appointments ahead. */
export const listPlannedOf = (tx: Tx, staffId: number, start: Date, end: Date): Promise<PlannedContact[]> =>
  tx.many(sql<PlannedContact>`
    select c.id, c.person_id as "personId", p.given_names || ' ' || p.family_name as name, c.kind, c.at, c.minutes, c.place
    from contact c join person p on p.id = c.person_id
    where c.staff_id = ${staffId} and c.state = 'planned' and c.at >= ${start} and c.at < ${end} order by c.at, c.id limit 200`);

/** Curfews and zones of these people that hold on or after a day. */
export async function listPlaces(
  tx: Tx,
  personIds: readonly number[],
  from: Day,
): Promise<{ curfews: (Curfew & { personId: number })[]; zones: (Zone & { personId: number })[] }> {
  const ids = [...personIds];
  const [curfews, zones] = await Promise.all([
    tx.many(sql<Curfew & { personId: number }>`
      select id, person_id as "personId", days, from_time as "fromTime", to_time as "toTime", from_day as "fromDay", to_day as "toDay"
      from curfew where person_id = any (${ids}::bigint[]) and (to_day is null or to_day >= ${from}::date - 1)`),
    tx.many(sql<Zone & { personId: number }>`
      select id, person_id as "personId", name, places, boundary, from_day as "fromDay", to_day as "toDay"
      from exclusion_zone where person_id = any (${ids}::bigint[]) and (to_day is null or to_day >= ${from})`),
  ]);
  return { curfews, zones };
}

/** Everything that rules an appointment out, whatever its handling, without names: only whether it does is told. */
export async function listRuledOut(tx: Tx, personId: number): Promise<{ curfews: Curfew[]; zones: Zone[] }> {
  const rows = await tx.many(sql<Omit<Curfew, 'days'> & Omit<Zone, 'name'> & { days: number[] | null }>`
    select 0 as id, days, from_time as "fromTime", to_time as "toTime", from_day as "fromDay", to_day as "toDay", places, boundary
    from places_ruled_out(${personId})`);
  return {
    curfews: rows.flatMap((row) => (row.days === null ? [] : [{ ...row, days: row.days }])),
    zones: rows.flatMap((row) => (row.days === null ? [{ ...row, name: '' }] : [])),
  };
}

/** Additional and bespoke conditions in force of these people, in their order. */
export const listStanding = (
  tx: Tx,
  personIds: readonly number[],
  today: Day,
): Promise<{ personId: number; wording: string }[]> =>
  tx.many(sql<{ personId: number; wording: string }>`
    select c.person_id as "personId", c.wording from licence_condition c join licence l on l.id = c.licence_id
    where c.person_id = any (${[...personIds]}::bigint[]) and c.kind <> 'standard' and l.state = 'in-force'
      and c.from_day <= ${today} and (c.to_day is null or c.to_day > ${today}) and (l.to_day is null or l.to_day >= ${today})
    order by c.person_id, c.id limit 1000`);
