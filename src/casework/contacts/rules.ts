import { type Day, londonDay, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  type ContactForm,
  type ContactInput,
  type ContactKind,
  type ContactOutcome,
  type ContactState,
  contactOutcomes,
  type DrugTest,
  type DrugTestForm,
  handlings,
  notYet,
  type OutcomeForm,
  type OutcomeInput,
  testOutcomes,
  testResults,
} from './types.ts';
import { readMoment, type Wrong } from './when-rules.ts';

export type ContactAct = 'correct' | 'withdraw' | 'record-outcome' | 'move' | 'cancel';

/** What may be done with a contact in each state; buttons, acts and tests read this table. */
export const transitions: Record<ContactState, Partial<Record<ContactAct, ContactState>>> = {
  planned: {
    correct: 'recorded',
    withdraw: 'withdrawn',
    'record-outcome': 'recorded',
    move: 'planned',
    cancel: 'cancelled',
  },
  recorded: { correct: 'recorded', withdraw: 'withdrawn' },
  cancelled: { withdraw: 'withdrawn' },
  withdrawn: {},
};

/** Characters of a note that are kept. A longer one is refused with its text, never cut. */
export const longestNote = 20_000;
const longest = { place: 200, others: 500, observed: 5_000 } as const;
const said: Record<keyof typeof longest, string> = {
  place: 'The place',
  others: 'Who else was there',
  observed: 'What you saw',
};

/** Nobody was told of an unannounced visit, so nobody failed to attend it. */
export const outcomeFor = (
  kind: Pick<ContactKind, 'unannounced'> | undefined,
  outcome: ContactOutcome | null,
): ContactOutcome | null => (kind?.unannounced === true && outcome === 'failed' ? 'none' : outcome);

/** Whether the person may be told of it before it happens, in a reminder or on what they are given. */
export const isToldAhead = (kind: Pick<ContactKind, 'unannounced'> | undefined): boolean =>
  kind !== undefined && kind.unannounced !== true;

export interface ContactChoices {
  kinds: readonly string[];
  pathways: readonly string[];
  /** Ids of the agencies a contact may be named to, and of staff who may have been there. */
  agencies: readonly number[];
  staff: readonly number[];
  /** Open steps of the person's plan, with their goal's pathway. */
  steps?: readonly { id: number; pathway: string }[];
  absenceReasons?: readonly string[];
  /** Absent: the writer's role does not see health, and nothing is read of it. */
  substances?: readonly string[] | undefined;
  places?: readonly { code: string; name: string; kind: string }[];
}

const isOneOf = <Code extends string>(codes: readonly Code[], text: string | undefined): text is Code =>
  codes.some((code) => code === text);

const text = (value: string | undefined): string | null => value?.trim() || null;

/**
 * Reads the form. A contact that lies ahead is planned and has no outcome; one that has happened needs one.
 * @param now decides which of the two it is.
 */
export function readContactForm(
  personId: number,
  form: ContactForm,
  choices: ContactChoices,
  now: Date,
): { input: ContactInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const wrong = (field: string, message: string): null => {
    errors.push({ field, text: message });
    return null;
  };
  const kind = isOneOf(choices.kinds, form.kind)
    ? form.kind
    : wrong('kind', 'Choose what kind of contact it was');
  const at = readMoment(form, now, wrong);
  const ahead = at !== null && at > now;
  const outcome = readOutcome(form, ahead, wrong);
  const pathway = text(form.pathway);
  if (pathway !== null && !choices.pathways.includes(pathway))
    wrong('pathway', 'Choose a pathway from the list');
  const minutes = readMinutes(form, wrong);
  const handling = isOneOf(handlings, form.handling)
    ? form.handling
    : wrong('handling', 'Choose who may see it');
  const namedAgencies = handling === 'named' ? idsOf(form.named, choices.agencies) : [];
  if (handling === 'named' && namedAgencies.length === 0)
    wrong('named', 'Choose the agencies that may see it');
  const note = readNote(form.note, wrong);
  if (!ahead && note === null && text(form.note) === null) wrong('note', 'Say what happened');
  const more = readMore(form, choices, { ahead, outcome, kind }, wrong);
  if (errors.length > 0 || kind === null || at === null || handling === null) return { errors };
  return {
    input: {
      personId,
      kind,
      at: at.toISOString(),
      outcome: ahead ? null : outcome,
      pathway: pathway ?? more.pathwayOfStep,
      minutes,
      note,
      handling,
      namedAgencies,
      withStaff: idsOf(form.with, choices.staff),
      ...more.fields,
    },
  };
}

type More = Pick<ContactInput, 'place' | 'others' | 'observed' | 'absenceReason' | 'stepId' | 'drugTest'>;

/** What is asked beside kind, time, outcome and text. */
function readMore(
  form: ContactForm,
  choices: ContactChoices,
  read: { ahead: boolean; outcome: ContactInput['outcome']; kind: string | null },
  wrong: Wrong,
): { fields: More; pathwayOfStep: string | null } {
  const step = choices.steps?.find(({ id }) => String(id) === form.step);
  if (text(form.step) !== null && step === undefined) wrong('step', 'Choose an open step of their plan');
  const place = readShort(form, 'place', wrong) ?? readListed(form, choices, read.kind, wrong);
  const drugTest = read.ahead ? undefined : readDrugTest(form, choices.substances, wrong);
  return {
    pathwayOfStep: step?.pathway ?? null,
    fields: {
      place,
      others: readShort(form, 'others', wrong),
      observed: read.ahead ? null : readShort(form, 'observed', wrong),
      absenceReason: read.outcome === 'acceptable-absence' ? readAbsence(form, choices, wrong) : null,
      stepId: step?.id ?? null,
      ...(drugTest === undefined ? {} : { drugTest }),
    },
  };
}

/** The listed place of such a contact: chosen, or the only one there is. */
function readListed(
  form: ContactForm,
  { places = [] }: ContactChoices,
  ofKind: string | null,
  wrong: Wrong,
): string | null {
  const here = places.filter(({ kind }) => kind === ofKind);
  const chosen = here.find(({ code }) => code === form.listed) ?? (here.length === 1 ? here[0] : undefined);
  if (chosen !== undefined) return chosen.name;
  return here.length === 0 ? null : wrong('listed', 'Choose which of the places it is');
}

function readShort(form: ContactForm, field: keyof typeof longest, wrong: Wrong): string | null {
  const value = text(form[field]);
  return value !== null && value.length > longest[field]
    ? wrong(field, tooLong(said[field], value, longest[field]))
    : value;
}

const tooLong = (what: string, value: string, most: number): string =>
  `${what} has ${value.length.toLocaleString('en-GB')} characters; ${most.toLocaleString('en-GB')} are kept. Shorten it`;

function readNote(typed: string | undefined, wrong: Wrong): string | null {
  const note = text(typed);
  return note !== null && note.length > longestNote
    ? wrong('note', `${tooLong('The text', note, longestNote)}, or record the rest as a second contact`)
    : note;
}

const readAbsence = (
  form: { absence?: string },
  choices: Pick<ContactChoices, 'absenceReasons'>,
  wrong: Wrong,
): string | null => {
  const reasons = choices.absenceReasons ?? [];
  if (reasons.length === 0) return null;
  return isOneOf(reasons, form.absence)
    ? form.absence
    : wrong('absence', 'Choose why the absence is acceptable');
};

/** Undefined where the writer is not asked; null where nothing was chosen. */
function readDrugTest(
  form: DrugTestForm,
  substances: readonly string[] | undefined,
  wrong: Wrong,
): DrugTest | null | undefined {
  if (substances === undefined) return undefined;
  const outcome = testOutcomes.find((one) => one === form.test);
  if (outcome === undefined) {
    // A result alone, or a code that there is none of, is no "nothing was chosen".
    const isEmpty = [form.test, form.result, ...[form.found ?? []].flat()].every((one) => (one ?? '') === '');
    return isEmpty ? null : wrong('test', 'Choose whether a drug test was taken');
  }
  if (outcome !== 'taken') return { outcome, result: null, substances: [] };
  const result = testResults.find((one) => one === form.result);
  const chosen = [form.found ?? []].flat().filter((code) => code !== '');
  const found = substances.filter((code) => chosen.includes(code));
  if (result === undefined) wrong('result', 'Choose the result of the test, or that it is awaited');
  if (chosen.some((code) => !substances.includes(code)))
    wrong('found', 'Choose what was found from the list');
  else if (result === 'positive' && found.length === 0) wrong('found', 'Choose what was found');
  return { outcome, result: result ?? 'awaited', substances: result === 'positive' ? found : [] };
}

const idsOf = (chosen: readonly string[] | string | undefined, known: readonly number[]): number[] =>
  known.filter((id) => [chosen ?? []].flat().includes(String(id)));

/** Reads what is asked when an appointment has happened; an absence may need no words, a visit does. */
export function readOutcomeForm(
  form: OutcomeForm,
  choices: Pick<ContactChoices, 'absenceReasons' | 'substances'> = {},
): { input: OutcomeInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const wrong = (field: string, message: string): null => {
    errors.push({ field, text: message });
    return null;
  };
  const note = readNote(form.note, wrong);
  const { outcome } = form;
  if (!isOneOf(contactOutcomes, outcome)) {
    wrong('outcome', 'Choose whether they attended');
    return { errors };
  }
  if (outcome === 'attended' && text(form.note) === null) wrong('note', 'Say what happened');
  const absenceReason = outcome === 'acceptable-absence' ? readAbsence(form, choices, wrong) : null;
  const drugTest = readDrugTest(form, choices.substances, wrong);
  if (errors.length > 0) return { errors };
  return { input: { outcome, note, absenceReason, ...(drugTest === undefined ? {} : { drugTest }) } };
}

function readOutcome(form: ContactForm, ahead: boolean, wrong: Wrong): ContactInput['outcome'] {
  if (isOneOf(contactOutcomes, form.outcome))
    return ahead
      ? wrong('outcome', 'This contact lies ahead: choose “Not yet known”, or put the date right')
      : form.outcome;
  if (ahead) return null;
  return wrong(
    'outcome',
    form.outcome === notYet
      ? 'The date and time have passed. Choose whether they attended, or put the date right'
      : 'Choose whether they attended',
  );
}

/** Reads a length in minutes; none where none is typed. */
export function readMinutes(form: { minutes?: string }, wrong: Wrong): number | null {
  const typed = text(form.minutes);
  if (typed === null) return null;
  const minutes = Number(typed);
  return Number.isInteger(minutes) && minutes >= 0 && minutes <= 1440
    ? minutes
    : wrong('minutes', 'Enter the length in minutes, up to 1440');
}

export const repeatError = (at: Date): FieldError => ({
  field: 'again',
  text: `This contact is recorded already, at ${showMoment(at).split(', ')[1]}. Tick the box to record it again`,
});

/** Where a contact stands after it was recorded at `now`. */
export const stateOfContact = (at: string, now: Date): ContactState =>
  new Date(at) > now ? 'planned' : 'recorded';

/** The outcome is asked for from the day of the appointment on, not before. */
export const outcomeIsDue = (at: Date, today: Day): boolean => londonDay(at) <= today;

/**
 * Whether an appointment may have this outcome at `now`. Somebody may come early, on the day; that they stayed away
 * is not known before its time, and a failure recorded too soon would start enforcement.
 */
export const mayHaveOutcome = (at: Date, outcome: ContactOutcome, now: Date): boolean =>
  outcome === 'attended' ? outcomeIsDue(at, londonDay(now)) : at <= now;
