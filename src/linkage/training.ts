/**
 * Unsupervised training: u by chance agreement, m by expectation–maximisation on counts of agreement patterns within
 * each blocking rule (comparisons that read the rule's own columns being left out of that session), λ as the
 * expected number of matching pairs over all pairs. No truth is read. The pairs have been compared once and are only
 * counted here.
 */

import { estimateU, shrunk, squaredShare } from './chance.ts';
import { type Columns, DEFAULT_SHARE, recount, respecify } from './columns.ts';
import { fieldsOfKeys } from './conditions.ts';
import type { Agreement } from './encoded.ts';
import { sampleByHash } from './order.ts';
import type { Pairs } from './pairs.ts';
import type { Pool } from './pool.ts';
import { clusterPairs, giveBackScored, weigh } from './predict.ts';
import { comparisonFields, levelsDependOnCounts, sourcesOf, weightsOf } from './scoring.ts';
import { sharedInts } from './shared.ts';
import { tallyPairs } from './tally-pairs.ts';
import { type BlockingRule, type Model, NOT_COMPARED } from './types.ts';

const FEWEST_PAIRS = 200;

/** Counts of patterns; `levels` as in {@link Pairs}, of the patterns that were met. */
interface Histogram {
  readonly levels: Uint8Array;
  readonly counts: Float64Array;
}

/** The patterns that were met, told apart by the used comparisons only. */
function histogramOf(
  counts: Float64Array,
  levels: Uint8Array,
  width: number,
  used: readonly number[],
): Histogram {
  const found = new Map<string, { levels: Uint8Array; count: number }>();
  for (let p = 0; p < counts.length; p += 1) {
    if (counts[p] === 0) continue;
    const own = Uint8Array.from(used, (c) => levels[p * width + c]!);
    const key = String.fromCharCode(...own);
    const known = found.get(key);
    if (known) known.count += counts[p]!;
    else found.set(key, { levels: own, count: counts[p]! });
  }
  const all = new Uint8Array(found.size * used.length);
  let at = 0;
  for (const one of found.values()) {
    all.set(one.levels, at * used.length);
    at += 1;
  }
  return { levels: all, counts: Float64Array.from(found.values(), ({ count }) => count) };
}

/** First guess of m: most matches agree on the first level, and each further level is rarer. */
function firstM(size: number): Float64Array {
  const m = Float64Array.from({ length: size }, (_, k) => 0.5 ** (k + 1));
  const sum = m.reduce((total, value) => total + value, 0);
  return m.map((value) => value / sum);
}

interface Expected {
  readonly byLevel: Float64Array[];
  readonly matches: number;
}

/** One EM step: expected matches by used comparison and level, and in all. */
function expectation(
  { levels, counts }: Histogram,
  ratios: readonly Float64Array[],
  lambda: number,
): Expected {
  const width = ratios.length;
  const byLevel = ratios.map((of) => new Float64Array(of.length));
  const prior = lambda / (1 - lambda);
  let matches = 0;
  for (let p = 0; p < counts.length; p += 1) {
    let odds = prior;
    for (let c = 0; c < width; c += 1) {
      const level = levels[p * width + c]!;
      if (level !== NOT_COMPARED) odds *= ratios[c]![level]!;
    }
    const expected = odds === Number.POSITIVE_INFINITY ? counts[p]! : counts[p]! * (odds / (1 + odds));
    matches += expected;
    for (let c = 0; c < width; c += 1) {
      const level = levels[p * width + c]!;
      if (level !== NOT_COMPARED) byLevel[c]![level]! += expected;
    }
  }
  return { byLevel, matches };
}

interface Session {
  readonly rule: BlockingRule;
  readonly used: readonly number[];
  /** By used comparison. */
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
  u: readonly Float64Array[],
): { m: readonly Float64Array[]; matches: number } | null {
  const total = histogram.counts.reduce((sum, count) => sum + count, 0);
  let m = u.map((levels) => firstM(levels.length));
  let lambda = 0.2;
  let matches = 0;
  for (let step = 0; step < 60; step += 1) {
    const ratios = m.map((levels, c) => levels.map((value, k) => value / u[c]![k]!));
    const found = expectation(histogram, ratios, lambda);
    matches = found.matches;
    const next = Math.min(1 - 1e-6, Math.max(1e-6, matches / total));
    m = found.byLevel.map(normalised);
    if (Math.abs(next - lambda) < 1e-6) break;
    lambda = next;
  }
  // With almost no mismatches there is nothing to tell apart, and with almost no matches nothing to learn from.
  return matches < 50 ? null : { m, matches };
}

function sessionsOf(model: Model, data: RoundData, u: readonly Float64Array[]): Session[] {
  const width = model.comparisons.length;
  const sources = model.comparisons.map((comparison) => sourcesOf(model, comparisonFields(comparison)));
  return model.blocking.flatMap((rule, r): Session[] => {
    const own = sourcesOf(model, fieldsOfKeys(rule.keys));
    const used = sources.flatMap((columns, c) => ([...columns].some((column) => own.has(column)) ? [] : [c]));
    const counts = data.counts[r]!;
    if (used.length < 2 || counts.reduce((sum, count) => sum + count, 0) < FEWEST_PAIRS) return [];
    const histogram = histogramOf(counts, data.pairs.levels, width, used);
    const session = runSession(
      histogram,
      used.map((c) => u[c]!),
    );
    return session ? [{ rule, used, ...session }] : [];
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
      const m = session.m[session.used.indexOf(c)]!;
      for (let k = 0; k < mean.length; k += 1) mean[k]! += (m[k]! * session.matches) / total;
    }
    return mean;
  });
}

/** λ: iterates expected matching pairs among the candidates ÷ all pairs of rows, to a fixed point. */
function estimatePrior(
  model: Model,
  data: RoundData,
  m: readonly Float64Array[],
  u: readonly Float64Array[],
): number {
  const rows = data.hashes.length;
  const used = model.comparisons.map((_, c) => c);
  const histogram = histogramOf(data.counts.at(-1)!, data.pairs.levels, used.length, used);
  const ratios = m.map((levels, c) => levels.map((value, k) => value / u[c]![k]!));
  const allPairs = (rows * (rows - 1)) / 2;
  const least = 0.01 / rows;
  let lambda = 1 / rows;
  for (let step = 0; step < 100; step += 1) {
    const { matches } = expectation(histogram, ratios, lambda);
    const next = Math.min(0.2, Math.max(least, matches / allPairs));
    if (Math.abs(next - lambda) < lambda * 1e-6) break;
    lambda = next;
  }
  return lambda;
}

/** The model with each field's expected share taken from the columns' counts. */
function withShares(model: Model, columns: Columns): Model {
  const fields = Object.fromEntries(
    Object.entries(model.fields).map(([field, spec]) => {
      const column = columns[field]!;
      const share = squaredShare(column);
      const expectedShare = shrunk(share, spec.expectedShare ?? DEFAULT_SHARE, column.present);
      return [field, share > 0 ? { ...spec, expectedShare } : spec];
    }),
  );
  return { ...model, fields };
}

/** A model and the columns that carry its fields' shares. */
export interface Trained {
  readonly model: Model;
  readonly columns: Columns;
}

/** With the pairs as they agree by those counts. */
type TrainedPairs = Trained & Pick<Agreement, 'pairs'>;

/** Rows that pairs are drawn from, at most: more would only cost. */
const DRAWN_ROWS = 120_000;

/** One round: u from `people` (one row for each person, as far as is known), then m, then λ. */
function round(given: Model, counted: Columns, people: Int32Array, data: RoundData): Trained {
  const model = withShares(given, counted);
  const columns = respecify(counted, model);
  const { seed, effort, pool } = data;
  const order = sampleByHash(people, data.hashes, DRAWN_ROWS * effort);
  const u = estimateU(model, columns, { comparing: data.comparing(), order, effort, seed, pool });
  const m = meanM(model, sessionsOf(model, data, u));
  const prior = estimatePrior(model, data, m, u);
  const comparisons = model.comparisons.map((comparison, c) => ({
    ...comparison,
    levels: comparison.levels.map((level, k) => ({ ...level, m: m[c]![k]!, u: u[c]![k]! })),
  }));
  return { model: { ...model, prior, comparisons }, columns };
}

/** One row of each cluster: the one with the least hash. */
function representatives(trained: Trained, data: TrainingData): Int32Array {
  const { hashes, pairs } = data;
  const rows = hashes.length;
  const { model } = trained;
  const weights = weightsOf(model, trained.columns);
  const scored = weigh({ rows, model, weights, pairs, overrides: new Map() }, data.pool);
  const { clusters, count } = clusterPairs(rows, scored, hashes, model, { pool: data.pool });
  giveBackScored(scored);
  const chosen = sharedInts(count, false).fill(-1);
  for (let row = 0; row < rows; row += 1) {
    const cluster = clusters[row]!;
    if (chosen[cluster]! < 0 || hashes[row]! < hashes[chosen[cluster]!]!) chosen[cluster] = row;
  }
  return chosen;
}

export interface TrainingData extends Agreement {
  /** Row hashes, which make the sampling independent of row order. */
  readonly hashes: Float64Array;
  readonly seed: number;
  readonly pool: Pool | undefined;
  /** Compares again, with other counts of the values. */
  readonly compareAgain: (model: Model, columns: Columns) => Agreement;
}

/** `effort`: share of the full sample sizes, of rows and of pairs, that a round draws. */
interface RoundData extends TrainingData {
  readonly counts: readonly Float64Array[];
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
export function train(model: Model, columns: Columns, data: TrainingData): TrainedPairs {
  const { pairs } = data;
  const rows = data.hashes.length;
  if (rows < 2) return { model, columns, pairs };
  const counts = data.counts ?? tallyPairs(pairs, model.blocking.length, data.pool).patterns;
  const everybody = sharedInts(rows, false);
  for (let row = 0; row < rows; row += 1) everybody[row] = row;
  const first = round(model, columns, everybody, { ...data, counts, effort: FIRST_EFFORT });
  const people = representatives(first, data);
  if (people.length < 2) return { ...first, pairs };
  const second = secondRound(model, recount(columns, people, data.pool), people, {
    ...data,
    counts,
    effort: 1,
  });
  const trained = {
    ...second.model,
    version: `${model.version}+trained`,
    source: `${model.source} λ, m and u estimated without labels from ${rows} records, seed ${data.seed}.`,
  };
  return { ...second, model: trained };
}

function secondRound(model: Model, columns: Columns, people: Int32Array, data: RoundData): TrainedPairs {
  if (!levelsDependOnCounts(model)) return { ...round(model, columns, people, data), pairs: data.pairs };
  const shared = withShares(model, columns);
  const again = data.compareAgain(shared, respecify(columns, shared));
  const counts = tallyPairs(again.pairs, model.blocking.length, data.pool).patterns;
  return { ...round(model, columns, people, { ...data, ...again, counts }), pairs: again.pairs };
}
