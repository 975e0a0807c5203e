import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid } from '../../kernel/errors.ts';
import { keepEvent } from '../registers/history.ts';
import { listOwners } from '../registers/owners.ts';
import { itemChanges, problemsOfItem } from './rules.ts';
import {
  getItem,
  insertItem,
  insertProgramme,
  listItems,
  listPhases,
  lockProgramme,
  setNeeds,
  updateItem,
} from './store.ts';
import { type ItemInput, type ProgrammeInput, ragWords } from './types.ts';

const right = 'programme:manage' as const;

/** Enters a programme with its phases and work streams. @throws WaymarkError `conflict` for a title that is taken. */
export const addProgramme = defineAct<ProgrammeInput, { id: number }>({
  name: 'programme:add',
  right,
  run: async (tx, input, { actor, wrote }) => {
    const { id } = await insertProgramme(tx, { ...input, schemeId: actor.schemeId });
    await wrote({ subject: 'programme', subjectId: id });
    return { id };
  },
});

/**
 * Enters work or a milestone; the days expected are its baseline.
 * @throws WaymarkError `invalid`, for needs that go round in a circle among others; `conflict` for a title that is taken.
 */
export const addItem = defineAct<ItemInput & { programmeId: number }, { id: number }>({
  name: 'programme:add-item',
  right,
  run: async (tx, input, { actor, today, wrote }) => {
    await lockProgramme(tx, input.programmeId);
    const items = await listItems(tx, input.programmeId);
    const problems = problemsOfItem(input, { id: undefined, items, today });
    if (problems.length > 0) throw invalid(problems);
    const { id } = await insertItem(tx, input.programmeId, input);
    await setNeeds(tx, id, input.needs);
    await keepEvent(tx, {
      register: 'programme-item',
      itemId: id,
      act: 'Entered',
      schemeId: actor.schemeId,
      staffId: actor.staffId,
    });
    await wrote({ subject: 'programme-item', subjectId: id });
    return { id };
  },
});

/** Changes an item: days, owner, rating, what it needs, done or dropped; the history keeps what was before. */
export const changeItem = defineAct<ItemInput & { id: number; version: number }, { id: number }>({
  name: 'programme:change-item',
  right,
  about: (input) => ({ subject: 'programme-item', subjectId: input.id }),
  run: async (tx, input, { actor, today, wrote }) => {
    const { programmeId } = await getItem(tx, input.id);
    await lockProgramme(tx, programmeId);
    const before = await getItem(tx, input.id);
    if (before.version !== input.version) throw staleVersion({ version: before.version });
    const [items, phases, owners] = [
      await listItems(tx, programmeId),
      await listPhases(tx, programmeId),
      await listOwners(tx, actor.schemeId),
    ];
    const problems = problemsOfItem(input, { id: input.id, items, today });
    if (problems.length > 0) throw invalid(problems);
    const changes = itemChanges(before, input, {
      owner: (id) =>
        owners.find((owner) => owner.id === id)?.name ?? (id === before.ownerId ? (before.owner ?? '') : ''),
      item: (id) => items.find((item) => item.id === id)?.title ?? '',
      phase: (id) => `Phase ${phases.find((phase) => phase.id === id)?.number ?? ''}`,
    });
    await updateItem(tx, input.id, input);
    await setNeeds(tx, input.id, input.needs);
    await keepEvent(tx, {
      register: 'programme-item',
      itemId: input.id,
      act: input.rebase ? 'Agreed anew: the days expected are the baseline' : 'Changed',
      changes,
      words: input.dayWhy ?? null,
      schemeId: actor.schemeId,
      staffId: actor.staffId,
    });
    await wrote({ subject: 'programme-item', subjectId: input.id });
    return { id: input.id };
  },
});

/** What the programme says of an item now, for somebody whose form is out of date. */
export async function itemNow(tx: Tx, id: number): Promise<{ text: string; version: number }> {
  const item = await getItem(tx, id);
  return {
    version: item.version,
    text: `${item.title}: ${item.startsOn} to ${item.endsOn}. ${item.doneOn === null ? 'Not done' : `Done on ${item.doneOn}`}. ${ragWords[item.rag]}${item.ragWhy === null ? '' : `: ${item.ragWhy}`}.`,
  };
}
