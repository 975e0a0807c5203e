import type { StaffViewer } from '../../access/viewers.ts';
import { londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { TodayItem } from '../../web/wing.ts';
import { listMine, listToReview } from './store.ts';

/** Reports that wait for the viewer's review, and their own that came back. */
export async function reportsToday(tx: Tx, { viewer }: { viewer: StaffViewer }): Promise<TodayItem[]> {
  const waiting = viewer.may('intelligence:review') ? await listToReview(tx, viewer.staffId, 20) : [];
  const mine = viewer.may('intelligence:submit') ? await listMine(tx, viewer.staffId, 50) : [];
  return [
    ...waiting.map(
      (report): TodayItem => ({
        group: 'due',
        day: londonDay(report.submittedAt ?? new Date(0)),
        title: `Review intelligence report ${report.id}`,
        detail: report.agency,
        href: `/intelligence/${report.id}`,
      }),
    ),
    ...mine
      .filter((report) => report.state === 'returned')
      .map(
        (report): TodayItem => ({
          group: 'due',
          day: londonDay(report.reviewedAt ?? new Date(0)),
          title: `Your intelligence report ${report.id} was returned`,
          href: `/intelligence/${report.id}`,
        }),
      ),
  ];
}
