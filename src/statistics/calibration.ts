import { requireLevel, requireProbability, requireSameLength } from './checks.ts';
import { binaryColumn, type Column } from './design-matrix.ts';
import { StatisticsError } from './errors.ts';
import { type Interval, USUAL_LEVEL } from './interval.ts';
import { normalHalfWidth } from './normal.ts';
import { wilsonInterval } from './single-intervals.ts';

export type CalibrationOptions = {
  /** A group for each person, places as in the probabilities: everything is then also given by group. */
  readonly groups?: ArrayLike<string | number>;
  /** How many bins of about equal size; 10 unless asked otherwise. Equal predictions stay together. */
  readonly bins?: number;
  readonly level?: number;
};

export type CalibrationCoefficient = Interval & { readonly standardError: number };

export type CalibrationBin = {
  /** Least and greatest prediction in it. */
  readonly from: number;
  readonly to: number;
  readonly people: number;
  readonly events: number;
  readonly meanPredicted: number;
  /** Share with the event, limits by Wilson. */
  readonly observed: Interval;
};

export type CalibrationFigures = {
  readonly people: number;
  /** Events that happened, and that were predicted (sum of probabilities). */
  readonly observed: number;
  readonly expected: number;
  /** E/O, 1 is right and 1.2 is a fifth too many predicted; null without events. */
  readonly expectedOverObserved: Interval | null;
  /** Intercept with the slope held at 1; 0 is right. Null where everybody has the same outcome. */
  readonly inTheLarge: CalibrationCoefficient | null;
  /** 1 is right, below 1 the scores are too extreme. Null where the scores do not differ or tell all. */
  readonly slope: CalibrationCoefficient | null;
  /** The intercept that goes with the slope. */
  readonly intercept: CalibrationCoefficient | null;
  readonly bins: readonly CalibrationBin[];
};

export type Calibration = CalibrationFigures & {
  /** In the order of their names; empty without `groups`. */
  readonly groups: readonly (CalibrationFigures & { readonly group: string })[];
};

type Scored = { readonly p: Float64Array; readonly y: Uint8Array };

/**
 * Do predicted probabilities come true? Overall and by group, never as one number.
 *
 * @param probabilities of the event, strictly between 0 and 1 because a certain prediction has no logit
 * @param outcomes true or 1 where it happened
 *
 * Refuses nobody (`no-people`) and an overall outcome that is the same for everybody (`one-class-only`).
 * Source: Cox 1958; Steyerberg 2009, ch. 15; limits of E/O by var(ln O) = (1 − O/n)/O, Debray et al. 2017.
 */
export function calibration(
  probabilities: ArrayLike<number>,
  outcomes: Column,
  { groups, bins = 10, level = USUAL_LEVEL }: CalibrationOptions = {},
): Calibration {
  requireLevel(level);
  const people = scoredPeople(probabilities, outcomes);
  if (!Number.isSafeInteger(bins) || bins < 1) {
    throw new StatisticsError('invalid-argument', `bins must be a whole number from 1, not ${bins}`);
  }
  const overall = figuresOf(people, bins, level);
  if (overall.inTheLarge === null) {
    throw new StatisticsError('one-class-only', 'everybody has the same outcome');
  }
  if (groups === undefined) return { ...overall, groups: [] };
  requireSameLength('groups', people.p.length, groups.length);
  const places = Map.groupBy(people.p.keys(), (i) => String(groups[i]));
  const byGroup = [...places]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([group, members]) => {
      const p = Float64Array.from(members, (i) => people.p[i] ?? 0);
      const y = Uint8Array.from(members, (i) => people.y[i] ?? 0);
      return { group, ...figuresOf({ p, y }, bins, level) };
    });
  return { ...overall, groups: byGroup };
}

function scoredPeople(probabilities: ArrayLike<number>, outcomes: Column): Scored {
  requireSameLength('outcomes', probabilities.length, outcomes.length);
  if (probabilities.length === 0) throw new StatisticsError('no-people', 'no predictions to check');
  const p = new Float64Array(probabilities.length);
  for (let i = 0; i < p.length; i++) {
    const value = probabilities[i] ?? Number.NaN;
    requireProbability(`probability ${i}`, value);
    if (value === 0 || value === 1) {
      throw new StatisticsError('invalid-probability', `probability ${i} is ${value}: it has no logit`);
    }
    p[i] = value;
  }
  return { p, y: binaryColumn('outcomes', outcomes) };
}

function figuresOf(people: Scored, bins: number, level: number): CalibrationFigures {
  const { p, y } = people;
  const observed = y.reduce((sum, event) => sum + event, 0);
  const expected = p.reduce((sum, share) => sum + share, 0);
  const logits = p.map((share) => Math.log(share / (1 - share)));
  const mixed = observed > 0 && observed < y.length;
  const line = mixed && !isSeparated(logits, y) ? recalibrate(logits, y, level) : null;
  return {
    people: y.length,
    observed,
    expected,
    expectedOverObserved: observed === 0 ? null : ratioOf(expected, observed, y.length, level),
    inTheLarge: mixed ? shiftOf(logits, y, level) : null,
    slope: line?.slope ?? null,
    intercept: line?.intercept ?? null,
    bins: binsOf(people, bins, level),
  };
}

function ratioOf(expected: number, observed: number, people: number, level: number): Interval {
  const estimate = expected / observed;
  const factor = Math.exp(normalHalfWidth(level) * Math.sqrt((1 - observed / people) / observed));
  return { estimate, lower: estimate / factor, upper: estimate * factor, level };
}

/** All scores equal, or those with the event wholly on one side: the slope would be unknown or infinite. */
function isSeparated(logits: Float64Array, y: Uint8Array): boolean {
  const [low, high] = [
    [Infinity, Infinity],
    [-Infinity, -Infinity],
  ];
  for (const [i, value] of logits.entries()) {
    const side = y[i] ?? 0;
    low[side] = Math.min(low[side] ?? 0, value);
    high[side] = Math.max(high[side] ?? 0, value);
  }
  return (high[0] ?? 0) <= (low[1] ?? 0) || (high[1] ?? 0) <= (low[0] ?? 0);
}

function interval(estimate: number, variance: number, level: number): CalibrationCoefficient {
  const standardError = Math.sqrt(variance);
  const half = normalHalfWidth(level) * standardError;
  return { estimate, lower: estimate - half, upper: estimate + half, level, standardError };
}

/** Σ (y − 1/(1 + e^−(a + z))) = 0 in a, by Newton's method with steps held to 5. */
function shiftOf(logits: Float64Array, y: Uint8Array, level: number): CalibrationCoefficient {
  let shift = 0;
  for (let turn = 0; turn < 200; turn++) {
    const { score, information } = slopesAt(logits, y, shift, 1);
    const step = Math.max(-5, Math.min(5, score[0] / information[0]));
    shift += step;
    if (Math.abs(step) < 1e-12 * (1 + Math.abs(shift))) {
      return interval(shift, 1 / slopesAt(logits, y, shift, 1).information[0], level);
    }
  }
  throw new StatisticsError('not-converged', 'calibration in the large did not settle');
}

type Slopes = {
  readonly score: readonly [number, number];
  readonly information: readonly [number, number, number];
  readonly logLikelihood: number;
};

function slopesAt(z: Float64Array, y: Uint8Array, a: number, b: number): Slopes {
  let [u0, u1, i00, i01, i11, logLikelihood] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < z.length; i++) {
    const at = z[i] as number;
    const eta = a + b * at;
    const small = Math.exp(-Math.abs(eta));
    const p = eta < 0 ? small / (1 + small) : 1 / (1 + small);
    const w = small / (1 + small) ** 2;
    const gap = (y[i] as number) - p;
    u0 += gap;
    u1 += gap * at;
    i00 += w;
    i01 += w * at;
    i11 += w * at * at;
    logLikelihood -= Math.max(y[i] === 1 ? -eta : eta, 0) + Math.log1p(small);
  }
  return { score: [u0, u1], information: [i00, i01, i11], logLikelihood };
}

/** y on the logit, with intercept: Newton's method with halved steps, on centred logits. */
function recalibrate(
  logits: Float64Array,
  y: Uint8Array,
  level: number,
): { slope: CalibrationCoefficient; intercept: CalibrationCoefficient } {
  const centre = logits.reduce((sum, value) => sum + value, 0) / logits.length;
  const z = logits.map((value) => value - centre);
  let [a, b] = [0, 0];
  let now = slopesAt(z, y, a, b);
  for (let turn = 0; turn < 200; turn++) {
    const [i00, i01, i11] = now.information;
    const determinant = i00 * i11 - i01 * i01;
    const da = (i11 * now.score[0] - i01 * now.score[1]) / determinant;
    const db = (i00 * now.score[1] - i01 * now.score[0]) / determinant;
    if (Math.abs(da) < 1e-11 * (1 + Math.abs(a)) && Math.abs(db) < 1e-11 * (1 + Math.abs(b))) {
      const variance = (i11 + 2 * centre * i01 + centre * centre * i00) / determinant;
      return {
        slope: interval(b, i00 / determinant, level),
        intercept: interval(a - b * centre, variance, level),
      };
    }
    let share = 1;
    let next = slopesAt(z, y, a + da, b + db);
    while (next.logLikelihood < now.logLikelihood - 1e-9 * Math.abs(now.logLikelihood) && share > 1e-6) {
      share /= 2;
      next = slopesAt(z, y, a + share * da, b + share * db);
    }
    [a, b, now] = [a + share * da, b + share * db, next];
  }
  throw new StatisticsError('not-converged', 'the slope of calibration did not settle');
}

function binsOf({ p, y }: Scored, wanted: number, level: number): CalibrationBin[] {
  const order = Uint32Array.from(p.keys()).sort((one, other) => (p[one] ?? 0) - (p[other] ?? 0));
  const bins: CalibrationBin[] = [];
  const at = (k: number) => p[order[k] ?? 0] ?? 0;
  for (let start = 0, k = 1; start < order.length; k++) {
    let end = Math.max(start, Math.round((k * order.length) / wanted));
    if (end === start) continue;
    while (end < order.length && at(end) === at(end - 1)) end += 1;
    const members = order.subarray(start, end);
    const events = members.reduce((sum, i) => sum + (y[i] ?? 0), 0);
    const predicted = members.reduce((sum, i) => sum + (p[i] ?? 0), 0);
    bins.push({
      from: at(start),
      to: at(end - 1),
      people: members.length,
      events,
      meanPredicted: predicted / members.length,
      observed: wilsonInterval(events, members.length, level),
    });
    start = end;
  }
  return bins;
}
