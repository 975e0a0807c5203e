import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { readUpload } from '../../web/upload-text.ts';
import { type Keyed, type Showing, sendForm } from '../registers/forms.ts';
import { listOwners } from '../registers/owners.ts';
import {
  addRecommendation,
  addSource,
  importRecommendations,
  recommendationNow,
  updateRecommendation,
} from './acts.ts';
import { type FileFault, readRecommendations } from './file.ts';
import { importForm, recommendationForm, sourceForm } from './one-views.ts';
import { readRecommendationForm, readSourceForm } from './rules.ts';
import { getRecommendation, getSource, listNumbers, listSources } from './store.ts';
import type { RecommendationForm, SourceForm } from './types.ts';
import { recommendationPath } from './views.ts';

const right = 'action:manage' as const;

const recommendationBody = formBody({
  source: field(20),
  number: field(20),
  text: field(3000),
  body: field(200),
  owner: field(20),
  dueOn: field(10),
  status: field(20),
  evidence: field(5000),
});

const sourceBody = formBody({
  title: field(200),
  madeBy: field(200),
  publishedOn: field(10),
  stated: field(5),
  note: field(2000),
});

/** Entering sources and recommendations, from a form or a file, and changing one. */
export const entryPages: Route[] = [
  route({
    method: 'GET',
    url: '/governance/recommendations/sources/new',
    right,
    reads: 'none',
    handle: async (ask) => showSourceForm(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'POST',
    url: '/governance/recommendations/sources',
    right,
    reads: 'none',
    body: sourceBody,
    handle: addSourceFromForm,
  }),
  route({
    method: 'GET',
    url: '/governance/recommendations/sources/:id/import',
    right,
    reads: 'none',
    params: idParams,
    handle: (ask) => showImport(ask, { faults: [] }),
  }),
  route({
    method: 'POST',
    url: '/governance/recommendations/sources/:id/import',
    right,
    reads: 'none',
    params: idParams,
    multipart: true,
    handle: importFromForm,
  }),
  route({
    method: 'GET',
    url: '/governance/recommendations/new',
    right,
    reads: 'none',
    query: Type.Object({ source: Type.Optional(Type.Integer({ minimum: 1 })) }),
    handle: (ask) =>
      ask.read((tx) =>
        showForm(tx, ask, undefined, { values: { source: String(ask.query.source ?? '') }, errors: [] }),
      ),
  }),
  route({
    method: 'POST',
    url: recommendationPath,
    right,
    reads: 'none',
    body: recommendationBody,
    handle: addFromForm,
  }),
  route({
    method: 'GET',
    url: '/governance/recommendations/:id/edit',
    right,
    reads: 'none',
    params: idParams,
    handle: (ask) => ask.read((tx) => showEdit(tx, ask)),
  }),
  route({
    method: 'POST',
    url: '/governance/recommendations/:id/edit',
    right,
    reads: 'none',
    params: idParams,
    body: recommendationBody,
    handle: changeFromForm,
  }),
];

const crumbs = [
  { text: 'Governance', href: '/governance' },
  { text: 'Recommendations', href: recommendationPath },
];

const showSourceForm = (ask: Ask, showing: Showing<SourceForm>): Reply =>
  page({
    title: 'Enter a source of recommendations',
    section: 'governance',
    status: formStatus(showing),
    breadcrumbs: crumbs,
    errors: summaryOf(showing.errors),
    body: sourceForm({ csrfToken: ask.csrfToken, showing }),
  });

async function addSourceFromForm(ask: Ask<unknown, unknown, SourceForm & Keyed>): Promise<Reply> {
  const read = readSourceForm(ask.body);
  if ('errors' in read)
    return showSourceForm(ask, { values: ask.body, key: ask.body._key, errors: read.errors });
  let id = 0;
  const again = await sendForm(
    ask.body,
    async (key) => {
      ({ id } = await ask.perform(addSource, read.input, key));
    },
    { conflict: { field: 'title', text: 'A source with this title is entered already' } },
  );
  if (again !== undefined) return showSourceForm(ask, again);
  return redirect(`${recommendationPath}/sources/${id}`, 'The source was entered.');
}

interface Importing {
  faults: readonly FileFault[];
  problem?: string;
  key?: string | undefined;
}

async function showImport(ask: Ask<{ id: number }>, importing: Importing): Promise<Reply> {
  const source = await ask.read((tx) => getSource(tx, ask.params.id));
  const wrong =
    importing.problem ?? (importing.faults.length > 0 ? 'The file has faults: see below' : undefined);
  const errors = wrong === undefined ? [] : [{ field: 'file', text: wrong }];
  return page({
    title: 'Enter recommendations from a CSV file',
    section: 'governance',
    status: formStatus({ errors }),
    breadcrumbs: [...crumbs, { text: source.title, href: `${recommendationPath}/sources/${source.id}` }],
    errors: summaryOf(errors),
    body: importForm({
      source,
      csrfToken: ask.csrfToken,
      key: importing.key,
      faults: importing.faults,
      problem: wrong,
    }),
  });
}

async function importFromForm(ask: Ask<{ id: number }>): Promise<Reply> {
  const { id } = ask.params;
  const { bytes, tooLarge, values } = await readUpload(ask);
  const key = values._key;
  if (tooLarge) return showImport(ask, { faults: [], problem: 'The file is larger than 4 MB', key });
  if (bytes === undefined) return showImport(ask, { faults: [], problem: 'Choose a CSV file', key });
  const text = bytes.toString('utf8');
  if (text.includes('\u0000') || text.includes('\ufffd'))
    return showImport(ask, {
      faults: [],
      problem: 'It is no CSV file in UTF-8. Save it as “CSV UTF-8”',
      key,
    });
  const { owners, taken } = await ask.read(async (tx) => {
    const [names, numbers] = await Promise.all([listOwners(tx, ask.viewer.schemeId), listNumbers(tx, id)]);
    return { owners: names, taken: numbers };
  });
  const { rows, faults } = readRecommendations(text, owners, taken);
  if (faults.length > 0) return showImport(ask, { faults, key });
  try {
    const { entered } = await ask.perform(importRecommendations, { sourceId: id, rows }, key || newKey());
    return redirect(
      `${recommendationPath}/sources/${id}`,
      entered === 1 ? '1 recommendation was entered.' : `${entered} recommendations were entered.`,
    );
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'conflict') throw error;
    return showImport(ask, {
      faults: [],
      problem: 'Somebody entered one of these numbers meanwhile',
      key: newKey(),
    });
  }
}

async function showForm(
  tx: Tx,
  ask: Ask,
  id: number | undefined,
  showing: Showing<RecommendationForm>,
): Promise<Reply> {
  const heading = id === undefined ? 'Enter a recommendation' : 'Change a recommendation';
  const [sources, owners] = await Promise.all([listSources(tx), listOwners(tx, ask.viewer.schemeId)]);
  return page({
    title: heading,
    section: 'governance',
    status: formStatus(showing),
    breadcrumbs: crumbs,
    errors: summaryOf(showing.errors),
    body: recommendationForm({
      heading,
      action: id === undefined ? recommendationPath : `${recommendationPath}/${id}/edit`,
      csrfToken: ask.csrfToken,
      showing,
      sources,
      owners,
      isNew: id === undefined,
    }),
  });
}

async function showEdit(tx: Tx, ask: Ask<{ id: number }>): Promise<Reply> {
  const one = await getRecommendation(tx, ask.params.id);
  return showForm(tx, ask, one.id, {
    errors: [],
    version: one.version,
    values: {
      source: String(one.sourceId),
      number: one.number,
      text: one.text,
      body: one.body,
      owner: one.ownerId === null ? '' : String(one.ownerId),
      dueOn: one.dueOn ?? '',
      status: one.status,
      evidence: one.evidence ?? '',
    },
  });
}

const basis = (ask: Ask) =>
  ask.read(async (tx) => {
    const [sources, owners] = await Promise.all([listSources(tx), listOwners(tx, ask.viewer.schemeId)]);
    return { sources, owners };
  });

type FormAsk<Params = unknown> = Ask<Params, unknown, RecommendationForm & Keyed>;

async function addFromForm(ask: FormAsk): Promise<Reply> {
  const { sources, owners } = await basis(ask);
  const read = readRecommendationForm(ask.body, sources, owners);
  if ('errors' in read)
    return ask.read((tx) =>
      showForm(tx, ask, undefined, { values: ask.body, key: ask.body._key, errors: read.errors }),
    );
  let id = 0;
  const again = await sendForm(
    ask.body,
    async (key) => {
      ({ id } = await ask.perform(addRecommendation, read.input, key));
    },
    { conflict: { field: 'number', text: 'The source has a recommendation of this number already' } },
  );
  if (again !== undefined) return ask.read((tx) => showForm(tx, ask, undefined, again));
  return redirect(`${recommendationPath}/${id}`, 'The recommendation was entered.');
}

async function changeFromForm(ask: FormAsk<{ id: number }>): Promise<Reply> {
  const { id } = ask.params;
  const version = ask.body._version ?? 0;
  const { sources, owners } = await basis(ask);
  const read = readRecommendationForm(ask.body, sources, owners);
  if ('errors' in read)
    return ask.read((tx) =>
      showForm(tx, ask, id, { values: ask.body, key: ask.body._key, version, errors: read.errors }),
    );
  const { text, body, ownerId, dueOn } = read.input;
  const change = {
    ...{ id, version, text, body, ownerId, dueOn },
    status: ask.body.status === 'open' ? ('open' as const) : ('in-progress' as const),
    evidence: ask.body.evidence?.trim() || null,
  };
  const again = await sendForm(ask.body, (key) => ask.perform(updateRecommendation, change, key), {
    theirs: () => ask.read((tx) => recommendationNow(tx, id)),
  });
  if (again !== undefined) return ask.read((tx) => showForm(tx, ask, id, again));
  return redirect(`${recommendationPath}/${id}`, 'The recommendation was changed.');
}
