import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  checkboxes,
  input,
  radios,
  select,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { listOf } from './rules.ts';
import type { DirectoryNames } from './service-names.ts';
import { forSexes, forSexWords, forStatuses, forStatusWords, type ServiceForm } from './service-types.ts';

export interface ServiceFormModel extends DirectoryNames {
  isNew: boolean;
  action: string;
  csrfToken: string;
  draft: string;
  key?: string | undefined;
  version?: number | undefined;
  values: ServiceForm;
  errors: readonly FieldError[];
  theirs?: string | undefined;
  providers: readonly { id: number; name: string }[];
}

const small = { classes: 'govuk-fieldset__legend--s' };

export function serviceFormPage(model: ServiceFormModel): Html {
  const { values, errors } = model;
  return html`<h1 class="govuk-heading-l">${model.isNew ? 'Add a service' : 'Change a service'}</h1>
${changedMeanwhile('this service', model.theirs)}
${form({
  ...model,
  body: html`
${select({ id: 'agency', name: 'agency', label: { text: 'Provider' }, hint: { html: html`A charity, council, health body or company.${model.isNew ? html` Not in the list? <a class="govuk-link" href="/services/providers/new">Add a provider</a>` : ''}` }, value: values.agency ?? '', items: [{ value: '', text: 'Choose' }, ...model.providers.map(({ id, name }) => ({ value: id, text: name }))], ...messageFor(errors, 'agency') })}
${input({ id: 'name', name: 'name', label: { text: 'Name of the service' }, value: values.name ?? '', ...messageFor(errors, 'name') })}
${textarea({ id: 'offers', name: 'offers', label: { text: 'What it offers' }, rows: 4, value: values.offers ?? '', ...messageFor(errors, 'offers') })}
${checkboxes({ name: 'categories', fieldset: { legend: { text: 'Kinds of help', ...small } }, classes: 'govuk-checkboxes--small', values: listOf(values.categories), ...messageFor(errors, 'categories'), items: model.rule.categories.map(({ code, name }) => ({ value: code, text: name })) })}
${checkboxes({ name: 'pathways', fieldset: { legend: { text: 'Pathways', ...small } }, classes: 'govuk-checkboxes--small', values: listOf(values.pathways), ...messageFor(errors, 'pathways'), items: model.pathways.map(({ code, name }) => ({ value: code, text: name })) })}
${checkboxes({ name: 'bases', fieldset: { legend: { text: 'Where it works', ...small } }, hint: { text: 'None chosen: everywhere in the scheme' }, classes: 'govuk-checkboxes--small', values: listOf(values.bases), items: model.bases.map(({ id, name }) => ({ value: String(id), text: name })) })}
${whomFor(model)}
${capacity(model)}
${model.isNew ? '' : input({ id: 'why', name: 'why', label: { text: 'Why is it changed?' }, value: values.why ?? '', ...messageFor(errors, 'why') })}
${button({ text: 'Save service', preventDoubleClick: true })}`,
})}`;
}

const whomFor = ({ values, errors }: ServiceFormModel): Html =>
  html`<h2 class="govuk-heading-m">Whom it is for</h2>
<p class="govuk-hint">Shown to whoever refers. Nobody is kept from a service by it.</p>
${radios({ name: 'forSex', fieldset: { legend: { text: 'Sex', ...small } }, classes: 'govuk-radios--small', value: values.forSex ?? 'any', items: forSexes.map((code) => ({ value: code, text: forSexWords[code] })) })}
<div class="wm-row">${input({ id: 'youngest', name: 'youngest', inputmode: 'numeric', label: { text: 'Youngest age' }, classes: 'govuk-input--width-3', value: values.youngest ?? '', ...messageFor(errors, 'youngest') })}
${input({ id: 'oldest', name: 'oldest', inputmode: 'numeric', label: { text: 'Oldest age' }, classes: 'govuk-input--width-3', value: values.oldest ?? '', ...messageFor(errors, 'oldest') })}</div>
${radios({ name: 'forStatus', fieldset: { legend: { text: 'Supervision', ...small } }, classes: 'govuk-radios--small', value: values.forStatus ?? 'any', items: forStatuses.map((code) => ({ value: code, text: forStatusWords[code] })) })}
${textarea({ id: 'criteria', name: 'criteria', label: { text: 'Other criteria (optional)' }, rows: 2, value: values.criteria ?? '' })}`;

const capacity = ({ values, errors }: ServiceFormModel): Html =>
  html`<h2 class="govuk-heading-m">Places, waiting and contact</h2>
<div class="wm-row">${input({ id: 'places', name: 'places', inputmode: 'numeric', label: { text: 'Places' }, hint: { text: 'Empty: not known' }, classes: 'govuk-input--width-5', value: values.places ?? '', ...messageFor(errors, 'places') })}
${input({ id: 'waitingDays', name: 'waitingDays', inputmode: 'numeric', label: { text: 'Waiting time in days, as stated' }, hint: { text: 'Empty: not stated' }, classes: 'govuk-input--width-4', value: values.waitingDays ?? '', ...messageFor(errors, 'waitingDays') })}</div>
${input({ id: 'contactName', name: 'contactName', label: { text: 'Contact person (optional)' }, value: values.contactName ?? '' })}
${input({ id: 'contactPhone', name: 'contactPhone', type: 'tel', label: { text: 'Telephone (optional)' }, classes: 'govuk-input--width-20', value: values.contactPhone ?? '' })}
${input({ id: 'contactEmail', name: 'contactEmail', type: 'email', label: { text: 'E-mail (optional)' }, value: values.contactEmail ?? '', ...messageFor(errors, 'contactEmail') })}
<div class="wm-row">${input({ id: 'opensOn', name: 'opensOn', type: 'date', label: { text: 'Open from' }, classes: 'govuk-input--width-10', value: values.opensOn ?? '', ...messageFor(errors, 'opensOn') })}
${input({ id: 'closesOn', name: 'closesOn', type: 'date', label: { text: 'Closes on (optional)' }, classes: 'govuk-input--width-10', value: values.closesOn ?? '', ...messageFor(errors, 'closesOn') })}</div>`;
