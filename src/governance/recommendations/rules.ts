import { addMonths, type Day, monthsBetween, showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { FieldReader, typed } from '../registers/forms.ts';
import { changesBetween } from '../registers/history.ts';
import { readOwner } from '../registers/owners.ts';
import {
  type Recommendation,
  type RecommendationForm,
  type RecommendationInput,
  type RecommendationStatus,
  type SourceForm,
  type SourceInput,
  statusWords,
} from './types.ts';

export type RecommendationAct = 'update' | 'report' | 'decline' | 'assure' | 'return' | 'reopen';

/** What may be done in each status, and where it leads; buttons, acts and tests read this table. */
export const transitions: Record<
  RecommendationStatus,
  Partial<Record<RecommendationAct, RecommendationStatus>>
> = {
  open: { update: 'in-progress', report: 'done', decline: 'declined' },
  'in-progress': { update: 'in-progress', report: 'done', decline: 'declined' },
  done: { assure: 'assured', return: 'in-progress', reopen: 'in-progress' },
  assured: { return: 'in-progress' },
  declined: { reopen: 'in-progress' },
};

/** Still to be done: a recommendation counts as done only once somebody else has assured it. */
export const isOutstanding = (status: RecommendationStatus): boolean =>
  status !== 'assured' && status !== 'declined';

export const isOverdue = (one: { status: RecommendationStatus; dueOn: Day | null }, today: Day): boolean =>
  (one.status === 'open' || one.status === 'in-progress') && one.dueOn !== null && one.dueOn < today;

/** Assurance is another person's: neither the owner's nor that of whoever reported it done. */
export const mayAssure = (
  one: Pick<Recommendation, 'status' | 'ownerId' | 'doneBy'>,
  staffId: number,
): boolean => one.status === 'done' && one.ownerId !== staffId && one.doneBy !== staffId;

/** Whoever owns it or reported it done takes the report back; anybody else sends it back, as one who may assure it. */
export const mayReturn = (
  one: Pick<Recommendation, 'status' | 'ownerId' | 'doneBy'>,
  staffId: number,
): boolean => one.status === 'assured' || mayAssure(one, staffId);

export const mayTakeBack = (
  one: Pick<Recommendation, 'status' | 'ownerId' | 'doneBy'>,
  staffId: number,
): boolean => one.status !== 'done' || one.ownerId === staffId || one.doneBy === staffId;

export function readSourceForm(form: SourceForm): { input: SourceInput } | { errors: FieldError[] } {
  const reader = new FieldReader();
  const input: SourceInput = {
    title: reader.need(form.title, 'title', 'Give the review, inspection or paper its title'),
    madeBy: reader.need(form.madeBy, 'madeBy', 'Say who made the recommendations'),
    publishedOn: reader.day(form.publishedOn, 'publishedOn', 'the day it was published'),
    stated:
      typed(form.stated) === ''
        ? null
        : reader.whole(form.stated, 'stated', 'Enter how many it says there are, as a whole number', 1, 1000),
    note: typed(form.note) || null,
    example: false,
  };
  return reader.errors.length > 0 ? { errors: reader.errors } : { input };
}

/** Reads the form of a new or changed recommendation. */
export function readRecommendationForm(
  form: RecommendationForm,
  sources: readonly { id: number }[],
  owners: readonly { id: number }[],
): { input: RecommendationInput } | { errors: FieldError[] } {
  const reader = new FieldReader();
  const source = sources.find(({ id }) => String(id) === form.source);
  if (source === undefined) reader.wrong('source', 'Choose where it comes from');
  const number = reader.need(form.number, 'number', 'Enter its number in the source');
  if (number.length > 20) reader.wrong('number', 'Keep the number to 20 characters');
  const input: RecommendationInput = {
    sourceId: source?.id ?? 0,
    number,
    text: reader.need(form.text, 'text', 'Enter what is recommended'),
    body: reader.need(form.body, 'body', 'Say to whom it is made'),
    ownerId: readOwner(form.owner, owners, reader.errors),
    dueOn: reader.day(form.dueOn, 'dueOn', 'the day it is due'),
  };
  return reader.errors.length > 0 ? { errors: reader.errors } : { input };
}

type Said = Pick<Recommendation, 'text' | 'body' | 'ownerId' | 'dueOn' | 'status' | 'evidence'>;

export const recommendationChanges = (
  before: Said,
  after: Said,
  ownerName: (id: number | null) => string,
): string[] =>
  changesBetween(before, after, [
    { label: 'Text', show: (one) => one.text },
    { label: 'Made to', show: (one) => one.body },
    { label: 'Owner', show: (one) => ownerName(one.ownerId) },
    { label: 'Due', show: (one) => (one.dueOn === null ? '' : showDay(one.dueOn)) },
    { label: 'Status', show: (one) => statusWords[one.status] },
    { label: 'Evidence', show: (one) => one.evidence ?? '' },
  ]);

/** What became of one recommendation, oldest first: the status that it had from each day on. */
export interface StatusChange {
  itemId: number;
  day: Day;
  status: RecommendationStatus;
}

export interface BurnPoint {
  day: Day;
  entered: number;
  /** Of those, how many were not yet done and assured (or declined). */
  outstanding: number;
}

/**
 * How many were outstanding at the end of each month and today. Changes may come in any order; the last of a day counts.
 * @param changes with the entry of each recommendation as its first.
 */
export function burnDown(changes: readonly StatusChange[], today: Day): BurnPoint[] {
  const sorted = changes
    .filter(({ day }) => day <= today)
    .toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  const first = sorted[0]?.day;
  if (first === undefined) return [];
  const start: Day = `${first.slice(0, 7)}-01`;
  const months = monthsBetween(start, today);
  const every = Math.max(1, Math.ceil(months / 24));
  const days = [first];
  for (let month = every; month <= months; month += every) days.push(addMonths(start, month));
  const asked = [...new Set([...days.filter((day) => day >= first && day < today), today])];
  const now = new Map<number, RecommendationStatus>();
  let at = 0;
  return asked.map((day) => {
    for (let next = sorted[at]; next !== undefined && next.day <= day; next = sorted[at]) {
      now.set(next.itemId, next.status);
      at += 1;
    }
    return { day, entered: now.size, outstanding: [...now.values()].filter(isOutstanding).length };
  });
}
