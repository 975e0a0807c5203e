import { addDays, addYears, type Day, isDay, showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import type { TellingAct, TellingState } from './after-types.ts';
import type { Decision, PanelRule } from './types.ts';

/** What may be done with telling somebody, in each state; buttons, acts and tests read this table. */
export const tellingTransitions: Record<TellingState, Partial<Record<TellingAct, TellingState>>> = {
  'to-tell': { write: 'to-tell', 'ask-deferral': 'deferral-asked', tell: 'told' },
  // While it is asked for nobody is told: it may endanger someone.
  'deferral-asked': { write: 'deferral-asked', 'approve-deferral': 'deferred', 'refuse-deferral': 'to-tell' },
  deferred: { write: 'deferred', 'end-deferral': 'to-tell', 'ask-deferral': 'deferral-asked' },
  told: {},
};

/** The words of a template with what is known filled in; a gap that nothing fills stays visible in brackets. */
export const fillIn = (template: string, gaps: Readonly<Record<string, string | undefined>>): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => gaps[name] ?? `[${name}]`);

/** Where a letter gives the reason: whoever writes it fills it in, before anybody is told. */
export const reasonGap = '[write why, in plain words]';

/** What of a letter is still to be filled in. */
export const gapsOf = (text: string): string[] => text.match(/\[[^[\]]+\]/g) ?? [];

/** The last day to say something against a decision, and that by which it is heard. */
export const representationDays = (
  decidedOn: Day,
  madeOn: Day,
  rule: PanelRule,
): { untilOn: Day; hearBy: Day } => ({
  untilOn: addDays(decidedOn, rule.representationDays ?? 28),
  hearBy: addDays(madeOn, rule.hearingDays ?? 28),
});

/** Decisions that somebody may say something against. */
export const appealable: readonly Decision[] = [
  'adopt',
  'decline',
  'de-select',
  'change',
  'suspend',
  're-enter',
  'keep',
];

/** A day on which something was done: real, not to come, not before another. */
export function doneDayProblem(day: string, today: Day, from?: Day): string | undefined {
  if (!isDay(day)) return 'Enter the date, like 2026-11-30';
  if (day > today) return 'The date lies in the future';
  return from !== undefined && day < from ? `The date is before ${showDay(from)}` : undefined;
}

/** A day by which something is to be done: from today, within two years. */
export function aheadDayProblem(day: string, today: Day): string | undefined {
  if (!isDay(day)) return 'Enter the date, like 2026-11-30';
  if (day < today) return 'The date lies in the past';
  return day > addYears(today, 2) ? 'The date is more than two years ahead' : undefined;
}

/** One error where there is something wrong, none where not. */
export const errorOf = (field: string, text: string | undefined): FieldError[] =>
  text === undefined ? [] : [{ field, text }];

/** Each is a field that has to be filled in, with what is said where it is not. */
export const emptyErrors = (fields: Readonly<Record<string, readonly [string, string]>>): FieldError[] =>
  Object.entries(fields)
    .filter(([, [value]]) => value.trim() === '')
    .map(([field, [, text]]) => ({ field, text }));
