import type { Tx } from '../../kernel/database.ts';
import { type BaseName, listBases } from '../../scheme/directory.ts';
import type { Ask } from '../../web/route.ts';
import { loadPathways } from '../plans/load.ts';
import type { Pathway } from '../plans/types.ts';
import { referralsRule } from './scheme.ts';
import type { ReferralsRule } from './types.ts';

/** Names for the codes and numbers that a service holds. */
export interface DirectoryNames {
  rule: ReferralsRule;
  example: boolean;
  pathways: Pathway[];
  bases: BaseName[];
}

export async function loadNames(tx: Tx, ask: Pick<Ask, 'viewer' | 'today'>): Promise<DirectoryNames> {
  const [rule, pathways, bases] = await Promise.all([
    referralsRule(tx, ask.viewer, ask.today),
    loadPathways(tx, ask.viewer.schemeId, ask.today),
    listBases(tx, ask.viewer.schemeId),
  ]);
  return { rule: rule.body, example: rule.example, pathways, bases };
}
