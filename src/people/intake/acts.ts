import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { listWaiting } from './preview-store.ts';
import { allow, type BatchAct } from './rules.ts';
import type { Decision } from './same-reference.ts';
import { matchWhole } from './stage.ts';
import { decideState, getOwnSource, hasLaterChanges, isOutdated, lockBatch, saveMapping } from './store.ts';
import type { Batch, Mapping } from './types.ts';

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
    if ((batch.counts?.record?.waiting ?? 0) > 0)
      throw new WaymarkError('not-allowed-now', {
        text: 'References of this file that we know stand for somebody else now. Decide about them first.',
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

/**
 * Says whether a reference that we hold somebody else under is a correction, or is set aside; `all` may only be set
 * aside. The intake carries it out (`decideWaiting`).
 */
export const decideSomebodyElse = defineAct<
  BatchInput & { line: number | 'all'; decision: Decision },
  { id: number }
>({
  name: 'import:decide-somebody-else',
  right: 'intake:import',
  about,
  run: async (tx, input, { wrote }) => {
    await open(tx, input, 'compare');
    const { line, decision } = input;
    const first = line === 'all' ? undefined : (await listWaiting(tx, input.id, 1, line))[0];
    if (line !== 'all' && first?.line !== line)
      throw new WaymarkError('not-allowed-now', { text: 'Nothing on this line waits for a decision.' });
    // Nobody makes a correction of a record that is not theirs to see.
    if (decision === 'correction' && (first === undefined || first.itemId === null))
      throw new WaymarkError('not-allowed-now', {
        text: 'Who we hold under this reference is withheld from you: set it aside, or ask the scheme office.',
      });
    await wrote({
      subject: 'import_batch',
      subjectId: input.id,
      detail: { line, decision, record: first?.itemId ?? null },
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

/** Says which column is which, for this file and the source's next ones. The intake then reads the rows (`mapBatch`). */
export const matchImportColumns = defineAct<{ id: number; mapping: Mapping }, { id: number }>({
  name: 'import:match-columns',
  right: 'intake:import',
  about: ({ id }) => ({ subject: 'import_batch', subjectId: id }),
  run: async (tx, input, { wrote }) => {
    const batch = await lockBatch(tx, input.id);
    allow(batch, 'match');
    const { matched } = matchWhole(batch, input.mapping);
    await saveMapping(tx, batch.sourceId, input.mapping);
    await wrote({
      subject: 'import_batch',
      subjectId: batch.id,
      detail: { source: batch.sourceId, columns: matched.columns.length },
    });
    return { id: batch.id };
  },
});

/** Forgets how a source's columns were matched: its next file is matched by its headers. */
export const forgetImportColumns = defineAct<{ id: number }, { id: number }>({
  name: 'import:forget-columns',
  right: 'intake:import',
  about: ({ id }) => ({ subject: 'import_source', subjectId: id }),
  run: async (tx, { id }, { actor, wrote }) => {
    const source = await getOwnSource(tx, id, actor.agencyId);
    await saveMapping(tx, source.id, null);
    await wrote({
      subject: 'import_source',
      subjectId: source.id,
      detail: { columns: Object.keys(source.mapping ?? {}).length },
    });
    return { id: source.id };
  },
});

/** Asks that a staged batch be held against the tables again; the intake does it (`compareAgain`). */
export const compareImport = defineAct<{ id: number }, { id: number }>({
  name: 'import:compare',
  right: 'intake:import',
  about: ({ id }) => ({ subject: 'import_batch', subjectId: id }),
  run: async (tx, { id }, { wrote }) => {
    allow(await lockBatch(tx, id), 'compare');
    await wrote({ subject: 'import_batch', subjectId: id });
    return { id };
  },
});
