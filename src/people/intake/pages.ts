import Type from 'typebox';
import { type Day, daysBetween, londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { forgetImportColumns } from './acts.ts';
import {
  abandon,
  accept,
  compare,
  exportProblems,
  matchFromForm,
  showBatch,
  showChanges,
  showColumns,
  showProblems,
  undo,
} from './batch-pages.ts';
import { formats } from './formats/index.ts';
import { feedAge } from './rules.ts';
import { stageFile } from './stage.ts';
import { countBatches, getOwnSource, listBatches, listSenders, listSources } from './store.ts';
import type { Encoding } from './types.ts';
import { sourceList, sourcePage } from './views.ts';
import { decideFromForm, waitingDecisions } from './waiting-pages.ts';

const historySize = 20;

const listQuery = Type.Object({ page: pageNumber });
const confirmBody = formBody({ sure: field(10) });

export const intakePages = (): Route[] => [
  route({
    method: 'GET',
    url: '/intake',
    // Who uploads what is for whoever works with what comes in, too.
    right: ['intake:import', 'see:records', 'panel:prepare'],
    reads: 'none',
    handle: showSources,
  }),
  route({
    method: 'GET',
    url: '/intake/sources/:id',
    right: 'intake:import',
    reads: 'none',
    params: idParams,
    query: listQuery,
    handle: (ask) => showSource(ask, []),
  }),
  route({
    method: 'POST',
    url: '/intake/sources/:id/upload',
    right: 'intake:import',
    reads: 'none',
    params: idParams,
    multipart: true,
    limit: 30,
    handle: upload,
  }),
  route({
    method: 'POST',
    url: '/intake/sources/:id/forget',
    right: 'intake:import',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: forgetColumns,
  }),
  route({
    method: 'GET',
    url: '/intake/batches/:id',
    right: 'intake:import',
    reads: 'list',
    params: idParams,
    handle: (ask) => showBatch(ask, []),
  }),
  route({
    method: 'GET',
    url: '/intake/batches/:id/changes',
    right: 'intake:import',
    reads: 'list',
    params: idParams,
    query: listQuery,
    handle: showChanges,
  }),
  route({
    method: 'GET',
    url: '/intake/batches/:id/problems',
    right: 'intake:import',
    reads: 'list',
    params: idParams,
    query: listQuery,
    handle: showProblems,
  }),
  route({
    method: 'GET',
    url: '/intake/batches/:id/problems.csv',
    right: 'intake:import',
    reads: 'export',
    params: idParams,
    handle: exportProblems,
  }),
  route({
    method: 'GET',
    url: '/intake/batches/:id/columns',
    right: 'intake:import',
    reads: 'list',
    params: idParams,
    handle: (ask) => showColumns(ask, undefined, []),
  }),
  route({
    method: 'POST',
    url: '/intake/batches/:id/columns',
    right: 'intake:import',
    reads: 'list',
    params: idParams,
    body: formBody(columnFields()),
    handle: matchFromForm,
  }),
  route({
    method: 'POST',
    url: '/intake/batches/:id/accept',
    right: 'intake:import',
    reads: 'list',
    params: idParams,
    body: confirmBody,
    handle: accept,
  }),
  route({
    method: 'POST',
    url: '/intake/batches/:id/somebody-else',
    right: 'intake:import',
    reads: 'none',
    params: idParams,
    body: formBody({
      line: Type.Optional(Type.String({ pattern: '^[0-9]{1,10}$' })),
      decision: oneOf(waitingDecisions),
    }),
    handle: decideFromForm,
  }),
  route({
    method: 'POST',
    url: '/intake/batches/:id/undo',
    right: 'intake:import',
    reads: 'list',
    params: idParams,
    body: confirmBody,
    handle: undo,
  }),
  route({
    method: 'POST',
    url: '/intake/batches/:id/abandon',
    right: 'intake:import',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: abandon,
  }),
  route({
    method: 'POST',
    url: '/intake/batches/:id/compare',
    right: 'intake:import',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: compare,
  }),
];

/** Every field of every format: which of them a batch's form has is the format's business. */
function columnFields() {
  const names = new Set(Object.values(formats).flatMap((format) => Object.keys(format.fields)));
  return Object.fromEntries([...names].map((name) => [name, field(200)]));
}

type IdAsk<Query = unknown, Body = unknown> = Ask<{ id: number }, Query, Body>;

async function staleAfter(tx: Tx, ask: Pick<Ask, 'viewer' | 'today'>): Promise<number | undefined> {
  try {
    const rule = await ruleInForce<{ staleAfterDays: number }>(tx, ask.viewer.schemeId, 'feeds', ask.today);
    return rule.body.staleAfterDays;
  } catch (error) {
    // A scheme without the rule is told how old a feed is, and no judgement.
    if (error instanceof WaymarkError && error.code === 'wrong-setting') return undefined;
    throw error;
  }
}

const ageOf = (at: Date | null, today: Day, stale: number | undefined) => {
  const day = at === null ? undefined : londonDay(at);
  return feedAge(day, day === undefined ? undefined : daysBetween(day, today), stale);
};

async function showSources(ask: Ask): Promise<Reply> {
  return ask.read(async (tx) => {
    const stale = await staleAfter(tx, ask);
    const mayImport = ask.viewer.may('intake:import');
    const sources = mayImport ? await listSources(tx, ask.viewer.agencyId) : [];
    const senders = await listSenders(tx, ask.viewer.schemeId, ask.today);
    return page({
      title: 'Intake',
      section: 'people',
      breadcrumbs: [{ text: 'People', href: '/people' }, { text: 'Intake' }],
      body: sourceList({
        agency: ask.viewer.agencyName,
        mayImport,
        staleAfterDays: stale,
        senders,
        sources: sources.map((source) => ({
          ...source,
          age: ageOf(source.lastAcceptedAt, ask.today, stale),
        })),
      }),
    });
  });
}

async function showSource(
  ask: IdAsk<{ page?: number }>,
  errors: readonly FieldError[],
  encoding: Encoding = 'utf-8',
  status?: number,
): Promise<Reply> {
  return ask.read(async (tx) => {
    const source = await getOwnSource(tx, ask.params.id, ask.viewer.agencyId);
    const current = ask.query?.page ?? 1;
    const total = await countBatches(tx, source.id);
    const batches = await listBatches(tx, source.id, historySize, (current - 1) * historySize);
    const format = formats[source.format];
    return page({
      title: `${format.title} – Intake`,
      section: 'people',
      ...(errors.length > 0 ? { status: status ?? 422 } : {}),
      errors: summaryOf(errors),
      breadcrumbs: [
        { text: 'People', href: '/people' },
        { text: 'Intake', href: '/intake' },
        { text: format.title },
      ],
      body: sourcePage({
        source,
        format,
        batches,
        page: current,
        pages: Math.max(1, Math.ceil(total / historySize)),
        csrfToken: ask.csrfToken,
        errors,
        encoding,
        isEmbedded: ask.database.embedded,
      }),
    });
  });
}

const fileFault = (text: string): FieldError[] => [{ field: 'file', text }];

async function upload(ask: IdAsk<{ page?: number }>): Promise<Reply> {
  const source = await ask.read((tx) => getOwnSource(tx, ask.params.id, ask.viewer.agencyId));
  let encoding: Encoding = 'utf-8';
  for await (const part of ask.upload()) {
    if (part.kind === 'field') {
      if (part.name === 'encoding' && part.value === 'windows-1252') encoding = 'windows-1252';
      continue;
    }
    if (part.fileName === undefined || part.fileName === '')
      return showSource(ask, fileFault('Choose the file to upload'), encoding);
    const sent = held(part.stream);
    try {
      const { batchId, state } = await stageFile(ask.database, {
        source: { id: source.id },
        fileName: part.fileName,
        stream: sent.stream,
        encoding,
        staffId: ask.viewer.staffId,
        now: ask.now,
      });
      return redirect(
        state === 'unmapped' ? `/intake/batches/${batchId}/columns` : `/intake/batches/${batchId}`,
      );
    } catch (error) {
      if (!(error instanceof WaymarkError) || (error.code !== 'bad-file' && error.code !== 'too-large'))
        throw error;
      await sent.drain();
      return showSource(ask, fileFault(error.message), encoding, error.status);
    }
  }
  return showSource(ask, fileFault('Choose the file to upload'), encoding);
}

const mostDrained = 64 * 1024 * 1024;

/**
 * A file that is refused midway is read to its end, within reason: a browser that is still sending would show a
 * broken connection instead of what is wrong.
 */
function held(stream: AsyncIterable<Uint8Array>): {
  stream: AsyncIterable<Uint8Array>;
  drain(): Promise<void>;
} {
  const bytes = stream[Symbol.asyncIterator]();
  // Without a `return`, leaving a loop does not end the upload.
  return {
    stream: { [Symbol.asyncIterator]: () => ({ next: () => bytes.next() }) },
    drain: async () => {
      for (let size = 0; size < mostDrained; ) {
        const next = await bytes.next();
        if (next.done === true) return;
        size += next.value.byteLength;
      }
      await bytes.return?.();
    },
  };
}

async function forgetColumns(ask: IdAsk<unknown, { _key?: string }>): Promise<Reply> {
  const { id } = await ask.perform(forgetImportColumns, { id: ask.params.id }, ask.body._key ?? newKey());
  return redirect(
    `/intake/sources/${id}`,
    'The matched columns were forgotten. The next file is matched by its headers.',
  );
}
