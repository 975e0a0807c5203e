import { errorForLog } from '../kernel/log.ts';
import { keepTyped } from './drafts.ts';
import type { RequestState, ServerParts } from './server-parts.ts';

/**
 * Keeps what a form said that was not taken, where it is a form that keeps drafts. Their answer does not wait on it: where
 * it cannot be kept, what they typed is on the page that they get.
 */
export async function keepUnsent(
  parts: Pick<ServerParts, 'database' | 'draftStops' | 'log'>,
  { viewer, typed }: Pick<RequestState, 'viewer' | 'typed'>,
): Promise<void> {
  if (viewer === undefined || typed === undefined) return;
  try {
    await parts.database.as(viewer, (tx) => keepTyped(tx, viewer.staffId, typed, parts.draftStops));
  } catch (fault) {
    parts.log.error({ event: 'draft-not-kept', ...errorForLog(fault) });
  }
}
