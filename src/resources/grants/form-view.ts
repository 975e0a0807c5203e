import { button, changedMeanwhile, input, radios, select, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { plainPounds } from '../costs/money.ts';
import type { GrantForm } from './form-read.ts';
import { quarterName, quarterSpan } from './quarters.ts';
import type { Shown } from './show.ts';
import { bases, basisWords, type GrantQuarter, measures, measureWords } from './types.ts';

export interface GrantFormModel extends Shown<GrantForm> {
  action: string;
  providers: readonly { id: number; name: string }[];
  claimMeasures: readonly { code: string; name: string }[];
}

/** The terms of a grant, new or a draft. */
export function grantForm(model: GrantFormModel): Html {
  const { values, errors } = model;
  const line = (name: keyof GrantForm, label: string, hint?: string, classes = ''): Html =>
    input({
      id: name,
      name,
      label: { text: label },
      ...(hint === undefined ? {} : { hint: { text: hint } }),
      classes,
      value: values[name] ?? '',
      ...messageFor(errors, name),
    });
  const area = (name: keyof GrantForm, label: string, hint: string, rows = 3): Html =>
    textarea({
      id: name,
      name,
      label: { text: label },
      hint: { text: hint },
      rows,
      value: values[name] ?? '',
      ...messageFor(errors, name),
    });
  const choose = (
    name: keyof GrantForm,
    label: string,
    items: readonly { value: string | number; text: string }[],
  ): Html =>
    select({
      id: name,
      name,
      label: { text: label },
      value: values[name] ?? '',
      items: [{ value: '', text: 'Choose' }, ...items],
      ...messageFor(errors, name),
    });
  const day = (name: 'startsOn' | 'endsOn', label: string): Html =>
    input({
      id: name,
      name,
      type: 'date',
      label: { text: label },
      classes: 'govuk-input--width-10',
      value: values[name] ?? '',
      ...messageFor(errors, name),
    });
  const what = measures.map((code) => ({ value: code, text: measureWords[code] }));
  return html`${changedMeanwhile('this grant', model.theirs)}
${form({
  action: model.action,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`${line('title', 'What it is for', 'In a few words')}
${line('reference', 'Reference', 'As the office numbers it; it is published', 'govuk-input--width-20')}
${choose(
  'provider',
  'Provider',
  model.providers.map(({ id, name }) => ({ value: id, text: name })),
)}
${area('purpose', 'Purpose', 'Published')}
${area('reasons', 'Reasons', 'Why the grant is given. Published')}
${area('conditions', 'Conditions', 'Published', 5)}
${line('namedAs', 'Recipient as the paper names it (optional)', 'Only where another agency stands in for it here; the publication has this name')}
${line('source', 'The decision that it rests on (optional)', 'Number of the decision notice')}
<h2 class="govuk-heading-m">Term and profile</h2>
${day('startsOn', 'First day')}${day('endsOn', 'Last day')}
${area('years', 'Amount of each financial year', 'One year a line, like 2016/17 31,871.00. A year is spread over its quarters in equal parts; each quarter can be changed on the next page')}
${line('stated', 'Total as the paper states it (optional)', 'In pounds and pence. Where the lines do not sum to it, the page says so', 'govuk-input--width-10')}
<h2 class="govuk-heading-m">How it is paid</h2>
${radios({ idPrefix: 'basis', name: 'basis', fieldset: { legend: { text: 'Paid by' } }, value: values.basis ?? '', items: bases.map((code) => ({ value: code, text: basisWords[code] })), ...messageFor(errors, 'basis') })}
${line('fee', 'By fee: for each', 'In pounds and pence', 'govuk-input--width-10')}
${choose('feeMeasure', 'By fee: of what', what)}
${choose(
  'claimMeasure',
  'By results: measure of the claim card',
  model.claimMeasures.map(({ code, name }) => ({ value: code, text: name })),
)}
${choose(
  'claimLevel',
  'By results: lowest level that is paid on',
  ['0', '1', '2', '3', '4', '5'].map((value) => ({ value, text: `Level ${value}` })),
)}
<h2 class="govuk-heading-m">Returns</h2>
${line('returnDays', 'Days from the end of a quarter until its return is due', undefined, 'govuk-input--width-3')}
${area('lateConsequence', 'What follows when a return is late', 'In the words of the terms')}
${line('flagPercent', 'An output is flagged below this per cent of what was agreed', undefined, 'govuk-input--width-3')}
${button({ text: 'Save', preventDoubleClick: true })}`,
})}`;
}

export interface ProfileModel extends Shown<Readonly<Record<string, string | undefined>>> {
  action: string;
  quarters: readonly GrantQuarter[];
}

/** Each quarter's amount. */
export const profileForm = (
  model: ProfileModel,
): Html => html`${changedMeanwhile('the profile', model.theirs)}
${form({
  action: model.action,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`${model.quarters.map((one, index) => {
    const name = `amount-${index}`;
    return input({
      id: name,
      name,
      inputmode: 'decimal',
      label: { text: quarterName(one) },
      hint: { text: quarterSpan(one) },
      prefix: { text: '£' },
      classes: 'govuk-input--width-10',
      value: model.values[name] ?? plainPounds(one.pence),
      ...messageFor(model.errors, name),
    });
  })}${button({ text: 'Save the profile', preventDoubleClick: true })}`,
})}`;
