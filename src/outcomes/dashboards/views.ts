import { type Day, showDay, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  type Cell,
  chart,
  details,
  emptyState,
  filterChips,
  input,
  insetText,
  select,
  subNavigation,
  table,
} from '../../web/components/index.ts';
import { messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { claimCard, type LinkedClaim } from '../claims/linked.ts';
import { feedTable } from '../measures/views.ts';
import type { ReadAssumptions } from './assumptions.ts';
import type { ChartCell, ChartModel } from './chart-model.ts';
import { costCode, type Dashboard } from './dashboards.ts';
import { monthAfter, monthOf, monthsFrom, periodWords } from './months.ts';
import { type DashboardQuery, type Filter, mostMonths, type Read } from './reading.ts';

export const overviewPage = (dashboards: readonly Dashboard[], isExact: boolean): Html =>
  html`<h1 class="govuk-heading-l">Dashboards</h1>
<p class="govuk-body">What is done and how it goes, from what is recorded already; nobody enters anything for it. It is counted every night. ${isExact ? 'Each number leads to the list that makes it, where you may see that list.' : 'They are published by quarter, without small numbers.'}</p>
<p class="govuk-body">None of it says whether the scheme reduces reoffending: that is said by the claim card alone, with what it rests on.</p>
${dashboards.map(({ code, title, about }) => html`<h2 class="govuk-heading-m"><a class="govuk-link" href="/outcomes/dashboards/${code}">${title}</a></h2><p class="govuk-body">${about}</p>`)}`;

export interface ShownChart {
  code: string;
  model: ChartModel;
  isExact: boolean;
}

export interface DashboardModel {
  dashboard: Dashboard;
  dashboards: readonly Dashboard[];
  charts: readonly ShownChart[];
  filter: Filter;
  read: Read;
  query: DashboardQuery;
  today: Day;
  errors: readonly FieldError[];
  money: ReadAssumptions | undefined;
  /** They see the people, and so may choose between the two views. */
  maySeeExactly: boolean;
  mayClaims: boolean;
  /** What may be said of reoffending, as it is published; undefined where this dashboard says nothing of it. */
  claim: LinkedClaim | undefined;
}

/** The filters in force as an address has them; those given are put in place of theirs, `undefined` leaves one out. */
function queryOf(query: DashboardQuery, instead: Record<string, string | undefined> = {}): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, ...instead }))
    if (value !== undefined && value !== '') parts.set(name, value);
  return parts.toString();
}

const address = (
  code: string,
  query: DashboardQuery,
  instead?: Record<string, string | undefined>,
): string => {
  const parts = queryOf(query, instead);
  return `/outcomes/dashboards/${code}${parts === '' ? '' : `?${parts}`}`;
};

export function dashboardPage(model: DashboardModel): Html {
  const { dashboard, read, charts } = model;
  return html`<h1 class="govuk-heading-l">${dashboard.title} dashboard</h1>
<p class="govuk-body">${dashboard.about}</p>
${subNavigation({
  label: 'Dashboards',
  items: model.dashboards.map(({ code, title }) => ({
    text: title,
    href: address(code, model.query, { cost: undefined, worth: undefined, uplift: undefined }),
    active: code === dashboard.code,
  })),
})}
${filters(model)}
${read.run === undefined ? emptyState({ title: 'Nothing has been counted yet.', text: 'It is counted every night, from what is recorded already.' }) : html`${standing(model)}${charts.map((shown) => oneChart(model, shown))}`}
${details({ summaryText: 'How far the data reach', html: feeds(model) })}
${model.claim === undefined ? saysNothing(model) : claimCard(model.claim, { linksToDefinition: model.mayClaims })}`;
}

const saysNothing = ({ mayClaims }: DashboardModel): Html =>
  html`<p class="govuk-body">None of this says whether the scheme reduces reoffending. ${mayClaims && html`<a class="govuk-link" href="/outcomes">The claim card says what can be said of that.</a>`}</p>`;

const feeds = ({ read }: DashboardModel): Html =>
  read.feeds.length === 0
    ? html`<p class="govuk-body">No extract has been measured yet. Contacts, referrals and decisions are recorded here and are as of the day of counting.</p>`
    : html`<p class="govuk-body">Contacts, referrals and decisions are recorded here and are as of the day of counting. Days in prison are as far as the extracts reach.</p>${feedTable(read.feeds)}`;

/** When it was counted, and which of two kinds of figures these are. */
function standing({ read, charts, maySeeExactly, filter, dashboard, query }: DashboardModel): Html {
  const { run } = read;
  const published = charts.filter((shown) => !shown.isExact);
  const kind =
    published.length === 0
      ? 'Each number leads to the list that makes it.'
      : published.length === charts.length
        ? 'Published by quarter, fourteen days after its end, and not changed afterwards. Counts of 1 to 4, and others that would tell of them, are not shown.'
        : `Published quarters only, without small numbers, because you do not see what they count: ${published.map((shown) => shown.model.title.toLowerCase()).join('; ')}.`;
  return html`<p class="govuk-body">${run !== undefined && `Counted ${showMoment(run.at)}, of what was recorded by ${showDay(run.onDay)}. `}${kind}${
    maySeeExactly &&
    html` <a class="govuk-link wm-no-print" href="${address(dashboard.code, query, { as: filter.isPublished ? undefined : 'published' })}">${filter.isPublished ? 'As you see it' : 'As a board sees it'}</a>`
  }</p>`;
}

function filters(model: DashboardModel): Html {
  const { filter, read, query, dashboard, today, errors } = model;
  const isExact = model.maySeeExactly && !filter.isPublished;
  const chips = [
    ...(query.from
      ? [
          {
            text: `From: ${periodWords(query.from)}`,
            removeHref: address(dashboard.code, query, { from: undefined }),
          },
        ]
      : []),
    ...(query.to
      ? [
          {
            text: `To: ${periodWords(query.to)}`,
            removeHref: address(dashboard.code, query, { to: undefined }),
          },
        ]
      : []),
    ...(isExact && filter.base !== undefined
      ? [
          {
            text: `Base: ${read.words.bases.get(String(filter.base)) ?? filter.base}`,
            removeHref: address(dashboard.code, query, { base: undefined }),
          },
        ]
      : []),
    ...(isExact && filter.strand !== undefined
      ? [
          {
            text: `Strand: ${read.strands.find(({ code }) => code === filter.strand)?.name ?? filter.strand}`,
            removeHref: address(dashboard.code, query, { strand: undefined }),
          },
        ]
      : []),
  ];
  const last = monthOf(today);
  const months = monthsFrom(monthAfter(last, 1 - mostMonths), last)
    .reverse()
    .map((month) => ({ value: month, text: periodWords(month) }));
  return html`${details({
    summaryText: 'Filter',
    open: errors.some(({ field }) => field === 'from'),
    classes: 'wm-no-print',
    html: html`<form method="get" action="/outcomes/dashboards/${dashboard.code}" class="wm-filter">
${filter.isPublished && html`<input type="hidden" name="as" value="published">`}${kept(query, ['cost', 'worth', 'uplift'])}
${select({ id: 'from', name: 'from', label: { text: 'First month' }, value: query.from ?? '', items: [{ value: '', text: isExact ? 'Twelve months ago' : 'As far back as kept' }, ...months], ...messageFor(errors, 'from') })}
${select({ id: 'to', name: 'to', label: { text: 'Last month' }, value: query.to ?? '', items: [{ value: '', text: 'This month' }, ...months] })}
${
  isExact &&
  html`${select({ id: 'base', name: 'base', label: { text: 'Base' }, value: query.base ?? '', items: [{ value: '', text: 'All' }, ...read.bases.map(({ id, name }) => ({ value: String(id), text: name }))] })}
${select({ id: 'strand', name: 'strand', label: { text: 'Strand' }, value: query.strand ?? '', items: [{ value: '', text: 'All' }, ...read.strands.map(({ code, name }) => ({ value: code, text: name }))] })}`
}
${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>`,
  })}
${filterChips({ chips, clearHref: address(dashboard.code, { ...(query.as === undefined ? {} : { as: query.as }) }) })}`;
}

const kept = (query: DashboardQuery, names: readonly (keyof DashboardQuery)[]): Html =>
  html`${names.map((name) => query[name] !== undefined && query[name] !== '' && html`<input type="hidden" name="${name}" value="${query[name]}">`)}`;

function oneChart(model: DashboardModel, { code, model: shown, isExact }: ShownChart): Html {
  const query = { ...model.query, ...(isExact ? {} : { base: undefined, strand: undefined }) };
  const of = (what: string): string => {
    const parts = queryOf(query as DashboardQuery, { chart: code });
    return `/outcomes/dashboards/${model.dashboard.code}/${what}?${parts}`;
  };
  const { drawing } = shown;
  const money = code === costCode ? model.money : undefined;
  return html`${chart({
    id: `chart-${code}`,
    title: shown.title,
    about: shown.about,
    ...(drawing === undefined ? {} : { src: of('picture/download') }),
    description: drawing?.description ?? '',
    missing: shown.missing,
    width: shown.width,
    height: shown.height,
    notes: shown.notes,
    table: shown.rows.length === 0 ? undefined : figureTable(shown, leftOut(isExact)),
    links: [
      ...(shown.rows.length === 0
        ? []
        : [{ text: `Download the figures of “${shown.title}” (CSV)`, href: of('download') }]),
      ...(drawing === undefined
        ? []
        : [{ text: 'Download the picture (SVG)', href: of('picture/download') }]),
    ],
  })}${money !== undefined && assumptionForm(model, money)}`;
}

/** What stands for a number that is not there. */
export const leftOut = (isExact: boolean): string => (isExact ? 'too few' : 'not shown');

const figureTable = ({ title, head, rows }: ChartModel, left: string): Html => {
  const isNumeric = (place: number): boolean => rows.some((row) => typeof row[place] === 'object');
  return table({
    caption: title,
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: `Figures: ${title}`,
    firstCellIsHeader: true,
    head: head.map((text, place) => (isNumeric(place) ? { text, format: 'numeric' } : { text })),
    rows: rows.map((row) => row.map((cell) => cellOf(cell, left))),
  });
};

function cellOf(cell: ChartCell, left: string): Cell {
  if (typeof cell === 'string') return cell;
  const shown = cell.count ?? left;
  return {
    format: 'numeric',
    ...(cell.href === undefined
      ? { text: shown }
      : { html: html`<a class="govuk-link" href="${cell.href}">${shown}</a>` }),
  };
}

/** The assumptions are shown and can be changed: they stand in the address, and change nothing on file. */
function assumptionForm({ dashboard, query, errors }: DashboardModel, { typed }: ReadAssumptions): Html {
  const pounds = (name: 'cost' | 'worth', text: string, hint: string): Html =>
    input({
      ...{
        id: name,
        name,
        label: { text },
        hint: { text: hint },
        value: typed[name],
        classes: 'govuk-input--width-10',
      },
      ...messageFor(errors, name),
    });
  return html`<h3 class="govuk-heading-s" id="assumptions">Its assumptions</h3>
${insetText({ text: 'Example: what an offence prevented is worth is the example scheme’s own figure, not a national one. Put in yours.' })}
<form method="get" action="/outcomes/dashboards/${dashboard.code}" novalidate>
${kept(query, ['from', 'to', 'base', 'strand', 'as'])}
${pounds('cost', 'Cost of the scheme in a year', 'In pounds. From the costs on file, where this year’s are known.')}
${pounds('worth', 'What one offence prevented is worth', 'In pounds. From the scheme’s rule, until you change it here.')}
${input({ id: 'uplift', name: 'uplift', label: { text: 'Added to the cost' }, hint: { text: 'A whole percentage from 0 to 200, because costs are mostly set too low.' }, value: typed.uplift, suffix: { text: '%' }, inputmode: 'numeric', classes: 'govuk-input--width-3', ...messageFor(errors, 'uplift') })}
${button({ text: 'Work it out', classes: 'govuk-button--secondary' })}</form>`;
}
