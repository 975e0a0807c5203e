import { showDay, showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey, sha256 } from '../../kernel/ids.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { exchangedCsv } from '../../web/csv-files.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { TodayItem, Wing } from '../../web/wing.ts';
import { outcomesCrumb } from '../crumbs.ts';
import { destroyCopy, saveRequest, sendRequest, withdrawRequest } from './acts.ts';
import { checkList } from './check.ts';
import { formOfRequest, type RequestForm, readRequest, requestBody } from './form.ts';
import { type RequestFormModel, requestForm, requestPage, type Strand } from './request-views.ts';
import { fileHead, fileRows } from './rules.ts';
import { countDownload, getRequest, listToDestroy } from './store.ts';
import type { LabRequest } from './types.ts';

const right = 'data-lab:send';
const here = '/outcomes/data-lab/requests';

export const requestRoutes: readonly Route[] = [
  route({
    method: 'GET',
    url: '/outcomes/data-lab/requests/new',
    right,
    reads: 'none',
    section: 'outcomes',
    handle: (ask) => ask.read((tx) => showForm(tx, ask, { id: undefined, values: {}, errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/outcomes/data-lab/requests',
    right,
    reads: 'none',
    body: requestBody,
    handle: (ask) => save(ask, undefined),
  }),
  route({
    method: 'GET',
    url: '/outcomes/data-lab/requests/:id',
    right: ['data-lab:send', 'see:exports'],
    reads: 'list',
    section: 'outcomes',
    params: idParams,
    handle: (ask) => show(ask, { errors: [] }),
  }),
  route({
    method: 'GET',
    url: '/outcomes/data-lab/requests/:id/edit',
    right,
    reads: 'none',
    section: 'outcomes',
    params: idParams,
    handle: showEdit,
  }),
  route({
    method: 'POST',
    url: '/outcomes/data-lab/requests/:id',
    right,
    reads: 'none',
    params: idParams,
    body: requestBody,
    handle: (ask) => save(ask, ask.params.id),
  }),
  route({
    method: 'POST',
    url: '/outcomes/data-lab/requests/:id/send',
    right,
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: send,
  }),
  route({
    method: 'POST',
    url: '/outcomes/data-lab/requests/:id/withdraw',
    right,
    reads: 'none',
    params: idParams,
    body: formBody({ why: field(1_000) }),
    handle: withdraw,
  }),
  route({
    method: 'POST',
    url: '/outcomes/data-lab/requests/:id/destroyed',
    right,
    reads: 'none',
    params: idParams,
    body: formBody({ how: field(1_000) }),
    handle: destroyed,
  }),
  route({
    method: 'GET',
    url: '/outcomes/data-lab/requests/:id/file.csv',
    right,
    reads: 'export',
    params: idParams,
    limit: 20,
    handle: download,
  }),
];

const crumbs = ({ viewer }: Pick<Ask, 'viewer'>, last: string) => [
  outcomesCrumb(viewer),
  { text: 'Justice Data Lab', href: '/outcomes/data-lab' },
  { text: last },
];

const strandsOf = async (tx: Tx, { viewer, today }: Pick<Ask, 'viewer' | 'today'>): Promise<Strand[]> =>
  (await ruleInForce<{ strands: Strand[] }>(tx, viewer.schemeId, 'strands', today)).body.strands;

type Showing = Pick<RequestFormModel, 'id' | 'values' | 'errors' | 'key' | 'theirs'> & {
  version?: number | undefined;
};

async function showForm(tx: Tx, ask: Ask, showing: Showing): Promise<Reply> {
  const title = showing.id === undefined ? 'Prepare a list' : 'Change the list';
  return page({
    title,
    section: 'outcomes',
    breadcrumbs: crumbs(ask, title),
    status: formStatus(showing),
    errors: summaryOf(showing.errors),
    body: requestForm({
      ...showing,
      version: showing.version,
      strands: await strandsOf(tx, ask),
      csrfToken: ask.csrfToken,
    }),
  });
}

async function showEdit(ask: Ask<{ id: number }>): Promise<Reply> {
  return ask.read(async (tx) => {
    const request = await getRequest(tx, ask.params.id);
    const { id, version } = request;
    return showForm(tx, ask, { id, version, values: formOfRequest(request), errors: [] });
  });
}

type Posted = { _key?: string; _version?: number };

async function save(
  ask: Ask<unknown, unknown, RequestForm & Posted>,
  id: number | undefined,
): Promise<Reply> {
  const { body } = ask;
  const version = body._version;
  const again = async (more: Partial<Showing>): Promise<Reply> =>
    ask.read((tx) => showForm(tx, ask, { id, version, values: body, errors: [], key: body._key, ...more }));
  try {
    const input = { ...readRequest(body), ...(id === undefined ? {} : { id, version: version ?? 0 }) };
    const saved = await ask.perform(saveRequest, input, body._key ?? newKey());
    return redirect(`${here}/${saved.id}`, 'The list is saved. It is checked below.');
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid') return again({ errors: error.fields });
    if (error.code !== 'stale-version' || id === undefined) throw error;
    const now = await ask.read((tx) => getRequest(tx, id));
    const key = newKey();
    return again({ version: now.version, key, theirs: said(now) });
  }
}

const said = (request: LabRequest): string =>
  `${request.name}, joined ${showDay(request.joinedFrom)} to ${showDay(request.joinedTo)}, ${request.basisReference ?? 'without a reference'}`;

interface Trouble {
  errors: readonly FieldError[];
  why?: string | undefined;
  how?: string | undefined;
  theirs?: string | undefined;
}

/** People are read for a draft alone, and for whoever may send them. */
async function show(ask: Ask<{ id: number }>, trouble: Trouble): Promise<Reply> {
  const { viewer, today, now, csrfToken } = ask;
  return ask.read(async (tx) => {
    const [request, strands] = await Promise.all([getRequest(tx, ask.params.id), strandsOf(tx, ask)]);
    const isDraft = request.state === 'draft' && viewer.may(right);
    const found = isDraft ? await checkList(tx, viewer.schemeId, request, today) : undefined;
    const people = found?.people ?? [];
    await ask.listed(tx, {
      act: 'data-lab:check',
      subject: 'data_lab_request',
      subjectId: request.id,
      people,
    });
    return page({
      title: request.name,
      section: 'outcomes',
      breadcrumbs: crumbs(ask, request.name),
      status: formStatus(trouble),
      errors: summaryOf(trouble.errors),
      body: requestPage({
        ...trouble,
        request,
        strand: strands.find(({ code }) => code === request.strand)?.name ?? request.strand ?? 'Every strand',
        checked: found?.checked,
        people,
        now,
        isSender: request.senderId === viewer.staffId,
        maySend: viewer.may(right),
        csrfToken,
      }),
    });
  });
}

/** What a form on the request's own page met; anything else is the server's to show. */
async function tried(
  ask: Ask<{ id: number }>,
  act: () => Promise<Reply>,
  kept: Partial<Trouble>,
): Promise<Reply> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'invalid') return show(ask, { ...kept, errors: error.fields });
    if (error.code !== 'stale-version') throw error;
    const now = await ask.read((tx) => getRequest(tx, ask.params.id));
    return show(ask, { ...kept, errors: [], theirs: said(now) });
  }
}

function send(ask: Ask<{ id: number }, unknown, Posted>): Promise<Reply> {
  return tried(
    ask,
    async () => {
      const { id } = ask.params;
      const input = { id, version: ask.body._version ?? 0 };
      const { people } = await ask.perform(sendRequest, input, ask.body._key ?? newKey());
      return redirect(
        `${here}/${id}`,
        `The list of ${people} people is fixed. Download its file below and hand it over.`,
      );
    },
    {},
  );
}

function withdraw(ask: Ask<{ id: number }, unknown, Posted & { why?: string }>): Promise<Reply> {
  const why = ask.body.why ?? '';
  return tried(
    ask,
    async () => {
      const { id } = ask.params;
      const input = { id, version: ask.body._version ?? 0, why };
      await ask.perform(withdrawRequest, input, ask.body._key ?? newKey());
      return redirect(`${here}/${id}`, 'The list is withdrawn.');
    },
    { why },
  );
}

function destroyed(ask: Ask<{ id: number }, unknown, Posted & { how?: string }>): Promise<Reply> {
  const how = ask.body.how ?? '';
  return tried(
    ask,
    async () => {
      const { id } = ask.params;
      const input = { id, version: ask.body._version ?? 0, how };
      await ask.perform(destroyCopy, input, ask.body._key ?? newKey());
      return redirect(`${here}/${id}`, 'The copies are recorded as destroyed.');
    },
    { how },
  );
}

async function download(ask: Ask<{ id: number }>): Promise<Reply> {
  const { viewer, today, now } = ask;
  return ask.read(async (tx) => {
    const request = await getRequest(tx, ask.params.id);
    if (request.senderId !== viewer.staffId)
      throw new WaymarkError('right-missing', { text: 'Only whoever sent a list can download its file.' });
    if (
      request.state !== 'sent' ||
      request.linkUntil === null ||
      request.linkUntil <= now ||
      request.destroyedAt !== null
    )
      throw new WaymarkError('not-allowed-now', {
        text: `The download ended${request.linkUntil === null ? '' : `, ${showMoment(request.linkUntil)}`}. Prepare another list.`,
      });
    const { ready, refusals } = (await checkList(tx, viewer.schemeId, request, today)).checked;
    // Records, and whom the sender sees, may have changed since it was sent.
    if (refusals.length > 0) throw new WaymarkError('not-allowed-now', { text: `${refusals.join('. ')}.` });
    const file = exchangedCsv({ name: `data-lab-${request.id}`, columns: fileHead, rows: fileRows(ready) });
    await Promise.all([
      ask.exported(tx, {
        act: 'data-lab:file',
        subject: 'data_lab_request',
        subjectId: request.id,
        people: ready,
        detail: { recipient: 'justice-data-lab', people: ready.length, destroyBy: request.destroyBy },
      }),
      countDownload(tx, request.id, { people: ready.length, sha256: sha256(file.content) }),
    ]);
    return file;
  });
}

/** Copies that whoever sent a list has to see destroyed. */
export const dataLabToday: NonNullable<Wing['today']>[number] = async (tx, { viewer, today }) => {
  if (!viewer.may(right)) return [];
  return (await listToDestroy(tx, viewer.staffId, today)).map(
    ({ id, name, destroyBy }): TodayItem => ({
      group: (destroyBy ?? today) < today ? 'overdue' : 'due',
      day: destroyBy ?? today,
      title: `Destroy your copies of the Data Lab list ${name}`,
      detail: 'And say how',
      href: `${here}/${id}`,
    }),
  );
};
