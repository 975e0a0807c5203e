import Type from 'typebox';
import { addDays } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { addressOf } from '../../web/address.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import { firstShowing, type Posted, type Showing, send } from '../form-flow.ts';
import { enterVictim, takeOnVictim, takeOver, updateRuleOf } from './acts.ts';
import { knownList, newSheetBody, updateList, victimList } from './list-views.ts';
import { listDueUpdates } from './part-store.ts';
import { readNew } from './rules.ts';
import { listKnown, listUnheld, listVictims, type VictimOrder } from './store.ts';
import { contactSchemes } from './types.ts';

const pageSize = 50;
export const victimCrumbs = [{ text: 'Victims', href: '/victims' }];

type ListQuery = { state?: string; scheme?: string; due?: string; sort?: string; page?: number };

/** The victim officer's lists. What they show was never on any page of a member. */
export const victimListPages: Route[] = [
  route({
    method: 'GET',
    url: '/victims',
    right: 'see:victims',
    reads: 'list',
    query: Type.Object({
      state: field(10),
      scheme: field(20),
      due: field(3),
      sort: field(10),
      page: pageNumber,
    }),
    handle: (ask) => ask.read((tx) => showList(tx, ask)),
  }),
  route({
    method: 'GET',
    url: '/victims/updates',
    right: 'see:victims',
    reads: 'list',
    query: Type.Object({ when: field(10), page: pageNumber }),
    handle: (ask) => ask.read((tx) => showUpdates(tx, ask)),
  }),
  route({
    method: 'GET',
    url: '/victims/known',
    right: 'victim:work',
    reads: 'list',
    query: Type.Object({ page: pageNumber }),
    handle: (ask) => ask.read((tx) => showKnown(tx, ask)),
  }),
  route({
    method: 'POST',
    url: '/victims/take-on',
    right: 'victim:work',
    reads: 'none',
    body: formBody({ row: Type.Integer({ minimum: 1 }) }),
    handle: takeOnFromForm,
  }),
  route({
    method: 'POST',
    url: '/victims/:id/take-over',
    right: 'victim:work',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      await ask.perform(takeOver, { id: ask.params.id }, ask.body._key ?? newKey());
      return redirect(`/victims/${ask.params.id}`, 'You are their contact now.');
    },
  }),
  route({
    method: 'GET',
    url: '/victims/new',
    right: 'victim:work',
    reads: 'none',
    handle: async (ask) => showNew(ask, firstShowing()),
  }),
  route({
    method: 'POST',
    url: '/victims',
    right: 'victim:work',
    reads: 'none',
    body: formBody({ crime: field(60), capacity: field(10), givenNames: field(100), familyName: field(100) }),
    handle: (ask: Ask<unknown, unknown, Posted>) =>
      send(ask, {
        read: readNew(ask.body),
        perform: (input, key) => ask.perform(enterVictim, input, key),
        again: async (showing) => showNew(ask, showing),
        done: ({ id }) => redirect(`/victims/${id}/details`, 'They are entered, and you are their contact.'),
      }),
  }),
];

async function showList(tx: Tx, ask: Ask<unknown, ListQuery>): Promise<Reply> {
  const { query } = ask;
  const number = query.page ?? 1;
  const order: VictimOrder = query.sort === 'name' ? 'name' : 'due';
  const filter = {
    state: query.state === 'closed' ? ('closed' as const) : ('open' as const),
    contactScheme: contactSchemes.find((code) => code === query.scheme),
    onlyDue: query.due === 'yes' || undefined,
  };
  const mayWork = ask.viewer.may('victim:work');
  const [rows, unheld, known] = await Promise.all([
    listVictims(tx, filter, { order, limit: pageSize + 1, offset: (number - 1) * pageSize }),
    mayWork ? listUnheld(tx) : [],
    mayWork ? listKnown(tx, { limit: 1, offset: 0 }) : [],
  ]);
  const shown = rows.slice(0, pageSize);
  await ask.listed(tx, {
    act: 'victim:list',
    subject: 'victim',
    people: [],
    ids: shown.map(({ id }) => id),
    detail: { state: filter.state, page: number },
  });
  const address = (more: ListQuery): string =>
    addressOf('/victims', {
      state: filter.state === 'open' ? undefined : filter.state,
      scheme: filter.contactScheme,
      due: filter.onlyDue === true ? 'yes' : undefined,
      sort: order === 'due' ? undefined : order,
      ...more,
    });
  return page({
    title: 'Victims',
    section: 'victims',
    body: victimList({
      rows: shown,
      more: rows.length > pageSize,
      number,
      filter,
      order,
      unheld,
      known: known[0]?.total ?? 0,
      mayWork,
      today: ask.today,
      csrfToken: ask.csrfToken,
      address,
    }),
  });
}

async function showUpdates(tx: Tx, ask: Ask<unknown, { when?: string; page?: number }>): Promise<Reply> {
  const number = ask.query.page ?? 1;
  const when = ask.query.when === 'overdue' || ask.query.when === 'week' ? ask.query.when : 'all';
  const until = when === 'all' ? undefined : when === 'week' ? addDays(ask.today, 7) : addDays(ask.today, -1);
  const [rows, rule] = await Promise.all([
    listDueUpdates(tx, until, { limit: pageSize + 1, offset: (number - 1) * pageSize }),
    updateRuleOf(tx, ask.viewer.schemeId, ask.today),
  ]);
  const shown = rows.slice(0, pageSize);
  await ask.listed(tx, {
    act: 'victim:updates',
    subject: 'victim',
    people: [],
    ids: [...new Set(shown.map(({ victimId }) => victimId))],
    detail: { when, page: number },
  });
  return page({
    title: 'Updates due to victims',
    section: 'victims',
    breadcrumbs: victimCrumbs,
    body: updateList({
      rows: shown,
      rule,
      when,
      today: ask.today,
      number,
      more: rows.length > pageSize,
      address: (to) => addressOf('/victims/updates', { when: when === 'all' ? undefined : when, page: to }),
    }),
  });
}

async function showKnown(tx: Tx, ask: Ask<unknown, { page?: number }>): Promise<Reply> {
  const number = ask.query.page ?? 1;
  const rows = await listKnown(tx, { limit: pageSize + 1, offset: (number - 1) * pageSize });
  const shown = rows.slice(0, pageSize);
  // Rows of extracts, and no victim's record yet.
  await ask.listed(tx, {
    act: 'victim:known',
    subject: 'victim_row',
    people: [],
    ids: shown.map(({ row }) => row),
    detail: { page: number },
  });
  return page({
    title: 'Known victims and witnesses without a contact',
    section: 'victims',
    breadcrumbs: victimCrumbs,
    body: knownList({
      rows: shown,
      number,
      more: rows.length > pageSize,
      csrfToken: ask.csrfToken,
      address: (to) => addressOf('/victims/known', { page: to }),
    }),
  });
}

async function takeOnFromForm(ask: Ask<unknown, unknown, { row: number; _key?: string }>): Promise<Reply> {
  try {
    const { id } = await ask.perform(takeOnVictim, { row: ask.body.row }, ask.body._key ?? newKey());
    return redirect(`/victims/${id}/details`, 'They are taken on, and you are their contact.');
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'not-allowed-now')
      return redirect('/victims/known', error.message);
    throw error;
  }
}

async function showNew(ask: Ask, showing: Showing): Promise<Reply> {
  return page({
    title: 'Enter a victim or witness',
    section: 'victims',
    status: showing.errors.length > 0 ? 422 : 200,
    breadcrumbs: victimCrumbs,
    errors: summaryOf(showing.errors),
    body: newSheetBody(ask.csrfToken, showing),
  });
}
