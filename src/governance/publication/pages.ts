import Type from 'typebox';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { addressOf } from '../../web/address.ts';
import { pageArrows } from '../../web/components/index.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, oneOf, pageNumber } from '../../web/schemas.ts';
import { dropPublication, dutiesOf, enterPublication, publishFile, withdrawFile } from './acts.ts';
import { ledgerPages } from './ledger-pages.ts';
import { type EntryForm, monthInWords, readEntry } from './rules.ts';
import { listEntries, listMonths, listOwnFiles } from './store.ts';
import { kindWords, type PublicationKind, publicationKinds } from './types.ts';
import { entryPage, monthPage, overviewPage } from './views.ts';

const path = '/governance/publication';
const crumbs = [
  { text: 'Governance', href: '/governance' },
  { text: 'Publication duties', href: path },
];
const pageSize = 100;

const monthParams = Type.Object({
  kind: oneOf(publicationKinds),
  month: Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$' }),
});

const right = 'spend:publish' as const;

/** What the office publishes each month: entries, ledgers, files. */
export const publicationPages: Route[] = [
  route({ method: 'GET', url: path, right, reads: 'none', handle: showOverview }),
  ...ledgerPages,
  route({
    method: 'GET',
    url: `${path}/new`,
    right,
    reads: 'none',
    query: Type.Object({ kind: Type.Optional(oneOf([...publicationKinds, ''])) }),
    handle: (ask) => showEntry(ask, { kind: ask.query.kind || 'grant', on: ask.today }, []),
  }),
  route({
    method: 'POST',
    url: `${path}/new`,
    right,
    reads: 'none',
    body: formBody({
      kind: field(20),
      reference: field(80),
      on: field(10),
      endsOn: field(10),
      recipient: field(200),
      purpose: field(2000),
      reasons: field(2000),
      conditions: field(2000),
      copyAt: field(300),
      amount: field(20),
      source: field(200),
    }),
    handle: enterFromForm,
  }),
  route({
    method: 'GET',
    url: `${path}/:kind/:month`,
    right,
    reads: 'none',
    params: monthParams,
    query: Type.Object({ page: pageNumber }),
    handle: (ask) => showMonth(ask, []),
  }),
  route({
    method: 'POST',
    url: `${path}/:kind/:month/publish`,
    right,
    reads: 'none',
    params: monthParams,
    body: formBody({}),
    handle: publishFromForm,
  }),
  route({
    method: 'POST',
    url: `${path}/:kind/:month/drop`,
    right,
    reads: 'none',
    params: monthParams,
    body: formBody({ entry: field(20), why: field(300) }),
    handle: dropFromForm,
  }),
  route({
    method: 'POST',
    url: `${path}/:kind/:month/withdraw`,
    right,
    reads: 'none',
    params: monthParams,
    body: formBody({ file: field(20), reason: field(300) }),
    handle: withdrawFromForm,
  }),
];

type Keyed = { _key?: string };
type Month = { kind: PublicationKind; month: string };

async function showOverview(ask: Ask): Promise<Reply> {
  return ask.read(async (tx) => {
    const [months, duties] = await Promise.all([
      listMonths(tx, ask.viewer.agencyId),
      dutiesOf(tx, ask.viewer.schemeId, ask.today),
    ]);
    return page({
      title: 'Publication duties',
      section: 'governance',
      breadcrumbs: crumbs,
      body: overviewPage({ office: ask.viewer.agencyName, months, duties }),
    });
  });
}

function showEntry(ask: Ask, values: EntryForm, errors: readonly FieldError[], key?: string): Promise<Reply> {
  return Promise.resolve(
    page({
      title: 'Enter what is to be published',
      section: 'governance',
      status: formStatus({ errors }),
      breadcrumbs: [...crumbs, { text: 'Enter' }],
      errors: summaryOf(errors),
      body: entryPage({ values, errors, csrfToken: ask.csrfToken, key }),
    }),
  );
}

async function enterFromForm(ask: Ask<unknown, unknown, EntryForm & Keyed>): Promise<Reply> {
  const { _key: key, ...values } = ask.body;
  const read = readEntry(values);
  if ('errors' in read) return showEntry(ask, values, read.errors, key);
  try {
    await ask.perform(enterPublication, read.entry, key ?? newKey());
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'invalid') throw error;
    return showEntry(ask, values, error.fields, newKey());
  }
  const { kind, on } = read.entry;
  return redirect(
    `${path}/${kind}/${on.slice(0, 7)}`,
    'It was entered. It is published with the month’s file.',
  );
}

async function showMonth(
  ask: Ask<Month, { page?: number }>,
  errors: readonly FieldError[],
  values: { why?: string; reason?: string } = {},
): Promise<Reply> {
  const { kind, month } = ask.params;
  const current = ask.query.page ?? 1;
  return ask.read(async (tx) => {
    const filter = { agencyId: ask.viewer.agencyId, kind, month };
    const [entries, files, duties] = await Promise.all([
      listEntries(tx, filter, { limit: pageSize + 1, offset: (current - 1) * pageSize }),
      listOwnFiles(tx, filter),
      dutiesOf(tx, ask.viewer.schemeId, ask.today),
    ]);
    return page({
      title: `${kindWords[kind]}, ${monthInWords(month)}`,
      section: 'governance',
      status: formStatus({ errors }),
      breadcrumbs: [...crumbs, { text: `${kindWords[kind]}, ${monthInWords(month)}` }],
      errors: summaryOf(errors),
      body: monthPage({
        kind,
        month,
        entries: entries.slice(0, pageSize),
        files,
        duties,
        mayPublish: month <= ask.today.slice(0, 7),
        values,
        errors,
        csrfToken: ask.csrfToken,
        pages: pageArrows(current, entries.length > pageSize, (to) =>
          addressOf(`${path}/${kind}/${month}`, { page: to }),
        ),
      }),
    });
  });
}

const back = ({ kind, month }: Month): string => `${path}/${kind}/${month}`;

async function publishFromForm(ask: Ask<Month, unknown, Keyed>): Promise<Reply> {
  const { name, lines } = await ask.perform(publishFile, { ...ask.params }, ask.body._key ?? newKey());
  return redirect(
    back(ask.params),
    `The file was published with ${lines} ${lines === 1 ? 'line' : 'lines'}.`,
    { text: name, href: `/public-register/files/${name}` },
  );
}

const withoutQuery = <Body>(ask: Ask<Month, unknown, Body>): Ask<Month, { page?: number }> => ({
  ...ask,
  query: {},
});

async function dropFromForm(
  ask: Ask<Month, unknown, { entry?: string; why?: string } & Keyed>,
): Promise<Reply> {
  const why = ask.body.why?.trim() ?? '';
  const id = Number(ask.body.entry) || 0;
  const errors: FieldError[] = [];
  if (id === 0) errors.push({ field: 'entry', text: 'Choose the entry' });
  if (why === '') errors.push({ field: 'why', text: 'Give the reason' });
  if (errors.length > 0) return showMonth(withoutQuery(ask), errors, { why });
  await ask.perform(dropPublication, { id, why }, ask.body._key ?? newKey());
  return redirect(back(ask.params), 'The entry was taken out. A file published before still has it.');
}

async function withdrawFromForm(
  ask: Ask<Month, unknown, { file?: string; reason?: string } & Keyed>,
): Promise<Reply> {
  const reason = ask.body.reason?.trim() ?? '';
  const id = Number(ask.body.file) || 0;
  const errors: FieldError[] = [];
  if (id === 0) errors.push({ field: 'file', text: 'Choose the file' });
  if (reason === '') errors.push({ field: 'reason', text: 'Give the reason, as the public will read it' });
  if (errors.length > 0) return showMonth(withoutQuery(ask), errors, { reason });
  await ask.perform(withdrawFile, { id, reason }, ask.body._key ?? newKey());
  return redirect(back(ask.params), 'The file is off the register: its name and the reason stay.');
}
