import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Appointment, CasePerson, Due } from './types.ts';

/** As much as one calendar shows; the page says where there is more. */
export const mostAppointments = 500;
export const mostDues = 400;

/** Everybody a member of staff works with now, and those of colleagues whom they cover. */
export const listCasePeople = (tx: Tx, staffId: number, today: Day): Promise<CasePerson[]> =>
  tx.many(sql<CasePerson>`
    select distinct on (l.person_id) l.person_id as "personId", l.kind as part, s.name as "coversFor"
    from (
      select x.person_id, x.kind, null::bigint as covered from allocation x where x.staff_id = ${staffId} and x.to_at is null
      union all
      select x.person_id, x.kind, x.staff_id from absence b join allocation x on x.staff_id = b.staff_id and x.to_at is null
      where b.deputy_id = ${staffId} and b.ended_at is null and ${today} between b.from_day and b.to_day
    ) l left join staff s on s.id = l.covered
    order by l.person_id, l.covered nulls first, l.kind = 'lead' desc`);

/** Without a length, an appointment takes this many minutes of a calendar. */
const usual = sql.lit(30);

/** Another planned one at the same time. */
const overlaps = sql`o.id <> c.id and o.state = 'planned' and o.at > c.at - interval '1 day'
  and o.at < c.at + make_interval(mins => coalesce(c.minutes, ${usual})) and c.at < o.at + make_interval(mins => coalesce(o.minutes, ${usual}))`;

/** Appointments in a window of these staff, and of these people whoever made them; what the viewer may see. */
export const listAppointments = (
  tx: Tx,
  ask: { staffIds: readonly number[]; personIds: readonly number[]; from: Date; to: Date },
): Promise<Appointment[]> =>
  tx.many(sql<Appointment>`
    with wanted as materialized (
      select id from contact where staff_id = any (${[...ask.staffIds]}::bigint[]) and at >= ${ask.from} and at < ${ask.to}
      union select id from contact where person_id = any (${[...ask.personIds]}::bigint[]) and at >= ${ask.from} and at < ${ask.to}
      union select j.contact_id from contact_joint j join contact c on c.id = j.contact_id
        where j.staff_id = any (${[...ask.staffIds]}::bigint[]) and j.person_id = any (${[...ask.personIds]}::bigint[]) and c.at >= ${ask.from} and c.at < ${ask.to}
    )
    select c.id, c.person_id as "personId", p.given_names || ' ' || p.family_name as name, c.staff_id as "staffId", s.name as staff, a.name as agency,
      c.kind, c.state, c.at, c.minutes, c.place,
      c.state = 'planned' and exists (select 1 from contact o where o.person_id = c.person_id and ${overlaps}) as doubled,
      c.state = 'planned' and exists (select 1 from contact o where o.staff_id = c.staff_id and ${overlaps}) as clashes
    from wanted w join contact c on c.id = w.id join person p on p.id = c.person_id join staff s on s.id = c.staff_id join agency a on a.id = c.agency_id
    where c.state = 'planned' or (c.state = 'recorded' and c.planned)
    order by c.at, c.id limit ${mostAppointments}`);

/** Own appointments that fall on another agency's of the same person which may not be read, and whose that is. */
export const listWithheld = (
  tx: Tx,
  window: { from: Date; to: Date },
): Promise<{ contactId: number; agency: string }[]> =>
  tx.many(sql<{ contactId: number; agency: string }>`
    select w.contact_id as "contactId", a.name as agency from withheld_bookings(${window.from}, ${window.to}) w join agency a on a.id = w.agency_id`);

/** Steps, reviews, ends of orders and releases of these people, by day; steps and reviews also those gone by. */
export const listDues = (
  tx: Tx,
  ask: { personIds: readonly number[]; staffId: number; from: Day; to: Day; overdueFrom: Day },
): Promise<Due[]> =>
  tx.many(sql<Due>`
    with mine as materialized (select unnest(${[...ask.personIds]}::bigint[]) as person_id),
    dues as (
      select 'step' as what, t.person_id, t.due_on as day, t.what as words, t.id from plan_step t join plan_goal g on g.id = t.goal_id
      where t.state in ('to-do', 'doing') and g.state = 'active' and t.due_on between ${ask.overdueFrom} and ${ask.to}
        and (t.staff_id = ${ask.staffId} or (t.actor <> 'worker' and t.person_id in (select person_id from mine)))
      union all
      select 'review', m.person_id, m.next_review, null, m.id from mine join membership m on m.person_id = mine.person_id
      where m.left_on is null and m.next_review between ${ask.overdueFrom} and ${ask.to}
      union all
      select 'order-end', v.person_id, v.to_day, v.order_type, v.id from mine join supervision v on v.person_id = mine.person_id
      where v.to_day between ${ask.from} and ${ask.to}
      union all
      select 'release', c.person_id, c.to_day, c.place, c.id from mine join custody_spell c on c.person_id = mine.person_id
      where c.kind = 'prison' and c.to_day between ${ask.from} and ${ask.to}
    )
    select d.what, d.person_id as "personId", p.given_names || ' ' || p.family_name as name, d.day, d.words, d.id
    from dues d join person p on p.id = d.person_id order by d.day, p.family_name, d.what, d.id limit ${mostDues}`);

/** Who stands behind a calendar: somebody of the scheme, by name. */
export const findStaff = (
  tx: Tx,
  staffId: number,
  schemeId: number,
): Promise<{ id: number; name: string; teams: number[] } | undefined> =>
  tx.maybe(sql<{ id: number; name: string; teams: number[] }>`
    select s.id, s.name, coalesce(array_agg(r.team_id) filter (where r.team_id is not null), '{}') as teams
    from staff s join staff_role r on r.staff_id = s.id
    where s.id = ${staffId} and r.scheme_id = ${schemeId} and (r.to_date is null or r.to_date > current_date) group by s.id, s.name`);

export const listTeamStaff = (
  tx: Tx,
  teamId: number,
  schemeId: number,
): Promise<{ id: number; name: string }[]> =>
  tx.many(sql<{ id: number; name: string }>`
    select distinct s.id, s.name from staff s join staff_role r on r.staff_id = s.id
    where r.team_id = ${teamId} and r.scheme_id = ${schemeId} and (r.to_date is null or r.to_date > current_date) order by s.name`);
