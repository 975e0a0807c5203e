import { sql, type Tx } from '../../kernel/database.ts';
import type { Virement, VirementState } from './types.ts';

interface VirementRow extends Omit<Virement, 'pence'> {
  pence: string;
}

const columns = sql`v.id, v.from_line_id as "fromLineId", f.heading as "fromHeading", f.year as "fromYear", v.to_line_id as "toLineId",
  t.heading as "toHeading", t.year as "toYear", v.pence::text as pence, v.reason, v.source, v.state, v.requested_by as "requestedBy",
  r.name as "requestedByName", v.requested_at as "requestedAt", d.name as "decidedByName", v.decided_at as "decidedAt", v.note, v.example, v.version`;

const from = sql`from virement v join cost_line f on f.id = v.from_line_id join cost_line t on t.id = v.to_line_id
  join staff r on r.id = v.requested_by left join staff d on d.id = v.decided_by`;

const virementOf = (row: VirementRow): Virement => ({ ...row, pence: BigInt(row.pence) });

/** Every virement that touches one of these lines. */
export const virementsOf = async (tx: Tx, lineIds: readonly number[]): Promise<Virement[]> =>
  (
    await tx.many(sql<VirementRow>`select ${columns} ${from}
      where v.from_line_id = any (${[...lineIds]}::bigint[]) or v.to_line_id = any (${[...lineIds]}::bigint[]) order by v.id desc`)
  ).map(virementOf);

export interface VirementFilter {
  state?: VirementState | undefined;
  year?: string | undefined;
}

const wanted = (
  filter: VirementFilter,
) => sql`(${filter.state ?? null}::text is null or v.state = ${filter.state ?? null})
  and (${filter.year ?? null}::text is null or ${filter.year ?? null} in (f.year, t.year))`;

export const virementSorts = ['asked', 'amount'] as const;
export type VirementSort = (typeof virementSorts)[number];

const sortedBy = {
  asked: { ascending: sql`v.id`, descending: sql`v.id desc` },
  amount: { ascending: sql`v.pence, v.id`, descending: sql`v.pence desc, v.id` },
};

/** One page of them, and how many there are in all. */
export const pageOfVirements = async (
  tx: Tx,
  filter: VirementFilter,
  order: { sort: VirementSort; direction: 'ascending' | 'descending' },
  part: { limit: number; offset: number },
): Promise<{ virements: Virement[]; total: number }> => {
  const [rows, count] = await Promise.all([
    tx.many(
      sql<VirementRow>`select ${columns} ${from} where ${wanted(filter)} order by ${sortedBy[order.sort][order.direction]} limit ${part.limit} offset ${part.offset}`,
    ),
    tx.one(sql<{ total: number }>`select count(*)::int as total ${from} where ${wanted(filter)}`),
  ]);
  return { virements: rows.map(virementOf), total: count.total };
};

export const getVirement = async (tx: Tx, id: number): Promise<Virement> =>
  virementOf(await tx.one(sql<VirementRow>`select ${columns} ${from} where v.id = ${id}`));

/** Locked while it waits; one that is decided cannot be locked by anybody, and is read as it stays. */
export const lockVirement = async (tx: Tx, id: number): Promise<Virement> => {
  const row = await tx.maybe(sql<VirementRow>`select ${columns} ${from} where v.id = ${id} for update of v`);
  return row === undefined ? getVirement(tx, id) : virementOf(row);
};

export const insertVirement = (
  tx: Tx,
  virement: {
    schemeId: number;
    fromLineId: number;
    toLineId: number;
    pence: string;
    reason: string;
    source: string | null;
    example: boolean;
    staffId: number;
    now: Date;
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into virement (scheme_id, from_line_id, to_line_id, pence, reason, source, state, requested_by, requested_at, example)
    values (${virement.schemeId}, ${virement.fromLineId}, ${virement.toLineId}, ${virement.pence}::bigint, ${virement.reason}, ${virement.source},
      'requested', ${virement.staffId}, ${virement.now}, ${virement.example})
    returning id`);

export const decideVirement = (
  tx: Tx,
  id: number,
  decision: { state: 'approved' | 'refused'; staffId: number; now: Date; note: string | null },
): Promise<number> =>
  tx.run(sql`update virement set state = ${decision.state}, decided_by = ${decision.staffId}, decided_at = ${decision.now},
    note = ${decision.note}, version = version + 1 where id = ${id}`);

export const withdrawVirement = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`update virement set state = 'withdrawn', version = version + 1 where id = ${id}`);
