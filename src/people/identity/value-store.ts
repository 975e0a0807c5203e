import { sql, type Tx } from '../../kernel/database.ts';
import { rulesFrom, type ValueRules } from './value-rules.ts';

export interface RuleInForce {
  rules: ValueRules;
  /** 0 where no scheme has set any: what the system comes with. */
  version: number;
  from: string | null;
  by: string | null;
}

const columns = sql`r.body, r.version, r.valid_from as "from", s.name as by`;

interface Row {
  body: unknown;
  version: number;
  from: string;
  by: string | null;
}

const inForce = (row: Row | undefined): RuleInForce =>
  row === undefined
    ? { rules: rulesFrom(null), version: 0, from: null, by: null }
    : { rules: rulesFrom(row.body), version: row.version, from: row.from, by: row.by };

/** The scheme's own rule. */
export const findValueRule = async (tx: Tx, schemeId: number): Promise<RuleInForce> =>
  inForce(
    await tx.maybe(sql<Row>`
      select ${columns} from rule_version r left join staff s on s.id = r.author_id
      where r.scheme_id = ${schemeId} and r.kind = 'shown-values' order by r.version desc limit 1`),
  );

/** A person is one for all schemes of a database: what the oldest scheme that has a rule says is shown. */
export const valueRuleForAll = async (tx: Tx): Promise<{ rules: ValueRules; version: number }> => {
  const row = await tx.maybe(sql<{ body: unknown; version: number }>`
    select body, version from rule_version where kind = 'shown-values' order by scheme_id, version desc limit 1`);
  return { rules: rulesFrom(row?.body ?? null), version: row?.version ?? 0 };
};

/** The new version, or null where somebody has set it meanwhile. */
export const setValueRule = async (tx: Tx, rules: ValueRules, expected: number): Promise<number | null> =>
  (
    await tx.one(sql<{ version: number | null }>`
      select identity_values_set(${JSON.stringify({ fields: rules })}::jsonb, ${expected}) as version`)
  ).version;

/** The versions before, newest first, to see who changed what and to go back to. */
export const listValueRules = async (tx: Tx, schemeId: number): Promise<RuleInForce[]> =>
  (
    await tx.many(sql<Row>`
      select ${columns} from rule_version r left join staff s on s.id = r.author_id
      where r.scheme_id = ${schemeId} and r.kind = 'shown-values' order by r.version desc limit 20`)
  ).map(inForce);
