import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Item } from './types.ts';

/** Of a representation `r` and the item `h` that it was put on an agenda as: a panel that put it off has not heard it. */
export const isUnheard = sql`coalesce(h.decision, 'defer') = 'defer'`;

/** One that is on no agenda: never put on one, put off, or left undecided by a meeting `o` that was closed. */
export const isWaiting = sql`(h.id is null or h.decision = 'defer' or (h.decision is null and o.state = 'held'))`;

/** What stands around the items of an agenda: views, interests, copies of the pack, what was taken off. */

export interface AgencyView {
  id: number;
  itemId: number;
  personId: number;
  agencyId: number;
  agency: string;
  dueOn: Day;
  stance: 'for' | 'against' | 'neither' | null;
  view: string | null;
  handling: string;
  givenBy: string | null;
  givenAt: Date | null;
  version: number;
}

/** Asks every agency that is invited for its view of an item, where it was not asked. */
export const askViews = (
  tx: Tx,
  ask: { itemId: number; askedBy: number; now: Date; dueOn: Day },
): Promise<number> =>
  tx.run(sql`
    insert into panel_view (item_id, person_id, agency_id, asked_by, asked_at, due_on)
    select distinct i.id, i.person_id, a.agency_id, ${ask.askedBy}::bigint, ${ask.now}::timestamptz, ${ask.dueOn}::date
    from panel_item i join panel_attendance a on a.meeting_id = i.meeting_id
    where i.id = ${ask.itemId} and i.decision is null
    on conflict (item_id, agency_id) do nothing`);

/** The meeting was moved: views that nobody gave yet are due by another day. */
export const writeViewsDue = (tx: Tx, meetingId: number, dueOn: Day): Promise<number> =>
  tx.run(sql`
    update panel_view v set due_on = ${dueOn} from panel_item i
    where i.id = v.item_id and i.meeting_id = ${meetingId} and i.decision is null and v.given_at is null`);

const viewColumns = sql`v.id, v.item_id as "itemId", v.person_id as "personId", v.agency_id as "agencyId", a.name as agency, v.due_on as "dueOn",
  v.stance, v.view, v.handling, s.name as "givenBy", v.given_at as "givenAt", v.version`;
const viewFrom = sql`from panel_view v join agency a on a.id = v.agency_id left join staff s on s.id = v.given_by`;

export const listViews = (tx: Tx, itemIds: readonly number[]): Promise<AgencyView[]> =>
  tx.many(sql<AgencyView>`
    select ${viewColumns} ${viewFrom} where v.item_id = any (${[...itemIds]}::bigint[]) order by a.name`);

/** The item that a view is about. */
export const itemOfView = async (tx: Tx, id: number): Promise<number> =>
  (await tx.one(sql<{ id: number }>`select item_id as id from panel_view where id = ${id}`)).id;

export const lockView = (tx: Tx, id: number): Promise<AgencyView> =>
  tx.one(sql<AgencyView>`select ${viewColumns} ${viewFrom} where v.id = ${id} for update of v`);

export const writeView = (
  tx: Tx,
  id: number,
  given: { stance: string; view: string; handling: string; staffId: number; now: Date },
): Promise<number> =>
  tx.run(sql`
    update panel_view set stance = ${given.stance}, view = ${given.view}, handling = ${given.handling}, given_by = ${given.staffId},
      given_at = ${given.now}, version = version + 1 where id = ${id}`);

/** Views that somebody's agency was asked for and has not given, of meetings to come; by meeting. */
export const countViewsAsked = (
  tx: Tx,
  agencyId: number,
  today: Day,
): Promise<{ meetingId: number; dueOn: Day; count: number; itemId: number }[]> =>
  tx.many(sql<{ meetingId: number; dueOn: Day; count: number; itemId: number }>`
    select i.meeting_id as "meetingId", min(v.due_on) as "dueOn", count(*)::int as count, min(i.id) as "itemId"
    from panel_view v join panel_item i on i.id = v.item_id join panel_meeting m on m.id = i.meeting_id
    where v.agency_id = ${agencyId} and v.given_at is null and i.decision is null and m.state <> 'held' and m.held_on >= ${today}::date
    group by i.meeting_id order by 2 limit 5`);

export const noteInterest = (
  tx: Tx,
  item: { id: number; personId: number },
  by: { staffId: number; now: Date },
): Promise<number> =>
  tx.run(sql`
    insert into panel_interest (item_id, person_id, staff_id, at) values (${item.id}, ${item.personId}, ${by.staffId}, ${by.now})
    on conflict (item_id, staff_id) do nothing`);

/** Staff who declared an interest in the person of this item. */
export const listInterested = async (tx: Tx, itemId: number): Promise<number[]> =>
  (
    await tx.many(sql<{ id: number }>`select staff_id as id from panel_interest where item_id = ${itemId}`)
  ).map(({ id }) => id);

export const listInterests = (
  tx: Tx,
  itemIds: readonly number[],
): Promise<{ itemId: number; staffId: number; name: string; agency: string }[]> =>
  tx.many(sql<{ itemId: number; staffId: number; name: string; agency: string }>`
    select n.item_id as "itemId", n.staff_id as "staffId", s.name, a.name as agency
    from panel_interest n join staff s on s.id = n.staff_id join agency a on a.id = s.agency_id
    where n.item_id = any (${[...itemIds]}::bigint[]) order by s.name`);

/**
 * Who may not sign these items: whoever signed a decision about the person that something is said against and that is
 * not heard yet, or that one of these items, or what it corrects, hears; with every decision that corrects it, that it
 * corrects, or that it answered.
 */
export const listSignersAgainst = (
  tx: Tx,
  itemIds: readonly number[],
): Promise<{ itemId: number; staffId: number }[]> =>
  tx.many(sql<{ itemId: number; staffId: number }>`
    with recursive asked (item, id, person_id) as (
      select id, id, person_id from panel_item where id = any (${[...itemIds]}::bigint[])
      union
      select a.item, i.corrects, a.person_id from asked a join panel_item i on i.id = a.id where i.corrects is not null
    ), against (item, id) as (
      select a.item, r.item_id from asked a join panel_representation r on r.person_id = a.person_id
        left join panel_item h on h.id = r.heard_item
      where r.heard_item = a.id or ${isUnheard}
      union
      select a.item, n.id from against a join panel_item i on i.id = a.id cross join lateral (
        select i.corrects as id where i.corrects is not null
        union all select c.id from panel_item c where c.corrects = i.id
        union all select r.item_id from panel_representation r where r.heard_item = i.id
      ) n
    )
    select distinct a.item as "itemId", i.decided_by as "staffId"
    from against a join panel_item i on i.id = a.id where i.decided_by is not null`);

export const noteRemoved = (
  tx: Tx,
  item: Item,
  by: { why: string; staffId: number; now: Date },
): Promise<number> =>
  tx.run(sql`
    insert into panel_item_removed (meeting_id, person_id, question, why, staff_id, at)
    values (${item.meetingId}, ${item.personId}, ${item.question}, ${by.why}, ${by.staffId}, ${by.now})`);

export const listRemoved = (
  tx: Tx,
  meetingId: number,
): Promise<{ personId: number; name: string; why: string; by: string }[]> =>
  tx.many(sql<{ personId: number; name: string; why: string; by: string }>`
    select d.person_id as "personId", p.given_names || ' ' || p.family_name as name, d.why, s.name as by
    from panel_item_removed d join person p on p.id = d.person_id join staff s on s.id = d.staff_id
    where d.meeting_id = ${meetingId} order by d.id limit 50`);

/** The order of an agenda, and how long each takes. */
export const writeOrder = (
  tx: Tx,
  meetingId: number,
  order: readonly { itemId: number; position: number; minutes: number | null }[],
): Promise<number> =>
  tx.run(sql`
    update panel_item i set position = o.position, minutes = o.minutes
    from jsonb_to_recordset(${JSON.stringify(order)}::jsonb) as o ("itemId" bigint, position integer, minutes integer)
    where i.id = o."itemId" and i.meeting_id = ${meetingId} and i.decision is null`);

/** The next number of the meeting; two who take a copy at once wait for each other. */
export async function insertCopy(
  tx: Tx,
  copy: { meetingId: number; staffId: number; now: Date; people: number },
): Promise<{ number: number }> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('panel-copy'), ${copy.meetingId}::integer)`);
  return tx.one(sql<{ number: number }>`
    insert into panel_copy (meeting_id, number, staff_id, at, people)
    select ${copy.meetingId}::bigint, coalesce(max(number), 0) + 1, ${copy.staffId}::bigint, ${copy.now}::timestamptz, ${copy.people}::integer
    from panel_copy where meeting_id = ${copy.meetingId} returning number`);
}

export interface PackCopy {
  number: number;
  staffId: number;
  name: string;
  agency: string;
  at: Date;
  people: number;
}

export const listCopies = (tx: Tx, meetingId: number): Promise<PackCopy[]> =>
  tx.many(sql<PackCopy>`
    select c.number, c.staff_id as "staffId", s.name, a.name as agency, c.at, c.people
    from panel_copy c join staff s on s.id = c.staff_id join agency a on a.id = s.agency_id
    where c.meeting_id = ${meetingId} order by c.number`);
