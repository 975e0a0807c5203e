import {
  FEWEST_PEOPLE,
  logisticRegression,
  type NearestMatches,
  nearestMatches,
  normalQuantile,
  rateRatioRobust,
  type StandardizedMeanDifferences,
  StatisticsError,
  standardizedMeanDifferences,
} from '../../statistics/index.ts';
import type { EligibleColumns } from './eligible-columns.ts';
import { expectRates, type PopulationLaw } from './expectation.ts';
import type { RatioFigure } from './types.ts';

const daysAYear = 365.25;

export interface ComparisonInput {
  /** Who joined on the day; the others were eligible by the same rule on the same day and did not. */
  joined: ArrayLike<number>;
  people: Pick<
    EligibleColumns,
    'people' | 'early' | 'earlyDays' | 'mid' | 'midDays' | 'late' | 'lateDays' | 'after' | 'afterDays'
  >;
  /** Of everybody eligible: `fitPopulation`. */
  law: PopulationLaw;
  /** The rule: at least so many offences in the baseline. Whoever has fewer is in neither group. */
  threshold: number;
  /** What else is known of each before the day, by name: age, sex, a score. */
  covariates?: Readonly<Record<string, ArrayLike<number>>>;
  /** Matched only with the same of these: sex. */
  exactly?: ArrayLike<number>;
  /** Others for each who joined; 1 when left out. */
  ratio?: number;
}

/** Counts of people in a comparison, in the order in which they fall away. */
export interface ComparisonFlow {
  joined: number;
  others: number;
  /** Joined, and below the rule's threshold: nobody like them could be compared. */
  belowThreshold: number;
  /** Without a day at liberty in the baseline or afterwards: no rate. */
  noTime: number;
  matched: number;
  unmatched: number;
}

export interface MatchedComparison {
  flow: ComparisonFlow;
  balance: StandardizedMeanDifferences;
  /**
   * Offences after of who joined over those of their matches, both held against what their own records let expect: what
   * is left of unlikeness after matching is taken out by it.
   */
  ratio: RatioFigure;
  /** The same without holding them against it: rates as they are. */
  plainRatio: number;
  /** Offences per person-year at liberty. */
  rates: { joinedBefore: number; joinedAfter: number; othersBefore: number; othersAfter: number };
  /** Who had an offence afterwards, of those matched; the others as a mean for each who joined. */
  reoffended: ReoffendedPairs;
  /** Share of the others' rate that went away with no scheme at all: what a before and after would have claimed. */
  wentAwayAnyway: number | null;
  /** Why it does not stand as a comparison (design level 3); null when it does. */
  notLevelThreeWhy: string | null;
}

/** The interval is by pairs; null where no pair differs from another, as when everybody reoffended. */
export interface ReoffendedPairs {
  people: number;
  joined: number;
  others: number;
  /** Share of those who joined less that of their matches. */
  difference: number;
  lower: number | null;
  upper: number | null;
}

/** Austin 2011: removes nearly all of the bias that can be seen. */
const caliper = 0.2;

/**
 * The estimator of design level 3: who joined against matches among those whom the same rule found on the same day and
 * who did not join, by their own records of before. The interval is by pairs, so that neither bursts of one person's
 * offences nor the matching make it too narrow or too wide.
 *
 * Matching on a score alone leaves a bias where records are mostly alike: common ones find their very like, rare ones
 * (much custody, many offences) the nearest common one. So custody and counts are matched in bands first, and what
 * remains is taken out by what each record lets expect. Source: Rubin 1979, matching with adjustment.
 *
 * @throws StatisticsError `too-few-people` with fewer than 30 on a side, `no-events`, `separation`
 */
export function compareMatched(input: ComparisonInput): MatchedComparison {
  const { rows, ...flow } = rowsOf(input);
  const treated = Uint8Array.from(rows, (row) => (input.joined[row] ? 1 : 0));
  const joined = treated.reduce((sum, one) => sum + one, 0);
  if (Math.min(joined, rows.length - joined) < FEWEST_PEOPLE) {
    throw new StatisticsError(
      'too-few-people',
      `${joined} who joined and ${rows.length - joined} to compare with: at least ${FEWEST_PEOPLE} of each are needed`,
    );
  }
  const covariates = covariatesOf(input, rows);
  const { linearPredictor } = logisticRegression({ outcome: treated, covariates });
  const matches = nearestMatches({
    treated,
    distance: linearPredictor,
    caliper,
    ratio: input.ratio ?? 1,
    exact: bandsOf(input, rows).map((band, place) => `${band},${input.exactly?.[rows[place] ?? 0] ?? ''}`),
  });
  const balance = standardizedMeanDifferences({ treated, covariates, weights: matches.weights });
  const sets = setsOf(matches, rows, input);
  const found = rateRatioRobust(
    { events: sets.joinedAfter.events, exposure: sets.joinedAfter.expected },
    { events: sets.othersAfter.events, exposure: sets.othersAfter.expected },
    { pairing: 'same-people' },
  );
  const rates = {
    joinedBefore: rateOf(sets.joinedBefore),
    joinedAfter: rateOf(sets.joinedAfter),
    othersBefore: rateOf(sets.othersBefore),
    othersAfter: rateOf(sets.othersAfter),
  };
  const unmatched = matches.unmatchedTreated.length;
  return {
    flow: { ...flow, joined, others: rows.length - joined, matched: joined - unmatched, unmatched },
    balance,
    ratio: {
      ratio: found.ratio,
      lower: found.lower,
      upper: found.upper,
      method: found.method,
      note: found.note,
    },
    plainRatio: rates.joinedAfter / rates.othersAfter,
    reoffended: reoffendedPairs(matches, rows, input.people),
    rates,
    wentAwayAnyway: rates.othersBefore === 0 ? null : 1 - rates.othersAfter / rates.othersBefore,
    notLevelThreeWhy: whyNot(balance, unmatched / joined),
  };
}

function whyNot(balance: StandardizedMeanDifferences, unmatched: number): string | null {
  if (unmatched > 0.2)
    return 'More than a fifth of those who joined have nobody like them to be compared with.';
  if (balance.balanced) return null;
  const unlike = balance.rows.filter(({ after }) => Math.abs(after?.standardized ?? 0) >= balance.threshold);
  return `Those who joined and their matches are not alike in: ${unlike.map(({ name }) => name).join(', ')}. The largest standardised difference is ${(balance.maximumAfter ?? 0).toFixed(2)}.`;
}

const baseline = (people: ComparisonInput['people'], row: number): { events: number; days: number } => ({
  events: (people.mid[row] ?? 0) + (people.late[row] ?? 0),
  days: (people.midDays[row] ?? 0) + (people.lateDays[row] ?? 0),
});

function rowsOf({ joined, people, threshold }: ComparisonInput): {
  rows: number[];
  belowThreshold: number;
  noTime: number;
} {
  const rows: number[] = [];
  let [belowThreshold, noTime] = [0, 0];
  for (let row = 0; row < people.people; row++) {
    const { events, days } = baseline(people, row);
    if (events < threshold) belowThreshold += joined[row] ? 1 : 0;
    else if (days === 0 || people.afterDays[row] === 0) noTime += 1;
    else rows.push(row);
  }
  return { rows, belowThreshold, noTime };
}

type Columns = Record<string, Float64Array>;

/** What each person's own record says before the day; a column that is the same for all says nothing. */
function covariatesOf({ people, covariates = {} }: ComparisonInput, rows: readonly number[]): Columns {
  const column = (of: (row: number) => number): Float64Array => Float64Array.from(rows, of);
  const all: Columns = {
    'offences in the baseline': column((row) => Math.log1p(baseline(people, row).events)),
    'of which in its second half': column((row) => Math.log1p(people.late[row] ?? 0)),
    'offences before the baseline': column((row) => Math.log1p(people.early[row] ?? 0)),
    'years at liberty in the baseline': column((row) => baseline(people, row).days / daysAYear),
    ...Object.fromEntries(
      Object.entries(covariates).map(([name, of]) => [name, column((row) => of[row] ?? 0)]),
    ),
  };
  return Object.fromEntries(
    Object.entries(all).filter(([, values]) => values.some((value) => value !== values[0])),
  );
}

/** Offences in the baseline over the rule's threshold, in bands half as wide again each, and whether there was custody. */
function bandsOf({ people, threshold }: ComparisonInput, rows: readonly number[]): number[] {
  const longest = rows.reduce((most, row) => Math.max(most, baseline(people, row).days), 0);
  return rows.map((row) => {
    const { events, days } = baseline(people, row);
    const over = Math.floor(Math.log((events + 1) / (threshold + 1)) / Math.log(1.5));
    return 2 * over + (days < longest ? 1 : 0);
  });
}

interface Side {
  events: number[];
  exposure: number[];
  /** What each record let expect of the time at liberty. */
  expected: number[];
}

/** The mean difference of pairs with its own spread: after matching, people are not independent but pairs are. */
function reoffendedPairs(
  matches: NearestMatches,
  rows: readonly number[],
  { after }: Pick<EligibleColumns, 'after'>,
): ReoffendedPairs {
  const did = (place: number): number => ((after[rows[place] ?? 0] ?? 0) > 0 ? 1 : 0);
  const differences: number[] = [];
  let [joined, others] = [0, 0];
  for (const [one, own] of Map.groupBy(matches.pairs, (pair) => pair.treated)) {
    const mean = own.reduce((sum, pair) => sum + did(pair.control), 0) / own.length;
    joined += did(one);
    others += mean;
    differences.push(did(one) - mean);
  }
  const people = differences.length;
  const difference = (joined - others) / people;
  const squares = differences.reduce((sum, one) => sum + (one - difference) ** 2, 0);
  const half = normalQuantile(0.975) * Math.sqrt(squares / (people - 1) / people);
  const known = people > 1 && half > 0;
  return {
    people,
    joined,
    others,
    difference,
    lower: known ? Math.max(-1, difference - half) : null,
    upper: known ? Math.min(1, difference + half) : null,
  };
}

const rateOf = ({ events, exposure }: Side): number => {
  const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  return total(events) / total(exposure);
};

/** A place for each who was matched; several matches of one stand at their mean. */
function setsOf(matches: NearestMatches, rows: readonly number[], input: ComparisonInput) {
  const side = (): Side => ({ events: [], exposure: [], expected: [] });
  const sets = { joinedBefore: side(), joinedAfter: side(), othersBefore: side(), othersAfter: side() };
  for (const [one, own] of Map.groupBy(matches.pairs, (pair) => pair.treated)) {
    add(sets.joinedBefore, sets.joinedAfter, [rows[one] ?? 0], input);
    const controls = own.map((pair) => rows[pair.control] ?? 0);
    add(sets.othersBefore, sets.othersAfter, controls, input);
  }
  return sets;
}

function add(before: Side, after: Side, rows: readonly number[], { people, law }: ComparisonInput): void {
  const mean = (of: (row: number) => number): number =>
    rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const yearsAfter = (row: number): number => (people.afterDays[row] ?? 0) / daysAYear;
  before.events.push(mean((row) => baseline(people, row).events));
  before.exposure.push(mean((row) => baseline(people, row).days) / daysAYear);
  after.events.push(mean((row) => people.after[row] ?? 0));
  after.exposure.push(mean(yearsAfter));
  after.expected.push(
    mean((row) => {
      const { events, days } = baseline(people, row);
      const record = { events, years: days / daysAYear, laterYears: yearsAfter(row) };
      return (expectRates([record], law).rates[0] ?? 0) * yearsAfter(row);
    }),
  );
}
