import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import type {
  Candidate,
  DeliusBatch,
  DeliusLine,
  Fault,
  LineState,
  Outgoing,
  Returned,
  SentRow,
} from './delius-types.ts';

/** Own contacts that Delius has not been given as they stand; what was taken in from there is there. */
const unsent = (window: { from: Date; to: Date }): Sql<unknown> => sql`
  from contact c join person p on p.id = c.person_id left join delius_contact d on d.contact_id = c.id
  where c.agency_id = viewer_agency() and c.state = 'recorded' and c.source is null and c.at >= ${window.from} and c.at < ${window.to}
    and (d.id is null or d.sent_version < c.version)`;

export const listUnsent = (
  tx: Tx,
  window: { from: Date; to: Date },
  { limit, offset, crn }: { limit: number; offset: number; crn: 'any' | 'with' | 'without' },
): Promise<Outgoing[]> =>
  tx.many(sql<Outgoing>`
    select c.id as "contactId", c.person_id as "personId", p.given_names || ' ' || p.family_name as name, p.crn, c.at, c.kind, c.planned, c.outcome, c.version
    ${unsent(window)} ${crn === 'any' ? sql`` : crn === 'with' ? sql`and p.crn is not null` : sql`and p.crn is null`} order by c.at, c.id limit ${limit} offset ${offset}`);

export const countUnsent = (
  tx: Tx,
  window: { from: Date; to: Date },
): Promise<{ all: number; withoutCrn: number }> =>
  tx.one(sql<{ all: number; withoutCrn: number }>`
    select count(*)::int as "all", count(*) filter (where p.crn is null)::int as "withoutCrn" ${unsent(window)}`);

/** Two makers or readers of one agency's files wait for each other; released with the transaction. */
export const lockExchange = (tx: Tx, agencyId: number): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended('delius', ${agencyId}::bigint))`);

export const insertBatch = (
  tx: Tx,
  row: {
    schemeId: number;
    agencyId: number;
    staffId: number;
    what: 'sent' | 'returned';
    fromDay: Day | null;
    toDay: Day | null;
    fileName: string | null;
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into delius_batch (scheme_id, agency_id, staff_id, what, from_day, to_day, file_name)
    values (${row.schemeId}, ${row.agencyId}, ${row.staffId}, ${row.what}, ${row.fromDay}, ${row.toDay}, ${row.fileName}) returning id`);

export const addToBatch = (
  tx: Tx,
  id: number,
  row: {
    lines: number;
    confirmed: number;
    known: number;
    unknown: readonly number[];
    faults: readonly Fault[];
  },
): Promise<number> =>
  tx.run(sql`
    update delius_batch set lines = lines + ${row.lines}, confirmed = confirmed + ${row.confirmed}, known = known + ${row.known},
      unknown = unknown || ${[...row.unknown]}::integer[], faults = faults || ${JSON.stringify(row.faults)}::jsonb where id = ${id}`);

export const markSent = (
  tx: Tx,
  batchId: number,
  agencyId: number,
  rows: readonly {
    contactId: number;
    personId: number;
    reference: string;
    code: string | null;
    version: number;
  }[],
): Promise<number> =>
  tx.run(sql`
    insert into delius_contact (contact_id, person_id, agency_id, batch_id, reference, code, sent_version)
    select r.contact_id, r.person_id, ${agencyId}, ${batchId}, r.reference, r.code, r.version
    from unnest(${rows.map((row) => row.contactId)}::bigint[], ${rows.map((row) => row.personId)}::bigint[], ${rows.map((row) => row.reference)}::text[],
      ${rows.map((row) => row.code)}::text[], ${rows.map((row) => row.version)}::integer[]) as r (contact_id, person_id, reference, code, version)
    on conflict (contact_id) do update set batch_id = excluded.batch_id, code = excluded.code, sent_version = excluded.sent_version`);

export const listSent = (tx: Tx, batchId: number, after: number, limit: number): Promise<SentRow[]> =>
  tx.many(sql<SentRow>`
    select c.id as "contactId", c.person_id as "personId", d.reference, d.code, p.crn, c.at, c.kind, c.planned, c.outcome, c.minutes, c.place, s.name as staff, c.note
    from delius_contact d join contact c on c.id = d.contact_id join person p on p.id = c.person_id join staff s on s.id = c.staff_id
    where d.batch_id = ${batchId} and c.state = 'recorded' and p.crn is not null and c.id > ${after} order by c.id limit ${limit}`);

const batchColumns = sql`b.id, b.what, b.made_at as "madeAt", s.name as by, b.from_day as "fromDay", b.to_day as "toDay", b.file_name as "fileName",
  b.lines, b.confirmed, b.known, b.unknown, b.faults`;

export const listBatches = (tx: Tx, limit: number): Promise<DeliusBatch[]> =>
  tx.many(sql<DeliusBatch>`
    select ${batchColumns} from delius_batch b join staff s on s.id = b.staff_id order by b.id desc limit ${limit}`);

export const getBatch = (tx: Tx, id: number): Promise<DeliusBatch> =>
  tx.one(
    sql<DeliusBatch>`select ${batchColumns} from delius_batch b join staff s on s.id = b.staff_id where b.id = ${id}`,
  );

/** Contacts of ours that any of these lines may be, which of the lines' numbers are known already, and which are taken. */
export async function listCandidates(
  tx: Tx,
  rows: readonly Returned[],
  window: { from: Date; to: Date },
): Promise<{
  candidates: Candidate[];
  people: Map<string, number>;
  known: Set<string>;
  /** Known too, but of somebody whom the reader does not see. */
  taken: Set<string>;
}> {
  const crns = [...new Set(rows.map(({ crn }) => crn))];
  const numbers = rows.map(({ deliusId }) => deliusId);
  const references = rows.flatMap(({ reference }) => reference ?? []);
  const columns = sql`c.id as "contactId", c.person_id as "personId", p.crn, c.at, d.reference, d.code, d.delius_id as "deliusId"`;
  const [people, near, named, known, used] = await Promise.all([
    tx.many(sql<{ id: number; crn: string }>`select id, crn from delius_people(${crns}::text[])`),
    tx.many(sql<Candidate & { kind: string; planned: boolean; outcome: string | null }>`
      select ${columns} from contact c join person p on p.id = c.person_id left join delius_contact d on d.contact_id = c.id
      where p.crn = any (${crns}::text[]) and c.agency_id = viewer_agency() and c.state = 'recorded' and c.at >= ${window.from} and c.at < ${window.to}
      order by c.id limit 20000`),
    tx.many(sql<Candidate>`
      select ${columns} from delius_contact d join contact c on c.id = d.contact_id join person p on p.id = c.person_id
      where d.reference = any (${references}::text[]) and c.state = 'recorded' and p.crn is not null`),
    tx.many(sql<{ number: string }>`
      select delius_id as number from delius_contact where delius_id = any (${numbers}::text[])
      union select delius_id from delius_line where delius_id = any (${numbers}::text[])`),
    tx.many(sql<{ number: string }>`select number from delius_numbers_used(${numbers}::text[])`),
  ]);
  const seen = new Set(known.map(({ number }) => number));
  const all = new Map([...near, ...named].map((one) => [one.contactId, one]));
  return {
    candidates: [...all.values()],
    people: new Map(people.map(({ crn, id }) => [crn, id])),
    known: seen,
    taken: new Set(used.map(({ number }) => number).filter((number) => !seen.has(number))),
  };
}

/** Delius has these: its numbers are noted, also of contacts that no file of ours had. */
export const confirm = (
  tx: Tx,
  batchId: number,
  agencyId: number,
  rows: readonly { contactId: number; deliusId: string; code: string | null; reference: string }[],
): Promise<number> =>
  tx.run(sql`
    insert into delius_contact (contact_id, person_id, agency_id, batch_id, reference, code, sent_version, delius_id, confirmed_at)
    select c.id, c.person_id, ${agencyId}, ${batchId}, r.reference, r.code, c.version, r.delius_id, now()
    from unnest(${rows.map((row) => row.contactId)}::bigint[], ${rows.map((row) => row.deliusId)}::text[], ${rows.map((row) => row.code)}::text[],
      ${rows.map((row) => row.reference)}::text[]) as r (contact_id, delius_id, code, reference)
    join contact c on c.id = r.contact_id
    on conflict (contact_id) do update set delius_id = excluded.delius_id, confirmed_at = excluded.confirmed_at, code = coalesce(delius_contact.code, excluded.code)
    where delius_contact.delius_id is null`);

export const insertLines = (
  tx: Tx,
  batchId: number,
  agencyId: number,
  rows: readonly (Returned & { personId: number; at: Date; nearest: readonly number[] })[],
): Promise<number> =>
  tx.run(sql`
    insert into delius_line (batch_id, person_id, agency_id, line, delius_id, at, code, description, note, nearest, state)
    select ${batchId}, r."personId", ${agencyId}, r.line, r."deliusId", r.at, r.code, r.description, r.note,
      array(select jsonb_array_elements_text(r.nearest)::bigint), 'open'
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("personId" bigint, line integer, "deliusId" text, at timestamptz, code text,
      description text, note text, nearest jsonb)
    on conflict (agency_id, delius_id) do nothing`);

const lineColumns = sql`l.id, l.batch_id as "batchId", l.person_id as "personId", p.given_names || ' ' || p.family_name as name, l.line,
  l.delius_id as "deliusId", l.at, l.code, l.description, l.note, l.nearest, l.state, l.version`;

/** Lines that wait for a decision, oldest first; or those left in Delius alone. */
export const listLines = (
  tx: Tx,
  states: readonly LineState[],
  window: { limit: number; offset: number },
): Promise<DeliusLine[]> =>
  tx.many(sql<DeliusLine>`
    select ${lineColumns} from delius_line l join person p on p.id = l.person_id where l.state = any (${[...states]}::text[])
    order by l.id limit ${window.limit} offset ${window.offset}`);

export const countOpen = async (tx: Tx): Promise<number> =>
  (await tx.one(sql<{ n: number }>`select count(*)::int as n from delius_line where state = 'open'`)).n;

export const getLine = (tx: Tx, id: number): Promise<DeliusLine> =>
  tx.one(
    sql<DeliusLine>`select ${lineColumns} from delius_line l join person p on p.id = l.person_id where l.id = ${id}`,
  );

export const lockLine = (tx: Tx, id: number): Promise<DeliusLine> =>
  tx.one(
    sql<DeliusLine>`select ${lineColumns} from delius_line l join person p on p.id = l.person_id where l.id = ${id} for update of l`,
  );

/** Decided: the text that came with it is in the contact, or in Delius, and is kept here no longer. */
export const decideRow = (
  tx: Tx,
  id: number,
  row: { state: LineState; contactId: number | null; by: number },
): Promise<number> =>
  tx.run(sql`
    update delius_line set state = ${row.state}, contact_id = ${row.contactId}, note = case when ${row.state} = 'left' then note end,
      version = version + 1, changed_at = now(), changed_by = ${row.by} where id = ${id}`);

export interface NearContact {
  id: number;
  at: Date;
  kind: string;
  note: string | null;
  deliusId: string | null;
}

/** Those of the contacts offered that are still recorded as such, and of that person. */
export const listNear = (tx: Tx, ids: readonly number[], personId: number): Promise<NearContact[]> =>
  tx.many(sql<NearContact>`
    select c.id, c.at, c.kind, c.note, d.delius_id as "deliusId" from contact c left join delius_contact d on d.contact_id = c.id
    where c.id = any (${[...ids]}::bigint[]) and c.person_id = ${personId} and c.agency_id = viewer_agency() and c.state = 'recorded' order by c.at, c.id`);

/** Contacts that Delius has been given and that were withdrawn since: somebody takes them out there. */
export const listWithdrawnSince = (
  tx: Tx,
  limit: number,
): Promise<
  {
    contactId: number;
    personId: number;
    name: string;
    at: Date;
    reference: string;
    deliusId: string | null;
  }[]
> =>
  tx.many(sql<{
    contactId: number;
    personId: number;
    name: string;
    at: Date;
    reference: string;
    deliusId: string | null;
  }>`
    select c.id as "contactId", c.person_id as "personId", p.given_names || ' ' || p.family_name as name, c.at, d.reference, d.delius_id as "deliusId"
    from delius_contact d join contact c on c.id = d.contact_id join person p on p.id = c.person_id
    where c.state = 'withdrawn' order by c.changed_at desc limit ${limit}`);
