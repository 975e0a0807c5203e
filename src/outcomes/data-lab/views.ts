import { showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import {
  button,
  claimCard,
  details,
  emptyState,
  insetText,
  pageArrows,
  summaryList,
  table,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { type LinkedClaim, claimCard as ownCard } from '../claims/linked.ts';
import { answerCard } from './card.ts';
import {
  fewestPeople,
  type LabAnswer,
  type LabRequest,
  parts,
  partWords,
  requestStateWords,
  resultWords,
} from './types.ts';

export interface LabModel {
  answers: readonly LabAnswer[];
  /** Undefined for those who may not see what was sent. */
  requests: readonly LabRequest[] | undefined;
  hasMore: boolean;
  page: number;
  /** Our own figure by the Ministry’s definition, to stand beside. */
  own: LinkedClaim | undefined;
  maySend: boolean;
  /** May follow a claim to its page. */
  seesOutcomes: boolean;
}

export function labPage(model: LabModel): Html {
  const { answers, own, maySend } = model;
  return html`<h1 class="govuk-heading-l">Justice Data Lab</h1>
<p class="govuk-body">The Ministry of Justice compares people whom a scheme worked with to others who are like them by what the Police National Computer knows, and publishes what it finds whichever way it falls. It takes lists of at least ${fewestPeople} people.</p>
${maySend && html`<p class="govuk-body wm-no-print">${button({ text: 'Prepare a list', href: '/outcomes/data-lab/requests/new' })} ${button({ text: 'Enter an answer', href: '/outcomes/data-lab/answers/new', classes: 'govuk-button--secondary' })}</p>`}
<h2 class="govuk-heading-m">What it answered</h2>
${answers.length === 0 ? emptyState({ title: 'No answer is recorded yet.', text: 'An answer, also one from before this system, is entered in the report’s own words.' }) : answers.map((answer) => answerSection(answer, maySend))}
${ownSection(own, model.seesOutcomes)}
${requestsSection(model)}`;
}

function answerSection(answer: LabAnswer, maySend: boolean): Html {
  return html`<section aria-labelledby="answer-${answer.id}">
<h3 class="govuk-heading-s" id="answer-${answer.id}">${answer.title}</h3>
<p class="govuk-body">Published ${showDay(answer.publishedOn)}${answer.address === null ? '; no address of the publication is recorded' : html`: <a class="govuk-link" href="${answer.address}" rel="noreferrer external">${answer.address}</a>`}. Entered by ${answer.enteredBy}, ${showMoment(answer.enteredAt)}.</p>
${parts.map((part) => partOf(answer, part))}
${maySend && html`<p class="govuk-body wm-no-print"><a class="govuk-link" href="/outcomes/data-lab/answers/${answer.id}/edit">Correct or take away<span class="govuk-visually-hidden"> ${answer.title}</span></a></p>`}
</section>`;
}

function partOf(answer: LabAnswer, part: (typeof parts)[number]): Html | undefined {
  const card = answerCard(answer, part);
  const { result, words } = answer[part];
  if (card === undefined || result === null) return undefined;
  return html`<p class="govuk-body"><strong>${partWords[part]}: ${resultWords[result].toLowerCase()}</strong></p>
${words !== null && html`<blockquote class="govuk-inset-text wm-pre" cite="${answer.address ?? ''}">“${words}”</blockquote>`}
${claimCard(card)}`;
}

const ownSection = (own: LinkedClaim | undefined, linksToDefinition: boolean): Html =>
  html`<h2 class="govuk-heading-m">Our own figure beside it</h2>
${own === undefined ? emptyState({ title: 'No figure of our own is published yet.' }) : html`<p class="govuk-body">By the same definition, from the extracts here and without a matched group: it is of another design, and does not answer the same question.</p>${ownCard(own, { headingLevel: 3, linksToDefinition })}${linksToDefinition && html`<p class="govuk-body"><a class="govuk-link" href="/outcomes/claims/${own.id}">This claim, with the lists that make its numbers</a></p>`}`}`;

function requestsSection({ requests, hasMore, page }: LabModel): Html {
  if (requests === undefined) return html``;
  return html`<h2 class="govuk-heading-m" id="requests">Lists sent and prepared</h2>
${
  requests.length === 0
    ? emptyState({ title: 'No list was prepared yet.' })
    : table({
        caption: 'Lists sent and prepared, newest first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Lists sent and prepared',
        stack: true,
        firstCellIsHeader: true,
        head: [
          { text: 'List' },
          { text: 'Joined' },
          { text: 'State' },
          { text: 'People', format: 'numeric' },
          { text: 'Copies to be gone by' },
        ],
        rows: requests.map((request) => [
          html`<a class="govuk-link" href="/outcomes/data-lab/requests/${request.id}">${request.name}</a>`,
          `${showShortDay(request.joinedFrom)} to ${showShortDay(request.joinedTo)}`,
          requestStateWords[request.state],
          { text: request.people ?? '', format: 'numeric' },
          copies(request),
        ]),
      })
}
${pageArrows(page, hasMore, (to) => `/outcomes/data-lab?page=${to}#requests`)}`;
}

const copies = ({ destroyBy, destroyedAt, downloads }: LabRequest): string => {
  if (destroyBy === null) return '';
  if (destroyedAt !== null) return `Destroyed ${showMoment(destroyedAt)}`;
  return downloads === 0 ? 'Not fetched' : showShortDay(destroyBy);
};

/** What a request says of itself, whoever reads it. */
export const requestFacts = (request: LabRequest, strand: string, basis: string): Html =>
  summaryList({
    rows: [
      { key: 'Joined', value: `${showDay(request.joinedFrom)} to ${showDay(request.joinedTo)}` },
      { key: 'Strand', value: strand },
      { key: 'State', value: requestStateWords[request.state] },
      {
        key: 'Lawful basis',
        value: `${basis}${request.basisReference === null ? '' : `: ${request.basisReference}`}`,
      },
      { key: 'Recipient', value: request.recipient ?? 'Not recorded' },
      { key: 'Prepared', value: `${request.madeBy}, ${showMoment(request.madeAt)}` },
      ...(request.sentAt === null
        ? []
        : [
            { key: 'Sent', value: `${request.sentBy}, ${showMoment(request.sentAt)}` },
            { key: 'People', value: `${request.people ?? 0}` },
            { key: 'Copies to be gone by', value: copies(request) },
            { key: 'Fetched', value: `${request.downloads} times` },
            {
              key: 'SHA-256 of the file',
              value: html`<code class="wm-wrap">${request.sha256 ?? 'not fetched yet'}</code>`,
            },
          ]),
      ...(request.withdrawnWhy === null ? [] : [{ key: 'Withdrawn because', value: request.withdrawnWhy }]),
      ...(request.destroyedHow === null ? [] : [{ key: 'Destroyed', value: request.destroyedHow }]),
    ].map(({ key, value }) => ({ key, value })),
  });

/** What the file does not hold, for whoever hands it over. */
export const fileNote = (text: string): Html =>
  details({ summaryText: 'What is in the file, and what is left empty', html: insetText({ text }) });
