import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql } from '../../kernel/database.ts';
import type { Topic } from './types.ts';

/** Which events: of a scheme, from a day up to but without another. */
export interface SourceAsk {
  schemeId: number;
  from: Day;
  to: Day;
  /** The last day counted: a month that is not over is looked at as it stands then. */
  on: Day;
}

const day = (moment: Sql<unknown>) => sql`(${moment} at time zone 'Europe/London')::date`;

const within = (moment: Sql<unknown>, { from, to }: SourceAsk) => sql`
  ${moment} >= (${from}::date)::timestamp at time zone 'Europe/London' and ${moment} < (${to}::date)::timestamp at time zone 'Europe/London'`;

/** Base and strand of the membership of the day, or of the last before it. */
const membershipOf = (person: Sql<unknown>, at: Sql<unknown>, schemeId: number) => sql`
  left join lateral (select m.base_id, m.strand from membership m
    where m.person_id = ${person} and m.scheme_id = ${schemeId} and m.joined_on <= ${at} order by m.joined_on desc, m.id desc limit 1) b on true`;

/** The last days of the months in question, each as far as it has gone. */
const monthEnds = ({ from, to, on }: SourceAsk) => sql`
  (select least((first + interval '1 month - 1 day')::date, ${on}::date) as day, first::date as first
   from generate_series(${from}::date, ${to}::date - 1, interval '1 month') first where first <= ${on}::date) e`;

const present = sql`m.joined_on <= e.day and (m.left_on is null or m.left_on > e.day)`;

/** Days of a membership in its month, half-open. */
const span = sql`daterange(greatest(m.joined_on, e.first), least(coalesce(m.left_on, 'infinity'), e.day + 1))`;

const overlaps = sql`m.joined_on <= e.day and (m.left_on is null or m.left_on > e.first)
  and greatest(m.joined_on, e.first) < least(coalesce(m.left_on, 'infinity'), e.day + 1)`;

/**
 * Each topic's events, one row each: `person_id, day, base_id, strand, one, two, value, total`. The figures of everybody
 * are counted from it by the measurement service, and the list behind a figure is read from it by the viewer, so that
 * the two cannot be of different things.
 */
export const sources: Readonly<Record<Topic, (ask: SourceAsk) => Sql<unknown>>> = {
  listed: (ask) => sql`
    select e.person_id, ${day(sql`e.at`)} as day, c.base_id, null::text as strand, '' as one, '' as two, 0 as value, 0 as total
    from candidate_event e join candidate c on c.id = e.candidate_id
    where c.scheme_id = ${ask.schemeId} and e.what = 'entered' and ${within(sql`e.at`, ask)}`,
  decided: (ask) => sql`
    select i.person_id, ${day(sql`i.decided_at`)} as day, coalesce(b.base_id, g.base_id) as base_id, b.strand, i.decision as one, '' as two, 0 as value, 0 as total
    from panel_item i join panel_meeting g on g.id = i.meeting_id ${membershipOf(sql`i.person_id`, day(sql`i.decided_at`), ask.schemeId)}
    where g.scheme_id = ${ask.schemeId} and i.decision is not null and ${within(sql`i.decided_at`, ask)}`,
  joined: (ask) => sql`
    select m.person_id, m.joined_on as day, m.base_id, m.strand, '' as one, '' as two, 0 as value, 0 as total
    from membership m where m.scheme_id = ${ask.schemeId} and m.joined_on >= ${ask.from}::date and m.joined_on < ${ask.to}::date`,
  left: (ask) => sql`
    select m.person_id, m.left_on as day, m.base_id, m.strand, coalesce(m.left_reason, '') as one, '' as two, 0 as value, 0 as total
    from membership m where m.scheme_id = ${ask.schemeId} and m.left_on >= ${ask.from}::date and m.left_on < ${ask.to}::date`,
  members: (ask) => sql`
    select m.person_id, e.day, m.base_id, m.strand, '' as one, '' as two, 0 as value, 0 as total
    from ${monthEnds(ask)} join membership m on m.scheme_id = ${ask.schemeId} and ${present}`,
  days: (ask) => sql`
    select m.person_id, e.day, m.base_id, m.strand, '' as one, '' as two, 0 as value, upper(${span}) - lower(${span}) as total
    from ${monthEnds(ask)} join membership m on m.scheme_id = ${ask.schemeId} and ${overlaps}`,
  liberty: (ask) => sql`
    select m.person_id, e.day, m.base_id, m.strand, '' as one, '' as two, 0 as value,
      upper(${span}) - lower(${span}) - coalesce((select sum(upper(x) - lower(x)) from unnest(h.spells * datemultirange(${span})) x), 0)::int as total
    from ${monthEnds(ask)} join membership m on m.scheme_id = ${ask.schemeId} and ${overlaps}
    left join (select person_id, range_agg(daterange(from_day, to_day)) as spells from custody_spell
      where kind = 'prison' and person_id is not null and from_day < ${ask.to}::date and (to_day is null or to_day > ${ask.from}::date) group by 1) h on h.person_id = m.person_id`,
  rag: (ask) => sql`
    select c.person_id, ${day(sql`c.at`)} as day, m.base_id, m.strand, coalesce(c.was, 'none') as one, c.became as two, 0 as value, 0 as total
    from membership_change c join membership m on m.id = c.membership_id
    where m.scheme_id = ${ask.schemeId} and c.what = 'rag' and c.was is distinct from c.became and ${within(sql`c.at`, ask)}`,
  sent: (ask) => referrals(ask, sql`r.sent_at`, sql`r.provider_agency_id::text`),
  answered: (ask) =>
    referrals(
      ask,
      sql`r.answered_at`,
      sql`case when r.state = 'declined' then 'declined' else 'accepted' end`,
    ),
  declined: (ask) => sql`
    select r.person_id, ${day(sql`r.answered_at`)} as day, b.base_id, b.strand, coalesce(r.reason_code, '') as one, '' as two, 0 as value, 0 as total
    from referral r ${membershipOf(sql`r.person_id`, day(sql`r.answered_at`), ask.schemeId)}
    where r.scheme_id = ${ask.schemeId} and r.state = 'declined' and ${within(sql`r.answered_at`, ask)}`,
  started: (ask) =>
    referrals(
      ask,
      sql`r.started_at`,
      sql`r.provider_agency_id::text`,
      sql`greatest(${day(sql`r.started_at`)} - ${day(sql`r.sent_at`)}, 0)`,
    ),
  waiting: (ask) => sql`
    select r.person_id, e.day, b.base_id, b.strand, r.pathway as one, r.provider_agency_id::text as two, 0 as value, 0 as total
    from ${monthEnds(ask)} join referral r on r.scheme_id = ${ask.schemeId} and ${day(sql`r.sent_at`)} <= e.day
      and (r.answered_at is null or ${day(sql`r.answered_at`)} > e.day) and (r.ended_at is null or ${day(sql`r.ended_at`)} > e.day)
    ${membershipOf(sql`r.person_id`, sql`e.day`, ask.schemeId)}
    where r.state <> 'draft'`,
  contact: (ask) => sql`
    select c.person_id, ${day(sql`c.at`)} as day, m.base_id, m.strand, c.outcome as one, case when c.minutes is null then 'untimed' else 'timed' end as two,
      0 as value, coalesce(c.minutes, 0) as total
    from contact c join membership m on m.person_id = c.person_id and m.scheme_id = ${ask.schemeId} and m.joined_on <= ${day(sql`c.at`)}
      and (m.left_on is null or m.left_on > ${day(sql`c.at`)})
    where c.state = 'recorded' and ${within(sql`c.at`, ask)}`,
};

const referrals = (ask: SourceAsk, moment: Sql<unknown>, two: Sql<unknown>, value = sql`0`) => sql`
  select r.person_id, ${day(moment)} as day, b.base_id, b.strand, r.pathway as one, ${two} as two, ${value} as value, 0 as total
  from referral r ${membershipOf(sql`r.person_id`, day(moment), ask.schemeId)}
  where r.scheme_id = ${ask.schemeId} and r.state <> 'draft' and ${within(moment, ask)}`;
