import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type {
  Attendance,
  AttendanceState,
  DecideInput,
  Item,
  Meeting,
  MeetingInput,
  MeetingLine,
  MeetingState,
  PanelRule,
  Question,
  Source,
} from './types.ts';

const meetingColumns = sql`m.id, m.base_id as "baseId", b.name as base, m.held_on as "heldOn", m.state, m.chair_id as "chairId", s.name as chair,
  m.quorum, m.quorum_agencies as "quorumAgencies", m.quorum_kinds as "quorumKinds", m.starts_at as "startsAt", m.moved_from as "movedFrom",
  m.is_holiday as "isHoliday", m.series_id as "seriesId", m.issued_at as "issuedAt", m.closed_at as "closedAt", m.version`;

const meetingFrom = sql`from panel_meeting m left join base b on b.id = m.base_id left join staff s on s.id = m.chair_id`;

export const getMeeting = (tx: Tx, id: number): Promise<Meeting> =>
  tx.one(sql<Meeting>`select ${meetingColumns} ${meetingFrom} where m.id = ${id}`);

export const lockMeeting = (tx: Tx, id: number): Promise<Meeting> =>
  tx.one(sql<Meeting>`select ${meetingColumns} ${meetingFrom} where m.id = ${id} for update of m`);

/** For somebody who puts a person on an agenda without the right to change the meeting. */
export const shareMeeting = (tx: Tx, id: number): Promise<Meeting> =>
  tx.one(sql<Meeting>`select ${meetingColumns} ${meetingFrom} where m.id = ${id}`);

/** Meetings, the next one first and then the last ones held. */
export const listMeetings = (
  tx: Tx,
  schemeId: number,
  filter: { held: boolean; limit: number; offset: number },
): Promise<(MeetingLine & { count: number })[]> =>
  tx.many(sql<MeetingLine & { count: number }>`
    select ${meetingColumns}, count(*) over () as count,
      (select count(*) from panel_item i where i.meeting_id = m.id) as items,
      (select count(*) from panel_item i where i.meeting_id = m.id and i.decision is null) as undecided
    ${meetingFrom} where m.scheme_id = ${schemeId} and (m.state = 'held') = ${filter.held}
    order by case when m.state = 'held' then null else m.held_on end, m.held_on desc, m.id limit ${filter.limit} offset ${filter.offset}`);

/**
 * Meetings not closed to which somebody is invited: those to come, those of the last week at which they have not said
 * that they were, and for their chair those left open.
 */
export const listMeetingsOf = (
  tx: Tx,
  staff: { schemeId: number; staffId: number },
  today: Day,
): Promise<(MeetingLine & { unconfirmed: boolean })[]> =>
  tx.many(sql<MeetingLine & { unconfirmed: boolean }>`
    select ${meetingColumns}, coalesce(m.state = 'issued' and m.held_on <= ${today}::date and mine.confirmed_at is null and mine.state <> 'apologies', false) as unconfirmed,
      (select count(*) from panel_item i where i.meeting_id = m.id) as items,
      (select count(*) from panel_item i where i.meeting_id = m.id and i.decision is null) as undecided
    ${meetingFrom} left join panel_attendance mine on mine.meeting_id = m.id and mine.staff_id = ${staff.staffId}
    where m.scheme_id = ${staff.schemeId} and m.state <> 'held'
      and (m.chair_id = ${staff.staffId} or (mine.id is not null and (m.held_on >= ${today}::date
        or (m.held_on >= ${today}::date - 7 and m.state = 'issued' and mine.confirmed_at is null and mine.state <> 'apologies'))))
    order by m.held_on, m.id limit 10`);

/** Meetings that a person may still be put on. */
export const listOpenMeetings = (tx: Tx, schemeId: number): Promise<Meeting[]> =>
  tx.many(sql<Meeting>`
    select ${meetingColumns} ${meetingFrom} where m.scheme_id = ${schemeId} and m.state <> 'held' order by m.held_on, m.id limit 100`);

export const insertMeeting = (
  tx: Tx,
  schemeId: number,
  input: MeetingInput,
  rule: PanelRule,
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into panel_meeting (scheme_id, base_id, held_on, state, chair_id, quorum, quorum_agencies, quorum_kinds, starts_at, series_id, moved_from, is_holiday)
    values (${schemeId}, ${input.baseId}, ${input.heldOn}, 'planned', ${input.chairId}, ${rule.quorum}, ${rule.agencies ?? 1},
      ${rule.mustAttend ?? []}::text[], ${input.startsAt ?? null}, ${input.series?.id ?? null}, ${input.series?.movedFrom ?? null},
      ${input.series?.isHoliday ?? false}) returning id`);

export const moveMeeting = (tx: Tx, id: number, state: MeetingState, now: Date): Promise<number> =>
  tx.run(sql`
    update panel_meeting set state = ${state}, version = version + 1,
      issued_at = case when ${state} = 'issued' then coalesce(issued_at, ${now}::timestamptz) else issued_at end,
      closed_at = case when ${state} = 'held' then ${now}::timestamptz else closed_at end
    where id = ${id}`);

/** The meeting takes place on another day or at another time than was planned. */
export const updateWhen = (
  tx: Tx,
  id: number,
  when: { heldOn: Day; startsAt: string | null },
): Promise<number> =>
  tx.run(
    sql`update panel_meeting set held_on = ${when.heldOn}, starts_at = ${when.startsAt}, version = version + 1 where id = ${id}`,
  );

const stillEmpty = (
  seriesId: number,
  after: Day,
) => sql`m.series_id = ${seriesId} and m.state = 'planned' and m.held_on > ${after}::date
  and (select c.undecided + c.decided from panel_meeting_counts(m.id) c) = 0`;

/** Meetings of a series that lie ahead, planned and with nobody on their agenda. */
export const countEmptyOf = async (tx: Tx, seriesId: number, today: Day): Promise<number> =>
  (
    await tx.one(
      sql<{ n: number }>`select count(*)::int as n from panel_meeting m where ${stillEmpty(seriesId, today)}`,
    )
  ).n;

/** Calls them off: closed before their day. */
export const callOffEmptyOf = (tx: Tx, seriesId: number, today: Day, now: Date): Promise<number> =>
  tx.run(sql`
    update panel_meeting m set state = 'held', closed_at = ${now}, version = version + 1 where ${stillEmpty(seriesId, today)}`);

export const listAttendance = (tx: Tx, meetingId: number): Promise<Attendance[]> =>
  tx.many(sql<Attendance>`
    select a.staff_id as "staffId", s.name, g.name as agency, a.agency_id as "agencyId", g.kind as "agencyKind", a.state, a.confirmed_at as "confirmedAt"
    from panel_attendance a join staff s on s.id = a.staff_id join agency g on g.id = a.agency_id
    where a.meeting_id = ${meetingId} order by s.name`);

/** Invites people who are not invited yet; whom it added. */
export const insertAttendance = async (
  tx: Tx,
  meetingId: number,
  staffIds: readonly number[],
): Promise<number[]> =>
  (
    await tx.many(sql<{ staff_id: number }>`
      insert into panel_attendance (meeting_id, staff_id, agency_id, state)
      select ${meetingId}::bigint, id, agency_id, 'invited' from staff where id = any (${[...staffIds]}::bigint[])
      on conflict (meeting_id, staff_id) do nothing returning staff_id`)
  ).map((row) => row.staff_id);

export const updateAttendance = (
  tx: Tx,
  meetingId: number,
  staffId: number,
  state: AttendanceState,
): Promise<number> =>
  tx.run(sql`
    update panel_attendance set state = ${state}, confirmed_at = case when ${state} = 'attended' then confirmed_at end
    where meeting_id = ${meetingId} and staff_id = ${staffId}`);

/** By themselves: they are there. */
export const confirmAttendance = (
  tx: Tx,
  meetingId: number,
  by: { staffId: number; now: Date },
): Promise<number> =>
  tx.run(sql`
    update panel_attendance set state = 'attended', confirmed_at = coalesce(confirmed_at, ${by.now}::timestamptz)
    where meeting_id = ${meetingId} and staff_id = ${by.staffId}`);

const itemColumns = sql`i.id, i.meeting_id as "meetingId", i.person_id as "personId", p.given_names || ' ' || p.family_name as name, p.born,
  i.candidate_id as "candidateId", i.question, a.name as "addedBy", i.added_by as "addedById", i.why, i.decision, i.reason_code as "reasonCode", i.reason,
  d.name as "decidedBy", i.decided_at as "decidedAt", i.present_staff as "presentStaff", i.source, i.minutes, i.corrects, i.dissenting,
  array(select g.name from agency g where g.id = any (i.dissenting) order by g.name) as "dissentingNames", i.dissent, i.version`;

const itemFrom = sql`from panel_item i join person p on p.id = i.person_id left join staff a on a.id = i.added_by left join staff d on d.id = i.decided_by`;

export const listItems = (tx: Tx, meetingId: number): Promise<Item[]> =>
  tx.many(
    sql<Item>`select ${itemColumns} ${itemFrom} where i.meeting_id = ${meetingId} order by i.position nulls last, i.id`,
  );

export type AgendaName = Pick<Item, 'id' | 'personId' | 'name' | 'decision' | 'minutes'>;

/** Names of all the viewer may see, in order: the head of the agenda. */
export const listItemNames = (tx: Tx, meetingId: number): Promise<AgendaName[]> =>
  tx.many(sql<AgendaName>`
    select i.id, i.person_id as "personId", p.given_names || ' ' || p.family_name as name, i.decision, i.minutes
    from panel_item i join person p on p.id = i.person_id where i.meeting_id = ${meetingId} order by i.position nulls last, i.id limit 200`);

/** Some of the items the viewer may see, in order. */
export const listSomeItems = (
  tx: Tx,
  meetingId: number,
  { limit, offset }: { limit: number; offset: number },
): Promise<Item[]> =>
  tx.many(sql<Item>`
    select ${itemColumns} ${itemFrom} where i.meeting_id = ${meetingId} order by i.position nulls last, i.id limit ${limit} offset ${offset}`);

/** Of everybody on the agenda, whether the viewer may see them or not: counts, and nothing else. */
export const countEveryItem = (
  tx: Tx,
  meetingId: number,
): Promise<{ undecided: number; decided: number; interests: number }> =>
  tx.one(sql<{ undecided: number; decided: number; interests: number }>`
    select undecided, decided, interests from panel_meeting_counts(${meetingId})`);

/** How many the viewer may see, by decision (null: undecided), and how many of these hear what is said against one. */
export const countItems = (
  tx: Tx,
  meetingId: number,
): Promise<{ decision: Item['decision']; count: number; appeals: number }[]> =>
  tx.many(sql<{ decision: Item['decision']; count: number; appeals: number }>`
    select decision, count(*) as count, count(*) filter (where question = 'representation') as appeals from panel_item where meeting_id = ${meetingId} group by decision order by decision nulls last`);

/** Where an item stands among those the viewer may see, from 1. */
export const placeOfItem = async (tx: Tx, item: { id: number; meetingId: number }): Promise<number> =>
  (
    await tx.one(
      sql<{
        n: number;
      }>`select count(*) as n from panel_item where meeting_id = ${item.meetingId}
          and (coalesce(position, 1000000), id) <= (select coalesce(position, 1000000), id from panel_item where id = ${item.id})`,
    )
  ).n;

export const getItem = (tx: Tx, id: number): Promise<Item> =>
  tx.one(sql<Item>`select ${itemColumns} ${itemFrom} where i.id = ${id}`);

export const lockItem = (tx: Tx, id: number): Promise<Item> =>
  tx.one(sql<Item>`select ${itemColumns} ${itemFrom} where i.id = ${id} for update of i`);

/**
 * Puts a person on an agenda.
 * @returns the item's id, or null for somebody who may propose and not see agendas.
 */
export async function insertItem(tx: Tx, item: NewItem): Promise<number | null> {
  await tx.run(sql`
    insert into panel_item (meeting_id, person_id, candidate_id, question, added_by, why, source, minutes, corrects)
    values (${item.meetingId}, ${item.personId}, ${item.candidateId}, ${item.question}, ${item.addedBy}, ${item.why}, ${item.source ?? 'by-hand'},
      ${item.minutes ?? null}, ${item.corrects ?? null})`);
  const made = await tx.maybe(sql<{ id: number }>`
    select id from panel_item where meeting_id = ${item.meetingId} and person_id = ${item.personId} and decision is null`);
  return made?.id ?? null;
}

export interface NewItem {
  meetingId: number;
  personId: number;
  candidateId: number | null;
  question: Question;
  addedBy: number;
  why: string | null;
  source?: Source | undefined;
  minutes?: number | undefined;
  corrects?: number | undefined;
}

export const deleteItem = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`delete from panel_item where id = ${id} and decision is null`);

export const writeDecision = (
  tx: Tx,
  input: DecideInput,
  by: { staffId: number; now: Date; present: readonly number[]; ruleId: number },
): Promise<number> =>
  tx.run(sql`
    update panel_item set decision = ${input.decision}, reason_code = ${input.reasonCode}, reason = ${input.reason}, decided_by = ${by.staffId},
      decided_at = ${by.now}, rule_id = ${by.ruleId}, dissenting = ${input.dissenting ?? []}::bigint[], dissent = ${input.dissent ?? null}, present_staff = ${[...by.present]}::bigint[], version = version + 1
    where id = ${input.itemId} and decision is null`);

/** Decisions about a person, newest first. */
export const listDecisions = (
  tx: Tx,
  personId: number,
): Promise<(Item & { heldOn: string; base: string | null })[]> =>
  tx.many(sql<Item & { heldOn: string; base: string | null }>`
    select ${itemColumns}, m.held_on as "heldOn", b.name as base
    ${itemFrom} join panel_meeting m on m.id = i.meeting_id left join base b on b.id = m.base_id
    where i.person_id = ${personId} order by m.held_on desc, i.id desc limit 50`);
