import Type from 'typebox';
import { addMonths, addYears, showDay, showShortDay } from '../../kernel/clock.ts';
import { listBases } from '../../scheme/directory.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { addressOf } from '../../web/address.ts';
import { button, details, emptyState, pageArrows, select, table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { oneOf, pageNumber } from '../../web/schemas.ts';
import { type Demand, type Expected, forecast } from './demand.ts';
import { countDecided, listDemand, listDemandPeople, type Span } from './demand-store.ts';
import { loadOfBase } from './rules.ts';
import { listOfficers } from './store.ts';
import { type CaseloadRule, type DemandFacts, type DemandList, demandLists } from './types.ts';
import { membersHref } from './views.ts';

const path = '/resources/caseload/forecast';
const pageSize = 50;
const crumbs = [
  { text: 'Resources', href: '/resources' },
  { text: 'Caseload', href: '/resources/caseload' },
];
const months = Type.Optional(Type.Integer({ minimum: 1, maximum: 12 }));

const listWords: Record<DemandList, string> = {
  joined: 'Joined in the last twelve months',
  left: 'Left in the last twelve months',
  proposed: 'On an agenda, or put off to another',
  'released-candidates': 'Candidates who leave prison in the time',
  'released-members': 'Members who leave prison in the time',
};

/** The same at the head of a column; the caption says which months. */
const headWords: Record<DemandList, string> = {
  joined: 'Joined',
  left: 'Left',
  proposed: 'On agendas',
  'released-candidates': 'Candidates released',
  'released-members': 'Members released',
};

/** How many people each base will have, from the selection and release lists and from the year before. */
export const forecastPages: Route[] = [
  route({
    method: 'GET',
    url: path,
    right: 'see:workload',
    reads: 'none',
    query: Type.Object({ months }),
    handle: showForecast,
  }),
  route({
    method: 'GET',
    url: `${path}/people`,
    right: 'see:workload',
    reads: 'list',
    query: Type.Object({
      what: Type.Optional(oneOf(demandLists)),
      base: Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })])),
      months,
      page: pageNumber,
    }),
    handle: showPeople,
  }),
];

const spanOf = (today: string, ahead: number): Span => ({
  today,
  since: addYears(today, -1),
  until: addMonths(today, ahead),
});

interface Row {
  facts: DemandFacts;
  demand: Demand;
  limit: number;
}

async function showForecast(ask: Ask<unknown, { months?: number }>): Promise<Reply> {
  const ahead = ask.query.months ?? 3;
  const { schemeId } = ask.viewer;
  const span = spanOf(ask.today, ahead);
  return ask.read(async (tx) => {
    const rule = await ruleInForce<CaseloadRule>(tx, schemeId, 'caseload', ask.today);
    const [facts, decided, officers] = await Promise.all([
      listDemand(tx, schemeId, span),
      countDecided(tx, span),
      listOfficers(tx, schemeId, rule.body),
    ]);
    const shown = facts.filter((one) => one.people + one.joined + one.left + one.proposed > 0);
    const demandOf = (one: Omit<DemandFacts, 'base' | 'baseId'>): Demand =>
      forecast({ ...one, listed: one.proposed + one.releasedCandidates }, decided, ahead);
    const rows = shown.map((one) => ({
      facts: one,
      demand: demandOf(one),
      limit: loadOfBase({ ...one, unallocated: 0 }, officers, rule.body).limit,
    }));
    const total = sumOf(facts);
    const officersLimit = rows.reduce((sum, { limit }) => sum + limit, 0);
    return page({
      title: 'Forecast of people',
      section: 'resources',
      breadcrumbs: crumbs,
      body: forecastPage({
        rows,
        whole: { facts: total, demand: demandOf(total), limit: officersLimit },
        decided,
        ahead,
        span,
      }),
    });
  });
}

const sumOf = (facts: readonly DemandFacts[]): DemandFacts => {
  const sum = (of: (one: DemandFacts) => number): number => facts.reduce((total, one) => total + of(one), 0);
  return {
    baseId: 0,
    base: 'All bases',
    people: sum(({ people }) => people),
    joined: sum(({ joined }) => joined),
    left: sum(({ left }) => left),
    proposed: sum(({ proposed }) => proposed),
    releasedCandidates: sum(({ releasedCandidates }) => releasedCandidates),
    releasedMembers: sum(({ releasedMembers }) => releasedMembers),
  };
};

interface ForecastModel {
  rows: readonly Row[];
  whole: Row;
  decided: { adopted: number; of: number };
  ahead: number;
  span: Span;
}

const expectedWords = ({ middle, lower, upper }: Expected): Html =>
  html`<strong>${middle}</strong> (${lower} to ${upper})`;

const forecastPage = (model: ForecastModel): Html => html`<h1 class="govuk-heading-l">Forecast of people</h1>
<form method="get" action="${path}" class="wm-filter wm-row wm-no-print">
${select({ id: 'months', name: 'months', label: { text: 'Months ahead' }, value: String(model.ahead), items: [1, 2, 3, 6, 12].map((one) => ({ value: String(one), text: String(one) })) })}
${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>
${
  model.rows.length === 0
    ? emptyState({ title: 'Nobody is on the scheme or proposed to it.' })
    : html`<p class="govuk-body">People on the scheme on ${showDay(model.span.until)}: the middle of what is to be expected, and the limits between which the number falls in 95 of 100 such cases if nothing else changes.</p>
${forecastTable(model)}
${factsTable(model)}
${method(model)}`
}`;

const forecastTable = ({ rows, whole }: ForecastModel): Html =>
  table({
    caption: 'What is to be expected',
    captionClasses: 'govuk-table__caption--m',
    scrollLabel: 'What is to be expected',
    stack: true,
    firstCellIsHeader: true,
    head: [
      { text: 'Base' },
      { text: 'Now', format: 'numeric' },
      { text: 'By the lists', format: 'numeric' },
      { text: 'By the last twelve months', format: 'numeric' },
      { text: 'Officers may carry', format: 'numeric' },
    ],
    rows: [...rows, whole].map(({ facts, demand, limit }) => [
      facts.base,
      {
        html: html`<a class="govuk-link" href="${membersHref({ baseId: facts.baseId || undefined })}">${facts.people}<span class="govuk-visually-hidden"> people now, ${facts.base}</span></a>`,
        format: 'numeric',
      },
      { html: expectedWords(demand.byLists), format: 'numeric' },
      { html: expectedWords(demand.byHistory), format: 'numeric' },
      { text: limit, format: 'numeric' },
    ]),
  });

function factsTable({ rows, whole, ahead }: ForecastModel): Html {
  const cell = (facts: DemandFacts, what: DemandList, count: number) => ({
    html:
      count === 0
        ? html`0`
        : html`<a class="govuk-link" href="${peopleHref({ what, base: facts.baseId || undefined, months: ahead })}">${count}<span class="govuk-visually-hidden">: ${listWords[what].toLowerCase()}, ${facts.base}</span></a>`,
    format: 'numeric' as const,
  });
  return table({
    caption: `What it is made from: twelve months behind, ${ahead} ahead`,
    captionClasses: 'govuk-table__caption--m',
    scrollLabel: 'What it is made from',
    stack: true,
    firstCellIsHeader: true,
    head: [
      { text: 'Base' },
      ...demandLists.map((what) => ({ text: headWords[what], format: 'numeric' as const })),
    ],
    rows: [...rows, whole].map(({ facts }) => [
      facts.base,
      cell(facts, 'joined', facts.joined),
      cell(facts, 'left', facts.left),
      cell(facts, 'proposed', facts.proposed),
      cell(facts, 'released-candidates', facts.releasedCandidates),
      cell(facts, 'released-members', facts.releasedMembers),
    ]),
  });
}

const method = ({ decided, ahead }: ForecastModel): Html =>
  details({
    summaryText: 'How this is worked out',
    html: html`<p class="govuk-body"><strong>By the lists.</strong> Those who may come are the people on an agenda (or put off to another) and the listed candidates who leave prison in the time. Of ${decided.of} questions of adoption decided in twelve months ${decided.adopted} were answered yes; how many of the listed come follows a beta-binomial distribution with Jeffreys’ prior for that share. It says nothing of people who are not listed yet, so for many months ahead it is too low.</p>
<p class="govuk-body"><strong>By the last twelve months.</strong> As many come a month as joined a month in the last twelve: a negative binomial distribution, which is what a Poisson count and Jeffreys’ prior for its rate give for ${ahead} ${ahead === 1 ? 'month' : 'months'}.</p>
<p class="govuk-body">In both, people leave as often as in the last twelve months, by the same distribution, and whoever comes is independent of whoever leaves. The limits hold the uncertainty of the rates and chance; they do not hold a change of the rule, the matrix or the panel. Members who leave prison are on the scheme already: they are shown because they need more work, and change no number of people. Candidates whose base is not known are in no base.</p>
<p class="govuk-body">Counts are of people you may see, and release days are those of records shared with you.</p>`,
  });

const peopleHref = (filter: {
  what: DemandList;
  base: number | undefined;
  months: number;
  page?: number;
}): string => addressOf(`${path}/people`, { ...filter, page: filter.page === 1 ? undefined : filter.page });

interface PeopleQuery {
  what?: DemandList;
  base?: number | '';
  months?: number;
  page?: number;
}

async function showPeople(ask: Ask<unknown, PeopleQuery>): Promise<Reply> {
  const { what = 'proposed', months: ahead = 3, page: current = 1 } = ask.query;
  const baseId = ask.query.base || undefined;
  const { schemeId } = ask.viewer;
  return ask.read(async (tx) => {
    const [found, bases] = await Promise.all([
      listDemandPeople(
        tx,
        schemeId,
        spanOf(ask.today, ahead),
        { what, baseId },
        { limit: pageSize + 1, offset: (current - 1) * pageSize },
      ),
      listBases(tx, schemeId),
    ]);
    const people = found.slice(0, pageSize);
    await ask.listed(tx, {
      act: 'caseload:forecast-people',
      people,
      detail: { what, base: baseId ?? null, months: ahead, page: current },
    });
    const base = bases.find(({ id }) => id === baseId)?.name;
    return page({
      title: listWords[what],
      section: 'resources',
      breadcrumbs: [...crumbs, { text: 'Forecast', href: `${path}?months=${ahead}` }],
      body: html`<h1 class="govuk-heading-l">${listWords[what]}${base === undefined ? '' : `, ${base}`}</h1>
${
  people.length === 0
    ? emptyState({ title: 'Nobody.', actions: [{ text: 'Forecast', href: path }] })
    : table({
        caption: listWords[what],
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'People',
        stack: true,
        head: ['Name', 'Base', 'Day'],
        rows: people.map((one) => [
          html`<a class="govuk-link" href="/people/${one.personId}">${one.name}</a>`,
          one.base ?? 'Not known',
          one.day === null ? '' : showShortDay(one.day),
        ]),
      })
}${pageArrows(current, found.length > pageSize, (to) => peopleHref({ what, base: baseId, months: ahead, page: to }))}`,
    });
  });
}
