import { isDay, showMoment, showShortDay } from '../../kernel/clock.ts';

export const tableWords: Record<string, string> = {
  contact: 'Contact',
  plan: 'Plan',
  plan_goal: 'Goal',
  plan_step: 'Step',
  allocation: 'Allocation',
};

/** Columns that a person would ask about, in words. Ids and bookkeeping are left out. */
const columnWords: Record<string, string> = {
  kind: 'Kind',
  state: 'State',
  at: 'When',
  outcome: 'Outcome',
  place: 'Place',
  pathway: 'Pathway',
  minutes: 'Minutes',
  note: 'What happened',
  handling: 'Who may see it',
  withdrawn_why: 'Why withdrawn',
  agreement: 'Agreement',
  agreement_why: 'Why',
  need: 'Need',
  goal: 'Goal',
  target_on: 'Hoped for by',
  what: 'What is to be done',
  actor: 'Who does it',
  due_on: 'By when',
  to_at: 'Ended',
  why: 'Why',
};

export interface Change {
  column: string;
  was: string;
  became: string;
}

/**
 * What differs between an earlier state and the one that followed it.
 * @param became undefined when what followed may not be seen: then the earlier state is given whole.
 */
export function changesBetween(
  was: Readonly<Record<string, unknown>>,
  became: Readonly<Record<string, unknown>> | undefined,
): Change[] {
  return Object.entries(columnWords).flatMap(([column, words]) => {
    if (!Object.hasOwn(was, column)) return [];
    const before = wordsOf(was[column]);
    const after = became === undefined ? '' : wordsOf(became[column]);
    if (became === undefined ? before === '' : before === after) return [];
    return [{ column: words, was: before, became: after }];
  });
}

function wordsOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  if (isDay(value)) return showShortDay(value);
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value) ? showMoment(new Date(value)) : value;
}
