import { type Column, type Covariates, namedColumns, numberColumn } from './design-matrix.ts';
import { StatisticsError } from './errors.ts';
import {
  type FollowUp,
  type Label,
  type Labels,
  readEvents,
  readLabels,
  readTimes,
} from './survival-times.ts';

/** What a proportional-hazards model is fitted to. */
export type CoxInput = FollowUp & {
  /** Columns by name, a list of columns, or a list of rows, one for each row of follow-up. */
  readonly covariates: Covariates;
  /** The covariates' names, where `covariates` does not give them. */
  readonly names?: readonly string[];
  /** Rows of one label share a baseline hazard and are only compared with one another. */
  readonly strata?: Labels;
  /** Rows of one label are one person's (or one household's): gives robust standard errors. */
  readonly cluster?: Labels;
  /** Added to the linear predictor as it is, on the logarithmic scale. */
  readonly offset?: Column;
  readonly ties?: 'efron' | 'breslow';
};

/**
 * The rows with any weight, sorted once: by stratum, in it by stop, latest first. Every array is in that
 * order. Covariates are centred and scaled, row by row.
 */
export type CoxData = {
  readonly n: number;
  readonly p: number;
  readonly names: readonly string[];
  readonly efron: boolean;
  readonly x: Float64Array;
  readonly start: Float64Array | undefined;
  readonly stop: Float64Array;
  readonly event: Uint8Array;
  readonly weight: Float64Array;
  readonly offset: Float64Array | undefined;
  /** Places by stratum and start, latest first; only where there are starts. */
  readonly byStart: Int32Array | undefined;
  /** The places at which each stratum begins, and the end. */
  readonly bounds: Int32Array;
  readonly strata: readonly (Label | null)[];
  /** The row of the input at each place. */
  readonly row: Int32Array;
  readonly rows: number;
  readonly centres: Float64Array;
  readonly scales: Float64Array;
  /** How far apart the least and the greatest scaled value lie. */
  readonly ranges: Float64Array;
  readonly events: number;
};

export function readCoxData(input: CoxInput): CoxData {
  const { ties = 'efron' } = input;
  if (ties !== 'efron' && ties !== 'breslow') {
    throw new StatisticsError('invalid-argument', `ties are treated by efron or breslow, not by ${ties}`);
  }
  const times = readTimes(input);
  const { n: all, weights } = times;
  const event = readEvents(input.event, all);
  const { names, columns } = namedColumns(input.covariates, all, input.names);
  if (columns.length === 0) throw new StatisticsError('invalid-argument', 'a model needs a covariate');
  const offset = input.offset === undefined ? undefined : numberColumn('offset', input.offset, all);
  const { labels, codes } =
    input.strata === undefined
      ? { labels: [null], codes: new Int32Array(all) }
      : readLabels('strata', input.strata, all);
  const kept = Int32Array.from({ length: all }, (_, i) => i).filter((i) => weights?.[i] !== 0);
  const row = sortedBy(kept, codes, times.stop);
  const taken = <Kind extends Float64Array | Uint8Array>(from: Kind, to: Kind): Kind => {
    for (let place = 0; place < row.length; place++) to[place] = from[row[place]!]!;
    return to;
  };
  const n = row.length;
  const start = times.start && taken(times.start, new Float64Array(n));
  const stratum = Int32Array.from(row, (i) => codes[i]!);
  const ended = taken(event, new Uint8Array(n));
  const events = ended.reduce((sum, value) => sum + value, 0);
  if (events === 0) throw new StatisticsError('no-events', 'nobody had the event: there is nothing to fit');
  return {
    n,
    p: columns.length,
    names,
    efron: ties === 'efron',
    ...scaled(names, columns, row),
    start,
    stop: taken(times.stop, new Float64Array(n)),
    event: ended,
    weight: weights ? taken(weights, new Float64Array(n)) : new Float64Array(n).fill(1),
    offset: offset && taken(offset, new Float64Array(n)),
    byStart: start && sortedBy(Int32Array.from(start.keys()), stratum, start),
    bounds: boundsOf(stratum),
    strata: [...new Set(stratum)].map((code) => labels[code] ?? null),
    row,
    rows: all,
    events,
  };
}

/** Sorted by code, then by time, latest first. */
function sortedBy(places: Int32Array, codes: Int32Array, time: Float64Array): Int32Array {
  return places
    .slice()
    .sort((one, other) => codes[one]! - codes[other]! || time[other]! - time[one]! || one - other);
}

function boundsOf(stratum: Int32Array): Int32Array {
  const bounds: number[] = [];
  for (let at = 0; at < stratum.length; at++) if (stratum[at] !== stratum[at - 1]) bounds.push(at);
  return Int32Array.from([...bounds, stratum.length]);
}

/** Centred and scaled, so that a rate in pounds and one in years lose no digits to one another. */
function scaled(names: readonly string[], columns: readonly Float64Array[], row: Int32Array) {
  const [n, p] = [row.length, columns.length];
  const x = new Float64Array(n * p);
  const [centres, scales, ranges] = [new Float64Array(p), new Float64Array(p), new Float64Array(p)];
  for (const [j, column] of columns.entries()) {
    let [least, greatest, sum] = [Infinity, -Infinity, 0];
    for (const i of row) {
      least = Math.min(least, column[i]!);
      greatest = Math.max(greatest, column[i]!);
      sum += column[i]!;
    }
    const centre = sum / n;
    let squares = 0;
    for (const i of row) squares += (column[i]! - centre) ** 2;
    const scale = Math.sqrt(squares / n);
    if (!(scale > 1e-13 * Math.max(Math.abs(least), Math.abs(greatest)))) {
      throw new StatisticsError('constant-covariate', `${names[j]} is the same for everybody`);
    }
    for (let place = 0; place < n; place++) x[place * p + j] = (column[row[place]!]! - centre) / scale;
    centres[j] = centre;
    scales[j] = scale;
    ranges[j] = (greatest - least) / scale;
  }
  return { x, centres, scales, ranges };
}
