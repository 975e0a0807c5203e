import Type from 'typebox';
import { csvLine } from '../../kernel/csv.ts';
import type { Tx } from '../../kernel/database.ts';
import { notFound, WaymarkError } from '../../kernel/errors.ts';
import { addressOf } from '../../web/address.ts';
import { numberedPages, pageArrows } from '../../web/components/index.ts';
import { publishedCsv } from '../../web/csv-files.ts';
import { type OpenAsk, type OpenPage, openPage } from '../../web/open-page.ts';
import { json, page, type Reply } from '../../web/route.ts';
import { field, oneOf, pageNumber } from '../../web/schemas.ts';
import { atomOf } from './feed.ts';
import {
  countRegister,
  findNotice,
  listRegister,
  type RegisterFilter,
  type RegisterLine,
  registerChoices,
} from './register-store.ts';
import { filesPage, noticePage, registerPage } from './register-views.ts';
import { orderOf2011 } from './rules.ts';
import { findFile, listFiles } from './store.ts';
import { type PublicationKind, publicationKinds } from './types.ts';

const pageSize = 50;
/** Of one answer as data; the next ones are by `page`. */
const dataSize = 500;

const year = Type.Optional(Type.String({ pattern: '^([12]\\d{3})?$' }));
const filterQuery = Type.Object({ text: field(100), office: field(200), year, page: pageNumber });
const slugParams = Type.Object({ slug: Type.String({ pattern: '^[a-z0-9-]{1,200}$' }) });
const nameParams = Type.Object({ name: Type.String({ pattern: '^[a-z0-9-]{1,200}\\.csv$' }) });
const filesQuery = Type.Object({
  kind: Type.Optional(oneOf([...publicationKinds, ''])),
  year,
  page: pageNumber,
});

/** Requests of one address: somebody who reads, or a program that fetches all of it once. */
const perMinute = 600;

/** The public register. Nothing else of this system is open to somebody who has not signed in. */
export const registerPages: OpenPage[] = [
  openPage({ url: '/public-register', limit: perMinute, query: filterQuery, read: showRegister }),
  openPage({
    url: '/public-register/decisions.json',
    limit: perMinute,
    query: filterQuery,
    read: registerJson,
  }),
  openPage({
    url: '/public-register/decisions.csv',
    limit: perMinute,
    query: filterQuery,
    read: registerCsv,
  }),
  openPage({ url: '/public-register/decisions.atom', limit: perMinute, read: registerFeed }),
  openPage({
    url: '/public-register/decisions/:slug',
    limit: perMinute,
    params: slugParams,
    read: showNotice,
  }),
  openPage({
    url: '/public-register/decisions/:slug/notice.json',
    limit: perMinute,
    params: slugParams,
    read: noticeJson,
  }),
  openPage({ url: '/public-register/files', limit: perMinute, query: filesQuery, read: showFiles }),
  openPage({ url: '/public-register/files.json', limit: perMinute, query: filesQuery, read: filesJson }),
  openPage({ url: '/public-register/files/:name', limit: perMinute, params: nameParams, read: sendFile }),
];

type FilterQuery = { text?: string; office?: string; year?: string; page?: number };

const filterOf = (query: FilterQuery): RegisterFilter => ({
  text: query.text?.trim() || undefined,
  office: query.office || undefined,
  year: query.year || undefined,
});

async function showRegister(tx: Tx, { query }: OpenAsk<unknown, FilterQuery>): Promise<Reply> {
  const filter = filterOf(query);
  const current = query.page ?? 1;
  const [lines, total, choices] = await Promise.all([
    listRegister(tx, filter, { limit: pageSize, offset: (current - 1) * pageSize }),
    countRegister(tx, filter),
    registerChoices(tx),
  ]);
  return page({
    title: 'Public register of decisions',
    body: registerPage({
      lines,
      filter,
      total,
      offices: [...new Set(choices.map(({ office }) => office))].sort(),
      years: [...new Set(choices.flatMap((choice) => choice.year ?? []))],
      pages: numberedPages(current, Math.ceil(total / pageSize), (to) =>
        addressOf('/public-register', { ...filter, page: to }),
      ),
    }),
  });
}

/** As data: what the list shows, and where the notice is. */
const asData = (line: RegisterLine, origin: string) => ({
  number: line.number,
  office: line.office,
  subject: line.title,
  decided: line.decidedOn,
  outcome: line.outcome,
  state: line.state,
  reason: line.reason,
  supersededBy:
    line.supersededBy === null ? null : `${origin}/public-register/decisions/${line.supersededBy}`,
  edition: line.edition,
  published: line.publishedAt.toISOString(),
  example: line.example,
  address: `${origin}/public-register/decisions/${line.slug}`,
});

async function registerJson(tx: Tx, { query, origin }: OpenAsk<unknown, FilterQuery>): Promise<Reply> {
  const filter = filterOf(query);
  const current = query.page ?? 1;
  const lines = await listRegister(tx, filter, { limit: dataSize + 1, offset: (current - 1) * dataSize });
  const next =
    lines.length > dataSize
      ? `${origin}${addressOf('/public-register/decisions.json', { ...filter, page: current + 1 })}`
      : null;
  return json({ decisions: lines.slice(0, dataSize).map((line) => asData(line, origin)), next });
}

/** All that match: the register is small, and a file that stops short would be taken for whole. */
async function registerCsv(tx: Tx, { query, origin }: OpenAsk<unknown, FilterQuery>): Promise<Reply> {
  const lines = await listRegister(tx, filterOf(query), { limit: 100_000, offset: 0 });
  const rows = lines.map((line) => asData(line, origin));
  const heads = [
    ...['number', 'office', 'subject', 'decided', 'outcome', 'state', 'reason', 'supersededBy', 'edition'],
    ...['published', 'example', 'address'],
  ] as const;
  const content = [
    csvLine(heads),
    ...rows.map((row) => csvLine(heads.map((head) => row[head as keyof typeof row]))),
  ].join('');
  return publishedCsv('decisions.csv', content);
}

async function registerFeed(tx: Tx, { origin }: OpenAsk): Promise<Reply> {
  const lines = await listRegister(tx, {}, { limit: 50, offset: 0 });
  return {
    kind: 'file',
    fileName: 'decisions.atom',
    contentType: 'application/atom+xml; charset=utf-8',
    content: atomOf(lines, origin),
  };
}

async function showNotice(tx: Tx, { params }: OpenAsk<{ slug: string }>): Promise<Reply> {
  const found = await findNotice(tx, params.slug);
  if (found === undefined) throw notFound();
  const { document, ...line } = found;
  return page({
    title: `Decision notice ${line.number}`,
    breadcrumbs: [{ text: 'Public register', href: '/public-register' }, { text: line.number }],
    body: noticePage(line, document),
  });
}

async function noticeJson(tx: Tx, { params, origin }: OpenAsk<{ slug: string }>): Promise<Reply> {
  const found = await findNotice(tx, params.slug);
  if (found === undefined) throw notFound();
  return json({ ...asData(found, origin), notice: found.document });
}

type FilesQuery = { kind?: PublicationKind | ''; year?: string; page?: number };

async function showFiles(tx: Tx, { query }: OpenAsk<unknown, FilesQuery>): Promise<Reply> {
  const kind = query.kind || undefined;
  const inYear = query.year || undefined;
  const current = query.page ?? 1;
  const files = await listFiles(
    tx,
    { kind, year: inYear },
    { limit: pageSize + 1, offset: (current - 1) * pageSize },
  );
  return page({
    title: 'Grants, contracts and spending',
    breadcrumbs: [
      { text: 'Public register', href: '/public-register' },
      { text: 'Grants, contracts and spending' },
    ],
    body: filesPage({
      files: files.slice(0, pageSize),
      kind,
      year: inYear,
      source: orderOf2011.source,
      pages: pageArrows(current, files.length > pageSize, (to) =>
        addressOf('/public-register/files', { kind, year: inYear, page: to }),
      ),
    }),
  });
}

async function filesJson(tx: Tx, { query, origin }: OpenAsk<unknown, FilesQuery>): Promise<Reply> {
  const filter = { kind: query.kind || undefined, year: query.year || undefined };
  const current = query.page ?? 1;
  const files = await listFiles(tx, filter, { limit: dataSize + 1, offset: (current - 1) * dataSize });
  return json({
    files: files.slice(0, dataSize).map(({ id: _id, publishedAt, ...file }) => ({
      ...file,
      publishedAt: publishedAt.toISOString(),
      address: `${origin}/public-register/files/${file.name}`,
    })),
    next:
      files.length > dataSize
        ? `${origin}${addressOf('/public-register/files.json', { ...filter, page: current + 1 })}`
        : null,
  });
}

async function sendFile(tx: Tx, { params }: OpenAsk<{ name: string }>): Promise<Reply> {
  const file = await findFile(tx, params.name);
  if (file === undefined) throw notFound();
  if (file.content === null)
    throw new WaymarkError('not-found', {
      text: `This file was withdrawn. Reason: ${file.reason ?? 'none'}`,
    });
  return publishedCsv(file.name, file.content);
}
