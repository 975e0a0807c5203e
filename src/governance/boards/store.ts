import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Board, BoardInput, BoardLine, BoardMember, LineInput, MemberInput } from './types.ts';

const boardColumns = sql`b.id, b.name, b.kind, b.purpose, b.from_on as "fromOn", b.until_on as "untilOn", b.dates_note as "datesNote", b.source, b.example, b.version`;

/** All boards of the scheme: tens, not hundreds. */
export const listBoards = (tx: Tx): Promise<Board[]> =>
  tx.many(sql<Board>`select ${boardColumns} from board b order by lower(b.name), b.id limit 500`);

/** All of them, locked: two people who draw lines at once wait for each other, so that no circle is closed by both. */
export const lockBoards = (tx: Tx): Promise<{ id: number }[]> =>
  tx.many(sql<{ id: number }>`select id from board order by id for update`);

export const getBoard = (tx: Tx, id: number): Promise<Board> =>
  tx.one(sql<Board>`select ${boardColumns} from board b where b.id = ${id}`);

export const lockBoard = (tx: Tx, id: number): Promise<Board> =>
  tx.one(sql<Board>`select ${boardColumns} from board b where b.id = ${id} for update of b`);

export const insertBoard = (tx: Tx, input: BoardInput & { schemeId: number }): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into board (scheme_id, name, kind, purpose, from_on, until_on, dates_note, source, example)
    values (${input.schemeId}, ${input.name}, ${input.kind}, ${input.purpose}, ${input.fromOn}, ${input.untilOn}, ${input.datesNote},
      ${input.source}, ${input.example}) returning id`);

export const updateBoard = (tx: Tx, id: number, input: Omit<BoardInput, 'example'>): Promise<number> =>
  tx.run(sql`
    update board set name = ${input.name}, kind = ${input.kind}, purpose = ${input.purpose}, from_on = ${input.fromOn}, until_on = ${input.untilOn},
      dates_note = ${input.datesNote}, source = ${input.source}, version = version + 1 where id = ${id}`);

const lineColumns = sql`l.id, l.board_id as "boardId", b.name as board, l.other_id as "otherId", o.name as other, l.kind, l.from_on as "fromOn",
  l.until_on as "untilOn", l.note, l.version`;
const lineFrom = sql`from board_line l join board b on b.id = l.board_id join board o on o.id = l.other_id`;

/** The lines that were not taken away: of all boards, or to and from one. */
export const listLines = (tx: Tx, boardId?: number): Promise<BoardLine[]> =>
  tx.many(sql<BoardLine>`
    select ${lineColumns} ${lineFrom}
    where not l.removed and (${boardId ?? null}::bigint is null or ${boardId ?? null}::bigint in (l.board_id, l.other_id))
    order by l.from_on nulls first, l.id limit 2000`);

export const getLine = (tx: Tx, id: number): Promise<BoardLine> =>
  tx.one(sql<BoardLine>`select ${lineColumns} ${lineFrom} where l.id = ${id} and not l.removed`);

export const insertLine = (tx: Tx, input: LineInput): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into board_line (board_id, other_id, kind, from_on, until_on, note)
    values (${input.boardId}, ${input.otherId}, ${input.kind}, ${input.fromOn}, ${input.untilOn}, ${input.note}) returning id`);

export const updateLine = (tx: Tx, id: number, input: LineInput): Promise<number> =>
  tx.run(sql`
    update board_line set other_id = ${input.otherId}, kind = ${input.kind}, from_on = ${input.fromOn}, until_on = ${input.untilOn},
      note = ${input.note}, version = version + 1 where id = ${id}`);

/** Entered by mistake: it counts for nothing from here on; what it said stays in the history of the row. */
export const removeLine = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`update board_line set removed = true, version = version + 1 where id = ${id}`);

const memberColumns = sql`m.id, m.board_id as "boardId", m.post, m.staff_id as "staffId", s.name as staff, m.role, m.represents,
  m.from_on as "fromOn", m.until_on as "untilOn", m.version`;
const memberFrom = sql`from board_member m left join staff s on s.id = m.staff_id`;
const byRole = sql`array_position(array['chair','deputy-chair','member','secretary','attending'], m.role)`;

/** Seats of a board, present and past: the chair first, within a role the newest term. */
export const listMembers = (tx: Tx, boardId: number): Promise<BoardMember[]> =>
  tx.many(sql<BoardMember>`
    select ${memberColumns} ${memberFrom} where m.board_id = ${boardId} and not m.removed
    order by ${byRole}, m.from_on desc nulls last, m.post, m.id limit 500`);

/** Everybody who has or had a chair, of every board. */
export const listChairs = (tx: Tx): Promise<BoardMember[]> =>
  tx.many(sql<BoardMember>`
    select ${memberColumns} ${memberFrom} where m.role = 'chair' and not m.removed order by m.id limit 2000`);

export const getMember = (tx: Tx, id: number): Promise<BoardMember> =>
  tx.one(sql<BoardMember>`select ${memberColumns} ${memberFrom} where m.id = ${id} and not m.removed`);

export const insertMember = (tx: Tx, input: MemberInput): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into board_member (board_id, post, staff_id, role, represents, from_on, until_on)
    values (${input.boardId}, ${input.post}, ${input.staffId}, ${input.role}, ${input.represents}, ${input.fromOn}, ${input.untilOn}) returning id`);

export const updateMember = (tx: Tx, id: number, input: MemberInput): Promise<number> =>
  tx.run(sql`
    update board_member set post = ${input.post}, staff_id = ${input.staffId}, role = ${input.role}, represents = ${input.represents},
      from_on = ${input.fromOn}, until_on = ${input.untilOn}, version = version + 1 where id = ${id}`);

export const removeMember = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`update board_member set removed = true, version = version + 1 where id = ${id}`);

/** How often each seat of a board came, of the meetings that were held and at which it was marked. */
export const countAttendance = (
  tx: Tx,
  boardId: number,
): Promise<{ memberId: number; came: number; asked: number }[]> =>
  tx.many(sql<{ memberId: number; came: number; asked: number }>`
    select a.member_id as "memberId", (count(*) filter (where a.came in ('present', 'substitute')))::int as came, count(*)::int as asked
    from board_attendance a join board_meeting g on g.id = a.meeting_id where g.board_id = ${boardId} and g.state = 'held' group by 1`);

/** Seats of whoever signs in whose term ends on or before a day. */
export const listTermsOf = (
  tx: Tx,
  staffId: number,
  until: Day,
  today: Day,
): Promise<{ boardId: number; board: string; post: string; untilOn: Day }[]> =>
  tx.many(sql<{ boardId: number; board: string; post: string; untilOn: Day }>`
    select m.board_id as "boardId", b.name as board, m.post, m.until_on as "untilOn" from board_member m join board b on b.id = m.board_id
    where m.staff_id = ${staffId} and not m.removed and m.until_on between ${today}::date and ${until}::date order by m.until_on, m.id limit 20`);
