import { londonDay } from '../../kernel/clock.ts';
import type { TimelineEntry, TodayItem, Wing } from '../../web/wing.ts';
import { meetingToday } from './rules.ts';
import { listDecisions, listMeetingsOf } from './store.ts';
import { decidedWords, questionWords } from './types.ts';

/** Panels on a person's timeline: the day of the meeting, and what was decided. */
export const panelTimeline: NonNullable<Wing['timeline']>[number] = async (tx, personId) =>
  (await listDecisions(tx, personId)).map(
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
