import {
  addDays,
  addYears,
  type Day,
  dayStart,
  isDay,
  londonDay,
  showDay,
  showMoment,
} from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import type { CandidateAct } from '../selection/rules.ts';
import {
  type Attendance,
  type DecideInput,
  type Decision,
  type DecisionForm,
  decisions,
  decisionWords,
  type Item,
  type Meeting,
  type MeetingForm,
  type MeetingInput,
  type MeetingState,
  meetingStateWords,
  type PanelRule,
  type Question,
  type Standing,
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
  review: { keep: null, change: null, suspend: null, 're-enter': null, 'de-select': 'leave', defer: null },
  're-enter': { 're-enter': null, decline: null, defer: null },
  representation: {
    stands: null,
    change: null,
    're-enter': null,
    'de-select': 'leave',
    defer: null,
  },
};

/**
 * Why an answer does not fit where somebody stands on the scheme: nobody is taken back who never went, or suspended
 * twice.
 * @param standing their membership now; undefined for somebody who is not on the scheme.
 */
export function misfit(
  question: Question,
  decision: Decision,
  standing: Pick<Standing, 'state'> | undefined,
): string | undefined {
  if (question !== 'review' && question !== 'representation') return undefined;
  if (decision === 're-enter')
    return standing === undefined || standing.state === 'suspended'
      ? undefined
      : 'They are on the scheme: there is nothing to take back.';
  if (decision === 'suspend')
    return standing?.state === 'member' ? undefined : 'They are not on the scheme now.';
  return standing === undefined && (decision === 'change' || decision === 'de-select')
    ? 'They are not on the scheme now.'
    : undefined;
}

type Present = Pick<Attendance, 'staffId' | 'state'>;

/** Who attended, without those who have an interest in the person. */
export const presentOf = (attendance: readonly Present[], interested: readonly number[] = []): number[] =>
  attendance
    .filter(({ staffId, state }) => state === 'attended' && !interested.includes(staffId))
    .map(({ staffId }) => staffId);

/** How many more must attend before the panel can decide. */
export const missingForQuorum = (
  meeting: { quorum: number },
  attendance: readonly Present[],
  interested: readonly number[] = [],
): number => Math.max(0, meeting.quorum - presentOf(attendance, interested).length);

type Quorum = Pick<Meeting, 'quorum' | 'quorumAgencies' | 'quorumKinds'>;

/** `youth-justice` → `youth justice`. */
export const kindWords = (kind: string): string => kind.replaceAll('-', ' ');

/**
 * What the panel lacks to decide, by the rule that the meeting was planned under: people, agencies, and kinds of agency.
 * @param interested staff who declared an interest in the person: they do not count.
 * @returns undefined where it is quorate.
 */
export function quorumProblem(
  meeting: Quorum,
  attendance: readonly Pick<Attendance, 'staffId' | 'agencyId' | 'agencyKind' | 'state'>[],
  interested: readonly number[] = [],
): string | undefined {
  const ids = new Set(presentOf(attendance, interested));
  const present = attendance.filter(({ staffId }) => ids.has(staffId));
  const missing = missingForQuorum(meeting, attendance, interested);
  const agencies = new Set(present.map(({ agencyId }) => agencyId)).size;
  const kinds = new Set(present.map(({ agencyKind }) => agencyKind));
  const absent = meeting.quorumKinds.filter((kind) => !kinds.has(kind));
  const parts = [
    ...(missing > 0
      ? [`${meeting.quorum} must attend, and ${missing} more ${missing === 1 ? 'is' : 'are'} needed`]
      : []),
    ...(agencies < meeting.quorumAgencies
      ? [`${meeting.quorumAgencies} agencies must attend, and ${agencies} ${agencies === 1 ? 'has' : 'have'}`]
      : []),
    ...(absent.length > 0
      ? [`nobody of these kinds of agency attends: ${absent.map(kindWords).join(', ')}`]
      : []),
  ];
  if (parts.length === 0) return undefined;
  const without = interested.length > 0 ? ' Whoever declared an interest in this person does not count.' : '';
  return `Below quorum: ${parts.join('; ')}.${without}`;
}

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
 * Why this person may not sign this decision. Whoever signs was there; and nobody holds a panel alone: what they entered
 * about others is not enough, so somebody of another agency has confirmed by their own sign-in that they were there.
 * @param attendance without those who declared an interest in the person.
 * @param heardAgainst staff who signed the decision that something is said against: somebody else hears it.
 */
export function signingProblem(
  signer: { staffId: number; agencyId: number },
  attendance: readonly Pick<
    Attendance,
    'staffId' | 'name' | 'agency' | 'agencyId' | 'state' | 'confirmedAt'
  >[],
  heardAgainst: readonly number[] = [],
): string | undefined {
  const present = attendance.filter(({ state }) => state === 'attended');
  if (!present.some(({ staffId }) => staffId === signer.staffId))
    return 'You are not recorded as having attended. Whoever signs a decision must have attended the meeting.';
  if (heardAgainst.includes(signer.staffId))
    return 'You signed the decision that this is about, or one that something is said against and that is not heard yet. Somebody who did not decide signs.';
  const others = present.filter(({ agencyId }) => agencyId !== signer.agencyId);
  if (others.some(({ confirmedAt }) => confirmedAt !== null)) return undefined;
  return others.length === 0
    ? 'Nobody of another agency than yours attended. Somebody of another agency must attend, and confirm it by their own sign-in, before you sign.'
    : `Nobody of another agency than yours has confirmed that they are there. ${others.map(({ name, agency }) => `${name} (${agency})`).join(' or ')} must press “I am here” on the page of this meeting, signed in as themselves, before you sign.`;
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
  meeting: { heldOn: Day; state: MeetingState; items: number; undecided: number; unconfirmed?: boolean },
  today: Day,
): { group: 'due' | 'ahead'; title: string } {
  if (meeting.unconfirmed === true)
    return {
      group: 'due',
      title: `Panel on ${showDay(meeting.heldOn)}: if you ${meeting.heldOn < today ? 'were' : 'are'} there, say so`,
    };
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

/** Why a view is not taken any more: it comes before the meeting. */
export const viewProblem = (
  meeting: Pick<Meeting, 'state' | 'heldOn'>,
  decision: Decision | null,
  today: Day,
): string | undefined =>
  decision !== null
    ? 'The panel has decided. A view comes before the decision.'
    : meeting.state === 'held' || today > meeting.heldOn
      ? `The panel met on ${showDay(meeting.heldOn)}. A view comes before the meeting.`
      : undefined;

/** Called off: closed before its day came. */
const wasCalledOff = ({ heldOn, closedAt }: Pick<Meeting, 'heldOn' | 'closedAt'>): boolean =>
  closedAt !== null && londonDay(closedAt) < heldOn;

export const stateOf = (meeting: Pick<Meeting, 'state' | 'heldOn' | 'closedAt'>): string =>
  wasCalledOff(meeting) ? 'Called off' : meetingStateWords[meeting.state];

/** What somebody typed, as a sentence: with one full stop, theirs or ours. */
export const sentence = (text: string): string =>
  /[.!?…]["”’)]?$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;

/** The day by which views are asked for: so many days before the meeting, and never before today. */
export const viewsDueOn = (heldOn: Day, daysBefore: number, today: Day): Day => {
  const due = addDays(heldOn, -daysBefore);
  return due < today ? today : due;
};

/** Seven days after the meeting, at the end of the day in London: access by the agenda ends. */
export const agendaCloses = (heldOn: Day): Date => dayStart(addDays(heldOn, 8));

/** What the rule allows as reasons for a decision. */
export const reasonsFor = (rule: PanelRule, decision: Decision): string[] => rule.reasons[decision] ?? [];

/** A reason's code as words: `meets-threshold` → `Meets threshold`. */
export const reasonWords = (code: string): string => {
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** After what was decided: why, by the list and in the chair's words. */
export const groundWords = ({ reasonCode, reason }: Pick<Item, 'reasonCode' | 'reason'>): string =>
  `${reasonCode === null ? '' : ` (${reasonWords(reasonCode).toLowerCase()})`}: ${sentence(reason ?? '')}`;

export const signedWords = ({ decidedBy, decidedAt }: Pick<Item, 'decidedBy' | 'decidedAt'>): string =>
  `Signed by ${decidedBy ?? 'nobody'}${decidedAt === null ? '' : `, ${showMoment(decidedAt)}`}.`;

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
  // The form of an adoption has them filled in, whatever is decided.
  if ('change' in answers[item.question] && decision !== 'change')
    for (const field of ['tier', 'strand'] as const)
      if (form[field])
        errors.push({
          field,
          text: `You chose a ${field} and “${decisionWords[decision].toLowerCase()}”. Choose “${decisionWords.change.toLowerCase()}”, or leave the ${field} as it is`,
        });
  if (decision === 'change' && !form.strand && !form.tier)
    errors.push({ field: 'tier', text: 'Choose the new tier or the new strand' });
  const dissenting = [...new Set((form.dissenting ?? []).map(Number))];
  const dissent = form.dissent?.trim() ?? '';
  if (dissenting.length > 0 && dissent === '')
    errors.push({ field: 'dissent', text: 'Say why the agency did not agree' });
  if (dissenting.length === 0 && dissent !== '')
    errors.push({ field: 'dissenting', text: 'Say which agency did not agree' });
  if (errors.length > 0) return { errors };
  return {
    input: {
      itemId: item.id,
      version,
      decision,
      reasonCode: codes.length > 0 ? reasonCode : null,
      reason,
      ...(decision === 'adopt' ? { strand: form.strand, baseId } : {}),
      ...(decision === 'change' && form.strand ? { strand: form.strand } : {}),
      ...((decision === 'adopt' || decision === 'change') && form.tier ? { tier: form.tier } : {}),
      ...(dissenting.length > 0 ? { dissenting, dissent } : {}),
    },
  };
}

/** What is wrong with the time of a meeting; none is fine. */
export const startsAtProblem = (startsAt: string | null): string | undefined =>
  startsAt === null || /^([01]\d|2[0-3]):[0-5]\d$/.test(startsAt) ? undefined : 'Enter the time like 09:30';

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
  const startsAt = form.startsAt?.trim() || null;
  const wrongTime = startsAtProblem(startsAt);
  if (wrongTime !== undefined) errors.push({ field: 'startsAt', text: wrongTime });
  return errors.length > 0
    ? { errors }
    : { input: { heldOn, baseId, chairId, invited, ...(startsAt === null ? {} : { startsAt }) } };
}

/**
 * When each item is to begin, by the meeting's time and the minutes of those before it; from the first without minutes
 * on, nothing is known.
 */
export function startTimes(
  startsAt: string | null,
  items: readonly { id: number; minutes: number | null }[],
): Map<number, string> {
  const times = new Map<number, string>();
  if (startsAt === null) return times;
  let minute = Number(startsAt.slice(0, 2)) * 60 + Number(startsAt.slice(3));
  for (const { id, minutes } of items) {
    if (minute >= 24 * 60) break;
    times.set(
      id,
      `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`,
    );
    if (minutes === null) break;
    minute += minutes;
  }
  return times;
}
