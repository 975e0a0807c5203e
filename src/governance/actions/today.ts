import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, type Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { TodayItem } from '../../web/wing.ts';
import { dueWords, isOverdue } from './rules.ts';
import { listActions } from './store.ts';

const daysAhead = 14;

/** The viewer's own actions that are overdue or fall due within two weeks. */
export async function actionsToday(tx: Tx, ask: { viewer: StaffViewer; today: Day }): Promise<TodayItem[]> {
  const { today } = ask;
  if (!ask.viewer.may('see:governance')) return [];
  const mine = await listActions(tx, { ownerId: ask.viewer.staffId }, today, { limit: 50, offset: 0 });
  return mine.flatMap((action): TodayItem[] =>
    action.dueOn === null || action.state === 'closed' || action.dueOn > addDays(today, daysAhead)
      ? []
      : [
          {
            group: isOverdue(action, today) ? 'overdue' : 'due',
            day: action.dueOn,
            title: action.title,
            href: `/governance/actions/${action.id}`,
            detail: dueWords(action, today),
          },
        ],
  );
}
