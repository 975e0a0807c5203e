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
import { type TaskingState, taskingStateWords } from './types.ts';

export const taskingReference: PersonReference = {
  kind: 'tasking',
  words: 'Taskings',
  way: 'moves',
  why: 'With each step of it. What is still asked of somebody goes where you and they may see the other person; else it is withdrawn first, and asked anew.',
  waits: {
    right: 'tasking:ask',
    list: (tx, { viewer, about }) =>
      tx.many(sql<WaitingRow>`
        select distinct k.id, k.person_id as "personId", ${dayOf('k.asked_at')} as day
        from ${peopleSince(about)}
        join tasking k on k.person_id = w.person_id and ${dayOf('k.asked_at')} >= w.from_day
        where k.agency_id = ${viewer.agencyId} and k.state in ('asked', 'accepted')`),
  },
  list: (tx, { personId, from, otherId }) =>
    written(
      tx.many(sql<WrittenRow & { state: TaskingState; goesOn: boolean }>`
        select k.id, ${dayOf('k.asked_at')} as day, k.state, ${otherId}::bigint is not null and tasking_reaches(${otherId}, k.to_team_id, k.to_agency_id, k.due_at) as "goesOn", k.agency_id as "agencyId", a.name as agency from tasking k join agency a on a.id = k.agency_id
        where k.person_id = ${personId} and ${since('k.asked_at', from)} order by k.asked_at desc, k.id desc limit 200`),
      ({ state, goesOn, id }) => ({
        title: `Tasking: ${taskingStateWords[state].toLowerCase()}`,
        href: `/taskings/${id}`,
        ...((state === 'asked' || state === 'accepted') && !goesOn
          ? {
              stuck:
                'it is still asked of somebody, and you or they may not see the other person: withdraw it first',
            }
          : {}),
      }),
    ),
};
