import { defineAct } from '../../kernel/acts.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { insertEvidence, lockEvidence, setRemoved } from './store.ts';
import type { EvidenceInput } from './types.ts';

const right = 'principle:show' as const;

/** Links a document, a decision, an agreement or a recommendation to the principle that it shows. */
export const addEvidence = defineAct<EvidenceInput, { id: number }>({
  name: 'principle:add',
  right,
  run: async (tx, input, { actor, wrote }) => {
    const { id } = await insertEvidence(tx, { ...input, schemeId: actor.schemeId, staffId: actor.staffId });
    await wrote({ subject: 'principle-evidence', subjectId: id, detail: { principle: input.principle } });
    return { id };
  },
});

/** Takes a link away; it can be put back. */
export const removeEvidence = defineAct<{ id: number }, { id: number }>({
  name: 'principle:remove',
  right,
  about: (input) => ({ subject: 'principle-evidence', subjectId: input.id }),
  run: async (tx, { id }, { actor, now, wrote }) => {
    const evidence = await lockEvidence(tx, id);
    if (evidence.removedAt !== null)
      throw new WaymarkError('not-allowed-now', { text: 'Somebody took it away already.' });
    await setRemoved(tx, id, { by: actor.staffId, at: now });
    await wrote({ subject: 'principle-evidence', subjectId: id });
    return { id };
  },
});

export const restoreEvidence = defineAct<{ id: number }, { id: number }>({
  name: 'principle:restore',
  right,
  about: (input) => ({ subject: 'principle-evidence', subjectId: input.id }),
  run: async (tx, { id }, { wrote }) => {
    await lockEvidence(tx, id);
    await setRemoved(tx, id, null);
    await wrote({ subject: 'principle-evidence', subjectId: id });
    return { id };
  },
});
