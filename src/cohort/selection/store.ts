import { sql, type Tx } from '../../kernel/database.ts';
import { totalKey } from './rules.ts';
import { scoredBy, waits } from './scored-by.ts';
import type { Candidate, CandidateEvent, CandidateFilter, CandidateState, SelectionRun } from './types.ts';

const columns = sql`c.id, c.person_id as "personId", p.given_names || ' ' || p.family_name as name, p.born, c.total::float8 as total, c.rank,
  case when c.run_id = l.id then (c.total - c.previous_total)::float8 else 0 end as change, c.run_id = l.id and c.previous_total is null as "isNew",
  c.factors, mx.id as "matrixId", mx.version as "matrixVersion", mx.line, c.eligible, c.via, c.strand, c.statutory, c.base_id as "baseId", b.name as base, c.state, c.expires_on as "expiresOn", c.why, c.version`;

const latest = (schemeId: number) =>
  sql`left join lateral (select max(id) as id from selection_run where scheme_id = ${schemeId} and cohort = 'main' and state = 'finished') l on true`;

/** The rank of each total in the last run. */
const readRanks = async (tx: Tx, schemeId: number): Promise<Readonly<Record<string, number>>> =>
  (
    await tx.maybe(sql<{ ranks: Record<string, number> }>`
      select ranks from selection_run where scheme_id = ${schemeId} and cohort = 'main' and state = 'finished' order by id desc limit 1`)
  )?.ranks ?? {};

const ranked = (row: Candidate, ranks: Readonly<Record<string, number>>): Candidate => ({
  ...row,
  rank: ranks[totalKey(row.total)] ?? row.rank,
});

/** One page of the candidates the viewer may see, and how many there are in all. */
export async function listCandidates(
  tx: Tx,
  schemeId: number,
  filter: CandidateFilter,
  pageSize: number,
): Promise<{ rows: Candidate[]; count: number }> {
  const direction = filter.descending ? sql`desc nulls last` : sql`asc nulls last`;
  const order = {
    // The most points first: a rank is looked up by them.
    rank: filter.descending ? sql`c.total asc` : sql`c.total desc`,
    name: sql`p.family_name ${direction}, p.given_names ${direction}`,
    change: sql`change ${direction}, c.total desc`,
    expires: sql`c.expires_on ${direction}, c.total desc`,
  }[filter.sort];
  const [rows, ranks] = await Promise.all([
    tx.many(sql<Candidate & { count: number }>`
    select ${columns}, count(*) over () as count
    from candidate c join person p on p.id = c.person_id left join base b on b.id = c.base_id ${scoredBy(schemeId)} ${latest(schemeId)}
    where c.scheme_id = ${schemeId} and c.cohort = 'main' and ${matching(filter)}
    order by ${order}, c.id limit ${pageSize} offset ${(filter.page - 1) * pageSize}`),
    readRanks(tx, schemeId),
  ]);
  return { rows: rows.map((row) => ranked(row, ranks)), count: rows[0]?.count ?? 0 };
}

const matching = (filter: CandidateFilter) => sql`
  (${filter.state} = 'all' or c.state = ${filter.state} or (${filter.state} = 'waiting' and ${waits}))
  and (${filter.baseId ?? null}::bigint is null or c.base_id = ${filter.baseId ?? null})
  and (${filter.line ?? null}::text is null or (c.total >= mx.line) = (${filter.line ?? null} = 'above'))`;

/** How many stand where, of those the viewer may see: each number is a list. */
export const countCandidates = (
  tx: Tx,
  schemeId: number,
): Promise<{ state: CandidateState; count: number; above: number }[]> =>
  tx.many(sql<{ state: CandidateState; count: number; above: number }>`
    select c.state, count(*) as count, count(*) filter (where c.total >= mx.line) as above
    from candidate c ${scoredBy(schemeId)} where c.scheme_id = ${schemeId} and c.cohort = 'main' group by c.state`);

export const getCandidate = async (tx: Tx, schemeId: number, id: number): Promise<Candidate> => {
  const [row, ranks] = await Promise.all([
    tx.one(sql<Candidate>`
    select ${columns}
    from candidate c join person p on p.id = c.person_id left join base b on b.id = c.base_id ${scoredBy(schemeId)} ${latest(schemeId)}
    where c.id = ${id} and c.scheme_id = ${schemeId}`),
    readRanks(tx, schemeId),
  ]);
  return ranked(row, ranks);
};

export const findLatestRun = (tx: Tx, schemeId: number): Promise<SelectionRun | undefined> =>
  tx.maybe(sql<SelectionRun>`
    select id, matrix_id as "matrixId", on_day as "onDay", at, finished_at as "finishedAt", state, considered, eligible, not_eligible as "notEligible", unknown_codes as "unknownCodes"
    from selection_run where scheme_id = ${schemeId} and cohort = 'main' order by id desc limit 1`);

/** The last run that ended well: its figures are what the list shows while another is under way or failed. */
export const findFinishedRun = (tx: Tx, schemeId: number): Promise<SelectionRun | undefined> =>
  tx.maybe(sql<SelectionRun>`
    select id, matrix_id as "matrixId", on_day as "onDay", at, finished_at as "finishedAt", state, considered, eligible, not_eligible as "notEligible", unknown_codes as "unknownCodes"
    from selection_run where scheme_id = ${schemeId} and cohort = 'main' and state = 'finished' order by id desc limit 1`);

/** Which agencies have records of a person, of those the viewer may see. */
export const listKnowingAgencies = (tx: Tx, personId: number): Promise<{ name: string; records: number }[]> =>
  tx.many(sql<{ name: string; records: number }>`
    select a.name, count(*) as records from source_record s join agency a on a.id = s.agency_id
    where s.person_id = ${personId} and s.withdrawn_at is null group by a.name order by a.name`);

/** The viewer's own reasons for a person, which they may read. */
export const listOwnReasons = (
  tx: Tx,
  personId: number,
): Promise<{ kind: string; opensAt: Date; closesAt: Date | null }[]> =>
  tx.many(sql<{ kind: string; opensAt: Date; closesAt: Date | null }>`
    select kind, opens_at as "opensAt", closes_at as "closesAt" from access_reason
    where person_id = ${personId} and holder = any (viewer_holders()) and opens_at <= now() and (closes_at is null or closes_at > now())
    order by opens_at`);

/** Why somebody entered or left the list, or moved on it; the newest first. */
export const listEvents = (tx: Tx, candidateId: number): Promise<CandidateEvent[]> =>
  tx.many(sql<CandidateEvent>`
    select at, run_id as "runId", what, reason, total_was::float8 as "totalWas", total::float8 as total, changes
    from candidate_event where candidate_id = ${candidateId} order by id desc limit 30`);

/** Who entered, left or crossed the line in the last run, as far as the viewer may see them. */
export const listMoves = (
  tx: Tx,
  runId: number,
): Promise<(CandidateEvent & { candidateId: number; personId: number; name: string })[]> =>
  tx.many(sql<CandidateEvent & { candidateId: number; personId: number; name: string }>`
    select e.candidate_id as "candidateId", e.person_id as "personId", p.given_names || ' ' || p.family_name as name, e.at, e.run_id as "runId", e.what,
      e.reason, e.total_was::float8 as "totalWas", e.total::float8 as total, e.changes
    from candidate_event e join candidate c on c.id = e.candidate_id join person p on p.id = e.person_id
    where e.run_id = ${runId} order by (e.what = 'score'), e.total desc, e.id limit 200`);
