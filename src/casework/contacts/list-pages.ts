import Type from 'typebox';
import { addMonths, isDay, londonInstants } from '../../kernel/clock.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { codeField, field, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { visitBanner } from '../cover/visit-banner.ts';
import { countOutcomes, listWithdrawn } from './appointment-store.ts';
import { loadLists } from './choices.ts';
import { withdrawnList } from './one-view.ts';
import { listAhead, listContacts, listJoint } from './store.ts';
import type { ContactFilter } from './types.ts';
import { contactList, type ListFilter } from './views.ts';

const pageSize = 40;
const mostAhead = 40;
const mostWithdrawn = 100;

const anyOf = (schema: ReturnType<typeof Type.Integer>) =>
  Type.Optional(Type.Union([Type.Literal(''), schema]));

/** A person's contacts, and those that the viewer's agency withdrew. */
export const contactListPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/contacts',
    right: ['see:contacts', 'see:own-contacts'],
    reads: 'person',
    about: 'person',
    params: idParams,
    query: Type.Object({
      kind: codeField,
      agency: anyOf(Type.Integer({ minimum: 1 })),
      outcome: codeField,
      pathway: codeField,
      text: field(200),
      step: anyOf(Type.Integer({ minimum: 1 })),
      since: field(10),
      before: Type.Optional(Type.String({ pattern: '^\\d{1,15}-\\d{1,15}$' })),
    }),
    handle: (ask) => showContacts(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/people/:id/contacts/withdrawn',
    right: ['see:contacts', 'see:own-contacts'],
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) => showWithdrawn(ask, framePerson),
  }),
];

const cursorOf = (text: string | undefined): { at: Date; id: number } | undefined => {
  const [at, id] = (text ?? '').split('-').map(Number);
  return text === undefined || at === undefined || id === undefined ? undefined : { at: new Date(at), id };
};

interface ListQuery {
  kind?: string;
  agency?: number | '';
  outcome?: string;
  pathway?: string;
  text?: string;
  step?: number | '';
  since?: string;
  before?: string;
}

const filterOf = (query: ListQuery): ListFilter => ({
  kind: query.kind || undefined,
  agency: query.agency || undefined,
  outcome: query.outcome || undefined,
  pathway: query.pathway || undefined,
  text: query.text || undefined,
  step: query.step || undefined,
  since: query.since !== undefined && isDay(query.since) ? query.since : undefined,
});

const toStore = (filter: ListFilter, before: ContactFilter['before']): ContactFilter => ({
  kind: filter.kind,
  agencyId: filter.agency,
  pathway: filter.pathway,
  text: filter.text,
  stepId: filter.step,
  from: filter.since === undefined ? undefined : londonInstants(filter.since, '00:00')[0],
  ...(filter.outcome === 'cancelled'
    ? { states: ['cancelled'] }
    : filter.outcome === undefined
      ? { states: ['recorded', 'cancelled'] }
      : { states: ['recorded'], outcome: filter.outcome }),
  before,
});

async function showContacts(ask: Ask<{ id: number }, ListQuery>, framePerson: FramePerson): Promise<Reply> {
  const { id } = ask.params;
  const filter = filterOf(ask.query);
  const before = cursorOf(ask.query.before);
  const showsAhead = before === undefined && filter.outcome === undefined && filter.since === undefined;
  const countedFrom = addMonths(ask.today, -12);
  const stored = toStore(filter, before);
  return ask.read(async (tx) => {
    const about = { personId: id, viewer: ask.viewer, today: ask.today, path: '/people/:id/contacts' };
    const [frame, contacts, ahead, counted, lists, agencies, banner] = await Promise.all([
      framePerson(tx, about),
      listContacts(tx, id, stored, pageSize + 1),
      showsAhead ? listAhead(tx, id, stored, mostAhead) : undefined,
      countOutcomes(tx, id, londonInstants(countedFrom, '00:00')[0] ?? ask.now),
      loadLists(tx, ask.viewer.schemeId, ask.today),
      listAgencies(tx),
      visitBanner(tx, ask),
    ]);
    const ids = [...(ahead ?? []), ...contacts].map((contact) => contact.id);
    const joint = await listJoint(tx, ids);
    await ask.opened(tx, {
      act: 'contact:list',
      subject: 'person',
      subjectId: id,
      personId: id,
      ids,
    });
    const last = contacts[pageSize - 1];
    return page({
      title: `Contacts – ${frame.name}`,
      section: 'cohort',
      breadcrumbs: frame.breadcrumbs,
      above: html`${banner}${frame.above}`,
      body: contactList({
        ...lists,
        personId: id,
        ahead,
        contacts: contacts.slice(0, pageSize),
        joint,
        agencies,
        filter,
        counted,
        countedFrom,
        mayRecord: ask.viewer.may('contact:record') && frame.isMember,
        mayExchange: ask.viewer.may('contact:exchange'),
        ownAgencyId: ask.viewer.agencyId,
        today: ask.today,
        now: ask.now,
        olderThan:
          contacts.length > pageSize && last !== undefined ? `${last.at.getTime()}-${last.id}` : undefined,
      }),
    });
  });
}

async function showWithdrawn(ask: Ask<{ id: number }>, framePerson: FramePerson): Promise<Reply> {
  const { id: personId } = ask.params;
  return ask.read(async (tx) => {
    const about = { personId, viewer: ask.viewer, today: ask.today, path: '/people/:id/contacts' };
    const [frame, withdrawn, lists] = await Promise.all([
      framePerson(tx, about),
      listWithdrawn(tx, personId, mostWithdrawn),
      loadLists(tx, ask.viewer.schemeId, ask.today),
    ]);
    await ask.opened(tx, {
      act: 'contact:withdrawn',
      subject: 'person',
      subjectId: personId,
      personId,
      ids: withdrawn.map(({ id }) => id),
    });
    return page({
      title: `Withdrawn contacts – ${frame.name}`,
      section: 'cohort',
      breadcrumbs: [...frame.breadcrumbs, { text: 'Contacts', href: `/people/${personId}/contacts` }],
      above: frame.above,
      body: withdrawnList({ ...lists, personId, withdrawn }),
    });
  });
}
