import { sql, type Tx } from '../../kernel/database.ts';
import type { ToldBefore } from './rules.ts';
import type { Because, EventKind } from './types.ts';

/** Statements of the events service alone. */

export interface DueAlert {
  id: number;
  schemeId: number;
  personId: number;
  kind: EventKind;
  /** When it was made, or told anew. */
  madeAt: Date;
  step: number;
  nextAt: Date | null;
  /** The number of what came to it and was told to nobody yet. */
  news: number | null;
  ruleId: number;
  before: ToldBefore[];
}

export const listDue = (tx: Tx, now: Date, limit: number): Promise<DueAlert[]> =>
  tx.many(sql<DueAlert>`
    select a.id, a.scheme_id as "schemeId", a.person_id as "personId", a.kind, coalesce(a.told_from, a.made_at) as "madeAt", a.step, a.next_at as "nextAt",
      a.news, a.rule_id as "ruleId",
      (select coalesce(jsonb_agg(jsonb_build_object('staffId', r.staff_id, 'because', r.because, 'opened', r.opened_at is not null, 'through', r.told_through)
        order by r.id), '[]') from alert_recipient r where r.alert_id = a.id) as before
    from alert a where a.next_at <= ${now} or a.news is not null order by a.next_at, a.id limit ${limit}`);

export const listRules = (tx: Tx, ids: readonly number[]): Promise<{ id: number; body: unknown }[]> =>
  tx.many(
    sql<{
      id: number;
      body: unknown;
    }>`select id, body from rule_version where id = any (${[...ids]}::bigint[])`,
  );

export const listAllocated = (
  tx: Tx,
  people: readonly number[],
): Promise<{ personId: number; staffId: number; kind: string }[]> =>
  tx.many(sql<{ personId: number; staffId: number; kind: string }>`
    select person_id as "personId", staff_id as "staffId", kind from allocation where person_id = any (${[...people]}::bigint[]) and to_at is null order by id`);

export const listTeams = (
  tx: Tx,
  people: readonly number[],
): Promise<{ personId: number; staffId: number; owns: boolean }[]> =>
  tx.many(sql<{ personId: number; staffId: number; owns: boolean }>`
    select distinct m.person_id as "personId", r.staff_id as "staffId", m.owned_by = 'team' as owns from membership m join staff_role r on r.team_id = m.team_id and r.scheme_id = m.scheme_id
    where m.person_id = any (${[...people]}::bigint[]) and m.left_on is null and r.from_date <= current_date and (r.to_date is null or r.to_date > current_date) order by 2`);

export const listInRoles = (
  tx: Tx,
  schemeId: number,
  roles: readonly string[],
): Promise<{ staffId: number }[]> =>
  tx.many(sql<{ staffId: number }>`
    select distinct staff_id as "staffId" from staff_role where scheme_id = ${schemeId} and role = any (${[...roles]}::text[])
      and from_date <= current_date and (to_date is null or to_date > current_date) order by 1`);

export const listAwayOn = (tx: Tx, day: string): Promise<{ staffId: number; deputyId: number | null }[]> =>
  tx.many(sql<{ staffId: number; deputyId: number | null }>`
    select staff_id as "staffId", deputy_id as "deputyId" from absence where ended_at is null and ${day}::date between from_day and to_day`);

export const listChoices = (
  tx: Tx,
  staffIds: readonly number[],
): Promise<{ staffId: number; mail: 'each' | 'digest' | 'none' }[]> =>
  tx.many(sql<{ staffId: number; mail: 'each' | 'digest' | 'none' }>`
    select staff_id as "staffId", mail from alert_choice where staff_id = any (${[...staffIds]}::bigint[])`);

/** Which of the alerts the viewer may see, by the policies: asked as each who might be told. */
export const listVisible = (tx: Tx, alertIds: readonly number[]): Promise<{ id: number }[]> =>
  tx.many(sql<{ id: number }>`
    select a.id from alert a join person p on p.id = a.person_id where a.id = any (${[...alertIds]}::bigint[])`);

/** What of the alerts the viewer may see: asked as each who might be told. At most so many events of one. */
export const listSeen = (
  tx: Tx,
  alertIds: readonly number[],
): Promise<{ id: number; latest: number; standing: { id: number; joined: number }[] }[]> =>
  tx.many(sql<{ id: number; latest: number; standing: { id: number; joined: number }[] }>`
    select a.id, max(e.joined) as latest,
      coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'joined', e.joined)) filter (where e.ended_because is null), '[]') as standing
    from alert a join person p on p.id = a.person_id
      join lateral (select x.id, x.joined, x.ended_because from event_received x where x.alert_id = a.id order by x.joined desc limit 500) e on true
    where a.id = any (${[...alertIds]}::bigint[]) group by a.id`);

export interface NewRecipient {
  alertId: number;
  personId: number;
  staffId: number;
  because: Because;
  mail: 'none' | 'wanted' | 'later';
  /** What they were told of last. */
  through: number;
}

/**
 * Tells of an alert, or again of what is new in it: then it is new again for them. It has a new number each time, by which
 * open pages know that there is something to say.
 */
export const insertRecipients = (
  tx: Tx,
  rows: readonly NewRecipient[],
  now: Date,
): Promise<{ id: number; staffId: number; alertId: number; mail: string }[]> =>
  tx.many(sql<{ id: number; staffId: number; alertId: number; mail: string }>`
    insert into alert_recipient (alert_id, person_id, staff_id, because, told_at, mail, told_through)
    select r."alertId", r."personId", r."staffId", r.because, ${now}, r.mail, r.through
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r ("alertId" bigint, "personId" bigint, "staffId" bigint, because text, mail text, through bigint)
    on conflict (alert_id, staff_id) do update set id = default, told_at = excluded.told_at, mail = excluded.mail, told_through = excluded.told_through,
      opened_at = null, acknowledged_at = null, version = alert_recipient.version + 1
      where alert_recipient.told_through < excluded.told_through
    returning id, staff_id as "staffId", alert_id as "alertId", mail`);

export interface AlertMove {
  id: number;
  was: number;
  step: number;
  next: string | null;
  /** The news that was told; null where there was none. */
  news: number | null;
  /** From when the steps are counted now; null: as before. */
  from: string | null;
}

/** Moves alerts on, unless somebody else did meanwhile; what came to one meanwhile is told in the next turn. */
export const moveAlerts = (tx: Tx, rows: readonly AlertMove[]): Promise<number> =>
  tx.run(sql`
    update alert a set step = r.step, next_at = r.next, told_from = coalesce(r."from", a.told_from), news = case when a.news = r.news then null else a.news end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r (id bigint, was integer, step integer, next timestamptz, news bigint, "from" timestamptz)
    where a.id = r.id and a.step = r.was`);

/** Whom new alerts were told to since a number, and the highest number there is: for pages open at another process. */
export const listToldSince = (tx: Tx, after: number): Promise<{ id: number; staffId: number }[]> =>
  tx.many(sql<{ id: number; staffId: number }>`
    select max(id) as id, staff_id as "staffId" from alert_recipient where id > ${after} group by staff_id`);

export const lastTold = async (tx: Tx): Promise<number> =>
  (await tx.one(sql<{ id: number }>`select coalesce(max(id), 0) as id from alert_recipient`)).id;

export interface WaitingMail {
  staffId: number;
  address: string | null;
  mail: 'each' | 'digest' | 'none' | null;
  kinds: EventKind[];
  ids: number[];
  alertIds: number[];
  schemeId: number;
}

/** Mail that waits for somebody, of alerts that they have not opened. */
export const listMail = (tx: Tx, state: 'wanted' | 'later', staffId: number | null): Promise<WaitingMail[]> =>
  tx.many(sql<WaitingMail>`
    select r.staff_id as "staffId", coalesce(c.address, s.email) as address, c.mail, array_agg(distinct a.kind) as kinds,
      array_agg(r.id order by r.id) as ids, array_agg(r.alert_id order by r.id) as "alertIds", a.scheme_id as "schemeId"
    from alert_recipient r join alert a on a.id = r.alert_id join staff s on s.id = r.staff_id left join alert_choice c on c.staff_id = r.staff_id
    where r.mail = ${state} and (${staffId}::bigint is null or r.staff_id = ${staffId}) and r.opened_at is null
    group by 1, 2, 3, a.scheme_id order by 1 limit 200`);

/** Claims mail before it goes, so that it goes once; the number claimed. */
export const settleMail = (
  tx: Tx,
  ids: readonly number[],
  from: readonly string[],
  to: 'sent' | 'failed' | 'none' | 'later' | 'wanted',
): Promise<number> =>
  tx.run(sql`
    update alert_recipient set mail = ${to} where id = any (${[...ids]}::bigint[]) and mail = any (${[...from]}::text[])`);

/** What was opened meanwhile needs no mail. */
export const dropOpened = (tx: Tx): Promise<number> =>
  tx.run(
    sql`update alert_recipient set mail = 'none' where mail in ('wanted', 'later') and opened_at is not null`,
  );

export const emitMail = (tx: Tx, staffId: number): Promise<number> =>
  tx.run(
    sql`insert into outbox (topic, payload) values ('alert-mail', ${JSON.stringify({ staff: staffId })}::jsonb)`,
  );
