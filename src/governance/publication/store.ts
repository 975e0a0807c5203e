import { sql, type Tx } from '../../kernel/database.ts';
import type { Entry, EntryInput, PublicationKind, PublishedFile } from './types.ts';

const columns = sql`e.id, e.kind, e.reference, e.on_date as "on", e.ends_on as "endsOn", e.recipient, e.purpose, e.reasons, e.conditions,
  e.copy_at as "copyAt", e.amount_pence as "amountPence", e.source, e.example, s.name as "enteredBy"`;

export interface EntryFilter {
  agencyId: number;
  kind: PublicationKind;
  /** YYYY-MM */
  month: string;
}

const inMonth = ({ agencyId, kind, month }: EntryFilter) =>
  sql`e.agency_id = ${agencyId} and e.kind = ${kind} and e.removed_at is null
    and e.on_date >= (${month} || '-01')::date and e.on_date < ((${month} || '-01')::date + interval '1 month')`;

export const listEntries = (
  tx: Tx,
  filter: EntryFilter,
  window: { limit: number; offset: number } = { limit: 100_000, offset: 0 },
): Promise<Entry[]> =>
  tx.many(sql<Entry>`
    select ${columns} from publication_entry e join staff s on s.id = e.entered_by
    where ${inMonth(filter)} order by e.on_date, e.reference, e.id limit ${window.limit} offset ${window.offset}`);

/** Months that have entries of a kind, the latest first, and whether a file of the month stands. */
export const listMonths = (
  tx: Tx,
  agencyId: number,
): Promise<{ kind: PublicationKind; month: string; n: number; published: number }[]> =>
  tx.many(sql<{ kind: PublicationKind; month: string; n: number; published: number }>`
    select m.kind, m.month, m.n,
      (select count(*)::int from publication_file f where f.agency_id = ${agencyId} and f.kind = m.kind and f.month = m.month) as published
    from (
      select e.kind, to_char(e.on_date, 'YYYY-MM') as month, count(*)::int as n
      from publication_entry e where e.agency_id = ${agencyId} and e.removed_at is null group by 1, 2
    ) m order by m.month desc, m.kind limit 120`);

export const insertEntry = (
  tx: Tx,
  entry: EntryInput & { schemeId: number; agencyId: number; staffId: number; example: boolean },
): Promise<{ id: number } | undefined> =>
  tx.maybe(sql<{ id: number }>`
    insert into publication_entry (scheme_id, agency_id, kind, reference, on_date, ends_on, recipient, purpose, reasons, conditions, copy_at,
      amount_pence, source, example, entered_by)
    values (${entry.schemeId}, ${entry.agencyId}, ${entry.kind}, ${entry.reference}, ${entry.on}, ${entry.endsOn}, ${entry.recipient},
      ${entry.purpose}, ${entry.reasons}, ${entry.conditions}, ${entry.copyAt}, ${entry.amountPence}, ${entry.source}, ${entry.example},
      ${entry.staffId})
    on conflict (agency_id, kind, reference) where removed_at is null do nothing returning id`);

/** Enters lines of spending together; the references of those that were not there. */
export const insertSpending = async (
  tx: Tx,
  entries: readonly EntryInput[],
  by: { schemeId: number; agencyId: number; staffId: number },
): Promise<string[]> =>
  (
    await tx.many(sql<{ reference: string }>`
      insert into publication_entry (scheme_id, agency_id, kind, reference, on_date, recipient, purpose, reasons, conditions, amount_pence,
        source, example, entered_by)
      select ${by.schemeId}, ${by.agencyId}, 'spend', l.reference, l.on_date, l.recipient, l.purpose, l.reasons, '', l.amount_pence, l.source,
        false, ${by.staffId}
      from jsonb_to_recordset(${JSON.stringify(entries.map(lineOf))}::jsonb) as l (reference text, on_date date, recipient text, purpose text,
        reasons text, amount_pence bigint, source text)
      on conflict (agency_id, kind, reference) where removed_at is null do nothing returning reference`)
  ).map(({ reference }) => reference);

const lineOf = ({ on, amountPence, ...entry }: EntryInput) => ({
  ...entry,
  on_date: on,
  amount_pence: amountPence,
});

/** Spending that the office entered under these references. */
export const listSpending = (
  tx: Tx,
  agencyId: number,
  references: readonly string[],
): Promise<Pick<EntryInput, 'reference' | 'on' | 'recipient' | 'amountPence'>[]> =>
  tx.many(sql<Pick<EntryInput, 'reference' | 'on' | 'recipient' | 'amountPence'>>`
    select e.reference, e.on_date as "on", e.recipient, e.amount_pence as "amountPence" from publication_entry e
    where e.agency_id = ${agencyId} and e.kind = 'spend' and e.removed_at is null and e.reference = any (${[...references]}::text[])`);

export const removeEntry = (tx: Tx, id: number, why: string): Promise<number> =>
  tx.run(sql`
    update publication_entry set removed_at = now(), removed_why = ${why} where id = ${id} and removed_at is null`);

const fileColumns = sql`id, office, kind, month, edition, name, lines, total_pence as "totalPence", threshold_pence as "thresholdPence",
  sha256, reason, example, published_at as "publishedAt"`;

export const listOwnFiles = (tx: Tx, filter: EntryFilter): Promise<PublishedFile[]> =>
  tx.many(sql<PublishedFile>`
    select ${fileColumns} from publication_file
    where agency_id = ${filter.agencyId} and kind = ${filter.kind} and month = ${filter.month} order by edition desc`);

export const nextEdition = async (tx: Tx, { agencyId, kind, month }: EntryFilter): Promise<number> => {
  const { n } = await tx.one(sql<{ n: number }>`
    select coalesce(max(edition), 0)::int + 1 as n from publication_file where agency_id = ${agencyId} and kind = ${kind} and month = ${month}`);
  return n;
};

export const insertFile = (
  tx: Tx,
  file: Omit<PublishedFile, 'id' | 'reason'> & { schemeId: number; agencyId: number; content: string },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into publication_file (scheme_id, agency_id, office, kind, month, edition, name, lines, total_pence, threshold_pence, content,
      sha256, example, published_at)
    values (${file.schemeId}, ${file.agencyId}, ${file.office}, ${file.kind}, ${file.month}, ${file.edition}, ${file.name}, ${file.lines},
      ${file.totalPence}, ${file.thresholdPence}, ${file.content}, ${file.sha256}, ${file.example}, ${file.publishedAt}) returning id`);

export const emptyFile = (tx: Tx, id: number, reason: string): Promise<number> =>
  tx.run(sql`
    update publication_file set content = null, reason = ${reason} where id = ${id} and content is not null`);

export interface FileFilter {
  kind?: PublicationKind | undefined;
  year?: string | undefined;
}

/** The newest edition of each month first; the public reads this. */
export const listFiles = (
  tx: Tx,
  { kind, year }: FileFilter,
  window: { limit: number; offset: number },
): Promise<PublishedFile[]> =>
  tx.many(sql<PublishedFile>`
    select ${fileColumns} from publication_file
    where (${kind ?? null}::text is null or kind = ${kind ?? null}) and (${year ?? null}::text is null or left(month, 4) = ${year ?? null})
    order by month desc, kind, office, edition desc limit ${window.limit} offset ${window.offset}`);

export const findFile = (
  tx: Tx,
  name: string,
): Promise<{ name: string; content: string | null; reason: string | null; publishedAt: Date } | undefined> =>
  tx.maybe(sql<{ name: string; content: string | null; reason: string | null; publishedAt: Date }>`
    select name, content, reason, published_at as "publishedAt" from publication_file where name = ${name}`);
