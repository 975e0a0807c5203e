import Type from 'typebox';
import { showMoment } from '../../kernel/clock.ts';
import { csvLine } from '../../kernel/csv.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listClaims } from '../../outcomes/index.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, csvFile, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { readPounds } from '../costs/money.ts';
import { addOutput, changeGrant, draftGrant, moveGrant, removeOutput, setProfile } from './acts.ts';
import { formOf, type GrantForm, mostQuarters, readGrant } from './form-read.ts';
import { grantForm, profileForm } from './form-view.ts';
import { grantPage } from './grant-view.ts';
import { grantList, grantTabs, returnList } from './list-view.ts';
import { paymentFacts } from './payment-acts.ts';
import { quarterName, quarterOfDay } from './quarters.ts';
import { cell, grantCrumbs, grantPath, grantsPath, headed } from './show.ts';
import { getGrant, grantSorts, listOutputs, listQuarters, pageOfGrants } from './store.ts';
import { pageOfReturns } from './text-store.ts';
import { isMeasure, returnStates } from './types.ts';

const pageSize = 50;
const listQuery = Type.Object({
  state: Type.Optional(oneOf(['', 'draft', 'in-force', 'ended'])),
  provider: Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })])),
  sort: Type.Optional(oneOf(grantSorts)),
  direction: Type.Optional(oneOf(['ascending', 'descending'])),
  page: pageNumber,
});

const termsBody = formBody({
  provider: field(15),
  reference: field(200),
  title: field(400),
  purpose: field(6000),
  reasons: field(6000),
  conditions: field(6000),
  source: field(200),
  basis: field(20),
  fee: field(30),
  feeMeasure: field(40),
  claimMeasure: field(60),
  claimLevel: field(2),
  stated: field(30),
  startsOn: field(10),
  endsOn: field(10),
  years: field(2000),
  returnDays: field(5),
  lateConsequence: field(2000),
  flagPercent: field(5),
});

const profileBody = formBody(
  Object.fromEntries(Array.from({ length: mostQuarters }, (_, index) => [`amount-${index}`, field(30)])),
);

export const grantPages: Route[] = [
  route({
    method: 'GET',
    url: grantsPath,
    right: 'see:grants',
    reads: 'none',
    query: listQuery,
    handle: (ask) =>
      ask.read(async (tx) => {
        const { query } = ask;
        const current = query.page ?? 1;
        const order = { sort: query.sort ?? 'starts', direction: query.direction ?? 'descending' } as const;
        const filter = { state: query.state || undefined, provider: query.provider || undefined };
        const [found, agencies] = await Promise.all([
          pageOfGrants(tx, filter, order, {
            limit: pageSize,
            offset: (current - 1) * pageSize,
            today: ask.today,
          }),
          listAgencies(tx),
        ]);
        return page({
          title: 'Grants',
          section: 'resources',
          breadcrumbs: grantCrumbs.slice(0, 1),
          body: grantList({
            ...found,
            ...order,
            page: current,
            pageSize,
            filter,
            providers: agencies.filter(isProvider),
            mayManage: ask.viewer.may('grant:manage'),
          }),
        });
      }),
  }),
  route({
    method: 'GET',
    url: `${grantsPath}.csv`,
    right: 'see:grants',
    reads: 'none',
    query: listQuery,
    handle: (ask) => grantsCsv(ask),
  }),
  route({
    method: 'GET',
    url: `${grantsPath}/returns`,
    right: 'see:grants',
    reads: 'none',
    query: Type.Object({ state: Type.Optional(oneOf(['', ...returnStates])), page: pageNumber }),
    handle: (ask) =>
      ask.read(async (tx) => {
        const current = ask.query.page ?? 1;
        const state = ask.query.state || undefined;
        const path = `${grantsPath}/returns`;
        const part = { limit: pageSize, offset: (current - 1) * pageSize };
        const found = await pageOfReturns(tx, { state, ...quarterOfDay(ask.today) }, part);
        const isOffice = ask.viewer.may('return:check');
        return page({
          title: 'Returns of grants',
          section: 'resources',
          breadcrumbs: grantCrumbs,
          body: html`<h1 class="govuk-heading-l">Returns</h1>${grantTabs(path)}${returnList({
            ...found,
            page: current,
            pageSize,
            state,
            today: ask.today,
            path,
            linkOf: ({ id, state: stage }) =>
              isOffice && stage === 'submitted' ? `${path}/${id}/check` : `${path}/${id}`,
          })}`,
        });
      }),
  }),
  route({
    method: 'GET',
    url: `${grantsPath}/new`,
    right: 'grant:manage',
    reads: 'none',
    handle: (ask) => showForm(ask, { values: { basis: 'grant' }, errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${grantsPath}/new`,
    right: 'grant:manage',
    reads: 'none',
    body: termsBody,
    handle: (ask) => saveTerms(ask, undefined),
  }),
  route({
    method: 'GET',
    url: `${grantsPath}/:id`,
    right: 'see:grants',
    reads: 'none',
    params: idParams,
    handle: (ask) => showGrant(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'GET',
    url: `${grantsPath}/:id/edit`,
    right: 'grant:manage',
    reads: 'none',
    params: idParams,
    handle: (ask) => showForm(ask, { id: ask.params.id, errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${grantsPath}/:id/edit`,
    right: 'grant:manage',
    reads: 'none',
    params: idParams,
    body: termsBody,
    handle: (ask) => saveTerms(ask, ask.params.id),
  }),
  route({
    method: 'GET',
    url: `${grantsPath}/:id/profile`,
    right: 'grant:manage',
    reads: 'none',
    params: idParams,
    handle: (ask) => showProfile(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${grantsPath}/:id/profile`,
    right: 'grant:manage',
    reads: 'none',
    params: idParams,
    body: profileBody,
    handle: (ask) => saveProfile(ask),
  }),
  route({
    method: 'POST',
    url: `${grantsPath}/:id/move`,
    right: 'grant:manage',
    reads: 'none',
    params: idParams,
    body: formBody({ to: Type.Optional(oneOf(['in-force', 'ended'])) }),
    handle: async (ask) => {
      const { to = 'in-force', _version: version = 0, _key: key = newKey() } = ask.body;
      try {
        await ask.perform(moveGrant, { id: ask.params.id, version, to }, key);
      } catch (error) {
        return showRefusal(ask, error, {});
      }
      return redirect(
        grantPath(ask.params.id),
        to === 'ended'
          ? 'The grant has ended.'
          : 'The grant is in force: a return is asked for each quarter.',
      );
    },
  }),
  route({
    method: 'POST',
    url: `${grantsPath}/:id/outputs`,
    right: 'grant:manage',
    reads: 'none',
    params: idParams,
    body: formBody({ title: field(400), kind: field(10), measure: field(40), perQuarter: field(10) }),
    handle: (ask) => saveOutput(ask),
  }),
  route({
    method: 'POST',
    url: `${grantsPath}/:id/outputs/:output`,
    right: 'grant:manage',
    reads: 'none',
    params: Type.Object({ ...idParams.properties, output: Type.Integer({ minimum: 1 }) }),
    body: formBody({ removed: Type.Optional(oneOf(['0', '1'])) }),
    handle: async (ask) => {
      const { id: grantId, output: id } = ask.params;
      const removed = ask.body.removed === '1';
      await ask.perform(removeOutput, { grantId, id, removed }, ask.body._key ?? newKey());
      return redirect(grantPath(grantId), removed ? 'It is taken out. You can put it back.' : 'It is back.');
    },
  }),
];

const isProvider = ({ kind }: { kind: string }): boolean => kind !== 'opcc';

type Keyed = { _key?: string; _version?: number };

async function grantsCsv(ask: Ask<unknown, { state?: string; provider?: number | '' }>): Promise<Reply> {
  const found = await ask.read((tx) =>
    pageOfGrants(
      tx,
      {
        state: (ask.query.state || undefined) as 'draft' | undefined,
        provider: ask.query.provider || undefined,
      },
      { sort: 'starts', direction: 'descending' },
      { limit: 5000, offset: 0, today: ask.today },
    ),
  );
  const lead = csvLine([
    'OFFICIAL',
    `Exported by ${ask.viewer.name} (${ask.viewer.agencyName}) on ${showMoment(ask.now)}`,
  ]);
  const head = csvLine([
    'reference',
    'title',
    'given_by',
    'provider',
    'starts_on',
    'ends_on',
    'state',
    'profile',
    'stated_total',
    'paid_less_asked_back',
    'returns_late',
    'example',
  ]);
  const lines = found.grants.map((one) =>
    csvLine([
      one.reference,
      one.title,
      one.agency,
      one.provider,
      one.startsOn,
      one.endsOn,
      one.state,
      cell(one.totalPence),
      cell(one.statedPence),
      cell(one.paidPence),
      one.lateReturns,
      one.example ? 'example' : '',
    ]),
  );
  return csvFile(`grants-${ask.today}-official.csv`, lead + head + lines.join(''));
}

interface FormShowing {
  id?: number;
  values?: GrantForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  version?: number | undefined;
  theirs?: string | undefined;
}

const showForm = (ask: Ask, showing: FormShowing): Promise<Reply> =>
  ask.read(async (tx) => {
    const { id } = showing;
    const [agencies, claims, existing] = await Promise.all([
      listAgencies(tx),
      listClaims(tx, ask.viewer.schemeId, { newestOnly: true }),
      id === undefined ? undefined : loadTerms(tx, id),
    ]);
    if (existing !== undefined && existing.grant.state !== 'draft')
      throw new WaymarkError('not-allowed-now', { text: 'The grant is agreed: its terms stay as they are.' });
    const title = id === undefined ? 'Write a grant' : 'Change the terms';
    return page({
      title,
      section: 'resources',
      status: formStatus(showing),
      breadcrumbs: grantCrumbs,
      errors: summaryOf(showing.errors),
      body: html`<h1 class="govuk-heading-l">${title}</h1>${grantForm({
        ...showing,
        version: showing.version ?? existing?.grant.version,
        values: showing.values ?? existing?.values ?? {},
        action: id === undefined ? `${grantsPath}/new` : `${grantPath(id)}/edit`,
        providers: agencies.filter(isProvider),
        claimMeasures: claims.map(({ measure, title: name }) => ({
          code: measure,
          name: name.split(':')[0] ?? measure,
        })),
        csrfToken: ask.csrfToken,
      })}`,
    });
  });

async function loadTerms(tx: Tx, id: number) {
  const [grant, quarters] = await Promise.all([getGrant(tx, id), listQuarters(tx, id)]);
  return { grant, values: formOf(grant, quarters) };
}

/** The form again, with what was typed, for errors that belong to it. @throws every other error */
function again(error: unknown): {
  errors: readonly FieldError[];
  theirs?: string;
  version?: number;
  key: string;
} {
  if (!(error instanceof WaymarkError)) throw error;
  if (error.code === 'invalid') return { errors: error.fields, key: newKey() };
  if (error.code !== 'stale-version') throw error;
  const current = error.data.current as { version: number; text: string };
  return { errors: [], theirs: current.text, version: current.version, key: newKey() };
}

async function saveTerms(
  ask: Ask<unknown, unknown, GrantForm & Keyed>,
  id: number | undefined,
): Promise<Reply> {
  const {
    _key: key = newKey(),
    _version: version = 0,
    _csrf,
    ...values
  } = ask.body as GrantForm & Keyed & { _csrf?: string };
  const agencies = await ask.read((tx) => listAgencies(tx));
  const read = readGrant(values, agencies.filter(isProvider));
  const showing = { ...(id === undefined ? {} : { id, version }), values };
  if ('errors' in read) return showForm(ask, { ...showing, errors: read.errors, key });
  try {
    const done =
      id === undefined
        ? await ask.perform(draftGrant, read.input, key)
        : await ask.perform(changeGrant, { ...read.input, id, version }, key);
    return redirect(grantPath(done.id), 'The terms are saved as a draft.');
  } catch (error) {
    return showForm(ask, { ...showing, ...again(error) });
  }
}

interface Showing {
  values: Readonly<Record<string, string | undefined>>;
  errors: readonly FieldError[];
  key?: string | undefined;
  version?: number | undefined;
  theirs?: string | undefined;
}

const showGrant = (ask: Ask<{ id: number }>, showing: Showing, status?: number): Promise<Reply> =>
  ask.read(async (tx) => {
    const { viewer, today } = ask;
    const grant = await getGrant(tx, ask.params.id);
    const [facts, outputs] = await Promise.all([
      paymentFacts(tx, grant, { schemeId: viewer.schemeId, today }),
      listOutputs(tx, grant.id),
    ]);
    const isOwn = grant.agencyId === viewer.agencyId;
    return page({
      title: grant.title,
      section: 'resources',
      status: status ?? formStatus(showing),
      breadcrumbs: grantCrumbs,
      errors: summaryOf(showing.errors),
      body: grantPage({
        ...facts,
        ...showing,
        grant,
        outputs,
        today,
        csrfToken: ask.csrfToken,
        base: grantsPath,
        returnHref: (id) => `${grantsPath}/returns/${id}`,
        mayManage: isOwn && viewer.may('grant:manage'),
        mayPay: isOwn && viewer.may('grant:pay'),
        mayPublish: isOwn && viewer.may('spend:publish') && viewer.may('grant:manage'),
      }),
    });
  });

/** The grant as it is, with why something could not be done. */
function showRefusal(ask: Ask<{ id: number }>, error: unknown, values: Showing['values']): Promise<Reply> {
  if (
    !(error instanceof WaymarkError) ||
    !['invalid', 'stale-version', 'not-allowed-now'].includes(error.code)
  )
    throw error;
  const fields = error.code === 'invalid' ? error.fields : [{ field: 'profile', text: error.message }];
  return showGrant(ask, { values, errors: fields }, error.status);
}

const showProfile = (ask: Ask<{ id: number }>, showing: Showing): Promise<Reply> =>
  ask.read(async (tx) => {
    const { id } = ask.params;
    const [grant, quarters] = await Promise.all([getGrant(tx, id), listQuarters(tx, id)]);
    return page({
      title: 'Profile by quarter',
      section: 'resources',
      status: formStatus(showing),
      breadcrumbs: [...grantCrumbs, { text: grant.title, href: grantPath(id) }],
      errors: summaryOf(showing.errors),
      body: html`${headed(grant, 'Profile by quarter')}${profileForm({
        ...showing,
        version: showing.version ?? grant.version,
        quarters,
        action: `${grantPath(id)}/profile`,
        csrfToken: ask.csrfToken,
      })}`,
    });
  });

async function saveProfile(
  ask: Ask<{ id: number }, unknown, Record<string, unknown> & Keyed>,
): Promise<Reply> {
  const { _key: key = newKey(), _version: version = 0 } = ask.body;
  const values = ask.body as Readonly<Record<string, string | undefined>>;
  const quarters = await ask.read((tx) => listQuarters(tx, ask.params.id));
  const errors: FieldError[] = [];
  const amounts = quarters.map((one, index) => {
    const pence = readPounds(values[`amount-${index}`] ?? '');
    if (pence === undefined || pence < 0n)
      errors.push({ field: `amount-${index}`, text: `Enter an amount for ${quarterName(one)}` });
    return { quarterId: one.id, pence: String(pence ?? 0n) };
  });
  if (errors.length > 0) return showProfile(ask, { values, errors, key, version });
  try {
    await ask.perform(setProfile, { id: ask.params.id, version, amounts }, key);
  } catch (error) {
    return showProfile(ask, { values, ...again(error) });
  }
  return redirect(grantPath(ask.params.id), 'The profile is saved.');
}

async function saveOutput(
  ask: Ask<
    { id: number },
    unknown,
    { title?: string; kind?: string; measure?: string; perQuarter?: string } & Keyed
  >,
): Promise<Reply> {
  const { title = '', kind = '', measure = '', perQuarter = '', _key: key = newKey() } = ask.body;
  const values = { title, kind, measure, perQuarter };
  const errors: FieldError[] = [];
  if (title.trim() === '' || title.trim().length > 300)
    errors.push({ field: 'title', text: 'Say what is agreed, in 300 letters at most' });
  if (measure !== '' && !isMeasure(measure)) errors.push({ field: 'measure', text: 'Choose what counts it' });
  if (perQuarter !== '' && !/^[1-9]\d{0,5}$/.test(perQuarter.trim()))
    errors.push({ field: 'perQuarter', text: 'Enter a whole number, or nothing' });
  else if (perQuarter !== '' && measure === '')
    errors.push({ field: 'measure', text: 'Choose what counts it, or leave the number out' });
  if (errors.length > 0) return showGrant(ask, { values, errors, key });
  await ask.perform(
    addOutput,
    {
      grantId: ask.params.id,
      kind: kind === 'outcome' ? 'outcome' : 'output',
      title: title.trim(),
      measure: isMeasure(measure) ? measure : null,
      perQuarter: perQuarter === '' ? null : Number(perQuarter),
    },
    key,
  );
  return redirect(grantPath(ask.params.id), 'It is added to what was agreed.');
}
