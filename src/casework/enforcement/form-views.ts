import { type Day, showDay, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  details,
  input,
  radios,
  summaryList,
  table,
  tag,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import {
  type Attempt,
  type AttemptForm,
  attemptResults,
  attemptResultWords,
  type FailureForm,
  type Warrant,
  type WarrantForm,
  warrantKinds,
  warrantKindWords,
  warrantStateWords,
} from './types.ts';

interface FormModel<Values> {
  action: string;
  csrfToken: string;
  key?: string | undefined;
  draft: string;
  values: Values;
  errors: readonly FieldError[];
}

export function failureFormPage(model: FormModel<FailureForm>): Html {
  const { values, errors } = model;
  return html`<h1 class="govuk-heading-l">Record a failure to comply</h1>
<p class="govuk-body">For a failure that was no appointment. A failed appointment starts one by itself when its outcome is recorded.</p>
${form({
  ...model,
  body: html`
${input({ id: 'on', name: 'on', type: 'date', label: { text: 'On which day?' }, classes: 'govuk-input--width-10', value: values.on ?? '', ...messageFor(errors, 'on') })}
${input({ id: 'what', name: 'what', label: { text: 'What did they fail to do?' }, hint: { text: 'For example: was not at the curfew address' }, value: values.what ?? '', ...messageFor(errors, 'what') })}
${button({ text: 'Record the failure', preventDoubleClick: true })}`,
})}`;
}

export function warrantFormPage(model: FormModel<WarrantForm> & { caseId: number | undefined }): Html {
  const { values, errors } = model;
  return html`<h1 class="govuk-heading-l">Record a warrant or recall</h1>
${form({
  ...model,
  body: html`${model.caseId === undefined ? '' : html`<input type="hidden" name="case" value="${model.caseId}">`}
${radios({ name: 'kind', fieldset: { legend: { text: 'What is it?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.kind ?? '', items: warrantKinds.map((value) => ({ value, text: warrantKindWords[value] })), ...messageFor(errors, 'kind') })}
${input({ id: 'issuedOn', name: 'issuedOn', type: 'date', label: { text: 'Issued on' }, classes: 'govuk-input--width-10', value: values.issuedOn ?? '', ...messageFor(errors, 'issuedOn') })}
${input({ id: 'issuedBy', name: 'issuedBy', label: { text: 'By which court or office' }, value: values.issuedBy ?? '', ...messageFor(errors, 'issuedBy') })}
${input({ id: 'reference', name: 'reference', label: { text: 'Reference (optional)' }, classes: 'govuk-input--width-20', value: values.reference ?? '' })}
${button({ text: 'Save', preventDoubleClick: true })}`,
})}`;
}

export interface WarrantModel {
  warrant: Warrant;
  attempts: readonly Attempt[];
  today: Day;
  csrfToken: string;
  key?: string | undefined;
  version: number;
  draft: string;
  mayRegister: boolean;
  values: AttemptForm & { why?: string };
  errors: readonly FieldError[];
  theirs?: string | undefined;
}

export function warrantPage(model: WarrantModel): Html {
  const { warrant } = model;
  return html`<h1 class="govuk-heading-l">${warrantKindWords[warrant.kind]}</h1>
${changedMeanwhile('this', model.theirs)}
${summaryList({
  rows: [
    {
      key: 'State',
      value: tag({
        text: warrantStateWords[warrant.state],
        classes: warrant.state === 'open' ? 'govuk-tag--red' : 'govuk-tag--grey',
      }),
    },
    { key: 'Issued', value: `${showDay(warrant.issuedOn)}, ${warrant.issuedBy}` },
    warrant.reference !== null && { key: 'Reference', value: warrant.reference },
    warrant.endedOn !== null && {
      key: warrantStateWords[warrant.state],
      value: `${showDay(warrant.endedOn)}${warrant.endedNote === null ? '' : `. ${warrant.endedNote}`}`,
    },
    warrant.caseId !== null && {
      key: 'From',
      value: html`<a class="govuk-link" href="/people/${warrant.personId}/enforcement/${warrant.caseId}">Failure to comply</a>`,
    },
  ],
})}
<h2 class="govuk-heading-m">Attempts</h2>
${model.attempts.length === 0 ? html`<p class="govuk-body">Nobody has tried yet.</p>` : attemptTable(model.attempts)}
${warrant.state === 'open' && model.mayRegister ? openForms(model) : ''}`;
}

const attemptTable = (attempts: readonly Attempt[]): Html =>
  table({
    caption: 'Attempts, the latest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Attempts',
    stack: true,
    head: [{ text: 'When' }, { text: 'Where' }, { text: 'By' }, { text: 'Result' }],
    rows: attempts.map((one) => [
      showMoment(one.at),
      one.place,
      `${one.staff}, ${one.agency}`,
      html`${attemptResultWords[one.result]}${one.note === null ? '' : html`<br><span class="govuk-hint">${one.note}</span>`}`,
    ]),
  });

function openForms(model: WarrantModel): Html {
  const { warrant, values, errors } = model;
  const path = `/people/${warrant.personId}/warrants/${warrant.id}`;
  return html`<h2 class="govuk-heading-m">Record an attempt</h2>
${form({
  action: `${path}/attempts`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  draft: model.draft,
  body: html`
<div class="wm-row">${input({ id: 'day', name: 'day', type: 'date', label: { text: 'Date' }, classes: 'govuk-input--width-10', value: values.day ?? model.today, ...messageFor(errors, 'day') })}
${input({ id: 'time', name: 'time', type: 'time', label: { text: 'Time' }, classes: 'govuk-input--width-5', value: values.time ?? '', ...messageFor(errors, 'time') })}</div>
${input({ id: 'place', name: 'place', label: { text: 'Where' }, value: values.place ?? '', ...messageFor(errors, 'place') })}
${radios({ name: 'result', fieldset: { legend: { text: 'What came of it?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.result ?? '', items: attemptResults.map((value) => ({ value, text: attemptResultWords[value] })), ...messageFor(errors, 'result') })}
${textarea({ id: 'note', name: 'note', label: { text: 'Note (optional)' }, rows: 2, value: values.note ?? '', ...messageFor(errors, 'note') })}
${button({ text: 'Save attempt', preventDoubleClick: true })}`,
})}
${details({
  summaryText: 'It is no longer to be executed',
  open: errors.some(({ field }) => field === 'why'),
  html: form({
    action: `${path}/withdraw`,
    csrfToken: model.csrfToken,
    version: model.version,
    body: html`${input({ id: 'why', name: 'why', label: { text: 'Why' }, value: values.why ?? '', ...messageFor(errors, 'why') })}${button({ text: 'Withdraw it', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
  }),
})}`;
}
