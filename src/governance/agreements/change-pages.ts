import { isDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { refusalWords, varyAgreement } from './acts.ts';
import { readVariationForm } from './form-rules.ts';
import { endForm, varyForm } from './form-views.ts';
import { endAgreement, suspendAgreement } from './request-acts.ts';
import { type AgreementAct, stateOfAgreement, transitions } from './rules.ts';
import { crumbs, type Keyed, type Showing, showStale } from './showing.ts';
import { getAgreement } from './store.ts';
import type { Agreement, VariationForm } from './types.ts';

const varyBody = formBody({
  agreedOn: field(10),
  expiresOn: field(10),
  reviewOn: field(10),
  what: field(4000),
  decision: field(40),
  decisionNote: field(500),
  atMostMonths: field(3),
});

const endBody = formBody({ when: field(10), lastDay: field(10), why: field(2000) });

/** Varying an agreement in force, and ending it. */
export const changePages: Route[] = [
  route({
    method: 'GET',
    url: '/governance/agreements/:id/vary',
    right: 'agreement:manage',
    reads: 'none',
    params: idParams,
    handle: (ask) => ask.read((tx) => showVary(tx, ask, { values: {}, errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/governance/agreements/:id/vary',
    right: 'agreement:manage',
    reads: 'none',
    params: idParams,
    body: varyBody,
    handle: varyFromForm,
  }),
  route({
    method: 'GET',
    url: '/governance/agreements/:id/end',
    right: 'agreement:manage',
    reads: 'none',
    params: idParams,
    handle: (ask) => ask.read((tx) => showEnd(tx, ask, { values: {}, errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/governance/agreements/:id/end',
    right: 'agreement:manage',
    reads: 'none',
    params: idParams,
    body: endBody,
    handle: endFromForm,
  }),
];

type OneAsk<Form> = Ask<{ id: number }, unknown, Form & Keyed>;

/** A form for what may no longer be done is not shown. */
export function refuseUnless(act: AgreementAct, agreement: Agreement, today: string): void {
  const state = stateOfAgreement(agreement, today);
  if (transitions[state][act] === undefined)
    throw new WaymarkError('not-allowed-now', { text: refusalWords(state, act) });
}

async function showVary(tx: Tx, ask: Ask<{ id: number }>, showing: Showing<VariationForm>): Promise<Reply> {
  const agreement = await getAgreement(tx, ask.params.id);
  refuseUnless('vary', agreement, ask.today);
  return page({
    title: `Vary ${agreement.reference}`,
    section: 'governance',
    status: formStatus(showing),
    breadcrumbs: [...crumbs, { text: agreement.reference, href: `/governance/agreements/${agreement.id}` }],
    errors: summaryOf(showing.errors),
    body: varyForm({
      ...showing,
      agreement,
      version: showing.version ?? agreement.version,
      csrfToken: ask.csrfToken,
    }),
  });
}

async function varyFromForm(ask: OneAsk<VariationForm>): Promise<Reply> {
  const version = ask.body._version ?? 0;
  const agreement = await ask.read((tx) => getAgreement(tx, ask.params.id));
  const again = { values: ask.body, key: ask.body._key, version };
  const read = readVariationForm(ask.body, agreement, version, ask.today);
  if ('errors' in read) return ask.read((tx) => showVary(tx, ask, { ...again, errors: read.errors }));
  let inEffect = false;
  try {
    ({ inEffect } = await ask.perform(varyAgreement, read.input, ask.body._key ?? newKey()));
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'invalid')
      return ask.read((tx) => showVary(tx, ask, { ...again, errors: error.fields }));
    const stale = await showStale(ask, error);
    return ask.read((tx) => showVary(tx, ask, { ...again, ...stale, errors: [] }));
  }
  return redirect(
    `/governance/agreements/${agreement.id}`,
    inEffect
      ? 'The variation was recorded, and is in effect: no party had signed the agreement yet.'
      : 'The variation was recorded. It takes effect when every party has signed it and a second person has confirmed each signature.',
  );
}

type EndForm = { when?: string; lastDay?: string; why?: string };

async function showEnd(tx: Tx, ask: Ask<{ id: number }>, showing: Showing<EndForm>): Promise<Reply> {
  const agreement = await getAgreement(tx, ask.params.id);
  refuseUnless('end', agreement, ask.today);
  return page({
    title: `End ${agreement.reference}`,
    section: 'governance',
    status: formStatus(showing),
    breadcrumbs: [...crumbs, { text: agreement.reference, href: `/governance/agreements/${agreement.id}` }],
    errors: summaryOf(showing.errors),
    body: endForm({
      ...showing,
      agreement,
      version: showing.version ?? agreement.version,
      csrfToken: ask.csrfToken,
    }),
  });
}

async function endFromForm(ask: OneAsk<EndForm>): Promise<Reply> {
  const { when, lastDay = '' } = ask.body;
  const why = ask.body.why?.trim() ?? '';
  const version = ask.body._version ?? 0;
  const again = { values: ask.body, key: ask.body._key, version };
  const errors: FieldError[] = [];
  if (when !== 'at-once' && when !== 'after') errors.push({ field: 'when', text: 'Choose when it ends' });
  if (when === 'after' && !isDay(lastDay))
    errors.push({ field: 'lastDay', text: 'Enter the last day in force' });
  if (why === '') errors.push({ field: 'why', text: 'Say why it ends' });
  if (errors.length > 0) return ask.read((tx) => showEnd(tx, ask, { ...again, errors }));
  try {
    const key = ask.body._key ?? newKey();
    const ending = { id: ask.params.id, version, why };
    if (when === 'after') await ask.perform(endAgreement, { ...ending, lastDay }, key);
    else await ask.perform(suspendAgreement, ending, key);
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'invalid')
      return ask.read((tx) => showEnd(tx, ask, { ...again, errors: error.fields }));
    const stale = await showStale(ask, error);
    return ask.read((tx) => showEnd(tx, ask, { ...again, ...stale, errors: [] }));
  }
  return redirect(
    `/governance/agreements/${ask.params.id}`,
    when === 'at-once'
      ? 'The agreement is suspended and shares nothing. A second person confirms its end, or lets it open again.'
      : 'The end of the agreement was entered. A second person confirms it; sharing goes on until then.',
  );
}
