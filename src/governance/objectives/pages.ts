import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { listClaims, measureNames } from '../../outcomes/index.ts';
import { listGrants } from '../../resources/index.ts';
import { addressOf } from '../../web/address.ts';
import { pageArrows } from '../../web/components/index.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, mayEnter, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { type Keyed, type Showing, sendForm } from '../registers/forms.ts';
import { addObjective, changeObjective, linkObjective, unlinkObjective } from './acts.ts';
import { readLinkForm, readObjectiveForm } from './rules.ts';
import { countObjectives, getObjective, listDecisionTitles, listLinks, listObjectives } from './store.ts';
import { type Linkable, type LinkForm, linkWords, type ObjectiveForm, type ObjectiveLink } from './types.ts';
import { objectiveForm, objectiveList, objectivePage, objectivesPath } from './views.ts';

const right = 'board:manage' as const;
const seesClaims = ['see:outcomes', 'see:aggregates'] as const;
const pageSize = 50;
const shared = { reads: 'none' as const };

const body = formBody({
  body: field(200),
  plan: field(200),
  number: field(20),
  title: field(300),
  detail: field(3000),
  fromOn: field(10),
  untilOn: field(10),
  notMeasuredWhy: field(1000),
  source: field(300),
});

export const objectivePages: Route[] = [
  route({
    ...shared,
    method: 'GET',
    url: objectivesPath,
    right: 'see:governance',
    query: Type.Object({ bare: Type.Optional(oneOf(['1', ''])), page: pageNumber }),
    handle: showList,
  }),
  route({
    ...shared,
    method: 'GET',
    url: `${objectivesPath}/new`,
    right,
    handle: async (ask) => showForm(ask, undefined, { values: {}, errors: [] }),
  }),
  route({ ...shared, method: 'POST', url: objectivesPath, right, body, handle: addFromForm }),
  route({
    ...shared,
    method: 'GET',
    url: `${objectivesPath}/:id`,
    right: 'see:governance',
    params: idParams,
    handle: (ask) => showOne(ask, { values: {}, errors: [] }),
  }),
  route({
    ...shared,
    method: 'GET',
    url: `${objectivesPath}/:id/edit`,
    right,
    params: idParams,
    handle: async (ask) => {
      const one = await ask.read((tx) => getObjective(tx, ask.params.id));
      const values = {
        ...{ body: one.body, plan: one.plan, number: one.number ?? '', title: one.title },
        ...{ detail: one.detail ?? '', fromOn: one.fromOn ?? '', untilOn: one.untilOn ?? '' },
        ...{ notMeasuredWhy: one.notMeasuredWhy ?? '', source: one.source ?? '' },
      };
      return showForm(ask, one.id, { errors: [], version: one.version, values });
    },
  }),
  route({
    ...shared,
    method: 'POST',
    url: `${objectivesPath}/:id/edit`,
    right,
    params: idParams,
    body,
    handle: changeFromForm,
  }),
  route({
    ...shared,
    method: 'POST',
    url: `${objectivesPath}/:id/links`,
    right,
    params: idParams,
    body: formBody({ what: field(80), why: field(1000) }),
    handle: linkFromForm,
  }),
  route({
    ...shared,
    method: 'POST',
    url: '/governance/objective-links/:id/remove',
    right,
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const { objectiveId } = await ask.perform(
        unlinkObjective,
        { id: ask.params.id },
        ask.body._key ?? newKey(),
      );
      return redirect(`${objectivesPath}/${objectiveId}`, 'It is no longer linked.');
    },
  }),
];

const crumbs = [
  { text: 'Governance', href: '/governance' },
  { text: 'Objectives', href: objectivesPath },
];

async function showList(ask: Ask<unknown, { bare?: '1' | ''; page?: number }>): Promise<Reply> {
  const current = ask.query.page ?? 1;
  const bare = ask.query.bare === '1';
  const mayOpen = mayEnter(ask.viewer, seesClaims);
  return ask.read(async (tx) => {
    const [found, counts, claims] = await Promise.all([
      listObjectives(tx, { limit: pageSize + 1, offset: (current - 1) * pageSize }, bare),
      countObjectives(tx),
      mayOpen ? listClaims(tx, ask.viewer.schemeId, { newestOnly: true }) : [],
    ]);
    const objectives = found.slice(0, pageSize);
    const links = await listLinks(
      tx,
      objectives.map(({ id }) => id),
    );
    return page({
      title: 'Objectives of Police and Crime Plans',
      section: 'governance',
      breadcrumbs: [{ text: 'Governance', href: '/governance' }, { text: 'Objectives' }],
      body: objectiveList({
        ...{ objectives, links, claims, counts, bare, mayOpenClaims: ask.viewer.may('see:outcomes') },
        mayManage: ask.viewer.may(right),
        pages: pageArrows(current, found.length > pageSize, (to) =>
          addressOf(objectivesPath, { bare: bare ? '1' : undefined, page: to }),
        ),
      }),
    });
  });
}

/** What is there to be linked, without what is linked already. */
async function linkableOf(tx: Tx, ask: Ask, links: readonly ObjectiveLink[]): Promise<Linkable[]> {
  const [decisions, { grants }] = await Promise.all([
    listDecisionTitles(tx),
    ask.viewer.may('see:grants')
      ? listGrants(
          tx,
          {},
          { sort: 'title', direction: 'ascending' },
          { limit: 100, offset: 0, today: ask.today },
        )
      : { grants: [] },
  ]);
  const taken = new Set(links.map(({ kind, refId, measure }) => `${kind}:${refId ?? measure}`));
  return [
    ...measureNames.map(({ code, name }) => ({
      value: `measure:${code}`,
      title: name,
      kind: 'measure' as const,
    })),
    ...decisions.map(({ id, title }) => ({ value: `decision:${id}`, title, kind: 'decision' as const })),
    ...grants.map(({ id, title }) => ({ value: `grant:${id}`, title, kind: 'grant' as const })),
  ]
    .filter(({ value }) => !taken.has(value))
    .map(({ value, title, kind }) => ({ value, title: `${linkWords[kind]}: ${title}` }));
}

async function showOne(ask: Ask<{ id: number }>, showing: Showing<LinkForm>): Promise<Reply> {
  const { viewer, params } = ask;
  return ask.read(async (tx) => {
    const [objective, links, claims] = await Promise.all([
      getObjective(tx, params.id),
      listLinks(tx, [params.id]),
      mayEnter(viewer, seesClaims) ? listClaims(tx, viewer.schemeId, { newestOnly: true }) : [],
    ]);
    return page({
      title: objective.title,
      section: 'governance',
      status: formStatus(showing),
      breadcrumbs: [...crumbs, { text: objective.title }],
      errors: summaryOf(showing.errors),
      body: objectivePage({
        ...{ objective, links, claims, showing, csrfToken: ask.csrfToken },
        linkable: viewer.may(right) ? await linkableOf(tx, ask, links) : [],
        may: {
          manage: viewer.may(right),
          grants: viewer.may('see:grants'),
          claims: viewer.may('see:outcomes'),
        },
      }),
    });
  });
}

async function linkFromForm(ask: Ask<{ id: number }, unknown, LinkForm & Keyed>): Promise<Reply> {
  const { id } = ask.params;
  const linkable = await ask.read(async (tx) => linkableOf(tx, ask, await listLinks(tx, [id])));
  const read = readLinkForm(ask.body, id, linkable);
  if ('errors' in read) return showOne(ask, { values: ask.body, key: ask.body._key, errors: read.errors });
  const title = read.input.title.replace(/^[^:]+: /, '');
  const again = await sendForm(ask.body, (key) => ask.perform(linkObjective, { ...read.input, title }, key), {
    conflict: { field: 'what', text: 'Somebody linked this meanwhile' },
  });
  if (again !== undefined) return showOne(ask, again);
  return redirect(`${objectivesPath}/${id}`, 'It is linked.');
}

function showForm(ask: Ask, id: number | undefined, showing: Showing<ObjectiveForm>): Reply {
  const heading = id === undefined ? 'Enter an objective' : 'Change an objective';
  return page({
    title: heading,
    section: 'governance',
    status: formStatus(showing),
    breadcrumbs: crumbs,
    errors: summaryOf(showing.errors),
    body: objectiveForm({
      ...{ heading, csrfToken: ask.csrfToken, showing },
      action: id === undefined ? objectivesPath : `${objectivesPath}/${id}/edit`,
    }),
  });
}

const taken = { field: 'title', text: 'The plan has this objective already' };

async function addFromForm(ask: Ask<unknown, unknown, ObjectiveForm & Keyed>): Promise<Reply> {
  const read = readObjectiveForm(ask.body);
  if ('errors' in read)
    return showForm(ask, undefined, { values: ask.body, key: ask.body._key, errors: read.errors });
  let id = 0;
  const again = await sendForm(
    ask.body,
    async (key) => {
      ({ id } = await ask.perform(addObjective, { ...read.input, example: false }, key));
    },
    { conflict: taken },
  );
  if (again !== undefined) return showForm(ask, undefined, again);
  return redirect(`${objectivesPath}/${id}`, 'The objective was entered.');
}

async function changeFromForm(ask: Ask<{ id: number }, unknown, ObjectiveForm & Keyed>): Promise<Reply> {
  const { id } = ask.params;
  const version = ask.body._version ?? 0;
  const read = readObjectiveForm(ask.body);
  if ('errors' in read)
    return showForm(ask, id, { values: ask.body, key: ask.body._key, version, errors: read.errors });
  const again = await sendForm(
    ask.body,
    (key) => ask.perform(changeObjective, { ...read.input, id, version }, key),
    {
      conflict: taken,
      theirs: () =>
        ask.read(async (tx) => {
          const now = await getObjective(tx, id);
          return {
            version: now.version,
            text: `${now.plan}: ${now.title}. ${now.detail ?? ''} ${now.notMeasuredWhy ?? ''}`,
          };
        }),
    },
  );
  if (again !== undefined) return showForm(ask, id, again);
  return redirect(`${objectivesPath}/${id}`, 'The objective was changed.');
}
