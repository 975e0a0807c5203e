import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listBases } from '../../scheme/directory.ts';
import { findRule } from '../../scheme/rules.ts';
import { addressOf } from '../../web/address.ts';
import { drawChart } from '../../web/components/index.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { findClaimOf } from '../measures/page-store.ts';
import { askComparison, registerComparison, withdrawComparison } from './acts.ts';
import { type Foresight, foresee } from './foresee.ts';
import { type PlanChoices, type PlanForm, placesOf, readPlan } from './form.ts';
import { planPage } from './form-view.ts';
import type { SeriesFigures } from './series.ts';
import { seriesDrawing } from './series-picture.ts';
import { countLooks, getComparison, listComparisons, listTrialChoices } from './store.ts';
import { type ComparisonState, type Design, designs, states, stateWords } from './types.ts';
import { comparisonList, comparisonPage, type OneModel } from './views.ts';

const marking = 'OFFICIAL';
const pageSize = 25;
const list = '/outcomes/comparisons';
const crumbs = [
  { text: 'Outcomes', href: '/outcomes' },
  { text: 'Comparisons', href: list },
];

const designParams = Type.Object({ design: oneOf(designs) });

export const comparisonPages: readonly Route[] = [
  route({
    method: 'GET',
    url: list,
    right: 'see:outcomes',
    reads: 'none',
    query: Type.Object({ state: Type.Optional(oneOf([...states, ''])), page: pageNumber }),
    handle: showList,
  }),
  route({
    method: 'GET',
    url: `${list}/new/:design`,
    right: 'measure:run',
    reads: 'none',
    params: designParams,
    handle: (ask) => showForm(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${list}/new/:design`,
    right: 'measure:run',
    reads: 'none',
    limit: 20,
    params: designParams,
    body: formBody({
      name: field(200),
      outcome: field(40),
      group: field(40),
      joinedFrom: field(20),
      joinedTo: field(20),
      base: field(20),
      threshold: field(10),
      followMonths: field(10),
      subgroups: field(20),
      places: fieldList(),
      otherPlaces: fieldList(),
      changeOn: field(20),
      monthsBefore: field(10),
      monthsAfter: field(10),
      season: field(10),
      trialId: field(20),
      next: field(20),
    }),
    handle: planFromForm,
  }),
  route({
    method: 'GET',
    url: `${list}/:id`,
    right: 'see:outcomes',
    reads: 'none',
    params: idParams,
    handle: (ask) => showOne(ask, {}),
  }),
  route({
    method: 'GET',
    url: `${list}/:id/picture/download`,
    right: 'see:outcomes',
    reads: 'none',
    params: idParams,
    handle: picture,
  }),
  route({
    method: 'POST',
    url: `${list}/:id/run`,
    right: 'measure:run',
    reads: 'none',
    limit: 10,
    params: idParams,
    body: formBody({}),
    handle: runFromForm,
  }),
  route({
    method: 'POST',
    url: `${list}/:id/withdraw`,
    right: 'measure:run',
    reads: 'none',
    params: idParams,
    body: formBody({ why: field(2000) }),
    handle: withdrawFromForm,
  }),
];

async function showList(ask: Ask<unknown, { state?: ComparisonState | ''; page?: number }>): Promise<Reply> {
  const state = ask.query.state || undefined;
  const current = ask.query.page ?? 1;
  const { schemeId } = ask.viewer;
  const [found, looks] = await ask.read((tx) =>
    Promise.all([
      listComparisons(tx, schemeId, state, { limit: pageSize + 1, offset: (current - 1) * pageSize }),
      countLooks(tx, schemeId),
    ]),
  );
  return page({
    title: 'Comparisons',
    section: 'outcomes',
    marking,
    breadcrumbs: [{ text: 'Outcomes', href: '/outcomes' }, { text: 'Comparisons' }],
    body: comparisonList({
      comparisons: found.slice(0, pageSize),
      looks,
      state,
      page: current,
      hasMore: found.length > pageSize,
      href: (to) => addressOf(list, { state, page: to }),
      mayPlan: ask.viewer.may('measure:run'),
    }),
  });
}

const choicesOf = async (tx: Tx, ask: Ask): Promise<PlanChoices> => {
  const { schemeId } = ask.viewer;
  const [bases, rule, trials] = await Promise.all([
    listBases(tx, schemeId),
    findRule<{ beats: Record<string, string> }>(tx, schemeId, 'areas', ask.today),
    listTrialChoices(tx, schemeId),
  ]);
  return { bases, places: placesOf(rule?.body.beats ?? {}), trials };
};

interface Planning {
  values: PlanForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  foresight?: Foresight;
}

type PlanAsk<Body = unknown> = Ask<{ design: Design }, unknown, Body>;

async function showForm(ask: PlanAsk, planning: Planning): Promise<Reply> {
  const { design } = ask.params;
  return page({
    title: 'Plan a comparison',
    section: 'outcomes',
    marking,
    status: formStatus(planning),
    breadcrumbs: [...crumbs, { text: 'Plan' }],
    errors: summaryOf(planning.errors),
    body: planPage({
      ...planning,
      design,
      action: `${list}/new/${design}`,
      choices: await ask.read((tx) => choicesOf(tx, ask)),
      csrfToken: ask.csrfToken,
    }),
  });
}

/** First what would be counted, then, as it was looked at, registered. What is counted is counted anew. */
async function planFromForm(ask: PlanAsk<PlanForm & { next?: string; _key?: string }>): Promise<Reply> {
  const { body, viewer } = ask;
  const choices = await ask.read((tx) => choicesOf(tx, ask));
  const { plan, errors } = readPlan(ask.params.design, body, choices);
  const again = { values: body, key: body._key };
  if (errors.length > 0) return showForm(ask, { ...again, errors });
  const foresight = await foresee(ask.database, { schemeId: viewer.schemeId, on: ask.today }, plan);
  if (body.next !== 'register') return showForm(ask, { ...again, errors: [], foresight });
  const { id } = await ask.perform(
    registerComparison,
    { name: body.name ?? '', plan, ...foresight },
    body._key ?? newKey(),
  );
  return redirect(`${list}/${id}`, 'The plan was registered. It cannot be changed any more.');
}

interface Acting {
  values?: { why?: string };
  errors?: readonly FieldError[];
  key?: string | undefined;
  theirs?: string;
}

async function showOne(ask: Ask<{ id: number }>, acting: Acting): Promise<Reply> {
  const { viewer, params } = ask;
  return ask.read(async (tx) => {
    const comparison = await getComparison(tx, params.id);
    const [claim, looks] = await Promise.all([
      comparison.claimId === null ? undefined : findClaimOf(tx, comparison.claimId),
      countLooks(tx, comparison.schemeId),
    ]);
    const model: OneModel = {
      comparison,
      claim,
      looks,
      now: ask.now,
      seesPeople: viewer.may('see:cohort'),
      seesTrials: viewer.may('see:trials'),
      csrfToken: viewer.may('measure:run') ? ask.csrfToken : undefined,
      values: acting.values ?? {},
      errors: acting.errors ?? [],
      key: acting.key,
      theirs: acting.theirs,
    };
    return page({
      title: comparison.name,
      section: 'outcomes',
      marking,
      status: formStatus({ errors: model.errors, theirs: acting.theirs }),
      breadcrumbs: [...crumbs, { text: comparison.name }],
      errors: summaryOf(model.errors),
      body: comparisonPage(model),
    });
  });
}

/** The series of an area, as far as this viewer may see it. @throws WaymarkError `not-found` where there is none */
async function picture(ask: Ask<{ id: number }>): Promise<Reply> {
  const claim = await ask.read(async (tx) => {
    const { claimId } = await getComparison(tx, ask.params.id);
    return claimId === null ? undefined : findClaimOf(tx, claimId);
  });
  const figures = claim?.measure === 'comparison-series' ? (claim.figures as SeriesFigures | null) : null;
  if (figures === null || figures.months.length === 0) throw new WaymarkError('not-found');
  return {
    kind: 'file',
    fileName: `comparison-${ask.params.id}.svg`,
    contentType: 'image/svg+xml; charset=utf-8',
    content: await drawChart(seriesDrawing(figures)),
  };
}

type Keyed = { _key?: string; _version?: number };

/** The page once more, with what was wrong with the form, or with what somebody else did meanwhile. */
async function showAgain(ask: Ask<{ id: number }>, error: unknown, acting: Acting): Promise<Reply> {
  if (!(error instanceof WaymarkError)) throw error;
  if (error.code === 'invalid') return showOne(ask, { ...acting, errors: error.fields });
  if (error.code !== 'stale-version') throw error;
  const { state } = await ask.read((tx) => getComparison(tx, ask.params.id));
  return showOne(ask, { ...acting, key: newKey(), theirs: `It is now: ${stateWords[state].toLowerCase()}.` });
}

async function runFromForm(ask: Ask<{ id: number }, unknown, Keyed>): Promise<Reply> {
  const { id } = ask.params;
  try {
    await ask.perform(askComparison, { id, version: ask.body._version ?? 0 }, ask.body._key ?? newKey());
  } catch (error) {
    return showAgain(ask, error, {});
  }
  return redirect(`${list}/${id}`, 'The comparison was asked for. It begins in a few seconds.');
}

async function withdrawFromForm(ask: Ask<{ id: number }, unknown, Keyed & { why?: string }>): Promise<Reply> {
  const { id } = ask.params;
  const { why = '', _key: key } = ask.body;
  try {
    await ask.perform(withdrawComparison, { id, version: ask.body._version ?? 0, why }, key ?? newKey());
  } catch (error) {
    return showAgain(ask, error, { values: { why }, key });
  }
  return redirect(`${list}/${id}`, 'The plan was withdrawn. It stays on the list.');
}
