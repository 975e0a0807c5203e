/**
 * Linkage on published data with known truth and on a million made-up records, beside the same work as SQL in DuckDB.
 * The engine never reads the truth: it links, and only then are its clusters held against it.
 */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  encodeTable,
  errorsByGroup,
  fromSplink,
  link,
  linkEncoded,
  readCsv,
  SearchIndex,
} from '../src/linkage/index.ts';
import { duckdbBaseline, openDuckdb, splinkWeights } from './linkage/duckdb.ts';
import { bytesOf, commandAlone, jobAlone, type Linked, linkCsv, timesOf } from './linkage/job.ts';
import { type Truth, writePeople } from './linkage/people.ts';
import { ofLinks, pairwise } from './linkage/quality.ts';
import { FEBRL3, HISTORICAL } from './linkage/splink-models.ts';

const FOLDER = join(import.meta.dirname, '../../shared/data/linkage');
const THREADS = Math.min(8, availableParallelism());

interface Dataset {
  readonly file: string;
  /** Column that holds the truth, and what of it. */
  readonly column: string;
  readonly truth: (cell: string) => string;
}

const DATASETS: readonly Dataset[] = [
  { file: 'fake_1000.csv', column: 'cluster', truth: (cell) => cell },
  { file: 'febrl3.csv', column: 'rec_id', truth: (cell) => cell.split('-')[1]! },
  { file: 'historical_50k.csv', column: 'cluster', truth: (cell) => cell },
];

function truthOf({ file, column, truth }: Dataset): string[] {
  const [head, ...lines] = readFileSync(join(FOLDER, file), 'utf8').trim().split(/\r?\n/);
  const at = head!.split(',').findIndex((name) => name.trim() === column);
  return lines.map((line) => truth(line.split(',')[at]!.trim()));
}

function published(dataset: Dataset) {
  const linked = linkCsv(join(FOLDER, dataset.file), THREADS);
  const { precision, recall, f1 } = pairwise(linked.result.clusters, truthOf(dataset));
  return {
    file: dataset.file,
    ...timesOf(linked),
    'join bits': linked.result.model.thresholds.join,
    P: precision.toFixed(4),
    R: recall.toFixed(4),
    F1: f1.toFixed(4),
  };
}

function generated(path: string, truth: Truth): Linked {
  const linked = linkCsv(path, THREADS);
  const { result } = linked;
  const { precision, recall, f1 } = pairwise(result.clusters, truth.person);
  const all = ofLinks(result.edges, truth.person, Number.NEGATIVE_INFINITY);
  const certain = ofLinks(result.edges, truth.person, result.certain.bits);
  console.table([
    {
      of: 'in this process, after the others',
      ...timesOf(linked),
      P: precision.toFixed(4),
      R: recall.toFixed(4),
      F1: f1.toFixed(4),
    },
  ]);
  console.table([
    { of: 'all links', bits: result.model.thresholds.join, ...all },
    { of: 'certain links', bits: result.certain.bits, ...certain },
  ]);
  console.table(result.blocking);
  console.table(errorsByGroup(result.clusters, truth.person, truth.group, truth.groups));
  return linked;
}

/** Predicting and clustering again with the model, the frequencies and the index that a run has left. */
function again({ table, result }: Linked): void {
  const { model, frequencies } = result;
  const index = encodeTable(table, model, { threads: THREADS });
  const started = performance.now();
  const before = process.cpuUsage();
  const { seconds } = linkEncoded(index, model, { frequencies, threads: THREADS });
  const { user, system } = process.cpuUsage(before);
  console.table([
    {
      'with a stored model and index': 'yes',
      'predict s': seconds.predict.toFixed(2),
      'cluster s': seconds.cluster.toFixed(2),
      'wall s': ((performance.now() - started) / 1000).toFixed(2),
      'cpu s': ((user + system) / 1e6).toFixed(2),
    },
  ]);
}

const SEARCHES = 3000;
const WARMING = 1000;

/** Records of other people and of these, each searched for by itself among all. */
function searches({ table, result }: Linked, folder: string): void {
  const { model, frequencies } = result;
  const started = performance.now();
  const index = new SearchIndex(table, model, { frequencies, threads: THREADS });
  const built = performance.now() - started;
  const path = join(folder, 'searched.csv');
  writePeople(path, SEARCHES + WARMING, 9);
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  const names = head!.split(',');
  const times: number[] = [];
  lines.forEach((line, at) => {
    const cells = line.split(',');
    const record = Object.fromEntries(names.map((name, k) => [name, cells[k]!]));
    const from = performance.now();
    index.search(record);
    if (at >= WARMING) times.push(performance.now() - from);
  });
  times.sort((a, b) => a - b);
  const at = (share: number): string => times[Math.floor(times.length * share)]!.toFixed(3);
  console.table([
    {
      searches: times.length,
      'index built s': (built / 1000).toFixed(2),
      'p50 ms': at(0.5),
      'p90 ms': at(0.9),
      'p99 ms': at(0.99),
    },
  ]);
}

/** The same model in both engines: the greatest difference in any pair's weight. */
async function compareWeights(): Promise<void> {
  const connection = await openDuckdb(THREADS);
  const rows = [];
  for (const [file, settings] of [
    ['febrl3.csv', FEBRL3],
    ['historical_50k.csv', HISTORICAL],
  ] as const) {
    const weights = await splinkWeights(connection, join(FOLDER, file), settings);
    const thresholds = { join: 0, review: -1000, fracture: -1000 };
    const { edges } = link(readCsv(bytesOf(join(FOLDER, file))), { ...fromSplink(settings), thresholds });
    let worst = 0;
    let missing = 0;
    for (let k = 0; k < edges.count; k += 1) {
      const bits = weights.get(`${edges.left[k]}-${edges.right[k]}`);
      if (bits === undefined) missing += 1;
      else worst = Math.max(worst, Math.abs(bits - edges.bits[k]!));
    }
    rows.push({
      file,
      'pairs in DuckDB': weights.size,
      'pairs here': edges.count,
      missing,
      'worst difference, bits': worst,
    });
  }
  console.table(rows);
}

/** Prints the tables, or says which data is missing. */
export async function run(): Promise<void> {
  const present = DATASETS.filter((dataset) => existsSync(join(FOLDER, dataset.file)));
  if (present.length === 0)
    console.log(`The published data sets are not in ${FOLDER}: made-up records only.`);
  else console.table(present.map(published));
  const folder = mkdtempSync(join(tmpdir(), 'linkage-'));
  try {
    const records = Number(process.env.LINKAGE_RECORDS ?? 1_000_000);
    const path = join(folder, 'people.csv');
    const truth = writePeople(path, records);
    console.table([jobAlone(path, THREADS, 3)]);
    console.table(commandAlone(path, folder));
    const linked = generated(path, truth);
    again(linked);
    searches(linked, folder);
    const baseline = await duckdbBaseline(path, THREADS);
    console.table([{ ...baseline, 'times ours': (baseline['wall s'] / linked.wall).toFixed(1) }]);
    if (present.length > 0) await compareWeights();
  } finally {
    rmSync(folder, { recursive: true });
  }
}
