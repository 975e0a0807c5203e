import { requireExposure, requireLevel, requireSameLength } from './checks.ts';
import { type CoefficientTable, coefficientTable, requireClusters, waldTests } from './coefficient-table.ts';
import {
  binaryColumn,
  type Column,
  type Covariates,
  designMatrix,
  namedColumns,
  numberColumn,
} from './design-matrix.ts';
import { StatisticsError } from './errors.ts';
import { fitModel } from './generalised-linear-model.ts';
import { USUAL_LEVEL } from './interval.ts';
import { gaussianFamily } from './model-families.ts';
import { normalCdf, normalHalfWidth } from './normal.ts';
import { FEWEST_PEOPLE, type RateGroup } from './rate-ratio-robust.ts';

/** One row a person and period. */
export type TwoPeriodInput = {
  readonly outcome: Column;
  /** Whether the row is of the group that is treated in the second period. */
  readonly treated: Column;
  /** Whether the row is of the second period. */
  readonly after: Column;
  /** Who the row is about; rows of one person hang together. Each row its own when left out. */
  readonly cluster?: ArrayLike<string | number>;
  readonly covariates?: Covariates;
  readonly names?: readonly string[];
  readonly weights?: Column;
  readonly level?: number;
};

export type DifferenceInDifferences = {
  /** Change of the treated less change of the others, in the outcome's units. */
  readonly estimate: number;
  /** By cluster where given, otherwise HC1. */
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
  readonly pValue: number;
  /** Of Student's t behind limits and p-value: clusters − 1, or rows − coefficients. */
  readonly degreesOfFreedom: number;
  /** Plain mean of each cell. */
  readonly means: {
    readonly treatedBefore: number;
    readonly treatedAfter: number;
    readonly controlBefore: number;
    readonly controlAfter: number;
  };
  readonly observations: number;
  readonly clusters: number | null;
  /** The whole regression: intercept, treated, after, treated:after, then the covariates. */
  readonly model: CoefficientTable;
};

/** A group's people in both periods; place i before and after is the same person. */
export type RatePeriods = { readonly before: RateGroup; readonly after: RateGroup };

export type RateChangeInput = {
  readonly treated: RatePeriods;
  readonly control: RatePeriods;
  readonly level?: number;
};

export type RateChangeRatio = {
  /** (after / before) of the treated over (after / before) of the others. */
  readonly ratio: number;
  readonly treatedRatio: number;
  readonly controlRatio: number;
  /** Of ln ratio; null where no limits can be given. */
  readonly standardError: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly pValue: number | null;
  readonly level: number;
  readonly people: readonly [number, number];
  readonly note: string;
};

/**
 * Did the treated change more than the others did over the same time? Either on rows of outcomes (least
 * squares with the interaction, standard errors by person), or, given `treated` and `control` as events and
 * exposures before and after, as a ratio of rate ratios with person-robust variance. Only as good as the
 * belief that both groups would otherwise have changed alike: show the time before.
 *
 * Refuses a cell without rows (`one-class-only`), covariates as any regression does, one cluster
 * (`too-few-people`); for rates, no events where they would be divided by (`no-events`). Below 30 people in a
 * group a ratio comes without limits.
 * Source: Angrist & Pischke 2009, ch. 5; clusters as in Cameron & Miller 2015; ln(Yₐ/Y_b) of the same people
 * has variance n/(n − 1) Σ ((yₐᵢ − rₐtₐᵢ)/Yₐ − (y_bᵢ − r_bt_bᵢ)/Y_b)².
 */
export function differenceInDifferences(input: TwoPeriodInput): DifferenceInDifferences;
export function differenceInDifferences(input: RateChangeInput): RateChangeRatio;
export function differenceInDifferences(
  input: TwoPeriodInput | RateChangeInput,
): DifferenceInDifferences | RateChangeRatio {
  requireLevel(input.level ?? USUAL_LEVEL);
  return 'outcome' in input ? byRows(input) : byRates(input);
}

function byRows(input: TwoPeriodInput): DifferenceInDifferences {
  const { level = USUAL_LEVEL } = input;
  const treated = binaryColumn('treated', input.treated);
  const n = treated.length;
  const after = binaryColumn('after', input.after);
  requireSameLength('after', n, after.length);
  const outcome = numberColumn('outcome', input.outcome, n);
  const weights = input.weights === undefined ? undefined : numberColumn('weights', input.weights, n);
  if (weights?.some((w) => w < 0)) throw new StatisticsError('invalid-argument', 'a weight is below 0');
  const means = cellMeans(outcome, treated, after, weights);
  const clusters = requireClusters(input.cluster, n);
  const extra = namedColumns(input.covariates ?? [], n, input.names);
  const own = [treated, after, treated.map((t, i) => t * (after[i] ?? 0))].map((c) => Float64Array.from(c));
  const names = ['treated', 'after', 'treated:after', ...extra.names];
  const design = designMatrix({ names, columns: [...own, ...extra.columns] }, n, true, weights);
  const fit = fitModel({ design, outcome, weights, family: gaussianFamily });
  const rows = weights === undefined ? n : weights.filter((w) => w > 0).length;
  const left = rows - design.p;
  if (left < 1)
    throw new StatisticsError('too-few-people', `${rows} rows leave nothing to judge the change by`);
  const model = coefficientTable(fit, {
    dispersion: fit.deviance / left,
    people: rows,
    clusters,
    robust: 'HC1',
    level,
  });
  const degreesOfFreedom = clusters === undefined ? left : clusters.count - 1;
  const [estimate, standardError] = [model.coefficients[3] ?? 0, model.robustStandardErrors[3] ?? 0];
  const judged = waldTests([estimate], [standardError], level, degreesOfFreedom);
  return {
    estimate,
    standardError,
    lower: judged.lower[0] ?? 0,
    upper: judged.upper[0] ?? 0,
    level,
    pValue: judged.pValues[0] ?? 1,
    degreesOfFreedom,
    means,
    observations: rows,
    clusters: clusters?.count ?? null,
    model,
  };
}

function cellMeans(
  outcome: Float64Array,
  treated: Uint8Array,
  after: Uint8Array,
  weights: Float64Array | undefined,
): DifferenceInDifferences['means'] {
  const mean = (t: number, period: number) => {
    let [total, sum] = [0, 0];
    for (let i = 0; i < outcome.length; i++) {
      if (treated[i] !== t || after[i] !== period) continue;
      total += weights?.[i] ?? 1;
      sum += (weights?.[i] ?? 1) * (outcome[i] ?? 0);
    }
    if (total > 0) return sum / total;
    throw new StatisticsError('one-class-only', 'each group needs rows in each period');
  };
  return {
    treatedBefore: mean(1, 0),
    treatedAfter: mean(1, 1),
    controlBefore: mean(0, 0),
    controlAfter: mean(0, 1),
  };
}

function byRates({ treated, control, level = USUAL_LEVEL }: RateChangeInput): RateChangeRatio {
  const [one, other] = [changeOf('treated', treated), changeOf('control', control)];
  if (other.ratio === 0) throw new StatisticsError('no-events', 'the control group has no event after');
  const ratio = one.ratio / other.ratio;
  const people = [one.people, other.people] as const;
  const known = { ratio, treatedRatio: one.ratio, controlRatio: other.ratio, level, people };
  const none = { standardError: null, lower: null, upper: null, pValue: null };
  const fewest = Math.min(...people);
  if (fewest < FEWEST_PEOPLE) {
    return {
      ...known,
      ...none,
      note: `${fewest} people are too few for an interval: at least ${FEWEST_PEOPLE}`,
    };
  }
  if (one.variance === null || other.variance === null) {
    return { ...known, ...none, note: 'No interval: the treated have no event after.' };
  }
  const standardError = Math.sqrt(one.variance + other.variance);
  if (!(standardError > 1e-10)) return { ...known, ...none, note: 'No interval: people do not differ.' };
  const factor = Math.exp(normalHalfWidth(level) * standardError);
  return {
    ...known,
    standardError,
    lower: ratio / factor,
    upper: ratio * factor,
    pValue: 2 * normalCdf(Math.abs(Math.log(ratio)) / standardError, { upper: true }),
    note: 'Offences of one person may hang together; people are taken as independent.',
  };
}

function changeOf(
  name: string,
  { before, after }: RatePeriods,
): { people: number; ratio: number; variance: number | null } {
  requireSameLength(`${name} after`, before.events.length, after.events.length);
  const [b, a] = [totals(`${name} before`, before), totals(`${name} after`, after)];
  const people = before.events.length;
  if (b.events === 0) throw new StatisticsError('no-events', `the ${name} group has no event before`);
  const ratio = a.events / a.exposure / (b.events / b.exposure);
  if (a.events === 0) return { people, ratio, variance: null };
  const pull = (group: RateGroup, total: { events: number; exposure: number }, i: number) =>
    ((group.events[i] ?? 0) - (total.events / total.exposure) * (group.exposure[i] ?? 0)) / total.events;
  let squares = 0;
  for (let i = 0; i < people; i++) squares += (pull(after, a, i) - pull(before, b, i)) ** 2;
  return { people, ratio, variance: people > 1 ? (people / (people - 1)) * squares : null };
}

function totals(name: string, { events, exposure }: RateGroup): { events: number; exposure: number } {
  requireSameLength(`exposure of ${name}`, events.length, exposure.length);
  if (events.length === 0) throw new StatisticsError('no-people', `nobody in ${name}`);
  let [count, time] = [0, 0];
  for (let i = 0; i < events.length; i++) {
    const value = events[i] ?? Number.NaN;
    if (!(Number.isFinite(value) && value >= 0)) {
      throw new StatisticsError('invalid-count', `person ${i} of ${name} has ${String(value)} events`);
    }
    requireExposure(`exposure of person ${i} of ${name}`, exposure[i] ?? 0);
    count += value;
    time += exposure[i] ?? 0;
  }
  return { events: count, exposure: time };
}
