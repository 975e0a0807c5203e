import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Needs, Override } from '../../scheme/skills.ts';
import type {
  Marker,
  MarkerState,
  PanelAction,
  Representation,
  Telling,
  TellingState,
  Voluntary,
} from './after-types.ts';
import { isUnheard, isWaiting } from './agenda-store.ts';

/** What follows a decision: telling, representations, markers, actions, the voluntary agreement. */

interface Paged {
  limit: number;
  offset: number;
}

const named = sql`p.given_names || ' ' || p.family_name as name`;

const tellingColumns = sql`t.id, t.item_id as "itemId", t.person_id as "personId", ${named}, i.decision, t.template, t.text, t.due_on as "dueOn", t.state,
  t.defer_why as "deferWhy", t.defer_asked_by as "deferAskedById", asked.name as "deferAskedBy", approved.name as "deferApprovedBy",
  t.defer_review_on as "deferReviewOn", t.told_on as "toldOn", told.name as "toldBy", t.told_how as "toldHow", t.version`;
const tellingFrom = sql`from panel_telling t join person p on p.id = t.person_id join panel_item i on i.id = t.item_id
  left join staff asked on asked.id = t.defer_asked_by left join staff approved on approved.id = t.defer_approved_by left join staff told on told.id = t.told_by`;

export const insertTelling = (
  tx: Tx,
  row: {
    schemeId: number;
    itemId: number;
    personId: number;
    ruleId: number;
    template: string;
    text: string;
    dueOn: Day;
  },
): Promise<number> =>
  tx.run(sql`
    insert into panel_telling (scheme_id, item_id, person_id, rule_id, template, text, due_on)
    values (${row.schemeId}, ${row.itemId}, ${row.personId}, ${row.ruleId}, ${row.template}, ${row.text}, ${row.dueOn})`);

export const getTelling = (tx: Tx, id: number): Promise<Telling> =>
  tx.one(sql<Telling>`select ${tellingColumns} ${tellingFrom} where t.id = ${id}`);

export const lockTelling = (tx: Tx, id: number): Promise<Telling> =>
  tx.one(sql<Telling>`select ${tellingColumns} ${tellingFrom} where t.id = ${id} for update of t`);

/** Letters of a state: those not told the next due first, those told the newest first. */
export const listTellings = (
  tx: Tx,
  schemeId: number,
  filter: Paged & { told: boolean },
): Promise<(Telling & { count: number })[]> =>
  tx.many(sql<Telling & { count: number }>`
    select ${tellingColumns}, count(*) over ()::int as count ${tellingFrom}
    where t.scheme_id = ${schemeId} and (t.state = 'told') = ${filter.told}
    order by t.told_on desc nulls last, coalesce(t.defer_review_on, t.due_on), t.id limit ${filter.limit} offset ${filter.offset}`);

export const listTellingsOf = (tx: Tx, personId: number): Promise<Telling[]> =>
  tx.many(
    sql<Telling>`select ${tellingColumns} ${tellingFrom} where t.person_id = ${personId} order by t.id desc limit 20`,
  );

/** Letters due by a day, and putting off that is to be approved or looked at again. */
export const countTellings = (
  tx: Tx,
  schemeId: number,
  by: Day,
): Promise<{ state: TellingState; count: number; first: Day }[]> =>
  tx.many(sql<{ state: TellingState; count: number; first: Day }>`
    select state, count(*)::int as count, min(case when state = 'deferred' then defer_review_on else due_on end) as first from panel_telling
    where scheme_id = ${schemeId} and state <> 'told' and (state = 'deferral-asked' or case when state = 'deferred' then defer_review_on else due_on end <= ${by}::date)
    group by state`);

export const writeTelling = (
  tx: Tx,
  id: number,
  row: {
    state: TellingState;
    text?: string;
    deferWhy?: string | null;
    askedBy?: number | null;
    approvedBy?: number | null;
    reviewOn?: Day | null;
    toldOn?: Day;
    toldBy?: number;
    toldHow?: string;
  },
): Promise<number> =>
  tx.run(sql`
    update panel_telling set state = ${row.state}, text = coalesce(${row.text ?? null}, text),
      defer_why = ${row.deferWhy === undefined ? sql`defer_why` : row.deferWhy},
      defer_asked_by = ${row.askedBy === undefined ? sql`defer_asked_by` : row.askedBy},
      defer_approved_by = ${row.approvedBy === undefined ? sql`defer_approved_by` : row.approvedBy},
      defer_review_on = ${row.reviewOn === undefined ? sql`defer_review_on` : row.reviewOn},
      told_on = coalesce(${row.toldOn ?? null}::date, told_on), told_by = coalesce(${row.toldBy ?? null}::bigint, told_by),
      told_how = coalesce(${row.toldHow ?? null}, told_how), version = version + 1 where id = ${id}`);

const representationColumns = sql`r.id, r.item_id as "itemId", i.meeting_id as "meetingId", r.person_id as "personId", ${named}, r.kind, r.made_on as "madeOn",
  r.made_by as "madeBy", r.said, r.until_on as "untilOn", r.hear_by as "hearBy", r.heard_item as "heardItem", h.decision as "heardDecision",
  h.meeting_id as "heardMeeting", ${isWaiting} as "isWaiting", r.version`;
const representationFrom = sql`from panel_representation r join person p on p.id = r.person_id join panel_item i on i.id = r.item_id
  left join panel_item h on h.id = r.heard_item left join panel_meeting o on o.id = h.meeting_id`;

export const insertRepresentation = (
  tx: Tx,
  row: Omit<
    Representation,
    'id' | 'name' | 'meetingId' | 'heardItem' | 'heardDecision' | 'heardMeeting' | 'isWaiting' | 'version'
  > & {
    schemeId: number;
    recordedBy: number;
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into panel_representation (scheme_id, item_id, person_id, kind, made_on, made_by, said, until_on, hear_by, recorded_by)
    values (${row.schemeId}, ${row.itemId}, ${row.personId}, ${row.kind}, ${row.madeOn}, ${row.madeBy}, ${row.said}, ${row.untilOn}, ${row.hearBy}, ${row.recordedBy})
    returning id`);

export const lockRepresentation = (tx: Tx, id: number): Promise<Representation> =>
  tx.one(
    sql<Representation>`select ${representationColumns} ${representationFrom} where r.id = ${id} for update of r`,
  );

export const hearAt = (tx: Tx, id: number, itemId: number): Promise<number> =>
  tx.run(sql`update panel_representation set heard_item = ${itemId}, version = version + 1 where id = ${id}`);

export const listRepresentationsAbout = (tx: Tx, itemIds: readonly number[]): Promise<Representation[]> =>
  tx.many(sql<Representation>`
    select ${representationColumns} ${representationFrom}
    where r.item_id = any (${[...itemIds]}::bigint[]) or r.heard_item = any (${[...itemIds]}::bigint[]) order by r.id`);

/** Not heard yet first, by the day by which each has to be. */
export const listRepresentations = (
  tx: Tx,
  schemeId: number,
  paged: Paged,
): Promise<(Representation & { count: number })[]> =>
  tx.many(sql<Representation & { count: number }>`
    select ${representationColumns}, count(*) over ()::int as count ${representationFrom} where r.scheme_id = ${schemeId}
    order by ${isUnheard} desc, r.hear_by, r.id limit ${paged.limit} offset ${paged.offset}`);

/** Not heard yet; of these, how many a panel put off or left undecided. */
export const countUnheard = (
  tx: Tx,
  schemeId: number,
): Promise<{ count: number; again: number; first: Day | null }> =>
  tx.one(sql<{ count: number; again: number; first: Day | null }>`
    select count(*)::int as count, count(*) filter (where h.id is not null and ${isWaiting})::int as again, min(r.hear_by) as first
    from panel_representation r left join panel_item h on h.id = r.heard_item left join panel_meeting o on o.id = h.meeting_id
    where r.scheme_id = ${schemeId} and ${isUnheard}`);

/** Whether something said against a decision about somebody is not heard yet. */
export const hasUnheard = async (tx: Tx, personId: number): Promise<boolean> =>
  (
    await tx.one(sql<{ open: boolean }>`
      select exists (select 1 from panel_representation r left join panel_item h on h.id = r.heard_item
        where r.person_id = ${personId} and ${isUnheard}) as open`)
  ).open;

export const insertMarkers = (
  tx: Tx,
  row: { schemeId: number; itemId: number; personId: number; act: 'set' | 'clear'; dueOn: Day; now: Date },
  markers: readonly { code: string; kinds: readonly string[] }[],
): Promise<number> =>
  tx.run(sql`
    insert into agency_marker (scheme_id, person_id, item_id, agency_id, marker, act, due_on, made_at)
    select ${row.schemeId}::bigint, ${row.personId}::bigint, ${row.itemId}::bigint, a.id, k.code, ${row.act}, ${row.dueOn}::date, ${row.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(markers)}::jsonb) as k (code text, kinds jsonb)
    join agency a on k.kinds ? a.kind
    where exists (select 1 from staff s join staff_role o on o.staff_id = s.id where s.agency_id = a.id and o.scheme_id = ${row.schemeId})
    on conflict (item_id, agency_id, marker) do nothing`);

const markerColumns = sql`k.id, k.item_id as "itemId", k.person_id as "personId", ${named}, k.agency_id as "agencyId", a.name as agency, k.marker, k.act, k.due_on as "dueOn", k.state,
  k.how, k.reference, k.done_on as "doneOn", s.name as "doneBy", k.version`;
const markerFrom = sql`from agency_marker k join person p on p.id = k.person_id join agency a on a.id = k.agency_id left join staff s on s.id = k.done_by`;

export const listMarkers = (
  tx: Tx,
  schemeId: number,
  filter: Paged & { agencyId: number | null; done: boolean },
): Promise<(Marker & { count: number })[]> =>
  tx.many(sql<Marker & { count: number }>`
    select ${markerColumns}, count(*) over ()::int as count ${markerFrom}
    where k.scheme_id = ${schemeId} and (${filter.agencyId}::bigint is null or k.agency_id = ${filter.agencyId})
      and (k.state <> 'to-do') = ${filter.done}
    order by k.done_on desc nulls last, k.due_on, p.family_name, k.id limit ${filter.limit} offset ${filter.offset}`);

export const listMarkersOf = (tx: Tx, personId: number): Promise<Marker[]> =>
  tx.many(
    sql<Marker>`select ${markerColumns} ${markerFrom} where k.person_id = ${personId} order by k.id desc limit 20`,
  );

export const countMarkers = (
  tx: Tx,
  schemeId: number,
  agencyId: number,
): Promise<{ count: number; first: Day | null }> =>
  tx.one(sql<{ count: number; first: Day | null }>`
    select count(*)::int as count, min(due_on) as first from agency_marker
    where scheme_id = ${schemeId} and agency_id = ${agencyId} and state = 'to-do'`);

export const lockMarker = (tx: Tx, id: number): Promise<Marker> =>
  tx.one(sql<Marker>`select ${markerColumns} ${markerFrom} where k.id = ${id} for update of k`);

export const endMarker = (
  tx: Tx,
  id: number,
  end: { state: MarkerState; reference: string | null; day: Day; staffId: number },
): Promise<number> =>
  tx.run(sql`
    update agency_marker set state = ${end.state}, how = 'by-hand', reference = ${end.reference}, done_on = ${end.day}, done_by = ${end.staffId},
      version = version + 1 where id = ${id}`);

const actionColumns = sql`x.id, x.meeting_id as "meetingId", m.held_on as "heldOn", x.item_id as "itemId", x.person_id as "personId", ${named}, x.what,
  x.staff_id as "staffId", s.name as staff, a.name as agency, x.due_on as "dueOn", x.state, x.ended_on as "endedOn", x.note, x.version,
  x.needs_role as "needsRole", x.needs_skill as "needsSkill", x.override_why as "overrideWhy", (select o.name from staff o where o.id = x.override_by) as "overrideBy"`;
const actionFrom = sql`from panel_action x join panel_meeting m on m.id = x.meeting_id join staff s on s.id = x.staff_id join agency a on a.id = s.agency_id
  left join person p on p.id = x.person_id`;

export const insertAction = (
  tx: Tx,
  row: {
    schemeId: number;
    meetingId: number;
    itemId: number | null;
    personId: number | null;
    what: string;
    staffId: number;
    dueOn: Day;
    madeBy: number;
    override: Override | null;
  } & Needs,
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into panel_action (scheme_id, meeting_id, item_id, person_id, what, staff_id, due_on, made_by, needs_role, needs_skill, override_by, override_why)
    values (${row.schemeId}, ${row.meetingId}, ${row.itemId}, ${row.personId}, ${row.what}, ${row.staffId}, ${row.dueOn}, ${row.madeBy},
      ${row.needsRole}, ${row.needsSkill}, ${row.override?.by ?? null}, ${row.override?.why ?? null}) returning id`);

export const listActionsOf = (tx: Tx, meetingId: number): Promise<PanelAction[]> =>
  tx.many(
    sql<PanelAction>`select ${actionColumns} ${actionFrom} where x.meeting_id = ${meetingId} order by x.due_on, x.id limit 200`,
  );

/** Actions of one member of staff or of everybody, those open first. The meeting is named to whoever has the action. */
export const listActions = (
  tx: Tx,
  schemeId: number,
  filter: Paged & { staffId: number | null; open: boolean },
): Promise<(PanelAction & { count: number })[]> =>
  tx.many(sql<PanelAction & { count: number }>`
    select ${actionColumns}, count(*) over ()::int as count
    from panel_action x left join panel_meeting m on m.id = x.meeting_id join staff s on s.id = x.staff_id join agency a on a.id = s.agency_id
      left join person p on p.id = x.person_id
    where x.scheme_id = ${schemeId} and (${filter.staffId}::bigint is null or x.staff_id = ${filter.staffId}) and (x.state = 'open') = ${filter.open}
    order by x.due_on, x.id limit ${filter.limit} offset ${filter.offset}`);

export const lockAction = (tx: Tx, id: number): Promise<PanelAction> =>
  tx.one(sql<PanelAction>`
    select ${actionColumns} from panel_action x left join panel_meeting m on m.id = x.meeting_id join staff s on s.id = x.staff_id
      join agency a on a.id = s.agency_id left join person p on p.id = x.person_id where x.id = ${id} for update of x`);

export const endAction = (
  tx: Tx,
  id: number,
  end: { state: 'done' | 'dropped'; day: Day; staffId: number; note: string | null },
): Promise<number> =>
  tx.run(sql`
    update panel_action set state = ${end.state}, ended_on = ${end.day}, ended_by = ${end.staffId}, note = ${end.note}, version = version + 1
    where id = ${id}`);

export const insertVoluntary = (
  tx: Tx,
  row: {
    personId: number;
    membershipId: number;
    agencyId: number;
    what: 'agreed' | 'withdrawn';
    onDay: Day;
    inWriting: boolean;
    words: string;
    staffId: number;
    now: Date;
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into voluntary_agreement (person_id, membership_id, agency_id, what, on_day, in_writing, words, staff_id, at)
    values (${row.personId}, ${row.membershipId}, ${row.agencyId}, ${row.what}, ${row.onDay}, ${row.inWriting}, ${row.words}, ${row.staffId}, ${row.now})
    returning id`);

/** Newest first. */
export const listVoluntary = (tx: Tx, personId: number): Promise<Voluntary[]> =>
  tx.many(sql<Voluntary>`
    select v.id, v.what, v.on_day as "onDay", v.in_writing as "inWriting", v.words, s.name as by, a.name as agency
    from voluntary_agreement v join staff s on s.id = v.staff_id join agency a on a.id = v.agency_id
    where v.person_id = ${personId} order by v.on_day desc, v.id desc limit 50`);
