import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid } from '../../kernel/errors.ts';
import { namesSomebody } from './activity-rules.ts';
import { insertNote, listOwnWorkers, lockNote, namesAnybody, updateNote } from './activity-store.ts';
import type { NoteInput } from './activity-types.ts';

/** Holds whoever forgot the page's own asking: no note that names somebody is kept. */
async function mustNameNobody(
  tx: Tx,
  actor: { agencyId: number; schemeId: number },
  note: string,
): Promise<void> {
  if (await namesAnybody(tx, note, await listOwnWorkers(tx, actor)))
    throw invalid([{ field: 'note', text: namesSomebody }]);
}

/** Writes down a supervision of one's own staff. */
export const noteSupervision = defineAct<NoteInput, { id: number }>({
  name: 'supervision:note',
  right: 'see:returns',
  run: async (tx, input, { actor, wrote }) => {
    await mustNameNobody(tx, actor, input.note);
    const { id } = await insertNote(tx, {
      ...input,
      schemeId: actor.schemeId,
      agencyId: actor.agencyId,
      managerId: actor.staffId,
    });
    await wrote({ subject: 'staff_supervision', subjectId: id, detail: { staff: input.staffId } });
    return { id };
  },
});

/** Corrects one's own note; the earlier wording stays in the row history. */
export const correctSupervision = defineAct<NoteInput & { id: number; version: number }, { id: number }>({
  name: 'supervision:correct',
  right: 'see:returns',
  about: ({ id }) => ({ subject: 'staff_supervision', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const note = await lockNote(tx, input.id);
    if (note.version !== input.version) throw staleVersion({ text: note.note, version: note.version });
    await mustNameNobody(tx, actor, input.note);
    await updateNote(tx, input.id, { ...input, by: actor.staffId });
    await wrote({ subject: 'staff_supervision', subjectId: input.id, detail: { staff: input.staffId } });
    return { id: input.id };
  },
});
