import Type, { type Static } from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, notFound, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { findRule } from '../../scheme/rules.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, mayEnter, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { chosen, queryOf } from '../query.ts';
import {
  amendTrial,
  approveTrial,
  draftTrial,
  openTrial,
  saveTrial,
  sendBackTrial,
  stepTrial,
  submitTrial,
} from './acts.ts';
import { editPage } from './edit-view.ts';
import { formOfTrial, readTrial, type TrialForm, trialFields } from './form.ts';
import { countParticipants, listParticipants } from './person-store.ts';
import { publishedList, tendTrial } from './randomiser.ts';
import { trialTransitions } from './rules.ts';
import { findFigures, getTrial, listAmendments, listTrials } from './store.ts';
import { amendmentParts, participantStates, type TrialDesigns } from './types.ts';
import { peoplePage, trialList, trialPage } from './views.ts';

const pageSize = 50;
const crumbs = [
  { text: 'Cohort', href: '/cohort' },
  { text: 'Trials', href: '/cohort/trials' },
];
// Long enough for a protocol; every one is a text.
const editorBody = formBody(Object.fromEntries(trialFields.map((name) => [name, field(8_000)])));
const peopleQuery = queryOf({ state: chosen(participantStates), page: pageNumber });
const stepBody = formBody({
  why: field(2_000),
  words: field(4_000),
  part: Type.Optional(oneOf(amendmentParts)),
});
type StepAsk = Ask<{ id: number }, unknown, Static<typeof stepBody>>;

export const trialPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/cohort/trials',
    right: 'see:trials',
    reads: 'none',
    section: 'cohort',
    handle: (ask) => showList(ask, { errors: [], values: {} }),
  }),
  route({
    method: 'POST',
    url: '/cohort/trials',
    right: 'trial:manage',
    reads: 'none',
    section: 'cohort',
    body: formBody({ name: field(120), design: field(40) }),
    handle: draft,
  }),
  route({
    method: 'GET',
    url: '/cohort/trials/:id',
    right: 'see:trials',
    reads: 'none',
    section: 'cohort',
    params: idParams,
    handle: (ask) => ask.read((tx) => showTrial(tx, ask, { errors: [], values: {} })),
  }),
  route({
    method: 'GET',
    url: '/cohort/trials/:id/edit',
    right: 'trial:manage',
    reads: 'none',
    section: 'cohort',
    params: idParams,
    handle: (ask) => ask.read((tx) => showEditor(tx, ask, { errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/cohort/trials/:id/edit',
    right: 'trial:manage',
    reads: 'none',
    section: 'cohort',
    params: idParams,
    body: editorBody,
    handle: save,
  }),
  route({
    method: 'GET',
    url: '/cohort/trials/:id/people',
    right: ['trial:enrol', 'trial:treat'],
    reads: 'list',
    section: 'cohort',
    params: idParams,
    query: peopleQuery,
    handle: showPeople,
  }),
  route({
    method: 'GET',
    url: '/cohort/trials/:id/list/download',
    right: 'see:trials',
    reads: 'none',
    params: idParams,
    handle: download,
  }),
  step('submit', 'trial:manage', 'It waits for a second person’s approval.', (ask, key) =>
    ask.perform(submitTrial, keyOf(ask), key),
  ),
  step('approve', 'trial:approve', 'The trial is registered.', (ask, key) =>
    ask.perform(approveTrial, keyOf(ask), key),
  ),
  step('send-back', 'trial:approve', 'It was sent back.', (ask, key) =>
    ask.perform(sendBackTrial, { ...keyOf(ask), why: ask.body.why ?? '' }, key),
  ),
  step('open', 'trial:manage', 'The trial is open.', (ask, key) => ask.perform(openTrial, keyOf(ask), key)),
  ...(['pause', 'resume', 'close', 'reveal', 'withdraw'] as const).map((name) =>
    step(name, 'trial:manage', 'Done: the trial has moved on.', (ask, key) =>
      ask.perform(stepTrial, { ...keyOf(ask), step: name }, key),
    ),
  ),
  step('amend', 'trial:manage', 'The amendment was added.', (ask, key) => {
    const { part = 'other', words = '', why = '' } = ask.body;
    return ask.perform(amendTrial, { ...keyOf(ask), part, words, why }, key);
  }),
];

const keyOf = (ask: StepAsk): { id: number; version: number } => ({
  id: ask.params.id,
  version: ask.body._version ?? 0,
});

/** A step of a trial; the randomiser then does what the trial waits for. */
function step(
  name: string,
  right: 'trial:manage' | 'trial:approve',
  done: string,
  act: (ask: StepAsk, key: string) => Promise<unknown>,
): Route {
  return route({
    method: 'POST',
    url: `/cohort/trials/:id/${name}`,
    right,
    reads: 'none',
    section: 'cohort',
    params: idParams,
    body: stepBody,
    handle: async (ask) => {
      try {
        await act(ask, ask.body._key ?? newKey());
      } catch (error) {
        return stepAgain(ask, error);
      }
      await tendTrial(ask.database, ask.params.id, ask.now);
      return redirect(`/cohort/trials/${ask.params.id}`, done);
    },
  });
}

function stepAgain(ask: StepAsk, error: unknown): Promise<Reply> {
  if (!(error instanceof WaymarkError)) throw error;
  const { _csrf, _key, _version, ...values } = ask.body;
  if (error.code === 'invalid' && error.fields.length > 0)
    return ask.read((tx) => showTrial(tx, ask, { errors: error.fields, values }));
  if (error.code !== 'stale-version') throw error;
  const { name, state } = (error.data.current ?? {}) as { name?: string; state?: string };
  const theirs = `${name ?? ''}: ${(state ?? '').toLowerCase()}.`;
  return ask.read((tx) => showTrial(tx, ask, { errors: [], values, theirs }));
}

interface ListShowing {
  errors: readonly FieldError[];
  values: { name?: string; design?: string };
  key?: string | undefined;
}

async function showList(ask: Ask, showing: ListShowing): Promise<Reply> {
  const { viewer, today } = ask;
  const mayManage = viewer.may('trial:manage');
  const [trials, designs] = await ask.read((tx) =>
    Promise.all([
      listTrials(tx, viewer.schemeId),
      mayManage ? findRule<TrialDesigns>(tx, viewer.schemeId, 'trial-designs', today) : undefined,
    ]),
  );
  return page({
    title: 'Trials',
    section: 'cohort',
    status: formStatus(showing),
    errors: summaryOf(showing.errors),
    breadcrumbs: viewer.may('see:cohort')
      ? [...crumbs.slice(0, 1), { text: 'Trials' }]
      : [{ text: 'Trials' }],
    body: trialList({ trials, designs: designs?.body, mayManage, csrfToken: ask.csrfToken, ...showing }),
  });
}

async function draft(
  ask: Ask<unknown, unknown, { name?: string; design?: string; _key?: string }>,
): Promise<Reply> {
  const { name = '', design = '', _key } = ask.body;
  try {
    const { id } = await ask.perform(draftTrial, { name, design }, _key ?? newKey());
    return redirect(`/cohort/trials/${id}/edit`, 'A draft was made from the design.');
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    return showList(ask, { errors: error.fields, values: { name, design }, key: _key });
  }
}

interface TrialShowing {
  errors: readonly FieldError[];
  values: { why?: string; words?: string; part?: string };
  theirs?: string;
}

async function showTrial(tx: Tx, ask: Ask<{ id: number }>, showing: TrialShowing): Promise<Reply> {
  const { viewer } = ask;
  const { id } = ask.params;
  const trial = await getTrial(tx, viewer.schemeId, id);
  const [figures, amendments, seen] = await Promise.all([
    findFigures(tx, id),
    listAmendments(tx, id),
    mayEnter(viewer, ['trial:enrol', 'trial:treat']) ? countParticipants(tx, id) : null,
  ]);
  return page({
    title: trial.name,
    section: 'cohort',
    status: formStatus(showing),
    errors: summaryOf(showing.errors),
    breadcrumbs: [...crumbs.slice(viewer.may('see:cohort') ? 0 : 1), { text: trial.name }],
    body: trialPage({
      trial,
      figures,
      amendments,
      seen,
      rights: { manage: viewer.may('trial:manage'), approve: viewer.may('trial:approve') },
      isOwn: [...trial.writers, trial.submittedBy].includes(viewer.staffId),
      csrfToken: ask.csrfToken,
      ...showing,
    }),
  });
}

interface EditShowing {
  errors: readonly FieldError[];
  values?: TrialForm;
  key?: string | undefined;
  version?: number | undefined;
  theirs?: string;
}

async function showEditor(tx: Tx, ask: Ask<{ id: number }>, showing: EditShowing): Promise<Reply> {
  const trial = await getTrial(tx, ask.viewer.schemeId, ask.params.id);
  if (trialTransitions[trial.state].save === undefined)
    throw new WaymarkError('not-allowed-now', { text: 'What was registered stands. Write an amendment.' });
  return page({
    title: `Edit ${trial.name}`,
    section: 'cohort',
    status: formStatus(showing),
    errors: summaryOf(showing.errors),
    breadcrumbs: [...crumbs, { text: trial.name, href: `/cohort/trials/${trial.id}` }, { text: 'Edit' }],
    body: editPage({
      trial,
      values: showing.values ?? formOfTrial({ name: trial.name, body: trial.body, registration: trial }),
      version: showing.version ?? trial.version,
      errors: showing.errors,
      theirs: showing.theirs,
      key: showing.key,
      csrfToken: ask.csrfToken,
    }),
  });
}

async function save(ask: Ask<{ id: number }, unknown, Static<typeof editorBody>>): Promise<Reply> {
  const { id } = ask.params;
  const sent = ask.body as Readonly<Record<string, string | undefined>>;
  const { _key, _version } = ask.body as { _key?: string; _version?: number };
  const values: TrialForm = Object.fromEntries(trialFields.map((name) => [name, sent[name]]));
  const version = _version ?? 0;
  try {
    const { body } = await ask.read((tx) => getTrial(tx, ask.viewer.schemeId, id));
    await ask.perform(saveTrial, { id, version, ...readTrial(values, body) }, _key ?? newKey());
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid')
      return ask.read((tx) => showEditor(tx, ask, { errors: error.fields, values, key: _key, version }));
    if (error.code !== 'stale-version') throw error;
    const theirs = await ask.read(async (tx) => {
      const { name, body } = await getTrial(tx, ask.viewer.schemeId, id);
      return `${name}: ${body.question} Primary outcome: ${body.primary}`;
    });
    return ask.read((tx) => showEditor(tx, ask, { errors: [], values, theirs }));
  }
  return redirect(`/cohort/trials/${id}`, 'The draft was saved.');
}

async function showPeople(ask: Ask<{ id: number }, Static<typeof peopleQuery>>): Promise<Reply> {
  const { viewer, params } = ask;
  const state = ask.query.state || undefined;
  const number = ask.query.page ?? 1;
  return ask.read(async (tx) => {
    const trial = await getTrial(tx, viewer.schemeId, params.id);
    const [people, counts] = await Promise.all([
      listParticipants(tx, trial.id, { state, limit: pageSize, offset: (number - 1) * pageSize }),
      countParticipants(tx, trial.id),
    ]);
    const total =
      state === undefined ? Object.values(counts).reduce((sum, n) => sum + n, 0) : (counts[state] ?? 0);
    await ask.listed(tx, {
      act: 'trial:people',
      subject: 'trial',
      subjectId: trial.id,
      people,
      detail: { state: state ?? 'all', page: number },
    });
    return page({
      title: `People of ${trial.name}`,
      section: 'cohort',
      breadcrumbs: [...crumbs, { text: trial.name, href: `/cohort/trials/${trial.id}` }, { text: 'People' }],
      body: peoplePage({
        trial,
        people,
        state,
        page: number,
        pages: Math.max(1, Math.ceil(total / pageSize)),
      }),
    });
  });
}

async function download(ask: Ask<{ id: number }>): Promise<Reply> {
  const { id } = ask.params;
  // The trial must be one that the viewer may see; the list itself is the randomiser's to give.
  await ask.read((tx) => getTrial(tx, ask.viewer.schemeId, id));
  const list = await publishedList(ask.database, id);
  if (list === undefined) throw notFound();
  return {
    kind: 'file',
    fileName: `trial-${id}-list.json`,
    contentType: 'application/json; charset=utf-8',
    content: `${JSON.stringify(list, null, 1)}\n`,
  };
}
