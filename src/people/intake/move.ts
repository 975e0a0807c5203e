import { auditRan } from '../../access/audit-log.ts';
import { addMonths, londonDay } from '../../kernel/clock.ts';
import type { Database, Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import {
  applyChanged,
  countDecided,
  countStagedItems,
  deleteNew,
  emit,
  findNominalSource,
  findRetentionMonths,
  finishAccepting,
  finishUndoing,
  insertNew,
  listPolice,
  type MoveContext,
  noteHistory,
  restoreChanged,
} from './move-store.ts';
import { clearStaging, refuseFile } from './stage.ts';
import { hasLostCapacity, type LineRange, lastLine } from './staging-store.ts';
import { asIntake, breathe, eachRange } from './steps.ts';
import { dropExcerpts, findBatch, getBatch, hasLaterChanges, lockBatch, setState } from './store.ts';
import { type Batch, type ItemKind, itemKinds } from './types.ts';

/**
 * How a batch becomes visible all at once:
 *
 * - PostgreSQL: one transaction writes everything. Whatever happens midway, nothing was changed.
 * - The embedded database has one connection, so one long transaction would keep everybody waiting. New rows are
 *   written in short steps while the batch is `accepting`; policies leave out rows of such a batch (`import_pending()`).
 *   One transaction then applies the changed rows and turns the batch to `accepted`: the flip.
 *
 * Either may be tried again after the process died: new rows that are there stay, and the flip is one transaction.
 * Undoing goes the other way: the flip restores what was changed and hides what was new, which is then taken out.
 */
const moving = new Set<number>();

const kindsOf = (batch: Batch): ItemKind[] =>
  itemKinds.filter((kind) => {
    const counts = batch.counts?.[kind];
    return (counts?.new ?? 0) + (counts?.changed ?? 0) > 0;
  });

/**
 * Moves a batch that somebody accepted (state `accepting`) into the tables. Safe to call again, and from several
 * processes.
 *
 * @throws WaymarkError `not-allowed-now` when the staged rows are gone: the batch is then abandoned.
 */
export async function moveIn(database: Database, batchId: number, now: Date): Promise<void> {
  await once(batchId, async () => {
    const opened = await openOrPutBack(database, batchId, now);
    if (opened === undefined) return;
    const { batch, context } = opened;
    const kinds = kindsOf(batch);
    if (database.embedded) {
      for (const kind of kinds) {
        await eachRange(database, batchId, async (lines) => {
          await asIntake(database, (tx) => insertNew(tx, context, kind, lines));
        });
      }
    }
    await asIntake(database, async (tx) => {
      // Another process may have finished meanwhile: it waits here, and finds nothing to do.
      const current = await lockBatch(tx, batchId);
      if (current.state !== 'accepting') return;
      await flipIn(tx, database.embedded, { batch: current, context, kinds, now });
    });
    await clearStaging(database, batchId);
  });
}

async function once(batchId: number, work: () => Promise<void>): Promise<void> {
  if (moving.has(batchId)) return;
  moving.add(batchId);
  try {
    await work();
  } finally {
    moving.delete(batchId);
  }
}

type Opened = { batch: Batch; context: MoveContext };

/** Before anything is written: what cannot be taken in goes back to where a person can decide. */
async function openOrPutBack(database: Database, batchId: number, now: Date): Promise<Opened | undefined> {
  try {
    const opened = await asIntake(database, (tx) => openMove(tx, batchId, now));
    if (opened !== 'gone') return opened;
  } catch (error) {
    if (error instanceof WaymarkError && (error.code === 'wrong-setting' || error.code === 'not-allowed-now'))
      await asIntake(database, (tx) => setState(tx, batchId, 'staged'));
    throw error;
  }
  await giveUp(database, batchId);
  throw new WaymarkError('not-allowed-now', {
    text: 'What was read from this file is no longer there (the database server was restarted). Send the file again.',
  });
}

async function openMove(tx: Tx, batchId: number, now: Date): Promise<Opened | 'gone' | undefined> {
  const batch = await lockBatch(tx, batchId);
  if (batch.state !== 'accepting') return undefined;
  if ((await countStagedItems(tx, batchId)) !== batch.items) return 'gone';
  // Another batch may have gone in while somebody accepted this one.
  if (await hasLostCapacity(tx, batch))
    throw new WaymarkError('not-allowed-now', {
      text: 'Rows of this file would change victims or witnesses into something else. Compare again: those rows are then left out.',
    });
  const today = londonDay(now);
  const months = await findRetentionMonths(tx, today);
  if (months === null)
    throw new WaymarkError('wrong-setting', {
      text: 'The scheme has no rule “retention” in force, so nobody can say when a record is to be deleted.',
    });
  const context = {
    batch,
    nominalSource: await findNominalSource(tx, batch),
    police: await listPolice(tx),
    deleteAfter: addMonths(today, months),
  };
  return { batch, context };
}

interface Flip {
  batch: Batch;
  context: MoveContext;
  kinds: readonly ItemKind[];
  now: Date;
}

async function flipIn(tx: Tx, embedded: boolean, { batch, context, kinds, now }: Flip): Promise<void> {
  const last = await lastLine(tx, batch.id);
  for (const kind of kinds) {
    const counts = batch.counts?.[kind];
    if (!embedded && counts?.new) await insertNew(tx, context, kind, { from: 0, to: last });
    if (counts?.changed)
      await ranges(last, embedded ? 500 : 100_000, (lines) => applyChanged(tx, context, kind, lines));
  }
  await finishAccepting(tx, batch.id, now);
  await dropExcerpts(tx, batch.id);
  await noteHistory(tx, batch, 'insert');
  await auditRan(tx, { act: 'import:accept', ...auditOf(batch) });
  await emit(tx, 'import-accepted', batch);
}

async function ranges(last: number, size: number, work: (lines: LineRange) => Promise<void>): Promise<void> {
  for (let from = 0; from <= last; from += size) {
    await work({ from, to: from + size - 1 });
    await breathe();
  }
}

const auditOf = (batch: Batch) => ({
  subject: 'import_batch',
  subjectId: batch.id,
  detail: {
    source: batch.sourceId,
    agency: batch.agencyId,
    format: batch.format,
    onBehalfOf: batch.acceptedById,
    read: batch.rowsRead,
    bad: batch.rowsBad,
    new: batch.rowsNew,
    changed: batch.rowsChanged,
    same: batch.rowsSame,
    older: batch.rowsOlder,
  },
});

const undoStep = 500;

/** Puts back what stood before a batch that somebody undid (state `undoing`). Safe to call again. */
export async function moveOut(database: Database, batchId: number, now: Date): Promise<void> {
  await once(batchId, async () => {
    const kinds = await flipOutOrPutBack(database, batchId, now);
    if (kinds === undefined) return;
    for (const kind of kinds) {
      for (let gone = undoStep; gone === undoStep; ) {
        gone = await asIntake(database, (tx) => deleteNew(tx, batchId, kind, undoStep));
        await breathe();
      }
    }
    await asIntake(database, (tx) => closeUndo(tx, batchId, now));
  });
}

async function flipOutOrPutBack(
  database: Database,
  batchId: number,
  now: Date,
): Promise<readonly ItemKind[] | undefined> {
  try {
    return await asIntake(database, (tx) => flipOut(tx, database.embedded, batchId, now));
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'not-allowed-now')
      await asIntake(database, (tx) => setState(tx, batchId, 'accepted'));
    throw error;
  }
}

/** @returns the kinds of which new rows are still to be taken out; undefined when there is nothing to do. */
async function flipOut(
  tx: Tx,
  embedded: boolean,
  batchId: number,
  now: Date,
): Promise<readonly ItemKind[] | undefined> {
  const batch = await lockBatch(tx, batchId);
  if (batch.state !== 'undoing') return undefined;
  await refuseUndo(tx, batch);
  for (const kind of kindsOf(batch)) {
    for (let done = undoStep; done === undoStep; ) {
      done = await restoreChanged(tx, batchId, kind, undoStep);
      await breathe();
    }
  }
  const kinds = kindsOf(batch).reverse();
  if (embedded) return kinds;
  for (const kind of kinds) await deleteNew(tx, batchId, kind, batch.items + 1);
  await closeUndo(tx, batchId, now);
  return undefined;
}

/** @throws WaymarkError `not-allowed-now` when undoing would lose what came after. */
export async function refuseUndo(tx: Tx, batch: Pick<Batch, 'id'>): Promise<void> {
  if (await hasLaterChanges(tx, batch.id))
    throw new WaymarkError('not-allowed-now', {
      text: 'A later batch changed rows that this one wrote. Undo the later one first.',
    });
  const decided = await countDecided(tx, batch.id);
  if (decided > 0)
    throw new WaymarkError('not-allowed-now', {
      text: `Somebody has decided who ${decided === 1 ? 'a person of this batch is' : `${decided} people of this batch are`}. Their decisions stand on these records, so the batch cannot be undone.`,
    });
}

async function closeUndo(tx: Tx, batchId: number, now: Date): Promise<void> {
  const batch = await lockBatch(tx, batchId);
  if (batch.state !== 'undoing') return;
  await finishUndoing(tx, batchId, now);
  await noteHistory(tx, batch, 'delete');
  const audit = auditOf(batch);
  await auditRan(tx, {
    act: 'import:undo',
    ...audit,
    detail: { ...audit.detail, onBehalfOf: batch.undoneById },
  });
  await emit(tx, 'import-undone', batch);
}

/** Goes on with a batch wherever it was left. */
export async function resume(database: Database, batchId: number, now: Date): Promise<void> {
  const batch = await asIntake(database, (tx) => findBatch(tx, batchId));
  if (batch?.state === 'accepting') await moveIn(database, batchId, now);
  if (batch?.state === 'undoing') await moveOut(database, batchId, now);
  if (batch?.state === 'staging') await giveUp(database, batchId);
}

/** The staged rows are gone or torn: what a step already wrote is taken out, and the file must be sent again. */
export async function giveUp(database: Database, batchId: number): Promise<void> {
  for (const kind of [...itemKinds].reverse()) {
    for (let gone = undoStep; gone === undoStep; ) {
      gone = await asIntake(database, (tx) => deleteNew(tx, batchId, kind, undoStep));
      await breathe();
    }
  }
  const batch = await asIntake(database, (tx) => getBatch(tx, batchId));
  const reason =
    'What had been read of the file was lost when the database was stopped. Send the file again.';
  await refuseFile(database, batch, reason);
  await clearStaging(database, batchId);
}
