import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Evidence, EvidenceInput } from './types.ts';

const columns = sql`e.id, e.principle, e.kind, e.title, e.href, e.shows, e.example, a.name as "addedBy", e.added_at as "addedAt",
  r.name as "removedBy", e.removed_at as "removedAt"`;

const from = sql`from principle_evidence e join staff a on a.id = e.added_by left join staff r on r.id = e.removed_by`;

/** What is linked now, and what was taken away in the last hundred lines. */
export const listEvidence = (tx: Tx): Promise<Evidence[]> =>
  tx.many(sql<Evidence>`select ${columns} ${from} order by e.removed_at nulls first, e.id limit 500`);

export const lockEvidence = (tx: Tx, id: number): Promise<Evidence> =>
  tx.one(sql<Evidence>`select ${columns} ${from} where e.id = ${id} for update of e`);

export const insertEvidence = (
  tx: Tx,
  input: EvidenceInput & { schemeId: number; staffId: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into principle_evidence (scheme_id, principle, kind, title, href, shows, example, added_by)
    values (${input.schemeId}, ${input.principle}, ${input.kind}, ${input.title}, ${input.href}, ${input.shows}, ${input.example}, ${input.staffId})
    returning id`);

export const setRemoved = (tx: Tx, id: number, removed: { by: number; at: Date } | null): Promise<number> =>
  tx.run(
    sql`update principle_evidence set removed_by = ${removed?.by ?? null}, removed_at = ${removed?.at ?? null} where id = ${id}`,
  );

export interface Counts {
  agencies: number;
  sharing: number;
  actionsClosed: number;
  actions: number;
  itemsDone: number;
  items: number;
  agreementsInForce: number;
  decisions: number;
  recommendations: number;
  assured: number;
  risksOpen: number;
}

/** Counts of registers and of cover, as far as the viewer sees them; nobody is in them. */
export const countForPrinciples = (tx: Tx, today: Day): Promise<Counts> =>
  tx.one(sql<Counts>`
    select (select count(*) from agency)::int as agencies,
      (select count(distinct agency_id) from sharing_cover where scheme_id = viewer_scheme() and from_date <= ${today}::date
        and (to_date is null or to_date > ${today}::date))::int as sharing,
      (select count(*) from governance_action where state = 'closed')::int as "actionsClosed",
      (select count(*) from governance_action)::int as actions,
      (select count(*) from programme_item where done_on is not null and not dropped)::int as "itemsDone",
      (select count(*) from programme_item where not dropped)::int as items,
      (select count(*) from agreement a where a.starts_on <= ${today}::date and (a.expires_on is null or a.expires_on >= ${today}::date) and a.ended_on is null and a.suspended_on is null
        and (a.kind <> 'section-22a' or not exists (select from agreement_party p where p.agreement_id = a.id and p.signed_on is null and p.signed_as is null)))::int
        as "agreementsInForce",
      (select count(*) from decision_notice)::int as decisions,
      (select count(*) from recommendation)::int as recommendations,
      (select count(*) from recommendation where status = 'assured')::int as assured,
      (select count(*) from scheme_risk where state = 'open')::int as "risksOpen"`);

/** Decisions, agreements in the registers, and recommendations that were assured: what may be linked. */
export const listLinkable = (
  tx: Tx,
): Promise<
  { kind: 'decision' | 'agreement' | 'recommendation'; id: number; title: string; href: string }[]
> =>
  tx.many(sql<{ kind: 'decision' | 'agreement' | 'recommendation'; id: number; title: string; href: string }>`
    (select 'decision' as kind, id, left(number || ': ' || title, 200) as title, '/governance/decisions/' || id as href from decision_notice order by id desc limit 100)
    union all (select 'agreement', id, left(reference || ': ' || title, 200), '/governance/agreements/' || id from agreement order by id desc limit 100)
    union all (select 'recommendation', id, left(number || ': ' || text, 200), '/governance/recommendations/' || id from recommendation
      where status in ('done', 'assured') order by id desc limit 100)`);
