import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { isOnScheme } from '../on-scheme.ts';
import { insertAnswer, lockAnswer, withdrawAnswerRow } from './store.ts';
import type { AnswerInput, Questionnaire } from './types.ts';

/** Writes down what a person said of themselves, or that they did not want to answer. */
export const recordAnswers = defineAct<AnswerInput & { personId: number }, { id: number }>({
  name: 'questionnaire:record',
  right: 'questionnaire:record',
  about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
  run: async (tx, input, { actor, today, wrote }) => {
    if (!(await isOnScheme(tx, input.personId)))
      throw new WaymarkError('not-allowed-now', { text: 'Only people on the scheme are asked.' });
    const rule = await ruleInForce<Questionnaire>(tx, actor.schemeId, 'questionnaire', today);
    const { id } = await insertAnswer(tx, {
      ...input,
      schemeId: actor.schemeId,
      agencyId: actor.agencyId,
      staffId: actor.staffId,
      ruleId: rule.id,
    });
    await wrote({
      subject: 'questionnaire_answer',
      subjectId: id,
      personId: input.personId,
      detail: { stage: input.stage, refused: input.refused, answered: Object.keys(input.answers).length },
    });
    return { id };
  },
});

/** Withdraws answers recorded by mistake; they stay, with the reason. */
export const withdrawAnswers = defineAct<
  { id: number; personId: number; version: number; why: string },
  { id: number }
>({
  name: 'questionnaire:withdraw',
  right: 'questionnaire:record',
  about: ({ id }) => ({ subject: 'questionnaire_answer', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const answer = await lockAnswer(tx, input);
    if (answer.version !== input.version) throw staleVersion({ text: '', version: answer.version });
    if (answer.withdrawn)
      throw new WaymarkError('not-allowed-now', { text: 'These answers are withdrawn already.' });
    await withdrawAnswerRow(tx, input.id, input.why, actor.staffId);
    await wrote({ subject: 'questionnaire_answer', subjectId: input.id, personId: input.personId });
    return { id: input.id };
  },
});
