import pg from 'pg';
import { type House, openHouse, serverOf } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/kernel/log.ts';
import { setUpScheme } from '../../src/scheme/setup.ts';
import { exampleConfiguration } from '../../test/support/house.ts';
import { startPostgres } from '../../test/support/postgres.ts';

export async function query(url: string, text: string, values: unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(text, values);
  await client.end();
}

interface PagesPlan {
  /** Names the benchmark's own database. */
  name: string;
  /** Puts in what is measured, after the example's scheme. */
  fill(house: House, url: string): Promise<void>;
  /** Who asks, as the demonstration has them; nobody signs in where it is left out. */
  person?: string;
  /** By what the table calls them: the address of the nth request. */
  pages: Record<string, (n: number) => string>;
}

/**
 * Pages of a scheme with years of data, each address asked for one request after another, from this process, and printed
 * as a table. `BENCH_SERVER` names a PostgreSQL, otherwise one is started.
 */
export async function measurePages(plan: PagesPlan): Promise<void> {
  const own = process.env.BENCH_SERVER === undefined ? await startPostgres({ durable: true }) : undefined;
  const admin = process.env.BENCH_SERVER ?? own?.url ?? '';
  const name = `bench_${plan.name}_${process.pid}`;
  try {
    await query(admin, `create database ${name}`);
    await measure(plan, admin.replace(/\/postgres$/, `/${name}`));
    await query(admin, `drop database ${name} with (force)`);
  } finally {
    await own?.stop();
  }
}

async function measure(plan: PagesPlan, url: string): Promise<void> {
  const house = await openHouse({ config: readConfig({ DATABASE_URL: url }), log: createLog('silent') });
  await setUpScheme(house.database, await exampleConfiguration(), true);
  await plan.fill(house, url);
  await query(url, 'analyze');
  const server = await serverOf(house);
  await server.listen({ port: 0, host: '127.0.0.1' });
  const address = server.server.address();
  const base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const cookie = plan.person === undefined ? '' : await signIn(base, plan.person);
  process.stdout.write('| page | p50 ms | p99 ms | KB |\n|---|--:|--:|--:|\n');
  for (const [label, path] of Object.entries(plan.pages))
    process.stdout.write(`| ${label} | ${(await timed(base, cookie, path)).join(' | ')} |\n`);
  await server.close();
  await house.close();
}

async function signIn(base: string, person: string): Promise<string> {
  const form = await fetch(`${base}/sign-in`);
  const guest = (form.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  const token = /name="_csrf" value="([^"]+)"/.exec(await form.text())?.[1] ?? '';
  const answer = await fetch(`${base}/sign-in/demo`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: guest },
    body: new URLSearchParams({ _csrf: token, person }),
  });
  const cookies = answer.headers.getSetCookie().map((one) => one.split(';')[0] ?? '');
  return cookies.find((one) => one.startsWith('waymark_session=')) ?? '';
}

/** Fewer than one address may ask in a minute. */
const asked = 90;

async function timed(base: string, cookie: string, path: (n: number) => string): Promise<string[]> {
  const took: number[] = [];
  let bytes = 0;
  for (let n = 0; n < asked; n++) {
    const began = performance.now();
    const answer = await fetch(`${base}${path(n)}`, { headers: cookie === '' ? {} : { cookie } });
    bytes = (await answer.arrayBuffer()).byteLength;
    if (answer.status !== 200) throw new Error(`${path(n)} answered ${answer.status}`);
    if (n >= 10) took.push(performance.now() - began);
  }
  took.sort((a, b) => a - b);
  const at = (share: number): string => (took[Math.floor(share * (took.length - 1))] ?? 0).toFixed(1);
  return [at(0.5), at(0.99), (bytes / 1024).toFixed(0)];
}
