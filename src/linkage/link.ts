/** The whole run: encode, block, train if asked, score, cluster. */

import { buildBlocks } from './blocking.ts';
import { encode, frequenciesOf } from './columns.ts';
import { rowHashes } from './order.ts';
import { clusterEdges, predict } from './predict.ts';
import { compileScorer, OVERRIDE_BITS, probabilityOf } from './scoring.ts';
import { train } from './training.ts';
import type { Edges, LinkOptions, LinkResult, Model, Override, RecordTable } from './types.ts';

function checkTable(table: RecordTable, options: LinkOptions): void {
  for (const [name, cells] of Object.entries(table.columns)) {
    if (cells.length !== table.length) {
      throw new Error(`Column "${name}" has ${cells.length} rows; the table says ${table.length}.`);
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

/**
 * Links the records of a table.
 *
 * Deterministic: the same records, model and options give the same clusters in whatever order the rows stand (the
 * numbering follows the rows). A pair at `join` or above whose records end in different clusters is returned for
 * review, since the cluster had evidence against it.
 *
 * @throws Error when columns or previous clusters differ in length, an override names no pair of rows, or the model names a field that
 * it does not define.
 */
export function link(table: RecordTable, model: Model, options: LinkOptions = {}): LinkResult {
  checkTable(table, options);
  const rows = table.length;
  const clock = new Stopwatch();
  const encoded = encode(table, model);
  const hashes = rowHashes(rows, encoded, options.seed ?? 1);
  const blocks = buildBlocks(rows, model, encoded);
  const encodeSeconds = clock.lap();
  const { model: used, columns } = options.train
    ? train(model, encoded, { blocks, hashes, seed: options.seed ?? 1 })
    : { model, columns: encoded };
  const trainSeconds = clock.lap();
  const scorer = compileScorer(used, columns);
  const overrides = overridesByPair(rows, options.overrides ?? []);
  const { list, reports, pairsScored } = predict(rows, used, scorer, blocks, overrides, options.previous);
  const predictSeconds = clock.lap();
  const { clusters, count } = clusterEdges(rows, list, hashes, used);
  for (let at = 0; at < list.count; at += 1) {
    if (list.decision[at] === 2 && clusters[list.left[at]!] !== clusters[list.right[at]!])
      list.decision[at] = 1;
  }
  const edges = list.chosen((at) => list.decision[at] !== 0);
  const seconds = {
    encode: encodeSeconds,
    train: trainSeconds,
    predict: predictSeconds,
    cluster: clock.lap(),
  };
  return {
    clusters,
    clusterCount: count,
    edges,
    pairsScored,
    seconds,
    expectedFalseLinks: expectedFalse(edges),
    blocking: reports,
    overrideConflicts: conflictsOf(options.overrides ?? [], clusters),
    model: used,
    frequencies: frequenciesOf(columns),
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
