import { sql, type Tx } from '../../kernel/database.ts';
import type { CostStage } from './types.ts';
import type { FinancialYear } from './year.ts';

export interface SchemeCost {
  year: FinancialYear;
  /** The lines it was taken from: the budget, else what was proposed, else the baseline; null: no line at all. */
  stage: Exclude<CostStage, 'allocated'> | null;
  /** Sum of the known lines, income left out, after approved virements; null: none is known. */
  pence: bigint | null;
  /** Of it, what is paid once (transition), which is in no comparison of years. */
  oncePence: bigint;
  /** Lines that are in no sum, because their amount is not known. */
  unknownLines: number;
  /** What was spent on those lines so far, by the months that were entered; null: none was. */
  actualPence: bigint | null;
}

/**
 * What the scheme costs in a financial year (`2026/27`), in pence, for those who see costs; to anybody else the rows
 * do not exist, so it answers `stage: null`. A line that is not known is counted in `unknownLines`, never as zero.
 */
export async function schemeCost(tx: Tx, year: FinancialYear): Promise<SchemeCost> {
  const rows = await tx.many(sql<{
    stage: Exclude<CostStage, 'allocated'>;
    pence: string | null;
    once: string | null;
    unknown: number;
    actual: string | null;
  }>`
    select l.stage, sum(l.pence + coalesce(v.net, 0))::text as pence, (count(*) filter (where l.pence is null))::int as unknown,
      (sum(l.pence + coalesce(v.net, 0)) filter (where l.kind = 'transition'))::text as once,
      sum(a.spent)::text as actual
    from cost_line l
    left join lateral (select sum(case when to_line_id = l.id then pence else -pence end) as net from virement
      where state = 'approved' and l.id in (from_line_id, to_line_id)) v on true
    left join lateral (select sum(pence) as spent from cost_actual where cost_line_id = l.id) a on true
    where l.year = ${year} and not l.removed and l.stage <> 'allocated' and l.kind <> 'income'
    group by l.stage`);
  const row = (['budget', 'proposed', 'baseline'] as const)
    .map((stage) => rows.find((candidate) => candidate.stage === stage))
    .find((candidate) => candidate !== undefined);
  return {
    year,
    stage: row?.stage ?? null,
    pence: row === undefined || row.pence === null ? null : BigInt(row.pence),
    oncePence: BigInt(row?.once ?? 0),
    unknownLines: row?.unknown ?? 0,
    actualPence: row === undefined || row.actual === null ? null : BigInt(row.actual),
  };
}
