import { setImmediate } from 'node:timers/promises';
import Type from 'typebox';
import { addDays, type Day, isDay, londonDay, showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { exchangedCsv } from '../../web/csv-files.ts';
import { summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { codeField, field, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import { loadLists } from './choices.ts';
import { mostAtOnce, sendToDelius, takeBack, windowOf } from './delius-acts.ts';
import { readFile } from './delius-file.ts';
import { codeFor, sentColumns } from './delius-rules.ts';
import {
  countOpen,
  countUnsent,
  getBatch,
  listBatches,
  listLines,
  listSent,
  listUnsent,
  listWithdrawnSince,
} from './delius-store.ts';
import type { DeliusRule, Fault, Returned, SentRow } from './delius-types.ts';
import { batchPage, exchangePage, readyPage } from './delius-views.ts';
import { outcomeWords } from './types.ts';

const pageSize = 50;
const right = 'contact:exchange';
const days = Type.Object({ from: field(10), to: field(10), only: codeField, page: pageNumber });

/** The exchange of contacts with Delius. */
export const deliusPages: Route[] = [
  route({
    method: 'GET',
    url: '/contacts/delius',
    right,
    reads: 'list',
    section: 'cohort',
    query: Type.Object({ from: field(10), to: field(10) }),
    handle: (ask) => showExchange(ask, ask.query, []),
  }),
  route({
    method: 'GET',
    url: '/contacts/delius/ready',
    right,
    reads: 'list',
    section: 'cohort',
    query: days,
    handle: (ask) => showReady(ask),
  }),
  route({
    method: 'POST',
    url: '/contacts/delius/send',
    right,
    reads: 'list',
    body: formBody({ from: field(10), to: field(10) }),
    handle: (ask) => sendFromForm(ask),
  }),
  route({
    method: 'POST',
    url: '/contacts/delius/return',
    right,
    reads: 'list',
    multipart: true,
    limit: 20,
    handle: (ask) => returnFromForm(ask),
  }),
  route({
    method: 'GET',
    url: '/contacts/delius/batches/:id',
    right,
    reads: 'list',
    section: 'cohort',
    params: idParams,
    handle: (ask) => showBatch(ask),
  }),
  route({
    method: 'GET',
    url: '/contacts/delius/batches/:id/download',
    right,
    reads: 'export',
    params: idParams,
    handle: (ask) => download(ask),
  }),
];

const deliusRule = async (tx: Tx, ask: Ask): Promise<DeliusRule> =>
  (await ruleInForce<DeliusRule>(tx, ask.viewer.schemeId, 'delius-codes', ask.today)).body;

/** The days asked for; the last four weeks where none are, or no real ones. */
function daysOf(ask: Ask, { from, to }: { from?: string; to?: string }): { from: Day; to: Day } {
  const last = to !== undefined && isDay(to) ? to : ask.today;
  const first = from !== undefined && isDay(from) ? from : addDays(last, -28);
  return { from: first, to: last };
}

async function showExchange(
  ask: Ask,
  asked: { from?: string; to?: string },
  errors: readonly FieldError[],
  status?: number,
): Promise<Reply> {
  const window = daysOf(ask, asked);
  return ask.read(async (tx) => {
    const [waiting, open, openCount, batches, withdrawn] = await Promise.all([
      countUnsent(tx, windowOf(window.from, window.to)),
      listLines(tx, ['open'], { limit: pageSize, offset: 0 }),
      countOpen(tx),
      listBatches(tx, 20),
      listWithdrawnSince(tx, 50),
    ]);
    await ask.listed(tx, {
      act: 'contact:exchange',
      people: [...open, ...withdrawn],
    });
    return page({
      title: 'Exchange with Delius',
      section: 'cohort',
      status: errors.length > 0 ? (status ?? 422) : 200,
      errors: summaryOf(errors),
      body: exchangePage({
        csrfToken: ask.csrfToken,
        ...window,
        waiting,
        open,
        openCount,
        batches,
        withdrawn,
        errors,
      }),
    });
  });
}

async function showReady(
  ask: Ask<unknown, { from?: string; to?: string; only?: string; page?: number }>,
): Promise<Reply> {
  const window = daysOf(ask, ask.query);
  const current = ask.query.page ?? 1;
  return ask.read(async (tx) => {
    const only = ask.query.only === 'no-crn' ? 'no-crn' : undefined;
    const moments = windowOf(window.from, window.to);
    const [count, rule, lists, rows] = await Promise.all([
      countUnsent(tx, moments),
      deliusRule(tx, ask),
      loadLists(tx, ask.viewer.schemeId, ask.today),
      listUnsent(tx, moments, {
        limit: pageSize,
        offset: (current - 1) * pageSize,
        crn: only === undefined ? 'any' : 'without',
      }),
    ]);
    await ask.listed(tx, { act: 'contact:exchange-ready', people: rows });
    const total = only === undefined ? count.all : count.withoutCrn;
    return page({
      title: 'Not yet in Delius',
      section: 'cohort',
      breadcrumbs: [
        { text: 'Exchange with Delius', href: '/contacts/delius' },
        { text: 'Not yet in Delius' },
      ],
      body: readyPage({
        ...window,
        only,
        rows: rows.map((row) => {
          const code = codeFor(rule, row);
          const kindName = lists.kinds.find((kind) => kind.code === row.kind)?.name ?? row.kind;
          return { ...row, kindName, code: code?.code ?? null, description: code?.description ?? null };
        }),
        page: current,
        pages: Math.max(1, Math.ceil(total / pageSize)),
      }),
    });
  });
}

async function sendFromForm(
  ask: Ask<unknown, unknown, { from?: string; to?: string; _key?: string }>,
): Promise<Reply> {
  const { from = '', to = '' } = ask.body;
  const errors: FieldError[] = [];
  if (!isDay(from)) errors.push({ field: 'from', text: 'Enter the first day, like 2026-11-01' });
  if (!isDay(to)) errors.push({ field: 'to', text: 'Enter the last day, like 2026-11-30' });
  else if (to < from) errors.push({ field: 'to', text: 'The last day is before the first' });
  if (errors.length > 0) return showExchange(ask, ask.body, errors);
  const key = ask.body._key ?? newKey();
  try {
    let { batchId, more } = await ask.perform(sendToDelius, { from, to, batchId: null }, key);
    for (let part = 1; more && part < 50; part += 1) {
      await setImmediate();
      ({ batchId, more } = await ask.perform(sendToDelius, { from, to, batchId }, `${key}-${part}`));
    }
    return redirect(
      `/contacts/delius/batches/${batchId}`,
      'The file was made. Download it, and take it to Delius.',
    );
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    return showExchange(ask, ask.body, error.fields);
  }
}

async function returnFromForm(ask: Ask): Promise<Reply> {
  const refuse = (text: string, status?: number): Promise<Reply> =>
    showExchange(ask, {}, [{ field: 'file', text }], status);
  for await (const part of ask.upload()) {
    if (part.kind === 'field') continue;
    if (part.fileName === '') return refuse('Choose the file that Delius gave back');
    try {
      const read = await readFile(part.stream);
      return await takeFile(ask, part.fileName.slice(-200), read);
    } catch (error) {
      if (!(error instanceof WaymarkError) || (error.code !== 'bad-file' && error.code !== 'too-large'))
        throw error;
      return refuse(error.message, error.status);
    }
  }
  return refuse('Choose the file that Delius gave back');
}

/** Read a part at a time: a transaction of hundreds of lines, then the others' turn. */
async function takeFile(
  ask: Ask,
  fileName: string,
  { rows, faults }: { rows: Returned[]; faults: Fault[] },
): Promise<Reply> {
  if (rows.length + faults.length === 0)
    throw new WaymarkError('bad-file', { text: 'The file has no lines below its header.' });
  const key = newKey();
  const sum = { confirmed: 0, open: 0, known: 0 };
  let batchId: number | null = null;
  for (let from = 0; from === 0 || from < rows.length; from += mostAtOnce) {
    const input = {
      fileName,
      rows: rows.slice(from, from + mostAtOnce),
      faults: from === 0 ? faults : [],
      batchId,
    };
    const done: Awaited<ReturnType<typeof takeBack.run>> = await ask.perform(
      takeBack,
      input,
      `${key}-${from}`,
    );
    batchId = done.batchId;
    for (const name of ['confirmed', 'open', 'known'] as const) sum[name] += done[name];
    await setImmediate();
  }
  const words = `${sum.confirmed} confirmed, ${sum.open} to decide, ${sum.known} known already.`;
  return batchId === null
    ? redirect('/contacts/delius', `The file says nothing new: ${words}`)
    : redirect(`/contacts/delius/batches/${batchId}`, `The file was read: ${words}`);
}

async function showBatch(ask: Ask<{ id: number }>): Promise<Reply> {
  return ask.read(async (tx) => {
    const batch = await getBatch(tx, ask.params.id);
    const rows = batch.what === 'sent' ? await allSent(tx, batch.id) : [];
    await ask.listed(tx, {
      act: 'contact:exchange-batch',
      subject: 'delius_batch',
      subjectId: batch.id,
      people: [],
    });
    return page({
      title: batch.what === 'sent' ? 'File for Delius' : 'File from Delius',
      section: 'cohort',
      breadcrumbs: [{ text: 'Exchange with Delius', href: '/contacts/delius' }, { text: 'File' }],
      body: batchPage(batch, rows.filter(({ code }) => code === null).length),
    });
  });
}

async function allSent(tx: Tx, batchId: number): Promise<SentRow[]> {
  const rows: SentRow[] = [];
  for (let more = true; more; ) {
    const some = await listSent(tx, batchId, rows.at(-1)?.contactId ?? 0, 1_000);
    rows.push(...some);
    more = some.length === 1_000;
  }
  return rows;
}

async function download(ask: Ask<{ id: number }>): Promise<Reply> {
  return ask.read(async (tx) => {
    const batch = await getBatch(tx, ask.params.id);
    if (batch.what !== 'sent') throw new WaymarkError('not-found');
    const [rows, rule] = [await allSent(tx, batch.id), await deliusRule(tx, ask)];
    await ask.exported(tx, {
      act: 'contact:exchange-download',
      subject: 'delius_batch',
      subjectId: batch.id,
      people: rows,
      ids: rows.map(({ contactId }) => contactId),
    });
    return exchangedCsv({
      name: `delius-contacts-${batch.id}`,
      columns: sentColumns,
      rows: rows.map((row) => cellsOf(row, rule)),
    });
  });
}

const cellsOf = (row: SentRow, rule: DeliusRule): (string | number | null)[] => [
  row.reference,
  row.crn,
  londonDay(row.at),
  showMoment(row.at).split(', ')[1] ?? '',
  row.code,
  codeFor(rule, row)?.description ?? null,
  row.outcome === null ? null : (outcomeWords[row.outcome as keyof typeof outcomeWords] ?? row.outcome),
  row.minutes,
  row.place,
  row.staff,
  row.note,
];
