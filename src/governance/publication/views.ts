import { showMoment, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  details,
  emptyState,
  exampleTag,
  input,
  radios,
  select,
  table,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type EntryForm, isDue, monthInWords, poundsInWords, thresholdOf } from './rules.ts';
import {
  type Duties,
  type Entry,
  kindWords,
  type PublicationKind,
  type PublishedFile,
  publicationKinds,
} from './types.ts';

const path = '/governance/publication';

export const overviewPage = (model: {
  office: string;
  months: readonly { kind: PublicationKind; month: string; n: number; published: number }[];
  duties: Duties;
}): Html => html`<p class="govuk-caption-l">${model.office}</p>
<h1 class="govuk-heading-l">Publication duties</h1>
<p class="govuk-body">Each month: every grant, each item of spending above ${poundsInWords(model.duties.spendAbovePence)} and each contract above ${poundsInWords(model.duties.contractAbovePence)} (${model.duties.source}). <a class="govuk-link" href="/public-register/files">What the public has</a></p>
<p class="govuk-body">${button({ text: 'Enter a grant, a contract or spending', href: `${path}/new` })} ${button({ text: 'Take over lines of a ledger', href: `${path}/ledger`, classes: 'govuk-button--secondary' })}</p>
${
  model.months.length === 0
    ? emptyState({ title: 'Nothing has been entered yet.' })
    : table({
        caption: 'Months with entries, the latest first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Months with entries',
        stack: true,
        head: ['Month', 'What', 'Entries', 'Files published'],
        rows: model.months.map(({ kind, month, n, published }) => [
          html`<a class="govuk-link" href="${path}/${kind}/${month}">${monthInWords(month)}<span class="govuk-visually-hidden"> ${kindWords[kind]}</span></a>`,
          kindWords[kind],
          n,
          published === 0 ? html`<strong>None yet</strong>` : published,
        ]),
      })
}`;

export const entryPage = (model: {
  values: EntryForm;
  errors: readonly FieldError[];
  csrfToken: string;
  key?: string | undefined;
}): Html => {
  const { values, errors } = model;
  const line = (name: keyof EntryForm, label: string, hint?: string, type?: 'date'): Html =>
    input({
      id: name,
      name,
      label: { text: label },
      ...(hint === undefined ? {} : { hint: { text: hint } }),
      ...(type === undefined ? {} : { type, classes: 'govuk-input--width-10' }),
      value: values[name] ?? '',
      ...messageFor(errors, name),
    });
  const text = (name: keyof EntryForm, label: string): Html =>
    textarea({
      id: name,
      name,
      label: { text: label },
      rows: 3,
      value: values[name] ?? '',
      ...messageFor(errors, name),
    });
  return html`<h1 class="govuk-heading-l">Enter what is to be published</h1>
<p class="govuk-body">Everything here is published. Name no person on the scheme.</p>
${form({
  action: `${path}/new`,
  csrfToken: model.csrfToken,
  key: model.key,
  body: html`${radios({
    name: 'kind',
    fieldset: { legend: { text: 'What it is', classes: 'govuk-fieldset__legend--s' } },
    classes: 'govuk-radios--small govuk-radios--inline',
    value: values.kind ?? '',
    ...messageFor(errors, 'kind'),
    items: publicationKinds.map((kind) => ({ value: kind, text: kindWords[kind] })),
  })}
${line('reference', 'Reference', 'Of the ledger, the grant or the contract')}
${line('on', 'Date', 'Of the payment, the award or the start', 'date')}
${line('endsOn', 'Last day (contracts and grants, optional)', undefined, 'date')}
${line('recipient', 'Recipient')}
${text('purpose', 'Purpose')}
${line('amount', 'Amount in pounds')}
${text('reasons', 'Reasons for the grant, or why the spending is value for money')}
${text('conditions', 'Conditions of the grant')}
${line('copyAt', 'Where the copy of the contract is', 'An address that the public can open')}
${line('source', 'Where this comes from', 'The ledger, the decision or the agreement')}
${button({ text: 'Enter it', preventDoubleClick: true })}`,
})}`;
};

interface MonthPage {
  kind: PublicationKind;
  month: string;
  entries: readonly Entry[];
  files: readonly PublishedFile[];
  duties: Duties;
  mayPublish: boolean;
  values: { why?: string; reason?: string };
  errors: readonly FieldError[];
  csrfToken: string;
  pages: Html | '';
}

export const monthPage = (model: MonthPage): Html => {
  const { kind, month, entries, duties } = model;
  const above =
    kind === 'grant'
      ? 'Every grant is published.'
      : `What is above ${poundsInWords(thresholdOf(kind, duties))} is published.`;
  return html`<h1 class="govuk-heading-l">${kindWords[kind]}, ${monthInWords(month)}</h1>
<p class="govuk-body">${above}</p>
${
  entries.length === 0
    ? emptyState({ title: 'Nothing has been entered for this month.' })
    : table({
        caption: 'Entries of the month',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Entries of the month',
        stack: true,
        head: ['Reference', 'Date', 'Recipient', 'Purpose', 'Amount', 'Published', 'From'],
        rows: entries.map((entry) => [
          html`${entry.reference}${exampleTag(entry.example)}`,
          showShortDay(entry.on),
          entry.recipient,
          entry.purpose,
          poundsInWords(entry.amountPence),
          isDue(entry, duties) ? 'Yes' : 'No: not above the threshold',
          entry.source,
        ]),
      })
}${model.pages}
${entries.length === 0 ? '' : dropForm(model)}
<h2 class="govuk-heading-m">Files</h2>
${filesPart(model)}
${
  model.mayPublish
    ? form({
        action: `${path}/${kind}/${month}/publish`,
        csrfToken: model.csrfToken,
        body: button({
          text: model.files.length === 0 ? 'Publish the month’s file' : 'Publish a new edition',
          preventDoubleClick: true,
        }),
      })
    : ''
}`;
};

const filesPart = (model: MonthPage): Html =>
  model.files.length === 0
    ? emptyState({ title: 'No file of this month has been published.' })
    : html`<ul class="govuk-list">${model.files.map((file) => html`<li>${file.reason === null ? html`<a class="govuk-link" href="/public-register/files/${file.name}">${file.name}</a>` : html`${file.name}, withdrawn: ${file.reason}`}: ${file.lines} ${file.lines === 1 ? 'line' : 'lines'}, ${poundsInWords(file.totalPence)}, ${showMoment(file.publishedAt)}</li>`)}</ul>
${withdrawForm(model)}`;

const dropForm = ({ kind, month, entries, csrfToken, values, errors }: MonthPage): Html =>
  details({
    summaryText: 'Take an entry out',
    open: errors.some(({ field }) => field === 'entry' || field === 'why'),
    html: form({
      action: `${path}/${kind}/${month}/drop`,
      csrfToken,
      body: html`${select({ id: 'entry', name: 'entry', label: { text: 'Entry' }, value: '', ...messageFor(errors, 'entry'), items: [{ value: '', text: 'Choose' }, ...entries.map(({ id, reference, recipient }) => ({ value: String(id), text: `${reference}: ${recipient}` }))] })}
${input({ id: 'why', name: 'why', label: { text: 'Reason for taking it out' }, value: values.why ?? '', ...messageFor(errors, 'why') })}
${button({ text: 'Take it out', classes: 'govuk-button--secondary' })}`,
    }),
  });

function withdrawForm({ kind, month, files, csrfToken, values, errors }: MonthPage): Html | '' {
  const standing = files.filter(({ reason }) => reason === null);
  if (standing.length === 0) return '';
  return details({
    summaryText: 'Take a file off the register',
    open: errors.some(({ field }) => field === 'file' || field === 'reason'),
    html: form({
      action: `${path}/${kind}/${month}/withdraw`,
      csrfToken,
      body: html`${select({ id: 'file', name: 'file', label: { text: 'File' }, value: '', ...messageFor(errors, 'file'), items: [{ value: '', text: 'Choose' }, ...standing.map(({ id, name }) => ({ value: String(id), text: name }))] })}
${input({ id: 'reason', name: 'reason', label: { text: 'Reason, as the public will read it' }, value: values.reason ?? '', ...messageFor(errors, 'reason') })}
${button({ text: 'Take it off', classes: 'govuk-button--warning' })}`,
    }),
  });
}
