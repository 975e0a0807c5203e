import { type Sql, sql } from '../../kernel/database.ts';
import type { PersonReference } from '../../web/wing.ts';
import { dayOf, since, type WrittenRow, written } from '../../web/written-things.ts';

/** Goals, steps and notes hang on one plan, agreed with and counter-signed for one person: none of them goes as it is. */
const part = (
  kind: string,
  words: string,
  title: string,
  rows: (personId: number, from: string) => Sql<WrittenRow>,
): PersonReference => ({
  kind,
  words,
  way: 'anew',
  why: 'It hangs on a plan that was agreed with this person: it is removed or withdrawn here, and set where it belongs.',
  list: (tx, { personId, from }) =>
    written(tx.many(rows(personId, from)), () => ({ title, href: `/people/${personId}/plan` })),
});

export const planReferences = [
  part(
    'plan-goal',
    'Needs and goals',
    'A goal of the plan',
    (personId, from) => sql`
      select g.id, ${dayOf('g.created_at')} as day, g.agency_id as "agencyId", a.name as agency from plan_goal g join agency a on a.id = g.agency_id
      where g.person_id = ${personId} and g.state <> 'removed' and ${since('g.created_at', from)}
      order by g.created_at desc, g.id desc limit 200`,
  ),
  part(
    'plan-step',
    'Steps of the plan',
    'A step of the plan',
    (personId, from) => sql`
      select g.id, ${dayOf('g.created_at')} as day, g.agency_id as "agencyId", a.name as agency from plan_step g join agency a on a.id = g.agency_id
      where g.person_id = ${personId} and g.state <> 'removed' and ${since('g.created_at', from)}
      order by g.created_at desc, g.id desc limit 200`,
  ),
  part(
    'plan-note',
    'Progress and reviews of the plan',
    'Progress or a review of the plan',
    (personId, from) => sql`
      select n.id, n.on_day as day, n.agency_id as "agencyId", a.name as agency from plan_note n join agency a on a.id = n.agency_id
      where n.person_id = ${personId} and n.state <> 'withdrawn' and ${since('n.recorded_at', from)}
      order by n.recorded_at desc, n.id desc limit 200`,
  ),
];
