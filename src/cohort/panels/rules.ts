import { addDays, addYears, type Day, isDay, londonInstant, showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import type { CandidateAct } from '../selection/rules.ts';
import {
  type AttendanceState,
  type DecideInput,
  type Decision,
  type DecisionForm,
  decisions,
  type MeetingForm,
  type MeetingInput,
  type MeetingState,
  type PanelRule,
  type Question,
} from './types.ts';

export type MeetingAct = 'add' | 'take-off' | 'invite' | 'move' | 'issue' | 'attend' | 'decide' | 'close';

/** What may be done with a meeting in each state; buttons, acts and tests read this table. */
export const transitions: Record<MeetingState, Partial<Record<MeetingAct, MeetingState>>> = {
  planned: { add: 'planned', 'take-off': 'planned', invite: 'planned', move: 'planned', issue: 'issued' },
  // Somebody added late is opened to those who are invited at once.
  issued: {
    add: 'issued',
    'take-off': 'issued',
    invite: 'issued',
    move: 'issued',
    attend: 'issued',
    decide: 'issued',
    close: 'held',
  },
  held: {},
};

/** Which answers a question takes, and what each does to the candidate; null leaves the candidate as it is. */
export const answers: Record<Question, Partial<Record<Decision, CandidateAct | null>>> = {
  adopt: { adopt: 'adopt', decline: 'decline', defer: 'defer' },
  'de-select': { 'de-select': 'leave', keep: null, defer: null },
};

export const presentOf = (attendance: readonly { staffId: number; state: AttendanceState }[]): number[] =>
  attendance.filter(({ state }) => state === 'attended').map(({ staffId }) => staffId);

/** How many more must attend before the panel can decide. */
export const missingForQuorum = (
  meeting: { quorum: number },
  attendance: readonly { staffId: number; state: AttendanceState }[],
): number => Math.max(0, meeting.quorum - presentOf(attendance).length);

/**
 * Who signs a decision: the meeting's chair, or somebody who manages the scheme. The chair of another meeting
 * may not.
 */
export const maySign = (
  actor: { staffId: number; may(right: string): boolean },
  meeting: { chairId: number | null },
): boolean => actor.may('panel:decide') && (actor.staffId === meeting.chairId || actor.may('panel:prepare'));

/** Why nobody can be marked as having attended yet, and nothing decided: the day has not come. */
export const beforeItsDay = (meeting: { heldOn: Day }, today: Day): string | undefined =>
  today >= meeting.heldOn
    ? undefined
    : `This meeting is on ${showDay(meeting.heldOn)}. Attendance and decisions are recorded on the day or after it. If the panel met earlier, change the date of the meeting first.`;

/**
 * Why this person may not sign this decision. Whoever signs was there; and nobody decides alone on a case that they
 * put forward themselves: somebody of another agency was there too.
 */
export function signingProblem(
  signer: { staffId: number; agencyId: number },
  item: { addedById: number | null },
  attendance: readonly { staffId: number; agencyId: number; state: AttendanceState }[],
): string | undefined {
  const present = attendance.filter(({ state }) => state === 'attended');
  if (!present.some(({ staffId }) => staffId === signer.staffId))
    return 'You are not recorded as having attended. Whoever signs a decision must have attended the meeting.';
  return item.addedById === signer.staffId && present.every(({ agencyId }) => agencyId === signer.agencyId)
    ? 'You put this person on the agenda, and nobody of another agency attended. Somebody of another agency must attend before you sign.'
    : undefined;
}

/**
 * The day the meeting takes place, or took place, entered instead of the one planned.
 * @returns what is wrong with it.
 */
export const movedDayProblem = (day: Day, today: Day): string | undefined =>
  !isDay(day)
    ? 'Enter the date of the meeting, like 2026-11-30'
    : day < addDays(today, -7)
      ? 'The date of the meeting is more than a week ago'
      : day > addYears(today, 2)
        ? 'The date of the meeting is more than two years ahead'
        : undefined;

/**
 * Whether somebody may be put on a meeting's agenda by the actor: once it is issued a new name is opened to
 * everybody invited at once, which takes the right to open access.
 */
export const mayAddTo = (actor: { may(right: string): boolean }, meeting: { state: MeetingState }): boolean =>
  transitions[meeting.state].add !== undefined &&
  (meeting.state !== 'issued' || (actor.may('panel:prepare') && actor.may('access:open')));

/** A meeting to come as a line of Today, with the numbers that the viewer may see. Due from a week before it. */
export function meetingToday(
  meeting: { heldOn: Day; state: MeetingState; items: number; undecided: number },
  today: Day,
): { group: 'due' | 'ahead'; title: string } {
  const { items, undecided } = meeting;
  const agenda =
    items > 0
      ? `${items} ${items === 1 ? 'person' : 'people'}, ${undecided} to decide`
      : meeting.state === 'planned'
        ? 'agenda not issued yet'
        : 'nobody on it whom you may see';
  return {
    group: meeting.heldOn <= addDays(today, 7) ? 'due' : 'ahead',
    title: `Panel on ${showDay(meeting.heldOn)}: ${agenda}`,
  };
}

/** Seven days after the meeting, at the end of the day in London: access by the agenda ends. */
export const agendaCloses = (heldOn: Day): Date =>
  londonInstant(addDays(heldOn, 8), '00:00') ?? new Date(`${addDays(heldOn, 8)}T00:00:00Z`);

/** What the rule allows as reasons for a decision. */
export const reasonsFor = (rule: PanelRule, decision: Decision): string[] => rule.reasons[decision] ?? [];

/** A reason's code as words: `meets-threshold` → `Meets threshold`. */
export const reasonWords = (code: string): string => {
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

type Checked = { input: DecideInput } | { errors: FieldError[] };

/** Reads the decision form for a question. What it adopts into is checked again by the act, against the person. */
export function readDecision(
  item: { id: number; question: Question },
  version: number,
  form: DecisionForm,
  rule: PanelRule,
): Checked {
  const errors: FieldError[] = [];
  const decision = decisions.find((code) => code === form.decision);
  if (decision === undefined || !(decision in answers[item.question]))
    return { errors: [{ field: 'decision', text: 'Choose what the panel decided' }] };
  const codes = reasonsFor(rule, decision);
  const reasonCode = form.reasonCode?.trim() || null;
  if (codes.length > 0 && (reasonCode === null || !codes.includes(reasonCode)))
    errors.push({
      field: 'reasonCode',
      text: `Choose a reason that goes with “${decision.replace('-', ' ')}”`,
    });
  const reason = form.reason?.trim() ?? '';
  if (reason === '') errors.push({ field: 'reason', text: 'Say why, in words' });
  const baseId = Number(form.base);
  if (decision === 'adopt') {
    if (!form.strand) errors.push({ field: 'strand', text: 'Choose a strand' });
    if (!Number.isInteger(baseId) || baseId < 1) errors.push({ field: 'base', text: 'Choose a base' });
  }
  if (errors.length > 0) return { errors };
  return {
    input: {
      itemId: item.id,
      version,
      decision,
      reasonCode: codes.length > 0 ? reasonCode : null,
      reason,
      ...(decision === 'adopt' ? { strand: form.strand, baseId } : {}),
      ...(decision === 'adopt' && form.tier ? { tier: form.tier } : {}),
    },
  };
}

/** Reads the form of a new meeting. */
export function readMeeting(
  form: MeetingForm,
  choices: { bases: readonly number[]; chairs: readonly number[]; staff: readonly number[] },
  today: Day,
): { input: MeetingInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const heldOn = form.heldOn?.trim() ?? '';
  if (!isDay(heldOn))
    errors.push({ field: 'heldOn', text: 'Enter the date of the meeting, like 2026-11-30' });
  else if (heldOn < today) errors.push({ field: 'heldOn', text: 'The date of the meeting lies in the past' });
  else if (heldOn > addYears(today, 2))
    errors.push({ field: 'heldOn', text: 'The date of the meeting is more than two years ahead' });
  const baseId = form.base === undefined || form.base === '' ? null : Number(form.base);
  if (baseId !== null && !choices.bases.includes(baseId))
    errors.push({ field: 'base', text: 'Choose a base from the list' });
  const chairId = Number(form.chair);
  if (!choices.chairs.includes(chairId)) errors.push({ field: 'chair', text: 'Choose who chairs' });
  const invited = [...new Set((form.invited ?? []).map(Number))].filter((id) => id !== chairId);
  if (invited.some((id) => !choices.staff.includes(id)))
    errors.push({ field: 'invited', text: 'Choose who is invited from the list' });
  return errors.length > 0 ? { errors } : { input: { heldOn, baseId, chairId, invited } };
}
