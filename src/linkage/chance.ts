/**
 * Estimating u: how often two different people agree by chance. For a level that is one shared value it is Σp², from
 * the counts. Of the others, random pairs suffice for the common ones; one that needs a shared value (same rare name)
 * is met too seldom among random pairs, so pairs are drawn that share a value and weighted back.
 */

import type { Column, Columns } from './columns.ts';
import { basesOf, type PairMachine } from './compile.ts';
import type { Comparison, Condition, Model } from './types.ts';

const RANDOM_PAIRS = 300_000;
const SHARING_PAIRS = 40_000;

/** A seeded source of numbers in [0, 1), and the share of the full sample to draw. */
export interface Draw {
  readonly random: () => number;
  readonly effort: number;
}

/** A list of a few records says little of chance: it counts against so many pairs that agree as was assumed before. */
const ASSUMED_PAIRS = 5000;

/** What a list of so many people says, tempered by what was assumed before. */
export function shrunk(found: number, assumed: number, people: number): number {
  const pairs = (people * (people - 1)) / 2;
  return (found * pairs + assumed * ASSUMED_PAIRS) / (pairs + ASSUMED_PAIRS);
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

/** u of a first level that is one shared value, both rows being comparable; null where it is something else. */
function exactFirst(comparison: Comparison, columns: Columns): number | null {
  const when = comparison.levels[0]?.when;
  const { comparable } = comparison;
  if (when?.is !== 'same' || comparable.is !== 'present') return null;
  const column = columns[when.field];
  const there = columns[comparable.field];
  if (!column || !there || column.offsets || there.present === 0) return null;
  return squaredShare(column) * (column.present / there.present) ** 2;
}

interface Holders {
  /** Every (row, value) of the column in the given row order. */
  readonly rows: Int32Array;
  readonly values: Int32Array;
  readonly starts: Int32Array;
  /** Rows by value: `byValue[starts[v]…starts[v + 1])`. */
  readonly byValue: Int32Array;
}

/** A row's values in an order that does not depend on the table's, as their ids do. */
function valuesByHash(column: Column, row: number): readonly number[] {
  const { low, high } = column.values;
  const own = [...column.items!.subarray(column.offsets![row]!, column.offsets![row + 1]!)];
  return own.sort((a, b) => low[a]! - low[b]! || high[a]! - high[b]!);
}

function holdersOf(column: Column, order: Int32Array): Holders {
  const { first, offsets } = column;
  let most = order.length;
  if (offsets) most = order.reduce((sum, row) => sum + offsets[row + 1]! - offsets[row]!, 0);
  const rows = new Int32Array(most);
  const values = new Int32Array(most);
  let size = 0;
  const add = (row: number, value: number): void => {
    rows[size] = row;
    values[size] = value;
    size += 1;
  };
  for (let k = 0; k < order.length; k += 1) {
    const row = order[k]!;
    if (offsets) for (const value of valuesByHash(column, row)) add(row, value);
    else if (first[row]! >= 0) add(row, first[row]!);
  }
  const starts = new Int32Array(column.values.size + 1);
  for (let k = 0; k < size; k += 1) starts[values[k]! + 1]! += 1;
  for (let v = 0; v + 1 < starts.length; v += 1) starts[v + 1]! += starts[v]!;
  const at = starts.slice();
  const byValue = new Int32Array(size);
  for (let k = 0; k < size; k += 1) {
    byValue[at[values[k]!]!] = rows[k]!;
    at[values[k]!]! += 1;
  }
  return { rows: rows.subarray(0, size), values: values.subarray(0, size), starts, byValue };
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

/** Adds a weight at the level of each comparison that a pair's pattern holds. */
class Tally {
  readonly sums: Float64Array[];
  readonly #bases: readonly number[];

  constructor(bases: readonly number[]) {
    this.#bases = bases;
    this.sums = bases.map((base) => new Float64Array(base - 1));
  }

  add(pattern: number, weight: number): void {
    let rest = pattern;
    for (let c = this.#bases.length - 1; c >= 0; c -= 1) {
      const base = this.#bases[c]!;
      const digit = rest % base;
      rest = (rest - digit) / base;
      if (digit > 0) this.sums[c]![digit - 1]! += weight;
    }
  }
}

/** P(level) by comparison, over all pairs of rows, for the levels that need a shared value of `column`. */
function sampleSharing(
  column: Column,
  order: Int32Array,
  machine: PairMachine,
  bases: readonly number[],
  { random, effort }: Draw,
): Float64Array[] {
  const tally = new Tally(bases);
  const holders = holdersOf(column, order);
  const total = holders.rows.length;
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
    // Drawing with the row itself as one choice in `size`: each other row stands for `size` of them.
    tally.add(machine.pattern(left, right), (size * scale) / sharedValues(column, left, right));
  }
  return tally.sums;
}

function sampleRandom(
  order: Int32Array,
  machine: PairMachine,
  bases: readonly number[],
  { random, effort }: Draw,
): { counts: Float64Array[]; drawn: number } {
  const tally = new Tally(bases);
  let drawn = 0;
  for (let draw = 0; draw < RANDOM_PAIRS * effort; draw += 1) {
    const left = order[Math.floor(random() * order.length)]!;
    const right = order[Math.floor(random() * order.length)]!;
    if (left === right) continue;
    drawn += 1;
    tally.add(machine.pattern(left, right), 1);
  }
  return { counts: tally.sums, drawn };
}

/**
 * u of every level of every comparison, each comparison's summing to 1.
 * @param columns counted by person, as far as is known.
 * @param order rows to draw from, as far as is known one for each person, in an order that does not depend on the
 * table's: what two of them share is taken for chance.
 */
export function estimateU(
  model: Model,
  columns: Columns,
  order: Int32Array,
  machine: PairMachine,
  draw: Draw,
): Float64Array[] {
  const bases = basesOf(model);
  const { counts, drawn } = sampleRandom(order, machine, bases, draw);
  const sharing = new Map<string, Float64Array[]>();
  const least = 0.5 / (order.length * order.length);
  // What no random pair showed may still be as common as this; a level that needs a shared value was looked for.
  const unseen = 0.25 / Math.max(1, drawn);
  return model.comparisons.map((comparison, c) => {
    const compared = counts[c]!.reduce((sum, count) => sum + count, 0);
    const u = counts[c]!.map((count) => count / Math.max(1, compared));
    const exact = exactFirst(comparison, columns);
    const floors = u.map(() => unseen);
    comparison.levels.forEach((level, k) => {
      if (k === 0 && exact !== null) {
        u[k] = exact;
        floors[k] = least;
        return;
      }
      const pivot = pivotOf(level.when);
      const column = pivot === null ? undefined : columns[pivot];
      if (pivot === null || !column || column.present < 2) return;
      if (!sharing.has(pivot)) sharing.set(pivot, sampleSharing(column, order, machine, bases, draw));
      floors[k] = least;
      u[k] = (sharing.get(pivot)![c]![k]! * drawn) / Math.max(1, compared);
    });
    const raised = u.map((value, k) => Math.max(value, floors[k]!));
    const sum = raised.reduce((total, value) => total + value, 0);
    const given = comparison.levels.reduce((total, level) => total + level.u, 0);
    return raised.map((value, k) => shrunk(value / sum, comparison.levels[k]!.u / given, order.length));
  });
}
