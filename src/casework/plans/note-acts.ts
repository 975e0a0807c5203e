import { type Actor, defineAct, staleVersion } from '../../kernel/acts.ts';
import { type Day, showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { isWider } from './note-rules.ts';
import {
  insertNote,
  insertSignature,
  listSignatures,
  lockNote,
  type NoteKey,
  updateNote,
  withdrawNoteRow,
} from './note-store.ts';
import type { NoteInput, PlanNote } from './note-types.ts';
import { goalIsOpen } from './rules.ts';
import { markOf, signatureRefusal } from './signature-rules.ts';
import { findPlan, getGoal, getStep, isEmbedded, listGoals, lockPlan, updateAgreement } from './store.ts';
import { type AgreementInput, answerText } from './types.ts';

const notNow = (text: string): WaymarkError =>
  new WaymarkError('not-allowed-now', { text, data: { allowed: [] } });

/**
 * Whoever does not edit the plan notes how a step of their own is coming on, the link worker any open goal; each puts
 * right what they wrote themselves.
 */
async function refuseOthers(
  tx: Tx,
  actor: Actor,
  about: { personId: number; stepId: number | null; goalId?: number; noteBy?: number },
): Promise<void> {
  if (actor.may('plan:edit')) return;
  if (about.noteBy !== undefined && about.noteBy !== actor.staffId) throw new WaymarkError('right-missing');
  if (await isEmbedded(tx, about.personId)) {
    if (about.goalId === undefined) return;
    const goal = await getGoal(tx, { id: about.goalId, personId: about.personId });
    if (goalIsOpen(goal.state)) return;
    throw notNow('The goal was achieved or removed: nothing more is noted towards it.');
  }
  const step =
    about.stepId === null ? undefined : await getStep(tx, { id: about.stepId, personId: about.personId });
  if (step?.staffId !== actor.staffId)
    throw invalid([{ field: 'step', text: 'Choose the step of yours that the note is about' }]);
}

/** No note is for more than the goal that it is about, and no step in it is another goal's. */
async function checkGoal(tx: Tx, input: NoteInput & { personId: number; goalId: number }): Promise<number> {
  const goal = await getGoal(tx, { id: input.goalId, personId: input.personId });
  if (isWider(input.handling, goal.handling))
    throw invalid([{ field: 'handling', text: 'Fewer may see the goal: the note cannot be for more' }]);
  if (input.stepId !== null) {
    const step = await getStep(tx, { id: input.stepId, personId: input.personId });
    if (step.goalId !== goal.id) throw invalid([{ field: 'step', text: 'Choose a step of this goal' }]);
  }
  return goal.id;
}

async function planFor(tx: Tx, personId: number): Promise<number> {
  const plan = await findPlan(tx, personId);
  if (plan === undefined) throw notNow('There is no plan yet. Set a goal first.');
  return plan.id;
}

/** Notes how a goal is coming on. */
export const noteProgress = defineAct<NoteInput & { personId: number; goalId: number }, { id: number }>({
  name: 'plan:note-progress',
  right: 'plan:note',
  about: ({ goalId }) => ({ subject: 'plan_goal', subjectId: goalId }),
  run: async (tx, input, { actor, wrote }) => {
    const goalId = await checkGoal(tx, input);
    await refuseOthers(tx, actor, input);
    const planId = await planFor(tx, input.personId);
    const { id } = await insertNote(tx, {
      ...input,
      reason: null,
      kind: 'progress',
      planId,
      goalId,
      agencyId: actor.agencyId,
      by: actor.staffId,
    });
    await wrote({
      subject: 'plan_note',
      subjectId: id,
      personId: input.personId,
      detail: { kind: 'progress', goal: goalId, handling: input.handling },
    });
    return { id };
  },
});

/**
 * Records that the whole plan was reviewed, why, what came of it and what the person answered.
 * @param version of the plan as the form showed it: nobody's newer answer is written over
 */
export const reviewPlan = defineAct<NoteInput & { personId: number; version?: number }, { id: number }>({
  name: 'plan:review',
  right: 'plan:edit',
  about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
  run: async (tx, input, { actor, today, wrote }) => {
    const planId = await planFor(tx, input.personId);
    const answer = input.person?.answer ?? null;
    if (answer !== null) await answerPlan(tx, planId, { ...input, answer, today, by: actor.staffId });
    const { id } = await insertNote(tx, {
      ...input,
      stepId: null,
      kind: 'review',
      planId,
      goalId: null,
      agencyId: actor.agencyId,
      by: actor.staffId,
    });
    await wrote({
      subject: 'plan_note',
      subjectId: id,
      personId: input.personId,
      detail: {
        kind: 'review',
        reason: input.reason,
        handling: input.handling,
        ...(answer === null ? {} : { agreement: answer.agreement }),
      },
    });
    return { id };
  },
});

async function answerPlan(
  tx: Tx,
  planId: number,
  { answer, version, ...row }: { answer: AgreementInput; version?: number; today: Day; by: number },
): Promise<void> {
  const plan = await lockPlan(tx, planId);
  if (version !== undefined && plan.version !== version)
    throw staleVersion({ text: answerText(plan), version: plan.version });
  await updateAgreement(tx, planId, { ...answer, on: row.today, by: row.by });
}

/** A note that may be changed now: another agency's is not found, because it cannot be locked. */
async function lockOwn(tx: Tx, input: NoteKey & { version: number }): Promise<PlanNote> {
  const note = await lockNote(tx, input);
  if (note.version !== input.version)
    throw staleVersion({ text: `${showDay(note.on)}: ${note.note}`, version: note.version });
  if (note.state === 'withdrawn') throw notNow('The note was withdrawn.');
  return note;
}

/** Corrects a note; what it said before stays in the row history, for the author's agency. */
export const correctNote = defineAct<NoteInput & NoteKey & { version: number; why: string }, { id: number }>({
  name: 'plan:correct-note',
  right: 'plan:note',
  about: ({ id }) => ({ subject: 'plan_note', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const note = await lockOwn(tx, input);
    await refuseOthers(tx, actor, { ...input, noteBy: note.staffId });
    if (input.why.trim() === '') throw invalid([{ field: 'why', text: 'Say why it is corrected' }]);
    if (note.goalId !== null) await checkGoal(tx, { ...input, goalId: note.goalId });
    await updateNote(tx, input.id, {
      ...input,
      reason: note.kind === 'review' ? input.reason : null,
      stepId: note.kind === 'review' ? null : input.stepId,
      by: actor.staffId,
    });
    await wrote({
      subject: 'plan_note',
      subjectId: input.id,
      personId: input.personId,
      detail: { kind: note.kind, handling: input.handling },
    });
    return { id: input.id };
  },
});

/** Takes a note out of the plan, with the reason; it stays in the row history. */
export const withdrawNote = defineAct<NoteKey & { version: number; why: string }, { id: number }>({
  name: 'plan:withdraw-note',
  right: 'plan:note',
  about: ({ id }) => ({ subject: 'plan_note', subjectId: id }),
  run: async (tx, input, { actor, wrote }) => {
    const note = await lockOwn(tx, input);
    await refuseOthers(tx, actor, { personId: input.personId, stepId: note.stepId, noteBy: note.staffId });
    if (input.why.trim() === '') throw invalid([{ field: 'why', text: 'Say why it is withdrawn' }]);
    await withdrawNoteRow(tx, input.id, { why: input.why.trim(), by: actor.staffId });
    await wrote({
      subject: 'plan_note',
      subjectId: input.id,
      personId: input.personId,
      detail: { kind: note.kind },
    });
    return { id: input.id };
  },
});

/**
 * Puts somebody's name to the goals as they saw them.
 * @throws WaymarkError `stale-version` where the goals are others by now; `not-allowed-now` for whoever wrote any of them.
 */
export const countersignPlan = defineAct<{ personId: number; mark: string }, { id: number }>({
  name: 'plan:countersign',
  right: 'plan:countersign',
  about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
  run: async (tx, input, { actor, wrote }) => {
    const plan = await lockPlan(tx, await planFor(tx, input.personId));
    const [goals, signatures] = await Promise.all([listGoals(tx, plan.id), listSignatures(tx, plan.id)]);
    const refusal = signatureRefusal(actor.staffId, goals, signatures, plan.writers);
    if (refusal !== undefined) throw notNow(refusal);
    const mark = markOf(goals);
    if (mark !== input.mark)
      throw notNow(
        'The goals were changed while you looked at them. Look at the plan again, then counter-sign it.',
      );
    const { id } = await insertSignature(tx, {
      planId: plan.id,
      personId: input.personId,
      agencyId: actor.agencyId,
      staffId: actor.staffId,
      mark,
    });
    await wrote({ subject: 'plan', subjectId: plan.id, personId: input.personId, detail: { mark } });
    return { id };
  },
});
