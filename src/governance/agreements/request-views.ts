import { type Day, showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import { button, details, emptyState, input, table } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { changesTable } from './correct-views.ts';
import type { AgreementPage } from './page-model.ts';
import { meanwhileWords, openRequestOf, requestWords, waitsFor } from './request-rules.ts';
import type { WaitingRequest } from './request-store.ts';
import { coverOf } from './rules.ts';
import { suspensionWords } from './suspend-views.ts';
import { categoryWords, type Party, type Request, type RequestKind, requestStateWords } from './types.ts';

/** What waits for a second person, with the buttons of whoever may decide. */
export function waitingRequests(model: AgreementPage): Html | '' {
  const waiting = model.requests.filter(({ state }) => state === 'asked');
  if (waiting.length === 0) return '';
  return html`<h2 class="govuk-heading-m" id="second-person">Waits for a second person</h2>
<p class="govuk-body">Each is asked by one person and confirmed by another, of the party’s own agency or, where it has nobody who confirms, of a commissioner’s office. Nothing opens before.</p>
${waiting.map((request) => waitingRequest(model, request))}`;
}

function waitingRequest(model: AgreementPage, request: Request): Html {
  const { agreement, csrfToken } = model;
  const hidden = html`<input type="hidden" name="request" value="${request.id}">`;
  const of = html`<span class="govuk-visually-hidden">: ${requestWords(request)}</span>`;
  const to = (what: string): { action: string; csrfToken: string; version: number } => ({
    action: `/governance/agreements/${agreement.id}/${what}`,
    csrfToken,
    version: agreement.version,
  });
  return html`<div class="govuk-inset-text"><h3 class="govuk-heading-s">${requestWords(request)}</h3>
<p class="govuk-body">Entered by ${request.askedBy} on ${showDay(request.askedOn)}. ${waitsFor(request)}. <strong>${request.suspends ? `Meanwhile ${suspensionWords(agreement).does}.` : meanwhileWords[request.kind]}</strong>${request.suspends ? '' : ` It lapses after ${showDay(request.lapsesOn)}.`}</p>
${particulars(model, request)}
${
  request.mayDecide
    ? html`${form({ ...to('confirm'), body: html`${hidden}${button({ html: html`${confirmText[request.kind]}${of}`, preventDoubleClick: true })}` })}${refuseForm(model, request, hidden, to('refuse'))}`
    : ''
}${
  model.mayManage && !request.suspends
    ? form({
        ...to('withdraw-request'),
        body: html`${hidden}${button({ html: html`Take it back${of}`, classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
      })
    : ''
}</div>`;
}

const confirmText: Record<RequestKind, string> = {
  sign: 'Confirm the signature',
  unsign: 'Confirm that it is taken back',
  'sign-variation': 'Confirm the signature',
  end: 'Confirm the end',
  describe: 'Confirm the change',
};

/** What whoever confirms it has to compare with the paper, and what it opens or closes. */
function particulars(model: AgreementPage, request: Request): Html {
  const { signedAs, signedOn, why } = request;
  const party = model.parties.find(({ id }) => id === request.partyId);
  const opens = party === undefined || request.kind !== 'sign' ? [] : opensFor(model, party, signedOn);
  return html`${
    signedAs === null && signedOn === null
      ? ''
      : html`<p class="govuk-body">Signed ${signedOn === null ? 'on a day that is not known' : `on ${showShortDay(signedOn)}`}${signedAs === null ? '' : `, ${signedAs}`}.</p>`
  }${why === null ? '' : html`<p class="govuk-body">Why: ${why}</p>`}${request.changes === null ? '' : changesTable(request.changes, model.parties)}${opens.length === 0 ? '' : html`<p class="govuk-body">Opens for it, of other agencies’ items: ${opens.join(', ')}.</p>`}`;
}

const opensFor = ({ agreement }: AgreementPage, party: Party, signedOn: Day | null): string[] =>
  coverOf(agreement, { ...party, signedOn }).map(({ category }) => categoryWords[category]);

function refuseForm(
  { agreement, deciding }: AgreementPage,
  request: Request,
  hidden: Html,
  to: { action: string; csrfToken: string; version: number },
): Html {
  const again = deciding?.requestId === request.id ? deciding : undefined;
  const id = `refuse-${request.id}`;
  return details({
    summaryHtml: html`${request.suspends ? suspensionWords(agreement).lift : 'Refuse it'}<span class="govuk-visually-hidden">: ${requestWords(request)}</span>`,
    open: (again?.errors.length ?? 0) > 0,
    html: form({
      ...to,
      body: html`${hidden}${input({ id, name: 'why', label: { text: request.suspends ? 'Why the suspension is lifted' : 'Why it is refused' }, value: again?.why ?? '', ...messageFor(again?.errors ?? [], id) })}${button({ text: request.suspends ? suspensionWords(agreement).lift : 'Refuse it', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
    }),
  });
}

/** Beside a party whose signature is entered and not confirmed: that it is, and that nothing opens yet. */
export const enteredWords = (
  model: Pick<AgreementPage, 'requests'>,
  party: Pick<Party, 'id'>,
  kind: RequestKind,
  variationId: number | null = null,
): Html | undefined => {
  const request = openRequestOf(model.requests, kind, party.id, variationId);
  return request === undefined
    ? undefined
    : html`<span class="govuk-hint">${kind === 'unsign' ? 'Asked to be taken back' : 'Entered'} by ${request.askedBy}. ${waitsFor(request)}. ${meanwhileWords[kind]}</span>`;
};

/** Who asked and who confirmed or refused, the latest first. */
export function decidedRequests({
  requests,
  parties,
}: Pick<AgreementPage, 'requests' | 'parties'>): Html | '' {
  const over = requests.filter(({ state }) => state !== 'asked');
  if (over.length === 0) return '';
  return html`<h2 class="govuk-heading-m">Asked and confirmed</h2>
${table({
  caption: 'What was asked, and who confirmed it',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Asked and confirmed',
  stack: true,
  firstCellIsHeader: true,
  head: [{ text: 'What' }, { text: 'Asked by' }, { text: 'What became of it' }],
  rows: over.map((request) => [
    html`${requestWords(request)}${request.changes === null ? '' : details({ summaryText: 'What changed', html: changesTable(request.changes, parties) })}`,
    html`${request.askedBy}<br><span class="govuk-hint">${showShortDay(request.askedOn)}</span>`,
    html`${request.suspends && request.state === 'refused' ? 'Suspension lifted' : requestStateWords[request.state]}${request.decidedBy === null ? '' : ` by ${request.decidedBy}`}${request.decidedAt === null ? '' : html`<br><span class="govuk-hint">${showMoment(request.decidedAt)}</span>`}${request.decidedWhy === null ? '' : html`<br><span class="govuk-hint">${request.decidedWhy}</span>`}`,
  ]),
})}`;
}

/** Everything of the scheme's agreements that waits, for whoever may see it; what the viewer may decide says so. */
export const waitingTable = (waiting: readonly WaitingRequest[]): Html =>
  waiting.length === 0
    ? emptyState({ title: 'Nothing waits for a second person.' })
    : table({
        caption: 'What waits for a second person, the first to lapse on top',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'What waits for a second person',
        stack: true,
        firstCellIsHeader: true,
        head: [{ text: 'Agreement' }, { text: 'What' }, { text: 'Entered by' }, { text: 'Waits for' }],
        rows: waiting.map((request) => [
          html`<a class="govuk-link" href="/governance/agreements/${request.agreementId}#second-person">${request.reference}</a>`,
          requestWords(request),
          html`${request.askedBy}<br><span class="govuk-hint">${showShortDay(request.askedOn)}${request.suspends ? '' : `, lapses after ${showShortDay(request.lapsesOn)}`}</span>`,
          request.mayDecide ? html`<strong>You may confirm it</strong>` : waitsFor(request),
        ]),
      });
