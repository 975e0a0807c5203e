import { sql } from '../../kernel/database.ts';
import type { PersonReference } from '../../web/wing.ts';
import { dayOf, since, type WrittenRow, written } from '../../web/written-things.ts';

export const sightingReference: PersonReference = {
  kind: 'sighting',
  words: 'Sightings',
  way: 'moves',
  why: 'In its reporter’s words, with its answer: they saw the other one.',
  list: (tx, { personId, from }) =>
    written(
      tx.many(sql<WrittenRow>`
        select s.id, ${dayOf('s.reported_at')} as day, s.agency_id as "agencyId", a.name as agency from sighting s join agency a on a.id = s.agency_id
        where s.person_id = ${personId} and s.state <> 'withdrawn' and ${since('s.reported_at', from)}
        order by s.reported_at desc, s.id desc limit 200`),
      ({ id }) => ({ title: 'Sighting', href: `/sightings/${id}` }),
    ),
};
