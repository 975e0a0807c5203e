import Type from 'typebox';
import { showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listSkills, readNeeds } from '../../scheme/skills.ts';
import { addressOf } from '../../web/address.ts';
import { emptyState, pageArrows } from '../../web/components/index.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { getMeeting } from '../boards/meeting-store.ts';
import { listOwners } from '../registers/owners.ts';
import type { GovernanceSection } from '../sections.ts';
import { addAction, closeAction, reopenAction, updateAction } from './acts.ts';
import { readActionForm } from './rules.ts';
import { countActions, getAction, listActions, listSources, listVersions } from './store.ts';
import {
  type ActionFilter,
  type ActionForm,
  actionStates,
  type GovernanceAction,
  stateWords,
} from './types.ts';
import { actionForm, actionList, actionPage, actionTable } from './views.ts';

const pageSize = 50;

const crumbs = [
  { text: 'Governance', href: '/governance' },
  { text: 'Actions', href: '/governance/actions' },
];

const actionBody = formBody({
  meeting: field(20),
  title: field(300),
  source: field(200),
  owner: field(20),
  dueOn: field(10),
  state: field(20),
  evidence: field(5000),
  needsRole: field(40),
  needsSkill: field(40),
  override: field(1000),
});

export const actionPages: Route[] = [
  route({
    method: 'GET',
    url: '/governance/actions',
    right: 'see:governance',
    reads: 'none',
    query: Type.Object({
      state: Type.Optional(oneOf([...actionStates, 'overdue', ''])),
      owner: Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })])),
      source: field(200),
      page: pageNumber,
    }),
    handle: showList,
  }),
  route({
    method: 'GET',
    url: '/governance/actions/new',
    right: 'action:manage',
    reads: 'none',
    query: Type.Object({ meeting: Type.Optional(Type.Integer({ minimum: 1 })) }),
    handle: (ask) =>
      ask.read(async (tx) =>
        showForm(tx, ask, { ...adding, values: await startOf(tx, ask.query), errors: [] }),
      ),
  }),
  route({
    method: 'POST',
    url: '/governance/actions',
    right: 'action:manage',
    reads: 'none',
    body: actionBody,
    handle: addFromForm,
  }),
  route({
    method: 'GET',
    url: '/governance/actions/:id',
    right: 'see:governance',
    reads: 'none',
    params: idParams,
    handle: (ask) => showAction(ask, { errors: [] }),
  }),
  route({
    method: 'GET',
    url: '/governance/actions/:id/edit',
    right: 'action:manage',
    reads: 'none',
    params: idParams,
    handle: showEdit,
  }),
  route({
    method: 'POST',
    url: '/governance/actions/:id/edit',
    right: 'action:manage',
    reads: 'none',
    params: idParams,
    body: actionBody,
    handle: updateFromForm,
  }),
  route({
    method: 'POST',
    url: '/governance/actions/:id/close',
    right: 'action:manage',
    reads: 'none',
    params: idParams,
    body: formBody({ evidence: field(5000) }),
    handle: closeFromForm,
  }),
  route({
    method: 'POST',
    url: '/governance/actions/:id/reopen',
    right: 'action:manage',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      await ask.perform(
        reopenAction,
        { id: ask.params.id, version: ask.body._version ?? 0 },
        ask.body._key ?? newKey(),
      );
      return redirect(`/governance/actions/${ask.params.id}`, 'The action is open again.');
    },
  }),
];

/** What a new action's form starts with: from the page of a meeting, where it comes from. */
async function startOf(tx: Tx, query: { meeting?: number }): Promise<ActionForm> {
  if (query.meeting === undefined) return {};
  const meeting = await getMeeting(tx, query.meeting);
  return {
    meeting: String(meeting.id),
    source: `${meeting.board}, ${showDay(meeting.heldOn)}`.slice(0, 200),
  };
}

type ListQuery = { state?: ActionFilter['state'] | ''; owner?: number | ''; source?: string; page?: number };

async function showList(ask: Ask<unknown, ListQuery>): Promise<Reply> {
  const { query } = ask;
  const filter: ActionFilter = {
    state: query.state || undefined,
    ownerId: query.owner || undefined,
    source: query.source || undefined,
  };
  const current = query.page ?? 1;
  const href = (without?: string, to?: number): string => {
    const kept = { state: query.state, owner: query.owner, source: query.source, page: to };
    return addressOf('/governance/actions', without === undefined ? kept : { ...kept, [without]: undefined });
  };
  return ask.read(async (tx) => {
    const found = await listActions(tx, filter, ask.today, {
      limit: pageSize + 1,
      offset: (current - 1) * pageSize,
    });
    return page({
      title: 'Actions',
      section: 'governance',
      breadcrumbs: crumbs,
      body: actionList({
        actions: found.slice(0, pageSize),
        today: ask.today,
        filter,
        owners: await listOwners(tx, ask.viewer.schemeId),
        sources: await listSources(tx),
        mayManage: ask.viewer.may('action:manage'),
        hrefWithout: (name) => href(name),
        pages: pageArrows(current, found.length > pageSize, (to) => href(undefined, to)),
      }),
    });
  });
}

interface Closing {
  evidence?: string;
  errors: readonly FieldError[];
  key?: string | undefined;
  theirs?: string;
}

async function showAction(ask: Ask<{ id: number }>, closing: Closing): Promise<Reply> {
  return ask.read(async (tx) => {
    const action = await getAction(tx, ask.params.id);
    return page({
      title: action.title,
      section: 'governance',
      status: formStatus(closing),
      breadcrumbs: [...crumbs, { text: `Action ${action.id}` }],
      errors: summaryOf(closing.errors),
      body: actionPage({
        ...closing,
        evidence: closing.evidence ?? action.evidence ?? '',
        action,
        versions: await listVersions(tx, action.id),
        skills: await listSkills(tx, ask.viewer.schemeId, ask.today),
        today: ask.today,
        mayManage: ask.viewer.may('action:manage'),
        csrfToken: ask.csrfToken,
      }),
    });
  });
}

interface Showing {
  heading: string;
  action: string;
  isNew: boolean;
  values: ActionForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  version?: number;
  theirs?: string;
}

const adding = { heading: 'Add an action', action: '/governance/actions', isNew: true };

async function showForm(tx: Tx, ask: Ask, showing: Showing): Promise<Reply> {
  return page({
    title: showing.heading,
    section: 'governance',
    status: formStatus(showing),
    breadcrumbs: crumbs,
    errors: summaryOf(showing.errors),
    body: actionForm({
      ...showing,
      csrfToken: ask.csrfToken,
      owners: await listOwners(tx, ask.viewer.schemeId),
      skills: await listSkills(tx, ask.viewer.schemeId, ask.today),
    }),
  });
}

type Keyed = { _key?: string; _version?: number };

async function addFromForm(ask: Ask<unknown, unknown, ActionForm & Keyed>): Promise<Reply> {
  const again = (errors: readonly FieldError[]): Promise<Reply> =>
    ask.read((tx) => showForm(tx, ask, { ...adding, values: ask.body, errors, key: ask.body._key }));
  const [owners, skills] = await ask.read((tx) =>
    Promise.all([listOwners(tx, ask.viewer.schemeId), listSkills(tx, ask.viewer.schemeId, ask.today)]),
  );
  const read = readActionForm(ask.body, owners);
  if ('errors' in read) return again(read.errors);
  const asked = { needs: readNeeds(ask.body, skills), override: ask.body.override ?? null };
  try {
    const { id } = await ask.perform(
      addAction,
      { ...read.input, ...asked, meetingId: Number(ask.body.meeting) || null, example: false },
      ask.body._key ?? newKey(),
    );
    return redirect(`/governance/actions/${id}`, 'The action was added.');
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid') return again(error.fields);
    if (error.code !== 'conflict') throw error;
    return again([{ field: 'title', text: 'This action is recorded already, from the same source' }]);
  }
}

const changing = (action: { id: number }) => ({
  heading: 'Update an action',
  action: `/governance/actions/${action.id}/edit`,
  isNew: false,
});

async function showEdit(ask: Ask<{ id: number }>): Promise<Reply> {
  return ask.read(async (tx) => {
    const action = await getAction(tx, ask.params.id);
    return showForm(tx, ask, {
      ...changing(action),
      version: action.version,
      errors: [],
      values: {
        title: action.title,
        source: action.source,
        owner: action.ownerId === null ? '' : String(action.ownerId),
        dueOn: action.dueOn ?? '',
        state: action.state,
        evidence: action.evidence ?? '',
        needsRole: action.needsRole ?? '',
        needsSkill: action.needsSkill ?? '',
        override: action.overrideWhy ?? '',
      },
    });
  });
}

const inWords = (action: GovernanceAction): string =>
  `${action.title}. ${stateWords[action.state]}. Evidence: ${action.evidence ?? 'none yet'}.`;

async function updateFromForm(ask: Ask<{ id: number }, unknown, ActionForm & Keyed>): Promise<Reply> {
  const { id } = ask.params;
  const version = ask.body._version ?? 0;
  const [owners, skills] = await ask.read((tx) =>
    Promise.all([listOwners(tx, ask.viewer.schemeId), listSkills(tx, ask.viewer.schemeId, ask.today)]),
  );
  const again = { ...changing({ id }), values: ask.body, key: ask.body._key, version, errors: [] };
  const read = readActionForm(ask.body, owners);
  if ('errors' in read) return ask.read((tx) => showForm(tx, ask, { ...again, errors: read.errors }));
  const { title, ownerId, dueOn, evidence } = read.input;
  try {
    await ask.perform(
      updateAction,
      {
        id,
        version,
        title,
        ownerId,
        dueOn,
        evidence,
        needs: readNeeds(ask.body, skills),
        override: ask.body.override ?? null,
        state: ask.body.state === 'open' ? 'open' : 'in-progress',
      },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid')
      return ask.read((tx) => showForm(tx, ask, { ...again, errors: error.fields }));
    if (error.code !== 'stale-version') throw error;
    return ask.read(async (tx) => {
      const current = await getAction(tx, id);
      return showForm(tx, ask, {
        ...again,
        key: newKey(),
        version: current.version,
        theirs: inWords(current),
      });
    });
  }
  return redirect(`/governance/actions/${id}`, 'The action was updated.');
}

async function closeFromForm(
  ask: Ask<{ id: number }, unknown, { evidence?: string } & Keyed>,
): Promise<Reply> {
  const { id } = ask.params;
  const evidence = ask.body.evidence ?? '';
  try {
    await ask.perform(
      closeAction,
      { id, version: ask.body._version ?? 0, evidence },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid')
      return showAction(ask, { evidence, errors: error.fields, key: ask.body._key });
    if (error.code !== 'stale-version') throw error;
    const current = await ask.read((tx) => getAction(tx, id));
    return showAction(ask, { evidence, errors: [], key: newKey(), theirs: inWords(current) });
  }
  return redirect(`/governance/actions/${id}`, 'The action was closed.');
}

/** The wing's first page: what is overdue and what is open. */
export async function actionSection(tx: Tx, ask: Pick<Ask, 'today'>): Promise<GovernanceSection> {
  const path = '/governance/actions';
  const counts = await countActions(tx, ask.today);
  const found = await listActions(tx, {}, ask.today, { limit: 5, offset: 0 });
  return {
    id: 'actions',
    title: 'Actions',
    stats: [
      { number: counts.overdue, label: 'overdue', href: `${path}?state=overdue` },
      { number: counts.open, label: 'not started', href: `${path}?state=open` },
      { number: counts.inProgress, label: 'in progress', href: `${path}?state=in-progress` },
      { number: counts.closed, label: 'closed', href: `${path}?state=closed` },
    ],
    body:
      found.length === 0 ? emptyState({ title: 'No action is recorded.' }) : actionTable(found, ask.today),
    all: { text: 'All actions', href: path },
  };
}
