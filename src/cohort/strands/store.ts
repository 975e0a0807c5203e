import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { SeparateCohort, Standing, SuperProlific, SuperProlificRule } from './types.ts';

export interface StrandCount {
  strand: string;
  statutory: 'statutory' | 'voluntary' | 'dual';
  n: number;
}

/** Members by strand and status, of those the viewer may see. */
export const countStrands = (tx: Tx, schemeId: number): Promise<StrandCount[]> =>
  tx.many(sql<StrandCount>`
    select strand, statutory, count(*)::int as n from membership where scheme_id = ${schemeId} and left_on is null group by 1, 2 order by 1, 2`);

/** Each member's proven offences in the months before the day, of those the viewer may see. */
export const listCrimes = (
  tx: Tx,
  schemeId: number,
  rule: SuperProlificRule,
  on: Day,
): Promise<SuperProlific[]> =>
  tx.many(sql<SuperProlific>`
    with members as materialized (select person_id from membership where scheme_id = ${schemeId} and left_on is null),
    counted as materialized (
      select o.person_id, count(*)::int as crimes, max(o.offence_date) as last from offence o
      where o.person_id = any (array(select person_id from members)) and o.proven
        and o.offence_date <= ${on}::date and o.offence_date > ${on}::date - make_interval(months => ${rule.months}::int)
      group by 1)
    select m.person_id as "personId", p.family_name || ', ' || p.given_names as name, coalesce(c.crimes, 0) as crimes, c.last
    from members m join person p on p.id = m.person_id left join counted c on c.person_id = m.person_id
    order by crimes desc, name, m.person_id`);

export interface CohortAsk {
  schemeId: number;
  cohort: SeparateCohort;
  /** Members of its strands, or those elsewhere who meet its rule. */
  who: 'in' | 'others';
  on: Day;
  limit: number;
  offset: number;
}

/** Members beside a cohort's rule, with the entries of registers that the viewer may see. */
export const listStandings = (tx: Tx, ask: CohortAsk): Promise<(Standing & { all: number })[]> => {
  const { cohort, on } = ask;
  const inIt = sql`m.strand = any (${cohort.strands}::text[])`;
  return tx.many(sql<Standing & { all: number }>`
    with members as materialized (
      select m.person_id, m.strand, m.statutory from membership m where m.scheme_id = ${ask.schemeId} and m.left_on is null
        and ${ask.who === 'in' ? inIt : sql`not (${inIt})`}),
    counted as materialized (
      select o.person_id, count(*)::int as offences from offence o
      where o.person_id = any (array(select person_id from members)) and o.proven and split_part(o.home_office_class, '/', 1) = any (${cohort.classes}::text[])
        and o.offence_date <= ${on}::date and o.offence_date > ${on}::date - make_interval(months => ${cohort.months}::int)
      group by 1)
    select m.person_id as "personId", p.family_name || ', ' || p.given_names as name, m.strand, m.statutory, coalesce(c.offences, 0) as offences,
      exists (select 1 from risk_register r where r.person_id = m.person_id and r.register = 'mappa' and r.ended_on is null) as mappa,
      exists (select 1 from risk_register r where r.person_id = m.person_id and r.register = 'marac' and r.ended_on is null) as marac,
      count(*) over ()::int as all
    from members m join person p on p.id = m.person_id left join counted c on c.person_id = m.person_id
    where ${ask.who === 'in' ? sql`true` : sql`coalesce(c.offences, 0) >= ${cohort.minimum}`}
    order by offences desc, name, m.person_id limit ${ask.limit} offset ${ask.offset}`);
};
