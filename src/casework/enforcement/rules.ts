import { addMonths, type Day, isDay, londonDay, londonInstant } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  type AttemptForm,
  type AttemptResult,
  alternatives,
  attemptResults,
  type Case,
  type CaseState,
  type EnforcementRule,
  type FailureForm,
  type Move,
  type MoveForm,
  type MoveInput,
  type OrderInForce,
  type OrderType,
  orderTypes,
  recallBecause,
  recallKinds,
  type WarrantForm,
  type WarrantKind,
  type WarrantState,
  warrantKinds,
} from './types.ts';
import { addWorkingDays, isCounted, lastCounted } from './working-days.ts';

/**
 * What may be done in each state; buttons, acts and tests read this table. Where `refuse` leads is decided by the
 * warnings given before (`afterRefusal`): the table names the first of its three ends.
 */
export const transitions: Record<CaseState, Partial<Record<Move, CaseState>>> = {
  'to-decide': { accept: 'acceptable', refuse: 'warning-due', void: 'void' },
  'warning-due': {
    warn: 'warned',
    'consider-recall': 'recall-considered',
    accept: 'acceptable',
    void: 'void',
  },
  warned: { 'consider-recall': 'recall-considered' },
  'breach-due': { lay: 'breach-laid', 'not-pursue': 'not-pursued', accept: 'acceptable', void: 'void' },
  'breach-laid': { court: 'breach-decided' },
  'recall-considered': { 'ask-recall': 'recall-asked', warn: 'warned' },
  'recall-asked': { recall: 'recalled', 'not-recall': 'not-recalled' },
  acceptable: {},
  covered: {},
  'breach-decided': {},
  recalled: {},
  'not-recalled': {},
  'not-pursued': {},
  void: {},
};

/** Ends that `refuse` may have. */
export const refusalEnds = ['warning-due', 'breach-due', 'covered'] as const satisfies readonly CaseState[];

/** Moves that are a manager's: `enforcement:decide`. */
export const managersMoves: readonly Move[] = ['recall', 'not-recall', 'not-pursue'];

/** Moves of a licence alone: nobody is recalled on an order. */
const licenceMoves: readonly Move[] = ['consider-recall', 'ask-recall', 'recall', 'not-recall'];

/** The moves that a case takes now, by its state and its order. */
export const movesOf = (one: Pick<Case, 'state' | 'orderType'>): Move[] =>
  (Object.keys(transitions[one.state]) as Move[]).filter(
    (move) => one.orderType === 'licence' || !licenceMoves.includes(move),
  );

export const isOpenCase = (state: CaseState): boolean =>
  Object.keys(transitions[state]).length > 0 && state !== 'warned';

/** States in which something has been done about a failure that was not acceptable. */
export const isActed = (state: CaseState): boolean =>
  !['to-decide', 'warning-due', 'breach-due', 'recall-considered', 'recall-asked', 'void'].includes(state);

/**
 * Where a failure that is not acceptable leads. Under an order: a warning, unless one was given in the twelve months
 * before; proceedings where there have been as many warnings as the rule asks for and this failure came since the
 * last of them, within its twelve months. A failure from before a warning that still runs is covered by it.
 * Criminal Justice Act 2003, schedule 8, paragraphs 5 and 6 (community orders).
 * On a licence a warning comes first whatever was given: recall is a decision of its own.
 */
export function afterRefusal(
  failure: { failedOn: Day; orderType: OrderType; today: Day },
  warnedOn: readonly Day[],
  rule: Pick<EnforcementRule, 'warnings' | 'warningMonths'>,
): (typeof refusalEnds)[number] {
  const needed = rule.warnings[failure.orderType];
  if (failure.orderType === 'licence' || needed === undefined) return 'warning-due';
  const running = warnedOn.filter(
    (day) => day <= failure.today && failure.today < addMonths(day, rule.warningMonths),
  );
  if (running.length === 0) return 'warning-due';
  const before = running.filter((day) => day <= failure.failedOn);
  if (before.length === 0) return 'covered';
  return before.length >= needed ? 'breach-due' : 'warning-due';
}

/** Until when a further failure counts together with the warning: the last day of it. */
export const warningRunsTo = (warnedOn: Day, months: number): Day => {
  const end = new Date(`${addMonths(warnedOn, months)}T00:00:00Z`);
  return new Date(end.getTime() - 86_400_000).toISOString().slice(0, 10);
};

export type NotStarted = 'no-rule' | 'not-counted' | 'withheld' | 'voluntary';

/**
 * Whether a failure starts enforcement. Never of somebody who takes part by agreement: no order or licence held them
 * on that day. What an agency keeps to itself starts nothing that others would see.
 */
export function startsEnforcement(failure: {
  rule: EnforcementRule | undefined;
  agencyKind: string;
  handling: Case['handling'];
  orders: readonly OrderInForce[];
}): { order: OrderInForce } | { because: NotStarted } {
  if (failure.rule === undefined) return { because: 'no-rule' };
  if (!failure.rule.appointmentsOf.includes(failure.agencyKind)) return { because: 'not-counted' };
  const [order] = [...failure.orders].sort(
    (left, right) => orderTypes.indexOf(left.orderType) - orderTypes.indexOf(right.orderType),
  );
  if (order === undefined) return { because: 'voluntary' };
  const enforces = failure.agencyKind === 'probation' || failure.agencyKind === 'youth-justice';
  if (failure.handling === 'own' && !enforces) return { because: 'withheld' };
  return { order };
}

/** Said after a failed appointment was recorded, to whoever may see orders. */
export const notStartedWords: Record<NotStarted, string> = {
  'no-rule': 'The scheme has no enforcement rule in force: nothing is started.',
  'not-counted': 'Appointments of your agency are voluntary: nothing is started.',
  withheld: 'The contact is for your agency only: nothing is started. Tell the supervising officer.',
  voluntary: 'No order or licence that you may see was in force on that day. Voluntary: nothing is started.',
};

/** By when something has to be done, or null where the table of bank holidays does not reach. */
export function dueFor(failedOn: Day, rule: EnforcementRule): Day | null {
  if (!isCounted(failedOn) || failedOn > `${lastCounted.slice(0, 4)}-10-01`) return null;
  return addWorkingDays(failedOn, rule.action.workingDays);
}

type Wrong = (field: string, message: string) => void;
type Read<Input> = { input: Input } | { errors: FieldError[] };

const textOf = (value: string | undefined): string | null => value?.trim() || null;
const oneOf = <Code extends string>(codes: readonly Code[], value: string | undefined): Code | null =>
  codes.find((code) => code === value) ?? null;

function reading(): { errors: FieldError[]; wrong: Wrong } {
  const errors: FieldError[] = [];
  return { errors, wrong: (field, text) => errors.push({ field, text }) };
}

/** A day that has been, or null with the error said. */
function pastDay(
  field: string,
  value: string | undefined,
  span: { from: Day; to: Day },
  wrong: Wrong,
): Day | null {
  const day = textOf(value);
  if (day === null || !isDay(day)) wrong(field, 'Enter a real date, like 2026-11-30');
  else if (day > span.to) wrong(field, 'The date lies ahead. Enter a day up to today');
  else if (day < span.from) wrong(field, `Enter a day on or after ${span.from}`);
  else return day;
  return null;
}

const needsWhy: readonly Move[] = [
  'accept',
  'refuse',
  'void',
  'consider-recall',
  'ask-recall',
  'recall',
  'not-recall',
  'not-pursue',
  'court',
];
const needsDay: readonly Move[] = ['warn', 'lay', 'court'];

/** What the form of a move asks for. */
export const asksFor = (move: Move): { why: boolean; day: boolean } => ({
  why: needsWhy.includes(move),
  day: needsDay.includes(move),
});

/** Reads the form of one move; whether the move is allowed now is for the act. */
export function readMoveForm(form: MoveForm, one: Pick<Case, 'failedOn'>, today: Day): Read<MoveInput> {
  const { errors, wrong } = reading();
  const moves = Object.values(transitions).flatMap((row) => Object.keys(row)) as Move[];
  const move = oneOf(moves, form.move);
  if (move === null) return { errors: [{ field: 'move', text: 'Choose what was decided' }] };
  const why = textOf(form.why);
  if (asksFor(move).why && why === null)
    wrong('why', move === 'court' ? 'Say what the court decided' : 'Say why');
  const on = asksFor(move).day ? pastDay('on', form.on, { from: one.failedOn, to: today }, wrong) : null;
  const circumstances = textOf(form.circumstances);
  if (move === 'warn' && circumstances === null)
    wrong('circumstances', 'Say what the failure was: the warning must');
  const because = oneOf(recallBecause, form.recallBecause);
  if (move === 'consider-recall' && because === null)
    wrong('recallBecause', 'Choose why recall is considered');
  const tried = alternatives
    .map(({ code }) => code)
    .filter((code) => [form.alternatives ?? []].flat().includes(code));
  if (move === 'ask-recall' && tried.length === 0)
    wrong('alternatives', 'Choose what was tried before recall. A manager will ask');
  const kind = oneOf(recallKinds, form.recallKind);
  if (move === 'recall' && kind === null) wrong('recallKind', 'Choose which recall');
  const court = textOf(form.court);
  if (move === 'lay' && court === null) wrong('court', 'Say which court');
  const hearingOn = textOf(form.hearingOn);
  if (hearingOn !== null && !isDay(hearingOn)) wrong('hearingOn', 'Enter a real date, like 2026-11-30');
  if (errors.length > 0) return { errors };
  return {
    input: {
      move,
      why,
      on,
      orderType: oneOf(orderTypes, form.orderType),
      circumstances,
      recallBecause: because,
      alternatives: tried,
      recallKind: kind,
      court,
      hearingOn,
    },
  };
}

export function readFailureForm(form: FailureForm, today: Day): Read<{ on: Day; what: string }> {
  const { errors, wrong } = reading();
  const on = pastDay('on', form.on, { from: addMonths(today, -12), to: today }, wrong);
  const what = textOf(form.what);
  if (what === null) wrong('what', 'Say what they failed to do');
  return errors.length > 0 || on === null || what === null ? { errors } : { input: { on, what } };
}

/** What may be done with a warrant in each state. */
export const warrantTransitions: Record<
  WarrantState,
  Partial<Record<'attempt' | 'execute' | 'withdraw', WarrantState>>
> = {
  open: { attempt: 'open', execute: 'executed', withdraw: 'withdrawn' },
  executed: {},
  withdrawn: {},
};

export interface WarrantInput {
  kind: WarrantKind;
  reference: string | null;
  issuedOn: Day;
  issuedBy: string;
}

export function readWarrantForm(form: WarrantForm, today: Day): Read<WarrantInput> {
  const { errors, wrong } = reading();
  const kind = oneOf(warrantKinds, form.kind);
  if (kind === null) wrong('kind', 'Choose what it is');
  const issuedOn = pastDay('issuedOn', form.issuedOn, { from: '2000-01-01', to: today }, wrong);
  const issuedBy = textOf(form.issuedBy);
  if (issuedBy === null) wrong('issuedBy', 'Say which court or office issued it');
  if (errors.length > 0 || kind === null || issuedOn === null || issuedBy === null) return { errors };
  return { input: { kind, reference: textOf(form.reference), issuedOn, issuedBy } };
}

export interface AttemptInput {
  /** Instant, ISO. */
  at: string;
  place: string;
  result: AttemptResult;
  note: string | null;
}

export function readAttemptForm(form: AttemptForm, issuedOn: Day, now: Date): Read<AttemptInput> {
  const { errors, wrong } = reading();
  const day = pastDay('day', form.day, { from: issuedOn, to: londonDay(now) }, wrong);
  const time = form.time?.trim() ?? '';
  const at = day !== null && /^([01]\d|2[0-3]):[0-5]\d$/.test(time) ? londonInstant(day, time) : undefined;
  if (day !== null && at === undefined) wrong('time', 'Enter a time of that day, like 06:30');
  if (at !== undefined && at > now) wrong('time', 'The time lies ahead');
  const place = textOf(form.place);
  if (place === null) wrong('place', 'Say where');
  const result = oneOf(attemptResults, form.result);
  if (result === null) wrong('result', 'Choose what came of it');
  const note = textOf(form.note);
  if (result === 'other' && note === null) wrong('note', 'Say what came of it');
  if (errors.length > 0 || at === undefined || place === null || result === null) return { errors };
  return { input: { at: at.toISOString(), place, result, note } };
}

/** Who may see what stands under an item: as the item, its author's agency among the named. */
export const handlingUnder = (whole: {
  handling: Case['handling'];
  namedAgencies: readonly number[];
  agencyId: number;
}): { handling: Case['handling']; namedAgencies: number[] } => ({
  handling: whole.handling,
  namedAgencies: whole.handling === 'named' ? [...new Set([...whole.namedAgencies, whole.agencyId])] : [],
});
