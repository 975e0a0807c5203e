import { addDays, addMonths, type Day } from '../../kernel/clock.ts';
import {
  type EmpiricalBayesExpectation,
  empiricalBayesExpectation,
  empiricalBayesIndex,
  FEWEST_PEOPLE,
  negativeBinomialFit,
  normalQuantile,
  type PopulationLaw,
  type RatioInterval,
  rateRatioRobust,
  StatisticsError,
  timeAtRisk,
} from '../../statistics/index.ts';
import type {
  Figures,
  GroupCount,
  MeasureRule,
  MemberHistory,
  MemberTotals,
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
 */
export function totalsOf(member: MemberHistory, rule: MeasureRule, windows: Windows): MemberTotals {
  const { base, strand, joinedOn } = member;
  if (joinedOn > windows.joinedBy) return { base, strand, state: 'not-yet' };
  const before = periodOf(member, { from: addMonths(joinedOn, -rule.baselineMonths), to: joinedOn });
  const after = periodOf(member, { from: joinedOn, to: windows.followedTo });
  if (before.atRiskDays === 0 || after.atRiskDays === 0) return { base, strand, state: 'no-time' };
  const { inCustody: one, ...earlier } = before;
  const { inCustody: other, ...later } = after;
  return { base, strand, state: 'counted', before: earlier, after: later, offencesInCustody: one + other };
}

function periodOf(
  { offences, custody }: MemberHistory,
  window: { from: Day; to: Day },
): Period & { inCustody: number } {
  const { windowDays, atRiskDays } = timeAtRisk(window, custody);
  const dated = offences.filter((day) => day >= window.from && day < window.to);
  // On the day of reception the offence may have led to it; from the next day on it was not at liberty.
  const inCustody = dated.filter((day) =>
    custody.some((spell) => spell.from < day && (spell.to === null || day < spell.to)),
  ).length;
  return { offences: dated.length - inCustody, windowDays, atRiskDays, inCustody };
}

type Counted = Extract<MemberTotals, { state: 'counted' }>;

export interface MeasureInput {
  rule: MeasureRule;
  windows: Windows;
  members: readonly MemberTotals[];
  /** Everybody eligible, members or not, over one common window as long as the baseline. */
  population: { kinds: readonly PopulationKind[]; from: Day; to: Day };
}

/** Proven offences per person-year at liberty before and after joining, with what was to be expected anyway. */
export function measureBeforeAfter({ rule, windows, members, population }: MeasureInput): Figures {
  const counted = members.filter((member): member is Counted => member.state === 'counted');
  const before = sumOf(counted.map((member) => member.before));
  const after = sumOf(counted.map((member) => member.after));
  const expectation = expect(counted, population);
  return {
    level: expectation.expected === null ? 1 : 2,
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
    ...expectation,
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

type Expectation = Pick<
  Figures,
  'population' | 'expected' | 'regressionToTheMean' | 'notExpectedWhy' | 'moreNeeded'
>;

const nothingExpected = (why: string): Expectation => ({
  population: null,
  expected: null,
  regressionToTheMean: null,
  notExpectedWhy: why,
  moreNeeded: null,
});

function expect(counted: readonly Counted[], population: MeasureInput['population']): Expectation {
  if (counted.length === 0) return nothingExpected('Nobody can be counted yet.');
  try {
    const law = lawOf(population.kinds);
    const expectation = empiricalBayesExpectation(
      counted.map((member) => member.before.offences),
      counted.map((member) => yearsOf(member.before)),
      law,
    );
    const offences = expectation.rates.reduce(
      (sum, rate, place) => sum + rate * yearsOf(counted[place]?.after ?? emptyPeriod),
      0,
    );
    const { index, moreNeeded } = indexOf(counted, expectation);
    return {
      population: {
        people: law.people,
        mean: law.mean,
        shape: law.shape,
        from: population.from,
        to: population.to,
      },
      expected: {
        rate: offences / yearsOf(sumOf(counted.map((member) => member.after))),
        offences,
        index,
      },
      regressionToTheMean: expectation.regressionToTheMean,
      notExpectedWhy: null,
      moreNeeded,
    };
  } catch (error) {
    if (error instanceof StatisticsError) return nothingExpected(`${error.message}.`);
    throw error;
  }
}

const emptyPeriod: Period = { offences: 0, windowDays: 0, atRiskDays: 0 };

/** So even that everybody's expectation is the mean. */
const evenShape = 1e6;

function lawOf(kinds: readonly PopulationKind[]): PopulationLaw & { mean: number; people: number } {
  const counts: number[] = [];
  const exposures: number[] = [];
  for (const { events, days, people } of kinds) {
    for (let person = 0; person < people; person++) {
      counts.push(events);
      exposures.push(days / daysAYear);
    }
  }
  try {
    const { mean, shape, people } = negativeBinomialFit(counts, exposures);
    return { mean, shape, people };
  } catch (error) {
    if (!(error instanceof StatisticsError) || error.code !== 'no-overdispersion') throw error;
    const events = counts.reduce((sum, count) => sum + count, 0);
    const years = exposures.reduce((sum, exposure) => sum + exposure, 0);
    return { mean: events / years, shape: evenShape, people: counts.length };
  }
}

/**
 * Observed over expected offences after joining. Of two intervals the wider is given: the model's, and one that
 * lets each person's offences come in bursts: var ln θ = n/(n − 1) Σ (yᵢ − θ Eᵢ)² / Y², with θ = Y / ΣE.
 */
function indexOf(
  counted: readonly Counted[],
  expectation: EmpiricalBayesExpectation,
): { index: RatioFigure; moreNeeded: number | null } {
  const observed = counted.map((member) => member.after.offences);
  const years = counted.map((member) => yearsOf(member.after));
  const model = empiricalBayesIndex(observed, years, expectation);
  const people = counted.length;
  if (people < FEWEST_PEOPLE) {
    const note = `${people} people are too few for an interval: at least ${FEWEST_PEOPLE}.`;
    const index = { ratio: model.ratio, lower: null, upper: null, method: 'none', note };
    return { index, moreNeeded: FEWEST_PEOPLE - people };
  }
  if (model.observed === 0) return { index: figureOf(model), moreNeeded: null };
  const squares = observed.reduce((sum, value, place) => {
    const expected = (expectation.rates[place] ?? 0) * (years[place] ?? 0);
    return sum + (value - model.ratio * expected) ** 2;
  }, 0);
  const variance = ((people / (people - 1)) * squares) / model.observed ** 2;
  const factor = Math.exp(normalQuantile(0.975) * Math.sqrt(variance));
  const index = {
    ...figureOf(model),
    lower: Math.min(model.lower ?? Number.POSITIVE_INFINITY, model.ratio / factor),
    upper: Math.max(model.upper ?? 0, model.ratio * factor),
  };
  return { index, moreNeeded: Math.max(0, peopleFor(variance * people) - people) };
}

/** People needed to see a ratio of 0.8 with 80 % power at the two-sided 5 % level, by the variance of one person. */
const peopleFor = (variance: number): number =>
  Math.ceil(variance * ((normalQuantile(0.975) + normalQuantile(0.8)) / Math.log(0.8)) ** 2);

function groupsOf(members: readonly MemberTotals[], nameOf: (member: MemberTotals) => string): GroupCount[] {
  const names = [...new Set(members.map(nameOf))].sort();
  return names.map((name) => {
    const own = members.filter((member) => nameOf(member) === name);
    const count = (state: MemberTotals['state']): number =>
      own.filter((member) => member.state === state).length;
    return { name, counted: count('counted'), notYet: count('not-yet'), noTime: count('no-time') };
  });
}
