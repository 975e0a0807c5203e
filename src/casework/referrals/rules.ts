import {
  addDays,
  addYears,
  type Day,
  daysBetween,
  isDay,
  londonDay,
  londonInstant,
} from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  achievements,
  type DesiredOutcome,
  type ProviderMove,
  type ReasonForm,
  type ReasonInput,
  type Referral,
  type ReferralForm,
  type ReferralInput,
  type ReferralMove,
  type ReferralState,
  type ReferralsRule,
  type ReportInput,
  type ReportOutcome,
  referralHandlings,
  type SessionForm,
  type SessionInput,
  type SessionState,
  type Sharable,
  sessionStates,
  sharables,
  staffRisks,
  type ToldForm,
  type ToldInput,
} from './types.ts';

/**
 * What may be done with a referral in each state; buttons, acts and tests read this table. What the referrer does
 * and what the provider does stand in one table, because one waits for the other.
 */
export const transitions: Record<ReferralState, Partial<Record<ReferralMove, ReferralState>>> = {
  draft: { send: 'sent', withdraw: 'withdrawn' },
  sent: { accept: 'accepted', decline: 'declined', amend: 'sent', withdraw: 'withdrawn' },
  accepted: {
    'put-back': 'sent',
    start: 'started',
    cancel: 'cancelled',
    amend: 'accepted',
    withdraw: 'withdrawn',
  },
  started: { complete: 'completed', 'end-early': 'ended-early', amend: 'started', withdraw: 'withdrawn' },
  declined: { send: 'sent' },
  withdrawn: {},
  cancelled: {},
  'ended-early': {},
  completed: {},
};

/** While a referral is open its person is open to the provider. */
export const isOpen = (state: ReferralState): boolean =>
  state === 'sent' || state === 'accepted' || state === 'started';

/** What may be done with a session in each state; a session that lies ahead is called off, not attended. */
export const sessionMoves: Record<SessionState, readonly SessionState[]> = {
  planned: ['planned', 'attended', 'acceptable-absence', 'failed', 'called-off'],
  attended: ['attended', 'acceptable-absence', 'failed'],
  'acceptable-absence': ['attended', 'acceptable-absence', 'failed'],
  failed: ['attended', 'acceptable-absence', 'failed'],
  'called-off': [],
};

const text = (value: string | undefined): string | null => value?.trim() || null;

const isOneOf = <Code extends string>(codes: readonly Code[], value: string | undefined): value is Code =>
  codes.some((code) => code === value);

export const listOf = (value: readonly string[] | string | undefined): string[] => [value ?? []].flat();

/** Outcomes that a new referral may name: those of the category that are not retired, and those it has already. */
export const offeredOutcomes = (
  rule: Pick<ReferralsRule, 'outcomes'>,
  category: string | undefined,
  today: Day,
  present: readonly string[] = [],
): DesiredOutcome[] =>
  rule.outcomes.filter(
    (one) =>
      (one.category === category && (one.deprecatedAt === undefined || one.deprecatedAt > today)) ||
      present.includes(one.code),
  );

export interface ReferralChoices {
  rule: Pick<ReferralsRule, 'categories' | 'outcomes'>;
  pathways: readonly string[];
  /** Categories of the service. */
  categories: readonly string[];
  today: Day;
  /** Outcomes that the referral names already, some of which may be retired since. */
  present?: readonly string[];
  /** Only who may see offences shares their type. */
  mayShareOffence: boolean;
}

type Wrong = (field: string, message: string) => null;

/** Reads the form: what is not ticked is not shared, whatever stands in its field. */
export function readReferralForm(
  form: ReferralForm,
  choices: ReferralChoices,
): { input: ReferralInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const wrong: Wrong = (field, message) => {
    errors.push({ field, text: message });
    return null;
  };
  const category = isOneOf(choices.categories, form.category)
    ? form.category
    : wrong('category', 'Choose what kind of help is asked for');
  const pathway = isOneOf(choices.pathways, form.pathway)
    ? form.pathway
    : wrong('pathway', 'Choose a pathway');
  const need = text(form.need) ?? wrong('need', 'Say what the need is');
  const goal = text(form.goal) ?? wrong('goal', 'Say what the person hopes for');
  const known = offeredOutcomes(choices.rule, category ?? undefined, choices.today, choices.present);
  const outcomes = known.map(({ code }) => code).filter((code) => listOf(form.outcomes).includes(code));
  if (category !== null && known.length > 0 && outcomes.length === 0)
    wrong('outcomes', 'Choose at least one desired outcome');
  if (outcomes.length > mostOutcomes) wrong('outcomes', `Choose at most ${mostOutcomes} desired outcomes`);
  const handling = isOneOf(referralHandlings, form.handling)
    ? form.handling
    : wrong('handling', 'Choose who may see it');
  const shared = readShared(form, choices.mayShareOffence, wrong);
  if (
    errors.length > 0 ||
    category === null ||
    pathway === null ||
    need === null ||
    goal === null ||
    handling === null
  )
    return { errors };
  return { input: { category, pathway, need, goal, outcomes, handling, ...shared } };
}

/** What is ticked must be filled in; the type of an offence needs a reason as well. */
function readShared(
  form: ReferralForm,
  mayShareOffence: boolean,
  wrong: Wrong,
): Omit<ReferralInput, 'category' | 'pathway' | 'need' | 'goal' | 'outcomes' | 'handling'> {
  const ticked = new Set<Sharable>(sharables.filter((one) => listOf(form.share).includes(one)));
  if (!mayShareOffence) ticked.delete('offence');
  const needed = (tick: Sharable, field: keyof ReferralForm & string, message: string): string | null =>
    ticked.has(tick) ? (text(form[field] as string | undefined) ?? wrong(field, message)) : null;
  const risk = ticked.has('risk')
    ? isOneOf(staffRisks, form.risk)
      ? form.risk
      : wrong('risk', 'Say whether there is a risk to staff')
    : null;
  const riskWords = risk === null ? null : text(form.riskWords);
  if (risk === 'yes' && riskWords === null) wrong('riskWords', 'Say what staff should do about the risk');
  return {
    contactDetails: needed('contact', 'contact', 'Enter the contact details, or do not share them'),
    staffRisk: risk,
    staffRiskWords: riskWords,
    availability: needed('availability', 'availability', 'Say when they are free, or do not share it'),
    language: needed('language', 'language', 'Say which language, or do not share it'),
    offenceType: needed('offence', 'offence', 'Enter the type of offence, or do not share it'),
    offenceWhy: needed('offence', 'offenceWhy', 'Say why the provider needs to know the type of offence'),
  };
}

export const fieldWords: Record<keyof ReferralInput, string> = {
  category: 'Kind of help',
  pathway: 'Pathway',
  need: 'Need',
  goal: 'Goal',
  outcomes: 'Desired outcomes',
  handling: 'Who else may see it',
  contactDetails: 'Contact details',
  staffRisk: 'Risk to staff',
  staffRiskWords: 'Risk to staff: what to do',
  availability: 'When they are free',
  language: 'Language',
  offenceType: 'Type of offence',
  offenceWhy: 'Why the type of offence is shared',
};

export interface Amendment {
  field: keyof ReferralInput;
  was: string | null;
  became: string | null;
}

/** What an amendment changes: each field with its old and its new text, as they are kept. */
export function amendmentsOf(was: ReferralInput, becomes: ReferralInput): Amendment[] {
  const plain = (value: string | string[] | null): string | null =>
    Array.isArray(value) ? [...value].sort().join(', ') || null : value;
  return (Object.keys(fieldWords) as (keyof ReferralInput)[])
    .map((field) => ({ field, was: plain(was[field]), became: plain(becomes[field]) }))
    .filter((one) => one.was !== one.became);
}

/** @param codes of the scheme's list: `other` needs words. */
export function readReasonForm(
  form: ReasonForm,
  codes: readonly string[],
): { input: ReasonInput } | { errors: FieldError[] } {
  const reason = text(form.reason);
  if (!isOneOf(codes, form.reasonCode)) return { errors: [{ field: 'reasonCode', text: 'Choose a reason' }] };
  if (form.reasonCode === 'other' && reason === null)
    return { errors: [{ field: 'reason', text: 'Say what the reason is' }] };
  return { input: { reasonCode: form.reasonCode, reason } };
}

const providerMoves = ['accept', 'decline', 'start', 'cancel', 'complete', 'end-early', 'put-back'] as const;

/** What a provider can have said of a referral in this state. */
export const toldMoves = (state: ReferralState): ProviderMove[] =>
  providerMoves.filter((move) => transitions[state][move] !== undefined);

/** @param codes of the scheme's reasons: a no and an early end need one, an end needs words of what came of it. */
export function readToldForm(
  form: ToldForm,
  state: ReferralState,
  codes: readonly string[],
): { input: ToldInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const move = toldMoves(state).find((one) => one === form.move);
  if (move === undefined) errors.push({ field: 'move', text: 'Choose what the provider said' });
  const needsReason = move === 'decline' || move === 'cancel' || move === 'end-early';
  const reasonCode = needsReason ? text(form.reasonCode) : null;
  if (needsReason && !isOneOf(codes, reasonCode ?? undefined))
    errors.push({ field: 'reasonCode', text: 'Choose why' });
  const reason = text(form.reason);
  if (reason === null && (move === 'complete' || move === 'end-early' || reasonCode === 'other'))
    errors.push({ field: 'reason', text: 'Say what came of it' });
  return move === undefined || errors.length > 0 ? { errors } : { input: { move, reasonCode, reason } };
}

/**
 * Reads a session. One that lies ahead is planned or called off; one whose time has passed has an attendance.
 * @param was the state it is in, undefined for a new one.
 */
export function readSessionForm(
  form: SessionForm,
  was: SessionState | undefined,
  now: Date,
): { input: SessionInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const wrong: Wrong = (field, message) => {
    errors.push({ field, text: message });
    return null;
  };
  const at = readMoment(form, now, wrong);
  const typed = text(form.minutes);
  const minutes = typed === null ? null : Number(typed);
  if (minutes !== null && !(Number.isInteger(minutes) && minutes >= 0 && minutes <= 1440))
    wrong('minutes', 'Enter the length in minutes, up to 1440');
  const state = isOneOf(sessionStates, form.state) ? form.state : wrong('state', 'Choose whether they came');
  if (state !== null && at !== null) checkSessionState(state, was, at > now, wrong);
  const feedback = text(form.feedback);
  if (state === 'attended' && feedback === null) wrong('feedback', 'Say how the session went');
  if (errors.length > 0 || at === null || state === null) return { errors };
  return { input: { at: at.toISOString(), minutes, place: text(form.place), state, feedback } };
}

function checkSessionState(
  state: SessionState,
  was: SessionState | undefined,
  ahead: boolean,
  wrong: Wrong,
): void {
  if (was !== undefined && !sessionMoves[was].includes(state))
    wrong('state', 'This session can no longer be given that state');
  else if (ahead && state !== 'planned' && state !== 'called-off')
    wrong('state', 'This session lies ahead: choose “Planned”, or put the date right');
  else if (!ahead && state === 'planned')
    wrong('state', 'The date and time have passed. Choose whether they came, or put the date right');
}

function readMoment(form: SessionForm, now: Date, wrong: Wrong): Date | null {
  const day = form.day?.trim() ?? '';
  const time = form.time?.trim() ?? '';
  if (!isDay(day)) return wrong('day', 'Enter the date of the session, like 2026-11-30');
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return wrong('time', 'Enter the time, like 09:30');
  const at = londonInstant(day, time);
  if (at === undefined)
    return wrong(
      'time',
      'On this day the clocks change and this time does not exist or occurs twice. Enter another time',
    );
  if (day < addYears(londonDay(now), -2) || day > addYears(londonDay(now), 2))
    return wrong('day', 'The date is more than two years away. Check the year');
  return at;
}

/** The most desired outcomes that one referral may name: the report's form has a field for each. */
export const mostOutcomes = 12;

/** The report's form: the nth desired outcome of the referral has its level in `level-n` and words in `words-n`. */
export function readReportForm(
  form: Readonly<Record<string, string | undefined>>,
  outcomes: readonly string[],
  endReasons: readonly string[],
): { input: ReportInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const ending = form.ending === 'complete' || form.ending === 'end-early' ? form.ending : undefined;
  if (ending === undefined) errors.push({ field: 'ending', text: 'Choose how the service ended' });
  const reasonCode = ending === 'end-early' ? text(form.reasonCode) : null;
  if (ending === 'end-early' && !isOneOf(endReasons, reasonCode ?? undefined))
    errors.push({ field: 'reasonCode', text: 'Choose why it ended early' });
  const levels = outcomes.map((code, index): ReportOutcome | undefined => {
    const level = form[`level-${index}`];
    if (isOneOf(achievements, level)) return { code, level, words: text(form[`words-${index}`]) };
    errors.push({ field: `level-${index}`, text: 'Choose how far each desired outcome was achieved' });
    return undefined;
  });
  const summary = text(form.summary);
  if (summary === null) errors.push({ field: 'summary', text: 'Say what was done and what came of it' });
  if (errors.length > 0 || ending === undefined || summary === null) return { errors };
  return {
    input: {
      ending,
      reasonCode,
      summary,
      stillNeeded: text(form.stillNeeded),
      outcomes: levels.filter((one) => one !== undefined),
    },
  };
}

/** Whole days that a referral has waited for an answer, or waited before it was answered; undefined before it is sent. */
export const daysWaited = (
  referral: Pick<Referral, 'sentAt'> & { answeredAt?: Date | null },
  today: Day,
): number | undefined =>
  referral.sentAt === null
    ? undefined
    : daysBetween(
        londonDay(referral.sentAt),
        referral.answeredAt == null ? today : londonDay(referral.answeredAt),
      );

/**
 * The day by which the end-of-service report is due: so many days after the last session, once none lies ahead.
 * @returns undefined while sessions are planned, or before the first was held.
 */
export function reportDueOn(
  sessions: readonly { at: Date; state: SessionState }[],
  afterDays: number,
): Day | undefined {
  if (sessions.some(({ state }) => state === 'planned')) return undefined;
  const held = sessions.filter(({ state }) => state !== 'called-off').map(({ at }) => at.getTime());
  return held.length === 0 ? undefined : addDays(londonDay(new Date(Math.max(...held))), afterDays);
}
