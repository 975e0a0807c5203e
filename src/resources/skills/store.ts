import { addDays, type Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Skills } from '../../scheme/skills.ts';
import type { GapCount, Standing, StandingFilter } from './types.ts';

interface Asking {
  schemeId: number;
  today: Day;
  skills: Pick<Skills, 'required' | 'warnDays'>;
}

/**
 * Who must be trained in what, and how that stands: roles held today, against the requirements, against the records. A
 * member of staff of two bases counts at the first. Training that the viewer may not see is not there.
 */
const standings = ({ schemeId, today, skills }: Asking) => sql`
  need as (select * from jsonb_to_recordset(${JSON.stringify(skills.required)}::jsonb) as n (what text, task text, roles text[], rights text[])),
  worker as (
    select r.staff_id, r.role, t.base_id from staff_role r left join team t on t.id = r.team_id
    where r.scheme_id = ${schemeId} and r.from_date <= ${today}::date and (r.to_date is null or r.to_date > ${today}::date)
  ),
  asked as (
    select w.staff_id, n.what, min(w.base_id) as base_id, array_agg(distinct w.role) as roles, array_agg(distinct n.task) as tasks
    from worker w join need n on w.role = any (n.roles) or exists (select 1 from role_right x where x.scheme_id = ${schemeId} and x.role = w.role
      and x."right" = any (n.rights) and x.from_date <= ${today}::date and (x.to_date is null or x.to_date > ${today}::date))
    group by w.staff_id, n.what
  ),
  standing as (
    select a.staff_id, a.what, a.base_id, a.roles, a.tasks, case when h.lasts then null else h.last end as expires_on,
      case when h.n = 0 then 'missing' when h.lasts then 'held' when h.last < ${today}::date then 'ran-out'
        when h.last <= ${skills.warnDays === undefined ? null : addDays(today, skills.warnDays)}::date then 'soon' else 'held' end as state
    from asked a join staff s on s.id = a.staff_id and (s.to_date is null or s.to_date > ${today}::date)
    cross join lateral (
      select count(*) as n, coalesce(bool_or(g.expires_on is null), false) as lasts, max(g.expires_on) as last from staff_training g
      where g.staff_id = a.staff_id and g.what = a.what and g.scheme_id = ${schemeId} and g.withdrawn_why is null and g.from_date <= ${today}::date
    ) h
  )`;

/** Gaps first, then what runs out soonest. */
export const listStandings = (
  tx: Tx,
  asking: Asking,
  filter: StandingFilter,
  window: { limit: number; offset: number },
): Promise<Standing[]> => {
  const baseId = filter.base === undefined || filter.base === 'none' ? null : Number(filter.base);
  const states =
    filter.state === 'gap' ? ['missing', 'ran-out'] : filter.state === undefined ? null : [filter.state];
  return tx.many(sql<Standing>`
    with ${standings(asking)}
    select d.staff_id as "staffId", s.name, a.name as agency, d.roles, d.tasks, b.name as base, d.base_id as "baseId", d.what, d.expires_on as "expiresOn", d.state
    from standing d join staff s on s.id = d.staff_id join agency a on a.id = s.agency_id left join base b on b.id = d.base_id
    where (${baseId}::bigint is null or d.base_id = ${baseId}) and (not ${filter.base === 'none'}::boolean or d.base_id is null)
      and (${filter.what ?? null}::text is null or d.what = ${filter.what ?? null})
      and (${states}::text[] is null or d.state = any (${states}::text[]))
      and (${filter.staffId ?? null}::bigint is null or d.staff_id = ${filter.staffId ?? null})
    order by array_position(array['ran-out', 'missing', 'soon', 'held'], d.state), d.expires_on nulls first, s.name, d.what
    limit ${window.limit} offset ${window.offset}`);
};

/** By base and skill; staff of no base together. */
export const countGaps = (tx: Tx, asking: Asking): Promise<GapCount[]> =>
  tx.many(sql<GapCount>`
    with ${standings(asking)}
    select d.base_id as "baseId", b.name as base, d.what, count(*)::int as asked,
      (count(*) filter (where d.state in ('missing', 'ran-out')))::int as gaps, (count(*) filter (where d.state = 'soon'))::int as soon
    from standing d left join base b on b.id = d.base_id group by d.base_id, b.name, d.what order by d.base_id nulls last, d.what`);
