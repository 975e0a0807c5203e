import type { FieldError } from '../../kernel/errors.ts';
import { button, radios, summaryList, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { Hub } from './acts.ts';
import {
  abouts,
  aboutWords,
  type ConcernForm,
  fieldWords,
  type RecordValues,
  recordFields,
  type SentField,
  typedFields,
} from './types.ts';
import { phoneFirst, tickOf } from './views.ts';

export interface ConcernFormModel {
  hub: Hub;
  personId: number | null;
  record: RecordValues;
  values: ConcernForm;
  errors: readonly FieldError[];
  csrfToken: string;
  key?: string | undefined;
  draft: string;
}

const legend = (text: string) => ({ legend: { text, classes: 'govuk-fieldset__legend--s' } });

const wayWords = {
  'in-app': 'In this system: the hub sees it at once',
  file: 'A file that I send by secure mail',
} as const;

/** What worries whom, and which fields go with it. The phone comes before the form. */
export function concernForm(model: ConcernFormModel): Html {
  const { hub, record, values, errors, personId } = model;
  const ticked = (field: string): boolean => (values.send ?? []).includes(field);
  return html`<h1 class="govuk-heading-l">Tell the hub of a concern</h1>
${phoneFirst(hub)}
${form({
  action: '/safeguarding',
  csrfToken: model.csrfToken,
  key: model.key,
  draft: model.draft,
  body: html`${personId === null ? '' : html`<input type="hidden" name="person" value="${personId}">`}
${radios({ name: 'about', idPrefix: 'about', fieldset: legend('Whom is it about?'), classes: 'govuk-radios--small', value: values.about ?? '', items: abouts.map((value) => ({ value, text: aboutWords[value] })), ...messageFor(errors, 'about') })}
${radios({
  name: 'urgent',
  idPrefix: 'urgent',
  fieldset: legend('May they come to harm today?'),
  classes: 'govuk-radios--small',
  value: values.urgent ?? '',
  items: [
    { value: 'no', text: 'No' },
    { value: 'yes', text: `Yes: ring ${hub.rule.body.phone} first` },
  ],
  ...messageFor(errors, 'urgent'),
})}
${textarea({ id: 'phoned', name: 'phoned', label: { text: 'If they may: who took your call, and when' }, rows: 1, value: values.phoned ?? '', ...messageFor(errors, 'phoned') })}
${textarea({ id: 'worry', name: 'worry', label: { text: 'What worries you?' }, hint: { text: 'What was seen or said, when and by whom. Facts first, then what you think of them.' }, rows: 6, value: values.worry ?? '', ...messageFor(errors, 'worry') })}
<div id="send"><h2 class="govuk-heading-m">What else is sent</h2>
<p class="govuk-body">Only what you tick. Tick what the hub needs to act, and no more.</p>
${errors.some(({ field }) => field === 'send') ? html`<p class="govuk-error-message">${errors.find(({ field }) => field === 'send')?.text ?? ''}</p>` : ''}</div>
${typedFields.map((field) => html`${textarea({ id: field, name: field, label: { text: fieldWords[field] }, rows: field === 'done' || field === 'told' || field === 'carers' ? 2 : 1, value: values[field] ?? '', ...messageFor(errors, field) })}${tickOf(field, fieldWords[field].toLowerCase(), ticked(field))}`)}
${recordFields.filter((field) => record[field] !== undefined).map((field) => html`<p class="govuk-body govuk-!-margin-bottom-1">${fieldWords[field]}: <strong>${record[field] ?? ''}</strong></p>${tickOf(field, fieldWords[field].toLowerCase(), ticked(field))}`)}
${hub.ways.length < 2 ? '' : radios({ name: 'way', idPrefix: 'way', fieldset: legend('How is it sent?'), classes: 'govuk-radios--small', value: values.way ?? hub.ways[0] ?? '', items: hub.ways.map((value) => ({ value, text: wayWords[value] })) })}
${button({ text: 'See what would be sent', name: 'do', value: 'preview', preventDoubleClick: true })}`,
})}`;
}

export interface PreviewModel extends ConcernFormModel {
  fields: readonly SentField[];
  left: readonly string[];
}

/** Exactly what the hub would get; what was typed and not ticked is named, without its text. */
export const concernPreview = (
  model: PreviewModel,
): Html => html`<h1 class="govuk-heading-l">Send this to ${model.hub.rule.body.name}?</h1>
<h2 class="govuk-heading-m">What the hub gets</h2>
${summaryList({ rows: model.fields.map(({ label, value }) => ({ key: label, value })) })}
<h2 class="govuk-heading-m">What it does not get</h2>
${model.left.length === 0 ? html`<p class="govuk-body">You wrote nothing that is not sent.</p>` : html`<ul class="govuk-list govuk-list--bullet">${model.left.map((label) => html`<li>${label}</li>`)}</ul>`}
${form({
  action: '/safeguarding',
  csrfToken: model.csrfToken,
  key: model.key,
  body: html`${model.personId === null ? '' : html`<input type="hidden" name="person" value="${model.personId}">`}${kept(model.values)}
<div class="govuk-button-group">${button({ text: 'Send it', name: 'do', value: 'send', preventDoubleClick: true })}${button({ text: 'Change this', name: 'do', value: 'change', classes: 'govuk-button--secondary' })}</div>`,
})}`;

const kept = ({ send = [], ...values }: ConcernForm): Html[] => [
  ...send.map((one) => html`<input type="hidden" name="send" value="${one}">`),
  ...(['about', 'urgent', 'phoned', 'worry', 'way', ...typedFields] as const).map(
    (name) => html`<input type="hidden" name="${name}" value="${values[name] ?? ''}">`,
  ),
];
