import { showShortDay } from '../../kernel/clock.ts';
import {
  button,
  checkboxes,
  details,
  emptyState,
  exampleTag,
  filterChips,
  input,
  insetText,
  radios,
  table,
  tag,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { noticeBody } from './document-view.ts';
import { completeForm, correctForm, takeBackForms, takenBackTable } from './later-views.ts';
import type { DecisionPage } from './page-model.ts';
import { alternativesOf, amountsIn, missingCertificates, transitions } from './rules.ts';
import { standingsPart } from './standing-view.ts';
import type { DecisionLine } from './store.ts';
import { type CertificateForm, type Decision, type DecisionState, stateWords } from './types.ts';

const colours: Record<DecisionState, string> = {
  draft: 'govuk-tag--grey',
  certified: 'govuk-tag--yellow',
  referred: 'govuk-tag--orange',
  approved: 'govuk-tag--green',
  amended: 'govuk-tag--green',
  refused: 'govuk-tag--red',
  withdrawn: 'govuk-tag--grey',
};

export const stateTag = (state: DecisionState): Html =>
  tag({ text: stateWords[state], classes: colours[state] });

const registerWords: Record<string, string> = {
  published: 'Published',
  withheld: 'Number and reason only',
  superseded: 'Superseded',
  withdrawn: 'Withdrawn',
};

export const decisionTable = (decisions: readonly DecisionLine[]): Html =>
  table({
    caption: 'Decision notices, those waiting first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Decision notices',
    stack: true,
    firstCellIsHeader: true,
    head: ['Number', 'Subject', 'Office', 'State', 'Decided', 'Public register'],
    rows: decisions.map((decision) => [
      html`<a class="govuk-link" href="/governance/decisions/${decision.id}">${decision.number}</a>${exampleTag(decision.example)}`,
      decision.title,
      decision.office,
      stateTag(decision.state),
      decision.decidedOn === null ? (decision.decidedNote ?? '') : showShortDay(decision.decidedOn),
      decision.published === null
        ? decision.publication === 'no'
          ? 'Not for publication'
          : 'Not published'
        : (registerWords[decision.published] ?? ''),
    ]),
  });

export function decisionList(model: {
  decisions: readonly DecisionLine[];
  state: DecisionState | undefined;
  text: string | undefined;
  mayDraft: boolean;
  maySet: boolean;
  pages: Html | '';
}): Html {
  const path = '/governance/decisions';
  const { state, text } = model;
  const chips = [
    ...(state === undefined
      ? []
      : [
          {
            text: `State: ${stateWords[state]}`,
            removeHref: text === undefined ? path : `${path}?text=${encodeURIComponent(text)}`,
          },
        ]),
    ...(text === undefined
      ? []
      : [
          {
            text: `Words: ${text}`,
            removeHref: state === undefined ? path : `${path}?state=${state}`,
          },
        ]),
  ];
  return html`<h1 class="govuk-heading-l">Decision notices</h1>
${model.mayDraft ? button({ text: 'Draft a notice', href: `${path}/new` }) : ''}
<p class="govuk-body"><a class="govuk-link" href="/public-register">Public register</a>${model.maySet ? html` · <a class="govuk-link" href="${path}/office">How this office decides</a>` : ''}</p>
<form method="get" action="${path}" class="wm-filter">${state === undefined ? '' : html`<input type="hidden" name="state" value="${state}">`}
${input({ id: 'filter-text', name: 'text', label: { text: 'Number or words in the subject' }, classes: 'govuk-input--width-20', value: text ?? '' })}
${button({ text: 'Find', classes: 'govuk-button--secondary' })}</form>
${filterChips({ chips, clearHref: path })}
${
  model.decisions.length > 0
    ? decisionTable(model.decisions)
    : chips.length > 0
      ? emptyState({
          title: 'No notice matches these filters.',
          actions: [{ text: 'Show all notices', href: path }],
        })
      : emptyState({
          title: 'No decision notice is registered.',
          text: 'A notice is drafted, certified by the officers its form names, and then decided.',
        })
}${model.pages}`;
}

/** The paper as it will be published, with what may be done with it above (left out when printed). */
export function decisionPage(model: DecisionPage): Html {
  const { decision, document } = model;
  return html`<p class="govuk-caption-l">${decision.office}</p>
<h1 class="govuk-heading-l">Decision notice ${decision.number}: ${decision.title}</h1>
<p class="govuk-body">${stateTag(decision.state)}${exampleTag(decision.example)}</p>
${model.theirs === undefined ? '' : insetText({ html: html`<p class="govuk-body"><strong>Somebody changed this notice while you were working on it.</strong> ${model.theirs} Read it below before you send yours again.</p>` })}
${registerLine(model)}
${model.standings.length === 0 ? '' : standingsPart(model.standings)}
${acts(model)}
${noticeBody(document)}
${takenBackTable(model.takenBack)}`;
}

const registerLine = ({ decision, entry, may }: DecisionPage): Html =>
  html`<p class="govuk-body">${
    entry === undefined
      ? 'Not in the public register.'
      : html`In the public register: <a class="govuk-link" href="/public-register/decisions/${entry.slug}">${registerWords[entry.state] ?? ''}, edition ${entry.edition}</a>.`
  }${may.publish ? html` <a class="govuk-link govuk-!-display-none-print" href="/governance/decisions/${decision.id}/publish">Preview, redact and publish</a>` : ''}</p>`;

function acts(model: DecisionPage): Html | '' {
  const { decision, may, certificates, form: shape } = model;
  if (decision.source !== null)
    return html`<div class="govuk-!-display-none-print">${completeForm(model)}</div>`;
  const allowed = transitions[decision.state];
  const missing = missingCertificates(shape, certificates);
  const parts = [
    may.draft && allowed.edit !== undefined
      ? button({
          text: 'Change the paper',
          href: `/governance/decisions/${decision.id}/edit`,
          classes: 'govuk-button--secondary',
        })
      : '',
    may.draft
      ? html`<p class="govuk-body"><a class="govuk-link" href="/governance/decisions/new?like=${decision.id}">Draft the same notice for another policing body</a></p>`
      : '',
    missing.length === 0 || allowed.certify === undefined
      ? ''
      : html`<p class="govuk-body">Not signed yet: <strong>${missing.map((wanted) => `certificate of the ${wanted.title}`).join('; ')}</strong>.</p>`,
    ...shape.certificates
      .filter(
        ({ kind }) =>
          allowed.certify !== undefined &&
          may.isOwnOffice &&
          may.certify.includes(kind) &&
          !certificates.some((signed) => signed.kind === kind),
      )
      .map((wanted) => certifyForm(model, wanted)),
    ...takeBackForms(model),
    decidePart(model, missing),
    correctForm(model),
  ];
  return html`<div class="govuk-!-display-none-print">${parts}</div>`;
}

function decidePart(model: DecisionPage, missing: readonly CertificateForm[]): Html | '' {
  const { may, decision } = model;
  if (may.approve.length === 0 || transitions[decision.state].approve === undefined) return '';
  if (!may.isOwnOffice)
    return html`<p class="govuk-body">This is ${decision.office}’s notice: each policing body decides its own.</p>`;
  if (may.isOriginator)
    return html`<p class="govuk-body">You drafted this notice: somebody else has to decide it.</p>`;
  return decideForm(model, missing);
}

/** What the form's words allow, and the amounts of the paper, beside “no financial consequences”. */
function optionHint(decision: Decision, { options }: CertificateForm): { hint?: { text: string } } {
  const amounts = amountsIn(decision);
  const lines = [
    ...alternativesOf(options).map((group) => `Choose one of ${group.join(' or ')}.`),
    ...(amounts.length === 0 ? [] : [`The paper names ${amounts.slice(0, 6).join(', ')}.`]),
  ];
  return lines.length === 0 ? {} : { hint: { text: lines.join(' ') } };
}

const certifyForm = (model: DecisionPage, wanted: CertificateForm): Html =>
  details({
    summaryText: `Sign the certificate of the ${wanted.title}`,
    open: model.errors.some((error) => error.field === 'options'),
    html: form({
      action: `/governance/decisions/${model.decision.id}/certify`,
      csrfToken: model.csrfToken,
      key: model.key,
      version: model.decision.version,
      body: html`<input type="hidden" name="kind" value="${wanted.kind}">
${
  wanted.options.length === 0
    ? html`<p class="govuk-body">${wanted.text}</p>`
    : checkboxes({
        name: 'options',
        fieldset: { legend: { text: wanted.text, classes: 'govuk-fieldset__legend--s' } },
        classes: 'govuk-checkboxes--small',
        ...optionHint(model.decision, wanted),
        values: model.values.options ?? [],
        ...messageFor(model.errors, 'options'),
        items: wanted.options.map((option) => ({
          value: option.code,
          text: `${option.joined === undefined ? '' : `${option.joined} `}${option.code}) ${option.text}`,
        })),
      })
}
${button({ text: 'Sign', preventDoubleClick: true })}`,
    }),
  });

const verdictItems = (approve: DecisionPage['may']['approve'], state: DecisionState) => [
  { value: 'approve', text: 'Approve' },
  {
    value: 'amend',
    text: 'Approve with amendments',
    hint: { text: 'Write the amendments into the outcome' },
  },
  { value: 'refuse', text: 'Refuse' },
  ...(state !== 'referred' && approve.some(({ final }) => !final)
    ? [{ value: 'refer-up', text: 'Approve as deputy and pass it up' }]
    : []),
];

const decideForm = (model: DecisionPage, missing: readonly CertificateForm[]): Html =>
  form({
    action: `/governance/decisions/${model.decision.id}/decide`,
    csrfToken: model.csrfToken,
    key: model.key,
    version: model.decision.version,
    body: html`
${missing.length === 0 ? '' : html`<p class="govuk-body">Decided now, before every certificate, it is flagged, and the flag is published with it.</p>`}
${radios({
  name: 'verdict',
  fieldset: { legend: { text: 'Your decision', classes: 'govuk-fieldset__legend--m' } },
  value: model.values.verdict ?? '',
  ...messageFor(model.errors, 'verdict'),
  items: verdictItems(model.may.approve, model.decision.state),
})}
${radios({
  name: 'as',
  fieldset: { legend: { text: 'You sign as', classes: 'govuk-fieldset__legend--s' } },
  classes: 'govuk-radios--small',
  value: model.values.as ?? model.may.approve[0]?.code ?? '',
  ...messageFor(model.errors, 'as'),
  items: model.may.approve.map(({ code, title }) => ({ value: code, text: title })),
})}
${textarea({ id: 'outcome', name: 'outcome', label: { text: 'Outcome, as it will be published' }, hint: { text: 'In your own words, such as “The recommendation as outlined above is approved.” It must say the same as your decision' }, rows: 3, value: model.values.outcome ?? '', ...messageFor(model.errors, 'outcome') })}
${button({ text: 'Sign the decision', preventDoubleClick: true })}`,
  });
