/** Draws pairs of people at random and counts how they agree, by comparison and level. */

import type { Column } from './columns.ts';
import { type Comparing, machineOf, type PairMachine } from './compile.ts';
import { randomFrom } from './order.ts';
import { type Job, type Pool, runOn } from './pool.ts';
import { mix } from './values.ts';

/** A column whose shared values pairs are drawn by. */
type DrawnColumn = Pick<Column, 'first' | 'offsets' | 'items'> & {
  readonly values: Pick<Column['values'], 'size' | 'low' | 'high'>;
};

/** How often the pairs that were drawn agree, by comparison and level. */
export interface Drawn {
  readonly sums: Float64Array[];
  /** How many pairs of two people there were. */
  readonly drawn: number;
}

/** So many draws. */
interface Draws {
  readonly random: () => number;
  readonly count: number;
}

interface Holders {
  /** Every (row, value) of the column in the given row order, values by their number among those that are met. */
  readonly rows: Int32Array;
  readonly values: Int32Array;
  readonly starts: Int32Array;
  /** Rows by value: `byValue[starts[v]…starts[v + 1])`. */
  readonly byValue: Int32Array;
}

/** A row's values in an order that does not depend on the table's, as their ids do. */
function valuesByHash(column: DrawnColumn, row: number): readonly number[] {
  const { low, high } = column.values;
  const own = [...column.items!.subarray(column.offsets![row]!, column.offsets![row + 1]!)];
  return own.sort((a, b) => low[a]! - low[b]! || high[a]! - high[b]!);
}

function holdersOf(column: DrawnColumn, order: Int32Array): Holders {
  const { first, offsets } = column;
  let most = order.length;
  if (offsets) most = order.reduce((sum, row) => sum + offsets[row + 1]! - offsets[row]!, 0);
  const rows = new Int32Array(most);
  const values = new Int32Array(most);
  /** Of each value that is met, its number among them, plus one. */
  const numbers = new Int32Array(column.values.size);
  let met = 0;
  let size = 0;
  const add = (row: number, value: number): void => {
    if (numbers[value] === 0) {
      met += 1;
      numbers[value] = met;
    }
    rows[size] = row;
    values[size] = numbers[value]! - 1;
    size += 1;
  };
  for (let k = 0; k < order.length; k += 1) {
    const row = order[k]!;
    if (offsets) for (const value of valuesByHash(column, row)) add(row, value);
    else if (first[row]! >= 0) add(row, first[row]!);
  }
  const starts = new Int32Array(met + 1);
  for (let k = 0; k < size; k += 1) starts[values[k]! + 1]! += 1;
  for (let v = 0; v < met; v += 1) starts[v + 1]! += starts[v]!;
  const at = starts.slice();
  const byValue = new Int32Array(size);
  for (let k = 0; k < size; k += 1) {
    byValue[at[values[k]!]!] = rows[k]!;
    at[values[k]!]! += 1;
  }
  return { rows: rows.subarray(0, size), values: values.subarray(0, size), starts, byValue };
}

function sharedValues(column: DrawnColumn, left: number, right: number): number {
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
  column: DrawnColumn,
  order: Int32Array,
  machine: PairMachine,
  bases: readonly number[],
  { random, count }: Draws,
): Float64Array[] {
  const tally = new Tally(bases);
  const holders = holdersOf(column, order);
  const total = holders.rows.length;
  const draws = Math.min(count, total * 20);
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
  { random, count }: Draws,
): Drawn {
  const tally = new Tally(bases);
  let drawn = 0;
  for (let draw = 0; draw < count; draw += 1) {
    const left = order[Math.floor(random() * order.length)]!;
    const right = order[Math.floor(random() * order.length)]!;
    if (left === right) continue;
    drawn += 1;
    tally.add(machine.pattern(left, right), 1);
  }
  return { sums: tally.sums, drawn };
}

/** Draws that are made by one thread: among all people, or among those who share a value of a column. */
interface DrawTask {
  readonly column: DrawnColumn | null;
  readonly count: number;
  readonly seed: number;
}

interface DrawWork {
  readonly comparing: Comparing;
  readonly order: Int32Array;
  readonly bases: readonly number[];
  readonly tasks: readonly DrawTask[];
}

/** Each piece is a task. */
export const DRAW_PAIRS: Job<DrawWork, Drawn> = {
  name: 'draw pairs',
  worker: ({ comparing, order, bases, tasks }) => {
    const machine = machineOf(comparing.program, comparing.lines);
    return (piece) => {
      const { column, count, seed } = tasks[piece]!;
      const draws = { random: randomFrom(seed), count };
      if (column === null) return sampleRandom(order, machine, bases, draws);
      return { sums: sampleSharing(column, order, machine, bases, draws), drawn: 0 };
    };
  },
};

const RANDOM_PAIRS = 300_000;
const SHARING_PAIRS = 40_000;
/** Pairs at random are drawn in so many parts, whatever the number of threads, so that it does not matter. */
const PARTS = 8;

export interface Drawing {
  readonly comparing: Comparing;
  /** Rows to draw from. */
  readonly order: Int32Array;
  readonly bases: readonly number[];
  /** Columns whose shared values are to be drawn by. */
  readonly pivots: ReadonlyMap<string, Column>;
  /** Share of the full sample to draw. */
  readonly effort: number;
  readonly seed: number;
  readonly pool: Pool | undefined;
}

/** Pairs at random, and by pivot those that share a value of it, weighted as their share of all pairs. */
export function drawPairs(drawing: Drawing): { random: Drawn; sharing: Map<string, Float64Array[]> } {
  const { comparing, order, bases, pivots, effort, seed, pool } = drawing;
  const seedOf = (part: number): number => mix(seed + part * 7919);
  const sharing = [...pivots.values()].map(({ first, offsets, items, values }, k): DrawTask => {
    const { size, low, high } = values;
    const column = { first, offsets, items, values: { size, low, high } };
    return { column, count: SHARING_PAIRS * effort, seed: seedOf(PARTS + k) };
  });
  const parts = Array.from({ length: PARTS }, (_, part): DrawTask => {
    return { column: null, count: Math.ceil((RANDOM_PAIRS * effort) / PARTS), seed: seedOf(part) };
  });
  const tasks = [...sharing, ...parts];
  const found = runOn(pool, DRAW_PAIRS, { comparing, order, bases, tasks }, tasks.length);
  const random = found.slice(sharing.length);
  return {
    random: {
      sums: bases.map((base, c) =>
        Float64Array.from({ length: base - 1 }, (_, k) =>
          random.reduce((sum, one) => sum + one.sums[c]![k]!, 0),
        ),
      ),
      drawn: random.reduce((sum, { drawn }) => sum + drawn, 0),
    },
    sharing: new Map([...pivots.keys()].map((pivot, k) => [pivot, found[k]!.sums])),
  };
}
