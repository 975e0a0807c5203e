/** The whole run: encode, block, compare, train if asked, weigh, cluster. */

import { type Block, GROUP_ROWS, groupTasks } from './blocking.ts';
import { type Columns, encode, frequenciesOf } from './columns.ts';
import { compile, type Lines, machineOf, type PairMachine } from './compile.ts';
import type { CsvTable } from './csv.ts';
import { rowHashes } from './order.ts';
import { blockingReports, findPairs, linesOf, type Pairs } from './pairs.ts';
import { type Pool, poolOf, runOn } from './pool.ts';
import { clusterPairs, edgesOf, type OverrideBits, weigh } from './predict.ts';
import { OVERRIDE_BITS, probabilityOf, rareShares, weightsOf } from './scoring.ts';
import { type Trained, train } from './training.ts';
import type { Edges, LinkOptions, LinkResult, Model, Override, RecordTable } from './types.ts';

function checkTable(table: RecordTable | CsvTable, options: LinkOptions): void {
  if (!('bytes' in table)) {
    for (const [name, cells] of Object.entries(table.columns)) {
      if (cells.length !== table.length) {
        throw new Error(`Column "${name}" has ${cells.length} rows; the table says ${table.length}.`);
      }
    }
  }
  if (options.previous && options.previous.length !== table.length) {
    throw new Error(`Previous clusters are given for ${options.previous.length} rows of ${table.length}.`);
  }
  for (const [left, right] of options.overrides ?? []) {
    const inside = (row: number): boolean => Number.isInteger(row) && row >= 0 && row < table.length;
    if (!inside(left) || !inside(right) || left === right) {
      throw new Error(
        `An override names the rows ${left} and ${right}, which are not two rows of the table.`,
      );
    }
  }
}

/** Overrides by pair, `left × rows + right` with left < right. Contradictory words about one pair: "different" wins. */
function overridesByPair(rows: number, overrides: readonly Override[]): Map<number, number> {
  const found = new Map<number, number>();
  for (const [a, b, decision] of overrides) {
    const key = Math.min(a, b) * rows + Math.max(a, b);
    const bits = decision === 'same' ? OVERRIDE_BITS : -OVERRIDE_BITS;
    found.set(key, Math.min(bits, found.get(key) ?? bits));
  }
  return found;
}

function conflictsOf(overrides: readonly Override[], clusters: Int32Array): Override[] {
  return overrides.filter(([a, b, decision]) => (decision === 'same') !== (clusters[a] === clusters[b]));
}

function expectedFalse(edges: Edges): number {
  let sum = 0;
  for (let k = 0; k < edges.count; k += 1) {
    if (edges.decision[k] === 2) sum += 1 - probabilityOf(edges.bits[k]!);
  }
  return sum;
}

/** A table encoded, grouped and compared: all that does not depend on what the levels weigh. */
export interface Compared {
  readonly rows: number;
  readonly columns: Columns;
  readonly hashes: Float64Array;
  readonly blocks: readonly Block[];
  readonly lines: Lines;
  readonly machine: PairMachine;
  readonly pairs: Pairs;
}

export interface Encoded {
  readonly rows: number;
  readonly columns: Columns;
  readonly hashes: Float64Array;
  readonly blocks: readonly Block[];
}

/** Encodes and groups a table. */
export function prepare(
  table: RecordTable | CsvTable,
  model: Model,
  options: LinkOptions,
  pool?: Pool,
): Encoded {
  const rows = table.length;
  const columns = encode(table, model, pool);
  const tasks = groupTasks(rows, model, columns);
  const blocks = runOn(pool, GROUP_ROWS, tasks, tasks.length);
  return { rows, columns, hashes: rowHashes(rows, columns, options.seed ?? 1), blocks };
}

/** Compares every pair that the groups make, and those that overrides name. */
export function comparePairs(
  encoded: Encoded,
  model: Model,
  options: LinkOptions,
  overrides: OverrideBits,
  pool?: Pool,
): Compared {
  const { rows, columns, blocks } = encoded;
  const program = compile(model, columns, rareShares(model, columns, options.frequencies));
  const lines = linesOf(rows, program, columns, blocks);
  const named = [...overrides.keys()].map((key) => [Math.floor(key / rows), key % rows] as const);
  const pairs = findPairs({ model, program, lines, blocks, named, pool });
  return { ...encoded, lines, machine: machineOf(program, lines), pairs };
}

/** Weighs and clusters what was compared. */
function settle(
  compared: Compared,
  { model, columns }: Trained,
  options: LinkOptions,
  overrides: OverrideBits,
) {
  const { rows, machine, pairs, hashes } = compared;
  const clock = new Stopwatch();
  const weights = weightsOf(model, columns, options.frequencies);
  const scored = weigh({ rows, model, weights, machine, pairs, overrides, previous: options.previous });
  const predict = clock.lap();
  const { clusters, count } = clusterPairs(rows, scored, hashes, model);
  for (let k = 0; k < scored.count; k += 1) {
    if (scored.decision[k] === 2 && clusters[scored.left[k]!] !== clusters[scored.right[k]!])
      scored.decision[k] = 1;
  }
  return {
    clusters,
    count,
    edges: edgesOf(scored, pairs, model),
    seconds: { predict, cluster: clock.lap() },
  };
}

/**
 * Links the records of a table.
 *
 * Deterministic: the same records, model and options give the same clusters in whatever order the rows stand (the
 * numbering follows the rows) and on any number of threads. A pair at `join` or above whose records end in different
 * clusters is returned for review, since the cluster had evidence against it.
 *
 * @throws Error when columns or previous clusters differ in length, an override names no pair of rows, or the model
 * names a field that it does not define.
 */
export function link(table: RecordTable | CsvTable, model: Model, options: LinkOptions = {}): LinkResult {
  checkTable(table, options);
  const pool = poolOf(options.threads ?? 1);
  const overrides = overridesByPair(table.length, options.overrides ?? []);
  const clock = new Stopwatch();
  const encoded = prepare(table, model, options, pool);
  const encodeSeconds = clock.lap();
  const compared = comparePairs(encoded, model, options, overrides, pool);
  const compareSeconds = clock.lap();
  const { columns, hashes } = encoded;
  const { machine, pairs } = compared;
  const compareAgain = (by: Model, counted: Columns): Compared =>
    comparePairs({ ...encoded, columns: counted }, by, options, overrides, pool);
  const trained = options.train
    ? train(model, columns, { pairs, machine, hashes, seed: options.seed ?? 1, compareAgain })
    : { model, columns, pairs, machine };
  const trainSeconds = clock.lap();
  const { clusters, count, edges, seconds } = settle(
    { ...compared, ...trained },
    trained,
    options,
    overrides,
  );
  return {
    clusters,
    clusterCount: count,
    edges,
    pairsScored: pairs.count,
    seconds: {
      encode: encodeSeconds,
      train: trainSeconds,
      predict: compareSeconds + seconds.predict,
      cluster: seconds.cluster,
    },
    expectedFalseLinks: expectedFalse(edges),
    blocking: blockingReports(encoded.blocks, pairs),
    overrideConflicts: conflictsOf(options.overrides ?? [], clusters),
    model: trained.model,
    frequencies: options.frequencies ?? frequenciesOf(trained.columns),
  };
}

/** Elapsed time only; no decision depends on it. */
class Stopwatch {
  #last = performance.now();

  lap(): number {
    const now = performance.now();
    const seconds = (now - this.#last) / 1000;
    this.#last = now;
    return seconds;
  }
}
