import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { NoticeDocument } from './document.ts';

export const entryStates = ['published', 'withheld', 'superseded', 'withdrawn'] as const;
export type EntryState = (typeof entryStates)[number];

/** A passage that is left out, as those who publish see it. */
export interface Redaction {
  id: number;
  passage: string;
  reason: string;
  addedBy: string;
  addedById: number;
  addedAt: Date;
  /** The second person; null while it waits for one. */
  agreedBy: string | null;
  /** Who asks that it be put back; somebody else does it. */
  returnAskedBy: string | null;
  returnAskedById: number | null;
}

/** What one person asks to publish and another publishes. */
export interface AskedPublication {
  id: number;
  /** The notice as it stood, and the passages left out of it. */
  version: number;
  passages: number[];
  askedBy: string;
  askedById: number;
  askedAt: Date;
}

/** A notice's entry in the public register, as those who publish see it. */
export interface OwnEntry {
  slug: string;
  state: EntryState;
  reason: string | null;
  edition: number;
  publishedAt: Date;
  document: NoticeDocument | null;
}

export const listRedactions = (tx: Tx, decisionId: number): Promise<Redaction[]> =>
  tx.many(sql<Redaction>`
    select r.id, r.passage, r.reason, s.name as "addedBy", r.added_by as "addedById", r.added_at as "addedAt", g.name as "agreedBy",
      b.name as "returnAskedBy", r.return_asked_by as "returnAskedById"
    from decision_redaction r join staff s on s.id = r.added_by left join staff g on g.id = r.agreed_by left join staff b on b.id = r.return_asked_by
    where r.decision_id = ${decisionId} and r.removed_at is null order by r.id`);

export const insertRedaction = (
  tx: Tx,
  redaction: { decisionId: number; passage: string; reason: string; staffId: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into decision_redaction (decision_id, passage, reason, added_by)
    values (${redaction.decisionId}, ${redaction.passage}, ${redaction.reason}, ${redaction.staffId}) returning id`);

export const agreeRedaction = (tx: Tx, id: number, staffId: number): Promise<number> =>
  tx.run(sql`
    update decision_redaction set agreed_by = ${staffId}, agreed_at = now() where id = ${id} and agreed_by is null and removed_at is null`);

export const removeRedaction = (tx: Tx, decisionId: number, id: number, staffId: number): Promise<number> =>
  tx.run(sql`
    update decision_redaction set removed_at = now(), removed_by = ${staffId} where id = ${id} and decision_id = ${decisionId} and removed_at is null`);

export const setReturnAsked = (tx: Tx, id: number, staffId: number | null): Promise<number> =>
  tx.run(
    sql`update decision_redaction set return_asked_by = ${staffId} where id = ${id} and removed_at is null`,
  );

export const findAsked = (tx: Tx, decisionId: number): Promise<AskedPublication | undefined> =>
  tx.maybe(sql<AskedPublication>`
    select p.id, p.version, p.passages, p.asked_by as "askedById", s.name as "askedBy", p.asked_at as "askedAt"
    from decision_publication p join staff s on s.id = p.asked_by where p.decision_id = ${decisionId} and p.state = 'asked'`);

/** Notices of an office whose publication, or a passage of which, waits for somebody else than this person. */
export const listForSecond = (
  tx: Tx,
  agencyId: number,
  staffId: number,
): Promise<{ id: number; number: string; what: 'publish' | 'agree' | 'return'; since: Date }[]> =>
  tx.many(sql<{ id: number; number: string; what: 'publish' | 'agree' | 'return'; since: Date }>`
    select d.id, d.number, 'publish' as what, p.asked_at as since from decision_publication p join decision_notice d on d.id = p.decision_id
    where d.agency_id = ${agencyId} and p.state = 'asked' and p.asked_by <> ${staffId}
    union all select d.id, d.number, case when r.agreed_by is null then 'agree' else 'return' end, min(r.added_at)
    from decision_redaction r join decision_notice d on d.id = r.decision_id
    where d.agency_id = ${agencyId} and r.removed_at is null
      and case when r.agreed_by is null then r.added_by <> ${staffId} else r.return_asked_by <> ${staffId} end
    group by 1, 2, 3 order by 4 limit 50`);

export const insertAsked = (
  tx: Tx,
  asked: { decisionId: number; version: number; passages: readonly number[]; staffId: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`insert into decision_publication (decision_id, version, passages, asked_by)
    values (${asked.decisionId}, ${asked.version}, ${[...asked.passages]}::bigint[], ${asked.staffId}) returning id`);

export const closeAsked = (
  tx: Tx,
  id: number,
  by: { state: 'published' | 'refused' | 'withdrawn'; staffId: number; why: string | null },
): Promise<number> =>
  tx.run(sql`update decision_publication set state = ${by.state}, decided_by = ${by.staffId}, decided_at = now(), why = ${by.why}
    where id = ${id} and state = 'asked'`);

export const findEntry = (tx: Tx, decisionId: number): Promise<OwnEntry | undefined> =>
  tx.maybe(sql<OwnEntry>`
    select slug, state, reason, edition, published_at as "publishedAt", document from register_entry where decision_id = ${decisionId}`);

export interface NewEntry {
  schemeId: number;
  agencyId: number;
  decisionId: number;
  slug: string;
  office: string;
  number: string;
  title: string;
  outcome: string;
  decidedOn: Day | null;
  state: 'published' | 'withheld';
  reason: string | null;
  document: NoticeDocument | null;
  words: string;
  example: boolean;
  at: Date;
}

/** A later edition takes the place of the one before: nothing of it stays. */
export const writeEntry = (tx: Tx, entry: NewEntry): Promise<{ edition: number }> =>
  tx.one(sql<{ edition: number }>`
    insert into register_entry (scheme_id, agency_id, decision_id, slug, office, number, title, outcome, decided_on, state, reason, document, words,
      example, first_published_at, published_at)
    values (${entry.schemeId}, ${entry.agencyId}, ${entry.decisionId}, ${entry.slug}, ${entry.office}, ${entry.number}, ${entry.title},
      ${entry.outcome}, ${entry.decidedOn}, ${entry.state}, ${entry.reason},
      ${entry.document === null ? null : JSON.stringify(entry.document)}::jsonb, ${entry.words}, ${entry.example}, ${entry.at}, ${entry.at})
    on conflict (decision_id) do update set title = excluded.title, office = excluded.office, outcome = excluded.outcome,
      decided_on = excluded.decided_on, state = excluded.state, reason = excluded.reason, superseded_by = null, document = excluded.document,
      words = excluded.words, edition = register_entry.edition + 1, published_at = excluded.published_at
    returning edition`);

/** A tombstone: withdrawn, the text goes; superseded, it stays under the address of the one that took its place. */
export const buryEntry = (
  tx: Tx,
  decisionId: number,
  stone: { state: 'superseded' | 'withdrawn'; reason: string; supersededBy: string | null; at: Date },
): Promise<number> =>
  tx.run(sql`
    update register_entry set state = ${stone.state}, reason = ${stone.reason}, superseded_by = ${stone.supersededBy},
      document = case when ${stone.state}::text = 'withdrawn' then null else document end,
      words = case when ${stone.state}::text = 'withdrawn' then '' else words end,
      title = case when ${stone.state}::text = 'withdrawn' then 'Withdrawn' else title end,
      published_at = ${stone.at} where decision_id = ${decisionId}`);

/** The entries that this notice says it takes the place of. */
export const findSuperseding = (
  tx: Tx,
  decisionId: number,
): Promise<{ id: number; number: string; slug: string | null } | undefined> =>
  tx.maybe(sql<{ id: number; number: string; slug: string | null }>`
    select d.id, d.number, e.slug from decision_notice d left join register_entry e on e.decision_id = d.id
    where d.supersedes_id = ${decisionId} and d.state in ('approved', 'amended') order by d.id desc limit 1`);
