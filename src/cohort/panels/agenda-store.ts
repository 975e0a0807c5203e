import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Item, Meeting, Source } from './types.ts';

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
): Promise<{ meetingId: number; dueOn: Day; count: number; itemId: number }[]> =>
  tx.many(sql<{ meetingId: number; dueOn: Day; count: number; itemId: number }>`
    select i.meeting_id as "meetingId", min(v.due_on) as "dueOn", count(*)::int as count, min(i.id) as "itemId"
    from panel_view v join panel_item i on i.id = v.item_id
    where v.agency_id = ${agencyId} and v.given_at is null and i.decision is null
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

/** Who signed the decision that this item hears a representation against. */
export const signersHeardAgainst = async (tx: Tx, item: { id: number }): Promise<number[]> =>
  (
    await tx.many(sql<{ id: number }>`
      select i.decided_by as id from panel_representation r join panel_item i on i.id = r.item_id where r.heard_item = ${item.id}`)
  ).map(({ id }) => id);

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

/** Somebody who might be put on an agenda, and why. */
export interface Suggestion {
  source: Source;
  personId: number;
  name: string;
  /** Of the source: the candidate, the representation. */
  ref: number | null;
  day: Day | null;
  detail: string;
  amount: number | null;
}

/**
 * Whom a meeting could look at, by what the viewer may see: candidates, reviews due by its day, ratings changed since
 * the panel last met, releases within 12 weeks of it, and what was said against a decision. Nobody who stands on an
 * agenda already.
 */
export const listSuggestions = (
  tx: Tx,
  schemeId: number,
  meeting: Meeting,
  days: { today: Day; ratedSince: Day; releasedBy: Day },
): Promise<Suggestion[]> =>
  tx.many(sql<Suggestion>`
    with found as (
      (select 'representation' as source, r.person_id, r.id as ref, r.hear_by as day, r.kind as detail, null::numeric as amount
        from panel_representation r where r.scheme_id = ${schemeId} and r.heard_item is null order by r.hear_by limit 20)
      union all
      (select 'review', m.person_id, m.id, m.next_review, m.rag, null from membership m
        where m.scheme_id = ${schemeId} and m.left_on is null and m.next_review <= ${meeting.heldOn}::date
          and (${meeting.baseId}::bigint is null or m.base_id = ${meeting.baseId}) order by m.next_review, m.id limit 20)
      union all
      (select 'rag', m.person_id, m.id, (m.rag_at at time zone 'Europe/London')::date, m.rag_was || ' ' || m.rag, null from membership m
        where m.scheme_id = ${schemeId} and m.left_on is null and m.rag_was is not null and m.rag_was <> m.rag and m.rag_at >= ${days.ratedSince}::date
          and (${meeting.baseId}::bigint is null or m.base_id = ${meeting.baseId}) order by m.rag_at desc, m.id limit 20)
      union all
      (select 'release', c.person_id, m.id, min(c.to_day), min(c.place), null from custody_spell c
        join membership m on m.person_id = c.person_id and m.left_on is null and m.scheme_id = ${schemeId}
        where c.kind = 'prison' and c.to_day > ${days.today}::date and c.to_day <= ${days.releasedBy}::date
          and (${meeting.baseId}::bigint is null or m.base_id = ${meeting.baseId})
        group by c.person_id, m.id order by 4, 2 limit 20)
      union all
      (select 'candidate', c.person_id, c.id, null, c.rank::text, c.total from candidate c
        where c.scheme_id = ${schemeId} and c.state = 'listed' and (${meeting.baseId}::bigint is null or c.base_id = ${meeting.baseId})
        order by c.rank, c.id limit 20)
    )
    select f.source, f.person_id as "personId", p.given_names || ' ' || p.family_name as name, f.ref, f.day, f.detail, f.amount::float as amount
    from found f join person p on p.id = f.person_id
    where not exists (select 1 from panel_item i join panel_meeting o on o.id = i.meeting_id
      where i.person_id = f.person_id and i.decision is null and o.state <> 'held')
    order by f.day nulls last, f.amount desc nulls last, f.person_id`);

/** The day on which the last meeting of the same base before this one took place. */
export const lastMeetingBefore = async (tx: Tx, meeting: Meeting, schemeId: number): Promise<Day | null> =>
  (
    await tx.one(sql<{ day: Day | null }>`
      select max(held_on) as day from panel_meeting where scheme_id = ${schemeId} and state = 'held' and held_on < ${meeting.heldOn}::date
        and base_id is not distinct from ${meeting.baseId}::bigint`)
  ).day;
