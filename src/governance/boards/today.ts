import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, type Day, showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { TodayItem } from '../../web/wing.ts';
import { mayApprove } from './meeting-rules.ts';
import { listNear } from './meeting-store.ts';
import { boardPath } from './picture.ts';
import { listTermsOf } from './store.ts';
import { meetingPath } from './views.ts';

const meetingAhead = 14;
const termAhead = 60;

/** Meetings within two weeks, minutes that the viewer may approve, and the viewer's own terms that end. */
export async function boardsToday(tx: Tx, ask: { viewer: StaffViewer; today: Day }): Promise<TodayItem[]> {
  const { viewer, today } = ask;
  const [manages, approves] = [viewer.may('board:manage'), viewer.may('minutes:approve')];
  if (!manages && !approves) return [];
  const [meetings, terms] = await Promise.all([
    listNear(tx, addDays(today, meetingAhead)),
    listTermsOf(tx, viewer.staffId, addDays(today, termAhead), today),
  ]);
  return [
    ...meetings.flatMap((meeting): TodayItem[] => {
      const waits = approves && mayApprove(meeting, viewer.staffId);
      if (meeting.state === 'held' ? !waits : !manages) return [];
      return [
        {
          group: meeting.heldOn < today ? 'overdue' : 'due',
          day: meeting.heldOn,
          title: meeting.state === 'held' ? `Minutes of ${meeting.board}` : meeting.board,
          href: meetingPath(meeting.id),
          detail: waits
            ? 'wait for approval'
            : meeting.heldOn < today
              ? 'was it held?'
              : `meets on ${showDay(meeting.heldOn)}`,
        },
      ];
    }),
    ...terms.map(
      (term): TodayItem => ({
        group: 'due',
        day: term.untilOn,
        title: `${term.post}, ${term.board}`,
        href: boardPath(term.boardId),
        detail: 'the term ends',
      }),
    ),
  ];
}
