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
  by: PatternWeights,
  adjustments: Float64Array,
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

/** Pairs are weighed so many at a time: what is called often is compiled as a whole, and once. */
const RUN = 512;

/** Pairs `from` to `to` of a part, which begins at `start` among all. */
interface Run {
  readonly part: PairsPart;
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

/**
 * What a pair needs at least to be looked at: for itself, for a rule to apply, to be kept, to be linked, and to
 * be shown to a person.
 */
interface Floors {
  readonly least: number;
  readonly ruled: number;
  readonly kept: number;
  readonly join: number;
  readonly review: number;
}

function floorsOf({ clustering, thresholds, rules }: Model): Floors {
  return {
    least: Math.min(clustering.keepBits, thresholds.review, thresholds.fracture),
    ruled: Math.min(...rules.map(({ above }) => above ?? Number.NEGATIVE_INFINITY)),
    kept: clustering.keepBits,
    join: thresholds.join,
    review: thresholds.review,
  };
}

/**
 * Asks for the adjustments of a run's pairs, in a loop that does nothing else: rows lie far apart, and so the
 * waits for them overlap. The sum is of no use, but that it is asked for.
 */
function askFor({ by, adjustments }: WeighingWork, { part, from, to }: Run): number {
  const { left, right } = part;
  const { width } = by;
  let asked = 0;
  for (let k = from; k < to; k += 1)
    asked += adjustments[left[k]! * width]! + adjustments[right[k]! * width]!;
  return asked;
}

/** Writes the bits of a run's pairs. */
function bitsOfRun(
  { by, adjustments }: WeighingWork,
  { part, from, to }: Run,
  least: number,
  into: Float64Array,
): void {
  const { left, right, pattern } = part;
  for (let k = from; k < to; k += 1)
    into[k - from] = unadjustedBits(by, adjustments, pattern[k]!, left[k]!, right[k]!, least);
}

/** Keeps pairs of a run that nothing is known of but their bits, and says up to where. */
function keepPlain(work: WeighingWork, run: Run, floors: Floors, bits: Float64Array, first: number): number {
  const { into, holding } = work;
  const { part, start, from, to } = run;
  const { left, right, pattern } = part;
  const { least, ruled, kept, join, review } = floors;
  let at = first;
  for (let k = from; k < to; k += 1) {
    const own = bits[k - from]!;
    if (own < least) continue;
    if (own >= ruled && holding[pattern[k]!] !== 0) {
      at = keepPair(work, at, { run, k, unadjusted: own, override: 0 });
      continue;
    }
    const decision = own >= join ? 2 : own >= review ? 1 : 0;
    if (decision === 0 && own < kept) continue;
    into.at[at] = start + k;
    into.left[at] = left[k]!;
    into.right[at] = right[k]!;
    into.bits[at] = own;
    into.unadjusted[at] = own;
    into.rules[at] = 0;
    into.decision[at] = decision;
    at += 1;
  }
  return at;
}

/** The same where people have decided pairs, or rows have been together before. */
function keepKnown(work: WeighingWork, run: Run, floors: Floors, bits: Float64Array, first: number): number {
  const { overrides, rows, by, adjustments } = work;
  const { part, from, to } = run;
  let at = first;
  for (let k = from; k < to; k += 1) {
    const left = part.left[k]!;
    const right = part.right[k]!;
    const override = overrides.get(left * rows + right) ?? 0;
    let own = bits[k - from]!;
    if (override === 0 && own < floors.least) continue;
    if (override !== 0)
      own = unadjustedBits(by, adjustments, part.pattern[k]!, left, right, Number.NEGATIVE_INFINITY);
    at = keepPair(work, at, { run, k, unadjusted: own + override, override });
  }
  return at;
}

/** A pair with its weight. `override`: what a person's word has added. */
interface Weighed {
  readonly run: Run;
  readonly k: number;
  readonly unadjusted: number;
  readonly override: number;
}

/** Keeps a pair as the next, unless it decides nothing: then the place stays free. */
function keepPair(work: WeighingWork, at: number, { run, k, unadjusted, override }: Weighed): number {
  const { model, into, previous } = work;
  const left = run.part.left[k]!;
  const right = run.part.right[k]!;
  const holding = work.holding[run.part.pattern[k]!]!;
  const rules = holding === 0 ? 0 : appliedRules(model, holding, unadjusted, override);
  const bits = rules === 0 ? unadjusted : forcedBits(model, rules, unadjusted);
  const together = previous !== undefined && previous[left]! >= 0 && previous[left] === previous[right];
  const decision = decisionOf(model.thresholds, { bits, unadjusted, rules }, together);
  if (decision === 0 && override === 0 && bits < model.clustering.keepBits) return at;
  into.at[at] = run.start + k;
  into.left[at] = left;
  into.right[at] = right;
  into.bits[at] = bits;
  into.unadjusted[at] = unadjusted;
  into.rules[at] = rules;
  into.decision[at] = decision;
  return at + 1;
}

/** Weighs a part of the pairs and says how many it kept. */
function partWeigher(work: WeighingWork): (piece: number) => number {
  const floors = floorsOf(work.model);
  const keep = work.overrides.size > 0 || work.previous !== undefined ? keepKnown : keepPlain;
  const bits = new Float64Array(RUN);
  const touched = new Float64Array(1);
  return (piece) => {
    const part = work.parts[piece]!;
    const start = work.starts[piece]!;
    let at = start;
    for (let from = 0; from < part.count; from += RUN) {
      const run = { part, start, from, to: Math.min(part.count, from + RUN) };
      touched[0] = askFor(work, run);
      bitsOfRun(work, run, floors.least, bits);
      at = keep(work, run, floors, bits, at);
    }
    return at - start;
  };
}

/** Each piece is a part of the pairs; its answer is how many it kept. */
export const WEIGH_PAIRS: Job<WeighingWork, number> = {
  name: 'weigh pairs',
  worker: partWeigher,
};

/** Fewer pairs are weighed sooner than sent; columns so short need not lie in memory that threads share. */
const WORTH_THREADS = 20_000;

/** Weighs all candidates by the model and keeps those that decide something. */
export function weigh(weighing: Weighing, pool?: Pool): Scored {
  const { rows, model, weights, pairs, overrides, previous } = weighing;
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
  const adjustments = sharedFloats(rows * by.terms.length, false);
  const threads = Math.min(count, rows) < WORTH_THREADS ? undefined : pool;
  const filling = { terms: by.terms, lines: adjustments, rows };
  runOn(threads, FILL_ADJUSTMENTS, filling, Math.ceil(rows / PIECE_ROWS));
  // The same properties in the same order in every run, so that what is compiled for one serves the next.
  const work = { rows, model, overrides, previous, parts, holding, by, adjustments, starts, into };
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
