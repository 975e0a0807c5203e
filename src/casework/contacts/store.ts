import { addMonths, type Day, dayStart } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import { oncePerTransaction } from '../../kernel/once.ts';
import type {
  Contact,
  ContactFilter,
  ContactInput,
  ContactOutcome,
  ContactState,
  LastContact,
  OutcomeInput,
  Repeat,
} from './types.ts';

const columns = sql`c.id, c.person_id as "personId", c.agency_id as "agencyId", a.name as agency, c.staff_id as "staffId", s.name as staff,
  c.kind, c.state, c.at, c.planned, c.outcome, c.place, c.pathway, c.minutes, c.note, c.handling, c.named_agencies as "namedAgencies", c.withdrawn_why as "withdrawnWhy",
  c.others, c.observed, c.absence_reason as "absenceReason", c.cancelled_why as "cancelledWhy", c.step_id as "stepId", c.series_id as "seriesId",
  c.series_every as "seriesEvery", c.source, c.moved, c.changed_at as "changedAt", c.version`;

const from = sql`from contact c join agency a on a.id = c.agency_id join staff s on s.id = c.staff_id`;

/** A contact under its own person's address: under anybody else's it is not found. */
export interface ContactKey {
  id: number;
  personId: number;
}

export const getContact = (tx: Tx, { id, personId }: ContactKey): Promise<Contact> =>
  tx.one(sql<Contact>`select ${columns} ${from} where c.id = ${id} and c.person_id = ${personId}`);

export interface LockedContact {
  id: number;
  personId: number;
  agencyId: number;
  state: ContactState;
  version: number;
  at: Date;
  kind: string;
  note: string | null;
  handling: Contact['handling'];
  namedAgencies: number[];
  staffId: number;
  minutes: number | null;
  place: string | null;
  seriesId: number | null;
}

/** For an act: locked until the transaction ends. */
export const lockContact = (tx: Tx, { id, personId }: ContactKey): Promise<LockedContact> =>
  tx.one(sql<LockedContact>`
    select id, person_id as "personId", agency_id as "agencyId", state, version, at, kind, note, handling, named_agencies as "namedAgencies",
      staff_id as "staffId", minutes, place, series_id as "seriesId"
    from contact where id = ${id} and person_id = ${personId} for update`);

/** Only what is asked for goes into the statement, so that each shape has its own plan. */
function matching(personId: number, filter: ContactFilter): Sql<unknown> {
  const parts = [
    sql`c.person_id = ${personId}`,
    filter.states === undefined
      ? sql`c.state <> 'withdrawn'`
      : sql`c.state = any (${[...filter.states]}::text[])`,
  ];
  if (filter.pathway !== undefined) parts.push(sql`c.pathway = ${filter.pathway}`);
  if (filter.stepId !== undefined) parts.push(sql`c.step_id = ${filter.stepId}`);
  if (filter.from !== undefined) parts.push(sql`c.at >= ${filter.from}`);
  if (filter.agencyId !== undefined) parts.push(sql`c.agency_id = ${filter.agencyId}`);
  if (filter.kind !== undefined) parts.push(sql`c.kind = ${filter.kind}`);
  if (filter.outcome !== undefined) parts.push(sql`c.outcome = ${filter.outcome}`);
  if (filter.text !== undefined) parts.push(sql`c.note ilike '%' || ${escapeLike(filter.text)} || '%'`);
  if (filter.changedSince !== undefined) parts.push(sql`c.changed_at > ${filter.changedSince}`);
  if (filter.before !== undefined)
    parts.push(
      sql`(date_trunc('milliseconds', c.at), c.id) < (${filter.before.at}::timestamptz, ${filter.before.id}::bigint)`,
    );
  return sql.join(parts, sql` and `);
}

/** What is still planned with a person, earliest first: what waits for its outcome stands before what lies ahead. */
export const listAhead = (
  tx: Tx,
  personId: number,
  filter: ContactFilter,
  limit: number,
): Promise<Contact[]> =>
  tx.many(sql<Contact>`
    select ${columns} from (
      select * from contact c where ${matching(personId, { ...filter, states: ['planned'] })}
      order by c.at, c.id limit ${sql.lit(limit)}) c
    join agency a on a.id = c.agency_id join staff s on s.id = c.staff_id
    order by c.at, c.id`);

/** A person's contacts, newest first, planned ones on top because they lie ahead. Names are looked up for those kept. */
export const listContacts = (
  tx: Tx,
  personId: number,
  filter: ContactFilter,
  limit: number,
): Promise<Contact[]> =>
  tx.many(sql<Contact>`
    select ${columns} from (
      select * from contact c where ${matching(personId, filter)}
      order by c.at desc, c.id desc limit ${sql.lit(limit)}) c -- as text: a plan for any limit would sort them all
    join agency a on a.id = c.agency_id join staff s on s.id = c.staff_id
    order by c.at desc, c.id desc`);

const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');

export const insertContact = (
  tx: Tx,
  input: ContactInput & {
    agencyId: number;
    staffId: number;
    state: ContactState;
    source?: 'delius' | undefined;
    series?: { id: number; every: Repeat } | undefined;
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into contact (person_id, agency_id, staff_id, kind, state, at, planned, outcome, place, pathway, minutes, note, handling, named_agencies, changed_by,
      others, observed, absence_reason, step_id, source, series_id, series_every)
    values (${input.personId}, ${input.agencyId}, ${input.staffId}, ${input.kind}, ${input.state}, ${input.at}, ${input.state === 'planned'}, ${input.outcome},
      ${input.place}, ${input.pathway}, ${input.minutes}, ${input.note}, ${input.handling}, ${input.namedAgencies}::bigint[], ${input.staffId},
      ${input.others ?? null}, ${input.observed ?? null}, ${input.absenceReason ?? null}, ${input.stepId ?? null}, ${input.source ?? null},
      ${input.series?.id ?? null}, ${input.series?.every ?? null})
    returning id`);

/** The first of a series bears its number. */
export const beginSeries = (tx: Tx, id: number, every: Repeat): Promise<number> =>
  tx.run(sql`update contact set series_id = ${id}, series_every = ${every} where id = ${id}`);

/** Two sendings of one form wait for each other; released with the transaction. */
export const lockWriter = (tx: Tx, staffId: number, personId: number): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`contact:${staffId}:${personId}`}, 0))`);

/** When the same writer recorded the same of the same person in the last quarter of an hour: hardly meant twice. */
export const findRepeat = (
  tx: Tx,
  input: Pick<ContactInput, 'personId' | 'kind' | 'at' | 'note'>,
  staffId: number,
): Promise<{ at: Date } | undefined> =>
  tx.maybe(sql<{ at: Date }>`
    select recorded_at as at from contact
    where person_id = ${input.personId} and staff_id = ${staffId} and kind = ${input.kind} and at = ${input.at} and note is not distinct from ${input.note}::text
      and state <> 'withdrawn' and recorded_at > now() - interval '15 minutes' order by recorded_at desc limit 1`);

export const updateContact = (
  tx: Tx,
  id: number,
  input: ContactInput & { state: ContactState; moved: boolean; by: number },
): Promise<number> =>
  tx.run(sql`
    update contact set kind = ${input.kind}, at = ${input.at}, state = ${input.state}, outcome = ${input.outcome}, place = ${input.place},
      pathway = ${input.pathway}, minutes = ${input.minutes}, note = ${input.note}, handling = ${input.handling}, named_agencies = ${input.namedAgencies}::bigint[],
      others = ${input.others ?? null}, observed = ${input.observed ?? null}, absence_reason = ${input.absenceReason ?? null}, step_id = ${input.stepId ?? null}, moved = moved + ${input.moved ? 1 : 0}, version = version + 1, changed_at = now(), changed_by = ${input.by}
    where id = ${id}`);

export const withdrawContactRow = (tx: Tx, id: number, why: string, by: number): Promise<number> =>
  tx.run(
    sql`update contact set state = 'withdrawn', withdrawn_why = ${why}, cancelled_why = null, version = version + 1, changed_at = now(), changed_by = ${by} where id = ${id}`,
  );

export const updateOutcome = (tx: Tx, id: number, input: OutcomeInput & { by: number }): Promise<number> =>
  tx.run(sql`
    update contact set state = 'recorded', outcome = ${input.outcome}, note = coalesce(${input.note}, note),
      absence_reason = ${input.absenceReason ?? null}, version = version + 1,
      changed_at = now(), changed_by = ${input.by} where id = ${id}`);

/** Who else was there: set anew each time. */
export async function setJoint(
  tx: Tx,
  contact: { id: number; personId: number },
  staffIds: readonly number[],
): Promise<void> {
  await tx.run(
    sql`delete from contact_joint where contact_id = ${contact.id} and not (staff_id = any (${[...staffIds]}::bigint[]))`,
  );
  await tx.run(sql`
    insert into contact_joint (contact_id, person_id, staff_id)
    select ${contact.id}, ${contact.personId}, unnest(${[...staffIds]}::bigint[]) on conflict do nothing`);
}

export const listJoint = (
  tx: Tx,
  contactIds: readonly number[],
): Promise<{ contactId: number; staffId: number; name: string }[]> =>
  tx.many(sql<{ contactId: number; staffId: number; name: string }>`
    select j.contact_id as "contactId", j.staff_id as "staffId", s.name from contact_joint j join staff s on s.id = j.staff_id
    where j.contact_id = any (${[...contactIds]}::bigint[]) order by s.name`);

/** Colleagues who may have been there: whoever works with the person, and those of the writer's own teams. */
export const listColleagues = (
  tx: Tx,
  personId: number,
  writer: { staffId: number; teams: readonly number[] },
): Promise<{ id: number; name: string; agency: string }[]> =>
  tx.many(sql<{ id: number; name: string; agency: string }>`
    select s.id, s.name, a.name as agency from staff s join agency a on a.id = s.agency_id
    where s.id <> ${writer.staffId} and (
      exists (select 1 from allocation l where l.staff_id = s.id and l.person_id = ${personId} and l.to_at is null)
      or exists (select 1 from staff_role r where r.staff_id = s.id and r.team_id = any (${[...writer.teams]}::bigint[]) and r.to_date is null))
    order by s.name limit 40`);

export type NamedContact = Contact & { name: string };

/** Of one worker's, in a window. */
export const mostPlanned = 60;

/** Contacts of one worker that are still planned and lie in a window: Today, what is overdue, the days ahead. */
export const listPlanned = (tx: Tx, staffId: number, start: Date, end: Date): Promise<NamedContact[]> =>
  tx.many(sql<NamedContact>`
    select ${columns}, p.given_names || ' ' || p.family_name as name
    ${from} join person p on p.id = c.person_id
    where c.staff_id = ${staffId} and c.state = 'planned' and c.at >= ${start} and c.at < ${end} order by c.at, c.id limit ${sql.lit(mostPlanned)}`);

/** The last recorded contact of each, as far as the viewer may see it. */
export const listLast = (tx: Tx, personIds: readonly number[]): Promise<LastContact[]> =>
  tx.many(sql<LastContact>`
    select i.person_id as "personId", c.at, c.kind, c.outcome from unnest(${[...personIds]}::bigint[]) as i (person_id)
    cross join lateral (select at, kind, outcome from contact where person_id = i.person_id and state = 'recorded' order by at desc, id desc limit 1) c`);

/** Who attended a contact at or after this moment, as far as the viewer may see contacts. */
export const listSeenSince = (tx: Tx, since: Date): Promise<{ personId: number }[]> =>
  tx.many(sql<{ personId: number }>`
    select distinct person_id as "personId" from contact where state = 'recorded' and outcome = 'attended' and at >= ${since}`);

/** What is said of somebody's contacts on their page: the last, the next, and when they were seen or did not come. */
export interface Around {
  lastAt: Date | null;
  lastKind: string;
  lastOutcome: ContactOutcome | null;
  lastStaff: string;
  nextAt: Date | null;
  nextKind: string;
  nextPlace: string | null;
  nextStaff: string;
  /** In the last twelve months, and failed in the last three. */
  failed: number;
  acceptable: number;
  failedLately: number;
  /** The last that they attended, and a later one that they did not. */
  seenAt: Date | null;
  triedAt: Date | null;
  triedOutcome: 'failed' | 'acceptable-absence' | null;
}

/** The policies are asked of each contact once: every mention of the table would set them up anew. */
const findAround = (tx: Tx, personId: number, today: Day): Promise<Around> =>
  tx.one(sql<Around>`
    with c as materialized (select id, at, kind, state, case when state = 'recorded' then outcome end as outcome, place, staff_id from contact
      where person_id = ${personId} and state in ('recorded', 'planned')),
    said as (select max(at) filter (where state = 'recorded') as last, max(at) filter (where outcome = 'attended') as seen,
        min(at) filter (where state = 'planned' and at >= ${dayStart(today)}) as next,
        (count(*) filter (where outcome = 'failed' and at >= ${dayStart(addMonths(today, -12))}))::int as failed,
        (count(*) filter (where outcome = 'acceptable-absence' and at >= ${dayStart(addMonths(today, -12))}))::int as acceptable,
        (count(*) filter (where outcome = 'failed' and at >= ${dayStart(addMonths(today, -3))}))::int as "failedLately"
      from c)
    select s.last as "lastAt", last.kind as "lastKind", last.outcome as "lastOutcome", (select name from staff where id = last.staff_id) as "lastStaff",
      s.next as "nextAt", next.kind as "nextKind", next.place as "nextPlace", (select name from staff where id = next.staff_id) as "nextStaff",
      s.failed, s.acceptable, s."failedLately", s.seen as "seenAt", tried.at as "triedAt", tried.outcome as "triedOutcome"
    from said s
    left join lateral (select * from c where at = s.last and state = 'recorded' order by id desc limit 1) last on true
    left join lateral (select * from c where at = s.next and state = 'planned' order by id limit 1) next on true
    left join lateral (select * from c where outcome in ('failed', 'acceptable-absence') and (s.seen is null or at > s.seen) order by at desc limit 1) tried on true`);

/** Asked once a page, whoever asks. */
export const contactsAround = (tx: Tx, personId: number, today: Day): Promise<Around> =>
  askedAround(tx, `${personId} ${today}`);

const askedAround = oncePerTransaction((tx, key: string) => {
  const [personId = '', today = ''] = key.split(' ');
  return findAround(tx, Number(personId), today);
});

/** What others recorded since one's last visit. */
export const mostChanged = 30;

/** Contacts that somebody else recorded or changed with people of the viewer, newest first. */
export const listChanged = (
  tx: Tx,
  staffId: number,
  since: Date,
): Promise<(NamedContact & { ofSeries: number })[]> =>
  tx.many(sql<NamedContact & { ofSeries: number }>`
    with mine as materialized (select distinct person_id from allocation where staff_id = ${staffId} and to_at is null),
    changed as (
      select ${columns}, p.given_names || ' ' || p.family_name as name,
        -- A series that somebody planned is one line, by the first of it.
        (count(*) over series)::int as "ofSeries", row_number() over (series order by c.at, c.id) as nth
      ${from} join mine on mine.person_id = c.person_id join person p on p.id = c.person_id
      where c.changed_at > ${since} and c.changed_by <> ${staffId} and c.state <> 'withdrawn'
      window series as (partition by case when c.series_id is not null and c.state = 'planned' then 'series ' || c.series_id || ' ' || c.person_id else 'contact ' || c.id end)
    )
    select * from changed where nth = 1 order by "changedAt" desc limit ${sql.lit(mostChanged)}`);
