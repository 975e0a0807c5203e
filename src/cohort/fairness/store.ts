import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { type FairnessFigures, type FairnessTable, fairnessVersion, type Kind } from './types.ts';

/**
 * Everybody who meets the scheme's rule or was ever adopted, as kinds: so many rows as there are people who differ, and
 * never a row for each. For the measurement service.
 */
export const listKinds = (tx: Tx, schemeId: number, on: Day): Promise<Kind[]> =>
  tx.many(sql<Kind>`
    with joined as (
      select person_id, bool_or(left_on is null) as current, bool_or(left_on is null and rag = 'red') as red,
        sum(greatest(coalesce(left_on, ${on}::date) - joined_on, 0)) as days
      from membership where scheme_id = ${schemeId} and joined_on <= ${on}::date group by 1
    ), everybody as (
      select person_id from candidate where scheme_id = ${schemeId} and cohort = 'main' and eligible union select person_id from joined
    ), declined as (select distinct person_id from panel_item where decision = 'decline' and decided_at is not null)
    select upper(p.ethnicity) as ethnicity, p.sex, extract(year from age(${on}::date, p.born))::int as age, j.person_id is not null as selected,
      coalesce(not j.current, false) as left, coalesce(j.red, false) as red, d.person_id is not null and j.person_id is null as refused,
      count(*)::int as people, coalesce(sum(j.days), 0)::int as days
    from everybody e join person p on p.id = e.person_id and p.gone_to is null left join joined j on j.person_id = e.person_id
      left join declined d on d.person_id = e.person_id
    group by 1, 2, 3, 4, 5, 6, 7`);

export const findDataDay = async (tx: Tx, on: Day): Promise<Day | undefined> =>
  (
    await tx.one(
      sql<{
        day: Day | null;
      }>`select max(offence_date) as day from offence where offence_date <= ${on}::date`,
    )
  ).day ?? undefined;

/** When the last table was written, and on which day. */
export const findLastTable = (
  tx: Tx,
  schemeId: number,
): Promise<{ id: number; at: Date; isPublished: boolean } | undefined> =>
  tx.maybe(sql<{ id: number; at: Date; isPublished: boolean }>`
    select id, at, figures is not null as "isPublished" from fairness_figures where scheme_id = ${schemeId} order by id desc limit 1`);

export const insertTable = (
  tx: Tx,
  table: {
    schemeId: number;
    now: Date;
    dataTo: Day;
    ruleId: number;
    figures: FairnessFigures | null;
    why: string | null;
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into fairness_figures (scheme_id, at, data_to, rule_id, figures, not_published_why, code_version)
    values (${table.schemeId}, ${table.now}, ${table.dataTo}, ${table.ruleId}, ${table.figures === null ? null : JSON.stringify(table.figures)}::jsonb,
      ${table.why}, ${fairnessVersion}) returning id`);

/** The newest table: earlier ones are kept and not shown, or one could be taken from another. */
export const findTable = (tx: Tx, schemeId: number): Promise<FairnessTable | undefined> =>
  tx.maybe(sql<FairnessTable>`
    select f.id, f.at, f.data_to as "dataTo", f.figures, f.not_published_why as "notPublishedWhy", r.version as "ruleVersion", r.example
    from fairness_figures f join rule_version r on r.id = f.rule_id where f.scheme_id = ${schemeId} order by f.id desc limit 1`);
