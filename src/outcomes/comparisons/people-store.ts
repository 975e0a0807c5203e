import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { provenInTime } from '../measures/proven-sql.ts';
import type { MeasureRule } from '../measures/types.ts';
import type { PeoplePlan, Place } from './types.ts';

/** Somebody of a comparison: offences and days at liberty before and after their own day. */
export interface ComparedRow {
  /** 1 for who joined on their day, 0 for the others. */
  joined: number;
  early: number;
  earlyDays: number;
  mid: number;
  midDays: number;
  late: number;
  lateDays: number;
  after: number;
  afterDays: number;
  /** On their day; null where no date of birth is on record. */
  age: number | null;
  /** 1, 0; null where not on record. */
  male: number | null;
  /** Where they joined; null for the others. */
  base: string | null;
  /** 1 for one of the others who joined during the follow-up: they stay where they were. */
  later: number;
}

interface LookedAsk {
  schemeId: number;
  on: Day;
  rule: MeasureRule;
  plan: PeoplePlan;
}

const beatsOf = (places: readonly Place[]): string[] => places.flatMap(({ beats }) => beats);

/** The letters that a beat begins with, in capitals. */
const beatLetters = sql`upper(substring(o.area from '^[A-Za-z]+'))`;

/** Who joined first in the plan's days. */
const treatedOf = ({ schemeId, on, plan }: LookedAsk) => sql`
  treated as materialized (
    select first.person_id, first.day, first.base from (
      select distinct on (m.person_id) m.person_id, m.joined_on as day, b.name as base, m.base_id from membership m
        join base b on b.id = m.base_id
      where m.scheme_id = ${schemeId} and m.joined_on <= ${on}::date order by m.person_id, m.joined_on, m.id) first
    where first.day between ${plan.joinedFrom}::date and ${plan.joinedTo}::date
      and (${plan.base?.id ?? null}::bigint is null or first.base_id = ${plan.base?.id ?? null}::bigint)
  ), days as (select array_agg(day order by day, person_id) as list from treated)`;

/**
 * The others and the day on which each is looked at: a panel's day for who was deferred; else one of the days on which
 * somebody joined, given out evenly by their number and nothing else, so that both sides are seen in the same months.
 */
const othersOf = ({ plan }: LookedAsk) =>
  plan.group === 'waiting-list'
    ? sql`others as materialized (
        select person_id, min((decided_at at time zone 'Europe/London')::date) as day from panel_item
        where decision = 'defer' and (decided_at at time zone 'Europe/London')::date between ${plan.joinedFrom}::date and ${plan.joinedTo}::date
        group by 1)`
    : sql`others as materialized (
        select p.id as person_id, d.list[1 + (hashint8(p.id) & 2147483647) % cardinality(d.list)] as day
        from person p, days d where p.gone_to is null and cardinality(d.list) > 0 and (
          exists (select from source_record r where r.person_id = p.id and r.capacity in ('convicted', 'suspect'))
          or exists (select from offence c where c.person_id = p.id and c.capacity in ('convicted', 'suspect'))))`;

/**
 * Nobody who joined on or before their day is among the others. Whoever joined after it is, as on that day nobody knew:
 * to leave them out would choose the others by what they did later, and make any scheme look worse than it is.
 */
const lookedOf = (ask: LookedAsk) => sql`${treatedOf(ask)}, ${othersOf(ask)}, looked as materialized (
    select person_id, day, 1 as joined, base from treated union all
    select x.person_id, x.day, 0, null from others x where not exists (select from membership m where m.scheme_id = ${ask.schemeId} and m.person_id = x.person_id and m.joined_on <= x.day)
  )`;

const months = (day: ReturnType<typeof sql>, count: number) =>
  sql`(${day} + make_interval(months => ${count}::int))::date`;

/** Where the windows of somebody looked at on their own day lie. */
function windowsOf({ rule, plan }: LookedAsk) {
  const day = sql`l.day`;
  return {
    earlyFrom: months(day, -2 * rule.baselineMonths),
    from: months(day, -rule.baselineMonths),
    middle: months(day, -Math.floor(rule.baselineMonths / 2)),
    to: months(day, plan.followMonths),
  };
}

const inArea = ({ plan }: LookedAsk) =>
  plan.group === 'other-area'
    ? sql`count(*) filter (where o.offence_date >= w.from_day and o.offence_date < w.day and ${beatLetters} = any (${beatsOf(plan.places)}::text[]))::int`
    : sql`0`;

const heldBy = sql`held as materialized (
    select c.person_id, range_agg(daterange(c.from_day, c.to_day)) as spells,
      range_agg(daterange(c.from_day + 1, greatest(c.to_day, c.from_day + 1))) as after_reception
    from custody_spell c where c.kind = 'prison' and c.person_id in (select person_id from looked) group by 1)`;

const at = {
  early: sql`w.early_from`,
  from: sql`w.from_day`,
  middle: sql`w.middle`,
  day: sql`w.day`,
  to: sql`w.to_day`,
};

const freeDays = (begin: ReturnType<typeof sql>, end: ReturnType<typeof sql>) =>
  sql`(${end} - ${begin}) - coalesce((select sum(upper(spell) - lower(spell))::int from unnest(h.spells * datemultirange(daterange(${begin}, ${end}))) as spell), 0)`;

/**
 * Whoever joined in the plan's days, and the others who met its threshold on theirs: a row each, without a number. For the
 * measurement service.
 */
export async function listCompared(tx: Tx, ask: LookedAsk): Promise<ComparedRow[]> {
  // Everybody is joined with everybody's counts: never a loop in a loop, whatever the planner thinks of sizes.
  await tx.run(sql`set local enable_nestloop = off`);
  const { earlyFrom, from, middle, to } = windowsOf(ask);
  const { plan, rule } = ask;
  return tx.many(sql<ComparedRow>`
    with ${lookedOf(ask)}, w as materialized (
      select l.*, ${earlyFrom} as early_from, ${from} as from_day, ${middle} as middle, ${to} as to_day from looked l
    ), ${heldBy}, counts as materialized (
      select o.person_id, w.joined, count(*) filter (where o.offence_date < w.from_day)::int as early,
        count(*) filter (where o.offence_date >= w.from_day and o.offence_date < w.middle)::int as mid,
        count(*) filter (where o.offence_date >= w.middle and o.offence_date < w.day)::int as late,
        count(*) filter (where o.offence_date >= w.day)::int as after, ${inArea(ask)} as here
      from w join offence o on o.person_id = w.person_id left join held h on h.person_id = w.person_id
      where o.offence_date >= w.early_from and o.offence_date < w.to_day and ${provenInTime(rule)}
        and (h.person_id is null or not h.after_reception @> o.offence_date)
      group by 1, 2
    )
    select w.joined, coalesce(c.early, 0) as early, ${freeDays(at.early, at.from)} as "earlyDays",
      coalesce(c.mid, 0) as mid, ${freeDays(at.from, at.middle)} as "midDays",
      coalesce(c.late, 0) as late, ${freeDays(at.middle, at.day)} as "lateDays",
      coalesce(c.after, 0) as after, ${freeDays(at.day, at.to)} as "afterDays",
      extract(year from age(w.day, p.born))::int as age, case p.sex when 'male' then 1 when 'female' then 0 end as male, w.base,
      case when w.joined = 0 and exists (select from membership m where m.scheme_id = ${ask.schemeId} and m.person_id = w.person_id
        and m.joined_on > w.day and m.joined_on < w.to_day) then 1 else 0 end as later
    from w join person p on p.id = w.person_id left join counts c on c.person_id = w.person_id and c.joined = w.joined left join held h on h.person_id = w.person_id
    where (p.born is null or p.born <= (w.early_from - make_interval(years => 10))::date) and (w.joined = 1 or (
      coalesce(c.mid, 0) + coalesce(c.late, 0) >= ${plan.threshold}
      and (${plan.group !== 'other-area'}::boolean or 2 * c.here > c.mid + c.late)))`);
}

/** The days on which those joined who are compared, in order. */
export const listJoiningDays = async (tx: Tx, ask: LookedAsk): Promise<Day[]> =>
  (await tx.many(sql<{ day: Day }>`with ${treatedOf(ask)} select day from treated order by day`)).map(
    ({ day }) => day,
  );

/** Proven offences a month in an area, for each month that begins in the span; months without any are there with 0. */
export const listMonths = (
  tx: Tx,
  { rule, places, from, to }: { rule: MeasureRule; places: readonly Place[]; from: Day; to: Day },
): Promise<{ month: Day; offences: number }[]> =>
  tx.many(sql<{ month: Day; offences: number }>`
    with counts as (
      select date_trunc('month', o.offence_date)::date as month, count(*)::int as offences from offence o
      where o.offence_date >= ${from}::date and o.offence_date < ${to}::date and ${provenInTime(rule)}
        and ${beatLetters} = any (${beatsOf(places)}::text[])
      group by 1)
    select m::date as month, coalesce(c.offences, 0) as offences
    from generate_series(${from}::date, ${to}::date - 1, interval '1 month') m left join counts c on c.month = m::date order by 1`);
