import { sql } from '../../kernel/database.ts';
import type { PersonReference } from '../../web/wing.ts';
import { dayOf, since, type WrittenRow, written } from '../../web/written-things.ts';
import { type TaskingState, taskingStateWords } from './types.ts';

export const taskingReference: PersonReference = {
  kind: 'tasking',
  words: 'Taskings',
  way: 'moves',
  why: 'With each step of it, once it is answered for. What is still asked of somebody is withdrawn first and asked anew: they may not see the other person.',
  list: (tx, { personId, from }) =>
    written(
      tx.many(sql<WrittenRow & { state: TaskingState }>`
        select k.id, ${dayOf('k.asked_at')} as day, k.state, k.agency_id as "agencyId", a.name as agency from tasking k join agency a on a.id = k.agency_id
        where k.person_id = ${personId} and ${since('k.asked_at', from)} order by k.asked_at desc, k.id desc limit 200`),
      ({ state, id }) => ({
        title: `Tasking: ${taskingStateWords[state].toLowerCase()}`,
        href: `/taskings/${id}`,
        ...(state === 'asked' || state === 'accepted' ? { stuck: 'it is still asked of somebody' } : {}),
      }),
    ),
};
