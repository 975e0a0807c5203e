import type { SharingCategory } from '../../access/rights.ts';
import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';

/** Whether an agreement in force on a day lets an agency have other agencies' items of a category. */
export type AgreementInForce = (
  tx: Tx,
  agencyId: number,
  category: SharingCategory,
  on: Day,
) => Promise<boolean>;
