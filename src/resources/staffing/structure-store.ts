import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Base, BaseAgency, BaseAgencyInput, LineInput, ReportingLine, TeamWorker } from './types.ts';

/** Reporting lines and bases: how the establishment hangs together. */

// A post is shown by the terms that it has on the day, or by its latest.
const termsOf = (code: 'post_code' | 'to_code', on: Day) =>
  sql`(select p.id from post p where p.scheme_id = l.scheme_id and p.code = ${code === 'post_code' ? sql`l.post_code` : sql`l.to_code`}
    order by p.from_date <= ${on}::date desc, p.from_date desc limit 1)`;

const lineColumns = sql`l.id, l.post_code as "postCode", p.title as post, p.id as "postId", l.kind, l.to_code as "toCode", coalesce(t.title, l.to_title) as "to",
  a.name as "toAgency", l.about, l.from_date as "fromDate", l.to_date as "toDate", l.source, l.example, l.version`;
const lineFrom = (on: Day) => sql`from reporting_line l join post p on p.id = ${termsOf('post_code', on)}
  left join post t on t.id = ${termsOf('to_code', on)} left join agency a on a.id = coalesce(l.to_agency_id, t.agency_id)`;

/** Lines that hold on a day (`all`: those that ended too), by post. */
export const listLines = (
  tx: Tx,
  schemeId: number,
  on: Day,
  { all = false }: { all?: boolean } = {},
): Promise<ReportingLine[]> =>
  tx.many(sql<ReportingLine>`
    select ${lineColumns} ${lineFrom(on)}
    where l.scheme_id = ${schemeId} and l.from_date <= ${on}::date and (${all}::boolean or l.to_date is null or l.to_date > ${on}::date)
      and l.to_date is distinct from l.from_date
    order by p.base_id nulls first, p.title, l.kind, l.id limit 500`);

export const getLine = (tx: Tx, id: number, on: Day): Promise<ReportingLine> =>
  tx.one(sql<ReportingLine>`select ${lineColumns} ${lineFrom(on)} where l.id = ${id}`);

export const lockLine = async (tx: Tx, id: number, on: Day): Promise<ReportingLine> => {
  await tx.one(sql`select id from reporting_line where id = ${id} for update`);
  return getLine(tx, id, on);
};

export const insertLine = (tx: Tx, input: LineInput & { schemeId: number }): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into reporting_line (scheme_id, post_code, kind, to_code, to_title, to_agency_id, about, from_date, source, example)
    values (${input.schemeId}, ${input.postCode}, ${input.kind}, ${input.toCode}, ${input.toTitle}, ${input.toAgencyId}, ${input.about},
      ${input.fromDate}, ${input.source}, ${input.example}) returning id`);

export const endLineRow = (tx: Tx, id: number, on: Day): Promise<number> =>
  tx.run(
    sql`update reporting_line set to_date = greatest(from_date, ${on}::date), version = version + 1 where id = ${id}`,
  );

export const listBasesWhole = (tx: Tx, schemeId: number): Promise<Base[]> =>
  tx.many(sql<Base>`
    select b.id, b.name, b.county, s.name as "satelliteOf" from base b left join base s on s.id = b.satellite_of
    where b.scheme_id = ${schemeId} order by b.id`);

const useColumns = sql`u.id, u.base_id as "baseId", u.agency_id as "agencyId", a.name as agency, u.use, u.premises, u.from_date as "fromDate",
  u.to_date as "toDate", u.source, u.example, u.version`;

/** Who is at which base on a day (`all`: before it too). */
export const listBaseAgencies = (
  tx: Tx,
  schemeId: number,
  on: Day,
  { baseId, all = false }: { baseId?: number; all?: boolean } = {},
): Promise<BaseAgency[]> =>
  tx.many(sql<BaseAgency>`
    select ${useColumns} from base_agency u join agency a on a.id = u.agency_id
    where u.scheme_id = ${schemeId} and (${baseId ?? null}::bigint is null or u.base_id = ${baseId ?? null})
      and (${all}::boolean or (u.from_date <= ${on}::date and (u.to_date is null or u.to_date > ${on}::date)))
      and u.to_date is distinct from u.from_date
    order by u.base_id, u.to_date nulls first, a.name, u.id limit 500`);

export const getBaseAgency = (tx: Tx, id: number): Promise<BaseAgency> =>
  tx.one(
    sql<BaseAgency>`select ${useColumns} from base_agency u join agency a on a.id = u.agency_id where u.id = ${id}`,
  );

export const lockBaseAgency = async (tx: Tx, id: number): Promise<BaseAgency> => {
  await tx.one(sql`select id from base_agency where id = ${id} for update`);
  return getBaseAgency(tx, id);
};

export const insertBaseAgency = (
  tx: Tx,
  input: BaseAgencyInput & { schemeId: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into base_agency (scheme_id, base_id, agency_id, use, premises, from_date, source, example)
    values (${input.schemeId}, ${input.baseId}, ${input.agencyId}, ${input.use}, ${input.premises}, ${input.fromDate}, ${input.source}, ${input.example})
    returning id`);

export const endBaseAgencyRow = (tx: Tx, id: number, on: Day): Promise<number> =>
  tx.run(
    sql`update base_agency set to_date = greatest(from_date, ${on}::date), version = version + 1 where id = ${id}`,
  );

/** Who works in the teams of the bases today, and for whom: whom they may see follows the team. */
export const listTeamWorkers = (tx: Tx, schemeId: number, today: Day): Promise<TeamWorker[]> =>
  tx.many(sql<TeamWorker>`
    select distinct on (t.base_id, a.name, s.name) s.id as "staffId", s.name, a.name as agency, r.role, t.name as team, t.base_id as "baseId"
    from staff_role r join team t on t.id = r.team_id join staff s on s.id = r.staff_id join agency a on a.id = s.agency_id
    where r.scheme_id = ${schemeId} and r.from_date <= ${today}::date and (r.to_date is null or r.to_date > ${today}::date)
    order by t.base_id, a.name, s.name limit 1000`);
