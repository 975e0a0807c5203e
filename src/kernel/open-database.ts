import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { Database } from './database.ts';
import { WaymarkError } from './errors.ts';
import { holdFolder } from './folder-lock.ts';
import { bringUpToDate, type SchemaFiles } from './migrate.ts';

export interface DatabaseSettings {
  /** Where the embedded database lives when `url` is absent; `memory` keeps nothing. */
  dataFolder: string;
  url: string | undefined;
  /** Past a pooler: migrations run here. Its presence means `url` leads to a transaction pooler. */
  directUrl: string | undefined;
  poolSize: number;
}

const loginRole = 'waymark_login';

/**
 * Opens PostgreSQL (when `url` is given) or the embedded PostgreSQL in `dataFolder`, brings the schema up to
 * date, and hands over a database whose connections have given up every privilege but taking a viewer's role.
 *
 * @throws WaymarkError `folder-in-use` when another process has the folder; `wrong-setting` for a login that
 *   can neither migrate nor act as the application.
 */
export async function openDatabase(settings: DatabaseSettings, schema: SchemaFiles): Promise<Database> {
  return settings.url === undefined
    ? openEmbedded(settings, schema)
    : openServer(settings, settings.url, schema);
}

async function openEmbedded(settings: DatabaseSettings, schema: SchemaFiles): Promise<Database> {
  const inMemory = settings.dataFolder === 'memory';
  const lock = inMemory ? undefined : await holdFolder(settings.dataFolder);
  try {
    const { embedded, pool } = await startEmbedded(
      inMemory ? undefined : join(settings.dataFolder, 'database'),
    );
    await withClient(pool, (client) => bringUpToDate(client, schema));
    // From here on the one connection is nobody until it takes a viewer's role.
    await pool.query(`set session authorization ${loginRole}`);
    const onClose = async (): Promise<void> => {
      await embedded.close();
      await lock?.release();
    };
    const analyse = async (): Promise<void> => {
      await pool.query(`reset session authorization; analyze; set session authorization ${loginRole}`);
    };
    return new Database({ pool, prepare: true, pipeline: false, embedded: true, onClose, analyse });
  } catch (error) {
    await lock?.release();
    throw error;
  }
}

async function startEmbedded(folder: string | undefined) {
  // Loaded only when needed: it is 20 MB of WebAssembly.
  const { PGlite } = await import('@electric-sql/pglite');
  const { createPgConfig } = await import('@electric-sql/pglite/node-postgres');
  const { pg_trgm } = await import('@electric-sql/pglite/contrib/pg_trgm');
  const { unaccent } = await import('@electric-sql/pglite/contrib/unaccent');
  const { btree_gist } = await import('@electric-sql/pglite/contrib/btree_gist');
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  const embedded = await PGlite.create({
    ...(folder === undefined ? {} : { dataDir: folder }),
    extensions: { pg_trgm, unaccent, btree_gist },
  });
  const config = createPgConfig(embedded) as unknown as pg.PoolConfig;
  const pool = new pg.Pool({ ...config, max: 1, idleTimeoutMillis: 0, connectionTimeoutMillis: 30_000 });
  return { embedded, pool };
}

async function openServer(settings: DatabaseSettings, url: string, schema: SchemaFiles): Promise<Database> {
  const direct = settings.directUrl === undefined;
  const mayMigrate = await prepareServer(settings.directUrl ?? url, schema);
  const pool = new pg.Pool({
    connectionString: url,
    max: settings.poolSize,
    connectionTimeoutMillis: 10_000,
    application_name: 'waymark',
    pipeline: direct,
    // Planning a statement under row-level security costs several times its running: one plan serves all values. And
    // its policies look costly enough to be compiled, which takes longer (30 times, over forty tables) than to run it.
    ...(direct ? { options: '-c plan_cache_mode=force_generic_plan -c jit=off' } : {}),
    ...(mayMigrate && direct ? { onConnect: giveUpPrivileges } : {}),
  });
  // A connection that breaks is replaced, idle or at work (its statement fails, and says so to whoever waits);
  // without listeners it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Database({ pool, prepare: direct, pipeline: direct, embedded: false });
}

/** @returns whether the login may migrate (and so has to give up its privileges on every connection). */
async function prepareServer(url: string, schema: SchemaFiles): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, application_name: 'waymark-migrate' });
  await client.connect();
  try {
    const found = await client.query(
      `select session_user as "user", current_setting('is_superuser') = 'on' as super, current_setting('server_version_num')::int as version`,
    );
    const { user, super: isSuper, version } = found.rows[0];
    if (version < 150_000) {
      throw new WaymarkError('wrong-setting', {
        text: `DATABASE_URL leads to PostgreSQL ${version / 10_000}; 15 or later is needed.`,
      });
    }
    if (user === loginRole) return false;
    if (!isSuper && user !== 'waymark_owner') {
      const text = `DATABASE_URL signs in as "${user}". Use a superuser to set up, or ${loginRole} once it is set up (docs/deploy/postgresql.md).`;
      throw new WaymarkError('wrong-setting', { text });
    }
    await bringUpToDate(client, schema);
    return isSuper;
  } finally {
    await client.end();
  }
}

async function giveUpPrivileges(client: pg.ClientBase): Promise<void> {
  await client.query(`set session authorization ${loginRole}`);
}

async function withClient<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
}
