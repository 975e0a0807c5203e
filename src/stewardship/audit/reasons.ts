import { postsOf, roles } from '../../access/rights.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import type { AuditFilter } from './types.ts';

/**
 * Kinds of the reasons by which whoever made the entry `a` could see a person at that moment: their own, their
 * team's, their agency's and their post's, by the role that they acted in. Empty where none was in force.
 * @param person SQL of the person's number.
 */
export function reasonsAt(person: Sql<unknown>, schemeId: number): Sql<unknown> {
  const posts = JSON.stringify(Object.fromEntries(roles.map((role) => [role, postsOf(role, schemeId)])));
  return sql`array(select distinct r.kind from access_reason r
    where r.person_id = ${person} and r.opens_at <= a.at and (r.closes_at is null or r.closes_at > a.at)
      and (r.staff_id = a.staff_id or r.agency_id = a.agency_id
        or r.post in (select p from jsonb_array_elements_text(${posts}::jsonb -> a.role) p)
        or r.team_id in (select sr.team_id from staff_role sr where sr.staff_id = a.staff_id and sr.role = a.role
          and sr.from_date <= (a.at at time zone 'Europe/London')::date
          and (sr.to_date is null or sr.to_date > (a.at at time zone 'Europe/London')::date)))
    order by 1)`;
}

/** One member of staff and what they did with one person's record. */
export interface Reader {
  staffId: number;
  staff: string | null;
  agency: string | null;
  role: string | null;
  opened: number;
  listed: number;
  exported: number;
  wrote: number;
  first: Date;
  last: Date;
  /** Kinds of reasons that were in force at any of those moments. */
  reasons: string[];
  /** Of those entries, how many were made while no reason was in force. */
  without: number;
}

/** Who had to do with one person's record, the last first. */
export const listReaders = (
  tx: Tx,
  about: Pick<AuditFilter, 'from' | 'to'> & { personId: number; schemeId: number; ofPerson: Sql<unknown> },
): Promise<Reader[]> =>
  tx.many(sql<Reader>`
    with e as (
      select a.staff_id, a.agency_id, a.role, a.kind, a.at, ${reasonsAt(sql`${about.personId}::bigint`, about.schemeId)} as reasons
      from audit_entry a
      where ${about.ofPerson} and a.staff_id is not null and a.kind in ('opened', 'listed', 'exported', 'wrote')
        and (${about.from ?? null}::date is null or a.at >= (${about.from ?? null}::date)::timestamp at time zone 'Europe/London')
        and (${about.to ?? null}::date is null or a.at < (${about.to ?? null}::date + 1)::timestamp at time zone 'Europe/London'))
    select e.staff_id as "staffId", s.name as staff, g.name as agency, e.role,
      count(*) filter (where e.kind = 'opened') as opened, count(*) filter (where e.kind = 'listed') as listed,
      count(*) filter (where e.kind = 'exported') as exported, count(*) filter (where e.kind = 'wrote') as wrote,
      min(e.at) as first, max(e.at) as last, count(*) filter (where e.reasons = '{}') as without,
      array(select distinct k from unnest(string_to_array(string_agg(array_to_string(e.reasons, ','), ','), ',')) k where k <> '' order by 1) as reasons
    from e left join staff s on s.id = e.staff_id left join agency g on g.id = e.agency_id
    group by e.staff_id, s.name, g.name, e.role order by max(e.at) desc limit 100`);
