import type { ActionsOfStaff } from '../../casework/index.ts';
import { keepVersion, listOpenOf, lockAction, updateAction } from './store.ts';

/** What a leaver owns on the boards' registers, for whoever hands over everything of theirs in one act. */
export const actionsOfStaff: ActionsOfStaff = {
  list: (tx, staffId) => listOpenOf(tx, staffId),
  mayMove: (viewer) => viewer.may('action:manage'),
  move: async (tx, { id, version, from, to, by }) => {
    const action = await lockAction(tx, id);
    if (action.version !== version || action.ownerId !== from) return undefined;
    await updateAction(tx, id, { ...action, ownerId: to });
    await keepVersion(tx, id, by);
    return version + 1;
  },
};
