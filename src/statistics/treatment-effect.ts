import { requireLevel, requireProbability, requireSameLength } from './checks.ts';
import {
  binaryColumn,
  type Column,
  type Covariates,
  type NamedColumns,
  namedColumns,
  numberColumn,
} from './design-matrix.ts';
import { StatisticsError } from './errors.ts';
import { USUAL_LEVEL } from './interval.ts';
import { matchedEffect, type PairRows } from './matched-effect.ts';
import { nearestMatches } from './nearest-matches.ts';
import { normalCdf, normalHalfWidth } from './normal.ts';
import {
  type ArmModel,
  armModel,
  commonModels,
  observedArm,
  type Propensity,
  propensityModel,
} from './outcome-models.ts';

/** Of whom the effect is: the treated (`ATT`), everybody (`ATE`), or the untreated (`ATC`). */
export type Estimand = 'ATT' | 'ATE' | 'ATC';
export type EffectMethod = 'matching' | 'weighting' | 'g-computation' | 'doubly-robust';

export type EffectInput = {
  readonly treated: Column;
  /** A number for each person, or yes and no: the effect is then a difference of risks. */
  readonly outcome: Column;
  /** `ATT` when left out. */
  readonly estimand?: Estimand;
  /** `matching` when `pairs` are given, otherwise `doubly-robust`. */
  readonly method?: EffectMethod;
  /**
   * For `g-computation` and `doubly-robust`: a model for each arm (`separate`, the default), so that the effect
   * may differ with every covariate, or one for both with treatment as a covariate (`common`).
   */
  readonly outcomeModel?: 'separate' | 'common';
  readonly covariates?: Covariates;
  readonly names?: readonly string[];
  /** Chance of being treated, for each person; from a logistic regression on `covariates` when left out. */
  readonly propensity?: Column;
  /** Pairs as `nearestMatches` gives them; made by the log-odds of the propensity when left out. */
  readonly pairs?: PairRows;
  /** For pairs made here, in standard deviations of the log-odds; 0.2 when left out. */
  readonly caliper?: number;
  readonly level?: number;
};

export type TreatmentEffect = {
  readonly estimate: number;
  /** Lets go of every assumption about spread; counts in that propensities and outcomes were fitted. */
  readonly standardError: number;
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
  readonly pValue: number;
  /** Mean outcome of the estimand's people with and without treatment; their difference is the estimate. */
  readonly treatedMean: number;
  readonly controlMean: number;
  readonly estimand: Estimand;
  readonly method: EffectMethod;
  readonly people: number;
  /** Pairs (or sets) for `matching`, otherwise null. */
  readonly pairs: number | null;
  /** For `weighting`: the standard error if the weights were known (HC0), otherwise null. */
  readonly fixedWeightsStandardError: number | null;
  /** Kish's effective numbers behind the weights, treated and untreated; null where there are none. */
  readonly effectiveSizes: readonly [number, number] | null;
};

type Data = {
  readonly treated: Uint8Array;
  readonly outcome: Float64Array;
  readonly estimand: Estimand;
};

/** Both means, and each person's pull on their difference: the squares of it add up to its variance. */
type Answer = {
  readonly treatedMean: number;
  readonly controlMean: number;
  readonly influence: Float64Array;
  readonly fixed: Float64Array | null;
  readonly effectiveSizes: readonly [number, number] | null;
};

/**
 * The average effect of treatment, treated minus untreated, in the outcome's own units, if no unmeasured
 * difference is behind it.
 *
 * `matching`: mean of the pairs' differences, standard error SD / √pairs, pairs that share a person taken
 * together; 1:k sets count by the mean of their matches. `weighting`: difference of weighted means (Hájek).
 * `g-computation`: outcome models in each arm (logistic for yes/no, linear otherwise) averaged over the
 * estimand's people. `doubly-robust`: both, augmented (AIPW). Standard errors by influence functions.
 *
 * Refuses what its models refuse (`separation`, `collinear`, `constant-covariate`, …), nobody on a side
 * (`one-class-only`), a propensity of 0 or 1 where it would be divided by (`invalid-probability`), fewer than
 * two pairs (`too-few-people`), and `matching` for `ATE` (`invalid-argument`).
 * Source: Imbens 2004; Lunceford & Davidian 2004; Stefanski & Boos 2002 for the standard errors.
 */
export function averageTreatmentEffect(input: EffectInput): TreatmentEffect {
  const { estimand = 'ATT', level = USUAL_LEVEL } = input;
  const method = input.method ?? (input.pairs === undefined ? 'doubly-robust' : 'matching');
  requireLevel(level);
  const treated = binaryColumn('treated', input.treated);
  const outcome = numberColumn('outcome', input.outcome, treated.length);
  const some = treated.some((t) => t === 1) && treated.some((t) => t === 0);
  if (!some) throw new StatisticsError('one-class-only', 'an effect needs treated people and untreated ones');
  const data = { treated, outcome, estimand };
  const common = { estimand, method, level, people: treated.length };
  if (method === 'matching') {
    const found = matchedEffect(input.pairs ?? pairsOf(input, data), outcome, estimand);
    const nothing = { fixedWeightsStandardError: null, effectiveSizes: null };
    return {
      ...common,
      ...found,
      ...nothing,
      ...test(found.treatedMean, found.controlMean, found.standardError, level),
    };
  }
  const answer = answerBy(method, input, data);
  const standardError = rootSquares(answer.influence);
  return {
    ...common,
    ...test(answer.treatedMean, answer.controlMean, standardError, level),
    standardError,
    treatedMean: answer.treatedMean,
    controlMean: answer.controlMean,
    pairs: null,
    fixedWeightsStandardError: answer.fixed === null ? null : rootSquares(answer.fixed),
    effectiveSizes: answer.effectiveSizes,
  };
}

function test(treatedMean: number, controlMean: number, standardError: number, level: number) {
  const estimate = treatedMean - controlMean;
  const half = normalHalfWidth(level) * standardError;
  const z = standardError > 0 ? Math.abs(estimate) / standardError : estimate === 0 ? 0 : Infinity;
  const pValue = 2 * normalCdf(z, { upper: true });
  return { estimate, lower: estimate - half, upper: estimate + half, pValue };
}

function rootSquares(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

function pairsOf(input: EffectInput, { treated, estimand }: Data): PairRows {
  const { p } = propensityOf(input, treated);
  const distance = p.map((value, i) => {
    requireInside(value, i, true, true);
    return Math.log(value / (1 - value));
  });
  const swap = estimand === 'ATC';
  const { pairs } = nearestMatches({
    treated: swap ? treated.map((t) => 1 - t) : treated,
    distance,
    caliper: input.caliper ?? 0.2,
  });
  return swap ? pairs.map((pair) => ({ treated: pair.control, control: pair.treated })) : pairs;
}

function propensityOf(input: EffectInput, treated: Uint8Array): Propensity {
  if (input.propensity === undefined) {
    if (input.covariates === undefined) {
      throw new StatisticsError('invalid-argument', 'either covariates or propensities are needed');
    }
    return propensityModel(treated, namedColumns(input.covariates, treated.length, input.names));
  }
  requireSameLength('propensity', treated.length, input.propensity.length);
  const p = numberColumn('propensity', input.propensity, treated.length);
  for (const [i, value] of p.entries()) requireProbability(`propensity at ${i}`, value);
  return { p, correct: null };
}

/** A propensity that is divided by must not be 0 (`low`) or 1 (`high`). */
function requireInside(p: number, i: number, low: boolean, high: boolean): void {
  if ((low && p === 0) || (high && p === 1)) {
    throw new StatisticsError(
      'invalid-probability',
      `propensity at ${i} is ${p}: nobody like that to compare`,
    );
  }
}

function answerBy(method: EffectMethod, input: EffectInput, data: Data): Answer {
  if (method === 'weighting') return byWeighting(data, propensityOf(input, data.treated));
  if (input.covariates === undefined) {
    throw new StatisticsError('invalid-argument', `${method} needs covariates`);
  }
  const columns = namedColumns(input.covariates, data.treated.length, input.names);
  const { one, other } = outcomeModels(input, data, columns);
  if (method === 'g-computation') return byOutcomeModels(data, one, other);
  return byBoth(data, one, other, propensityOf(input, data.treated).p);
}

function outcomeModels(
  { outcomeModel = 'separate' }: EffectInput,
  { treated, outcome, estimand }: Data,
  columns: NamedColumns,
): { one: ArmModel; other: ArmModel } {
  if (outcomeModel === 'common') return commonModels(treated, outcome, columns);
  return {
    one: estimand === 'ATT' ? observedArm(outcome) : armModel(1, treated, outcome, columns),
    other: estimand === 'ATC' ? observedArm(outcome) : armModel(0, treated, outcome, columns),
  };
}

/** Weight of a person, and its slope in the log-odds of the propensity. */
function weightOf(t: number, p: number, estimand: Estimand): { weight: number; slope: number } {
  const odds = t === 1 ? (1 - p) / p : p / (1 - p);
  const own = t === 1 ? estimand === 'ATT' : estimand === 'ATC';
  if (own) return { weight: 1, slope: 0 };
  return { weight: estimand === 'ATE' ? 1 + odds : odds, slope: t === 1 ? -odds : odds };
}

function byWeighting({ treated, outcome, estimand }: Data, { p, correct }: Propensity): Answer {
  const n = treated.length;
  const [weights, slopes] = [new Float64Array(n), new Float64Array(n)];
  const [total, squares, sum] = [
    [0, 0],
    [0, 0],
    [0, 0],
  ] as [number[], number[], number[]];
  for (let i = 0; i < n; i++) {
    const t = treated[i] as number;
    const value = p[i] as number;
    requireInside(value, i, t === 1 && estimand !== 'ATT', t === 0 && estimand !== 'ATC');
    const { weight, slope } = weightOf(t, value, estimand);
    weights[i] = weight;
    slopes[i] = slope;
    total[t] = (total[t] ?? 0) + weight;
    squares[t] = (squares[t] ?? 0) + weight * weight;
    sum[t] = (sum[t] ?? 0) + weight * (outcome[i] as number);
  }
  const means = total.map((w, t) => (sum[t] ?? 0) / w);
  const residual = (i: number) => {
    const t = treated[i] as number;
    return ((t === 1 ? 1 : -1) * ((outcome[i] as number) - (means[t] ?? 0))) / (total[t] ?? 1);
  };
  const fixed = weights.map((w, i) => w * residual(i));
  const influence =
    correct === null
      ? fixed
      : correct(
          fixed,
          slopes.map((s, i) => s * residual(i)),
        );
  const effective = (t: number) => (total[t] ?? 0) ** 2 / (squares[t] ?? 1);
  return {
    treatedMean: means[1] ?? 0,
    controlMean: means[0] ?? 0,
    influence,
    fixed,
    effectiveSizes: [effective(1), effective(0)],
  };
}

/** Whether a person is one of those the effect is of. */
function belongs(t: number, estimand: Estimand): boolean {
  return estimand === 'ATE' || (estimand === 'ATT') === (t === 1);
}

function byOutcomeModels({ treated, estimand }: Data, one: ArmModel, other: ArmModel): Answer {
  const share = Float64Array.from(treated, (t) => (belongs(t, estimand) ? 1 : 0));
  const count = share.reduce((sum, value) => sum + value, 0);
  const average = (model: ArmModel) =>
    model.predicted.reduce((sum, m, i) => sum + (share[i] ?? 0) * m, 0) / count;
  const [treatedMean, controlMean] = [average(one), average(other)];
  const effect = treatedMean - controlMean;
  const own = share.map(
    (s, i) => (s * ((one.predicted[i] ?? 0) - (other.predicted[i] ?? 0) - effect)) / count,
  );
  const pull = one.pull(share);
  const against = other.pull(share);
  const influence = own.map((value, i) => value + ((pull[i] ?? 0) - (against[i] ?? 0)) / count);
  return { treatedMean, controlMean, influence, fixed: null, effectiveSizes: null };
}

/** Augmented weighting: right if either the outcomes or the propensities are modelled rightly. */
function byBoth(
  { treated, outcome, estimand }: Data,
  one: ArmModel,
  other: ArmModel,
  p: Float64Array,
): Answer {
  const n = treated.length;
  const [high, low] = [new Float64Array(n), new Float64Array(n)];
  const member = Float64Array.from(treated, (t) => (belongs(t, estimand) ? 1 : 0));
  const count = member.reduce((sum, value) => sum + value, 0);
  let [treatedSum, controlSum] = [0, 0];
  for (let i = 0; i < n; i++) {
    const t = treated[i] as number;
    const value = p[i] as number;
    requireInside(value, i, t === 1 && estimand !== 'ATT', t === 0 && estimand !== 'ATC');
    const { weight } = weightOf(t, value, estimand);
    const model = t === 1 ? one : other;
    const correction = weight * ((outcome[i] as number) - (model.predicted[i] as number));
    const inside = member[i] as number;
    high[i] = inside * (one.predicted[i] as number) + (t === 1 ? correction : 0);
    low[i] = inside * (other.predicted[i] as number) + (t === 0 ? correction : 0);
    treatedSum += high[i] as number;
    controlSum += low[i] as number;
  }
  const effect = (treatedSum - controlSum) / count;
  const influence = high.map(
    (value, i) => (value - (low[i] as number) - (member[i] as number) * effect) / count,
  );
  return {
    treatedMean: treatedSum / count,
    controlMean: controlSum / count,
    influence,
    fixed: null,
    effectiveSizes: null,
  };
}
