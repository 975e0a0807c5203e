import { randomInt } from 'node:crypto';
import { sql, type Tx } from '../../kernel/database.ts';
import type { KnownRecord } from './match-rules.ts';
import type { Candidate, Change, Described, EventHow, EventKind, IncomingEvent, Sender } from './types.ts';

/** Statements of the events service alone. */

const senderColumns = sql`s.id, s.scheme_id as "schemeId", s.agency_id as "agencyId", s.name, s.kinds, s.handling, s.named_agencies as "namedAgencies", s.per_minute as "perMinute"`;

export const findByToken = (tx: Tx, tokenSha256: string, now: Date): Promise<Sender | undefined> =>
  tx.maybe(sql<Sender>`
    select ${senderColumns} from event_sender s join event_secret k on k.sender_id = s.id
    where k.token_sha256 = decode(${tokenSha256}, 'hex') and s.revoked_at is null and (k.ends_at is null or k.ends_at > ${now})`);

export const findSender = (tx: Tx, id: number): Promise<Sender | undefined> =>
  tx.maybe(
    sql<Sender>`select ${senderColumns} from event_sender s where s.id = ${id} and s.revoked_at is null`,
  );

export const findSenderByName = (tx: Tx, name: string): Promise<Sender | undefined> =>
  tx.maybe(
    sql<Sender>`select ${senderColumns} from event_sender s where lower(s.name) = lower(${name}) and s.revoked_at is null`,
  );

/** Keys of a sender that hold now: two while one is being rotated. */
export const listKeys = (tx: Tx, senderId: number, now: Date): Promise<{ key: string }[]> =>
  tx.many(sql<{ key: string }>`
    select encode(signing_key, 'hex') as key from event_secret where sender_id = ${senderId} and (ends_at is null or ends_at > ${now}) order by id desc limit 5`);

export const noteHeard = (tx: Tx, senderId: number, now: Date): Promise<number> =>
  tx.run(
    sql`update event_sender set heard_at = ${now} where id = ${senderId} and (heard_at is null or heard_at < ${now}::timestamptz - interval '10 seconds')`,
  );

export const noteRefused = (tx: Tx, senderId: number, why: string, now: Date): Promise<number> =>
  tx.run(sql`update event_sender set refused_at = ${now}, refused_why = ${why}
    where id = ${senderId} and (refused_at is null or refused_at <= ${now})`);

/** One row would let a sender's sendings in one behind the other's commit. */
const counters = 16;

/** Counts what a sender sends in one minute; how many it is now, but for what is not committed yet. */
export const countSent = async (tx: Tx, senderId: number, n: number, now: Date): Promise<number> => {
  const start = new Date(Math.floor(now.getTime() / 60_000) * 60_000);
  const buckets = Array.from({ length: counters }, (_, counter) => `events:${senderId}:${counter}`);
  const bucket = buckets[randomInt(counters)];
  await tx.run(sql`
    insert into rate_count (bucket, window_start, n) values (${bucket}, ${start}, ${n})
    on conflict (bucket, window_start) do update set n = rate_count.n + excluded.n`);
  const { sent } = await tx.one(sql<{ sent: number }>`
    select sum(n)::int as sent from rate_count where bucket = any (${buckets}::text[]) and window_start = ${start}`);
  return sent;
};

export interface EventRow extends IncomingEvent {
  sha256: string;
  category: string;
  state: 'waiting' | 'parked';
  change: Change | null;
}

/** Stores what is new; the sender's numbers of what was. */
export const insertEvents = (
  tx: Tx,
  sender: Sender,
  rows: readonly EventRow[],
  how: EventHow,
  now: Date,
): Promise<{ id: string }[]> =>
  tx.many(sql<{ id: string }>`
    insert into event_received (scheme_id, sender_id, agency_id, handling, named_agencies, event_id, body_sha256, how, kind, category, happened_at, received_at, place, detail, described, state)
    select ${sender.schemeId}, ${sender.id}, ${sender.agencyId}, ${sender.handling}, ${sender.namedAgencies}::bigint[], r.id, decode(r.sha256, 'hex'), ${how}, r.kind, r.category,
      r."happenedAt", ${now}, r.place, r.detail, r.person, r.state
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r (id text, sha256 text, kind text, category text, "happenedAt" timestamptz, place text, detail text, person jsonb, state text)
    order by r.id
    on conflict (sender_id, event_id) do nothing returning event_id as id`);

export interface StoredEvent {
  /** The sender's number. */
  id: string;
  row: number;
  sha256: string;
  state: string;
  personId: number | null;
  described: Described;
  /** What it said before: a late repetition of that says nothing new. */
  earlier: string[];
}

/** What a sender sent under these numbers, each locked: two corrections of one event come one behind the other. */
export const lockStored = (tx: Tx, senderId: number, ids: readonly string[]): Promise<StoredEvent[]> =>
  tx.many(sql<StoredEvent>`
    select e.event_id as id, e.id as row, encode(e.body_sha256, 'hex') as sha256, e.state, e.person_id as "personId", e.described,
      (select coalesce(jsonb_agg(encode(p.body_sha256, 'hex')), '[]') from event_received p where p.version_of = e.id) as earlier
    from event_received e where e.sender_id = ${senderId} and e.event_id = any (${[...ids]}::text[]) order by e.id for update of e`);

/** Keeps what an event says now as what it said before. */
export const keepEarlier = (tx: Tx, row: number, because: Change, now: Date): Promise<number> =>
  tx.run(sql`select event_keep(${row}::bigint, ${because}, null, null, ${now})`);

/** What an event says from now on; it waits for the matcher. Whom a person took it to be about stays, where that was not changed. */
export const correctEvent = (
  tx: Tx,
  row: number,
  event: EventRow,
  { how, now, keepsPerson, state }: { how: EventHow; now: Date; keepsPerson: boolean; state: string },
): Promise<number> =>
  tx.run(sql`
    update event_received set body_sha256 = decode(${event.sha256}, 'hex'), how = ${how}, kind = ${event.kind}, category = ${event.category},
      happened_at = ${event.happenedAt}, received_at = ${now}, place = ${event.place}, detail = ${event.detail}, described = ${JSON.stringify(event.person)}::jsonb,
      state = ${state}, alert_id = null, joined = 0, aside_why = null, bits = null,
      decided_by = case when ${keepsPerson}::boolean then decided_by end, decided_at = case when ${keepsPerson}::boolean then decided_at end,
      person_id = case when ${keepsPerson}::boolean then person_id end, matched_by = case when ${keepsPerson}::boolean then matched_by end, version = version + 1
    where id = ${row}`);

export const withdrawEvent = (tx: Tx, row: number): Promise<number> =>
  tx.run(sql`
    update event_received set state = 'withdrawn', alert_id = null, joined = 0, aside_why = null, version = version + 1 where id = ${row}`);

/** One matcher at a time, so that one thing is one alert, whoever reports it. */
export const lockMatcher = (tx: Tx): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(hashtext('waymark-alerts'))`);

export interface WaitingEvent {
  id: number;
  schemeId: number;
  kind: EventKind;
  happenedAt: Date;
  receivedAt: Date;
  described: Described;
  personId: number | null;
}

/** Whose turn it is: senders take turns, so that one that sends a great many does not keep the others waiting. */
export const listTurn = (tx: Tx, limit: number): Promise<{ id: number; schemeId: number }[]> =>
  tx.many(sql<{ id: number; schemeId: number }>`
    select id, scheme_id as "schemeId" from (
      select id, scheme_id, row_number() over (partition by sender_id order by id) as turn from event_received where state = 'waiting'
    ) e order by turn, id limit ${limit}`);

export const listWaiting = (tx: Tx, ids: readonly number[]): Promise<WaitingEvent[]> =>
  tx.many(sql<WaitingEvent>`
    select id, scheme_id as "schemeId", kind, happened_at as "happenedAt", received_at as "receivedAt", described, person_id as "personId"
    from event_received where id = any (${[...ids]}::bigint[]) and state = 'waiting' order by id`);

/** What cannot be taken up stands apart, with the reason, and stops no other. */
export const setAside = (tx: Tx, ids: readonly number[], why: 'no-rule' | 'failed'): Promise<number> =>
  tx.run(sql`
    update event_received set state = 'set-aside', aside_why = ${why}, version = version + 1
    where id = any (${[...ids]}::bigint[]) and state = 'waiting'`);

export const countSetAside = async (tx: Tx): Promise<number> =>
  (await tx.one(sql<{ n: number }>`select count(*)::int as n from event_received where state = 'set-aside'`))
    .n;

/** What was sent ahead of its time waits no longer. */
export const releaseParked = (tx: Tx, now: Date): Promise<number> =>
  tx.run(sql`update event_received set state = 'waiting' where state = 'parked' and happened_at <= ${now}`);

/** Records that may be whom the events are about: by any number, by date of birth, by name and by postcode. */
export const listKnown = (tx: Tx, described: readonly Described[]): Promise<KnownRecord[]> =>
  tx.many(sql<KnownRecord>`
    with sent as materialized (select * from jsonb_to_recordset(${JSON.stringify(described)}::jsonb)
      d (pnc text, cro text, "prisonNumber" text, crn text, "familyName" text, "bornOn" date)),
    found as (
      select r.person_id from sent d join source_record r on r.pnc = d.pnc
      union select r.person_id from sent d join source_record r on r.cro = d.cro
      union select r.person_id from sent d join source_record r on r.prison_number = d."prisonNumber"
      union select r.person_id from sent d join source_record r on r.crn = d.crn
      union select r.person_id from sent d join source_record r on r.born = d."bornOn"
    )
    select r.id, r.person_id as "personId", r.given_name as "givenName", r.middle_name as "middleName", r.family_name as "familyName", r.aliases, r.born, r.sex,
      r.postcode, r.pnc, r.cro, r.prison_number as "prisonNumber", r.crn
    from source_record r where r.person_id in (select person_id from found) and r.withdrawn_at is null and r.capacity not in ('victim', 'witness')
    order by r.id limit 20000`);

/** Those of the people who are on the scheme. */
export const listOnScheme = (
  tx: Tx,
  schemeId: number,
  people: readonly number[],
): Promise<{ id: number }[]> =>
  tx.many(sql<{ id: number }>`
    select distinct person_id as id from membership where scheme_id = ${schemeId} and person_id = any (${[...people]}::bigint[]) and left_on is null`);

/** Something new came to alerts that stand: it is told in the next turn. */
export const stirAlerts = (tx: Tx, ids: readonly number[]): Promise<number> =>
  tx.run(sql`update alert set news = nextval('event_joined') where id = any (${[...ids]}::bigint[])`);

export interface StandingAlert {
  id: number;
  personId: number;
  kind: EventKind;
  happenedAt: Date;
}

/** Alerts of these people that an event in the span might belong to. */
export const listAlertsNear = (
  tx: Tx,
  schemeId: number,
  people: readonly number[],
  span: { from: Date; to: Date },
): Promise<StandingAlert[]> =>
  tx.many(sql<StandingAlert>`
    select id, person_id as "personId", kind, happened_at as "happenedAt" from alert
    where scheme_id = ${schemeId} and person_id = any (${[...people]}::bigint[]) and happened_at between ${span.from} and ${span.to} order by id`);

export interface NewAlert {
  schemeId: number;
  personId: number;
  kind: EventKind;
  happenedAt: string;
  ruleId: number;
}

/** Their numbers, in the order given. */
export const insertAlerts = async (tx: Tx, alerts: readonly NewAlert[], now: Date): Promise<number[]> =>
  alerts.length === 0
    ? []
    : (
        await tx.many(sql<{ id: number }>`
          insert into alert (scheme_id, person_id, kind, happened_at, made_at, next_at, rule_id)
          select r."schemeId", r."personId", r.kind, r."happenedAt", ${now}, ${now}, r."ruleId"
          from jsonb_to_recordset(${JSON.stringify(alerts.map((alert, n) => ({ ...alert, n })))}::jsonb)
            r ("schemeId" bigint, "personId" bigint, kind text, "happenedAt" timestamptz, "ruleId" bigint, n bigint) order by r.n
          returning id`)
      ).map(({ id }) => id);

export interface SettledEvent {
  id: number;
  state: 'review' | 'not-member' | 'old' | 'alerted';
  personId: number | null;
  alertId: number | null;
  by: string | null;
  bits: number | null;
  candidates: readonly Candidate[];
}

export const settleEvents = (tx: Tx, rows: readonly SettledEvent[]): Promise<number> =>
  tx.run(sql`
    update event_received e set state = r.state, person_id = r."personId", alert_id = r."alertId", matched_by = coalesce(e.matched_by, r.by), bits = r.bits,
      candidates = case when e.person_id is null then r.candidates else e.candidates end, joined = case when r."alertId" is null then 0 else nextval('event_joined') end, version = e.version + 1
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      r (id bigint, state text, "personId" bigint, "alertId" bigint, by text, bits real, candidates jsonb) where e.id = r.id`);
