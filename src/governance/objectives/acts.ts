import { defineAct, staleVersion } from '../../kernel/acts.ts';
import {
  updateObjective as changeRow,
  insertLink,
  insertObjective,
  lockLink,
  lockObjective,
  removeLink,
} from './store.ts';
import type { LinkInput, ObjectiveInput } from './types.ts';

const right = 'board:manage' as const;

/** Enters an objective. @throws WaymarkError `conflict` where the plan has it already. */
export const addObjective = defineAct<ObjectiveInput, { id: number }>({
  name: 'objective:add',
  right,
  run: async (tx, input, { actor, wrote }) => {
    const { id } = await insertObjective(tx, { ...input, schemeId: actor.schemeId });
    await wrote({ subject: 'plan-objective', subjectId: id });
    return { id };
  },
});

export const changeObjective = defineAct<
  Omit<ObjectiveInput, 'example'> & { id: number; version: number },
  { id: number }
>({
  name: 'objective:change',
  right,
  about: (input) => ({ subject: 'plan-objective', subjectId: input.id }),
  run: async (tx, input, { wrote }) => {
    const before = await lockObjective(tx, input.id);
    if (before.version !== input.version) throw staleVersion({ version: before.version });
    await changeRow(tx, input.id, input);
    await wrote({ subject: 'plan-objective', subjectId: input.id });
    return { id: input.id };
  },
});

/** Links what serves or shows an objective. @throws WaymarkError `conflict` where it is linked already. */
export const linkObjective = defineAct<LinkInput, { id: number }>({
  name: 'objective:link',
  right,
  about: (input) => ({ subject: 'plan-objective', subjectId: input.objectiveId }),
  run: async (tx, input, { actor, wrote }) => {
    await lockObjective(tx, input.objectiveId);
    const { id } = await insertLink(tx, { ...input, staffId: actor.staffId });
    await wrote({
      subject: 'plan-objective',
      subjectId: input.objectiveId,
      detail: { link: id, kind: input.kind },
    });
    return { id };
  },
});

export const unlinkObjective = defineAct<{ id: number }, { objectiveId: number }>({
  name: 'objective:unlink',
  right,
  run: async (tx, input, { wrote }) => {
    const { objectiveId } = await lockLink(tx, input.id);
    await removeLink(tx, input.id);
    await wrote({ subject: 'plan-objective', subjectId: objectiveId, detail: { link: input.id } });
    return { objectiveId };
  },
});
