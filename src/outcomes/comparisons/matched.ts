import { showDay } from '../../kernel/clock.ts';
import { type CovariateBalance, eValue, FEWEST_PEOPLE, StatisticsError } from '../../statistics/index.ts';
import type { ClaimLevel } from '../../web/components/index.ts';
import { fitPopulation, type PopulationLaw } from '../measures/expectation.ts';
import {
  type ComparisonFlow,
  compareMatched,
  type MatchedComparison,
} from '../measures/matched-comparison.ts';
import type { CommonFigures, RatioFigure } from '../measures/types.ts';
import { type ComparedColumns, type PeopleInput, partOf, rowsOf } from './people-input.ts';
import { refusalWords } from './rules.ts';
import type { PeoplePlan } from './types.ts';

/** A covariate before and after matching; the after is null where nobody was matched. */
interface BalanceLine {
  name: string;
  joinedMean: number;
  othersBefore: number;
  before: number;
  /** Of those who joined and were matched; absent in claims frozen before it was kept. */
  joinedAfter?: number | null;
  othersAfter: number | null;
  after: number | null;
}

/** One comparison of people: the plan's own, or one of a sub-group. */
export interface MatchedResult {
  /** People matched. */
  counted: number;
  cannotWhy?: string;
  flow: ComparisonFlow | null;
  balance: BalanceLine[];
  threshold: number;
  ratio: RatioFigure | null;
  plainRatio: number | null;
  reoffended: MatchedComparison['reoffended'] | null;
  rates: MatchedComparison['rates'] | null;
  wentAwayAnyway: number | null;
  /** How strong something unmeasured would have to be to explain the ratio away, as a risk ratio. */
  eValue: number | null;
}

export interface MatchedFigures extends CommonFigures, MatchedResult {
  counted: number;
  cannotWhy?: string;
  plan: PeoplePlan;
  name: string;
  planned: boolean;
  baselineMonths: number;
  provenWithinMonths: number;
  /** Of the others, who joined during the follow-up: they stay where they were. */
  joinedLater: number | null;
  /** Left out because age or sex is not on record; null where that is small. */
  unknown: number | null;
  /** Age and sex are matched on. */
  matchesPerson: boolean;
  /** Sub-groups that were looked at; their results are only for whoever sees the people. */
  looked: number;
  subgroups: { name: string; result: MatchedResult }[];
}

/** Of people without age or sex on record, the share above which all are kept and these are not matched on. */
const mostUnknown = 0.05;

/**
 * The plan's comparison and its sub-groups. Where nothing may be said, the figures say why and hold no outcome: an
 * analyst who cannot see it cannot choose by it.
 */
export function measureMatched(input: PeopleInput): MatchedFigures {
  const { plan, columns, rule, dataTo, planned, name } = input;
  const all = rowsOf(columns);
  const known = all.filter((row) => columns.age[row] !== null && columns.male[row] !== null);
  const matchesPerson = all.length > 0 && known.length >= (1 - mostUnknown) * all.length;
  const rows = matchesPerson ? known : all;
  const law = lawOf(input);
  const work = (some: readonly number[]): MatchedResult =>
    law === undefined
      ? refused(refusalWords('no-events'))
      : resultOf(columns, some, plan, law, matchesPerson);
  const main = work(rows);
  const subgroups =
    main.cannotWhy === undefined
      ? subgroupsOf(plan, columns, rows).map(({ name: title, rows: some }) => ({
          name: title,
          result: work(some),
        }))
      : [];
  return {
    ...main,
    level: levelOf(main, matchesPerson),
    plan,
    name,
    planned,
    baselineMonths: rule.baselineMonths,
    provenWithinMonths: rule.provenWithinMonths,
    dataTo,
    joinedLater: columns.later.reduce((sum, later) => sum + later, 0),
    unknown: all.length - rows.length,
    matchesPerson,
    looked: subgroups.length,
    subgroups,
  };
}

/** Level 4 asks for what the person is besides what they did; without it a gate passed on records alone is level 3. */
const levelOf = ({ cannotWhy }: MatchedResult, matchesPerson: boolean): ClaimLevel =>
  cannotWhy !== undefined ? 0 : matchesPerson ? 4 : 3;

function lawOf({ kinds }: PeopleInput): PopulationLaw | undefined {
  try {
    return fitPopulation(kinds);
  } catch (error) {
    if (error instanceof StatisticsError) return undefined;
    throw error;
  }
}

/** Several for each, where there are many times as many: steadier, and likes are still found for most. */
const othersEach = (joined: readonly number[]): number => {
  const treated = joined.reduce((sum, one) => sum + one, 0);
  return Math.max(1, Math.min(5, Math.floor((joined.length - treated) / (4 * treated))));
};

const refused = (cannotWhy: string, flow: ComparisonFlow | null = null): MatchedResult => ({
  counted: 0,
  cannotWhy,
  flow,
  balance: [],
  threshold: 0.1,
  ratio: null,
  plainRatio: null,
  reoffended: null,
  rates: null,
  wentAwayAnyway: null,
  eValue: null,
});

function resultOf(
  columns: ComparedColumns,
  rows: readonly number[],
  plan: PeoplePlan,
  law: PopulationLaw,
  matchesPerson: boolean,
): MatchedResult {
  const joined = rows.map((row) => columns.joined[row] ?? 0);
  if (!joined.includes(1))
    return refused(
      `Nobody who joined from ${showDay(plan.joinedFrom)} to ${showDay(plan.joinedTo)} can be compared.`,
    );
  if (!joined.includes(0)) return refused('Nobody else was eligible: there is nobody to compare with.');
  const person = {
    age: rows.map((row) => columns.age[row] ?? 0),
    'age, squared': rows.map((row) => (columns.age[row] ?? 0) ** 2),
    male: rows.map((row) => columns.male[row] ?? 0),
  };
  try {
    const found = compareMatched({
      joined,
      people: partOf(columns, rows),
      law,
      threshold: plan.threshold,
      ratio: othersEach(joined),
      ...(matchesPerson ? { covariates: person, exactly: person.male } : {}),
    });
    return throughGate(found, plan);
  } catch (error) {
    if (error instanceof StatisticsError) return refused(refusalWords(error.code));
    throw error;
  }
}

/** Nothing of what came out passes where people are not alike, too few were matched or no interval can be given. */
function throughGate(found: MatchedComparison, plan: PeoplePlan): MatchedResult {
  const { balance, flow, ratio, reoffended } = found;
  const lines = balance.rows.map(lineOf);
  const interval = plan.outcome === 'offences' ? ratio : reoffended;
  const why =
    found.notLevelThreeWhy ??
    (flow.matched < FEWEST_PEOPLE
      ? refusalWords('too-few-people')
      : interval.lower === null
        ? 'No interval can be given: everybody, or nobody, reoffended on both sides. A figure without an interval would mislead.'
        : null);
  if (why !== null) return { ...refused(why, flow), balance: lines, threshold: balance.threshold };
  const limits =
    ratio.lower === null || ratio.upper === null ? {} : { lower: ratio.lower, upper: ratio.upper };
  return {
    counted: flow.matched,
    flow,
    balance: lines,
    threshold: balance.threshold,
    ratio,
    plainRatio: found.plainRatio,
    reoffended,
    rates: found.rates,
    wentAwayAnyway: found.wentAwayAnyway,
    eValue: ratio.ratio > 0 ? eValue({ ratio: ratio.ratio, ...limits }).estimate : null,
  };
}

const lineOf = ({ name, before, after }: CovariateBalance): BalanceLine => ({
  name,
  joinedMean: before.treatedMean,
  othersBefore: before.controlMean,
  before: before.standardized,
  joinedAfter: after?.treatedMean ?? null,
  othersAfter: after?.controlMean ?? null,
  after: after?.standardized ?? null,
});

/** Each half by itself on both sides; a base’s joiners against everybody else’s others. */
function subgroupsOf(
  { subgroups }: PeoplePlan,
  columns: ComparedColumns,
  rows: readonly number[],
): { name: string; rows: number[] }[] {
  const where = (is: (row: number) => boolean): number[] => rows.filter(is);
  switch (subgroups) {
    case 'none':
      return [];
    case 'sex':
      return [
        { name: 'Men', rows: where((row) => columns.male[row] === 1) },
        { name: 'Women', rows: where((row) => columns.male[row] === 0) },
      ];
    case 'age':
      return [
        { name: 'Under 25', rows: where((row) => (columns.age[row] ?? 99) < 25) },
        { name: '25 or older', rows: where((row) => (columns.age[row] ?? 0) >= 25) },
      ];
    case 'base': {
      const bases = [...new Set(columns.base.filter((base) => base !== null))].sort();
      return bases.map((name) => ({
        name,
        rows: where((row) => columns.joined[row] === 0 || columns.base[row] === name),
      }));
    }
  }
}
