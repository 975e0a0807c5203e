import type { FieldError } from '../../kernel/errors.ts';
import { button, input, radios, select } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { ThingForm } from './thing-rules.ts';
import { type ReportCase, type Thing, thingKinds, thingWords } from './types.ts';

const wordsOf = (thing: Thing): string =>
  [thing.reference ?? '', thing.detail, thing.offence ?? ''].filter((part) => part !== '').join(', ');

const othersOf = (thing: Thing): Html | '' =>
  thing.others.length === 0
    ? ''
    : html` <span class="govuk-hint">Also in ${thing.others.map((id, index) => html`${index === 0 ? '' : ', '}<a class="govuk-link" href="/intelligence/${id}">report ${id}</a>`)}</span>`;

/** What a report is about besides people, with other reports of the same that the viewer may read. */
export const thingsPart = (things: readonly Thing[]): Html | undefined =>
  things.length === 0
    ? undefined
    : html`<h2 class="govuk-heading-m">Addresses, vehicles and offences</h2>
<ul class="govuk-list govuk-list--bullet">${things.map((thing) => html`<li><strong>${thingWords[thing.kind]}:</strong> ${wordsOf(thing)}${othersOf(thing)}</li>`)}</ul>`;

export interface ThingFormModel {
  report: ReportCase;
  csrfToken: string;
  values: ThingForm;
  errors: readonly FieldError[];
  /** Recorded offences of the people linked to it. */
  offences: readonly { id: number; text: string }[];
}

/** Adding one, and taking one away. */
export const thingForms = ({
  report,
  csrfToken,
  values,
  errors,
  offences,
}: ThingFormModel): Html => html`<h3 class="govuk-heading-s">Addresses, vehicles and offences</h3>
${report.things.map((thing) =>
  form({
    action: `/intelligence/${report.id}/things`,
    csrfToken,
    version: report.version,
    body: html`<input type="hidden" name="remove" value="${thing.id}">${button({ text: `Take away ${thingWords[thing.kind].toLowerCase()} ${wordsOf(thing)}`, classes: 'govuk-button--secondary' })}`,
  }),
)}
${form({
  action: `/intelligence/${report.id}/things`,
  csrfToken,
  version: report.version,
  body: html`${radios({ name: 'kind', idPrefix: 'kind', fieldset: { legend: { text: 'It is also about', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.kind ?? '', items: thingKinds.map((value) => ({ value, text: thingWords[value] })), ...messageFor(errors, 'kind') })}
${input({ id: 'reference', name: 'reference', label: { text: 'Postcode, registration or crime reference' }, classes: 'govuk-input--width-10', value: values.reference ?? '', ...messageFor(errors, 'reference') })}
${input({ id: 'detail', name: 'detail', label: { text: 'In words: the address, the make and colour, what was done' }, value: values.detail ?? '', ...messageFor(errors, 'detail') })}
${offences.length === 0 ? '' : select({ id: 'offence', name: 'offence', label: { text: 'Or an offence on the record of those linked' }, value: values.offence ?? '', items: [{ value: '', text: 'None' }, ...offences.map(({ id, text }) => ({ value: String(id), text }))] })}
${button({ text: 'Add it', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
})}`;
