import { showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { button, checkboxes, table } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { Slot } from './appointment-types.ts';
import type { Posted } from './form-page.ts';
import { type Repeat, repeatWords } from './types.ts';

export interface SeriesModel {
  personId: number;
  csrfToken: string;
  key: string | undefined;
  values: Posted;
  every: Repeat;
  slots: readonly (Slot & { warnings: readonly string[] })[];
  errors: readonly FieldError[];
}

const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'Europe/London' });

export function seriesPreview(model: SeriesModel): Html {
  const skipped = [model.values.skip ?? []].flat();
  const warned = model.slots.filter(({ warnings }) => warnings.length > 0).length;
  return html`<h1 class="govuk-heading-l">Appointments to be made</h1>
<p class="govuk-body">${repeatWords[model.every]}: ${model.slots.length} appointments. <strong>Nothing is made yet.</strong>${warned === 0 ? '' : ` ${warned} of them have warnings.`}</p>
${form({
  action: `/people/${model.personId}/contacts/series`,
  csrfToken: model.csrfToken,
  key: model.key,
  body: html`${kept(model.values)}
${table({
  caption: 'The appointments, earliest first',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Appointments to be made',
  stack: true,
  head: [{ text: 'When' }, { text: 'Warnings' }, { text: 'Leave out' }],
  rows: model.slots.map(({ at, day, warnings }) => [
    html`${weekday.format(at)} ${showMoment(at)}`,
    warnings.length === 0
      ? 'None'
      : html`<ul class="govuk-list govuk-!-margin-bottom-0">${warnings.map((text) => html`<li><strong>${text}</strong></li>`)}</ul>`,
    checkboxes({
      name: 'skip',
      idPrefix: `skip-${day}`,
      classes: 'govuk-checkboxes--small',
      formGroup: { classes: 'govuk-!-margin-bottom-0' },
      values: skipped,
      items: [
        {
          value: day,
          html: html`Leave out<span class="govuk-visually-hidden"> ${showMoment(at)}</span>`,
        },
      ],
    }),
  ]),
})}
${
  warned === 0
    ? ''
    : checkboxes({
        name: 'sure',
        classes: 'govuk-checkboxes--small',
        ...messageFor(model.errors, 'sure'),
        items: [{ value: 'yes', text: 'I have read the warnings: make those that are not left out' }],
      })
}
<div class="govuk-button-group">${button({ text: 'Make the appointments', preventDoubleClick: true })}
${button({ text: 'Back to the form', name: 'back', value: 'yes', classes: 'govuk-button--secondary' })}</div>`,
})}`;
}

/** The form as it was sent, to be sent again with the answer. */
const kept = (values: Posted): Html =>
  html`${Object.entries(values)
    .filter(([name]) => !['skip', 'sure', 'back', 'chip', '_csrf', '_key', '_version'].includes(name))
    .flatMap(([name, value]) =>
      [value ?? []].flat().map((one) => html`<input type="hidden" name="${name}" value="${String(one)}">`),
    )}`;
