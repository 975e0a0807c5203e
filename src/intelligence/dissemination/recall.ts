import { closeReasons } from '../../access/reasons.ts';
import type { Tx } from '../../kernel/database.ts';
import { insertReadCopies, insertRecall, listSendings } from './store.ts';

/**
 * Takes a whole report back from everybody who has had it: what was sent closes at once, and each holder, and whoever
 * read it on the screen, is asked to say that their copies are destroyed. Before the report leaves the state `accepted`.
 */
export async function recallEverything(
  tx: Tx,
  recall: { reportId: number; why: string; by: number },
): Promise<void> {
  await insertReadCopies(tx, recall.reportId);
  await insertRecall(tx, { ...recall, sendingId: null });
  for (const { id, recalled } of await listSendings(tx, recall.reportId))
    if (!recalled) await closeReasons(tx, { source: `dissemination:${id}`, kind: 'dissemination' });
}
