import pg from 'pg';

/** One statement and whoever waits for it. */
export interface Asked {
  readonly config: pg.QueryConfig;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/** What a statement gave: its rows as objects by column, and how many rows it touched. */
export interface Answer {
  readonly rows: Record<string, unknown>[];
  readonly rowCount: number;
}

interface Column {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

interface Described {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
}

/** What is kept for a connection: its prepared statements' columns, and the face that a statement is sent through. */
interface Kept {
  readonly columns: Map<string, readonly Column[]>;
  readonly face: pg.Connection;
  knowsColumns: boolean;
}

/** What `pg` keeps of the statements it has prepared, and does not declare. */
interface Prepared {
  readonly submittedNamedStatements: Record<string, string>;
}

const keptFor = new WeakMap<pg.Connection, Kept>();

/**
 * Statements that do not wait for one another, sent as one: a single Sync ends them, so that the server answers once
 * for all, and a prepared statement is described once per connection and not at every use. (`pg` ends and describes
 * every statement by itself; on a page of thirty statements that costs both sides more than the statements do.)
 *
 * Fails as a transaction does: behind a statement that failed the rest is not done, and fails with 25P02.
 */
export class StatementBatch extends pg.Query {
  #asked: readonly Asked[];
  #at = 0;
  #columns: readonly Column[] = [];
  #rows: Record<string, unknown>[] = [];
  #kept: Kept | undefined;
  #connection: pg.Connection | undefined;
  /** `pg` notes under these which statement the server has prepared. */
  name: string | undefined;
  text: string | undefined;

  constructor(asked: readonly Asked[]) {
    super({ text: 'batch' }, () => undefined);
    this.#asked = asked;
    this.submit = (connection) => this.#submit(connection);
    this.#begin();
  }

  #submit(connection: pg.Connection): null {
    const kept = keptOf(connection);
    this.#connection = connection;
    this.#kept = kept;
    connection.stream.cork();
    try {
      this.#asked = this.#asked.filter((asked) => isSent(asked, kept));
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
    this.#begin();
    return null;
  }

  /** The statement whose answer comes next. */
  #begin(): void {
    const config = this.#asked[this.#at]?.config;
    this.name = config?.name;
    this.text = config?.text;
    this.#rows = [];
    this.#columns = (config?.name !== undefined && this.#kept?.columns.get(config.name)) || [];
  }

  handleRowDescription({ fields }: Described): void {
    this.#columns = fields.map(({ name, dataTypeID }) => ({
      name,
      parse: pg.types.getTypeParser(dataTypeID, 'text') as Column['parse'],
    }));
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    const row: Record<string, unknown> = {};
    for (const [index, { name, parse }] of this.#columns.entries()) {
      const text = fields[index] ?? null;
      row[name] = text === null ? null : parse(text);
    }
    this.#rows.push(row);
  }

  handleCommandComplete({ text }: { text: string }): void {
    const asked = this.#asked[this.#at];
    const rows = this.#rows;
    if (this.name !== undefined) this.#kept?.columns.set(this.name, this.#columns);
    this.#at += 1;
    this.#begin();
    asked?.resolve({ rows, rowCount: Number(/\d+$/.exec(text)?.[0] ?? 0) });
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' });
  }

  handleError(error: Error): void {
    const [failed, ...behind] = this.#asked.slice(this.#at);
    this.#at = this.#asked.length;
    failed?.reject(error);
    const sent = this.#connection as (pg.Connection & Prepared) | undefined;
    for (const { config, reject } of behind) {
      // The server never came to prepare it.
      if (config.name !== undefined) delete sent?.submittedNamedStatements[config.name];
      reject(Object.assign(new Error('A statement before this one had failed.'), { code: '25P02' }));
    }
  }

  handleReadyForQuery(): void {}
}

/** Values that cannot be written (an object that holds itself) fail by themselves; there is no answer to wait for. */
function isSent({ config, reject }: Asked, kept: Kept): boolean {
  let problem: unknown;
  const options = { ...config, values: config.values ?? [], queryMode: 'extended' };
  const query = new pg.Query(options, (error) => {
    problem = error;
  });
  kept.knowsColumns = config.name !== undefined && kept.columns.has(config.name);
  const refused: unknown = query.submit(kept.face);
  problem ??= refused ?? undefined;
  if (problem !== undefined) reject(problem);
  return problem === undefined;
}

/** A statement ends and describes itself through its connection: through this face it does neither. */
function keptOf(connection: pg.Connection): Kept {
  const found = keptFor.get(connection);
  if (found !== undefined) return found;
  const kept: Kept = { columns: new Map(), face: Object.create(connection), knowsColumns: false };
  Object.assign(kept.face, {
    sync: () => undefined,
    describe: (what: unknown) => {
      if (!kept.knowsColumns) Reflect.apply(connection.describe, connection, [what]);
    },
  });
  keptFor.set(connection, kept);
  return kept;
}
