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
      tx.many(sql<WaitingRow>`
        select distinct i.id, i.person_id as "personId", ${dayOf('i.decided_at')} as day
        from ${peopleSince(about)}
        join panel_item i on i.person_id = w.person_id and ${dayOf('i.decided_at')} >= w.from_day
        join staff s on s.id = coalesce(i.added_by, i.decided_by) where s.agency_id = ${viewer.agencyId}`),
  },
  list: (tx, { personId, from }) =>
    written(
      tx.many(sql<WrittenRow & { decision: Decision; meetingId: number }>`
        select i.id, ${dayOf('i.decided_at')} as day, i.decision, i.meeting_id as "meetingId", a.id as "agencyId", a.name as agency
        from panel_item i join staff s on s.id = coalesce(i.added_by, i.decided_by) join agency a on a.id = s.agency_id
        where i.person_id = ${personId} and ${since('i.decided_at', from)} order by i.decided_at desc, i.id desc limit 200`),
      ({ decision, meetingId, id }) => ({
        title: `Panel: ${decidedWords[decision].toLowerCase()}`,
        href: `/panels/${meetingId}#item-${id}`,
      }),
    ),
};
