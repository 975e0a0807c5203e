import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Marking } from '../decisions/types.ts';
import type {
  AgendaItem,
  Attended,
  ItemInput,
  KeptClaim,
  Meeting,
  MeetingInput,
  MeetingState,
  Paper,
  PaperInput,
} from './types.ts';

const meetingColumns = sql`g.id, g.board_id as "boardId", b.name as board, g.held_on as "heldOn", g.starts_at as "startsAt", g.place, g.state,
  g.cancelled_why as "cancelledWhy", g.minutes_state as "minutesState", g.minutes, g.minutes_printed as "minutesPrinted", g.minutes_claims as "minutesClaims",
  g.minutes_marking as "minutesMarking", g.minutes_by as "minutesById", w.name as "minutesBy", p.name as "approvedBy", g.approved_on as "approvedOn",
  g.opened_why as "openedWhy", g.example, g.version`;
const meetingFrom = sql`from board_meeting g join board b on b.id = g.board_id left join staff w on w.id = g.minutes_by left join staff p on p.id = g.approved_by`;

export const getMeeting = (tx: Tx, id: number): Promise<Meeting> =>
  tx.one(sql<Meeting>`select ${meetingColumns} ${meetingFrom} where g.id = ${id}`);

export const lockMeeting = (tx: Tx, id: number): Promise<Meeting> =>
  tx.one(sql<Meeting>`select ${meetingColumns} ${meetingFrom} where g.id = ${id} for update of g`);

export interface MeetingLine
  extends Pick<
    Meeting,
    'id' | 'boardId' | 'board' | 'heldOn' | 'startsAt' | 'place' | 'state' | 'minutesState' | 'example'
  > {
  papers: number;
}

export interface MeetingFilter {
  boardId?: number | undefined;
  state?: MeetingState | undefined;
  /** Minutes that somebody has still to write or approve. */
  waiting?: boolean | undefined;
}

/** The next first, then the latest: planned ones by day, before those that were. */
export const listMeetings = (
  tx: Tx,
  filter: MeetingFilter,
  window: { limit: number; offset: number },
): Promise<MeetingLine[]> =>
  tx.many(sql<MeetingLine>`
    select g.id, g.board_id as "boardId", b.name as board, g.held_on as "heldOn", g.starts_at as "startsAt", g.place, g.state,
      g.minutes_state as "minutesState", g.example,
      (select count(*) from board_paper p where p.meeting_id = g.id and p.withdrawn_why is null)::int as papers
    from board_meeting g join board b on b.id = g.board_id
    where (${filter.boardId ?? null}::bigint is null or g.board_id = ${filter.boardId ?? null})
      and (${filter.state ?? null}::text is null or g.state = ${filter.state ?? null})
      and (not ${filter.waiting === true}::boolean or (g.state = 'held' and g.minutes_state <> 'approved'))
    order by (g.state = 'planned') desc, case when g.state = 'planned' then g.held_on end, g.held_on desc, g.id
    limit ${window.limit} offset ${window.offset}`);

export const countMeetings = (tx: Tx): Promise<{ planned: number; held: number; waiting: number }> =>
  tx.one(sql<{ planned: number; held: number; waiting: number }>`
    select (count(*) filter (where state = 'planned'))::int as planned, (count(*) filter (where state = 'held'))::int as held,
      (count(*) filter (where state = 'held' and minutes_state <> 'approved'))::int as waiting from board_meeting`);

export const insertMeeting = (tx: Tx, input: MeetingInput): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into board_meeting (board_id, held_on, starts_at, place, state, example)
    values (${input.boardId}, ${input.heldOn}, ${input.startsAt}, ${input.place}, 'planned', ${input.example}) returning id`);

export const updateMeeting = (
  tx: Tx,
  id: number,
  input: Omit<MeetingInput, 'boardId' | 'example'>,
): Promise<number> =>
  tx.run(sql`
    update board_meeting set held_on = ${input.heldOn}, starts_at = ${input.startsAt}, place = ${input.place}, version = version + 1 where id = ${id}`);

export const setMeetingState = (
  tx: Tx,
  id: number,
  state: MeetingState,
  cancelledWhy: string | null,
): Promise<number> =>
  tx.run(
    sql`update board_meeting set state = ${state}, cancelled_why = ${cancelledWhy}, version = version + 1 where id = ${id}`,
  );

export const writeMinutes = (
  tx: Tx,
  id: number,
  words: { minutes: string; printed: string; claims: readonly KeptClaim[]; marking: Marking; by: number },
): Promise<number> =>
  tx.run(sql`
    update board_meeting set minutes = ${words.minutes}, minutes_printed = ${words.printed}, minutes_claims = ${JSON.stringify(words.claims)}::jsonb,
      minutes_marking = ${words.marking}, minutes_by = ${words.by}, minutes_state = 'drafted', version = version + 1 where id = ${id}`);

export const setApproved = (tx: Tx, id: number, approved: { by: number; on: Day }): Promise<number> =>
  tx.run(sql`
    update board_meeting set minutes_state = 'approved', approved_by = ${approved.by}, approved_on = ${approved.on}, opened_why = null,
      version = version + 1 where id = ${id}`);

export const openMinutesRow = (tx: Tx, id: number, why: string): Promise<number> =>
  tx.run(sql`
    update board_meeting set minutes_state = 'drafted', approved_by = null, approved_on = null, opened_why = ${why}, version = version + 1
    where id = ${id}`);

const itemColumns = sql`i.id, i.meeting_id as "meetingId", i.number, i.title, i.presenter, i.purpose, i.decision_id as "decisionId",
  d.number || ': ' || d.title as decision, i.version`;
const itemFrom = sql`from board_agenda_item i left join decision_notice d on d.id = i.decision_id`;

export const listAgenda = (tx: Tx, meetingId: number): Promise<AgendaItem[]> =>
  tx.many(
    sql<AgendaItem>`select ${itemColumns} ${itemFrom} where i.meeting_id = ${meetingId} and not i.removed order by i.number, i.id`,
  );

export const getItem = (tx: Tx, id: number): Promise<AgendaItem> =>
  tx.one(sql<AgendaItem>`select ${itemColumns} ${itemFrom} where i.id = ${id} and not i.removed`);

export const insertItem = (tx: Tx, input: ItemInput): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into board_agenda_item (meeting_id, number, title, presenter, purpose, decision_id)
    values (${input.meetingId}, ${input.number}, ${input.title}, ${input.presenter}, ${input.purpose}, ${input.decisionId}) returning id`);

export const updateItem = (tx: Tx, id: number, input: ItemInput): Promise<number> =>
  tx.run(sql`
    update board_agenda_item set number = ${input.number}, title = ${input.title}, presenter = ${input.presenter}, purpose = ${input.purpose},
      decision_id = ${input.decisionId}, version = version + 1 where id = ${id}`);

export const removeItem = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`update board_agenda_item set removed = true, version = version + 1 where id = ${id}`);

/** Decisions that an item may be about, the newest first. */
export const listDecisionNames = (tx: Tx): Promise<{ id: number; name: string }[]> =>
  tx.many(sql<{ id: number; name: string }>`
    select id, left(number || ': ' || title, 200) as name from decision_notice order by decided_on desc nulls first, id desc limit 100`);

const paperColumns = sql`p.id, p.meeting_id as "meetingId", p.item_id as "itemId", p.title, p.author, p.marking, p.marking_reason as "markingReason",
  p.body, p.printed, p.claims, p.withdrawn_why as "withdrawnWhy", s.name as "changedBy", p.changed_at as "changedAt", p.version`;
const paperFrom = sql`from board_paper p join staff s on s.id = p.changed_by`;

/** With their texts: what a meeting's page lists leaves them out. */
export const listPapers = (tx: Tx, meetingId: number): Promise<Paper[]> =>
  tx.many(sql<Paper>`
    select ${paperColumns} ${paperFrom} left join board_agenda_item i on i.id = p.item_id
    where p.meeting_id = ${meetingId} order by (p.withdrawn_why is not null), i.number nulls last, p.id limit 200`);

export const getPaper = (tx: Tx, id: number): Promise<Paper> =>
  tx.one(sql<Paper>`select ${paperColumns} ${paperFrom} where p.id = ${id}`);

interface Printed {
  printed: string;
  claims: readonly KeptClaim[];
  by: number;
}

export const insertPaper = (tx: Tx, input: PaperInput & Printed): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into board_paper (meeting_id, item_id, title, author, marking, marking_reason, body, printed, claims, changed_by)
    values (${input.meetingId}, ${input.itemId}, ${input.title}, ${input.author}, ${input.marking}, ${input.markingReason}, ${input.body},
      ${input.printed}, ${JSON.stringify(input.claims)}::jsonb, ${input.by}) returning id`);

export const updatePaper = (
  tx: Tx,
  id: number,
  input: PaperInput & Printed & { at: Date },
): Promise<number> =>
  tx.run(sql`
    update board_paper set item_id = ${input.itemId}, title = ${input.title}, author = ${input.author}, marking = ${input.marking},
      marking_reason = ${input.markingReason}, body = ${input.body}, printed = ${input.printed}, claims = ${JSON.stringify(input.claims)}::jsonb,
      changed_by = ${input.by}, changed_at = ${input.at}, version = version + 1 where id = ${id}`);

export const setWithdrawn = (
  tx: Tx,
  id: number,
  change: { why: string | null; by: number; at: Date },
): Promise<number> =>
  tx.run(sql`
    update board_paper set withdrawn_why = ${change.why}, changed_by = ${change.by}, changed_at = ${change.at}, version = version + 1
    where id = ${id}`);

export const listAttendance = (tx: Tx, meetingId: number): Promise<Attended[]> =>
  tx.many(
    sql<Attended>`select member_id as "memberId", came from board_attendance where meeting_id = ${meetingId}`,
  );

export const writeAttendance = (tx: Tx, meetingId: number, rows: readonly Attended[]): Promise<number> =>
  tx.run(sql`
    insert into board_attendance (meeting_id, member_id, came)
    select ${meetingId}::bigint, t.member, t.came from unnest(${rows.map((row) => row.memberId)}::bigint[], ${rows.map((row) => row.came)}::text[]) as t (member, came)
    on conflict (meeting_id, member_id) do update set came = excluded.came`);

/** Moves the meeting's version on: somebody whose form is older is told. */
export const bumpMeeting = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`update board_meeting set version = version + 1 where id = ${id}`);

/** Meetings whose papers are due, and minutes that wait for approval, for Today. */
export const listNear = (
  tx: Tx,
  until: Day,
): Promise<Pick<Meeting, 'id' | 'board' | 'heldOn' | 'state' | 'minutesState' | 'minutesById'>[]> =>
  tx.many(sql<Pick<Meeting, 'id' | 'board' | 'heldOn' | 'state' | 'minutesState' | 'minutesById'>>`
    select g.id, b.name as board, g.held_on as "heldOn", g.state, g.minutes_state as "minutesState", g.minutes_by as "minutesById"
    from board_meeting g join board b on b.id = g.board_id
    where (g.state = 'planned' and g.held_on <= ${until}::date) or (g.state = 'held' and g.minutes_state = 'drafted')
    order by g.held_on, g.id limit 50`);
