import type { StaffViewer } from '../../access/viewers.ts';
import type { Performer } from '../../kernel/acts.ts';
import type { Database } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { enterPublication, publishFile } from './acts.ts';
import { listMonths } from './store.ts';

/**
 * The one grant that the papers tell of, as its publication entry: the Matthew Project's link worker (notice 2016/27,
 * §3 and §6.1). Its day is that of the certificates, because the paper's own day of decision cannot be right.
 */
const grant = {
  kind: 'grant',
  reference: '2016/27',
  on: '2016-08-24',
  endsOn: '2019-03-31',
  recipient: 'The Matthew Project',
  purpose: 'To provide the 180° Norfolk Link Worker',
  reasons: 'To support the achievement of the strategic objective to prevent re-offending',
  conditions:
    'Standard grant terms and conditions; quarterly monitoring reports, including progress against outputs/outcomes and spend; annual report',
  copyAt: null,
  amountPence: 9_868_400,
  source: 'Decision notice 2016/27 of the OPCC for Norfolk, §6.1 (its lines sum to £98,685)',
  example: true,
} as const;

/** Enters and publishes the example's grant, once. */
export async function setUpPublication(
  database: Database,
  performer: Performer,
  viewer: StaffViewer,
): Promise<void> {
  const months = await database.as(viewer, (tx) => listMonths(tx, viewer.agencyId));
  if (months.length > 0) return;
  await performer.perform(viewer, enterPublication, grant, newKey());
  await performer.perform(viewer, publishFile, { kind: 'grant', month: '2016-08', example: true }, newKey());
}
