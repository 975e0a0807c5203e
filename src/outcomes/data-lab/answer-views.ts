import type { FieldError } from '../../kernel/errors.ts';
import { button, changedMeanwhile, details, input, select, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { AnswerForm, PartField } from './form.ts';
import { type Part, parts, partWords, resultWords } from './types.ts';

export interface AnswerFormModel {
  id: number | undefined;
  version: number | undefined;
  values: AnswerForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  theirs?: string | undefined;
  why?: string | undefined;
  csrfToken: string;
}

export const answerForm = (model: AnswerFormModel): Html =>
  html`<h1 class="govuk-heading-l">${model.id === undefined ? 'Enter an answer of the Data Lab' : 'Correct an answer'}</h1>
${changedMeanwhile('this answer', model.theirs)}
<p class="govuk-body">Copy what the report says, whichever way it falls. What it does not say stays empty: it shows as not known, never as nought.</p>
${form({
  action: model.id === undefined ? '/outcomes/data-lab/answers' : `/outcomes/data-lab/answers/${model.id}`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`<input type="hidden" name="request" value="${model.values.request ?? ''}">
${report(model)}${parts.map((part) => partFields(model, part))}${button({ text: 'Save the answer', preventDoubleClick: true })}`,
})}
${model.id !== undefined && removing(model)}`;

const text = (
  { values, errors }: AnswerFormModel,
  name: keyof AnswerForm,
  label: string,
  more: { hint?: string; type?: 'date'; width?: string } = {},
): Html =>
  input({
    id: name,
    name,
    label: { text: label },
    value: values[name] ?? '',
    ...(more.type === undefined ? {} : { type: more.type }),
    ...(more.width === undefined ? {} : { classes: more.width }),
    ...(more.hint === undefined ? {} : { hint: { text: more.hint } }),
    ...messageFor(errors, name),
  });

const narrow = 'govuk-input--width-5';

const report = (model: AnswerFormModel): Html =>
  html`${text(model, 'title', 'Title of the report')}
${text(model, 'publishedOn', 'Published on', { type: 'date', width: 'govuk-input--width-10' })}
${text(model, 'address', 'Where it can be read', { hint: 'Its address, https://…' })}
${text(model, 'period', 'Who it is about', { hint: 'As the report says: joined when, followed until when' })}
${text(model, 'submitted', 'People submitted', { width: narrow })}
${text(model, 'analysed', 'People analysed', { width: narrow })}
${text(model, 'comparisonPeople', 'People in the matched group', { width: narrow })}`;

function partFields(model: AnswerFormModel, part: Part): Html {
  const name = (field: 'result' | 'treated' | 'compared' | 'low' | 'high' | 'words'): PartField =>
    `${part}-${field}`;
  const { values, errors } = model;
  return html`<fieldset class="govuk-fieldset govuk-!-margin-bottom-6"><legend class="govuk-fieldset__legend govuk-fieldset__legend--m"><h2 class="govuk-fieldset__heading">${partWords[part]}</h2></legend>
${select({ id: name('result'), name: name('result'), label: { text: 'It was called' }, value: values[name('result')] ?? '', ...messageFor(errors, name('result')), items: [{ value: '', text: 'Not answered' }, ...Object.entries(resultWords).map(([value, words]) => ({ value, text: words }))] })}
${text(model, name('treated'), 'In the group', { width: narrow })}
${text(model, name('compared'), 'In the matched group', { width: narrow })}
${text(model, name('low'), 'Difference, lower 95% limit', { width: narrow, hint: 'Group less matched group: below nought where the group had less' })}
${text(model, name('high'), 'Difference, upper 95% limit', { width: narrow })}
${textarea({ id: name('words'), name: name('words'), label: { text: 'In the report’s own words' }, rows: 3, value: values[name('words')] ?? '', ...messageFor(errors, name('words')) })}
</fieldset>`;
}

const removing = ({ id, version, csrfToken, errors, why }: AnswerFormModel): Html =>
  details({
    summaryText: 'Take the answer away',
    open: why !== undefined,
    html: form({
      action: `/outcomes/data-lab/answers/${id}/remove`,
      csrfToken,
      version,
      body: html`<p class="govuk-body">For one that was entered by mistake. An answer that one does not like stays.</p>${input({ id: 'why', name: 'why', label: { text: 'Why is it taken away?' }, value: why ?? '', ...messageFor(errors, 'why') })}${button({ text: 'Take it away', classes: 'govuk-button--warning' })}`,
    }),
  });
