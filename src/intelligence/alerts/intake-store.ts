import { randomInt } from 'node:crypto';
import { sql, type Tx } from '../../kernel/database.ts';
import type { KnownRecord } from './match-rules.ts';
import type { Candidate, Described, EventHow, EventKind, IncomingEvent, Sender } from './types.ts';

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
  tx.run(sql`update event_sender set refused_at = ${now}, refused_why = ${why} where id = ${senderId}`);

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

export const listStored = (
  tx: Tx,
  senderId: number,
  ids: readonly string[],
): Promise<{ id: string; sha256: string }[]> =>
  tx.many(sql<{ id: string; sha256: string }>`
    select event_id as id, encode(body_sha256, 'hex') as sha256 from event_received where sender_id = ${senderId} and event_id = any (${[...ids]}::text[])`);

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

export const listWaiting = (tx: Tx, limit: number): Promise<WaitingEvent[]> =>
  tx.many(sql<WaitingEvent>`
    select id, scheme_id as "schemeId", kind, happened_at as "happenedAt", received_at as "receivedAt", described, person_id as "personId"
    from event_received where state = 'waiting' order by id limit ${limit}`);

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
      candidates = r.candidates, version = e.version + 1
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      r (id bigint, state text, "personId" bigint, "alertId" bigint, by text, bits real, candidates jsonb) where e.id = r.id`);
