import { sql } from '../../kernel/database.ts';
import type { PersonReference, WrittenThing } from '../../web/wing.ts';

/**
 * Answers to nominations, for those who see whom selection found: the nominator's agency may not know. The finding is under
 * the person; the answer is whose agency gave it.
 */
export const nominationReference: PersonReference = {
  kind: 'nomination',
  words: 'Answers to nominations',
  way: 'decide',
  why: 'Selection found this person for it, by what both had. A nomination is never given to somebody else: whoever answered it looks again whom it means, and says here when it is done. Whoever nominated is told nothing by this list.',
  waits: {
    right: 'candidate:propose',
    list: (tx, { viewer, about }) =>
      tx.many(sql<{ id: number; personId: number; day: string }>`
        select distinct n.id, f.person_id as "personId", (n.answered_at at time zone 'Europe/London')::date as day
        from unnest(${about.map(({ personId }) => personId)}::bigint[], ${about.map(({ from }) => from)}::date[]) w (person_id, from_day)
        join nomination_finding f on f.person_id = w.person_id join nomination n on n.id = f.nomination_id and n.state = 'answered'
        join staff s on s.id = n.answered_by
        where s.agency_id = ${viewer.agencyId} and (n.answered_at at time zone 'Europe/London')::date >= w.from_day`),
  },
  list: async (tx, { personId, from }) =>
    (
      await tx.many(sql<Omit<WrittenThing, 'title' | 'href'>>`
        select n.id, (n.answered_at at time zone 'Europe/London')::date as day, a.id as "agencyId", a.name as agency
        from nomination_finding f join nomination n on n.id = f.nomination_id and n.state = 'answered'
        join staff s on s.id = n.answered_by join agency a on a.id = s.agency_id
        where f.person_id = ${personId} and (n.answered_at at time zone 'Europe/London')::date >= ${from}::date
        order by n.answered_at desc, n.id desc limit 200`)
    ).map((row) => ({ ...row, title: 'Nomination answered', href: `/cohort/nominations/${row.id}` })),
};
