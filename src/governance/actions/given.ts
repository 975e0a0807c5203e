import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { listActions } from './store.ts';
import type { GovernanceAction } from './types.ts';

/** The actions that a board's meeting gave, the first due on top. */
export const actionsOfMeeting = (tx: Tx, meetingId: number, today: Day): Promise<GovernanceAction[]> =>
  listActions(tx, { meetingId }, today, { limit: 100, offset: 0 });
