import { type ChildProcess, fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { addMember, addSender, type Member } from '../src/intelligence/alerts/world-for-tests.ts';
import { type TestHouse, testHouse } from '../test/support/house.ts';
import { startPostgres } from '../test/support/postgres.ts';

/**
 * A burst of 10,000 events to a server in a process of its own, over the loopback, with its commits on disk: 2,000 are the
 * same sending again, 1,000 another sender's report of the same thing, 200 of nobody known. How many are taken in a second,
 * how long until the open page of whoever leads knows, at the same process and at another one, and whether anything was lost
 * or told twice. The sender shares the machine. Ends by itself.
 */
export async function run(): Promise<void> {
  const postgres = await startPostgres({ durable: true });
  process.env.TEST_DATABASE_URL = postgres.url;
  const house = await testHouse();
  try {
    await house.coverEverything();
    await measure(house);
  } finally {
    await house.close();
    await postgres.stop();
  }
}

const members = 300;
const burst = { first: 6_800, again: 2_000, other: 1_000, unknown: 200 };

interface Sent {
  /** Which of the two senders. */
  by: 0 | 1;
  id: string;
  kind: string;
  happenedAt: string;
  person: Record<string, string>;
}

async function measure(house: TestHouse): Promise<void> {
  const people = await fill(house);
  const senders = [
    await addSender(house, { name: 'Bench police', perMinute: 100_000 }),
    await addSender(house, { name: 'Bench probation', agency: 'probation', perMinute: 100_000 }),
  ];
  const tokens = senders.map(({ token }) => token);
  const [{ name } = { name: '' }] = await house.ownerQuery<{ name: string }>(
    'select current_database() as name',
  );
  const server = await startServer(name);
  const other = await startServer(name);
  try {
    const page = await openPage(server.base, 'police-offender-manager');
    const quiet = await oneByOne(server.base, tokens, people, page, 'custody');
    process.stdout.write(
      `one event at a time, ${quiet.length} of them: ${percentiles(quiet)} from sending to the open page\n`,
    );
    const away = await openPage(other.base, 'police-offender-manager');
    const far = await oneByOne(server.base, tokens, people, away, 'crime');
    process.stdout.write(
      `the same to a page that is open at another process, ${far.length} of them: ${percentiles(far)}\n`,
    );
    away.close();
    await other.stop();
    for (const size of [50, 5]) await measureBurst(house, { server, tokens, people, page, size });
    page.close();
  } finally {
    await other.stop();
    await server.stop();
  }
}

interface Bursting {
  server: Served;
  tokens: readonly string[];
  people: readonly Member[];
  page: OpenPage;
  /** Events of one request. */
  size: number;
}

async function measureBurst(
  house: TestHouse,
  { server, tokens, people, page, size }: Bursting,
): Promise<void> {
  await house.ownerQuery('truncate alert_recipient, event_received, alert');
  await page.settle();
  const events = makeEvents(people, `b${size}`);
  const cpuBefore = cpuOf(server.process.pid);
  const sentAt = new Map<string, number>();
  const began = performance.now();
  await post(server.base, tokens, events, { size, sentAt });
  const accepted = (performance.now() - began) / 1_000;
  await untilSettled(house);
  const whole = (performance.now() - began) / 1_000;
  await pause(2_500);
  const latencies = await latenciesOf(house, page, sentAt);
  const found = await house.ownerQuery<{
    stored: number;
    alerts: number;
    review: number;
    waiting: number;
    told: number;
  }>(
    `select count(*)::int as stored, (select count(*)::int from alert) as alerts, count(*) filter (where state = 'review')::int as review,
       count(*) filter (where state = 'waiting')::int as waiting, (select count(*)::int from alert_recipient) as told from event_received`,
  );
  const distinct = new Set(events.map((one) => `${one.by}:${one.id}`)).size;
  const [now] = found;
  const isWhole =
    now?.stored === distinct &&
    now.alerts === burst.first &&
    now.review === burst.unknown &&
    now.waiting === 0;
  process.stdout.write(
    `${events.length} events, ${size} a request: all accepted in ${accepted.toFixed(1)} s (${Math.round(events.length / accepted)} a second), ` +
      `all told in ${whole.toFixed(1)} s; ${latencies.length} alerts to the open page: ${percentiles(latencies)}\n` +
      `  stored ${now?.stored} of ${distinct} different, ${now?.alerts} alerts of ${burst.first}, ${now?.review} for review of ${burst.unknown}, told ${now?.told} times: ` +
      `${isWhole ? 'nothing lost, nothing twice' : 'NOT AS SENT'}; server CPU ${(cpuOf(server.process.pid) - cpuBefore).toFixed(1)} s\n`,
  );
  if (!isWhole) process.exitCode = 1;
}

async function fill(house: TestHouse): Promise<Member[]> {
  const people: Member[] = [];
  for (let n = 0; n < members; n += 1)
    people.push(
      await addMember(house, {
        serial: 5_000 + n,
        given: 'Bench',
        family: `Example${String.fromCharCode(65 + (n % 26), 65 + Math.floor(n / 26))}`,
        born: `${1960 + (n % 40)}-0${1 + (n % 9)}-${10 + (n % 18)}`,
        // One member in ten is led by whoever has the page open.
        lead: n % 10 === 0 ? 'police-offender-manager' : 'probation-offender-manager',
      }),
    );
  return people;
}

/** Things that happened, each far enough from the next of its person and kind to be one of its own. */
function makeEvents(people: readonly Member[], run: string): Sent[] {
  const noon = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000).getTime();
  const first: Sent[] = Array.from({ length: burst.first }, (_, n) => {
    const member = people[n % people.length];
    const turn = Math.floor(n / people.length);
    const kind = turn % 2 === 0 ? 'crime' : 'missed-tag';
    const at = noon - (1 + Math.floor(turn / 2)) * 3 * 3_600_000;
    return {
      by: 0,
      id: `${run}-${n}`,
      kind,
      happenedAt: new Date(at).toISOString(),
      person: { pnc: member?.pnc ?? '' },
    };
  });
  const spread = (n: number): Sent => first[(n * 7_919) % first.length] as Sent;
  const again = Array.from({ length: burst.again }, (_, n) => spread(n));
  const other = Array.from({ length: burst.other }, (_, n): Sent => {
    const one = spread(n + 3_000);
    return {
      ...one,
      by: 1,
      id: `${one.id}-${n}`,
      happenedAt: new Date(Date.parse(one.happenedAt) + 600_000).toISOString(),
    };
  });
  const unknown = Array.from(
    { length: burst.unknown },
    (_, n): Sent => ({
      by: 0,
      id: `${run}-u${n}`,
      kind: 'crime',
      happenedAt: new Date(noon - 3_600_000).toISOString(),
      person: { familyName: `Nobody${n}`, givenNames: 'Example', bornOn: '1931-02-03' },
    }),
  );
  // In an order that mixes them and is the same each time.
  return [...first, ...again, ...other, ...unknown]
    .map((one, n) => ({ one, key: (n * 48_271) % 65_537 }))
    .sort((left, right) => left.key - right.key)
    .map(({ one }) => one);
}

interface Posting {
  size: number;
  sentAt: Map<string, number>;
}

/** Eight connections; what is refused as too many is sent again when it may be. */
async function post(
  base: string,
  tokens: readonly string[],
  events: readonly Sent[],
  { size, sentAt }: Posting,
): Promise<void> {
  const requests: Sent[][] = [];
  for (const by of [0, 1] as const) {
    const own = events.filter((one) => one.by === by);
    for (let at = 0; at < own.length; at += size) requests.push(own.slice(at, at + size));
  }
  const worker = async (): Promise<void> => {
    for (let next = requests.shift(); next !== undefined; next = requests.shift())
      await postOne(base, tokens[next[0]?.by ?? 0] ?? '', next, sentAt);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

async function postOne(
  base: string,
  token: string,
  events: readonly Sent[],
  sentAt: Map<string, number>,
): Promise<void> {
  const now = performance.now();
  for (const { id } of events) if (!sentAt.has(id)) sentAt.set(id, now);
  const answer = await fetch(`${base}/api/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ events: events.map(({ by: _by, ...event }) => event) }),
  });
  const text = await answer.text();
  if (answer.status !== 202) throw new Error(`${answer.status}: ${text}`);
}

async function untilSettled(house: TestHouse): Promise<void> {
  for (;;) {
    const [row] = await house.ownerQuery<{ n: number }>(
      `select (select count(*) from event_received where state = 'waiting')::int + (select count(*) from alert where step = 0)::int as n`,
    );
    if (row?.n === 0) return;
    await pause(100);
  }
}

/** Milliseconds from the sending of what made each alert to the word on the open page, in the order told. */
async function latenciesOf(
  house: TestHouse,
  page: OpenPage,
  sentAt: ReadonlyMap<string, number>,
): Promise<number[]> {
  const told = await house.ownerQuery<{ ids: string[] }>(
    `select (select array_agg(e.event_id) from event_received e where e.alert_id = r.alert_id) as ids
     from alert_recipient r join staff s on s.id = r.staff_id where s.login = 'police-offender-manager' order by r.id`,
  );
  const heard = page.news.flatMap(({ at, fresh }) => Array.from({ length: fresh }, () => at));
  return told.flatMap(({ ids }, n) => {
    const sent = Math.min(...ids.map((id) => sentAt.get(id) ?? Number.POSITIVE_INFINITY));
    return heard[n] === undefined ? [] : [heard[n] - sent];
  });
}

async function oneByOne(
  base: string,
  tokens: readonly string[],
  people: readonly Member[],
  page: OpenPage,
  kind: 'custody' | 'crime',
): Promise<number[]> {
  const latencies: number[] = [];
  for (let n = 0; n < 60; n += 1) {
    const heard = page.news.length;
    const began = performance.now();
    await postOne(
      base,
      tokens[0] ?? '',
      [
        {
          by: 0,
          id: `${kind}-${n}`,
          kind,
          happenedAt: new Date(Date.now() - (1 + Math.floor(n / 30)) * 86_400_000).toISOString(),
          person: { pnc: people[(n % 30) * 10]?.pnc ?? '' },
        },
      ],
      new Map(),
    );
    while (page.news.length === heard && performance.now() - began < 10_000) await pause(2);
    latencies.push((page.news.at(-1)?.at ?? Number.POSITIVE_INFINITY) - began);
  }
  return latencies;
}

const percentiles = (all: readonly number[]): string => {
  const sorted = [...all].sort((left, right) => left - right);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return `p50 ${Math.round(at(0.5))} ms, p99 ${Math.round(at(0.99))} ms, longest ${Math.round(at(1))} ms`;
};

interface OpenPage {
  news: { at: number; fresh: number }[];
  /** Forgets what it heard. */
  settle(): Promise<void>;
  close(): void;
}

/** Signs in and listens as a browser's page does. */
async function openPage(base: string, person: string): Promise<OpenPage> {
  const cookies = new Map<string, string>();
  const ask = async (path: string, body?: URLSearchParams): Promise<Response> => {
    const answer = await fetch(base + path, {
      ...(body === undefined ? {} : { method: 'POST', body }),
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([key, value]) => `${key}=${value}`).join('; ') },
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [key = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
      cookies.set(key, value);
    }
    return answer;
  };
  const token = /name="_csrf" value="([^"]+)"/.exec(await (await ask('/sign-in')).text())?.[1] ?? '';
  await ask('/sign-in/demo', new URLSearchParams({ _csrf: token, person }));
  const stopping = new AbortController();
  const news: OpenPage['news'] = [];
  void listen(`${base}/inbox/stream`, cookies, stopping.signal, news);
  await pause(1_500);
  return {
    news,
    settle: async () => {
      await pause(1_500);
      news.length = 0;
    },
    close: () => stopping.abort(),
  };
}

async function listen(
  url: string,
  cookies: ReadonlyMap<string, string>,
  signal: AbortSignal,
  news: OpenPage['news'],
): Promise<void> {
  try {
    const stream = await fetch(url, {
      signal,
      headers: { cookie: [...cookies].map(([key, value]) => `${key}=${value}`).join('; ') },
    });
    const words = new TextDecoder();
    for await (const part of stream.body ?? []) {
      const at = performance.now();
      for (const [, data] of words.decode(part).matchAll(/event: alerts\ndata: (.*)\n/g))
        news.push({ at, fresh: (JSON.parse(data ?? '{}') as { fresh: number }).fresh });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

interface Served {
  base: string;
  process: ChildProcess;
  stop(): Promise<void>;
}

async function startServer(database: string): Promise<Served> {
  const url = new URL(process.env.TEST_DATABASE_URL ?? '');
  url.pathname = `/${database}`;
  const child = fork(new URL('./support/serve.ts', import.meta.url), {
    env: { ...process.env, DATABASE_URL: url.toString(), PORT: '0' },
  });
  const port = await new Promise<number>((resolve) => {
    child.once('message', (message) => resolve((message as { port: number }).port));
  });
  return {
    base: `http://127.0.0.1:${port}`,
    process: child,
    stop: async () => {
      if (!child.connected) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await ended;
    },
  };
}

/** Seconds of user and system time of a process; 0 where the system does not say. */
function cpuOf(pid: number | undefined): number {
  try {
    if (pid === undefined || !readdirSync('/proc').includes(String(pid))) return 0;
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}
