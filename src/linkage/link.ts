/** The whole run: encode, block, train if asked, score, cluster. */

import { type Block, buildBlocks, forEachPair } from './blocking.ts';
import { cluster } from './clustering.ts';
import { encode, frequenciesOf } from './columns.ts';
import { rowHashes } from './order.ts';
import {
  compileScorer,
  decide,
  emptyScore,
  OVERRIDE_BITS,
  type PairScore,
  probabilityOf,
  type Scorer,
} from './scoring.ts';
import { respecify, train } from './training.ts';
import type {
  BlockingReport,
  Edges,
  LinkOptions,
  LinkResult,
  Model,
  Override,
  RecordTable,
} from './types.ts';

/** Columns that grow. */
class EdgeList {
  count = 0;
  readonly #width: number;
  #capacity = 4096;
  left = new Int32Array(this.#capacity);
  right = new Int32Array(this.#capacity);
  bits = new Float64Array(this.#capacity);
  unadjusted = new Float64Array(this.#capacity);
  rules = new Uint32Array(this.#capacity);
  decision = new Uint8Array(this.#capacity);
  foundBy = new Uint8Array(this.#capacity);
  levels: Uint8Array;

  constructor(width: number) {
    this.#width = width;
    this.levels = new Uint8Array(this.#capacity * width);
  }

  add(left: number, right: number, score: PairScore, decision: number, foundBy: number): void {
    if (this.count === this.#capacity) this.#grow();
    const at = this.count;
    this.left[at] = left;
    this.right[at] = right;
    this.bits[at] = score.bits;
    this.unadjusted[at] = score.unadjusted;
    this.rules[at] = score.rules;
    this.decision[at] = decision;
    this.foundBy[at] = foundBy;
    this.levels.set(score.levels, at * this.#width);
    this.count += 1;
  }

  #grow(): void {
    this.#capacity *= 2;
    const larger = <T extends Int32Array | Float64Array | Uint32Array | Uint8Array>(old: T, next: T): T => {
      next.set(old as never);
      return next;
    };
    this.left = larger(this.left, new Int32Array(this.#capacity));
    this.right = larger(this.right, new Int32Array(this.#capacity));
    this.bits = larger(this.bits, new Float64Array(this.#capacity));
    this.unadjusted = larger(this.unadjusted, new Float64Array(this.#capacity));
    this.rules = larger(this.rules, new Uint32Array(this.#capacity));
    this.decision = larger(this.decision, new Uint8Array(this.#capacity));
    this.foundBy = larger(this.foundBy, new Uint8Array(this.#capacity));
    this.levels = larger(this.levels, new Uint8Array(this.#capacity * this.#width));
  }

  /** The edges that `keep` chooses, trimmed. */
  chosen(keep: (at: number) => boolean): Edges {
    const kept: number[] = [];
    for (let at = 0; at < this.count; at += 1) if (keep(at)) kept.push(at);
    const levels = new Uint8Array(kept.length * this.#width);
    kept.forEach((at, k) => {
      levels.set(this.levels.subarray(at * this.#width, (at + 1) * this.#width), k * this.#width);
    });
    return {
      count: kept.length,
      left: Int32Array.from(kept, (at) => this.left[at]!),
      right: Int32Array.from(kept, (at) => this.right[at]!),
      bits: Float64Array.from(kept, (at) => this.bits[at]!),
      unadjusted: Float64Array.from(kept, (at) => this.unadjusted[at]!),
      levels,
      rules: Uint32Array.from(kept, (at) => this.rules[at]!),
      decision: Uint8Array.from(kept, (at) => this.decision[at]!),
      foundBy: Uint8Array.from(kept, (at) => this.foundBy[at]!),
    };
  }
}

const CODES = { auto: 2, review: 1, none: 0 } as const;
const FOUND_BY_OVERRIDE = 255;

function checkTable(table: RecordTable, options: LinkOptions): void {
  for (const [name, cells] of Object.entries(table.columns)) {
    if (cells.length !== table.length) {
      throw new Error(`Column "${name}" has ${cells.length} rows; the table says ${table.length}.`);
    }
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

interface Predicted {
  readonly list: EdgeList;
  readonly reports: BlockingReport[];
  readonly pairsScored: number;
}

function predict(
  rows: number,
  model: Model,
  scorer: Scorer,
  blocks: readonly Block[],
  overrides: Map<number, number>,
): Predicted {
  const list = new EdgeList(model.comparisons.length);
  const score = emptyScore(model);
  const waiting = new Map(overrides);
  let pairsScored = 0;
  const visit = (left: number, right: number, rule: number): void => {
    pairsScored += 1;
    let override = 0;
    if (overrides.size > 0) {
      const key = left * rows + right;
      override = overrides.get(key) ?? 0;
      if (override !== 0) waiting.delete(key);
    }
    scorer.score(left, right, override, score);
    const decision = decide(model, score);
    if (decision === 'none' && override === 0 && score.bits < model.clustering.keepBits) return;
    list.add(left, right, score, CODES[decision], rule);
  };
  const reports = forEachPair(blocks, visit);
  for (const [key] of new Map(waiting)) visit(Math.floor(key / rows), key % rows, FOUND_BY_OVERRIDE);
  return { list, reports, pairsScored };
}

function clusterEdges(rows: number, list: EdgeList, hashes: Float64Array, model: Model) {
  const seed = Uint8Array.from(list.decision.subarray(0, list.count), (decision) => (decision === 2 ? 1 : 0));
  const veto = Uint8Array.from({ length: list.count }, (_, at) =>
    list.rules[at] !== 0 || list.bits[at]! < -100 ? 1 : 0,
  );
  const { left, right, bits, count } = list;
  return cluster(rows, { count, left, right, bits, seed, veto }, hashes, model.clustering);
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
 * @throws Error when columns differ in length, an override names no pair of rows, or the model names a field that
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
  const used = options.train ? train(model, encoded, blocks, hashes, options.seed ?? 1) : model;
  const columns = respecify(encoded, used);
  const trainSeconds = clock.lap();
  const scorer = compileScorer(used, columns);
  const overrides = overridesByPair(rows, options.overrides ?? []);
  const { list, reports, pairsScored } = predict(rows, used, scorer, blocks, overrides);
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
