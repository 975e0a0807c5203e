import Type from 'typebox';
import { type Day, londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { reviewFactsOf } from './around.ts';
import { showPlanForm, staleOf } from './form-pages.ts';
import { type LoadedPlan, planOf } from './load.ts';
import { correctNote, countersignPlan, noteProgress, reviewPlan, withdrawNote } from './note-acts.ts';
import { type NoteAsk, readNoteForm } from './note-rules.ts';
import { findReviewFacts, getNote, listEarlier, type NoteKey } from './note-store.ts';
import type { NoteForm, PlanNote, ReviewRule } from './note-types.ts';
import { noteFormPage } from './note-views.ts';
import { reviewDue, reviewedWords } from './review-rules.ts';
import { notesStep } from './rules.ts';
import { getGoal, isEmbedded } from './store.ts';
import type { Goal, Step } from './types.ts';

const ofGoal = Type.Object({ id: idParams.properties.id, goal: idParams.properties.id });
const ofNote = Type.Object({ id: idParams.properties.id, note: idParams.properties.id });
const noteBody = formBody({
  on: field(10),
  note: field(100_000),
  handling: field(20),
  step: field(20),
  reason: field(40),
  present: field(3),
  said: field(5_000),
  agreement: field(40),
  answerWhy: field(2_000),
  why: field(500),
});

type Posted = NoteForm & { _key?: string; _version?: number };

export const notePages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/plan/goals/:goal/notes/new',
    right: 'plan:note',
    reads: 'person',
    about: 'person',
    params: ofGoal,
    handle: (ask) => showNew(ask, framePerson, { personId: ask.params.id, goalId: ask.params.goal }),
  }),
  route({
    method: 'POST',
    url: '/people/:id/plan/goals/:goal/notes',
    right: 'plan:note',
    reads: 'person',
    about: 'person',
    params: ofGoal,
    body: noteBody,
    handle: (ask) => addFromForm(ask, framePerson, { personId: ask.params.id, goalId: ask.params.goal }),
  }),
  route({
    method: 'GET',
    url: '/people/:id/plan/reviews/new',
    right: 'plan:edit',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) => showNew(ask, framePerson, { personId: ask.params.id }),
  }),
  route({
    method: 'POST',
    url: '/people/:id/plan/reviews',
    right: 'plan:edit',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: noteBody,
    handle: (ask) => addFromForm(ask, framePerson, { personId: ask.params.id }),
  }),
  route({
    method: 'GET',
    url: '/people/:id/plan/notes/:note',
    right: 'plan:note',
    reads: 'person',
    about: 'person',
    params: ofNote,
    handle: (ask) =>
      ask.read(async (tx) => {
        const note = await getOwn(tx, ask, { id: ask.params.note, personId: ask.params.id });
        return showNote(tx, ask, framePerson, { note, values: valuesOf(note), errors: [] });
      }),
  }),
  route({
    method: 'POST',
    url: '/people/:id/plan/notes/:note',
    right: 'plan:note',
    reads: 'person',
    about: 'person',
    params: ofNote,
    body: noteBody,
    handle: (ask) => correctFromForm(ask, framePerson),
  }),
  route({
    method: 'POST',
    url: '/people/:id/plan/notes/:note/withdraw',
    right: 'plan:note',
    reads: 'person',
    about: 'person',
    params: ofNote,
    body: formBody({ why: field(500) }),
    handle: (ask) => withdrawFromForm(ask, framePerson),
  }),
  route({
    method: 'POST',
    url: '/people/:id/plan/countersign',
    right: 'plan:countersign',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: formBody({ mark: field(64) }),
    handle: async (ask) => {
      const personId = ask.params.id;
      await ask.perform(countersignPlan, { personId, mark: ask.body.mark ?? '' }, ask.body._key ?? newKey());
      return redirect(`/people/${personId}/plan#countersigned`, 'You have counter-signed the goals.');
    },
  }),
];

interface About {
  personId: number;
  goalId?: number;
}

const draftOf = ({ personId, goalId }: About): string =>
  goalId === undefined ? `plan-review:${personId}` : `plan-note:${personId}:${goalId}`;

const valuesOf = (note: PlanNote): NoteForm => ({
  on: note.on,
  note: note.note,
  handling: note.handling,
  step: String(note.stepId ?? ''),
  reason: note.reason ?? '',
  present: note.present === null ? '' : note.present ? 'yes' : 'no',
  said: note.said ?? '',
  why: '',
});

interface Subject {
  goal: Goal | undefined;
  steps: Step[];
  reasons: ReviewRule['reasons'] | undefined;
  /** The note must be about a step: the writer's own. */
  ownStep: boolean;
  /** Of a review: the plan that is gone through. */
  plan?: Pick<LoadedPlan, 'plan' | 'goals' | 'steps'> | undefined;
}

/** What the form is about: a goal with its steps, or the plan with the reasons for a review. */
async function subjectOf(tx: Tx, ask: Ask, { personId, goalId }: About): Promise<Subject> {
  if (goalId === undefined) {
    const [rule, plan] = await Promise.all([
      ruleInForce<ReviewRule>(tx, ask.viewer.schemeId, 'plan-review', ask.today),
      planOf(tx, personId),
    ]);
    return { goal: undefined, steps: [], reasons: rule.body.reasons, ownStep: false, plan };
  }
  const edits = ask.viewer.may('plan:edit');
  const [goal, { steps }, embedded] = await Promise.all([
    getGoal(tx, { id: goalId, personId }),
    planOf(tx, personId),
    edits ? false : isEmbedded(tx, personId),
  ]);
  const noter = { staffId: ask.viewer.staffId, embedded };
  const noted = steps.filter(
    (step) => step.goalId === goalId && step.state !== 'removed' && (edits || notesStep(noter, step)),
  );
  const ownStep = !edits && !embedded;
  if (ownStep && noted.length === 0) throw new WaymarkError('not-found');
  return { goal, steps: noted, reasons: undefined, ownStep };
}

const askOf = (subject: Subject, ask: Ask): NoteAsk => ({
  today: ask.today,
  goal: subject.goal,
  steps: subject.steps.map(({ id }) => id),
  ownStep: subject.ownStep,
  reasons: subject.reasons?.map(({ code }) => code),
});

interface Showing {
  values: NoteForm;
  kept?: KeptDraft<NoteForm> | undefined;
  errors: readonly FieldError[];
  key?: string | undefined;
  version?: number | undefined;
  theirs?: string | undefined;
}

const showNew = (ask: Ask, framePerson: FramePerson, about: About): Promise<Reply> =>
  ask.read(async (tx) => {
    const [draft, { goal }] = await Promise.all([
      findDraft<NoteForm>(tx, ask.viewer.staffId, draftOf(about)),
      subjectOf(tx, ask, about),
    ]);
    const handling = goal?.handling === 'named' ? 'own' : (goal?.handling ?? 'partners');
    return showNewForm(tx, ask, framePerson, about, {
      values: draft?.values ?? { on: londonDay(ask.now), handling },
      kept: draft,
      errors: [],
    });
  });

async function showNewForm(
  tx: Tx,
  ask: Ask,
  framePerson: FramePerson,
  about: About,
  showing: Showing,
): Promise<Reply> {
  const subject = await subjectOf(tx, ask, about);
  const title = about.goalId === undefined ? 'Review the plan' : 'Note progress';
  const path = `/people/${about.personId}/plan`;
  const body = noteFormPage({
    ...showing,
    ...subject,
    title,
    version: showing.version ?? subject.plan?.plan?.version,
    csrfToken: ask.csrfToken,
    action: about.goalId === undefined ? `${path}/reviews` : `${path}/goals/${about.goalId}/notes`,
    draft: draftOf(about),
  });
  return showPlanForm(tx, ask, framePerson, {
    personId: about.personId,
    ...(about.goalId === undefined ? {} : { about: { subject: 'plan_goal', subjectId: about.goalId } }),
    title,
    errors: showing.errors,
    theirs: showing.theirs,
    body: html`${keptNotice(showing.kept, ask.csrfToken)}${body}`,
  });
}

async function addFromForm(
  ask: Ask<unknown, unknown, Posted>,
  framePerson: FramePerson,
  about: About,
): Promise<Reply> {
  const read = await ask.read(async (tx) =>
    readNoteForm(ask.body, askOf(await subjectOf(tx, ask, about), ask)),
  );
  const key = ask.body._key ?? newKey();
  const { personId, goalId } = about;
  const version = ask.body._version;
  const again = (showing: Omit<Showing, 'values'>): Promise<Reply> =>
    ask.read((tx) => showNewForm(tx, ask, framePerson, about, { values: ask.body, ...showing }));
  if ('errors' in read) return again({ errors: read.errors, key, version });
  const { on } = read.input;
  const dropped = (tx: Tx) => dropDraft(tx, ask.viewer.staffId, draftOf(about));
  if (goalId !== undefined) {
    const { id } = await ask.perform(noteProgress, { ...read.input, personId, goalId }, key);
    await ask.read(dropped);
    return redirect(`/people/${personId}/plan#note-${id}`, 'The note was saved.');
  }
  const before = await ask.read((tx) => nextReview(tx, ask, personId));
  try {
    const sent = { ...read.input, personId, ...(version === undefined ? {} : { version }) };
    const { id } = await ask.perform(reviewPlan, sent, key);
    const next = await ask.read(async (tx) => {
      await dropped(tx);
      return nextReview(tx, ask, personId);
    });
    return redirect(`/people/${personId}/plan#note-${id}`, reviewedWords(on, before.reviewedOn, next.due));
  } catch (error) {
    return again({ ...staleOf(error), errors: [], key: newKey() });
  }
}

/** When the plan was reviewed last, and when it is to be again. */
async function nextReview(
  tx: Tx,
  ask: Ask,
  personId: number,
): Promise<{ reviewedOn: Day | null; due: Day | undefined }> {
  const { plan } = await planOf(tx, personId);
  if (plan === undefined) return { reviewedOn: null, due: undefined };
  const [row, rule] = await Promise.all([
    findReviewFacts(tx, plan.id),
    ruleInForce<ReviewRule>(tx, ask.viewer.schemeId, 'plan-review', ask.today),
  ]);
  return {
    reviewedOn: row?.reviewedOn ?? null,
    due: row === undefined ? undefined : reviewDue(rule.body, reviewFactsOf(row))?.on,
  };
}

/** A note that the viewer's agency wrote, or they themselves where they do not edit the plan: nobody else corrects it. */
async function getOwn(tx: Tx, ask: Ask, key: NoteKey): Promise<PlanNote> {
  const note = await getNote(tx, key);
  const own = ask.viewer.may('plan:edit')
    ? note.agencyId === ask.viewer.agencyId
    : note.staffId === ask.viewer.staffId && note.kind === 'progress';
  if (!own || note.state !== 'recorded') throw new WaymarkError('not-found');
  return note;
}

interface ShowingNote extends Showing {
  note: PlanNote;
  version?: number;
  theirs?: string;
}

const aboutOf = (note: PlanNote): About => ({
  personId: note.personId,
  ...(note.goalId === null ? {} : { goalId: note.goalId }),
});

async function showNote(tx: Tx, ask: Ask, framePerson: FramePerson, showing: ShowingNote): Promise<Reply> {
  const { note } = showing;
  const [subject, earlier] = await Promise.all([subjectOf(tx, ask, aboutOf(note)), listEarlier(tx, note)]);
  const path = `/people/${note.personId}/plan/notes/${note.id}`;
  const title = note.kind === 'review' ? 'Correct a review' : 'Correct a note';
  return showPlanForm(tx, ask, framePerson, {
    personId: note.personId,
    about: { subject: 'plan_note', subjectId: note.id },
    title,
    errors: showing.errors,
    theirs: showing.theirs,
    body: noteFormPage({
      ...showing,
      ...subject,
      title,
      version: showing.version ?? note.version,
      csrfToken: ask.csrfToken,
      action: path,
      correcting: { earlier, withdrawAction: `${path}/withdraw` },
    }),
  });
}

async function correctFromForm(
  ask: Ask<{ id: number; note: number }, unknown, Posted>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id: personId, note: id } = ask.params;
  const version = ask.body._version ?? 0;
  const { note, read } = await ask.read(async (tx) => {
    const found = await getOwn(tx, ask, { id, personId });
    const subject = await subjectOf(tx, ask, aboutOf(found));
    return { note: found, read: readNoteForm(ask.body, { ...askOf(subject, ask), correcting: true }) };
  });
  const why = ask.body.why?.trim() ?? '';
  const missing = why === '' ? [{ field: 'why', text: 'Say why it is corrected' }] : [];
  const again = { note, values: ask.body, key: ask.body._key, version };
  if ('errors' in read || missing.length > 0) {
    const errors = [...('errors' in read ? read.errors : []), ...missing];
    return ask.read((tx) => showNote(tx, ask, framePerson, { ...again, errors }));
  }
  try {
    await ask.perform(correctNote, { ...read.input, id, personId, version, why }, ask.body._key ?? newKey());
  } catch (error) {
    const current = staleOf(error);
    return ask.read((tx) =>
      showNote(tx, ask, framePerson, { ...again, ...current, key: newKey(), errors: [] }),
    );
  }
  return redirect(`/people/${personId}/plan#note-${id}`, 'The note was corrected.');
}

async function withdrawFromForm(
  ask: Ask<{ id: number; note: number }, unknown, { why?: string; _key?: string; _version?: number }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id: personId, note: id } = ask.params;
  const why = ask.body.why?.trim() ?? '';
  if (why === '')
    return ask.read(async (tx) => {
      const note = await getOwn(tx, ask, { id, personId });
      const errors = [{ field: 'withdraw-why', text: 'Say why it is withdrawn' }];
      return showNote(tx, ask, framePerson, { note, values: valuesOf(note), errors });
    });
  await ask.perform(
    withdrawNote,
    { id, personId, version: ask.body._version ?? 0, why },
    ask.body._key ?? newKey(),
  );
  return redirect(`/people/${personId}/plan`, 'The note was withdrawn.');
}
