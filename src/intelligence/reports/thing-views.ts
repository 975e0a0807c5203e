import type { FieldError } from '../../kernel/errors.ts';
import { button, input, radios, select } from '../../web/components/index.ts';
import { messageFor } from '../../web/forms.ts';
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
  values: ThingForm;
  errors: readonly FieldError[];
  /** Recorded offences of the people linked to it. */
  offences: readonly { id: number; text: string }[];
}

/** Adding one, and taking one away, in the report's own form. */
export const thingFields = ({
  report,
  values,
  errors,
  offences,
}: ThingFormModel): Html => html`<h3 class="govuk-heading-s">Addresses, vehicles and offences</h3>
${radios({ name: 'kind', idPrefix: 'kind', fieldset: { legend: { text: 'It is also about', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.kind ?? '', items: thingKinds.map((value) => ({ value, text: thingWords[value] })), ...messageFor(errors, 'kind') })}
${input({ id: 'reference', name: 'reference', label: { text: 'Postcode, registration or crime reference' }, classes: 'govuk-input--width-10', value: values.reference ?? '', ...messageFor(errors, 'reference') })}
${input({ id: 'detail', name: 'detail', label: { text: 'In words: the address, the make and colour, what was done' }, value: values.detail ?? '', ...messageFor(errors, 'detail') })}
${offences.length === 0 ? '' : select({ id: 'offence', name: 'offence', label: { text: 'Or an offence on the record of those linked' }, value: values.offence ?? '', items: [{ value: '', text: 'None' }, ...offences.map(({ id, text }) => ({ value: String(id), text }))] })}
${thingButton(report, 'Add it')}
${report.things.map((thing) => html`<p class="govuk-body govuk-!-margin-bottom-1"><strong>${thingWords[thing.kind]}:</strong> ${wordsOf(thing)}${othersOf(thing)}</p>${thingButton(report, `Take away ${thingWords[thing.kind].toLowerCase()} ${wordsOf(thing)}`, thing.id)}`)}`;

const thingButton = (report: ReportCase, text: string, remove?: number): Html =>
  button({
    text,
    classes: 'govuk-button--secondary',
    ...(remove === undefined ? {} : { name: 'remove', value: remove }),
    attributes: { formaction: `/intelligence/${report.id}/things` },
  });
