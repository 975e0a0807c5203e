/** The whole run: encode, block, compare, train if asked, weigh, cluster. */

import { type Columns, frequenciesOf, respecify } from './columns.ts';
import type { CsvTable } from './csv.ts';
import { edgesOf } from './edges.ts';
import { type Agreement, agreementOf, type Encoded, type Prepared, prepare } from './encoded.ts';
import { oneEachReport, sourceBits } from './one-each.ts';
import type { Pairs } from './pairs.ts';
import { type Pool, poolOf } from './pool.ts';
import { clusterPairs, decideAgain, giveBackScored, type OverrideBits, weigh } from './predict.ts';
import { OVERRIDE_BITS, rareShares, weightsOf } from './scoring.ts';
import { forgetSpare, giveBack } from './shared.ts';
import { Stopwatch } from './stopwatch.ts';
import { certaintyOf, chooseThresholds, spreadOf } from './thresholds.ts';
import { type Trained, train } from './training.ts';
import type { LinkOptions, LinkResult, Model, Override, RecordTable } from './types.ts';

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

export interface LinkedTable extends LinkResult {
  /** The index with the pairs as they agree by this model, where it was asked for. */
  readonly index: Encoded | null;
}

/** What is weighed and clustered. */
interface Work {
  readonly rows: number;
  readonly hashes: Float64Array;
  readonly pairs: Pairs;
  readonly overrides: OverrideBits;
  /** Row of the table at each place; null where they are the same. */
  readonly order: Int32Array | null;
  readonly pool: Pool | undefined;
}

/** Weighs and clusters what was compared. */
function settle(work: Work, { model: given, columns }: Trained, options: LinkOptions) {
  const { rows, pairs, hashes, overrides, order, pool } = work;
  const clock = new Stopwatch();
  const weights = weightsOf(given, columns, options.frequencies);
  const scored = weigh({ rows, weights, pairs, overrides, previous: options.previous, model: given }, pool);
  const spread = spreadOf(scored);
  let model = given;
  if (options.chooseThresholds) {
    model = { ...given, thresholds: chooseThresholds(spread) };
    decideAgain(scored, model, options.previous);
  }
  const certain = certaintyOf(spread, model);
  const predict = clock.lap();
  const sources = sourceBits(model, columns);
  const { clusters, count } = clusterPairs(rows, scored, hashes, model, { sources, pool });
  const otherwise = sources && clusterPairs(rows, scored, hashes, model, { pool }).clusters;
  const oneEach = sources && otherwise && oneEachReport(model, sources, scored, { clusters, otherwise });
  for (let k = 0; k < scored.count; k += 1) {
    if (scored.decision[k] === 2 && clusters[scored.left[k]!] !== clusters[scored.right[k]!])
      scored.decision[k] = 1;
  }
  const { edges, expectedFalse } = edgesOf(scored, pairs, model.comparisons.length, order);
  giveBackScored(scored);
  const seconds = { predict, cluster: clock.lap() };
  return { clusters, count, model, certain, edges, expectedFalse, oneEach, seconds };
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
export function link(table: RecordTable | CsvTable, model: Model, options: LinkOptions = {}): LinkedTable {
  checkTable(table, options);
  const { encoded, seconds, ...prepared } = prepare(table, model, options, poolOf(options.threads ?? 1));
  const result = linkPrepared(encoded, model, options, prepared);
  const predict = result.seconds.predict + seconds.compare;
  return { ...result, seconds: { ...result.seconds, encode: seconds.encode, predict } };
}

/**
 * Links a table that has been encoded before for a model with the same fields and blocking rules: with what a run has
 * kept, only the rest. Pairs are compared again only where the levels are others.
 */
export function linkEncoded(encoded: Encoded, model: Model, options: LinkOptions = {}): LinkedTable {
  return linkPrepared(encoded, model, options);
}

function linkPrepared(
  encoded: Encoded,
  model: Model,
  options: LinkOptions,
  prepared?: Pick<Prepared, 'comparing' | 'counts'>,
): LinkedTable {
  const { rows, hashes, order } = encoded;
  const pool = poolOf(options.threads ?? 1);
  const clock = new Stopwatch();
  const placed = byPlace(options, order);
  const overrides = overridesByPair(rows, placed.overrides ?? []);
  const named = [...overrides.keys()].map((key) => [Math.floor(key / rows), key % rows] as const);
  // The fields may since have been given the shares that training found.
  const columns = respecify(encoded.columns, model);
  const { frequencies } = options;
  const agreements: Agreement[] = [];
  const compare = (by: Model, counted: Columns): Agreement => {
    const input = { model: by, columns: counted, frequencies, named, pool, prepared };
    agreements.push(agreementOf(encoded, input));
    return agreements.at(-1)!;
  };
  const agreement = compare(model, columns);
  const compareSeconds = clock.lap();
  const trained = options.train
    ? train(model, columns, { ...agreement, hashes, seed: options.seed ?? 1, pool, compareAgain: compare })
    : { model, columns, ...agreement };
  const trainSeconds = clock.lap();
  const { pairs } = trained;
  for (const lines of new Set(agreements.map((one) => one.lines()))) giveBack(lines);
  const settled = settle({ rows, hashes, pairs, overrides, order, pool }, trained, placed);
  const { edges, count, seconds } = settled;
  const clusters = byRow(settled.clusters, count, order);
  forgetSpare();
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
    expectedFalseLinks: settled.expectedFalse,
    blocking: encoded.blocking,
    unread: unreadByColumn(encoded.columns),
    overrideConflicts: conflictsOf(options.overrides ?? [], clusters),
    certain: settled.certain,
    oneEach: settled.oneEach,
    model: settled.model,
    frequencies: frequencies ?? frequenciesOf(trained.columns),
    index: options.keepIndex ? indexOf(encoded, trained, frequencies) : null,
  };
}

/** The index with its pairs as they agree by the model that a run ended with. */
function indexOf(
  encoded: Encoded,
  { model, columns, pairs }: Trained & { readonly pairs: Pairs },
  frequencies: LinkOptions['frequencies'],
): Encoded {
  const shares = rareShares(model, columns, frequencies);
  // Pairs that only a person's word named stay with that word.
  const parts = pairs.parts.filter(({ count, made }) => count === 0 || made[0] !== 0);
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  return { ...encoded, pairs: { ...pairs, count, parts }, asked: { ...encoded.asked, shares } };
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

/** Clusters in the table's own rows again. */
function byRow(clusters: Int32Array, count: number, order: Int32Array | null): Int32Array {
  if (!order) return clusters;
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
