import { binaryColumn, type Column, numberColumn } from './design-matrix.ts';
import { StatisticsError } from './errors.ts';

/**
 * How long each was followed and what ended it. `stop` and `time` are two names for the same thing: give one.
 * Without `start` everybody is followed from 0. With it, row i is at risk in (start, stop]: those who come
 * late, time in custody left out, and several events of one person are all rows of this kind, and times may
 * be on any scale. `event` is true (1) where `stop` is the event and false (0) where it is only the last that
 * is known. `weights` counts a row so many times; a row of weight 0 is passed over.
 */
export type FollowUp = {
  readonly stop?: Column;
  readonly time?: Column;
  readonly start?: Column;
  readonly event: Column;
  readonly weights?: Column;
};

export type Times = {
  readonly n: number;
  readonly start: Float64Array | undefined;
  readonly stop: Float64Array;
  readonly weights: Float64Array | undefined;
};

/** What sorts people into groups, strata or clusters. */
export type Labels = ArrayLike<string | number | boolean>;
export type Label = string | number | boolean;

export function readTimes(given: Omit<FollowUp, 'event'>): Times {
  const ends = given.stop ?? given.time;
  if (ends === undefined || (given.stop !== undefined && given.time !== undefined)) {
    throw new StatisticsError('invalid-argument', 'give the times once, as stop or as time');
  }
  const n = ends.length;
  if (n === 0) throw new StatisticsError('no-people', 'nobody was followed');
  const stop = numberColumn('stop', ends, n);
  const start = given.start === undefined ? undefined : numberColumn('start', given.start, n);
  for (let i = 0; i < n; i++) {
    if (start === undefined && stop[i]! < 0) {
      throw new StatisticsError('invalid-argument', `row ${i} stops at ${stop[i]}, before it began`);
    }
    if (start !== undefined && !(start[i]! < stop[i]!)) {
      throw new StatisticsError(
        'reversed-interval',
        `row ${i} starts at ${start[i]} and stops at ${stop[i]}: leave out rows without time at risk`,
      );
    }
  }
  const weights = given.weights === undefined ? undefined : readWeights(given.weights, n);
  return { n, start, stop, weights };
}

export function readEvents(event: Column, n: number): Uint8Array {
  const events = binaryColumn('event', event);
  if (events.length !== n) {
    throw new StatisticsError(
      'lengths-differ',
      `event has ${events.length} entries where ${n} were expected`,
    );
  }
  return events;
}

function readWeights(given: Column, n: number): Float64Array {
  const weights = numberColumn('weights', given, n);
  let total = 0;
  for (let i = 0; i < n; i++) {
    if (weights[i]! < 0) {
      throw new StatisticsError('invalid-argument', `the weight of row ${i} is ${weights[i]}, below 0`);
    }
    total += weights[i]!;
  }
  if (total === 0) throw new StatisticsError('no-people', 'every weight is 0');
  return weights;
}

/** The different labels in order, and the place of each row's among them. */
export function readLabels(name: string, given: Labels, n: number): { labels: Label[]; codes: Int32Array } {
  if (given.length !== n) {
    throw new StatisticsError(
      'lengths-differ',
      `${name} has ${given.length} entries where ${n} were expected`,
    );
  }
  const seen = new Map<Label, number>();
  for (let i = 0; i < n; i++) {
    const label = given[i];
    if (!isLabel(label)) {
      throw new StatisticsError('invalid-argument', `${name} at ${i} is ${String(label)}, not a label`);
    }
    if (!seen.has(label)) seen.set(label, 0);
  }
  const labels = [...seen.keys()].sort(inOrder);
  for (const [code, label] of labels.entries()) seen.set(label, code);
  const codes = new Int32Array(n);
  for (let i = 0; i < n; i++) codes[i] = seen.get(given[i] as Label)!;
  return { labels, codes };
}

function isLabel(value: unknown): value is Label {
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function inOrder(one: Label, other: Label): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [a, b] = [String(one), String(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Rows by group, each in the order it came. */
export function rowsByCode(codes: Int32Array, groups: number, keep: (row: number) => boolean): Int32Array[] {
  const counts = new Int32Array(groups);
  for (let i = 0; i < codes.length; i++) if (keep(i)) counts[codes[i]!]! += 1;
  const rows = Array.from(counts, (count) => new Int32Array(count));
  counts.fill(0);
  for (let i = 0; i < codes.length; i++) {
    if (keep(i)) rows[codes[i]!]![counts[codes[i]!]!++] = i;
  }
  return rows;
}
