import { type Day, showDay, showShortDay } from '../../kernel/clock.ts';
import {
  button,
  details,
  emptyState,
  exampleTag,
  filterChips,
  type SortDirection,
  select,
  sortHeader,
  statLinks,
  summaryList,
  table,
  tag,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { burnPicture, burnTable, progressPicture, progressTable, type SourceProgress } from './charts.ts';
import { type BurnPoint, isOverdue } from './rules.ts';
import {
  type Recommendation,
  type RecommendationFilter,
  type RecommendationSort,
  type RecommendationStatus,
  recommendationStatuses,
  type Source,
  statusWords,
} from './types.ts';

export const recommendationPath = '/governance/recommendations';

const colours: Record<RecommendationStatus, string> = {
  open: 'govuk-tag--grey',
  'in-progress': 'govuk-tag--yellow',
  done: 'govuk-tag--blue',
  assured: 'govuk-tag--green',
  declined: 'govuk-tag--grey',
};

export const statusTag = (status: RecommendationStatus): Html =>
  tag({ text: statusWords[status], classes: colours[status] });

export function recommendationTable(
  found: readonly Recommendation[],
  model: {
    today: Day;
    sorted?: { key: RecommendationSort; direction: SortDirection };
    href?: (key: string, direction: SortDirection) => string;
  },
): Html {
  const { sorted, href } = model;
  const head = (text: string, key: RecommendationSort) =>
    sorted === undefined || href === undefined ? { text } : sortHeader({ text, key, sorted, href });
  return table({
    caption: 'Recommendations',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Recommendations',
    stack: true,
    firstCellIsHeader: true,
    foldOnPhone: [1, 2],
    head: [
      head('Recommendation', 'number'),
      head('Made to', 'body'),
      head('Owner', 'owner'),
      head('Due', 'due'),
      head('Status', 'status'),
    ],
    rows: found.map((one) => [
      html`<a class="govuk-link" href="${recommendationPath}/${one.id}">${one.number}: ${one.text.length > 160 ? `${one.text.slice(0, 159)}…` : one.text}</a>${exampleTag(one.example)}<br><span class="govuk-hint">${one.source}</span>`,
      one.body,
      one.owner ?? 'Nobody yet',
      html`${one.dueOn === null ? 'No date' : showShortDay(one.dueOn)}${isOverdue(one, model.today) ? html`<br><strong>Overdue</strong>` : ''}`,
      statusTag(one.status),
    ]),
  });
}

export interface RecommendationListModel {
  found: readonly Recommendation[];
  sources: readonly SourceProgress[];
  bodies: readonly string[];
  owners: readonly { id: number; name: string }[];
  filter: RecommendationFilter;
  today: Day;
  sorted: { key: RecommendationSort; direction: SortDirection };
  hrefSorted: (key: string, direction: SortDirection) => string;
  hrefWithout: (name: string) => string;
  csvHref: string;
  mayManage: boolean;
  pages: Html | '';
}

export function recommendationList(model: RecommendationListModel): Html {
  const path = recommendationPath;
  const sum = (of: (one: SourceProgress) => number): number =>
    model.sources.reduce((total, one) => total + of(one), 0);
  const chips = chipsOf(model);
  return html`<h1 class="govuk-heading-l">Recommendations</h1>
<p class="govuk-body">What reviews and inspections asked for, and what became of it. It counts as done once somebody else than its owner has assured it.</p>
${statLinks([
  { number: sum(({ overdue }) => overdue), label: 'overdue', href: `${path}?status=overdue` },
  { number: sum(({ counts }) => counts.open), label: 'not started', href: `${path}?status=open` },
  {
    number: sum(({ counts }) => counts['in-progress']),
    label: 'in progress',
    href: `${path}?status=in-progress`,
  },
  { number: sum(({ counts }) => counts.done), label: 'wait for assurance', href: `${path}?status=done` },
  { number: sum(({ counts }) => counts.assured), label: 'done and assured', href: `${path}?status=assured` },
])}
${model.mayManage ? html`<div class="govuk-button-group">${button({ text: 'Enter a source', href: `${path}/sources/new` })}${model.sources.length > 0 ? button({ text: 'Enter a recommendation', href: `${path}/new`, classes: 'govuk-button--secondary' }) : ''}</div>` : ''}
<h2 class="govuk-heading-m">Progress</h2>
${model.sources.length === 0 ? emptyState({ title: 'No review or inspection is entered yet.' }) : html`${progressPicture(model.sources)}${progressTable(model.sources, path)}`}
<h2 class="govuk-heading-m" id="list">The recommendations</h2>
${filterForm(model)}${filterChips({ chips, clearHref: path })}
${
  model.found.length > 0
    ? recommendationTable(model.found, { today: model.today, sorted: model.sorted, href: model.hrefSorted })
    : chips.length > 0
      ? emptyState({
          title: 'No recommendation matches these filters.',
          actions: [{ text: 'Show all', href: path }],
        })
      : emptyState({ title: 'No recommendation is entered.' })
}${model.pages}
<p class="govuk-body"><a class="govuk-link" href="${model.csvHref}">Download as CSV</a></p>`;
}

const filterWords = (status: RecommendationStatus | 'overdue'): string =>
  status === 'overdue' ? 'Overdue' : statusWords[status];

function chipsOf(model: RecommendationListModel): { text: string; removeHref: string }[] {
  const { filter, hrefWithout } = model;
  const chip = (name: string, text: string | undefined): { text: string; removeHref: string }[] =>
    text === undefined ? [] : [{ text, removeHref: hrefWithout(name) }];
  const source = model.sources.find((one) => one.source.id === filter.sourceId)?.source.title;
  const owner = model.owners.find(({ id }) => id === filter.ownerId)?.name;
  return [
    ...chip('source', filter.sourceId === undefined ? undefined : `From: ${source ?? 'another source'}`),
    ...chip('body', filter.body === undefined ? undefined : `Made to: ${filter.body}`),
    ...chip('owner', filter.ownerId === undefined ? undefined : `Owner: ${owner ?? 'somebody else'}`),
    ...chip('status', filter.status === undefined ? undefined : filterWords(filter.status)),
  ];
}

const filterForm = ({ filter, sources, bodies, owners }: RecommendationListModel): Html =>
  details({
    summaryText: 'Filter',
    html: html`<form method="get" action="${recommendationPath}" class="wm-filter">
${select({ id: 'filter-source', name: 'source', label: { text: 'Source' }, value: filter.sourceId ?? '', items: [{ value: '', text: 'All' }, ...sources.map(({ source }) => ({ value: source.id, text: source.title }))] })}
${select({ id: 'filter-body', name: 'body', label: { text: 'Made to' }, value: filter.body ?? '', items: [{ value: '', text: 'All' }, ...bodies.map((body) => ({ value: body, text: body }))] })}
${select({ id: 'filter-owner', name: 'owner', label: { text: 'Owner' }, value: filter.ownerId ?? '', items: [{ value: '', text: 'Anybody' }, ...owners.map(({ id, name }) => ({ value: id, text: name }))] })}
${select({ id: 'filter-status', name: 'status', label: { text: 'Status' }, value: filter.status ?? '', items: [{ value: '', text: 'All' }, { value: 'overdue', text: 'Overdue' }, ...recommendationStatuses.map((code) => ({ value: code, text: statusWords[code] }))] })}
${button({ text: 'Filter', classes: 'govuk-button--secondary' })}</form>`,
  });

export interface SourcePageModel {
  progress: SourceProgress;
  byBody: readonly { body: string; status: RecommendationStatus; n: number }[];
  burn: readonly BurnPoint[];
  mayManage: boolean;
}

export function sourcePage({ progress, byBody, burn, mayManage }: SourcePageModel): Html {
  const { source, entered } = progress;
  const path = `${recommendationPath}/sources/${source.id}`;
  return html`<h1 class="govuk-heading-l">${source.title}</h1>
${source.example ? html`<p class="govuk-body">${exampleTag(true)}</p>` : ''}
${summaryList({
  rows: [
    { key: 'Made by', value: source.madeBy },
    { key: 'Published', value: source.publishedOn === null ? 'Not known' : showDay(source.publishedOn) },
    {
      key: 'How many',
      value: `${source.stated === null ? 'It does not say' : `${source.stated} by its own count`}; ${entered} entered here`,
    },
    source.note === null ? null : { key: 'Note', value: source.note },
  ],
})}
${mayManage ? html`<div class="govuk-button-group">${button({ text: 'Enter from a CSV file', href: `${path}/import` })}${button({ text: 'Enter one', href: `${recommendationPath}/new?source=${source.id}`, classes: 'govuk-button--secondary' })}</div>` : ''}
<h2 class="govuk-heading-m">Progress</h2>
${
  entered === 0
    ? emptyState({
        title: 'None of its recommendations is entered.',
        text:
          source.stated === null
            ? undefined
            : `The paper gives their number, ${source.stated}, and not their texts.`,
      })
    : html`${progressPicture([progress])}${progressTable([progress], recommendationPath)}
<h2 class="govuk-heading-m">By whom it is made to</h2>${bodyTable(byBody, source)}
<h2 class="govuk-heading-m">Burn-down</h2>${burn.length < 2 ? html`<p class="govuk-body">A line is drawn from the day after they were entered.</p>` : burnPicture(burn)}${burnTable(burn)}`
}`;
}

function bodyTable(rows: SourcePageModel['byBody'], source: Source): Html {
  const bodies = [...new Set(rows.map(({ body }) => body))];
  const of = (body: string, status: RecommendationStatus): number =>
    rows.find((row) => row.body === body && row.status === status)?.n ?? 0;
  return table({
    caption: 'Recommendations by the body they are made to',
    captionClasses: 'govuk-visually-hidden',
    firstCellIsHeader: true,
    scrollLabel: 'By body',
    stack: true,
    head: [
      { text: 'Made to' },
      ...recommendationStatuses.map((status) => ({ text: statusWords[status], format: 'numeric' })),
    ],
    rows: bodies.map((body) => [
      {
        html: html`<a class="govuk-link" href="${recommendationPath}?source=${source.id}&amp;body=${encodeURIComponent(body)}">${body}</a>`,
      },
      ...recommendationStatuses.map((status) => ({ text: of(body, status), format: 'numeric' })),
    ]),
  });
}
