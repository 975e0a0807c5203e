/** Weighing every candidate pair, and clustering what was weighed. */

import { type ClusteringOptions, cluster } from './clustering.ts';
import type { Pairs, PairsPart } from './pairs.ts';
import { type Job, type Pool, runOn } from './pool.ts';
import {
  appliedRules,
  DECIDED_BITS,
  decisionOf,
  forcedBits,
  type PatternWeights,
  patternWeights,
  rowBits,
  type Term,
  termBits,
  type Weights,
} from './scoring.ts';
import { giveBack, sharedBytes, sharedFloats, sharedInts, sharedMasks } from './shared.ts';
import type { Model } from './types.ts';

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

/** What each thread needs to weigh a part of the pairs, and where it writes what it keeps. */
interface WeighingWork extends Omit<Weighing, 'weights' | 'pairs'> {
  readonly parts: readonly PairsPart[];
  readonly holding: Uint32Array;
  readonly by: PatternWeights;
  readonly adjustments: Float64Array;
  /** Where each part's pairs begin among all: what a part keeps is written from there on. */
  readonly starts: readonly number[];
  readonly into: Omit<Scored, 'count'>;
}

/** The rows' adjustments side by side, so that a pair's are found in two places: NaN where there is no value. */
interface AdjustingWork {
  readonly terms: readonly Term[];
  readonly lines: Float64Array;
  readonly rows: number;
}

const PIECE_ROWS = 1 << 14;

/** Each piece is a run of rows. */
export const FILL_ADJUSTMENTS: Job<AdjustingWork, null> = {
  name: 'fill adjustments',
  worker:
    ({ terms, lines, rows }) =>
    (piece) => {
      const from = piece * PIECE_ROWS;
      const to = Math.min(rows, from + PIECE_ROWS);
      const width = terms.length;
      terms.forEach((term, t) => {
        for (let row = from, at = from * width + t; row < to; row += 1, at += width)
          lines[at] = rowBits(term, row);
      });
      return null;
    },
};

/** Weight of a pair; where no adjustment could bring it up to `least`, only a number that is below it. */
function unadjustedBits(
  { by, adjustments }: WeighingWork,
  pattern: number,
  left: number,
  right: number,
  least: number,
): number {
  const { starts, places, same, coalesce, width } = by;
  let bits = by.base[pattern]!;
  const most = bits + by.gain[pattern]!;
  if (most < least) return most;
  const a = left * width;
  const b = right * width;
  const end = starts[pattern + 1]!;
  for (let t = starts[pattern]!; t < end; t += 1) {
    const place = places[t]!;
    const own = adjustments[a + place]!;
    bits += same[t] === 1 ? own : termBits(own, adjustments[b + place]!, coalesce[place] === 1);
  }
  return bits;
}

/** Keeps a pair of so many bits as the next of a part, unless it decides nothing: then the place stays free. */
function keepPair(work: WeighingWork, at: number, pair: number, weighed: Weighed): number {
  const { model, into, previous } = work;
  const { left, right, unadjusted, override, holding } = weighed;
  const rules = holding === 0 ? 0 : appliedRules(model, holding, unadjusted, override);
  const bits = rules === 0 ? unadjusted : forcedBits(model, rules, unadjusted);
  const together = previous !== undefined && previous[left]! >= 0 && previous[left] === previous[right];
  const decision = decisionOf(model.thresholds, { bits, unadjusted, rules }, together);
  if (decision === 0 && override === 0 && bits < model.clustering.keepBits) return at;
  into.at[at] = pair;
  into.left[at] = left;
  into.right[at] = right;
  into.bits[at] = bits;
  into.unadjusted[at] = unadjusted;
  into.rules[at] = rules;
  into.decision[at] = decision;
  return at + 1;
}

/** A pair with its weight. `override`: what a person's word has added; `holding`: rules that may apply. */
interface Weighed {
  readonly left: number;
  readonly right: number;
  readonly unadjusted: number;
  readonly override: number;
  readonly holding: number;
}

/** Weighs a part of the pairs and says how many it kept. */
function weighPart(work: WeighingWork, piece: number): number {
  const { rows, model, overrides, holding: holdings } = work;
  const { count, left: lefts, right: rights, pattern: patterns } = work.parts[piece]!;
  const start = work.starts[piece]!;
  const least = Math.min(model.clustering.keepBits, model.thresholds.review, model.thresholds.fracture);
  const leastRuled = Math.min(...model.rules.map(({ above }) => above ?? Number.NEGATIVE_INFINITY));
  const some = overrides.size > 0;
  let at = start;
  for (let k = 0; k < count; k += 1) {
    const left = lefts[k]!;
    const right = rights[k]!;
    const pattern = patterns[k]!;
    const override = some ? (overrides.get(left * rows + right) ?? 0) : 0;
    const floor = override === 0 ? least : Number.NEGATIVE_INFINITY;
    const bits = unadjustedBits(work, pattern, left, right, floor);
    if (bits < least && override === 0) continue;
    const unadjusted = bits + override;
    const holding = unadjusted >= leastRuled ? holdings[pattern]! : 0;
    at = keepPair(work, at, start + k, { left, right, unadjusted, override, holding });
  }
  return at - start;
}

/** Each piece is a part of the pairs; its answer is how many it kept. */
export const WEIGH_PAIRS: Job<WeighingWork, number> = {
  name: 'weigh pairs',
  worker: (work) => (piece) => weighPart(work, piece),
};

/** Fewer pairs are weighed sooner than sent; columns so short need not lie in memory that threads share. */
const WORTH_THREADS = 20_000;

/** Weighs all candidates by the model and keeps those that decide something. */
export function weigh({ pairs, weights, ...rest }: Weighing, pool?: Pool): Scored {
  const { count, parts, holding, levels, patterns } = pairs;
  const into = {
    // Of what is not kept no memory is touched.
    at: sharedInts(count, false),
    left: sharedInts(count, false),
    right: sharedInts(count, false),
    bits: sharedFloats(count, false),
    unadjusted: sharedFloats(count, false),
    rules: sharedMasks(count, false),
    decision: sharedBytes(count, false),
  };
  let total = 0;
  const starts = parts.map((part) => {
    total += part.count;
    return total - part.count;
  });
  const by = patternWeights(weights, levels, patterns);
  const { rows } = rest;
  const adjustments = sharedFloats(rows * by.terms.length, false);
  const threads = Math.min(count, rows) < WORTH_THREADS ? undefined : pool;
  const filling = { terms: by.terms, lines: adjustments, rows };
  runOn(threads, FILL_ADJUSTMENTS, filling, Math.ceil(rows / PIECE_ROWS));
  const work = { ...rest, parts, holding, by, adjustments, starts, into };
  const kept = runOn(threads, WEIGH_PAIRS, work, parts.length);
  giveBack(adjustments);
  let filled = 0;
  kept.forEach((size, p) => {
    const from = starts[p]!;
    if (from !== filled)
      for (const column of Object.values(into)) column.copyWithin(filled, from, from + size);
    filled += size;
  });
  return { count: filled, ...into };
}

/** Weighed pairs that are of no more use. */
export function giveBackScored({ at, left, right, bits, unadjusted, rules, decision }: Scored): void {
  giveBack(at, left, right, bits, unadjusted, rules, decision);
}

/** Decides the same pairs by other thresholds. */
export function decideAgain(scored: Scored, model: Model, previous?: ArrayLike<number>): void {
  const { left, right, bits, unadjusted, rules, count, decision } = scored;
  for (let k = 0; k < count; k += 1) {
    const before = previous?.[left[k]!] ?? -1;
    const together = before >= 0 && before === previous?.[right[k]!];
    const score = { bits: bits[k]!, unadjusted: unadjusted[k]!, rules: rules[k]! };
    decision[k] = decisionOf(model.thresholds, score, together);
  }
}

/** The rules under which two records are never in one cluster, as bits. */
export function vetoing(model: Model): number {
  return model.rules.reduce((bits, { effect }, r) => (effect === 'weigh' ? bits : bits | (1 << r)), 0);
}

/** Clusters the weighed pairs. */
export function clusterPairs(
  rows: number,
  scored: Scored,
  hashes: Float64Array,
  model: Model,
  options: ClusteringOptions = {},
) {
  const { left, right, bits, count, decision, rules } = scored;
  const seed = sharedBytes(count);
  const veto = sharedBytes(count);
  const against = vetoing(model);
  for (let k = 0; k < count; k += 1) {
    if (decision[k] === 2) seed[k] = 1;
    if ((rules[k]! & against) !== 0 || bits[k]! < -DECIDED_BITS) veto[k] = 1;
  }
  const found = cluster(rows, { count, left, right, bits, seed, veto }, hashes, model.clustering, options);
  giveBack(seed, veto);
  return found;
}
