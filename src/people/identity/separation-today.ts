import { londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { PersonReference, TodayItem, Wing } from '../../web/wing.ts';
import type { References } from '../ports.ts';
import { itemOf, sinceDay } from './separation-rules.ts';
import { listAnswered, listStanding, namesOf, type Separation } from './separation-store.ts';

interface Waiting {
  personId: number;
  day: string;
  item: string;
  isDecision: boolean;
}

/**
 * What an agency wrote while another's record was part of somebody, and has to do with it now: decisions that are made
 * again, what somebody else goes on with meanwhile (a provider, a team that is asked, a plan), and what must be written
 * anew. On the Today of those of the agency who may, until somebody there has said so. A few statements, however many
 * separations there are.
 */
export const decideAgainToday =
  (references: References): NonNullable<Wing['today']>[number] =>
  async (tx, { viewer }) => {
    if (!viewer.may('contact:record')) return [];
    const standing = await listStanding(tx);
    if (standing.length === 0) return [];
    const own = references().filter(({ waits }) => waits !== undefined && viewer.may(waits.right));
    const about = standing.map(({ personId, since }) => ({ personId, from: sinceDay(since) }));
    const [names, answered, ...made] = await Promise.all([
      namesOf(
        tx,
        standing.map(({ personId }) => personId),
      ),
      listAnswered(
        tx,
        standing.map(({ id }) => id),
      ),
      ...own.map((reference) => listWaiting(tx, reference, { viewer, about })),
    ]);
    const said = new Set(answered.map(({ separationId, item }) => `${separationId} ${item}`));
    return standing.flatMap((one): TodayItem[] => {
      const from = sinceDay(one.since);
      const open = made
        .flat()
        .filter(
          ({ personId, day, item }) =>
            personId === one.personId && day >= from && !said.has(`${one.id} ${item}`),
        );
      const anew = answered.filter(
        ({ separationId, verdict }) => separationId === one.id && verdict === 'anew',
      );
      return duties(one, names.get(one.personId) ?? 'somebody', {
        decisions: open.filter(({ isDecision }) => isDecision).length,
        things: open.filter(({ isDecision }) => !isDecision).length,
        anew: anew.length,
      });
    });
  };

const listWaiting = async (
  tx: Tx,
  { kind, way, waits }: PersonReference,
  ask: Parameters<NonNullable<PersonReference['waits']>['list']>[1],
): Promise<Waiting[]> =>
  ((await waits?.list(tx, ask)) ?? []).map(({ id, personId, day }) => ({
    personId,
    day,
    item: itemOf(kind, id),
    isDecision: way === 'decide',
  }));

function duties(
  { id, personId, at }: Separation,
  name: string,
  { decisions, things, anew }: { decisions: number; things: number; anew: number },
): TodayItem[] {
  const href = `/people/${personId}/separations/${id}`;
  const due = (count: number, one: string, many: string, what: string, place: string): TodayItem[] =>
    count === 0
      ? []
      : [
          {
            group: 'due',
            day: londonDay(at),
            title: `${count} ${count === 1 ? one : many} about ${name}, who turned out to be two: ${what}`,
            href: `${href}#${place}`,
          },
        ];
  return [
    ...due(decisions, 'decision', 'decisions', 'decide again', 'open'),
    ...due(things, 'thing that goes on', 'things that go on', 'say whose', 'open'),
    ...due(anew, 'thing', 'things', 'write anew for the other person', 'said'),
  ];
}
