import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { readSchemaFiles } from '../../src/access/schema-files.ts';
import { openDatabase } from '../../src/kernel/open-database.ts';
import { runMeasures } from '../../src/outcomes/index.ts';
import { setUpScheme } from '../../src/scheme/setup.ts';
import { startPostgres } from '../../test/support/postgres.ts';
import { withDatabase } from './own-database.ts';

const on = '2026-11-02';
const now = new Date(`${on}T09:00:00Z`);

/** A whole nightly measurement by every measure, from the tables to frozen claims; then the night after, without news. */
export async function measureDatabase(people: number, members: number): Promise<string> {
  const named = process.env.BENCH_SERVER;
  const server = named === undefined ? await startPostgres({ durable: true }) : undefined;
  try {
    return await withDatabase(named ?? server?.url ?? '', (url) => timed(url, people, members));
  } finally {
    await server?.stop();
  }
}

async function timed(url: string, people: number, members: number): Promise<string> {
  const database = await openDatabase(
    { url, directUrl: undefined, dataFolder: '', poolSize: 4 },
    await readSchemaFiles(),
  );
  try {
    const scheme = JSON.parse(await readFile(new URL('../../examples/scheme.json', import.meta.url), 'utf8'));
    const schemeId = await setUpScheme(database, scheme, true);
    const offences = await fill(url, people, members);
    const run = async (): Promise<string> => {
      const began = performance.now();
      await runMeasures(database, { schemeId, on, now });
      return ((performance.now() - began) / 1_000).toFixed(2);
    };
    const [first, again] = [await run(), await run()];
    return `${people} people, ${members} members, ${offences} offences: ${first} s, and ${again} s the night after`;
  } finally {
    await database.close();
  }
}

async function fill(url: string, people: number, members: number): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('set session_replication_role = replica');
  await client.query(`
    insert into person (family_name, given_names, search_names, born)
    select 'Family' || (i % 5000), 'Given' || (i % 971), 'given', date '1965-01-01' + (i::bigint * 7919 % 15000)::int from generate_series(1, ${people}) i`);
  await client.query(`
    insert into import_batch (source_id, agency_id, file_name, file_sha256, state)
    select id, agency_id, 'x', 'x', 'accepted' from import_source where format = 'police-crimes' order by id limit 1`);
  await client.query(`
    insert into offence (person_id, nominal_ref, source_id, agency_id, batch_id, local_id, capacity, offence_code, offence_date, outcome, outcome_date, handling, fingerprint)
    select p, 'N' || p, b.source_id, b.agency_id, b.id, p || '-' || k, 'convicted', 'TH68010', d, 'convicted', d + 40, 'partners', 'x'
    from import_batch b, generate_series(1, ${people}) p,
      lateral generate_series(1, case when p % 20 = 0 then 26 + p % 60 when p % 5 = 0 then 6 + p % 9 else 1 + p % 2 end) k,
      lateral (select date '2026-10-31' - (hashint4(p * 97 + k) & 2147483647) % 3000 as d) x`);
  await client.query(`
    insert into custody_spell (person_id, nominal_ref, source_id, agency_id, batch_id, local_id, kind, place, from_day, to_day, handling, fingerprint)
    select p, 'N' || p, b.source_id, b.agency_id, b.id, p::text, 'prison', 'Example', d, d + 20 + p % 200, 'partners', 'x'
    from import_batch b, generate_series(1, ${people}) p, lateral (select date '2026-06-30' - (hashint4(p) & 2147483647) % 2500 as d) x where p % 3 = 0`);
  await client.query(`
    insert into membership (scheme_id, person_id, state, strand, base_id, team_id, statutory, joined_on, review_retention_on)
    select s.id, i * ${Math.floor(people / members)}, 'member', 'flex', t.base_id, t.id, 'statutory', date '2024-01-01' + (i % 400)::int, date '2040-01-01'
    from generate_series(1, ${members}) i, scheme s, lateral (select id, base_id from team order by id offset i % 4 limit 1) t`);
  await client.query('set session_replication_role = origin');
  await client.query('vacuum analyze');
  const { rows } = await client.query<{ n: string }>('select count(*) as n from offence');
  await client.end();
  return Number(rows[0]?.n ?? 0);
}
