import { fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import autocannon from 'autocannon';
import pg from 'pg';
import { openHouse } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/kernel/log.ts';
import { setUpScheme } from '../src/scheme/setup.ts';
import { exampleConfiguration } from '../test/support/house.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { fillForLoad } from './support/fill.ts';

const seconds = Number(process.env.BENCH_SECONDS ?? 8);
const people = Number(process.env.BENCH_PEOPLE ?? 1_000_000);

/**
 * The pages people open most, under load, on PostgreSQL with its commits on disk: 300 members and 50,000 contacts
 * among a million people. The load generator, Node and PostgreSQL share the machine. CPU is user and system time
 * of the server's process and of all of PostgreSQL's, over the requests answered.
 */
export async function run(): Promise<void> {
  const postgres = await startPostgres({ durable: true });
  try {
    const url = await prepare(postgres.url);
    const server = fork(new URL('./support/serve.ts', import.meta.url), {
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
      await measure(`http://127.0.0.1:${port}`, server.pid ?? 0, postgres.pid);
    } finally {
      server.disconnect();
      await new Promise((resolve) => server.once('exit', resolve));
    }
  } finally {
    await postgres.stop();
  }
}

async function prepare(adminUrl: string): Promise<string> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query('create database bench');
  await admin.end();
  const url = adminUrl.replace(/\/postgres$/, '/bench');
  const house = await openHouse({ config: readConfig({ DATABASE_URL: url }), log: createLog('silent') });
  await setUpScheme(house.database, await exampleConfiguration(), true);
  await house.close();
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  const began = Date.now();
  await fillForLoad(client, people);
  process.stdout.write(
    `${people} people, 300 members, 50,000 contacts filled in ${((Date.now() - began) / 1000).toFixed(0)} s\n\n`,
  );
  await client.end();
  return url;
}

interface Session {
  cookie: string;
  csrf: string;
}

async function measure(base: string, nodePid: number, postgresPid: number | undefined): Promise<void> {
  const session = await signIn(base, 'scheme-manager');
  const rows: string[][] = [
    ['page', 'connections', 'req/s', 'p50 ms', 'p99 ms', 'CPU ms/req', 'Node', 'PostgreSQL', 'errors'],
  ];
  for (const page of ['list', 'person', 'record']) {
    await load(base, page, session, 2, 2);
    for (const connections of [1, 2, 10, 50]) {
      const before = [cpuOf([nodePid]), cpuOf(postgresPid === undefined ? [] : familyOf(postgresPid))];
      const result = await load(base, page, session, connections, seconds);
      const after = [cpuOf([nodePid]), cpuOf(postgresPid === undefined ? [] : familyOf(postgresPid))];
      const answered = result['2xx'] + (page === 'record' ? result['3xx'] : 0);
      const node = ((after[0] ?? 0) - (before[0] ?? 0)) / answered;
      const database = ((after[1] ?? 0) - (before[1] ?? 0)) / answered;
      const errors =
        result.errors + result.timeouts + result.non2xx - (page === 'record' ? result['3xx'] : 0);
      rows.push([
        page,
        String(connections),
        result.requests.average.toFixed(0),
        result.latency.p50.toFixed(1),
        result.latency.p99.toFixed(1),
        (node + database).toFixed(2),
        node.toFixed(2),
        database.toFixed(2),
        String(errors),
      ]);
      process.stdout.write(`${rows.at(-1)?.join(' · ')}\n`);
    }
  }
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  process.stdout.write(
    `\n${rows.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')).join('\n')}\n`,
  );
}

/** Never begun again: the same contact sent twice in a quarter of an hour is asked about, as it should be. */
let n = 0;

function load(
  base: string,
  page: string,
  session: Session,
  connections: number,
  duration: number,
): Promise<autocannon.Result> {
  const headers = { cookie: session.cookie };
  if (page === 'record') {
    return autocannon({
      url: base,
      connections,
      duration,
      requests: [
        {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
          setupRequest: (request) => {
            n += 1;
            const body = new URLSearchParams({
              _csrf: session.csrf,
              _key: `bench-${process.pid}-${Date.now()}-${n}`,
              kind: 'phone',
              day: '2026-10-30',
              time: '10:00',
              outcome: 'attended',
              note: `Load ${n}`,
              handling: 'partners',
            });
            return { ...request, path: `/people/${1 + (n % 300)}/contacts`, body: body.toString() };
          },
        },
      ],
    });
  }
  const path = (): string => (page === 'list' ? `/cohort?page=${1 + (n % 6)}` : `/people/${1 + (n % 300)}`);
  return autocannon({
    url: base,
    connections,
    duration,
    requests: [
      {
        method: 'GET',
        headers,
        setupRequest: (request) => {
          n += 1;
          return { ...request, path: path() };
        },
      },
    ],
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
