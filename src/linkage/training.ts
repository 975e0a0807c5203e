/**
 * Unsupervised training: u by chance agreement, m by expectation–maximisation on counts of agreement patterns within
 * each blocking rule (comparisons that read the rule's own columns being left out of that session), λ as the
 * expected number of matching pairs over all pairs. No truth is read.
 */

import { type Block, forEachPair, pairsOfBlock } from './blocking.ts';
import { estimateU, squaredShare } from './chance.ts';
import { type Columns, recount, respecify } from './columns.ts';
import { pairFraction, randomFrom, rowsByHash } from './order.ts';
import { clusterEdges, predict } from './predict.ts';
import { comparisonFields, compileScorer, type Scorer, sourcesOf } from './scoring.ts';
import { type BlockingRule, type Model, NOT_COMPARED } from './types.ts';

const SESSION_PAIRS = 60_000;
const POOL_PAIRS = 400_000;
const FEWEST_PAIRS = 200;

/** Pattern counts: `patterns[p × comparisons + c]` is the level, {@link NOT_COMPARED} where not compared. */
interface Histogram {
  readonly patterns: Uint8Array;
  readonly counts: Float64Array;
}

class PatternCounter {
  readonly #sizes: readonly number[];
  readonly #counts = new Map<number, number>();

  constructor(model: Model) {
    this.#sizes = model.comparisons.map((comparison) => comparison.levels.length + 1);
    const patterns = this.#sizes.reduce((product, size) => product * size, 1);
    if (patterns > Number.MAX_SAFE_INTEGER)
      throw new Error('The model has too many patterns of agreement to train.');
  }

  add(levels: Uint8Array): void {
    let code = 0;
    for (let c = 0; c < this.#sizes.length; c += 1) {
      code = code * this.#sizes[c]! + (levels[c] === NOT_COMPARED ? 0 : levels[c]! + 1);
    }
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
  }

  /** In ascending order of pattern, so that sums do not depend on the order of the rows. */
  histogram(): Histogram {
    const codes = [...this.#counts.keys()].sort((a, b) => a - b);
    const width = this.#sizes.length;
    const patterns = new Uint8Array(codes.length * width);
    codes.forEach((code, p) => {
      let rest = code;
      for (let c = width - 1; c >= 0; c -= 1) {
        const digit = rest % this.#sizes[c]!;
        patterns[p * width + c] = digit === 0 ? NOT_COMPARED : digit - 1;
        rest = (rest - digit) / this.#sizes[c]!;
      }
    });
    return { patterns, counts: Float64Array.from(codes, (code) => this.#counts.get(code)!) };
  }
}

/** First guess of m: most matches agree on the first level, and each further level is rarer. */
function firstM(size: number): Float64Array {
  const m = Float64Array.from({ length: size }, (_, k) => 0.5 ** (k + 1));
  const sum = m.reduce((total, value) => total + value, 0);
  return m.map((value) => value / sum);
}

function likelihoodRatio(
  histogram: Histogram,
  pattern: number,
  width: number,
  used: readonly number[],
  m: readonly Float64Array[],
  u: readonly Float64Array[],
): number {
  let ratio = 1;
  for (const c of used) {
    const level = histogram.patterns[pattern * width + c]!;
    if (level !== NOT_COMPARED) ratio *= m[c]![level]! / u[c]![level]!;
  }
  return ratio;
}

/** One EM step: expected matches by comparison and level, and in all. */
function expectation(
  histogram: Histogram,
  used: readonly number[],
  m: readonly Float64Array[],
  u: readonly Float64Array[],
  lambda: number,
): { byLevel: Float64Array[]; matches: number } {
  const width = m.length;
  const byLevel = m.map((levels) => new Float64Array(levels.length));
  let matches = 0;
  for (let p = 0; p < histogram.counts.length; p += 1) {
    const odds = (lambda / (1 - lambda)) * likelihoodRatio(histogram, p, width, used, m, u);
    const expected = histogram.counts[p]! * (odds / (1 + odds));
    matches += expected;
    for (const c of used) {
      const level = histogram.patterns[p * width + c]!;
      if (level !== NOT_COMPARED) byLevel[c]![level]! += expected;
    }
  }
  return { byLevel, matches };
}

interface Session {
  readonly rule: BlockingRule;
  readonly used: readonly number[];
  readonly m: readonly Float64Array[];
  readonly matches: number;
}

/** Every level keeps a little of the mass, so that a level not seen in one session is improbable, not impossible. */
function normalised(expected: Float64Array): Float64Array {
  const sum = expected.reduce((total, value) => total + value + 0.25, 0);
  return expected.map((value) => (value + 0.25) / sum);
}

function runSession(
  histogram: Histogram,
  used: readonly number[],
  u: readonly Float64Array[],
): Omit<Session, 'rule'> | null {
  const total = histogram.counts.reduce((sum, count) => sum + count, 0);
  let m = u.map((levels) => firstM(levels.length));
  let lambda = 0.2;
  let matches = 0;
  for (let step = 0; step < 60; step += 1) {
    const found = expectation(histogram, used, m, u, lambda);
    matches = found.matches;
    const next = Math.min(1 - 1e-6, Math.max(1e-6, matches / total));
    m = m.map((levels, c) => (used.includes(c) ? normalised(found.byLevel[c]!) : levels));
    if (Math.abs(next - lambda) < 1e-6) break;
    lambda = next;
  }
  // With almost no mismatches there is nothing to tell apart, and with almost no matches nothing to learn from.
  return matches < 50 ? null : { used, m, matches };
}

function partsOf(rule: BlockingRule): string[] {
  return rule.keys.flatMap((key) => (key.part === 'either-order' ? [...key.fields] : [key.field]));
}

/** Pairs of a block before any sampling. */
function pairsIn(block: Block): number {
  let pairs = 0;
  for (let g = 0; g + 1 < block.starts.length; g += 1) {
    const size = block.starts[g + 1]! - block.starts[g]!;
    pairs += (size * (size - 1)) / 2;
  }
  return pairs;
}

function sessionHistogram(block: Block, model: Model, scorer: Scorer, data: RoundData): Histogram | null {
  const pairs = pairsIn(block);
  if (pairs < FEWEST_PAIRS) return null;
  const share = (SESSION_PAIRS * data.effort) / pairs;
  const counter = new PatternCounter(model);
  const levels = new Uint8Array(model.comparisons.length);
  pairsOfBlock(block, (left, right) => {
    if (share < 1 && pairFraction(data.hashes, left, right) >= share) return;
    scorer.levelsOf(left, right, levels);
    counter.add(levels);
  });
  return counter.histogram();
}

function sessionsOf(model: Model, scorer: Scorer, data: RoundData, u: readonly Float64Array[]): Session[] {
  const sources = model.comparisons.map((comparison) => sourcesOf(model, comparisonFields(comparison)));
  return data.blocks.flatMap((block): Session[] => {
    const own = sourcesOf(model, partsOf(block.rule));
    const used = sources.flatMap((columns, c) => ([...columns].some((column) => own.has(column)) ? [] : [c]));
    if (used.length < 2) return [];
    const histogram = sessionHistogram(block, model, scorer, data);
    const session = histogram && runSession(histogram, used, u);
    return session ? [{ rule: block.rule, ...session }] : [];
  });
}

/** Mean of the sessions' estimates, each weighted by the matches behind it; the model's own m where there is none. */
function meanM(model: Model, sessions: readonly Session[]): Float64Array[] {
  return model.comparisons.map((comparison, c) => {
    const of = sessions.filter((session) => session.used.includes(c));
    const total = of.reduce((sum, session) => sum + session.matches, 0);
    if (total === 0) return Float64Array.from(comparison.levels, (level) => level.m);
    const mean = new Float64Array(comparison.levels.length);
    for (const session of of) {
      for (let k = 0; k < mean.length; k += 1) mean[k]! += (session.m[c]![k]! * session.matches) / total;
    }
    return mean;
  });
}

/** λ: iterates expected matching pairs among the candidates ÷ all pairs of rows, to a fixed point. */
function estimatePrior(
  model: Model,
  scorer: Scorer,
  data: RoundData,
  weights: { m: readonly Float64Array[]; u: readonly Float64Array[] },
): number {
  const { blocks, hashes } = data;
  const upperBound = blocks.reduce((sum, block) => sum + pairsIn(block), 0);
  const share = Math.min(1, (POOL_PAIRS * data.effort) / Math.max(1, upperBound));
  const counter = new PatternCounter(model);
  const levels = new Uint8Array(model.comparisons.length);
  forEachPair(blocks, (left, right) => {
    if (share < 1 && pairFraction(hashes, left, right) >= share) return;
    scorer.levelsOf(left, right, levels);
    counter.add(levels);
  });
  const histogram = counter.histogram();
  const used = model.comparisons.map((_, c) => c);
  const allPairs = (hashes.length * (hashes.length - 1)) / 2;
  const least = 0.01 / hashes.length;
  let lambda = 1 / hashes.length;
  for (let step = 0; step < 100; step += 1) {
    const { matches } = expectation(histogram, used, weights.m, weights.u, lambda);
    const next = Math.min(0.2, Math.max(least, matches / share / allPairs));
    if (Math.abs(next - lambda) < lambda * 1e-6) break;
    lambda = next;
  }
  return lambda;
}

/** The model with each field's expected share taken from the columns' counts. */
function withShares(model: Model, columns: Columns): Model {
  const fields = Object.fromEntries(
    Object.entries(model.fields).map(([field, spec]) => {
      const share = squaredShare(columns[field]!);
      return [field, share > 0 ? { ...spec, expectedShare: share } : spec];
    }),
  );
  return { ...model, fields };
}

/** A model and the columns that carry its fields' shares. */
export interface Trained {
  readonly model: Model;
  readonly columns: Columns;
}

/** One round: u from `people` (one row for each person, as far as is known), then m, then λ. */
function round(given: Model, counted: Columns, people: Int32Array, data: RoundData): Trained {
  const model = withShares(given, counted);
  const columns = respecify(counted, model);
  const scorer = compileScorer(model, columns);
  const u = estimateU(model, columns, people, scorer, { random: randomFrom(data.seed), effort: data.effort });
  const m = meanM(model, sessionsOf(model, scorer, data, u));
  const prior = estimatePrior(model, scorer, data, { m, u });
  const comparisons = model.comparisons.map((comparison, c) => ({
    ...comparison,
    levels: comparison.levels.map((level, k) => ({ ...level, m: m[c]![k]!, u: u[c]![k]! })),
  }));
  return { model: { ...model, prior, comparisons }, columns };
}

/** One row of each cluster, in an order that does not depend on where the rows stand. */
function representatives(trained: Trained, data: TrainingData): Int32Array {
  const rows = data.hashes.length;
  const scorer = compileScorer(trained.model, trained.columns);
  const { list } = predict(rows, trained.model, scorer, data.blocks, new Map());
  const { clusters, count } = clusterEdges(rows, list, data.hashes, trained.model);
  const seen = new Uint8Array(count);
  return rowsByHash(data.hashes).filter((row) => {
    if (seen[clusters[row]!] === 1) return false;
    seen[clusters[row]!] = 1;
    return true;
  });
}

export interface TrainingData {
  readonly blocks: readonly Block[];
  /** Row hashes, which make the sampling independent of row order. */
  readonly hashes: Float64Array;
  readonly seed: number;
}

/** `effort`: share of the full sample sizes that a round draws. */
interface RoundData extends TrainingData {
  readonly effort: number;
}

/** The first round only has to find who is probably one person. */
const FIRST_EFFORT = 0.2;

/**
 * Trains a model on an encoded table, in two rounds. In the first every row counts as a person. Where a list holds
 * people many times over, that mistakes their agreement with themselves for chance, so the second round takes u and
 * the values' shares from one row of each cluster that the first found.
 * @returns a new model, whose thresholds, rules and levels are the given one's, and columns counted by person.
 */
export function train(model: Model, columns: Columns, data: TrainingData): Trained {
  const rows = data.hashes.length;
  if (rows < 2) return { model, columns };
  const first = round(model, columns, rowsByHash(data.hashes), { ...data, effort: FIRST_EFFORT });
  const people = representatives(first, data);
  const second =
    people.length < 2 ? first : round(model, recount(columns, people), people, { ...data, effort: 1 });
  return {
    columns: second.columns,
    model: {
      ...second.model,
      version: `${model.version}+trained`,
      source: `${model.source} λ, m and u estimated without labels from ${rows} records, seed ${data.seed}.`,
    },
  };
}
