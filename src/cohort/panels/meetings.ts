import type { StaffViewer } from '../../access/viewers.ts';
import type { Tx } from '../../kernel/database.ts';
import { mayAddTo } from './rules.ts';
import { listOpenMeetings as selectOpenMeetings } from './store.ts';
import type { Meeting } from './types.ts';

/** Meetings that the viewer may still put a person on, the next first: for whoever proposes. */
export const listOpenMeetings = async (tx: Tx, viewer: StaffViewer): Promise<Meeting[]> =>
  (await selectOpenMeetings(tx, viewer.schemeId)).filter((meeting) => mayAddTo(viewer, meeting));
