import { showDay, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  checkboxes,
  details,
  emptyState,
  exampleTag,
  filterChips,
  input,
  radios,
  select,
  summaryList,
  table,
  tag,
  textarea,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { flagsOf, missingCertificates, transitions } from './rules.ts';
import {
  answers,
  answerWords,
  type Certificate,
  type CertificateForm,
  type Decision,
  type DecisionForm,
  type DecisionFormValues,
  type DecisionState,
  stateWords,
} from './types.ts';

const colours: Record<DecisionState, string> = {
  draft: 'govuk-tag--grey',
  certified: 'govuk-tag--yellow',
  approved: 'govuk-tag--green',
  refused: 'govuk-tag--red',
};

const stateTag = (state: DecisionState): Html => tag({ text: stateWords[state], classes: colours[state] });
export const decisionTable = (decisions: readonly Decision[]): Html =>
  table({
    caption: 'Decision notices, those waiting first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Decision notices',
    head: [
      { text: 'Number' },
      { text: 'Subject' },
      { text: 'Originator' },
      { text: 'State' },
      { text: 'Decided' },
      { text: 'For publication' },
    ],
    rows: decisions.map((decision) => [
      html`<a class="govuk-link" href="/governance/decisions/${decision.id}">${decision.number}</a>${exampleTag(decision.example)}`,
      decision.title,
      decision.originator,
      stateTag(decision.state),
      decision.decidedOn === null ? (decision.decidedNote ?? '') : showShortDay(decision.decidedOn),
      decision.publication === 'yes' ? 'YES' : 'NO',
    ]),
  });

export function decisionList(model: {
  decisions: readonly Decision[];
  state: DecisionState | undefined;
  text: string | undefined;
  mayDraft: boolean;
  pages: Html | '';
}): Html {
  const path = '/governance/decisions';
  const chips = [
    ...(model.state === undefined
      ? []
      : [
          {
            text: `State: ${stateWords[model.state]}`,
            removeHref: model.text === undefined ? path : `${path}?text=${encodeURIComponent(model.text)}`,
          },
        ]),
    ...(model.text === undefined
      ? []
      : [
          {
            text: `Words: ${model.text}`,
            removeHref: model.state === undefined ? path : `${path}?state=${model.state}`,
          },
        ]),
  ];
  return html`<h1 class="govuk-heading-l">Decision notices</h1>
${model.mayDraft ? button({ text: 'Draft a notice', href: `${path}/new` }) : ''}
<form method="get" action="${path}" class="wm-filter">${model.state === undefined ? '' : html`<input type="hidden" name="state" value="${model.state}">`}
${input({ id: 'filter-text', name: 'text', label: { text: 'Number or words in the subject' }, classes: 'govuk-input--width-20', value: model.text ?? '' })}
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

export interface DecisionPage {
  decision: Decision;
  form: DecisionForm;
  certificates: readonly Certificate[];
  csrfToken: string;
  key?: string | undefined;
  /** What the viewer may do here. */
  may: { draft: boolean; certify: readonly string[]; approve: boolean; isOriginator: boolean };
  values: { outcome?: string; verdict?: string; options?: string[] };
  errors: readonly FieldError[];
  theirs?: string | undefined;
}

/** The paper as it will be published, with what may be done with it below (left out when printed). */
export function decisionPage(model: DecisionPage): Html {
  const { decision, form: shape, certificates } = model;
  const flags = flagsOf(decision, certificates, shape);
  return html`<p class="govuk-caption-l">${decision.office}</p>
<h1 class="govuk-heading-l">Decision notice ${decision.number}: ${decision.title}</h1>
<p class="govuk-body">${stateTag(decision.state)}${exampleTag(decision.example)}</p>
${model.theirs === undefined ? '' : html`<div class="govuk-inset-text"><p class="govuk-body"><strong>Somebody changed this notice while you were working on it.</strong> ${model.theirs} Read it below before you send yours again.</p></div>`}
${decision.source === null ? '' : html`<p class="govuk-body govuk-hint">Entered from an earlier paper: ${decision.source}. Its officers are named by office.</p>`}
${flags.map((flag) => warningText({ text: flag }))}
${acts(model)}
${summaryList({
  rows: [
    { key: 'Originator', value: decision.originator },
    { key: 'Reason for submission', value: decision.reason },
    { key: 'Submitted to', value: decision.submittedTo },
    {
      key: 'Publication',
      value:
        decision.publication === 'yes'
          ? 'YES'
          : html`NO. Reasons: ${decision.publicationReason ?? 'not given'}`,
    },
  ],
})}
${section('Summary', decision.summary)}
${section('Recommendation', decision.recommendation)}
${section('Financial implications', decision.financial)}
${section('Other implications and risks', decision.risks)}
<h2 class="govuk-heading-m">Originator checklist</h2>
${table({
  caption: 'The originator’s answers',
  captionClasses: 'govuk-visually-hidden',
  head: [{ text: 'Question' }, { text: 'Answer' }],
  rows: shape.questions.map((question) => {
    const answer = decision.checklist[question.code];
    return [question.text, answer === undefined ? 'Not answered' : answerWords[answer]];
  }),
})}
<h2 class="govuk-heading-m">Approval to submit to the decision-maker</h2>
${shape.certificates.map((wanted) =>
  certificatePart(
    wanted,
    certificates.find((signed) => signed.kind === wanted.kind),
  ),
)}
<h2 class="govuk-heading-m">Outcome</h2>
${outcomePart(decision)}`;
}

const paragraphs = (text: string): Html[] =>
  text.split(/\n{2,}/).map((paragraph) => html`<p class="govuk-body">${paragraph}</p>`);

const section = (title: string, text: string | null): Html | '' =>
  text === null ? '' : html`<h2 class="govuk-heading-m">${title}</h2>${paragraphs(text)}`;

function certificatePart(wanted: CertificateForm, signed: Certificate | undefined): Html {
  const chosen = wanted.options.filter((option) => signed?.options.includes(option.code));
  return html`<h3 class="govuk-heading-s">${wanted.title}</h3>
<p class="govuk-body">${wanted.text}</p>
${(signed === undefined ? wanted.options : chosen).length === 0 ? '' : html`<ul class="govuk-list">${(signed === undefined ? wanted.options : chosen).map((option) => html`<li>${option.code}) ${option.text}</li>`)}</ul>`}
<p class="govuk-body"><strong>${signed === undefined ? 'Not signed' : html`Signed${signed.staff === null ? '' : html` by ${signed.staff}`}, ${signed.signedAs}, ${signed.signedOn === null ? 'day not known' : showDay(signed.signedOn)}`}</strong></p>`;
}

const outcomePart = (decision: Decision): Html =>
  decision.outcome === null
    ? html`<p class="govuk-body">Not decided yet.</p>`
    : html`<p class="govuk-body">${decision.outcome}</p>
<p class="govuk-body"><strong>${stateWords[decision.state]} by the ${decision.decidedAs ?? 'decision-maker'}${decision.decidedOn === null ? '' : html`, ${showDay(decision.decidedOn)}`}</strong>${decision.decidedNote === null ? '' : html`<br><span class="govuk-hint">${decision.decidedNote}</span>`}</p>`;

function acts(model: DecisionPage): Html | '' {
  const { decision, may, certificates, form: shape } = model;
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
    allowed.certify === undefined
      ? ''
      : html`<p class="govuk-body">Missing before it can be decided: <strong>${missing.map((wanted) => `certificate of the ${wanted.title}`).join('; ')}</strong>.</p>`,
    ...missing
      .filter((wanted) => allowed.certify !== undefined && may.certify.includes(wanted.kind))
      .map((wanted) => certifyForm(model, wanted)),
    may.approve && allowed.approve !== undefined
      ? may.isOriginator
        ? html`<p class="govuk-body">You drafted this notice: somebody else has to decide it.</p>`
        : decideForm(model)
      : '',
  ];
  return html`<div class="govuk-!-display-none-print">${parts}</div>`;
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
        values: model.values.options ?? [],
        ...messageFor(model.errors, 'options'),
        items: wanted.options.map((option) => ({
          value: option.code,
          text: `${option.code}) ${option.text}`,
        })),
      })
}
${button({ text: 'Sign', preventDoubleClick: true })}`,
    }),
  });

const decideForm = (model: DecisionPage): Html =>
  form({
    action: `/governance/decisions/${model.decision.id}/decide`,
    csrfToken: model.csrfToken,
    key: model.key,
    version: model.decision.version,
    body: html`
${radios({
  name: 'verdict',
  fieldset: { legend: { text: 'Your decision', classes: 'govuk-fieldset__legend--m' } },
  classes: 'govuk-radios--inline',
  value: model.values.verdict ?? '',
  ...messageFor(model.errors, 'verdict'),
  items: [
    { value: 'approve', text: 'Approve' },
    { value: 'refuse', text: 'Refuse' },
  ],
})}
${textarea({ id: 'outcome', name: 'outcome', label: { text: 'Outcome, as it will be published' }, rows: 3, value: model.values.outcome ?? 'The recommendation as outlined above is approved.', ...messageFor(model.errors, 'outcome') })}
${button({ text: 'Sign the decision', preventDoubleClick: true })}`,
  });

export function draftForm(model: {
  action: string;
  heading: string;
  csrfToken: string;
  key?: string | undefined;
  version?: number | undefined;
  draft: string;
  form: DecisionForm;
  /** Offices to choose from; none when the notice has its office already. */
  offices: readonly { id: number; name: string }[];
  values: DecisionFormValues;
  errors: readonly FieldError[];
  theirs?: string | undefined;
  /** Certificates that a change takes away. */
  signed: number;
}): Html {
  const { values, errors } = model;
  const line = (name: string, label: string, hint?: string): Html =>
    input({
      id: name,
      name,
      label: { text: label },
      ...(hint === undefined ? {} : { hint: { text: hint } }),
      value: values[name] ?? '',
      ...messageFor(errors, name),
    });
  const text = (name: string, label: string, rows: number): Html =>
    textarea({
      id: name,
      name,
      label: { text: label },
      rows,
      value: values[name] ?? '',
      ...messageFor(errors, name),
    });
  return html`<h1 class="govuk-heading-l">${model.heading}</h1>
${changedMeanwhile('this notice', model.theirs, 'Its recommendation now says:')}
${model.signed > 0 ? warningText({ text: 'It has been certified. A change takes the certificates away, because they were given for another text.' }) : ''}
<p class="govuk-body">${model.form.name}. Name no person on the scheme: a notice is published.</p>
${form({
  action: model.action,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  draft: model.draft,
  body: html`
${model.offices.length === 0 ? html`<input type="hidden" name="office" value="${values.office ?? ''}">` : select({ id: 'office', name: 'office', label: { text: 'Whose decision it is' }, value: values.office ?? '', ...messageFor(errors, 'office'), items: [{ value: '', text: 'Choose' }, ...model.offices.map(({ id, name }) => ({ value: String(id), text: name }))] })}
${line('number', 'Decision number', 'Of that office’s series, like 2026/07')}
${line('title', 'Subject')}
${line('originator', 'Originator', 'The office whose paper it is')}
${line('reason', 'Reason for submission')}
${line('submittedTo', 'Submitted to')}
${text('summary', 'Summary', 6)}
${text('recommendation', 'Recommendation', 4)}
${text('financial', 'Financial implications (optional)', 4)}
${text('risks', 'Other implications and risks (optional)', 4)}
<h2 class="govuk-heading-m">Originator checklist</h2>
${model.form.questions.map((question) =>
  radios({
    name: `answer-${question.code}`,
    fieldset: { legend: { text: question.text, classes: 'govuk-fieldset__legend--s' } },
    classes: 'govuk-radios--small govuk-radios--inline',
    value: values[`answer-${question.code}`] ?? '',
    ...messageFor(errors, `answer-${question.code}`),
    items: answers.map((code) => ({ value: code, text: answerWords[code] })),
  }),
)}
${radios({
  name: 'publication',
  fieldset: { legend: { text: 'For publication?', classes: 'govuk-fieldset__legend--s' } },
  classes: 'govuk-radios--small govuk-radios--inline',
  value: values.publication ?? '',
  ...messageFor(errors, 'publication'),
  items: [
    { value: 'yes', text: 'YES' },
    { value: 'no', text: 'NO' },
  ],
})}
${text('publicationReason', 'Reasons for not publishing it, if so', 2)}
${button({ text: 'Save the draft', preventDoubleClick: true })}`,
})}`;
}
