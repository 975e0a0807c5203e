import Type from 'typebox';
import { newKey } from '../../kernel/ids.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import { nameServiceWorkers } from './service-acts.ts';
import { loadNames } from './service-names.ts';
import { servicePage } from './service-page-view.ts';
import {
  findLoad,
  getService,
  listProviderStaff,
  listServices,
  listVersions,
  listWorkers,
  type ServiceOrder,
  serviceOrders,
} from './service-store.ts';
import type { ServiceFilter } from './service-types.ts';
import { serviceList } from './service-views.ts';

const pageSize = 50;

export const filterQuery = {
  pathway: field(40),
  category: field(40),
  area: Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })])),
  free: field(3),
  text: field(200),
  closed: field(3),
};

export interface FilterQuery {
  pathway?: string;
  category?: string;
  area?: number | '';
  free?: string;
  text?: string;
  closed?: string;
}

export const filterOf = (query: FilterQuery): ServiceFilter => ({
  pathway: query.pathway || undefined,
  category: query.category || undefined,
  baseId: query.area || undefined,
  free: query.free === 'yes' || undefined,
  text: query.text?.trim() || undefined,
  closed: query.closed === 'yes' || undefined,
});

/** The directory of services: about nobody, so nothing is audited of who reads it. */
export const servicePages = (): Route[] => [
  route({
    method: 'GET',
    url: '/services',
    right: 'see:directory',
    reads: 'none',
    query: Type.Object({ ...filterQuery, sort: field(20), dir: field(4), page: pageNumber }),
    handle: (ask) => showServices(ask),
  }),
  route({
    method: 'GET',
    url: '/services/:id',
    right: 'see:directory',
    reads: 'none',
    params: idParams,
    handle: (ask) => showService(ask),
  }),
  route({
    method: 'POST',
    url: '/services/:id/workers',
    right: 'directory:manage',
    reads: 'none',
    params: idParams,
    body: formBody({ workers: fieldList(100) }),
    handle: async (ask) => {
      const staffIds = (ask.body.workers ?? []).map(Number).filter(Number.isSafeInteger);
      await ask.perform(nameServiceWorkers, { id: ask.params.id, staffIds }, ask.body._key ?? newKey());
      return redirect(`/services/${ask.params.id}`, 'The service’s workers were changed.');
    },
  }),
];

type ListQuery = FilterQuery & { sort?: string; dir?: string; page?: number };

async function showServices(ask: Ask<unknown, ListQuery>): Promise<Reply> {
  const { viewer, today, query } = ask;
  const filter = filterOf(query);
  const order: ServiceOrder = serviceOrders.find((one) => one === query.sort) ?? 'name';
  const number = query.page ?? 1;
  return ask.read(async (tx) => {
    const [names, services] = await Promise.all([
      loadNames(tx, ask),
      listServices(tx, {
        filter,
        today,
        order,
        descending: query.dir === 'desc',
        limit: pageSize + 1,
        offset: (number - 1) * pageSize,
      }),
    ]);
    return page({
      title: 'Services',
      section: 'referrals',
      marking: 'OFFICIAL',
      body: serviceList({
        ...names,
        services: services.slice(0, pageSize),
        filter,
        order,
        descending: query.dir === 'desc',
        page: number,
        hasMore: services.length > pageSize,
        today,
        mayManage: viewer.may('directory:manage'),
        seesReferrals: viewer.may('see:referrals'),
      }),
    });
  });
}

async function showService(ask: Ask<{ id: number }>): Promise<Reply> {
  const { id } = ask.params;
  const { viewer } = ask;
  return ask.read(async (tx) => {
    const [service, load, versions, workers, names] = await Promise.all([
      getService(tx, id),
      findLoad(tx, id),
      listVersions(tx, id),
      listWorkers(tx, id),
      loadNames(tx, ask),
    ]);
    const mayManage = viewer.may('directory:manage');
    const staff = mayManage ? await listProviderStaff(tx, service.agencyId) : [];
    return page({
      title: service.name,
      section: 'referrals',
      marking: 'OFFICIAL',
      breadcrumbs: [{ text: 'Services', href: '/services' }, { text: service.name }],
      body: servicePage({
        ...names,
        service,
        load,
        versions,
        workers,
        staff,
        csrfToken: ask.csrfToken,
        today: ask.today,
        mayManage,
        seesReferrals: viewer.may('see:referrals'),
      }),
    });
  });
}
