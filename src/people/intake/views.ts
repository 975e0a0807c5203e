import { type Role, roleTitles } from '../../access/rights.ts';
import { londonDay, showDay, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  checkboxes,
  emptyState,
  fileUpload,
  insetText,
  numberedPages,
  radios,
  summaryList,
  table,
  tag,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { changeTable, emptiedWarning, excerptWords, problemTable } from './batch-lists.ts';
import type { Format } from './formats/format.ts';
import { formats } from './formats/index.ts';
import type { StagedChange } from './preview-store.ts';
import { farFewer, transitions } from './rules.ts';
import type { Sender } from './store.ts';
import {
  type Batch,
  batchStateWords,
  changeWords,
  type Encoding,
  type ItemKind,
  itemKinds,
  itemWords,
  type Problem,
  type Source,
} from './types.ts';
import { waitingSection } from './waiting-views.ts';

const number = (value: number): string => value.toLocaleString('en-GB');

export interface SourceListModel {
  agency: string;
  /** Else the page only says who uploads. */
  mayImport: boolean;
  staleAfterDays: number | undefined;
  senders: readonly Sender[];
  sources: readonly (Source & {
    lastAcceptedAt: Date | null;
    lastFile: string | null;
    waiting: number;
    age: { text: string; isStale: boolean };
  })[];
}

export function sourceList(model: SourceListModel): Html {
  const rule =
    model.staleAfterDays === undefined
      ? ''
      : html` A feed counts as stale after ${model.staleAfterDays} days, by the scheme’s rule.`;
  if (!model.mayImport)
    return html`<h1 class="govuk-heading-l">Intake</h1>
<p class="govuk-body">Your role does not upload extracts. Those who do are below.${rule}</p>
${whoSendsWhat(model.senders)}`;
  return html`<h1 class="govuk-heading-l">Intake</h1>
<p class="govuk-body">You upload the extracts of your own agency, ${model.agency}, and nobody else’s.${rule}</p>
${model.sources.length === 0 ? noSources(model) : sourceTable(model)}
<p class="govuk-body"><a class="govuk-link" href="/intake/events">Bring in a file of events</a>: custody, crimes, missed tags, releases, addresses</p>
${whoSendsWhat(model.senders)}`;
}

const noSources = (model: SourceListModel): Html =>
  emptyState({
    title: `${model.agency} sends no extracts.`,
    text: 'There is nothing for you to upload. Whoever of the agencies below sends the extract uploads it; if yours should send one, ask the administrator, who adds it to the scheme’s configuration.',
  });

const roleInWords = (role: string): string =>
  Object.hasOwn(roleTitles, role) ? roleTitles[role as Role] : role;

const whoSendsWhat = (
  senders: readonly Sender[],
): Html => html`<h2 class="govuk-heading-m">Who uploads what</h2>
${table({
  caption: 'Who uploads what',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Who uploads what',
  stack: true,
  firstCellIsHeader: true,
  head: [{ text: 'Agency' }, { text: 'Extracts' }, { text: 'Uploaded by' }],
  rows: senders.map(({ agency, formats: sent, roles }) => [
    agency,
    sent.map((format) => formats[format].title).join(', '),
    roles.length === 0
      ? 'Nobody of the agency has a role that may upload: ask the administrator'
      : roles.map(roleInWords).join(', '),
  ]),
})}
<p class="govuk-body">A file of another agency is theirs to upload: send it to somebody there who has one of these roles. If you hold a second role, change to it at the top of the page.</p>`;

const sourceTable = (model: SourceListModel): Html =>
  table({
    caption: 'Extracts',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Extracts',
    stack: true,
    firstCellIsHeader: true,
    head: [{ text: 'Extract' }, { text: 'Last taken in' }, { text: 'How old' }, { text: 'Waiting for you' }],
    rows: model.sources.map((source) => [
      html`<a class="govuk-link" href="/intake/sources/${source.id}">${formats[source.format].title}</a>`,
      source.lastAcceptedAt === null
        ? 'Never'
        : html`${showMoment(source.lastAcceptedAt)}<br><span class="govuk-hint">${source.lastFile}</span>`,
      source.age.isStale
        ? html`${source.age.text} ${tag({ text: 'Stale', classes: 'govuk-tag--yellow' })}`
        : source.age.text,
      source.waiting === 0
        ? 'Nothing'
        : html`<a class="govuk-link" href="/intake/sources/${source.id}#history">${source.waiting} ${source.waiting === 1 ? 'file' : 'files'}<span class="govuk-visually-hidden"> of ${formats[source.format].title}</span></a>`,
    ]),
  });

export interface SourcePageModel {
  source: Source;
  format: Format;
  batches: readonly Batch[];
  page: number;
  pages: number;
  csrfToken: string;
  errors: readonly FieldError[];
  encoding: Encoding;
  isEmbedded: boolean;
}

export function sourcePage(model: SourcePageModel): Html {
  const { source, format } = model;
  return html`<h1 class="govuk-heading-l">${format.title}</h1>
<p class="govuk-body">From ${source.agency}. Nothing is taken in until you have seen what would change.</p>
${form({
  action: `/intake/sources/${source.id}/upload`,
  csrfToken: model.csrfToken,
  multipart: true,
  body: html`${radios({
    name: 'encoding',
    fieldset: { legend: { text: 'How the file writes letters', classes: 'govuk-fieldset__legend--s' } },
    classes: 'govuk-radios--small govuk-radios--inline',
    value: model.encoding,
    items: [
      { value: 'utf-8', text: 'UTF-8 (usual)' },
      { value: 'windows-1252', text: 'Windows-1252 (older systems)' },
    ],
  })}
${fileUpload({
  id: 'file',
  name: 'file',
  label: { text: 'CSV file' },
  hint: {
    text: model.isEmbedded
      ? 'With a header row. Up to 100 MB here; larger files need PostgreSQL.'
      : 'With a header row, up to 8 GB.',
  },
  attributes: { accept: '.csv,text/csv' },
  ...messageFor(model.errors, 'file'),
})}
${button({ text: 'Upload and check', preventDoubleClick: true })}`,
})}
${remembered(model)}
<h2 class="govuk-heading-m" id="history">Files so far</h2>
${
  model.batches.length === 0
    ? emptyState({
        title: 'No file has been uploaded yet.',
        text: 'Files that you or others of your agency upload will show here.',
      })
    : batchTable(model.batches)
}
${numberedPages(model.page, model.pages, (page) => `/intake/sources/${source.id}?page=${page}#history`)}
<h2 class="govuk-heading-m">Columns of this extract</h2>
${fieldTable(format)}`;
}

function remembered(model: SourcePageModel): Html | string {
  const { source, format } = model;
  if (source.mapping === null) return '';
  const pairs = Object.entries(source.mapping).filter(
    ([name, header]) => header !== '' && format.fields[name] !== undefined,
  );
  return html`<h2 class="govuk-heading-m">Columns as they were matched last</h2>
<p class="govuk-body">${pairs.map(([name, header], at) => html`${at > 0 ? '; ' : ''}${format.fields[name]?.label} from “${header}”`)}.</p>
${form({ action: `/intake/sources/${source.id}/forget`, csrfToken: model.csrfToken, body: button({ text: 'Forget these columns', classes: 'govuk-button--secondary' }) })}`;
}

const stateColours: Partial<Record<Batch['state'], string>> = {
  staged: 'govuk-tag--blue',
  unmapped: 'govuk-tag--blue',
  accepted: 'govuk-tag--green',
  undone: 'govuk-tag--grey',
  abandoned: 'govuk-tag--grey',
  accepting: 'govuk-tag--yellow',
  undoing: 'govuk-tag--yellow',
};

export const stateTag = (batch: Batch): Html =>
  tag({ text: batchStateWords[batch.state], classes: stateColours[batch.state] ?? 'govuk-tag--grey' });

const batchTable = (batches: readonly Batch[]): Html =>
  table({
    caption: 'Files, newest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Files',
    stack: true,
    firstCellIsHeader: true,
    head: [
      { text: 'Batch' },
      { text: 'File' },
      { text: 'State' },
      { text: 'New', format: 'numeric' },
      { text: 'Changed', format: 'numeric' },
      { text: 'The same', format: 'numeric' },
      { text: 'Left out', format: 'numeric' },
      { text: 'Uploaded' },
    ],
    rows: batches.map((batch) => [
      html`<a class="govuk-link" href="/intake/batches/${batch.id}">Batch ${batch.id}</a>`,
      batch.fileName,
      html`${stateTag(batch)}${batch.refused === null ? '' : html`<br><span class="govuk-hint">${batch.refused}</span>`}`,
      { text: number(batch.rowsNew), format: 'numeric' },
      { text: number(batch.rowsChanged), format: 'numeric' },
      { text: number(batch.rowsSame), format: 'numeric' },
      { text: number(batch.rowsBad + batch.rowsOlder), format: 'numeric' },
      html`${showMoment(batch.stagedAt)}${batch.stagedBy === null ? '' : html`<br><span class="govuk-hint">${batch.stagedBy}</span>`}`,
    ]),
  });

const fieldTable = (format: Format): Html =>
  table({
    caption: 'Columns',
    captionClasses: 'govuk-visually-hidden',
    head: [{ text: 'Column' }, { text: 'Meaning' }, { text: 'Needed' }],
    scrollLabel: 'Columns',
    stack: true,
    firstCellIsHeader: true,
    rows: Object.entries(format.fields).map(([name, field]) => [
      html`<code>${name}</code>`,
      html`${field.label}${field.aliases.length === 0 ? '' : html`<br><span class="govuk-hint">also as ${field.aliases.join(', ')}</span>`}`,
      field.required ? 'In every row' : field.needed ? 'The column' : 'No',
    ]),
  });

export interface BatchPageModel {
  batch: Batch;
  format: Format;
  changes: readonly StagedChange[];
  /** References that we hold somebody else under. */
  waiting: readonly StagedChange[];
  /** What the last accepted file filled and this one would empty. */
  emptied: readonly string[];
  problems: readonly Problem[];
  problemCount: number;
  earlier: { id: number; acceptedAt: Date } | undefined;
  /** Of the last accepted file of this source. */
  lastRows: number | undefined;
  /** Another kind of extract that the file's headers fit. */
  looksLike: string | undefined;
  isOutdated: boolean;
  hasLaterChanges: boolean;
  csrfToken: string;
  errors: readonly FieldError[];
}

export function batchPage(model: BatchPageModel): Html {
  const { batch, format } = model;
  return html`<h1 class="govuk-heading-l">${batch.state === 'staged' ? 'Check before taking in' : `Batch ${batch.id}`}</h1>
<p class="govuk-body">${format.title}, ${batch.fileName} ${stateTag(batch)}</p>
${whatNow(model)}
${batch.state === 'unmapped' ? '' : summary(model)}
${waitingSection(model)}
${model.changes.length === 0 ? '' : sample(model)}
${model.problemCount === 0 ? '' : problemSection(model)}
${decisions(model)}`;
}

const looksLikeAnother = ({ looksLike, format }: BatchPageModel): Html | string =>
  looksLike === undefined
    ? ''
    : warningText({
        text: `This looks like ${looksLike}, and was uploaded as ${format.title}. If so, abandon it and upload it there.`,
      });

function whatNow(model: BatchPageModel): Html | string {
  const { batch, earlier } = model;
  const path = `/intake/batches/${batch.id}`;
  if (batch.state === 'staging')
    return insetText({
      text: 'The file is still being read, or the upload was broken off. Look again in a moment, or abandon it.',
    });
  if (batch.state === 'accepting')
    return insetText({
      html: html`The rows are being taken in and show all at once when they are. This goes on by itself, also after a restart. <a class="govuk-link" href="${path}">Look again</a>`,
    });
  if (batch.state === 'undoing')
    return insetText({
      html: html`What stood before is being put back. This goes on by itself, also after a restart. <a class="govuk-link" href="${path}">Look again</a>`,
    });
  if (batch.state === 'unmapped')
    return html`${looksLikeAnother(model)}<p class="govuk-body">Columns were not found under their names. ${number(batch.rowsRead)} rows wait.</p>${button({ text: 'Match the columns', href: `${path}/columns` })}`;
  if (batch.state === 'abandoned')
    return insetText({
      text: ['Nothing of this file was taken in.', batch.refused].filter(Boolean).join(' '),
    });
  if (batch.state !== 'staged') return '';
  return html`${looksLikeAnother(model)}${farFewer(batch.rowsRead, model.lastRows) ? warningText({ text: `This file has ${number(batch.rowsRead)} rows; the last one accepted here had ${number(model.lastRows ?? 0)}. Check that it is the whole extract before you accept it.` }) : ''}${emptiedWarning(model.emptied)}${earlier === undefined ? '' : warningText({ html: html`This very file was accepted on ${showDay(londonDay(earlier.acceptedAt))} (<a class="govuk-link" href="/intake/batches/${earlier.id}">batch ${earlier.id}</a>), and others have come in since. Accepting it again would put old values back.` })}
${model.isOutdated ? html`${warningText({ text: 'Another file of this source went in or out since this one was checked, so the figures below are out of date.' })}${form({ action: `${path}/compare`, csrfToken: model.csrfToken, body: button({ text: 'Compare again' }) })}` : ''}`;
}

function summary(model: BatchPageModel): Html {
  const { batch } = model;
  const path = `/intake/batches/${batch.id}`;
  const lines = itemKinds.filter((kind) => batch.counts?.[kind] !== undefined);
  const isOpen = batch.state === 'staged' || batch.state === 'accepting';
  return summaryList({
    rows: [
      { key: 'Rows read', value: number(batch.rowsRead) },
      { key: 'New', value: number(batch.rowsNew) },
      {
        key: 'Changed',
        value:
          batch.rowsChanged > 0 && isOpen
            ? html`<a class="govuk-link" href="${path}/changes">${number(batch.rowsChanged)}<span class="govuk-visually-hidden"> changed rows, old and new</span></a>`
            : number(batch.rowsChanged),
      },
      { key: 'The same as before', value: number(batch.rowsSame) },
      {
        key: 'Left out: something is wrong',
        value:
          batch.rowsBad > 0
            ? html`<a class="govuk-link" href="${path}/problems">${number(batch.rowsBad)}<span class="govuk-visually-hidden"> rows left out, with reasons</span></a>`
            : '0',
      },
      { key: 'Left out: ours was changed later', value: number(batch.rowsOlder) },
      { key: 'Warnings', value: number(batch.warnings) },
      {
        key: 'What the rows become',
        value: html`${lines.map((kind) => html`<p class="govuk-body govuk-!-margin-bottom-1">${itemLine(batch, kind)}</p>`)}${lines.length === 0 ? 'Nothing' : ''}`,
      },
      { key: 'Uploaded', value: byline(batch.stagedAt, batch.stagedBy) },
      batch.acceptedAt !== null && { key: 'Accepted', value: byline(batch.acceptedAt, batch.acceptedBy) },
      batch.undoneAt !== null && { key: 'Undone', value: byline(batch.undoneAt, batch.undoneBy) },
    ],
  });
}

const byline = (at: Date, by: string | null): string =>
  `${showMoment(at)}${by === null ? ', without a person (start-up or command line)' : ` by ${by}`}`;

function itemLine(batch: Batch, kind: ItemKind): string {
  const counts = batch.counts?.[kind] ?? {};
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
  const words = total === 1 ? itemWords[kind].one : itemWords[kind].many;
  const parts = (['new', 'changed', 'same', 'older', 'waiting'] as const)
    .filter((change) => counts[change])
    .map((change) => `${number(counts[change] ?? 0)} ${changeWords[change]}`);
  return `${number(total)} ${words}: ${parts.join(', ')}`;
}

const sample = (
  model: BatchPageModel,
): Html => html`<h2 class="govuk-heading-m">Some of what would change</h2>
${changeTable(model.changes)}
<p class="govuk-body"><a class="govuk-link" href="/intake/batches/${model.batch.id}/changes">All changes</a></p>`;

const problemSection = (model: BatchPageModel): Html => html`<h2 class="govuk-heading-m">Problems</h2>
<p class="govuk-body">${excerptWords(model.batch.state)}</p>
${problemTable(model.problems, model.batch.state)}
<p class="govuk-body"><a class="govuk-link" href="/intake/batches/${model.batch.id}/problems">All ${number(model.problemCount)} problems</a>, or <a class="govuk-link" href="/intake/batches/${model.batch.id}/problems.csv">download them as CSV</a></p>`;

function decisions(model: BatchPageModel): Html {
  const { batch } = model;
  const allowed = transitions[batch.state];
  const path = `/intake/batches/${batch.id}`;
  const sure = (words: string): Html =>
    checkboxes({
      idPrefix: 'sure',
      name: 'sure',
      classes: 'govuk-checkboxes--small',
      fieldset: { legend: { text: 'Are you sure?', classes: 'govuk-fieldset__legend--s' } },
      ...messageFor(model.errors, 'sure'),
      items: [{ value: 'yes', text: words }],
    });
  return html`${
    allowed.accept === undefined || model.isOutdated || model.batch.counts?.record?.waiting
      ? ''
      : html`<h2 class="govuk-heading-m">Take it in</h2>${form({ action: `${path}/accept`, csrfToken: model.csrfToken, version: batch.version, body: html`${model.problemCount > 0 && html`<p class="govuk-body">Accepting erases what the cells with problems say. <a class="govuk-link" href="${path}/problems.csv">Download the problems as CSV</a> first, if you want to send them back.</p>`}${sure('I have looked at what would change')}${button({ text: 'Accept', preventDoubleClick: true })}` })}`
  }
${allowed.undo === undefined ? '' : undoSection(model, path, sure)}
${allowed.abandon === undefined ? '' : form({ action: `${path}/abandon`, csrfToken: model.csrfToken, version: batch.version, body: button({ text: 'Abandon this file', classes: 'govuk-button--secondary' }) })}`;
}

function undoSection(model: BatchPageModel, path: string, sure: (words: string) => Html): Html {
  if (model.hasLaterChanges)
    return insetText({ text: 'A later batch changed rows that this one wrote. Undo the later one first.' });
  return html`<h2 class="govuk-heading-m">Undo</h2>
<p class="govuk-body">What this batch brought is taken out, and what it changed is put back as it was.</p>
${form({ action: `${path}/undo`, csrfToken: model.csrfToken, version: model.batch.version, body: html`${sure('Undo this batch')}${button({ text: 'Undo', classes: 'govuk-button--warning', preventDoubleClick: true })}` })}`;
}
