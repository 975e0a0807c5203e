import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { grantsOfYear } from '../grants/year-total.ts';
import { type SchemeCost, schemeCost } from './scheme-cost.ts';
import { type FinancialYear, firstDayOf, lastDayOf } from './year.ts';

/** What a year costs that may be held against other years and divided by people: what is paid once stands beside it. */
export async function yearCost(
  tx: Tx,
  year: FinancialYear,
): Promise<SchemeCost & { grantPence: bigint | null; from: Day; to: Day }> {
  const [cost, grantPence] = await Promise.all([schemeCost(tx, year), grantsOfYear(tx, year)]);
  return {
    ...cost,
    pence: cost.pence === null ? null : cost.pence - cost.oncePence,
    grantPence,
    from: firstDayOf(year),
    to: lastDayOf(year),
  };
}
