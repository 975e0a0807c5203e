import { sql, type Tx } from '../../kernel/database.ts';
import type { CostYear } from './types.ts';

const columns = sql`y.id, y.year, y.state, y.writers, y.rules, d.name as "decidedByName", y.decided_at as "decidedAt", y.note, y.version`;

export const findYear = (tx: Tx, year: string): Promise<CostYear | undefined> =>
  tx.maybe(
    sql<CostYear>`select ${columns} from cost_year y left join staff d on d.id = y.decided_by where y.year = ${year}`,
  );

export const lockYear = (tx: Tx, year: string): Promise<CostYear | undefined> =>
  tx.maybe(
    sql<CostYear>`select ${columns} from cost_year y left join staff d on d.id = y.decided_by where y.year = ${year} for update of y`,
  );

/** Opens the year's budget where it has none, and notes who writes in it. */
export const noteWriter = (
  tx: Tx,
  noting: { schemeId: number; year: string; staffId: number },
): Promise<number> =>
  tx.run(sql`insert into cost_year (scheme_id, year, state, writers) values (${noting.schemeId}, ${noting.year}, 'draft', array[${noting.staffId}::bigint])
    on conflict (scheme_id, year) do update set version = cost_year.version + 1,
      writers = case when ${noting.staffId}::bigint = any (cost_year.writers) then cost_year.writers else cost_year.writers || ${noting.staffId}::bigint end`);

export const approveYear = (
  tx: Tx,
  id: number,
  by: { staffId: number; now: Date; note: string | null; rules: readonly number[] },
): Promise<number> =>
  tx.run(sql`update cost_year set state = 'approved', rules = ${[...by.rules]}::bigint[], decided_by = ${by.staffId}, decided_at = ${by.now}, note = ${by.note}, version = version + 1
    where id = ${id}`);

export const reopenYear = (
  tx: Tx,
  id: number,
  by: { staffId: number; now: Date; note: string },
): Promise<number> =>
  tx.run(sql`update cost_year set state = 'draft', rules = '{}', decided_by = ${by.staffId}, decided_at = ${by.now}, note = ${by.note}, version = version + 1
    where id = ${id}`);

export const listBudgets = (tx: Tx): Promise<CostYear[]> =>
  tx.many(
    sql<CostYear>`select ${columns} from cost_year y left join staff d on d.id = y.decided_by order by y.year desc`,
  );
