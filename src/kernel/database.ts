import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from 'kysely';
import pg from 'pg';
import { WaymarkError } from './errors.ts';
import { ShortCache } from './short-cache.ts';
import { type Answer, type Asked, StatementBatch } from './statement-batch.ts';

export { type RawBuilder as Sql, sql };

/**
 * On whose behalf a transaction runs. `databaseRole` decides what the database grants at all, `facts` are the
 * settings that row-level security reads. `access/viewers.ts` makes the only ones.
 */
export interface Viewer {
  readonly databaseRole: string;
  readonly facts: Readonly<Record<string, string>>;
  /** The session behind it: each transaction opens only while the session has not ended. */
  readonly sessionId?: number;
}

/** What a piece of work may do inside its transaction. SQL is Kysely's `sql` tag, so parameters are bound. */
export interface Tx {
  /** All rows. */
  many<Row>(query: RawBuilder<Row>): Promise<Row[]>;
  /** The first row, or undefined. */
  maybe<Row>(query: RawBuilder<Row>): Promise<Row | undefined>;
  /** The first row; throws `not-found` when there is none (absent and forbidden look the same). */
  one<Row>(query: RawBuilder<Row>): Promise<Row>;
  /** Runs a statement; the number of rows it touched. */
  run(query: RawBuilder<unknown>): Promise<number>;
  /** What hardly ever changes (rules in force), kept for seconds by this process. */
  readonly shared: ShortCache;
}

// Dates without a time and timestamps without a zone would be read in the machine's zone: keep them as text.
// Whole numbers of eight bytes become numbers, and a number beyond 2^53 is refused rather than rounded.
pg.types.setTypeParser(1082, (text) => text);
pg.types.setTypeParser(1114, (text) => text);
setArrayParser(1182, (text) => parseArray(text));
pg.types.setTypeParser(20, (text) => safeInteger(text));
setArrayParser(1016, (text) => parseArray(text).map(safeInteger));

/** The driver's list of type numbers leaves out the arrays. */
function setArrayParser(type: number, parse: (text: string) => unknown): void {
  pg.types.setTypeParser(type as Parameters<typeof pg.types.setTypeParser>[0], parse);
}

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`Integer out of range: ${text}`);
  return value;
}

function parseArray(text: string): string[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',');
}

const compiler = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

const statementNames = new Map<string, string>();

/** Statements are prepared once per connection under a name made from their text (not behind a transaction pooler). */
function statementName(text: string): string {
  let name = statementNames.get(text);
  if (name === undefined) {
    name = createHash('sha1').update(text).digest('base64url');
    if (statementNames.size < 5_000) statementNames.set(text, name);
  }
  return name;
}

export interface DatabaseOptions {
  pool: pg.Pool;
  /** False behind PgBouncer in transaction mode: statements then stay unnamed. */
  prepare: boolean;
  /** Whether the pool's connections take a statement before they have answered the one before. */
  pipeline: boolean;
  /** Ends what stands behind the pool (the embedded database); called after the pool has ended. */
  onClose?: () => Promise<void>;
  /** Brings the planner's statistics up to date where nothing else does (the embedded database). */
  analyse?: () => Promise<void>;
  embedded: boolean;
}

export interface AsOptions {
  /** Refuses writes in this transaction. */
  readOnly?: boolean;
  isolation?: 'read committed' | 'repeatable read' | 'serializable';
  /** Whom it is about, where it is about one person: the policies then ask for the reason once a statement. */
  personId?: number | undefined;
}

const current = new AsyncLocalStorage<Viewer>();

/**
 * The only way to the data. There is no query without a viewer: `as` opens a transaction, takes the viewer's
 * database role and facts for its length, and hands over `tx`. Nesting throws, because a second transaction
 * would see other data (and would wait for ever on the embedded database's one connection).
 */
export class Database {
  readonly embedded: boolean;
  /** Emptied by acts that change rules, staff, rights or agreements. */
  readonly shared = new ShortCache(3_000);
  readonly #pool: pg.Pool;
  /** See `DatabaseOptions`. */
  readonly prepare: boolean;
  readonly pipeline: boolean;
  readonly #onClose: (() => Promise<void>) | undefined;
  readonly #analyse: (() => Promise<void>) | undefined;

  constructor(options: DatabaseOptions) {
    this.#pool = options.pool;
    this.prepare = options.prepare;
    this.pipeline = options.pipeline;
    this.#onClose = options.onClose;
    this.#analyse = options.analyse;
    this.embedded = options.embedded;
  }

  async as<Result>(
    viewer: Viewer,
    work: (tx: Tx) => Promise<Result>,
    options: AsOptions = {},
  ): Promise<Result> {
    if (current.getStore() !== undefined)
      throw new Error('database.as was called inside another database.as');
    const opening = openingOf(viewer, options);
    const client = await this.#connect();
    const tx = new ClientTx(client, this);
    let broken: Error | undefined;
    // The first statement of the work may follow the opening on its heels: when the opening fails, the transaction
    // is aborted or was never begun, and the connection by itself has no privilege on any table.
    const opened = tx.open(opening);
    const failure = failureOf(opened);
    try {
      const result = await current.run(viewer, () => work(tx));
      await opened;
      await tx.close();
      const ended = await client.query('commit');
      // A statement that failed and was passed over has undone the rest: never "done" for what is not there.
      if (ended.command !== 'COMMIT') throw new Error('A statement of the transaction had failed.');
      return result;
    } catch (error) {
      await tx.close();
      broken = await rollBack(client);
      throw translate((await failure) ?? tx.causeOf(error));
    } finally {
      client.release(broken);
    }
  }

  /**
   * One statement under a service's role, outside any viewer's transaction: for the job queue, which manages
   * its own transactions. The role is taken for the session and given back before the connection is released.
   */
  async asQueue(role: string, text: string, values: unknown[] | undefined): Promise<{ rows: unknown[] }> {
    const client = await this.#connect();
    let broken: Error | undefined;
    try {
      await client.query(`set role ${pg.escapeIdentifier(role)}`);
      const result = await client.query(text, values !== undefined && values.length > 0 ? values : undefined);
      const last = Array.isArray(result) ? result.at(-1) : result;
      return { rows: last?.rows ?? [] };
    } catch (error) {
      broken = await rollBack(client);
      throw error;
    } finally {
      await client.query('reset role').catch((error: Error) => {
        broken ??= error;
      });
      client.release(broken);
    }
  }

  /** After much was written: the embedded database has nobody else who counts its rows. */
  async analyse(): Promise<void> {
    await this.#analyse?.();
  }

  /** How many connections exist, are idle, and how many callers wait. */
  get load(): { total: number; idle: number; waiting: number } {
    return { total: this.#pool.totalCount, idle: this.#pool.idleCount, waiting: this.#pool.waitingCount };
  }

  async close(): Promise<void> {
    await this.#pool.end();
    await this.#onClose?.();
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (cause) {
      throw new WaymarkError('database-busy', { cause });
    }
  }
}

type Opening = readonly { readonly text: string; readonly values: readonly string[] }[];

function openingOf(viewer: Viewer, options: AsOptions): Opening {
  // PostgreSQL would not take the text, and what follows it would find no transaction.
  for (const fact of Object.values(viewer.facts))
    if (fact.includes('\0')) throw new Error('A fact of the viewer holds a NUL.');
  const about = options.personId === undefined ? [] : [['person', String(options.personId)] as const];
  const settings = [...Object.entries(viewer.facts), ...about].flatMap(([name, value]) => [
    `waymark.${name}`,
    value,
  ]);
  const mode = `${options.isolation ? ` isolation level ${options.isolation}` : ''}${options.readOnly ? ' read only' : ''}`;
  const set = settings.flatMap((_, at) => (at % 2 === 0 ? [`set_config($${at + 1}, $${at + 2}, true)`] : []));
  return [
    { text: `begin${mode}`, values: [] },
    { text: `set local role ${pg.escapeIdentifier(viewer.databaseRole)}`, values: [] },
    ...(set.length === 0 ? [] : [{ text: `select ${set.join(', ')}`, values: settings }]),
    ...(viewer.sessionId === undefined
      ? []
      : [{ text: 'select session_alive($1)', values: [String(Number(viewer.sessionId))] }]),
  ];
}

/** As one message, where each statement would be a round trip of its own. */
const inOneText = (opening: Opening): string =>
  opening
    .map(({ text, values }) =>
      text.replace(/\$(\d+)/g, (_, at) => pg.escapeLiteral(values[Number(at) - 1] ?? '')),
    )
    .join('; ');

/** Why the transaction could not be opened, if it could not. */
const failureOf = (opened: Promise<unknown>): Promise<unknown> =>
  opened.then(
    () => undefined,
    (error: unknown) => error,
  );

async function rollBack(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query('rollback');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

class ClientTx implements Tx {
  readonly #client: pg.PoolClient;
  readonly #how: { prepare: boolean; pipeline: boolean };
  readonly shared: ShortCache;
  #open = true;
  /** Where statements cannot be sent ahead, each waits for the one before. */
  #last: Promise<unknown> = Promise.resolve();
  /** What waits for the end of this turn of the loop. */
  readonly #asked: Asked[] = [];
  /** Why the transaction was aborted, if it was. */
  #firstFailure: unknown;

  constructor(client: pg.PoolClient, how: { prepare: boolean; pipeline: boolean; shared: ShortCache }) {
    this.#client = client;
    this.#how = how;
    this.shared = how.shared;
  }

  open(opening: Opening): Promise<unknown> {
    if (!this.#how.pipeline) return this.#send({ text: inOneText(opening) });
    const sent = opening.map(({ text, values }) =>
      this.#send({ name: statementName(text), text, values: [...values] }),
    );
    // Each fails by itself; the first is the cause.
    for (const one of sent) one.catch(() => undefined);
    return Promise.all(sent);
  }

  /**
   * After this, a forgotten `await` fails loudly instead of writing into somebody else's transaction. Resolves when
   * what was sent has been answered.
   */
  async close(): Promise<void> {
    this.#open = false;
    await this.#last;
  }

  async #query<Row>(query: RawBuilder<Row>): Promise<Answer> {
    const { sql: text, parameters } = query.compile(compiler);
    const values = parameters as unknown[];
    return this.#send(this.#how.prepare ? { name: statementName(text), text, values } : { text, values });
  }

  #send(config: pg.QueryConfig): Promise<Answer> {
    const run = async (): Promise<Answer> => {
      if (!this.#open) throw new Error('The transaction has ended; a query was not awaited.');
      if (this.#how.pipeline) return this.#sendWithOthers(config);
      const { rows, rowCount } = await this.#client.query(config);
      return { rows, rowCount: rowCount ?? 0 };
    };
    const sent = this.#how.pipeline ? run() : this.#last.then(run);
    // Whoever asked is told of a failure; here it only ends the wait.
    this.#last = sent.catch((error: unknown) => {
      this.#firstFailure ??= error;
    });
    return sent;
  }

  /** What is asked in one turn of the loop goes out as one batch. */
  #sendWithOthers(config: pg.QueryConfig): Promise<Answer> {
    if (this.#asked.length === 0)
      process.nextTick(() => {
        this.#client.query(new StatementBatch(this.#asked.splice(0)));
      });
    return new Promise((resolve, reject) => {
      this.#asked.push({ config, resolve, reject });
    });
  }

  /** What was sent behind a statement that failed fails because of it, and may be heard of first. */
  causeOf(error: unknown): unknown {
    const isFollowing = (error as DatabaseFault | undefined)?.code === '25P02';
    return isFollowing ? (this.#firstFailure ?? error) : error;
  }

  async many<Row>(query: RawBuilder<Row>): Promise<Row[]> {
    return (await this.#query(query)).rows as Row[];
  }

  async maybe<Row>(query: RawBuilder<Row>): Promise<Row | undefined> {
    return (await this.#query(query)).rows[0] as Row | undefined;
  }

  async one<Row>(query: RawBuilder<Row>): Promise<Row> {
    const row = await this.maybe(query);
    if (row === undefined) throw new WaymarkError('not-found');
    return row;
  }

  async run(query: RawBuilder<unknown>): Promise<number> {
    return (await this.#query(query)).rowCount;
  }
}

interface DatabaseFault {
  code?: string;
  constraint?: string;
  table?: string;
}

/** The server went away, is restarting, or the line broke. */
const hasLostConnection = (error: Error, { code }: DatabaseFault): boolean =>
  /^(57P0\d|08...|ECONNRESET|ECONNREFUSED|EPIPE)$/.test(code ?? '') ||
  /^(Connection terminated|Client has encountered a connection error)/.test(error.message);

/** Turns what PostgreSQL refuses into the catalogue's errors; anything unknown passes through as it is. */
function translate(error: unknown): unknown {
  if (error instanceof WaymarkError || !(error instanceof Error)) return error;
  const fault = error as DatabaseFault;
  const data = { sqlstate: fault.code, constraint: fault.constraint, table: fault.table };
  switch (fault.code) {
    case 'WM001':
      return new WaymarkError('not-signed-in', { data });
    case '42501':
      return new WaymarkError('right-missing', { data, cause: error });
    case '23505':
    case '23P01':
      return new WaymarkError('conflict', { data, cause: error });
    case '22001':
    case '22003':
    case '22007':
    case '22008':
    case '22021':
    case '22P02':
    case '22P05':
    case '23502':
    case '23503':
    case '23514':
      return new WaymarkError('invalid', { data, cause: error });
    case '40001':
    case '40P01':
    case '57014':
      return new WaymarkError('database-busy', { data, cause: error });
    default:
      return hasLostConnection(error, fault)
        ? new WaymarkError('database-busy', { data, cause: error })
        : error;
  }
}
