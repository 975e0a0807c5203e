import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { readSchemaFiles } from '../../src/access/schema-files.ts';
import { findViewer, signInDemoPerson } from '../../src/access/sessions.ts';
import type { StaffViewer } from '../../src/access/viewers.ts';
import { type House, openHouse } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/kernel/log.ts';
import { setUpScheme } from '../../src/scheme/setup.ts';

export interface TestHouse extends House {
  schemeId: number;
  /** The viewer of a demo person, by a `login` of examples/scheme.json: most are the code of their role. */
  viewerFor(login: string): Promise<StaffViewer>;
  /** Runs as superuser past every policy, to arrange and to look. On PostgreSQL only. */
  ownerQuery<Row = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Every agency of the scheme may have every category of the others, as an agreement would give it. */
  coverEverything(): Promise<void>;
}

/** The moment of the tests: the example extracts end on 31 October 2026. */
export const testNow = new Date('2026-11-02T09:00:00Z');

const exampleScheme = new URL('../../examples/scheme.json', import.meta.url);

export interface TestHouseOptions {
  /** The embedded database, in memory. */
  embedded?: boolean;
  /** A database to clone instead of the bare scheme: for journeys on the example data. */
  template?: string;
}

/**
 * A house on a database of its own, cloned from a template that is made once for the schema's present text.
 * Close it; its database is dropped.
 */
export async function testHouse(options: TestHouseOptions = {}): Promise<TestHouse> {
  return options.embedded === true ? embeddedHouse() : serverHouse(options.template);
}

export const adminUrl = (): string => {
  const url = process.env.TEST_DATABASE_URL;
  if (url === undefined || url === '')
    throw new Error('TEST_DATABASE_URL is not set: run `npm test`, or name a PostgreSQL for tests.');
  return url;
};

export const urlOf = (database: string): string => {
  const url = new URL(adminUrl());
  url.pathname = `/${database}`;
  return url.toString();
};

async function serverHouse(template: string | undefined): Promise<TestHouse> {
  const from = template ?? (await schemeTemplate());
  const name = `waymark_test_${randomBytes(6).toString('hex')}`;
  await admin(`create database ${name} template ${from}`);
  const url = urlOf(name);
  const house = await openHouse({
    config: readConfig({ DATABASE_URL: url, DATABASE_POOL: '6' }),
    clock: () => testNow,
    log: createLog('silent'),
  });
  const owner = new pg.Pool({ connectionString: url, max: 1 });
  // Dropping the database ends whatever is still connected.
  owner.on('error', () => undefined);
  const ownerQuery = async <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await owner.query(text, values)).rows as Row[];
  const schemeId =
    (await ownerQuery<{ id: number }>('select id from scheme order by id limit 1'))[0]?.id ?? 0;
  return {
    ...house,
    schemeId,
    viewerFor: (login) => viewerFor(house, login),
    ownerQuery,
    coverEverything: async () => {
      await ownerQuery(coverText);
    },
    close: async () => {
      await owner.end();
      await house.close();
      await admin(`drop database ${name} with (force)`);
    },
  };
}

const coverText = `insert into sharing_cover (scheme_id, agency_id, category, from_date, agreement_id)
  select s.id, a.id, c, date '2020-01-01', 0 from scheme s, agency a,
    unnest(array['identity','records','offences','custody','licence','plan','contacts','risk','intelligence','referrals']) c`;

async function embeddedHouse(): Promise<TestHouse> {
  const house = await openHouse({
    config: readConfig({ WAYMARK_DATA: 'memory' }),
    clock: () => testNow,
    log: createLog('silent'),
  });
  const schemeId = await setUpScheme(house.database, await exampleConfiguration(), true);
  const refuse = (): Promise<never> =>
    Promise.reject(new Error('The embedded database has no owner connection once it is open.'));
  return {
    ...house,
    schemeId,
    viewerFor: (login) => viewerFor(house, login),
    ownerQuery: refuse,
    coverEverything: refuse,
  };
}

export const exampleConfiguration = async (): Promise<unknown> =>
  JSON.parse(await readFile(exampleScheme, 'utf8'));

/** Signs a demo person in; a login that nobody has is named. */
export const signInAs = (house: House, login: string): Promise<string> =>
  signInDemoPerson(house.database, login, 'test').catch((cause: unknown) => {
    throw new Error(`Nobody signs in as '${login}' today: is it a login of examples/scheme.json?`, { cause });
  });

async function viewerFor(house: House, login: string): Promise<StaffViewer> {
  const token = await signInAs(house, login);
  const viewer = await findViewer(house.database, token, 'test');
  if (viewer === undefined) throw new Error(`${login} has no role today`);
  return viewer;
}

/** Made once for each text of the schema and the scheme; tests in other processes wait for the first. */
async function schemeTemplate(): Promise<string> {
  const schema = await readSchemaFiles();
  const text = JSON.stringify([schema, await exampleConfiguration()]);
  return makeTemplate('scheme', digestOf(text), async (url) => {
    const house = await openHouse({ config: readConfig({ DATABASE_URL: url }), log: createLog('silent') });
    await setUpScheme(house.database, await exampleConfiguration(), true);
    await house.close();
  });
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** A server may be shared: each checkout knows its own templates by where it lies. */
const checkout = digestOf(fileURLToPath(new URL('../..', import.meta.url))).slice(0, 6);

/**
 * Makes a database by `fill` unless it is there already, and returns its name, which is only taken once it is
 * complete. Making one drops what this checkout made of the same kind before.
 * @param digest of all that goes into it.
 */
export async function makeTemplate(
  kind: 'scheme' | 'demo',
  digest: string,
  fill: (url: string) => Promise<void>,
): Promise<string> {
  const family = `waymark_${kind}_${checkout}_`;
  const name = `${family}${digest}`;
  const client = new pg.Client({ connectionString: adminUrl() });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('waymark-template'))`);
    if ((await client.query('select from pg_database where datname = $1', [name])).rowCount !== 0)
      return name;
    const draft = `${name}_draft`;
    await client.query(`drop database if exists ${draft} with (force)`);
    await client.query(`create database ${draft}`);
    await fill(urlOf(draft));
    await client.query(`alter database ${draft} rename to ${name}`);
    await dropStale(client, family, name);
    return name;
  } finally {
    await client.end();
  }
}

/**
 * Templates whose text is no longer what is in the files. One that another run has named and is about to clone is
 * less than an hour old; one that is being cloned refuses to be dropped, and goes the next time.
 */
async function dropStale(client: pg.Client, family: string, kept: string): Promise<void> {
  const stale = await client.query<{ datname: string }>(
    `select datname from pg_database where starts_with(datname, $1) and datname <> $2
       and (pg_stat_file(format('base/%s/PG_VERSION', oid))).modification < now() - interval '1 hour'`,
    [family, kept],
  );
  for (const { datname } of stale.rows)
    await client.query(`drop database if exists ${datname}`).catch(() => undefined);
}

async function admin(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl() });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
