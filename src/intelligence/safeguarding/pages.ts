import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { dropDraft, findDraft } from '../../web/drafts.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import { isMarkedSecret } from '../reports/marking-rules.ts';
import { answerConcern, findHub, noteAnswer, sendConcern } from './acts.ts';
import { type ConcernFormModel, concernForm, concernPreview } from './form-views.ts';
import { concernFile, onePage } from './one-views.ts';
import { leftOut, mayAdd, nextStates, readAnswerForm, readConcernForm, transitions } from './rules.ts';
import { countConcerns, findConcernPerson, getConcern, listConcerns, listSteps, recordOf } from './store.ts';
import {
  type AnswerForm,
  type ConcernForm,
  type State,
  type StepKind,
  stateWords,
  typedFields,
} from './types.ts';
import { listPage } from './views.ts';

const pageSize = 25;
const person = Type.Optional(Type.Integer({ minimum: 1 }));

const concernBody = formBody({
  about: field(10),
  urgent: field(3),
  phoned: field(300),
  worry: field(8_000),
  name: field(300),
  born: field(100),
  address: field(500),
  carers: field(1_000),
  school: field(500),
  done: field(2_000),
  told: field(2_000),
  send: fieldList(),
  way: field(10),
  do: field(8),
  person,
});

type Hidden = { _csrf?: string; _key?: string; _version?: number };
type ConcernAsk = Ask<unknown, unknown, ConcernForm & Hidden & { person?: number }>;
type AnswerAsk = Ask<{ id: number }, unknown, AnswerForm & Hidden>;

export const safeguardingPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/safeguarding',
    right: ['safeguarding:send', 'safeguarding:answer'],
    reads: 'list',
    query: Type.Object({ show: field(10), page: pageNumber }),
    handle: showList,
  }),
  route({
    method: 'GET',
    url: '/safeguarding/new',
    right: 'safeguarding:send',
    reads: 'person',
    query: Type.Object({ person }),
    handle: (ask) =>
      ask.read(async (tx) => {
        const personId = ask.query.person ?? null;
        const draft = await findDraft<ConcernForm>(tx, ask.viewer.staffId, draftOf(personId), ['send']);
        return drawForm(await modelFor(tx, ask, { personId, values: draft?.values ?? {}, errors: [] }));
      }),
  }),
  route({
    method: 'POST',
    url: '/safeguarding',
    right: 'safeguarding:send',
    reads: 'person',
    body: concernBody,
    handle: sendFromForm,
  }),
  route({
    method: 'GET',
    url: '/safeguarding/:id',
    right: ['safeguarding:send', 'safeguarding:answer'],
    reads: 'person',
    params: idParams,
    handle: (ask) => showOne(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'POST',
    url: '/safeguarding/:id',
    right: ['safeguarding:send', 'safeguarding:answer'],
    reads: 'person',
    params: idParams,
    body: formBody({
      state: field(20),
      note: field(2_000),
      to: field(300),
      sentDay: field(10),
      sentTime: field(5),
    }),
    handle: answerFromForm,
  }),
  route({
    method: 'GET',
    url: '/safeguarding/:id/file',
    right: 'safeguarding:send',
    reads: 'export',
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) => {
        const [concern, hub] = await Promise.all([
          getConcern(tx, ask.params.id),
          findHub(tx, ask.viewer.schemeId, ask.today),
        ]);
        const personId = await findConcernPerson(tx, concern.id);
        await ask.exported(tx, {
          act: 'safeguarding:file',
          subject: 'safeguarding_concern',
          subjectId: concern.id,
          personId,
          people: [{ personId }],
          ids: [concern.id],
        });
        return {
          kind: 'file',
          fileName: `official-sensitive-concern-${concern.id}.txt`,
          contentType: 'text/plain; charset=utf-8',
          content: concernFile(concern, hub),
        };
      }),
  }),
];

const draftOf = (personId: number | null): string =>
  personId === null ? 'safeguarding:new' : `safeguarding:new:${personId}`;

/** The hub answers; everybody else with the page sends. */
const sideOf = (ask: Ask): 'hub' | 'sender' => (ask.viewer.may('safeguarding:answer') ? 'hub' : 'sender');

async function showList(ask: Ask<unknown, { show?: string; page?: number }>): Promise<Reply> {
  const side = sideOf(ask);
  const open = ask.query.show !== 'finished';
  const number = ask.query.page ?? 1;
  const filter = { side, agencyId: ask.viewer.agencyId, open };
  return ask.read(async (tx) => {
    const [concerns, total, hub] = await Promise.all([
      listConcerns(tx, filter, { limit: pageSize, offset: (number - 1) * pageSize }),
      countConcerns(tx, filter),
      findHub(tx, ask.viewer.schemeId, ask.today),
    ]);
    await ask.listed(tx, {
      act: 'safeguarding:list',
      subject: 'safeguarding_concern',
      // The list says nothing of whom a concern came up through, and the hub is never told.
      people: [],
      ids: concerns.map(({ id }) => id),
    });
    const maySend = ask.viewer.may('safeguarding:send');
    const body = listPage({ side, open, concerns, total, page: number, pageSize, hub, maySend });
    return page({ title: 'Safeguarding concerns', section: 'intelligence', body });
  });
}

async function modelFor(
  tx: Tx,
  ask: Ask,
  form: Pick<ConcernFormModel, 'personId' | 'values' | 'errors'>,
): Promise<ConcernFormModel> {
  const [hub, record] = await Promise.all([
    findHub(tx, ask.viewer.schemeId, ask.today),
    form.personId === null ? {} : recordOf(tx, form.personId),
  ]);
  // Somebody the viewer may not see is not found, exactly as somebody who does not exist.
  if (record === undefined) throw new WaymarkError('not-found');
  if (hub === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: 'The scheme has not entered who its safeguarding hub is. Ring your own organisation’s safeguarding lead.',
    });
  await ask.opened(tx, {
    act: 'safeguarding:form',
    subject: 'safeguarding_concern',
    ...(form.personId === null ? {} : { personId: form.personId }),
  });
  return { ...form, hub, record, csrfToken: ask.csrfToken, draft: draftOf(form.personId) };
}

const drawForm = (model: ConcernFormModel, body = concernForm(model)): Reply =>
  page({
    title: 'Tell the hub of a concern',
    section: 'intelligence',
    status: formStatus(model),
    breadcrumbs: [{ text: 'Safeguarding concerns', href: '/safeguarding' }, { text: 'New' }],
    errors: summaryOf(model.errors),
    body,
  });

const senderOf = (ask: Ask): string => `${ask.viewer.name}, ${ask.viewer.agencyName}`;

const isMarked = (text: string | undefined): boolean => isMarkedSecret(text ?? '');

async function sendFromForm(ask: ConcernAsk): Promise<Reply> {
  const { body } = ask;
  const personId = body.person ?? null;
  const model = await ask.read((tx) => modelFor(tx, ask, { personId, values: body, errors: [] }));
  const again = { ...model, key: body._key };
  if (body.do === 'change') return drawForm(again);
  const read = readConcernForm(body, { record: model.record, sender: senderOf(ask), ways: model.hub.ways });
  // What carries a marking is not kept on the server; the form that comes back holds every word of it.
  if (
    read.kind === 'errors' &&
    [body.worry, body.phoned, ...typedFields.map((name) => body[name])].some(isMarked)
  )
    await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, draftOf(personId)));
  if (read.kind === 'errors') return drawForm({ ...again, errors: read.errors });
  if (body.do !== 'send')
    return drawForm(
      model,
      concernPreview({ ...again, fields: read.input.fields, left: leftOut(body, model.record) }),
    );
  const { id } = await ask.perform(sendConcern, { ...read.input, personId }, body._key ?? newKey());
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, draftOf(personId)));
  return redirect(
    `/safeguarding/${id}`,
    read.input.way === 'file'
      ? 'Not sent yet: get the file, send it to the hub, and say here when and to whom.'
      : 'It was sent to the hub.',
  );
}

interface Showing {
  values: AnswerForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  isStale?: boolean;
}

/** The hub says all but that more was given; the sender gives more, and notes what was answered elsewhere. */
const statesFor = (side: 'hub' | 'sender', concern: { state: State; way: string }): readonly State[] =>
  side === 'sender' && concern.way === 'file' ? transitions[concern.state] : nextStates(concern.state, side);

function showOne(ask: Ask<{ id: number }>, showing: Showing): Promise<Reply> {
  return ask.read(async (tx) => {
    const { id } = ask.params;
    const side = sideOf(ask);
    const concern = await getConcern(tx, id);
    const [steps, personId, hub] = await Promise.all([
      listSteps(tx, id),
      side === 'sender' ? findConcernPerson(tx, id) : undefined,
      findHub(tx, ask.viewer.schemeId, ask.today),
    ]);
    await ask.opened(tx, {
      act: 'safeguarding:open',
      subject: 'safeguarding_concern',
      subjectId: id,
      personId,
    });
    const last = steps.at(-1);
    const theirs =
      showing.isStale === true && last !== undefined ? `${stateWords[last.state]}. ${last.note}` : undefined;
    return page({
      title: `Concern ${id}`,
      section: 'intelligence',
      status: formStatus({ errors: showing.errors, theirs }),
      breadcrumbs: [{ text: 'Safeguarding concerns', href: '/safeguarding' }, { text: `Concern ${id}` }],
      errors: summaryOf(showing.errors),
      body: onePage({
        ...showing,
        concern,
        steps,
        hub,
        states: statesFor(side, concern),
        mayAdd: mayAdd(concern.state),
        side,
        personId,
        csrfToken: ask.csrfToken,
        theirs,
        now: ask.now,
      }),
    });
  });
}

async function answerFromForm(ask: AnswerAsk): Promise<Reply> {
  const { id } = ask.params;
  const side = sideOf(ask);
  const { _csrf, _key: key, _version: stepId = 0, ...values } = ask.body;
  const concern = await ask.read((tx) => getConcern(tx, id));
  const stale = (): Promise<Reply> => showOne(ask, { values, errors: [], key: newKey(), isStale: true });
  if (concern.stepId !== stepId) return stale();
  const states: readonly StepKind[] = [
    ...statesFor(side, concern),
    ...(mayAdd(concern.state) ? (['added'] as const) : []),
  ];
  const read = readAnswerForm(values, { states, now: ask.now });
  if (read.kind === 'errors') return showOne(ask, { values, errors: read.errors, key });
  try {
    const input = { id, stepId, state: read.state, note: read.note };
    await ask.perform(side === 'hub' ? answerConcern : noteAnswer, input, key ?? newKey());
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
    return stale();
  }
  const toHub = side === 'sender' && concern.way === 'in-app';
  return redirect(
    `/safeguarding/${id}`,
    side === 'hub' ? 'The sender is told.' : toHub ? 'The hub is told.' : 'It was kept.',
  );
}
