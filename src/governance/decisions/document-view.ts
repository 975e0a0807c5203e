import { summaryList, table, warningText } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import type { Stretch } from './asserted.ts';
import type { DocumentSection, NoticeDocument } from './document.ts';

/** A notice as it is read, printed and published, below the page's own heading. */
export const noticeBody = (
  notice: NoticeDocument,
): Html => html`${notice.flags.map((flag) => warningText({ text: flag }))}
${summaryList({
  rows: [
    { key: notice.numberLabel, value: notice.number },
    { key: notice.titleLabel, value: notice.title },
    { key: notice.originatorLabel, value: notice.originator },
    ...notice.sections
      .filter(({ line }) => line)
      .map((section) => ({ key: section.title, value: sectionText(section) })),
    ...(notice.effect === null ? [] : [{ key: 'First day of what it authorises', value: notice.effect }]),
    { key: 'For publication', value: notice.publication },
  ],
})}
${notice.sections.filter(({ line }) => !line).map(section)}
${notice.checklist.length === 0 ? '' : checklist(notice)}
${notice.certificates.length === 0 ? '' : html`<h2 class="govuk-heading-m">Certificates and sign-off</h2>${notice.certificates.map(certificate)}`}
<h2 class="govuk-heading-m">Outcome</h2>
${outcome(notice)}
<h2 class="govuk-heading-m">Public access to information</h2>
<p class="govuk-body">${notice.statement}</p>
${notice.source === null ? '' : html`<p class="govuk-body govuk-hint">Entered from an earlier paper: ${notice.source}. Its people are named by office only.</p>`}`;

const section = (part: DocumentSection): Html =>
  html`<h2 class="govuk-heading-m">${part.title}</h2>${sectionText(part)}${part.claims.map(claim)}`;

const sectionText = (part: DocumentSection): Html =>
  html`${part.marking === null ? '' : html`<p class="govuk-body"><strong>${part.marking}</strong></p>`}${
    part.keptBack !== null
      ? html`<p class="govuk-body">Reason for the marking: ${part.keptBack}${part.text === null ? ' This section is not published.' : ''}</p>`
      : ''
  }${part.text === null ? '' : html`<p class="govuk-body wm-wrap">${part.text.map(stretch)}</p>`}`;

/** What asserts an effect without a claim card behind it says so, on the page, in print and to a screen reader. */
const stretch = ({ text, unsupported }: Stretch): Html | string =>
  unsupported ? html`<mark>${text}</mark> <strong>[unsupported claim]</strong>` : text;

const claim = (lines: readonly string[]): Html =>
  html`<div class="govuk-inset-text"><p class="govuk-body"><strong>Claim card linked here</strong></p>${lines.map((line) => html`<p class="govuk-body">${line}</p>`)}</div>`;

const checklist = (notice: NoticeDocument): Html => html`<h2 class="govuk-heading-m">Originator checklist</h2>
${table({
  caption: 'The originator’s answers',
  captionClasses: 'govuk-visually-hidden',
  head: ['Question', 'Answer'],
  rows: notice.checklist.map(({ question, answer }) => [question, answer]),
})}`;

const certificate = (
  part: NoticeDocument['certificates'][number],
): Html => html`<h3 class="govuk-heading-s">${part.title}</h3>
<p class="govuk-body">${part.text}</p>
${part.options.length === 0 ? '' : html`<ul class="govuk-list">${part.options.map(({ code, text, chosen, joined }) => html`<li>${joined === undefined ? '' : html`<strong>${joined}</strong> `}${code}) ${text}${chosen ? html` <strong>– certified</strong>` : ''}</li>`)}</ul>`}
<p class="govuk-body"><strong>${part.signed}</strong></p>`;

const outcome = (notice: NoticeDocument): Html =>
  notice.outcome === null
    ? html`<p class="govuk-body">Not decided yet.</p>`
    : html`<p class="govuk-body wm-wrap">${notice.outcome}</p>
<p class="govuk-body"><strong>${notice.outcomeBy ?? ''}</strong></p>
${notice.signatures.length === 0 ? '' : html`<ul class="govuk-list govuk-list--bullet">${notice.signatures.map((signed) => html`<li>${signed}</li>`)}</ul>`}`;
