import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, type Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { TodayItem } from '../../web/wing.ts';
import { isLate, lateSince, schedule, slipWords } from './rules.ts';
import { listItems } from './store.ts';
import { programmePath } from './views.ts';

const daysAhead = 14;

/** The viewer's own items that are late or end within two weeks, as they lie now. */
export async function programmeToday(tx: Tx, ask: { viewer: StaffViewer; today: Day }): Promise<TodayItem[]> {
  const { viewer, today } = ask;
  if (!viewer.may('see:governance')) return [];
  const items = await listItems(tx, undefined);
  if (!items.some(({ ownerId }) => ownerId === viewer.staffId)) return [];
  const placed = schedule(items, today);
  return items
    .filter((item) => item.ownerId === viewer.staffId && item.doneOn === null && !item.dropped)
    .flatMap((item): TodayItem[] => {
      const at = placed.get(item.id);
      if (at === undefined || at.endsOn > addDays(today, daysAhead)) return [];
      return [
        {
          group: isLate(item, today) ? 'overdue' : 'due',
          day: isLate(item, today) ? lateSince(item) : at.endsOn,
          title: item.title,
          href: `${programmePath}/items/${item.id}`,
          detail: slipWords(at.slip),
        },
      ];
    });
}
