import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import type { SpentRow, TimeInput } from './register-rules.ts';
import type { ItemKey } from './store.ts';
import type {
  CurfewInput,
  Handled,
  Item,
  ItemInput,
  ItemKind,
  ItemState,
  KeptCurfew,
  KeptZone,
  LicenceHandling,
  Spent,
  ZoneInput,
} from './types.ts';

const columns = sql`i.id, i.person_id as "personId", i.agency_id as "agencyId", a.name as agency, i.kind, i.tag_type as "tagType", i.what, i.value_pence as "valuePence",
  i.issued_on as "issuedOn", s.name as "issuedBy", i.due_back_on as "dueBackOn", i.state, i.ended_on as "endedOn", i.ended_note as "endedNote",
  coalesce((select sum(t.minutes) from compliance_time t where t.item_id = i.id), 0)::int as minutes, i.handling, i.named_agencies as "namedAgencies", i.version`;
const from = sql`from compliance_item i join agency a on a.id = i.agency_id join staff s on s.id = i.issued_by`;

export const listItems = (tx: Tx, personId: number): Promise<Item[]> =>
  tx.many(sql<Item>`
    select ${columns} ${from} where i.person_id = ${personId} and i.state <> 'withdrawn'
    order by i.state = 'out' desc, i.due_back_on nulls last, i.issued_on desc, i.id desc limit 500`);

export const getItem = (tx: Tx, { id, personId }: ItemKey): Promise<Item> =>
  tx.one(sql<Item>`select ${columns} ${from} where i.id = ${id} and i.person_id = ${personId}`);

export interface LockedItem extends Handled {
  id: number;
  kind: ItemKind;
  state: ItemState;
  issuedOn: Day;
  version: number;
}

export const lockItem = (tx: Tx, { id, personId }: ItemKey): Promise<LockedItem> =>
  tx.one(sql<LockedItem>`
    select id, person_id as "personId", agency_id as "agencyId", kind, state, issued_on as "issuedOn", handling, named_agencies as "namedAgencies", version
    from compliance_item where id = ${id} and person_id = ${personId} for update`);

export const insertItem = (tx: Tx, row: ItemInput & Handled & { by: number }): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into compliance_item (person_id, agency_id, kind, tag_type, what, value_pence, issued_on, issued_by, due_back_on, state, handling, named_agencies, changed_by)
    values (${row.personId}, ${row.agencyId}, ${row.kind}, ${row.tagType}, ${row.what}, ${row.valuePence}, ${row.issuedOn}, ${row.by}, ${row.dueBackOn}, 'out',
      ${row.handling}, ${row.namedAgencies}::bigint[], ${row.by}) returning id`);

export const moveItemRow = (
  tx: Tx,
  id: number,
  row: { state: ItemState; on: Day | null; note: string | null; by: number },
): Promise<number> =>
  tx.run(sql`
    update compliance_item set state = ${row.state}, ended_on = ${row.on}, ended_note = ${row.note}, version = version + 1, changed_at = now(), changed_by = ${row.by}
    where id = ${id}`);

export const insertTime = (
  tx: Tx,
  row: TimeInput & Handled & { itemId: number; by: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into compliance_time (item_id, person_id, agency_id, staff_id, on_day, minutes, what, handling, named_agencies)
    values (${row.itemId}, ${row.personId}, ${row.agencyId}, ${row.by}, ${row.onDay}, ${row.minutes}, ${row.what}, ${row.handling}, ${row.namedAgencies}::bigint[]) returning id`);

export const listTime = (tx: Tx, itemId: number): Promise<Spent[]> =>
  tx.many(sql<Spent>`
    select t.id, t.on_day as "onDay", t.minutes, t.what, s.name as staff from compliance_time t join staff s on s.id = t.staff_id
    where t.item_id = ${itemId} order by t.on_day desc, t.id desc limit 100`);

/** Minutes by kind, worker and month, of entries on days from `from` up to and with `to`. */
export const sumTime = (tx: Tx, span: { from: Day; to: Day }): Promise<SpentRow[]> =>
  tx.many(sql<SpentRow>`
    select i.kind, t.staff_id as "staffId", s.name as staff, to_char(t.on_day, 'YYYY-MM') as month, sum(t.minutes)::int as minutes, count(*)::int as entries
    from compliance_time t join compliance_item i on i.id = t.item_id join staff s on s.id = t.staff_id
    where t.on_day between ${span.from} and ${span.to} group by 1, 2, 3, 4 order by 4 desc, 3, 1`);

export interface TimeFilter {
  from: Day;
  to: Day;
  kind?: string | undefined;
  staffId?: number | undefined;
  month?: string | undefined;
}

export interface TimeEntry {
  id: number;
  itemId: number;
  personId: number;
  name: string;
  kind: ItemKind;
  item: string;
  staff: string;
  onDay: Day;
  minutes: number;
  what: string | null;
}

function timeParts(filter: TimeFilter): Sql<unknown> {
  const parts = [sql`t.on_day between ${filter.from} and ${filter.to}`];
  if (filter.kind !== undefined) parts.push(sql`i.kind = ${filter.kind}`);
  if (filter.staffId !== undefined) parts.push(sql`t.staff_id = ${filter.staffId}`);
  if (filter.month !== undefined) parts.push(sql`to_char(t.on_day, 'YYYY-MM') = ${filter.month}`);
  return sql.join(parts, sql` and `);
}

/** The entries behind a sum, newest first. */
export const listTimeEntries = (
  tx: Tx,
  filter: TimeFilter,
  limit: number,
  offset: number,
): Promise<TimeEntry[]> =>
  tx.many(sql<TimeEntry>`
    select t.id, t.item_id as "itemId", t.person_id as "personId", p.given_names || ' ' || p.family_name as name, i.kind, i.what as item, s.name as staff,
      t.on_day as "onDay", t.minutes, t.what
    from compliance_time t join compliance_item i on i.id = t.item_id join staff s on s.id = t.staff_id join person p on p.id = t.person_id
    where ${timeParts(filter)} order by t.on_day desc, t.id desc limit ${limit} offset ${offset}`);

export interface OutFilter {
  kind?: string | undefined;
  overdueOn?: Day | undefined;
}

export type OutRow = Item & { name: string };

/** What is with people now, what is due back first on top. */
export const listOut = (tx: Tx, filter: OutFilter, limit: number, offset: number): Promise<OutRow[]> => {
  const parts = [sql`i.state = 'out'`];
  if (filter.kind !== undefined) parts.push(sql`i.kind = ${filter.kind}`);
  if (filter.overdueOn !== undefined) parts.push(sql`i.due_back_on < ${filter.overdueOn}`);
  return tx.many(sql<OutRow>`
    select ${columns}, p.given_names || ' ' || p.family_name as name ${from} join person p on p.id = i.person_id
    where ${sql.join(parts, sql` and `)} order by i.due_back_on nulls last, i.issued_on, i.id limit ${limit} offset ${offset}`);
};

export interface OutCounts {
  out: number;
  overdue: number;
  valuePence: number;
}

export const countOut = (tx: Tx, today: Day): Promise<OutCounts> =>
  tx.one(sql<OutCounts>`
    select count(*)::int as out, count(*) filter (where due_back_on < ${today})::int as overdue, coalesce(sum(value_pence), 0)::bigint as "valuePence"
    from compliance_item where state = 'out'`);

const curfewColumns = sql`c.id, c.person_id as "personId", c.agency_id as "agencyId", a.name as agency, c.days, c.from_time as "fromTime", c.to_time as "toTime",
  c.from_day as "fromDay", c.to_day as "toDay", c.handling, c.named_agencies as "namedAgencies", c.version,
  (select d.address from curfew_address d where d.curfew_id = c.id order by d.id desc limit 1) as address`;

/** Curfews and zones that are over are left out. */
export const listCurfews = (tx: Tx, personId: number, today: Day): Promise<KeptCurfew[]> =>
  tx.many(sql<KeptCurfew>`
    select ${curfewColumns} from curfew c join agency a on a.id = c.agency_id
    where c.person_id = ${personId} and (c.to_day is null or c.to_day >= ${today}) order by c.from_day, c.id limit 30`);

export const insertCurfew = async (
  tx: Tx,
  row: CurfewInput & Handled & { by: number },
): Promise<{ id: number }> => {
  const made = await tx.one(sql<{ id: number }>`
    insert into curfew (person_id, agency_id, days, from_time, to_time, from_day, to_day, handling, named_agencies, changed_by)
    values (${row.personId}, ${row.agencyId}, ${row.days}::integer[], ${row.fromTime}, ${row.toTime}, ${row.fromDay}, ${row.toDay}, ${row.handling}, ${row.namedAgencies}::bigint[], ${row.by})
    returning id`);
  if (row.address !== null)
    await tx.run(sql`
      insert into curfew_address (curfew_id, person_id, agency_id, address, handling)
      values (${made.id}, ${row.personId}, ${row.agencyId}, ${row.address}, ${row.addressHandling})`);
  return made;
};

const zoneColumns = sql`z.id, z.person_id as "personId", z.agency_id as "agencyId", a.name as agency, z.name, z.places, z.boundary, z.protective,
  z.from_day as "fromDay", z.to_day as "toDay", z.handling, z.named_agencies as "namedAgencies", z.version,
  (select json_build_object('latitude', d.latitude, 'longitude', d.longitude, 'radiusMetres', d.radius_metres)
    from zone_centre d where d.zone_id = z.id order by d.id desc limit 1) as centre`;

export const listZones = (tx: Tx, personId: number, today: Day): Promise<KeptZone[]> =>
  tx.many(sql<KeptZone>`
    select ${zoneColumns} from exclusion_zone z join agency a on a.id = z.agency_id
    where z.person_id = ${personId} and (z.to_day is null or z.to_day >= ${today}) order by z.from_day, z.id limit 30`);

/** What chance decides round this point of the grid: the same whenever it is asked, and known to nobody beforehand. */
export const findZoneChance = async (tx: Tx, at: { latitude: number; longitude: number }): Promise<string> =>
  (
    await tx.one(
      sql<{
        seed: string;
      }>`select zone_chance(${at.latitude}::double precision, ${at.longitude}::double precision) as seed`,
    )
  ).seed;

export const insertZone = async (
  tx: Tx,
  row: ZoneInput & Handled & { by: number },
): Promise<{ id: number }> => {
  const made = await tx.one(sql<{ id: number }>`
    insert into exclusion_zone (person_id, agency_id, name, places, boundary, protective, from_day, to_day, handling, named_agencies, changed_by)
    values (${row.personId}, ${row.agencyId}, ${row.name}, ${row.places}::text[], ${JSON.stringify(row.boundary)}::jsonb, ${row.protective}, ${row.fromDay}, ${row.toDay},
      ${row.handling}, ${row.namedAgencies}::bigint[], ${row.by}) returning id`);
  if (row.centre !== null)
    await tx.run(sql`
      insert into zone_centre (zone_id, person_id, agency_id, latitude, longitude, radius_metres, handling)
      values (${made.id}, ${row.personId}, ${row.agencyId}, ${row.centre.latitude}, ${row.centre.longitude}, ${row.centre.radiusMetres}, 'own')`);
  return made;
};

export type PlaceTable = 'curfew' | 'exclusion_zone';

export interface LockedPlace {
  id: number;
  personId: number;
  fromDay: Day;
  toDay: Day | null;
  handling: LicenceHandling;
  version: number;
}

export const lockPlace = (tx: Tx, table: PlaceTable, { id, personId }: ItemKey): Promise<LockedPlace> =>
  tx.one(sql<LockedPlace>`
    select id, person_id as "personId", from_day as "fromDay", to_day as "toDay", handling, version
    from ${sql.table(table)} where id = ${id} and person_id = ${personId} for update`);

export const endPlace = (
  tx: Tx,
  table: PlaceTable,
  id: number,
  row: { toDay: Day; why: string; by: number },
): Promise<number> =>
  tx.run(sql`
    update ${sql.table(table)} set to_day = ${row.toDay}, ended_why = ${row.why}, version = version + 1, changed_at = now(), changed_by = ${row.by} where id = ${id}`);
