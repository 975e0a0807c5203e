import { londonDay } from '../../kernel/clock.ts';
import { addressOf } from '../../web/address.ts';
import type { PersonPanel, TimelineEntry, TodayItem, Wing } from '../../web/wing.ts';
import { changeTitle, changeWhy } from './change-words.ts';
import { dueUntil } from './cohort-view.ts';
import { membershipsOnce, presentOf } from './memberships.ts';
import { loadWords } from './person-pages.ts';
import { onTheScheme } from './person-view.ts';
import { countReviewsDue, listChanges, listReviewsDue } from './store.ts';
import type { MembershipChange } from './types.ts';

/** What membership gives to the desk: a box, lines of the timeline, reviews that are due. */

export const membershipPanel: PersonPanel = {
  id: 'on-the-scheme',
  order: 10,
  load: async (tx, { personId, viewer, today }) => {
    const current = presentOf(await membershipsOnce(tx, personId));
    if (current === undefined) return undefined;
    const words = await loadWords(tx, { viewer, today });
    return onTheScheme({ personId, current, words, today, mayOpen: viewer.may('see:cohort') });
  },
};

type TimelineSource = NonNullable<Wing['timeline']>[number];

export const membershipTimeline: TimelineSource = async (tx, personId) => {
  const href = `/people/${personId}/membership`;
  const [memberships, changes] = await Promise.all([
    membershipsOnce(tx, personId),
    listChanges(tx, personId, 200),
  ]);
  const episodes = memberships.flatMap((membership): TimelineEntry[] => [
    {
      day: membership.joinedOn,
      at: `${membership.joinedOn}T00:00:00.000Z`,
      kind: 'membership',
      title: 'Joined the scheme',
      detail: membership.base,
      href,
    },
    ...(membership.leftOn === null
      ? []
      : [
          {
            day: membership.leftOn,
            at: `${membership.leftOn}T23:59:59.000Z`,
            kind: 'membership' as const,
            title: 'Left the scheme',
            href,
          },
        ]),
  ]);
  const changed = changes
    // Joining and leaving have their own lines.
    .filter(({ what, was, became }) => what !== 'state' || (was !== null && became !== 'de-selected'))
    .map(
      (change): TimelineEntry => ({
        day: change.heldOn ?? londonDay(change.at),
        at: momentOf(change),
        kind: 'membership',
        title: changeTitle(change),
        detail: changeWhy(change),
        ...(change.agency === null ? {} : { agency: change.agency }),
        href,
      }),
    );
  return [...episodes, ...changed];
};

/** A review stands on the day it was held, however late it was written up. */
const momentOf = ({ heldOn, at }: Pick<MembershipChange, 'heldOn' | 'at'>): string =>
  heldOn === null || heldOn === londonDay(at) ? at.toISOString() : `${heldOn}T12:00:00.000Z`;

type TodaySource = NonNullable<Wing['today']>[number];

/** Reviews overdue and due this week: one by one for a team's worker, as two numbers for who manages everybody. */
export const reviewsToday: TodaySource = async (tx, { viewer, today }) => {
  if (!viewer.may('membership:rate')) return [];
  const until = dueUntil(today);
  if (viewer.teams.length > 0) {
    const due = await listReviewsDue(tx, viewer.schemeId, viewer.teams, until, 30);
    return due.map(
      ({ personId, name, nextReview }): TodayItem => ({
        group: nextReview < today ? 'overdue' : 'due',
        day: nextReview,
        title: `Review of ${name}`,
        href: `/people/${personId}/membership/review`,
        personId,
      }),
    );
  }
  const { overdue, week, first } = await countReviewsDue(tx, viewer.schemeId, today, until);
  const line = (group: 'overdue' | 'due', n: number, review: 'overdue' | 'week'): TodayItem[] =>
    n === 0
      ? []
      : [
          {
            group,
            day: group === 'overdue' ? (first ?? today) : today,
            title: `${n} ${n === 1 ? 'review' : 'reviews'} ${group === 'overdue' ? 'overdue' : 'due within seven days'}`,
            href: addressOf('/cohort', { review, sort: 'review' }),
          },
        ];
  return [...line('overdue', overdue, 'overdue'), ...line('due', week, 'week')];
};
