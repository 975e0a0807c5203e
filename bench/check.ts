import { randomUUID } from 'node:crypto';
import { auditListed } from '../src/access/audit-log.ts';
import type { StaffViewer } from '../src/access/viewers.ts';
import { lookForTyped, shownOf } from '../src/people/index.ts';
import { checkPerson } from '../src/people/search/check-acts.ts';
import type { TypedPerson } from '../src/people/search/check-rules.ts';
import { type TestHouse, testHouse } from '../test/support/house.ts';

/**
 * "Is somebody known already?" at a million people: how long the page's answer takes to a worker with 300 people of their
 * own, how long the answer while a form is typed takes, and whether either takes another time for somebody who is known to
 * other agencies than for somebody known to nobody. Wants TEST_DATABASE_URL. The fill takes some minutes.
 */
export async function run(): Promise<void> {
  const house = await testHouse();
  try {
    await house.coverEverything();
    const filled = performance.now();
    await fill(house);
    process.stdout.write(`filled in ${Math.round((performance.now() - filled) / 1000)} s\n`);
    await measure(house);
  } finally {
    await house.close();
  }
}

const people = 1_000_000;
const asked = 150;
const syllables = [
  'ba',
  'ren',
  'tol',
  'mar',
  'quil',
  'sto',
  'wen',
  'dar',
  'lin',
  'gro',
  'fen',
  'hal',
  'ker',
  'ped',
  'vis',
  'nor',
];

/** One record and one person each; names of three syllables, so that many are a little alike. */
async function fill(house: TestHouse): Promise<void> {
  await house.ownerQuery(`insert into import_batch (source_id, agency_id, file_name, file_sha256, state)
    select s.id, s.agency_id, 'bench.csv', 'x', 'accepted' from import_source s`);
  await house.ownerQuery(
    `insert into person (family_name, given_names, search_names, born, sex)
     select f, g, lower(g || ' ' || f), b, 'male' from (
       select initcap(($1::text[])[1 + n % 16] || ($1::text[])[1 + (n / 16) % 16] || ($1::text[])[1 + (n / 256) % 16]) as f,
         initcap(($1::text[])[1 + (n % 16) * 7 % 16] || ($1::text[])[1 + (n / 31) % 16]) as g, date '1950-01-01' + (n % 20000) * 7919 % 20000 as b
       from generate_series(1, $2::int) n) made`,
    [syllables, people],
  );
  await house.ownerQuery(
    `insert into source_record (source_id, agency_id, batch_id, local_id, capacity, person_id, given_name, family_name, born, search_names, raw, fingerprint, delete_after)
     select b.source_id, b.agency_id, b.id, 'B' || p.id, 'convicted', p.id, p.given_names, p.family_name, p.born, p.search_names, '{}', 'x', '2030-01-01'
     from person p join (select row_number() over (order by id) - 1 as place, count(*) over () as n, * from import_batch) b on b.place = p.id % b.n`,
  );
  await house.ownerQuery('analyze');
}

const percentile = (sorted: readonly number[], share: number): string =>
  `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)} ms`;

interface Known {
  g: string;
  f: string;
  b: string;
}

async function measure(house: TestHouse): Promise<void> {
  const rows: Record<string, Record<string, string>> = {};
  for (const login of ['police-offender-manager', 'link-worker']) {
    const viewer = await house.viewerFor(login);
    await house.ownerQuery(
      `insert into access_reason (person_id, kind, staff_id, source) select id, 'lead', $1, 'bench' from person where id % 3331 = 7`,
      [viewer.staffId],
    );
    const known = await house.ownerQuery<Known>(
      `select p.given_names as g, p.family_name as f, p.born::text as b from person p join source_record r on r.person_id = p.id
       where p.id % 3307 = 11 and p.id % 3331 <> 7 and r.agency_id <> $1 order by p.id limit $2`,
      [viewer.agencyId, asked],
    );
    for (const [who, list] of Object.entries(await timesOf(house, viewer, known))) {
      const sorted = list.slice(10).sort((a, b) => a - b);
      rows[`${login}, ${who}`] = {
        asked: String(sorted.length),
        p50: percentile(sorted, 0.5),
        p95: percentile(sorted, 0.95),
        p99: percentile(sorted, 0.99),
      };
    }
  }
  console.table(rows);
}

/** By turns, so that what else the machine does falls on all alike. */
async function timesOf(
  house: TestHouse,
  viewer: StaffViewer,
  known: readonly Known[],
): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = {};
  const took = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    const began = performance.now();
    await work();
    times[what] = [...(times[what] ?? []), performance.now() - began];
  };
  const look = (typed: TypedPerson, hasty: boolean) =>
    house.database.as(viewer, (tx) => lookForTyped(tx, viewer, typed, auditListed, hasty));
  const type = (typed: TypedPerson) => look(typed, true);
  const ask = async (typed: TypedPerson): Promise<void> => {
    const found = await look(typed, false);
    await house.performer.perform(viewer, checkPerson, { ...typed, ...shownOf(found) }, randomUUID());
  };
  for (const [place, { g, f, b }] of known.entries()) {
    const typed = { givenName: g, familyName: f, born: b, identifiers: [] };
    // A day on which as many were born, none of them of the name.
    const stranger = { ...typed, born: known[(place + 1) % known.length]?.b ?? b };
    await took('known to others', () => ask(typed));
    await took('known to nobody', () => ask(stranger));
    await took('while typing, known to others', () => type(typed));
    await took('while typing, known to nobody', () => type(stranger));
    // A name without a birth is what is typed first.
    await took('while typing, names alone', () => type({ ...typed, born: null }));
  }
  return times;
}
