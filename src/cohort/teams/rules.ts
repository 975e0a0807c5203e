import { addDays, type Day, isDay, showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { type ActivityKind, activityKinds, type CaseModel, type Owner, owners } from './types.ts';

export type Form = Readonly<Record<string, unknown>>;
type Read<Input> = { input: Input } | { errors: FieldError[] };

const typed = (form: Form, name: string): string =>
  typeof form[name] === 'string' ? String(form[name]).trim() : '';

/** Whether a case may be owned so by the scheme's rule. */
export const mayOwn = (model: CaseModel, owner: Owner): boolean =>
  model.owners === 'either' || model.owners === owner;

export function readOwner(form: Form, model: CaseModel): Read<{ owner: Owner; why: string }> {
  const errors: FieldError[] = [];
  const owner = owners.find((one) => one === typed(form, 'owner'));
  const why = typed(form, 'whyOwner');
  if (owner === undefined) errors.push({ field: 'owner', text: 'Choose who owns the case' });
  else if (!mayOwn(model, owner))
    errors.push({ field: 'owner', text: 'The scheme’s rule does not let a case be owned so' });
  if (why === '') errors.push({ field: 'whyOwner', text: 'Say why' });
  if (why.length > 500) errors.push({ field: 'whyOwner', text: 'Use at most 500 characters' });
  return owner === undefined || errors.length > 0 ? { errors } : { input: { owner, why } };
}

export interface HandoverInput {
  teamId: number;
  untilDay: Day;
  why: string;
}

export function readHandover(
  form: Form,
  teams: readonly { id: number }[],
  model: CaseModel,
  today: Day,
): Read<HandoverInput> {
  const errors: FieldError[] = [];
  const team = teams.find(({ id }) => String(id) === typed(form, 'team'));
  const untilDay = typed(form, 'untilDay');
  const why = typed(form, 'whyHandover');
  const last = addDays(today, model.mostHandoverDays);
  if (team === undefined) errors.push({ field: 'team', text: 'Choose the neighbourhood team' });
  if (!isDay(untilDay) || untilDay < today || untilDay > last)
    errors.push({ field: 'untilDay', text: `Enter the last day, from today to ${showDay(last)}` });
  if (why === '') errors.push({ field: 'whyHandover', text: 'Say what they are to do' });
  if (why.length > 1000) errors.push({ field: 'whyHandover', text: 'Use at most 1,000 characters' });
  return team === undefined || errors.length > 0 ? { errors } : { input: { teamId: team.id, untilDay, why } };
}

export function readReturn(form: Form): Read<{ note: string }> {
  const note = typed(form, 'note');
  return note === '' || note.length > 1000
    ? { errors: [{ field: 'note', text: 'Say what came of it, in at most 1,000 characters' }] }
    : { input: { note } };
}

export interface ActivityInput {
  kind: ActivityKind;
  onDay: Day;
  minutes: number;
  what: string;
}

export function readActivity(form: Form, today: Day): Read<ActivityInput> {
  const errors: FieldError[] = [];
  const kind = activityKinds.find((one) => one === typed(form, 'kind'));
  const onDay = typed(form, 'onDay');
  const minutes = /^\d{1,4}$/.test(typed(form, 'minutes')) ? Number(typed(form, 'minutes')) : 0;
  const what = typed(form, 'what');
  if (kind === undefined) errors.push({ field: 'kind', text: 'Choose what it was' });
  if (!isDay(onDay) || onDay > today) errors.push({ field: 'onDay', text: 'Enter the day, not after today' });
  if (minutes < 1 || minutes > 1440)
    errors.push({ field: 'minutes', text: 'Enter the minutes, from 1 to 1440' });
  if (what === '' || what.length > 500)
    errors.push({ field: 'what', text: 'Say what was done, in at most 500 characters' });
  return kind === undefined || errors.length > 0 ? { errors } : { input: { kind, onDay, minutes, what } };
}

/** How a hand-over stands: with its team, at its end and waiting for what came of it, or back. */
export const handoverState = (
  one: { untilDay: Day; returnedAt: Date | null },
  today: Day,
): 'out' | 'ended' | 'returned' =>
  one.returnedAt !== null ? 'returned' : one.untilDay < today ? 'ended' : 'out';
