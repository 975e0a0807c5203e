import { choleskyFactor, choleskySolve } from './cholesky.ts';
import { type CoxData, readCoxData } from './cox-data.ts';
import { type CoxFit, dot, fitCox } from './cox-fit.ts';
import { addInformation, whole } from './cox-likelihood.ts';
import { type ChiSquaredTest, type CoxOptions, readCluster, robustParts, tested } from './cox-regression.ts';
import { coxSteps, eventPlaces, schoenfeldResiduals } from './cox-residuals.ts';
import { sweepRiskSets, tieSteps } from './cox-risk-sets.ts';
import { StatisticsError } from './errors.ts';
import { lowerBound } from './kaplan-meier.ts';
import { riskTable } from './risk-table.ts';

export type TimeTransform = 'identity' | 'rank' | 'km' | 'log';

export type ProportionalHazardsOptions = Omit<CoxOptions, 'residuals' | 'baselineHazard' | 'level'> & {
  /** What of the time a coefficient might follow: `km`, 1 − S(t−), unless asked otherwise. */
  readonly transform?: TimeTransform;
  readonly method?: 'score' | 'correlation';
};

export type ProportionalHazardsTest = {
  readonly transform: TimeTransform;
  readonly method: 'correlation' | 'score';
  readonly covariates: readonly (ChiSquaredTest & {
    readonly name: string;
    /** Of the scaled Schoenfeld residuals with the transformed time. */
    readonly correlation: number | null;
  })[];
  readonly global: ChiSquaredTest;
};

/**
 * Whether the effects of a Cox model stay the same over time: a test for each covariate and one for all. Takes
 * what `coxRegression` takes and fits the model again.
 *
 * `score`, the default, is the score test of each covariate times the transformed time, as R's `cox.zph` gives
 * since survival 3.0: it is what a check in R today will show, and it takes no shortcut. `correlation` is the
 * older form (survival before 3.0, lifelines, most published tables), which correlates scaled Schoenfeld
 * residuals with time and takes the covariates' variance to be the same at every event; it can be far off
 * where covariates hang together or those at risk change much. Robust errors count in `correlation` only, as
 * in R.
 *
 * Refuses what `coxRegression` refuses, events all at one transformed time (`too-few-points`), and a `log` of
 * a time that is not above 0 (`invalid-argument`).
 * Source: Grambsch & Therneau 1994; Therneau & Grambsch 2000, chapter 6.
 */
export function proportionalHazardsTest(options: ProportionalHazardsOptions): ProportionalHazardsTest {
  const { transform = 'km', method = 'score', tolerance = 1e-9, maxIterations = 50 } = options;
  if (method !== 'correlation' && method !== 'score') {
    throw new StatisticsError(
      'invalid-argument',
      `the test is by correlation or score, not ${String(method)}`,
    );
  }
  const data = readCoxData(options);
  const fit = fitCox(data, tolerance, maxIterations);
  const residuals = residualsOverTime(data, fit, options, transform, method);
  const parts =
    method === 'correlation' ? correlationTest(data, residuals) : scoreTest(data, fit, residuals.timeOf);
  const { correlation } = residuals;
  return {
    transform,
    method,
    covariates: data.names.map((name, j) => ({
      name,
      correlation: correlation[j] ?? null,
      ...tested(parts.single[j]!, 1),
    })),
    global: tested(parts.all, data.p),
  };
}

type OverTime = {
  readonly schoenfeld: Float64Array;
  readonly scaled: Float64Array;
  readonly covariance: Float64Array;
  /** The transformed time of each event, less its mean. */
  readonly centred: Float64Array;
  readonly spread: number;
  readonly timeOf: (time: number) => number;
  readonly correlation: readonly (number | null)[];
};

function residualsOverTime(
  data: CoxData,
  fit: CoxFit,
  options: ProportionalHazardsOptions,
  transform: TimeTransform,
  method: 'correlation' | 'score',
): OverTime {
  const { p } = data;
  const steps = coxSteps(data, fit.beta);
  const { places } = eventPlaces(data, steps);
  const moved = transformed(data, places, transform, method);
  const g = Float64Array.from(places, (place) => moved(data.stop[place]!));
  const mean = g.reduce((sum, value) => sum + value, 0) / g.length;
  const centred = g.map((value) => value - mean);
  const spread = dot(centred, centred);
  if (!(spread > 1e-20 * g.length * (1 + mean * mean))) {
    throw new StatisticsError(
      'too-few-points',
      'the events are all at one time: there is no course to follow',
    );
  }
  const cluster = readCluster(options, data);
  const covariance = cluster ? robustParts(data, fit, steps, cluster).covariance : fit.covariance;
  const schoenfeld = schoenfeldResiduals(data, steps);
  const scaled = new Float64Array(schoenfeld.length);
  for (let e = 0; e < places.length; e++) {
    for (let j = 0; j < p; j++) {
      for (let k = 0; k < p; k++) {
        scaled[e * p + j]! += places.length * schoenfeld[e * p + k]! * covariance[k * p + j]!;
      }
    }
  }
  const correlation = Array.from({ length: p }, (_, j) => correlate(centred, columnOf(scaled, p, j), spread));
  return { schoenfeld, scaled, covariance, centred, spread, timeOf: (t) => moved(t) - mean, correlation };
}

function columnOf(values: Float64Array, p: number, j: number): Float64Array {
  return Float64Array.from({ length: values.length / p }, (_, e) => values[e * p + j]!);
}

function correlate(centred: Float64Array, values: Float64Array, spread: number): number | null {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return squares > 0 ? dot(centred, values) / Math.sqrt(spread * squares) : null;
}

/** Before survival 3.0 ranks were those among the events, since then those among all ends of follow-up. */
function transformed(
  data: CoxData,
  places: Int32Array,
  transform: TimeTransform,
  method: 'correlation' | 'score',
): (time: number) => number {
  if (transform === 'identity') return (time) => time;
  if (transform === 'log') {
    if (places.some((place) => data.stop[place]! <= 0)) {
      throw new StatisticsError('invalid-argument', 'an event at a time not above 0 has no log: use another');
    }
    return Math.log;
  }
  if (transform === 'rank') {
    const among = method === 'score' ? data.stop.slice() : Float64Array.from(places, (i) => data.stop[i]!);
    among.sort();
    return (time) => {
      const below = lowerBound(among, time);
      let through = below;
      while (among[through] === time) through += 1;
      return (below + through + 1) / 2;
    };
  }
  if (transform !== 'km') {
    throw new StatisticsError('invalid-argument', `the time is identity, rank, km or log, not ${transform}`);
  }
  const { start, stop, n } = data;
  const table = riskTable({ n, start, stop, weights: undefined }, data.event, 1);
  const before = new Float64Array(table.times.length + 1);
  let survival = 1;
  for (let at = 0; at < table.times.length; at++) {
    before[at] = 1 - survival;
    survival *= 1 - table.events[0]![at]! / table.atRisk[at]!;
  }
  return (time) => before[lowerBound(table.times, time)]!;
}

type Statistics = { readonly single: readonly number[]; readonly all: number };

function correlationTest({ p }: CoxData, over: OverTime): Statistics {
  const { schoenfeld, scaled, covariance, centred, spread } = over;
  const events = centred.length;
  const single = Array.from({ length: p }, (_, j) => {
    const slope = dot(centred, columnOf(scaled, p, j));
    return slope ** 2 / (covariance[j * p + j]! * events * spread);
  });
  const slopes = Array.from({ length: p }, (_, j) => dot(centred, columnOf(schoenfeld, p, j)));
  let all = 0;
  for (let j = 0; j < p; j++)
    for (let k = 0; k < p; k++) all += slopes[j]! * covariance[j * p + k]! * slopes[k]!;
  return { single, all: (all * events) / spread };
}

/** The score test of x·g(t) beside x, at the fitted coefficients. */
function scoreTest(data: CoxData, fit: CoxFit, timeOf: (time: number) => number): Statistics {
  const { p } = data;
  const size = (p * (p + 1)) / 2;
  const [plain, crossed, squared] = [0, 1, 2].map(() => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const score = new Float64Array(p);
  const [mean, own] = [new Float64Array(p), new Float64Array(size)];
  const { risks } = coxSteps(data, fit.beta);
  sweepRiskSets(data, risks, true, (set) => {
    const g = timeOf(set.time);
    const count = tieSteps(data, set);
    own.fill(0);
    for (let k = 0; k < count; k++) {
      const weight = set.deathWeight / count;
      addInformation(set, k / count, mean, weight, own);
      for (let j = 0; j < p; j++) score[j]! -= g * weight * mean[j]!;
    }
    for (let at = 0; at < size; at++) {
      plain[at]! += own[at]!;
      crossed[at]! += g * own[at]!;
      squared[at]! += g * g * own[at]!;
    }
    for (let i = set.from; i < set.to; i++) {
      if (data.event[i] !== 1) continue;
      for (let j = 0; j < p; j++) score[j]! += g * data.weight[i]! * data.x[i * p + j]!;
    }
  });
  const left = withoutPlain(whole(plain, p), whole(crossed, p), whole(squared, p), p);
  const factored = choleskyFactor(left, p, 1e-12);
  if ('dependent' in factored) {
    const name = data.names[factored.dependent];
    throw new StatisticsError('too-few-points', `too few times with events to follow ${name} over time`);
  }
  return {
    single: Array.from(score, (value, j) => value ** 2 / left[j * p + j]!),
    all: dot(score, choleskySolve(factored.factor, p, score)),
  };
}

/** D − C A⁻¹ Cᵀ: what is left to know of the interactions once the coefficients are fitted. */
function withoutPlain(a: Float64Array, c: Float64Array, d: Float64Array, p: number): Float64Array {
  const factored = choleskyFactor(a, p, 0);
  if ('dependent' in factored) throw new StatisticsError('not-converged', 'the information is not positive');
  const left = d.slice();
  for (let k = 0; k < p; k++) {
    const solved = choleskySolve(factored.factor, p, c.subarray(k * p, (k + 1) * p));
    for (let j = 0; j < p; j++) left[j * p + k]! -= dot(c.subarray(j * p, (j + 1) * p), solved);
  }
  return left;
}
