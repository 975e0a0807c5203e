import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { DecisionStanding } from './ports.ts';
import type {
  Afterthought,
  Certificate,
  Decision,
  DecisionForm,
  DecisionState,
  DecisionText,
  EarlierDecision,
  OfficeSettings,
  Verdict,
  VerdictSigned,
  WithdrawnCertificate,
} from './types.ts';

const columns = sql`d.id, d.agency_id as "agencyId", coalesce(d.office, a.name) as office, d.office is not null as "isOtherOffice", a.code as "agencyCode",
  d.number, d.form, d.title, d.originator, d.sections, d.checklist, d.drafted_by as "draftedById", s.name as "draftedBy",
  d.publication, d.publication_reason as "publicationReason", d.takes_effect_on as "takesEffectOn", d.effect_note as "effectNote",
  d.agreement_id as "agreementId", d.supersedes_id as "supersedesId", d.overlap_note as "overlapNote",
  d.state, d.outcome, d.decided_on as "decidedOn", d.decided_note as "decidedNote", d.decided_by as "decidedById", d.decided_as as "decidedAs",
  d.example, d.source, d.version, d.updated_at as "updatedAt"`;

const from = sql`from decision_notice d join agency a on a.id = d.agency_id join staff s on s.id = d.drafted_by`;

export const getDecision = (tx: Tx, id: number): Promise<Decision> =>
  tx.one(sql<Decision>`select ${columns} ${from} where d.id = ${id}`);

/** Undefined where it has been decided meanwhile. */
export const lockDecision = (tx: Tx, id: number): Promise<Decision | undefined> =>
  tx.maybe(sql<Decision>`select ${columns} ${from} where d.id = ${id} for update of d`);

/** What a list shows of a notice. */
export type DecisionLine = Pick<
  Decision,
  'id' | 'office' | 'number' | 'title' | 'originator' | 'state' | 'decidedOn' | 'decidedNote' | 'example'
> &
  Pick<Decision, 'publication' | 'draftedById' | 'form' | 'updatedAt' | 'agencyId'> & {
    /** Of its entry in the public register. */
    published: string | null;
  };

export interface DecisionFilter {
  state?: DecisionState | undefined;
  text?: string | undefined;
}

const line = sql`d.id, coalesce(d.office, a.name) as office, d.agency_id as "agencyId", d.number, d.title, d.originator, d.state, d.decided_on as "decidedOn",
  d.decided_note as "decidedNote", d.example, d.publication, d.drafted_by as "draftedById", d.form, d.updated_at as "updatedAt", e.state as published`;

/** Those still to be decided first, then the latest. */
export const listDecisions = (
  tx: Tx,
  filter: DecisionFilter,
  window: { limit: number; offset: number },
): Promise<DecisionLine[]> =>
  tx.many(sql<DecisionLine>`
    select ${line} from decision_notice d join agency a on a.id = d.agency_id left join register_entry e on e.decision_id = d.id
    where (${filter.state ?? null}::text is null or d.state = ${filter.state ?? null})
      and (${filter.text ?? null}::text is null or (d.number || ' ' || d.title) ilike '%' || ${filter.text?.replaceAll(/[\\%_]/g, '\\$&') ?? null} || '%')
    order by (d.state in ('draft', 'certified', 'referred')) desc, d.decided_on desc nulls first, d.id desc
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

/** Decided notices of an office that another may take the place of, the latest first. */
export const listDecided = (
  tx: Tx,
  agencyId: number,
): Promise<{ id: number; number: string; title: string }[]> =>
  tx.many(sql<{ id: number; number: string; title: string }>`
    select id, number, title from decision_notice where agency_id = ${agencyId} and state in ('approved', 'amended', 'referred')
    order by decided_on desc nulls last, id desc limit 200`);

export const listAgreementNames = (tx: Tx): Promise<{ id: number; reference: string; title: string }[]> =>
  tx.many(sql<{ id: number; reference: string; title: string }>`
    select id, reference, title from agreement where kind = 'section-22a' order by starts_on desc, id desc limit 200`);

/**
 * How each policing body that is a party to an agreement stands with it: its own newest notice that authorises the
 * agreement, or none.
 */
export const standingsOf = (tx: Tx, agreementId: number): Promise<DecisionStanding[]> =>
  tx.many(sql<DecisionStanding>`
    select p.name as body, n.id as "decisionId", n.number, n.state, n.decided_on as "decidedOn"
    from agreement_party p
      -- A party may be named without being an agency of the scheme, or as the agency's office is.
      left join agency a on a.kind = 'opcc' and (a.id = p.agency_id or (p.agency_id is null and a.name = 'Office of the ' || p.name))
      left join lateral (
        select d.id, d.number, d.state, d.decided_on from decision_notice d
        where d.agreement_id = p.agreement_id and d.agency_id = a.id and d.office is null
        order by d.id desc limit 1
      ) n on true
    where p.agreement_id = ${agreementId} and (a.id is not null or p.kind = 'policing-body') order by p.name`);

export const listCertificates = (tx: Tx, decisionId: number): Promise<Certificate[]> =>
  tx.many(sql<Certificate>`
    select c.kind, c.options, c.signed_as as "signedAs", c.staff_id as "staffId", s.name as staff, c.signed_on as "signedOn", c.note
    from decision_certificate c left join staff s on s.id = c.staff_id
    where c.decision_id = ${decisionId} and c.withdrawn_at is null order by c.id`);

export const listVerdicts = (tx: Tx, decisionId: number): Promise<VerdictSigned[]> =>
  tx.many(sql<VerdictSigned>`
    select v.verdict, v.signed_as as "signedAs", s.name as staff, v.signed_on as "signedOn", v.note
    from decision_verdict v left join staff s on s.id = v.staff_id
    where v.decision_id = ${decisionId} order by v.id`);

export const listForms = (tx: Tx): Promise<{ body: DecisionForm; agencyId: number }[]> =>
  tx.many(
    sql<{
      body: DecisionForm;
      agencyId: number;
    }>`select body, agency_id as "agencyId" from decision_form order by id desc`,
  );

export const insertForm = (
  tx: Tx,
  form: { schemeId: number; agencyId: number; staffId: number; body: DecisionForm },
): Promise<number> =>
  tx.run(sql`
    insert into decision_form (scheme_id, agency_id, code, body, added_by)
    values (${form.schemeId}, ${form.agencyId}, ${form.body.code}, ${JSON.stringify(form.body)}::jsonb, ${form.staffId})`);

/** Roles that certify in the scheme today. */
export const listSigners = async (tx: Tx, schemeId: number): Promise<string[]> =>
  (
    await tx.many(sql<{ role: string }>`
      select distinct role from role_right where scheme_id = ${schemeId} and "right" = 'decision:certify'
        and from_date <= current_date and (to_date is null or to_date > current_date) order by role`)
  ).map(({ role }) => role);

export const findOffice = (tx: Tx, agencyId: number): Promise<OfficeSettings | undefined> =>
  tx.maybe(sql<OfficeSettings>`
    select form, series, refuses, deputies, version from decision_office where agency_id = ${agencyId}`);

export const writeOffice = (
  tx: Tx,
  office: OfficeSettings & { agencyId: number; schemeId: number },
): Promise<number> =>
  tx.run(sql`
    insert into decision_office (agency_id, scheme_id, form, series, refuses, deputies)
    values (${office.agencyId}, ${office.schemeId}, ${office.form}, ${office.series}, ${office.refuses}::text[], ${office.deputies}::bigint[])
    on conflict (agency_id) do update set form = excluded.form, series = excluded.series, refuses = excluded.refuses,
      deputies = excluded.deputies, version = decision_office.version + 1`);

interface Author {
  schemeId: number;
  staffId: number;
}

const text = (
  notice: DecisionText,
) => sql`${notice.agencyId}, ${notice.number}, ${notice.form}, ${notice.title}, ${notice.originator},
  ${JSON.stringify(notice.sections)}::jsonb, ${JSON.stringify(notice.checklist)}::jsonb, ${notice.publication}, ${notice.publicationReason},
  ${notice.takesEffectOn}, ${notice.effectNote}, ${notice.agreementId}, ${notice.supersedesId}`;

const textColumns = sql`agency_id, number, form, title, originator, sections, checklist, publication, publication_reason,
  takes_effect_on, effect_note, agreement_id, supersedes_id`;

export const insertDraft = (tx: Tx, notice: DecisionText, author: Author): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into decision_notice (scheme_id, drafted_by, state, example, ${textColumns})
    values (${author.schemeId}, ${author.staffId}, 'draft', false, ${text(notice)}) returning id`);

export const insertEarlier = (tx: Tx, paper: EarlierDecision, author: Author): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into decision_notice (scheme_id, drafted_by, state, example, ${textColumns}, office, outcome, decided_on, decided_note, decided_as,
      overlap_note, source)
    values (${author.schemeId}, ${author.staffId}, ${paper.state}, ${paper.example}, ${text(paper)}, ${paper.office}, ${paper.outcome},
      ${paper.decidedOn}, ${paper.decidedNote}, ${paper.decidedAs}, ${paper.overlapNote}, ${paper.source}) returning id`);

/** Writes a changed text; it is a draft again. */
export const updateText = (tx: Tx, id: number, notice: DecisionText): Promise<number> =>
  tx.run(sql`
    update decision_notice set number = ${notice.number}, title = ${notice.title}, originator = ${notice.originator},
      sections = ${JSON.stringify(notice.sections)}::jsonb, checklist = ${JSON.stringify(notice.checklist)}::jsonb,
      publication = ${notice.publication}, publication_reason = ${notice.publicationReason}, takes_effect_on = ${notice.takesEffectOn},
      effect_note = ${notice.effectNote}, agreement_id = ${notice.agreementId}, supersedes_id = ${notice.supersedesId},
      state = 'draft', version = version + 1, updated_at = now()
    where id = ${id}`);

export const withdrawCertificates = (tx: Tx, id: number): Promise<number> =>
  tx.run(
    sql`update decision_certificate set withdrawn_at = now() where decision_id = ${id} and withdrawn_at is null`,
  );

/** One officer's certificate, taken back with why. */
export const takeBack = (
  tx: Tx,
  id: number,
  own: { kind: string; staffId: number; why: string },
): Promise<number> =>
  tx.run(
    sql`update decision_certificate set withdrawn_at = now(), withdrawn_why = ${own.why}
      where decision_id = ${id} and kind = ${own.kind} and staff_id = ${own.staffId} and withdrawn_at is null`,
  );

export const listTakenBack = (tx: Tx, decisionId: number): Promise<WithdrawnCertificate[]> =>
  tx.many(sql<WithdrawnCertificate>`
    select c.kind, c.signed_as as "signedAs", s.name as staff, c.signed_on as "signedOn", c.withdrawn_at as "withdrawnAt", c.withdrawn_why as why
    from decision_certificate c left join staff s on s.id = c.staff_id
    where c.decision_id = ${decisionId} and c.withdrawn_at is not null order by c.id`);

export const insertCertificate = (
  tx: Tx,
  decisionId: number,
  certificate: {
    kind: string;
    options: string[];
    signedAs: string;
    staffId: number | null;
    signedOn: Day | null;
    note: string | null;
  },
): Promise<number> =>
  tx.run(sql`
    insert into decision_certificate (decision_id, kind, options, signed_as, staff_id, signed_on, note)
    values (${decisionId}, ${certificate.kind}, ${certificate.options}, ${certificate.signedAs}, ${certificate.staffId}, ${certificate.signedOn},
      ${certificate.note})`);

export const insertVerdict = (
  tx: Tx,
  decisionId: number,
  signed: {
    verdict: Verdict | Afterthought;
    signedAs: string;
    staffId: number | null;
    signedOn: Day | null;
    note: string | null;
  },
): Promise<number> =>
  tx.run(sql`
    insert into decision_verdict (decision_id, verdict, signed_as, staff_id, signed_on, note)
    values (${decisionId}, ${signed.verdict}, ${signed.signedAs}, ${signed.staffId}, ${signed.signedOn}, ${signed.note})`);

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

export const setOutcome = (
  tx: Tx,
  id: number,
  to: { state: DecisionState; outcome: string | null },
): Promise<number> =>
  tx.run(sql`
    update decision_notice set state = ${to.state}, outcome = ${to.outcome}, version = version + 1, updated_at = now() where id = ${id}`);

/** What was missing of an earlier paper. */
export const completePaper = (
  tx: Tx,
  id: number,
  to: { state: DecisionState; decidedOn: Day; decidedAs: string },
): Promise<number> =>
  tx.run(sql`
    update decision_notice set state = ${to.state}, decided_on = ${to.decidedOn}, decided_as = ${to.decidedAs}, version = version + 1,
      updated_at = now() where id = ${id}`);
