import { addDays, type Day, showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import {
  button,
  changedMeanwhile,
  details,
  emptyState,
  exampleTag,
  filterChips,
  summaryList,
  table,
  tag,
  warningText,
} from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { standingsPart } from '../decisions/published.ts';
import type { AgreementPage } from './page-model.ts';
import { decidedRequests, enteredWords, waitingRequests } from './request-views.ts';
import {
  type Expiry,
  expiryOf,
  expiryWords,
  type Signatures,
  signaturesOf,
  stateOfAgreement,
  transitions,
  type Warning,
  waitingWords,
} from './rules.ts';
import { signForm } from './signing-views.ts';
import type { AgreementRow } from './store.ts';
import { suspensionNotice } from './suspend-views.ts';
import { reviewTable, stateOfVariation, termLine, waitingVariations } from './term-views.ts';
import {
  type Agreement,
  type AgreementKind,
  type AgreementState,
  agreementKinds,
  agreementStates,
  categoryWords,
  kindWords,
  type Party,
  partyKindWords,
  stateWords,
} from './types.ts';

const stateColours: Record<AgreementState, string> = {
  waiting: 'govuk-tag--yellow',
  'not-started': 'govuk-tag--blue',
  'in-force': 'govuk-tag--green',
  suspended: 'govuk-tag--red',
  ending: 'govuk-tag--yellow',
  expired: 'govuk-tag--red',
  ended: 'govuk-tag--grey',
};

export function stateTag(state: AgreementState, signatures: Signatures): Html {
  const waiting = waitingWords(state, signatures);
  return waiting === undefined
    ? tag({ text: stateWords[state], classes: stateColours[state] })
    : tag({ text: waiting, classes: 'govuk-tag--yellow' });
}

const known = (day: Day | null): string => (day === null ? 'Not known' : showShortDay(day));

function expiryCell(expiry: Expiry | undefined): Html | '' {
  const words = expiryWords(expiry);
  if (words === '') return '';
  return expiry?.within === undefined
    ? html`<br><span class="govuk-hint">${words}</span>`
    : html`<br><strong>${words}</strong>`;
}

export function agreementTable(
  agreements: readonly AgreementRow[],
  warnings: readonly Warning[],
  today: Day,
): Html {
  return table({
    caption: 'Agreements, the next to expire first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Agreements',
    stack: true,
    firstCellIsHeader: true,
    head: [
      { text: 'Agreement' },
      { text: 'State' },
      { text: 'Last day in force' },
      { text: 'Review' },
      { text: 'Parties', format: 'numeric' },
      { text: 'Variations', format: 'numeric' },
    ],
    rows: agreements.map((agreement) => [
      html`<a class="govuk-link" href="/governance/agreements/${agreement.id}">${agreement.reference}: ${agreement.title}</a>${exampleTag(agreement.example)}<br><span class="govuk-hint">${kindWords[agreement.kind]}</span>`,
      stateTag(stateOfAgreement(agreement, today), agreement),
      html`${known(agreement.expiresOn)}${expiryCell(expiryOf(agreement, warnings, today))}`,
      known(agreement.reviewOn),
      {
        html: html`${agreement.parties}${agreement.unsigned > 0 ? html`<br><span class="govuk-hint">${agreement.unsigned} not signed</span>` : ''}`,
        format: 'numeric',
      },
      { text: agreement.variations, format: 'numeric' },
    ]),
  });
}

export function agreementList(model: {
  agreements: readonly AgreementRow[];
  warnings: readonly Warning[];
  today: Day;
  state: AgreementState | undefined;
  kind: AgreementKind | undefined;
  expiring: boolean;
  hrefWithout: (name: 'state' | 'kind' | 'expiring') => string;
  csvHref: string | undefined;
  mayManage: boolean;
  pages: Html | '';
}): Html {
  const path = '/governance/agreements';
  const chip = (name: 'state' | 'kind' | 'expiring', text: string | undefined) =>
    text === undefined ? [] : [{ text, removeHref: model.hrefWithout(name) }];
  const chips = [
    ...chip('state', model.state && `State: ${stateWords[model.state]}`),
    ...chip('kind', model.kind && kindWords[model.kind]),
    ...chip(
      'expiring',
      model.expiring ? `Within ${model.warnings[0]?.words ?? 'the first warning'}` : undefined,
    ),
  ];
  return html`<h1 class="govuk-heading-l">Agreements</h1>
${model.mayManage ? button({ text: 'Register an agreement', href: `${path}/new` }) : ''}
<p class="govuk-body">Show: ${agreementKinds.map((kind, at) => html`${at > 0 ? ' · ' : ''}<a class="govuk-link" href="${path}?kind=${kind}">${kindWords[kind]}</a>`)}${agreementStates.map((state) => html` · <a class="govuk-link" href="${path}?state=${state}">${stateWords[state]}</a>`)}</p>
${filterChips({ chips, clearHref: path })}
${
  model.agreements.length === 0
    ? chips.length > 0
      ? emptyState({
          title: 'No agreement matches this filter.',
          actions: [{ text: 'Show all agreements', href: path }],
        })
      : nothingShared
    : agreementTable(model.agreements, model.warnings, model.today)
}${model.pages}
<p class="govuk-body"><a class="govuk-link" href="${path}/waiting">What waits for a second person</a>${model.csvHref === undefined ? '' : html` · <a class="govuk-link" href="${model.csvHref}">Download as CSV</a>`}</p>`;
}

export const nothingShared = emptyState({
  title: 'No agreement is registered, so agencies share nothing.',
  text: 'Each agency sees its own items only, until an information sharing agreement is registered and signed.',
});

export function agreementPage(model: AgreementPage): Html {
  const { agreement, today } = model;
  const state = stateOfAgreement(agreement, today);
  const path = `/governance/agreements/${agreement.id}`;
  const acts = model.mayManage ? transitions[state] : {};
  return html`<h1 class="govuk-heading-l"><span class="govuk-caption-l">${agreement.reference}</span>${agreement.title}</h1>
<p class="govuk-body">${stateTag(state, signaturesOf(model.parties))}${exampleTag(agreement.example)}</p>
${changedMeanwhile('this agreement', model.signing?.theirs ?? model.deciding?.theirs)}
${suspensionNotice(model)}${notices(model, state)}
<div class="govuk-button-group">${acts.vary === undefined ? '' : button({ text: 'Vary', href: `${path}/vary` })}${acts.review === undefined ? '' : button({ text: 'Record a review', href: `${path}/review`, classes: 'govuk-button--secondary' })}${acts.describe === undefined ? '' : button({ text: 'Change what it says', href: `${path}/describe`, classes: 'govuk-button--secondary' })}${acts.end === undefined || agreement.endedOn !== null ? '' : button({ text: 'End early', href: `${path}/end`, classes: 'govuk-button--secondary' })}${acts.suspend === undefined ? '' : button({ text: 'Suspend now', href: `${path}/suspend`, classes: 'govuk-button--warning' })}</div>
${waitingRequests(model)}
${facts(agreement)}
<h2 class="govuk-heading-m">Term and variations</h2>
${termLine(model)}
${chain(model)}
${waitingVariations(model)}
${model.standings.length === 0 ? '' : standingsPart(model.standings, standingOf(state, agreement))}
<h2 class="govuk-heading-m">Reviews</h2>
${reviewTable(model.reviews)}
<h2 class="govuk-heading-m">Parties, signatures and what each gets</h2>
${partyTable(model, acts.sign !== undefined)}
${decidedRequests(model)}
<p class="govuk-body govuk-hint">An agency’s own items need no cover, but people are shown only under cover for identity: without it an agency sees its own source records alone. A party whose signature a second person has not confirmed gets nothing. Nothing about a person on the scheme is kept here.</p>`;
}

/** Whether it still waits for the policing bodies, or their notices are only shown. */
const standingOf = (state: AgreementState, { unsigned }: Agreement): 'waits' | 'signed' | 'over' =>
  state === 'expired' || state === 'ended' ? 'over' : unsigned === 0 ? 'signed' : 'waits';

function notices(model: AgreementPage, state: AgreementState): Html {
  const { agreement, today } = model;
  const expiry = expiryOf(agreement, model.warnings, today);
  const reviewDue = agreement.reviewOn !== null && agreement.reviewOn < today && state === 'in-force';
  return html`${
    expiry?.within !== undefined && agreement.expiresOn !== null
      ? warningText({
          text: `Expires at the end of ${showDay(agreement.expiresOn)}: ${expiryWords(expiry)}. ${beforeExpiry(model)}`,
        })
      : ''
  }${state === 'ending' && agreement.endedOn !== null ? warningText({ text: `Ends early: its last day is ${showDay(addDays(agreement.endedOn, -1))}.` }) : ''}${
    reviewDue && agreement.reviewOn !== null
      ? warningText({ text: `The review was due on ${showDay(agreement.reviewOn)}.` })
      : ''
  }${state === 'expired' || state === 'ended' ? whatClosed(model) : ''}`;
}

/** What is to be done before it expires. */
export function beforeExpiry({
  agreement,
  variations,
}: Pick<AgreementPage, 'agreement' | 'variations'>): string {
  const waiting = variations.find(({ state }) => state === 'waiting');
  const otherwise =
    agreement.kind === 'section-22a'
      ? 'the collaboration has no agreement to rest on'
      : 'what it shares closes';
  return waiting === undefined
    ? `Vary it before then, or ${otherwise}.`
    : `Variation ${waiting.number} waits for signatures: record them, or ${otherwise}.`;
}

function whatClosed(model: AgreementPage): Html {
  const { agreement } = model;
  const since =
    agreement.endedOn ?? (agreement.expiresOn === null ? undefined : addDays(agreement.expiresOn, 1));
  return html`<div class="govuk-inset-text"><h2 class="govuk-heading-s">What this has closed</h2>
${agreement.endedWhy === null ? '' : html`<p class="govuk-body">Ended early: ${agreement.endedWhy}</p>`}
${
  agreement.kind === 'section-22a'
    ? html`<p class="govuk-body">The collaboration has had no agreement to rest on${since === undefined ? '' : html` since ${showDay(since)}`}. It shared no items itself.</p>`
    : model.closed.length === 0
      ? html`<p class="govuk-body">Nothing: other agreements cover everything that it covered.</p>`
      : html`<p class="govuk-body">Since ${since === undefined ? '' : showDay(since)} these agencies no longer see other agencies’ items of:</p>
<ul class="govuk-list govuk-list--bullet">${model.closed.map((party) => html`<li>${party.name}: ${party.categories.map((category) => categoryWords[category].toLowerCase()).join(', ')}</li>`)}</ul>`
}</div>`;
}

const facts = (agreement: Agreement): Html =>
  summaryList({
    rows: [
      { key: 'Kind', value: kindWords[agreement.kind] },
      { key: 'Purpose', value: agreement.purpose },
      { key: 'Rests on', value: agreement.gateway },
      ...(agreement.kind === 'section-22a'
        ? [
            { key: 'Functions', value: agreement.functions ?? 'Not entered' },
            { key: 'Funding', value: agreement.funding ?? 'Not entered' },
          ]
        : []),
      { key: 'Exit plan', value: agreement.exitPlan ?? 'None is entered' },
      agreement.varyMonths === null
        ? null
        : { key: 'A variation', value: `may lengthen it by ${agreement.varyMonths} months at most` },
      {
        key: 'Warnings go to',
        value:
          agreement.owner === null
            ? 'Whoever keeps the register'
            : `${agreement.owner}, and whoever keeps the register`,
      },
      { key: 'Review', value: agreement.reviewOn === null ? 'Not known' : showDay(agreement.reviewOn) },
      agreement.datesNote === null ? null : { key: 'About the dates', value: agreement.datesNote },
      {
        key: 'In this register',
        value: `Entered by ${agreement.registeredBy}, ${showMoment(agreement.registeredAt)}`,
      },
    ],
  });

function chain(model: AgreementPage): Html {
  const { agreement, variations } = model;
  return table({
    caption: 'The agreement and its variations, in order',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Term and variations',
    stack: true,
    firstCellIsHeader: true,
    head: [
      { text: 'Version' },
      { text: 'Agreed' },
      { text: 'Last day in force' },
      { text: 'What' },
      { text: 'State' },
      { text: 'Recorded by' },
    ],
    rows: [
      [
        'Original',
        known(agreement.startsOn),
        known(agreement.firstExpiresOn),
        'As first agreed',
        '',
        agreement.registeredBy,
      ],
      ...variations.map((variation) => [
        `Variation ${variation.number}`,
        known(variation.agreedOn),
        html`${known(variation.expiresOn)}<br><span class="govuk-hint">was: ${variation.wasExpiresOn === null ? 'not known' : showShortDay(variation.wasExpiresOn)}</span>`,
        html`${variation.what}${variation.decision === null ? '' : html`<br><span class="govuk-hint">Decision ${variation.decision}${variation.decisionNote === null ? '' : `, not in the register: ${variation.decisionNote}`}</span>`}${variation.atMostMonths === null ? '' : html`<br><span class="govuk-hint">allowed: ${variation.atMostMonths} months at most</span>`}`,
        stateOfVariation(variation, model),
        html`${variation.recordedBy}<br><span class="govuk-hint">${showMoment(variation.recordedAt)}</span>`,
      ]),
    ],
  });
}

function partyTable(model: AgreementPage, maySign: boolean): Html {
  const { agreement } = model;
  return table({
    caption: 'Parties',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Parties',
    stack: true,
    firstCellIsHeader: true,
    head: [{ text: 'Party' }, { text: 'Signed' }, { text: 'May have of other agencies’ items' }],
    rows: model.parties.map((party) => [
      html`${party.name}${party.kind === null ? '' : html`<br><span class="govuk-hint">${partyKindWords[party.kind]}${party.force === null ? '' : `, ${party.force}`}</span>`}${spokenFor(party)}`,
      signedCell(model, party, maySign),
      agreement.kind === 'section-22a'
        ? 'Shares no items'
        : party.categories.length === 0
          ? 'Nothing'
          : party.categories.map((category) => categoryWords[category]).join(', '),
    ]),
  });
}

/** Where its signature is confirmed: at the agency that it is or speaks for. */
const spokenFor = ({ agency, name }: Party): Html | '' =>
  agency === name
    ? ''
    : html`<br><span class="govuk-hint">${agency === null ? 'No agency of the system: confirmed by an OPCC' : `Speaks for ${agency}, and is confirmed there where somebody may`}</span>`;

function signedCell(model: AgreementPage, party: Party, maySign: boolean): Html {
  const { signedOn, signedAs } = party;
  if (signedOn === null && signedAs === null) {
    const entered = enteredWords(model, party, 'sign');
    return html`Not signed${takenBack(party)}${entered === undefined ? (maySign ? signForm({ ...model, action: 'sign', variationId: undefined }, party) : '') : html`<br>${entered}`}`;
  }
  const asked = enteredWords(model, party, 'unsign');
  return html`${signedOn === null ? 'Day not known' : showShortDay(signedOn)}${signedAs === null ? '' : html`<br><span class="govuk-hint">${signedAs}</span>`}${party.confirmedBy === null ? '' : html`<br><span class="govuk-hint">Entered by ${party.enteredBy}, confirmed by ${party.confirmedBy}</span>`}${asked === undefined ? (maySign ? takeBackForm(model, party) : '') : html`<br>${asked}`}`;
}

const takenBack = ({ unsignedWhy }: Party): Html | '' =>
  unsignedWhy === null
    ? ''
    : html`<br><span class="govuk-hint">A signature was taken back: ${unsignedWhy}</span>`;

/** For a signature entered by mistake. */
const takeBackForm = ({ agreement, csrfToken }: AgreementPage, party: Party): Html =>
  details({
    summaryHtml: html`Entered by mistake<span class="govuk-visually-hidden">: the signature of ${party.name}</span>`,
    html: form({
      action: `/governance/agreements/${agreement.id}/unsign`,
      csrfToken,
      version: agreement.version,
      body: html`<input type="hidden" name="party" value="${party.id}"><p class="govuk-body">${agreement.kind === 'section-22a' ? 'Once a second person has confirmed it, the agreement waits for this party again.' : 'Once a second person has confirmed it, what it opened for this party closes.'}</p><div class="govuk-form-group"><label class="govuk-label" for="unsign-${party.id}">Why it is taken back</label><input class="govuk-input" id="unsign-${party.id}" name="why" maxlength="500" required></div>${button({ text: 'Ask to take the signature back', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
    }),
  });
