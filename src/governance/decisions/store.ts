import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Certificate, Decision, DecisionState, DecisionText, EarlierDecision } from './types.ts';

const columns = sql`d.id, d.agency_id as "agencyId", a.name as office, d.number, d.form, d.title, d.originator, d.drafted_by as "draftedById", s.name as "draftedBy",
  d.reason, d.submitted_to as "submittedTo", d.summary, d.recommendation, d.financial, d.risks, d.checklist, d.publication, d.publication_reason as "publicationReason",
  d.state, d.outcome, d.decided_on as "decidedOn", d.decided_note as "decidedNote", d.decided_by as "decidedById", d.decided_as as "decidedAs",
  d.example, d.source, d.version, d.updated_at as "updatedAt"`;

const from = sql`from decision_notice d join agency a on a.id = d.agency_id join staff s on s.id = d.drafted_by`;

export const getDecision = (tx: Tx, id: number): Promise<Decision> =>
  tx.one(sql<Decision>`select ${columns} ${from} where d.id = ${id}`);

export const lockDecision = (tx: Tx, id: number): Promise<Decision> =>
  tx.one(sql<Decision>`select ${columns} ${from} where d.id = ${id} for update of d`);

/** Those still to be decided first, then the latest. */
export const listDecisions = (
  tx: Tx,
  filter: { state?: DecisionState | undefined; text?: string | undefined },
  window: { limit: number; offset: number },
): Promise<Decision[]> =>
  tx.many(sql<Decision>`
    select ${columns} ${from}
    where (${filter.state ?? null}::text is null or d.state = ${filter.state ?? null})
      and (${filter.text ?? null}::text is null or (d.number || ' ' || d.title) ilike '%' || ${filter.text?.replaceAll(/[\\%_]/g, '\\$&') ?? null} || '%')
    order by (d.state in ('draft', 'certified')) desc, d.decided_on desc nulls first, d.id desc
    limit ${window.limit} offset ${window.offset}`);

export const countDecisions = (tx: Tx): Promise<{ state: DecisionState; n: number }[]> =>
  tx.many(
    sql<{
      state: DecisionState;
      n: number;
    }>`select state, count(*)::int as n from decision_notice group by state`,
  );

export async function listNumbers(tx: Tx, agencyId: number): Promise<string[]> {
  const rows = await tx.many(
    sql<{ number: string }>`select number from decision_notice where agency_id = ${agencyId}`,
  );
  return rows.map((row) => row.number);
}

export const listCertificates = (tx: Tx, decisionId: number): Promise<Certificate[]> =>
  tx.many(sql<Certificate>`
    select c.kind, c.options, c.signed_as as "signedAs", c.staff_id as "staffId", s.name as staff, c.signed_on as "signedOn"
    from decision_certificate c left join staff s on s.id = c.staff_id
    where c.decision_id = ${decisionId} and c.withdrawn_at is null order by c.id`);

interface Author {
  schemeId: number;
  staffId: number;
}

export const insertDraft = (tx: Tx, text: DecisionText, author: Author): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into decision_notice (scheme_id, agency_id, number, form, title, originator, drafted_by, reason, submitted_to, summary, recommendation,
      financial, risks, checklist, publication, publication_reason, state, example)
    values (${author.schemeId}, ${text.agencyId}, ${text.number}, ${text.form}, ${text.title}, ${text.originator}, ${author.staffId}, ${text.reason},
      ${text.submittedTo}, ${text.summary}, ${text.recommendation}, ${text.financial}, ${text.risks}, ${JSON.stringify(text.checklist)}::jsonb,
      ${text.publication}, ${text.publicationReason}, 'draft', false)
    returning id`);

export const insertEarlier = (tx: Tx, paper: EarlierDecision, author: Author): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into decision_notice (scheme_id, agency_id, number, form, title, originator, drafted_by, reason, submitted_to, summary, recommendation,
      financial, risks, checklist, publication, publication_reason, state, outcome, decided_on, decided_note, decided_as, example, source)
    values (${author.schemeId}, ${paper.agencyId}, ${paper.number}, ${paper.form}, ${paper.title}, ${paper.originator}, ${author.staffId}, ${paper.reason},
      ${paper.submittedTo}, ${paper.summary}, ${paper.recommendation}, ${paper.financial}, ${paper.risks}, ${JSON.stringify(paper.checklist)}::jsonb,
      ${paper.publication}, ${paper.publicationReason}, 'approved', ${paper.outcome}, ${paper.decidedOn}, ${paper.decidedNote}, ${paper.decidedAs},
      ${paper.example}, ${paper.source})
    returning id`);

/** Writes a changed text; it is a draft again. */
export const updateText = (tx: Tx, id: number, text: DecisionText): Promise<number> =>
  tx.run(sql`
    update decision_notice set number = ${text.number}, title = ${text.title}, originator = ${text.originator}, reason = ${text.reason},
      submitted_to = ${text.submittedTo}, summary = ${text.summary}, recommendation = ${text.recommendation}, financial = ${text.financial},
      risks = ${text.risks}, checklist = ${JSON.stringify(text.checklist)}::jsonb, publication = ${text.publication},
      publication_reason = ${text.publicationReason}, state = 'draft', version = version + 1, updated_at = now()
    where id = ${id}`);

export const withdrawCertificates = (tx: Tx, id: number): Promise<number> =>
  tx.run(
    sql`update decision_certificate set withdrawn_at = now() where decision_id = ${id} and withdrawn_at is null`,
  );

export const insertCertificate = (
  tx: Tx,
  decisionId: number,
  certificate: {
    kind: string;
    options: string[];
    signedAs: string;
    staffId: number | null;
    signedOn: Day | null;
  },
): Promise<number> =>
  tx.run(sql`
    insert into decision_certificate (decision_id, kind, options, signed_as, staff_id, signed_on)
    values (${decisionId}, ${certificate.kind}, ${certificate.options}, ${certificate.signedAs}, ${certificate.staffId}, ${certificate.signedOn})`);

export const setState = (tx: Tx, id: number, state: DecisionState): Promise<number> =>
  tx.run(
    sql`update decision_notice set state = ${state}, version = version + 1, updated_at = now() where id = ${id}`,
  );

export const setDecided = (
  tx: Tx,
  id: number,
  decided: { state: DecisionState; outcome: string; on: Day; staffId: number; as: string },
): Promise<number> =>
  tx.run(sql`
    update decision_notice set state = ${decided.state}, outcome = ${decided.outcome}, decided_on = ${decided.on}, decided_by = ${decided.staffId},
      decided_as = ${decided.as}, version = version + 1, updated_at = now() where id = ${id}`);
