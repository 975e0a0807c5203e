import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { CandidateState, FactorScore, NotEligible } from './types.ts';

/** SQL of a run, as the selection service. */

export interface StandingRow {
  id: number;
  personId: number;
  state: CandidateState;
  expiresOn: Day;
  listedOffenceOn: Day | null;
}

/** A run that began in the last ten minutes and has not ended; an older one was broken off. */
export const findRunning = (tx: Tx, schemeId: number): Promise<{ id: number } | undefined> =>
  tx.maybe(sql<{ id: number }>`
    select id from selection_run where scheme_id = ${schemeId} and state = 'running' and at > now() - interval '10 minutes'`);

export const lockRuns = (tx: Tx, schemeId: number): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(hashtext('waymark-selection'), ${schemeId}::integer)`);

export const insertRun = (
  tx: Tx,
  run: { schemeId: number; matrixId: number; on: Day; considered: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into selection_run (scheme_id, matrix_id, on_day, state, considered)
    values (${run.schemeId}, ${run.matrixId}, ${run.on}, 'running', ${run.considered}) returning id`);

export const endRun = (
  tx: Tx,
  runId: number,
  end: {
    state: 'finished' | 'failed';
    eligible: number | null;
    notEligible: Partial<Record<NotEligible, number>>;
  },
): Promise<number> =>
  tx.run(sql`
    update selection_run set state = ${end.state}, finished_at = clock_timestamp(), eligible = ${end.eligible},
      not_eligible = ${JSON.stringify(end.notEligible)}::jsonb
    where id = ${runId}`);

const standing = sql`id, person_id as "personId", state, expires_on as "expiresOn", listed_offence_on as "listedOffenceOn"`;

export const standingOf = (tx: Tx, schemeId: number, personIds: readonly number[]): Promise<StandingRow[]> =>
  tx.many(sql<StandingRow>`
    select ${standing} from candidate where scheme_id = ${schemeId} and person_id = any (${[...personIds]}::bigint[])`);

/** Candidates whose standing a run may end, in order of their ids. */
export const listStanding = (
  tx: Tx,
  schemeId: number,
  after: number,
  limit: number,
): Promise<(StandingRow & { eligible: boolean; isMember: boolean })[]> =>
  tx.many(sql<StandingRow & { eligible: boolean; isMember: boolean }>`
    select ${standing}, eligible,
      exists (select from membership m where m.person_id = c.person_id and m.scheme_id = c.scheme_id and m.left_on is null) as "isMember"
    from candidate c where scheme_id = ${schemeId} and id > ${after} and state <> 'gone' order by id limit ${limit}`);

export interface CandidateRow {
  person_id: number;
  total: number;
  rank: number;
  factors: FactorScore[];
  strand: string | null;
  statutory: 'statutory' | 'voluntary';
  base_id: number | null;
  state: CandidateState;
  listed_offence_on: Day | null;
  expires_on: Day;
}

/** Writes scores and standings; a row that says the same already is left as it is, with its history. */
export const upsertCandidates = (
  tx: Tx,
  schemeId: number,
  runId: number,
  rows: readonly CandidateRow[],
): Promise<number> =>
  tx.run(sql`
    insert into candidate (scheme_id, person_id, run_id, total, rank, factors, eligible, strand, statutory, base_id, state, listed_offence_on, expires_on)
    select ${schemeId}::bigint, r.person_id, ${runId}::bigint, r.total, r.rank, r.factors, true, r.strand, r.statutory, r.base_id, r.state, r.listed_offence_on, r.expires_on
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (person_id bigint, total numeric, rank integer, factors jsonb, strand text,
      statutory text, base_id bigint, state text, listed_offence_on date, expires_on date)
    on conflict (scheme_id, person_id) do update set
      run_id = excluded.run_id, previous_total = candidate.total, previous_rank = candidate.rank, total = excluded.total, rank = excluded.rank,
      factors = excluded.factors, eligible = true, strand = excluded.strand, statutory = excluded.statutory, base_id = excluded.base_id,
      state = excluded.state, listed_offence_on = excluded.listed_offence_on, expires_on = excluded.expires_on,
      why = case when candidate.state = excluded.state then candidate.why end,
      version = candidate.version + case when candidate.state = excluded.state then 0 else 1 end
    where (candidate.total, candidate.rank, candidate.factors, candidate.eligible, candidate.strand, candidate.statutory, candidate.base_id,
        candidate.state, candidate.listed_offence_on, candidate.expires_on)
      is distinct from (excluded.total, excluded.rank, excluded.factors, true, excluded.strand, excluded.statutory, excluded.base_id,
        excluded.state, excluded.listed_offence_on, excluded.expires_on)`);

/** Ends or marks the standing of people who no longer meet the rule. */
export const endStanding = (
  tx: Tx,
  runId: number,
  rows: readonly { id: number; state: CandidateState; expires_on: Day }[],
): Promise<number> =>
  tx.run(sql`
    update candidate c set run_id = ${runId}, previous_total = c.total, previous_rank = c.rank, eligible = false, state = r.state,
      expires_on = r.expires_on, version = c.version + case when c.state = r.state then 0 else 1 end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id bigint, state text, expires_on date) where c.id = r.id`);

/** Opens access for the selection post to these candidates until their dates; what was open is closed first. */
export async function openSelection(tx: Tx, schemeId: number, personIds: readonly number[]): Promise<void> {
  if (personIds.length === 0) return;
  await tx.run(sql`
    select access_close('candidate:' || id, person_id, 'selection', now()) from candidate
    where scheme_id = ${schemeId} and person_id = any (${[...personIds]}::bigint[])`);
  await tx.run(sql`
    select access_open(person_id, 'selection', null::bigint, null::bigint, null::bigint, ${`selection:${schemeId}`}, 'candidate:' || id, null,
      (expires_on + 1)::timestamp at time zone 'Europe/London')
    from candidate where scheme_id = ${schemeId} and person_id = any (${[...personIds]}::bigint[])
      and (expires_on + 1)::timestamp at time zone 'Europe/London' > now()`);
}

export async function closeSelection(tx: Tx, candidateIds: readonly number[]): Promise<void> {
  if (candidateIds.length === 0) return;
  await tx.run(sql`
    select access_close('candidate:' || id, person_id, 'selection', now()) from candidate where id = any (${[...candidateIds]}::bigint[])`);
}

/** Members' statutory status follows orders and licences; a change leaves its line in the member's history. */
export const followSupervision = (tx: Tx, schemeId: number, on: Day, limit: number): Promise<number> =>
  tx.run(sql`
    with said as (
      select m.id, m.person_id, m.statutory as was,
        case when not s.supervised then 'voluntary' when m.statutory = 'dual' then 'dual' else 'statutory' end as became
      from membership m cross join lateral (select exists (
        select from supervision v where v.person_id = m.person_id and v.from_day <= ${on} and (v.to_day is null or v.to_day > ${on})
          and v.handling in ('partners', 'statutory')) as supervised) s
      where m.scheme_id = ${schemeId} and m.left_on is null
    ), changed as (
      update membership m set statutory = said.became, version = m.version + 1 from said
      where m.id in (select id from said where was <> became order by id limit ${limit}) and m.id = said.id
      returning m.id, m.person_id, said.was, said.became
    )
    insert into membership_change (membership_id, person_id, what, was, became, why)
    select id, person_id, 'statutory', was, became, 'An order or licence began or ended' from changed`);
