import { addDays, addMonths, ageOn, type Day } from '../../kernel/clock.ts';
import type {
  CandidateState,
  Eligibility,
  EligibilityAnswer,
  EventKind,
  FactorChange,
  FactorScore,
  OffenceFact,
  PersonFacts,
  Strands,
} from './types.ts';

/**
 * Offences that count on a day: proven, by this person, committed and proven by then. What is dated later is
 * not known yet, so yesterday's score stays what it was.
 */
export const countedOffences = (facts: PersonFacts, today: Day): OffenceFact[] =>
  facts.offences.filter(
    (offence) =>
      offence.proven &&
      (offence.capacity === 'convicted' || offence.capacity === 'suspect') &&
      offence.date <= today &&
      (offence.outcomeOn === null || offence.outcomeOn <= today),
  );

/** In the months up to and with `today`. */
const within = (offences: readonly OffenceFact[], months: number, today: Day): OffenceFact[] => {
  const since = addMonths(today, -months);
  return offences.filter((offence) => offence.date > since);
};

/**
 * Whether a person meets the scheme's rule today. Somebody under age may only enter the scheme's youth strand;
 * without a date of birth nobody can tell, so nobody is proposed.
 */
export function eligibilityOf(
  facts: PersonFacts,
  rule: Eligibility,
  strands: Pick<Strands, 'youthStrand'>,
  today: Day,
): EligibilityAnswer {
  const proven = within(countedOffences(facts, today), rule.withinMonths, today);
  if (proven.length < rule.minimumProvenOffences) return { eligible: false, reason: 'too-few-offences' };
  if (facts.born === null) return { eligible: false, reason: 'age-unknown' };
  if (ageOn(facts.born, today) >= rule.youngest) return { eligible: true, strand: null };
  return strands.youthStrand === undefined
    ? { eligible: false, reason: 'too-young' }
    : { eligible: true, strand: strands.youthStrand };
}

/** The base whose areas most of the offences lie in; of equals the one with the latest offence. */
export function baseOf(
  offences: readonly OffenceFact[],
  beats: Readonly<Record<string, string>>,
): string | undefined {
  const seen = new Map<string, { count: number; last: Day }>();
  for (const { area, date } of offences) {
    const letters = /^[A-Za-z]+/.exec(area?.trim() ?? '')?.[0]?.toUpperCase();
    const base = letters === undefined ? undefined : beats[letters];
    if (base === undefined) continue;
    const { count, last } = seen.get(base) ?? { count: 0, last: '' };
    seen.set(base, { count: count + 1, last: date > last ? date : last });
  }
  const [most] = [...seen].sort(
    ([, left], [, right]) => right.count - left.count || (right.last > left.last ? 1 : -1),
  );
  return most?.[0];
}

export type CandidateAct =
  | 'propose'
  | 'set-aside'
  | 'restore'
  | 'withdraw'
  | 'adopt'
  | 'decline'
  | 'defer'
  | 'leave'
  | 'lose'
  | 'relist';

/** What may become of a candidate. `lose` and `relist` are the run's; the rest are people's. */
export const transitions: Record<CandidateState, Partial<Record<CandidateAct, CandidateState>>> = {
  listed: { propose: 'proposed', 'set-aside': 'set-aside', lose: 'gone' },
  // On an agenda it is the panel's: a run takes nobody off it.
  proposed: { adopt: 'adopted', decline: 'declined', defer: 'deferred', withdraw: 'listed' },
  adopted: { leave: 'set-aside' },
  declined: { propose: 'proposed', lose: 'gone' },
  deferred: { propose: 'proposed', 'set-aside': 'set-aside', lose: 'gone' },
  'set-aside': { restore: 'listed', lose: 'gone' },
  gone: { relist: 'listed' },
};

export interface Standing {
  state: CandidateState;
  expiresOn: Day;
  listedOffenceOn: Day | null;
}

export interface AfterRun {
  state: CandidateState;
  /** The candidate's date starts again, and with it the access of selection staff. */
  renew: boolean;
  /** Access of selection staff ends. */
  close: boolean;
}

/**
 * Where a candidate stands after a run. What people decided stays. A candidate whose date has passed goes unless
 * there was a new proven offence since the listing, and comes back only with one.
 */
export function afterRun(
  before: Standing | undefined,
  found: { eligible: boolean; isMember: boolean; latestOffence: Day | null; via?: 'score' | 'nomination' },
  today: Day,
): AfterRun {
  if (before === undefined) return { state: 'listed', renew: true, close: false };
  const stays = { state: before.state, renew: false, close: false };
  if (found.isMember) return { ...stays, state: 'adopted' };
  if (before.state === 'adopted') return { ...stays, state: transitions.adopted.leave ?? 'set-aside' };
  // Nobody loses sight of somebody while a panel has yet to decide.
  if (before.state === 'proposed') return { ...stays, renew: before.expiresOn < addDays(today, 31) };
  const isPast = before.expiresOn < today;
  const isFresh = found.latestOffence !== null && found.latestOffence > (before.listedOffenceOn ?? '');
  if (before.state === 'gone') {
    return found.eligible && (isFresh || !isPast) ? { state: 'listed', renew: true, close: false } : stays;
  }
  // Who was nominated is looked at until their date, whatever the rule says of them.
  const isKept = found.eligible || (found.via === 'nomination' && !isPast);
  if (!isKept || (isPast && !isFresh))
    return { state: transitions[before.state].lose ?? before.state, renew: false, close: true };
  return { ...stays, renew: isPast };
}

/** A total as a key: as a candidate's row keeps it, to two places. */
export const totalKey = (total: number): string => String(Number(total.toFixed(2)));

/** Ranks by total: equal totals share a rank, and the next one is skipped. */
export function ranksOf(totals: readonly number[]): number[] {
  const sorted = [...totals].sort((left, right) => right - left);
  const firstAt = new Map<number, number>();
  sorted.forEach((total, index) => {
    if (!firstAt.has(total)) firstAt.set(total, index + 1);
  });
  return totals.map((total) => firstAt.get(total) ?? 1);
}

/** What moved between two scorings, in points; a factor that one of them has not counts as none. */
export function changesBetween(
  was: readonly FactorScore[] | undefined,
  is: readonly FactorScore[],
): FactorChange[] {
  if (was === undefined) return [];
  const before = new Map(was.map((factor) => [factor.code, factor]));
  const after = new Set(is.map(({ code }) => code));
  return [
    ...is.map(({ code, label, points }) => ({ code, label, was: before.get(code)?.points ?? 0, is: points })),
    ...was
      .filter(({ code }) => !after.has(code))
      .map(({ code, label, points }) => ({ code, label, was: points, is: 0 })),
  ].filter((change) => change.was !== change.is);
}

export interface Scoring {
  state: CandidateState;
  total: number;
  factors: readonly FactorScore[];
}

/**
 * What the log says of somebody after a run; undefined where nothing worth a line happened. Who stood where is held
 * against the line of that time: a line that moved makes people cross whose points stayed.
 */
export function eventOf(
  was: (Scoring & { lineWas: number }) | undefined,
  is: Scoring & { via: 'score' | 'nomination'; eligible: boolean },
  line: number,
): { what: EventKind; reason: string; changes: FactorChange[] } | undefined {
  const listed = is.via === 'nomination' ? 'nomination' : 'rule';
  if (was === undefined) return { what: 'entered', reason: listed, changes: [] };
  const changes = changesBetween(was.factors, is.factors);
  if (was.state !== 'gone' && is.state === 'gone')
    return { what: 'left', reason: is.eligible ? 'date-passed' : 'no-longer-eligible', changes };
  if (was.state === 'gone' && is.state !== 'gone') return { what: 'returned', reason: listed, changes };
  const [reached, reaches] = [was.total >= was.lineWas, is.total >= line];
  if (was.total === is.total && changes.length === 0 && reached === reaches) return undefined;
  const sameFactors =
    was.factors.length === is.factors.length &&
    was.factors.every(
      ({ code, value }, index) => is.factors[index]?.code === code && is.factors[index]?.value === value,
    );
  // By the points alone they would not have crossed the line that holds now.
  const byTheLine = reached !== reaches && was.total >= line === reaches;
  const reason = byTheLine ? 'line' : sameFactors ? 'matrix' : 'factors';
  if (!reached && reaches) return { what: 'reached', reason, changes };
  if (reached && !reaches) return { what: 'fell-below', reason, changes };
  return { what: 'score', reason, changes };
}
