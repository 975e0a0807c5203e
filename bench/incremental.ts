/**
 * Linking after an extract: a run that looks at changes alone beside a whole run over the same records, both as the system
 * does them, with reading and writing. `BENCH_RECORDS=200000` takes more records; the extract has 500 rows.
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { serviceViewer } from '../src/access/viewers.ts';
import { openHouse } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { type Database, sql } from '../src/kernel/database.ts';
import { createLog } from '../src/kernel/log.ts';
import { parseCro, parsePnc, standardiseDate } from '../src/linkage/index.ts';
import { type Linked, linkChanges, linkNightly } from '../src/people/identity/link.ts';
import { setUpScheme } from '../src/scheme/setup.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { writePeople } from './linkage/people.ts';
import { withDatabase } from './support/own-database.ts';

const records = Number(process.env.BENCH_RECORDS ?? '50000');
const added = 300;
const changed = 150;
const gone = 50;
const now = new Date('2026-11-02T09:00:00Z');

export async function run(): Promise<void> {
  const postgres = await startPostgres({ durable: true });
  const folder = await mkdtemp(join(tmpdir(), 'waymark-bench-'));
  try {
    await withDatabase(postgres.url, (url) => measure(url, join(folder, 'people.csv')));
  } finally {
    await rm(folder, { recursive: true });
    await postgres.stop();
  }
}

async function measure(url: string, path: string): Promise<void> {
  writePeople(path, records + added);
  const [head = '', ...lines] = (await readFile(path, 'utf8')).trim().split('\n');
  const rows = lines.map((line) => rowOf(head.split(','), line.split(',')));
  const house = await openHouse({ config: readConfig({ DATABASE_URL: url }), log: createLog('silent') });
  const { database } = house;
  const scheme = JSON.parse(await readFile(new URL('../examples/scheme.json', import.meta.url), 'utf8'));
  await setUpScheme(database, scheme, true);
  await bringIn(database, rows.slice(0, records));
  await database.analyse();
  const table: Record<string, unknown>[] = [{ run: 'before', 'MB held': heldMegabytes() }];
  const measured = async (what: string, link: () => Promise<Linked>): Promise<void> => {
    const watch = await watchLock(url);
    const began = performance.now();
    const done = await link();
    const seconds = (performance.now() - began) / 1000;
    const longest = await watch.end();
    table.push({
      ...{ run: what, ...tellOf(done), 'wall s': seconds.toFixed(2) },
      ...{ 'lock s': longest.toFixed(2), 'MB held': heldMegabytes() },
    });
  };
  await measured('the first extract', () => linkChanges(database, { now }));
  await measured('again whole, nothing new', () => linkNightly(database, { now }));
  await measured('nothing new', () => linkChanges(database, { now }));
  await extract(database, rows.slice(records));
  await measured(`${added} new, ${changed} changed, ${gone} gone`, () => linkChanges(database, { now }));
  await measured('nothing new', () => linkChanges(database, { now }));
  await measured('the night after', () => linkNightly(database, { now }));
  console.table(table);
  await house.close();
}

/** How long at most, in one piece, whoever decides about people would have waited: asked on a connection of its own. */
async function watchLock(url: string): Promise<{ end(): Promise<number> }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  let [longest, since, holder, over] = [0, 0, '', false];
  const watching = (async () => {
    while (!over) {
      const { rows } = await client.query<{ by: string }>(
        `select virtualtransaction as by from pg_locks where locktype = 'advisory' and granted and objid = hashtext('waymark-identity')::bigint & 4294967295`,
      );
      const now = performance.now();
      const by = rows[0]?.by ?? '';
      if (by !== holder) since = now;
      if (by !== '') longest = Math.max(longest, now - since);
      holder = by;
      await setTimeout(5);
    }
  })();
  return {
    end: async () => {
      over = true;
      await watching;
      await client.end();
      return longest / 1000;
    },
  };
}

const tellOf = (done: Linked) =>
  done.kind === 'whole'
    ? { kind: 'whole', 'looked at': done.records, pairs: done.pairsScored, otherwise: done.otherwise ?? '' }
    : { kind: 'changes', 'looked at': done.looked, pairs: done.pairsCompared, otherwise: '' };

/** What stays in memory between runs; the collector has been by where it was let (`--expose-gc`). */
function heldMegabytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return Math.round((heapUsed + arrayBuffers) / 1e6);
}

type Row = Record<
  'localId' | 'given' | 'middle' | 'family' | 'born' | 'sex' | 'pnc' | 'cro' | 'postcode',
  string | null
>;

function rowOf(names: readonly string[], cells: readonly string[]): Row {
  const cell = (name: string): string | null => cells[names.indexOf(name)] || null;
  return {
    localId: `B${cell('unique_id')}`,
    given: cell('first_name'),
    middle: cell('middle_name'),
    family: cell('surname'),
    born: standardiseDate(cell('dob') ?? ''),
    sex: cell('sex'),
    pnc: parsePnc(cell('pnc') ?? '', 2026).canonical ?? null,
    cro: parseCro(cell('cro') ?? '').canonical ?? null,
    postcode: cell('postcode'),
  };
}

/** Records as an accepted extract leaves them. */
async function bringIn(database: Database, rows: readonly Row[]): Promise<void> {
  await database.as(serviceViewer('intake', 'bench'), async (tx) => {
    const batch = await tx.one(sql<{ id: number; sourceId: number; agencyId: number }>`
      insert into import_batch (source_id, agency_id, file_name, file_sha256, state)
      select s.id, s.agency_id, 'bench.csv', 'x', 'accepted' from import_source s join agency a on a.id = s.agency_id
      where a.code = 'norfolk-police' and s.format = 'police-nominals'
      returning id, source_id as "sourceId", agency_id as "agencyId"`);
    for (let at = 0; at < rows.length; at += 5000)
      await tx.run(sql`
        insert into source_record (source_id, agency_id, batch_id, local_id, capacity, given_name, middle_name, family_name, born, sex, pnc, cro, postcode, search_names, raw, fingerprint, delete_after)
        select ${batch.sourceId}, ${batch.agencyId}, ${batch.id}, r."localId", 'convicted', r.given, r.middle, r.family, r.born, r.sex, r.pnc, r.cro, r.postcode,
          lower(concat_ws(' ', r.given, r.family)), '{}', 'x', '2028-01-01'
        from jsonb_to_recordset(${JSON.stringify(rows.slice(at, at + 5000))}::jsonb) as r ("localId" text, given text, middle text, family text, born date, sex text,
          pnc text, cro text, postcode text)`);
  });
}

/** New rows; others that moved house; others that are taken back. */
async function extract(database: Database, rows: readonly Row[]): Promise<void> {
  await bringIn(database, rows);
  await database.as(serviceViewer('intake', 'bench'), async (tx) => {
    await tx.run(
      sql`update source_record set postcode = 'NR9 9ZZ', version = version + 1 where id % ${Math.floor(records / changed)} = 0`,
    );
    await tx.run(sql`delete from source_record where id % ${Math.floor(records / gone)} = 1`);
  });
}
