import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, invalid, WaymarkError } from '../../kernel/errors.ts';
import { findProblems } from './matrix-check.ts';
import { enact, insertMatrix, isNameTaken, lockMatrix, updateBody, updateState } from './matrix-store.ts';
import {
  type GoingLive,
  type MatrixAct,
  type MatrixRow,
  type MatrixState,
  matrixStateWords,
  matrixTransitions,
} from './matrix-types.ts';
import { matrixInForce } from './references.ts';
import type { Matrix } from './types.ts';

export interface MatrixKey {
  id: number;
  version: number;
}

const about = ({ id }: { id: number }) => ({ subject: 'matrix', subjectId: id });

async function locked(
  tx: Tx,
  { actor }: ActContext,
  { id, version }: MatrixKey,
  act: MatrixAct,
): Promise<{ matrix: MatrixRow; state: MatrixState }> {
  const matrix = await lockMatrix(tx, actor.schemeId, id);
  if (matrix.version !== version)
    throw staleVersion({
      name: matrix.body.name,
      state: matrixStateWords[matrix.state],
      version: matrix.version,
    });
  const state = matrixTransitions[matrix.state][act];
  if (state === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `This matrix is “${matrixStateWords[matrix.state].toLowerCase()}”, so this cannot be done now.`,
      data: { allowed: Object.keys(matrixTransitions[matrix.state]) },
    });
  return { matrix, state };
}

/** Two matrices on their way never have one name: an approver has to know which is meant. */
async function refuseTakenName(tx: Tx, schemeId: number, name: string, but: number | null): Promise<void> {
  if (name.trim() === '') throw invalid([{ field: 'name', text: 'Give the matrix a name' }]);
  if (await isNameTaken(tx, schemeId, name.trim(), but))
    throw invalid([{ field: 'name', text: `another draft is called “${name.trim()}” already` }]);
}

/** A new draft that begins as what is in force today, under a name of its own. */
export const draftMatrix = defineAct<{ cohort: string; name: string }, { id: number }>({
  name: 'matrix:draft',
  right: 'matrix:edit',
  run: async (tx, { cohort, name }, { actor, today, wrote }) => {
    await refuseTakenName(tx, actor.schemeId, name, null);
    const { body } = await matrixInForce(tx, actor.schemeId, cohort, today);
    const { id } = await insertMatrix(tx, {
      schemeId: actor.schemeId,
      cohort,
      body: { ...body, name: name.trim() },
      staffId: actor.staffId,
    });
    await wrote({ subject: 'matrix', subjectId: id });
    return { id };
  },
});

/** Keeps a draft as it is, whether it is whole yet or not: what is wrong is refused when it is submitted. */
export const saveMatrix = defineAct<MatrixKey & { body: Matrix }, { id: number }>({
  name: 'matrix:save',
  right: 'matrix:edit',
  about,
  run: async (tx, input, context) => {
    await locked(tx, context, input, 'save');
    await refuseTakenName(tx, context.actor.schemeId, input.body.name, input.id);
    await updateBody(tx, input.id, input.body, context.actor.staffId);
    await context.wrote(about(input));
    return { id: input.id };
  },
});

/**
 * Submits a draft as it is saved or, with a `body`, as it is typed: both are kept, or neither.
 * @throws WaymarkError `invalid` with each place that is wrong.
 */
export const submitMatrix = defineAct<MatrixKey & { body?: Matrix }, { id: number }>({
  name: 'matrix:submit',
  right: 'matrix:edit',
  about,
  run: async (tx, input, context) => {
    const { matrix, state } = await locked(tx, context, input, 'submit');
    const body = input.body ?? matrix.body;
    const problems = findProblems(body);
    if (problems.length > 0) throw invalid(problems.map(({ place, text }) => ({ field: place, text })));
    await refuseTakenName(tx, context.actor.schemeId, body.name, input.id);
    if (input.body !== undefined) await updateBody(tx, input.id, input.body, context.actor.staffId);
    await updateState(tx, input.id, { state, staffId: context.actor.staffId });
    await context.wrote({ ...about(input), detail: { state } });
    return { id: input.id };
  },
});

/** Nobody approves what they wrote any of, or submitted: the table refuses it too. */
export const approveMatrix = defineAct<MatrixKey, { id: number }>({
  name: 'matrix:approve',
  right: 'matrix:approve',
  about,
  run: async (tx, input, context) => {
    const { matrix, state } = await locked(tx, context, input, 'approve');
    const { staffId } = context.actor;
    if ([...matrix.writers, matrix.submittedBy].includes(staffId))
      throw new WaymarkError('not-allowed-now', {
        text: 'A second person approves a matrix: nobody who wrote any of it or submitted it.',
      });
    await updateState(tx, input.id, { state, staffId });
    await context.wrote({ ...about(input), detail: { state } });
    return { id: input.id };
  },
});

export const sendBackMatrix = defineAct<MatrixKey & { why: string }, { id: number }>({
  name: 'matrix:send-back',
  right: 'matrix:approve',
  about,
  run: async (tx, input, context) => {
    const why = input.why.trim();
    if (why === '') throw invalid([{ field: 'why', text: 'Say what is to be changed' }]);
    const { state } = await locked(tx, context, input, 'send-back');
    await updateState(tx, input.id, { state, staffId: context.actor.staffId, returnedWhy: why });
    await context.wrote({ ...about(input), detail: { state } });
    return { id: input.id };
  },
});

/** Ends a matrix that nobody approved; with a `body`, what was typed last is kept with it. */
export const withdrawMatrix = defineAct<MatrixKey & { body?: Matrix }, { id: number }>({
  name: 'matrix:withdraw',
  right: 'matrix:edit',
  about,
  run: async (tx, input, context) => {
    const { matrix, state } = await locked(tx, context, input, 'withdraw');
    if (input.body !== undefined && matrix.state === 'draft')
      await updateBody(tx, input.id, input.body, context.actor.staffId);
    await updateState(tx, input.id, { state, staffId: context.actor.staffId });
    await context.wrote({ ...about(input), detail: { state } });
    return { id: input.id };
  },
});

/** Puts an approved matrix in force from a day; its equality assessment must be on file. */
export const goLive = defineAct<MatrixKey & GoingLive, { id: number; ruleId: number | null }>({
  name: 'matrix:go-live',
  right: 'matrix:approve',
  changesAccess: true,
  about,
  run: async (tx, input, context) => {
    const errors = goingLiveErrors(input, context.today);
    if (errors.length > 0) throw invalid(errors);
    const { matrix } = await locked(tx, context, input, 'go-live');
    const inForce = await matrixInForce(tx, context.actor.schemeId, matrix.cohort, context.today);
    if (input.liveFrom <= inForce.validFrom)
      throw invalid([
        {
          field: 'liveFrom',
          text: `The matrix in force began on ${inForce.validFrom}: this one must begin later`,
        },
      ]);
    const ruleId = await enact(tx, input.id, input, context.actor.staffId);
    if (ruleId === null) throw new WaymarkError('not-allowed-now');
    // One that begins later is taken up by the first run of its day.
    if (input.liveFrom <= context.today)
      await context.emit('matrix-in-force', { schemeId: context.actor.schemeId, cohort: matrix.cohort });
    await context.wrote({ ...about(input), detail: { from: input.liveFrom, rule: ruleId } });
    return { id: input.id, ruleId };
  },
});

function goingLiveErrors(going: GoingLive, today: string): FieldError[] {
  const errors: FieldError[] = [];
  if (going.assessment.trim() === '')
    errors.push({
      field: 'assessment',
      text: 'Say where the equality assessment is: a document’s number or address',
    });
  if (going.assessedBy.trim() === '')
    errors.push({ field: 'assessedBy', text: 'Say who made the equality assessment' });
  if (going.assessedOn === '' || going.assessedOn > today)
    errors.push({ field: 'assessedOn', text: 'Give the day of the equality assessment, today or earlier' });
  if (going.liveFrom === '' || going.liveFrom < today)
    errors.push({ field: 'liveFrom', text: 'Give the day from which it holds, today or later' });
  return errors;
}
