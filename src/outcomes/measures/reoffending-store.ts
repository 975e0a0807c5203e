import { addDays, type Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { CustodySpell } from '../../statistics/index.ts';
import { type IndexHistory, type IndexKind, reoffendingMonths, waitingMonths } from './reoffending-rules.ts';

export interface IndexEvent {
  personId: number;
  index: Day;
  kind: IndexKind;
  base: string;
  strand: string;
  born: Day | null;
}

/**
 * Each person's first index event of a period while on the scheme: out of prison and in no other spell that day,
 * convicted while at liberty, or cautioned. Under the measurement service everybody's, under a viewer those whom they see.
 */
const firstEvents = (schemeId: number, from: Day, to: Day) => sql`
  select distinct on (m.person_id) m.person_id as "personId", e.day as "index", e.kind, b.name as base, m.strand
  from membership m join base b on b.id = m.base_id cross join lateral (
    select to_day as day, 'release' as kind, 1 as rank from custody_spell
      where person_id = m.person_id and kind = 'prison' and to_day >= ${from}::date and to_day < ${to}::date
    union all
    select outcome_date, case outcome when 'cautioned' then 'caution' else 'conviction' end, 2 from offence
      where person_id = m.person_id and proven and outcome_date >= ${from}::date and outcome_date < ${to}::date
  ) e
  where m.scheme_id = ${schemeId} and m.joined_on <= e.day and (m.left_on is null or m.left_on > e.day)
    and (e.kind = 'caution' or not exists (select from custody_spell h where h.person_id = m.person_id and h.kind = 'prison'
      and h.from_day <= e.day and (h.to_day is null or h.to_day > e.day)))
  order by m.person_id, e.day, e.rank, e.kind, m.joined_on desc, m.id`;

export const listIndexEvents = (tx: Tx, schemeId: number, from: Day, to: Day): Promise<IndexEvent[]> =>
  tx.many(sql<IndexEvent>`
    select f.*, p.born from (${firstEvents(schemeId, from, to)}) f join person p on p.id = f."personId" order by f."personId"`);

/** First joinings from a day on, as index events of their own kind. */
const joinings = (schemeId: number, from: Day, on: Day) => sql`
  select first.* from (
    select distinct on (m.person_id) m.person_id as "personId", m.joined_on as "index", 'joining' as kind, b.name as base, m.strand
    from membership m join base b on b.id = m.base_id
    where m.scheme_id = ${schemeId} and m.joined_on <= ${on}::date order by m.person_id, m.joined_on, m.id) first
  where first."index" >= ${from}::date`;

export interface IndexLine {
  id: number;
  name: string;
  day: Day;
  kind: IndexKind;
}

export interface LinesAsk {
  schemeId: number;
  /** Index days of the cohort, half-open. */
  period: { from: Day; to: Day };
  dataTo: Day;
  /** The day it was measured. */
  on: Day;
  list: string;
  limit: number;
  offset: number;
}

/** The reoffences of f, as `indexRowOf` counts them. */
const reoffended = sql`exists (select from offence o where o.person_id = f."personId" and o.proven
  and o.offence_date >= f."index" and o.offence_date < f."index" + make_interval(months => ${reoffendingMonths}::int)
  and (o.outcome_date is null or o.outcome_date < f."index" + make_interval(months => ${reoffendingMonths + waitingMonths}::int))
  and not (f.kind in ('conviction', 'caution') and o.outcome_date is not distinct from f."index")
  and (p.born is null or o.offence_date >= p.born))`;

/** The people of the cohort `counted`, those of them who `reoffended`, or those `not-yet` countable. */
export function listIndexLines(tx: Tx, ask: LinesAsk): Promise<IndexLine[]> {
  const { schemeId, period, dataTo, list } = ask;
  const complete = firstEvents(schemeId, period.from, period.to);
  return list === 'not-yet'
    ? lines(
        tx,
        firstEvents(schemeId, period.to, addDays(dataTo, 1)),
        sql`f."personId" not in (select "personId" from (${complete}) earlier)`,
        ask,
      )
    : lines(tx, complete, list === 'reoffended' ? reoffended : sql`true`, ask);
}

export function listJoiningLines(tx: Tx, ask: LinesAsk): Promise<IndexLine[]> {
  const { schemeId, period, on, list } = ask;
  const isComplete = sql`f."index" < ${period.to}::date`;
  const which = { 'not-yet': sql`not ${isComplete}`, reoffended: sql`${isComplete} and ${reoffended}` }[list];
  return lines(tx, joinings(schemeId, period.from, on), which ?? isComplete, ask);
}

const lines = (
  tx: Tx,
  events: ReturnType<typeof sql>,
  which: ReturnType<typeof sql>,
  { limit, offset }: LinesAsk,
): Promise<IndexLine[]> =>
  tx.many(sql<IndexLine>`
    select p.id, p.given_names || ' ' || p.family_name as name, f."index" as day, f.kind
    from (${events}) f join person p on p.id = f."personId" where ${which}
    order by f."index" desc, p.id limit ${limit} offset ${offset}`);

/** The offences and custody of those with an index event. */
export async function loadIndexHistories(tx: Tx, events: readonly IndexEvent[]): Promise<IndexHistory[]> {
  const ids = events.map((event) => event.personId);
  const [offences, spells] = await Promise.all([
    tx.many(sql<{ personId: number; days: Day[]; proven: (Day | null)[] }>`
      select person_id as "personId", array_agg(offence_date order by offence_date, outcome_date, id) as days,
        array_agg(outcome_date order by offence_date, outcome_date, id) as proven
      from offence where proven and person_id = any (${ids}::bigint[]) group by 1`),
    tx.many(sql<CustodySpell & { personId: number }>`
      select person_id as "personId", from_day as "from", to_day as "to" from custody_spell
      where person_id = any (${ids}::bigint[]) and kind = 'prison' order by 1, 2, 3`),
  ]);
  const recordOf = new Map(offences.map((row) => [row.personId, row]));
  const spellsOf = Map.groupBy(spells, (spell) => spell.personId);
  return events.map((event) => {
    const record = recordOf.get(event.personId);
    return {
      ...event,
      proven: record?.days.map((day, place) => ({ day, provenOn: record.proven[place] ?? null })) ?? [],
      custody: (spellsOf.get(event.personId) ?? []).map(({ from, to }) => ({ from, to })),
    };
  });
}

export const listJoiningEvents = (
  tx: Tx,
  schemeId: number,
  from: Day,
  on: Day,
): Promise<(IndexEvent & { joinedAgain: boolean })[]> =>
  tx.many(sql<IndexEvent & { joinedAgain: boolean }>`
    select f.*, p.born, (select count(*) from membership x where x.scheme_id = ${schemeId} and x.person_id = f."personId"
      and x.joined_on <= ${on}::date) > 1 as "joinedAgain"
    from (${joinings(schemeId, from, on)}) f join person p on p.id = f."personId" order by f."personId"`);
