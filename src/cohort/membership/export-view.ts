import { showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  emptyState,
  insetText,
  summaryList,
  table,
  tag,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type ExportStanding, exportNumber, standingOf, standingWords } from './export-rules.ts';
import type { ExportCopy } from './export-store.ts';

export interface NewExportModel {
  query: string;
  people: number;
  filters: readonly string[];
  leftOut: readonly string[];
  marking: string;
  purpose: string;
  errors: readonly FieldError[];
  key?: string | undefined;
  csrfToken: string;
}

export const newExportPage = (
  model: NewExportModel,
): Html => html`<h1 class="govuk-heading-l">Export the cohort</h1>
<p class="govuk-body">${model.people} ${model.people === 1 ? 'member' : 'members'}${model.filters.length === 0 ? ', all whom you may see' : html`, filtered: ${model.filters.join('; ')}`}. <a class="govuk-link" href="${model.query === '' ? '/cohort' : `/cohort?${model.query}`}">See the list</a></p>
${model.leftOut.map((text) => insetText({ text }))}
<p class="govuk-body">The file is marked ${model.marking} and carries your name, the time and a number on every line. The register shows that you hold it. The download ends, and the copy has to be destroyed by a day that you will be told.</p>
${form({
  action: '/cohort/exports',
  csrfToken: model.csrfToken,
  key: model.key,
  body: html`<input type="hidden" name="query" value="${model.query}">
${textarea({ id: 'purpose', name: 'purpose', label: { text: 'What the copy is for' }, hint: { text: 'No names: everybody who answers for exports reads this' }, rows: 2, value: model.purpose, ...messageFor(model.errors, 'purpose') })}
<div class="govuk-button-group">${button({ text: 'Make the copy', preventDoubleClick: true })}<a class="govuk-link" href="/cohort">Cancel</a></div>`,
})}`;

const colours: Record<ExportStanding, string> = {
  open: 'govuk-tag--blue',
  held: 'govuk-tag--yellow',
  overdue: 'govuk-tag--red',
  'never-fetched': 'govuk-tag--grey',
  destroyed: 'govuk-tag--green',
};

const standingTag = (copy: ExportCopy, now: Date): Html => {
  const standing = standingOf(copy, now);
  return tag({ text: standingWords[standing], classes: colours[standing] });
};

export interface ExportsModel {
  copies: readonly ExportCopy[];
  hasMore: boolean;
  page: number;
  now: Date;
  /** The viewer answers for everybody's. */
  everybodys: boolean;
}

export const exportsPage = (
  model: ExportsModel,
): Html => html`<h1 class="govuk-heading-l">Copies of the cohort</h1>
<p class="govuk-body">${model.everybodys ? html`Who holds which copy, and by when it has to be gone. <a class="govuk-link" href="/outcomes/data-lab#requests">Lists for the Justice Data Lab</a> have a register of their own.` : 'Your copies, and by when they have to be gone.'}</p>
${
  model.copies.length === 0
    ? emptyState({ title: 'No copy of the cohort was exported.' })
    : table({
        caption: 'Copies, those not destroyed first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Copies of the cohort',
        stack: true,
        head: ['Copy', 'Made by', 'Made', 'Members', 'What for', 'Downloads', 'Destroy by', 'Standing'].map(
          (text) => ({ text }),
        ),
        rows: model.copies.map((copy) => [
          html`<a class="govuk-link" href="/cohort/exports/${copy.id}">${exportNumber(copy.id)}</a>`,
          `${copy.staff}, ${copy.agency}`,
          showMoment(copy.madeAt),
          copy.people,
          copy.purpose,
          copy.downloads,
          showShortDay(copy.destroyBy),
          standingTag(copy, model.now),
        ]),
      })
}
<p class="govuk-body wm-no-print">${model.page > 1 && html`<a class="govuk-link" href="${addressOf('/cohort/exports', { page: model.page === 2 ? undefined : model.page - 1 })}">Newer copies</a> `}${model.hasMore && html`<a class="govuk-link" href="${addressOf('/cohort/exports', { page: model.page + 1 })}">Older copies</a>`}</p>`;

export interface ExportModel {
  copy: ExportCopy;
  /** What it was filtered by; undefined where the viewer does not see the cohort. */
  filters: readonly string[] | undefined;
  isOwn: boolean;
  now: Date;
  how: string;
  errors: readonly FieldError[];
  csrfToken: string;
}

export function exportPage(model: ExportModel): Html {
  const { copy, filters } = model;
  return html`<h1 class="govuk-heading-l">Copy ${exportNumber(copy.id)}</h1>
${summaryList({
  rows: [
    { key: 'Standing', value: standingTag(copy, model.now) },
    { key: 'Made by', value: `${copy.staff}, ${copy.agency}, ${showMoment(copy.madeAt)}` },
    { key: 'What for', value: copy.purpose },
    { key: 'Members', value: String(copy.people) },
    ...(filters === undefined
      ? []
      : [
          { key: 'Filter', value: filters.length === 0 ? 'None: all whom they may see' : filters.join('; ') },
        ]),
    { key: 'Marking', value: copy.marking },
    {
      key: 'Downloads',
      value: copy.lastAt === null ? 'None' : `${copy.downloads}, the last ${showMoment(copy.lastAt)}`,
    },
    { key: 'Download ends', value: showMoment(copy.linkUntil) },
    { key: 'Destroy by', value: showDay(copy.destroyBy) },
    ...(copy.destroyedAt === null
      ? []
      : [{ key: 'Destroyed', value: `${showMoment(copy.destroyedAt)}: ${copy.destroyedHow}` }]),
  ],
})}
${model.isOwn && copy.destroyedAt === null && copy.linkUntil > model.now && html`<p class="govuk-body"><a class="govuk-link" href="/cohort/exports/${copy.id}/cohort.csv" download>Download ${exportNumber(copy.id)} (CSV)</a></p>`}
${model.isOwn && copy.destroyedAt === null && copy.downloads > 0 && destroyForm(model)}
<p class="govuk-body"><a class="govuk-link" href="/cohort/exports">All copies</a></p>`;
}

const destroyForm = ({
  copy,
  how,
  errors,
  csrfToken,
}: ExportModel): Html => html`<h2 class="govuk-heading-m">Destroy it</h2>
${form({
  action: `/cohort/exports/${copy.id}/destroyed`,
  csrfToken,
  version: copy.version,
  body: html`${textarea({ id: 'how', name: 'how', label: { text: 'How every copy was destroyed' }, hint: { text: 'For example: deleted from the laptop and its bin; the printed one shredded' }, rows: 2, value: how, ...messageFor(errors, 'how') })}
${button({ text: 'Record that it is gone', preventDoubleClick: true })}`,
})}`;
