import { addDays, addMonths, addYears, ageOn, type Day, daysBetween, isDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  type ChangeForm,
  type Membership,
  type MembershipState,
  type Rag,
  type Review,
  type ReviewForm,
  rags,
  type Statutory,
  statutoryStatuses,
  type Trend,
} from './types.ts';

export type MembershipAct =
  | 'rate'
  | 'tier'
  | 'review'
  | 'strand'
  | 'statutory'
  | 'transition'
  | 'transfer'
  | 'suspend'
  | 'resume'
  | 'de-select';

/** What may be done with a membership in each state; buttons, acts and tests read this table. */
export const transitions: Record<MembershipState, Partial<Record<MembershipAct, MembershipState>>> = {
  member: {
    rate: 'member',
    tier: 'member',
    review: 'member',
    strand: 'member',
    statutory: 'member',
    transition: 'member',
    transfer: 'member',
    suspend: 'suspended',
    'de-select': 'de-selected',
  },
  // Suspended (in custody, say): the rating may still change; the clock of reviews runs on.
  suspended: {
    rate: 'suspended',
    tier: 'suspended',
    review: 'suspended',
    strand: 'suspended',
    statutory: 'suspended',
    transition: 'suspended',
    transfer: 'suspended',
    resume: 'member',
    'de-select': 'de-selected',
  },
  'de-selected': {},
};

const risk: Partial<Record<Rag, number>> = { green: 1, amber: 2, red: 3 };

/** Which way the risk went with the last rating; undefined where one of the two says nothing of risk. */
export function trendOf(was: Rag | null, now: Rag): Trend | undefined {
  const before = was === null ? undefined : risk[was];
  const after = risk[now];
  if (before === undefined || after === undefined) return undefined;
  return after > before ? 'up' : after < before ? 'down' : 'same';
}

/** Body of the rule `retention`, as far as membership asks. */
export interface Retention {
  afterSchemeYears: number;
}

/** A retention date is mandatory at entry, as if the person left on the day; it is set anew when they leave. */
export const retentionDate = (from: Day, rule: Retention): Day => addYears(from, rule.afterSchemeYears);

export const firstReview = (joined: Day, months: number | undefined): Day | null =>
  months === undefined ? null : addMonths(joined, months);

/**
 * Whether somebody may enter a strand: a child only the youth strand, an adult any but that.
 * @returns what is wrong, or undefined.
 */
export function strandProblem(
  strand: string,
  born: Day | null,
  rule: { strands: readonly { code: string }[]; youngest: number; youthStrand?: string },
  today: Day,
): string | undefined {
  if (!rule.strands.some(({ code }) => code === strand)) return 'Choose a strand';
  if (born === null)
    return 'There is no date of birth, so nobody can tell whether they are under age. Ask an agency for it';
  const isChild = ageOn(born, today) < rule.youngest;
  if (isChild && strand !== rule.youthStrand)
    return rule.youthStrand === undefined
      ? 'They are under age, and the scheme has no youth strand'
      : 'They are under age: choose the youth strand';
  if (!isChild && strand === rule.youthStrand) return 'The youth strand is for people under age';
  return undefined;
}

/**
 * When to look again after a review, by the scheme's rule of months between reviews.
 * @returns null where the scheme has no such rule: the worker sets the day.
 */
export const reviewAfter = (held: Day, months: number | undefined): Day | null => firstReview(held, months);

export const daysOnScheme = (joined: Day, until: Day): number => Math.max(0, daysBetween(joined, until));

export type ReviewStanding = 'none' | 'overdue' | 'week' | 'later';

/** Where the next review stands: overdue before today, due within seven days. */
export const reviewStanding = (review: Day | null, today: Day): ReviewStanding =>
  review === null ? 'none' : review < today ? 'overdue' : review <= addDays(today, 7) ? 'week' : 'later';

type Read<Value> = { value: Value; why: string } | { errors: FieldError[] };

const whyOf = (form: Pick<ChangeForm, 'why'>, errors: FieldError[], missing = 'Say why'): string => {
  const why = form.why?.trim() ?? '';
  if (why === '') errors.push({ field: 'why', text: missing });
  if (why.length > 2_000) errors.push({ field: 'why', text: 'Keep the reason under 2,000 characters' });
  return why;
};

export function readRag(form: ChangeForm): Read<Rag> {
  const errors: FieldError[] = [];
  const value = rags.find((rag) => rag === form.value);
  if (value === undefined) errors.push({ field: 'value', text: 'Choose a rating' });
  const why = whyOf(form, errors);
  return value === undefined || errors.length > 0 ? { errors } : { value, why };
}

export function readTier(form: ChangeForm, tiers: readonly { code: string }[]): Read<string | null> {
  const errors: FieldError[] = [];
  const wanted = form.value ?? '';
  if (wanted !== 'none' && !tiers.some(({ code }) => code === wanted))
    errors.push({ field: 'value', text: 'Choose a tier' });
  const why = whyOf(form, errors);
  return errors.length > 0 ? { errors } : { value: wanted === 'none' ? null : wanted, why };
}

function nextReviewOf(field: string, typed: string | undefined, today: Day, errors: FieldError[]): Day {
  const value = typed?.trim() ?? '';
  if (!isDay(value)) errors.push({ field, text: 'Enter the date of the next review, like 2026-11-30' });
  else if (value < today) errors.push({ field, text: 'The date of the next review lies in the past' });
  else if (value > addYears(today, 2))
    errors.push({ field, text: 'The date of the next review is more than two years ahead' });
  return value;
}

/** The form of a review: it was held on a day of the membership that has come, and the next lies after it. */
export function readReviewForm(
  form: ReviewForm,
  { today, joinedOn, tiers }: { today: Day; joinedOn: Day; tiers: readonly { code: string }[] },
): { review: Review } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const heldOn = form.heldOn?.trim() ?? '';
  if (!isDay(heldOn))
    errors.push({ field: 'heldOn', text: 'Enter the date the review was held, like 2026-11-30' });
  else if (heldOn > today)
    errors.push({ field: 'heldOn', text: 'The review lies ahead: record it once it has been held' });
  else if (heldOn < joinedOn)
    errors.push({ field: 'heldOn', text: 'The person was not on the scheme on this date. Check it' });
  const rag = rags.find((code) => code === form.rag);
  if (rag === undefined) errors.push({ field: 'rag', text: 'Choose a rating' });
  const tier = form.tier ?? '';
  if (tier !== 'none' && !tiers.some(({ code }) => code === tier))
    errors.push({ field: 'tier', text: 'Choose a tier' });
  const nextReview = nextReviewOf('nextReview', form.nextReview, today, errors);
  if (errors.length === 0 && nextReview <= heldOn)
    errors.push({ field: 'nextReview', text: 'The next review has to be after this one' });
  const why = whyOf(form, errors, 'Say what the review found and why');
  if (rag === undefined || errors.length > 0) return { errors };
  return { review: { heldOn, rag, tier: tier === 'none' ? null : tier, nextReview, why } };
}

export function readReview(form: ChangeForm, today: Day): Read<Day> {
  const errors: FieldError[] = [];
  const value = nextReviewOf('value', form.value, today, errors);
  const why = whyOf(form, errors);
  return errors.length > 0 ? { errors } : { value, why };
}

export function readWhy(form: ChangeForm): Read<null> {
  const errors: FieldError[] = [];
  const why = whyOf(form, errors);
  return errors.length > 0 ? { errors } : { value: null, why };
}

/** A new strand, which has to be one that somebody of this age may enter. */
export function readStrand(
  form: ChangeForm,
  born: Day | null,
  rule: Parameters<typeof strandProblem>[2],
  today: Day,
): Read<string> {
  const errors: FieldError[] = [];
  const value = form.value ?? '';
  const problem = strandProblem(value, born, rule, today);
  if (problem !== undefined) errors.push({ field: 'value', text: problem });
  const why = whyOf(form, errors);
  return errors.length > 0 ? { errors } : { value, why };
}

/** Statutory, voluntary or both, from a day of this membership that has come. It decides nothing about services. */
export function readStatutory(
  form: ChangeForm,
  { joinedOn }: Pick<Membership, 'joinedOn'>,
  today: Day,
): Read<{ status: Statutory; from: Day }> {
  const errors: FieldError[] = [];
  const status = statutoryStatuses.find((code) => code === form.value);
  if (status === undefined) errors.push({ field: 'value', text: 'Choose a status' });
  const from = form.day?.trim() ?? '';
  if (!isDay(from))
    errors.push({ field: 'day', text: 'Enter the date from which it holds, like 2026-11-30' });
  else if (from > today)
    errors.push({ field: 'day', text: 'The date lies ahead: change the status when it comes' });
  else if (from < joinedOn)
    errors.push({ field: 'day', text: 'The person was not on the scheme on this date. Check it' });
  const why = whyOf(form, errors);
  return status === undefined || errors.length > 0 ? { errors } : { value: { status, from }, why };
}

export function readTransition(form: ChangeForm): Read<string> {
  const errors: FieldError[] = [];
  const value = form.plan?.trim() ?? '';
  if (value === '')
    errors.push({ field: 'plan', text: 'Say who takes over, what has been agreed, and by when' });
  if (value.length > 4_000) errors.push({ field: 'plan', text: 'Keep the plan under 4,000 characters' });
  const why = whyOf(form, errors);
  return errors.length > 0 ? { errors } : { value, why };
}

/** The first day on which having been seen keeps somebody off the list of those not seen for so many days. */
export const seenFrom = (today: Day, days: number): Day => addDays(today, 1 - days);
