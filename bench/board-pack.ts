import pg from 'pg';
import { findViewer, signInDemoPerson } from '../src/access/sessions.ts';
import type { StaffViewer } from '../src/access/viewers.ts';
import { type House, openHouse, serverOf } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { setUpBoards, setUpGovernance, setUpRegisters } from '../src/governance/index.ts';
import { createLog } from '../src/kernel/log.ts';
import { setUpScheme } from '../src/scheme/setup.ts';
import { exampleConfiguration } from '../test/support/house.ts';
import { startPostgres } from '../test/support/postgres.ts';

const years = 10;
const boards = 6;

/**
 * A board's pack with ten years of data: 12 meetings a year of 6 boards (720), each with 8 items, 4 papers, minutes,
 * attendance and an issued pack of the example's size. Each address is asked for one request after another, from this
 * process; `BENCH_SERVER` names a PostgreSQL, otherwise one is started.
 */
export async function run(): Promise<void> {
  const own = process.env.BENCH_SERVER === undefined ? await startPostgres({ durable: true }) : undefined;
  const admin = process.env.BENCH_SERVER ?? own?.url ?? '';
  const name = `bench_board_pack_${process.pid}`;
  try {
    await query(admin, `create database ${name}`);
    await measure(admin.replace(/\/postgres$/, `/${name}`));
    await query(admin, `drop database ${name} with (force)`);
  } finally {
    await own?.stop();
  }
}

async function query(url: string, text: string, values: unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(text, values);
  await client.end();
}

async function measure(url: string): Promise<void> {
  const house = await openHouse({ config: readConfig({ DATABASE_URL: url }), log: createLog('silent') });
  await setUpScheme(house.database, await exampleConfiguration(), true);
  const as = async (login: string) => viewerOf(house, login);
  await setUpGovernance(house.database, house.performer, as, new Date());
  await setUpRegisters(house.database, house.performer, as, new Date());
  await setUpBoards(house.database, house.performer, as, new Date());
  await query(url, fill, [years, boards]);
  await query(url, 'analyze');
  const server = await serverOf(house);
  await server.listen({ port: 0, host: '127.0.0.1' });
  const address = server.server.address();
  const base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const cookie = await signIn(base, 'board-member');
  const pages: Record<string, (n: number) => string> = {
    'an issued pack': (n) => `/governance/packs/${2 + (n % 700)}`,
    'its .docx': (n) => `/governance/packs/${2 + (n % 700)}/download`,
    'list of packs': (n) => `/governance/packs?page=${1 + (n % 14)}`,
    'boards, a day': (n) => `/governance/boards?on=20${16 + (n % years)}-06-30`,
    'a board': (n) => `/governance/boards/${7 + (n % boards)}`,
    meetings: (n) => `/governance/meetings?page=${1 + (n % 14)}`,
    'a meeting': (n) => `/governance/meetings/${3 + (n % 700)}`,
    objectives: () => '/governance/objectives',
  };
  process.stdout.write('| page | p50 ms | p99 ms | KB |\n|---|--:|--:|--:|\n');
  for (const [label, path] of Object.entries(pages))
    process.stdout.write(`| ${label} | ${(await timed(base, cookie, path)).join(' | ')} |\n`);
  await server.close();
  await house.close();
}

async function viewerOf(house: House, login: string): Promise<StaffViewer> {
  const token = await signInDemoPerson(house.database, login, 'bench');
  const viewer = await findViewer(house.database, token, 'bench');
  if (viewer === undefined) throw new Error(`${login} has no role today`);
  return viewer;
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

const asked = 90;

async function timed(base: string, cookie: string, path: (n: number) => string): Promise<string[]> {
  const took: number[] = [];
  let bytes = 0;
  for (let n = 0; n < asked; n++) {
    const began = performance.now();
    const answer = await fetch(`${base}${path(n)}`, { headers: { cookie } });
    bytes = (await answer.arrayBuffer()).byteLength;
    if (answer.status !== 200) throw new Error(`${path(n)} answered ${answer.status}`);
    if (n >= 10) took.push(performance.now() - began);
  }
  took.sort((a, b) => a - b);
  const at = (share: number): string => (took[Math.floor(share * (took.length - 1))] ?? 0).toFixed(1);
  return [at(0.5), at(0.99), (bytes / 1024).toFixed(0)];
}

/** Boards 7 and on, one meeting a month each, with what belongs to it. The example's pack is every pack's content. */
const fill = `with who as (select (select id from staff where login = 'scheme-manager') as writer, (select id from staff where login = 'board-member') as approver),
  meetings as (
    insert into board_meeting (board_id, held_on, place, state, minutes_state, minutes, minutes_printed, minutes_marking, minutes_by, approved_by, approved_on)
    select 6 + b, (make_date(2016, 1, 5) + make_interval(months => m))::date, 'Norwich', 'held', 'approved', repeat('The board heard and resolved. ', 60),
      repeat('The board heard and resolved. ', 60), 'official', who.writer, who.approver, (make_date(2016, 2, 5) + make_interval(months => m))::date
    from who, generate_series(1, $2::int) b, generate_series(0, 12 * $1::int - 1) m
    on conflict do nothing returning id, board_id, held_on),
  items as (insert into board_agenda_item (meeting_id, number, title, purpose)
    select id, n, 'Item ' || n, 'discuss' from meetings, generate_series(1, 8) n returning 1),
  papers as (insert into board_paper (meeting_id, title, author, marking, body, printed, changed_by)
    select g.id, 'Paper ' || n, 'Scheme manager', 'official', repeat('What it says. ', 200), repeat('What it says. ', 200), who.writer
    from who, meetings g, generate_series(1, 4) n returning 1),
  came as (insert into board_attendance (meeting_id, member_id, came)
    select g.id, s.id, 'present' from meetings g join board_member s on s.board_id = g.board_id returning 1)
  insert into board_pack (scheme_id, board_id, meeting_id, title, parts, marking, state, drafted_by, content, sha256, document, issued_by, issued_at)
  select p.scheme_id, g.board_id, g.id, 'Pack of ' || g.held_on, p.parts, 'official', 'issued', who.writer, p.content, p.sha256, p.document, who.writer, g.held_on
  from who, meetings g, (select * from board_pack order by id limit 1) p`;
