import { sql, type Tx } from '../../kernel/database.ts';
import type { Because, EventKind } from './types.ts';

/** Statements of the events service alone. */

export interface DueAlert {
  id: number;
  schemeId: number;
  personId: number;
  kind: EventKind;
  madeAt: Date;
  step: number;
  ruleId: number;
  isOpened: boolean;
}

export const listDue = (tx: Tx, now: Date, limit: number): Promise<DueAlert[]> =>
  tx.many(sql<DueAlert>`
    select a.id, a.scheme_id as "schemeId", a.person_id as "personId", a.kind, a.made_at as "madeAt", a.step, a.rule_id as "ruleId",
      exists (select 1 from alert_recipient r where r.alert_id = a.id and r.opened_at is not null) as "isOpened"
    from alert a where a.next_at <= ${now} order by a.next_at, a.id limit ${limit}`);

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
): Promise<{ personId: number; staffId: number }[]> =>
  tx.many(sql<{ personId: number; staffId: number }>`
    select distinct m.person_id as "personId", r.staff_id as "staffId" from membership m join staff_role r on r.team_id = m.team_id and r.scheme_id = m.scheme_id
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

export interface NewRecipient {
  alertId: number;
  personId: number;
  staffId: number;
  because: Because;
  mail: 'none' | 'wanted' | 'later';
}

/** Those who were not told before. */
export const insertRecipients = (
  tx: Tx,
  rows: readonly NewRecipient[],
  now: Date,
): Promise<{ id: number; staffId: number; alertId: number; mail: string }[]> =>
  tx.many(sql<{ id: number; staffId: number; alertId: number; mail: string }>`
    insert into alert_recipient (alert_id, person_id, staff_id, because, told_at, mail)
    select r."alertId", r."personId", r."staffId", r.because, ${now}, r.mail
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r ("alertId" bigint, "personId" bigint, "staffId" bigint, because text, mail text)
    on conflict (alert_id, staff_id) do nothing returning id, staff_id as "staffId", alert_id as "alertId", mail`);

/** Moves alerts on, unless somebody else did meanwhile. */
export const moveAlerts = (
  tx: Tx,
  rows: readonly { id: number; was: number; step: number; next: string | null }[],
): Promise<number> =>
  tx.run(sql`
    update alert a set step = r.step, next_at = r.next
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r (id bigint, was integer, step integer, next timestamptz)
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
