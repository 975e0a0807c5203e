import { addDays, type Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import type { CohortFilter, CohortOrder, CohortRow, CohortTotals } from './types.ts';

/** In prison or a police cell on the day, of the spells the viewer may see; prison before police. */
const custodyOf = (today: Day) => sql`(
  select c.kind from custody_spell c where c.person_id = m.person_id and c.from_day <= ${today} and (c.to_day is null or c.to_day > ${today})
  order by (c.kind = 'prison') desc limit 1)`;

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

/** Only what is asked for goes into the statement, so that each shape has its own plan. */
function matching(filter: CohortFilter, today: Day): Sql<unknown> {
  const parts: Sql<unknown>[] = [];
  if (filter.baseId !== undefined) parts.push(sql`m.base_id = ${filter.baseId}`);
  if (filter.teamId !== undefined) parts.push(sql`m.team_id = ${filter.teamId}`);
  if (filter.strand !== undefined) parts.push(sql`m.strand = ${filter.strand}`);
  if (filter.tier !== undefined)
    parts.push(filter.tier === 'none' ? sql`m.tier is null` : sql`m.tier = ${filter.tier}`);
  if (filter.rag !== undefined) parts.push(sql`m.rag = ${filter.rag}`);
  if (filter.statutory !== undefined) parts.push(sql`m.statutory = ${filter.statutory}`);
  if (filter.state !== undefined) parts.push(sql`m.state = ${filter.state}`);
  if (filter.review === 'overdue') parts.push(sql`m.next_review < ${today}`);
  if (filter.review === 'week')
    parts.push(sql`m.next_review >= ${today} and m.next_review <= ${addDays(today, 7)}`);
  if (filter.custody === 'yes') parts.push(sql`${custodyOf(today)} is not null`);
  if (filter.custody === 'no') parts.push(sql`${custodyOf(today)} is null`);
  if (filter.text !== undefined) parts.push(sql`p.search_names like '%' || ${likeText(filter.text)} || '%'`);
  return parts.length === 0 ? sql`true` : sql`${sql.join(parts, sql` and `)}`;
}

/** As `search_names` is written: lower case without accents. */
const likeText = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .trim()
    .replaceAll(/[\\%_]/g, '\\$&');

/**
 * The members who match. People are joined only where a name is asked for: their policy costs as much again as the
 * memberships', for every member rather than for the fifty on the page.
 */
function seen({ schemeId, filter, order, today }: CohortAsk): Sql<unknown> {
  const needsNames = order.sort === 'name' || filter.text !== undefined;
  return sql`
    seen as materialized (
      select m.id, m.person_id, m.base_id, m.team_id, m.strand, m.tier, m.rag, m.rag_was, m.statutory, m.state, m.joined_on, m.next_review
        ${needsNames ? sql`, p.family_name, p.given_names` : sql``}
      from membership m ${needsNames ? sql`join person p on p.id = m.person_id` : sql``}
      where m.scheme_id = ${schemeId} and m.left_on is null and ${matching(filter, today)})`;
}

const columns = (
  today: Day,
) => sql`m.id, m.person_id as "personId", p.family_name as "familyName", p.given_names as "givenNames", p.born,
  m.base_id as "baseId", m.team_id as "teamId", m.strand, m.tier, m.rag, m.rag_was as "ragWas", m.statutory, m.state, m.joined_on as "joinedOn",
  m.next_review as "nextReview", ${custodyOf(today)} as custody`;

interface Page {
  rows: CohortRow[] | null;
  totals: { what: 'strand' | 'base' | 'rag' | 'all'; key: string; n: number }[] | null;
}

export interface CohortAsk {
  schemeId: number;
  filter: CohortFilter;
  order: CohortOrder;
  today: Day;
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
