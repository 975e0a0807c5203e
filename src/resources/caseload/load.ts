import type { LoadOf } from '../../casework/index.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { limitFor } from './rules.ts';
import { databaseDay, loadsOf } from './store.ts';
import type { CaseloadRule } from './types.ts';

/**
 * The load by the establishment: people led or supported now, against the rule for the posts that carry people
 * (part-time posts in part). Whoever holds no such post (the inspector, probation, link workers) has no limit from
 * this rule. Counts are of what the viewer may see.
 */
export const loadOf: LoadOf = async (tx, schemeId, staffIds) => {
  const rule = await ruleInForce<CaseloadRule>(tx, schemeId, 'caseload', await databaseDay(tx));
  const rows = await loadsOf(tx, schemeId, staffIds, rule.body);
  return new Map(
    rows.map(({ staffId, people, counted }) => [
      staffId,
      { people, limit: counted === null ? null : limitFor(rule.body, counted) },
    ]),
  );
};
