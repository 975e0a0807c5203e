/**
 * Selection at 10^4, 10^5 and 10^6 people with five proven offences each on average: the first run, scoring everybody
 * again, one person after a new event, and a changed matrix tried. Offences fall as they do: most people have one or two,
 * a few have dozens. `BENCH_PEOPLE=50000` gives other sizes; `BENCH_MINIMUM=1` scores everybody with any offence in the
 * rule's window, and not only who meets the example rule. `BENCH_SERVER` names a PostgreSQL to use.
 */

import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { readSchemaFiles } from '../src/access/schema-files.ts';
import { tryMatrix } from '../src/cohort/selection/preview.ts';
import { rescorePeople, runSelection } from '../src/cohort/selection/run.ts';
import type { Matrix } from '../src/cohort/selection/types.ts';
import type { Database } from '../src/kernel/database.ts';
import { openDatabase } from '../src/kernel/open-database.ts';
import { setUpScheme } from '../src/scheme/setup.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { withDatabase } from './support/own-database.ts';

const sizes = (process.env.BENCH_PEOPLE ?? '10000,100000,1000000').split(',').map(Number);
const minimum = Number(process.env.BENCH_MINIMUM ?? 4);
const on = '2026-11-02';
const now = new Date(`${on}T09:00:00Z`);

export async function run(): Promise<void> {
  const named = process.env.BENCH_SERVER;
  const server = named === undefined ? await startPostgres({ durable: true }) : undefined;
  try {
    write(
      'people     offences   listed   first run s   again s   next day s   one person ms   preview s   peak MB',
    );
    for (const people of sizes)
      write(await withDatabase(named ?? server?.url ?? '', (url) => measure(url, people)));
  } finally {
    await server?.stop();
  }
}

const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function measure(url: string, people: number): Promise<string> {
  const database = await openDatabase(
    { url, directUrl: undefined, dataFolder: '', poolSize: 4 },
    await readSchemaFiles(),
  );
  const scheme = JSON.parse(await readFile(new URL('../examples/scheme.json', import.meta.url), 'utf8')) as {
    rules: { kind: string; body: Matrix & { minimumProvenOffences?: number } }[];
  };
  for (const rule of scheme.rules) if (rule.kind === 'eligibility') rule.body.minimumProvenOffences = minimum;
  const schemeId = await setUpScheme(database, scheme, true);
  const offences = await fill(url, people);
  const matrix = scheme.rules.find(({ kind }) => kind === 'matrix')?.body;
  if (matrix === undefined) throw new Error('The example scheme has no matrix');
  try {
    const cells = await timed(database, schemeId, matrix, people);
    return `${String(people).padEnd(10)} ${String(offences).padEnd(10)} ${cells}`;
  } finally {
    await database.close();
  }
}

async function timed(database: Database, schemeId: number, matrix: Matrix, people: number): Promise<string> {
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 20);
  const seconds = async (work: () => Promise<unknown>): Promise<number> => {
    const started = performance.now();
    await work();
    return (performance.now() - started) / 1000;
  };
  let listed = 0;
  const first = await seconds(async () => {
    listed = (await runSelection(database, { schemeId, on, now })).eligible;
  });
  const again = await seconds(() => runSelection(database, { schemeId, on, now }));
  const tomorrow = new Date(now.getTime() + 86_400_000);
  const nextDay = await seconds(() => runSelection(database, { schemeId, on: '2026-11-03', now: tomorrow }));
  const ones: number[] = [];
  for (let index = 0; index < 20; index += 1) {
    const personIds = [1 + ((index * 7919) % people)];
    ones.push(await seconds(() => rescorePeople(database, { schemeId, personIds, on, now })));
  }
  const one = ones.sort((left, right) => left - right).at(-1) ?? 0;
  const preview = await seconds(() =>
    tryMatrix(database, { schemeId, cohort: 'main' }, { ...matrix, line: matrix.line + 10 }, on),
  );
  clearInterval(watch);
  return [
    String(listed).padEnd(8),
    first.toFixed(2).padEnd(13),
    again.toFixed(2).padEnd(9),
    nextDay.toFixed(2).padEnd(12),
    (one * 1000).toFixed(0).padEnd(15),
    preview.toFixed(2).padEnd(11),
    String(Math.round(peak / 1_048_576)),
  ].join(' ');
}

/** People by numbers alone; nobody in it exists. Four in five have one or two offences, one in twenty dozens. */
async function fill(url: string, people: number): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('set session_replication_role = replica');
  await client.query(`
    insert into person (family_name, given_names, search_names, born, sex, ethnicity)
    select 'Family' || (i % 5000), 'Given' || (i % 971), 'given', date '1965-01-01' + (i::bigint * 7919 % 15000)::int,
      case when i % 7 = 0 then 'female' else 'male' end, (array['A', 'B', 'M', 'O', 'W'])[1 + i % 5] from generate_series(1, ${people}) i`);
  await client.query(`
    insert into import_batch (source_id, agency_id, file_name, file_sha256, state)
    select id, agency_id, 'x', 'x', 'accepted' from import_source where format = 'police-crimes' order by id limit 1`);
  await client.query(`
    insert into offence (person_id, nominal_ref, source_id, agency_id, batch_id, local_id, capacity, offence_code, home_office_class, offence_date, outcome,
      outcome_date, area, handling, fingerprint)
    select p, 'N' || p, b.source_id, b.agency_id, b.id, p || '-' || k, 'convicted', 'TH68010', (array['028/01', '030/02', '046/00', '105/01', '034/01', '130/01'])[1 + (p + k) % 6],
      d, 'convicted', d + 40, (array['NW1', 'IP2', 'LO3', 'ST1'])[1 + p % 4], 'statutory', 'x'
    from import_batch b, generate_series(1, ${people}) p,
      lateral generate_series(1, case when p % 20 = 0 then 26 + p % 60 when p % 5 = 0 then 6 + p % 9 else 1 + p % 2 end) k,
      lateral (select date '2026-09-20' - (hashint4(p * 97 + k) & 2147483647) % 3000 as d) x`);
  await client.query('set session_replication_role = origin');
  await client.query('vacuum analyze');
  const { rows } = await client.query<{ n: string }>('select count(*) as n from offence');
  await client.end();
  return Number(rows[0]?.n ?? 0);
}
