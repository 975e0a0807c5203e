import { type Day, showMoment, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  details,
  emptyState,
  fileUpload,
  input,
  pagination,
  table,
  tag,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { sentColumns } from './delius-rules.ts';
import type { DeliusBatch, DeliusLine, Outgoing } from './delius-types.ts';

interface ExchangeModel {
  csrfToken: string;
  from: Day;
  to: Day;
  waiting: { all: number; withoutCrn: number };
  open: readonly DeliusLine[];
  openCount: number;
  batches: readonly DeliusBatch[];
  withdrawn: readonly {
    contactId: number;
    personId: number;
    name: string;
    at: Date;
    reference: string;
    deliusId: string | null;
  }[];
  errors: readonly FieldError[];
  key?: string | undefined;
}

const base = '/contacts/delius';

/** What waits to go to Delius, what came back, and what somebody has to decide. */
export const exchangePage = (
  model: ExchangeModel,
): Html => html`<h1 class="govuk-heading-l">Exchange with Delius</h1>
<p class="govuk-body">What your agency records here goes to Delius in a file, and what Delius has comes back in one, so that nobody types a contact twice. The layout of the file is an example: none is published.</p>
<h2 class="govuk-heading-m">Send</h2>
<p class="govuk-body"><a class="govuk-link" href="${addressOf(`${base}/ready`, { from: model.from, to: model.to })}">Not yet in Delius, as they stand now: ${model.waiting.all}</a>${model.waiting.withoutCrn === 0 ? '' : html`, of which <a class="govuk-link" href="${addressOf(`${base}/ready`, { from: model.from, to: model.to, only: 'no-crn' })}">without a CRN: ${model.waiting.withoutCrn}</a>`}</p>
${form({
  action: `${base}/send`,
  csrfToken: model.csrfToken,
  key: model.key,
  body: html`<div class="wm-row">${input({ id: 'from', name: 'from', type: 'date', label: { text: 'Contacts from' }, classes: 'govuk-input--width-10', value: model.from, ...messageFor(model.errors, 'from') })}
${input({ id: 'to', name: 'to', type: 'date', label: { text: 'Up to and with' }, classes: 'govuk-input--width-10', value: model.to, ...messageFor(model.errors, 'to') })}</div>
${button({ text: 'Make the file', preventDoubleClick: true })}`,
})}
<h2 class="govuk-heading-m">Take back</h2>
${form({
  action: `${base}/return`,
  csrfToken: model.csrfToken,
  multipart: true,
  body: html`${fileUpload({ id: 'file', name: 'file', label: { text: 'File from Delius (CSV)' }, ...messageFor(model.errors, 'file') })}
${button({ text: 'Read the file', preventDoubleClick: true })}`,
})}
${details({ summaryText: 'Columns of the file', html: html`<p class="govuk-body">${sentColumns.join(', ')}, and <strong>Contact ID</strong>: Delius’ own number of the contact. Needed are CRN, Contact date, Contact time, Contact type and Contact ID.</p>` })}
${decisions(model)}
${withdrawnPart(model)}
${batchTable(model.batches)}`;

const decisions = ({
  open,
  openCount,
}: ExchangeModel): Html => html`<h2 class="govuk-heading-m" id="open">To decide: ${openCount}</h2>
${
  open.length === 0
    ? html`<p class="govuk-body">No line waits for a decision.</p>`
    : table({
        caption: 'Lines that wait for a decision',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Lines to decide',
        stack: true,
        head: [{ text: 'Who' }, { text: 'When' }, { text: 'In Delius' }, { text: 'What it may be' }],
        rows: open.map((line) => [
          html`<a class="govuk-link" href="${base}/lines/${line.id}">${line.name}<span class="govuk-visually-hidden">: decide the line of ${showMoment(line.at)}</span></a>`,
          showMoment(line.at),
          `${line.code ?? 'no code'}${line.description === null ? '' : `: ${line.description}`}`,
          line.nearest.length === 0 ? 'Only in Delius' : `${line.nearest.length} of ours come near`,
        ]),
      })
}
${openCount > open.length ? html`<p class="govuk-body">The first ${open.length} are shown; the others follow as these are decided.</p>` : ''}`;

const withdrawnPart = ({ withdrawn }: ExchangeModel): Html | '' =>
  withdrawn.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">Sent, and withdrawn since</h2>
<p class="govuk-body">Take these out in Delius by hand.</p>
<ul class="govuk-list govuk-list--bullet">${withdrawn.map((one) => html`<li><a class="govuk-link" href="/people/${one.personId}/contacts/${one.contactId}">${one.name}, ${showMoment(one.at)}</a>: ${one.reference}${one.deliusId === null ? '' : `, in Delius ${one.deliusId}`}</li>`)}</ul>`;

const batchTable = (batches: readonly DeliusBatch[]): Html => html`<h2 class="govuk-heading-m">Files</h2>
${
  batches.length === 0
    ? emptyState({ title: 'No file has been made or read yet.' })
    : table({
        caption: 'Files, newest first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Files',
        stack: true,
        head: [{ text: 'When' }, { text: 'What' }, { text: 'Lines' }, { text: 'By' }],
        rows: batches.map((batch) => [
          html`<a class="govuk-link" href="${base}/batches/${batch.id}">${showMoment(batch.madeAt)}</a>`,
          batch.what === 'sent' ? 'Made for Delius' : 'Came back from Delius',
          batch.lines,
          batch.by,
        ]),
      })
}`;

interface ReadyModel {
  from: Day;
  to: Day;
  only: string | undefined;
  rows: readonly (Outgoing & { kindName: string; code: string | null; description: string | null })[];
  page: number;
  pages: number;
}

/** What the next file would have; what has no code yet says so. */
export const readyPage = (model: ReadyModel): Html => html`<h1 class="govuk-heading-l">Not yet in Delius</h1>
<p class="govuk-body">Contacts of your agency from ${showShortDay(model.from)} to ${showShortDay(model.to)} that Delius has not been given as they stand${model.only === 'no-crn' ? ', of people without a CRN: they cannot go into a file' : ''}. <a class="govuk-link" href="${base}">Exchange with Delius</a></p>
${
  model.rows.length === 0
    ? emptyState({ title: 'There is none.' })
    : table({
        caption: 'Contacts, oldest first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Contacts not yet in Delius',
        stack: true,
        head: [{ text: 'Who' }, { text: 'CRN' }, { text: 'When' }, { text: 'What' }, { text: 'Delius code' }],
        rows: model.rows.map((row) => [
          html`<a class="govuk-link" href="/people/${row.personId}/contacts/${row.contactId}">${row.name}</a>`,
          row.crn ?? tag({ text: 'No CRN', classes: 'govuk-tag--orange' }),
          showMoment(row.at),
          row.kindName,
          html`${row.code ?? tag({ text: 'No code yet', classes: 'govuk-tag--grey' })}${row.description === null ? '' : html`<br><span class="govuk-hint">${row.description}</span>`}`,
        ]),
      })
}
${
  model.pages < 2
    ? ''
    : pagination({
        previous: model.page > 1 ? { href: readyAddress(model, model.page - 1) } : null,
        next: model.page < model.pages ? { href: readyAddress(model, model.page + 1) } : null,
      })
}`;

const readyAddress = ({ from, to, only }: ReadyModel, page: number): string =>
  addressOf(`${base}/ready`, { from, to, only, page });

/** One file: what was in it and what became of it. */
export const batchPage = (
  batch: DeliusBatch,
  noCode: number,
): Html => html`<h1 class="govuk-heading-l">${batch.what === 'sent' ? 'File for Delius' : 'File from Delius'}</h1>
<p class="govuk-body">${showMoment(batch.madeAt)}, ${batch.by}${batch.fileName === null ? '' : `: ${batch.fileName}`}. <a class="govuk-link" href="${base}">Exchange with Delius</a></p>
${
  batch.what === 'sent'
    ? html`<p class="govuk-body">${batch.lines} contacts${batch.fromDay === null || batch.toDay === null ? '' : ` from ${showShortDay(batch.fromDay)} to ${showShortDay(batch.toDay)}`}.${noCode === 0 ? '' : ` ${noCode} of them have no code yet: the column is empty. The codes stand in the scheme’s rule “delius-codes”, which Settings shows to whoever manages the scheme.`}</p>
${leftOut(batch)}
${button({ text: 'Download the file (CSV)', href: `${base}/batches/${batch.id}/download` })}
<p class="govuk-body">It holds what people said and did. Delete it from this computer once Delius has it. Downloading is noted.</p>`
    : html`<ul class="govuk-list govuk-list--bullet"><li>${batch.lines} lines read</li><li>${batch.confirmed} are contacts of ours: confirmed</li><li>${batch.known} were known already</li><li><a class="govuk-link" href="${base}#open">To decide, with those of other files</a></li></ul>
${faultsPart(batch)}`
}`;

/** Delius knows people by their CRN, so contacts of those who have none are not in any file. */
const leftOut = ({ fromDay, toDay }: DeliusBatch): Html | '' =>
  fromDay === null || toDay === null
    ? ''
    : html`<p class="govuk-body">Contacts of people without a CRN are left out, because Delius could not tell whose they are. <a class="govuk-link" href="${addressOf(`${base}/ready`, { from: fromDay, to: toDay, only: 'no-crn' })}">Those left out of these days</a></p>`;

const faultsPart = (batch: DeliusBatch): Html => html`${
  batch.unknown.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">Of nobody you see here</h2><p class="govuk-body">Lines whose CRN is of nobody on the scheme whom you may see; nothing of them was kept: ${batch.unknown.slice(0, 200).join(', ')}${batch.unknown.length > 200 ? ' and more' : ''}</p>`
}
${
  batch.faults.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">Could not be read: ${batch.faults.length}</h2>
${table({ stack: true, caption: 'Lines that could not be read', captionClasses: 'govuk-visually-hidden', head: [{ text: 'Line' }, { text: 'What is wrong' }], rows: batch.faults.map(({ line, text }) => [line === 0 ? '' : line, text]) })}`
}`;
