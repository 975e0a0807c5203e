import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { openHouse, serverOf } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/kernel/log.ts';
import { setUpScheme } from '../src/scheme/setup.ts';
import { exampleConfiguration } from '../test/support/house.ts';
import { startPostgres } from '../test/support/postgres.ts';

const years = 10;
const noticesAYear = 120;
const spendLines = 30_000;

/**
 * The public register with ten years of data: 1,200 notices with the longest example's text, and 30,000 lines of
 * spending in 120 monthly files. Each address is asked for one request after another, from this process;
 * `BENCH_SERVER` names a PostgreSQL, otherwise one is started.
 */
export async function run(): Promise<void> {
  const own = process.env.BENCH_SERVER === undefined ? await startPostgres({ durable: true }) : undefined;
  const admin = process.env.BENCH_SERVER ?? own?.url ?? '';
  const name = `bench_governance_${process.pid}`;
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
  await fill(url);
  const server = await serverOf(house);
  await server.listen({ port: 0, host: '127.0.0.1' });
  const address = server.server.address();
  const base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const pages: Record<string, (n: number) => string> = {
    'register, a page': (n) => `/public-register?page=${1 + (n % 24)}`,
    'register, a search': (n) =>
      `/public-register?text=${['collaboration', 'grant', 'risk', 'sergeant'][n % 4]}`,
    'a notice': (n) =>
      `/public-register/decisions/norfolk-opcc-${2016 + (n % years)}-${1 + (n % noticesAYear)}`,
    'files, a page': (n) => `/public-register/files?page=${1 + (n % 3)}`,
    'a month’s file': (n) =>
      `/public-register/files/norfolk-opcc-spend-${2016 + (n % years)}-05-edition-1.csv`,
    'register as JSON': () => '/public-register/decisions.json',
  };
  process.stdout.write('| page | p50 ms | p99 ms | KB |\n|---|--:|--:|--:|\n');
  for (const [label, path] of Object.entries(pages))
    process.stdout.write(`| ${label} | ${(await timed(base, path)).join(' | ')} |\n`);
  await server.close();
  await house.close();
}

/** Fewer than one address may ask in a minute. */
const asked = 90;

async function timed(base: string, path: (n: number) => string): Promise<string[]> {
  const took: number[] = [];
  let bytes = 0;
  for (let n = 0; n < asked; n++) {
    const began = performance.now();
    const answer = await fetch(`${base}${path(n)}`);
    bytes = (await answer.arrayBuffer()).byteLength;
    if (answer.status !== 200) throw new Error(`${path(n)} answered ${answer.status}`);
    if (n >= 10) took.push(performance.now() - began);
  }
  took.sort((a, b) => a - b);
  const at = (share: number): string => (took[Math.floor(share * (took.length - 1))] ?? 0).toFixed(1);
  return [at(0.5), at(0.99), (bytes / 1024).toFixed(0)];
}

async function fill(url: string): Promise<void> {
  const papers = JSON.parse(
    await readFile(new URL('../examples/decisions.json', import.meta.url), 'utf8'),
  ) as { sections: Record<string, { text: string }> }[];
  const texts = Object.entries(papers[0]?.sections ?? {});
  const document = {
    ...{
      office: 'Office',
      numberLabel: 'No.',
      number: '1',
      titleLabel: 'Subject',
      title: 'Test',
      form: 'Test',
    },
    ...{ originatorLabel: 'By', originator: 'Test', checklist: [], certificates: [], outcome: 'Approved.' },
    ...{ outcomeBy: null, signatures: [], decidedOn: null, effect: null, publication: 'YES', statement: '' },
    ...{ flags: [], source: null },
    sections: texts.map(([title, { text }]) => ({
      ...{ title, line: false, marking: null, keptBack: null, claims: [] },
      text: [{ text, unsupported: false }],
    })),
  };
  const words = texts.map(([, { text }]) => text).join('\n');
  await query(url, notices, [JSON.stringify(document), words, years, noticesAYear]);
  await query(url, files, [years, Math.round(spendLines / (years * 12))]);
  await query(url, 'analyze');
}

const notices = `with office as (select a.id as agency, s.id as scheme, (select id from staff order by id limit 1) as staff
    from agency a, scheme s where a.code = 'norfolk-opcc' limit 1),
  rows as (
    insert into decision_notice (scheme_id, agency_id, number, form, title, originator, drafted_by, checklist, publication, state, outcome,
      decided_on, decided_as, example, source)
    select scheme, agency, y || '/' || n, 'norfolk-2015', 'Subject ' || n || ' of ' || y, 'Office', staff, '{}', 'yes', 'approved', 'Approved.',
      make_date(y, 1, 1) + n * 3, 'PCC', true, 'bench'
    from office, generate_series(2016, 2015 + $3::int) y, generate_series(1, $4::int) n returning *)
  insert into register_entry (scheme_id, agency_id, decision_id, slug, office, number, title, outcome, decided_on, state, document, words, example,
    first_published_at, published_at)
  select scheme_id, agency_id, id, 'norfolk-opcc-' || replace(number, '/', '-'), 'Office of Norfolk', number, title, state, decided_on, 'published',
    $1::jsonb, number || ' ' || title || ' ' || $2, true, now(), now() from rows`;

const files = `with office as (select a.id as agency, s.id as scheme from agency a, scheme s where a.code = 'norfolk-opcc' limit 1)
  insert into publication_file (scheme_id, agency_id, office, kind, month, edition, name, lines, total_pence, threshold_pence, content, sha256,
    example, published_at)
  select scheme, agency, 'Office of Norfolk', 'spend', to_char(m, 'YYYY-MM'), 1,
    'norfolk-opcc-spend-' || to_char(m, 'YYYY-MM') || '-edition-1.csv', $2::int, 60000 * $2::int, 50000,
    (select string_agg('Office,L-' || n || ',2020-01-01,A supplier of things,What was bought and why it was needed,600.00,Three quotes,Ledger', E'\\r\\n')
      from generate_series(1, $2::int) n), 'x', true, m
  from office, generate_series(date '2016-01-01', make_date(2015 + $1::int, 12, 1), interval '1 month') m`;
