import { type Day, daysBetween, isDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import type { ActionForm, ActionInput, ActionState, GovernanceAction } from './types.ts';

export type ActionAct = 'update' | 'close' | 'reopen';

/** What may be done with an action in each state; buttons, acts and tests read this table. */
export const transitions: Record<ActionState, Partial<Record<ActionAct, ActionState>>> = {
  open: { update: 'in-progress', close: 'closed' },
  'in-progress': { update: 'in-progress', close: 'closed' },
  closed: { reopen: 'in-progress' },
};

type Due = Pick<GovernanceAction, 'dueOn' | 'state'>;

/** An action is overdue from the day after it was due until it is closed. */
export const isOverdue = (action: Due, today: Day): boolean =>
  action.state !== 'closed' && action.dueOn !== null && action.dueOn < today;

/** `3 days overdue`, `due today`, `due in 12 days`, `no date set`; nothing for a closed one. */
export function dueWords(action: Due, today: Day): string {
  if (action.state === 'closed') return '';
  if (action.dueOn === null) return 'no date set';
  const days = daysBetween(today, action.dueOn);
  const count = `${Math.abs(days)} ${Math.abs(days) === 1 ? 'day' : 'days'}`;
  if (days === 0) return 'due today';
  return days > 0 ? `due in ${count}` : `${count} overdue`;
}

/** Reads the form of a new or changed action. Owners are those who may see governance. */
export function readActionForm(
  form: ActionForm,
  owners: readonly { id: number }[],
): { input: Omit<ActionInput, 'example'> } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const typed = (value: string | undefined): string => value?.trim() ?? '';
  const title = typed(form.title);
  const source = typed(form.source);
  const due = typed(form.dueOn);
  const owner = typed(form.owner);
  if (title === '') errors.push({ field: 'title', text: 'Say what is to be done' });
  if (source === '') errors.push({ field: 'source', text: 'Say where the action comes from' });
  if (due !== '' && !isDay(due))
    errors.push({ field: 'dueOn', text: 'Enter the date it is due, like 2026-11-30' });
  if (owner !== '' && !owners.some(({ id }) => String(id) === owner))
    errors.push({ field: 'owner', text: 'Choose an owner from the list' });
  if (errors.length > 0) return { errors };
  return {
    input: {
      title,
      source,
      dueOn: due || null,
      ownerId: owner === '' ? null : Number(owner),
      evidence: typed(form.evidence) || null,
    },
  };
}
