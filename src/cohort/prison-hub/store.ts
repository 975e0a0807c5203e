import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { PlanInput, Release } from './types.ts';

/** One release a person, the earliest to come; the plan for that day, or else the newest one made. */
const released = (window: { schemeId: number; from: Day; to: Day }, personId: number | null) => sql`
  ahead as (
    select distinct on (c.person_id) c.person_id, c.place, c.to_day, c.release_type from custody_spell c
    where c.kind = 'prison' and c.to_day >= ${window.from}::date and c.to_day <= ${window.to}::date and c.from_day <= ${window.from}::date
      and (${personId}::bigint is null or c.person_id = ${personId})
    order by c.person_id, c.to_day, c.id
  ), shown as (
    select a.person_id as "personId", p.given_names || ' ' || p.family_name as name, p.family_name, a.place as prison, a.to_day as "releaseOn",
      a.release_type as "releaseType", r.id as "planId", r.release_on as "plannedFor", r.parts, r.pickup_by as "pickupBy", r.pickup_at as "pickupAt",
      r.prison_staff_id as "prisonStaffId", s.name as "prisonStaff", w.name as "changedBy", r.changed_at as "changedAt", r.version
    from ahead a join person p on p.id = a.person_id
      left join lateral (select * from release_plan q where q.person_id = a.person_id and q.scheme_id = ${window.schemeId}
        order by (q.release_on = a.to_day) desc, q.id desc limit 1) r on true
      left join staff s on s.id = r.prison_staff_id left join staff w on w.id = r.changed_by
    where exists (select 1 from membership m where m.person_id = a.person_id and m.scheme_id = ${window.schemeId} and m.left_on is null)
  )`;

const columns = sql`"personId", name, prison, "releaseOn", "releaseType", "planId", "plannedFor", parts, "pickupBy", "pickupAt", "prisonStaffId", "prisonStaff",
  "changedBy", "changedAt", version`;

/** Members whose release lies ahead, the next first. */
export const listReleases = (
  tx: Tx,
  window: { schemeId: number; from: Day; to: Day },
  filter: { prison: string | null; limit: number; offset: number },
): Promise<(Release & { count: number })[]> =>
  tx.many(sql<Release & { count: number }>`
    with ${released(window, null)}
    select ${columns}, count(*) over ()::int as count from shown where (${filter.prison}::text is null or prison = ${filter.prison})
    order by "releaseOn", family_name, "personId" limit ${filter.limit} offset ${filter.offset}`);

/** How many of each prison. */
export const countByPrison = (
  tx: Tx,
  window: { schemeId: number; from: Day; to: Day },
): Promise<{ prison: string; count: number; next: Day }[]> =>
  tx.many(sql<{ prison: string; count: number; next: Day }>`
    with ${released(window, null)}
    select prison, count(*)::int as count, min("releaseOn") as next from shown group by prison order by prison`);

export const findRelease = (
  tx: Tx,
  window: { schemeId: number; from: Day; to: Day },
  personId: number,
): Promise<Release | undefined> =>
  tx.maybe(sql<Release>`with ${released(window, personId)} select ${columns} from shown`);

interface PlanRow {
  id: number;
  version: number;
  pickupBy: string | null;
  changedBy: string | null;
  prisonStaffId: number | null;
}

export const lockPlan = (
  tx: Tx,
  schemeId: number,
  personId: number,
  releaseOn: Day,
): Promise<PlanRow | undefined> =>
  tx.maybe(sql<PlanRow>`
    select r.id, r.version, r.pickup_by as "pickupBy", s.name as "changedBy", r.prison_staff_id as "prisonStaffId"
    from release_plan r left join staff s on s.id = r.changed_by
    where r.scheme_id = ${schemeId} and r.person_id = ${personId} and r.release_on = ${releaseOn} for update of r`);

export const insertPlan = (
  tx: Tx,
  row: Omit<PlanInput, 'version'> & {
    schemeId: number;
    agencyId: number;
    prison: string;
    staffId: number;
    now: Date;
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into release_plan (scheme_id, person_id, agency_id, release_on, prison, parts, pickup_by, pickup_at, changed_by, changed_at)
    values (${row.schemeId}, ${row.personId}, ${row.agencyId}, ${row.releaseOn}, ${row.prison}, ${JSON.stringify(row.parts)}::jsonb, ${row.pickupBy},
      ${row.pickupAt}, ${row.staffId}, ${row.now}) returning id`);

export const updatePlan = (
  tx: Tx,
  id: number,
  row: Pick<PlanInput, 'parts' | 'pickupBy' | 'pickupAt'> & { staffId: number; now: Date },
): Promise<number> =>
  tx.run(sql`
    update release_plan set parts = ${JSON.stringify(row.parts)}::jsonb, pickup_by = ${row.pickupBy}, pickup_at = ${row.pickupAt},
      changed_by = ${row.staffId}, changed_at = ${row.now}, version = version + 1 where id = ${id}`);

export const nameOfficer = (
  tx: Tx,
  id: number,
  row: { prisonStaffId: number; staffId: number; now: Date },
): Promise<number> =>
  tx.run(sql`
    update release_plan set prison_staff_id = ${row.prisonStaffId}, changed_by = ${row.staffId}, changed_at = ${row.now}, version = version + 1
    where id = ${id}`);
