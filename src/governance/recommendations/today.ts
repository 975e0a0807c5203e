import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, type Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { TodayItem } from '../../web/wing.ts';
import { isOverdue, mayAssure } from './rules.ts';
import { listRecommendations } from './store.ts';
import { recommendationPath } from './views.ts';

const daysAhead = 30;

/** The viewer's own recommendations that fall due, and those that wait for an assurance they may give. */
export async function recommendationsToday(
  tx: Tx,
  ask: { viewer: StaffViewer; today: Day },
): Promise<TodayItem[]> {
  const { viewer, today } = ask;
  if (!viewer.may('see:governance')) return [];
  const by = { today, sort: 'due' as const, down: false };
  const window = { limit: 20, offset: 0 };
  const [mine, done] = await Promise.all([
    listRecommendations(tx, { ownerId: viewer.staffId }, by, window),
    viewer.may('recommendation:assure') ? listRecommendations(tx, { status: 'done' }, by, window) : [],
  ]);
  return [
    ...mine.flatMap((one): TodayItem[] =>
      one.dueOn === null ||
      one.dueOn > addDays(today, daysAhead) ||
      !(one.status === 'open' || one.status === 'in-progress')
        ? []
        : [
            {
              group: isOverdue(one, today) ? 'overdue' : 'due',
              day: one.dueOn,
              title: `Recommendation ${one.number} of ${one.source}`,
              href: `${recommendationPath}/${one.id}`,
            },
          ],
    ),
    ...done
      .filter((one) => mayAssure(one, viewer.staffId))
      .map(
        (one): TodayItem => ({
          group: 'due',
          day: one.doneOn ?? today,
          title: `Recommendation ${one.number} of ${one.source} waits for assurance`,
          href: `${recommendationPath}/${one.id}`,
        }),
      ),
  ];
}
