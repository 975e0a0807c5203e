import { showDay, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { button, emptyState, insetText, summaryList, table } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { showPounds } from '../costs/money.ts';
import { pounds } from '../costs/show.ts';
import { quarterName } from './quarters.ts';
import type { AnnualReport } from './report.ts';
import { type ReturnModel, reportedTable, resultTable, workTable } from './return-view.ts';
import { timelinessOf } from './rules.ts';
import { grantPath, headed, returnTag, timelinessWords, words } from './show.ts';
import type { Grant } from './types.ts';

export interface ReportModel {
  report: AnnualReport;
  kinds: ReturnModel['kinds'];
  today: string;
  returnHref: (id: number) => string;
  csvHref: string;
}

/** The year's activity, outputs, outcomes and money, for reading and print. */
export function reportPage({ report, kinds, today, returnHref, csvHref }: ReportModel): Html {
  const { grant, quarters, returns, accepted, spentPence } = report;
  return html`${headed(grant, `Annual report ${report.year}, ${grant.provider}`)}
<p class="govuk-body">Assembled from ${accepted} of ${quarters.length} quarterly returns: those that were accepted. <a class="govuk-link wm-no-print" href="${csvHref}">Download it (CSV)</a></p>
${accepted < quarters.length && insetText({ text: 'The year is not complete: quarters whose return is not accepted are in no sum.' })}
${summaryList({
  rows: [
    { key: 'Profile of the year', value: showPounds(report.profilePence) },
    { key: 'Paid for the year', value: pounds(report.paidPence) },
    {
      key: 'Spent',
      value: spentPence === null ? 'Not known: no return is accepted' : showPounds(spentPence),
    },
    spentPence !== null &&
      report.paidPence !== null && {
        key: 'Paid and not reported as spent',
        value: showPounds(report.paidPence - spentPence),
      },
  ],
})}
<h2 class="govuk-heading-m">Quarters</h2>
${table({
  caption: 'Quarters of the year',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Quarters of the year',
  stack: true,
  firstCellIsHeader: true,
  head: [
    { text: 'Quarter' },
    { text: 'Profile', format: 'numeric' },
    { text: 'Spent', format: 'numeric' },
    { text: 'Return' },
    { text: 'Sent' },
  ],
  rows: quarters.map((quarter, index) => {
    const one = returns[index];
    return [
      quarterName(quarter),
      { text: showPounds(quarter.pence), format: 'numeric' },
      {
        text: one?.state === 'accepted' && one.spendPence !== null ? showPounds(one.spendPence) : '',
        format: 'numeric',
      },
      one === undefined
        ? grant.fromPaper
          ? 'Not known'
          : 'Not asked for'
        : html`<a class="govuk-link" href="${returnHref(one.id)}">${returnTag(one.state)}<span class="govuk-visually-hidden"> return of ${quarterName(quarter)}</span></a>`,
      one === undefined && grant.fromPaper
        ? ''
        : timelinessWords(timelinessOf(grant, quarter, one?.firstSentAt ?? null, today)),
    ];
  }),
})}
<h2 class="govuk-heading-m">What was agreed and what was counted</h2>
${accepted === 0 ? emptyState({ title: 'No return of the year is accepted yet.' }) : html`${resultTable(report.results, accepted)}${workTable(report.work, kinds)}`}
<h2 class="govuk-heading-m">What people said of themselves</h2>
<p class="govuk-body">By quarter. The quarters are not added up: what was left out because it is few would come out.</p>
${returns.map((one) => (one?.state === 'accepted' && one.count !== null ? html`<h3 class="govuk-heading-s">${quarterName(one)}</h3>${reportedTable(one.count.reported)}` : ''))}
<h2 class="govuk-heading-m">In the provider’s words</h2>
${returns.map((one) => {
  const text = one?.state === 'accepted' ? report.texts.get(one.id) : undefined;
  return one === undefined || text === undefined
    ? ''
    : html`<h3 class="govuk-heading-s">${quarterName(one)}</h3>${words(text.narrative)}`;
})}`;
}

export interface PublicationModel {
  grant: Grant;
  pence: bigint;
  csrfToken: string;
  errors: readonly FieldError[];
}

/** What the policing body has to publish of a grant, as it will stand in its file. */
export const publicationPage = ({ grant, pence, csrfToken }: PublicationModel): Html =>
  html`${headed(grant, 'Publication entry')}
<p class="govuk-body">A policing body publishes its crime and disorder reduction grants every month: recipient, purpose, reasons, conditions (Elected Local Policing Bodies (Specified Information) Order 2011).</p>
${summaryList({
  rows: [
    { key: 'Reference', value: grant.reference },
    { key: 'From', value: `${showDay(grant.startsOn)} to ${showDay(grant.endsOn)}` },
    { key: 'Recipient', value: grant.namedAs ?? grant.provider },
    { key: 'Amount', value: showPounds(pence) },
    { key: 'Purpose', value: words(grant.purpose) },
    { key: 'Reasons', value: words(grant.reasons) },
    { key: 'Conditions', value: words(grant.conditions) },
    { key: 'Source', value: grant.source ?? grant.reference },
  ],
})}
${
  grant.publishedAt === null
    ? form({
        action: `${grantPath(grant.id)}/publication`,
        csrfToken,
        version: grant.version,
        body: button({ text: 'Enter it for publication', preventDoubleClick: true }),
      })
    : insetText({
        html: html`<p class="govuk-body" id="published">Entered for publication on ${showMoment(grant.publishedAt)}. The month’s file is published under <a class="govuk-link" href="/governance">Governance</a>.</p>`,
      })
}
<p class="govuk-body wm-no-print"><a class="govuk-link" href="${grantPath(grant.id)}/publication.csv">Download the entry (CSV)</a></p>`;
