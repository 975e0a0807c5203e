import { requireFinite, requireInteger } from './checks.ts';
import { StatisticsError } from './errors.ts';

export type XmrOptions = {
  /**
   * Places (from 0) of the first value after each recorded change of how the work is done: limits start afresh
   * there, and nowhere else.
   */
  readonly changes?: readonly number[];
  /** Least value that can occur, 0 for counts: the lower limit is not drawn below it. */
  readonly floor?: number;
};

/**
 * `outside`: beyond a limit. `run`: one of 8 or more in a row on one side of the mean. `two-of-three`: one of
 * two in three beyond two thirds of the way to the same limit. `range`: the step from the value before is
 * larger than its own limit.
 */
export type XmrSignal = 'outside' | 'run' | 'two-of-three' | 'range';

export type XmrPoint = {
  readonly value: number;
  /** Step from the value before; null for the first after a change. */
  readonly movingRange: number | null;
  /** Place in `segments`. */
  readonly segment: number;
  readonly signals: readonly XmrSignal[];
};

/** From `from` up to but without `to`. Limits are null where a single value gives none. */
export type XmrSegment = {
  readonly from: number;
  readonly to: number;
  readonly mean: number;
  readonly meanMovingRange: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly movingRangeUpper: number | null;
};

export type XmrChart = { readonly segments: readonly XmrSegment[]; readonly points: readonly XmrPoint[] };

/** 3 / d₂ and D₄ of ranges of two. */
const TO_LIMIT = 2.66;
const TO_RANGE_LIMIT = 3.267;
const LONG_RUN = 8;

/**
 * The process behaviour chart of a series in order of time: what is signal and what is noise. Runs and ranges
 * do not reach across a recorded change.
 *
 * Refuses an empty series (`too-few-points`) and changes that are not places inside it, in order
 * (`invalid-argument`). Source: Shewhart; Wheeler, "Understanding Variation", 1993: mean ± 2.66 mR̄, mR limit
 * 3.267 mR̄; runs as Western Electric.
 */
export function xmr(values: ArrayLike<number>, options: XmrOptions = {}): XmrChart {
  if (values.length === 0) throw new StatisticsError('too-few-points', 'a chart of no values');
  const series = Array.from(values);
  for (const [i, value] of series.entries()) requireFinite(`value ${i}`, value);
  const floor = options.floor ?? -Infinity;
  const starts = [0, ...changePlaces(options.changes ?? [], series.length)];
  const segments = starts.map((from, k) => segmentOf(series, from, starts[k + 1] ?? series.length, floor));
  const points = segments.flatMap((segment, k) => pointsOf(series, segment, k));
  return { segments, points };
}

function changePlaces(changes: readonly number[], length: number): readonly number[] {
  for (const [k, place] of changes.entries()) {
    requireInteger('the place of a change', place);
    if (place <= (changes[k - 1] ?? 0) || place >= length) {
      throw new StatisticsError(
        'invalid-argument',
        `a change at ${place}: changes must be in order, after the first value and not after the last`,
      );
    }
  }
  return changes;
}

function segmentOf(series: readonly number[], from: number, to: number, floor: number): XmrSegment {
  const mean = series.slice(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
  if (to - from < 2) {
    return { from, to, mean, meanMovingRange: null, lower: null, upper: null, movingRangeUpper: null };
  }
  let ranges = 0;
  for (let i = from + 1; i < to; i++) ranges += rangeAt(series, i);
  const meanMovingRange = ranges / (to - from - 1);
  return {
    from,
    to,
    mean,
    meanMovingRange,
    lower: Math.max(floor, mean - TO_LIMIT * meanMovingRange),
    upper: mean + TO_LIMIT * meanMovingRange,
    movingRangeUpper: TO_RANGE_LIMIT * meanMovingRange,
  };
}

function rangeAt(series: readonly number[], i: number): number {
  return Math.abs((series[i] ?? 0) - (series[i - 1] ?? 0));
}

function pointsOf(series: readonly number[], segment: XmrSegment, place: number): XmrPoint[] {
  const { from, to, mean, meanMovingRange } = segment;
  const away = series.slice(from, to).map((value) => value - mean);
  const runs = runLengths(away);
  const limit = meanMovingRange === null ? Infinity : TO_LIMIT * meanMovingRange;
  return away.map((gap, i) => {
    const movingRange = i === 0 ? null : rangeAt(series, from + i);
    const signals: XmrSignal[] = [];
    if (isBeyond(gap, limit)) signals.push('outside');
    if ((runs[i] ?? 0) >= LONG_RUN) signals.push('run');
    if (isOfTwoInThree(away, i, (2 / 3) * limit)) signals.push('two-of-three');
    if (isBeyond(movingRange ?? 0, segment.movingRangeUpper ?? Infinity)) signals.push('range');
    return { value: series[from + i] ?? 0, movingRange, segment: place, signals };
  });
}

/** Equal values have limits of no width, and rounding of their mean is no signal. */
function isBeyond(gap: number, limit: number): boolean {
  return Math.abs(gap) > limit && limit > 0;
}

/** For each value the length of the run on one side of the mean that it is part of; on the mean it is 0. */
function runLengths(away: readonly number[]): number[] {
  const lengths = away.map(() => 0);
  for (let start = 0; start < away.length; ) {
    const side = Math.sign(away[start] ?? 0);
    let end = start + 1;
    while (end < away.length && Math.sign(away[end] ?? 0) === side) end += 1;
    lengths.fill(side === 0 ? 0 : end - start, start, end);
    start = end;
  }
  return lengths;
}

function isOfTwoInThree(away: readonly number[], i: number, limit: number): boolean {
  const side = Math.sign(away[i] ?? 0);
  const isFar = (k: number) => isBeyond(away[k] ?? 0, limit) && Math.sign(away[k] ?? 0) === side;
  return isFar(i) && [i - 2, i - 1, i + 1, i + 2].some((k) => k >= 0 && k < away.length && isFar(k));
}
