/** Scoring every candidate pair, and clustering what was scored. */

import { type Block, forEachPair } from './blocking.ts';
import { cluster } from './clustering.ts';
import { DECIDED_BITS, decide, emptyScore, type PairScore, type Scorer } from './scoring.ts';
import type { BlockingReport, Edges, Model } from './types.ts';

/** Columns that grow. */
export class EdgeList {
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

export interface Predicted {
  readonly list: EdgeList;
  readonly reports: BlockingReport[];
  readonly pairsScored: number;
}

/**
 * Scores all pairs that the blocks make, and those that an override names.
 * @param previous cluster of each row before, −1 for new rows.
 * @param overrides bits by pair, `left × rows + right` with left < right.
 */
export function predict(
  rows: number,
  model: Model,
  scorer: Scorer,
  blocks: readonly Block[],
  overrides: ReadonlyMap<number, number>,
  previous?: ArrayLike<number>,
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
    const together = previous !== undefined && previous[left]! >= 0 && previous[left] === previous[right];
    const decision = decide(model, score, together);
    if (decision === 'none' && override === 0 && score.bits < model.clustering.keepBits) return;
    list.add(left, right, score, CODES[decision], rule);
  };
  const reports = forEachPair(blocks, visit);
  for (const key of [...waiting.keys()]) visit(Math.floor(key / rows), key % rows, FOUND_BY_OVERRIDE);
  return { list, reports, pairsScored };
}

/** Clusters the scored pairs. */
export function clusterEdges(rows: number, list: EdgeList, hashes: Float64Array, model: Model) {
  const seed = Uint8Array.from(list.decision.subarray(0, list.count), (decision) => (decision === 2 ? 1 : 0));
  const veto = Uint8Array.from({ length: list.count }, (_, at) =>
    list.rules[at] !== 0 || list.bits[at]! < -DECIDED_BITS ? 1 : 0,
  );
  const { left, right, bits, count } = list;
  return cluster(rows, { count, left, right, bits, seed, veto }, hashes, model.clustering);
}
