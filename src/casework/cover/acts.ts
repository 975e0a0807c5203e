import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import { showShortDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { absenceState, absenceTransitions } from './rules.ts';
import {
  closeCover,
  endAbsenceRow,
  findClash,
  insertAbsence,
  lockAbsence,
  lockStaff,
  openCover,
  setNote,
  tellDeputy,
  updateAbsence,
} from './store.ts';
import type { Absence, AbsenceAct, AbsenceInput } from './types.ts';

/** In one line, as the screen shows what somebody else made of it. */
export const absenceWords = (absence: Pick<Absence, 'fromDay' | 'toDay' | 'deputy' | 'endedAt'>): string =>
  `${showShortDay(absence.fromDay)} to ${showShortDay(absence.toDay)}, ${absence.deputy === null ? 'nobody covers yet' : `${absence.deputy} covers`}${absence.endedAt === null ? '' : ' (ended)'}`;

/** Each records their own; whoever allocates, everybody's. */
function mustBeTheirs(staffId: number, { actor }: ActContext): void {
  if (staffId !== actor.staffId && !actor.may('case:allocate'))
    throw new WaymarkError('right-missing', { text: 'You may record your own absences only.' });
}

async function refuseClash(tx: Tx, input: AbsenceInput, otherThan: number | null): Promise<void> {
  await lockStaff(tx, input.staffId);
  const staffIds = [input.staffId, ...(input.deputyId === null ? [] : [input.deputyId])];
  const clash = await findClash(tx, { staffIds, fromDay: input.fromDay, toDay: input.toDay, otherThan });
  if (clash === undefined) return;
  const days = `${showShortDay(clash.fromDay)} to ${showShortDay(clash.toDay)}`;
  throw invalid([
    clash.staffId === input.staffId
      ? { field: 'from', text: `They are away from ${days} already. Change that absence instead` }
      : { field: 'deputy', text: `The deputy is away too, from ${days}. Choose somebody else` },
  ]);
}

/** Access is opened in the same transaction: it holds from the first day, before the deputy's next page. */
async function giveCover(tx: Tx, id: number, deputyId: number | null, tell: boolean): Promise<number> {
  if (deputyId === null) return 0;
  const people = await openCover(tx, id);
  if (tell) await tellDeputy(tx, { staffId: deputyId, absenceId: id });
  return people;
}

/** Records an absence; a deputy has their people for exactly that time. */
export const recordAbsence = defineAct<AbsenceInput, { id: number }>({
  name: 'absence:record',
  right: 'contact:record',
  about: ({ staffId }) => ({ subject: 'staff', subjectId: staffId }),
  run: async (tx, input, context) => {
    mustBeTheirs(input.staffId, context);
    await refuseClash(tx, input, null);
    const { actor } = context;
    const { id } = await insertAbsence(tx, { ...input, schemeId: actor.schemeId, by: actor.staffId });
    await setNote(tx, id, input.note);
    const people = await giveCover(tx, id, input.deputyId, input.deputyId !== actor.staffId);
    await context.wrote({
      subject: 'absence',
      subjectId: id,
      detail: {
        staff: input.staffId,
        deputy: input.deputyId,
        from: input.fromDay,
        to: input.toDay,
        people,
      },
    });
    return { id };
  },
});

/** Locks it; refuses somebody else's, an old version, and what its state does not allow. */
async function openForChange(
  tx: Tx,
  ask: { id: number; version: number; act: AbsenceAct },
  context: ActContext,
): Promise<Absence> {
  const absence = await lockAbsence(tx, ask.id);
  mustBeTheirs(absence.staffId, context);
  if (absence.version !== ask.version)
    throw staleVersion({ absence: absenceWords(absence), version: absence.version });
  const state = absenceState(absence, context.today);
  if (absenceTransitions[state][ask.act] === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: 'This absence is over.',
      data: { allowed: Object.keys(absenceTransitions[state]) },
    });
  return absence;
}

/** Changes dates or deputy. What the old one opened ends, what the new one opens begins. */
export const changeAbsence = defineAct<AbsenceInput & { id: number; version: number }, { id: number }>({
  name: 'absence:change',
  right: 'contact:record',
  about: ({ id }) => ({ subject: 'absence', subjectId: id }),
  run: async (tx, input, context) => {
    const absence = await openForChange(tx, { ...input, act: 'change' }, context);
    const next = { ...input, staffId: absence.staffId };
    await refuseClash(tx, next, input.id);
    const { actor } = context;
    await closeCover(tx, input.id);
    await updateAbsence(tx, input.id, { ...next, by: actor.staffId });
    await setNote(tx, input.id, input.note);
    const isNew = input.deputyId !== absence.deputyId && input.deputyId !== actor.staffId;
    const people = await giveCover(tx, input.id, input.deputyId, isNew);
    await context.wrote({
      subject: 'absence',
      subjectId: input.id,
      detail: {
        staff: absence.staffId,
        deputy: input.deputyId,
        from: input.fromDay,
        to: input.toDay,
        people,
      },
    });
    return { id: input.id };
  },
});

/** Back early, or not away after all: the deputy's access ends at once. */
export const endAbsence = defineAct<{ id: number; version: number }, { id: number }>({
  name: 'absence:end',
  right: 'contact:record',
  about: ({ id }) => ({ subject: 'absence', subjectId: id }),
  run: async (tx, input, context) => {
    const absence = await openForChange(tx, { ...input, act: 'end' }, context);
    const people = await closeCover(tx, input.id);
    await endAbsenceRow(tx, input.id, { at: context.now, by: context.actor.staffId });
    await context.wrote({
      subject: 'absence',
      subjectId: input.id,
      detail: { staff: absence.staffId, deputy: absence.deputyId, people },
    });
    return { id: input.id };
  },
});
