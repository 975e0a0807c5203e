import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, invalid, notFound } from '../../kernel/errors.ts';
import {
  type CriterionContent,
  type FigureContent,
  findPreferred,
  getWhole,
  insertAppraisal,
  insertOption,
  insertStatement,
  lockAppraisal,
  lockOption,
  type OptionContent,
  putCriterion,
  putFigures,
  putScores,
  removeStatement,
  type StatementContent,
  touchAppraisal,
  updateOption,
} from './store.ts';
import type { Appraisal } from './types.ts';

/** Opens an appraisal: a question, to be answered by comparing options. */
export const openAppraisal = defineAct<Omit<Appraisal, 'id' | 'version'>, { id: number }>({
  name: 'option:open',
  right: 'cost:edit',
  run: async (tx, input, { actor, wrote }) => {
    const errors: FieldError[] = [];
    if (input.title === '') errors.push({ field: 'title', text: 'Enter what is appraised' });
    if (input.question === '') errors.push({ field: 'question', text: 'Enter the question it answers' });
    if (errors.length > 0) throw invalid(errors);
    const { id } = await insertAppraisal(tx, { ...input, schemeId: actor.schemeId });
    await wrote({ subject: 'option-appraisal', subjectId: id });
    return { id };
  },
});

export interface OptionInput extends OptionContent {
  appraisalId: number;
  /** Null for a new one. */
  id: number | null;
  version: number;
  figures: FigureContent[];
}

/** What is missing in an option, by field. */
function problemsOfOption(
  option: Pick<OptionInput, 'title' | 'structure' | 'state' | 'reason'>,
): FieldError[] {
  const errors: FieldError[] = [];
  if (option.title === '') errors.push({ field: 'title', text: 'Enter what the option is called' });
  if (option.structure === '')
    errors.push({ field: 'structure', text: 'Describe the structure that the option has' });
  if (option.state !== 'considered' && !option.reason)
    errors.push({ field: 'reason', text: 'Say why it is discounted or preferred' });
  return errors;
}

/** Enters an option or changes one: its structure, figures, risks and fit, and whether it is discounted or preferred. */
export const writeOption = defineAct<OptionInput, { id: number }>({
  name: 'option:write',
  right: 'cost:edit',
  about: (input) => ({ subject: 'option-appraisal', subjectId: input.appraisalId }),
  run: async (tx, input, { wrote }) => {
    const problems = problemsOfOption(input);
    if (problems.length > 0) throw invalid(problems);
    await lockAppraisal(tx, input.appraisalId);
    if (input.state === 'preferred') await refuseSecond(tx, input);
    const id = await putOption(tx, input);
    if (input.figures.length > 0) await putFigures(tx, id, input.figures);
    await wrote({ subject: 'appraisal-option', subjectId: id, detail: { state: input.state } });
    return { id };
  },
});

async function refuseSecond(tx: Tx, input: OptionInput): Promise<void> {
  const other = await findPreferred(tx, input.appraisalId, input.id);
  if (other !== undefined)
    throw invalid([{ field: 'state', text: `“${other.title}” is preferred already. Change that one first` }]);
}

async function putOption(tx: Tx, input: OptionInput): Promise<number> {
  if (input.id === null) return (await insertOption(tx, input.appraisalId, input)).id;
  const there = await lockOption(tx, input.id);
  if (there.appraisalId !== input.appraisalId) throw notFound();
  if (there.version !== input.version)
    throw staleVersion({ version: there.version, title: there.title, state: there.state });
  await updateOption(tx, input.id, input);
  return input.id;
}

export interface WeighInput {
  id: number;
  version: number;
  criteria: CriterionContent[];
  /** `criterion` is the place in `criteria`. */
  scores: { optionId: number; criterion: number; score: number | null }[];
}

/** Sets criteria, their weights and the options' scores, all at once: a ranking is of one moment. */
export const weighOptions = defineAct<WeighInput, { id: number }>({
  name: 'option:weigh',
  right: 'cost:edit',
  about: (input) => ({ subject: 'option-appraisal', subjectId: input.id }),
  run: async (tx, input, { wrote }) => {
    const appraisal = await lockAppraisal(tx, input.id);
    if (appraisal.version !== input.version) throw staleVersion({ version: appraisal.version });
    const problem = input.criteria.find(
      ({ name, weight }) => name === '' || !Number.isInteger(weight) || weight < 0 || weight > 1000,
    );
    if (problem !== undefined)
      throw invalid([{ field: 'name-0', text: 'A criterion has a name and a weight from 0 to 1000' }]);
    const own = (await getWhole(tx, input.id)).options.map((option) => option.id);
    const ids: number[] = [];
    for (const [position, criterion] of input.criteria.entries())
      ids.push((await putCriterion(tx, input.id, { ...criterion, position })).id);
    const scores = input.scores.map(({ optionId, criterion, score }) => {
      const criterionId = ids[criterion];
      if (criterionId === undefined || !own.includes(optionId)) throw notFound();
      return { optionId, criterionId, score };
    });
    if (scores.length > 0) await putScores(tx, scores);
    await touchAppraisal(tx, input.id);
    await wrote({ subject: 'option-appraisal', subjectId: input.id });
    return { id: input.id };
  },
});

/** Enters a statement about shares of people and crimes, to be checked whether it can be. */
export const enterStatement = defineAct<StatementContent & { appraisalId: number }, { id: number }>({
  name: 'option:state',
  right: 'cost:edit',
  about: (input) => ({ subject: 'option-appraisal', subjectId: input.appraisalId }),
  run: async (tx, input, { wrote }) => {
    await lockAppraisal(tx, input.appraisalId);
    const { id } = await insertStatement(tx, input.appraisalId, input);
    await wrote({ subject: 'appraisal-statement', subjectId: id });
    return { id };
  },
});

/** Takes a statement out again. */
export const dropStatement = defineAct<{ appraisalId: number; id: number }, { id: number }>({
  name: 'option:unstate',
  right: 'cost:edit',
  about: (input) => ({ subject: 'option-appraisal', subjectId: input.appraisalId }),
  run: async (tx, input, { wrote }) => {
    if ((await removeStatement(tx, input.appraisalId, input.id)) === 0) throw notFound();
    await wrote({ subject: 'appraisal-statement', subjectId: input.id });
    return { id: input.id };
  },
});
