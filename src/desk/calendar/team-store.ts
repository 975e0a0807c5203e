import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';

export interface TeamPerson {
  personId: number;
  name: string;
  day: Day;
  staffId: number | null;
  lead: string | null;
}

/** As many as the page lists; it says where there are more. */
export const mostListed = 200;

/** Reviews of a team's people that have gone by, by who leads them; longest first. */
export const listReviewsOverdue = (tx: Tx, teamId: number, today: Day): Promise<TeamPerson[]> =>
  tx.many(sql<TeamPerson>`
    select m.person_id as "personId", p.given_names || ' ' || p.family_name as name, m.next_review as day, l.staff_id as "staffId", s.name as lead
    from membership m join person p on p.id = m.person_id
    left join lateral (select x.staff_id from allocation x where x.membership_id = m.id and x.kind = 'lead' and x.to_at is null order by x.id limit 1) l on true
    left join staff s on s.id = l.staff_id
    where m.team_id = ${teamId} and m.left_on is null and m.next_review < ${today} order by m.next_review, m.id limit ${mostListed}`);

/** A team's members whom nobody leads, longest on the scheme first. */
export const listTeamUnled = (tx: Tx, teamId: number): Promise<TeamPerson[]> =>
  tx.many(sql<TeamPerson>`
    select m.person_id as "personId", p.given_names || ' ' || p.family_name as name, m.joined_on as day, null::bigint as "staffId", null as lead
    from membership m join person p on p.id = m.person_id
    where m.team_id = ${teamId} and m.left_on is null
      and not exists (select 1 from allocation l where l.membership_id = m.id and l.kind = 'lead' and l.to_at is null)
    order by m.joined_on, m.id limit ${mostListed}`);
