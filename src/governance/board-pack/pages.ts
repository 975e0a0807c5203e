import Type from 'typebox';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey, sha256 } from '../../kernel/ids.ts';
import { listClaims } from '../../outcomes/index.ts';
import { addressOf } from '../../web/address.ts';
import { pageArrows } from '../../web/components/index.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, mayEnter, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import { listBoardNames, listMeetingNames } from '../boards/given.ts';
import { markingWords } from '../decisions/types.ts';
import { type Keyed, type Showing, sendForm } from '../registers/forms.ts';
import { changePack, copyPack, draftPack, dropPack, issuePack } from './acts.ts';
import { assemble } from './assemble.ts';
import { namesToLookAt, readPackForm } from './rules.ts';
import { getCopy, getDocument, getPack, listCopies, listPacks } from './store.ts';
import { type Pack, type PackContent, type PackPart, type PackValues, packParts } from './types.ts';
import { packForm, packList, packPage, packPath, packsPath } from './views.ts';

const right = 'board:manage' as const;
const pageSize = 50;
const shared = { reads: 'none' as const };

const saidFields = Object.fromEntries(packParts.map((part) => [`said-${part}`, field(5000)]));
const packBody = formBody({
  title: field(200),
  board: field(20),
  meeting: field(20),
  marking: field(40),
  replaces: field(20),
  claims: field(200),
  parts: fieldList(20),
  ...saidFields,
});

export const packPages: Route[] = [
  route({
    ...shared,
    method: 'GET',
    url: packsPath,
    right: 'see:governance',
    query: Type.Object({
      board: Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })])),
      page: pageNumber,
    }),
    handle: showList,
  }),
  route({
    ...shared,
    method: 'GET',
    url: `${packsPath}/new`,
    right,
    query: Type.Object({
      meeting: Type.Optional(Type.Integer({ minimum: 1 })),
      board: Type.Optional(Type.Integer({ minimum: 1 })),
    }),
    handle: showNew,
  }),
  route({
    ...shared,
    method: 'POST',
    url: packsPath,
    right,
    body: packBody,
    handle: (ask) => sendPack(ask, undefined),
  }),
  route({
    ...shared,
    method: 'GET',
    url: `${packsPath}/:id`,
    right: 'see:governance',
    params: idParams,
    handle: (ask) => showPack(ask, {}),
  }),
  route({
    ...shared,
    method: 'GET',
    url: `${packsPath}/:id/edit`,
    right,
    params: idParams,
    handle: async (ask) => {
      const pack = await ask.read((tx) => getPack(tx, ask.params.id));
      return showForm(ask, pack.id, { errors: [], version: pack.version, values: valuesOf(pack) });
    },
  }),
  route({
    ...shared,
    method: 'POST',
    url: `${packsPath}/:id/edit`,
    right,
    params: idParams,
    body: packBody,
    handle: (ask) => sendPack(ask, ask.params.id),
  }),
  route({
    ...shared,
    method: 'POST',
    url: `${packsPath}/:id/issue`,
    right,
    params: idParams,
    body: formBody({ lookedAt: field(5) }),
    handle: issueFromForm,
  }),
  route({
    ...shared,
    method: 'POST',
    url: `${packsPath}/:id/drop`,
    right,
    params: idParams,
    body: formBody({ act: field(10) }),
    handle: async (ask) => {
      const dropped = ask.body.act !== 'restore';
      const input = { id: ask.params.id, version: ask.body._version ?? 0, dropped };
      await ask.perform(dropPack, input, ask.body._key ?? newKey());
      return redirect(
        packPath(ask.params.id),
        dropped ? 'The draft was dropped.' : 'The draft is taken up again.',
      );
    },
  }),
  route({
    ...shared,
    method: 'POST',
    url: `${packsPath}/:id/copies`,
    right,
    params: idParams,
    body: formBody({ recipients: field(5000) }),
    handle: copyFromForm,
  }),
  route({
    ...shared,
    method: 'GET',
    url: `${packsPath}/:id/download`,
    right: 'see:governance',
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) => {
        const { document } = await getDocument(tx, ask.params.id);
        return docxFile(`board-pack-${ask.params.id}.docx`, document);
      }),
  }),
  route({
    ...shared,
    method: 'GET',
    url: '/governance/pack-copies/:id/download',
    right,
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) => {
        const { packId, number, document } = await getCopy(tx, ask.params.id);
        return docxFile(`board-pack-${packId}-copy-${number}.docx`, document);
      }),
  }),
];

const docxFile = (fileName: string, content: Uint8Array): Reply => ({
  kind: 'file',
  fileName,
  contentType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  content,
});

const crumbs = [
  { text: 'Governance', href: '/governance' },
  { text: 'Board packs', href: packsPath },
];

async function showList(ask: Ask<unknown, { board?: number | ''; page?: number }>): Promise<Reply> {
  const boardId = ask.query.board || undefined;
  const current = ask.query.page ?? 1;
  return ask.read(async (tx) => {
    const [found, boards] = await Promise.all([
      listPacks(tx, { boardId }, { limit: pageSize + 1, offset: (current - 1) * pageSize }),
      boardId === undefined ? [] : listBoardNames(tx),
    ]);
    return page({
      title: 'Board packs',
      section: 'governance',
      breadcrumbs: [{ text: 'Governance', href: '/governance' }, { text: 'Board packs' }],
      body: packList({
        found: found.slice(0, pageSize),
        board:
          boardId === undefined
            ? undefined
            : (boards.find(({ id }) => id === boardId)?.name ?? 'another board'),
        mayManage: ask.viewer.may(right),
        newHref: addressOf(`${packsPath}/new`, { board: boardId }),
        pages: pageArrows(current, found.length > pageSize, (to) =>
          addressOf(packsPath, { board: boardId, page: to }),
        ),
      }),
    });
  });
}

/** Only lists that the viewer may open are linked. */
const opens =
  ({ viewer }: Pick<Ask, 'viewer'>) =>
  (href: string): boolean =>
    href.startsWith('/outcomes/dashboards')
      ? mayEnter(viewer, ['see:outcomes', 'see:aggregates'])
      : href.startsWith('/outcomes')
        ? viewer.may('see:outcomes')
        : href.startsWith('/resources/costs')
          ? viewer.may('see:costs')
          : href.startsWith('/resources')
            ? viewer.may('see:grants')
            : true;

async function showPack(
  ask: Ask<{ id: number }>,
  again: {
    issuing?: Showing<Record<string, never>>;
    copying?: Showing<{ recipients?: string }>;
  },
): Promise<Reply> {
  const { viewer, params, now } = ask;
  const mayManage = viewer.may(right);
  const issuing = again.issuing ?? { values: {}, errors: [] };
  const copying = again.copying ?? { values: {}, errors: [] };
  const errors = [...issuing.errors, ...copying.errors];
  return ask.read(async (tx) => {
    const [pack, copies] = await Promise.all([
      getPack(tx, params.id),
      mayManage ? listCopies(tx, params.id) : [],
    ]);
    const isDraft = pack.content === null;
    const [content, offered] = await Promise.all([
      pack.content === null ? assemble(tx, viewer, pack, now) : (JSON.parse(pack.content) as PackContent),
      isDraft ? listClaims(tx, viewer.schemeId) : [],
    ]);
    return page({
      title: pack.title,
      section: 'governance',
      status: formStatus({ errors, theirs: issuing.theirs }),
      breadcrumbs: [...crumbs, { text: pack.title }],
      marking: markingWords[content.marking],
      errors: summaryOf(errors),
      body: packPage({
        ...{ pack, content, copies, offered, mayManage, issuing, copying, csrfToken: ask.csrfToken },
        isWhole: pack.content === null || sha256(pack.content) === pack.sha256,
        names: isDraft ? namesToLookAt(pack.said) : [],
        mayOpen: opens(ask),
      }),
    });
  });
}

const valuesOf = (pack: Pack): PackValues => ({
  ...{ title: pack.title, board: String(pack.boardId), meeting: String(pack.meetingId ?? '') },
  ...{ marking: pack.marking, replaces: String(pack.replacesId ?? ''), claims: pack.claims.join(', ') },
  ...{ parts: pack.parts, said: pack.said },
});

async function showNew(ask: Ask<unknown, { meeting?: number; board?: number }>): Promise<Reply> {
  const { meeting, board } = ask.query;
  const meetings = await ask.read((tx) => listMeetingNames(tx));
  const chosen = meetings.find(({ id }) => id === meeting);
  return showForm(ask, undefined, {
    errors: [],
    values: {
      board: String(chosen?.boardId ?? board ?? ''),
      meeting: String(chosen?.id ?? ''),
      marking: 'official',
      parts: packParts.filter((part) => chosen !== undefined || (part !== 'agenda' && part !== 'papers')),
      said: {},
    },
  });
}

const basis = (ask: Ask) =>
  ask.read(async (tx) => {
    const [boards, meetings, issued] = await Promise.all([
      listBoardNames(tx),
      listMeetingNames(tx),
      listPacks(tx, { state: 'issued' }, { limit: 100, offset: 0 }),
    ]);
    return { boards, meetings, issued: issued.filter(({ replacedById }) => replacedById === null) };
  });

async function showForm(ask: Ask, id: number | undefined, showing: Showing<PackValues>): Promise<Reply> {
  const heading = id === undefined ? 'Assemble a pack' : 'Change a pack';
  return page({
    title: heading,
    section: 'governance',
    status: formStatus(showing),
    breadcrumbs: crumbs,
    errors: summaryOf(showing.errors),
    body: packForm({
      ...{ heading, csrfToken: ask.csrfToken, showing },
      action: id === undefined ? packsPath : `${packPath(id)}/edit`,
      ...(await basis(ask)),
    }),
  });
}

/** The form's fields, what is said gathered by part. */
const valuesFrom = (body: Readonly<Record<string, unknown>>): PackValues => {
  const text = (name: string): string => {
    const value = body[name];
    return typeof value === 'string' ? value : '';
  };
  const parts = Array.isArray(body.parts) ? body.parts.map(String) : [];
  const said: Partial<Record<PackPart, string>> = {};
  for (const part of packParts) if (text(`said-${part}`).trim() !== '') said[part] = text(`said-${part}`);
  return {
    ...{ title: text('title'), board: text('board'), meeting: text('meeting'), parts, said },
    ...{ marking: text('marking'), replaces: text('replaces'), claims: text('claims') },
  };
};

async function sendPack(
  ask: Ask<unknown, unknown, Readonly<Record<string, unknown>> & Keyed>,
  id: number | undefined,
): Promise<Reply> {
  const version = ask.body._version ?? 0;
  const values = valuesFrom(ask.body);
  const shown = { values, key: ask.body._key, ...(id === undefined ? {} : { version }) };
  const read = readPackForm(values, await basis(ask));
  if ('errors' in read) return showForm(ask, id, { ...shown, errors: read.errors });
  let written = id ?? 0;
  const again = await sendForm(
    { _version: version, ...(ask.body._key === undefined ? {} : { _key: ask.body._key }) },
    async (key) => {
      ({ id: written } =
        id === undefined
          ? await ask.perform(draftPack, { ...read.input, example: false }, key)
          : await ask.perform(changePack, { ...read.input, id, version }, key));
    },
    {
      theirs: () =>
        ask.read(async (tx) => {
          const now = await getPack(tx, id ?? 0);
          return { version: now.version, text: `${now.title}. ${Object.values(now.said).join(' ')}` };
        }),
    },
  );
  if (again !== undefined) return showForm(ask, id, { ...again, values });
  return redirect(packPath(written), id === undefined ? 'The draft is assembled.' : 'The draft was changed.');
}

async function issueFromForm(
  ask: Ask<{ id: number }, unknown, { lookedAt?: string } & Keyed>,
): Promise<Reply> {
  const { id } = ask.params;
  const input = { id, version: ask.body._version ?? 0, lookedAt: ask.body.lookedAt === 'yes' };
  try {
    await ask.perform(issuePack, input, ask.body._key ?? newKey());
  } catch (error) {
    if (!(error instanceof WaymarkError)) throw error;
    if (error.code === 'conflict')
      throw new WaymarkError('not-allowed-now', {
        text: 'Another pack took the place of that one meanwhile: change what this one takes the place of.',
      });
    if (error.code !== 'invalid') throw error;
    return showPack(ask, { issuing: { values: {}, errors: error.fields, key: ask.body._key } });
  }
  return redirect(packPath(id), 'The pack is issued. It never changes from here on.');
}

async function copyFromForm(
  ask: Ask<{ id: number }, unknown, { recipients?: string } & Keyed>,
): Promise<Reply> {
  const { id } = ask.params;
  const recipients = (ask.body.recipients ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const again = (text: string): Promise<Reply> =>
    showPack(ask, {
      copying: { values: ask.body, key: ask.body._key, errors: [{ field: 'recipients', text }] },
    });
  if (recipients.length === 0) return again('Enter whom the copies are for, one to a line');
  if (recipients.length > 40) return again('Make no more than 40 copies at once');
  if (recipients.some((line) => line.length > 200)) return again('Keep each line to 200 characters');
  const { numbers } = await ask.perform(copyPack, { id, recipients }, ask.body._key ?? newKey());
  return redirect(
    `${packPath(id)}#copies`,
    numbers.length === 1
      ? `Copy ${numbers[0] ?? ''} was made.`
      : `Copies ${numbers[0] ?? ''} to ${numbers.at(-1) ?? ''} were made.`,
  );
}
