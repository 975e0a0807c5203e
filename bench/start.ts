/**
 * How long the first start takes, from an empty folder (or an empty database) to the printed address with the
 * whole demonstration, and the second start after it. Steps are those that the program prints.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../test/support/postgres.ts';

interface Measured {
  /** What was printed, with the seconds since the process began. */
  steps: { text: string; at: number }[];
  seconds: number;
  /** Most memory that Node held at any time, in MB: the system's own count. */
  peakMb: number;
}

export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-bench-start-'));
  try {
    await measureTwice('Embedded database', { WAYMARK_DATA: folder, DATABASE_URL: '' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const postgres = await startPostgres({ durable: true });
  const name = `waymark_bench_start_${process.pid}`;
  const admin = new pg.Client({ connectionString: postgres.url });
  await admin.connect();
  try {
    await admin.query(`create database ${name}`);
    const url = new URL(postgres.url);
    url.pathname = `/${name}`;
    await measureTwice(`PostgreSQL (${postgres.about}), Node's memory alone`, {
      DATABASE_URL: url.toString(),
    });
    await admin.query(`drop database ${name} with (force)`);
  } finally {
    await admin.end();
    await postgres.stop();
  }
}

async function measureTwice(title: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const first = await measureStart(environment);
  const second = await measureStart(environment);
  const lines = [`\n${title}\n`, `${'step'.padEnd(72)} ${'s'.padStart(6)} ${'at s'.padStart(6)}`];
  let before = 0;
  for (const { text, at } of first.steps) {
    lines.push(
      `${text.slice(0, 72).padEnd(72)} ${(at - before).toFixed(1).padStart(6)} ${at.toFixed(1).padStart(6)}`,
    );
    before = at;
  }
  for (const [name, { seconds, peakMb }] of [
    ['first start', first],
    ['second start', second],
  ] as const)
    lines.push(`${name.padEnd(14)} ${seconds.toFixed(1)} s to the address, peak ${peakMb.toFixed(0)} MB`);
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Starts the program on a free port, waits for its address, and stops it by its process id. */
async function measureStart(environment: NodeJS.ProcessEnv): Promise<Measured> {
  const began = performance.now();
  const main = new URL('../src/main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'start'], {
    env: { ...process.env, ...environment, PORT: '0', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const steps: Measured['steps'] = [];
  let rest = '';
  for await (const chunk of child.stdout) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    const at = (performance.now() - began) / 1000;
    for (const line of lines) {
      const step = /^(\S.*?)[,:]? \(?\d+\.\d s\)?$/.exec(line)?.[1];
      if (step !== undefined) steps.push({ text: step.replace(/^Waymark is at http.*/, 'It serves'), at });
    }
    if (steps.at(-1)?.text.includes('It serves')) break;
  }
  if (!steps.at(-1)?.text.includes('It serves'))
    throw new Error('The program ended before it printed its address');
  const seconds = steps.at(-1)?.at ?? 0;
  const peakMb = peakOf(child.pid ?? 0);
  child.kill('SIGTERM');
  await ended;
  return { steps, seconds, peakMb };
}

/** Linux keeps the high-water mark of a process's memory; elsewhere it is not known. */
function peakOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1000;
  } catch {
    return Number.NaN;
  }
}
