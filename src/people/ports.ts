import type { StaffViewer } from '../access/viewers.ts';
import type { Tx } from '../kernel/database.ts';
import type { TimelineEntry } from '../web/wing.ts';

/** What every wing knows of a person since a moment, as far as the viewer may see it; newest first. */
export type Happened = (
  tx: Tx,
  ask: { personId: number; viewer: StaffViewer; since: Date },
) => Promise<TimelineEntry[]>;
