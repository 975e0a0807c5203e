import { addDays, type Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';

export interface WorkerRow {
  name: string;
  phone: string | null;
  agency: string;
  kind: 'lead' | 'co-worker' | 'embedded';
  /** They are away today, until the end of this day; who covers. */
  away: { until: Day; deputy: string | null; phone: string | null } | null;
}

/** Everything the identity bar may say. What the viewer may not see is null: the policies decide. */
export interface FrameRow {
  id: number;
  familyName: string;
  givenNames: string;
  born: Day | null;
  pnc: string | null;
  crn: string | null;
  prisonNumber: string | null;
  aliases: number;
  goneTo: number | null;
  linkStatus: string;
  /** Every record of theirs was taken back with its import. */
  isEmptied: boolean;
  member: {
    state: 'member' | 'suspended';
    strand: string;
    tier: string | null;
    rag: 'red' | 'amber' | 'green' | 'blue' | 'none';
    statutory: 'statutory' | 'voluntary' | 'dual';
    nextReview: Day | null;
    joinedOn: Day;
  } | null;
  /** Whether they are, also for those who may not read the membership. */
  onScheme: boolean;
  workers: WorkerRow[] | null;
  custody: { kind: 'police' | 'prison'; place: string; from: Day; until: Day | null } | null;
  /** The last custody or release that another system reported lately, as an alert; the record of it may come days later. */
  reported: {
    kind: 'custody' | 'release';
    at: string;
    place: string | null;
    agency: string;
    alertId: number;
  } | null;
  supervision: { type: string; until: Day | null; rosh: string | null; mappa: string | null } | null;
  /** Risk flags in force, by their kind in the scheme's list. */
  flags: { kind: string; reviewOn: Day }[] | null;
  /** When the viewer's own break-glass access ends, in text (ISO). */
  breakGlassUntil: string | null;
  limited: boolean | null;
  photo: { id: number; takenOn: Day } | null;
}

/** Days for which a report stands in for the record: the police hold nobody longer without a charge (PACE 1984, s.44). */
const reportedFor = 4;

/** One statement, because every page of a person draws the bar. */
export const findFrame = (
  tx: Tx,
  personId: number,
  staffId: number,
  today: Day,
): Promise<FrameRow | undefined> =>
  tx.maybe(sql<FrameRow>`
    select p.id, p.family_name as "familyName", p.given_names as "givenNames", p.born, case when i.known then p.pnc end as pnc,
      case when i.known then p.crn end as crn, case when i.known then p.prison_number end as "prisonNumber", case when i.known then p.alias_count else 0 end as aliases, m.id is not null or is_on_scheme(p.id) as "onScheme", p.gone_to as "goneTo", p.link_status as "linkStatus", p.emptied_at is not null as "isEmptied",
      case when m.id is not null then json_build_object('state', m.state, 'strand', m.strand, 'tier', m.tier, 'rag', m.rag, 'statutory', m.statutory,
          'nextReview', m.next_review, 'joinedOn', m.joined_on) end as member,
      (select json_agg(json_build_object('name', s.name, 'phone', s.phone, 'agency', a.name, 'kind', l.kind,
          'away', (select json_build_object('until', b.to_day, 'deputy', d.name, 'phone', d.phone) from absence b left join staff d on d.id = b.deputy_id
            where b.staff_id = l.staff_id and b.ended_at is null and b.to_day >= ${today} and b.from_day <= ${today} limit 1)) order by l.kind = 'lead' desc, l.id)
        from allocation l join staff s on s.id = l.staff_id join agency a on a.id = l.agency_id
        where l.person_id = p.id and l.to_at is null) as workers,
      (select json_build_object('kind', c.kind, 'place', c.place, 'from', c.from_day, 'until', c.to_day) from custody_spell c
        where c.person_id = p.id and c.from_day <= ${today} and (c.to_day is null or c.to_day > ${today})
        order by c.kind = 'prison' desc, c.from_day desc limit 1) as custody,
      (select json_build_object('kind', e.kind, 'at', e.happened_at, 'place', e.place, 'agency', a.name, 'alertId', e.alert_id)
        from event_received e join agency a on a.id = e.agency_id
        where e.person_id = p.id and e.category = 'custody' and e.kind in ('custody', 'release') and e.alert_id is not null and e.ended_because is null
          and e.happened_at >= ${addDays(today, -reportedFor)}::date and e.happened_at < ${addDays(today, 1)}::date
        order by e.happened_at desc, e.id desc limit 1) as reported,
      (select json_build_object('type', v.order_type, 'until', v.to_day, 'rosh', v.rosh, 'mappa', v.mappa_level) from supervision v
        where v.person_id = p.id and v.from_day <= ${today} and (v.to_day is null or v.to_day >= ${today})
        order by v.to_day desc nulls first, v.id desc limit 1) as supervision,
      (select json_agg(json_build_object('kind', f.kind, 'reviewOn', f.review_on) order by f.id) from risk_flag f
        where f.person_id = p.id and f.ended_on is null) as flags,
      held."breakGlassUntil", held.limited,
      (select json_build_object('id', f.id, 'takenOn', f.taken_on) from person_photo f
        where f.person_id = p.id and f.state = 'shown' order by f.given_at desc, f.id desc limit 1) as photo
    from person p cross join lateral (select viewer_identifies(p.id) as known) i
      cross join lateral (select max(r.closes_at) filter (where r.kind = 'break-glass' and r.staff_id = ${staffId} and r.closes_at > now())::text as "breakGlassUntil",
        bool_or(r.only_staff is not null) as limited from access_reason r where r.person_id = p.id) held
      left join lateral (select * from membership where person_id = p.id and left_on is null limit 1) m on true
    where p.id = ${personId}`);

export interface AccessRow {
  kind: string;
  holder: string;
  /** Name of the member of staff, team or agency; null for a post. */
  name: string | null;
  post: string | null;
  opensAt: Date;
  closesAt: Date | null;
  why: string | null;
}

const accessColumns = sql`w.kind, w.holder, coalesce(s.name, t.name, a.name) as name, w.post, w.opens_at as "opensAt", w.closes_at as "closesAt", w.why`;
const accessNames = sql`left join staff s on s.id = w.staff_id left join team t on t.id = w.team_id left join agency a on a.id = w.agency_id`;

export const listWhoMaySee = (tx: Tx, personId: number): Promise<AccessRow[]> =>
  tx.many(sql<AccessRow>`
    select ${accessColumns} from who_may_see(${personId}) w ${accessNames}
    order by (w.closes_at is null or w.closes_at > now()) desc, w.opens_at desc limit 200`);

/** The viewer's own reasons, which everybody may know of themselves. */
export const listOwnReasons = (tx: Tx, personId: number): Promise<AccessRow[]> =>
  tx.many(sql<AccessRow>`
    select ${accessColumns} from access_reason w ${accessNames}
    where w.person_id = ${personId} and w.holder = any (viewer_holders()) and w.opens_at <= now() and (w.closes_at is null or w.closes_at > now())
    order by w.opens_at`);

export interface OpenedRow {
  at: Date;
  kind: string;
  act: string;
  staff: string | null;
  agency: string | null;
  role: string | null;
}

export const listWhoOpened = (tx: Tx, personId: number, limit: number): Promise<OpenedRow[]> =>
  tx.many(sql<OpenedRow>`
    select o.at, o.kind, o.act, s.name as staff, a.name as agency, o.role
    from who_opened(${personId}, ${limit}) o left join staff s on s.id = o.staff_id left join agency a on a.id = o.agency_id
    order by o.at desc`);

export interface HistoryRow {
  id: number;
  at: Date;
  table: string;
  rowId: number;
  op: 'insert' | 'update' | 'delete';
  staff: string | null;
  was: Record<string, unknown> | null;
}

/** Earlier states that the viewer's agency may see, newest first. */
export const listHistory = (
  tx: Tx,
  personId: number,
  limit: number,
  before: number | undefined,
): Promise<HistoryRow[]> =>
  tx.many(sql<HistoryRow>`
    select h.id, h.at, h.table_name as "table", h.row_id as "rowId", h.op, s.name as staff, h.was
    from row_history h left join staff s on s.id = h.staff_id
    where h.person_id = ${personId} and h.op <> 'insert' and (${before ?? null}::bigint is null or h.id < ${before ?? null})
    order by h.id desc limit ${limit}`);

/** The state that followed each of these: the next earlier state kept of the same row. */
export const listLater = (
  tx: Tx,
  rows: readonly HistoryRow[],
): Promise<{ id: number; then: Record<string, unknown> }[]> =>
  tx.many(sql<{ id: number; then: Record<string, unknown> }>`
    select i.id, n.was as then from unnest(${rows.map(({ id }) => id)}::bigint[], ${rows.map(({ table }) => table)}::text[], ${rows.map(({ rowId }) => rowId)}::bigint[]) as i (id, table_name, row_id)
    cross join lateral (select h.was from row_history h where h.table_name = i.table_name and h.row_id = i.row_id and h.id > i.id and h.op <> 'insert' order by h.id limit 1) n`);

const current = {
  risk_assessment: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from risk_assessment x where id = any (${[...ids]}::bigint[])`,
  message_consent: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from message_consent x where id = any (${[...ids]}::bigint[])`,
  reminder_choice: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from reminder_choice x where id = any (${[...ids]}::bigint[])`,
  risk_flag: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from risk_flag x where id = any (${[...ids]}::bigint[])`,
  risk_register: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from risk_register x where id = any (${[...ids]}::bigint[])`,
  contact: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from contact x where id = any (${[...ids]}::bigint[])`,
  drug_test: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from drug_test x where id = any (${[...ids]}::bigint[])`,
  plan: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from plan x where id = any (${[...ids]}::bigint[])`,
  plan_goal: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from plan_goal x where id = any (${[...ids]}::bigint[])`,
  plan_step: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from plan_step x where id = any (${[...ids]}::bigint[])`,
  plan_note: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from plan_note x where id = any (${[...ids]}::bigint[])`,
  referral: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from referral x where id = any (${[...ids]}::bigint[])`,
  referral_session: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from referral_session x where id = any (${[...ids]}::bigint[])`,
  unmet_need: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from unmet_need x where id = any (${[...ids]}::bigint[])`,
  questionnaire_answer: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from questionnaire_answer x where id = any (${[...ids]}::bigint[])`,
  licence: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from licence x where id = any (${[...ids]}::bigint[])`,
  licence_condition: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from licence_condition x where id = any (${[...ids]}::bigint[])`,
  curfew: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from curfew x where id = any (${[...ids]}::bigint[])`,
  exclusion_zone: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from exclusion_zone x where id = any (${[...ids]}::bigint[])`,
  compliance_item: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from compliance_item x where id = any (${[...ids]}::bigint[])`,
  enforcement_case: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from enforcement_case x where id = any (${[...ids]}::bigint[])`,
  warrant: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from warrant x where id = any (${[...ids]}::bigint[])`,
  allocation: (ids: readonly number[]) =>
    sql<CurrentRow>`select id, to_jsonb(x) as body from allocation x where id = any (${[...ids]}::bigint[])`,
};

interface CurrentRow {
  id: number;
  body: Record<string, unknown>;
}

export const isKept = (table: string): table is keyof typeof current => Object.hasOwn(current, table);

/** Rows as they stand now, under their own policies. */
export const listCurrent = (
  tx: Tx,
  table: keyof typeof current,
  ids: readonly number[],
): Promise<CurrentRow[]> => tx.many(current[table](ids));
