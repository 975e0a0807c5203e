/** The whole job in a process of its own, so that neither another run's memory nor its warmth counts. */

import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { hireThreads, inferModel, link, readCsv, roomForList } from '../../src/linkage/index.ts';

/** Columns that hold the truth, or from which it could be read. */
const HIDDEN = new Set(['cluster', 'rec_id', 'unique_id']);

export function bytesOf(path: string): Uint8Array {
  const file = openSync(path, 'r');
  const bytes = roomForList(fstatSync(file).size);
  readSync(file, bytes, 0, bytes.length, 0);
  closeSync(file);
  return bytes;
}

/** The whole job, timed as a user waits for it. */
export function linkCsv(path: string, threads: number, consume = false) {
  const started = performance.now();
  const before = process.cpuUsage();
  hireThreads(threads);
  const table = readCsv(bytesOf(path), threads);
  const headers = table.headers.filter((header) => !HIDDEN.has(header));
  const { model } = inferModel(headers, {}, table.length);
  const read = (performance.now() - started) / 1000;
  const result = link(table, model, { train: true, chooseThresholds: true, threads, consume });
  const wall = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { table, result, read, wall, cpu: (user + system) / 1e6 };
}

export type Linked = ReturnType<typeof linkCsv>;

export function timesOf({ read, wall, cpu, result }: Linked) {
  const { encode, train, predict, cluster } = result.seconds;
  return {
    records: result.clusters.length,
    pairs: result.pairsScored,
    'read+encode s': (read + encode).toFixed(2),
    'train s': train.toFixed(2),
    'predict s': predict.toFixed(2),
    'cluster s': cluster.toFixed(2),
    'wall s': wall.toFixed(2),
    'cpu s': cpu.toFixed(2),
  };
}

type Times = Record<string, string | number>;

const child = (args: readonly string[]): string => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', ...args],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout;
};

/** Times and peak memory of the job alone, the best of so many runs by the wall clock. */
export function jobAlone(path: string, threads: number, runs: number): Times {
  const all = Array.from({ length: runs }, (): Times => {
    return JSON.parse(child([import.meta.filename, path, String(threads)]));
  });
  const [best] = all.sort((a, b) => Number(a['wall s']) - Number(b['wall s']));
  return { of: `best of ${runs}, each a process of its own`, ...best };
}

/** `waymark link` as it is called: with a list, keeping its index, and again with the index alone. */
export function commandAlone(path: string, folder: string): Times[] {
  const main = join(import.meta.dirname, '../../src/main.ts');
  const run = (of: string, ...args: string[]): Times => {
    const report = join(folder, 'report.json');
    const output = join(folder, 'clusters.csv');
    const started = performance.now();
    child([main, 'link', '--output', output, '--report', report, ...args]);
    const elapsed = (performance.now() - started) / 1000;
    const { seconds, peakMemoryBytes } = JSON.parse(readFileSync(report, 'utf8'));
    const peak = (peakMemoryBytes / 2 ** 30).toFixed(2);
    return { of, ...seconds, 'with start and end s': elapsed.toFixed(2), 'peak GiB': peak };
  };
  const index = join(folder, 'people.index');
  return [
    run('waymark link --input', '--input', path),
    run('… --save-index', '--input', path, '--save-index', index),
    run('waymark link --index', '--index', index),
  ];
}

if (import.meta.main) {
  const [path = '', threads = '1'] = process.argv.slice(2);
  const linked = linkCsv(path, Number(threads), true);
  const peak = (process.resourceUsage().maxRSS / 2 ** 20).toFixed(2);
  process.stdout.write(JSON.stringify({ ...timesOf(linked), 'peak GiB': peak }));
}
