import { addMonths, type Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { canonicalJson, sha256 } from '../../kernel/ids.ts';
import { interruptedTimeSeries, type SeriesEffect, StatisticsError } from '../../statistics/index.ts';
import type { CommonFigures, GatherAsk, Gathered, MeasureRule, RatioFigure } from '../measures/types.ts';
import { listMonths } from './people-store.ts';
import { refusalWords } from './rules.ts';
import type { Registered, SeriesPlan } from './types.ts';

export interface SeriesInput extends Registered {
  plan: SeriesPlan;
  rule: MeasureRule;
  dataTo: Day;
  months: readonly Day[];
  outcome: readonly number[];
  /** Null where no other area is compared. */
  other: readonly number[] | null;
}

export interface SeriesFigures extends CommonFigures {
  plan: SeriesPlan;
  name: string;
  planned: boolean;
  provenWithinMonths: number;
  pointsBefore: number;
  pointsAfter: number;
  /** The level at the change over what the time before lets expect; over and above the other area’s where there is one. */
  levelChange: RatioFigure | null;
  /** Of the slope, a month. */
  slopeChange: RatioFigure | null;
  /** Near 2 where neighbouring months do not hang together. */
  durbinWatson: number | null;
  lag: number | null;
  dispersion: number | null;
  /** Offences a month after the change, and those that the time before lets expect. */
  perMonth: number | null;
  expectedPerMonth: number | null;
  months: {
    month: Day;
    offences: number;
    other: number | null;
    expected: number;
    low: number;
    high: number;
  }[];
}

/** Counts a month; no person is in them. Months after the data reach are not there. */
export async function gatherSeries(
  tx: Tx,
  ask: GatherAsk,
  plan: SeriesPlan,
  registered: Registered,
): Promise<Gathered<SeriesInput>> {
  const span = {
    rule: ask.rule,
    from: addMonths(plan.changeOn, -plan.monthsBefore),
    to: addMonths(plan.changeOn, plan.monthsAfter),
  };
  const own = await listMonths(tx, { ...span, places: plan.places });
  const other =
    plan.otherPlaces.length === 0 ? null : await listMonths(tx, { ...span, places: plan.otherPlaces });
  const input = {
    ...registered,
    plan,
    rule: ask.rule,
    dataTo: ask.dataTo,
    months: own.map(({ month }) => month),
    outcome: own.map(({ offences }) => offences),
    other: other?.map(({ offences }) => offences) ?? null,
  };
  return { input, read: sha256(canonicalJson(input)) };
}

/** The level and slope of a series at a change, with errors that let neighbouring months hang together. */
export function measureSeries(input: SeriesInput): SeriesFigures {
  const { plan, rule, dataTo, planned, name, outcome } = input;
  const known: SeriesFigures = {
    level: 0,
    plan,
    name,
    planned,
    provenWithinMonths: rule.provenWithinMonths,
    dataTo,
    pointsBefore: plan.monthsBefore,
    pointsAfter: plan.monthsAfter,
    counted: 0,
    levelChange: null,
    slopeChange: null,
    durbinWatson: null,
    lag: null,
    dispersion: null,
    perMonth: null,
    expectedPerMonth: null,
    months: [],
  };
  try {
    const found = interruptedTimeSeries({
      outcome: [...outcome],
      interruption: plan.monthsBefore,
      season: plan.season ? 'month' : 'none',
      smallSample: true,
      ...(input.other === null ? {} : { comparison: { outcome: [...input.other] } }),
    });
    const effect = found.relative ?? found;
    const after = (values: readonly number[]): number =>
      values.slice(plan.monthsBefore).reduce((sum, value) => sum + value, 0) / plan.monthsAfter;
    return {
      ...known,
      level: 3,
      counted: outcome.reduce((sum, count) => sum + count, 0),
      levelChange: figureOf(effect.levelChange),
      slopeChange: figureOf(effect.slopeChange),
      durbinWatson: found.durbinWatson,
      lag: found.lag,
      dispersion: found.dispersion,
      perMonth: after(outcome),
      expectedPerMonth: after(found.counterfactual),
      months: input.months.map((month, place) => ({
        month,
        offences: outcome[place] ?? 0,
        other: input.other?.[place] ?? null,
        expected: found.counterfactual[place] ?? 0,
        low: found.counterfactualLower[place] ?? 0,
        high: found.counterfactualUpper[place] ?? 0,
      })),
    };
  } catch (error) {
    if (error instanceof StatisticsError) return { ...known, cannotWhy: refusalWords(error.code) };
    throw error;
  }
}

const figureOf = ({ ratio, ratioLower, ratioUpper }: SeriesEffect): RatioFigure => ({
  ratio: ratio ?? 1,
  lower: ratioLower,
  upper: ratioUpper,
  method: 'quasi-Poisson, Newey–West',
  note: 'Errors of neighbouring months may hang together.',
});
