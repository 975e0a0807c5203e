import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { DemandFacts, DemandList } from './types.ts';

export interface Span {
  today: Day;
  /** Twelve months before. */
  since: Day;
  /** The end of the months ahead. */
  until: Day;
}

/**
 * The people behind each number of a forecast: one source for the counts and the lists. Release days are those that
 * custody records shared with the viewer say.
 */
const sources = (schemeId: number, { today, since, until }: Span) => sql`
  release as materialized (
    select c.person_id, min(c.to_day) as day from custody_spell c
    where c.kind = 'prison' and c.person_id is not null and c.to_day between ${today}::date and ${until}::date group by c.person_id
  ), source as materialized (
    select 'joined' as what, m.person_id, m.base_id, m.joined_on as day from membership m where m.scheme_id = ${schemeId} and m.joined_on > ${since}::date and m.joined_on <= ${today}::date
    union all select 'left', m.person_id, m.base_id, m.left_on from membership m where m.scheme_id = ${schemeId} and m.left_on > ${since}::date and m.left_on <= ${today}::date
    union all select 'proposed', c.person_id, c.base_id, null from candidate c where c.scheme_id = ${schemeId} and c.cohort = 'main' and c.state in ('proposed', 'deferred')
    union all select 'released-candidates', c.person_id, c.base_id, r.day from candidate c join release r on r.person_id = c.person_id
      where c.scheme_id = ${schemeId} and c.cohort = 'main' and c.state = 'listed' and c.eligible
    union all select 'released-members', m.person_id, m.base_id, r.day from membership m join release r on r.person_id = m.person_id
      where m.scheme_id = ${schemeId} and m.left_on is null
  )`;

/** By base; a base without any has noughts. Candidates whose base is not known stand in no base. */
export const listDemand = (tx: Tx, schemeId: number, span: Span): Promise<DemandFacts[]> =>
  tx.many(sql<DemandFacts>`
    with ${sources(schemeId, span)}
    select b.id as "baseId", b.name as base,
      (select count(*) from membership m where m.base_id = b.id and m.scheme_id = ${schemeId} and m.left_on is null)::int as people,
      (count(*) filter (where s.what = 'joined'))::int as joined, (count(*) filter (where s.what = 'left'))::int as "left",
      (count(*) filter (where s.what = 'proposed'))::int as proposed,
      (count(*) filter (where s.what = 'released-candidates'))::int as "releasedCandidates",
      (count(*) filter (where s.what = 'released-members'))::int as "releasedMembers"
    from base b left join source s on s.base_id = b.id where b.scheme_id = ${schemeId} group by b.id, b.name order by b.id`);

/** How many questions of adoption were decided in the twelve months before, and how many with yes. */
export const countDecided = (
  tx: Tx,
  { since }: Pick<Span, 'since'>,
): Promise<{ adopted: number; of: number }> =>
  tx.one(sql<{ adopted: number; of: number }>`
    select (count(*) filter (where decision = 'adopt'))::int as adopted, count(*)::int as "of"
    from panel_item where question = 'adopt' and decision in ('adopt', 'decline') and decided_at > ${since}::date`);

export interface DemandPerson {
  personId: number;
  name: string;
  base: string | null;
  day: Day | null;
}

export const listDemandPeople = (
  tx: Tx,
  schemeId: number,
  span: Span,
  filter: { what: DemandList; baseId: number | undefined },
  window: { limit: number; offset: number },
): Promise<DemandPerson[]> =>
  tx.many(sql<DemandPerson>`
    with ${sources(schemeId, span)}
    select p.id as "personId", p.family_name || ', ' || p.given_names as name, b.name as base, s.day
    from source s join person p on p.id = s.person_id left join base b on b.id = s.base_id
    where s.what = ${filter.what} and (${filter.baseId ?? null}::bigint is null or s.base_id = ${filter.baseId ?? null})
    order by s.day nulls last, p.family_name, p.given_names, p.id limit ${window.limit} offset ${window.offset}`);
