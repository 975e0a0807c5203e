import { addYears, type Day, isDay, londonDay, londonInstant, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  type ContactForm,
  type ContactInput,
  type ContactState,
  contactOutcomes,
  handlings,
  notYet,
  type OutcomeForm,
  type OutcomeInput,
} from './types.ts';

export type ContactAct = 'correct' | 'withdraw' | 'record-outcome';

/** What may be done with a contact in each state; buttons, acts and tests read this table. */
export const transitions: Record<ContactState, Partial<Record<ContactAct, ContactState>>> = {
  planned: { correct: 'recorded', withdraw: 'withdrawn', 'record-outcome': 'recorded' },
  recorded: { correct: 'recorded', withdraw: 'withdrawn' },
  withdrawn: {},
};

export interface ContactChoices {
  kinds: readonly string[];
  pathways: readonly string[];
  /** Ids of the agencies a contact may be named to, and of staff who may have been there. */
  agencies: readonly number[];
  staff: readonly number[];
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
  const note = text(form.note);
  if (!ahead && note === null) wrong('note', 'Say what happened');
  if (errors.length > 0 || kind === null || at === null || handling === null) return { errors };
  return {
    input: {
      personId,
      kind,
      at: at.toISOString(),
      outcome: ahead ? null : outcome,
      place: text(form.place),
      pathway,
      minutes,
      note,
      handling,
      namedAgencies,
      withStaff: idsOf(form.with, choices.staff),
    },
  };
}

const idsOf = (chosen: readonly string[] | string | undefined, known: readonly number[]): number[] =>
  known.filter((id) => [chosen ?? []].flat().includes(String(id)));

/** Reads the two fields that Today asks for; an absence may need no words, a visit does. */
export function readOutcomeForm(form: OutcomeForm): { input: OutcomeInput } | { errors: FieldError[] } {
  const note = text(form.note);
  if (!isOneOf(contactOutcomes, form.outcome))
    return { errors: [{ field: 'outcome', text: 'Choose whether they attended' }] };
  if (form.outcome === 'attended' && note === null)
    return { errors: [{ field: 'note', text: 'Say what happened' }] };
  return { input: { outcome: form.outcome, note } };
}

type Wrong = (field: string, message: string) => null;

function readMoment(form: ContactForm, now: Date, wrong: Wrong): Date | null {
  const day = form.day?.trim() ?? '';
  const time = form.time?.trim() ?? '';
  if (!isDay(day)) return wrong('day', 'Enter the date of the contact, like 2026-11-30');
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return wrong('time', 'Enter the time, like 09:30');
  const at = londonInstant(day, time);
  if (at === undefined)
    return wrong(
      'time',
      'On this day the clocks change and this time does not exist or occurs twice. Enter another time',
    );
  // A slip in the year is the commonest wrong date, and nobody writes up a visit years afterwards.
  if (day < addYears(londonDay(now), -2) || day > addYears(londonDay(now), 2))
    return wrong('day', 'The date is more than two years away. Check the year');
  return at;
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

function readMinutes(form: ContactForm, wrong: Wrong): number | null {
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

/** An outcome can be told from the day of the appointment on, not before. */
export const outcomeIsDue = (at: Date, today: Day): boolean => londonDay(at) <= today;
