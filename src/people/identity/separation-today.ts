import { londonDay } from '../../kernel/clock.ts';
import type { TodayItem, Wing } from '../../web/wing.ts';
import type { References } from '../ports.ts';
import { itemOf, sinceDay } from './separation-rules.ts';
import { listAnswered, listStanding, namesOf } from './separation-store.ts';

/**
 * Decisions that were made while another's record was part of somebody: on the Today of those of the agency that made
 * them who may make them again, until somebody there says that it stands or was decided again. A few statements, however
 * many separations there are.
 */
export const decideAgainToday =
  (references: References): NonNullable<Wing['today']>[number] =>
  async (tx, { viewer }) => {
    if (!viewer.may('contact:record')) return [];
    const kinds = references().flatMap(({ kind, waits }) =>
      waits !== undefined && viewer.may(waits.right) ? [{ kind, waits }] : [],
    );
    const standing = kinds.length === 0 ? [] : await listStanding(tx);
    if (standing.length === 0) return [];
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
      ...kinds.map(async ({ kind, waits }) =>
        (await waits.list(tx, { viewer, about })).map((one) => ({ ...one, item: itemOf(kind, one.id) })),
      ),
    ]);
    const said = new Set(answered.map(({ separationId, item }) => `${separationId} ${item}`));
    return standing.flatMap(({ id, personId, since, at }): TodayItem[] => {
      const from = sinceDay(since);
      const open = made
        .flat()
        .filter(
          (one) => one.personId === personId && one.day >= from && !said.has(`${id} ${one.item}`),
        ).length;
      if (open === 0) return [];
      const title = `${open} ${open === 1 ? 'decision' : 'decisions'} about ${names.get(personId) ?? 'somebody'}, who turned out to be two: decide again`;
      return [
        { group: 'due', day: londonDay(at), title, href: `/people/${personId}/separations/${id}#open` },
      ];
    });
  };
