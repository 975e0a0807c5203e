import Type from 'typebox';
import { isDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { findRule } from '../../scheme/rules.ts';
import {
  carryOut,
  confirmSuccession,
  listPerson,
  planSuccession,
  shareOut,
  withdrawSuccession,
} from '../../scheme/succession/acts.ts';
import { type PlanForm, readCases, readPlan } from '../../scheme/succession/rules.ts';
import {
  countItems,
  countLines,
  getSuccession,
  listAgencyDates,
  listCases,
  listChoices,
  listSuccessions,
  splitByProvider,
} from '../../scheme/succession/successions.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import { successionPage } from './plan-view.ts';
import { agenciesPage, planPage, providersPage } from './views.ts';

const right = 'agency:succeed' as const;
/** Whoever confirms a plan reads it as well. */
const reads = [right, 'agreement:manage'] as const;
const url = '/governance/agencies';
/** Cases shown one by one on a page of the preview. */
const pageSize = 50;

export const successionPages: readonly Route[] = [
  route({
    method: 'GET',
    url,
    right: [...reads],
    reads: 'none',
    section: 'governance',
    handle: showAgencies,
  }),
  route({
    method: 'GET',
    url: `${url}/successions/new`,
    right,
    reads: 'none',
    section: 'governance',
    handle: (ask) => ask.read((tx) => showPlan(tx, ask, { values: {}, errors: [] })),
  }),
  route({
    method: 'POST',
    url: `${url}/successions`,
    right,
    reads: 'none',
    body: formBody({
      from: field(20),
      heir: field(20),
      also: fieldList(20),
      newName: field(400),
      onDay: field(10),
      why: field(4_000),
    }),
    handle: planFromForm,
  }),
  route({
    method: 'GET',
    url: `${url}/successions/:id`,
    right: [...reads],
    reads: 'list',
    section: 'governance',
    params: idParams,
    query: Type.Object({ page: pageNumber }),
    handle: (ask) => ask.read((tx) => showSuccession(tx, ask, { errors: [], page: ask.query.page ?? 1 })),
  }),
  route({
    method: 'POST',
    url: `${url}/successions/:id`,
    right,
    reads: 'list',
    params: idParams,
    body: formBody({
      onDay: field(10),
      staff: fieldList(400),
      staffTo: fieldList(400),
      service: fieldList(200),
      serviceTo: fieldList(200),
      by: field(20),
      code: fieldList(40),
      codeTo: fieldList(40),
    }),
    handle: shareFromForm,
  }),
  route({
    method: 'POST',
    url: `${url}/successions/:id/person`,
    right,
    reads: 'none',
    params: idParams,
    body: formBody({ person: field(20), to: field(20) }),
    handle: async (ask) => {
      const { person, to } = ask.body;
      await ask.perform(
        listPerson,
        {
          id: ask.params.id,
          personId: Number(person),
          toAgencyId: to === '' || to === undefined ? null : Number(to),
        },
        ask.body._key ?? newKey(),
      );
      return redirect(
        `${url}/successions/${ask.params.id}#cases`,
        'The preview shows where the person goes.',
      );
    },
  }),
  route({
    method: 'POST',
    url: `${url}/successions/:id/carry-out`,
    right,
    reads: 'none',
    params: idParams,
    body: formBody({ sure: field(3) }),
    handle: carryOutFromForm,
  }),
  route({
    method: 'POST',
    url: `${url}/successions/:id/confirm`,
    right: 'agreement:manage',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      await ask.perform(
        confirmSuccession,
        { id: ask.params.id, version: ask.body._version ?? 0 },
        ask.body._key ?? newKey(),
      );
      return redirect(`${url}/successions/${ask.params.id}`, 'The plan is confirmed as it stands.');
    },
  }),
  route({
    method: 'POST',
    url: `${url}/successions/:id/withdraw`,
    right,
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      await ask.perform(
        withdrawSuccession,
        { id: ask.params.id, version: ask.body._version ?? 0 },
        ask.body._key ?? newKey(),
      );
      return redirect(url, 'The plan was withdrawn. Nothing had moved.');
    },
  }),
  route({
    method: 'GET',
    url: `${url}/providers`,
    right: ['see:workload', right],
    reads: 'none',
    section: 'governance',
    query: Type.Object({ on: field(10) }),
    handle: showProviders,
  }),
];

async function showAgencies(ask: Ask): Promise<Reply> {
  return ask.read(async (tx) => {
    const [agencies, successions] = await Promise.all([
      listAgencyDates(tx),
      listSuccessions(tx, ask.viewer.schemeId),
    ]);
    return page({
      title: 'Agencies',
      section: 'governance',
      breadcrumbs: [{ text: 'Governance', href: '/governance' }, { text: 'Agencies' }],
      body: agenciesPage({ agencies, successions, today: ask.today, mayPlan: ask.viewer.may(right) }),
    });
  });
}

interface Planning {
  values: PlanForm;
  errors: readonly FieldError[];
  key?: string | undefined;
}

async function showPlan(tx: Tx, ask: Ask, planning: Planning): Promise<Reply> {
  return page({
    title: 'Plan a succession',
    section: 'governance',
    breadcrumbs: [{ text: 'Agencies', href: url }, { text: 'Plan a succession' }],
    status: planning.errors.length > 0 ? 422 : 200,
    errors: summaryOf(planning.errors),
    body: planPage({
      ...planning,
      agencies: (await listAgencyDates(tx)).filter(({ to }) => to === null || to > ask.today),
      csrfToken: ask.csrfToken,
    }),
  });
}

async function planFromForm(ask: Ask<unknown, unknown, PlanForm & { _key?: string }>): Promise<Reply> {
  const { body } = ask;
  const again = (errors: readonly FieldError[]): Promise<Reply> =>
    ask.read((tx) => showPlan(tx, ask, { values: body, errors, key: body._key }));
  const read = await ask.read(async (tx) => readPlan(body, await listAgencyDates(tx), ask.today));
  if ('errors' in read) return again(read.errors);
  try {
    const { id } = await ask.perform(planSuccession, read.plan, body._key ?? newKey());
    return redirect(`${url}/successions/${id}`, 'The succession is planned. Nothing has moved.');
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    return again(error.fields);
  }
}

interface Showing {
  errors: readonly FieldError[];
  page: number;
  changed?: boolean;
}

async function showSuccession(tx: Tx, ask: Ask<{ id: number }>, showing: Showing): Promise<Reply> {
  const { id } = ask.params;
  const succession = await getSuccession(tx, id);
  const isPlan = succession.state === 'draft';
  const mayPlan = ask.viewer.may(right);
  const [agencies, lines, choices, cases, tiers] = await Promise.all([
    listAgencyDates(tx),
    isPlan ? countLines(tx, id) : countItems(tx, id),
    isPlan && mayPlan ? listChoices(tx, id) : [],
    isPlan && mayPlan
      ? listCases(tx, id, { limit: pageSize + 1, offset: (showing.page - 1) * pageSize })
      : [],
    findRule<{ tiers: { code: string; name: string }[] }>(tx, ask.viewer.schemeId, 'tiers', ask.today),
  ]);
  await ask.listed(tx, {
    act: 'succession:open',
    subject: 'succession',
    subjectId: id,
    people: cases.slice(0, pageSize),
  });
  return page({
    title: `Succession of ${succession.from}`,
    section: 'governance',
    breadcrumbs: [{ text: 'Agencies', href: url }, { text: succession.from }],
    status: showing.changed ? 409 : showing.errors.length > 0 ? 422 : 200,
    errors: summaryOf(showing.errors),
    body: successionPage({
      ...showing,
      succession,
      agencies,
      lines,
      choices,
      cases: cases.slice(0, pageSize),
      hasMore: cases.length > pageSize,
      tiers: tiers?.body.tiers ?? [],
      today: ask.today,
      mayPlan,
      mayConfirm:
        ask.viewer.may('agreement:manage') &&
        !succession.planners.includes(ask.viewer.staffId) &&
        succession.heirId !== ask.viewer.agencyId,
      csrfToken: ask.csrfToken,
    }),
  });
}

interface ShareBody {
  onDay?: string;
  staff?: string[];
  staffTo?: string[];
  service?: string[];
  serviceTo?: string[];
  by?: string;
  code?: string[];
  codeTo?: string[];
  _key?: string;
  _version?: number;
}

/** Each row's own select comes in the order of its row. */
const pairs = (
  rows: readonly string[] = [],
  goes: readonly string[] = [],
): { id: number; toAgencyId: number }[] =>
  rows.flatMap((row, index) => {
    const [id, toAgencyId] = [Number(row), Number(goes[index] ?? '')];
    return Number.isSafeInteger(id) && Number.isSafeInteger(toAgencyId) && id > 0 && toAgencyId > 0
      ? [{ id, toAgencyId }]
      : [];
  });

async function shareFromForm(ask: Ask<{ id: number }, unknown, ShareBody>): Promise<Reply> {
  const { body, params } = ask;
  const again = (showing: Omit<Showing, 'page'>): Promise<Reply> =>
    ask.read((tx) => showSuccession(tx, ask, { page: 1, ...showing }));
  const onDay = body.onDay?.trim() ?? '';
  if (!isDay(onDay))
    return again({ errors: [{ field: 'onDay', text: 'Enter the day from which, like 2026-11-30' }] });
  const { successorIds } = await ask.read((tx) => getSuccession(tx, params.id));
  try {
    await ask.perform(
      shareOut,
      {
        id: params.id,
        version: body._version ?? 0,
        onDay,
        staff: pairs(body.staff, body.staffTo),
        services: pairs(body.service, body.serviceTo),
        cases: readCases(body.by, body.code ?? [], body.codeTo ?? [], successorIds),
      },
      body._key ?? newKey(),
    );
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid') return again({ errors: error.fields });
    if (error.code === 'stale-version') return again({ errors: [], changed: true });
    throw error;
  }
  return redirect(`${url}/successions/${params.id}`, 'The preview shows who and what goes where.');
}

async function carryOutFromForm(
  ask: Ask<{ id: number }, unknown, { sure?: string; _key?: string; _version?: number }>,
): Promise<Reply> {
  const { id } = ask.params;
  const { state } = await ask.read((tx) => getSuccession(tx, id));
  if (ask.body.sure !== 'yes' && state === 'draft')
    return ask.read((tx) =>
      showSuccession(tx, ask, {
        errors: [
          { field: 'sure', text: 'Tick that the preview is right: what has begun cannot be taken back' },
        ],
        page: 1,
      }),
    );
  await carryOut((act, input, key) => ask.perform(act, input, key), {
    id,
    version: ask.body._version ?? 0,
    key: ask.body._key ?? newKey(),
    hasBegun: state === 'moving',
  });
  return redirect(`${url}/successions/${id}`, 'The succession was carried out.');
}

async function showProviders(ask: Ask<unknown, { on?: string }>): Promise<Reply> {
  const typed = ask.query.on ?? '';
  const isWrong = typed !== '' && (!isDay(typed) || typed > ask.today);
  const on = typed === '' || isWrong ? ask.today : typed;
  const errors = isWrong ? [{ field: 'on', text: 'Enter a day that has come, like 2013-06-30' }] : [];
  return ask.read(async (tx) =>
    page({
      title: 'Cases and referrals by provider',
      section: 'governance',
      breadcrumbs: [{ text: 'Governance', href: '/governance' }, { text: 'By provider' }],
      status: isWrong ? 422 : 200,
      errors: summaryOf(errors),
      body: providersPage({
        lines: await splitByProvider(tx, ask.viewer.schemeId, on),
        on,
        typed,
        errors,
        today: ask.today,
        seesCohort: ask.viewer.may('see:cohort'),
      }),
    }),
  );
}
