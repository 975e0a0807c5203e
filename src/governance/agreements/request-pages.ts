import Type from 'typebox';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { showAgreement } from './one-page.ts';
import { confirmRequest, refuseRequest, withdrawRequest } from './request-acts.ts';
import { listWaiting } from './request-store.ts';
import { waitingTable } from './request-views.ts';
import { crumbsFor, type Keyed, showStale } from './showing.ts';

const base = '/governance/agreements/:id';
const request = Type.Integer({ minimum: 1 });

/** A second person's yes or no, and taking back what was asked. */
export const requestPages: Route[] = [
  route({
    method: 'GET',
    url: '/governance/agreements/waiting',
    right: ['see:governance', 'agreement:confirm'],
    reads: 'none',
    handle: (ask) =>
      ask.read(async (tx) =>
        page({
          title: 'What waits for a second person',
          section: 'governance',
          breadcrumbs: crumbsFor(ask.viewer),
          body: html`<h1 class="govuk-heading-l">What waits for a second person</h1>${waitingTable(await listWaiting(tx, ask.today))}`,
        }),
      ),
  }),
  route({
    method: 'POST',
    url: `${base}/confirm`,
    right: 'agreement:confirm',
    reads: 'none',
    params: idParams,
    body: formBody({ request }),
    handle: confirmFromForm,
  }),
  route({
    method: 'POST',
    url: `${base}/refuse`,
    right: 'agreement:confirm',
    reads: 'none',
    params: idParams,
    body: formBody({ request, why: field(500) }),
    handle: refuseFromForm,
  }),
  route({
    method: 'POST',
    url: `${base}/withdraw-request`,
    right: 'agreement:manage',
    reads: 'none',
    params: idParams,
    body: formBody({ request }),
    handle: async (ask) => {
      const { id } = ask.params;
      const input = { id, version: ask.body._version ?? 0, requestId: ask.body.request, why: null };
      await ask.perform(withdrawRequest, input, ask.body._key ?? newKey());
      return redirect(`/governance/agreements/${id}`, 'It was taken back.');
    },
  }),
];

type OneAsk = Ask<{ id: number }, unknown, { request: number; why?: string } & Keyed>;

const decidedOn = (ask: OneAsk): { id: number; version: number; requestId: number } => ({
  id: ask.params.id,
  version: ask.body._version ?? 0,
  requestId: ask.body.request,
});

/** The page once more: with what was wrong, or with what somebody else changed meanwhile. */
async function again(ask: OneAsk, error: unknown): Promise<Reply> {
  const { id } = ask.params;
  const deciding = { requestId: ask.body.request, why: ask.body.why ?? '' };
  if (error instanceof WaymarkError && error.code === 'invalid') {
    const errors: FieldError[] = error.fields.map(({ text }) => ({
      field: `refuse-${ask.body.request}`,
      text,
    }));
    return ask.read((tx) => showAgreement(tx, ask, id, { deciding: { ...deciding, errors } }));
  }
  const { theirs } = await showStale(ask, error);
  return ask.read((tx) => showAgreement(tx, ask, id, { deciding: { ...deciding, errors: [], theirs } }));
}

async function confirmFromForm(ask: OneAsk): Promise<Reply> {
  try {
    const { inEffect } = await ask.perform(confirmRequest, decidedOn(ask), ask.body._key ?? newKey());
    return redirect(
      `/governance/agreements/${ask.params.id}`,
      inEffect ? 'It was confirmed. The variation is in effect.' : 'It was confirmed.',
    );
  } catch (error) {
    return again(ask, error);
  }
}

async function refuseFromForm(ask: OneAsk): Promise<Reply> {
  const input = { ...decidedOn(ask), why: ask.body.why ?? '' };
  try {
    const { opensAgain } = await ask.perform(refuseRequest, input, ask.body._key ?? newKey());
    return redirect(
      `/governance/agreements/${ask.params.id}`,
      opensAgain ? 'The suspension was lifted.' : 'It was refused.',
    );
  } catch (error) {
    return again(ask, error);
  }
}
