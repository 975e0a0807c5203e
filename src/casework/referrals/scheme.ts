import type { Tx } from '../../kernel/database.ts';
import { sql } from '../../kernel/database.ts';
import { type RuleVersion, ruleInForce } from '../../scheme/rules.ts';
import type { ReferralsRule } from './types.ts';

/** Categories, desired outcomes, reasons and days of the scheme's referrals. */
export const referralsRule = (
  tx: Tx,
  viewer: { schemeId: number },
  today: string,
): Promise<RuleVersion<ReferralsRule>> => ruleInForce<ReferralsRule>(tx, viewer.schemeId, 'referrals', today);

/** A referral keeps to the outcomes as they were put when it was written. */
export const ruleOfReferral = (tx: Tx, ruleId: number): Promise<ReferralsRule> =>
  tx.shared.get(
    `rule-version:${ruleId}`,
    async () =>
      (await tx.one(sql<{ body: ReferralsRule }>`select body from rule_version where id = ${ruleId}`)).body,
  );

/** The word of a code, or the code where the list has lost it. */
export const nameOf = (list: readonly { code: string; name: string }[], code: string | null): string =>
  list.find((one) => one.code === code)?.name ?? code ?? '';

export const outcomeText = (rule: Pick<ReferralsRule, 'outcomes'>, code: string): string =>
  rule.outcomes.find((one) => one.code === code)?.text ?? code;
