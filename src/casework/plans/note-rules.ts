import { addDays, type Day, isDay, showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import type { NoteForm, NoteInput, ReviewedWith } from './note-types.ts';
import { readAgreementForm } from './rules.ts';
import { type Goal, type PlanHandling, planHandlings } from './types.ts';

const longest = 20_000;

/** From the strictest to the widest: a note is shown no wider than the goal it is about. */
const widths: readonly (PlanHandling | 'named')[] = ['own', 'named', 'statutory', 'partners'];

export const isWider = (note: PlanHandling, goal: Goal['handling']): boolean =>
  widths.indexOf(note) > widths.indexOf(goal);

export interface NoteAsk {
  today: Day;
  /** The goal it is about; none for a review. */
  goal: Pick<Goal, 'handling'> | undefined;
  /** Steps of that goal. */
  steps: readonly number[];
  /** The note must be about one of these steps: the writer's own. */
  ownStep: boolean;
  /** Codes of reasons for a review; none for progress. */
  reasons: readonly string[] | undefined;
  /** A review that was recorded before: the person's answer is not given anew with its correction. */
  correcting?: boolean;
}

/** Whether the person was there, what they said, and their answer to the plan. */
function readPerson(form: NoteForm, correcting: boolean, errors: FieldError[]): ReviewedWith {
  const present = form.present === 'yes';
  const said = form.said?.trim() || null;
  if (form.present !== 'yes' && form.present !== 'no')
    errors.push({ field: 'present', text: 'Say whether the person was there' });
  if (present && said === null) errors.push({ field: 'said', text: 'Write what the person said' });
  if (correcting || form.agreement === 'not-now') return { present, said, answer: null };
  const read = readAgreementForm({ agreement: form.agreement ?? '', why: form.answerWhy ?? '' });
  if ('input' in read) return { present, said, answer: read.input };
  errors.push(
    ...read.errors.map(({ field, text }) => ({ field: field === 'why' ? 'answerWhy' : field, text })),
  );
  return { present, said, answer: null };
}

function readOn(form: NoteForm, today: Day, errors: FieldError[]): Day | null {
  const day = form.on?.trim() ?? '';
  const wrong = !isDay(day)
    ? 'Enter a real date, like 2026-11-30'
    : day > today
      ? 'The date lies ahead. Check it'
      : day < addDays(today, -3_650)
        ? `Enter a date after ${showDay(addDays(today, -3_650))}`
        : undefined;
  if (wrong === undefined) return day;
  errors.push({ field: 'on', text: wrong });
  return null;
}

function readText(form: NoteForm, asksReason: boolean, errors: FieldError[]): string | null {
  const note = form.note?.trim() ?? '';
  if (note !== '' && note.length <= longest) return note;
  const missing = asksReason ? 'Write what the review found' : 'Write what happened';
  errors.push({ field: 'note', text: note === '' ? missing : 'The note is longer than 20,000 characters' });
  return null;
}

function readHandling(form: NoteForm, ask: NoteAsk, errors: FieldError[]): PlanHandling | null {
  const handling = planHandlings.find((code) => code === form.handling);
  if (handling === undefined) errors.push({ field: 'handling', text: 'Choose who may see it' });
  else if (ask.goal !== undefined && isWider(handling, ask.goal.handling))
    errors.push({ field: 'handling', text: 'Fewer may see the goal: the note cannot be for more' });
  return handling ?? null;
}

/** Reads a note of progress (with a goal) or of a review (with reasons). */
export function readNoteForm(
  form: NoteForm,
  ask: NoteAsk,
): { input: NoteInput } | { errors: readonly FieldError[] } {
  const errors: FieldError[] = [];
  const reason = ask.reasons?.find((code) => code === form.reason) ?? null;
  if (ask.reasons !== undefined && reason === null)
    errors.push({ field: 'reason', text: 'Choose why the plan was reviewed' });
  const on = readOn(form, ask.today, errors);
  const note = readText(form, ask.reasons !== undefined, errors);
  const person = ask.reasons === undefined ? undefined : readPerson(form, ask.correcting === true, errors);
  const handling = readHandling(form, ask, errors);
  const stepId = ask.steps.find((id) => String(id) === form.step) ?? null;
  if (ask.ownStep && stepId === null)
    errors.push({ field: 'step', text: 'Choose the step of yours that the note is about' });
  if (errors.length > 0 || on === null || note === null || handling === null) return { errors };
  return { input: { on, note, handling, stepId, reason, ...(person === undefined ? {} : { person }) } };
}
