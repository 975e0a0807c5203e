import { addMonths, type Day } from '../../kernel/clock.ts';
import { FEWEST_PEOPLE, rateRatioRobust, StatisticsError, timeAtRisk } from '../../statistics/index.ts';
import { isInside, type MeasureInput, measureBeforeAfter, offencesIn, type Windows } from './rules.ts';
import type { CommonFigures, Figures, HarmRule, MeasureRule, MemberHistory, RatioFigure } from './types.ts';

const daysAYear = 365.25;

/** Which table was used: it stands with every figure made with it. */
export interface WeightSet {
  layout: HarmRule['layout'];
  name: string;
  source: string;
  validFrom: Day;
  sha256: string;
  example: boolean;
  /** Classes whose single events can decide a total. */
  withoutClasses: readonly string[];
}

/** The weight of each offence of a period; `grave` are those of the classes that the figure is given without, too. */
interface Weighed {
  weights: number[];
  grave: number[];
  /** Offences whose code the table does not know: they weigh nothing. */
  unknown: number;
  atRiskDays: number;
}

export interface HarmRow {
  before: Weighed;
  after: Weighed;
}

export interface Weigher {
  /** Of a Home Office class; undefined when the table does not know it. */
  weightOf(homeOfficeClass: string | null): number | undefined;
  isGrave(homeOfficeClass: string | null): boolean;
}

/** Undefined for who is not counted: by the same rules as the count. */
export function harmRowOf(
  member: MemberHistory,
  rule: MeasureRule,
  windows: Windows,
  weigher: Weigher,
): HarmRow | undefined {
  if (member.joinedOn > windows.joinedBy) return undefined;
  const periods = [
    { from: addMonths(member.joinedOn, -rule.baselineMonths), to: member.joinedOn },
    { from: member.joinedOn, to: windows.followedTo },
  ];
  const [before, after] = periods.map((window) => weighed(member, window, weigher));
  return before === undefined || after === undefined || before.atRiskDays === 0 || after.atRiskDays === 0
    ? undefined
    : { before, after };
}

function weighed(member: MemberHistory, window: { from: Day; to: Day }, weigher: Weigher): Weighed {
  const made: Weighed = {
    weights: [],
    grave: [],
    unknown: 0,
    atRiskDays: timeAtRisk(window, member.custody).atRiskDays,
  };
  for (const { day, class: code } of offencesIn(member, window)) {
    if (isInside(day, member)) continue;
    const weight = weigher.weightOf(code);
    if (weight === undefined) made.unknown += 1;
    else (weigher.isGrave(code) ? made.grave : made.weights).push(weight);
  }
  made.weights.sort((one, other) => one - other);
  made.grave.sort((one, other) => one - other);
  return made;
}

export interface HarmInput {
  dataTo: Day;
  /** Null when no table is on file, or the scheme's rule names none. */
  set: WeightSet | null;
  rows: readonly HarmRow[];
  /** What the count beside it is made from; null with `set`. */
  count: MeasureInput | null;
}

export interface HarmFigures extends CommonFigures {
  level: 0 | 1;
  set: WeightSet | null;
  before: number;
  after: number;
  /** Weight per person-year at liberty. */
  rateBefore: number | null;
  rateAfter: number | null;
  change: RatioFigure | null;
  /** The same without the classes whose single events can decide a total. */
  withoutGravest: RatioFigure | null;
  /** Share of all harm that the gravest 1 in 100 offences, and people, make. */
  shareOfTopOffences: number | null;
  shareOfTopPeople: number | null;
  unknownCodes: number | null;
  /** The count, with what was to be expected: never left out. */
  count: Figures | null;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const harmOf = ({ weights, grave }: Weighed): number => sum(weights) + sum(grave);

const noWeights =
  'No table of weights is on file for what the scheme’s rule names, so harm cannot be weighed. None is invented here: the scheme uploads a published one.';

/** Harm-weighted change per person-year at liberty, with the count beside it. */
export function measureHarm({ dataTo, set, rows, count }: HarmInput): HarmFigures {
  const periods = rows.flatMap(({ before, after }) => [before, after]);
  const side = (pick: (row: HarmRow) => Weighed, harm: (period: Weighed) => number) => ({
    events: rows.map((row) => harm(pick(row))),
    exposure: rows.map((row) => pick(row).atRiskDays / daysAYear),
  });
  const change = (harm: (period: Weighed) => number): RatioFigure | null =>
    changeOf(
      side(({ after }) => after, harm),
      side(({ before }) => before, harm),
    );
  const before = sum(rows.map((row) => harmOf(row.before)));
  const after = sum(rows.map((row) => harmOf(row.after)));
  const years = (pick: (row: HarmRow) => Weighed): number =>
    sum(rows.map((row) => pick(row).atRiskDays)) / daysAYear;
  return {
    level: set === null ? 0 : 1,
    dataTo,
    counted: rows.length,
    ...(set === null ? { cannotWhy: noWeights } : {}),
    set,
    before,
    after,
    rateBefore: rows.length === 0 ? null : before / years((row) => row.before),
    rateAfter: rows.length === 0 ? null : after / years((row) => row.after),
    change: change(harmOf),
    withoutGravest: change(({ weights }) => sum(weights)),
    shareOfTopOffences: topShare(periods.flatMap(({ weights, grave }) => [...weights, ...grave])),
    shareOfTopPeople: topShare(rows.map((row) => harmOf(row.before) + harmOf(row.after))),
    unknownCodes: sum(periods.map(({ unknown }) => unknown)),
    count: count === null ? null : measureBeforeAfter(count),
  };
}

/** Share of the total that the greatest 1 in 100 values make, at least one; null of nothing. */
export function topShare(values: readonly number[]): number | null {
  const total = sum(values);
  if (total === 0) return null;
  const top = [...values]
    .sort((one, other) => other - one)
    .slice(0, Math.max(1, Math.ceil(values.length / 100)));
  return sum(top) / total;
}

type Side = { events: readonly number[]; exposure: readonly number[] };

function changeOf(after: Side, before: Side): RatioFigure | null {
  if (after.events.length === 0) return null;
  try {
    const found = rateRatioRobust(after, before, { pairing: 'same-people' });
    if (!Number.isFinite(found.ratio)) return null;
    const finite = (limit: number | null): number | null =>
      limit !== null && Number.isFinite(limit) ? limit : null;
    const few = after.events.length < FEWEST_PEOPLE;
    return {
      ratio: found.ratio,
      lower: few ? null : finite(found.lower),
      upper: few ? null : finite(found.upper),
      method: found.method,
      note: found.note,
    };
  } catch (error) {
    if (error instanceof StatisticsError) return null;
    throw error;
  }
}
