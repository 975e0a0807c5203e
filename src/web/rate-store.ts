import { serviceViewer } from '../access/viewers.ts';
import { type Database, sql } from '../kernel/database.ts';

/** What the limiter says of the route that it counts for, and does not declare. */
interface Counted {
  routeInfo?: { method?: string | string[]; url?: string };
}

type Done = (error: Error | null, result?: { current: number; ttl: number }) => void;

/**
 * Counts of requests, kept in the database so that several processes behind a balancer count together. A
 * bucket's key is hashed by the caller: no address and no session stands in it.
 */
export function databaseRateStore(database: Database) {
  return class RateStore {
    readonly #prefix: string;

    constructor({ routeInfo }: Counted = {}) {
      this.#prefix = routeInfo === undefined ? '' : `${routeInfo.method} ${routeInfo.url}`;
    }

    incr(key: string, done: Done, timeWindow: number): void {
      count(database, `${this.#prefix}|${key}`, timeWindow).then(
        (result) => done(null, result),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    }

    /** Each route counts for itself. */
    child(route: object): RateStore {
      return new RateStore(route);
    }
  };
}

async function count(
  database: Database,
  bucket: string,
  windowMs: number,
): Promise<{ current: number; ttl: number }> {
  const start = new Date(Math.floor(Date.now() / windowMs) * windowMs);
  const row = await database.as(serviceViewer('sign-in'), async (tx) => {
    const counted = await tx.one(sql<{ n: number }>`
      insert into rate_count (bucket, window_start) values (${bucket}, ${start})
      on conflict (bucket, window_start) do update set n = rate_count.n + 1 returning n`);
    // The first of a window tidies what nobody counts any more.
    if (counted.n === 1)
      await tx.run(sql`delete from rate_count where window_start < now() - interval '1 hour'`);
    return counted;
  });
  return { current: row.n, ttl: start.getTime() + windowMs - Date.now() };
}
