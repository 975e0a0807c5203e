import { addDays, addMonths, type Day } from '../../kernel/clock.ts';
import {
  FEWEST_PEOPLE,
  negativeBinomialFit,
  normalQuantile,
  type RatioInterval,
  rateRatioRobust,
  StatisticsError,
  timeAtRisk,
} from '../../statistics/index.ts';
import { type Expectation, expectRates, fitPopulation } from './expectation.ts';
import { noOddities, odditiesOf, sumOddities } from './oddities.ts';
import type {
  Figures,
  GroupCount,
  MeasureRule,
  MemberHistory,
  MemberTotals,
  Oddities,
  Period,
  PopulationKind,
  RatioFigure,
} from './types.ts';

const daysAYear = 365.25;

/** The days a measurement is about. All windows are half-open. */
export interface Windows {
  dataTo: Day;
  followedTo: Day;
  joinedBy: Day;
}

/** @param dataTo the last day that every police source reaches */
export function windowsOf(rule: MeasureRule, dataTo: Day): Windows {
  const followedTo = addMonths(addDays(dataTo, 1), -rule.provenWithinMonths);
  return { dataTo, followedTo, joinedBy: addMonths(followedTo, -rule.minimumFollowUpMonths) };
}

/**
 * One member's totals. Everybody who joined is counted, whatever became of them: who left, was recalled or
 * went back to prison stays in, from joining to the end of the follow-up.
 *
 * @param on the day of measuring: an offence dated later cannot be right, and is counted apart
 */
export function totalsOf(
  member: MemberHistory,
  rule: MeasureRule,
  windows: Windows,
  on: Day = windows.dataTo,
): MemberTotals {
  const { base, strand, joinedOn } = member;
  const known = { base, strand, odd: odditiesOf(member, on) };
  if (joinedOn > windows.joinedBy) return { ...known, state: 'not-yet' };
  const before = periodOf(member, { from: addMonths(joinedOn, -rule.baselineMonths), to: joinedOn });
  const after = periodOf(member, { from: joinedOn, to: windows.followedTo });
  if (before.atRiskDays === 0 || after.atRiskDays === 0) return { ...known, state: 'no-time' };
  const { inCustody: one, ...earlier } = before;
  const { inCustody: other, ...later } = after;
  return { ...known, state: 'counted', before: earlier, after: later, offencesInCustody: one + other };
}

/**
 * Offences and days at liberty in a half-open window. Offences dated before birth are none of this person's; those
 * inside custody are counted apart.
 */
function periodOf(member: MemberHistory, window: { from: Day; to: Day }): Period & { inCustody: number } {
  const { windowDays, atRiskDays } = timeAtRisk(window, member.custody);
  const dated = offencesIn(member, window);
  const inCustody = dated.filter(({ day }) => isInside(day, member)).length;
  return { offences: dated.length - inCustody, windowDays, atRiskDays, inCustody };
}

/** The offences of a window with their classes, but for those dated before birth. */
export const offencesIn = (
  { offences, classes, born }: MemberHistory,
  window: { from: Day; to: Day },
): { day: Day; class: string | null }[] =>
  offences.flatMap((day, place) =>
    day >= window.from && day < window.to && (born == null || day >= born)
      ? [{ day, class: classes?.[place] ?? null }]
      : [],
  );

/** On the day of reception the offence may have led to it; from the next day on it was not at liberty. */
export const isInside = (day: Day, { custody }: MemberHistory): boolean =>
  custody.some((spell) => spell.from < day && (spell.to === null || day < spell.to));

type Counted = Extract<MemberTotals, { state: 'counted' }>;

export interface MeasureInput {
  rule: MeasureRule;
  windows: Windows;
  members: readonly MemberTotals[];
  /** Everybody eligible, members or not: over one common baseline, and as long again before it. */
  population: { kinds: readonly PopulationKind[]; from: Day; to: Day };
}

/** Proven offences per person-year at liberty before and after joining, with what was to be expected anyway. */
export function measureBeforeAfter({ rule, windows, members, population }: MeasureInput): Figures {
  const counted = members.filter((member): member is Counted => member.state === 'counted');
  const before = sumOf(counted.map((member) => member.before));
  const after = sumOf(counted.map((member) => member.after));
  const anyway = expectAnyway(counted, population);
  return {
    level: anyway.expected === null ? 1 : 2,
    rule,
    ...windows,
    members: members.length,
    counted: counted.length,
    notYet: members.filter((member) => member.state === 'not-yet').length,
    noTime: members.filter((member) => member.state === 'no-time').length,
    before,
    after,
    rateBefore: rateOf(before),
    rateAfter: rateOf(after),
    offencesInCustody: counted.reduce((sum, member) => sum + member.offencesInCustody, 0),
    change: changeOf(counted),
    ...anyway,
    parts: partsOf(before, after, anyway.expected?.rate ?? null),
    odd: members.reduce<Oddities>((sum, { odd }) => sumOddities(sum, odd), noOddities),
    byBase: groupsOf(members, (member) => member.base),
    byStrand: groupsOf(members, (member) => member.strand),
  };
}

const sumOf = (periods: readonly Period[]): Period =>
  periods.reduce(
    (sum, period) => ({
      offences: sum.offences + period.offences,
      windowDays: sum.windowDays + period.windowDays,
      atRiskDays: sum.atRiskDays + period.atRiskDays,
    }),
    { offences: 0, windowDays: 0, atRiskDays: 0 },
  );

const yearsOf = (period: Period): number => period.atRiskDays / daysAYear;

const rateOf = (period: Period): number | null =>
  period.atRiskDays === 0 ? null : period.offences / yearsOf(period);

/** What the change of offences per calendar year is made of: a product of three factors. */
function partsOf(before: Period, after: Period, expected: number | null): Figures['parts'] {
  const [rateBefore, rateAfter] = [rateOf(before), rateOf(after)];
  if (rateBefore === null || rateAfter === null || expected === null) return null;
  if (rateBefore === 0 || expected === 0) return null;
  const custody = after.atRiskDays / after.windowDays / (before.atRiskDays / before.windowDays);
  return {
    perCalendarYear: (custody * rateAfter) / rateBefore,
    custody,
    regression: expected / rateBefore,
    rest: rateAfter / expected,
  };
}

function changeOf(counted: readonly Counted[]): RatioFigure | null {
  if (counted.length === 0) return null;
  const side = (pick: (member: Counted) => Period) => ({
    events: counted.map((member) => pick(member).offences),
    exposure: counted.map((member) => yearsOf(pick(member))),
  });
  try {
    const found = rateRatioRobust(
      side((member) => member.after),
      side((member) => member.before),
      { pairing: 'same-people' },
    );
    return Number.isFinite(found.ratio) ? figureOf(found) : null;
  } catch (error) {
    if (error instanceof StatisticsError) return null;
    throw error;
  }
}

const figureOf = ({ ratio, lower, upper, method, note }: RatioInterval): RatioFigure => ({
  ratio,
  lower: lower !== null && Number.isFinite(lower) ? lower : null,
  upper: upper !== null && Number.isFinite(upper) ? upper : null,
  method,
  note,
});

type Anyway = Pick<
  Figures,
  'population' | 'expected' | 'regressionToTheMean' | 'notExpectedWhy' | 'moreNeeded'
>;

const nothingExpected = (why: string): Anyway => ({
  population: null,
  expected: null,
  regressionToTheMean: null,
  notExpectedWhy: why,
  moreNeeded: null,
});

function expectAnyway(counted: readonly Counted[], population: MeasureInput['population']): Anyway {
  if (counted.length === 0) return nothingExpected('Nobody can be counted yet.');
  try {
    const { people, mean, shape, burst, lag, ...law } = fitPopulation(population.kinds);
    const records = counted.map((member) => ({
      events: member.before.offences,
      years: yearsOf(member.before),
      laterYears: yearsOf(member.after),
    }));
    const expectation = expectRates(records, { people, mean, shape, burst, lag, ...law });
    const offences = total(
      records.map((record, place) => (expectation.rates[place] ?? 0) * record.laterYears),
    );
    const observedRates = total(records.map((record) => record.events / record.years));
    const { index, moreNeeded } = indexOf(counted, expectation, offences);
    return {
      population: {
        people,
        mean,
        shape,
        burst,
        lag,
        shapeOfOnePeriod: shapeOfOnePeriod(population.kinds),
        from: population.from,
        to: population.to,
      },
      expected: { rate: offences / total(records.map((record) => record.laterYears)), offences, index },
      regressionToTheMean: observedRates === 0 ? null : 1 - total(expectation.rates) / observedRates,
      notExpectedWhy: null,
      moreNeeded,
    };
  } catch (error) {
    if (error instanceof StatisticsError) return nothingExpected(`${error.message}.`);
    throw error;
  }
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** For comparison with the law that is used; null where a negative binomial does not fit. */
function shapeOfOnePeriod(kinds: readonly PopulationKind[]): number | null {
  const everybody = kinds.flatMap((kind) => Array.from({ length: kind.people }, () => kind));
  try {
    return negativeBinomialFit(
      everybody.map((kind) => kind.mid + kind.late),
      everybody.map((kind) => (kind.midDays + kind.lateDays) / daysAYear),
    ).shape;
  } catch (error) {
    if (error instanceof StatisticsError) return null;
    throw error;
  }
}

/**
 * Observed over expected offences after joining, θ = Y / ΣE. The interval lets each person's offences come in
 * bursts, var ln Y = n/(n − 1) Σ (yᵢ − θ Eᵢ)² / Y², and adds what is not known of the population's law.
 */
function indexOf(
  counted: readonly Counted[],
  expectation: Expectation,
  expected: number,
): { index: RatioFigure; moreNeeded: number | null } {
  const people = counted.length;
  const observed = total(counted.map((member) => member.after.offences));
  const ratio = observed / expected;
  const without = (note: string): RatioFigure => ({ ratio, lower: null, upper: null, method: 'none', note });
  if (people < FEWEST_PEOPLE) {
    const note = `${people} people are too few for an interval: at least ${FEWEST_PEOPLE}.`;
    return { index: without(note), moreNeeded: FEWEST_PEOPLE - people };
  }
  if (observed === 0) return { index: without('Nobody has a later offence.'), moreNeeded: null };
  const squares = total(
    counted.map((member, place) => {
      const own = (expectation.rates[place] ?? 0) * yearsOf(member.after);
      return (member.after.offences - ratio * own) ** 2;
    }),
  );
  const ofPeople = ((people / (people - 1)) * squares) / observed ** 2;
  const factor = Math.exp(normalQuantile(0.975) * Math.sqrt(ofPeople + expectation.varianceOfLogSum));
  const note =
    'Each person is held against what was expected of them; offences of one person may hang together.';
  return {
    index: { ratio, lower: ratio / factor, upper: ratio * factor, method: 'person-robust', note },
    moreNeeded: moreFor(ofPeople * people, expectation.varianceOfLogSum, people),
  };
}

/** The variance of a logarithm at which a ratio of 0.8 is seen with 80 % power at the two-sided 5 % level. */
const wantedVariance = (Math.log(0.8) / (normalQuantile(0.975) + normalQuantile(0.8))) ** 2;

/** People needed to see a ratio of 0.8, by the variance of one person. */
export const peopleFor = (variance: number): number => Math.ceil(variance / wantedVariance);

/**
 * As `peopleFor`, less those who are there. What is not known of the population's law does not become less with more
 * members, so it is taken off what may be left; null where it alone is too much.
 */
export const moreFor = (ofOne: number, ofLaw: number, people: number): number | null =>
  ofLaw >= wantedVariance ? null : Math.max(0, Math.ceil(ofOne / (wantedVariance - ofLaw)) - people);

function groupsOf(members: readonly MemberTotals[], nameOf: (member: MemberTotals) => string): GroupCount[] {
  const names = [...new Set(members.map(nameOf))].sort();
  return names.map((name) => {
    const own = members.filter((member) => nameOf(member) === name);
    const count = (state: MemberTotals['state']): number =>
      own.filter((member) => member.state === state).length;
    return { name, counted: count('counted'), notYet: count('not-yet'), noTime: count('no-time') };
  });
}
