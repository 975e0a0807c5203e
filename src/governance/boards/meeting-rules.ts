import type { FieldError } from '../../kernel/errors.ts';
import { isKeptBack, type Marking, markings, markingWords } from '../decisions/types.ts';
import { FieldReader, typed } from '../registers/forms.ts';
import {
  type AgendaItem,
  type Came,
  cameCodes,
  type ItemForm,
  type ItemInput,
  itemPurposes,
  type Meeting,
  type MeetingForm,
  type MeetingState,
  type MinutesForm,
  type MinutesState,
  type PaperForm,
  type PaperInput,
} from './types.ts';

export type MeetingAct = 'change' | 'prepare' | 'hold' | 'cancel' | 'reinstate' | 'unhold';

/** What may be done with a meeting, and where it leads; buttons, acts and tests read this table. */
export const meetingTransitions: Record<MeetingState, Partial<Record<MeetingAct, MeetingState>>> = {
  planned: { change: 'planned', prepare: 'planned', hold: 'held', cancel: 'cancelled' },
  held: { prepare: 'held', unhold: 'planned' },
  cancelled: { reinstate: 'planned' },
};

export type MinutesAct = 'write' | 'approve' | 'open';

/** What may be done with the minutes of a meeting that was held. */
export const minutesTransitions: Record<MinutesState, Partial<Record<MinutesAct, MinutesState>>> = {
  none: { write: 'drafted' },
  drafted: { write: 'drafted', approve: 'approved' },
  approved: { open: 'drafted' },
};

type Standing = Pick<Meeting, 'state' | 'minutesState'>;

/** Nothing of a meeting changes once its minutes are approved; what was minuted does not become unheld. */
export const mayMeeting = ({ state, minutesState }: Standing, act: MeetingAct): boolean =>
  meetingTransitions[state][act] !== undefined &&
  minutesState !== 'approved' &&
  (act !== 'unhold' || minutesState === 'none');

export const mayMinutes = ({ state, minutesState }: Standing, act: MinutesAct): boolean =>
  state === 'held' && minutesTransitions[minutesState][act] !== undefined;

/** Minutes are approved by somebody else than whoever wrote them last. */
export const mayApprove = (meeting: Standing & Pick<Meeting, 'minutesById'>, staffId: number): boolean =>
  mayMinutes(meeting, 'approve') && meeting.minutesById !== staffId;

export function readMeetingForm(
  form: MeetingForm,
): { input: { heldOn: string; startsAt: string | null; place: string | null } } | { errors: FieldError[] } {
  const reader = new FieldReader();
  const startsAt = typed(form.startsAt);
  if (startsAt !== '' && !/^([01]\d|2[0-3]):[0-5]\d$/.test(startsAt))
    reader.wrong('startsAt', 'Enter the time on the 24-hour clock, like 14:30');
  const input = {
    heldOn: reader.needDay(form.heldOn, 'heldOn', 'the day of the meeting'),
    startsAt: startsAt || null,
    place: typed(form.place) || null,
  };
  return reader.errors.length > 0 ? { errors: reader.errors } : { input };
}

/** Reads an item of the agenda. A number is used once; `decisions` are those that may be linked. */
export function readItemForm(
  form: ItemForm,
  meetingId: number,
  given: { others: readonly Pick<AgendaItem, 'number'>[]; decisions: readonly { id: number }[] },
): { input: ItemInput } | { errors: FieldError[] } {
  const reader = new FieldReader();
  const number = reader.whole(form.number, 'number', 'Enter its number, from 1 to 200', 1, 200);
  if (given.others.some((item) => item.number === number))
    reader.wrong('number', `The agenda has a number ${number} already`);
  const purpose = itemPurposes.find((code) => code === form.purpose);
  if (purpose === undefined) reader.wrong('purpose', 'Say what the board is to do with it');
  const decision = typed(form.decision);
  const chosen = given.decisions.find(({ id }) => String(id) === decision);
  if (decision !== '' && chosen === undefined) reader.wrong('decision', 'Choose a decision from the list');
  const input: ItemInput = {
    ...{ meetingId, number, purpose: purpose ?? 'note', decisionId: chosen?.id ?? null },
    title: reader.need(form.title, 'title', 'Give the item a title'),
    presenter: typed(form.presenter) || null,
  };
  return reader.errors.length > 0 ? { errors: reader.errors } : { input };
}

const markingOf = (text: string | undefined, reader: FieldReader): Marking => {
  if (/^\s*(top[- ]?)?secret\s*$/i.test(text ?? ''))
    reader.wrong('marking', 'SECRET and above is not held here');
  const found = markings.find((code) => code === text);
  if (found === undefined) reader.wrong('marking', 'Choose its protective marking');
  return found ?? 'official';
};

/** The numbers of claim cards in a field: `12, 14`. */
export function readClaimIds(text: string | undefined, reader: FieldReader): number[] {
  const words = typed(text)
    .split(/[,;\s]+/)
    .filter((word) => word !== '');
  const ids = words.map(Number);
  if (ids.some((id) => !Number.isSafeInteger(id) || id < 1))
    reader.wrong('claims', 'Enter claim cards by their numbers, like 12, 14');
  return [...new Set(ids.filter((id) => Number.isSafeInteger(id) && id > 0))];
}

/** Numbers by which a person is known (PNC, CRN, prison number) have no place in a paper. */
const identifiers = /\b(?:\d{2,4}\/\d{4,7}[A-Z]|[A-Z]\d{6}|[A-Z]\d{4}[A-Z]{2})\b/;

export function refuseIdentifiers(text: string, field: string, reader: FieldReader): void {
  const found = identifiers.exec(text)?.[0];
  if (found !== undefined)
    reader.wrong(field, `Take out “${found}”: it looks like a person’s PNC, CRN or prison number`);
}

export function readPaperForm(
  form: PaperForm,
  meetingId: number,
  items: readonly { id: number }[],
): { input: PaperInput } | { errors: FieldError[] } {
  const reader = new FieldReader();
  const itemId = items.find(({ id }) => String(id) === form.item)?.id ?? null;
  if (typed(form.item) !== '' && itemId === null) reader.wrong('item', 'Choose an item of the agenda');
  const marking = markingOf(form.marking, reader);
  const markingReason = typed(form.markingReason) || null;
  if (isKeptBack(marking) && markingReason === null)
    reader.wrong('markingReason', `Say why it is ${markingWords[marking]}`);
  const input: PaperInput = {
    ...{ meetingId, itemId, marking, markingReason },
    title: reader.need(form.title, 'title', 'Give the paper a title'),
    author: reader.need(form.author, 'author', 'Say whose paper it is'),
    body: reader.need(form.body, 'body', 'Enter what the paper says'),
    claimIds: readClaimIds(form.claims, reader),
  };
  refuseIdentifiers(input.body, 'body', reader);
  return reader.errors.length > 0 ? { errors: reader.errors } : { input };
}

export function readMinutesForm(
  form: MinutesForm,
): { input: { minutes: string; marking: Marking; claimIds: number[] } } | { errors: FieldError[] } {
  const reader = new FieldReader();
  const input = {
    minutes: reader.need(form.minutes, 'minutes', 'Enter the minutes'),
    marking: markingOf(form.marking, reader),
    claimIds: readClaimIds(form.claims, reader),
  };
  refuseIdentifiers(input.minutes, 'minutes', reader);
  return reader.errors.length > 0 ? { errors: reader.errors } : { input };
}

/** What was ticked for each seat: `12:present`. Seats that are none of the board's are left out. */
export const readAttendance = (
  values: readonly string[],
  seats: readonly { id: number }[],
): { memberId: number; came: Came }[] =>
  values.flatMap((value) => {
    const [id, code] = value.split(':');
    const came = cameCodes.find((one) => one === code);
    const seat = seats.find((one) => String(one.id) === id);
    return came === undefined || seat === undefined ? [] : [{ memberId: seat.id, came }];
  });
