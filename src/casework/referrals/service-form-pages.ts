import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { type AgencyName, listAgencies } from '../../scheme/directory.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import { staleOf } from '../plans/form-pages.ts';
import { addService, changeService } from './service-acts.ts';
import { serviceFormPage } from './service-form-view.ts';
import { type DirectoryNames, loadNames } from './service-names.ts';
import { readServiceForm, type ServiceChoices } from './service-rules.ts';
import { getService } from './service-store.ts';
import type { Service, ServiceForm } from './service-types.ts';

const serviceBody = formBody({
  agency: field(15),
  name: field(200),
  offers: field(4_000),
  categories: fieldList(),
  pathways: fieldList(),
  bases: fieldList(200),
  forSex: field(10),
  youngest: field(4),
  oldest: field(4),
  forStatus: field(20),
  criteria: field(2_000),
  places: field(6),
  waitingDays: field(5),
  contactName: field(200),
  contactPhone: field(60),
  contactEmail: field(200),
  opensOn: field(10),
  closesOn: field(10),
  why: field(500),
});

export const serviceFormPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/services/new',
    right: 'directory:manage',
    reads: 'none',
    query: Type.Object({ agency: Type.Optional(idParams.properties.id) }),
    handle: (ask) =>
      ask.read(async (tx) => {
        const kept = await findDraft<ServiceForm>(tx, ask.viewer.staffId, draftOf(), lists);
        const { agency } = ask.query;
        const values = {
          ...(kept?.values ?? { opensOn: ask.today }),
          ...(agency === undefined ? {} : { agency: String(agency) }),
        };
        return showForm(tx, ask, { values, kept, errors: [] });
      }),
  }),
  route({
    method: 'POST',
    url: '/services',
    right: 'directory:manage',
    reads: 'none',
    body: serviceBody,
    handle: (ask) => addFromForm(ask),
  }),
  route({
    method: 'GET',
    url: '/services/:id/edit',
    right: 'directory:manage',
    reads: 'none',
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) => {
        const service = await getService(tx, ask.params.id);
        const kept = await findDraft<ServiceForm>(tx, ask.viewer.staffId, draftOf(service.id), lists);
        return showForm(tx, ask, {
          id: service.id,
          values: kept?.values ?? formOf(service),
          kept,
          errors: [],
          version: service.version,
        });
      }),
  }),
  route({
    method: 'POST',
    url: '/services/:id/edit',
    right: 'directory:manage',
    reads: 'none',
    params: idParams,
    body: serviceBody,
    handle: (ask) => changeFromForm(ask),
  }),
];

/** Fields of the form that hold several values. */
const lists = ['categories', 'pathways', 'bases'] as const;

const draftOf = (id?: number): string => (id === undefined ? 'service:new' : `service:${id}`);

interface Showing {
  id?: number;
  values: ServiceForm;
  kept?: KeptDraft<ServiceForm> | undefined;
  errors: readonly FieldError[];
  key?: string | undefined;
  version?: number;
  theirs?: string | undefined;
}

/** Agencies that may offer a service. */
const providersOf = (agencies: readonly AgencyName[]): AgencyName[] =>
  agencies.filter(({ kind }) => ['charity', 'provider', 'health', 'council'].includes(kind));

async function showForm(tx: Tx, ask: Ask, showing: Showing): Promise<Reply> {
  const names = await loadNames(tx, ask);
  const isNew = showing.id === undefined;
  const body = serviceFormPage({
    ...names,
    ...showing,
    isNew,
    providers: providersOf(await listAgencies(tx)),
    csrfToken: ask.csrfToken,
    action: isNew ? '/services' : `/services/${showing.id}/edit`,
    draft: draftOf(showing.id),
  });
  return page({
    title: isNew ? 'Add a service' : 'Change a service',
    section: 'referrals',
    marking: 'OFFICIAL',
    status: formStatus(showing),
    breadcrumbs: [{ text: 'Services', href: '/services' }],
    errors: summaryOf(showing.errors),
    body: html`${keptNotice(showing.kept, ask.csrfToken)}${body}`,
  });
}

const choicesOf = (names: DirectoryNames, agencies: readonly AgencyName[]): ServiceChoices => ({
  agencies: providersOf(agencies).map(({ id }) => id),
  categories: names.rule.categories.map(({ code }) => code),
  pathways: names.pathways.map(({ code }) => code),
  bases: names.bases.map(({ id }) => id),
});

const loadChoices = (ask: Ask): Promise<ServiceChoices> =>
  ask.read(async (tx) => choicesOf(await loadNames(tx, ask), await listAgencies(tx)));

type Posted = ServiceForm & { _key?: string; _version?: number };

async function addFromForm(ask: Ask<unknown, unknown, Posted>): Promise<Reply> {
  const read = readServiceForm(ask.body, await loadChoices(ask));
  if ('errors' in read)
    return ask.read((tx) => showForm(tx, ask, { values: ask.body, errors: read.errors, key: ask.body._key }));
  const { id } = await ask.perform(addService, read.input, ask.body._key ?? newKey());
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, draftOf()));
  return redirect(`/services/${id}`, 'The service was added.');
}

async function changeFromForm(ask: Ask<{ id: number }, unknown, Posted>): Promise<Reply> {
  const { id } = ask.params;
  const version = ask.body._version ?? 0;
  const why = ask.body.why?.trim() ?? '';
  const read = readServiceForm(ask.body, await loadChoices(ask));
  const errors = [
    ...('errors' in read ? read.errors : []),
    ...(why === '' ? [{ field: 'why', text: 'Say why it is changed' }] : []),
  ];
  const again = { id, values: ask.body, key: ask.body._key, version };
  if ('errors' in read || errors.length > 0) return ask.read((tx) => showForm(tx, ask, { ...again, errors }));
  try {
    await ask.perform(changeService, { ...read.input, id, version, why }, ask.body._key ?? newKey());
  } catch (error) {
    const current = staleOf(error);
    return ask.read((tx) => showForm(tx, ask, { ...again, ...current, key: newKey(), errors: [] }));
  }
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, draftOf(id)));
  return redirect(`/services/${id}`, 'The service was changed.');
}

const shown = (value: number | string | null): string => (value === null ? '' : String(value));

const formOf = (service: Service): ServiceForm => ({
  ...service,
  agency: String(service.agencyId),
  bases: service.baseIds.map(String),
  youngest: shown(service.youngest),
  oldest: shown(service.oldest),
  criteria: shown(service.criteria),
  places: shown(service.places),
  waitingDays: shown(service.waitingDays),
  contactName: shown(service.contactName),
  contactPhone: shown(service.contactPhone),
  contactEmail: shown(service.contactEmail),
  closesOn: shown(service.closesOn),
});
