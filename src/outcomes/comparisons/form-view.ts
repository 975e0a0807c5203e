import { showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { button, checkboxes, input, insetText, radios, select } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { Foresight } from './foresee.ts';
import type { PlanChoices, PlanForm } from './form.ts';
import { foreseenList, plannedWords } from './plan-words.ts';
import {
  type Design,
  designWords,
  groups,
  groupWords,
  outcomes,
  outcomeWords,
  subgroupings,
  subgroupingWords,
} from './types.ts';

export interface PlanModel {
  design: Design;
  values: PlanForm;
  errors: readonly FieldError[];
  choices: PlanChoices;
  /** What would be counted: there when the form was looked through and nothing was wrong. */
  foresight?: Foresight;
  action: string;
  csrfToken: string;
  key?: string | undefined;
}

export const planPage = (model: PlanModel): Html =>
  html`<h1 class="govuk-heading-l">Plan a comparison: ${designWords[model.design].toLowerCase()}</h1>
<p class="govuk-body">${lead[model.design]}</p>
${model.foresight !== undefined && foresightPart(model.foresight)}
${form({
  action: model.action,
  csrfToken: model.csrfToken,
  key: model.key,
  body: html`${fieldsOf(model)}
${
  model.foresight === undefined
    ? html`<p class="govuk-body">Nothing is registered yet: first you see what would be counted.</p>${button({ text: 'See what would be counted', name: 'next', value: 'look' })}`
    : html`<p class="govuk-body">Once it is registered nobody changes it: another plan is another comparison, and all are counted.</p><div class="govuk-button-group">${button({ text: 'Register this plan', name: 'next', value: 'register', preventDoubleClick: true })}${button({ text: 'See again what would be counted', name: 'next', value: 'look', classes: 'govuk-button--secondary' })}</div>`
}`,
})}`;

const lead: Record<Design, string> = {
  matched:
    'People who joined are matched to others like them by their records. Where they cannot be made alike, no figure is given.',
  change:
    'How far offending of those who joined changed is held against how far that of others changed. Where both were not changing alike before, no figure is given.',
  series:
    'Offences of a whole area, month by month, before and after a change such as the start of a scheme. Nobody’s records are looked at.',
  trial:
    'Everybody is counted in the arm that they were drawn into. Outcomes are counted only after the trial has closed.',
};

const foresightPart = (foresight: Foresight): Html =>
  html`<h2 class="govuk-heading-m">What would be counted</h2>
${foreseenList(foresight.foreseen)}
${insetText({ text: plannedWords(foresight) })}
<p class="govuk-body">${countableWords(foresight)}</p>`;

const countableWords = ({ countableOn, dataTo }: Foresight): string =>
  countableOn === null
    ? 'When it can be run is known once the trial has enrolled everybody.'
    : dataTo !== null && dataTo >= countableOn
      ? `The data reach ${showDay(countableOn)}, so it can be run as soon as it is registered.`
      : `It can be run once the data reach ${showDay(countableOn)}: the follow-up has then ended and offences have had time to be proven.`;

const fieldsOf = (model: PlanModel): Html => {
  const name = line(
    model,
    'name',
    'Name of the comparison',
    'Everybody who sees outcomes sees it: nobody’s name',
  );
  switch (model.design) {
    case 'trial':
      return html`${name}${trialField(model)}`;
    case 'series':
      return html`${name}${seriesFields(model)}`;
    default:
      return html`${name}${peopleFields(model)}`;
  }
};

type TextField = {
  [Name in keyof PlanForm]-?: PlanForm[Name] extends string | undefined ? Name : never;
}[keyof PlanForm];

const line = ({ values, errors }: PlanModel, name: TextField, label: string, hint?: string): Html =>
  input({
    id: name,
    name,
    label: { text: label },
    ...(hint === undefined ? {} : { hint: { text: hint } }),
    value: values[name] ?? '',
    ...messageFor(errors, name),
  });

const day = ({ values, errors }: PlanModel, name: TextField, label: string, hint?: string): Html =>
  input({
    id: name,
    name,
    type: 'date',
    classes: 'govuk-input--width-10',
    label: { text: label },
    ...(hint === undefined ? {} : { hint: { text: hint } }),
    value: values[name] ?? '',
    ...messageFor(errors, name),
  });

const count = (
  { values, errors }: PlanModel,
  name: TextField,
  label: string,
  { hint, initial }: { hint?: string; initial?: string } = {},
): Html =>
  input({
    id: name,
    name,
    inputmode: 'numeric',
    classes: 'govuk-input--width-4',
    label: { text: label },
    ...(hint === undefined ? {} : { hint: { text: hint } }),
    value: values[name] ?? initial ?? '',
    ...messageFor(errors, name),
  });

const pick = <Code extends string>(
  { values, errors }: PlanModel,
  name: TextField,
  label: string,
  codes: readonly Code[],
  words: Readonly<Record<Code, string>>,
  initial = '',
): Html =>
  radios({
    name,
    classes: 'govuk-radios--small',
    fieldset: { legend: { text: label, classes: 'govuk-fieldset__legend--s' } },
    value: values[name] ?? initial,
    items: codes.map((value) => ({ value, text: words[value] })),
    ...messageFor(errors, name),
  });

const placeBoxes = (
  { values, errors, choices }: PlanModel,
  name: 'places' | 'otherPlaces',
  label: string,
): Html =>
  choices.places.length === 0
    ? insetText({ text: 'The scheme has no rule on areas (areas), so no area can be chosen.' })
    : checkboxes({
        name,
        classes: 'govuk-checkboxes--small',
        fieldset: { legend: { text: label, classes: 'govuk-fieldset__legend--s' } },
        values: values[name] ?? [],
        items: choices.places.map((place) => ({
          value: place.name,
          text: place.name,
          hint: { text: `Beats ${place.beats.join(', ')}` },
        })),
        ...messageFor(errors, name),
      });

const peopleFields = (model: PlanModel): Html => {
  const isMatched = model.design === 'matched';
  return html`${isMatched && pick(model, 'outcome', 'What is measured', outcomes, outcomeWords)}
${!isMatched && html`<input type="hidden" name="outcome" value="offences">`}
${day(model, 'joinedFrom', 'Joined from', 'The first day of joining that counts')}
${day(model, 'joinedTo', 'Joined to', 'The last day')}
${select({
  id: 'base',
  name: 'base',
  label: { text: 'Base' },
  value: model.values.base ?? '',
  items: [
    { value: '', text: 'Every base' },
    ...model.choices.bases.map(({ id, name }) => ({ value: id, text: name })),
  ],
  ...messageFor(model.errors, 'base'),
})}
${pick(model, 'group', 'Compared with whoever was …', groups, groupWords)}
${placeBoxes(model, 'places', 'Other area, where you chose one')}
${count(model, 'threshold', 'Proven offences in the baseline, at least', { hint: 'The same for both sides: whoever has fewer is in neither' })}
${count(model, 'followMonths', 'Months of follow-up', { hint: 'From each person’s own day', initial: '12' })}
${isMatched && pick(model, 'subgroups', 'Sub-groups to look at besides', subgroupings, subgroupingWords, 'none')}
${isMatched && html`<p class="govuk-body">Each sub-group is one more comparison: it is counted, and labelled exploratory.</p>`}`;
};

const seriesFields = (model: PlanModel): Html =>
  html`${placeBoxes(model, 'places', 'Area of the change')}
${placeBoxes(model, 'otherPlaces', 'Area without the change, to compare with')}
${day(model, 'changeOn', 'The change holds from', 'The first day of a month')}
${count(model, 'monthsBefore', 'Months before', { initial: '36', hint: 'At least 12' })}
${count(model, 'monthsAfter', 'Months after', { initial: '12', hint: 'At least 12' })}
${checkboxes({
  name: 'season',
  classes: 'govuk-checkboxes--small',
  values: model.values.season === 'yes' ? ['yes'] : [],
  items: [{ value: 'yes', text: 'Months of the year have levels of their own' }],
  ...messageFor(model.errors, 'season'),
})}`;

const trialField = (model: PlanModel): Html =>
  model.choices.trials.length === 0
    ? insetText({ text: 'There is no approved trial to analyse.' })
    : select({
        id: 'trialId',
        name: 'trialId',
        label: { text: 'Trial' },
        value: model.values.trialId ?? '',
        items: [
          { value: '', text: 'Choose a trial' },
          ...model.choices.trials.map(({ id, name }) => ({ value: id, text: name })),
        ],
        ...messageFor(model.errors, 'trialId'),
      });
