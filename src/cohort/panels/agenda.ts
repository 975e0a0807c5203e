import { closeReasons, openReason } from '../../access/reasons.ts';
import type { ActContext } from '../../kernel/acts.ts';
import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { findRule } from '../../scheme/rules.ts';
import { askViews, writeViewsDue } from './agenda-store.ts';
import { drawPack } from './pack.ts';
import { agendaCloses, type MeetingAct, mayAddTo, transitions, viewsDueOn } from './rules.ts';
import { countEveryItem, insertItem, listAttendance, listItems, shareMeeting } from './store.ts';
import {
  type Item,
  type Meeting,
  meetingStateWords,
  type PanelRule,
  type Question,
  type Source,
} from './types.ts';

/** @throws WaymarkError `not-allowed-now`, naming what is allowed. */
export function refuseUnless(meeting: Meeting, act: MeetingAct): void {
  if (transitions[meeting.state][act] === undefined)
    throw new WaymarkError('not-allowed-now', {
      text:
        meeting.state === 'held'
          ? 'The meeting is closed. A correction is a new decision of a later panel.'
          : `This cannot be done while the meeting is “${meetingStateWords[meeting.state].toLowerCase()}”.`,
      data: { allowed: Object.keys(transitions[meeting.state]) },
    });
}

/**
 * The undecided items of a meeting, for an act that does the same to each of them: all of them, or none.
 * @throws WaymarkError `not-allowed-now` where the actor declared an interest in somebody on it, or is not shown all of
 * them: what they cannot see would be left out in silence. It does not say whom.
 */
export async function everyItem(tx: Tx, meeting: Meeting): Promise<Item[]> {
  const [items, every] = await Promise.all([listItems(tx, meeting.id), countEveryItem(tx, meeting.id)]);
  if (every.interests > 0)
    throw new WaymarkError('not-allowed-now', {
      text: 'You declared an interest in somebody on this agenda. Somebody without an interest must do this.',
    });
  const undecided = items.filter(({ decision }) => decision === null);
  if (undecided.length !== every.undecided)
    throw new WaymarkError('not-allowed-now', {
      text: 'You are not shown everybody on this agenda. Somebody without an interest in any of them, who sees them all, must do this.',
    });
  return undecided;
}

const sourceOf = (itemId: number): string => `panel-item:${itemId}`;

export interface Placing {
  meetingId: number;
  personId: number;
  candidateId: number | null;
  question: Question;
  why: string | null;
  source?: Source | undefined;
  /** The decision that it corrects. */
  corrects?: number | undefined;
}

/**
 * Puts a person on the agenda. Once it is issued only somebody who may open access can, because those invited
 * see the person at once.
 */
export async function placeOnAgenda(tx: Tx, context: ActContext, placing: Placing): Promise<number | null> {
  const { actor } = context;
  const meeting = await shareMeeting(tx, placing.meetingId);
  refuseUnless(meeting, 'add');
  if (!mayAddTo(actor, meeting))
    throw new WaymarkError('not-allowed-now', {
      text: 'The agenda of this meeting is issued. Choose another meeting, or ask the scheme manager to add it.',
    });
  const items = await listItems(tx, meeting.id);
  if (items.some((item) => item.personId === placing.personId && item.decision === null))
    throw new WaymarkError('not-allowed-now', {
      text: 'This person is on the agenda of this meeting already.',
    });
  const rule = await findRule<PanelRule>(tx, actor.schemeId, 'panel', context.today);
  const minutes = rule?.body.minutesPerItem;
  const id = await insertItem(tx, {
    ...placing,
    source:
      placing.source ??
      (placing.candidateId !== null && placing.question === 'adopt' ? 'candidate' : 'by-hand'),
    addedBy: actor.staffId,
    minutes,
  });
  if (meeting.state === 'issued' && id !== null)
    await openItem(tx, context, meeting, { id, personId: placing.personId });
  return id;
}

/** Draws up the pack of an item and opens the person to everybody who is invited. */
export async function openItem(
  tx: Tx,
  { actor, today, now }: ActContext,
  meeting: Meeting,
  item: { id: number; personId: number },
): Promise<void> {
  const rule = await findRule<PanelRule>(tx, actor.schemeId, 'panel', today);
  await drawPack(tx, {
    meetingId: meeting.id,
    itemId: item.id,
    schemeId: actor.schemeId,
    agencyId: actor.agencyId,
    on: today,
  });
  const staffIds = (await listAttendance(tx, meeting.id)).map(({ staffId }) => staffId);
  await openTo(tx, meeting, item, staffIds);
  const dueOn = viewsDue(meeting, rule?.body, today);
  if (dueOn !== undefined) await askViews(tx, { itemId: item.id, askedBy: actor.staffId, now, dueOn });
}

const viewsDue = (meeting: Meeting, rule: PanelRule | undefined, today: Day): Day | undefined =>
  rule?.viewsDaysBefore === undefined || meeting.heldOn <= today
    ? undefined
    : viewsDueOn(meeting.heldOn, rule.viewsDaysBefore, today);

/** A meeting that was moved: views are due by its new day, and asked for where there was no time for it before. */
export async function askAgain(
  tx: Tx,
  { actor, today, now }: ActContext,
  meeting: Meeting,
  items: readonly { id: number }[],
): Promise<void> {
  const rule = await findRule<PanelRule>(tx, actor.schemeId, 'panel', today);
  const dueOn = viewsDue(meeting, rule?.body, today);
  if (dueOn === undefined) return;
  await writeViewsDue(tx, meeting.id, dueOn);
  for (const { id } of items) await askViews(tx, { itemId: id, askedBy: actor.staffId, now, dueOn });
}

/** Opens the person to these members of staff until seven days after the meeting. */
export async function openTo(
  tx: Tx,
  meeting: Meeting,
  item: { id: number; personId: number },
  staffIds: readonly number[],
): Promise<void> {
  const closesAt = agendaCloses(meeting.heldOn);
  // A meeting entered long afterwards opens nothing: its seven days are over.
  const { open } = await tx.one(sql<{ open: boolean }>`select now() < ${closesAt}::timestamptz as open`);
  if (!open) return;
  for (const staffId of staffIds)
    await openReason(tx, {
      personId: item.personId,
      kind: 'agenda',
      holder: { staffId },
      source: sourceOf(item.id),
      closesAt,
    });
}

/** Taken off the agenda: what it opened closes. */
export const closeItem = (tx: Tx, item: { id: number; personId: number }): Promise<void> =>
  closeReasons(tx, { source: sourceOf(item.id), personId: item.personId });
