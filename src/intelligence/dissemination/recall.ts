import { closeReasons } from '../../access/reasons.ts';
import type { Tx } from '../../kernel/database.ts';
import { insertReadCopies, insertRecall, listOpenSendings } from './store.ts';

/**
 * Takes a whole report back from everybody who has had it: what was sent closes at once, and each holder, and whoever
 * was shown its text, is asked to say that their copies are destroyed. Before the report leaves the state `accepted`.
 */
export async function recallEverything(
  tx: Tx,
  recall: { reportId: number; why: string; by: number },
): Promise<void> {
  await insertReadCopies(tx, recall.reportId);
  const open = await listOpenSendings(tx, recall.reportId);
  await insertRecall(tx, { ...recall, sendingId: null });
  for (const { id } of open) await closeReasons(tx, { source: `dissemination:${id}`, kind: 'dissemination' });
}
