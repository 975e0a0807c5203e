import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { allow, type BatchAct } from './rules.ts';
import { decideState, hasLaterChanges, isOutdated, lockBatch } from './store.ts';
import type { Batch } from './types.ts';

export interface BatchInput {
  id: number;
  version: number;
}

/** A person decides here, in their own name; the intake service then moves the rows. */
async function open(tx: Tx, input: BatchInput, act: BatchAct): Promise<Batch> {
  const batch = await lockBatch(tx, input.id);
  allow(batch, act);
  if (batch.version !== input.version) throw staleVersion({ version: batch.version, state: batch.state });
  return batch;
}

const about = (input: BatchInput) => ({ subject: 'import_batch', subjectId: input.id });

/** Accepts what the dry run showed. Refused when the tables have moved on since. */
export const acceptImport = defineAct<BatchInput, { id: number }>({
  name: 'import:decide-accept',
  right: 'intake:import',
  about,
  run: async (tx, input, { actor, wrote }) => {
    const batch = await open(tx, input, 'accept');
    if (await isOutdated(tx, batch.id))
      throw new WaymarkError('not-allowed-now', {
        text: 'Another file of this source went in or out since this one was checked. Compare again, and look at what would change.',
      });
    await decideState(tx, input.id, 'accepting', actor.staffId);
    await wrote({
      subject: 'import_batch',
      subjectId: input.id,
      detail: { new: batch.rowsNew, changed: batch.rowsChanged, bad: batch.rowsBad },
    });
    return { id: input.id };
  },
});

/** Drops a file that was not accepted. */
export const abandonImport = defineAct<BatchInput, { id: number }>({
  name: 'import:abandon',
  right: 'intake:import',
  about,
  run: async (tx, input, { actor, wrote }) => {
    await open(tx, input, 'abandon');
    await decideState(tx, input.id, 'abandoned', actor.staffId);
    await wrote({ subject: 'import_batch', subjectId: input.id });
    return { id: input.id };
  },
});

/** Undoes an accepted batch. Refused while a later batch stands on rows that this one wrote. */
export const undoImport = defineAct<BatchInput, { id: number }>({
  name: 'import:decide-undo',
  right: 'intake:import',
  about,
  run: async (tx, input, { actor, wrote }) => {
    const batch = await open(tx, input, 'undo');
    if (await hasLaterChanges(tx, batch.id))
      throw new WaymarkError('not-allowed-now', {
        text: 'A later batch changed rows that this one wrote. Undo the later one first.',
      });
    await decideState(tx, input.id, 'undoing', actor.staffId);
    await wrote({ subject: 'import_batch', subjectId: input.id });
    return { id: input.id };
  },
});
