/** Weighing every candidate pair, and clustering what was weighed. */

import { cluster } from './clustering.ts';
import type { Pairs } from './pairs.ts';
import {
  appliedRules,
  DECIDED_BITS,
  decide,
  forcedBits,
  type PatternWeights,
  patternWeights,
  type TermLines,
  termBits,
  termLines,
  type Weights,
} from './scoring.ts';
import { type Edges, type Model, NOT_COMPARED } from './types.ts';

/** Pairs worth keeping, column by column; `at` is the place among the candidates. */
export interface Scored {
  readonly count: number;
  readonly at: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly bits: Float64Array;
  readonly unadjusted: Float64Array;
  readonly rules: Uint32Array;
  /** 2 automatic, 1 for a person, 0 kept only as evidence. */
  readonly decision: Uint8Array;
}

const CODES = { auto: 2, review: 1, none: 0 } as const;

/** A person's decisions, in bits, by `left × rows + right` with left < right. */
export type OverrideBits = ReadonlyMap<number, number>;

export interface Weighing {
  readonly rows: number;
  readonly model: Model;
  readonly weights: Weights;
  readonly pairs: Pairs;
  readonly overrides: OverrideBits;
  /** Cluster of each row before, −1 for new rows. */
  readonly previous?: ArrayLike<number> | undefined;
}

/** Weight of candidate k; where no adjustment could bring it up to `least`, only a number that is below it. */
function unadjustedBits(pairs: Pairs, k: number, by: PatternWeights, of: TermLines, least: number): number {
  const pattern = pairs.pattern[k]!;
  let bits = by.base[pattern]!;
  if (bits + by.gain[pattern]! < least) return bits + by.gain[pattern]!;
  const places = by.terms[pattern]!;
  const same = by.same[pattern]!;
  const { lines, terms } = of;
  const left = pairs.left[k]! * terms.length;
  const right = pairs.right[k]! * terms.length;
  for (let t = 0; t < places.length; t += 1) {
    const place = places[t]!;
    const own = lines[left + place]!;
    bits += same[t] === 1 ? own : termBits(own, lines[right + place]!, terms[place]!.coalesce);
  }
  return bits;
}

/** Columns that grow: most candidates are not kept. */
class Keeper {
  count = 0;
  #size: number;
  at: Int32Array;
  left: Int32Array;
  right: Int32Array;
  bits: Float64Array;
  unadjusted: Float64Array;
  rules: Uint32Array;
  decision: Uint8Array;

  constructor(size: number) {
    this.#size = size;
    this.at = new Int32Array(size);
    this.left = new Int32Array(size);
    this.right = new Int32Array(size);
    this.bits = new Float64Array(size);
    this.unadjusted = new Float64Array(size);
    this.rules = new Uint32Array(size);
    this.decision = new Uint8Array(size);
  }

  /** The place of the next pair. */
  next(): number {
    if (this.count === this.#size) this.#grow();
    this.count += 1;
    return this.count - 1;
  }

  #grow(): void {
    this.#size = Math.ceil(this.#size * 1.6) + 16;
    const larger = new Keeper(this.#size);
    for (const name of ['at', 'left', 'right'] as const) {
      larger[name].set(this[name]);
      this[name] = larger[name];
    }
    for (const name of ['bits', 'unadjusted'] as const) {
      larger[name].set(this[name]);
      this[name] = larger[name];
    }
    larger.rules.set(this.rules);
    this.rules = larger.rules;
    larger.decision.set(this.decision);
    this.decision = larger.decision;
  }
}

/** Weighs all candidates by the model and keeps those that decide something. */
export function weigh({ rows, model, weights, pairs, overrides, previous }: Weighing): Scored {
  const of = termLines(weights, rows);
  const by = patternWeights(weights, of, pairs.levels, pairs.patterns);
  const least = Math.min(model.clustering.keepBits, model.thresholds.review, model.thresholds.fracture);
  const leastRuled = Math.min(...model.rules.map(({ above }) => above ?? Number.NEGATIVE_INFINITY));
  const kept = new Keeper(Math.ceil(pairs.count / 3));
  for (let k = 0; k < pairs.count; k += 1) {
    const left = pairs.left[k]!;
    const right = pairs.right[k]!;
    const override = overrides.size > 0 ? (overrides.get(left * rows + right) ?? 0) : 0;
    let unadjusted = unadjustedBits(pairs, k, by, of, override === 0 ? least : Number.NEGATIVE_INFINITY);
    if (unadjusted < least && override === 0) continue;
    unadjusted += override;
    const holding = unadjusted >= leastRuled ? pairs.holding[pairs.pattern[k]!]! : 0;
    const rules = holding === 0 ? 0 : appliedRules(model, holding, unadjusted, override);
    const bits = rules === 0 ? unadjusted : forcedBits(model, rules, unadjusted);
    const together = previous !== undefined && previous[left]! >= 0 && previous[left] === previous[right];
    const decision = CODES[decide(model, { bits, unadjusted, rules }, together)];
    if (decision === 0 && override === 0 && bits < model.clustering.keepBits) continue;
    const at = kept.next();
    kept.at[at] = k;
    kept.left[at] = left;
    kept.right[at] = right;
    kept.bits[at] = bits;
    kept.unadjusted[at] = unadjusted;
    kept.rules[at] = rules;
    kept.decision[at] = decision;
  }
  return kept;
}

/** The same pairs, decided by other thresholds. */
export function decideAgain(scored: Scored, model: Model, previous?: ArrayLike<number>): Scored {
  const { left, right, bits, unadjusted, rules, count } = scored;
  const decision = new Uint8Array(count);
  for (let k = 0; k < count; k += 1) {
    const before = previous?.[left[k]!] ?? -1;
    const together = before >= 0 && before === previous?.[right[k]!];
    const score = { bits: bits[k]!, unadjusted: unadjusted[k]!, rules: rules[k]! };
    decision[k] = CODES[decide(model, score, together)];
  }
  return { ...scored, decision };
}

/** The rules under which two records are never in one cluster, as bits. */
export function vetoing(model: Model): number {
  return model.rules.reduce((bits, { effect }, r) => (effect === 'weigh' ? bits : bits | (1 << r)), 0);
}

/** Clusters the weighed pairs. */
export function clusterPairs(rows: number, scored: Scored, hashes: Float64Array, model: Model) {
  const { left, right, bits, count, decision, rules } = scored;
  const seed = new Uint8Array(count);
  const veto = new Uint8Array(count);
  const against = vetoing(model);
  for (let k = 0; k < count; k += 1) {
    if (decision[k] === 2) seed[k] = 1;
    if ((rules[k]! & against) !== 0 || bits[k]! < -DECIDED_BITS) veto[k] = 1;
  }
  return cluster(rows, { count, left, right, bits, seed, veto }, hashes, model.clustering);
}

const FOUND_BY_OVERRIDE = 255;

/** The pairs that were decided, as the caller is given them. */
export function edgesOf(scored: Scored, pairs: Pairs, model: Model): Edges {
  const width = model.comparisons.length;
  let count = 0;
  for (let k = 0; k < scored.count; k += 1) if (scored.decision[k] !== 0) count += 1;
  const edges = {
    count,
    left: new Int32Array(count),
    right: new Int32Array(count),
    bits: new Float64Array(count),
    unadjusted: new Float64Array(count),
    levels: new Uint8Array(count * width).fill(NOT_COMPARED),
    rules: new Uint32Array(count),
    decision: new Uint8Array(count),
    foundBy: new Uint8Array(count),
  };
  let into = 0;
  for (let k = 0; k < scored.count; k += 1) {
    if (scored.decision[k] === 0) continue;
    const at = scored.at[k]!;
    const made = pairs.made[at]!;
    edges.left[into] = scored.left[k]!;
    edges.right[into] = scored.right[k]!;
    edges.bits[into] = scored.bits[k]!;
    edges.unadjusted[into] = scored.unadjusted[k]!;
    edges.rules[into] = scored.rules[k]!;
    edges.decision[into] = scored.decision[k]!;
    edges.foundBy[into] = made === 0 ? FOUND_BY_OVERRIDE : 31 - Math.clz32(made & -made);
    const from = pairs.pattern[at]! * width;
    for (let c = 0; c < width; c += 1) edges.levels[into * width + c] = pairs.levels[from + c]!;
    into += 1;
  }
  return edges;
}
