import { ruleInForce } from '../../scheme/rules.ts';
import type { LoadOf } from '../ports.ts';
import { countLoads, currentDay } from './store.ts';

/**
 * The plainest load: people led or supported now, against the scheme's rule `caseload`. It stands in until a
 * wing to the right knows about reductions and part-time posts. The rule speaks of sergeants and constables,
 * so nobody outside the police gets a limit from it.
 */
export const countedLoad: LoadOf = async (tx, schemeId, staffIds) => {
  const rule = await ruleInForce<{ peoplePerOfficer: number }>(
    tx,
    schemeId,
    'caseload',
    await currentDay(tx),
  );
  const rows = await countLoads(tx, schemeId, staffIds);
  return new Map(
    rows.map(({ staffId, people, police }) => [
      staffId,
      { people, limit: police ? rule.body.peoplePerOfficer : null },
    ]),
  );
};
