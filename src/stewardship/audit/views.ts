import { type ReasonKind, reasonWords } from '../../access/reasons.ts';
import { roleTitles } from '../../access/rights.ts';
import { showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  details,
  emptyState,
  input,
  select,
  table,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { actWords } from './act-words.ts';
import type { Reader } from './reasons.ts';
import { type AuditFilter, type AuditRow, auditKinds, kindWords, type Verification } from './types.ts';
import { actAreas, actInWords, areaInWords, areaOf, subjectInWords } from './words.ts';

const roleInWords = (role: string): string =>
  Object.hasOwn(roleTitles, role) ? roleTitles[role as keyof typeof roleTitles] : role;

export interface AuditModel {
  rows: readonly AuditRow[];
  /** Of the person searched for. */
  readers: readonly Reader[] | undefined;
  /** Who manages the scheme: whom the auditor asks for a person's number. */
  offices: readonly { id: number; name: string; agency: string; phone: string | null }[];
  staff: readonly { id: number; name: string; agency: string }[];
  filter: AuditFilter;
  seals: { seals: number; sealed: number; entries: number; lastAt: Date | null };
  breakGlass: readonly {
    id: number;
    personId: number;
    staff: string | null;
    opensAt: Date;
    closesAt: Date | null;
    why: string | null;
  }[];
  older: string | undefined;
  exportHref: string;
  exportSize: number;
  /** What was typed to find a person's number, and what was wrong with it. */
  identifier: string;
  errors: readonly FieldError[];
  csrfToken: string;
}

export function auditPage(model: AuditModel): Html {
  return html`<h1 class="govuk-heading-l">Stewardship</h1>
${sealSection(model)}
<h2 class="govuk-heading-m">Search the audit</h2>
${findForm(model)}
${searchForm(model)}
${readerSection(model)}
${model.rows.length === 0 ? emptyState({ title: 'No entry matches.', actions: [{ text: 'Show the newest entries', href: '/stewardship' }] }) : entryTable(model.rows)}
<p class="govuk-body">${model.older === undefined ? '' : html`<a class="govuk-link" href="${model.older}">Older entries</a> · `}<a class="govuk-link" href="${model.exportHref}">Download what was found as CSV</a> (the newest ${model.exportSize.toLocaleString('en-GB')} at most; the download is itself audited)</p>
<h2 class="govuk-heading-m">Emergency access to review</h2>
${model.breakGlass.length === 0 ? emptyState({ title: 'Nobody has taken emergency access.' }) : breakGlassTable(model)}`;
}

const sealSection = (model: AuditModel): Html => html`<h2 class="govuk-heading-m">Seals</h2>
<p class="govuk-body">${model.seals.sealed} of ${model.seals.entries} entries are sealed in ${model.seals.seals} seals${model.seals.lastAt === null ? '' : html`, the last ${showMoment(model.seals.lastAt)}`}. Entries hold numbers and codes, never names or text.</p>
${form({ action: '/stewardship/verify', csrfToken: model.csrfToken, body: button({ text: 'Verify the chain', classes: 'govuk-button--secondary', preventDoubleClick: true }) })}`;

const findForm = (
  model: AuditModel,
): Html => html`<p class="govuk-body">Entries name people by number. To find a number, enter an identifier: it is not kept.</p>
${form({
  action: '/stewardship/find',
  csrfToken: model.csrfToken,
  body: html`${input({ id: 'identifier', name: 'identifier', label: { text: 'PNC, CRO, prison number or CRN' }, classes: 'govuk-input--width-20', autocomplete: 'off', spellcheck: false, value: model.identifier, ...messageFor(model.errors, 'identifier') })}${button({ text: 'Find the person’s number', classes: 'govuk-button--secondary' })}`,
})}
${onlyName(model)}`;

const onlyName = (model: AuditModel): Html =>
  details({
    summaryText: 'The complaint has only a name and a date of birth',
    html: html`<p class="govuk-body">Auditors see no names, so that nobody is looked up here by name. Ask the scheme’s office, who may search and answer with the number:</p>
<ul class="govuk-list govuk-list--bullet">${model.offices.length === 0 ? html`<li>nobody manages the scheme today: ask the administrator</li>` : model.offices.map(({ name, agency, phone }) => html`<li>${name}, ${agency}${phone === null ? '' : `, ${phone}`}</li>`)}</ul>
<p class="govuk-body">Text to send, by secure mail:</p>
<blockquote class="govuk-inset-text">I am looking into a complaint (our reference: …). Please tell me the Waymark person number of the person below, and whether more than one person matches. Name as given: … Date of birth: … Other names or addresses given: … Please send the number alone and nothing from the record, and tell nobody named in the complaint. Your search will stand in the audit.</blockquote>`,
  });

const reasonText = (kinds: readonly string[]): string =>
  kinds.map((kind) => reasonWords[kind as ReasonKind] ?? kind).join('; ');

/** Who had to do with the person searched for: what a complaint asks. */
function readerSection(model: AuditModel): Html | '' {
  const { readers, filter } = model;
  if (readers === undefined || readers.length === 0) return '';
  const times = (reader: Reader): string =>
    [
      `opened ${reader.opened} times`,
      reader.wrote > 0 && `wrote ${reader.wrote} times`,
      reader.exported > 0 && `in ${reader.exported} exports`,
      reader.listed > 0 && `in ${reader.listed} lists`,
    ]
      .filter((part) => part !== false)
      .join(', ')
      .replace(/\b1 times/g, 'once')
      .replace(/\b1 (export|list)s/g, '1 $1');
  return html`<h2 class="govuk-heading-m">Who saw person ${filter.personId}</h2>
${table({
  caption: `Staff who had to do with person ${filter.personId}, the last first`,
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Who saw the person',
  stack: true,
  firstCellIsHeader: true,
  head: ['Who', 'How often', 'First', 'Last', 'By which reason'].map((text) => ({ text })),
  rows: readers.map((reader) => [
    html`<a class="govuk-link" href="/stewardship?person=${filter.personId}&amp;user=${reader.staffId}">${reader.staff ?? `Member of staff ${reader.staffId}`}</a><br><span class="govuk-hint">${[reader.role === null ? '' : roleInWords(reader.role), reader.agency ?? ''].filter(Boolean).join(', ')}</span>`,
    times(reader),
    showMoment(reader.first),
    showMoment(reader.last),
    html`${reasonText(reader.reasons) || 'None'}${reader.without > 0 && reader.reasons.length > 0 && html`<br><span class="govuk-hint">no reason at ${reader.without} of these</span>`}`,
  ]),
})}
<p class="govuk-body">${readers.length === 100 ? 'The last 100 who did. ' : ''}A reason is what opened the person to them at that moment. Where there is none, they saw records of their own agency, a pair in the review queue or a number of the audit, or were refused; look at the entries.</p>`;
}

/** The areas, and once one is chosen what may be done in it: all of it at once is half of what a page may weigh. */
const actItems = (chosen: string | undefined): { value: string; text: string }[] => {
  const area = chosen === undefined ? undefined : areaOf(chosen);
  return actAreas.flatMap((one) => [
    { value: one, text: areaInWords(one) },
    ...(one === area
      ? Object.entries(actWords)
          .filter(([code]) => areaOf(code) === area)
          .map(([value, text]) => ({ value, text: `${areaInWords(one)}: ${text}` }))
          .sort((left, right) => left.text.localeCompare(right.text, 'en-GB'))
      : []),
  ]);
};

function searchForm(model: AuditModel): Html {
  const { filter } = model;
  return html`<form method="get" action="/stewardship" class="wm-filter">
${input({ id: 'person', name: 'person', label: { text: 'Person number' }, inputmode: 'numeric', classes: 'govuk-input--width-10', value: filter.personId ?? '' })}
${select({ id: 'user', name: 'user', label: { text: 'User' }, value: filter.staffId ?? '', items: [{ value: '', text: 'Anybody' }, ...model.staff.map(({ id, name, agency }) => ({ value: id, text: `${name}, ${agency}` }))] })}
${select({ id: 'kind', name: 'kind', label: { text: 'Kind' }, value: filter.kind ?? '', items: [{ value: '', text: 'Anything' }, ...auditKinds.map((kind) => ({ value: kind, text: kindWords[kind] }))] })}
${select({ id: 'act', name: 'act', label: { text: 'What was done or read' }, hint: { text: 'Choose what it was about; then you may choose which.' }, value: filter.act ?? '', items: [{ value: '', text: 'Anything' }, ...actItems(filter.act)] })}
${input({ id: 'from', name: 'from', type: 'date', label: { text: 'From' }, classes: 'govuk-input--width-10', value: filter.from ?? '' })}
${input({ id: 'to', name: 'to', type: 'date', label: { text: 'To' }, classes: 'govuk-input--width-10', value: filter.to ?? '' })}
${button({ text: 'Search' })}</form>`;
}

const entryTable = (rows: readonly AuditRow[]): Html =>
  table({
    caption: 'Entries, newest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Audit entries',
    stack: true,
    classes: 'govuk-table--small-text-until-tablet',
    head: ['Number', 'When', 'Who', 'What', 'About', 'Reason then', 'Detail'].map((text) => ({ text })),
    rows: rows.map((row) => [
      row.id,
      showMoment(row.at),
      row.staff === null
        ? `Service: ${row.service ?? 'unknown'}`
        : html`${row.staff}<br><span class="govuk-hint">${[row.role === null ? '' : roleInWords(row.role), row.agency ?? ''].filter(Boolean).join(', ')}</span>`,
      html`${Object.hasOwn(kindWords, row.kind) ? kindWords[row.kind as keyof typeof kindWords] : row.kind}<br>${actInWords(row.act)}`,
      html`${row.personId === null ? '' : html`<a class="govuk-link" href="/stewardship?person=${row.personId}">Person ${row.personId}</a><br>`}${row.subject === null || (row.subject === 'person' && row.subjectId === row.personId) ? '' : `${subjectInWords(row.subject)} ${row.subjectId ?? ''}`}`,
      row.reasons === null ? '' : reasonText(row.reasons) || 'None in force',
      html`${row.shown > 0 ? `${row.shown} shown. ` : ''}${row.existed === null ? '' : row.existed ? 'It exists. ' : 'It does not exist. '}${row.detail === null ? '' : details({ summaryText: 'Codes', html: html`<code>${row.act} ${JSON.stringify(row.detail)}</code>` })}`,
    ]),
  });

const breakGlassTable = (model: AuditModel): Html =>
  table({
    caption: 'Emergency access',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Emergency access',
    stack: true,
    head: ['Who', 'Person', 'From', 'Until', 'Reason given'].map((text) => ({ text })),
    rows: model.breakGlass.map((row) => [
      row.staff,
      html`<a class="govuk-link" href="/stewardship?person=${row.personId}">Person ${row.personId}</a>`,
      showMoment(row.opensAt),
      row.closesAt === null ? '' : showMoment(row.closesAt),
      row.why,
    ]),
  });

export function verificationPage(result: Verification, at: Date): Html {
  const sound = result.faults.length === 0;
  return html`<h1 class="govuk-heading-l">${sound ? 'The audit is whole' : 'The audit was tampered with'}</h1>
<p class="govuk-body">${result.entries} entries and ${result.seals} seals were checked at ${showMoment(at)}; ${result.unsealed} entries are too new to be sealed.</p>
${sound ? '' : html`${warningText({ text: `${result.faults.length} faults. Keep the database as it is and tell the information governance lead.`, iconFallbackText: 'Warning' })}<ul class="govuk-list govuk-list--bullet">${result.faults.map((fault) => html`<li>${fault.text}</li>`)}</ul>`}
<p class="govuk-body"><a class="govuk-link" href="/stewardship">Back to stewardship</a></p>`;
}
