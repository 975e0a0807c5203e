import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import type {
  ProviderInput,
  Service,
  ServiceFilter,
  ServiceInput,
  ServiceLoad,
  ServiceVersion,
} from './service-types.ts';

const columns = sql`v.id, v.agency_id as "agencyId", a.name as provider, v.name, v.offers, v.categories, v.pathways, v.base_ids as "baseIds", v.for_sex as "forSex",
  v.youngest, v.oldest, v.for_status as "forStatus", v.criteria, v.places, v.waiting_days as "waitingDays", v.contact_name as "contactName",
  v.contact_phone as "contactPhone", v.contact_email as "contactEmail", v.opens_on as "opensOn", v.closes_on as "closesOn", v.version, v.changed_at as "changedAt"`;

export const getService = (tx: Tx, id: number): Promise<Service> =>
  tx.one(
    sql<Service>`select ${columns} from service v join agency a on a.id = v.agency_id where v.id = ${id}`,
  );

export const lockService = (tx: Tx, id: number): Promise<Service> =>
  tx.one(
    sql<Service>`select ${columns} from service v join agency a on a.id = v.agency_id where v.id = ${id} for update of v`,
  );

const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');

function matching(filter: ServiceFilter, today: Day): Sql<unknown> {
  const parts = [sql`true`];
  if (filter.closed !== true)
    parts.push(sql`v.opens_on <= ${today} and (v.closes_on is null or v.closes_on > ${today})`);
  if (filter.pathway !== undefined) parts.push(sql`${filter.pathway} = any (v.pathways)`);
  if (filter.category !== undefined) parts.push(sql`${filter.category} = any (v.categories)`);
  if (filter.baseId !== undefined)
    parts.push(sql`(v.base_ids = '{}' or ${filter.baseId}::bigint = any (v.base_ids))`);
  if (filter.free === true) parts.push(sql`(v.places is null or v.places > coalesce(l.working, 0))`);
  if (filter.text !== undefined)
    parts.push(
      sql`(v.name || ' ' || a.name || ' ' || v.offers || ' ' || coalesce(v.criteria, '')) ilike '%' || ${escapeLike(filter.text)} || '%'`,
    );
  return sql.join(parts, sql` and `);
}

export const serviceOrders = ['name', 'provider', 'free', 'waiting'] as const;
export type ServiceOrder = (typeof serviceOrders)[number];

const orders: Record<ServiceOrder, Sql<unknown>> = {
  name: sql`v.name`,
  provider: sql`a.name`,
  free: sql`v.places - coalesce(l.working, 0)`,
  waiting: sql`coalesce(l.median_days, v.waiting_days)`,
};

export type LoadedService = Service & { load: ServiceLoad | null };

/** Services with how full they are. */
export const listServices = (
  tx: Tx,
  ask: {
    filter: ServiceFilter;
    today: Day;
    order: ServiceOrder;
    descending: boolean;
    limit: number;
    offset: number;
  },
): Promise<LoadedService[]> =>
  tx.many(sql<LoadedService>`
    select ${columns}, case when l.service_id is not null then json_build_object('serviceId', l.service_id, 'waiting', l.waiting, 'working', l.working,
      'answered', l.answered, 'declined', l.declined, 'medianDays', l.median_days, 'started', l.started) end as load
    from service v join agency a on a.id = v.agency_id left join service_load() l on l.service_id = v.id
    where ${matching(ask.filter, ask.today)}
    order by ${orders[ask.order]} ${ask.descending ? sql`desc nulls last` : sql`asc nulls last`}, v.name, v.id limit ${ask.limit} offset ${ask.offset}`);

export const findLoad = (tx: Tx, serviceId: number): Promise<ServiceLoad | undefined> =>
  tx.maybe(sql<ServiceLoad>`
    select service_id as "serviceId", waiting, working, answered, declined, median_days as "medianDays", started from service_load() where service_id = ${serviceId}`);

export const insertService = (
  tx: Tx,
  row: ServiceInput & { schemeId: number; by: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into service (scheme_id, agency_id, name, offers, categories, pathways, base_ids, for_sex, youngest, oldest, for_status, criteria, places, waiting_days,
      contact_name, contact_phone, contact_email, opens_on, closes_on, changed_by)
    values (${row.schemeId}, ${row.agencyId}, ${row.name}, ${row.offers}, ${row.categories}::text[], ${row.pathways}::text[], ${row.baseIds}::bigint[], ${row.forSex},
      ${row.youngest}, ${row.oldest}, ${row.forStatus}, ${row.criteria}, ${row.places}, ${row.waitingDays}, ${row.contactName}, ${row.contactPhone},
      ${row.contactEmail}, ${row.opensOn}, ${row.closesOn}, ${row.by})
    returning id`);

export const updateService = (tx: Tx, id: number, row: ServiceInput & { by: number }): Promise<number> =>
  tx.run(sql`
    update service set agency_id = ${row.agencyId}, name = ${row.name}, offers = ${row.offers}, categories = ${row.categories}::text[], pathways = ${row.pathways}::text[],
      base_ids = ${row.baseIds}::bigint[], for_sex = ${row.forSex}, youngest = ${row.youngest}, oldest = ${row.oldest}, for_status = ${row.forStatus},
      criteria = ${row.criteria}, places = ${row.places}, waiting_days = ${row.waitingDays}, contact_name = ${row.contactName}, contact_phone = ${row.contactPhone},
      contact_email = ${row.contactEmail}, opens_on = ${row.opensOn}, closes_on = ${row.closesOn}, version = version + 1, changed_at = now(), changed_by = ${row.by}
    where id = ${id}`);

export const insertVersion = (
  tx: Tx,
  row: {
    serviceId: number;
    version: number;
    staffId: number;
    why: string | null;
    body: ServiceInput;
    at: Date;
  },
): Promise<number> =>
  tx.run(sql`
    insert into service_version (service_id, version, staff_id, why, body, at)
    values (${row.serviceId}, ${row.version}, ${row.staffId}, ${row.why}, ${JSON.stringify(row.body)}::jsonb, ${row.at})`);

/** Newest first. */
export const listVersions = (tx: Tx, serviceId: number): Promise<ServiceVersion[]> =>
  tx.many(sql<ServiceVersion>`
    select x.version, x.at, s.name as staff, x.why, x.body from service_version x join staff s on s.id = x.staff_id
    where x.service_id = ${serviceId} order by x.version desc limit 50`);

export interface ServiceWorker {
  id: number;
  name: string;
}

/** Workers whom the service names; where it names nobody, everybody who handles referrals at the provider is one. */
export const listWorkers = (tx: Tx, serviceId: number): Promise<ServiceWorker[]> =>
  tx.many(sql<ServiceWorker>`
    select s.id, s.name from service_staff f join staff s on s.id = f.staff_id where f.service_id = ${serviceId} and f.to_at is null order by s.name`);

/** The provider's staff who may be named. */
export const listProviderStaff = (tx: Tx, agencyId: number): Promise<ServiceWorker[]> =>
  tx.many(sql<ServiceWorker>`
    select distinct s.id, s.name from staff s join staff_role r on r.staff_id = s.id
    where s.agency_id = ${agencyId} and r.role = 'providers-worker' and r.to_date is null order by s.name limit 100`);

export const setWorkers = async (
  tx: Tx,
  serviceId: number,
  staffIds: readonly number[],
  by: number,
): Promise<void> => {
  await tx.run(
    sql`update service_staff set to_at = now() where service_id = ${serviceId} and to_at is null and not (staff_id = any (${[...staffIds]}::bigint[]))`,
  );
  await tx.run(sql`
    insert into service_staff (service_id, staff_id, added_by) select ${serviceId}, unnest(${[...staffIds]}::bigint[]), ${by}
    on conflict (service_id, staff_id) where to_at is null do nothing`);
};

/** The new agency's number; null where an agency has this name. */
export const addProviderRow = async (tx: Tx, row: ProviderInput, today: Day): Promise<number | null> =>
  (await tx.one(sql<{ id: number | null }>`select provider_add(${row.name}, ${row.kind}, ${today}) as id`))
    .id;
