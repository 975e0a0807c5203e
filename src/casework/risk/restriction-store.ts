import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Restriction } from './types.ts';

const columns = sql`x.id, x.person_id as "personId", x.kind, x.staff_id as "staffId", s.name as staff, a.name as agency, x.why, x.words, x.from_at as "fromAt",
  x.review_on as "reviewOn", b.name as "setBy", x.to_at as "toAt", e.name as "endedBy", x.ended_why as "endedWhy"`;
const from = sql`from access_restriction x join staff s on s.id = x.staff_id join agency a on a.id = s.agency_id left join staff b on b.id = x.set_by
  left join staff e on e.id = x.ended_by`;

/** Those in force first. */
export const listRestrictions = (tx: Tx, personId: number): Promise<Restriction[]> =>
  tx.many(
    sql<Restriction>`select ${columns} ${from} where x.person_id = ${personId} order by x.to_at desc nulls first, x.kind desc, s.name limit 300`,
  );

export interface LimitedPerson {
  personId: number;
  name: string;
  only: number;
  exclude: number;
  reviewOn: Day | null;
  total: number;
}

/** People with a list in force whom the viewer reaches, the one to be looked at soonest first. */
export const listLimited = (tx: Tx, page: { limit: number; offset: number }): Promise<LimitedPerson[]> =>
  tx.many(sql<LimitedPerson>`
    select x.person_id as "personId", p.given_names || ' ' || p.family_name as name, count(*) filter (where x.kind = 'only')::int as only,
      count(*) filter (where x.kind = 'exclude')::int as exclude, min(x.review_on) as "reviewOn", (count(*) over ())::int as total
    from access_restriction x join person p on p.id = x.person_id where x.to_at is null
    group by x.person_id, p.id order by min(x.review_on) nulls last, p.family_name limit ${page.limit} offset ${page.offset}`);

export const limitAccess = async (
  tx: Tx,
  list: {
    personId: number;
    kind: 'only' | 'exclude';
    staff: readonly number[];
    words: string;
    reviewOn: Day;
  },
): Promise<number> =>
  (
    await tx.one(
      sql<{
        n: number;
      }>`select access_limit(${list.personId}, ${list.kind}, ${[...list.staff]}::bigint[], ${list.words}, ${list.reviewOn}::date) as n`,
    )
  ).n;

export const unrestrict = async (
  tx: Tx,
  personId: number,
  entries: readonly number[],
  why: string,
): Promise<number> =>
  (
    await tx.one(
      sql<{ n: number }>`select access_unrestrict(${personId}, ${[...entries]}::bigint[], ${why}) as n`,
    )
  ).n;

export interface ListedStaff {
  id: number;
  name: string;
  agency: string;
  /** They work with the person now. */
  works: boolean;
}

/** Staff who might see the person, those who work with them first. */
export const listCaseStaff = (tx: Tx, schemeId: number, personId: number): Promise<ListedStaff[]> =>
  tx.many(sql<ListedStaff>`
    select s.id, s.name, a.name as agency, exists (select 1 from allocation l where l.staff_id = s.id and l.person_id = ${personId} and l.to_at is null) as works
    from staff s join agency a on a.id = s.agency_id
    where (s.to_date is null or s.to_date > current_date) and exists (select 1 from staff_role r join role_right g on g.scheme_id = r.scheme_id and g.role = r.role
      and g."right" = 'see:identity' and g.from_date <= current_date and (g.to_date is null or g.to_date > current_date)
      where r.staff_id = s.id and r.scheme_id = ${schemeId} and r.from_date <= current_date and (r.to_date is null or r.to_date > current_date))
    order by works desc, s.name limit 200`);
