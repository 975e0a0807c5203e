import { addYears, type Day, isDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { partsOf } from '../allocation/rules.ts';
import type { Absence, AbsenceAct, AbsenceForm, AbsenceInput, AbsenceState, Colleague } from './types.ts';

/** What may be done with an absence in each state; buttons, acts and tests read this table. */
export const absenceTransitions: Record<AbsenceState, Partial<Record<AbsenceAct, AbsenceState>>> = {
  ahead: { change: 'ahead', end: 'over' },
  now: { change: 'now', end: 'over' },
  over: {},
};

export const absenceState = (
  absence: Pick<Absence, 'fromDay' | 'toDay' | 'endedAt'>,
  today: Day,
): AbsenceState => {
  if (absence.endedAt !== null || absence.toDay < today) return 'over';
  return absence.fromDay > today ? 'ahead' : 'now';
};

/**
 * Whether one may stand in for the other. A deputy does the same kind of work, or they could not see what they are to do.
 * Whoever is away may name somebody in the same role of their own team (or agency, where they have no team); whoever
 * allocates may name anybody whose role may have one of the same parts. The database asks the same (cover_open).
 */
export function mayDeputise(
  away: Colleague,
  deputy: Colleague,
  { allocates }: { allocates: boolean },
): boolean {
  if (away.id === deputy.id) return false;
  const parts = partsOf[away.role] ?? [];
  if (!(partsOf[deputy.role] ?? []).some((part) => parts.includes(part))) return false;
  if (allocates) return true;
  if (away.role !== deputy.role) return false;
  return away.teamId === null ? away.agencyId === deputy.agencyId : away.teamId === deputy.teamId;
}

export interface AbsenceChoices {
  staff: readonly Colleague[];
  deputiesOf(staffId: number): readonly Colleague[];
}

/** Reads the form. The dates are days, both included. */
export function readAbsenceForm(
  form: AbsenceForm,
  choices: AbsenceChoices,
  today: Day,
): { input: AbsenceInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const wrong = (field: string, text: string): undefined => {
    errors.push({ field, text });
    return undefined;
  };
  const staff =
    choices.staff.find(({ id }) => String(id) === form.staff) ?? wrong('staff', 'Choose who is away');
  const from = dayOf(form.from) ?? wrong('from', 'Enter the first day away, like 2026-11-30');
  const to = dayOf(form.to) ?? wrong('to', 'Enter the last day away, like 2026-12-04');
  if (from !== undefined && to !== undefined) {
    if (to < from) wrong('to', 'The last day is before the first. Check the dates');
    else if (to < today) wrong('to', 'These days are past. Enter days that lie ahead, or today');
    else if (addYears(from, 1) < to)
      wrong('to', 'That is more than a year. For somebody who leaves, hand over their people instead');
  }
  const deputy = deputyOf(form, staff === undefined ? [] : choices.deputiesOf(staff.id));
  if (deputy === undefined) wrong('deputy', 'Choose a colleague from the list, or nobody yet');
  const note = form.note?.trim() || null;
  if (errors.length > 0 || staff === undefined || from === undefined || to === undefined) return { errors };
  return { input: { staffId: staff.id, deputyId: deputy ?? null, fromDay: from, toDay: to, note } };
}

const dayOf = (text: string | undefined): Day | undefined => {
  const typed = text?.trim() ?? '';
  return isDay(typed) ? typed : undefined;
};

/** Null: nobody yet. Undefined: nobody who may. */
function deputyOf(form: AbsenceForm, deputies: readonly Colleague[]): number | null | undefined {
  if (form.deputy === undefined || form.deputy === '') return null;
  return deputies.find(({ id }) => String(id) === form.deputy)?.id;
}
