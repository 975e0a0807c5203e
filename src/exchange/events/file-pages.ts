import { senderById } from '../../intelligence/index.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { button, emptyState, fileUpload, select, table } from '../../web/components/index.ts';
import { form, messageFor, summaryOf } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, mayEnter, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { columnNames, type FileReport, takeInFile } from './file.ts';
import { listSenders } from './sender-store.ts';
import type { SenderRow } from './sender-types.ts';

const path = '/intake/events';

/** A file of events of one's own agency, brought in by hand. */
export const fileRoutes: Route[] = [
  route({
    method: 'GET',
    url: path,
    right: 'intake:import',
    reads: 'none',
    section: 'people',
    handle: (ask) => ask.read((tx) => show(tx, ask, [], '')),
  }),
  route({
    method: 'POST',
    url: path,
    right: 'intake:import',
    reads: 'none',
    multipart: true,
    limit: 30,
    handle: upload,
  }),
];

/** The senders of the viewer's own agency: row-level security shows an administrator more. */
const ownSenders = async (tx: Tx, ask: Ask): Promise<SenderRow[]> =>
  (await listSenders(tx)).filter(
    ({ revokedAt, agencyId }) => revokedAt === null && agencyId === ask.viewer.agencyId,
  );

async function show(
  tx: Tx,
  ask: Ask,
  errors: FieldError[],
  chosen: string,
  report?: FileReport,
): Promise<Reply> {
  const senders = await ownSenders(tx, ask);
  return page({
    title: 'Bring in a file of events',
    section: 'people',
    status: errors.length > 0 ? 422 : 200,
    breadcrumbs: [{ text: 'Extracts', href: '/intake' }, { text: 'Events' }],
    errors: summaryOf(errors),
    body: html`<h1 class="govuk-heading-l">Bring in a file of events</h1>
${report === undefined ? '' : reportPart(report)}
${senders.length === 0 ? emptyState({ title: 'Your agency has no sender.', text: 'An administrator registers one under Settings, Senders: a file is brought in as from one of them.' }) : uploadForm(ask, senders, errors, chosen)}
${mayEnter(ask.viewer, 'see:review-queue') ? html`<p class="govuk-body"><a class="govuk-link" href="/identity/events">Events to review</a></p>` : ''}`,
  });
}

const uploadForm = (
  ask: Ask,
  senders: readonly SenderRow[],
  errors: readonly FieldError[],
  chosen: string,
): Html => html`<p class="govuk-body">CSV with a header, or one JSON object a line. Columns: <code>${columnNames.join(', ')}</code>. Times have an offset: 2026-11-02T09:15:00Z. Good lines are kept; what was brought in before is known by its number.</p>
${form({
  action: path,
  csrfToken: ask.csrfToken,
  multipart: true,
  body: html`${select({
    id: 'sender',
    name: 'sender',
    label: { text: 'From which sender' },
    value: chosen,
    items: senders.map(({ id, name }) => ({ value: String(id), text: name })),
    ...messageFor(errors, 'sender'),
  })}${fileUpload({ id: 'file', name: 'file', label: { text: 'File' }, ...messageFor(errors, 'file') })}${button({ text: 'Bring it in', preventDoubleClick: true })}`,
})}`;

const reportPart = (report: FileReport): Html => html`<h2 class="govuk-heading-m">What came of the file</h2>
<ul class="govuk-list govuk-list--bullet"><li>${report.read} events read</li><li>${report.accepted} taken in</li><li>${report.repeated} known already</li><li>${report.parked} ahead of their time: kept until then</li><li>${report.corrected} corrected, ${report.withdrawn} withdrawn</li><li>${report.refused} refused</li></ul>
${
  report.faults.length === 0
    ? ''
    : table({
        caption:
          report.refused > report.faults.length
            ? `The first ${report.faults.length} lines that were refused`
            : 'Lines that were refused',
        scrollLabel: 'Lines that were refused',
        head: [{ text: 'Line' }, { text: 'What is wrong' }],
        rows: report.faults.map(({ line, text }) => [line, text]),
      })
}`;

async function upload(ask: Ask): Promise<Reply> {
  let chosen = '';
  const again = (fieldName: string, text: string): Promise<Reply> =>
    ask.read((tx) => show(tx, ask, [{ field: fieldName, text }], chosen));
  for await (const part of ask.upload()) {
    if (part.kind === 'field') {
      if (part.name === 'sender') chosen = part.value;
      continue;
    }
    const allowed = await ask.read((tx) => ownSenders(tx, ask));
    const sender = allowed.find(({ id }) => String(id) === chosen);
    const known = sender === undefined ? undefined : await senderById(ask.database, sender.id);
    if (known === undefined) return again('sender', 'Choose a sender of your agency');
    if (part.fileName === '') return again('file', 'Choose a file');
    try {
      const report = await takeInFile(ask.database, known, part.stream, ask.now);
      return await ask.read((tx) => show(tx, ask, [], chosen, report));
    } catch (error) {
      if (error instanceof WaymarkError && ['bad-file', 'too-large'].includes(error.code))
        return again('file', error.message);
      throw error;
    }
  }
  return redirect(path);
}
