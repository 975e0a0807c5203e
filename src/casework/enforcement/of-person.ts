import type { Tx } from '../../kernel/database.ts';
import { listCasesOf, listWarrantsOf } from './store.ts';
import type { Case, Warrant } from './types.ts';

/** Failures to comply of a person, and their warrants and recalls, for their Licence page. */
export async function enforcementOf(
  tx: Tx,
  personId: number,
): Promise<{ cases: Case[]; warrants: (Warrant & { attempts: number })[] }> {
  const [cases, warrants] = await Promise.all([listCasesOf(tx, personId), listWarrantsOf(tx, personId)]);
  return { cases, warrants };
}
