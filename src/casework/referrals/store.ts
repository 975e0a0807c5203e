import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import { oncePerTransaction } from '../../kernel/once.ts';
import type {
  Referral,
  ReferralEvent,
  ReferralFilter,
  ReferralInput,
  ReferralLine,
  ReferralMove,
  ReferralState,
  ReferralText,
  SharedText,
} from './types.ts';

const columns = sql`r.id, r.person_id as "personId", p.given_names || ' ' || p.family_name as name, p.born, r.service_id as "serviceId", v.name as service,
  r.agency_id as "agencyId", a.name as agency, r.staff_id as "staffId", s.name as staff, s.phone as "staffPhone", r.provider_agency_id as "providerAgencyId",
  o.name as provider, r.state, r.category, r.pathway, r.need, r.goal, r.outcomes, r.rule_id as "ruleId", r.handling, r.worker_id as "workerId", w.name as worker,
  r.sent_at as "sentAt", r.answered_at as "answeredAt", r.started_at as "startedAt", r.ended_at as "endedAt", r.reason_code as "reasonCode", r.reason, r.version,
  r.changed_at as "changedAt"`;

const joined = sql`from referral r join person p on p.id = r.person_id join service v on v.id = r.service_id join agency a on a.id = r.agency_id
  join agency o on o.id = r.provider_agency_id join staff s on s.id = r.staff_id left join staff w on w.id = r.worker_id`;

export const getReferral = (tx: Tx, id: number): Promise<Referral> =>
  tx.one(sql<Referral>`select ${columns} ${joined} where r.id = ${id}`);

/** For an act: locked until the transaction ends. Who may not change it does not find it. */
export type LockedReferral = Omit<
  Referral,
  'name' | 'born' | 'service' | 'agency' | 'staff' | 'staffPhone' | 'provider' | 'worker'
>;

export const lockReferral = (tx: Tx, id: number): Promise<LockedReferral> =>
  tx.one(sql<LockedReferral>`
    select r.id, r.person_id as "personId", r.service_id as "serviceId", r.agency_id as "agencyId", r.staff_id as "staffId",
      r.provider_agency_id as "providerAgencyId", r.state, r.category, r.pathway, r.need, r.goal, r.outcomes, r.rule_id as "ruleId", r.handling,
      r.worker_id as "workerId", r.sent_at as "sentAt", r.answered_at as "answeredAt", r.started_at as "startedAt", r.ended_at as "endedAt",
      r.reason_code as "reasonCode", r.reason, r.version, r.changed_at as "changedAt"
    from referral r where r.id = ${id} for update`);

/** What is shared beside need and goal; undefined for those who see the need only. */
export const findShared = (tx: Tx, referralId: number): Promise<SharedText | undefined> =>
  tx.maybe(sql<SharedText>`
    select contact_details as "contactDetails", staff_risk as "staffRisk", staff_risk_words as "staffRiskWords", availability, language,
      offence_type as "offenceType", offence_why as "offenceWhy" from referral_shared where referral_id = ${referralId}`);

export interface NewReferral extends ReferralText {
  schemeId: number;
  personId: number;
  serviceId: number;
  providerAgencyId: number;
  agencyId: number;
  staffId: number;
  ruleId: number;
}

export const insertReferral = (tx: Tx, row: NewReferral): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into referral (scheme_id, person_id, service_id, agency_id, staff_id, provider_agency_id, state, category, pathway, need, goal, outcomes, rule_id, handling, changed_by)
    values (${row.schemeId}, ${row.personId}, ${row.serviceId}, ${row.agencyId}, ${row.staffId}, ${row.providerAgencyId}, 'draft', ${row.category}, ${row.pathway},
      ${row.need}, ${row.goal}, ${row.outcomes}::text[], ${row.ruleId}, ${row.handling}, ${row.staffId})
    returning id`);

export const updateText = (
  tx: Tx,
  id: number,
  row: ReferralText & { ruleId: number; by: number },
): Promise<number> =>
  tx.run(sql`
    update referral set category = ${row.category}, pathway = ${row.pathway}, need = ${row.need}, goal = ${row.goal}, outcomes = ${row.outcomes}::text[],
      rule_id = ${row.ruleId}, handling = ${row.handling}, version = version + 1, changed_at = now(), changed_by = ${row.by} where id = ${id}`);

export const putShared = (
  tx: Tx,
  key: { referralId: number; personId: number; agencyId: number },
  row: SharedText,
): Promise<number> =>
  tx.run(sql`
    insert into referral_shared (referral_id, person_id, agency_id, contact_details, staff_risk, staff_risk_words, availability, language, offence_type, offence_why)
    values (${key.referralId}, ${key.personId}, ${key.agencyId}, ${row.contactDetails}, ${row.staffRisk}, ${row.staffRiskWords}, ${row.availability}, ${row.language},
      ${row.offenceType}, ${row.offenceWhy})
    on conflict (referral_id) do update set contact_details = excluded.contact_details, staff_risk = excluded.staff_risk, staff_risk_words = excluded.staff_risk_words,
      availability = excluded.availability, language = excluded.language, offence_type = excluded.offence_type, offence_why = excluded.offence_why`);

export interface Moving {
  state: ReferralState;
  by: number;
  now: Date;
  reasonCode?: string | null;
  reason?: string | null;
  /** The provider's worker who takes it on; undefined leaves whoever it is. */
  workerId?: number | null;
}

/** Each state has its moment: the first time it was sent, answered and started, and when it ended. */
export const updateState = (tx: Tx, id: number, moving: Moving): Promise<number> => {
  const { state, now } = moving;
  const ended = ['declined', 'withdrawn', 'cancelled', 'ended-early', 'completed'].includes(state);
  const answered = state === 'accepted' || state === 'declined';
  return tx.run(sql`
    update referral set state = ${state},
      sent_at = case when ${state} = 'sent' and state in ('draft', 'declined') then ${now} else sent_at end,
      answered_at = case when ${answered} then ${now}::timestamptz when ${state} = 'sent' then null else answered_at end,
      started_at = case when ${state} = 'started' then ${now}::timestamptz else started_at end,
      ended_at = case when ${ended} then ${now}::timestamptz else null end,
      worker_id = ${moving.workerId === undefined ? sql`worker_id` : sql`${moving.workerId}::bigint`},
      reason_code = ${moving.reasonCode ?? null}, reason = ${moving.reason ?? null},
      version = version + 1, changed_at = now(), changed_by = ${moving.by}
    where id = ${id}`);
};

export interface NewEvent {
  referralId: number;
  personId: number;
  agencyId: number;
  staffId: number;
  at: Date;
  what: ReferralMove | 'draft';
  field?: keyof ReferralInput;
  was?: string | null;
  became?: string | null;
  why?: string | null;
}

export const insertEvent = (tx: Tx, event: NewEvent): Promise<number> =>
  tx.run(sql`
    insert into referral_event (referral_id, person_id, agency_id, staff_id, at, what, field, was, became, why)
    values (${event.referralId}, ${event.personId}, ${event.agencyId}, ${event.staffId}, ${event.at}, ${event.what}, ${event.field ?? null}, ${event.was ?? null},
      ${event.became ?? null}, ${event.why ?? null})`);

export const listEvents = (tx: Tx, referralId: number): Promise<ReferralEvent[]> =>
  tx.many(sql<ReferralEvent>`
    select e.at, e.what, e.field, e.was, e.became, e.why, s.name as staff, a.name as agency
    from referral_event e join staff s on s.id = e.staff_id join agency a on a.id = e.agency_id
    where e.referral_id = ${referralId} order by e.id`);

const lineColumns = sql`r.id, r.person_id as "personId", p.given_names || ' ' || p.family_name as name, v.name as service, r.service_id as "serviceId", o.name as provider,
  a.name as agency, s.name as staff, r.state, r.pathway, r.category, r.need, r.sent_at as "sentAt", r.started_at as "startedAt", r.ended_at as "endedAt",
  r.reason_code as "reasonCode", w.name as worker, t.next as "nextSession", t.held as sessions, t.attended`;

/** Only of the referrals kept: sessions are looked up by referral. */
const withSessions = sql`left join lateral (
    select min(x.at) filter (where x.state = 'planned') as next, (count(*) filter (where x.state in ('attended', 'acceptable-absence', 'failed')))::int as held,
      (count(*) filter (where x.state = 'attended'))::int as attended
    from referral_session x where x.referral_id = r.id) t on true`;

export const listOfPerson = (tx: Tx, personId: number): Promise<ReferralLine[]> =>
  tx.many(sql<ReferralLine>`
    select ${lineColumns} ${joined} ${withSessions} where r.person_id = ${personId} order by r.ended_at is null desc, coalesce(r.sent_at, r.changed_at) desc, r.id desc limit 100`);

const openStates = sql`('sent', 'accepted', 'started')`;

function matching(filter: ReferralFilter, viewer: { staffId: number }): Sql<unknown> {
  const parts = [sql`true`];
  const { state } = filter;
  if (state === 'open') parts.push(sql`r.state in ${openStates}`);
  else if (state === 'waiting') parts.push(sql`r.state = 'sent'`);
  else if (state === 'ended')
    parts.push(sql`r.state in ('declined', 'withdrawn', 'cancelled', 'ended-early', 'completed')`);
  else if (state !== undefined) parts.push(sql`r.state = ${state}`);
  if (filter.serviceId !== undefined) parts.push(sql`r.service_id = ${filter.serviceId}`);
  if (filter.pathway !== undefined) parts.push(sql`r.pathway = ${filter.pathway}`);
  if (filter.mine === true)
    parts.push(sql`(r.staff_id = ${viewer.staffId} or r.worker_id = ${viewer.staffId})`);
  return sql.join(parts, sql` and `);
}

export const referralOrders = ['sent', 'name', 'state', 'next'] as const;
export type ReferralOrder = (typeof referralOrders)[number];

const orders: Record<ReferralOrder, Sql<unknown>> = {
  sent: sql`r.sent_at`,
  name: sql`p.family_name || p.given_names`,
  state: sql`array_position(array['sent','accepted','started','draft','declined','withdrawn','cancelled','ended-early','completed'], r.state)`,
  next: sql`t.next`,
};

export interface ListAsk {
  filter: ReferralFilter;
  staffId: number;
  order: ReferralOrder;
  descending: boolean;
  limit: number;
  offset: number;
}

/** Those that the viewer may see. */
export const listReferrals = (tx: Tx, ask: ListAsk): Promise<ReferralLine[]> =>
  tx.many(sql<ReferralLine>`
    select ${lineColumns} ${joined} ${withSessions} where ${matching(ask.filter, ask)}
    order by ${orders[ask.order]} ${ask.descending ? sql`desc nulls last` : sql`asc nulls last`}, r.id desc limit ${ask.limit} offset ${ask.offset}`);

export interface ReferralCounts {
  waiting: number;
  accepted: number;
  started: number;
  ended: number;
  all: number;
}

/** How many there are of each under the filter, its state left out. */
export const countReferrals = (
  tx: Tx,
  filter: ReferralFilter,
  viewer: { staffId: number },
): Promise<ReferralCounts> =>
  tx.one(sql<ReferralCounts>`
    select (count(*) filter (where r.state = 'sent'))::int as waiting, (count(*) filter (where r.state = 'accepted'))::int as accepted,
      (count(*) filter (where r.state = 'started'))::int as started, (count(*) filter (where r.ended_at is not null))::int as ended, count(*)::int as "all"
    from referral r where ${matching({ ...filter, state: undefined }, viewer)}`);

/** A referral as the overview draws on it: its box and its lines of the timeline. */
export interface ReferralRow {
  id: number;
  state: ReferralState;
  service: string;
  need: string;
  reason: string | null;
  sentAt: Date | null;
  answeredAt: Date | null;
  startedAt: Date | null;
  endedAt: Date | null;
  agency: string;
  provider: string;
}

/** A need that nothing meets, or that somebody was asked how things are. */
export interface AskedRow {
  what: 'unmet' | 'asked';
  at: Date;
  /** When they were asked. */
  on: Day | null;
  state: string;
  title: string;
  detail: string | null;
  agency: string;
}

export interface SessionRow {
  referralId: number;
  at: Date;
  state: string;
  feedback: string | null;
  agency: string;
}

/**
 * Everything of somebody's referrals that their overview says, asked once a page, and each table once: every mention of a
 * table brings its policies along. Sessions are asked for only where there is a referral.
 */
export const referralsAround = oncePerTransaction(async (tx, personId: number) => {
  const [referrals, asked] = await Promise.all([
    tx.many(sql<ReferralRow>`
      select r.id, r.state, v.name as service, r.need, r.reason, r.sent_at as "sentAt", r.answered_at as "answeredAt", r.started_at as "startedAt",
        r.ended_at as "endedAt", a.name as agency, p.name as provider
      from referral r join service v on v.id = r.service_id join agency a on a.id = r.agency_id join agency p on p.id = r.provider_agency_id
      where r.person_id = ${personId} order by r.id`),
    tx.many(sql<AskedRow>`
      select n.what, n.at, n."on", n.state, n.title, n.detail, a.name as agency from (
        select 'unmet' as what, recorded_at as at, null::date as "on", state, pathway as title, need as detail, agency_id, id
          from unmet_need where person_id = ${personId}
        union all
        select 'asked', asked_on::timestamp at time zone 'Europe/London', asked_on, stage, case when refused then 'refused' else 'answered' end, said, agency_id, id
          from questionnaire_answer where person_id = ${personId} and withdrawn_why is null) n
      join agency a on a.id = n.agency_id order by n.at desc, n.id desc`),
  ]);
  const sessions = referrals.length === 0 ? [] : await listSessionsOf(tx, personId);
  return { referrals, asked, sessions };
});

const listSessionsOf = (tx: Tx, personId: number): Promise<SessionRow[]> =>
  tx.many(sql<SessionRow>`
    select x.referral_id as "referralId", x.at, x.state, x.feedback, a.name as agency
    from referral_session x join agency a on a.id = x.agency_id
    where x.person_id = ${personId} and x.state in ('attended', 'acceptable-absence', 'failed')`);

/** What the directory's criteria speak of, and the base whose services are looked at first. */
export interface Referred {
  sex: string | null;
  born: Day | null;
  baseId: number | null;
}

export const findReferred = (tx: Tx, personId: number): Promise<Referred> =>
  tx.one(sql<Referred>`
    select p.sex, p.born, (select m.base_id from membership m where m.person_id = p.id and m.left_on is null limit 1) as "baseId"
    from person p where p.id = ${personId}`);
