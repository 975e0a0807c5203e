import type { Day } from '../kernel/clock.ts';
import { sql, type Tx } from '../kernel/database.ts';
import { WaymarkError } from '../kernel/errors.ts';

export interface RuleVersion<Body> {
  id: number;
  kind: string;
  version: number;
  validFrom: Day;
  /** Configuration shipped to show how it looks; pages say so. */
  example: boolean;
  body: Body;
}

/** The version of a rule in force on a day, or undefined where the scheme has none. */
export async function findRule<Body>(
  tx: Tx,
  schemeId: number,
  kind: string,
  on: Day,
): Promise<RuleVersion<Body> | undefined> {
  return tx.shared.get(`rule:${schemeId}:${kind}:${on}`, () => readRule<Body>(tx, schemeId, kind, on));
}

async function readRule<Body>(
  tx: Tx,
  schemeId: number,
  kind: string,
  on: Day,
): Promise<RuleVersion<Body> | undefined> {
  const row = await tx.maybe(sql<{
    id: number;
    version: number;
    valid_from: Day;
    example: boolean;
    body: Body;
  }>`
    select id, version, valid_from, example, body from rule_version
    where scheme_id = ${schemeId} and kind = ${kind} and valid_from <= ${on} and (valid_to is null or valid_to > ${on})
    order by version desc limit 1`);
  return (
    row && {
      id: row.id,
      kind,
      version: row.version,
      validFrom: row.valid_from,
      example: row.example,
      body: row.body,
    }
  );
}

/**
 * The version of a rule in force on a day.
 * @throws WaymarkError `wrong-setting` when the scheme has none: no national default is invented.
 */
export async function ruleInForce<Body>(
  tx: Tx,
  schemeId: number,
  kind: string,
  on: Day,
): Promise<RuleVersion<Body>> {
  const rule = await findRule<Body>(tx, schemeId, kind, on);
  if (rule === undefined)
    throw new WaymarkError('wrong-setting', { text: `The scheme has no rule “${kind}” in force on ${on}.` });
  return rule;
}
