import type { FieldError } from '../../kernel/errors.ts';
import { type AppointmentForm, askers, type CancelInput, type MoveInput } from './appointment-types.ts';
import { readMinutes } from './rules.ts';
import { readMoment } from './when-rules.ts';

const text = (value: string | undefined): string | null => value?.trim() || null;

/** Reads to when an appointment is moved, who asked for it and why. */
export function readMove(form: AppointmentForm, now: Date): { input: MoveInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const wrong = (field: string, message: string): null => {
    errors.push({ field, text: message });
    return null;
  };
  const at = readMoment(form, now, wrong);
  if (at !== null && at <= now) wrong('day', 'Enter a day and time that lie ahead');
  const minutes = readMinutes(form, wrong);
  const askedBy = askers.find((one) => one === form.asked);
  if (askedBy === undefined) wrong('asked', 'Choose who asked for it');
  const why = text(form.why);
  if (why === null) wrong('why', 'Say why it is moved');
  else if (why.length > 500) wrong('why', 'Say it in 500 characters or fewer');
  const place = text(form.place);
  if ((place ?? '').length > 200) wrong('place', 'Say the place in 200 characters or fewer');
  if (errors.length > 0 || at === null || askedBy === undefined || why === null) return { errors };
  return {
    input: {
      at: at.toISOString(),
      place,
      minutes,
      askedBy,
      why,
      later: form.later === 'yes',
      sure: form.sure === 'yes',
    },
  };
}

/** Reads why an appointment is called off. @param reasons codes of the rule `appointments`. */
export function readCancel(
  form: AppointmentForm,
  reasons: readonly string[],
): { input: CancelInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const why = reasons.find((code) => code === form.why);
  if (why === undefined) errors.push({ field: 'why', text: 'Choose why it is cancelled' });
  const askedBy = askers.find((one) => one === form.asked);
  if (askedBy === undefined) errors.push({ field: 'asked', text: 'Choose who asked for it' });
  return why === undefined || askedBy === undefined
    ? { errors }
    : { input: { why, askedBy, later: form.later === 'yes' } };
}
