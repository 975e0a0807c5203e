import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Pair } from './reported.ts';
import type { Place, Reported, WorkRow } from './types.ts';

// For the grants service alone: it counts everybody's work with a provider, and reads names.

export interface SentReturn {
  id: number;
  schemeId: number;
  providerId: number;
  startsOn: Day;
  year: string;
  quarter: 1 | 2 | 3 | 4;
  /** The edition that waits; null where it has been decided on meanwhile. */
  textId: number | null;
  narrative: string | null;
  spendNote: string | null;
  hasPlaces: boolean;
  hasCount: boolean;
}

export const findSent = (tx: Tx, id: number): Promise<SentReturn | undefined> =>
  tx.maybe(sql<SentReturn>`
    select r.id, g.scheme_id as "schemeId", g.provider_id as "providerId", g.starts_on as "startsOn", q.year, q.quarter, t.id as "textId", t.narrative,
      t.spend_note as "spendNote", exists (select 1 from grant_text_place p where p.text_id = t.id) as "hasPlaces",
      exists (select 1 from grant_count c where c.return_id = r.id) as "hasCount"
    from grant_return r join grant_award g on g.id = r.grant_id join grant_quarter q on q.id = r.quarter_id
    left join grant_return_text t on t.return_id = r.id and t.state = 'sent'
    where r.id = ${id} and r.state = 'submitted' order by t.edition desc limit 1`);

/**
 * Work of all a provider's workers from a day until another, without whose and without whom. How many refused a
 * questionnaire, or began with a referral, is not counted: it would be a number of few people.
 */
export const countWork = (tx: Tx, agencyId: number, from: Day, until: Day): Promise<WorkRow[]> =>
  tx.many(sql<WorkRow>`
    with span as (select (${from}::date)::timestamp at time zone 'Europe/London' as a, (${until}::date)::timestamp at time zone 'Europe/London' as b)
    select 'contact' as source, c.kind, count(*)::int as n, (count(*) filter (where c.outcome <> 'none'))::int as due, (count(*) filter (where c.outcome = 'attended'))::int as attended, coalesce(sum(c.minutes), 0)::int as minutes
    from contact c, span where c.agency_id = ${agencyId} and c.state = 'recorded' and c.at >= a and c.at < b group by c.kind
    union all
    select 'referral', 'referral', count(*)::int, 0, 0, 0
    from referral r, span where r.agency_id = ${agencyId} and r.sent_at >= a and r.sent_at < b having count(*) > 0
    union all
    select 'received', 'received', count(*)::int, 0, 0, 0
    from referral r, span where r.provider_agency_id = ${agencyId} and r.started_at >= a and r.started_at < b having count(*) > 0
    union all
    select 'session', 'session', count(*)::int, count(*)::int, (count(*) filter (where t.state = 'attended'))::int, coalesce(sum(t.minutes), 0)::int
    from referral_session t, span where t.agency_id = ${agencyId} and t.state in ('attended', 'acceptable-absence', 'failed') and t.at >= a and t.at < b having count(*) > 0
    union all
    select 'questionnaire', 'questionnaire', count(*)::int, 0, 0, 0
    from questionnaire_answer q where q.agency_id = ${agencyId} and q.withdrawn_why is null and q.asked_on >= ${from}::date and q.asked_on < ${until}::date
    having count(*) > 0
    order by 1, 2`);

/** Of everybody whom the provider asked in the quarter, and before it since the grant began: the two answers. */
export const listPairs = (
  tx: Tx,
  ask: { schemeId: number; agencyId: number; since: Day; from: Day; until: Day },
): Promise<Pair[]> =>
  tx.many(sql<Pair>`
    with answer as (
      select person_id, asked_on, id, answers from questionnaire_answer
      where agency_id = ${ask.agencyId} and scheme_id = ${ask.schemeId} and withdrawn_why is null and not refused and asked_on >= ${ask.since}::date and asked_on < ${ask.until}::date)
    select f.answers as first, l.answers as last
    from (select distinct on (person_id) * from answer where asked_on >= ${ask.from}::date order by person_id, asked_on desc, id desc) l
    join (select distinct on (person_id) * from answer order by person_id, asked_on, id) f on f.person_id = l.person_id and f.id <> l.id
    order by f.id`);

/**
 * Names on the record of which a word stands among these, others by which people are known included. `search_names` has them
 * in small letters without accents: `anne-marie o'neill | annie`.
 */
export const listNames = async (tx: Tx, words: readonly string[]): Promise<string[]> =>
  (
    await tx.many(sql<{ name: string }>`
      select distinct name from person, regexp_split_to_table(search_names, ' *[|] *') name
      where string_to_array(regexp_replace(regexp_replace(name, '[''’]', '', 'g'), '[^[:alpha:]]+', ' ', 'g'), ' ') && ${[...words]}::text[]`)
  ).map((row) => row.name);

export const insertPlaces = (
  tx: Tx,
  row: { textId: number; places: readonly Place[]; now: Date },
): Promise<number> =>
  tx.run(sql`
    insert into grant_text_place (text_id, places, at) values (${row.textId}, ${JSON.stringify(row.places)}::jsonb, ${row.now}) on conflict (text_id) do nothing`);

/** Work is counted anew each time a return is sent; what people reported is counted once and stays. */
export const writeCount = (
  tx: Tx,
  row: { returnId: number; activity: readonly WorkRow[]; reported: Reported; now: Date },
): Promise<number> =>
  tx.run(sql`
    insert into grant_count (return_id, at, activity, reported)
    values (${row.returnId}, ${row.now}, ${JSON.stringify(row.activity)}::jsonb, ${JSON.stringify(row.reported)}::jsonb)
    on conflict (return_id) do update set at = excluded.at, activity = excluded.activity`);

/** Work of the viewer's own agency in the quarter so far: what the return will count. No person is in it. */
export const ownWork = (tx: Tx, from: Day, until: Day): Promise<WorkRow[]> =>
  tx.many(sql<WorkRow>`
    select source, kind, sum(n)::int as n, sum(due)::int as due, sum(attended)::int as attended, sum(minutes)::int as minutes
    from worker_activity(${from}::date, ${until}::date) group by 1, 2 order by 1, 2`);
