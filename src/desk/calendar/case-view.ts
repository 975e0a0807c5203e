import { type Day, showMoment, showShortDay } from '../../kernel/clock.ts';
import { ragWords } from '../../scheme/ratings.ts';
import { addressOf } from '../../web/address.ts';
import {
  emptyState,
  filterChips,
  numberedPages,
  ragTag,
  sortHeader,
  table,
  tag,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { type CaseFilter, type CasePart, type CaseRow, type CaseSort, caseDues } from './case-store.ts';

export interface CaseListModel {
  cases: readonly CaseRow[];
  total: number;
  filter: CaseFilter;
  sort: CaseSort;
  descending: boolean;
  page: number;
  pages: number;
  today: Day;
  tiers: readonly { code: string; name: string }[];
  /** What else they may go to from here. */
  links: readonly { text: string; href: string }[];
}

const partWords: Record<CasePart, string> = {
  lead: 'Lead',
  'co-worker': 'Co-worker',
  embedded: 'Link worker',
  covered: 'Covered for a colleague',
};

const dueWords = {
  week: 'Something in the next seven days',
  overdue: 'Something overdue',
  unplanned: 'Nothing planned',
} as const;

const addressFor = (
  model: CaseListModel,
  change: Partial<CaseFilter> & { sort?: CaseSort; descending?: boolean; page?: number },
): string => {
  const filter = { ...model.filter, ...change };
  const sort = change.sort ?? model.sort;
  const descending = change.descending ?? model.descending;
  return addressOf('/case-list', {
    part: filter.part,
    due: filter.due,
    sort: sort === 'name' ? undefined : sort,
    order: descending ? 'desc' : undefined,
    page: change.page === 1 ? undefined : change.page,
  });
};

export function caseListPage(model: CaseListModel): Html {
  const filtered = model.filter.part !== undefined || model.filter.due !== undefined;
  return html`<h1 class="govuk-heading-l">Your case list (${model.total})</h1>
${model.cases.length > 0 && html`<p class="govuk-body wm-no-print"><a class="govuk-link" href="/case-list/briefing">Briefing to print</a></p>`}
${model.links.length > 0 && html`<p class="govuk-body wm-no-print">${model.links.map(({ text, href }, index) => html`${index > 0 && ' · '}<a class="govuk-link" href="${href}">${text}</a>`)}</p>`}
${filters(model)}
${
  model.cases.length === 0
    ? emptyState(
        filtered
          ? {
              title: 'Nobody of your people matches.',
              actions: [{ text: 'Show everybody', href: '/case-list' }],
            }
          : {
              title: 'Nobody is allocated to you.',
              text: 'Whoever is allocated to you, or to a colleague whom you cover, stands here.',
            },
      )
    : cases(model)
}
${numberedPages(model.page, model.pages, (page) => addressFor(model, { page }))}
<p class="govuk-body wm-no-print"><button type="button" class="govuk-button govuk-button--secondary" data-module="govuk-button" data-print hidden>Print</button></p>`;
}

function filters(model: CaseListModel): Html {
  const link = (text: string, change: Partial<CaseFilter>): Html =>
    html`<li><a class="govuk-link" href="${addressFor(model, { ...change, page: 1 })}">${text}</a></li>`;
  const parts = (Object.keys(partWords) as CasePart[]).filter((part) => part !== model.filter.part);
  const chips = [
    ...(model.filter.part === undefined
      ? []
      : [
          {
            text: partWords[model.filter.part],
            removeHref: addressFor(model, { part: undefined, page: 1 }),
          },
        ]),
    ...(model.filter.due === undefined
      ? []
      : [{ text: dueWords[model.filter.due], removeHref: addressFor(model, { due: undefined, page: 1 }) }]),
  ];
  return html`${filterChips({ chips, clearHref: '/case-list' })}<nav class="wm-no-print" aria-label="Filters"><ul class="govuk-list wm-chips">${caseDues.filter((due) => due !== model.filter.due).map((due) => link(dueWords[due], { due }))}${parts.map((part) => link(partWords[part], { part }))}</ul></nav>`;
}

function cases(model: CaseListModel): Html {
  const heading = (text: string, key: CaseSort) =>
    sortHeader({
      text,
      key,
      sorted: { key: model.sort, direction: model.descending ? 'descending' : 'ascending' },
      href: (sort, direction) =>
        addressFor(model, { sort: sort as CaseSort, descending: direction === 'descending', page: 1 }),
    });
  return table({
    caption: 'Your people, and what is next for each',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Your people',
    stack: true,
    foldOnPhone: [3, 4, 5, 6],
    firstCellIsHeader: true,
    head: [
      heading('Name', 'name'),
      heading('RAG', 'rag'),
      heading('Next appointment', 'next'),
      heading('Last contact', 'last'),
      { text: 'Steps due' },
      heading('Review', 'review'),
      { text: 'Order or custody' },
    ],
    rows: model.cases.map((one) => row(model, one)),
  });
}

const row = (model: CaseListModel, one: CaseRow): Html[] => [
  html`<a class="govuk-link" href="/people/${one.personId}">${one.name}</a><br><span class="govuk-hint">${one.coversFor === null ? partWords[one.part] : `Covered for ${one.coversFor}`}${one.tier === null ? '' : `, ${model.tiers.find(({ code }) => code === one.tier)?.name ?? one.tier}`}</span>`,
  one.rag === null ? html`` : ragTag({ value: one.rag, text: ragWords[one.rag] }),
  one.nextAt === null
    ? one.rag === 'red'
      ? tag({ text: 'None planned', classes: 'govuk-tag--red' })
      : html`none planned`
    : html`${showMoment(one.nextAt)}`,
  one.lastAt === null
    ? html`none yet`
    : html`<a class="govuk-link" href="/people/${one.personId}/contacts">${showMoment(one.lastAt)}</a>${one.lastOutcome === 'failed' ? html` ${tag({ text: 'Failed', classes: 'govuk-tag--red' })}` : ''}`,
  one.stepsDue === 0
    ? html`none`
    : html`<a class="govuk-link" href="/people/${one.personId}/plan">${one.stepsDue}</a>${one.stepsOver > 0 ? html` ${tag({ text: `${one.stepsOver} overdue`, classes: 'govuk-tag--red' })}` : ''}`,
  one.nextReview === null
    ? html`not set`
    : html`${showShortDay(one.nextReview)}${one.nextReview < model.today ? html` ${tag({ text: 'Overdue', classes: 'govuk-tag--red' })}` : ''}`,
  html`${[
    one.custody === null
      ? null
      : `In ${one.custody}${one.release === null ? '' : `, released ${showShortDay(one.release)}`}`,
    one.orderEnds === null ? null : `Order ends ${showShortDay(one.orderEnds)}`,
  ]
    .filter((text) => text !== null)
    .join('. ')}`,
];
