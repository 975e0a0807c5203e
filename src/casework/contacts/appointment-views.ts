import { type Day, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { button, changedMeanwhile, checkboxes, input, radios } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type AppointmentForm, askedByWords, askers } from './appointment-types.ts';
import { sureBox, whenFields } from './form-view.ts';
import type { Coded, Contact } from './types.ts';

interface AppointmentModel {
  contact: Contact;
  kindName: string;
  /** Later ones of its series that are still planned. */
  later: number;
  values: AppointmentForm;
  errors: readonly FieldError[];
  csrfToken: string;
  key?: string | undefined;
  version: number;
  theirs?: string | undefined;
  today: Day;
  reasons: readonly Coded[];
}

const lead = ({ contact, kindName, theirs }: AppointmentModel): Html =>
  html`<p class="govuk-body">${kindName}, ${showMoment(contact.at)}${contact.place === null ? '' : `, ${contact.place}`}</p>
${changedMeanwhile('this appointment', theirs)}`;

const scope = ({ later, values }: AppointmentModel): Html | '' =>
  later === 0
    ? ''
    : checkboxes({
        name: 'later',
        classes: 'govuk-checkboxes--small',
        values: values.later === 'yes' ? ['yes'] : [],
        items: [{ value: 'yes', text: `And the ${later} later ones of the series` }],
      });

const whoAsked = ({ values, errors }: AppointmentModel): Html =>
  radios({
    name: 'asked',
    fieldset: { legend: { text: 'Who asked for it?', classes: 'govuk-fieldset__legend--s' } },
    classes: 'govuk-radios--small',
    value: values.asked ?? '',
    items: askers.map((value) => ({ value, text: askedByWords[value] })),
    ...messageFor(errors, 'asked'),
  });

export const movePage = (
  model: AppointmentModel,
): Html => html`<h1 class="govuk-heading-l">Move an appointment</h1>
${lead(model)}
${form({
  action: `/people/${model.contact.personId}/contacts/${model.contact.id}/move`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`${whenFields(model, [])}
${input({ id: 'place', name: 'place', label: { text: 'Place (optional)' }, value: model.values.place ?? '', ...messageFor(model.errors, 'place') })}
${whoAsked(model)}
${input({ id: 'why', name: 'why', label: { text: 'Why is it moved?' }, value: model.values.why ?? '', ...messageFor(model.errors, 'why') })}
${scope(model)}${sureBox(model)}
${button({ text: 'Move the appointment', preventDoubleClick: true })}`,
})}`;

export const cancelPage = (
  model: AppointmentModel,
): Html => html`<h1 class="govuk-heading-l">Cancel an appointment</h1>
${lead(model)}
<p class="govuk-body">A cancelled appointment is no absence and no failure to comply. If they did not come, record what happened instead.</p>
${form({
  action: `/people/${model.contact.personId}/contacts/${model.contact.id}/cancel`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`${radios({ name: 'why', fieldset: { legend: { text: 'Why is it cancelled?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: model.values.why ?? '', items: model.reasons.map(({ code, name }) => ({ value: code, text: name })), ...messageFor(model.errors, 'why') })}
${whoAsked(model)}
${scope(model)}
${button({ text: 'Cancel the appointment', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
})}`;
