import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import type { Because, EndedBecause, EventHow, EventKind } from './types.ts';

/** One alert of the viewer's own inbox, told from the events behind it that they may see. */
export interface InboxAlert {
  id: number;
  personId: number;
  person: string;
  kind: EventKind;
  happenedAt: Date;
  /** When the first of its events that the viewer sees came in. */
  receivedAt: Date;
  /** That stand; where there is none, what was reported was taken back. */
  reports: number;
  /** That stood here and were corrected, withdrawn or doubted. */
  ended: number;
  because: Because;
  toldAt: Date;
  openedAt: Date | null;
  acknowledgedAt: Date | null;
  version: number;
}

export type InboxShow = 'open' | 'acknowledged' | 'all';

const shown: Record<InboxShow, Sql<unknown>> = {
  open: sql`r.acknowledged_at is null`,
  acknowledged: sql`r.acknowledged_at is not null`,
  all: sql`true`,
};

const inboxColumns = sql`a.id, a.person_id as "personId", concat_ws(' ', p.given_names, p.family_name) as person, a.kind, e."happenedAt", e."receivedAt", e.reports, e.ended,
  r.because, r.told_at as "toldAt", r.opened_at as "openedAt", r.acknowledged_at as "acknowledgedAt", r.version`;

const inboxFrom = sql`from alert_recipient r join alert a on a.id = r.alert_id join person p on p.id = a.person_id
  join lateral (select coalesce(min(x.happened_at) filter (where x.ended_because is null), min(x.happened_at)) as "happenedAt",
    coalesce(min(x.received_at) filter (where x.ended_because is null), min(x.received_at)) as "receivedAt",
    count(*) filter (where x.ended_because is null)::int as reports, count(x.ended_because)::int as ended from event_received x where x.alert_id = a.id) e on true`;

/** Newest told first. */
export const listInbox = (
  tx: Tx,
  staffId: number,
  filter: { show: InboxShow; kind?: EventKind | undefined; unopened?: boolean },
  window: { limit: number; offset: number },
): Promise<InboxAlert[]> =>
  tx.many(sql<InboxAlert>`
    select ${inboxColumns} ${inboxFrom} where r.staff_id = ${staffId} and ${shown[filter.show]}
      and (${filter.kind ?? null}::text is null or a.kind = ${filter.kind ?? null}::text) and (not ${filter.unopened === true}::boolean or r.opened_at is null)
    order by r.told_at desc, r.id desc limit ${window.limit} offset ${window.offset}`);

/** What waits in the viewer's own inbox; and how many are newer than a number. */
export const countWaiting = (
  tx: Tx,
  staffId: number,
  after: number,
): Promise<{ waiting: number; fresh: number; last: number }> =>
  tx.one(sql<{ waiting: number; fresh: number; last: number }>`
    select count(*) filter (where r.opened_at is null)::int as waiting, count(*) filter (where r.id > ${after})::int as fresh, coalesce(max(r.id), 0) as last
    from alert_recipient r join alert a on a.id = r.alert_id join person p on p.id = a.person_id
    where r.staff_id = ${staffId} and (r.opened_at is null or r.id > ${after})`);

export interface AlertHead {
  id: number;
  personId: number;
  person: string;
  kind: EventKind;
}

export const getAlert = (tx: Tx, id: number): Promise<AlertHead> =>
  tx.one(sql<AlertHead>`
    select a.id, a.person_id as "personId", concat_ws(' ', p.given_names, p.family_name) as person, a.kind
    from alert a join person p on p.id = a.person_id where a.id = ${id}`);

/** One event behind an alert. */
export interface Report {
  id: number;
  agency: string;
  happenedAt: Date;
  receivedAt: Date;
  how: EventHow;
  place: string | null;
  detail: string | null;
  handling: 'partners' | 'statutory' | 'named' | 'own';
  matchedBy: 'identifier' | 'engine' | 'reviewer';
  version: number;
  /** Null: it stands. */
  endedBecause: EndedBecause | null;
  endedAt: Date | null;
  /** Who said that it is about somebody else, and why. */
  endedBy: string | null;
  endedWhy: string | null;
}

/** Those that stand first, in the order in which they happened; at most so many. */
export const listReports = (tx: Tx, alertId: number, limit: number): Promise<Report[]> =>
  tx.many(sql<Report>`
    select e.id, a.name as agency, e.happened_at as "happenedAt", e.received_at as "receivedAt", e.how, e.place, e.detail, e.handling, e.matched_by as "matchedBy",
      e.version, e.ended_because as "endedBecause", e.ended_at as "endedAt", s.name as "endedBy", e.ended_why as "endedWhy"
    from event_received e join agency a on a.id = e.agency_id left join staff s on s.id = e.ended_by
    where e.alert_id = ${alertId} order by e.ended_because is not null, e.happened_at, e.id limit ${limit}`);

/** One report that stands, as the viewer may see it. */
export const getReport = (
  tx: Tx,
  alertId: number,
  id: number,
): Promise<{ id: number; personId: number; kind: EventKind }> =>
  tx.one(sql<{ id: number; personId: number; kind: EventKind }>`
    select id, person_id as "personId", kind from event_received where id = ${id} and alert_id = ${alertId} and ended_because is null`);

/** Says that a report is about somebody else; 'done', 'stale' or 'absent'. */
export const sayNotThem = async (
  tx: Tx,
  input: { report: number; why: string; version: number },
): Promise<string> =>
  (
    await tx.one(
      sql<{
        done: string;
      }>`select event_not_them(${input.report}, ${input.why}, ${input.version}::integer) as done`,
    )
  ).done;

/** What happened to somebody lately, of what the viewer may see; the newest first. */
export const listOfPerson = (
  tx: Tx,
  personId: number,
  since: Date,
  limit: number,
): Promise<{ alertId: number; kind: EventKind; happenedAt: Date; agency: string; detail: string | null }[]> =>
  tx.many(sql<{ alertId: number; kind: EventKind; happenedAt: Date; agency: string; detail: string | null }>`
    select e.alert_id as "alertId", e.kind, e.happened_at as "happenedAt", a.name as agency, e.detail
    from event_received e join agency a on a.id = e.agency_id
    where e.person_id = ${personId} and e.alert_id is not null and e.ended_because is null and e.happened_at >= ${since}
    order by e.happened_at desc, e.id desc limit ${limit}`);

export interface Recipient {
  staffId: number;
  name: string;
  because: Because;
  toldAt: Date;
  openedAt: Date | null;
  acknowledgedAt: Date | null;
  version: number;
}

export const listRecipients = (tx: Tx, alertId: number): Promise<Recipient[]> =>
  tx.many(sql<Recipient>`
    select r.staff_id as "staffId", s.name, r.because, r.told_at as "toldAt", r.opened_at as "openedAt", r.acknowledged_at as "acknowledgedAt", r.version
    from alert_recipient r join staff s on s.id = r.staff_id where r.alert_id = ${alertId} order by r.told_at, r.id limit 100`);

/** The viewer has it before their eyes: nobody more is told. */
export const markOpened = (tx: Tx, alertId: number, staffId: number, now: Date): Promise<number> =>
  tx.run(sql`
    update alert_recipient set opened_at = ${now} where alert_id = ${alertId} and staff_id = ${staffId} and opened_at is null`);

export const lockOwn = (
  tx: Tx,
  alertId: number,
  staffId: number,
): Promise<{ personId: number; acknowledgedAt: Date | null; version: number }> =>
  tx.one(sql<{ personId: number; acknowledgedAt: Date | null; version: number }>`
    select person_id as "personId", acknowledged_at as "acknowledgedAt", version from alert_recipient
    where alert_id = ${alertId} and staff_id = ${staffId} for update`);

export const setAcknowledged = (
  tx: Tx,
  alertId: number,
  staffId: number,
  at: Date | null,
  now: Date,
): Promise<number> =>
  tx.run(sql`
    update alert_recipient set acknowledged_at = ${at}, opened_at = coalesce(opened_at, ${now}), version = version + 1
    where alert_id = ${alertId} and staff_id = ${staffId}`);

export interface AlertChoice {
  mail: 'each' | 'digest' | 'none';
  address: string | null;
  version: number;
}

export const findChoice = (tx: Tx, staffId: number): Promise<AlertChoice | undefined> =>
  tx.maybe(sql<AlertChoice>`select mail, address, version from alert_choice where staff_id = ${staffId}`);

/** The number of rows written: none where somebody (the same person, in another window) was faster. */
export const saveChoice = (
  tx: Tx,
  staffId: number,
  choice: { mail: string; address: string | null; version: number },
): Promise<number> =>
  tx.run(sql`
    insert into alert_choice (staff_id, mail, address) select ${staffId}, ${choice.mail}, ${choice.address} where ${choice.version} = 0
      or exists (select 1 from alert_choice where staff_id = ${staffId} and version = ${choice.version})
    on conflict (staff_id) do update set mail = excluded.mail, address = excluded.address, version = alert_choice.version + 1, changed_at = now()
      where alert_choice.version = ${choice.version}`);

/** Whom an event waiting for the reviewer may be about. */
export interface ReviewSide {
  record: number;
  person: number;
  bits: number;
  side: {
    agency: string;
    givenName: string | null;
    middleName: string | null;
    familyName: string | null;
    born: string | null;
    sex: string | null;
    pnc: string | null;
    cro: string | null;
    prisonNumber: string | null;
    crn: string | null;
    postcode: string | null;
  };
}

export interface ReviewEvent {
  id: number;
  senderId: number;
  sender: string;
  agency: string;
  happenedAt: Date;
  receivedAt: Date;
  described: Record<string, string>;
  state: 'review' | 'dismissed' | 'set-aside';
  decidedBy: string | null;
  decidedAt: Date | null;
  /** The viewer decided it. */
  own: boolean | null;
  asideWhy: 'no-rule' | 'failed' | null;
  /** Somebody who was told of it said that it is about somebody else. */
  doubt: { by: string; why: string } | null;
  sides: ReviewSide[];
  version: number;
  total: number;
}

/** Events whose person is not certain, those with somebody like them first; then what was dismissed in seven days. */
export const listReview = (
  tx: Tx,
  window: {
    id?: number;
    limit: number;
    offset: number;
    sender?: number | undefined;
    kind?: EventKind | undefined;
  },
): Promise<ReviewEvent[]> =>
  tx.many(sql<ReviewEvent>`
    select id, sender_id as "senderId", sender, agency, happened_at as "happenedAt", received_at as "receivedAt", described, state, decided_by as "decidedBy",
      decided_at as "decidedAt", own, aside_why as "asideWhy", doubt, sides, version, total
    from event_review(${window.id ?? null}::bigint, ${window.limit}, ${window.offset}, ${window.sender ?? null}::bigint, ${window.kind ?? null}::text)`);

export const listReviewSenders = (tx: Tx): Promise<{ id: number; name: string; waiting: number }[]> =>
  tx.many(
    sql<{ id: number; name: string; waiting: number }>`select id, name, waiting from event_review_senders()`,
  );

/** People by a whole number, or a family name with the day of birth, of those whom the reviewer may look at. */
export const findSides = async (
  tx: Tx,
  by: { number: string | null; family: string | null; born: string | null },
): Promise<ReviewSide[]> =>
  (
    await tx.one(
      sql<{ sides: ReviewSide[] }>`select event_find(${by.number}, ${by.family}, ${by.born}::date) as sides`,
    )
  ).sides;

export const settleReview = async (
  tx: Tx,
  input: { id: number; outcome: 'person' | 'nobody' | 'again'; personId: number | null; version: number },
): Promise<string> =>
  (
    await tx.one(sql<{ done: string }>`
      select event_settle(${input.id}, ${input.outcome}, ${input.personId}::bigint, ${input.version}::integer) as done`)
  ).done;
