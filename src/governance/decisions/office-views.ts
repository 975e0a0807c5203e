import type { FieldError } from '../../kernel/errors.ts';
import { button, changedMeanwhile, checkboxes, input, select, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { TypedForm } from './form-text.ts';
import { type DecisionForm, type TroubleKind, troubleKinds, troubleWords } from './types.ts';

export interface OfficeValues {
  form: string;
  series: string;
  refuses: readonly TroubleKind[];
  deputies: readonly string[];
}

const path = '/governance/decisions/office';

export const officePage = (model: {
  office: string;
  values: OfficeValues;
  version: number;
  forms: readonly DecisionForm[];
  staff: readonly { id: number; name: string }[];
  csrfToken: string;
  errors: readonly FieldError[];
  theirs?: string | undefined;
}): Html => html`<p class="govuk-caption-l">${model.office}</p>
<h1 class="govuk-heading-l">How this office decides</h1>
${changedMeanwhile('this', model.theirs)}
<p class="govuk-body">For new notices. A notice keeps the form that it was drafted on.</p>
${form({
  action: path,
  csrfToken: model.csrfToken,
  version: model.version,
  body: html`${select({ id: 'form', name: 'form', label: { text: 'Form of new notices' }, value: model.values.form, items: model.forms.map(({ code, name }) => ({ value: code, text: name })) })}
${input({ id: 'series', name: 'series', label: { text: 'Pattern of the numbers' }, hint: { text: 'YYYY or YY is the year, each n a digit: YYYY/nn, nn/YYYY, PCC/nnnn/YY' }, classes: 'govuk-input--width-20', value: model.values.series, ...messageFor(model.errors, 'series') })}
${checkboxes({
  name: 'refuses',
  fieldset: { legend: { text: 'New notices refuse', classes: 'govuk-fieldset__legend--s' } },
  hint: { text: 'What is not ticked is flagged on the notice and published with it' },
  classes: 'govuk-checkboxes--small',
  values: [...model.values.refuses],
  items: troubleKinds.map((kind) => ({ value: kind, text: troubleWords[kind] })),
})}
${
  model.staff.length === 0
    ? ''
    : checkboxes({
        name: 'deputies',
        fieldset: { legend: { text: 'Who signs as deputy', classes: 'govuk-fieldset__legend--s' } },
        hint: { text: 'A deputy may approve and pass a notice up, and signs as nothing else' },
        classes: 'govuk-checkboxes--small',
        values: [...model.values.deputies],
        items: model.staff.map(({ id, name }) => ({ value: String(id), text: name })),
      })
}
${button({ text: 'Save', preventDoubleClick: true })}`,
})}
<h2 class="govuk-heading-m">Forms</h2>
<ul class="govuk-list govuk-list--bullet">${model.forms.map(({ code, name, office }) => html`<li>${name} (${office}). <a class="govuk-link" href="${path}/form?from=${code}">Make a new version of it<span class="govuk-visually-hidden"> (${name})</span></a></li>`)}</ul>`;

export const formPage = (model: {
  base: DecisionForm;
  values: TypedForm;
  csrfToken: string;
  errors: readonly FieldError[];
}): Html => {
  const { values, errors } = model;
  const lines = (name: keyof TypedForm, label: string, hint: string, rows: number): Html =>
    textarea({
      id: name,
      name,
      label: { text: label },
      hint: { text: hint },
      rows,
      value: values[name],
      ...messageFor(errors, name),
    });
  return html`<h1 class="govuk-heading-l">A form of this office’s own</h1>
<p class="govuk-body">Made from: ${model.base.name}. A form that is in use is never changed: a new version has a code of its own, and older notices keep theirs.</p>
${form({
  action: `${path}/form`,
  csrfToken: model.csrfToken,
  body: html`<input type="hidden" name="from" value="${model.base.code}">
${input({ id: 'code', name: 'code', label: { text: 'Code' }, hint: { text: 'Small letters and digits, like norfolk-2027' }, classes: 'govuk-input--width-20', value: values.code, ...messageFor(errors, 'code') })}
${input({ id: 'name', name: 'name', label: { text: 'Name' }, value: values.name, ...messageFor(errors, 'name') })}
${lines('sections', 'Sections', 'One a line. “* ” before what must be filled in, “- ” before what is one line long', 12)}
${lines('questions', 'Questions of the originator’s checklist', 'One a line; none for a form without', 9)}
${lines('certificates', 'Certificates', 'One a line as “Title (role): text”, its options on the lines below as “a) text”', 10)}
${lines('statement', 'Public access to information', 'Printed at the end of every notice', 4)}
${button({ text: 'Add the form', preventDoubleClick: true })}`,
})}`;
};
