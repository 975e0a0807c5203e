import { sql, type Tx } from '../../kernel/database.ts';
import type { RunInputs, RunReport, Unexplained } from './run-report.ts';

export type RunKind = 'whole' | 'changes';

export interface NewRun {
  kind: RunKind;
  /** Records that it looked at. */
  looked: number;
  model: string;
  records: number;
  people: number;
  pairsScored: number;
  expectedFalseLinks: number;
  seconds: Record<string, number>;
  report: RunReport;
  inputs: RunInputs;
  /** Undefined where there was no run before to compare with, or what decided it was another. */
  unexplained: number | undefined;
}

export const insertRun = (tx: Tx, run: NewRun): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into link_run (kind, looked, model, records, people, pairs_scored, expected_false_links, seconds, report, inputs, unexplained)
    values (${run.kind}, ${run.looked}, ${run.model}, ${run.records}, ${run.people}, ${run.pairsScored}, ${run.expectedFalseLinks}, ${JSON.stringify(run.seconds)}::jsonb,
      ${JSON.stringify(run.report)}::jsonb, ${JSON.stringify(run.inputs)}::jsonb, ${run.unexplained ?? null})
    returning id`);

export const insertUnexplained = async (
  tx: Tx,
  runId: number,
  rows: readonly Unexplained[],
): Promise<number> =>
  rows.length === 0
    ? 0
    : tx.run(sql`
    insert into link_unexplained (run_id, person_id, records)
    select ${runId}, u."personId", array(select jsonb_array_elements_text(u.records)::bigint)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as u ("personId" bigint, records jsonb)`);

export interface LastRun {
  id: number;
  at: Date;
  inputs: Partial<RunInputs>;
  /** Runs of changes since the last whole run, this one among them. */
  runsOfChanges: number;
}

/** When the last run read what it worked on, and what decided it. */
export const findLastRun = (tx: Tx): Promise<LastRun | undefined> =>
  tx.maybe(sql<LastRun>`
    select id, coalesce((inputs->>'readAt')::timestamptz, at) as at, inputs,
      (select count(*)::integer from link_run c where c.id > coalesce((select max(w.id) from link_run w where w.kind = 'whole'), 0)) as "runsOfChanges"
    from link_run order by id desc limit 1`);

/** Records that came, changed, were withdrawn or were decided about since a moment. */
export const changedSince = async (tx: Tx, at: Date): Promise<Set<number>> =>
  new Set(
    (
      await tx.many(sql<{ id: number }>`
        select id from source_record where first_seen_at >= ${at} or withdrawn_at >= ${at}
        union select source_record_id from source_record_version v where v.at >= ${at}
        union select unnest(array[d.left_record, d.right_record]) from link_decision d where d.at >= ${at} or d.superseded_at >= ${at}`)
    ).map(({ id }) => id),
  );

export const databaseNow = async (tx: Tx): Promise<Date> =>
  (await tx.one(sql<{ at: Date }>`select now() as at`)).at;

export interface Run {
  id: number;
  kind: RunKind;
  looked: number;
  at: Date;
  model: string;
  records: number;
  people: number;
  pairsScored: number;
  expectedFalseLinks: number;
  seconds: Record<string, number>;
  report: Partial<RunReport>;
  unexplained: number | null;
}

/** An extract that came in. */
export interface Batch {
  id: number;
  at: Date;
}

export interface Runs {
  /** Newest first. */
  runs: Run[];
  /** The last that linked everything, which may be further back. */
  whole: Run | undefined;
  /** Since the earliest of the runs. */
  batches: readonly Batch[];
  seesQueue: boolean;
}

const runColumns = sql`id, kind, looked, at, model, records, people, pairs_scored as "pairsScored",
  expected_false_links as "expectedFalseLinks", seconds, report, unexplained`;

/** Newest first. */
export const listRuns = (tx: Tx, limit: number): Promise<Run[]> =>
  tx.many(sql<Run>`select ${runColumns} from link_run order by id desc limit ${limit}`);

export const findWholeRun = (tx: Tx): Promise<Run | undefined> =>
  tx.maybe(sql<Run>`select ${runColumns} from link_run where kind = 'whole' order by id desc limit 1`);

/** Extracts that came in since a moment, by their number: whose they are is their agency's business. */
export const listBatchesSince = (tx: Tx, since: Date): Promise<Batch[]> =>
  tx.many(sql<Batch>`select id, at from batches_since(${since}) order by at, id`);

/** People about whom a change is held back until somebody decides, those whom the viewer may see. */
export const listHeldBack = (tx: Tx): Promise<{ personId: number; name: string | null }[]> =>
  tx.many(sql<{ personId: number; name: string | null }>`
    select id as "personId", given_names || ' ' || family_name as name from person
    where link_status = 'needs-attention' and gone_to is null order by id limit 100`);

/** People of a run who changed without a data change, those whom the viewer may see. */
export const listUnexplained = (
  tx: Tx,
  runId: number,
): Promise<{ personId: number; name: string | null }[]> =>
  tx.many(sql<{ personId: number; name: string | null }>`
    select u.person_id as "personId", p.given_names || ' ' || p.family_name as name
    from link_unexplained u left join person p on p.id = u.person_id where u.run_id = ${runId} order by u.person_id limit 100`);

/** The true person of the records of a sample, by record. */
export const truthOf = async (tx: Tx): Promise<Map<number, string>> =>
  new Map(
    (await tx.many(sql<{ id: number; truth: string }>`select record_id as id, truth from link_truth`)).map(
      ({ id, truth }) => [id, truth],
    ),
  );

/** Enters what is known of these; rows that name no record are left out. The number entered. */
export const enterTruth = (
  tx: Tx,
  rows: readonly { agency: string; localId: string; truth: string }[],
): Promise<number> =>
  tx.run(sql`
    insert into link_truth (record_id, truth)
    select distinct on (r.id) r.id, t.truth
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as t (agency text, "localId" text, truth text)
    join agency a on a.code = t.agency join source_record r on r.agency_id = a.id and r.local_id = t."localId"
    order by r.id on conflict (record_id) do update set truth = excluded.truth`);
