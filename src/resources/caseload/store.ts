import { sql, type Tx } from '../../kernel/database.ts';
import type {
  BasePeople,
  CaseloadMember,
  CaseloadRule,
  Hours,
  MemberFilter,
  OfficerInPost,
} from './types.ts';

const inPostNow = sql`h.from_date <= current_date and (h.to_date is null or h.to_date > current_date)
  and p.from_date <= current_date and (p.to_date is null or p.to_date > current_date)`;

const hoursNow = sql`w.from_date <= current_date and (w.to_date is null or w.to_date > current_date)`;

/** Minutes a week contracted for, and by how many they are reduced, today. */
const hoursOf = (staff: 'h' | 's') => {
  const id = staff === 'h' ? sql`h.staff_id` : sql`s.id`;
  return sql`(select w.minutes_a_week from staff_hours w where w.staff_id = ${id} and w.kind = 'contracted' and ${hoursNow}) as contracted,
      coalesce((select sum(w.minutes_a_week) from staff_hours w where w.staff_id = ${id} and w.kind = 'reduction' and ${hoursNow}), 0)::int as reduction`;
};

/** What a member counts for by their tier. */
const pointsOf = ({ points }: Pick<CaseloadRule, 'points'>) =>
  sql`coalesce((${JSON.stringify(points?.byTier ?? {})}::jsonb ->> m.tier)::numeric, ${points?.noTier ?? 0}::numeric)`;

/** Whoever is in a post of these roles, with the people they carry, as far as the viewer may see allocations. */
export const listOfficers = (
  tx: Tx,
  schemeId: number,
  rule: Pick<CaseloadRule, 'countedRoles' | 'points'>,
): Promise<OfficerInPost[]> =>
  tx.many(sql<OfficerInPost>`
    select h.staff_id as "staffId", s.name, a.name as agency, p.role, p.base_id as "baseId", sum(h.fte_hundredths)::int as "fteHundredths",
      coalesce(max(l.leads), 0)::int as leads, coalesce(max(l.co_works), 0)::int as "coWorks", coalesce(max(l.embedded), 0)::int as embedded,
      coalesce(max(l.points), 0)::float8 as points, ${hoursOf('h')}
    from post p join post_holder h on h.post_id = p.id join staff s on s.id = h.staff_id join agency a on a.id = s.agency_id
    left join (
      select x.staff_id, count(*) filter (where x.kind = 'lead') as leads, count(*) filter (where x.kind = 'co-worker') as co_works,
        count(*) filter (where x.kind = 'embedded') as embedded,
        sum(${pointsOf(rule)}) filter (where x.kind in ('lead', 'embedded')) as points
      from allocation x join membership m on m.id = x.membership_id
      where m.scheme_id = ${schemeId} and m.left_on is null and x.to_at is null group by x.staff_id
    ) l on l.staff_id = h.staff_id
    where p.scheme_id = ${schemeId} and p.role = any (${rule.countedRoles}::text[]) and ${inPostNow}
    group by h.staff_id, s.name, a.name, p.role, p.base_id
    order by p.base_id nulls last, (p.role = 'sergeant') desc, s.name`);

/** People on the scheme by base, and those without a lead. */
export const countByBase = (tx: Tx, schemeId: number): Promise<BasePeople[]> =>
  tx.many(sql<BasePeople>`
    with open_lead as materialized (select distinct membership_id from allocation where kind = 'lead' and to_at is null),
    seen as materialized (select m.id, m.base_id from membership m where m.scheme_id = ${schemeId} and m.left_on is null)
    select b.id as "baseId", b.name as base, count(s.id)::int as people, (count(s.id) filter (where o.membership_id is null))::int as unallocated
    from base b left join seen s on s.base_id = b.id left join open_lead o on o.membership_id = s.id
    where b.scheme_id = ${schemeId} group by b.id, b.name order by b.id`);

/** People led by staff who are in no counted post: probation, link workers. */
export const countOtherLeads = (
  tx: Tx,
  schemeId: number,
  counted: readonly number[],
): Promise<{ staffId: number; name: string; agency: string; leads: number; embedded: number }[]> =>
  tx.many(sql<{ staffId: number; name: string; agency: string; leads: number; embedded: number }>`
    select x.staff_id as "staffId", s.name, a.name as agency, (count(*) filter (where x.kind = 'lead'))::int as leads,
      (count(*) filter (where x.kind = 'embedded'))::int as embedded
    from allocation x join membership m on m.id = x.membership_id join staff s on s.id = x.staff_id join agency a on a.id = s.agency_id
    where m.scheme_id = ${schemeId} and m.left_on is null and x.to_at is null and x.kind in ('lead', 'embedded')
      and not (x.staff_id = any (${[...counted]}::bigint[]))
    group by x.staff_id, s.name, a.name order by a.name, s.name`);

export const listMembers = (
  tx: Tx,
  schemeId: number,
  filter: MemberFilter,
  window: { limit: number; offset: number },
): Promise<CaseloadMember[]> =>
  tx.many(sql<CaseloadMember>`
    select m.person_id as "personId", p.family_name || ', ' || p.given_names as name, b.name as base, s.name as lead, m.joined_on as "joinedOn", m.rag
    from membership m join person p on p.id = m.person_id join base b on b.id = m.base_id
    left join lateral (select x.staff_id from allocation x where x.membership_id = m.id and x.kind = 'lead' and x.to_at is null order by x.id limit 1) l on true
    left join staff s on s.id = l.staff_id
    where m.scheme_id = ${schemeId} and m.left_on is null
      and (${filter.baseId ?? null}::bigint is null or m.base_id = ${filter.baseId ?? null})
      and (not ${filter.unallocated === true}::boolean or l.staff_id is null)
      and (${filter.staffId ?? null}::bigint is null or exists (select 1 from allocation y where y.membership_id = m.id and y.to_at is null
        and y.kind in ('lead', 'embedded') and y.staff_id = ${filter.staffId ?? null}))
    order by p.family_name, p.given_names, m.id limit ${window.limit} offset ${window.offset}`);

export const findStaffName = async (tx: Tx, staffId: number): Promise<string | undefined> =>
  (await tx.maybe(sql<{ name: string }>`select name from staff where id = ${staffId}`))?.name;

/** For the port: people carried, the post held and the hours of each of these, absent posts as null. */
export const loadsOf = (
  tx: Tx,
  schemeId: number,
  staffIds: readonly number[],
  rule: Pick<CaseloadRule, 'countedRoles' | 'points'>,
  adding: readonly number[],
): Promise<StaffLoad[]> =>
  tx.many(sql<StaffLoad>`
    select s.id as "staffId", coalesce(l.people, 0)::int as people, coalesce(l.points, 0)::float8 as points,
      coalesce((select sum(${pointsOf(rule)}) from membership m where m.scheme_id = ${schemeId} and m.left_on is null and m.person_id = any (${[...adding]}::bigint[])
        and not exists (select 1 from allocation y where y.membership_id = m.id and y.staff_id = s.id and y.to_at is null and y.kind in ('lead', 'embedded'))), 0)::float8 as adds,
      (select sum(h.fte_hundredths) from post_holder h join post p on p.id = h.post_id
        where h.staff_id = s.id and p.scheme_id = ${schemeId} and p.role = any (${rule.countedRoles}::text[]) and ${inPostNow})::int as counted, ${hoursOf('s')}
    from staff s left join lateral (
      select count(*) as people, sum(${pointsOf(rule)}) as points from allocation x join membership m on m.id = x.membership_id
      where x.staff_id = s.id and x.to_at is null and x.kind in ('lead', 'embedded') and m.scheme_id = ${schemeId} and m.left_on is null
    ) l on true
    where s.id = any (${[...staffIds]}::bigint[])`);

export interface StaffLoad extends Hours {
  staffId: number;
  people: number;
  points: number;
  /** Points of those who would be added, whom they do not carry yet. */
  adds: number;
  /** Hundredths of full time in posts that count; null without one. */
  counted: number | null;
}

export const databaseDay = async (tx: Tx): Promise<string> =>
  (await tx.one(sql<{ day: string }>`select current_date as day`)).day;
