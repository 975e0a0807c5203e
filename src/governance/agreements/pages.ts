import Type from 'typebox';
import { isDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { addressOf } from '../../web/address.ts';
import { pageArrows } from '../../web/components/index.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { listOwners } from '../registers/owners.ts';
import { registerAgreement } from './acts.ts';
import { changePages } from './change-pages.ts';
import { correctPages } from './correct-pages.ts';
import { readAgreementForm } from './form-rules.ts';
import { registerForm } from './form-views.ts';
import { showAgreement } from './one-page.ts';
import { registerPages } from './register-pages.ts';
import { signAgreement, signVariation, signVariationAll } from './request-acts.ts';
import { requestPages } from './request-pages.ts';
import { warningsOf } from './section.ts';
import { crumbs, crumbsFor, type Keyed, type Showing, showStale } from './showing.ts';
import { listAgreements } from './store.ts';
import { suspendPages } from './suspend-pages.ts';
import {
  type AgreementForm,
  type AgreementKind,
  type AgreementState,
  agreementKinds,
  agreementStates,
} from './types.ts';
import { agreementList } from './views.ts';

const pageSize = 50;

/** Whoever confirms for a party sees the agreements that it is a party to. */
const readers = ['see:governance', 'agreement:confirm'] as const;

const registerBody = formBody({
  kind: field(40),
  reference: field(60),
  title: field(200),
  purpose: field(4000),
  gateway: field(500),
  startsOn: field(10),
  expiresOn: field(10),
  reviewOn: field(10),
  signedOn: field(10),
  functions: field(5000),
  funding: field(5000),
  exitPlan: field(5000),
  varyMonths: field(3),
  owner: field(20),
  bodyNames: fieldList(20),
  bodyKinds: fieldList(20),
  bodyForces: fieldList(20),
  bodyAgencies: fieldList(20),
  parties: fieldList(100),
  covers: fieldList(1000),
});

export const agreementPages: Route[] = [
  ...changePages,
  ...correctPages,
  ...registerPages,
  ...suspendPages,
  ...requestPages,
  route({
    method: 'GET',
    url: '/governance/agreements',
    right: readers,
    reads: 'none',
    query: Type.Object({
      state: Type.Optional(oneOf([...agreementStates, ''])),
      kind: Type.Optional(oneOf([...agreementKinds, ''])),
      expiring: field(1),
      page: pageNumber,
    }),
    handle: showList,
  }),
  route({
    method: 'GET',
    url: '/governance/agreements/new',
    right: 'agreement:manage',
    reads: 'none',
    handle: (ask) => ask.read((tx) => showRegister(tx, ask, { values: {}, errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/governance/agreements',
    right: 'agreement:manage',
    reads: 'none',
    body: registerBody,
    handle: registerFromForm,
  }),
  route({
    method: 'GET',
    url: '/governance/agreements/:id',
    right: readers,
    reads: 'none',
    params: idParams,
    handle: (ask) => ask.read((tx) => showAgreement(tx, ask, ask.params.id)),
  }),
  route({
    method: 'POST',
    url: '/governance/agreements/:id/sign',
    right: 'agreement:manage',
    reads: 'none',
    params: idParams,
    body: formBody({
      party: Type.Integer({ minimum: 1 }),
      signedAs: field(200),
      signedOn: field(10),
    }),
    handle: signFromForm,
  }),
  route({
    method: 'POST',
    url: '/governance/agreements/:id/sign-variation',
    right: 'agreement:manage',
    reads: 'none',
    params: idParams,
    body: formBody({
      party: Type.Integer({ minimum: 1 }),
      variation: Type.Integer({ minimum: 1 }),
      signedAs: field(200),
      signedOn: field(10),
    }),
    handle: signFromForm,
  }),
  route({
    method: 'POST',
    url: '/governance/agreements/:id/sign-variation-all',
    right: 'agreement:manage',
    reads: 'none',
    params: idParams,
    body: formBody({
      variation: Type.Integer({ minimum: 1 }),
      signedOn: field(10),
      party: fieldList(100),
      signedAs: fieldList(100),
    }),
    handle: signAllFromForm,
  }),
];

type SignAllBody = { variation: number; signedOn?: string; party?: string[]; signedAs?: string[] } & Keyed;

/** The signatures of a variation that were made on one day, of the parties whose office was entered. */
async function signAllFromForm(ask: Ask<{ id: number }, unknown, SignAllBody>): Promise<Reply> {
  const { id } = ask.params;
  const { variation: variationId, signedOn = '', party = [], signedAs = [] } = ask.body;
  const signatures = party.flatMap((partyId, at) => {
    const office = signedAs[at]?.trim() ?? '';
    return office === '' || !/^\d{1,15}$/.test(partyId)
      ? []
      : [{ partyId: Number(partyId), signedAs: office }];
  });
  const again = { partyId: 0, variationId, signedAs: '', signedOn, key: ask.body._key, offices: signedAs };
  const on = `all-on-${variationId}`;
  const errors: FieldError[] = [];
  if (!isDay(signedOn)) errors.push({ field: on, text: 'Enter the date of the signatures' });
  if (signatures.length === 0)
    errors.push({ field: `all-as-${variationId}`, text: 'Enter the office of whoever signed' });
  if (errors.length > 0)
    return ask.read((tx) => showAgreement(tx, ask, id, { signing: { ...again, errors } }));
  const input = { id, version: ask.body._version ?? 0, variationId, signedOn, signatures };
  try {
    await ask.perform(signVariationAll, input, ask.body._key ?? newKey());
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'invalid') {
      const wrong = error.fields.map(({ text }) => ({ field: on, text }));
      return ask.read((tx) => showAgreement(tx, ask, id, { signing: { ...again, errors: wrong } }));
    }
    const stale = await showStale(ask, error);
    return ask.read((tx) => showAgreement(tx, ask, id, { signing: { ...again, ...stale, errors: [] } }));
  }
  return redirect(
    `/governance/agreements/${id}`,
    'The signatures were entered. A second person confirms each; nothing opens before.',
  );
}

type ListQuery = { state?: AgreementState | ''; kind?: AgreementKind | ''; expiring?: string; page?: number };

async function showList(ask: Ask<unknown, ListQuery>): Promise<Reply> {
  const { query } = ask;
  const state = query.state || undefined;
  const kind = query.kind || undefined;
  const expiring = query.expiring === '1';
  const current = query.page ?? 1;
  return ask.read(async (tx) => {
    const warnings = await warningsOf(tx, ask);
    const found = await listAgreements(
      tx,
      {
        state,
        kind,
        today: ask.today,
        ...(expiring ? { expiringBy: warnings[0]?.until ?? ask.today } : {}),
      },
      { limit: pageSize + 1, offset: (current - 1) * pageSize },
    );
    const kept = { state, kind, expiring: expiring ? '1' : undefined };
    const path = '/governance/agreements';
    const href = (to: number): string => addressOf(path, { ...kept, page: to });
    return page({
      title: 'Agreements',
      section: 'governance',
      breadcrumbs: crumbsFor(ask.viewer),
      body: agreementList({
        agreements: found.slice(0, pageSize),
        warnings,
        today: ask.today,
        state,
        kind,
        expiring,
        hrefWithout: (name) => addressOf(path, { ...kept, [name]: undefined }),
        csvHref: ask.viewer.may('see:governance') ? `${path}.csv` : undefined,
        mayManage: ask.viewer.may('agreement:manage'),
        pages: pageArrows(current, found.length > pageSize, href),
      }),
    });
  });
}

async function showRegister(tx: Tx, ask: Ask, showing: Showing<AgreementForm>): Promise<Reply> {
  const [agencies, owners] = await Promise.all([listAgencies(tx), listOwners(tx, ask.viewer.schemeId)]);
  return page({
    title: 'Register an agreement',
    section: 'governance',
    status: formStatus(showing),
    breadcrumbs: crumbs,
    errors: summaryOf(showing.errors),
    body: registerForm({ ...showing, csrfToken: ask.csrfToken, agencies, owners }),
  });
}

type SignBody = { party: number; variation?: number; signedAs?: string; signedOn?: string } & Keyed;

/** One party's signature, of the agreement or of the variation that waits. */
async function signFromForm(ask: Ask<{ id: number }, unknown, SignBody>): Promise<Reply> {
  const { party: partyId, variation: variationId, signedOn = '' } = ask.body;
  const { id } = ask.params;
  const signedAs = ask.body.signedAs?.trim() ?? '';
  const suffix = variationId === undefined ? `${partyId}` : `${variationId}-${partyId}`;
  const again = { partyId, variationId, signedAs, signedOn, key: ask.body._key };
  const errors: FieldError[] = [];
  if (signedAs === '')
    errors.push({ field: `signed-as-${suffix}`, text: 'Enter the office of whoever signed' });
  if (!isDay(signedOn))
    errors.push({ field: `signed-on-${suffix}`, text: 'Enter the date of the signature' });
  if (errors.length > 0)
    return ask.read((tx) => showAgreement(tx, ask, id, { signing: { ...again, errors } }));
  const signature = { id, version: ask.body._version ?? 0, partyId, signedAs, signedOn };
  const key = ask.body._key ?? newKey();
  try {
    if (variationId === undefined) await ask.perform(signAgreement, signature, key);
    else await ask.perform(signVariation, { ...signature, variationId }, key);
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'invalid') {
      const wrong = error.fields.map(({ text }) => ({ field: `signed-on-${suffix}`, text }));
      return ask.read((tx) => showAgreement(tx, ask, id, { signing: { ...again, errors: wrong } }));
    }
    const stale = await showStale(ask, error);
    return ask.read((tx) => showAgreement(tx, ask, id, { signing: { ...again, ...stale, errors: [] } }));
  }
  return redirect(
    `/governance/agreements/${id}`,
    'The signature was entered. A second person confirms it; nothing opens before.',
  );
}

async function registerFromForm(ask: Ask<unknown, unknown, AgreementForm & Keyed>): Promise<Reply> {
  const again = (errors: readonly FieldError[]): Promise<Reply> =>
    ask.read((tx) => showRegister(tx, ask, { values: ask.body, errors, key: ask.body._key }));
  const { agencies, owners } = await ask.read(async (tx) => ({
    agencies: await listAgencies(tx),
    owners: await listOwners(tx, ask.viewer.schemeId),
  }));
  const read = readAgreementForm(ask.body, agencies, ask.today, owners);
  if ('errors' in read) return again(read.errors);
  try {
    const { id } = await ask.perform(registerAgreement, read.input, ask.body._key ?? newKey());
    return redirect(
      `/governance/agreements/${id}`,
      'The agreement was registered. A second person confirms each signature; nothing is shared before.',
    );
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'conflict') throw error;
    return again([
      { field: 'reference', text: 'Another agreement has this reference already. Choose another' },
    ]);
  }
}
