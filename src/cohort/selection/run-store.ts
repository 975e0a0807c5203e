import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type {
  CandidateState,
  EventKind,
  FactorChange,
  FactorScore,
  NotEligible,
  UnknownCodes,
} from './types.ts';

/** SQL of a run, as the selection service. */

/** Whose list: one cohort of one scheme. */
export interface Cohort {
  schemeId: number;
  cohort: string;
}

/** A candidate as the run finds them. */
export interface StandingRow {
  id: number;
  personId: number;
  state: CandidateState;
  via: 'score' | 'nomination';
  total: number;
  rank: number;
  /** Of the matrix that scored them, with its line; null for rows that only their run tells of. */
  matrixId: number | null;
  lineWas: number;
  /** Of the factors. */
  digest: string;
  eligible: boolean;
  strand: string | null;
  statutory: 'statutory' | 'voluntary';
  baseId: number | null;
  expiresOn: Day;
  listedOffenceOn: Day | null;
}

/** A run that began in the last ten minutes and has not ended; an older one was broken off. */
export const findRunning = (tx: Tx, { schemeId, cohort }: Cohort): Promise<{ id: number } | undefined> =>
  tx.maybe(sql<{ id: number }>`
    select id from selection_run where scheme_id = ${schemeId} and cohort = ${cohort} and state = 'running' and at > now() - interval '10 minutes'`);

export const lockRuns = (tx: Tx, { schemeId }: Cohort): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(hashtext('waymark-selection'), ${schemeId}::integer)`);

export const insertRun = (tx: Tx, run: Cohort & { matrixId: number; on: Day }): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into selection_run (scheme_id, cohort, matrix_id, on_day, state)
    values (${run.schemeId}, ${run.cohort}, ${run.matrixId}, ${run.on}, 'running') returning id`);

export const endRun = (
  tx: Tx,
  runId: number,
  end: {
    state: 'finished' | 'failed';
    considered: number | null;
    eligible: number | null;
    notEligible: Partial<Record<NotEligible, number>>;
    unknownCodes: UnknownCodes;
    /** Of each total that was found. */
    ranks: Readonly<Record<string, number>>;
  },
): Promise<number> =>
  tx.run(sql`
    update selection_run set state = ${end.state}, finished_at = clock_timestamp(), considered = ${end.considered}, eligible = ${end.eligible},
      not_eligible = ${JSON.stringify(end.notEligible)}::jsonb, unknown_codes = ${JSON.stringify(end.unknownCodes)}::jsonb,
      ranks = ${JSON.stringify(end.ranks)}::jsonb
    where id = ${runId}`);

/** The last run that ended well: one person's new score is written beside it. */
export const findFinished = (tx: Tx, { schemeId, cohort }: Cohort): Promise<{ id: number } | undefined> =>
  tx.maybe(sql<{ id: number }>`
    select id from selection_run where scheme_id = ${schemeId} and cohort = ${cohort} and state = 'finished' order by id desc limit 1`);

const standing = sql`c.id, c.matrix_id as "matrixId",
  (select (x.body ->> 'line')::float8 from rule_version x where x.id = coalesce(c.matrix_id, (select u.matrix_id from selection_run u where u.id = c.run_id))) as "lineWas", c.person_id as "personId", c.state, c.via, c.total::float8 as total, c.rank, c.digest, c.eligible, c.strand, c.statutory,
  c.base_id as "baseId", c.expires_on as "expiresOn", c.listed_offence_on as "listedOffenceOn"`;

export const standingOf = (
  tx: Tx,
  { schemeId, cohort }: Cohort,
  personIds: readonly number[],
): Promise<StandingRow[]> =>
  tx.many(sql<StandingRow>`
    select ${standing} from candidate c where c.scheme_id = ${schemeId} and c.cohort = ${cohort} and c.person_id = any (${[...personIds]}::bigint[])`);

/** The factors of those that changed, for the log. */
export const factorsOf = (
  tx: Tx,
  ids: readonly number[],
): Promise<{ id: number; factors: FactorScore[] }[]> =>
  tx.many(sql<{ id: number; factors: FactorScore[] }>`
    select id, factors from candidate where id = any (${[...ids]}::bigint[])`);

/** Everybody who stands on the list: few columns, because they are all read. */
export const listStandingPeople = (
  tx: Tx,
  { schemeId, cohort }: Cohort,
): Promise<{ id: number; personId: number }[]> =>
  tx.many(sql<{ id: number; personId: number }>`
    select id, person_id as "personId" from candidate where scheme_id = ${schemeId} and cohort = ${cohort} and state <> 'gone' order by id`);

/** Candidates whose standing a run may end. */
export const listStanding = (
  tx: Tx,
  { schemeId, cohort }: Cohort,
  personIds: readonly number[],
): Promise<(StandingRow & { isMember: boolean })[]> =>
  tx.many(sql<StandingRow & { isMember: boolean }>`
    select ${standing},
      exists (select from membership m where m.person_id = c.person_id and m.scheme_id = c.scheme_id and m.left_on is null) as "isMember"
    from candidate c where c.scheme_id = ${schemeId} and c.cohort = ${cohort} and c.state <> 'gone' and c.person_id = any (${[...personIds]}::bigint[])
    order by c.id`);

/** Who stands here because somebody asked for it. */
export const listNominated = async (tx: Tx, { schemeId, cohort }: Cohort): Promise<number[]> =>
  (
    await tx.many(sql<{ personId: number }>`
      select person_id as "personId" from candidate
      where scheme_id = ${schemeId} and cohort = ${cohort} and via = 'nomination' and state <> 'gone' order by person_id`)
  ).map(({ personId }) => personId);

/** How many of those who may be listed have more points. */
export const rankOf = async (tx: Tx, { schemeId, cohort }: Cohort, total: number): Promise<number> =>
  (
    await tx.one(sql<{ n: number }>`
      select count(*) + 1 as n from candidate where scheme_id = ${schemeId} and cohort = ${cohort} and eligible and state not in ('gone', 'adopted') and total > ${total}`)
  ).n;

export interface CandidateRow {
  person_id: number;
  matrix_id: number;
  total: number;
  rank: number;
  factors: FactorScore[];
  digest: string;
  eligible: boolean;
  via: 'score' | 'nomination';
  strand: string | null;
  statutory: 'statutory' | 'voluntary';
  base_id: number | null;
  state: CandidateState;
  listed_offence_on: Day | null;
  expires_on: Day;
}

/** Writes the scores and standings that are not as they stand already. */
export const upsertCandidates = (
  tx: Tx,
  { schemeId, cohort }: Cohort,
  runId: number,
  rows: readonly CandidateRow[],
): Promise<{ id: number; personId: number }[]> =>
  tx.many(sql<{ id: number; personId: number }>`
    insert into candidate (scheme_id, cohort, person_id, run_id, matrix_id, total, rank, factors, digest, eligible, via, strand, statutory, base_id, state, listed_offence_on, expires_on)
    select ${schemeId}::bigint, ${cohort}::text, r.person_id, ${runId}::bigint, r.matrix_id, r.total, r.rank, r.factors, r.digest, r.eligible, r.via, r.strand, r.statutory, r.base_id, r.state, r.listed_offence_on, r.expires_on
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (person_id bigint, matrix_id bigint, total numeric, rank integer, factors jsonb, digest text, eligible boolean, via text, strand text,
      statutory text, base_id bigint, state text, listed_offence_on date, expires_on date)
    on conflict (scheme_id, cohort, person_id) do update set
      run_id = excluded.run_id, matrix_id = excluded.matrix_id, previous_total = candidate.total, previous_rank = candidate.rank, total = excluded.total, rank = excluded.rank,
      factors = excluded.factors, digest = excluded.digest, eligible = excluded.eligible, via = excluded.via, strand = excluded.strand, statutory = excluded.statutory, base_id = excluded.base_id,
      state = excluded.state, listed_offence_on = excluded.listed_offence_on, expires_on = excluded.expires_on,
      why = case when candidate.state = excluded.state then candidate.why end,
      version = candidate.version + case when candidate.state = excluded.state then 0 else 1 end
    returning id, person_id as "personId"`);

/** Ends or marks the standing of people who no longer meet the rule. */
export const endStanding = (
  tx: Tx,
  runId: number,
  rows: readonly { id: number; state: CandidateState; expires_on: Day }[],
): Promise<number> =>
  tx.run(sql`
    update candidate c set run_id = ${runId}, matrix_id = coalesce(c.matrix_id, (select u.matrix_id from selection_run u where u.id = c.run_id)), previous_total = c.total, previous_rank = c.rank, eligible = false, state = r.state,
      expires_on = r.expires_on, version = c.version + case when c.state = r.state then 0 else 1 end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id bigint, state text, expires_on date) where c.id = r.id`);

export interface EventRow {
  candidate_id: number;
  person_id: number;
  what: EventKind;
  reason: string;
  total_was: number | null;
  total: number;
  changes: FactorChange[];
}

/** The log of why; `runId` is null where it was one person's new event. */
export async function insertEvents(tx: Tx, runId: number | null, rows: readonly EventRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(sql`
    insert into candidate_event (candidate_id, person_id, run_id, what, reason, total_was, total, changes)
    select r.candidate_id, r.person_id, ${runId}::bigint, r.what, r.reason, r.total_was, r.total, r.changes
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (candidate_id bigint, person_id bigint, what text, reason text, total_was numeric, total numeric, changes jsonb)`);
}

/** Opens access for the selection post to these candidates until their dates; what was open is closed first. */
export async function openSelection(
  tx: Tx,
  { schemeId, cohort }: Cohort,
  personIds: readonly number[],
): Promise<void> {
  if (personIds.length === 0) return;
  const these = sql`scheme_id = ${schemeId} and cohort = ${cohort} and person_id = any (${[...personIds]}::bigint[])`;
  await tx.run(sql`
    select access_close('candidate:' || id, person_id, 'selection', now()) from candidate where ${these}`);
  await tx.run(sql`
    select access_open(person_id, 'selection', null::bigint, null::bigint, null::bigint, ${`selection:${schemeId}`}, 'candidate:' || id, null,
      (expires_on + 1)::timestamp at time zone 'Europe/London')
    from candidate where ${these} and (expires_on + 1)::timestamp at time zone 'Europe/London' > now()`);
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
