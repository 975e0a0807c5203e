import { addDays, addMonths, ageOn, type Day } from '../../kernel/clock.ts';
import type {
  Band,
  CandidateState,
  Eligibility,
  EligibilityAnswer,
  FactorScore,
  Matrix,
  MatrixFactor,
  OffenceFact,
  PersonFacts,
  Score,
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

/** `030/01` is of class `030` and of subclass `030/01`; leading noughts do not matter. */
export function isOfClass(homeOfficeClass: string | null, classes: readonly string[]): boolean {
  if (homeOfficeClass === null) return false;
  const [whole, sub] = splitClass(homeOfficeClass);
  return classes.some((wanted) => {
    const [wantedWhole, wantedSub] = splitClass(wanted);
    return wantedWhole === whole && (wantedSub === undefined || wantedSub === sub);
  });
}

const splitClass = (text: string): [string, string | undefined] => {
  const [whole = '', sub] = text.trim().split(/[/.]/);
  return [whole.replace(/^0+(?=.)/, ''), sub];
};

/** A person's score by a matrix: every factor's value, band and points, and their sum. */
export function score(facts: PersonFacts, matrix: Matrix, today: Day): Score {
  const offences = countedOffences(facts, today);
  const factors = matrix.factors.map((factor): FactorScore => {
    const value = measure(factor, facts, offences, matrix, today);
    const band = value === null ? undefined : bandOf(factor.bands, value);
    return {
      code: factor.code,
      label: factor.label,
      measure: factor.measure,
      value,
      band: band === undefined ? null : bandWords(band),
      points: band?.points ?? 0,
      most: Math.max(0, ...factor.bands.map(({ points }) => points)),
    };
  });
  return { total: factors.reduce((sum, { points }) => sum + points, 0), factors };
}

/** The band a value reaches: the highest `atLeast` it meets, or the lowest `atMost`. */
export function bandOf(bands: readonly Band[], value: number): Band | undefined {
  let found: Band | undefined;
  for (const band of bands) {
    if ('atLeast' in band) {
      if (
        value >= band.atLeast &&
        (found === undefined || ('atLeast' in found && found.atLeast < band.atLeast))
      )
        found = band;
    } else if (
      value <= band.atMost &&
      (found === undefined || ('atMost' in found && found.atMost > band.atMost))
    )
      found = band;
  }
  return found;
}

const bandWords = (band: Band): string =>
  'atLeast' in band ? `${band.atLeast} or more` : `${band.atMost} or less`;

function measure(
  factor: MatrixFactor,
  facts: PersonFacts,
  offences: readonly OffenceFact[],
  matrix: Matrix,
  today: Day,
): number | null {
  switch (factor.measure) {
    case 'proven-offences':
      return within(offences, factor.months ?? 24, today).length;
    case 'months-since-last': {
      const last = latestOffence(offences);
      return last === null ? null : wholeMonths(last, today);
    }
    case 'neighbourhood-offences':
      return within(offences, factor.months ?? 24, today).filter((offence) =>
        isOfClass(offence.homeOfficeClass, matrix.neighbourhoodClasses ?? []),
      ).length;
    case 'age-at-first': {
      const first = offences.reduce<Day | null>(
        (found, { date }) => (found === null || date < found ? date : found),
        null,
      );
      return first === null || facts.born === null || facts.born > first ? null : ageOn(facts.born, first);
    }
    case 'escalation': {
      const lastYear = within(offences, 12, today).length;
      return lastYear - (within(offences, 24, today).length - lastYear);
    }
    case 'custody-release':
      return hasReleaseNear(facts, factor.months ?? 3, today) ? 1 : 0;
  }
}

/** A release from prison within so many months, past or (where it is planned already) ahead. */
function hasReleaseNear(facts: PersonFacts, months: number, today: Day): boolean {
  const [from, to] = [addMonths(today, -months), addMonths(today, months)];
  return facts.custody.some(
    (spell) =>
      spell.kind === 'prison' &&
      spell.from <= today &&
      spell.to !== null &&
      spell.to >= from &&
      spell.to <= to,
  );
}

export const latestOffence = (offences: readonly OffenceFact[]): Day | null =>
  offences.reduce<Day | null>((last, { date }) => (last === null || date > last ? date : last), null);

const wholeMonths = (from: Day, to: Day): number => {
  const months =
    (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 +
    Number(to.slice(5, 7)) -
    Number(from.slice(5, 7));
  return addMonths(from, months) > to ? months - 1 : months;
};

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
  found: { eligible: boolean; isMember: boolean; latestOffence: Day | null },
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
  if (!found.eligible || (isPast && !isFresh))
    return { state: transitions[before.state].lose ?? before.state, renew: false, close: true };
  return { ...stays, renew: isPast };
}

/** Ranks by total: equal totals share a rank, and the next one is skipped. */
export function ranksOf(totals: readonly number[]): number[] {
  const sorted = [...totals].sort((left, right) => right - left);
  const firstAt = new Map<number, number>();
  sorted.forEach((total, index) => {
    if (!firstAt.has(total)) firstAt.set(total, index + 1);
  });
  return totals.map((total) => firstAt.get(total) ?? 1);
}
