/**
 * Estimating u: how often two different people agree by chance. Random pairs suffice for common levels. A level
 * that needs a shared value (same date of birth, same rare name) is met too seldom among random pairs, so pairs are
 * drawn that share a value and weighted back: exact in expectation, and precise where Σp² is small.
 */

import type { Column, Columns } from './columns.ts';
import type { Scorer } from './scoring.ts';
import { type Condition, type Model, NOT_COMPARED } from './types.ts';

const RANDOM_PAIRS = 400_000;
const SHARING_PAIRS = 40_000;

/** A seeded source of numbers in [0, 1), and the share of the full sample to draw. */
export interface Draw {
  readonly random: () => number;
  readonly effort: number;
}

/** Σp² over a column: the share of a value, weighted by how common the value is. */
export function squaredShare(column: Column): number {
  let sum = 0;
  for (const count of column.counts) sum += count * (count - 1);
  return sum / Math.max(1, column.present * (column.present - 1));
}

/** The field whose shared value the condition needs, if there is one. */
function pivotOf(condition: Condition): string | null {
  if (condition.is === 'same' || condition.is === 'rare') return condition.field;
  if (condition.is !== 'all') return null;
  for (const inner of condition.of) {
    const pivot = pivotOf(inner);
    if (pivot !== null) return pivot;
  }
  return null;
}

interface Holders {
  /** Every (row, value) of the column in the given row order. */
  readonly rows: Int32Array;
  readonly values: Int32Array;
  readonly starts: Int32Array;
  /** Rows by value: `byValue[starts[v]…starts[v + 1])`. */
  readonly byValue: Int32Array;
}

function holdersOf(column: Column, order: Int32Array): Holders {
  const rows: number[] = [];
  const values: number[] = [];
  for (const row of order) {
    const from = column.offsets ? column.offsets[row]! : 0;
    const to = column.offsets ? column.offsets[row + 1]! : column.first[row]! >= 0 ? 1 : 0;
    if (!column.items && to > from) {
      rows.push(row);
      values.push(column.first[row]!);
      continue;
    }
    // Ids follow the order of the rows in the table, and sampling must not: put a row's values by their text.
    const own = [...(column.items?.subarray(from, to) ?? [])];
    own.sort((a, b) => (column.dictionary[a]! < column.dictionary[b]! ? -1 : 1));
    for (const value of own) {
      rows.push(row);
      values.push(value);
    }
  }
  const starts = new Int32Array(column.dictionary.length + 1);
  for (const value of values) starts[value + 1]! += 1;
  for (let v = 0; v + 1 < starts.length; v += 1) starts[v + 1]! += starts[v]!;
  const at = starts.slice();
  const byValue = new Int32Array(rows.length);
  for (let k = 0; k < rows.length; k += 1) {
    byValue[at[values[k]!]!] = rows[k]!;
    at[values[k]!]! += 1;
  }
  return { rows: Int32Array.from(rows), values: Int32Array.from(values), starts, byValue };
}

function sharedValues(column: Column, left: number, right: number): number {
  if (!column.offsets || !column.items) return 1;
  let shared = 0;
  for (let i = column.offsets[left]!; i < column.offsets[left + 1]!; i += 1) {
    for (let j = column.offsets[right]!; j < column.offsets[right + 1]!; j += 1) {
      if (column.items[i] === column.items[j]) shared += 1;
    }
  }
  return shared;
}

/** P(level) by comparison, over all pairs of rows, for the levels that need a shared value of `column`. */
function sampleSharing(
  column: Column,
  order: Int32Array,
  scorer: Scorer,
  sizes: readonly number[],
  { random, effort }: Draw,
): Float64Array[] {
  const sums = sizes.map((size) => new Float64Array(size));
  const holders = holdersOf(column, order);
  const total = holders.rows.length;
  const levels = new Uint8Array(sizes.length);
  const draws = Math.min(SHARING_PAIRS * effort, total * 20);
  const scale = total / (order.length * (order.length - 1)) / draws;
  for (let draw = 0; draw < draws; draw += 1) {
    const pick = Math.floor(random() * total);
    const value = holders.values[pick]!;
    const start = holders.starts[value]!;
    const size = holders.starts[value + 1]! - start;
    const left = holders.rows[pick]!;
    const right = holders.byValue[start + Math.floor(random() * size)]!;
    if (left === right) continue;
    scorer.levelsOf(left, right, levels);
    // Drawing with the row itself as one choice in `size`: each other row stands for `size` of them.
    const weight = (size * scale) / sharedValues(column, left, right);
    for (let c = 0; c < sizes.length; c += 1) if (levels[c] !== NOT_COMPARED) sums[c]![levels[c]!]! += weight;
  }
  return sums;
}

function sampleRandom(
  order: Int32Array,
  scorer: Scorer,
  sizes: readonly number[],
  { random, effort }: Draw,
): { counts: Float64Array[]; drawn: number } {
  const counts = sizes.map((size) => new Float64Array(size));
  const levels = new Uint8Array(sizes.length);
  let drawn = 0;
  for (let draw = 0; draw < RANDOM_PAIRS * effort; draw += 1) {
    const left = order[Math.floor(random() * order.length)]!;
    const right = order[Math.floor(random() * order.length)]!;
    if (left === right) continue;
    drawn += 1;
    scorer.levelsOf(left, right, levels);
    for (let c = 0; c < sizes.length; c += 1) if (levels[c] !== NOT_COMPARED) counts[c]![levels[c]!]! += 1;
  }
  return { counts, drawn };
}

/**
 * u of every level of every comparison, each comparison's summing to 1.
 * @param order rows to draw from, as far as is known one for each person, in an order that does not depend on the
 * table's: what two of them share is taken for chance.
 */
export function estimateU(
  model: Model,
  columns: Columns,
  order: Int32Array,
  scorer: Scorer,
  draw: Draw,
): Float64Array[] {
  const sizes = model.comparisons.map((comparison) => comparison.levels.length);
  const { counts, drawn } = sampleRandom(order, scorer, sizes, draw);
  const sharing = new Map<string, Float64Array[]>();
  const floor = 0.5 / (order.length * order.length);
  return model.comparisons.map((comparison, c) => {
    const compared = counts[c]!.reduce((sum, count) => sum + count, 0);
    const u = counts[c]!.map((count) => count / Math.max(1, compared));
    comparison.levels.forEach((level, k) => {
      const pivot = pivotOf(level.when);
      const column = pivot === null ? undefined : columns[pivot];
      if (pivot === null || !column || column.present < 2) return;
      if (!sharing.has(pivot)) sharing.set(pivot, sampleSharing(column, order, scorer, sizes, draw));
      u[k] = (sharing.get(pivot)![c]![k]! * drawn) / Math.max(1, compared);
    });
    const sum = u.reduce((total, value) => total + Math.max(value, floor), 0);
    return u.map((value) => Math.max(value, floor) / sum);
  });
}
