import { sql } from '../../kernel/database.ts';
import type { PersonReference, WrittenThing } from '../../web/wing.ts';

export const sightingReference: PersonReference = {
  kind: 'sighting',
  words: 'Sightings',
  way: 'moves',
  why: 'In its reporter’s words, with its answer: they saw the other one.',
  list: async (tx, { personId, from }) =>
    (
      await tx.many(sql<Omit<WrittenThing, 'title' | 'href'>>`
        select s.id, (s.reported_at at time zone 'Europe/London')::date as day, s.agency_id as "agencyId", a.name as agency from sighting s join agency a on a.id = s.agency_id
        where s.person_id = ${personId} and s.state <> 'withdrawn' and (s.reported_at at time zone 'Europe/London')::date >= ${from}::date
        order by s.reported_at desc, s.id desc limit 200`)
    ).map((row) => ({ ...row, title: 'Sighting', href: `/sightings/${row.id}` })),
};
