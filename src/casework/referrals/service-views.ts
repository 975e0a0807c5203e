import type { Day } from '../../kernel/clock.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  emptyState,
  exampleTag,
  filterChips,
  input,
  pageArrows,
  select,
  sortHeader,
  table,
  tag,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { nameOf } from './scheme.ts';
import type { DirectoryNames } from './service-names.ts';
import { criteriaWords, freePlaces, serviceIsOpen } from './service-rules.ts';
import type { LoadedService, ServiceOrder } from './service-store.ts';
import type { Service, ServiceFilter, ServiceLoad } from './service-types.ts';

export interface ServiceListModel extends DirectoryNames {
  services: readonly LoadedService[];
  filter: ServiceFilter;
  order: ServiceOrder;
  descending: boolean;
  page: number;
  hasMore: boolean;
  today: Day;
  mayManage: boolean;
  seesReferrals: boolean;
}

const filterValues = (filter: ServiceFilter) => ({
  pathway: filter.pathway,
  category: filter.category,
  area: filter.baseId,
  free: filter.free === true ? 'yes' : undefined,
  text: filter.text,
  closed: filter.closed === true ? 'yes' : undefined,
});

export function serviceList(model: ServiceListModel): Html {
  const address = (over: Record<string, string | number | undefined>): string =>
    addressOf('/services', {
      ...filterValues(model.filter),
      sort: model.order,
      dir: model.descending ? 'desc' : undefined,
      ...over,
    });
  return html`<h1 class="govuk-heading-l">Services</h1>
<p class="govuk-body">Who helps with what, where, for whom, and how long people wait. A service is open to everybody on the scheme, whether they are supervised by law or not.</p>
${model.mayManage ? button({ text: 'Add a service', href: '/services/new' }) : ''}
${serviceFilter(model, '/services', {})}
${filterChips({ chips: chipsOf(model), ...(chipsOf(model).length > 1 ? { clearHref: '/services' } : {}) })}
${model.services.length === 0 ? nothing(model) : serviceTable(model, address)}
${pageArrows(model.page, model.hasMore, (page) => address({ page }))}
<p class="govuk-hint">${model.rule.source}${exampleTag(model.example)}</p>`;
}

const nothing = (model: ServiceListModel): Html =>
  chipsOf(model).length > 0
    ? emptyState({
        title: 'No service matches these filters.',
        actions: [{ text: 'Show all services', href: '/services' }],
      })
    : emptyState({
        title: 'No service is in the directory yet.',
        text: 'The pathways manager enters them.',
      });

/** Filters by need, area and capacity; `hidden` keeps what else stands in the address. */
export const serviceFilter = (
  model: DirectoryNames & { filter: ServiceFilter },
  action: string,
  hidden: Readonly<Record<string, string | number | undefined>>,
): Html =>
  html`<form method="get" action="${action}" class="wm-filter"><div class="wm-row">
${Object.entries(hidden).map(([name, value]) => (value === undefined ? '' : html`<input type="hidden" name="${name}" value="${value}">`))}
${select({ id: 'filter-pathway', name: 'pathway', label: { text: 'Need' }, value: model.filter.pathway ?? '', items: [{ value: '', text: 'All pathways' }, ...model.pathways.map(({ code, name }) => ({ value: code, text: name }))] })}
${select({ id: 'filter-category', name: 'category', label: { text: 'Kind of help' }, value: model.filter.category ?? '', items: [{ value: '', text: 'All' }, ...model.rule.categories.map(({ code, name }) => ({ value: code, text: name }))] })}
${select({ id: 'filter-area', name: 'area', label: { text: 'Area' }, value: model.filter.baseId ?? '', items: [{ value: '', text: 'All areas' }, ...model.bases.map(({ id, name }) => ({ value: id, text: name }))] })}
${select({
  id: 'filter-free',
  name: 'free',
  label: { text: 'Places' },
  value: model.filter.free === true ? 'yes' : '',
  items: [
    { value: '', text: 'Full or not' },
    { value: 'yes', text: 'Not known to be full' },
  ],
})}
${input({ id: 'filter-text', name: 'text', label: { text: 'Words' }, value: model.filter.text ?? '' })}
${select({
  id: 'filter-closed',
  name: 'closed',
  label: { text: 'Open' },
  value: model.filter.closed === true ? 'yes' : '',
  items: [
    { value: '', text: 'Open now' },
    { value: 'yes', text: 'Closed and to come too' },
  ],
})}</div>
${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>`;

function chipsOf(model: ServiceListModel): { text: string; removeHref: string }[] {
  const { filter } = model;
  const without = (name: string): string =>
    addressOf('/services', { ...filterValues(filter), [name]: undefined });
  const chip = (name: string, shown: boolean, text: string) =>
    shown ? [{ text, removeHref: without(name) }] : [];
  return [
    ...chip(
      'pathway',
      filter.pathway !== undefined,
      `Need: ${nameOf(model.pathways, filter.pathway ?? null)}`,
    ),
    ...chip(
      'category',
      filter.category !== undefined,
      `Help: ${nameOf(model.rule.categories, filter.category ?? null)}`,
    ),
    ...chip(
      'area',
      filter.baseId !== undefined,
      `Area: ${model.bases.find(({ id }) => id === filter.baseId)?.name ?? ''}`,
    ),
    ...chip('free', filter.free === true, 'Not known to be full'),
    ...chip('text', filter.text !== undefined, `Words: ${filter.text ?? ''}`),
    ...chip('closed', filter.closed === true, 'Closed and to come too'),
  ];
}

function serviceTable(
  model: ServiceListModel,
  address: (over: Record<string, string | number | undefined>) => string,
): Html {
  const head = (key: ServiceOrder, text: string) =>
    sortHeader({
      key,
      text,
      sorted: { key: model.order, direction: model.descending ? 'descending' : 'ascending' },
      href: (sort, direction) =>
        address({ sort, dir: direction === 'descending' ? 'desc' : undefined, page: undefined }),
    });
  return table({
    caption: 'Services',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Services',
    stack: true,
    head: [
      head('name', 'Service'),
      { text: 'Help with' },
      { text: 'Where' },
      { text: 'Whom it is for' },
      head('free', 'Places'),
      head('waiting', 'Waiting time'),
    ],
    rows: model.services.map((service) => [
      html`<a class="govuk-link" href="/services/${service.id}">${service.name}</a>${openTag(service, model.today)}<br><span class="govuk-hint govuk-!-font-size-16">${service.provider}</span>`,
      service.categories.map((code) => nameOf(model.rule.categories, code)).join(', '),
      areaWords(service, model.bases),
      criteriaWords(service),
      placesWords(service, service.load ?? undefined),
      waitingWords(service, service.load ?? undefined),
    ]),
  });
}

export const openTag = (service: Service, today: Day): Html | '' =>
  serviceIsOpen(service, today)
    ? ''
    : html` ${tag({ text: service.opensOn > today ? 'Not yet open' : 'Closed', classes: 'govuk-tag--grey' })}`;

export const areaWords = (
  service: Pick<Service, 'baseIds'>,
  bases: readonly { id: number; name: string }[],
): string =>
  service.baseIds.length === 0
    ? 'Everywhere in the scheme'
    : bases
        .filter(({ id }) => service.baseIds.includes(id))
        .map(({ name }) => name)
        .join(', ');

export function placesWords(service: Pick<Service, 'places'>, load: ServiceLoad | undefined): string {
  const taken = load?.working ?? 0;
  const free = freePlaces(service, load);
  const known = free === undefined ? `not known; ${taken} taken` : `${free} of ${service.places} free`;
  return (load?.waiting ?? 0) === 0 ? known : `${known}; ${load?.waiting} waiting for an answer`;
}

/** What the provider says and what referrals show, each said to be what it is. */
export function waitingWords(service: Pick<Service, 'waitingDays'>, load: ServiceLoad | undefined): string {
  const stated = service.waitingDays === null ? 'not stated' : `stated: ${service.waitingDays} days`;
  return load === undefined || load.medianDays === null
    ? `${stated}; too few started to say`
    : `${stated}; of ${load.started} started in a year, half within ${load.medianDays} days`;
}
