import { showShortDay } from '../../kernel/clock.ts';
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
  subNavigation,
  table,
  tag,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { showPounds } from '../costs/money.ts';
import { pounds } from '../costs/show.ts';
import { quarterName } from './quarters.ts';
import { timelinessOf } from './rules.ts';
import { grantPath, grantsPath, grantTag, lateTag, providerOf, returnTag } from './show.ts';
import type { GrantFilter, GrantLine, GrantSort } from './store.ts';
import type { ReturnLine } from './text-store.ts';
import { grantStateWords, type ReturnState, returnStateWords } from './types.ts';

export const grantTabs = (active: string): Html =>
  subNavigation({
    label: 'Grants',
    classes: 'wm-no-print',
    items: [
      { text: 'Grants', href: grantsPath, active: active === grantsPath },
      { text: 'Returns', href: `${grantsPath}/returns`, active: active === `${grantsPath}/returns` },
    ],
  });

export interface GrantListModel {
  grants: readonly GrantLine[];
  total: number;
  page: number;
  pageSize: number;
  filter: GrantFilter;
  sort: GrantSort;
  direction: SortDirection;
  providers: readonly { id: number; name: string }[];
  mayManage: boolean;
}

export function grantList(model: GrantListModel): Html {
  const { filter } = model;
  const hrefOf = (change: { page?: number; sort?: string; direction?: string }): string =>
    addressOf(grantsPath, {
      state: filter.state,
      provider: filter.provider,
      sort: change.sort ?? model.sort,
      direction: change.direction ?? model.direction,
      page: change.page === 1 ? undefined : change.page,
    });
  const header = (key: GrantSort, text: string, format?: string) =>
    sortHeader({
      key,
      text,
      sorted: { key: model.sort, direction: model.direction },
      href: (sort, direction) => hrefOf({ sort, direction }),
      ...(format === undefined ? {} : { format }),
    });
  const providerName = model.providers.find(({ id }) => id === filter.provider)?.name;
  return html`<h1 class="govuk-heading-l">Grants</h1>
${grantTabs(grantsPath)}
<form method="get" action="${grantsPath}" class="wm-row wm-no-print">
${select({ id: 'state', name: 'state', label: { text: 'State' }, value: filter.state ?? '', items: [{ value: '', text: 'Every state' }, ...Object.entries(grantStateWords).map(([value, text]) => ({ value, text }))] })}
${select({ id: 'provider', name: 'provider', label: { text: 'Provider' }, value: filter.provider ?? '', items: [{ value: '', text: 'Every provider' }, ...model.providers.map(({ id, name }) => ({ value: id, text: name }))] })}
${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>
${filterChips({
  chips: [
    ...(filter.state === undefined
      ? []
      : [
          {
            text: grantStateWords[filter.state],
            removeHref: addressOf(grantsPath, { provider: filter.provider }),
          },
        ]),
    ...(providerName === undefined
      ? []
      : [{ text: providerName, removeHref: addressOf(grantsPath, { state: filter.state }) }]),
  ],
  clearHref: grantsPath,
})}
<p class="govuk-body">${model.total} ${model.total === 1 ? 'grant' : 'grants'}. <span class="wm-no-print"><a class="govuk-link" href="${addressOf(`${grantsPath}.csv`, { state: filter.state, provider: filter.provider })}">Download them (CSV)</a>${model.mayManage && html` · <a class="govuk-link" href="${grantsPath}/new">Write a grant</a>`}</span></p>
${
  model.grants.length === 0
    ? emptyState({
        title: 'No grant is like that.',
        text: 'A grant is written as a draft by the policing body that gives it, and stands here from then on.',
      })
    : table({
        caption: 'Grants',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Grants',
        stack: true,
        head: [
          header('title', 'Grant'),
          { text: 'Provider' },
          header('starts', 'Term'),
          header('total', 'Profile', 'numeric'),
          { text: 'Paid', format: 'numeric' },
          { text: 'State' },
        ],
        rows: model.grants.map((grant) => [
          html`<a class="govuk-link" href="${grantPath(grant.id)}">${grant.title}</a> ${exampleTag(grant.example)}<br><span class="govuk-hint">${grant.reference}</span>`,
          providerOf(grant),
          `${showShortDay(grant.startsOn)} to ${showShortDay(grant.endsOn)}`,
          { text: showPounds(grant.totalPence), format: 'numeric' },
          { text: pounds(grant.paidPence), format: 'numeric' },
          html`${grantTag(grant.state)} ${grant.lateReturns > 0 && tag({ text: `${grant.lateReturns} ${grant.lateReturns === 1 ? 'return' : 'returns'} late`, classes: 'govuk-tag--red' })}`,
        ]),
      })
}
${numberedPages(model.page, Math.ceil(model.total / model.pageSize), (page) => hrefOf({ page }))}`;
}

export interface ReturnListModel {
  /** Each with what was agreed and is below its share. */
  returns: readonly (ReturnLine & { under: readonly string[] })[];
  total: number;
  page: number;
  pageSize: number;
  state: ReturnState | undefined;
  today: string;
  /** Where the list and each return are. */
  path: string;
  linkOf: (line: ReturnLine) => string;
}

/** Returns of quarters that have begun, with how late they are. */
export function returnList(model: ReturnListModel): Html {
  const hrefOf = (page: number): string =>
    addressOf(model.path, { state: model.state, page: page === 1 ? undefined : page });
  return html`<form method="get" action="${model.path}" class="wm-row wm-no-print">
${select({ id: 'state', name: 'state', label: { text: 'Stage' }, value: model.state ?? '', items: [{ value: '', text: 'Every stage' }, ...Object.entries(returnStateWords).map(([value, text]) => ({ value, text }))] })}
${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>
<p class="govuk-body">${model.total} ${model.total === 1 ? 'return' : 'returns'}${model.state !== undefined && html`. <a class="govuk-link wm-no-print" href="${model.path}">Show every stage</a>`}</p>
${
  model.returns.length === 0
    ? emptyState({
        title: 'No return is at this stage.',
        text: 'A grant that is in force asks for a return of each quarter.',
      })
    : table({
        caption: 'Returns',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Returns',
        stack: true,
        head: ['Quarter', 'Grant', 'Provider', 'Stage', 'Due', 'Below what was agreed'].map((text) => ({
          text,
        })),
        rows: model.returns.map((line) => {
          const timeliness = timelinessOf(line, line, line.firstSentAt, model.today);
          return [
            html`<a class="govuk-link" href="${model.linkOf(line)}">${quarterName(line)}<span class="govuk-visually-hidden">, ${line.title}</span></a>`,
            html`${line.title} ${exampleTag(line.example)}`,
            line.provider,
            returnTag(line.state),
            html`${showShortDay(timeliness.dueOn)} ${lateTag(timeliness)}`,
            line.under.join('; '),
          ];
        }),
      })
}
${numberedPages(model.page, Math.ceil(model.total / model.pageSize), hrefOf)}`;
}
