import { type Sql, sql } from '../../kernel/database.ts';
import type { PersonReference } from '../../web/wing.ts';
import {
  dayOf,
  peopleSince,
  since,
  type WaitingRow,
  type WrittenRow,
  written,
} from '../../web/written-things.ts';

/** With what it says, as far as the viewer may see it: the page of the plan has the same. */
type PlanRow = WrittenRow & { said: string | null };

const mostWords = 100;
const begins = (said: string): string =>
  [...said].length > mostWords ? `${[...said].slice(0, mostWords).join('')}…` : said;

/** Goals, steps and notes hang on one plan, agreed with and counter-signed for one person: none of them goes as it is. */
const part = (
  kind: string,
  words: string,
  told: { title: string; at(id: number): string },
  rows: (personId: number, from: string) => Sql<PlanRow>,
  waits?: PersonReference['waits'],
): PersonReference => ({
  kind,
  words,
  way: 'anew',
  why: 'It hangs on a plan that was agreed with this person: it is removed or withdrawn here, and set where it belongs.',
  anewAt: 'plan',
  ...(waits === undefined ? {} : { waits }),
  list: (tx, { personId, from }) =>
    written(tx.many(rows(personId, from)), ({ id, said }) => ({
      title: said === null ? told.title : `${told.title}: “${begins(said)}”`,
      href: `/people/${personId}/plan${told.at(id)}`,
    })),
});

/** What somebody works towards meanwhile: whoever edits the plan says whose it is. */
const stillOpen = (
  table: 'plan_goal' | 'plan_step',
  states: readonly string[],
): PersonReference['waits'] => ({
  right: 'plan:edit',
  list: (tx, { viewer, about }) =>
    tx.many(sql<WaitingRow>`
      select distinct g.id, g.person_id as "personId", ${dayOf('g.created_at')} as day
      from ${peopleSince(about)}
      join ${sql.table(table)} g on g.person_id = w.person_id and ${dayOf('g.created_at')} >= w.from_day
      where g.agency_id = ${viewer.agencyId} and g.state = any (${[...states]}::text[])`),
});

export const planReferences = [
  part(
    'plan-goal',
    'Needs and goals',
    { title: 'Goal', at: (id) => `#goal-${id}` },
    (personId, from) => sql`
      select g.id, ${dayOf('g.created_at')} as day, g.goal as said, g.agency_id as "agencyId", a.name as agency from plan_goal g join agency a on a.id = g.agency_id
      where g.person_id = ${personId} and g.state <> 'removed' and ${since('g.created_at', from)}
      order by g.created_at desc, g.id desc limit 200`,
    stillOpen('plan_goal', ['active', 'later']),
  ),
  part(
    'plan-step',
    'Steps of the plan',
    { title: 'Step', at: (id) => `#step-${id}` },
    (personId, from) => sql`
      select g.id, ${dayOf('g.created_at')} as day, g.what as said, g.agency_id as "agencyId", a.name as agency from plan_step g join agency a on a.id = g.agency_id
      where g.person_id = ${personId} and g.state <> 'removed' and ${since('g.created_at', from)}
      order by g.created_at desc, g.id desc limit 200`,
    stillOpen('plan_step', ['to-do', 'doing']),
  ),
  part(
    'plan-note',
    'Progress and reviews of the plan',
    { title: 'Progress or a review of the plan', at: (id) => `#note-${id}` },
    (personId, from) => sql`
      select n.id, n.on_day as day, split_part(btrim(n.note), E'\\n', 1) as said, n.agency_id as "agencyId", a.name as agency from plan_note n join agency a on a.id = n.agency_id
      where n.person_id = ${personId} and n.state <> 'withdrawn' and ${since('n.recorded_at', from)}
      order by n.recorded_at desc, n.id desc limit 200`,
  ),
];
