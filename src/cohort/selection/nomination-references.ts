import { sql } from '../../kernel/database.ts';
import type { PersonReference } from '../../web/wing.ts';
import {
  dayOf,
  peopleSince,
  since,
  type WaitingRow,
  type WrittenRow,
  written,
} from '../../web/written-things.ts';

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
      tx.many(sql<WaitingRow>`
        select distinct n.id, f.person_id as "personId", ${dayOf('n.answered_at')} as day
        from ${peopleSince(about)}
        join nomination_finding f on f.person_id = w.person_id join nomination n on n.id = f.nomination_id and n.state = 'answered'
        join staff s on s.id = n.answered_by
        where s.agency_id = ${viewer.agencyId} and ${dayOf('n.answered_at')} >= w.from_day`),
  },
  list: (tx, { personId, from }) =>
    written(
      tx.many(sql<WrittenRow>`
        select n.id, ${dayOf('n.answered_at')} as day, a.id as "agencyId", a.name as agency
        from nomination_finding f join nomination n on n.id = f.nomination_id and n.state = 'answered'
        join staff s on s.id = n.answered_by join agency a on a.id = s.agency_id
        where f.person_id = ${personId} and ${since('n.answered_at', from)}
        order by n.answered_at desc, n.id desc limit 200`),
      ({ id }) => ({ title: 'Nomination answered', href: `/cohort/nominations/${id}` }),
    ),
};
