import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import type { MessageChannel } from '../../notices/types.ts';
import type { Consent, ConsentInput, Message, ReminderFacts } from './types.ts';

const consentColumns = sql`k.id, k.person_id as "personId", k.agency_id as "agencyId", a.name as agency, s.name as staff, k.handling, k.channel, k.address,
  k.asked_on as "askedOn", k.asked_how as "askedHow", k.purposes, k.shared, k.told, k.language, k.state, k.ended_at as "endedAt", k.wording, k.broken, k.version`;

/** What they agreed to, what stands first. */
export const listConsents = (tx: Tx, personId: number): Promise<Consent[]> =>
  tx.many(sql<Consent>`
    select ${consentColumns} from message_consent k join agency a on a.id = k.agency_id join staff s on s.id = k.staff_id
    where k.person_id = ${personId} order by k.state <> 'given', k.id desc limit 20`);

export const getConsent = (tx: Tx, { id, personId }: { id: number; personId: number }): Promise<Consent> =>
  tx.one(sql<Consent>`
    select ${consentColumns} from message_consent k join agency a on a.id = k.agency_id join staff s on s.id = k.staff_id
    where k.id = ${id} and k.person_id = ${personId}`);

export const lockConsent = (
  tx: Tx,
  { id, personId }: { id: number; personId: number },
): Promise<Pick<Consent, 'id' | 'personId' | 'state' | 'purposes' | 'channel' | 'version'>> =>
  tx.one(sql<Pick<Consent, 'id' | 'personId' | 'state' | 'purposes' | 'channel' | 'version'>>`
    select id, person_id as "personId", state, purposes, channel, version
    from message_consent where id = ${id} and person_id = ${personId} for update`);

/** What one's own agency had for this channel is replaced: a new address is agreed to anew. */
export const replaceConsents = (
  tx: Tx,
  row: { personId: number; agencyId: number; channel: MessageChannel; now: Date; by: number },
): Promise<number> =>
  tx.run(sql`
    update message_consent set state = 'replaced', ended_at = ${row.now}, ended_by = ${row.by}, wording = null, version = version + 1, changed_at = now()
    where person_id = ${row.personId} and agency_id = ${row.agencyId} and channel = ${row.channel} and state = 'given'`);

export const insertConsent = (
  tx: Tx,
  input: ConsentInput & { schemeId: number; agencyId: number; staffId: number; now: Date },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into message_consent (scheme_id, person_id, agency_id, staff_id, handling, named_agencies, channel, address, asked_on, asked_how, purposes, shared, told, language, state, made_at)
    values (${input.schemeId}, ${input.personId}, ${input.agencyId}, ${input.staffId}, ${input.handling}, ${input.namedAgencies}::bigint[], ${input.channel}, ${input.address},
      ${input.askedOn}, ${input.askedHow}, ${input.purposes}::text[], ${input.shared}, ${input.told}, ${input.language}, 'given', ${input.now}) returning id`);

export const endConsent = (
  tx: Tx,
  id: number,
  row: { how: string; now: Date; by: number },
): Promise<number> =>
  tx.run(sql`
    update message_consent set state = 'withdrawn', ended_at = ${row.now}, ended_how = ${row.how}, ended_by = ${row.by}, wording = null,
      version = version + 1, changed_at = now() where id = ${id}`);

export const switchConsent = (
  tx: Tx,
  id: number,
  row: { wording: string | null; now: Date; by: number },
): Promise<number> =>
  tx.run(sql`
    update message_consent set wording = ${row.wording}, switched_at = ${row.now}, switched_by = ${row.by}, version = version + 1, changed_at = now()
    where id = ${id}`);

const custodyOn = (person: Sql<unknown>, days: Sql<unknown>): Sql<unknown> => sql`exists (
  select 1 from custody_spell y, unnest(${days}) d (day) where y.person_id = ${person} and y.from_day <= d.day and (y.to_day is null or y.to_day > d.day))`;

/** Withdrawn to one agency is withdrawn for all who would write to the same address by an earlier word of theirs. */
const consentState = sql`case when k.state = 'given' and exists (select 1 from message_consent w where w.person_id = k.person_id and w.channel = k.channel
  and w.address = k.address and w.state = 'withdrawn' and w.ended_at >= k.made_at and w.id <> k.id) then 'withdrawn' else k.state end`;

/** Whether an agency may write by what another was told: as the agreement and the handling let it have the item. */
const mayUse = (agency: Sql<unknown>): Sql<unknown> => sql`(k.agency_id = ${agency} or (exists (
    select 1 from sharing_cover v where v.scheme_id = k.scheme_id and v.agency_id = ${agency} and v.category = 'contacts'
      and v.from_date <= current_date and (v.to_date is null or v.to_date > current_date))
  and (k.handling = 'partners' or (k.handling = 'named' and ${agency} = any (k.named_agencies))
    or (k.handling = 'statutory' and (select g.statutory from agency g where g.id = ${agency})))))`;

export interface FactsAsk {
  today: Day;
  personId?: number;
  contactId?: number;
  consentId?: number;
  /** Planned after this moment. */
  ahead?: Date;
  /** Planned, from the first moment to the second; of those whose reminders are on. */
  due?: { from: Date; to: Date };
  /** Called off or withdrawn after they were reminded of it, and still ahead of this moment, with no other at its time. */
  calledOff?: Date;
}

function factsWhere(ask: FactsAsk): Sql<unknown> {
  const parts: Sql<unknown>[] = [mayUse(sql`c.agency_id`)];
  if (ask.personId !== undefined) parts.push(sql`c.person_id = ${ask.personId}`);
  if (ask.contactId !== undefined) parts.push(sql`c.id = ${ask.contactId}`);
  if (ask.consentId !== undefined) parts.push(sql`k.id = ${ask.consentId}`);
  else parts.push(sql`k.state = 'given'`);
  if (ask.ahead !== undefined) parts.push(sql`c.state = 'planned' and c.at > ${ask.ahead}`);
  if (ask.due !== undefined)
    parts.push(
      sql`c.state = 'planned' and c.at > ${ask.due.from} and c.at <= ${ask.due.to} and (k.wording is not null or r.choice = 'send')`,
    );
  if (ask.calledOff !== undefined)
    parts.push(sql`c.state in ('cancelled', 'withdrawn') and c.at > ${ask.calledOff}
      and not exists (select 1 from contact o where o.person_id = c.person_id and o.at = c.at and o.state = 'planned') and exists (select 1 from message x where x.contact_id = c.id and x.appointment_at = c.at
      and x.consent_id = k.id and x.kind = 'reminder' and x.state in ('sent', 'delivered') and x.step <> 'called-off')`);
  return sql.join(parts, sql` and `);
}

/**
 * Appointments with each address that a reminder of them could go to: one of each channel, that of the appointment's
 * own agency before another's. The notices service asks it of everybody, a page as its viewer.
 */
export const listFacts = (tx: Tx, ask: FactsAsk): Promise<ReminderFacts[]> =>
  tx.many(sql<ReminderFacts>`
    select * from (
      select distinct on (c.id, k.channel) c.id as "contactId", c.person_id as "personId", k.scheme_id as "schemeId", c.agency_id as "agencyId", c.handling,
        c.named_agencies as "namedAgencies", c.staff_id as "staffId", c.state as "contactState", c.at, c.kind, c.place,
        p.given_names as "firstName", s.name as worker, coalesce(t.name, '') as team, coalesce(m.state = 'member', false) as active,
        ${custodyOn(sql`c.person_id`, sql`array[${ask.today}::date, (c.at at time zone 'Europe/London')::date]`)} as "inCustody",
        k.id as "consentId", ${consentState} as "consentState", k.channel, k.purposes, k.shared, k.wording, k.broken, r.choice, r.words
      from contact c join message_consent k on k.person_id = c.person_id
      join person p on p.id = c.person_id join staff s on s.id = c.staff_id
      left join membership m on m.person_id = c.person_id and m.scheme_id = k.scheme_id and m.left_on is null
      left join team t on t.id = m.team_id left join reminder_choice r on r.contact_id = c.id
      where ${factsWhere(ask)} order by c.id, k.channel, k.agency_id = c.agency_id desc, k.id desc) f
    order by at, "contactId", channel limit 2000`);

/** What is known of an address by itself: for a message that is about no appointment. */
export type AddressFacts = Pick<
  ReminderFacts,
  | 'personId'
  | 'schemeId'
  | 'firstName'
  | 'team'
  | 'active'
  | 'inCustody'
  | 'consentId'
  | 'consentState'
  | 'channel'
  | 'purposes'
  | 'shared'
  | 'broken'
  | 'handling'
  | 'namedAgencies'
>;

/** @param agencyId whose message it is: undefined where that agency may not use this address. */
export const findAddressFacts = (
  tx: Tx,
  ask: { consentId: number; personId: number; agencyId: number; today: Day },
): Promise<AddressFacts | undefined> =>
  tx.maybe(sql<AddressFacts>`
    select k.person_id as "personId", k.scheme_id as "schemeId", p.given_names as "firstName", coalesce(t.name, '') as team,
      coalesce(m.state = 'member', false) as active, ${custodyOn(sql`k.person_id`, sql`array[${ask.today}::date]`)} as "inCustody",
      k.id as "consentId", ${consentState} as "consentState", k.channel, k.purposes, k.shared, k.broken,
      k.handling, k.named_agencies as "namedAgencies"
    from message_consent k join person p on p.id = k.person_id
    left join membership m on m.person_id = k.person_id and m.scheme_id = k.scheme_id and m.left_on is null
    left join team t on t.id = m.team_id
    where k.id = ${ask.consentId} and k.person_id = ${ask.personId} and ${mayUse(sql`${ask.agencyId}::bigint`)}`);

export interface PlannedContact {
  id: number;
  personId: number;
  agencyId: number;
  kind: string;
  at: Date;
  place: string | null;
  state: string;
  staff: string;
}

/** What lies ahead and may be reminded of, the soonest first. */
export const listAhead = (tx: Tx, personId: number, now: Date): Promise<PlannedContact[]> =>
  tx.many(sql<PlannedContact>`
    select c.id, c.person_id as "personId", c.agency_id as "agencyId", c.kind, c.at, c.place, c.state, s.name as staff
    from contact c join staff s on s.id = c.staff_id
    where c.person_id = ${personId} and c.state = 'planned' and c.at > ${now} order by c.at, c.id limit 10`);

export const getPlanned = (
  tx: Tx,
  { id, personId }: { id: number; personId: number },
): Promise<PlannedContact> =>
  tx.one(sql<PlannedContact>`
    select c.id, c.person_id as "personId", c.agency_id as "agencyId", c.kind, c.at, c.place, c.state, s.name as staff
    from contact c join staff s on s.id = c.staff_id where c.id = ${id} and c.person_id = ${personId}`);

export interface Choice {
  choice: 'send' | 'skip';
  words: string | null;
  version: number;
}

export const findChoice = (tx: Tx, contactId: number): Promise<Choice | undefined> =>
  tx.maybe(sql<Choice>`select choice, words, version from reminder_choice where contact_id = ${contactId}`);

/** Locked with its appointment, so that two who choose at once see one another. */
export const lockChoice = async (
  tx: Tx,
  { id, personId }: { id: number; personId: number },
): Promise<{ contact: { agencyId: number; state: string; at: Date }; choice: Choice | undefined }> => {
  const contact = await tx.one(sql<{ agencyId: number; state: string; at: Date }>`
    select agency_id as "agencyId", state, at from contact where id = ${id} and person_id = ${personId} for update`);
  return { contact, choice: await findChoice(tx, id) };
};

export const putChoice = (
  tx: Tx,
  row: {
    contactId: number;
    personId: number;
    staffId: number;
    choice: 'send' | 'skip';
    words: string | null;
  },
): Promise<number> =>
  tx.run(sql`
    insert into reminder_choice (contact_id, person_id, agency_id, staff_id, handling, named_agencies, choice, words)
    select c.id, c.person_id, c.agency_id, ${row.staffId}, c.handling, c.named_agencies, ${row.choice}, ${row.words}
    from contact c where c.id = ${row.contactId} and c.person_id = ${row.personId}
    on conflict (contact_id) do update set choice = excluded.choice, words = excluded.words, staff_id = excluded.staff_id,
      version = reminder_choice.version + 1, changed_at = now()`);

const messageColumns = sql`x.id, x.person_id as "personId", x.contact_id as "contactId", x.agency_id as "agencyId", s.name as staff, x.kind, x.step,
  x.appointment_at as "appointmentAt", x.channel, x.body, x.state, x.carrier, x.cause, x.made_at as "madeAt", x.sent_at as "sentAt",
  x.settled_at as "settledAt", x.seen_at as "seenAt"`;

/** Messages of a person, newest first, from the page's place on. */
export const listMessages = (
  tx: Tx,
  personId: number,
  { limit, offset }: { limit: number; offset: number },
): Promise<Message[]> =>
  tx.many(sql<Message>`
    select ${messageColumns} from message x join staff s on s.id = x.staff_id
    where x.person_id = ${personId} order by x.made_at desc, x.id desc limit ${limit} offset ${offset}`);

export const insertMessage = (
  tx: Tx,
  row: {
    schemeId: number;
    personId: number;
    agencyId: number;
    staffId: number;
    consentId: number;
    contactId: number;
    channel: MessageChannel;
    subject: string | null;
    body: string;
    reference: string;
    now: Date;
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into message (scheme_id, person_id, agency_id, handling, named_agencies, staff_id, consent_id, contact_id, kind, channel, subject, body, state, reference, made_at)
    select ${row.schemeId}, ${row.personId}, ${row.agencyId}, c.handling, c.named_agencies, ${row.staffId}, ${row.consentId}, c.id, 'message', ${row.channel},
      ${row.subject}, ${row.body}, 'queued', ${row.reference}, ${row.now} from contact c where c.id = ${row.contactId} returning id`);

/** Says that it was read; how many were not before. */
export const markSeen = (
  tx: Tx,
  { id, personId, now }: { id: number; personId: number; now: Date },
): Promise<number> =>
  tx.run(sql`
    update message set seen_at = ${now}, version = version + 1 where id = ${id} and person_id = ${personId} and state = 'failed' and seen_at is null`);

export interface FailedMessage {
  id: number;
  personId: number;
  name: string;
  kind: 'reminder' | 'message';
  channel: MessageChannel;
  cause: string | null;
  appointmentAt: Date | null;
  settledAt: Date;
}

/** On Today. */
export const mostFailed = 20;

/** What did not arrive of a worker's own, and they have not said that they know. */
export const listFailed = (tx: Tx, staffId: number): Promise<FailedMessage[]> =>
  tx.many(sql<FailedMessage>`
    select x.id, x.person_id as "personId", p.given_names || ' ' || p.family_name as name, x.kind, x.channel, x.cause,
      x.appointment_at as "appointmentAt", x.settled_at as "settledAt"
    from message x join person p on p.id = x.person_id
    where x.staff_id = ${staffId} and x.state = 'failed' and x.seen_at is null order by x.settled_at desc limit ${sql.lit(mostFailed)}`);
