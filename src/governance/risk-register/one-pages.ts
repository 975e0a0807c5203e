import { isDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, type RouteRight, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { type Keyed, sendForm, typed } from '../registers/forms.ts';
import { listEvents } from '../registers/history.ts';
import {
  answerEscalation,
  closeRisk,
  escalateRisk,
  handBackRisk,
  reviewRisk,
  riskNow,
  scalesOf,
} from './acts.ts';
import { type RiskAnswer, type RiskPageModel, riskPage } from './one-views.ts';
import type { RiskAct } from './rules.ts';
import { getRisk } from './store.ts';
import { riskPath } from './views.ts';

type Sent = RiskAnswer & Keyed;
type AskOne = Ask<{ id: number }, unknown, Sent>;
type Send = (
  ask: AskOne,
  input: { id: number; version: number; why: string },
  key: string,
) => Promise<unknown>;

/** The short forms of a risk's page: what each sends, what it must say, and what is said when it was done. */
const shortForms: readonly {
  act: RiskAct;
  right: RouteRight;
  needs: string | undefined;
  done: string;
  send: Send;
}[] = [
  {
    act: 'escalate',
    right: 'scheme-risk:manage',
    needs: 'Say why the scheme cannot hold it alone',
    done: 'The OPCC was asked to take the risk.',
    send: (ask, input, key) => ask.perform(escalateRisk, input, key),
  },
  {
    act: 'accept',
    right: 'scheme-risk:accept',
    needs: undefined,
    done: 'The risk is in the OPCC’s register.',
    send: (ask, input, key) => ask.perform(answerEscalation, { ...input, answer: 'accept' }, key),
  },
  {
    act: 'refuse',
    right: 'scheme-risk:accept',
    needs: 'Say why it stays with the scheme',
    done: 'The risk stays with the scheme.',
    send: (ask, input, key) => ask.perform(answerEscalation, { ...input, answer: 'refuse' }, key),
  },
  {
    act: 'hand-back',
    right: 'scheme-risk:accept',
    needs: 'Say why it goes back to the scheme',
    done: 'The risk went back to the scheme’s register.',
    send: (ask, input, key) => ask.perform(handBackRisk, input, key),
  },
  {
    act: 'close',
    right: 'scheme-risk:manage',
    needs: 'Say why it can no longer come about',
    done: 'The risk was closed.',
    send: (ask, input, key) => ask.perform(closeRisk, { ...input, state: 'closed' }, key),
  },
  {
    act: 'reopen',
    right: 'scheme-risk:manage',
    needs: 'Say why it is opened again',
    done: 'The risk is open again.',
    send: (ask, input, key) => ask.perform(closeRisk, { ...input, state: 'open' }, key),
  },
];

/** One risk: what it is, what may be done with it, how it came to stand so. */
export const onePages: Route[] = [
  route({
    method: 'GET',
    url: '/governance/risks/:id',
    right: 'see:governance',
    reads: 'none',
    params: idParams,
    handle: (ask) => ask.read((tx) => showRisk(tx, ask, undefined)),
  }),
  route({
    method: 'POST',
    url: '/governance/risks/:id/review',
    right: 'scheme-risk:manage',
    reads: 'none',
    params: idParams,
    body: formBody({ found: field(2000), nextOn: field(10) }),
    handle: reviewFromForm,
  }),
  ...shortForms.map((short) =>
    route({
      method: 'POST',
      url: `/governance/risks/:id/${short.act}`,
      right: short.right,
      reads: 'none',
      params: idParams,
      body: formBody({ why: field(2000) }),
      handle: (ask) => sendShort(ask, short),
    }),
  ),
];

async function showRisk(tx: Tx, ask: Ask<{ id: number }>, again: RiskPageModel['again']): Promise<Reply> {
  const [risk, scales, events] = await Promise.all([
    getRisk(tx, ask.params.id),
    scalesOf(tx, ask.viewer.schemeId, ask.today),
    listEvents(tx, 'scheme-risk', ask.params.id),
  ]);
  return page({
    title: risk.title,
    section: 'governance',
    status: again === undefined ? 200 : formStatus(again),
    breadcrumbs: [
      { text: 'Governance', href: '/governance' },
      { text: 'Risk register', href: riskPath },
      { text: `Risk ${risk.id}` },
    ],
    errors: summaryOf(again?.errors ?? []),
    body: riskPage({
      risk,
      scales,
      events,
      today: ask.today,
      mayManage: ask.viewer.may('scheme-risk:manage'),
      mayAccept: ask.viewer.may('scheme-risk:accept'),
      viewerId: ask.viewer.staffId,
      csrfToken: ask.csrfToken,
      again,
    }),
  });
}

const shownAgain = (ask: AskOne, act: RiskAct, errors: FieldError[]): Promise<Reply> =>
  ask.read((tx) => showRisk(tx, ask, { act, values: ask.body, key: ask.body._key, errors }));

async function sendShort(ask: AskOne, short: (typeof shortForms)[number]): Promise<Reply> {
  const { id } = ask.params;
  const why = typed(ask.body.why);
  if (short.needs !== undefined && why === '')
    return shownAgain(ask, short.act, [{ field: `why-${short.act}`, text: short.needs }]);
  const input = { id, version: ask.body._version ?? 0, why };
  const again = await sendForm(ask.body, (key) => short.send(ask, input, key), {
    theirs: () => ask.read((tx) => riskNow(tx, id)),
  });
  if (again !== undefined) return ask.read((tx) => showRisk(tx, ask, { ...again, act: short.act }));
  return redirect(`${riskPath}/${id}`, short.done);
}

async function reviewFromForm(ask: AskOne): Promise<Reply> {
  const { id } = ask.params;
  const found = typed(ask.body.found);
  const nextOn = typed(ask.body.nextOn);
  const errors: FieldError[] = [];
  if (found === '') errors.push({ field: 'found', text: 'Say what the review found' });
  if (!isDay(nextOn)) errors.push({ field: 'nextOn', text: 'Enter the day of the next review' });
  if (errors.length > 0) return shownAgain(ask, 'review', errors);
  const again = await sendForm(
    ask.body,
    (key) => ask.perform(reviewRisk, { id, version: ask.body._version ?? 0, found, nextOn }, key),
    { theirs: () => ask.read((tx) => riskNow(tx, id)) },
  );
  if (again !== undefined) return ask.read((tx) => showRisk(tx, ask, { ...again, act: 'review' }));
  return redirect(`${riskPath}/${id}`, 'The review was recorded.');
}
