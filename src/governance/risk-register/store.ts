import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type {
  RiskFilter,
  RiskInput,
  RiskRegister,
  RiskScales,
  RiskSort,
  RiskState,
  SchemeRisk,
} from './types.ts';

const columns = sql`r.id, r.title, r.category, r.cause, r.event, r.effect, r.controls, r.likelihood_before as "likelihoodBefore",
  r.impact_before as "impactBefore", r.likelihood, r.impact, r.owner_id as "ownerId", o.name as owner, r.review_on as "reviewOn", r.state, r.register,
  r.asked_by as "askedBy", r.asked_why as "askedWhy", b.name as "acceptedByName", r.accepted_on as "acceptedOn", r.example, r.version`;

const from = sql`from scheme_risk r left join staff o on o.id = r.owner_id left join staff b on b.id = r.accepted_by`;

export const getRisk = (tx: Tx, id: number): Promise<SchemeRisk> =>
  tx.one(sql<SchemeRisk>`select ${columns} ${from} where r.id = ${id}`);

export const lockRisk = (tx: Tx, id: number): Promise<SchemeRisk> =>
  tx.one(sql<SchemeRisk>`select ${columns} ${from} where r.id = ${id} for update of r`);

const order = (sort: RiskSort, down: boolean) => {
  const way = down ? sql`desc` : sql`asc`;
  if (sort === 'review') return sql`r.review_on ${way}, r.id`;
  if (sort === 'title') return sql`lower(r.title) ${way}, r.id`;
  if (sort === 'owner') return sql`o.name ${way} nulls last, r.id`;
  return sql`r.likelihood * r.impact ${way}, r.likelihood_before * r.impact_before ${way}, r.id`;
};

/** Kinds and what each may score, as the database compares them. */
const appetites = (scales: RiskScales) =>
  sql`(select max(t.appetite) from unnest(${scales.categories.map(({ code }) => code)}::text[], ${scales.categories.map(({ appetite }) => appetite)}::int[]) as t (code, appetite) where t.code = r.category)`;

const matching = (filter: RiskFilter, scales: RiskScales, today: Day) => {
  const square = filter.square;
  return sql`(${filter.state ?? null}::text is null or r.state = ${filter.state ?? null})
    and (${filter.register ?? null}::text is null or r.register = ${filter.register ?? null})
    and (${filter.category ?? null}::text is null or r.category = ${filter.category ?? null})
    and (${filter.ownerId ?? null}::bigint is null or r.owner_id = ${filter.ownerId ?? null})
    and (not ${filter.above === true}::boolean or r.likelihood * r.impact > ${appetites(scales)})
    and (not ${filter.due === true}::boolean or (r.state = 'open' and r.review_on < ${today}::date))
    and (${square?.likelihood ?? null}::int is null or
      case when ${square?.before === true}::boolean then r.likelihood_before = ${square?.likelihood ?? null} and r.impact_before = ${square?.impact ?? null}
        else r.likelihood = ${square?.likelihood ?? null} and r.impact = ${square?.impact ?? null} end)`;
};

export const listRisks = (
  tx: Tx,
  filter: RiskFilter,
  by: { scales: RiskScales; today: Day; sort: RiskSort; down: boolean },
  window: { limit: number; offset: number },
): Promise<SchemeRisk[]> =>
  tx.many(sql<SchemeRisk>`select ${columns} ${from} where ${matching(filter, by.scales, by.today)}
    order by ${order(by.sort, by.down)} limit ${window.limit} offset ${window.offset}`);

/** Where every open risk stands, before and after controls. */
export const listSquares = (
  tx: Tx,
): Promise<{ likelihood: number; impact: number; likelihoodBefore: number; impactBefore: number }[]> =>
  tx.many(sql<{ likelihood: number; impact: number; likelihoodBefore: number; impactBefore: number }>`
    select likelihood, impact, likelihood_before as "likelihoodBefore", impact_before as "impactBefore" from scheme_risk where state = 'open'`);

export interface RiskCounts {
  open: number;
  above: number;
  due: number;
  asked: number;
  opcc: number;
}

export const countRisks = (tx: Tx, scales: RiskScales, today: Day): Promise<RiskCounts> =>
  tx.one(sql<RiskCounts>`
    select (count(*) filter (where r.state = 'open'))::int as open,
      (count(*) filter (where r.state = 'open' and r.likelihood * r.impact > ${appetites(scales)}))::int as above,
      (count(*) filter (where r.state = 'open' and r.review_on < ${today}::date))::int as due,
      (count(*) filter (where r.state = 'open' and r.register = 'asked'))::int as asked,
      (count(*) filter (where r.state = 'open' and r.register = 'opcc'))::int as opcc
    from scheme_risk r`);

export const insertRisk = (
  tx: Tx,
  input: RiskInput & { schemeId: number; example: boolean },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into scheme_risk (scheme_id, title, category, cause, event, effect, controls, likelihood_before, impact_before, likelihood, impact,
      owner_id, review_on, state, register, example)
    values (${input.schemeId}, ${input.title}, ${input.category}, ${input.cause}, ${input.event}, ${input.effect}, ${input.controls},
      ${input.likelihoodBefore}, ${input.impactBefore}, ${input.likelihood}, ${input.impact}, ${input.ownerId}, ${input.reviewOn}, 'open', 'scheme', ${input.example})
    returning id`);

export const updateRisk = (tx: Tx, id: number, input: RiskInput): Promise<number> =>
  tx.run(sql`
    update scheme_risk set title = ${input.title}, category = ${input.category}, cause = ${input.cause}, event = ${input.event}, effect = ${input.effect},
      controls = ${input.controls}, likelihood_before = ${input.likelihoodBefore}, impact_before = ${input.impactBefore}, likelihood = ${input.likelihood},
      impact = ${input.impact}, owner_id = ${input.ownerId}, review_on = ${input.reviewOn}, version = version + 1 where id = ${id}`);

export const setReview = (tx: Tx, id: number, reviewOn: Day): Promise<number> =>
  tx.run(sql`update scheme_risk set review_on = ${reviewOn}, version = version + 1 where id = ${id}`);

export const setState = (tx: Tx, id: number, state: RiskState): Promise<number> =>
  tx.run(sql`update scheme_risk set state = ${state}, version = version + 1 where id = ${id}`);

export const setRegister = (
  tx: Tx,
  id: number,
  to: {
    register: RiskRegister;
    askedBy: number | null;
    askedWhy: string | null;
    acceptedBy: number | null;
    acceptedOn: Day | null;
  },
): Promise<number> =>
  tx.run(sql`update scheme_risk set register = ${to.register}, asked_by = ${to.askedBy}, asked_why = ${to.askedWhy},
    accepted_by = ${to.acceptedBy}, accepted_on = ${to.acceptedOn}, version = version + 1 where id = ${id}`);
