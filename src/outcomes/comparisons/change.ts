import type { Day } from '../../kernel/clock.ts';
import { differenceInDifferences, FEWEST_PEOPLE, StatisticsError } from '../../statistics/index.ts';
import type { CommonFigures, RatioFigure } from '../measures/types.ts';
import { type ComparedColumns, type PeopleInput, rowsOf } from './people-input.ts';
import { refusalWords } from './rules.ts';
import type { PeoplePlan } from './types.ts';

const daysAYear = 365.25;

/** Offences per person-year at liberty of one side, period by period. Null without time at liberty. */
export interface Trend {
  /** As long as the baseline, and before it. */
  early: number | null;
  /** The baseline's halves. */
  mid: number | null;
  late: number | null;
  after: number | null;
}

export interface ChangeFigures extends CommonFigures {
  plan: PeoplePlan;
  name: string;
  planned: boolean;
  baselineMonths: number;
  provenWithinMonths: number;
  dataTo: Day;
  /** People of each side with time at liberty before and after. */
  joined: number;
  others: number;
  noTime: number | null;
  joinedLater: number | null;
  /** The joined side's change over the others’ change: 1 is none. */
  ratio: RatioFigure | null;
  joinedRatio: number | null;
  othersRatio: number | null;
  /** From the first to the second half of the baseline, when nobody had joined: has to be 1. */
  before: RatioFigure | null;
  /** Where there is no figure, of the time before alone. */
  trends: { joined: Trend; others: Trend } | null;
}

interface Side {
  rows: number[];
}

type Period = 'early' | 'mid' | 'late' | 'after';

/** Did those who joined change more than the others did over the same time? Refused where they already did before. */
export function measureChange(input: PeopleInput): ChangeFigures {
  const { plan, columns, rule, dataTo, planned, name } = input;
  const met = rowsOf(columns).filter((row) => atLeast(columns, row, plan.threshold));
  const counted = met.filter(
    (row) => daysOf(columns, 'before', row) > 0 && (columns.afterDays[row] ?? 0) > 0,
  );
  const joined = { rows: counted.filter((row) => columns.joined[row] === 1) };
  const others = { rows: counted.filter((row) => columns.joined[row] !== 1) };
  const known = {
    level: 0,
    plan,
    name,
    planned,
    baselineMonths: rule.baselineMonths,
    provenWithinMonths: rule.provenWithinMonths,
    dataTo,
    joined: joined.rows.length,
    others: others.rows.length,
    noTime: met.length - counted.length,
    joinedLater: columns.later.reduce((sum, later) => sum + later, 0),
    ratio: null,
    joinedRatio: null,
    othersRatio: null,
    before: null,
    trends: null,
  } as const;
  const found = changeOf(columns, joined, others);
  return 'why' in found
    ? {
        ...known,
        ...(found.before === undefined
          ? {}
          : { before: found.before, trends: beforeAlone(columns, joined, others) }),
        counted: 0,
        cannotWhy: found.why,
      }
    : { ...known, ...found, level: 3, counted: joined.rows.length };
}

/** What was there before anybody joined is no outcome: it may be shown where the outcome may not. */
const beforeAlone = (columns: ComparedColumns, joined: Side, others: Side): ChangeFigures['trends'] => ({
  joined: { ...trendOf(columns, joined), after: null },
  others: { ...trendOf(columns, others), after: null },
});

type Found =
  | Pick<ChangeFigures, 'ratio' | 'joinedRatio' | 'othersRatio' | 'before' | 'trends'>
  | { why: string; before?: RatioFigure };

function changeOf(columns: ComparedColumns, joined: Side, others: Side): Found {
  const fewest = Math.min(joined.rows.length, others.rows.length);
  if (fewest === 0) return { why: refusalWords('no-people') };
  if (fewest < FEWEST_PEOPLE) return { why: refusalWords('too-few-people') };
  try {
    const before = ratioOf(columns, joined, others, ['mid', 'late']);
    if (before.lower === null || before.upper === null)
      return {
        why: 'Whether both sides were changing alike before cannot be judged, so no figure is given.',
      };
    if (before.lower > 1 || before.upper < 1) {
      return {
        before,
        why: 'The two sides were not changing alike before anybody joined (parallel trends), so a difference afterwards says nothing of joining.',
      };
    }
    const found = ratioOf(columns, joined, others, ['before', 'after']);
    if (found.lower === null) return { before, why: refusalWords('no-events') };
    return {
      ratio: found,
      joinedRatio: found.treated,
      othersRatio: found.control,
      before,
      trends: { joined: trendOf(columns, joined), others: trendOf(columns, others) },
    };
  } catch (error) {
    if (error instanceof StatisticsError) return { why: refusalWords(error.code) };
    throw error;
  }
}

type Span = Period | 'before';

const daysOf = (columns: ComparedColumns, span: Span, row: number): number =>
  span === 'before'
    ? (columns.midDays[row] ?? 0) + (columns.lateDays[row] ?? 0)
    : (columns[`${span}Days`][row] ?? 0);

const eventsOf = (columns: ComparedColumns, span: Span, row: number): number =>
  span === 'before' ? (columns.mid[row] ?? 0) + (columns.late[row] ?? 0) : (columns[span][row] ?? 0);

const atLeast = (columns: ComparedColumns, row: number, threshold: number): boolean =>
  eventsOf(columns, 'before', row) >= threshold;

/** The change of one side over that of the other, among whoever was at liberty in both periods. */
function ratioOf(
  columns: ComparedColumns,
  joined: Side,
  others: Side,
  [from, to]: readonly [Span, Span],
): RatioFigure & { treated: number; control: number } {
  const periods = ({ rows }: Side) => {
    const free = rows.filter((row) => daysOf(columns, from, row) > 0 && daysOf(columns, to, row) > 0);
    const part = (span: Span) => ({
      events: free.map((row) => eventsOf(columns, span, row)),
      exposure: free.map((row) => daysOf(columns, span, row) / daysAYear),
    });
    return { before: part(from), after: part(to) };
  };
  const { ratio, lower, upper, note, treatedRatio, controlRatio } = differenceInDifferences({
    treated: periods(joined),
    control: periods(others),
  });
  return {
    ...{ ratio, lower, upper, note, method: 'difference in differences, person-robust' },
    treated: treatedRatio,
    control: controlRatio,
  };
}

function trendOf(columns: ComparedColumns, { rows }: Side): Trend {
  const rate = (period: Period): number | null => {
    const days = rows.reduce((sum, row) => sum + daysOf(columns, period, row), 0);
    const events = rows.reduce((sum, row) => sum + eventsOf(columns, period, row), 0);
    return days === 0 ? null : events / (days / daysAYear);
  };
  return { early: rate('early'), mid: rate('mid'), late: rate('late'), after: rate('after') };
}
