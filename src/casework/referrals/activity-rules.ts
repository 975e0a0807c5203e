import { addDays, addMonths, addYears, type Day, isDay, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import type { ActivityRow, ActivityRule, NoteForm, NoteInput, Quarter } from './activity-types.ts';

/** A quarter of the calendar year, from January. */
export function quarterOf(day: Day): Quarter {
  const year = Number(day.slice(0, 4));
  const number = Math.floor((Number(day.slice(5, 7)) - 1) / 3) + 1;
  const from = `${day.slice(0, 4)}-${String(number * 3 - 2).padStart(2, '0')}-01`;
  const until = addMonths(from, 3);
  return {
    code: `${year}-${number}`,
    name: `${showShortDay(from)} to ${showShortDay(addDays(until, -1))}`,
    from,
    until,
  };
}

/** The quarter that a day is in and the seven before it, newest first. */
export const lastQuarters = (today: Day): Quarter[] => {
  const now = quarterOf(today);
  return Array.from({ length: 8 }, (_, back) => quarterOf(addMonths(now.from, -3 * back)));
};

export interface ActivityLine {
  staffId: number;
  /** By activity code, `other` for kinds that count as none: how many, and minutes. */
  by: ReadonlyMap<string, { n: number; minutes: number }>;
  contacts: number;
  /** Contacts at which somebody was due to attend: what those attended are of. */
  due: number;
  attended: number;
  minutes: number;
  referrals: number;
  sessions: number;
  questionnaires: number;
}

export const otherActivity = 'other';

/** One line for each worker. Contacts are counted by what the scheme's rule says their kind is, and nothing twice. */
export function linesByWorker(
  rows: readonly ActivityRow[],
  rule: ActivityRule,
  staffIds: readonly number[],
): ActivityLine[] {
  const activityOf = new Map(rule.kinds.map(({ code, activity }) => [code, activity ?? otherActivity]));
  return staffIds.map((staffId) => {
    const own = rows.filter((row) => row.staffId === staffId);
    const contacts = own.filter(({ source }) => source === 'contact');
    const by = new Map<string, { n: number; minutes: number }>();
    for (const row of contacts) {
      const code = activityOf.get(row.kind) ?? otherActivity;
      const sum = by.get(code) ?? { n: 0, minutes: 0 };
      by.set(code, { n: sum.n + row.n, minutes: sum.minutes + row.minutes });
    }
    const count = (source: ActivityRow['source']): number =>
      own.filter((row) => row.source === source).reduce((sum, { n }) => sum + n, 0);
    return {
      staffId,
      by,
      contacts: count('contact'),
      due: contacts.reduce((sum, { due }) => sum + due, 0),
      attended: contacts.reduce((sum, { attended }) => sum + attended, 0),
      minutes: own.reduce((sum, { minutes }) => sum + minutes, 0),
      referrals: count('referral'),
      sessions: count('session'),
      questionnaires: count('questionnaire'),
    };
  });
}

/** `185` minutes → `3 h 5 min`. */
export const hourWords = (minutes: number): string =>
  minutes === 0 ? '0 h' : `${Math.floor(minutes / 60)} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;

/** Numbers by which somebody on the scheme is known: PNC, CRN, prison number. */
const numbers = /\b(\d{2,4}\/\d{1,7}[A-Z]|[A-Z]\d{6}|[A-Z]\d{4}[A-Z]{2})\b/;

/**
 * Reads a supervision note. It names nobody on the scheme: numbers are refused here, names where the database looks.
 * @param staff the manager's own, who may be named.
 */
export function readNoteForm(
  form: NoteForm,
  staff: readonly { id: number }[],
  today: Day,
): { input: NoteInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const staffId = staff.find(({ id }) => String(id) === form.staff)?.id;
  if (staffId === undefined) errors.push({ field: 'staff', text: 'Choose whom the note is about' });
  const heldOn = form.heldOn?.trim() ?? '';
  if (!isDay(heldOn) || heldOn > today || heldOn < addYears(today, -2))
    errors.push({
      field: 'heldOn',
      text: 'Enter the day of the supervision, not ahead and not over two years ago',
    });
  const nextOn = form.nextOn?.trim() || null;
  if (nextOn !== null && (!isDay(nextOn) || nextOn < heldOn))
    errors.push({ field: 'nextOn', text: 'Enter a day after the supervision, like 2026-11-30' });
  const note = form.note?.trim() ?? '';
  if (note === '') errors.push({ field: 'note', text: 'Write the note' });
  if (numbers.test(note)) errors.push({ field: 'note', text: namesSomebody });
  if (errors.length > 0 || staffId === undefined) return { errors };
  return { input: { staffId, heldOn, note, nextOn } };
}

/** The same words whatever was found: the note's writer is not told whether somebody is on the scheme. */
export const namesSomebody =
  'Write it without names or numbers of people. A word in it may be one: say “one of the people” instead';
