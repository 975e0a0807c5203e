import Type from 'typebox';
import { csvLine } from '../../kernel/csv.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { markedCsv } from '../../web/csv-files.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { addOutput, moveGrant, removeOutput } from './acts.ts';
import { grantPage } from './grant-view.ts';
import { grantList, grantTabs, returnList } from './list-view.ts';
import { paymentFacts } from './payment-acts.ts';
import { loadReturns } from './return-load.ts';
import { cell, grantCrumbs, grantPath, grantsPath } from './show.ts';
import { getGrant, grantSorts, listOutputs, pageOfGrants } from './store.ts';
import { isMeasure, returnStates } from './types.ts';

const pageSize = 50;
const listQuery = Type.Object({
  state: Type.Optional(oneOf(['', 'draft', 'in-force', 'ended'])),
  provider: Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })])),
  sort: Type.Optional(oneOf(grantSorts)),
  direction: Type.Optional(oneOf(['ascending', 'descending'])),
  page: pageNumber,
});

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
        const found = await loadReturns(tx, { ...ask.viewer, today: ask.today }, state, part);
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
    url: `${grantsPath}/:id`,
    right: 'see:grants',
    reads: 'none',
    params: idParams,
    handle: (ask) => showGrant(ask, { values: {}, errors: [] }),
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

/** Anybody but a policing body may have a grant. */
export const isProvider = ({ kind }: { kind: string }): boolean => kind !== 'opcc';

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
  return markedCsv(ask, { name: `grants-${ask.today}`, marking: 'OFFICIAL', lines: [head, ...lines] });
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
