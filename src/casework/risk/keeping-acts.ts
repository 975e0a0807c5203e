import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { limitAccess, unrestrict } from './restriction-store.ts';
import type { RestrictionInput } from './rules.ts';
import { insertTraining, lockTraining, withdrawTrainingRow } from './training-store.ts';
import type { TrainingInput } from './types.ts';

/** Enters what somebody was trained in; nobody enters their own. */
export const recordTraining = defineAct<TrainingInput, { id: number }>({
  name: 'training:record',
  right: 'post:manage',
  about: ({ staffId }) => ({ subject: 'staff', subjectId: staffId }),
  run: async (tx, input, { actor, wrote }) => {
    if (input.staffId === actor.staffId)
      throw invalid([{ field: 'staff', text: 'Somebody else must enter your own training' }]);
    const { id } = await insertTraining(tx, { ...input, schemeId: actor.schemeId, by: actor.staffId });
    await wrote({
      subject: 'staff_training',
      subjectId: id,
      detail: { staff: input.staffId, what: input.what, until: input.expiresOn },
    });
    return { id };
  },
});

/** Takes back what was entered by mistake; it stays to be seen. Assessments that it let in stay as they are. */
export const withdrawTraining = defineAct<{ id: number; version: number; why: string }, { id: number }>({
  name: 'training:withdraw',
  right: 'post:manage',
  about: ({ id }) => ({ subject: 'staff_training', subjectId: id }),
  run: async (tx, input, { wrote }) => {
    const row = await lockTraining(tx, input.id);
    if (row.version !== input.version) throw staleVersion({ version: row.version });
    if (row.withdrawnWhy !== null)
      throw new WaymarkError('not-allowed-now', { text: 'This is taken back already.' });
    await withdrawTrainingRow(tx, input.id, input.why);
    await wrote({ subject: 'staff_training', subjectId: input.id, detail: { staff: row.staffId } });
    return { id: input.id };
  },
});

/** Puts staff on a person's limited-access list. */
export const restrict = defineAct<RestrictionInput, { added: number }>({
  name: 'access:restrict',
  right: 'access:restrict',
  about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
  run: async (tx, input, { wrote }) => {
    const added = await limitAccess(tx, input);
    await wrote({
      subject: 'person',
      subjectId: input.personId,
      personId: input.personId,
      detail: {
        list: input.kind,
        staff: input.staff.join('+').slice(0, 80),
        added,
        reviewOn: input.reviewOn,
      },
    });
    return { added };
  },
});

/** Takes staff off a person's lists, with why. */
export const endRestrictions = defineAct<
  { personId: number; entries: number[]; why: string },
  { ended: number }
>({
  name: 'access:unrestrict',
  right: 'access:restrict',
  about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
  run: async (tx, input, { wrote }) => {
    const ended = await unrestrict(tx, input.personId, input.entries, input.why);
    if (ended === 0)
      throw new WaymarkError('not-allowed-now', { text: 'Somebody has taken them off the list already.' });
    await wrote({
      subject: 'person',
      subjectId: input.personId,
      personId: input.personId,
      detail: { entries: input.entries.join('+').slice(0, 80), ended },
    });
    return { ended };
  },
});
