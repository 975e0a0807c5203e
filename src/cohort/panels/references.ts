import { sql } from '../../kernel/database.ts';
import type { PersonReference, WrittenThing } from '../../web/wing.ts';
import { type Decision, decidedWords } from './types.ts';

/** Signed decisions stand: where one rested on the other person’s record, whoever asked the panel asks it again. */
export const panelReference: PersonReference = {
  kind: 'panel-decision',
  words: 'Decisions of panels',
  way: 'decide',
  why: 'A signed decision stands and is never given to somebody else. Whoever asked the panel asks it again, about either of the two, and says here when it is done.',
  waits: {
    right: 'panel:prepare',
    list: (tx, { viewer, about }) =>
      tx.many(sql<{ id: number; personId: number; day: string }>`
        select distinct i.id, i.person_id as "personId", (i.decided_at at time zone 'Europe/London')::date as day
        from unnest(${about.map(({ personId }) => personId)}::bigint[], ${about.map(({ from }) => from)}::date[]) w (person_id, from_day)
        join panel_item i on i.person_id = w.person_id and (i.decided_at at time zone 'Europe/London')::date >= w.from_day
        join staff s on s.id = coalesce(i.added_by, i.decided_by) where s.agency_id = ${viewer.agencyId}`),
  },
  list: async (tx, { personId, from }) =>
    (
      await tx.many(sql<Omit<WrittenThing, 'title' | 'href'> & { decision: Decision; meetingId: number }>`
        select i.id, (i.decided_at at time zone 'Europe/London')::date as day, i.decision, i.meeting_id as "meetingId", a.id as "agencyId", a.name as agency
        from panel_item i join staff s on s.id = coalesce(i.added_by, i.decided_by) join agency a on a.id = s.agency_id
        where i.person_id = ${personId} and (i.decided_at at time zone 'Europe/London')::date >= ${from}::date order by i.decided_at desc, i.id desc limit 200`)
    ).map(({ decision, meetingId, ...row }) => ({
      ...row,
      title: `Panel: ${decidedWords[decision].toLowerCase()}`,
      href: `/panels/${meetingId}#item-${row.id}`,
    })),
};
