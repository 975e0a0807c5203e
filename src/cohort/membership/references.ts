import { sql } from '../../kernel/database.ts';
import type { PersonReference, WrittenThing } from '../../web/wing.ts';
import { changeTitle, type SaidChange } from './change-words.ts';

/** RAG, tier, strand and status: whoever rated looked at what was two people’s, and looks again. */
export const ratingReference: PersonReference = {
  kind: 'rating',
  words: 'RAG, tier, strand and status',
  way: 'decide',
  why: 'It was judged from what both had done. Whoever rates looks again, and says here when it is done.',
  waits: {
    right: 'membership:rate',
    list: (tx, { viewer, about }) =>
      tx.many(sql<{ id: number; personId: number; day: string }>`
        select distinct c.id, c.person_id as "personId", (c.at at time zone 'Europe/London')::date as day
        from unnest(${about.map(({ personId }) => personId)}::bigint[], ${about.map(({ from }) => from)}::date[]) w (person_id, from_day)
        join membership_change c on c.person_id = w.person_id and (c.at at time zone 'Europe/London')::date >= w.from_day
        where c.agency_id = ${viewer.agencyId} and c.what in ('rag', 'tier', 'strand', 'state')`),
  },
  list: async (tx, { personId, from }) =>
    (
      await tx.many(sql<Omit<WrittenThing, 'title' | 'href'> & SaidChange>`
        select c.id, (c.at at time zone 'Europe/London')::date as day, c.what, c.was, c.became, c.why, c.agency_id as "agencyId", a.name as agency
        from membership_change c join agency a on a.id = c.agency_id
        where c.person_id = ${personId} and c.what in ('rag', 'tier', 'strand', 'state') and (c.at at time zone 'Europe/London')::date >= ${from}::date
        order by c.at desc, c.id desc limit 200`)
    ).map(({ id, day, agencyId, agency, ...said }) => ({
      id,
      day,
      agencyId,
      agency,
      title: changeTitle(said),
      href: `/people/${personId}/membership`,
    })),
};
