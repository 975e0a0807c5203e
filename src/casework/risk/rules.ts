import { addYears, type Day, showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { handlings } from '../contacts/types.ts';
import { Reading, type Values } from '../reading.ts';
import type {
  Assessment,
  AssessmentInput,
  AssessmentState,
  AssessmentType,
  EntryInput,
  FlagInput,
  Handling,
  Register,
  RiskLists,
  Training,
  TrainingInput,
} from './types.ts';

export type AssessmentAct = 'correct' | 'withdraw' | 'accept' | 'refuse';

/** What may be done with an assessment in each state; buttons, acts and tests read this table. */
export const transitions: Record<AssessmentState, Partial<Record<AssessmentAct, AssessmentState>>> = {
  held: { correct: 'held', withdraw: 'withdrawn', accept: 'accepted', refuse: 'refused' },
  accepted: { correct: 'accepted', withdraw: 'withdrawn' },
  refused: {},
  withdrawn: {},
};

export interface ReadContext {
  lists: RiskLists;
  today: Day;
  /** Agencies that an item may be named to. */
  agencies: readonly number[];
}

type Read<Input> = { input: Input } | { errors: FieldError[] };

/** The level that a score in per cent stands for: that of the highest band which it reaches. */
export function levelOfScore(type: Pick<AssessmentType, 'bands'>, score: number): string | undefined {
  const reached = (type.bands ?? []).filter(({ atLeast }) => score >= atLeast);
  return reached.sort((left, right) => right.atLeast - left.atLeast)[0]?.level;
}

/** Who may see it: as the form says, and the agencies it names. */
function readHandling(
  form: Reading,
  agencies: readonly number[],
): { handling: Handling | null; namedAgencies: number[] } {
  const handling = form.code('handling', handlings, 'Choose who may see it');
  const namedAgencies = handling === 'named' ? form.ids('named', agencies) : [];
  if (handling === 'named' && namedAgencies.length === 0)
    form.wrong('named', 'Choose the agencies that may see it');
  return { handling, namedAgencies };
}

/**
 * Reads an assessment. Nobody enters one that lies ahead or is older than ten years.
 * @param only the type of the one that is corrected: that stays.
 */
export function readAssessment(
  personId: number,
  values: Values,
  { lists, today, agencies }: ReadContext,
  only?: string,
): Read<AssessmentInput> {
  const form = new Reading(values);
  const codes = only === undefined ? lists.types.map(({ code }) => code) : [only];
  const code = form.code('type', codes, 'Choose what kind of assessment it is');
  const type = lists.types.find((one) => one.code === code);
  const assessedOn = form.pastDay('assessedOn', 'Enter the day it was made', today);
  if (assessedOn !== null && assessedOn < addYears(today, -10))
    form.wrong('assessedOn', 'The date is more than ten years ago. Check the year');
  const { score, level } = readResult(form, type);
  const summary = form.words('summary', 'Say in short what it found');
  const source =
    type?.imported === true ? form.words('source', 'Say which system it comes from') : form.words('source');
  const nextDue = form.laterDay('nextDue', assessedOn);
  const { handling, namedAgencies } = readHandling(form, agencies);
  if (form.errors.length > 0) return { errors: form.errors };
  if (code === null || assessedOn === null || level === null || summary === null || handling === null)
    return { errors: form.errors };
  return {
    input: {
      personId,
      type: code,
      assessedOn,
      score,
      level,
      summary,
      source,
      nextDue,
      handling,
      namedAgencies,
    },
  };
}

function readResult(
  form: Reading,
  type: AssessmentType | undefined,
): { score: number | null; level: string | null } {
  if (type === undefined) return { score: null, level: null };
  if (type.bands !== undefined) {
    const score = form.whole('score', { least: 0, most: 100 }, 'Enter the score in whole per cent, 0 to 100');
    return { score, level: score === null ? null : (levelOfScore(type, score) ?? null) };
  }
  const levels = type.levels.map(({ code }) => code);
  return { score: null, level: form.code('level', levels, `Choose the level that ${type.name} gave`) };
}

/**
 * The assessment of each kind that stands: the latest that was accepted. An older one that comes in later is history at
 * once, and when the latest is withdrawn the one before it stands again.
 */
export function standingOf<One extends Pick<Assessment, 'id' | 'type' | 'state' | 'assessedOn'>>(
  assessments: readonly One[],
): One[] {
  const standing = new Map<string, One>();
  for (const one of assessments) {
    if (one.state !== 'accepted') continue;
    const other = standing.get(one.type);
    if (other === undefined || isLater(one, other)) standing.set(one.type, one);
  }
  return [...standing.values()];
}

const isLater = (
  left: Pick<Assessment, 'id' | 'assessedOn'>,
  right: Pick<Assessment, 'id' | 'assessedOn'>,
): boolean =>
  left.assessedOn > right.assessedOn || (left.assessedOn === right.assessedOn && left.id > right.id);

export type TrainingFound = { ok: true } | { ok: false; why: string };

/**
 * Whether training holds on a day: from its first day to the last, both included. What was withdrawn counts for nothing.
 * @param records one member of staff's, in the one kind of assessment.
 */
export function trainingHolds(
  records: readonly Pick<Training, 'fromDate' | 'expiresOn' | 'withdrawnWhy'>[],
  what: string,
  on: Day,
): TrainingFound {
  const counted = records.filter(({ withdrawnWhy }) => withdrawnWhy === null);
  if (counted.some(({ fromDate, expiresOn }) => fromDate <= on && (expiresOn === null || expiresOn >= on)))
    return { ok: true };
  const ended = counted
    .filter(({ fromDate }) => fromDate <= on)
    .flatMap(({ expiresOn }) => (expiresOn === null ? [] : [expiresOn]))
    .sort();
  const last = ended.at(-1);
  if (last !== undefined) return { ok: false, why: `Training in ${what} ran out on ${showDay(last)}` };
  const next = counted.map(({ fromDate }) => fromDate).sort()[0];
  return {
    ok: false,
    why:
      next === undefined
        ? `No training in ${what} is recorded`
        : `Training in ${what} begins only on ${showDay(next)}`,
  };
}

export function readFlag(
  personId: number,
  values: Values,
  { lists, today, agencies }: ReadContext,
  only?: string,
): Read<FlagInput> {
  const form = new Reading(values);
  const codes = only === undefined ? lists.flags.map(({ code }) => code) : [only];
  const kind = form.code('kind', codes, 'Choose what the risk is');
  const why = form.words('why', 'Say why: what somebody who meets them needs to know');
  const reviewOn = form.laterDay('reviewOn', today, 'Enter the day on which it is looked at again');
  const { handling, namedAgencies } = readHandling(form, agencies);
  if (form.errors.length > 0 || kind === null || why === null || reviewOn === null || handling === null)
    return { errors: form.errors };
  return { input: { personId, kind, why, reviewOn, handling, namedAgencies } };
}

/** Reads an entry of MAPPA, MARAC or safeguarding. */
export function readEntry(
  personId: number,
  register: Register,
  values: Values,
  { lists, today, agencies }: ReadContext,
): Read<EntryInput> {
  const form = new Reading(values);
  const own = lists.registers;
  const category =
    register === 'mappa'
      ? form.code('category', codesOf(own.mappaCategories), 'Choose the category')
      : register === 'safeguarding'
        ? form.code('category', codesOf(own.concerns), 'Choose whom the concern is about')
        : null;
  const level =
    register === 'mappa'
      ? form.id(
          'level',
          own.mappaLevels.map(({ level }) => level),
          'Choose the level',
        )
      : null;
  const leadAgencyId =
    register === 'mappa' ? form.id('lead', agencies, 'Choose the agency that leads') : null;
  const fromOn = form.pastDay('fromOn', 'Enter the date', today);
  const nextOn = register === 'marac' ? form.laterDay('nextOn', fromOn) : null;
  const reviewOn = register === 'marac' ? null : form.laterDay('reviewOn', fromOn);
  const words =
    register === 'safeguarding'
      ? form.words('words', 'Say what the concern is and who was told')
      : form.words('words');
  const { handling, namedAgencies } = readHandling(form, agencies);
  if (form.errors.length > 0 || fromOn === null || handling === null) return { errors: form.errors };
  return {
    input: {
      personId,
      register,
      category,
      level,
      leadAgencyId,
      fromOn,
      nextOn,
      reviewOn,
      words,
      handling,
      namedAgencies,
    },
  };
}

const codesOf = (list: readonly { code: string }[]): string[] => list.map(({ code }) => code);

/** The day on which an entry is looked at again, of whichever kind. */
export const dayOfEntry = (entry: { nextOn: Day | null; reviewOn: Day | null }): Day | null =>
  entry.nextOn ?? entry.reviewOn;

export function readTraining(
  values: Values,
  context: { skills: readonly { code: string }[]; staff: readonly number[] },
): Read<TrainingInput> {
  const form = new Reading(values);
  const staffId = form.id('staff', context.staff, 'Choose who was trained');
  const what = form.code('what', codesOf(context.skills), 'Choose what they were trained in');
  const fromDate = form.day('fromDate', 'Enter the day from which it holds');
  const expiresOn = form.laterDay('expiresOn', fromDate);
  const course = form.words('course');
  if (form.errors.length > 0 || staffId === null || what === null || fromDate === null)
    return { errors: form.errors };
  return { input: { staffId, what, fromDate, expiresOn, course } };
}

export interface RestrictionInput {
  personId: number;
  kind: 'only' | 'exclude';
  staff: number[];
  words: string;
  reviewOn: Day;
}

/**
 * Reads a limited-access list. Whoever makes an “only” list stays on it, or nobody it shuts out could end it; and nobody
 * keeps themselves out here, which is what declaring an interest is for.
 */
export function readRestriction(
  personId: number,
  values: Values,
  context: { staff: readonly number[]; self: number; today: Day },
): Read<RestrictionInput> {
  const form = new Reading(values);
  const kind = form.code('kind', ['only', 'exclude'] as const, 'Choose what the list does');
  const staff = form.ids('staff', context.staff);
  if (staff.length === 0) form.wrong('staff', 'Choose at least one person');
  if (kind === 'exclude' && staff.includes(context.self))
    form.wrong('staff', 'You cannot keep yourself out here: declare an interest instead');
  const words = form.words('words', 'Say why: it is shown to whoever keeps the list and to the auditor');
  const reviewOn = form.laterDay('reviewOn', context.today, 'Enter the day on which it is looked at again');
  if (form.errors.length > 0 || kind === null || words === null || reviewOn === null)
    return { errors: form.errors };
  const kept = kind === 'only' ? [...new Set([...staff, context.self])] : staff;
  return { input: { personId, kind, staff: kept, words, reviewOn } };
}
