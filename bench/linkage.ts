/**
 * Linkage on published data with known truth. The engine never reads the truth: it links, and only then are its
 * clusters held against it.
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { inferModel, link, type RecordTable } from '../src/linkage/index.ts';

const FOLDER = join(import.meta.dirname, '../../shared/data/linkage');

interface Dataset {
  readonly file: string;
  readonly truth: (row: Readonly<Record<string, string>>) => string;
}

const DATASETS: readonly Dataset[] = [
  { file: 'fake_1000.csv', truth: (row) => row.cluster! },
  { file: 'febrl3.csv', truth: (row) => row.rec_id!.split('-')[1]! },
  { file: 'historical_50k.csv', truth: (row) => row.cluster! },
];

/** Columns that hold the truth, or from which it could be read. */
const HIDDEN = new Set(['cluster', 'rec_id', 'unique_id']);

function readRows(path: string): Record<string, string>[] {
  // These files do not quote; some values hold a quotation mark.
  return parse(readFileSync(path), {
    columns: (names: string[]) => names.map((n) => n.trim()),
    quote: null,
    trim: true,
  });
}

function tableOf(rows: readonly Record<string, string>[]): RecordTable {
  const headers = Object.keys(rows[0] ?? {}).filter((header) => !HIDDEN.has(header));
  const columns = Object.fromEntries(
    headers.map((header) => [header, rows.map((row) => row[header] ?? null)]),
  );
  return { length: rows.length, columns };
}

function pairsWithin(labels: Iterable<string | number>): number {
  const sizes = new Map<string | number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  let pairs = 0;
  for (const size of sizes.values()) pairs += (size * (size - 1)) / 2;
  return pairs;
}

/** Pairwise precision, recall and F1 of clusters against the truth. */
export function pairwise(
  clusters: ArrayLike<number>,
  truth: readonly string[],
): { precision: number; recall: number; f1: number } {
  const found = Array.from(clusters);
  const right = pairsWithin(found.map((cluster, row) => `${cluster}|${truth[row]}`));
  const precision = right / Math.max(1, pairsWithin(found));
  const recall = right / Math.max(1, pairsWithin(truth));
  return { precision, recall, f1: (2 * precision * recall) / Math.max(1e-12, precision + recall) };
}

function measure(dataset: Dataset): Record<string, string | number> {
  const started = performance.now();
  const rows = readRows(join(FOLDER, dataset.file));
  const table = tableOf(rows);
  const read = (performance.now() - started) / 1000;
  const { model } = inferModel(Object.keys(table.columns));
  const result = link(table, model, { train: true });
  const quality = pairwise(result.clusters, rows.map(dataset.truth));
  return {
    file: dataset.file,
    records: rows.length,
    pairs: result.pairsScored,
    'read s': read.toFixed(2),
    'encode s': result.seconds.encode.toFixed(2),
    'train s': result.seconds.train.toFixed(2),
    'predict s': result.seconds.predict.toFixed(2),
    'cluster s': result.seconds.cluster.toFixed(2),
    P: quality.precision.toFixed(4),
    R: quality.recall.toFixed(4),
    F1: quality.f1.toFixed(4),
  };
}

/** Prints the table, or says which data is missing. */
export async function run(): Promise<void> {
  const present = DATASETS.filter((dataset) => existsSync(join(FOLDER, dataset.file)));
  if (present.length === 0) {
    console.log(`Linkage benchmark not run: its published data sets are not in ${FOLDER}.`);
    return;
  }
  console.table(present.map(measure));
}
