import { PgBoss } from 'pg-boss';
import { type Database, sql, type Viewer } from './database.ts';
import { errorForLog, type Log } from './log.ts';

export interface QueuedJob {
  name: string;
  /** Cron in Europe/London. */
  schedule?: string;
  /** An outbox topic that starts it. */
  topic?: string;
  run(payload: Record<string, unknown>): Promise<void>;
}

export interface JobsOptions {
  database: Database;
  /** The service that may read the outbox and runs the queue; its database role is the viewer's. */
  relay: Viewer;
  jobs: readonly QueuedJob[];
  log: Log;
}

export interface RunningJobs {
  /** Moves what waits in the outbox into the queue now; for tests and for shutting down cleanly. */
  relayNow(): Promise<number>;
  stop(): Promise<void>;
}

const relayEvery = 1_000;
const retries = { retryLimit: 8, retryDelay: 5, retryBackoff: true };

/**
 * Background work. Acts write to the outbox in their own transaction; the relay moves rows into pg-boss queues,
 * which retry. A crash between the two sends a row twice, so every job can run twice.
 */
export async function startJobs(options: JobsOptions): Promise<RunningJobs> {
  const { database, relay, jobs, log } = options;
  const boss = new PgBoss({
    db: {
      executeSql: (text: string, values?: unknown[]) => database.asQueue(relay.databaseRole, text, values),
    },
    schema: 'pgboss',
    schedule: true,
    ...(database.embedded ? { backend: 'pglite' as const } : {}),
  });
  boss.on('error', (error) => log.error({ event: 'queue', ...errorForLog(error) }));
  await boss.start();
  for (const job of jobs) {
    await boss.createQueue(job.name, retries);
    await boss.work(job.name, { pollingIntervalSeconds: database.embedded ? 5 : 2 }, async (batch) => {
      for (const { data } of batch) await runLogged(job, (data ?? {}) as Record<string, unknown>, log);
    });
    if (job.schedule !== undefined) await boss.schedule(job.name, job.schedule, {}, { tz: 'Europe/London' });
  }
  const relayNow = (): Promise<number> => relayOutbox(database, relay, boss, jobs);
  const timer = repeat(relayEvery, relayNow, log, 'relay');
  return {
    relayNow,
    stop: async () => {
      await timer.stop();
      await boss.stop({ graceful: true, timeout: 5_000 });
    },
  };
}

async function runLogged(job: QueuedJob, payload: Record<string, unknown>, log: Log): Promise<void> {
  const began = Date.now();
  try {
    await job.run(payload);
    log.info({ event: 'job', job: job.name, ms: Date.now() - began });
  } catch (error) {
    log.error({ event: 'job-failed', job: job.name, ms: Date.now() - began, ...errorForLog(error) });
    throw error;
  }
}

interface OutboxRow {
  id: number;
  topic: string;
  payload: Record<string, unknown>;
}

async function relayOutbox(
  database: Database,
  relay: Viewer,
  boss: PgBoss,
  jobs: readonly QueuedJob[],
): Promise<number> {
  const rows = await database.as(relay, (tx) =>
    tx.many(
      sql<OutboxRow>`select id, topic, payload from outbox where sent_at is null order by id limit 200`,
    ),
  );
  for (const row of rows) {
    for (const job of jobs.filter(({ topic }) => topic === row.topic)) {
      await boss.send(job.name, row.payload, { ...retries, singletonKey: `outbox-${row.id}` });
    }
  }
  if (rows.length > 0) {
    await database.as(relay, (tx) =>
      tx.run(sql`update outbox set sent_at = now() where id = any (${rows.map((row) => row.id)}::bigint[])`),
    );
  }
  return rows.length;
}

/** Repeats work with a pause between, one at a time; a failure is logged and tried again. */
export function repeat(
  pauseMs: number,
  work: () => Promise<unknown>,
  log: Log,
  name: string,
): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const next = (): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      running = work()
        .then(() => undefined)
        .catch((error: unknown) => log.error({ event: `${name}-failed`, ...errorForLog(error) }))
        .finally(next);
    }, pauseMs);
    timer.unref();
  };
  next();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
