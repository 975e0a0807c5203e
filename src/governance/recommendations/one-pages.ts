import type { Tx } from '../../kernel/database.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, type RouteRight, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { type Keyed, sendForm } from '../registers/forms.ts';
import { listEvents } from '../registers/history.ts';
import { listRolesWithRight } from '../registers/owner-store.ts';
import {
  assureRecommendation,
  recommendationNow,
  reportRecommendation,
  returnRecommendation,
} from './acts.ts';
import { type RecommendationPageModel, recommendationPage, type Words } from './one-views.ts';
import type { RecommendationAct } from './rules.ts';
import { getRecommendation } from './store.ts';
import { recommendationPath } from './views.ts';

type AskOne = Ask<{ id: number }, unknown, Words & Keyed>;
type Send = (
  ask: AskOne,
  input: { id: number; version: number; words: string },
  key: string,
) => Promise<unknown>;

/** The short forms of a recommendation's page. */
const shortForms: readonly { act: RecommendationAct; right: RouteRight; done: string; send: Send }[] = [
  {
    act: 'report',
    right: 'action:manage',
    done: 'It was reported done. Somebody else assures it.',
    send: (ask, input, key) => ask.perform(reportRecommendation, { ...input, act: 'report' }, key),
  },
  {
    act: 'decline',
    right: 'action:manage',
    done: 'It was recorded as not accepted.',
    send: (ask, input, key) => ask.perform(reportRecommendation, { ...input, act: 'decline' }, key),
  },
  {
    act: 'reopen',
    right: 'action:manage',
    done: 'It is open again.',
    send: (ask, input, key) => ask.perform(reportRecommendation, { ...input, act: 'reopen' }, key),
  },
  {
    act: 'assure',
    right: 'recommendation:assure',
    done: 'It was assured.',
    send: (ask, input, key) => ask.perform(assureRecommendation, input, key),
  },
  {
    act: 'return',
    right: 'recommendation:assure',
    done: 'It went back to its owner.',
    send: (ask, input, key) => ask.perform(returnRecommendation, input, key),
  },
];

/** One recommendation, and what may be done with it. */
export const onePages: Route[] = [
  route({
    method: 'GET',
    url: '/governance/recommendations/:id',
    right: 'see:governance',
    reads: 'none',
    params: idParams,
    handle: (ask) => ask.read((tx) => showOne(tx, ask, undefined)),
  }),
  ...shortForms.map((short) =>
    route({
      method: 'POST',
      url: `/governance/recommendations/:id/${short.act}`,
      right: short.right,
      reads: 'none',
      params: idParams,
      body: formBody({ words: field(5000) }),
      handle: (ask) => sendShort(ask, short),
    }),
  ),
];

async function showOne(
  tx: Tx,
  ask: Ask<{ id: number }>,
  again: RecommendationPageModel['again'],
): Promise<Reply> {
  const [one, events, assurers] = await Promise.all([
    getRecommendation(tx, ask.params.id),
    listEvents(tx, 'recommendation', ask.params.id),
    listRolesWithRight(tx, ask.viewer.schemeId, 'recommendation:assure'),
  ]);
  return page({
    title: `Recommendation ${one.number}: ${one.source}`,
    section: 'governance',
    status: again === undefined ? 200 : formStatus(again),
    breadcrumbs: [
      { text: 'Governance', href: '/governance' },
      { text: 'Recommendations', href: recommendationPath },
      { text: `Recommendation ${one.number}` },
    ],
    errors: summaryOf(
      (again?.errors ?? []).map(({ text }) => ({ field: `words-${again?.act ?? ''}`, text })),
    ),
    body: recommendationPage({
      one,
      events,
      assurers,
      today: ask.today,
      mayManage: ask.viewer.may('action:manage'),
      mayAssure: ask.viewer.may('recommendation:assure'),
      viewerId: ask.viewer.staffId,
      csrfToken: ask.csrfToken,
      again,
    }),
  });
}

async function sendShort(ask: AskOne, short: (typeof shortForms)[number]): Promise<Reply> {
  const { id } = ask.params;
  const input = { id, version: ask.body._version ?? 0, words: ask.body.words?.trim() ?? '' };
  const again = await sendForm(ask.body, (key) => short.send(ask, input, key), {
    theirs: () => ask.read((tx) => recommendationNow(tx, id)),
  });
  if (again !== undefined) return ask.read((tx) => showOne(tx, ask, { ...again, act: short.act }));
  return redirect(`${recommendationPath}/${id}`, short.done);
}
