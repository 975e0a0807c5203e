import { sql, type Tx } from '../../kernel/database.ts';
import { listAnswers } from './store.ts';
import type { Pictures, Questionnaire } from './types.ts';

export { picturesBlock } from './views.ts';

/** What the person said of themselves over time. Nothing for those who may not see it: the policies decide. */
export async function picturesOf(tx: Tx, personId: number): Promise<Pictures> {
  const answers = await listAnswers(tx, personId);
  const last = answers.at(-1);
  return {
    answers,
    questionnaire: last === undefined ? undefined : await questionnaireOf(tx, last.ruleId),
  };
}

/** The version that an answer names: a rule's version never changes, so it is kept for seconds. */
export const questionnaireOf = (tx: Tx, ruleId: number): Promise<Questionnaire> =>
  tx.shared.get(
    `rule-version:${ruleId}`,
    async () =>
      (await tx.one(sql<{ body: Questionnaire }>`select body from rule_version where id = ${ruleId}`)).body,
  );
