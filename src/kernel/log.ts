import { pino } from 'pino';

export type Log = Pick<ReturnType<typeof pino>, 'info' | 'warn' | 'error' | 'debug'>;

/**
 * Structured logs without personal data: callers log codes, ids of requests and counts. Errors are reduced to
 * their code and the place, because a database error's text can quote a row.
 */
export const createLog = (level: string): Log =>
  pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: false }),
  );

/** What of an error may go into a log. */
export function errorForLog(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const fault = error as Error & {
    code?: unknown;
    constraint?: unknown;
    table?: unknown;
    statusCode?: unknown;
  };
  const place = error.stack
    ?.split('\n')
    .find((line) => line.includes('/src/'))
    ?.trim();
  return {
    kind: error.name,
    code: fault.code,
    constraint: fault.constraint,
    table: fault.table,
    place: place?.replace(/^.*\/src\//, 'src/').replace(/\)$/, ''),
    cause: error.cause === undefined ? undefined : errorForLog(error.cause),
  };
}
