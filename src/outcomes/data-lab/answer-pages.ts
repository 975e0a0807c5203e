import Type from 'typebox';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { saveAnswer, takeAnswerAway } from './acts.ts';
import { type AnswerFormModel, answerForm } from './answer-views.ts';
import { type AnswerForm, answerBody, formOfAnswer, readAnswer } from './form.ts';
import { getAnswer } from './store.ts';

const right = 'data-lab:send';

export const answerRoutes: readonly Route[] = [
  route({
    method: 'GET',
    url: '/outcomes/data-lab/answers/new',
    right,
    reads: 'none',
    section: 'outcomes',
    query: Type.Object({ request: Type.Optional(Type.Integer({ minimum: 1 })) }),
    handle: async (ask) =>
      show(ask, {
        id: undefined,
        version: undefined,
        values: { request: String(ask.query.request ?? '') },
        errors: [],
      }),
  }),
  route({
    method: 'POST',
    url: '/outcomes/data-lab/answers',
    right,
    reads: 'none',
    body: answerBody,
    handle: (ask) => save(ask, undefined),
  }),
  route({
    method: 'GET',
    url: '/outcomes/data-lab/answers/:id/edit',
    right,
    reads: 'none',
    section: 'outcomes',
    params: idParams,
    handle: async (ask) => {
      const answer = await ask.read((tx) => getAnswer(tx, ask.params.id));
      const { id, version } = answer;
      return show(ask, { id, version, values: formOfAnswer(answer), errors: [] });
    },
  }),
  route({
    method: 'POST',
    url: '/outcomes/data-lab/answers/:id',
    right,
    reads: 'none',
    params: idParams,
    body: answerBody,
    handle: (ask) => save(ask, ask.params.id),
  }),
  route({
    method: 'POST',
    url: '/outcomes/data-lab/answers/:id/remove',
    right,
    reads: 'none',
    params: idParams,
    body: formBody({ why: field(1_000) }),
    handle: remove,
  }),
];

type Showing = Omit<AnswerFormModel, 'csrfToken'>;

function show(ask: Ask, showing: Showing): Reply {
  const title = showing.id === undefined ? 'Enter an answer' : 'Correct an answer';
  return page({
    title,
    section: 'outcomes',
    breadcrumbs: [
      { text: 'Outcomes', href: '/outcomes' },
      { text: 'Justice Data Lab', href: '/outcomes/data-lab' },
      { text: title },
    ],
    status: formStatus(showing),
    errors: summaryOf(showing.errors),
    body: answerForm({ ...showing, csrfToken: ask.csrfToken }),
  });
}

type Posted = { _key?: string; _version?: number };

async function save(ask: Ask<unknown, unknown, AnswerForm & Posted>, id: number | undefined): Promise<Reply> {
  const { body } = ask;
  const version = body._version;
  try {
    const input = { ...readAnswer(body), ...(id === undefined ? {} : { id, version: version ?? 0 }) };
    await ask.perform(saveAnswer, input, body._key ?? newKey());
    return redirect('/outcomes/data-lab', 'The answer is saved.');
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid')
      return show(ask, { id, version, values: body, errors: error.fields, key: body._key });
    if (error.code !== 'stale-version' || id === undefined) throw error;
    const now = await ask.read((tx) => getAnswer(tx, id));
    const theirs = [now.title, now.rate.words, now.frequency.words, now.days.words]
      .filter(Boolean)
      .join('. ');
    return show(ask, { id, version: now.version, values: body, errors: [], theirs });
  }
}

async function remove(ask: Ask<{ id: number }, unknown, Posted & { why?: string }>): Promise<Reply> {
  const { id } = ask.params;
  const { why = '', _version: version = 0, _key } = ask.body;
  try {
    await ask.perform(takeAnswerAway, { id, version, why }, _key ?? newKey());
  } catch (error) {
    const isFormError =
      error instanceof WaymarkError && (error.code === 'invalid' || error.code === 'stale-version');
    if (!isFormError) throw error;
    const answer = await ask.read((tx) => getAnswer(tx, id));
    return show(ask, {
      id,
      version: answer.version,
      values: formOfAnswer(answer),
      errors: error.fields,
      why,
      ...(error.code === 'stale-version' ? { theirs: answer.title } : {}),
    });
  }
  return redirect('/outcomes/data-lab', 'The answer is taken away.');
}
