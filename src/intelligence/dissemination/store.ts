import { sql, type Tx } from '../../kernel/database.ts';
import type { Copy, CopyKind, Receiver, Recipient, SendInput, Told } from './types.ts';

/** Staff who may be sent a report today, by name, with what their agency's agreements give it. */
export const listReceivers = (tx: Tx, schemeId: number): Promise<Receiver[]> =>
  tx.many(sql<Receiver>`
    select s.id, s.name, s.agency_id as "agencyId", a.name as agency, a.statutory, r.role, r.team_id as "teamId",
      exists (select 1 from sharing_cover c where c.scheme_id = ${schemeId} and c.agency_id = a.id and c.category = 'intelligence'
        and c.from_date <= current_date and (c.to_date is null or c.to_date > current_date)) as shares
    from staff_role r join staff s on s.id = r.staff_id join agency a on a.id = s.agency_id
    where r.scheme_id = ${schemeId} and r.from_date <= current_date and (r.to_date is null or r.to_date > current_date)
      and s.from_date <= current_date and (s.to_date is null or s.to_date > current_date)
      and exists (select 1 from role_right t where t.scheme_id = r.scheme_id and t.role = r.role and t."right" = 'intelligence:receive'
        and t.from_date <= current_date and (t.to_date is null or t.to_date > current_date))
    order by s.name, s.id`);

/** Every agency of the scheme, with whether its agreements give it others' intelligence. */
export const listSharing = (
  tx: Tx,
  schemeId: number,
): Promise<{ id: number; name: string; statutory: boolean; shares: boolean }[]> =>
  tx.many(sql<{ id: number; name: string; statutory: boolean; shares: boolean }>`
    select a.id, a.name, a.statutory, exists (select 1 from sharing_cover c where c.scheme_id = ${schemeId} and c.agency_id = a.id
      and c.category = 'intelligence' and c.from_date <= current_date and (c.to_date is null or c.to_date > current_date)) as shares
    from agency a order by a.name`);

/** Which of them a restriction keeps from somebody whom the report is about. */
export const listBarred = async (tx: Tx, reportId: number, staffIds: readonly number[]): Promise<number[]> =>
  (await tx.one(sql<{ ids: number[] }>`select report_barred(${reportId}, ${[...staffIds]}::bigint[]) as ids`))
    .ids;

export const insertSending = async (
  tx: Tx,
  input: Pick<
    SendInput,
    'reportId' | 'purpose' | 'conditions' | 'opensAt' | 'expiresAt' | 'roles' | 'teamId'
  > & {
    namedIds: readonly number[];
    tellsNaming: boolean;
    schemeId: number;
    by: number;
    now: Date;
  },
): Promise<number> =>
  (
    await tx.one(sql<{ id: number }>`
      insert into dissemination (scheme_id, report_id, sent_by, purpose, conditions, opens_at, expires_at, roles, team_id, named_ids, tells_naming)
      values (${input.schemeId}, ${input.reportId}, ${input.by}, ${input.purpose}, ${input.conditions},
        ${input.opensAt ?? input.now}::timestamptz, ${input.expiresAt}::timestamptz, ${[...input.roles]}::text[], ${input.teamId},
        ${[...input.namedIds]}::bigint[], ${input.tellsNaming})
      returning id`)
  ).id;

export const insertSentCopies = (
  tx: Tx,
  sending: { id: number; reportId: number },
  going: readonly Recipient[],
): Promise<number> =>
  tx.run(sql`
    insert into dissemination_copy (report_id, no, dissemination_id, kind, staff_id, agency_id, through)
    select ${sending.reportId}::bigint, 0, ${sending.id}::bigint, 'sent', g.staff, g.agency, g.through
    from unnest(${going.map(({ id }) => id)}::bigint[], ${going.map(({ agencyId }) => agencyId)}::bigint[],
      ${going.map(({ through }) => through)}::text[]) with ordinality g (staff, agency, through, place) order by g.place`);

/** The copies of sendings to a role or shift that the viewer has come into since: asked before copies are listed. */
export const joinSendings = (tx: Tx): Promise<number> => tx.run(sql`select sending_join()`);

/** Opens the reason of a sending for everybody it goes to and everybody it is about, in one statement. */
export const openForCopies = (
  tx: Tx,
  sending: { id: number; expiresAt: string },
  people: readonly number[],
  staffIds: readonly number[],
): Promise<number> =>
  tx.run(sql`
    select access_open(p.id, 'dissemination', s.id, null, null, null, ${`dissemination:${sending.id}`}, null, ${sending.expiresAt}::timestamptz)
    from unnest(${[...people]}::bigint[]) p (id), unnest(${[...staffIds]}::bigint[]) s (id)`);

// A recall of everything, or of one sending: of its own copies, and of all that its holder made of the report since they
// had it. Whichever sending such a print was filed under, it may hold what this one opened.
const reached = sql`r.report_id = c.report_id and r.at >= c.made_at and (r.dissemination_id is null or r.dissemination_id = c.dissemination_id
  or (c.kind in ('printed', 'file', 'api') and exists (select 1 from dissemination_copy o where o.dissemination_id = r.dissemination_id
    and o.staff_id = c.staff_id and o.kind = 'sent' and o.acknowledged_at <= c.made_at)))`;

// With a copy of one's own go the conditions of every sending that was open to its holder when it was made.
const conditions = sql`case when c.kind = 'sent' then d.conditions else (
  select string_agg(distinct e.conditions, '; ') from dissemination_copy o join dissemination e on e.id = o.dissemination_id
  where o.report_id = c.report_id and o.staff_id = c.staff_id and o.kind = 'sent' and o.acknowledged_at <= c.made_at
    and e.expires_at > c.made_at) end`;

const columns = sql`c.id, c.report_id as "reportId", c.no, c.kind, c.dissemination_id as dissemination, c.staff_id as "staffId", s.name as staff,
  a.name as agency, c.through, c.made_at as "madeAt", c.opened_at as "openedAt", c.acknowledged_at as "acknowledgedAt",
  c.destroyed_at as "destroyedAt", x.at as "recalledAt", x.why as "recallWhy", d.opens_at as "opensAt", d.expires_at as "expiresAt",
  d.purpose, ${conditions} as conditions, b.name as sender`;
const from = sql`from dissemination_copy c join staff s on s.id = c.staff_id join agency a on a.id = c.agency_id
  left join dissemination d on d.id = c.dissemination_id left join staff b on b.id = d.sent_by
  left join lateral (select r.at, r.why from dissemination_recall r where ${reached} order by r.id limit 1) x on true`;

// Recalled, and its holder was shown the text: one that was sent and never acknowledged showed nothing and closes by itself.
const toDestroy = sql`x.at is not null and c.destroyed_at is null and (c.kind <> 'sent' or c.acknowledged_at is not null)`;

/** A copy of one's own: printed, saved or given to a program, by the newest sending that is open to them, if one is. */
export const insertOwnCopy = (
  tx: Tx,
  copy: { reportId: number; kind: CopyKind; staffId: number; agencyId: number },
): Promise<{ id: number; no: number }> =>
  tx.one(sql<{ id: number; no: number }>`
    insert into dissemination_copy (report_id, no, dissemination_id, kind, staff_id, agency_id)
    values (${copy.reportId}, 0, (select c.dissemination_id ${from} where c.report_id = ${copy.reportId}
      and c.staff_id = ${copy.staffId} and c.kind = 'sent' and c.acknowledged_at is not null and x.at is null
      and d.expires_at > now() order by c.id desc limit 1), ${copy.kind}, ${copy.staffId}, ${copy.agencyId})
    returning id, no`);

interface Window {
  limit: number;
  offset: number;
}

/** One's own copies, those to be destroyed first, then those to read, then the newest. */
export const listOwnCopies = (tx: Tx, staffId: number, { limit, offset }: Window): Promise<Copy[]> =>
  tx.many(sql<Copy>`
    select ${columns} ${from} where c.staff_id = ${staffId}
    order by (${toDestroy}) desc,
      (x.at is null and c.kind = 'sent' and c.acknowledged_at is null and d.expires_at > now()) desc, c.id desc
    limit ${limit} offset ${offset}`);

export const countOwnCopies = async (tx: Tx, staffId: number): Promise<number> =>
  (
    await tx.one(
      sql<{ n: number }>`select count(*)::int as n from dissemination_copy c where c.staff_id = ${staffId}`,
    )
  ).n;

/** One's own copies of one report: those to read first, then the newest. */
export const listOwnCopiesOf = (tx: Tx, staffId: number, reportId: number): Promise<Copy[]> =>
  tx.many(sql<Copy>`
    select ${columns} ${from} where c.staff_id = ${staffId} and c.report_id = ${reportId}
    order by (x.at is null and c.kind = 'sent' and c.acknowledged_at is null and d.expires_at > now()) desc, c.id desc limit 50`);

/** One copy of one's own by its number, however many others there are. */
export const findOwnCopy = (
  tx: Tx,
  staffId: number,
  reportId: number,
  no: number,
): Promise<Copy | undefined> =>
  tx.maybe(
    sql<Copy>`select ${columns} ${from} where c.staff_id = ${staffId} and c.report_id = ${reportId} and c.no = ${no}`,
  );

/** Whom a report is about, as the viewer's own open copies tell it. */
export const listTold = (tx: Tx, reportId: number): Promise<Told[]> =>
  tx.many(sql<Told>`select t.person_id as "personId", t.name from report_told(${reportId}) t`);

/** Who has a report, by the number of the copy. */
export const listCopies = (tx: Tx, reportId: number, { limit, offset }: Window): Promise<Copy[]> =>
  tx.many(
    sql<Copy>`select ${columns} ${from} where c.report_id = ${reportId} order by c.no limit ${limit} offset ${offset}`,
  );

export interface CopyCounts {
  copies: number;
  unread: number;
  /** Recalled after its holder was shown the text, and they have not said that it is destroyed. */
  open: number;
}

export const countCopies = (tx: Tx, reportId: number): Promise<CopyCounts> =>
  tx.one(sql<CopyCounts>`
    select count(*)::int as copies, (count(*) filter (where c.kind = 'sent' and c.acknowledged_at is null and x.at is null))::int as unread,
      (count(*) filter (where ${toDestroy}))::int as open ${from} where c.report_id = ${reportId}`);

export interface Sending {
  id: number;
  purpose: string;
  conditions: string | null;
  sender: string;
  sentAt: Date;
  opensAt: Date;
  expiresAt: Date;
  copies: number;
  read: number;
  recalled: boolean;
}

const sendingColumns = sql`d.id, d.purpose, d.conditions, s.name as sender, d.sent_at as "sentAt", d.opens_at as "opensAt", d.expires_at as "expiresAt",
  (select count(*)::int from dissemination_copy c where c.dissemination_id = d.id and c.kind = 'sent') as copies,
  (select count(*)::int from dissemination_copy c where c.dissemination_id = d.id and c.kind = 'sent' and c.acknowledged_at is not null) as read,
  exists (select 1 from dissemination_recall r where r.report_id = d.report_id and r.at >= d.sent_at
    and (r.dissemination_id is null or r.dissemination_id = d.id)) as recalled`;

export const listSendings = (tx: Tx, reportId: number, { limit, offset }: Window): Promise<Sending[]> =>
  tx.many(sql<Sending>`
    select ${sendingColumns} from dissemination d join staff s on s.id = d.sent_by where d.report_id = ${reportId}
    order by d.id desc limit ${limit} offset ${offset}`);

export const countSendings = async (tx: Tx, reportId: number): Promise<number> =>
  (
    await tx.one(
      sql<{ n: number }>`select count(*)::int as n from dissemination d where d.report_id = ${reportId}`,
    )
  ).n;

/** One sending of this report, however many came after it. */
export const findSending = (tx: Tx, reportId: number, id: number): Promise<Sending | undefined> =>
  tx.maybe(sql<Sending>`
    select ${sendingColumns} from dissemination d join staff s on s.id = d.sent_by where d.report_id = ${reportId} and d.id = ${id}`);

/** Every sending of a report that is not recalled: what a recall of the whole closes. */
export const listOpenSendings = (tx: Tx, reportId: number): Promise<{ id: number }[]> =>
  tx.many(sql<{ id: number }>`
    select d.id from dissemination d where d.report_id = ${reportId} and not exists (select 1 from dissemination_recall r
      where r.report_id = d.report_id and r.at >= d.sent_at and (r.dissemination_id is null or r.dissemination_id = d.id))`);

/** The holder has the conditions of these copies before them; it is noted once. */
export const noteOpened = (
  tx: Tx,
  staffId: number,
  reportId: number,
  numbers: readonly number[],
): Promise<number> =>
  tx.run(sql`update dissemination_copy set opened_at = now() where staff_id = ${staffId} and report_id = ${reportId}
    and no = any (${[...numbers]}::int[]) and kind = 'sent' and opened_at is null`);

/** Acknowledged are the copies that the form showed, by their numbers, and no other. */
export const acknowledgeCopies = (
  tx: Tx,
  staffId: number,
  reportId: number,
  numbers: readonly number[],
): Promise<number> =>
  tx.run(sql`update dissemination_copy set acknowledged_at = now(), opened_at = coalesce(opened_at, now())
    where staff_id = ${staffId} and report_id = ${reportId} and no = any (${[...numbers]}::int[]) and kind = 'sent' and acknowledged_at is null
      and exists (select 1 from dissemination d where d.id = dissemination_id and d.opens_at <= now() and d.expires_at > now())`);

/** The holder says that what was recalled of theirs, and was read, is destroyed. */
export const confirmDestroyedCopies = (tx: Tx, staffId: number, reportId: number): Promise<number> =>
  tx.run(sql`update dissemination_copy set destroyed_at = now()
    where id in (select c.id ${from} where c.staff_id = ${staffId} and c.report_id = ${reportId} and ${toDestroy})`);

/** Whoever was shown its text has a copy in their head: they are told of a recall as all others are. */
export const insertReadCopies = (tx: Tx, reportId: number): Promise<number> =>
  tx.run(sql`insert into dissemination_copy (report_id, no, kind, staff_id, agency_id)
    select ${reportId}::bigint, 0, 'read', r.staff_id, r.agency_id from report_readers(${reportId}) r order by r.staff_id`);

export const insertRecall = (
  tx: Tx,
  recall: { reportId: number; sendingId: number | null; why: string; by: number },
): Promise<number> =>
  tx.run(sql`insert into dissemination_recall (report_id, dissemination_id, why, recalled_by)
    values (${recall.reportId}, ${recall.sendingId}, ${recall.why}, ${recall.by})`);

export interface ToDo {
  reportId: number;
  what: 'read' | 'destroy';
  at: Date;
  expiresAt: Date | null;
}

/** What one's copies ask of one: to be read, or to be destroyed. */
export const listToDo = (tx: Tx, staffId: number, limit: number): Promise<ToDo[]> =>
  tx.many(sql<ToDo>`
    select c.report_id as "reportId", case when x.at is null then 'read' else 'destroy' end as what,
      max(coalesce(x.at, c.made_at)) as at, max(d.expires_at) as "expiresAt" ${from}
    where c.staff_id = ${staffId} and ((${toDestroy})
      or (x.at is null and c.kind = 'sent' and c.acknowledged_at is null and d.opens_at <= now() and d.expires_at > now()))
    group by 1, 2 order by 3 desc limit ${limit}`);
