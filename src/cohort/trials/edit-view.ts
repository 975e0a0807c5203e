import type { FieldError } from '../../kernel/errors.ts';
import { button, changedMeanwhile, fieldset, input, radios, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { TrialField, TrialForm } from './form.ts';
import type { Trial } from './types.ts';

export interface EditModel {
  trial: Trial;
  values: TrialForm;
  version: number;
  errors: readonly FieldError[];
  csrfToken: string;
  key?: string | undefined;
  theirs?: string | undefined;
}

/** A draft, whole: the protocol that will be registered, and what must be on record before it can be. */
export function editPage(model: EditModel): Html {
  const { trial, values, errors } = model;
  const line = (id: TrialField, text: string, hint?: string, type?: 'date'): Html =>
    input({
      id,
      name: id,
      label: { text },
      value: values[id] ?? '',
      ...(hint === undefined ? {} : { hint: { text: hint } }),
      ...(type === undefined ? {} : { type }),
      ...messageFor(errors, id),
    });
  const short = (id: TrialField, text: string): Html =>
    input({
      id,
      name: id,
      label: { text },
      inputmode: 'numeric',
      classes: 'govuk-input--width-5',
      value: values[id] ?? '',
      ...messageFor(errors, id),
    });
  const area = (id: TrialField, text: string, hint?: string, rows = 4): Html =>
    textarea({
      id,
      name: id,
      label: { text },
      rows,
      value: values[id] ?? '',
      ...(hint === undefined ? {} : { hint: { text: hint } }),
      ...messageFor(errors, id),
    });
  const part = (text: string, parts: Html): Html =>
    fieldset({ legend: { text, classes: 'govuk-fieldset__legend--l' }, html: parts });
  return html`<h1 class="govuk-heading-xl">Edit ${trial.name}</h1>
${changedMeanwhile('this trial', model.theirs)}
${form({
  action: `/cohort/trials/${trial.id}/edit`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`${part('The trial', html`${line('name', 'Name of the trial')}${area('question', 'What it asks')}${area('panelTold', 'What a panel is told of somebody who takes part', 'Never the arm', 3)}`)}
${part(
  'Who is eligible',
  html`${short('youngest', 'Youngest age')}${radios({
    name: 'notSupervised',
    idPrefix: 'notSupervised',
    fieldset: { legend: { text: 'People under an order or licence' } },
    value: values.notSupervised ?? 'yes',
    items: [
      { value: 'yes', text: 'Are not allocated: the records are asked at that moment' },
      { value: 'no', text: 'May be allocated' },
    ],
  })}${area('questions', 'What must be so of everybody', 'A line each; whoever does not answer yes is excluded for it', 8)}${area('consentText', 'What they agree to', 'Leave it empty where the ethics approval says that no consent is needed')}`,
)}
${part('The list', html`${area('strata', 'Strata', 'A factor a line, such as: Area: Norwich; Ipswich', 3)}${line('blockSizes', 'Block sizes', 'At least two, such as 4, 6')}${short('target', 'How many are to be randomised')}`)}
${trial.body.contract !== null && part('The contract', html`${short('months', 'Months')}${short('mostConditions', 'Most conditions')}${area('conditions', 'Conditions to choose from', 'A line each', 6)}`)}
${part('What is measured', html`${area('primary', 'The one primary outcome', undefined, 2)}${area('secondary', 'Secondary outcomes', 'A line each')}${short('horizon', 'Months of follow-up')}${area('analysis', 'How it will be analysed', undefined, 6)}`)}
${part('On record', html`${line('protocolRef', 'Reference of the protocol')}${line('protocolOn', 'Day of the protocol', undefined, 'date')}${line('protocolSha256', 'SHA-256 of the protocol’s file', 'As sha256sum or certutil gives it')}${line('ethicsBody', 'Committee that approved it')}${line('ethicsRef', 'Reference of the approval')}${line('ethicsOn', 'Day of the approval', undefined, 'date')}${line('ethicsSha256', 'SHA-256 of the approval’s file')}`)}
${button({ text: 'Save the draft', preventDoubleClick: true })}`,
})}`;
}
