import type { StaffViewer } from '../../access/viewers.ts';
import {
  button,
  changedMeanwhile,
  details,
  input,
  radios,
  textarea,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { namedField, type ReportFormModel } from './form-views.ts';
import type { Assessment, Provenance, SourceGrade } from './types.ts';

/** Partners who do not read intelligence are asked the same in everyday words; the reviewer confirms the grade. */
export const usesShortForm = (viewer: Pick<StaffViewer, 'may' | 'agencyKind'>): boolean =>
  !viewer.may('see:intelligence') && viewer.agencyKind !== 'police';

const known: readonly [Provenance, string][] = [
  ['observed', 'I saw or heard it myself'],
  ['community', 'Somebody in the community told me'],
  ['prison', 'It comes from inside a prison'],
  ['agency-record', 'It is in my organisation’s records'],
  ['partner', 'Another organisation told me'],
  ['open-source', 'Anybody can see it, such as a public page'],
];

const trusts: readonly [SourceGrade, string][] = [
  [1, 'Has been right before'],
  [2, 'I cannot tell'],
  [3, 'Has been wrong before'],
];

const sure: readonly [Assessment, string][] = [
  ['A', 'Whoever it comes from saw or heard it'],
  ['B', 'They heard of it, and something else bears it out'],
  ['C', 'They heard of it'],
  ['D', 'I cannot tell'],
  ['E', 'I doubt that it is true'],
];

/** What a choice of handling can promise: it opens nothing that an agreement and a role do not. */
const reach =
  'Those of them with an agreement for intelligence in force, and there whoever has a role that may receive it';

const legend = (text: string) => ({ legend: { text, classes: 'govuk-fieldset__legend--s' } });

/** Community and prison intelligence from partners: what, about whom, how known, and who may have it. */
export function shortForm(model: ReportFormModel): Html {
  const { values, errors, person } = model;
  const choice = <Code extends string | number>(
    name: 'provenance' | 'sourceGrade' | 'assessment',
    text: string,
    items: readonly [Code, string][],
  ): Html =>
    radios({
      name,
      fieldset: legend(text),
      classes: 'govuk-radios--small',
      value: values[name] ?? '',
      items: items.map(([value, label]) => ({ value: String(value), text: label })),
      ...messageFor(errors, name),
    });
  return html`${changedMeanwhile('this report', model.theirs)}
${warningText({ text: 'If somebody is in danger now, ring 999. Never write who told you, in any field.' })}
${form({
  action: model.action,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  draft: model.draft,
  body: html`<input type="hidden" name="form" value="short"><input type="hidden" name="marking" value="OFFICIAL-SENSITIVE">
${model.beside}
${textarea({ id: 'text', name: 'text', label: { text: 'What do you know?' }, hint: { text: 'One thing a report, in your own words' }, rows: 5, value: values.text ?? '', ...messageFor(errors, 'text') })}
${person === undefined ? '' : html`<input type="hidden" name="person" value="${person.id}"><p class="govuk-body">It is about <strong>${person.name}</strong>.</p>`}
${textarea({ id: 'naming', name: 'naming', label: { text: 'Who or what is it about?' }, hint: { text: 'Name, age, address, vehicle: as far as you know' }, rows: 2, value: values.naming ?? '', ...messageFor(errors, 'naming') })}
${input({ id: 'observedOn', name: 'observedOn', type: 'date', label: { text: 'When was it seen or learned? (optional)' }, classes: 'govuk-input--width-10', value: values.observedOn ?? '', ...messageFor(errors, 'observedOn') })}
${choice('provenance', 'How do you know?', known)}
${choice('sourceGrade', 'Whoever it comes from', trusts)}
${choice('assessment', 'How sure is it?', sure)}
${radios({
  name: 'handlingCode',
  fieldset: legend('May it be shared with those who need it?'),
  classes: 'govuk-radios--small',
  value: values.handlingCode ?? '',
  items: [
    { value: 'P', text: 'Yes' },
    { value: 'C', text: 'Yes, on a condition' },
  ],
  ...messageFor(errors, 'handlingCode'),
})}
${textarea({ id: 'conditions', name: 'conditions', label: { text: 'Which condition, if there is one?' }, hint: { text: 'For example: speak to me before anybody acts on it' }, rows: 2, value: values.conditions ?? '', ...messageFor(errors, 'conditions') })}
${radios({
  name: 'handling',
  fieldset: legend('Who may have it?'),
  classes: 'govuk-radios--small',
  value: values.handling ?? 'statutory',
  items: [
    {
      value: 'statutory',
      text: 'Statutory organisations: police, probation, prisons and youth justice',
      hint: { text: reach },
    },
    {
      value: 'partners',
      text: 'Everybody in the scheme whose role sees intelligence',
      hint: { text: reach },
    },
    { value: 'named', text: 'Only organisations that I name' },
  ],
})}
${details({ summaryText: 'Which organisations, if you name them', open: values.handling === 'named', html: namedField(values, errors, model.agencies, model.ownAgencyId) })}
<div class="govuk-button-group">${button({ text: 'Send it', name: 'do', value: 'send', preventDoubleClick: true })}${button({ text: 'Keep as a draft', name: 'do', value: 'save', classes: 'govuk-button--secondary', preventDoubleClick: true })}</div>`,
})}`;
}
