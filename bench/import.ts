/**
 * How fast an extract comes in: staging and accepting generated nominals on PostgreSQL, beside a bare COPY of the
 * same file into a table of text columns in the same run. The ratio is what may be compared between machines.
 * `BENCH_ROWS=7500000` brings in a file of 1 GB.
 */

import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openHouse } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/kernel/log.ts';
import { importFile } from '../src/people/index.ts';
import { setUpScheme } from '../src/scheme/setup.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { withDatabase } from './support/own-database.ts';

const sizes = (process.env.BENCH_ROWS ?? '50000,200000').split(',').map(Number);

export async function run(): Promise<void> {
  const postgres = await startPostgres({ durable: true });
  const folder = await mkdtemp(join(tmpdir(), 'waymark-bench-'));
  try {
    const lines = ['rows      MB   import s   rows/s   COPY s    rows/s   ratio   peak MB'];
    for (const rows of sizes) lines.push(await measure(postgres.url, folder, rows));
    process.stdout.write(`${lines.join('\n')}\n`);
  } finally {
    await rm(folder, { recursive: true });
    await postgres.stop();
  }
}

async function measure(admin: string, folder: string, rows: number): Promise<string> {
  const path = join(folder, `nominals-${rows}.csv`);
  await writeNominals(path, rows);
  const { size } = await stat(path);
  return withDatabase(admin, async (url) => {
    const copySeconds = await copyFile(url, path);
    const house = await openHouse({ config: readConfig({ DATABASE_URL: url }), log: createLog('silent') });
    await setUpScheme(
      house.database,
      JSON.parse(await readFile(new URL('../examples/scheme.json', import.meta.url), 'utf8')),
      true,
    );
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 50);
    const file = {
      agency: 'norfolk-police',
      format: 'police-nominals',
      path,
      fileName: 'nominals.csv',
    } as const;
    const report = await importFile(house.database, file, new Date('2026-11-02T09:00:00Z'));
    clearInterval(watch);
    await house.close();
    if (report.new !== rows) throw new Error(`${report.new} of ${rows} rows came in`);
    const cells = [
      String(rows).padEnd(9),
      (size / 1e6).toFixed(0).padEnd(4),
      report.seconds.toFixed(1).padStart(8),
      (rows / report.seconds).toFixed(0).padStart(8),
      copySeconds.toFixed(2).padStart(8),
      (rows / copySeconds).toFixed(0).padStart(9),
      (report.seconds / copySeconds).toFixed(1).padStart(7),
      (peak / 1e6).toFixed(0).padStart(9),
    ];
    return cells.join(' ');
  });
}

/** The example nominals again and again, each time as another record with another spelling. */
async function writeNominals(path: string, rows: number): Promise<void> {
  const text = await readFile(
    new URL('../examples/extracts/norfolk-police-nominals.csv', import.meta.url),
    'utf8',
  );
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const out = createWriteStream(path);
  out.write(`${header}\n`);
  for (let row = 0; row < rows; row += 1) {
    const line = lines[row % lines.length] ?? '';
    const [, ...cells] = line.split(',');
    const round = Math.floor(row / lines.length);
    const forename = `${cells[1] ?? ''}${'aeiouy'[round % 6]}`;
    const written = out.write(`NB-${row},${cells[0]},${forename},${cells.slice(2).join(',')}\n`);
    if (!written) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

async function copyFile(url: string, path: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const columns = Array.from({ length: 16 }, (_, index) => `c${index} text`);
  await client.query(`create table bare (${columns.join(', ')})`);
  const began = performance.now();
  await new Promise<void>((resolve, reject) => {
    client.query(new CopyIn('copy bare from stdin (format csv, header)', path, resolve, reject));
  });
  const seconds = (performance.now() - began) / 1000;
  await client.end();
  return seconds;
}

/** What the driver's connection has besides what its types say. */
interface CopyWire extends pg.Connection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** COPY FROM STDIN by the driver's own protocol. */
class CopyIn {
  readonly #text: string;
  readonly #path: string;
  readonly #resolve: () => void;
  readonly #reject: (error: Error) => void;

  constructor(text: string, path: string, resolve: () => void, reject: (error: Error) => void) {
    this.#text = text;
    this.#path = path;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(wire: pg.Connection): void {
    wire.query(this.#text);
  }

  async handleCopyInResponse(wire: CopyWire): Promise<void> {
    for await (const chunk of createReadStream(this.#path, { highWaterMark: 256 * 1024 })) {
      wire.sendCopyFromChunk(chunk as Buffer);
      if (wire.stream.writableNeedDrain) await once(wire.stream, 'drain');
    }
    wire.endCopyFrom();
  }

  handleCommandComplete(): void {
    // The number of rows is not needed.
  }

  handleReadyForQuery(): void {
    this.#resolve();
  }

  handleError(error: Error): void {
    this.#reject(error);
  }
}
