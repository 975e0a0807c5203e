import { addDays, londonDay } from '../../kernel/clock.ts';
import { oncePerTransaction } from '../../kernel/once.ts';
import type { PersonPanel, TimelineEntry, TodayItem, Wing } from '../../web/wing.ts';
import {
  countMarkers,
  countTellings,
  countUnheard,
  listActions,
  listMarkersOf,
  listTellingsOf,
  listVoluntary,
} from './after-store.ts';
import type { TellingState } from './after-types.ts';
import { countViewsAsked } from './agenda-store.ts';
import { decisionBox } from './decision-box.ts';
import { meetingToday } from './rules.ts';
import { listDecisions, listMeetingsOf } from './store.ts';
import { decidedWords, questionWords } from './types.ts';

/** The overview's box and the timeline ask the same. */
const decisionsOf = oncePerTransaction(listDecisions);

/** Panels on a person's timeline: the day of the meeting, and what was decided. */
export const panelTimeline: NonNullable<Wing['timeline']>[number] = async (tx, personId) =>
  (await decisionsOf(tx, personId)).map(
    (item): TimelineEntry => ({
      // What was decided is of the day it was signed.
      day: item.decidedAt === null ? item.heldOn : londonDay(item.decidedAt),
      at: item.decidedAt?.toISOString() ?? `${item.heldOn}T09:00:00.000Z`,
      kind: 'panel',
      title:
        item.decision === null
          ? `Panel: ${questionWords[item.question]}`
          : `Panel: ${decidedWords[item.decision].toLowerCase()}`,
      ...(item.decidedAt === null ? {} : { changedAt: item.decidedAt.toISOString() }),
      ...(item.reason === null ? {} : { detail: item.reason }),
      href: `/panels/${item.meetingId}#item-${item.id}`,
    }),
  );

/** The panels that the viewer is invited to or chairs. */
export const panelsToday: NonNullable<Wing['today']>[number] = async (tx, { viewer, today }) => {
  if (!viewer.may('see:panel')) return [];
  return (await listMeetingsOf(tx, viewer, today)).map(
    (meeting): TodayItem => ({
      ...meetingToday(meeting, today),
      day: meeting.heldOn,
      href: `/panels/${meeting.id}`,
    }),
  );
};

/** Views asked of the viewer's agency, what follows decisions, and their own actions. */
export const followToday: NonNullable<Wing['today']>[number] = async (tx, { viewer, today }) => {
  const { schemeId, agencyId, staffId } = viewer;
  const follows = viewer.may('see:panel') && viewer.may('contact:record');
  const prepares = viewer.may('panel:prepare');
  const [views, actions, markers, letters, unheard] = await Promise.all([
    viewer.may('see:panel') ? countViewsAsked(tx, agencyId, today) : [],
    viewer.may('see:identity')
      ? listActions(tx, schemeId, { staffId, open: true, limit: 20, offset: 0 })
      : [],
    follows ? countMarkers(tx, schemeId, agencyId) : undefined,
    prepares ? countTellings(tx, schemeId, addDays(today, 7)) : [],
    prepares ? countUnheard(tx, schemeId) : undefined,
  ]);
  const when = (day: string): 'overdue' | 'due' | 'ahead' =>
    day < today ? 'overdue' : day <= addDays(today, 7) ? 'due' : 'ahead';
  const line = (day: string, title: string, href: string): TodayItem => ({
    group: when(day),
    day,
    title,
    href,
  });
  return [
    ...views.map(({ meetingId, dueOn, count }) =>
      line(dueOn, `Your agency’s view of ${people(count)} is asked for by the panel`, `/panels/${meetingId}`),
    ),
    ...actions.map((one) => line(one.dueOn, `Action of a panel: ${one.what}`, '/panels/actions')),
    ...(markers?.first
      ? [line(markers.first, `${markers.count} of your agency’s markers to set or clear`, '/panels/markers')]
      : []),
    ...letters.map(({ state, count, first }) =>
      line(first, `${people(count)}: ${tellingDue[state]}`, '/panels/letters'),
    ),
    ...(unheard?.first
      ? [
          line(
            unheard.first,
            `${unheard.count} said against a decision, not heard yet${unheard.again === 0 ? '' : `, ${unheard.again} of them put off or left undecided by a panel`}`,
            '/panels/representations',
          ),
        ]
      : []),
  ];
};

const people = (count: number): string => `${count} ${count === 1 ? 'person' : 'people'}`;

const tellingDue: Record<TellingState, string> = {
  'to-tell': 'to be told what the panel decided',
  'deferral-asked': 'putting off telling them is to be approved',
  deferred: 'telling them was put off and is to be looked at again',
  told: 'told',
};

/** On the overview of a person: the last decision, whether they know of it, and their agreement. */
export const decisionPanel: PersonPanel = {
  id: 'panel-decisions',
  order: 14,
  load: async (tx, { personId, viewer }) => {
    if (!viewer.may('see:panel')) return undefined;
    const [decisions, voluntary] = await Promise.all([
      decisionsOf(tx, personId),
      listVoluntary(tx, personId),
    ]);
    const last = decisions.find(({ decision }) => decision !== null);
    if (last === undefined && voluntary.length === 0) return undefined;
    // Whoever no panel has decided about has neither letter nor marker.
    const [tellings, markers] =
      last === undefined
        ? [[], []]
        : await Promise.all([listTellingsOf(tx, personId), listMarkersOf(tx, personId)]);
    return decisionBox({
      personId,
      last,
      telling: tellings.find(({ itemId }) => itemId === last?.id),
      voluntary,
      markers,
    });
  },
};
