import { sql, type Tx } from '../../kernel/database.ts';
import type { MessageChannel } from '../../notices/types.ts';
import type { MessageState, ReminderFacts } from './types.ts';

/** Statements of the notices service alone. */

export interface NewReminder {
  facts: ReminderFacts;
  step: string;
  ruleId: number;
  subject: string | null;
  body: string;
  reference: string;
  now: Date;
}

/** Undefined where it was made before: one reminder of one time by one channel, however often the job runs. */
export const insertReminder = (tx: Tx, { facts, ...row }: NewReminder): Promise<{ id: number } | undefined> =>
  tx.maybe(sql<{ id: number }>`
    insert into message (scheme_id, person_id, agency_id, handling, named_agencies, staff_id, consent_id, contact_id, kind, step, appointment_at, rule_id,
      channel, subject, body, state, reference, made_at)
    values (${facts.schemeId}, ${facts.personId}, ${facts.agencyId}, ${facts.handling}, ${facts.namedAgencies}::bigint[], ${facts.staffId}, ${facts.consentId},
      ${facts.contactId}, 'reminder', ${row.step}, ${facts.at}, ${row.ruleId}, ${facts.channel}, ${row.subject}, ${row.body}, 'queued', ${row.reference}, ${row.now})
    on conflict (contact_id, step, appointment_at, channel) do nothing returning id`);

export const emitMessage = (tx: Tx, id: number): Promise<number> =>
  tx.run(
    sql`insert into outbox (topic, payload) values ('message', ${JSON.stringify({ message: id })}::jsonb)`,
  );

export interface Waiting {
  id: number;
  state: MessageState;
  kind: 'reminder' | 'message';
  step: string | null;
  schemeId: number;
  personId: number;
  agencyId: number;
  consentId: number;
  contactId: number | null;
  appointmentAt: Date | null;
  channel: MessageChannel;
  address: string;
  subject: string | null;
  body: string;
  reference: string;
  attempts: number;
  claimedAt: Date | null;
}

/** Locked: of two runs of one job the second sees what the first made of it. */
export const lockMessage = (tx: Tx, id: number): Promise<Waiting | undefined> =>
  tx.maybe(sql<Waiting>`
    select x.id, x.state, x.kind, x.step, x.scheme_id as "schemeId", x.person_id as "personId", x.agency_id as "agencyId", x.consent_id as "consentId",
      x.contact_id as "contactId", x.appointment_at as "appointmentAt", x.channel, k.address, x.subject, x.body, x.reference, x.attempts, x.claimed_at as "claimedAt"
    from message x join message_consent k on k.id = x.consent_id where x.id = ${id} for update of x`);

export const claimMessage = (tx: Tx, id: number, now: Date): Promise<number> =>
  tx.run(
    sql`update message set state = 'sending', attempts = attempts + 1, claimed_at = ${now}, version = version + 1 where id = ${id}`,
  );

export interface Moved {
  id: number;
  state: MessageState;
  now: Date;
  cause?: string;
  carrier?: string;
  carrierRef?: string | null;
}

/** What became of it. A queued one waits for another attempt. */
export const moveMessage = (tx: Tx, moved: Moved): Promise<number> =>
  tx.run(sql`
    update message set state = ${moved.state}, cause = ${moved.cause ?? null}::text, carrier = coalesce(${moved.carrier ?? null}::text, carrier),
      carrier_ref = coalesce(${moved.carrierRef ?? null}::text, carrier_ref), version = version + 1,
      sent_at = case when ${moved.state}::text = 'sent' then ${moved.now}::timestamptz else sent_at end,
      settled_at = case when ${moved.state}::text in ('delivered', 'failed', 'dropped') then ${moved.now}::timestamptz else settled_at end
    where id = ${moved.id} and state not in ('delivered', 'failed', 'dropped')`);

/** Reminders that the night put off, and whether another of the same time was made since. */
export const listPutOff = (
  tx: Tx,
  schemeIds: readonly number[],
  limit: number,
): Promise<{ id: number; isOvertaken: boolean }[]> =>
  tx.many(sql<{ id: number; isOvertaken: boolean }>`
    select x.id, exists (select 1 from message y where y.contact_id = x.contact_id and y.appointment_at = x.appointment_at and y.channel = x.channel
      and y.kind = 'reminder' and y.id > x.id) as "isOvertaken"
    from message x where x.state = 'queued' and x.cause = 'quiet-hours' and x.kind = 'reminder' and x.scheme_id = any (${[...schemeIds]}::bigint[])
    order by x.id limit ${limit} for update of x skip locked`);

/** Nothing more goes there until the person says that the address is right. */
export const breakConsent = (tx: Tx, id: number, cause: string): Promise<number> =>
  tx.run(
    sql`update message_consent set broken = ${cause}, version = version + 1, changed_at = now() where id = ${id} and state = 'given' and broken is null`,
  );

/** Taken by a carrier that tells later what became of them. */
export const listOpen = (
  tx: Tx,
  since: Date,
): Promise<{ id: number; channel: MessageChannel; consentId: number; carrierRef: string }[]> =>
  tx.many(sql<{ id: number; channel: MessageChannel; consentId: number; carrierRef: string }>`
    select id, channel, consent_id as "consentId", carrier_ref as "carrierRef" from message
    where state = 'sent' and carrier = 'notify' and carrier_ref is not null and sent_at > ${since} order by sent_at limit 100`);

export const listSchemes = (tx: Tx): Promise<{ id: number }[]> =>
  tx.many(sql<{ id: number }>`select id from scheme order by id`);
