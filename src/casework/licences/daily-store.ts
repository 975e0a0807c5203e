import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Curfew, ItemKind, Zone } from './types.ts';

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
