import type { Tx } from '../../kernel/database.ts';
import { getReport } from './store.ts';
import type { ReportCase } from './types.ts';

/** One report with all that the viewer may see of it, for what else is done with reports. */
export const readReport = (tx: Tx, id: number): Promise<ReportCase> => getReport(tx, id);
