import { sql, type Tx } from '../../kernel/database.ts';
import { listBoards } from './store.ts';

/** The scheme's boards, to choose from. */
export const listBoardNames = (tx: Tx): Promise<{ id: number; name: string }[]> => listBoards(tx);

/** Meetings that a pack may be for, the next and the latest hundred. */
export const listMeetingNames = (
  tx: Tx,
): Promise<{ id: number; boardId: number; board: string; heldOn: string }[]> =>
  tx.many(sql<{ id: number; boardId: number; board: string; heldOn: string }>`
    select g.id, g.board_id as "boardId", b.name as board, g.held_on as "heldOn" from board_meeting g join board b on b.id = g.board_id
    where g.state <> 'cancelled' order by g.held_on desc, g.id desc limit 100`);
