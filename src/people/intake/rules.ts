import { WaymarkError } from '../../kernel/errors.ts';
import { type Batch, type BatchState, batchStateWords } from './types.ts';

export type BatchAct = 'accept' | 'abandon' | 'undo' | 'match' | 'compare';

/** What a person may do with a batch in each state; buttons, acts and tests read this table. */
export const transitions: Readonly<Record<BatchState, Partial<Record<BatchAct, BatchState>>>> = {
  staging: { abandon: 'abandoned' },
  unmapped: { match: 'staged', abandon: 'abandoned' },
  staged: { accept: 'accepting', compare: 'staged', abandon: 'abandoned' },
  accepting: {},
  accepted: { undo: 'undoing' },
  undoing: {},
  undone: {},
  abandoned: {},
};

/** @throws WaymarkError `not-allowed-now` naming the state and what may be done in it. */
export function allow(batch: Pick<Batch, 'state'>, act: BatchAct): void {
  if (transitions[batch.state][act] !== undefined) return;
  throw new WaymarkError('not-allowed-now', {
    text: `This batch is “${batchStateWords[batch.state].toLowerCase()}”, so this cannot be done with it.`,
    data: { allowed: Object.keys(transitions[batch.state]) },
  });
}

/** How old a source's last file is, and whether that is too old by the scheme's rule (undefined: it has none). */
export function feedAge(
  lastAcceptedDay: string | undefined,
  days: number | undefined,
  staleAfterDays: number | undefined,
): { text: string; isStale: boolean } {
  if (lastAcceptedDay === undefined || days === undefined)
    return { text: 'Nothing has come in yet', isStale: true };
  const text = days <= 0 ? 'Today' : days === 1 ? 'Yesterday' : `${days} days ago`;
  return { text, isStale: staleAfterDays !== undefined && days > staleAfterDays };
}

/** Less than half of what the last accepted file had: a part of an extract, or the wrong file. */
export const farFewer = (rows: number, lastRows: number | undefined): boolean =>
  lastRows !== undefined && lastRows >= 20 && rows * 2 < lastRows;
