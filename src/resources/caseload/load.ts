import type { LoadOf } from '../../casework/index.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { availableHundredths, limitFor, pointsLimitFor } from './rules.ts';
import { databaseDay, loadsOf } from './store.ts';
import type { CaseloadRule } from './types.ts';

/**
 * The load by the establishment: people led or supported now, against the rule for the posts that carry people
 * (part-time posts in part, after contracted hours and reductions). Whoever holds no such post (the inspector,
 * probation, link workers) has no limit from this rule. Counts are of what the viewer may see.
 */
export const loadOf: LoadOf = async (tx, schemeId, staffIds, adding = []) => {
  const { body } = await ruleInForce<CaseloadRule>(tx, schemeId, 'caseload', await databaseDay(tx));
  const rows = await loadsOf(tx, schemeId, staffIds, body, adding);
  return new Map(
    rows.map((row) => {
      const available =
        row.counted === null ? null : availableHundredths(row.counted, row, body.fullTimeMinutes);
      const limit = available === null ? undefined : pointsLimitFor(body, available);
      return [
        row.staffId,
        {
          people: row.people,
          limit: available === null ? null : limitFor(body, available),
          ...(limit === undefined
            ? {}
            : { points: { now: row.points, after: row.points + row.adds, limit } }),
        },
      ];
    }),
  );
};
