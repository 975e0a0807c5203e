import { addMonths, type Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { provenInTime } from './proven-sql.ts';
import type { CommonFigures, Feed, MeasureRule, MemberHistory, PopulationKind } from './types.ts';

export interface FirstJoining {
  personId: number;
  joinedOn: Day;
  base: string;
  strand: string;
  born: Day | null;
  joinedAgain: boolean;
}

/** Everybody who ever joined, once: by their first joining. In order of person, a batch at a time. */
export const listJoinings = (
  tx: Tx,
  schemeId: number,
  on: Day,
  after: number,
  limit: number,
): Promise<FirstJoining[]> =>
  tx.many(sql<FirstJoining>`
    select distinct on (m.person_id) m.person_id as "personId", m.joined_on as "joinedOn", b.name as base, m.strand, p.born,
      exists (select from membership x where x.scheme_id = m.scheme_id and x.person_id = m.person_id and x.id <> m.id
        and x.joined_on <= ${on}::date) as "joinedAgain"
    from membership m join base b on b.id = m.base_id join person p on p.id = m.person_id
    where m.scheme_id = ${schemeId} and m.joined_on <= ${on}::date and m.person_id > ${after}
    order by m.person_id, m.joined_on, m.id limit ${limit}`);

/** The dated facts about members that the measure needs. */
export async function loadHistories(
  tx: Tx,
  joinings: readonly FirstJoining[],
  rule: MeasureRule,
): Promise<MemberHistory[]> {
  const ids = joinings.map((joining) => joining.personId);
  const offences = await tx.many(sql<{ personId: number; days: Day[]; classes: (string | null)[] }>`
    select o.person_id as "personId", array_agg(o.offence_date order by o.offence_date, o.home_office_class, o.id) as days,
      array_agg(o.home_office_class order by o.offence_date, o.home_office_class, o.id) as classes
    from offence o where o.person_id = any (${ids}::bigint[]) and ${provenInTime(rule)} group by 1`);
  const spells = await tx.many(sql<{ personId: number; from: Day; to: Day | null }>`
    select person_id as "personId", from_day as "from", to_day as "to" from custody_spell
    where person_id = any (${ids}::bigint[]) and kind = 'prison' order by 1, 2, 3`);
  const recordOf = new Map(offences.map((row) => [row.personId, row]));
  const spellsOf = Map.groupBy(spells, (spell) => spell.personId);
  return joinings.map((joining) => ({
    ...joining,
    offences: recordOf.get(joining.personId)?.days ?? [],
    classes: recordOf.get(joining.personId)?.classes ?? [],
    custody: (spellsOf.get(joining.personId) ?? []).map(({ from, to }) => ({ from, to })),
  }));
}

/**
 * Everybody with a record as convicted or suspect who was at least ten at the start: how many share their counts
 * of proven offences and days at liberty in the period before the baseline and in its halves. Worked out by the
 * database, so that millions of people come back as their kinds only.
 */
export async function listPopulation(tx: Tx, rule: MeasureRule, to: Day): Promise<PopulationKind[]> {
  // Everybody is joined with everybody's counts: never a loop in a loop, whatever the planner thinks of sizes.
  await tx.run(sql`set local enable_nestloop = off`);
  const from = addMonths(to, -rule.baselineMonths);
  const start = addMonths(from, -rule.baselineMonths);
  const middle = addMonths(to, -Math.floor(rule.baselineMonths / 2));
  return tx.many(sql<PopulationKind>`
    with held as materialized (
      select person_id, range_agg(daterange(from_day, to_day)) as spells,
        range_agg(daterange(from_day + 1, greatest(to_day, from_day + 1))) as after_reception
      from custody_spell where kind = 'prison' and person_id is not null and from_day < ${to}::date
        and (to_day is null or to_day > ${start}::date) group by 1
    ), inside as materialized (
      select person_id, ${daysInside(start, from)} as early, ${daysInside(from, middle)} as mid, ${daysInside(middle, to)} as late from held
    ), recorded as materialized (
      select person_id from source_record where person_id is not null and capacity in ('convicted', 'suspect')
      union select person_id from offence where person_id is not null and capacity in ('convicted', 'suspect')
    ), eligible as materialized (
      select p.id from person p join recorded r on r.person_id = p.id
      where p.gone_to is null and (p.born is null or p.born <= ${addMonths(start, -120)}::date)
    ), counts as materialized (
      select o.person_id, count(*) filter (where o.offence_date < ${from}::date)::int as early,
        count(*) filter (where o.offence_date >= ${from}::date and o.offence_date < ${middle}::date)::int as mid,
        count(*) filter (where o.offence_date >= ${middle}::date)::int as late
      from offence o left join held h on h.person_id = o.person_id
      where o.person_id is not null and o.offence_date >= ${start}::date and o.offence_date < ${to}::date and ${provenInTime(rule)}
        and (h.person_id is null or not h.after_reception @> o.offence_date)
      group by 1
    )
    select coalesce(c.early, 0) as early, (${from}::date - ${start}::date) - coalesce(i.early, 0) as "earlyDays",
      coalesce(c.mid, 0) as mid, (${middle}::date - ${from}::date) - coalesce(i.mid, 0) as "midDays",
      coalesce(c.late, 0) as late, (${to}::date - ${middle}::date) - coalesce(i.late, 0) as "lateDays", count(*)::int as people
    from eligible e left join counts c on c.person_id = e.id left join inside i on i.person_id = e.id
    where (${to}::date - ${from}::date) - coalesce(i.mid, 0) - coalesce(i.late, 0) > 0
    group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, 4, 5, 6`);
}

const daysInside = (from: Day, to: Day) =>
  sql`(select coalesce(sum(upper(spell) - lower(spell)), 0)::int from unnest(spells * datemultirange(daterange(${from}::date, ${to}::date))) as spell)`;

export const findSame = (
  tx: Tx,
  claim: { schemeId: number; measure: string; inputs: string; code: string },
): Promise<{ id: number } | undefined> =>
  tx.maybe(sql<{ id: number }>`
    select id from claim where scheme_id = ${claim.schemeId} and measure = ${claim.measure}
      and inputs_sha256 = ${claim.inputs} and code_version = ${claim.code} order by id desc limit 1`);

/** People counted in the claim published last. */
export const findLastPublished = async (
  tx: Tx,
  schemeId: number,
  measure: string,
): Promise<number | undefined> =>
  (
    await tx.maybe(sql<{ counted: number }>`
      select (published->>'counted')::int as counted from claim
      where scheme_id = ${schemeId} and measure = ${measure} and published is not null order by id desc limit 1`)
  )?.counted;

export interface NewClaim {
  schemeId: number;
  measure: string;
  definitionVersion: number;
  definition: string;
  ruleId: number;
  figures: CommonFigures;
  published: CommonFigures | null;
  notPublishedWhy: string | null;
  inputs: string;
  code: string;
  frozen: string;
  feeds: readonly Feed[];
  now: Date;
}

/** Frozen: nothing updates a claim. Two measurements of the same data at once leave one. */
export async function insertClaim(tx: Tx, claim: NewClaim): Promise<number> {
  const made = await tx.maybe(sql<{ id: number }>`
    insert into claim (scheme_id, measure, definition_version, definition, rule_id, at, data_to, design_level, published, not_published_why,
      inputs_sha256, code_version, frozen_sha256, feeds)
    values (${claim.schemeId}, ${claim.measure}, ${claim.definitionVersion}, ${claim.definition}, ${claim.ruleId}, ${claim.now}, ${claim.figures.dataTo}, ${claim.figures.level},
      ${claim.published === null ? null : JSON.stringify(claim.published)}::jsonb, ${claim.notPublishedWhy}, ${claim.inputs}, ${claim.code},
      ${claim.frozen}, ${JSON.stringify(claim.feeds)}::jsonb)
    on conflict do nothing returning id`);
  if (made === undefined) return (await findSame(tx, claim))?.id ?? 0;
  await tx.run(
    sql`insert into claim_exact (claim_id, figures) values (${made.id}, ${JSON.stringify(claim.figures)}::jsonb)`,
  );
  return made.id;
}
