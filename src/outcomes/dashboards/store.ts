import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import { firstDay, type Month, monthAfter, type Quarter } from './months.ts';
import { type SourceAsk, sources } from './sources.ts';
import {
  categoryOf,
  dashboardVersion,
  expectedCode,
  expectedOutcomes,
  type Fact,
  type Tables,
  type Topic,
  toldAtTheTime,
} from './types.ts';

/** Everything of a topic, counted by month, base and strand. For the measurement service. */
export const countFacts = (tx: Tx, topic: Topic, ask: SourceAsk): Promise<Fact[]> =>
  tx.many(sql<Fact>`
    select ${topic} as topic, to_char(day, 'YYYY-MM') as month, base_id as "baseId", strand, one, two, value, count(*)::int as n, sum(total)::bigint as total
    from (${sources[topic](ask)}) s where day <= ${ask.on}::date group by 2, 3, 4, 5, 6, 7 order by 2, 3, 4, 5, 6, 7`);

export const insertRun = (tx: Tx, run: { schemeId: number; on: Day; now: Date }): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into dashboard_run (scheme_id, on_day, at, code_version) values (${run.schemeId}, ${run.on}, ${run.now}, ${dashboardVersion}) returning id`);

export const insertFacts = (tx: Tx, runId: number, facts: readonly Fact[]): Promise<number> =>
  tx.run(sql`
    insert into dashboard_fact (run_id, topic, sees, month, base_id, strand, one, two, value, n, total)
    select ${runId}, * from unnest(${facts.map((one) => one.topic)}::text[], ${facts.map((one) => categoryOf[one.topic])}::text[],
      ${facts.map((one) => one.month)}::text[], ${facts.map((one) => one.baseId)}::bigint[], ${facts.map((one) => one.strand)}::text[],
      ${facts.map((one) => one.one)}::text[], ${facts.map((one) => one.two)}::text[], ${facts.map((one) => one.value)}::integer[],
      ${facts.map((one) => one.n)}::integer[], ${facts.map((one) => one.total)}::bigint[])`);

/** From now on this run is the one that is shown; what earlier ones counted is not kept. */
export async function finishRun(tx: Tx, run: { id: number; schemeId: number; now: Date }): Promise<void> {
  await tx.run(sql`update dashboard_run set finished_at = ${run.now} where id = ${run.id}`);
  await tx.run(sql`delete from dashboard_run where scheme_id = ${run.schemeId} and id < ${run.id}`);
}

export interface Run {
  id: number;
  onDay: Day;
  at: Date;
}

export const findRun = (tx: Tx, schemeId: number): Promise<Run | undefined> =>
  tx.maybe(sql<Run>`
    select id, on_day as "onDay", at from dashboard_run where scheme_id = ${schemeId} and finished_at is not null order by id desc limit 1`);

export interface FactFilter {
  from: Month;
  to: Month;
  base?: number | undefined;
  strand?: string | undefined;
}

/** What the viewer may see exactly of the newest run, bases kept apart. */
export const listFacts = (tx: Tx, schemeId: number, filter: FactFilter): Promise<Fact[]> =>
  tx.many(sql<Fact>`
    select f.topic, f.month, f.base_id as "baseId", null as strand, f.one, f.two, f.value, sum(f.n)::int as n, sum(f.total)::bigint as total
    from dashboard_fact f
    where f.run_id = (select id from dashboard_run where scheme_id = ${schemeId} and finished_at is not null order by id desc limit 1)
      and f.month >= ${filter.from} and f.month <= ${filter.to} and ${chosen(filter, sql`f`)}
    group by 1, 2, 3, 5, 6, 7`);

const chosen = ({ base, strand }: Pick<FactFilter, 'base' | 'strand'>, alias: Sql<unknown>) => sql`
  (${base ?? null}::bigint is null or ${alias}.base_id = ${base ?? null}) and (${strand ?? null}::text is null or ${alias}.strand = ${strand ?? null})`;

export interface PublishedQuarter {
  quarter: Quarter;
  at: Date;
  tables: Tables;
}

export const listQuarters = async (tx: Tx, schemeId: number): Promise<PublishedQuarter[]> => {
  const rows = await tx.many(sql<Omit<PublishedQuarter, 'tables'> & { tables: Partial<Tables> }>`
    select quarter, at, tables from dashboard_quarter where scheme_id = ${schemeId} order by quarter desc limit 12`);
  return rows.map((row) => ({ ...row, tables: toldAtTheTime(row.tables) }));
};

/** A quarter that has been published stays as it is. @returns whether it was new */
export const insertQuarter = async (
  tx: Tx,
  schemeId: number,
  row: { quarter: Quarter; now: Date; tables: Tables },
): Promise<boolean> =>
  (await tx.run(sql`
    insert into dashboard_quarter (scheme_id, quarter, at, tables, code_version)
    values (${schemeId}, ${row.quarter}, ${row.now}, ${JSON.stringify(row.tables)}::jsonb, ${dashboardVersion})
    on conflict (scheme_id, quarter) do nothing`)) > 0;

export const listPublished = async (tx: Tx, schemeId: number): Promise<Quarter[]> =>
  (
    await tx.many(
      sql<{ quarter: Quarter }>`select quarter from dashboard_quarter where scheme_id = ${schemeId}`,
    )
  ).map((row) => row.quarter);

export interface ListAsk extends FactFilter {
  topic: Topic;
  one?: string | undefined;
  two?: string | undefined;
  limit: number;
  offset: number;
}

export interface ListLine {
  id: number;
  name: string;
  day: Day;
  base: string | null;
  one: string;
  two: string;
  value: number;
  /** Minutes or days. */
  total: number;
}

const codesOf = (one: string | undefined): readonly string[] =>
  one === expectedCode ? expectedOutcomes : [one ?? ''];

/** The events that make a figure, of the people whom the viewer may see, newest first. */
export const listEvents = (tx: Tx, schemeId: number, on: Day, ask: ListAsk): Promise<ListLine[]> =>
  tx.many(sql<ListLine>`
    select p.id, p.given_names || ' ' || p.family_name as name, s.day, b.name as base, s.one, s.two, s.value, s.total
    from (${sources[ask.topic]({ schemeId, from: firstDay(ask.from), to: firstDay(monthAfter(ask.to)), on })}) s
    join person p on p.id = s.person_id left join base b on b.id = s.base_id
    where s.day <= ${on}::date and ${chosen(ask, sql`s`)} and (${ask.one ?? null}::text is null or s.one = any (${codesOf(ask.one)}::text[]))
      and (${ask.two ?? null}::text is null or s.two = ${ask.two ?? null})
    order by s.day desc, p.family_name, p.given_names, p.id, s.one, s.two limit ${ask.limit} offset ${ask.offset}`);
