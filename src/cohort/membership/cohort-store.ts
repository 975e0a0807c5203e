import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import { custodyOf, type FilterFacts, matching } from './cohort-filters.ts';
import type { CohortFilter, CohortOrder, CohortRow, CohortTotals } from './types.ts';

/**
 * The reasons that show who works with a person (docs/access.md, allocation); a membership has more. Everybody
 * reads the rows of their own reasons, so this looks past no policy.
 */
export const reasonsForLeads = [
  'team',
  'lead',
  'co-worker',
  'management',
  'after-care',
  'embedded',
  'custody',
  'break-glass',
] as const;

const leadShown = sql`exists (
  select 1 from access_reason r where r.person_id = m.person_id and r.kind = any (${[...reasonsForLeads]}::text[])
    and r.holder = any ((select viewer_holders())::text[]) and r.opens_at <= now() and (r.closes_at is null or r.closes_at > now()))`;

const ragOrder = sql`case m.rag when 'red' then 1 when 'amber' then 2 when 'green' then 3 when 'blue' then 4 else 5 end`;

function orderBy({ sort, descending }: CohortOrder): Sql<unknown> {
  const direction = descending ? sql`desc nulls last` : sql`asc nulls last`;
  if (sort === 'name') return sql`m.family_name ${direction}, m.given_names ${direction}, m.id`;
  const key = {
    base: sql`m.base_id`,
    strand: sql`m.strand`,
    tier: sql`m.tier`,
    rag: ragOrder,
    statutory: sql`m.statutory`,
    review: sql`m.next_review`,
    joined: sql`m.joined_on`,
  }[sort];
  return sql`${key} ${direction}, m.id`;
}

/**
 * The members who match. People are joined only where a name is asked for: their policy costs as much again as the
 * memberships', for every member rather than for the fifty on the page.
 */
function seen({ schemeId, filter, order, ...facts }: CohortAsk): Sql<unknown> {
  const needsNames = order.sort === 'name' || filter.text !== undefined;
  return sql`
    seen as materialized (
      select m.id, m.version, m.person_id, m.base_id, m.team_id, m.strand, m.tier, m.rag, m.rag_was, m.statutory, m.state, m.joined_on, m.next_review
        ${needsNames ? sql`, p.family_name, p.given_names` : sql``}
      from membership m ${needsNames ? sql`join person p on p.id = m.person_id` : sql``}
      where m.scheme_id = ${schemeId} and m.left_on is null and ${matching(filter, facts)})`;
}

const columns = (
  today: Day,
) => sql`m.id, m.version, m.person_id as "personId", p.family_name as "familyName", p.given_names as "givenNames", p.born,
  m.base_id as "baseId", m.team_id as "teamId", m.strand, m.tier, m.rag, m.rag_was as "ragWas", m.statutory, m.state, m.joined_on as "joinedOn",
  m.next_review as "nextReview", ${custodyOf(today)} as custody, ${leadShown} as "leadShown"`;

interface Page {
  rows: CohortRow[] | null;
  totals: { what: 'strand' | 'base' | 'rag' | 'all'; key: string; n: number }[] | null;
}

export interface CohortAsk extends FilterFacts {
  schemeId: number;
  filter: CohortFilter;
  order: CohortOrder;
}

/**
 * One page of the members the viewer may see, with totals over the whole filtered list: one statement, so that
 * the policies are asked once for each member.
 */
export async function pageOfCohort(
  tx: Tx,
  ask: CohortAsk,
  { pageSize, page }: { pageSize: number; page: number },
): Promise<{ rows: CohortRow[]; totals: CohortTotals }> {
  const order = orderBy(ask.order);
  const found = await tx.one(sql<Page>`
    with ${seen(ask)}
    select
      (select json_agg(r) from (select ${columns(ask.today)} from (
        select * from seen m order by ${order} limit ${pageSize} offset ${(page - 1) * pageSize}) m
        join person p on p.id = m.person_id order by ${order}) r) as rows,
      (select json_agg(t) from (
        select case when grouping(strand) = 0 then 'strand' when grouping(base_id) = 0 then 'base' when grouping(rag) = 0 then 'rag' else 'all' end as what,
          coalesce(strand, base_id::text, rag) as key, count(*) as n
        from seen group by grouping sets ((strand), (base_id), (rag), ())) t) as totals`);
  return { rows: found.rows ?? [], totals: totalsOf(found.totals ?? []) };
}

function totalsOf(counted: NonNullable<Page['totals']>): CohortTotals {
  const totals: CohortTotals = { all: 0, strand: {}, base: {}, rag: {} };
  for (const { what, key, n } of counted) {
    if (what === 'all') totals.all = n;
    else Object.assign(totals[what], { [key]: n });
  }
  return totals;
}

/** The whole filtered list, for the export. */
export const wholeCohort = (tx: Tx, ask: CohortAsk, limit: number): Promise<CohortRow[]> =>
  tx.many(sql<CohortRow>`
    with ${seen(ask)} select ${columns(ask.today)} from seen m join person p on p.id = m.person_id
    order by ${orderBy(ask.order)} limit ${limit}`);

/** How many match, of those the viewer may see. */
export const countCohort = async (tx: Tx, ask: CohortAsk): Promise<number> =>
  (await tx.one(sql<{ n: number }>`with ${seen(ask)} select count(*)::int as n from seen`)).n;

export interface LeftRow {
  membershipId: number;
  personId: number;
  name: string;
  leftOn: Day;
  leftReason: string | null;
  retentionOn: Day;
  /** They are on the scheme again. */
  isBack: boolean;
}

/** Who left, of those the viewer may still see: whose record is to be reviewed next comes first. */
export const listLeft = (
  tx: Tx,
  schemeId: number,
  window: { dueBy: Day | undefined; limit: number; offset: number },
): Promise<LeftRow[]> =>
  tx.many(sql<LeftRow>`
    select m.id as "membershipId", m.person_id as "personId", p.family_name || ', ' || p.given_names as name, m.left_on as "leftOn", m.left_reason as "leftReason",
      m.review_retention_on as "retentionOn",
      exists (select 1 from membership o where o.scheme_id = m.scheme_id and o.person_id = m.person_id and o.left_on is null) as "isBack"
    from membership m join person p on p.id = m.person_id
    where m.scheme_id = ${schemeId} and m.left_on is not null and (${window.dueBy ?? null}::date is null or m.review_retention_on <= ${window.dueBy ?? null}::date)
    order by m.review_retention_on, m.id limit ${window.limit} offset ${window.offset}`);
