import { showMoment, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { button, details, numberedPages, table, tag, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { gradeLine } from '../reports/rules.ts';
import {
  assessmentWords,
  handlingCodeWords,
  provenanceWords,
  type ReportCase,
  sourceWords,
} from '../reports/types.ts';
import { copyTag } from './on-report.ts';
import { keepWords, throughWords } from './rules.ts';
import type { Sending } from './store.ts';
import { type Copy, copyKindWords } from './types.ts';

export interface CopiesModel {
  report: ReportCase;
  sendings: readonly Sending[];
  copies: readonly Copy[];
  total: number;
  page: number;
  pageSize: number;
  now: Date;
  csrfToken: string;
  names: Parameters<typeof throughWords>[1];
  mayRecall: boolean;
  /** All sendings there are, and which page of them this is. */
  sent: { total: number; page: number; pageSize: number };
  errors: readonly FieldError[];
  /** The sending whose recall failed, with what was typed. */
  again?: { sendingId: number; why: string } | undefined;
}

/** Every copy of a report and what became of it, and its sendings with the form that takes one back. */
export const copiesPage = (
  model: CopiesModel,
): Html => html`<h1 class="govuk-heading-l">Who has report ${model.report.id}</h1>
<p class="govuk-body">${gradeLine(model.report)}</p>
${model.sendings.length === 0 ? html`<p class="govuk-body">It was not sent on.</p>` : html`<h2 class="govuk-heading-m">Sendings</h2>${model.sendings.map((sending) => sendingPart(model, sending))}${numberedPages(model.sent.page, Math.ceil(model.sent.total / model.sent.pageSize), (next) => `/intelligence/${model.report.id}/copies?sendings=${next}`)}`}
<h2 class="govuk-heading-m">Copies</h2>
${
  model.copies.length === 0
    ? html`<p class="govuk-body">There is no copy.</p>`
    : html`${table({
        caption: `${model.total} ${model.total === 1 ? 'copy' : 'copies'}`,
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Copies of this report',
        stack: true,
        head: [
          { text: 'Copy' },
          { text: 'Who' },
          { text: 'Made' },
          { text: 'Opened' },
          { text: 'Acknowledged' },
          { text: 'State' },
        ],
        rows: model.copies.map((copy) => [
          html`${copy.no}<br><span class="govuk-hint">${copyKindWords[copy.kind]}${copy.dissemination === null ? '' : `, sending ${copy.dissemination}`}</span>`,
          html`${copy.staff}, ${copy.agency}<br><span class="govuk-hint">${throughWords(copy.through, model.names)}</span>`,
          showMoment(copy.madeAt),
          copy.openedAt === null ? 'Not yet' : showMoment(copy.openedAt),
          copy.acknowledgedAt === null
            ? copy.kind === 'sent'
              ? 'Not yet'
              : ''
            : showMoment(copy.acknowledgedAt),
          html`${copyTag(copy, model.now)}${copy.destroyedAt === null ? '' : html`<br><span class="govuk-hint">${showMoment(copy.destroyedAt)}</span>`}`,
        ]),
      })}${numberedPages(model.page, Math.ceil(model.total / model.pageSize), (next) => `/intelligence/${model.report.id}/copies?page=${next}`)}`
}`;

function sendingPart(
  { report, csrfToken, now, mayRecall, errors, again, sent }: CopiesModel,
  sending: Sending,
): Html {
  const failed = again?.sendingId === sending.id;
  const shownErrors = failed ? errors : [];
  const isOver = sending.expiresAt <= now;
  return html`<h3 class="govuk-heading-s">Sending ${sending.id} ${sending.recalled ? tag({ text: 'Recalled', classes: 'govuk-tag--red' }) : isOver ? tag({ text: 'Expired', classes: 'govuk-tag--grey' }) : ''}</h3>
<p class="govuk-body">${sending.sender}, ${showMoment(sending.sentAt)}: ${sending.purpose}. Open from ${showMoment(sending.opensAt)} until ${showMoment(sending.expiresAt)}; ${sending.read} of ${sending.copies} have acknowledged it.${sending.conditions === null ? '' : ` Condition: ${sending.conditions}`}</p>
${
  sending.recalled || !mayRecall || report.state !== 'accepted'
    ? ''
    : details({
        summaryText: `Recall sending ${sending.id}`,
        open: failed,
        html: form({
          action: `/intelligence/${report.id}/recall`,
          csrfToken,
          body: html`<input type="hidden" name="sending" value="${sending.id}"><input type="hidden" name="page" value="${sent.page}">${textarea({ id: failed ? 'why' : `why-${sending.id}`, name: 'why', label: { text: 'Why? Everybody who had it reads this' }, rows: 2, value: failed ? (again?.why ?? '') : '', ...messageFor(shownErrors, 'why') })}${button({ text: 'Recall this sending', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
        }),
      })
}`;
}

/** Every line that must travel with a copy, as plain lines: for the sheet, the file and the answer of the API. */
export const copyHeading = (report: ReportCase, copy: Copy, about: readonly string[]): string[] => [
  report.marking,
  `Copy ${copy.no} of report ${report.id}, made for ${copy.staff}, ${copy.agency}, ${showMoment(copy.madeAt)}`,
  gradeLine(report),
  ...about.map((line) => `Whom it is about: ${line}`),
  ...(report.sourceGrade === null
    ? []
    : [`Source: ${report.sourceGrade} ${sourceWords[report.sourceGrade]}`]),
  ...(report.assessment === null
    ? []
    : [`Information: ${report.assessment} ${assessmentWords[report.assessment]}`]),
  ...(report.handlingCode === null
    ? []
    : [`Handling: ${report.handlingCode} ${handlingCodeWords[report.handlingCode]}`]),
  ...(report.conditions === null ? [] : [`Conditions: ${report.conditions}`]),
  ...(copy.conditions === null ? [] : [`Conditions of the sending: ${copy.conditions}`]),
  ...(report.provenance === null ? [] : [`How it is known: ${provenanceWords[report.provenance]}`]),
  ...(report.observedOn === null ? [] : [`Seen or learned on: ${showShortDay(report.observedOn)}`]),
  ...(copy.expiresAt === null ? [] : [`To be destroyed after: ${showMoment(copy.expiresAt)}`]),
  keepWords,
];

/** A copy to print: heading, text, and the heading's first lines again at its foot. */
export const copySheet = (
  report: ReportCase,
  copy: Copy,
  about: readonly string[],
): Html => html`<h1 class="govuk-heading-l">Report ${report.id}, copy ${copy.no}</h1>
<ul class="govuk-list">${copyHeading(report, copy, about).map((line) => html`<li>${line}</li>`)}</ul>
<h2 class="govuk-heading-m">What is known</h2>
${(report.text ?? '').split('\n').map((line) => html`<p class="govuk-body">${line}</p>`)}
<p class="govuk-body"><strong>Copy ${copy.no} of report ${report.id}. ${gradeLine(report)}</strong></p>
<p class="govuk-body wm-no-print"><a class="govuk-link" href="/intelligence/${report.id}">Back to the report</a></p>`;

/** The same as a file of plain lines. */
export const copyFile = (report: ReportCase, copy: Copy, about: readonly string[]): string =>
  [
    ...copyHeading(report, copy, about),
    '',
    report.text ?? '',
    '',
    `${report.marking}. Copy ${copy.no} of report ${report.id}. ${gradeLine(report)}`,
    '',
  ].join('\r\n');
