import { fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import autocannon from 'autocannon';
import pg from 'pg';
import { openHouse } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/kernel/log.ts';
import { setUpScheme } from '../../src/scheme/setup.ts';
import { exampleConfiguration } from '../../test/support/house.ts';
import type { RunningPostgres } from '../../test/support/postgres.ts';
import { type FillSize, fillForLoad } from './fill.ts';

const seconds = Number(process.env.BENCH_SECONDS ?? 8);

/** A page that is asked for again and again, each time of another person. */
export interface LoadedPage {
  name: string;
  /** Where the n-th request goes. */
  path: (n: number) => string;
  /** The n-th form, where one is sent. */
  body?: (n: number) => Record<string, string>;
}

/** One measurement; CPU is user and system time of the server and of PostgreSQL over the requests answered. */
export interface Measured {
  page: string;
  connections: number;
  perSecond: number;
  p50: number;
  p99: number;
  node: number;
  database: number;
  errors: number;
}

export const openPage = (members: number): LoadedPage => ({
  name: 'person',
  path: (n) => `/people/${1 + (n % members)}`,
});

export const recordPage = (members: number): LoadedPage => ({
  name: 'record',
  path: (n) => `/people/${1 + (n % members)}/contacts`,
  body: (n) => ({
    kind: 'phone',
    day: '2026-10-30',
    time: '10:00',
    outcome: 'attended',
    note: `Load ${n}`,
    handling: 'partners',
  }),
});

/** Fills a database of its own, serves it, asks for the pages under load, and ends the server. */
export async function measureFilled(
  postgres: RunningPostgres,
  name: string,
  size: FillSize,
  pages: readonly LoadedPage[],
): Promise<Measured[]> {
  const url = await prepare(postgres.url, name, size);
  const server = fork(new URL('./serve.ts', import.meta.url), {
    env: {
      ...process.env,
      DATABASE_URL: url,
      DATABASE_POOL: '10',
      LOG_LEVEL: 'warn',
      NODE_ENV: 'production',
    },
  });
  try {
    const port = await new Promise<number>((resolve, reject) => {
      server.once('message', (message: { port: number }) => resolve(message.port));
      server.once('exit', (code) => reject(new Error(`The server ended with code ${code}`)));
    });
    return await measure(`http://127.0.0.1:${port}`, server.pid ?? 0, postgres.pid, pages);
  } finally {
    server.disconnect();
    await new Promise((resolve) => server.once('exit', resolve));
  }
}

async function prepare(adminUrl: string, name: string, size: FillSize): Promise<string> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = adminUrl.replace(/\/postgres$/, `/${name}`);
  const house = await openHouse({ config: readConfig({ DATABASE_URL: url }), log: createLog('silent') });
  await setUpScheme(house.database, await exampleConfiguration(), true);
  await house.close();
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  const began = Date.now();
  await fillForLoad(client, size);
  process.stdout.write(
    `${size.people} people, ${size.members} members, ${size.contacts} contacts filled in ${((Date.now() - began) / 1000).toFixed(0)} s\n`,
  );
  await client.end();
  return url;
}

interface Session {
  cookie: string;
  csrf: string;
}

async function measure(
  base: string,
  nodePid: number,
  postgresPid: number | undefined,
  pages: readonly LoadedPage[],
): Promise<Measured[]> {
  const session = await signIn(base, 'scheme-manager');
  const measured: Measured[] = [];
  const cpu = (): [number, number] => [
    cpuOf([nodePid]),
    cpuOf(postgresPid === undefined ? [] : familyOf(postgresPid)),
  ];
  for (const page of pages) {
    await load(base, page, session, 2, 2);
    for (const connections of [1, 2, 10, 50]) {
      const before = cpu();
      const result = await load(base, page, session, connections, seconds);
      const after = cpu();
      const moved = page.body === undefined ? 0 : result['3xx'];
      const answered = result['2xx'] + moved;
      measured.push({
        page: page.name,
        connections,
        perSecond: result.requests.average,
        p50: result.latency.p50,
        p99: result.latency.p99,
        node: (after[0] - before[0]) / answered,
        database: (after[1] - before[1]) / answered,
        errors: result.errors + result.timeouts + result.non2xx - moved,
      });
    }
  }
  return measured;
}

/** The table that a benchmark of pages prints. */
export function tableOf(measured: readonly Measured[]): string {
  const rows = [
    ['page', 'connections', 'req/s', 'p50 ms', 'p99 ms', 'CPU ms/req', 'Node', 'PostgreSQL', 'errors'],
    ...measured.map((one) => [
      one.page,
      String(one.connections),
      one.perSecond.toFixed(0),
      one.p50.toFixed(1),
      one.p99.toFixed(1),
      (one.node + one.database).toFixed(2),
      one.node.toFixed(2),
      one.database.toFixed(2),
      String(one.errors),
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return `${rows.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')).join('\n')}\n`;
}

/** Never begun again: the same contact sent twice in a quarter of an hour is asked about, as it should be. */
let n = 0;

function load(
  base: string,
  page: LoadedPage,
  session: Session,
  connections: number,
  duration: number,
): Promise<autocannon.Result> {
  const { body } = page;
  const headers = {
    cookie: session.cookie,
    ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
  };
  const setupRequest = (request: autocannon.Request): autocannon.Request => {
    n += 1;
    const path = page.path(n);
    if (body === undefined) return { ...request, path };
    const sent = { _csrf: session.csrf, _key: `bench-${process.pid}-${Date.now()}-${n}`, ...body(n) };
    return { ...request, path, body: new URLSearchParams(sent).toString() };
  };
  return autocannon({
    url: base,
    connections,
    duration,
    requests: [{ method: body === undefined ? 'GET' : 'POST', headers, setupRequest }],
  });
}

async function signIn(base: string, person: string): Promise<Session> {
  const form = await fetch(`${base}/sign-in`);
  const guest = (form.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  const csrf = tokenIn(await form.text());
  const answer = await fetch(`${base}/sign-in/demo`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: guest },
    body: new URLSearchParams({ _csrf: csrf, person }),
  });
  const cookie =
    answer.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .find((one) => one?.startsWith('waymark_session=')) ?? '';
  const page = await fetch(`${base}/people/1/contacts/new`, { headers: { cookie } });
  return { cookie, csrf: tokenIn(await page.text()) };
}

const tokenIn = (markup: string): string => /name="_csrf" value="([^"]+)"/.exec(markup)?.[1] ?? '';

/** User and system time of processes, in milliseconds (the kernel's clock ticks are hundredths of a second). */
function cpuOf(pids: number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      // With what its ended children used: connections come and go.
      ticks += Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14]);
    } catch {
      // It has ended meanwhile: its time is lost, a few ticks.
    }
  }
  return ticks * 10;
}

function familyOf(parent: number): number[] {
  const children = readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      if (!Number.isInteger(pid) || pid <= 0) return false;
      try {
        return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]) === parent;
      } catch {
        return false;
      }
    });
  return [parent, ...children];
}
