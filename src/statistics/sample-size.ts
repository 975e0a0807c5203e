import { requireCount, requireLevel, requirePositive, requireProbability } from './checks.ts';
import { StatisticsError } from './errors.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { monotoneRoot } from './root.ts';

export type TrialTest = {
  /** Error allowed of the first kind: 0.05 unless asked otherwise. */
  readonly alpha?: number;
  readonly sided?: 'two-sided' | 'one-sided';
  /**
   * Variance under no difference: `unpooled` takes each risk's own (the usual in evaluation, and the default),
   * `pooled` that of their mean, as R's `power.prop.test` and Fleiss do.
   */
  readonly variance?: 'unpooled' | 'pooled';
};

export type SampleSizeOptions = TrialTest & {
  /** The two risks to be told apart. */
  readonly p1: number;
  readonly p2: number;
  /** Chance of finding the difference if it is there: 0.8 unless asked otherwise. */
  readonly power?: number;
  /** People in the second arm for each in the first; 1 unless asked otherwise. */
  readonly ratio?: number;
};

export type SampleSize = {
  readonly n1: number;
  readonly n2: number;
  readonly total: number;
  /** The first arm before it was rounded up. */
  readonly exact: number;
};

/**
 * How many people each arm needs for a difference of two risks to be found. Refuses risks that are equal or 0
 * and 1 (`invalid-argument`, `invalid-probability`). Source: normal approximation, no continuity correction;
 * Fleiss, Levin & Paik 2003, ch. 4.
 */
export function sampleSizeTwoProportions(options: SampleSizeOptions): SampleSize {
  const { p1, p2, power = 0.8, ratio = 1 } = options;
  requireRisks(p1, p2);
  requirePositive('ratio', ratio);
  requireLevel(power);
  const z = criticalValue(options);
  const spread = spreads(p1, p2, ratio, options);
  const zPower = normalQuantile(power);
  const away = z * spread.none + zPower * spread.some;
  if (away <= 0) throw new StatisticsError('invalid-argument', `a power of ${power} needs no data`);
  const exact = (away / (p1 - p2)) ** 2;
  // A whole number must not go up by one for the rounding of its last digit.
  const up = (n: number) => Math.ceil(n * (1 - 1e-12));
  const [n1, n2] = [up(exact), up(exact * ratio)];
  return { n1, n2, total: n1 + n2, exact };
}

export type PowerOptions = TrialTest & {
  readonly p1: number;
  readonly p2: number;
  /** People in each arm; the second as the first when left out. */
  readonly n1: number;
  readonly n2?: number;
};

/**
 * The chance that arms of these sizes show this difference. Counts only a finding in the right direction, as R
 * does by default. Source: the sample size's formula solved for power.
 */
export function powerTwoProportions(options: PowerOptions): number {
  const { p1, p2, n1, n2 = n1 } = options;
  requireRisks(p1, p2);
  requireArms(n1, n2);
  const { none, some } = spreads(p1, p2, n2 / n1, options);
  return normalCdf((Math.abs(p1 - p2) * Math.sqrt(n1) - criticalValue(options) * none) / some);
}

export type DetectableOptions = TrialTest & {
  /** The risk of the reference arm, which has n1 people. */
  readonly p1: number;
  readonly n1: number;
  readonly n2?: number;
  readonly power?: number;
};

/** The nearest risks below and above p1 that could be told from it; null where not even 0 or 1 could. */
export type DetectableDifference = { readonly below: number | null; readonly above: number | null };

/** How small a difference arms of these sizes can show: the second risk at which `power` is reached. */
export function detectableDifference(options: DetectableOptions): DetectableDifference {
  const { p1, n1, n2 = n1, power = 0.8 } = options;
  requireRisks(p1, 0.5 * p1);
  requireArms(n1, n2);
  requireLevel(power);
  const powerAt = (p2: number) => powerTwoProportions({ ...options, p2, n2 });
  const search = (end: number) => {
    if (powerAt(end) < power) return null;
    const gapAt = (u: number) => p1 + (end - p1) / (1 + Math.exp(-u));
    const step = 1e-6;
    const u = monotoneRoot(
      (at) => ({
        value: powerAt(gapAt(at)) - power,
        slope: (powerAt(gapAt(at + step)) - powerAt(gapAt(at - step))) / (2 * step),
      }),
      true,
      0,
    );
    return gapAt(u);
  };
  return { below: search(1e-12), above: search(1 - 1e-12) };
}

function requireRisks(p1: number, p2: number): void {
  requireProbability('p1', p1);
  requireProbability('p2', p2);
  if (p1 === p2) throw new StatisticsError('invalid-argument', 'two equal risks cannot be told apart');
  for (const p of [p1, p2]) {
    if (p === 0 || p === 1) {
      throw new StatisticsError('invalid-probability', `a risk of ${p} leaves nothing to plan for`);
    }
  }
}

function requireArms(n1: number, n2: number): void {
  for (const n of [n1, n2]) {
    requireCount('people of an arm', n);
    if (n === 0) throw new StatisticsError('no-people', 'an arm of nobody shows nothing');
  }
}

function criticalValue({ alpha = 0.05, sided = 'two-sided' }: TrialTest): number {
  requireLevel(alpha);
  return normalQuantile(sided === 'two-sided' ? alpha / 2 : alpha, { upper: true });
}

/** Standard deviations of √n₁ times the difference, without one and with it. */
function spreads(
  p1: number,
  p2: number,
  ratio: number,
  { variance = 'unpooled' }: TrialTest,
): { none: number; some: number } {
  const some = Math.sqrt(p1 * (1 - p1) + (p2 * (1 - p2)) / ratio);
  if (variance === 'unpooled') return { none: some, some };
  const mean = (p1 + ratio * p2) / (1 + ratio);
  return { none: Math.sqrt(mean * (1 - mean) * (1 + 1 / ratio)), some };
}
