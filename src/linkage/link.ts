/** The whole run: encode, block, compare, train if asked, weigh, cluster. */

import { type Block, GROUP_ROWS, groupTasks } from './blocking.ts';
import { type Columns, encode, frequenciesOf, respecify } from './columns.ts';
import { compile, type Lines, machineOf, type PairMachine } from './compile.ts';
import type { CsvTable } from './csv.ts';
import { rowHashes } from './order.ts';
import { blockingReports, findPairs, linesOf, type Pairs } from './pairs.ts';
import { type Pool, poolOf, runOn } from './pool.ts';
import { clusterPairs, decideAgain, edgesOf, type OverrideBits, weigh } from './predict.ts';
import { orderOfRows, reorderColumns } from './reorder.ts';
import { OVERRIDE_BITS, probabilityOf, rareShares, weightsOf } from './scoring.ts';
import { certaintyOf, chooseThresholds } from './thresholds.ts';
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
  /** Row of the table at each place; null where they are the same. */
  readonly order: Int32Array | null;
}

/** Encodes a table for a model and groups it by the model's blocking rules: an index that runs can share. */
export function encodeTable(table: RecordTable | CsvTable, model: Model, options: LinkOptions = {}): Encoded {
  return prepare(table, model, options, poolOf(options.threads ?? 1));
}

export function prepare(
  table: RecordTable | CsvTable,
  model: Model,
  options: LinkOptions,
  pool?: Pool,
): Encoded {
  const rows = table.length;
  const read = encode(table, model, pool);
  const order = orderOfRows(rows, read);
  const columns = order ? reorderColumns(read, order, pool) : read;
  const tasks = groupTasks(rows, model, columns);
  const blocks = runOn(pool, GROUP_ROWS, tasks, tasks.length);
  return { rows, columns, hashes: rowHashes(rows, columns, options.seed ?? 1), blocks, order };
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
  { model: given, columns }: Trained,
  options: LinkOptions,
  overrides: OverrideBits,
) {
  const { rows, pairs, hashes } = compared;
  const clock = new Stopwatch();
  const weights = weightsOf(given, columns, options.frequencies);
  const work = { rows, weights, pairs, overrides, previous: options.previous };
  let scored = weigh({ ...work, model: given });
  let model = given;
  if (options.chooseThresholds) {
    model = { ...given, thresholds: chooseThresholds(scored) };
    scored = decideAgain(scored, model, options.previous);
  }
  const certain = certaintyOf(scored, model);
  const predict = clock.lap();
  const { clusters, count } = clusterPairs(rows, scored, hashes, model);
  for (let k = 0; k < scored.count; k += 1) {
    if (scored.decision[k] === 2 && clusters[scored.left[k]!] !== clusters[scored.right[k]!])
      scored.decision[k] = 1;
  }
  return {
    clusters,
    count,
    model,
    certain,
    scored,
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
  const clock = new Stopwatch();
  const encoded = encodeTable(table, model, options);
  const encode = clock.lap();
  const result = linkEncoded(encoded, model, options);
  return { ...result, seconds: { ...result.seconds, encode } };
}

/** Links a table that has been encoded and grouped for this model before: with what a run has kept, only the rest. */
export function linkEncoded(given: Encoded, model: Model, options: LinkOptions = {}): LinkResult {
  // The fields may since have been given the shares that training found.
  const encoded = { ...given, columns: respecify(given.columns, model) };
  const pool = poolOf(options.threads ?? 1);
  const clock = new Stopwatch();
  const placed = byPlace(options, encoded.order);
  const overrides = overridesByPair(encoded.rows, placed.overrides ?? []);
  const compareAgain = (by: Model, counted: Columns): Compared =>
    comparePairs({ ...encoded, columns: counted }, by, options, overrides, pool);
  const compared = compareAgain(model, encoded.columns);
  const compareSeconds = clock.lap();
  const { columns, hashes } = encoded;
  const { machine, pairs } = compared;
  const trained = options.train
    ? train(model, columns, { pairs, machine, hashes, seed: options.seed ?? 1, compareAgain })
    : { model, columns, pairs, machine };
  const trainSeconds = clock.lap();
  const settled = settle({ ...compared, ...trained }, trained, placed, overrides);
  const { edges, count, seconds } = settled;
  const clusters = byRow(settled.clusters, count, edges, encoded.order);
  return {
    clusters,
    clusterCount: count,
    edges,
    pairsScored: pairs.count,
    seconds: {
      encode: 0,
      train: trainSeconds,
      predict: compareSeconds + seconds.predict,
      cluster: clock.lap() - seconds.predict,
    },
    expectedFalseLinks: expectedFalse(edges),
    blocking: blockingReports(encoded.blocks, pairs),
    unread: unreadByColumn(encoded.columns),
    overrideConflicts: conflictsOf(options.overrides ?? [], clusters),
    certain: settled.certain,
    model: settled.model,
    frequencies: options.frequencies ?? frequenciesOf(trained.columns),
    ...(options.keepWeighed ? { weighed: settled.scored } : {}),
  };
}

/** The caller's rows as places, where the table was put in another order. */
function byPlace(options: LinkOptions, order: Int32Array | null): LinkOptions {
  if (!order) return options;
  const place = new Int32Array(order.length);
  for (let at = 0; at < order.length; at += 1) place[order[at]!] = at;
  const { previous, overrides } = options;
  return {
    ...options,
    ...(previous ? { previous: Int32Array.from(order, (row) => previous[row]!) } : {}),
    ...(overrides
      ? { overrides: overrides.map(([a, b, word]): Override => [place[a]!, place[b]!, word]) }
      : {}),
  };
}

/** Clusters and edges in the table's own rows again. */
function byRow(clusters: Int32Array, count: number, edges: Edges, order: Int32Array | null): Int32Array {
  if (!order) return clusters;
  for (let k = 0; k < edges.count; k += 1) {
    const a = order[edges.left[k]!]!;
    const b = order[edges.right[k]!]!;
    edges.left[k] = Math.min(a, b);
    edges.right[k] = Math.max(a, b);
  }
  const found = new Int32Array(clusters.length);
  for (let at = 0; at < order.length; at += 1) found[order[at]!] = clusters[at]!;
  const numbers = new Int32Array(count).fill(-1);
  let next = 0;
  for (let row = 0; row < found.length; row += 1) {
    const cluster = found[row]!;
    if (numbers[cluster]! < 0) {
      numbers[cluster] = next;
      next += 1;
    }
    found[row] = numbers[cluster]!;
  }
  return found;
}

/** Of the fields that are one column as it stands: others are made of the same cells. */
function unreadByColumn(columns: Columns): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { spec, unread } of Object.values(columns)) {
    const [source] = spec.from;
    if (spec.from.length === 1 && source && unread > 0) found[source.column] = unread;
  }
  return found;
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
