import { serviceViewer } from '../../access/viewers.ts';
import type { Database, Tx } from '../../kernel/database.ts';
import { type LineRange, lastLine } from './staging-store.ts';

/** Bulk work in steps, so that others are answered in between. */

/** Items in one transaction: small where the embedded database's one connection is everybody's. */
export const stepSize = (database: Database): number => (database.embedded ? 500 : 4_000);

export const asIntake = <Result>(database: Database, work: (tx: Tx) => Promise<Result>): Promise<Result> =>
  database.as(serviceViewer('intake'), work);

/** Lets the server answer others between two steps of bulk work. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Goes through a staged batch by its lines. On the embedded database, others are answered in between. */
export async function eachRange(
  database: Database,
  batchId: number,
  work: (lines: LineRange) => Promise<void>,
  size = database.embedded ? 500 : 100_000,
): Promise<void> {
  const last = await asIntake(database, (tx) => lastLine(tx, batchId));
  for (let from = 0; from <= last; from += size) {
    await work({ from, to: from + size - 1 });
    if (database.embedded) await breathe();
  }
}
