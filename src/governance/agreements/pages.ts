import Type from 'typebox';
import { addDays, isDay, showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { addressOf } from '../../web/address.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { pagesOf } from '../paging.ts';
import type { GovernanceSection } from '../sections.ts';
import { endAgreement, registerAgreement, signAgreement, varyAgreement } from './acts.ts';
import { closedBy, readAgreementForm, readVariationForm, stateOfAgreement, transitions } from './rules.ts';
import {
  countAgreements,
  coveredOn,
  getAgreement,
  listAgreements,
  listParties,
  listVariations,
} from './store.ts';
import {
  type Agreement,
  type AgreementForm,
  type AgreementState,
  agreementStates,
  stateWords,
  type VariationForm,
} from './types.ts';
import {
  agreementList,
  agreementPage,
  agreementTable,
  endForm,
  nothingShared,
  registerForm,
  type Signing,
  varyForm,
} from './views.ts';

const pageSize = 50;

const crumbs = [
  { text: 'Governance', href: '/governance' },
  { text: 'Agreements', href: '/governance/agreements' },
];

const varyBody = formBody({
  agreedOn: field(10),
  expiresOn: field(10),
  reviewOn: field(10),
  what: field(4000),
  decision: field(40),
});

const endBody = formBody({ when: field(10), lastDay: field(10), why: field(2000) });

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
  parties: fieldList(100),
  covers: fieldList(1000),
});

export const agreementPages: Route[] = [
  route({
    method: 'GET',
    url: '/governance/agreements',
    right: 'see:governance',
    reads: 'none',
    query: Type.Object({
      state: Type.Optional(oneOf([...agreementStates, ''])),
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
    right: 'see:governance',
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

/** Days before the end at which the scheme warns, largest first. */
export async function warningDaysOf(tx: Tx, ask: Pick<Ask, 'viewer' | 'today'>): Promise<number[]> {
  const rule = await ruleInForce<{ days: number[] }>(
    tx,
    ask.viewer.schemeId,
    'agreement-warnings',
    ask.today,
  );
  return rule.body.days.toSorted((left, right) => right - left);
}

type ListQuery = { state?: AgreementState | ''; expiring?: string; page?: number };

async function showList(ask: Ask<unknown, ListQuery>): Promise<Reply> {
  const { query } = ask;
  const state = query.state || undefined;
  const expiring = query.expiring === '1';
  const current = query.page ?? 1;
  return ask.read(async (tx) => {
    const warningDays = await warningDaysOf(tx, ask);
    const found = await listAgreements(
      tx,
      {
        state,
        today: ask.today,
        ...(expiring ? { expiringBy: addDays(ask.today, warningDays[0] ?? 0) } : {}),
      },
      { limit: pageSize + 1, offset: (current - 1) * pageSize },
    );
    const href = (to: number): string =>
      addressOf('/governance/agreements', { state, expiring: expiring ? '1' : undefined, page: to });
    return page({
      title: 'Agreements',
      section: 'governance',
      breadcrumbs: crumbs,
      body: agreementList({
        agreements: found.slice(0, pageSize),
        warningDays,
        today: ask.today,
        state,
        expiring,
        mayManage: ask.viewer.may('agreement:manage'),
        pages: pagesOf(current, found.length > pageSize, href),
      }),
    });
  });
}

async function showAgreement(tx: Tx, ask: Ask, id: number, signing?: Signing): Promise<Reply> {
  const agreement = await getAgreement(tx, id);
  const parties = await listParties(tx, id);
  return page({
    title: `${agreement.reference}: ${agreement.title}`,
    section: 'governance',
    status: signing === undefined ? 200 : signing.theirs === undefined ? 422 : 409,
    breadcrumbs: [...crumbs, { text: agreement.reference }],
    errors: summaryOf(signing?.errors ?? []),
    body: agreementPage({
      agreement,
      signing,
      parties,
      variations: await listVariations(tx, id),
      warningDays: await warningDaysOf(tx, ask),
      closed: closedBy(parties, await coveredOn(tx, ask.today)),
      today: ask.today,
      mayManage: ask.viewer.may('agreement:manage'),
      csrfToken: ask.csrfToken,
    }),
  });
}

interface Showing<Form> {
  values: Form;
  errors: readonly FieldError[];
  key?: string | undefined;
  version?: number;
  theirs?: string;
}

const statusOf = (showing: Showing<unknown>): number =>
  showing.theirs !== undefined ? 409 : showing.errors.length > 0 ? 422 : 200;

async function showRegister(tx: Tx, ask: Ask, showing: Showing<AgreementForm>): Promise<Reply> {
  return page({
    title: 'Register an agreement',
    section: 'governance',
    status: statusOf(showing),
    breadcrumbs: crumbs,
    errors: summaryOf(showing.errors),
    body: registerForm({ ...showing, csrfToken: ask.csrfToken, agencies: await listAgencies(tx) }),
  });
}

type Keyed = { _key?: string; _version?: number };

async function signFromForm(
  ask: Ask<{ id: number }, unknown, { party: number; signedAs?: string; signedOn?: string } & Keyed>,
): Promise<Reply> {
  const { party: partyId, signedOn = '' } = ask.body;
  const { id } = ask.params;
  const signedAs = ask.body.signedAs?.trim() ?? '';
  const again = { partyId, signedAs, signedOn, key: ask.body._key };
  const errors: FieldError[] = [];
  if (signedAs === '')
    errors.push({ field: `signed-as-${partyId}`, text: 'Enter the office of whoever signed' });
  if (!isDay(signedOn))
    errors.push({ field: `signed-on-${partyId}`, text: 'Enter the date of the signature' });
  if (errors.length > 0) return ask.read((tx) => showAgreement(tx, ask, id, { ...again, errors }));
  try {
    await ask.perform(
      signAgreement,
      { id, version: ask.body._version ?? 0, partyId, signedAs, signedOn },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'invalid') {
      const wrong = error.fields.map(({ text }) => ({ field: `signed-on-${partyId}`, text }));
      return ask.read((tx) => showAgreement(tx, ask, id, { ...again, errors: wrong }));
    }
    const { theirs, key } = await showStale(ask, error);
    return ask.read((tx) => showAgreement(tx, ask, id, { ...again, key, theirs, errors: [] }));
  }
  return redirect(`/governance/agreements/${id}`, 'The signature was recorded.');
}

async function registerFromForm(ask: Ask<unknown, unknown, AgreementForm & Keyed>): Promise<Reply> {
  const again = (errors: readonly FieldError[]): Promise<Reply> =>
    ask.read((tx) => showRegister(tx, ask, { values: ask.body, errors, key: ask.body._key }));
  const read = readAgreementForm(ask.body, await ask.read(listAgencies), ask.today);
  if ('errors' in read) return again(read.errors);
  try {
    const { id } = await ask.perform(registerAgreement, read.input, ask.body._key ?? newKey());
    return redirect(`/governance/agreements/${id}`, 'The agreement was registered.');
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'conflict') throw error;
    return again([
      { field: 'reference', text: 'Another agreement has this reference already. Choose another' },
    ]);
  }
}

/** What the agreement says now, for somebody whose form is out of date. */
const inWords = (agreement: Agreement, today: string): string =>
  `${stateWords[stateOfAgreement(agreement, today)]}; last day in force: ${agreement.expiresOn === null ? 'not known' : showDay(agreement.expiresOn)}.`;

type OneAsk<Form> = Ask<{ id: number }, unknown, Form & Keyed>;

/** A form for what may no longer be done is not shown. */
function refuseUnless(act: 'vary' | 'end', agreement: Agreement, today: string): void {
  const state = stateOfAgreement(agreement, today);
  if (transitions[state][act] === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `This agreement can no longer be changed: ${stateWords[state].toLowerCase()}.`,
    });
}

async function showVary(tx: Tx, ask: Ask<{ id: number }>, showing: Showing<VariationForm>): Promise<Reply> {
  const agreement = await getAgreement(tx, ask.params.id);
  refuseUnless('vary', agreement, ask.today);
  return page({
    title: `Vary ${agreement.reference}`,
    section: 'governance',
    status: statusOf(showing),
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
  try {
    await ask.perform(varyAgreement, read.input, ask.body._key ?? newKey());
  } catch (error) {
    const stale = await showStale(ask, error);
    return ask.read((tx) => showVary(tx, ask, { ...again, ...stale, errors: [] }));
  }
  return redirect(`/governance/agreements/${agreement.id}`, 'The variation was recorded.');
}

async function showStale(
  ask: Ask<{ id: number }>,
  error: unknown,
): Promise<{ theirs: string; version: number; key: string }> {
  if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
  const current = await ask.read((tx) => getAgreement(tx, ask.params.id));
  return { theirs: inWords(current, ask.today), version: current.version, key: newKey() };
}

type EndForm = { when?: string; lastDay?: string; why?: string };

async function showEnd(tx: Tx, ask: Ask<{ id: number }>, showing: Showing<EndForm>): Promise<Reply> {
  const agreement = await getAgreement(tx, ask.params.id);
  refuseUnless('end', agreement, ask.today);
  return page({
    title: `End ${agreement.reference}`,
    section: 'governance',
    status: statusOf(showing),
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
    await ask.perform(
      endAgreement,
      { id: ask.params.id, version, lastDay: when === 'after' ? lastDay : null, why },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'invalid')
      return ask.read((tx) => showEnd(tx, ask, { ...again, errors: error.fields }));
    const stale = await showStale(ask, error);
    return ask.read((tx) => showEnd(tx, ask, { ...again, ...stale, errors: [] }));
  }
  return redirect(
    `/governance/agreements/${ask.params.id}`,
    when === 'at-once' ? 'The agreement has ended.' : 'The end of the agreement was recorded.',
  );
}

/** The wing's first page: what is in force, what is about to end. */
export async function agreementSection(
  tx: Tx,
  ask: Pick<Ask, 'viewer' | 'today'>,
): Promise<GovernanceSection> {
  const path = '/governance/agreements';
  const warningDays = await warningDaysOf(tx, ask);
  const horizon = addDays(ask.today, warningDays[0] ?? 0);
  const counts = await countAgreements(tx, ask.today, horizon);
  const found = await listAgreements(tx, { today: ask.today }, { limit: 5, offset: 0 });
  const countOf = (state: AgreementState): number => counts.find((row) => row.state === state)?.n ?? 0;
  const expiring = counts.reduce((sum, row) => sum + row.expiring, 0);
  return {
    id: 'agreements',
    title: 'Agreements',
    stats: [
      { number: countOf('in-force'), label: 'in force', href: `${path}?state=in-force` },
      {
        number: expiring,
        label: `within ${warningDays[0] ?? 0} days of their last`,
        href: `${path}?expiring=1`,
      },
      { number: countOf('expired'), label: 'expired', href: `${path}?state=expired` },
      { number: countOf('ended'), label: 'ended early', href: `${path}?state=ended` },
    ],
    body: found.length === 0 ? nothingShared : agreementTable(found, warningDays, ask.today),
    all: { text: 'All agreements', href: path },
  };
}
