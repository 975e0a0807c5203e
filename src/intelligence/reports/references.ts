import { sql } from '../../kernel/database.ts';
import type { PersonReference } from '../../web/wing.ts';
import { dayOf, since, type WrittenRow, written } from '../../web/written-things.ts';

/** Whom a report is about; its number is the report’s. */
export const reportReference: PersonReference = {
  kind: 'report-link',
  words: 'Links of reports',
  way: 'moves',
  why: 'The report is about the other person from then on, and only who may see them reads it: those it was sent to are sent it again. Its words stay as they are.',
  list: (tx, { personId, from }) =>
    written(
      tx.many(sql<WrittenRow>`
        select r.id, ${dayOf('l.at')} as day, r.agency_id as "agencyId", a.name as agency
        from report_person l join intelligence_report r on r.id = l.report_id join agency a on a.id = r.agency_id
        where l.person_id = ${personId} and ${since('l.at', from)} order by l.at desc, r.id desc limit 200`),
      ({ id }) => ({ title: 'Report about them', href: `/intelligence/${id}` }),
    ),
};
