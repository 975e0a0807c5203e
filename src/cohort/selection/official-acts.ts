import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { insertOfficialFile, lockOfficialFile, markTakenBack } from './official-store.ts';
import type { FileFault } from './weight-file.ts';

/** Puts on record that a file was brought in or, with its faults, refused; the selection service takes what it holds. */
export const bringInOfficial = defineAct<
  { name: string; lines: number; faults: readonly FileFault[] },
  { id: number }
>({
  name: 'official-scores:bring-in',
  right: 'intake:import',
  run: async (tx, input, { actor, wrote }) => {
    const { schemeId, agencyId, staffId } = actor;
    const { id } = await insertOfficialFile(tx, { ...input, schemeId, agencyId, staffId });
    await wrote({
      subject: 'official_score_file',
      subjectId: id,
      detail: { lines: input.lines, faults: input.faults.length },
    });
    return { id };
  },
});

/**
 * Takes a file of one's own agency back: its scores count nowhere from then on and stay in the history. A score of the
 * same day that it had replaced does not come back by itself.
 */
export const takeBackOfficial = defineAct<{ id: number; version: number; why: string }, { id: number }>({
  name: 'official-scores:take-back',
  right: 'intake:import',
  about: ({ id }) => ({ subject: 'official_score_file', subjectId: id }),
  run: async (tx, { id, version, why: given }, { actor, emit, wrote }) => {
    const why = given.trim();
    if (why === '') throw invalid([{ field: `why-${id}`, text: 'Say why the file is taken back' }]);
    const file = await lockOfficialFile(tx, actor.schemeId, id);
    if (file.version !== version)
      throw staleVersion({ by: file.takenBackBy, why: file.takenBackWhy, version: file.version });
    if (file.state !== 'taken' || file.takenBackAt !== null || file.agencyId !== actor.agencyId)
      throw new WaymarkError('not-allowed-now', {
        text: 'Only a file of your own agency that was taken, and not taken back yet, can be taken back.',
      });
    await markTakenBack(tx, id, actor.staffId, why);
    await emit('official-scores-taken-back', { fileId: id });
    await wrote({ subject: 'official_score_file', subjectId: id });
    return { id };
  },
});
