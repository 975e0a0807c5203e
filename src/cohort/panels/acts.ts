import { type ActContext, defineAct } from '../../kernel/acts.ts';
import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, invalid, WaymarkError } from '../../kernel/errors.ts';
import { findMembership } from '../membership/memberships.ts';
import { findCandidateOf, lockCandidate, moveCandidate } from '../selection/candidates.ts';
import { errorOf } from './after-rules.ts';
import { askAgain, closeItem, everyItem, openItem, openTo, placeOnAgenda, refuseUnless } from './agenda.ts';
import { noteRemoved } from './agenda-store.ts';
import {
  notTheChair,
  panelRule,
  refuseBeforeItsDay,
  refuseStaleItem,
  refuseStaleMeeting,
} from './refusals.ts';
import { maySign, missingForQuorum, movedDayProblem, startsAtProblem } from './rules.ts';
import {
  confirmAttendance,
  countEveryItem,
  deleteItem,
  getItem,
  getMeeting,
  insertAttendance,
  insertMeeting,
  listAttendance,
  lockMeeting,
  moveMeeting,
  updateAttendance,
  updateWhen,
} from './store.ts';
import type { AttendanceState, Item, MeetingInput, Question } from './types.ts';

const refuse = (errors: FieldError[]): void => {
  if (errors.length > 0) throw invalid(errors);
};

const wroteMeeting = (context: ActContext, id: number, detail?: Record<string, string | number>) =>
  context.wrote({ subject: 'panel_meeting', subjectId: id, ...(detail === undefined ? {} : { detail }) });

/** Plans a meeting of the panel; its quorum is the scheme's rule. The chair is invited with the others. */
export const createMeeting = defineAct<MeetingInput, { id: number }>({
  name: 'panel:create',
  right: 'panel:prepare',
  run: async (tx, input, context) => {
    const { body } = await panelRule(tx, context);
    const { id } = await insertMeeting(tx, context.actor.schemeId, input, body);
    await insertAttendance(tx, id, [input.chairId, ...input.invited]);
    await wroteMeeting(context, id, { quorum: body.quorum });
    return { id };
  },
});

/** Invites a member of staff; once the agenda is issued they see its people at once. */
export const inviteToPanel = defineAct<{ meetingId: number; staffId: number }, { invited: boolean }>({
  name: 'panel:invite',
  right: 'panel:prepare',
  about: (input) => ({ subject: 'panel_meeting', subjectId: input.meetingId }),
  run: async (tx, input, context) => {
    const meeting = await lockMeeting(tx, input.meetingId);
    refuseUnless(meeting, 'invite');
    const items = meeting.state === 'issued' ? await everyItem(tx, meeting) : [];
    const added = await insertAttendance(tx, meeting.id, [input.staffId]);
    for (const item of items) await openTo(tx, meeting, item, added);
    await wroteMeeting(context, meeting.id, { staff: input.staffId });
    return { invited: added.length > 0 };
  },
});

/** Puts a candidate (to adopt) or a member (to de-select) on the agenda. */
export const addItem = defineAct<
  { meetingId: number; personId: number; question: Question; why: string | null },
  { id: number | null }
>({
  name: 'panel:add-item',
  right: 'panel:prepare',
  about: (input) => ({ subject: 'person', subjectId: input.personId }),
  run: async (tx, input, context) => {
    const candidate = await findCandidateOf(tx, context.actor.schemeId, input.personId);
    if (input.question === 'adopt') {
      if (candidate === undefined)
        throw new WaymarkError('not-allowed-now', {
          text: 'Only a candidate can be proposed for adoption. This person is not on the list of candidates.',
        });
      await moveCandidate(tx, candidate, 'propose', input.why);
    } else if ((await findMembership(tx, input.personId)) === undefined) {
      throw new WaymarkError('not-allowed-now', { text: 'Only a member can be proposed for de-selection.' });
    }
    const id = await placeOnAgenda(tx, context, { ...input, candidateId: candidate?.id ?? null });
    await context.wrote({
      subject: 'panel_meeting',
      subjectId: input.meetingId,
      personId: input.personId,
      detail: { question: input.question, item: id },
    });
    return { id };
  },
});

/** Takes a person off the agenda before they are decided; a candidate goes back to the list. */
export const removeItem = defineAct<{ itemId: number; version: number; why: string }, { meetingId: number }>({
  name: 'panel:remove-item',
  right: 'panel:prepare',
  about: (input) => ({ subject: 'panel_item', subjectId: input.itemId }),
  run: async (tx, input, context) => {
    const item = await getItem(tx, input.itemId);
    refuseUnless(await lockMeeting(tx, item.meetingId), 'take-off');
    refuseStaleItem(item, input.version);
    const why = input.why.trim();
    if (why === '') throw invalid([{ field: 'why', text: 'Say why they are taken off the agenda' }]);
    await returnCandidate(tx, item);
    await noteRemoved(tx, item, { why, staffId: context.actor.staffId, now: context.now });
    await closeItem(tx, item);
    await deleteItem(tx, item.id);
    await context.wrote({ subject: 'panel_item', subjectId: item.id, personId: item.personId });
    return { meetingId: item.meetingId };
  },
});

/** A candidate whom no panel decided stands on the list again. */
async function returnCandidate(tx: Tx, item: Item): Promise<void> {
  if (item.question !== 'adopt' || item.candidateId === null) return;
  const candidate = await lockCandidate(tx, item.candidateId);
  if (candidate.state === 'proposed') await moveCandidate(tx, candidate, 'withdraw', null);
}

/** Issues the agenda: the pack is drawn up, and everybody invited sees its people until seven days afterwards. */
export const issueAgenda = defineAct<{ meetingId: number; version: number }, { people: number }>({
  name: 'panel:issue',
  right: 'panel:prepare',
  about: (input) => ({ subject: 'panel_meeting', subjectId: input.meetingId }),
  run: async (tx, input, context) => {
    const meeting = await lockMeeting(tx, input.meetingId);
    refuseUnless(meeting, 'issue');
    refuseStaleMeeting(meeting, input.version);
    const items = await everyItem(tx, meeting);
    if (items.length === 0)
      throw new WaymarkError('not-allowed-now', { text: 'There is nobody on the agenda yet.' });
    for (const item of items) await openItem(tx, context, meeting, item);
    await moveMeeting(tx, meeting.id, 'issued', context.now);
    await wroteMeeting(context, meeting.id, { people: items.length });
    return { people: items.length };
  },
});

interface MoveInput {
  meetingId: number;
  version: number;
  heldOn: Day;
  /** Left out, the time stays; null takes it away. */
  startsAt?: string | null;
}

/**
 * The meeting takes place on another day or at another time. What its agenda opened closes seven days after the new
 * day, and views not given yet are due by it.
 */
export const moveMeetingDay = defineAct<MoveInput, { heldOn: Day }>({
  name: 'panel:move',
  right: 'panel:prepare',
  about: (input) => ({ subject: 'panel_meeting', subjectId: input.meetingId }),
  run: async (tx, input, context) => {
    const meeting = await lockMeeting(tx, input.meetingId);
    refuseUnless(meeting, 'move');
    refuseStaleMeeting(meeting, input.version);
    const startsAt = input.startsAt === undefined ? meeting.startsAt : input.startsAt;
    const isMoved = input.heldOn !== meeting.heldOn;
    refuse([
      ...errorOf('heldOn', isMoved ? movedDayProblem(input.heldOn, context.today) : undefined),
      ...errorOf('startsAt', startsAtProblem(startsAt)),
    ]);
    if ((await countEveryItem(tx, meeting.id)).decided > 0)
      throw new WaymarkError('not-allowed-now', {
        text: 'The panel has decided: the date and the time of the meeting stand.',
      });
    const [items, attendance] = [await everyItem(tx, meeting), await listAttendance(tx, meeting.id)];
    await updateWhen(tx, meeting.id, { heldOn: input.heldOn, startsAt });
    if (isMoved && meeting.state === 'issued') {
      const staffIds = attendance.map(({ staffId }) => staffId);
      const moved = { ...meeting, heldOn: input.heldOn };
      for (const item of items) {
        await closeItem(tx, item);
        await openTo(tx, moved, item, staffIds);
      }
      await askAgain(tx, context, moved, items);
    }
    await wroteMeeting(context, meeting.id, { held_on: input.heldOn });
    return { heldOn: input.heldOn };
  },
});

/** Notes who attended, on the day or after it. The chair and those who prepare panels may. */
export const recordAttendance = defineAct<
  { meetingId: number; staffId: number; state: AttendanceState },
  { missing: number }
>({
  name: 'panel:attendance',
  right: 'panel:decide',
  about: (input) => ({ subject: 'panel_meeting', subjectId: input.meetingId }),
  run: async (tx, input, context) => {
    const meeting = await lockMeeting(tx, input.meetingId);
    refuseUnless(meeting, 'attend');
    refuseBeforeItsDay(meeting, context.today);
    if (!maySign(context.actor, meeting)) throw notTheChair();
    if ((await updateAttendance(tx, meeting.id, input.staffId, input.state)) === 0)
      throw invalid([{ field: 'staff', text: 'This person is not invited to the meeting' }]);
    await wroteMeeting(context, meeting.id, { staff: input.staffId, state: input.state });
    return { missing: missingForQuorum(meeting, await listAttendance(tx, meeting.id)) };
  },
});

/**
 * The actor is at the meeting, by their own sign-in. Nothing is signed until somebody of another agency than the
 * signer's has said so.
 */
export const confirmPresence = defineAct<{ meetingId: number }, { confirmed: true }>({
  name: 'panel:confirm',
  right: 'see:panel',
  about: (input) => ({ subject: 'panel_meeting', subjectId: input.meetingId }),
  run: async (tx, input, context) => {
    const meeting = await getMeeting(tx, input.meetingId);
    refuseUnless(meeting, 'attend');
    refuseBeforeItsDay(meeting, context.today);
    const { actor, now } = context;
    if ((await confirmAttendance(tx, meeting.id, { staffId: actor.staffId, now })) === 0)
      throw new WaymarkError('not-allowed-now', {
        text: 'You are not invited to this meeting. Whoever prepares it can add you.',
      });
    await wroteMeeting(context, meeting.id, { staff: actor.staffId });
    return { confirmed: true };
  },
});

/**
 * Closes the meeting. Candidates whom it did not decide stand on the list again; what is said against a decision and was
 * not heard waits for another panel.
 */
export const closeMeeting = defineAct<
  { meetingId: number; version: number },
  { undecided: number; waiting: number }
>({
  name: 'panel:close',
  right: 'panel:decide',
  about: (input) => ({ subject: 'panel_meeting', subjectId: input.meetingId }),
  run: async (tx, input, context) => {
    const meeting = await lockMeeting(tx, input.meetingId);
    refuseUnless(meeting, 'close');
    if (!maySign(context.actor, meeting)) throw notTheChair();
    refuseStaleMeeting(meeting, input.version);
    const undecided = await everyItem(tx, meeting);
    for (const item of undecided) await returnCandidate(tx, item);
    await moveMeeting(tx, meeting.id, 'held', context.now);
    const waiting = undecided.filter(({ question }) => question === 'representation').length;
    await wroteMeeting(context, meeting.id, { undecided: undecided.length, waiting });
    return { undecided: undecided.length, waiting };
  },
});
