import { type Sql, sql } from '../../kernel/database.ts';
import type { PersonReference, WrittenThing } from '../../web/wing.ts';

/** Goals, steps and notes hang on one plan, agreed with and counter-signed for one person: none of them goes as it is. */
const part = (
  kind: string,
  words: string,
  title: string,
  rows: (personId: number, from: string) => Sql<Omit<WrittenThing, 'title' | 'href'>>,
): PersonReference => ({
  kind,
  words,
  way: 'anew',
  why: 'It hangs on a plan that was agreed with this person: it is removed or withdrawn here, and set where it belongs.',
  list: async (tx, { personId, from }) =>
    (await tx.many(rows(personId, from))).map((row) => ({ ...row, title, href: `/people/${personId}/plan` })),
});

export const planReferences = [
  part(
    'plan-goal',
    'Needs and goals',
    'A goal of the plan',
    (personId, from) => sql`
      select g.id, (g.created_at at time zone 'Europe/London')::date as day, g.agency_id as "agencyId", a.name as agency from plan_goal g join agency a on a.id = g.agency_id
      where g.person_id = ${personId} and g.state <> 'removed' and (g.created_at at time zone 'Europe/London')::date >= ${from}::date
      order by g.created_at desc, g.id desc limit 200`,
  ),
  part(
    'plan-step',
    'Steps of the plan',
    'A step of the plan',
    (personId, from) => sql`
      select g.id, (g.created_at at time zone 'Europe/London')::date as day, g.agency_id as "agencyId", a.name as agency from plan_step g join agency a on a.id = g.agency_id
      where g.person_id = ${personId} and g.state <> 'removed' and (g.created_at at time zone 'Europe/London')::date >= ${from}::date
      order by g.created_at desc, g.id desc limit 200`,
  ),
  part(
    'plan-note',
    'Progress and reviews of the plan',
    'Progress or a review of the plan',
    (personId, from) => sql`
      select n.id, n.on_day as day, n.agency_id as "agencyId", a.name as agency from plan_note n join agency a on a.id = n.agency_id
      where n.person_id = ${personId} and n.state <> 'withdrawn' and (n.recorded_at at time zone 'Europe/London')::date >= ${from}::date
      order by n.recorded_at desc, n.id desc limit 200`,
  ),
];
