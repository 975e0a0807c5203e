import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import type { Marking } from '../decisions/types.ts';
import { printedWith } from './claims.ts';
import { type MeetingAct, type MinutesAct, mayApprove, mayMeeting, mayMinutes } from './meeting-rules.ts';
import {
  bumpMeeting,
  updateItem as changeItemRow,
  updatePaper as changePaperRow,
  getItem,
  getPaper,
  insertItem,
  insertMeeting,
  insertPaper,
  lockMeeting,
  openMinutesRow,
  removeItem as removeItemRow,
  setApproved,
  setMeetingState,
  setWithdrawn,
  updateMeeting,
  writeAttendance,
  writeMinutes as writeMinutesRow,
} from './meeting-store.ts';
import { getBoard, listMembers } from './store.ts';
import {
  type Attended,
  type ItemInput,
  type Meeting,
  type MeetingInput,
  type MeetingState,
  meetingWords,
  minutesWords,
  type PaperInput,
} from './types.ts';

const right = 'board:manage' as const;
const about = (input: { id: number }) => ({ subject: 'board-meeting', subjectId: input.id });
const ofMeeting = (input: { meetingId: number }) => ({
  subject: 'board-meeting',
  subjectId: input.meetingId,
});

const refused = (meeting: Meeting): WaymarkError =>
  new WaymarkError('not-allowed-now', {
    text: `The meeting stands thus: ${meetingWords[meeting.state].toLowerCase()}, ${minutesWords[meeting.minutesState].toLowerCase()}.`,
  });

async function lockFor(tx: Tx, act: MeetingAct, input: { id: number; version?: number }): Promise<Meeting> {
  const meeting = await lockMeeting(tx, input.id);
  if (input.version !== undefined && meeting.version !== input.version)
    throw staleVersion({ version: meeting.version });
  if (!mayMeeting(meeting, act)) throw refused(meeting);
  return meeting;
}

async function lockMinutes(
  tx: Tx,
  act: MinutesAct,
  input: { id: number; version: number },
): Promise<Meeting> {
  const meeting = await lockMeeting(tx, input.id);
  if (meeting.version !== input.version) throw staleVersion({ version: meeting.version });
  if (!mayMinutes(meeting, act)) throw refused(meeting);
  return meeting;
}

/** Plans a meeting. @throws WaymarkError `conflict` where the board meets on that day already. */
export const planMeeting = defineAct<MeetingInput, { id: number }>({
  name: 'meeting:plan',
  right,
  run: async (tx, input, { wrote }) => {
    await getBoard(tx, input.boardId);
    const { id } = await insertMeeting(tx, input);
    await wrote({ subject: 'board-meeting', subjectId: id });
    return { id };
  },
});

export const changeMeeting = defineAct<
  Omit<MeetingInput, 'boardId' | 'example'> & { id: number; version: number },
  { id: number }
>({
  name: 'meeting:change',
  right,
  about,
  run: async (tx, input, { wrote }) => {
    await lockFor(tx, 'change', input);
    await updateMeeting(tx, input.id, input);
    await wrote({ subject: 'board-meeting', subjectId: input.id });
    return { id: input.id };
  },
});

/** Records that it was held or cancelled, or takes that back. */
export const moveMeeting = defineAct<
  {
    id: number;
    version: number;
    act: 'hold' | 'cancel' | 'reinstate' | 'unhold';
    why: string | null;
  },
  { state: MeetingState }
>({
  name: 'meeting:move',
  right,
  about,
  run: async (tx, input, { today, wrote }) => {
    const meeting = await lockFor(tx, input.act, input);
    const why = input.why?.trim() || null;
    if (input.act === 'cancel' && why === null)
      throw invalid([{ field: 'why', text: 'Say why it is cancelled' }]);
    if (input.act === 'hold' && meeting.heldOn > today)
      throw new WaymarkError('not-allowed-now', { text: 'Its day has not come yet.' });
    const state = ({ hold: 'held', cancel: 'cancelled', reinstate: 'planned', unhold: 'planned' } as const)[
      input.act
    ];
    await setMeetingState(tx, input.id, state, input.act === 'cancel' ? why : null);
    await wrote({ subject: 'board-meeting', subjectId: input.id, detail: { state } });
    return { state };
  },
});

export const addItem = defineAct<ItemInput, { id: number }>({
  name: 'meeting:add-item',
  right,
  about: ofMeeting,
  run: async (tx, input, { wrote }) => {
    await lockFor(tx, 'prepare', { id: input.meetingId });
    const { id } = await insertItem(tx, input);
    await wrote({ subject: 'board-meeting', subjectId: input.meetingId, detail: { item: id } });
    return { id };
  },
});

export const changeItem = defineAct<ItemInput & { id: number; version: number }, { id: number }>({
  name: 'meeting:change-item',
  right,
  about: ofMeeting,
  run: async (tx, input, { wrote }) => {
    await lockFor(tx, 'prepare', { id: input.meetingId });
    const before = await getItem(tx, input.id);
    if (before.version !== input.version) throw staleVersion({ version: before.version });
    await changeItemRow(tx, input.id, input);
    await wrote({ subject: 'board-meeting', subjectId: before.meetingId, detail: { item: input.id } });
    return { id: input.id };
  },
});

export const removeItem = defineAct<{ id: number; version: number }, { meetingId: number }>({
  name: 'meeting:remove-item',
  right,
  run: async (tx, input, { wrote }) => {
    const before = await getItem(tx, input.id);
    await lockFor(tx, 'prepare', { id: before.meetingId });
    if (before.version !== input.version) throw staleVersion({ version: before.version });
    await removeItemRow(tx, input.id);
    await wrote({ subject: 'board-meeting', subjectId: before.meetingId, detail: { item: input.id } });
    return { meetingId: before.meetingId };
  },
});

/** Gives a meeting a paper. What it asserts without a claim card that bears it out is marked as it is printed. */
export const addPaper = defineAct<PaperInput, { id: number }>({
  name: 'meeting:add-paper',
  right,
  about: ofMeeting,
  run: async (tx, input, { actor, wrote }) => {
    await lockFor(tx, 'prepare', { id: input.meetingId });
    const kept = await printedWith(tx, actor.schemeId, input.body, input.claimIds);
    const { id } = await insertPaper(tx, { ...input, ...kept, by: actor.staffId });
    await wrote({ subject: 'board-paper', subjectId: id });
    return { id };
  },
});

export const changePaper = defineAct<PaperInput & { id: number; version: number }, { id: number }>({
  name: 'meeting:change-paper',
  right,
  about: (input) => ({ subject: 'board-paper', subjectId: input.id }),
  run: async (tx, input, { actor, now, wrote }) => {
    await lockFor(tx, 'prepare', { id: input.meetingId });
    const before = await getPaper(tx, input.id);
    if (before.version !== input.version) throw staleVersion({ version: before.version });
    const kept = await printedWith(tx, actor.schemeId, input.body, input.claimIds);
    await changePaperRow(tx, input.id, { ...input, ...kept, by: actor.staffId, at: now });
    await wrote({ subject: 'board-paper', subjectId: input.id });
    return { id: input.id };
  },
});

/** Takes a paper back, with why, or gives it again. */
export const withdrawPaper = defineAct<
  { id: number; version: number; why: string | null },
  { meetingId: number }
>({
  name: 'meeting:withdraw-paper',
  right,
  about: (input) => ({ subject: 'board-paper', subjectId: input.id }),
  run: async (tx, input, { actor, now, wrote }) => {
    const before = await getPaper(tx, input.id);
    await lockFor(tx, 'prepare', { id: before.meetingId });
    if (before.version !== input.version) throw staleVersion({ version: before.version });
    if (input.why !== null && input.why.trim() === '')
      throw invalid([{ field: 'why', text: 'Say why it is taken back' }]);
    await setWithdrawn(tx, input.id, { why: input.why, by: actor.staffId, at: now });
    await wrote({ subject: 'board-paper', subjectId: input.id });
    return { meetingId: before.meetingId };
  },
});

/** Who came. Only seats of the board are marked. */
export const recordAttendance = defineAct<
  { id: number; version: number; attended: Attended[] },
  { id: number }
>({
  name: 'meeting:attendance',
  right,
  about,
  run: async (tx, input, { wrote }) => {
    const meeting = await lockMeeting(tx, input.id);
    if (meeting.version !== input.version) throw staleVersion({ version: meeting.version });
    if (meeting.state !== 'held' || meeting.minutesState === 'approved') throw refused(meeting);
    const seats = await listMembers(tx, meeting.boardId);
    await writeAttendance(
      tx,
      input.id,
      input.attended.filter(({ memberId }) => seats.some(({ id }) => id === memberId)),
    );
    await bumpMeeting(tx, input.id);
    await wrote({ subject: 'board-meeting', subjectId: input.id, detail: { marked: input.attended.length } });
    return { id: input.id };
  },
});

export const writeMinutes = defineAct<
  { id: number; version: number; minutes: string; marking: Marking; claimIds: number[] },
  { id: number }
>({
  name: 'minutes:write',
  right,
  about,
  run: async (tx, input, { actor, wrote }) => {
    await lockMinutes(tx, 'write', input);
    const kept = await printedWith(tx, actor.schemeId, input.minutes, input.claimIds);
    await writeMinutesRow(tx, input.id, { ...input, ...kept, by: actor.staffId });
    await wrote({ subject: 'board-meeting', subjectId: input.id });
    return { id: input.id };
  },
});

/** Somebody else than who wrote them approves the minutes, as they stand. */
export const approveMinutes = defineAct<{ id: number; version: number }, { id: number }>({
  name: 'minutes:approve',
  right: 'minutes:approve',
  about,
  run: async (tx, input, { actor, today, wrote }) => {
    const meeting = await lockMinutes(tx, 'approve', input);
    if (!mayApprove(meeting, actor.staffId))
      throw new WaymarkError('not-allowed-now', {
        text: 'Minutes are approved by somebody else than whoever wrote them.',
      });
    await setApproved(tx, input.id, { by: actor.staffId, on: today });
    await wrote({ subject: 'board-meeting', subjectId: input.id });
    return { id: input.id };
  },
});

/** Takes an approval back, with why, so that the minutes can be put right. */
export const openMinutes = defineAct<{ id: number; version: number; why: string }, { id: number }>({
  name: 'minutes:open',
  right: 'minutes:approve',
  about,
  run: async (tx, input, { wrote }) => {
    await lockMinutes(tx, 'open', input);
    if (input.why.trim() === '')
      throw invalid([{ field: 'why', text: 'Say what in the minutes is to be put right' }]);
    await openMinutesRow(tx, input.id, input.why.trim());
    await wrote({ subject: 'board-meeting', subjectId: input.id });
    return { id: input.id };
  },
});
