import type { ActionsOfStaff } from '../../casework/index.ts';
import { invalid } from '../../kernel/errors.ts';
import { whyUnfit } from '../../scheme/skills.ts';
import { listOwnedInRegisters } from '../registers/leaver.ts';
import { keepVersion, listOpenOf, lockAction, todayOf, updateAction } from './store.ts';

/** What a leaver owns on the boards' registers, for whoever hands over everything of theirs in one act. */
export const actionsOfStaff: ActionsOfStaff = {
  list: (tx, staffId) => listOpenOf(tx, staffId),
  inRegisters: (tx, staffId) => listOwnedInRegisters(tx, staffId),
  mayMove: (viewer) => viewer.may('action:manage'),
  move: async (tx, { id, version, from, to, by }) => {
    const action = await lockAction(tx, id);
    if (action.version !== version || action.ownerId !== from) return undefined;
    const { schemeId, today } = await todayOf(tx, id);
    const unfit = await whyUnfit(tx, { ...action, schemeId, staffId: to, on: today });
    if (unfit !== undefined)
      throw invalid([
        {
          field: 'actionsTo',
          text: `“${action.title}” asks for more: ${unfit}. Give it to somebody by hand first`,
        },
      ]);
    await updateAction(tx, id, { ...action, override: null, ownerId: to });
    await keepVersion(tx, id, by);
    return version + 1;
  },
};
