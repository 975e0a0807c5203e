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
      tx.many(sql<WaitingRow>`
        select distinct c.id, c.person_id as "personId", ${dayOf('c.at')} as day
        from ${peopleSince(about)}
        join membership_change c on c.person_id = w.person_id and ${dayOf('c.at')} >= w.from_day
        where c.agency_id = ${viewer.agencyId} and c.what in ('rag', 'tier', 'strand', 'state')`),
  },
  list: (tx, { personId, from }) =>
    written(
      tx.many(sql<WrittenRow & SaidChange>`
        select c.id, ${dayOf('c.at')} as day, c.what, c.was, c.became, c.why, c.agency_id as "agencyId", a.name as agency
        from membership_change c join agency a on a.id = c.agency_id
        where c.person_id = ${personId} and c.what in ('rag', 'tier', 'strand', 'state') and ${since('c.at', from)}
        order by c.at desc, c.id desc limit 200`),
      (said) => ({ title: changeTitle(said), href: `/people/${personId}/membership` }),
    ),
};
