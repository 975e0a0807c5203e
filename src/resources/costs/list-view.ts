import { addressOf } from '../../web/address.ts';
import {
  button,
  emptyState,
  exampleTag,
  filterChips,
  numberedPages,
  type SortDirection,
  select,
  sortHeader,
  table,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { amountCell, bearerWords, costTabs, lineLink, notKnown } from './show.ts';
import type { LineFilter, LineSort } from './store.ts';
import { type CostLine, kindWords, stages, stageWords } from './types.ts';

interface LineList {
  lines: readonly CostLine[];
  total: number;
  page: number;
  pageSize: number;
  filter: LineFilter;
  sort: LineSort;
  direction: SortDirection;
  years: readonly string[];
  agencies: readonly { code: string; name: string }[];
  mayEdit: boolean;
}

const path = '/resources/costs/lines';

const asAddress = (filter: LineFilter) => ({
  year: filter.year,
  stage: filter.stage,
  agency: filter.agency,
  employer: filter.employer,
  unknown: filter.unknown ? '1' : undefined,
  removed: filter.removed ? '1' : undefined,
});

const hrefOf = (model: LineList, change: { page?: number; sort?: string; direction?: string }): string =>
  addressOf(path, {
    ...asAddress(model.filter),
    sort: change.sort ?? model.sort,
    direction: change.direction ?? model.direction,
    page: change.page === 1 ? undefined : change.page,
  });

export function lineList(model: LineList): Html {
  const last = Math.ceil(model.total / model.pageSize);
  return html`<h1 class="govuk-heading-l">${model.filter.removed ? 'Removed cost lines' : 'Cost lines'}</h1>
${costTabs(path)}
${filterForm(model)}
${chips(model)}
<p class="govuk-body">${model.total} ${model.total === 1 ? 'line' : 'lines'}.${model.mayEdit ? html`<span class="wm-no-print"> <a class="govuk-link" href="${path}/new">Enter a line</a> · <a class="govuk-link" href="/resources/costs/bodies">Bodies outside the scheme</a> · <a class="govuk-link" href="${path}?removed=1">Lines that were removed</a></span>` : ''}</p>
${
  model.lines.length === 0
    ? emptyState({ title: 'No line is like that.', actions: [{ text: 'Show every line', href: path }] })
    : lineTable(model)
}
${numberedPages(model.page, last, (page) => hrefOf(model, { page }))}`;
}

function lineTable(model: LineList): Html {
  const sorted = { key: model.sort, direction: model.direction };
  const header = (key: LineSort, text: string, format?: string) =>
    sortHeader({
      key,
      text,
      sorted,
      href: (by, direction) => hrefOf(model, { sort: by, direction }),
      ...(format === undefined ? {} : { format }),
    });
  return table({
    caption: 'Cost lines',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Cost lines',
    stack: true,
    firstCellIsHeader: true,
    foldOnPhone: [2, 3, 5, 6],
    head: [
      header('line', 'Line'),
      header('year', 'Year'),
      header('bearer', 'Borne by'),
      { text: 'Paid by' },
      header('amount', 'Amount', 'numeric'),
      { text: 'FTE', format: 'numeric' },
      { text: 'Source' },
    ],
    rows: model.lines.map((line) => [
      html`${lineLink(line)}${exampleTag(line.example)}<br><span class="govuk-hint">${stageWords[line.stage]}; ${kindWords[line.kind].toLowerCase()}</span>`,
      line.year,
      bearerWords(line),
      line.employerName ?? notKnown,
      amountCell(line.pence),
      { text: line.fteHundredths === null ? '' : String(line.fteHundredths / 100), format: 'numeric' },
      html`${line.source}${line.note === null ? '' : html`<br><span class="govuk-hint">${line.note}</span>`}`,
    ]),
  });
}

const filterForm = (
  model: LineList,
): Html => html`<form method="get" action="${path}" class="wm-row wm-no-print">
${select({ id: 'year', name: 'year', label: { text: 'Year' }, value: model.filter.year ?? '', items: [{ value: '', text: 'Every year' }, ...model.years.map((year) => ({ value: year, text: year }))] })}
${select({ id: 'stage', name: 'stage', label: { text: 'Stage' }, value: model.filter.stage ?? '', items: [{ value: '', text: 'Every stage' }, ...stages.map((stage) => ({ value: stage, text: stageWords[stage] }))] })}
${select({ id: 'agency', name: 'agency', label: { text: 'Borne by' }, value: model.filter.agency ?? '', items: [{ value: '', text: 'Anybody' }, { value: 'shared', text: 'Shared or not known' }, ...model.agencies.map(({ code, name }) => ({ value: code, text: name }))] })}
${select({ id: 'employer', name: 'employer', label: { text: 'Paid by' }, value: model.filter.employer ?? '', items: [{ value: '', text: 'Anybody' }, { value: 'not-known', text: notKnown }, ...model.agencies.map(({ code, name }) => ({ value: code, text: name }))] })}
${button({ text: 'Show', classes: 'govuk-button--secondary' })}
</form>`;

function chips(model: LineList): Html {
  const { filter } = model;
  const nameOf = (code: string): string =>
    model.agencies.find((agency) => agency.code === code)?.name ?? code;
  const without = (key: keyof LineFilter): string =>
    addressOf(path, asAddress({ ...filter, [key]: undefined }));
  const all: [keyof LineFilter, string | undefined][] = [
    ['year', filter.year && `Year: ${filter.year}`],
    ['stage', filter.stage && `Stage: ${stageWords[filter.stage]}`],
    [
      'agency',
      filter.agency &&
        `Borne by: ${filter.agency === 'shared' ? 'shared or not known' : nameOf(filter.agency)}`,
    ],
    [
      'employer',
      filter.employer &&
        `Paid by: ${filter.employer === 'not-known' ? 'not known' : nameOf(filter.employer)}`,
    ],
    ['unknown', filter.unknown ? 'Amount not known' : undefined],
    ['removed', filter.removed ? 'Removed' : undefined],
  ];
  return filterChips({
    chips: all.flatMap(([key, text]) => (text ? [{ text, removeHref: without(key) }] : [])),
    clearHref: path,
  });
}
