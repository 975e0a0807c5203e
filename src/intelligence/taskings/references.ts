import { sql } from '../../kernel/database.ts';
import type { PersonReference, WrittenThing } from '../../web/wing.ts';
import { type TaskingState, taskingStateWords } from './types.ts';

export const taskingReference: PersonReference = {
  kind: 'tasking',
  words: 'Taskings',
  way: 'moves',
  why: 'With each step of it, once it is answered for. What is still asked of somebody is withdrawn first and asked anew: they may not see the other person.',
  list: async (tx, { personId, from }) =>
    (
      await tx.many(sql<Omit<WrittenThing, 'title' | 'href'> & { state: TaskingState }>`
        select k.id, (k.asked_at at time zone 'Europe/London')::date as day, k.state, k.agency_id as "agencyId", a.name as agency from tasking k join agency a on a.id = k.agency_id
        where k.person_id = ${personId} and (k.asked_at at time zone 'Europe/London')::date >= ${from}::date order by k.asked_at desc, k.id desc limit 200`)
    ).map(({ state, ...row }) => ({
      ...row,
      title: `Tasking: ${taskingStateWords[state].toLowerCase()}`,
      href: `/taskings/${row.id}`,
      ...(state === 'asked' || state === 'accepted' ? { stuck: 'it is still asked of somebody' } : {}),
    })),
};
