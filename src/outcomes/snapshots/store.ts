import { sql, type Tx } from '../../kernel/database.ts';
import type { Check, Snapshot } from './types.ts';

export const getSnapshot = (tx: Tx, id: number): Promise<Snapshot> =>
  tx.one(sql<Snapshot>`
    select c.id, c.measure, c.at, c.data_to as "dataTo", c.definition_version as "definitionVersion", r.version as "ruleVersion",
      r.valid_from as "ruleFrom", c.code_version as "codeVersion", c.inputs_sha256 as inputs, c.frozen_sha256 as frozen, c.definition, c.feeds
    from claim c join rule_version r on r.id = c.rule_id where c.id = ${id}`);

export const findFigures = async (tx: Tx, claimId: number): Promise<unknown> =>
  (await tx.maybe(sql<{ figures: unknown }>`select figures from claim_exact where claim_id = ${claimId}`))
    ?.figures;

export const listChecks = (tx: Tx, claimId: number, limit: number): Promise<Check[]> =>
  tx.many(sql<Check>`
    select at, code_version as "codeVersion", definition_version as "definitionVersion", result, differs
    from claim_check where claim_id = ${claimId} order by id desc limit ${limit}`);

export const insertCheck = (tx: Tx, claimId: number, check: Check): Promise<number> =>
  tx.run(sql`
    insert into claim_check (claim_id, at, code_version, definition_version, result, differs)
    values (${claimId}, ${check.at}, ${check.codeVersion}, ${check.definitionVersion}, ${check.result}, ${check.differs}::text[])`);
