import { londonDay } from '../../kernel/clock.ts';
import { listTeams } from '../../scheme/directory.ts';
import { addressOf } from '../../web/address.ts';
import type { PersonPanel, TimelineEntry, TimelineSource, TodayItem, Wing } from '../../web/wing.ts';
import { changeTitle, changeWhy } from './change-words.ts';
import { dueUntil } from './cohort-view.ts';
import { changesOnce, membershipsOnce, presentOf } from './memberships.ts';
import { loadWords } from './person-pages.ts';
import { onTheScheme } from './person-view.ts';
import { timeOnScheme, transitionBorn } from './scheme-clock.ts';
import { countReviewsDue, countTransitions, listOwnReviewsDue, listSpells } from './store.ts';
import type { MembershipChange } from './types.ts';

/** What membership gives to the desk: a box, lines of the timeline, reviews that are due. */

export const membershipPanel: PersonPanel = {
  id: 'on-the-scheme',
  order: 10,
  load: async (tx, { personId, viewer, today }) => {
    const current = presentOf(await membershipsOnce(tx, personId));
    if (current === undefined) return undefined;
    const [words, spells] = await Promise.all([
      loadWords(tx, { viewer, today }),
      viewer.may('see:custody') ? listSpells(tx, personId) : [],
    ]);
    const rule = words.clock ?? { suspendedBy: [] };
    const time = timeOnScheme(current.joinedOn, today, spells, rule);
    return onTheScheme({ personId, current, words, time, today, mayOpen: viewer.may('see:cohort') });
  },
};

export const membershipTimeline: TimelineSource = async (tx, personId) => {
  const href = `/people/${personId}/membership`;
  const [memberships, changes] = await Promise.all([
    membershipsOnce(tx, personId),
    changesOnce(tx, personId),
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
        changedAt: change.at.toISOString(),
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

/** Reviews overdue and due within seven days: one's own one by one, the team's (or everybody's) as numbers. */
export const reviewsToday: TodaySource = async (tx, { viewer, today }) => {
  if (!viewer.may('membership:rate')) return [];
  const { schemeId, staffId } = viewer;
  const until = dueUntil(today);
  const own = await listOwnReviewsDue(tx, schemeId, staffId, until);
  const items = own.map(
    ({ personId, name, nextReview }): TodayItem => ({
      group: nextReview < today ? 'overdue' : 'due',
      day: nextReview,
      title: name,
      detail: nextReview < today ? 'Review overdue' : 'Review due',
      href: `/people/${personId}/membership/review`,
      personId,
    }),
  );
  const teams = viewer.teams.length === 0 ? [null] : viewer.teams;
  const named = viewer.teams.length > 1 ? await listTeams(tx, schemeId) : [];
  for (const teamId of teams) {
    const name =
      teamId === null ? 'The whole scheme' : (named.find(({ id }) => id === teamId)?.name ?? 'Your team');
    const counts = await countReviewsDue(tx, { schemeId, teamId, today, until });
    items.push(...teamLines(counts, { name, teamId, today }));
  }
  return items;
};

type Counts = Awaited<ReturnType<typeof countReviewsDue>>;

/** Each number leads to the list that makes it, the viewer's own people among them. */
function teamLines(
  { overdue, week, first }: Counts,
  { name, teamId, today }: { name: string; teamId: number | null; today: string },
): TodayItem[] {
  const line = (group: 'overdue' | 'due', count: number, review: 'overdue' | 'week'): TodayItem => ({
    group,
    day: group === 'overdue' ? (first ?? today) : today,
    title: `${count} ${count === 1 ? 'review' : 'reviews'} ${group === 'overdue' ? 'overdue' : 'due within seven days'}`,
    href: addressOf('/cohort', { team: teamId ?? undefined, review, sort: 'review' }),
    team: { name, of: 'reviews due', count },
  });
  return [line('overdue', overdue, 'overdue'), line('due', week, 'week')].filter(
    ({ team }) => (team?.count ?? 0) > 0,
  );
}

/** Young people whose way to adult services has no plan yet: of the viewer's teams, or everybody they may see. */
export const transitionsToday: TodaySource = async (tx, { viewer, today }) => {
  if (!viewer.may('membership:rate')) return [];
  const n = await countTransitions(tx, viewer, transitionBorn(today));
  if (n === 0) return [];
  return [
    {
      group: 'due',
      day: today,
      title:
        n === 1
          ? 'One member is turning adult without a plan'
          : `${n} members are turning adult without a plan`,
      detail: 'Seventeen and a half',
      href: '/cohort?transition=no-plan',
    },
  ];
};
