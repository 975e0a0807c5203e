import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import type { CasePerson } from './types.ts';

export const caseSorts = ['name', 'next', 'last', 'review', 'rag'] as const;
export type CaseSort = (typeof caseSorts)[number];

export const caseParts = ['lead', 'co-worker', 'embedded', 'covered'] as const;
export type CasePart = (typeof caseParts)[number];

/**
 * `week`: something of theirs falls in the next seven days; `overdue`: something has gone by; `unplanned`: they have no
 * appointment ahead.
 */
export const caseDues = ['week', 'overdue', 'unplanned'] as const;
type CaseDue = (typeof caseDues)[number];

export interface CaseFilter {
  part?: CasePart | undefined;
  due?: CaseDue | undefined;
}

export interface CaseRow extends CasePerson {
  /** Surname first, as the list is sorted. */
  name: string;
  rag: 'red' | 'amber' | 'green' | 'blue' | 'none' | null;
  tier: string | null;
  custody: string | null;
  lastAt: Date | null;
  lastOutcome: string | null;
  nextAt: Date | null;
  nextReview: Day | null;
  /** Open steps that are due by the seventh day, and of these, those gone by. */
  stepsDue: number;
  stepsOver: number;
  orderEnds: Day | null;
  release: Day | null;
}

const orders: Record<CaseSort, { asc: Sql<unknown>; desc: Sql<unknown> }> = {
  name: { asc: sql`r.sorted, r."personId"`, desc: sql`r.sorted desc, r."personId"` },
  next: {
    asc: sql`r."nextAt" nulls last, r.sorted`,
    desc: sql`r."nextAt" desc nulls last, r.sorted`,
  },
  last: {
    asc: sql`r."lastAt" nulls first, r.sorted`,
    desc: sql`r."lastAt" desc nulls last, r.sorted`,
  },
  review: {
    asc: sql`r."nextReview" nulls last, r.sorted`,
    desc: sql`r."nextReview" desc nulls last, r.sorted`,
  },
  rag: {
    asc: sql`array_position(array['red', 'amber', 'green', 'blue', 'none'], r.rag) nulls last, r.sorted`,
    desc: sql`array_position(array['red', 'amber', 'green', 'blue', 'none'], r.rag) desc nulls last, r.sorted`,
  },
};

function matching(filter: CaseFilter, days: { today: Day; until: Day }): Sql<unknown> {
  const { today, until } = days;
  const parts: Sql<unknown>[] = [sql`true`];
  if (filter.part === 'covered') parts.push(sql`r."coversFor" is not null`);
  else if (filter.part !== undefined) parts.push(sql`r.part = ${filter.part} and r."coversFor" is null`);
  if (filter.due === 'unplanned') parts.push(sql`r."nextAt" is null`);
  if (filter.due === 'overdue') parts.push(sql`(r."stepsOver" > 0 or r."nextReview" < ${today})`);
  if (filter.due === 'week')
    parts.push(sql`(r."stepsDue" > 0 or r."nextReview" <= ${until} or r."orderEnds" <= ${until} or r.release <= ${until}
      or r."nextAt" < (${until}::date + 1)::timestamp at time zone 'Europe/London')`);
  return sql.join(parts, sql` and `);
}

/** The viewer's people with what is next for each, as far as they may see it; in one statement, sorted and paged. */
export const listCases = (
  tx: Tx,
  ask: {
    staffId: number;
    today: Day;
    /** The seventh day from today. */
    until: Day;
    now: Date;
    filter: CaseFilter;
    sort: CaseSort;
    descending: boolean;
    limit: number;
    offset: number;
  },
): Promise<(CaseRow & { total: number })[]> =>
  tx.many(sql<CaseRow & { total: number }>`
    with mine as materialized (
      select distinct on (l.person_id) l.person_id, l.kind as part, l.covered
      from (
        select x.person_id, x.kind, null::bigint as covered from allocation x where x.staff_id = ${ask.staffId} and x.to_at is null
        union all
        select x.person_id, x.kind, x.staff_id from absence b join allocation x on x.staff_id = b.staff_id and x.to_at is null
        where b.deputy_id = ${ask.staffId} and b.ended_at is null and ${ask.today} between b.from_day and b.to_day
      ) l order by l.person_id, l.covered nulls first, l.kind = 'lead' desc
    ), r as (
      select p.id as "personId", p.family_name || ', ' || p.given_names as name, lower(p.family_name || ' ' || p.given_names) as sorted,
        mine.part, s.name as "coversFor", m.rag, m.tier, m.next_review as "nextReview",
        last.at as "lastAt", last.outcome as "lastOutcome", next.at as "nextAt", steps.due as "stepsDue", steps.over as "stepsOver",
        (select c.place from custody_spell c where c.person_id = p.id and c.kind = 'prison' and c.from_day <= ${ask.today} and (c.to_day is null or c.to_day > ${ask.today}) limit 1) as custody,
        (select min(v.to_day) from supervision v where v.person_id = p.id and v.to_day >= ${ask.today}) as "orderEnds",
        (select min(c.to_day) from custody_spell c where c.person_id = p.id and c.kind = 'prison' and c.to_day >= ${ask.today}) as release
      from mine join person p on p.id = mine.person_id left join staff s on s.id = mine.covered
      left join lateral (select rag, tier, next_review from membership where person_id = p.id and left_on is null limit 1) m on true
      left join lateral (select at, outcome from contact where person_id = p.id and state = 'recorded' order by at desc, id desc limit 1) last on true
      left join lateral (select at from contact where person_id = p.id and state = 'planned' and at >= ${ask.now} order by at, id limit 1) next on true
      left join lateral (select count(*)::int as due, (count(*) filter (where t.due_on < ${ask.today}))::int as over
        from plan_step t join plan_goal g on g.id = t.goal_id
        where t.person_id = p.id and t.state in ('to-do', 'doing') and g.state = 'active' and t.due_on <= ${ask.until}) steps on true
    )
    select r.*, (count(*) over ())::int as total from r where ${matching(ask.filter, ask)}
    order by ${orders[ask.sort][ask.descending ? 'desc' : 'asc']} limit ${ask.limit} offset ${ask.offset}`);
