import { sql } from '../../kernel/database.ts';
import type { PersonReference, WrittenThing } from '../../web/wing.ts';

/** Whom a report is about; its number is the report’s. */
export const reportReference: PersonReference = {
  kind: 'report-link',
  words: 'Links of reports',
  way: 'moves',
  why: 'The report is about the other person from then on, and only who may see them reads it: those it was sent to are sent it again. Its words stay as they are.',
  list: async (tx, { personId, from }) =>
    (
      await tx.many(sql<Omit<WrittenThing, 'title' | 'href'>>`
        select r.id, (l.at at time zone 'Europe/London')::date as day, r.agency_id as "agencyId", a.name as agency
        from report_person l join intelligence_report r on r.id = l.report_id join agency a on a.id = r.agency_id
        where l.person_id = ${personId} and (l.at at time zone 'Europe/London')::date >= ${from}::date order by l.at desc, r.id desc limit 200`)
    ).map((row) => ({ ...row, title: 'Report about them', href: `/intelligence/${row.id}` })),
};
