import type { TimelineEntry, Wing } from '../../web/wing.ts';
import { listDecisions } from './store.ts';
import { decidedWords, questionWords } from './types.ts';

/** Panels on a person's timeline: the day of the meeting, and what was decided. */
export const panelTimeline: NonNullable<Wing['timeline']>[number] = async (tx, personId) =>
  (await listDecisions(tx, personId)).map(
    (item): TimelineEntry => ({
      day: item.heldOn,
      at: item.decidedAt?.toISOString() ?? `${item.heldOn}T09:00:00.000Z`,
      kind: 'panel',
      title:
        item.decision === null
          ? `Panel: ${questionWords[item.question]}`
          : `Panel: ${decidedWords[item.decision].toLowerCase()}`,
      ...(item.reason === null ? {} : { detail: item.reason }),
      href: `/panels/${item.meetingId}#item-${item.id}`,
    }),
  );
