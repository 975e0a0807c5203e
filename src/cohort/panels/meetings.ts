import type { Tx } from '../../kernel/database.ts';
import { listOpenMeetings as selectOpenMeetings } from './store.ts';
import type { Meeting } from './types.ts';

/** Meetings that a person may still be put on, the next first: for whoever proposes. */
export const listOpenMeetings = (tx: Tx, schemeId: number): Promise<Meeting[]> =>
  selectOpenMeetings(tx, schemeId);
