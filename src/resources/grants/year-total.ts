import { sql, type Tx } from '../../kernel/database.ts';
import type { FinancialYear } from '../costs/year.ts';

/** What the profiles of grants that were agreed say of a year, for those who see grants; null: none, or none to be seen. */
export async function grantsOfYear(tx: Tx, year: FinancialYear): Promise<bigint | null> {
  const { pence } = await tx.one(sql<{ pence: string | null }>`
    select sum(q.pence)::text as pence from grant_quarter q join grant_award g on g.id = q.grant_id
    where q.year = ${year} and g.state <> 'draft'`);
  return pence === null ? null : BigInt(pence);
}
