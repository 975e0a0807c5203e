import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { isWaiting } from './agenda-store.ts';
import type { Meeting, Source } from './types.ts';

/** Somebody who might be put on an agenda, and why. */
export interface Suggestion {
  source: Source;
  personId: number;
  name: string;
  /** Of the source: the candidate, the representation. */
  ref: number | null;
  day: Day | null;
  detail: string;
  amount: number | null;
  /** How many the source has in all. */
  count: number;
}

export interface SuggestionFilter {
  ratedSince: Day;
  releasedFrom: Day;
  releasedBy: Day;
  /** So many of each source, after so many. */
  limit: number;
  offset: number;
  /** One source, or these people, only. */
  source?: Source | undefined;
  personIds?: readonly number[] | undefined;
}

const ofBase = (column: ReturnType<typeof sql>, { baseId }: Meeting) =>
  sql`(${baseId}::bigint is null or ${column} = ${baseId})`;

/**
 * Whom a meeting could look at, by what the viewer may see: candidates, reviews due by its day, ratings changed since
 * the panel last met (the reddest first; a first rating is no change), releases within 12 weeks of it, and what was said
 * against a decision. Nobody who stands on an agenda already.
 */
export const listSuggestions = (
  tx: Tx,
  schemeId: number,
  meeting: Meeting,
  filter: SuggestionFilter,
): Promise<Suggestion[]> =>
  tx.many(sql<Suggestion>`
    with found as (
      select 'representation' as source, r.person_id, r.id as ref, r.hear_by as day, r.kind as detail, null::numeric as amount, 0 as rank
        from panel_representation r left join panel_item h on h.id = r.heard_item left join panel_meeting o on o.id = h.meeting_id
        where r.scheme_id = ${schemeId} and ${isWaiting}
      union all
      select 'review', m.person_id, m.id, m.next_review, m.rag, null, 0 from membership m
        where m.scheme_id = ${schemeId} and m.left_on is null and m.next_review <= ${meeting.heldOn}::date and ${ofBase(sql`m.base_id`, meeting)}
      union all
      select 'rag', m.person_id, m.id, (m.rag_at at time zone 'Europe/London')::date, m.rag_was || ' ' || m.rag, null,
          array_position('{red,amber,green,blue,none}'::text[], m.rag) from membership m
        where m.scheme_id = ${schemeId} and m.left_on is null and m.rag_was <> 'none' and m.rag_was <> m.rag
          and m.rag_at >= ${filter.ratedSince}::date and ${ofBase(sql`m.base_id`, meeting)}
      union all
      select 'release', c.person_id, m.id, min(c.to_day), min(c.place), null, 0 from custody_spell c
        join membership m on m.person_id = c.person_id and m.left_on is null and m.scheme_id = ${schemeId}
        where c.kind = 'prison' and c.to_day >= ${filter.releasedFrom}::date and c.to_day <= ${filter.releasedBy}::date
          and ${ofBase(sql`m.base_id`, meeting)}
        group by c.person_id, m.id
      union all
      -- Somebody deferred comes back to a later panel; one rank before another is one total above another.
      select 'candidate', c.person_id, c.id, null,
          coalesce(l.ranks ->> trim_scale(c.total)::text, c.rank::text) || case when c.state = 'deferred' then ', deferred by an earlier panel' else '' end,
          c.total, (rank() over (order by c.total desc))::int
        from candidate c left join lateral (select d.ranks from selection_run d where d.scheme_id = c.scheme_id and d.cohort = c.cohort and d.state = 'finished'
          order by d.id desc limit 1) l on true
        where c.scheme_id = ${schemeId} and c.state in ('listed', 'deferred') and ${ofBase(sql`c.base_id`, meeting)}
    ), numbered as (
      select f.*, count(*) over (partition by f.source)::int as count,
        row_number() over (partition by f.source order by f.rank, case when f.source = 'rag' then null else f.day end, f.day desc, f.person_id, f.ref) as nth
      from found f
      where (${filter.source ?? null}::text is null or f.source = ${filter.source ?? null})
        and not exists (select 1 from panel_item i join panel_meeting o on o.id = i.meeting_id
          where i.person_id = f.person_id and i.decision is null and o.state <> 'held')
    )
    select n.source, n.person_id as "personId", p.given_names || ' ' || p.family_name as name, n.ref, n.day, n.detail, n.amount::float as amount, n.count
    from numbered n join person p on p.id = n.person_id
    where case when ${filter.personIds === undefined}::boolean then n.nth > ${filter.offset} and n.nth <= ${filter.offset + filter.limit}
      else n.person_id = any (${[...(filter.personIds ?? [])]}::bigint[]) end
    order by n.source, n.nth`);

/** The day on which the last meeting of the same base before this one took place; one called off did not. */
export const lastMeetingBefore = async (tx: Tx, meeting: Meeting, schemeId: number): Promise<Day | null> =>
  (
    await tx.one(sql<{ day: Day | null }>`
      select max(held_on) as day from panel_meeting where scheme_id = ${schemeId} and state = 'held' and held_on < ${meeting.heldOn}::date
        and (closed_at at time zone 'Europe/London')::date >= held_on and base_id is not distinct from ${meeting.baseId}::bigint`)
  ).day;
