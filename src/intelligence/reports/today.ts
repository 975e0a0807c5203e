import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, type Day, londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { TodayItem } from '../../web/wing.ts';
import { listMine, listTold, listToReview } from './store.ts';

/** What came of a report stands on Today for a week. */
const daysTold = 7;

const toldWords: Record<'accept' | 'refuse' | 'used' | 'not-used', string> = {
  accept: 'accepted',
  refuse: 'refused',
  used: 'used',
  'not-used': 'not used',
};

/** Reports that wait for the viewer's review, their own that came back, and what came of others. */
export async function reportsToday(
  tx: Tx,
  { viewer, today }: { viewer: StaffViewer; today: Day },
): Promise<TodayItem[]> {
  const submits = viewer.may('intelligence:submit');
  const [waiting, mine, told] = await Promise.all([
    viewer.may('intelligence:review') ? listToReview(tx, viewer.staffId, 20) : [],
    submits ? listMine(tx, viewer.staffId, 50) : [],
    submits ? listTold(tx, viewer.staffId, addDays(today, -daysTold), 10) : [],
  ]);
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
    ...told.map(
      ({ reportId, verdict, at }): TodayItem => ({
        group: 'changed',
        day: londonDay(at),
        title: `Your intelligence report ${reportId} was ${toldWords[verdict]}`,
        href: `/intelligence/${reportId}`,
      }),
    ),
  ];
}
