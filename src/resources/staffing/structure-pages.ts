import Type from 'typebox';
import {
  firstShowing,
  type Posted,
  Reading,
  type Showing,
  send,
  sheetPage,
  typed,
} from '../../casework/index.ts';
import { isDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, notFound } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { dayOf } from './pages.ts';
import { listPosts } from './store.ts';
import { addBaseAgency, addLine, endBaseAgency, endLine } from './structure-acts.ts';
import {
  getBaseAgency,
  getLine,
  listBaseAgencies,
  listBasesWhole,
  listLines,
  listTeamWorkers,
} from './structure-store.ts';
import { basePage, basesPage, endLinePage, linesPage, newLineSheet } from './structure-view.ts';
import { type BaseAgencyInput, baseUses, type LineInput, lineKinds } from './types.ts';

const crumbs = [{ text: 'Resources', href: '/resources' }];
const lineCrumbs = [...crumbs, { text: 'Who answers to whom', href: '/resources/lines' }];
const baseCrumbs = [...crumbs, { text: 'Bases', href: '/resources/bases' }];

/** Reporting lines, and the bases with who works there. */
export const structurePages: Route[] = [
  route({
    method: 'GET',
    url: '/resources/lines',
    right: 'see:posts',
    reads: 'none',
    query: Type.Object({ on: field(10) }),
    handle: (ask) =>
      ask.read(async (tx) => {
        const day = dayOf(ask.query.on, ask.today);
        return page({
          title: 'Who answers to whom',
          section: 'resources',
          breadcrumbs: crumbs,
          body: linesPage({
            ...day,
            lines: await listLines(tx, ask.viewer.schemeId, day.on),
            mayManage: ask.viewer.may('post:manage'),
          }),
        });
      }),
  }),
  route({
    method: 'GET',
    url: '/resources/lines/new',
    right: 'post:manage',
    reads: 'none',
    handle: (ask) => ask.read((tx) => showNewLine(tx, ask, firstShowing({ fromDate: ask.today }))),
  }),
  route({
    method: 'POST',
    url: '/resources/lines',
    right: 'post:manage',
    reads: 'none',
    body: formBody({
      post: field(60),
      kind: field(20),
      to: field(60),
      toTitle: field(200),
      toAgency: field(20),
      about: field(200),
      fromDate: field(10),
      source: field(300),
    }),
    handle: addLineFromForm,
  }),
  route({
    method: 'GET',
    url: '/resources/lines/:id',
    right: 'post:manage',
    reads: 'none',
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) =>
        page({
          title: 'End a reporting line',
          section: 'resources',
          breadcrumbs: lineCrumbs,
          body: endLinePage(await getLine(tx, ask.params.id, ask.today), ask.csrfToken, ask.today),
        }),
      ),
  }),
  route({
    method: 'POST',
    url: '/resources/lines/:id/end',
    right: 'post:manage',
    reads: 'none',
    params: idParams,
    body: formBody({ onDay: field(10) }),
    handle: async (ask) => {
      const { onDay = '', _version: version = 0, _key = newKey() } = ask.body;
      await ask.perform(
        endLine,
        { id: ask.params.id, version, onDay: isDay(onDay) ? onDay : ask.today },
        _key,
      );
      return redirect('/resources/lines', 'The line ends on that day. Add it again where that was wrong.');
    },
  }),
  route({
    method: 'GET',
    url: '/resources/bases',
    right: 'see:posts',
    reads: 'none',
    handle: (ask) =>
      ask.read(async (tx) => {
        const { schemeId } = ask.viewer;
        const [bases, uses, posts, workers] = await Promise.all([
          listBasesWhole(tx, schemeId),
          listBaseAgencies(tx, schemeId, ask.today),
          listPosts(tx, {}, ask.today),
          listTeamWorkers(tx, schemeId, ask.today),
        ]);
        return page({
          title: 'Bases',
          section: 'resources',
          breadcrumbs: crumbs,
          body: basesPage({ bases, uses, posts, workers, today: ask.today }),
        });
      }),
  }),
  route({
    method: 'GET',
    url: '/resources/bases/:id',
    right: 'see:posts',
    reads: 'none',
    params: idParams,
    handle: (ask) =>
      ask.read((tx) => showBase(tx, ask, ask.params.id, firstShowing({ fromDate: ask.today }))),
  }),
  route({
    method: 'POST',
    url: '/resources/bases/:id',
    right: 'post:manage',
    reads: 'none',
    params: idParams,
    body: formBody({
      agency: field(20),
      use: field(20),
      premises: field(200),
      fromDate: field(10),
      source: field(300),
    }),
    handle: addAgencyFromForm,
  }),
  route({
    method: 'POST',
    url: '/resources/bases/agencies/:id/end',
    right: 'post:manage',
    reads: 'none',
    params: idParams,
    body: formBody({ onDay: field(10) }),
    handle: async (ask) => {
      const { onDay = '', _version: version = 0, _key = newKey() } = ask.body;
      const { id } = ask.params;
      await ask.perform(endBaseAgency, { id, version, onDay: isDay(onDay) ? onDay : ask.today }, _key);
      const { baseId } = await ask.read((tx) => getBaseAgency(tx, id));
      return redirect(`/resources/bases/${baseId}`, 'They leave the base on that day.');
    },
  }),
];

async function showNewLine(tx: Tx, ask: Ask, showing: Showing): Promise<Reply> {
  const [posts, agencies] = await Promise.all([listPosts(tx, {}, ask.today), listAgencies(tx)]);
  return sheetPage(
    {
      title: 'Add a reporting line',
      section: 'resources',
      breadcrumbs: lineCrumbs,
      body: newLineSheet(ask.csrfToken, showing, { posts, agencies }),
    },
    showing,
  );
}

type Read<Input> = { input: Input } | { errors: FieldError[] };

function readLine(
  body: Posted,
  known: { posts: readonly string[]; agencies: readonly number[] },
): Read<LineInput> {
  const form = new Reading(body);
  const postCode = form.code('post', known.posts, 'Choose the post');
  const kind = form.code('kind', lineKinds, 'Choose for what');
  const toCode = form.anyCode('to', known.posts);
  const toTitle = form.words('toTitle');
  if (toCode === null && toTitle === null && typed(body, 'to') === '')
    form.wrong('to', 'Choose a post, or give the title of somebody outside the scheme');
  if (toCode !== null && toTitle !== null) form.wrong('toTitle', 'Choose a post or give a title, not both');
  if (toCode !== null && toCode === postCode) form.wrong('to', 'A post does not answer to itself');
  const toAgencyId =
    toTitle !== null && typed(body, 'toAgency') !== ''
      ? form.id('toAgency', known.agencies, 'Choose an agency from the list')
      : null;
  const fromDate = form.day('fromDate', 'Enter the day from which, like 2026-11-30');
  if (form.errors.length > 0 || postCode === null || kind === null || fromDate === null)
    return { errors: form.errors };
  const about = form.words('about');
  const source = form.words('source');
  return {
    input: { postCode, kind, toCode, toTitle, toAgencyId, about, fromDate, source, example: false },
  };
}

async function addLineFromForm(ask: Ask<unknown, unknown, Posted>): Promise<Reply> {
  const [posts, agencies] = await ask.read((tx) =>
    Promise.all([listPosts(tx, {}, ask.today), listAgencies(tx)]),
  );
  return send(ask, {
    read: readLine(ask.body, {
      posts: posts.map(({ code }) => code),
      agencies: agencies.map(({ id }) => id),
    }),
    perform: (input, key) => ask.perform(addLine, input, key),
    again: (showing) => ask.read((tx) => showNewLine(tx, ask, showing)),
    done: () => redirect('/resources/lines', 'The line was added.'),
  });
}

async function showBase(tx: Tx, ask: Ask, id: number, showing: Showing): Promise<Reply> {
  const { schemeId } = ask.viewer;
  const [bases, uses, posts, workers, agencies] = await Promise.all([
    listBasesWhole(tx, schemeId),
    listBaseAgencies(tx, schemeId, ask.today, { baseId: id, all: true }),
    listPosts(tx, { base: String(id) }, ask.today),
    listTeamWorkers(tx, schemeId, ask.today),
    listAgencies(tx),
  ]);
  const base = bases.find((one) => one.id === id);
  if (base === undefined) throw notFound();
  return sheetPage(
    {
      title: base.name,
      section: 'resources',
      breadcrumbs: [...baseCrumbs, { text: base.name }],
      body: basePage({
        base,
        uses,
        posts,
        workers: workers.filter(({ baseId }) => baseId === id),
        agencies,
        today: ask.today,
        mayManage: ask.viewer.may('post:manage'),
        csrfToken: ask.csrfToken,
        showing,
      }),
    },
    showing,
  );
}

function readBaseAgency(body: Posted, baseId: number, agencies: readonly number[]): Read<BaseAgencyInput> {
  const form = new Reading(body);
  const agencyId = form.id('agency', agencies, 'Choose the agency');
  const use = form.code('use', baseUses, 'Choose whether they work there or see people there');
  const fromDate = form.day('fromDate', 'Enter the day from which, like 2026-11-30');
  if (agencyId === null || use === null || fromDate === null) return { errors: form.errors };
  const premises = form.words('premises');
  return {
    input: { baseId, agencyId, use, fromDate, premises, source: form.words('source'), example: false },
  };
}

async function addAgencyFromForm(ask: Ask<{ id: number }, unknown, Posted>): Promise<Reply> {
  const { id } = ask.params;
  const agencies = await ask.read((tx) => listAgencies(tx));
  return send(ask, {
    read: readBaseAgency(
      ask.body,
      id,
      agencies.map((one) => one.id),
    ),
    perform: (input, key) => ask.perform(addBaseAgency, input, key),
    again: (showing) => ask.read((tx) => showBase(tx, ask, id, showing)),
    done: () => redirect(`/resources/bases/${id}`, 'The agency was added to this base.'),
  });
}
