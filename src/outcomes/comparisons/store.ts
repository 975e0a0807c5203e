import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { staleRunMinutes } from './rules.ts';
import type { Comparison, ComparisonState, Foreseen, Plan } from './types.ts';

const columns = sql`c.id, c.scheme_id as "schemeId", c.name, c.body, c.foreseen, c.data_to as "dataTo", c.outcome_from as "outcomeFrom",
  c.countable_on as "countableOn", c.example, s.name as "registeredBy", c.registered_at as "registeredAt", c.state, c.step, c.why, c.runs,
  c.claim_id as "claimId", c.state_at as "stateAt", c.version`;
const from = sql`from comparison c join staff s on s.id = c.registered_by`;

const inState = (state: ComparisonState | undefined) =>
  state === undefined ? sql`true` : sql`c.state = ${state}`;

export const listComparisons = (
  tx: Tx,
  schemeId: number,
  state: ComparisonState | undefined,
  page: { limit: number; offset: number },
): Promise<(Comparison & { level: number | null })[]> =>
  tx.many(sql<Comparison & { level: number | null }>`
    select ${columns}, k.design_level as level ${from} left join claim k on k.id = c.claim_id and c.state = 'done'
    where c.scheme_id = ${schemeId} and ${inState(state)} order by c.id desc limit ${page.limit} offset ${page.offset}`);

export const getComparison = (tx: Tx, id: number): Promise<Comparison> =>
  tx.one(sql<Comparison>`select ${columns} ${from} where c.id = ${id}`);

export const lockComparison = (tx: Tx, id: number): Promise<Comparison> =>
  tx.one(sql<Comparison>`select ${columns} ${from} where c.id = ${id} for update of c`);

/** How many were registered and how often they were run: each run is a look at the data. */
export const countLooks = (tx: Tx, schemeId: number): Promise<{ plans: number; runs: number }> =>
  tx.one(sql<{ plans: number; runs: number }>`
    select count(*)::int as plans, coalesce(sum(runs), 0)::int as runs from comparison where scheme_id = ${schemeId}`);

interface NewComparison {
  schemeId: number;
  staffId: number;
  now: Date;
  name: string;
  plan: Plan;
  foreseen: Foreseen;
  dataTo: Day | null;
  outcomeFrom: Day | null;
  countableOn: Day | null;
  example: boolean;
}

export const insertComparison = (tx: Tx, plan: NewComparison): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into comparison (scheme_id, name, body, foreseen, data_to, outcome_from, countable_on, example, registered_by, registered_at, state_at)
    values (${plan.schemeId}, ${plan.name}, ${JSON.stringify(plan.plan)}::jsonb, ${JSON.stringify(plan.foreseen)}::jsonb, ${plan.dataTo}::date,
      ${plan.outcomeFrom}::date, ${plan.countableOn}::date, ${plan.example}, ${plan.staffId}, ${plan.now}, ${plan.now}) returning id`);

export const askRun = (tx: Tx, id: number, now: Date): Promise<number> =>
  tx.run(sql`
    update comparison set state = 'asked', step = null, why = null, state_at = ${now}, version = version + 1 where id = ${id}`);

export const withdraw = (tx: Tx, id: number, why: string, now: Date): Promise<number> =>
  tx.run(sql`
    update comparison set state = 'withdrawn', step = null, why = ${why}, state_at = ${now}, version = version + 1 where id = ${id}`);

/** Takes a run that was asked for, or one that was begun long ago and never ended; undefined where there is none. */
export const takeRun = (
  tx: Tx,
  id: number,
  now: Date,
): Promise<Pick<Comparison, 'id' | 'schemeId' | 'name' | 'body' | 'dataTo' | 'outcomeFrom'> | undefined> =>
  tx.maybe(sql<Pick<Comparison, 'id' | 'schemeId' | 'name' | 'body' | 'dataTo' | 'outcomeFrom'>>`
    update comparison set state = 'running', step = 'read', why = null, state_at = ${now}, version = version + 1
    where id = ${id} and (state = 'asked' or (state = 'running' and state_at < ${new Date(now.getTime() - staleRunMinutes * 60_000)}))
    returning id, scheme_id as "schemeId", name, body, data_to as "dataTo", outcome_from as "outcomeFrom"`);

export const setStep = (tx: Tx, id: number, step: string): Promise<number> =>
  tx.run(sql`update comparison set step = ${step} where id = ${id} and state = 'running'`);

export const endRun = (
  tx: Tx,
  id: number,
  end: { state: 'done' | 'refused' | 'asked'; why: string | null; claimId: number | null; now: Date },
): Promise<number> =>
  tx.run(sql`
    update comparison set state = ${end.state}, step = null, why = ${end.why}, claim_id = coalesce(${end.claimId}::bigint, claim_id),
      runs = runs + ${end.claimId === null ? 0 : 1}::int,
      state_at = ${end.now}, version = version + 1 where id = ${id} and state = 'running'`);

/** A claim's figures in full, for the measurement service: why there is none. */
export const findWhyNone = async (tx: Tx, claimId: number): Promise<string | null> =>
  (
    await tx.one(
      sql<{
        why: string | null;
      }>`select figures->>'cannotWhy' as why from claim_exact where claim_id = ${claimId}`,
    )
  ).why;

/** Trials that an analysis can be registered for, as the viewer sees them. */
export const listTrialChoices = (tx: Tx, schemeId: number): Promise<{ id: number; name: string }[]> =>
  tx.many(sql<{ id: number; name: string }>`
    select id, name from trial where scheme_id = ${schemeId} and state not in ('draft', 'submitted', 'withdrawn') order by id desc limit 100`);
