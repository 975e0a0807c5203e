import Type from 'typebox';
import { addDays } from '../../kernel/clock.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { readPounds } from '../costs/money.ts';
import { grantPage } from './grant-view.ts';
import { returnList } from './list-view.ts';
import { paymentFacts } from './payment-acts.ts';
import { firstDayOfQuarter, lastDayOfQuarter, quarterName } from './quarters.ts';
import { saveReturn, submitReturn, takeBackReturn } from './return-acts.ts';
import { loadReturn, loadReturns } from './return-load.ts';
import { type ReturnValues, writePage } from './return-view.ts';
import { whyNotSent } from './rules.ts';
import { ownWork } from './service-store.ts';
import { returnsPath } from './show.ts';
import { getGrant, listOutputs } from './store.ts';
import { returnStates } from './types.ts';

const pageSize = 50;
const crumbs = [{ text: 'Returns', href: returnsPath }];

/** The provider's own side: what it owes, what it sends. No person is on these pages. */
export const returnPages: Route[] = [
  route({
    method: 'GET',
    url: returnsPath,
    right: 'see:returns',
    reads: 'none',
    section: 'returns',
    query: Type.Object({ state: Type.Optional(oneOf(['', ...returnStates])), page: pageNumber }),
    handle: (ask) =>
      ask.read(async (tx) => {
        const current = ask.query.page ?? 1;
        const state = ask.query.state || undefined;
        const part = { limit: pageSize, offset: (current - 1) * pageSize };
        const found = await loadReturns(tx, { ...ask.viewer, today: ask.today }, state, part);
        const grants = [...new Map(found.returns.map((one) => [one.grantId, one.title]))];
        return page({
          title: 'Returns',
          section: 'returns',
          marking: 'OFFICIAL',
          body: html`<h1 class="govuk-heading-l">Returns of your grants</h1>
<p class="govuk-body">What your workers did is counted from what they recorded: see <a class="govuk-link" href="/activity">the activity of your staff</a>.</p>
${grants.length > 0 && html`<ul class="govuk-list">${grants.map(([id, title]) => html`<li><a class="govuk-link" href="${returnsPath}/grants/${id}">Terms of ${title}</a></li>`)}</ul>`}
${returnList({ ...found, page: current, pageSize, state, today: ask.today, path: returnsPath, linkOf: ({ id }) => `${returnsPath}/${id}` })}`,
        });
      }),
  }),
  route({
    method: 'GET',
    url: `${returnsPath}/grants/:id`,
    right: 'see:returns',
    reads: 'none',
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) => {
        const { viewer, today } = ask;
        const grant = await getGrant(tx, ask.params.id);
        const [facts, outputs] = await Promise.all([
          paymentFacts(tx, grant, { schemeId: viewer.schemeId, today }),
          listOutputs(tx, grant.id),
        ]);
        return page({
          title: grant.title,
          section: 'returns',
          marking: 'OFFICIAL',
          breadcrumbs: crumbs,
          body: grantPage({
            ...facts,
            grant,
            outputs,
            today,
            csrfToken: ask.csrfToken,
            base: `${returnsPath}/grants`,
            returnHref: (id) => `${returnsPath}/${id}`,
            mayManage: false,
            mayPay: false,
            mayPublish: false,
            values: {},
            errors: [],
          }),
        });
      }),
  }),
  route({
    method: 'GET',
    url: `${returnsPath}/:id`,
    right: 'see:returns',
    reads: 'none',
    params: idParams,
    handle: (ask) => showReturn(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${returnsPath}/:id`,
    right: 'return:submit',
    reads: 'none',
    params: idParams,
    body: formBody({
      spend: field(30),
      narrative: field(20_000),
      spendNote: field(4_000),
      act: Type.Optional(oneOf(['save', 'send'])),
    }),
    handle: saveFromForm,
  }),
  route({
    method: 'POST',
    url: `${returnsPath}/:id/take-back`,
    right: 'return:submit',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const { _version: version = 0, _key: key = newKey() } = ask.body;
      try {
        await ask.perform(takeBackReturn, { id: ask.params.id, version }, key);
      } catch (error) {
        if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
        const { text: theirs } = error.data.current as { text: string };
        return showReturn(ask, { values: {}, errors: [], theirs });
      }
      return redirect(`${returnsPath}/${ask.params.id}`, 'The return is with you again.');
    },
  }),
];

interface Showing {
  values: ReturnValues;
  errors: readonly FieldError[];
  key?: string | undefined;
  version?: number | undefined;
  theirs?: string | undefined;
}

const showReturn = (ask: Ask<{ id: number }>, showing: Showing): Promise<Reply> =>
  ask.read(async (tx) => {
    const loaded = await loadReturn(tx, ask.params.id, { ...ask.viewer, today: ask.today });
    const { one } = loaded;
    const work = await ownWork(tx, firstDayOfQuarter(one), addDays(lastDayOfQuarter(one), 1));
    return page({
      title: `Return of ${quarterName(one)}`,
      section: 'returns',
      marking: 'OFFICIAL',
      status: formStatus(showing),
      breadcrumbs: crumbs,
      errors: summaryOf(showing.errors),
      body: writePage({
        ...loaded,
        ...showing,
        version: showing.version ?? one.version,
        work,
        maySend: ask.viewer.may('return:submit') && whyNotSent(one.state, one, ask.today) === undefined,
        csrfToken: ask.csrfToken,
      }),
    });
  });

async function saveFromForm(
  ask: Ask<
    { id: number },
    unknown,
    ReturnValues & { act?: 'save' | 'send'; _key?: string; _version?: number }
  >,
): Promise<Reply> {
  const { spend = '', narrative = '', spendNote = '', act = 'save' } = ask.body;
  const { _key: key = newKey(), _version: version = 0 } = ask.body;
  const values = { spend, narrative, spendNote };
  const pence = spend.trim() === '' ? null : readPounds(spend);
  if (pence === undefined || (pence !== null && pence < 0n))
    return showReturn(ask, {
      values,
      errors: [{ field: 'spend', text: 'Enter what was spent in pounds and pence, like 8,316.50' }],
      key,
      version,
    });
  const input = {
    id: ask.params.id,
    version,
    spendPence: pence === null ? null : String(pence),
    narrative: narrative.trim(),
    spendNote: spendNote.trim(),
  };
  try {
    await ask.perform(act === 'send' ? submitReturn : saveReturn, input, key);
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    const again = { values, version, key: newKey() };
    if (error.code === 'invalid') return showReturn(ask, { ...again, errors: error.fields });
    if (error.code !== 'stale-version') throw error;
    const current = error.data.current as { version: number; text: string };
    return showReturn(ask, { ...again, errors: [], version: current.version, theirs: current.text });
  }
  return act === 'send'
    ? redirect(returnsPath, 'The return is sent. The scheme’s office reads it first.')
    : redirect(`${returnsPath}/${ask.params.id}`, 'It is saved. Nobody else has it yet.');
}
