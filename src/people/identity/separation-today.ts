import { londonDay } from '../../kernel/clock.ts';
import type { TodayItem, Wing } from '../../web/wing.ts';
import type { References } from '../ports.ts';
import { itemOf, sinceDay } from './separation-rules.ts';
import { listItems, listStanding } from './separation-store.ts';

/**
 * Decisions that were made while another's record was part of somebody: on the Today of those of the agency that decided
 * who may decide it, until somebody there says that it stands or was decided again.
 */
export const decideAgainToday =
  (references: References): NonNullable<Wing['today']>[number] =>
  async (tx, { viewer }) => {
    if (!viewer.may('see:records') || !viewer.may('contact:record')) return [];
    const kinds = references().filter(
      ({ way, right }) => way === 'decide' && (right === undefined || viewer.may(right)),
    );
    if (kinds.length === 0) return [];
    const items: TodayItem[] = [];
    for (const { id, personId, since, at } of await listStanding(tx)) {
      const about = { personId, viewer, from: sinceDay(since) };
      const [said, ...lists] = await Promise.all([
        listItems(tx, id),
        ...kinds.map(async ({ kind, list }) =>
          (await list(tx, about))
            .filter(({ agencyId }) => agencyId === viewer.agencyId)
            .map((thing) => itemOf(kind, thing.id)),
        ),
      ]);
      const open = lists.flat().filter((item) => !said.some((one) => one.item === item)).length;
      if (open > 0)
        items.push({
          group: 'due',
          day: londonDay(at),
          title: `${open} ${open === 1 ? 'decision' : 'decisions'} about somebody who turned out to be two: decide again`,
          href: `/people/${personId}/separations/${id}#open`,
        });
    }
    return items;
  };
