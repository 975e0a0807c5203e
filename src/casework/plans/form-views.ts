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
import {
  type AgreementForm,
  actors,
  actorWords,
  agreements,
  agreementWords,
  type GoalForm,
  type Pathway,
  type StepForm,
} from './types.ts';

interface FormModel<Values> {
  action: string;
  csrfToken: string;
  key?: string | undefined;
  version?: number | undefined;
  draft?: string | undefined;
  values: Values;
  errors: readonly FieldError[];
  /** What somebody else wrote meanwhile, beside what was typed. */
  theirs?: string | undefined;
}

export const planHandlingWords = {
  partners: 'All partners in the scheme',
  statutory: 'Statutory partners only',
  own: 'My agency only',
};

export type GoalFormModel = FormModel<GoalForm> & { pathways: readonly Pathway[]; isNew: boolean };

export function goalFormPage(model: GoalFormModel): Html {
  const { values, errors } = model;
  return html`<h1 class="govuk-heading-l">${model.isNew ? 'Add a goal' : 'Edit a goal'}</h1>
${changedMeanwhile('this goal', model.theirs)}
${form({
  ...model,
  body: html`
${radios({ name: 'pathway', fieldset: { legend: { text: 'Pathway', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', ...messageFor(errors, 'pathway'), value: values.pathway ?? '', items: model.pathways.map(({ code, name }) => ({ value: code, text: name })) })}
${textarea({ id: 'need', name: 'need', label: { text: 'What is the need?' }, hint: { text: 'For example: sofa-surfing since release' }, rows: 2, value: values.need ?? '', ...messageFor(errors, 'need') })}
${textarea({ id: 'goal', name: 'goal', label: { text: 'The goal, in the person’s words' }, hint: { text: 'For example: I want my own front door' }, rows: 2, value: values.goal ?? '', ...messageFor(errors, 'goal') })}
${input({ id: 'targetOn', name: 'targetOn', type: 'date', label: { text: 'Hoped for by (optional)' }, classes: 'govuk-input--width-10', value: values.targetOn ?? '', ...messageFor(errors, 'targetOn') })}
${radios({ name: 'handling', fieldset: { legend: { text: 'Who may see it', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', ...messageFor(errors, 'handling'), value: values.handling ?? 'partners', items: Object.entries(planHandlingWords).map(([value, text]) => ({ value, text })) })}
${model.isNew ? checkboxes({ name: 'later', classes: 'govuk-checkboxes--small', values: values.later === 'yes' ? ['yes'] : [], items: [{ value: 'yes', text: 'This is for later' }] }) : ''}
${button({ text: 'Save goal', preventDoubleClick: true })}`,
})}`;
}

export type StepFormModel = FormModel<StepForm> & {
  isNew: boolean;
  goal: string;
  workers: readonly { id: number; name: string }[];
};

export function stepFormPage(model: StepFormModel): Html {
  const { values, errors } = model;
  return html`<h1 class="govuk-heading-l">${model.isNew ? 'Add a step' : 'Edit a step'}</h1>
<p class="govuk-body">Towards “${model.goal}”</p>
${changedMeanwhile('this step', model.theirs)}
${form({
  ...model,
  body: html`
${textarea({ id: 'what', name: 'what', label: { text: 'What is to be done' }, rows: 2, value: values.what ?? '', ...messageFor(errors, 'what') })}
${radios({ name: 'actor', fieldset: { legend: { text: 'Who does it', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', ...messageFor(errors, 'actor'), value: values.actor ?? '', items: actors.map((code) => ({ value: code, text: actorWords[code] })) })}
${select({ id: 'staff', name: 'staff', label: { text: 'Which worker' }, hint: { text: 'Where a worker does it' }, value: values.staff ?? '', ...messageFor(errors, 'staff'), items: [{ value: '', text: 'Nobody named' }, ...model.workers.map(({ id, name }) => ({ value: id, text: name }))] })}
${input({ id: 'dueOn', name: 'dueOn', type: 'date', label: { text: 'By when (optional)' }, classes: 'govuk-input--width-10', value: values.dueOn ?? '', ...messageFor(errors, 'dueOn') })}
${button({ text: 'Save step', preventDoubleClick: true })}`,
})}`;
}

export function agreementFormPage(model: FormModel<AgreementForm>): Html {
  const { values, errors } = model;
  return html`<h1 class="govuk-heading-l">The person’s answer to the plan</h1>
${changedMeanwhile('this answer', model.theirs)}
${form({
  ...model,
  body: html`
${radios({ name: 'agreement', fieldset: { legend: { text: 'Does the person agree with the plan?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', ...messageFor(errors, 'agreement'), value: values.agreement ?? '', items: agreements.map((code) => ({ value: code, text: agreementWords[code] })) })}
${textarea({ id: 'why', name: 'why', label: { text: 'What they said' }, hint: { text: 'Needed where they do not agree or could not answer' }, rows: 3, value: values.why ?? '', ...messageFor(errors, 'why') })}
${button({ text: 'Save answer', preventDoubleClick: true })}`,
})}`;
}
