import type { FieldError } from '../../kernel/errors.ts';
import { effectWarning, type LinkedClaim } from '../../outcomes/index.ts';
import {
  button,
  changedMeanwhile,
  details,
  input,
  radios,
  select,
  textarea,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import {
  answers,
  answerWords,
  type DecisionForm,
  type DecisionFormValues,
  markings,
  markingWords,
  type SectionForm,
} from './types.ts';

export interface WritingChoices {
  agreements: readonly { id: number; reference: string; title: string }[];
  earlier: readonly { id: number; number: string; title: string }[];
  /** Published claim cards that a section may rest on. */
  claims: readonly LinkedClaim[];
}

interface Draft {
  action: string;
  heading: string;
  csrfToken: string;
  key?: string | undefined;
  version?: number | undefined;
  draft: string;
  form: DecisionForm;
  /** Other forms that a new notice may be written on. */
  forms?: readonly DecisionForm[];
  /** Offices to choose from; none when the notice has its office already. */
  offices: readonly { id: number; name: string; next: string }[];
  choices: WritingChoices;
  values: DecisionFormValues;
  errors: readonly FieldError[];
  theirs?: string | undefined;
  /** Certificates that a change takes away. */
  signed: number;
}

export function draftForm(model: Draft): Html {
  const { form: shape } = model;
  const others = (model.forms ?? []).filter(({ code }) => code !== shape.code);
  return html`<h1 class="govuk-heading-l">${model.heading}</h1>
${changedMeanwhile('this notice', model.theirs)}
${model.signed > 0 ? warningText({ text: 'It has been certified. A change takes the certificates away, because they were given for another text.' }) : ''}
<p class="govuk-body">${shape.name}. Name no person on the scheme: a notice is published.</p>
${others.length === 0 ? '' : details({ summaryText: 'Write it on another form', html: html`<ul class="govuk-list">${others.map(({ code, name }) => html`<li><a class="govuk-link" href="/governance/decisions/new?form=${code}">${name}</a></li>`)}</ul>` })}
${form({
  action: model.action,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  draft: model.draft,
  body: html`<input type="hidden" name="form" value="${shape.code}">
${headPart(model)}
${shape.sections.map((section) => (section.kind === 'line' ? linePart(model, section) : textPart(model, section)))}
${checklistPart(model)}
${effectPart(model)}
${publicationPart(model)}
${button({ text: 'Save the draft', preventDoubleClick: true })}`,
})}`;
}

const line = ({ values, errors }: Draft, name: string, label: string, hint?: string): Html =>
  input({
    id: name,
    name,
    label: { text: label },
    ...(hint === undefined ? {} : { hint: { text: hint } }),
    value: values[name] ?? '',
    ...messageFor(errors, name),
  });

const text = ({ values, errors }: Draft, name: string, label: string, rows: number): Html =>
  textarea({
    id: name,
    name,
    label: { text: label },
    rows,
    value: values[name] ?? '',
    ...messageFor(errors, name),
  });

const headPart = (model: Draft): Html => html`
${
  model.offices.length === 0
    ? html`<input type="hidden" name="office" value="${model.values.office ?? ''}">`
    : select({
        id: 'office',
        name: 'office',
        label: { text: 'Whose decision it is' },
        value: model.values.office ?? '',
        ...messageFor(model.errors, 'office'),
        items: [
          { value: '', text: 'Choose' },
          ...model.offices.map(({ id, name }) => ({ value: String(id), text: name })),
        ],
      })
}
${line(model, 'number', 'Decision number', model.offices.length === 0 ? undefined : `Leave it empty for the next of that office’s series: ${model.offices.map(({ name, next }) => `${next} of the ${name}`).join('; ')}`)}
${line(model, 'title', model.form.titleLabel)}
${line(model, 'originator', model.form.originatorLabel, 'The office whose paper it is')}`;

const label = ({ title, required }: SectionForm): string =>
  required === true ? title : `${title} (optional)`;

const linePart = (model: Draft, section: SectionForm): Html =>
  line(model, `section-${section.code}`, label(section));

function textPart(model: Draft, section: SectionForm): Html {
  const { code } = section;
  const names = [`marking-${code}`, `why-${code}`, `claims-${code}`];
  const { values, errors } = model;
  const typed = (values[`claims-${code}`] ?? '').split(/[,\s]+/);
  return html`${text(model, `section-${code}`, label(section), code === 'detail' || code === 'summary' ? 8 : 4)}
${effectWarning(values[`section-${code}`] ?? '', { linked: model.choices.claims.filter(({ id }) => typed.includes(String(id))), offered: model.choices.claims.slice(0, 5) })}
${details({
  summaryText: `Marking and claim cards of “${section.title}”`,
  open: names.some((name) => (values[name] ?? '') !== '' || errors.some(({ field }) => field === name)),
  html: html`${select({
    id: `marking-${code}`,
    name: `marking-${code}`,
    label: { text: `Protective marking of “${section.title}”` },
    hint: { text: 'A section marked above OFFICIAL is not published; its reason is' },
    value: values[`marking-${code}`] || 'not-protectively-marked',
    ...messageFor(errors, `marking-${code}`),
    items: markings.map((marking) => ({ value: marking, text: markingWords[marking] })),
  })}${line(model, `why-${code}`, `Reason for the marking of “${section.title}”`)}${line(
    model,
    `claims-${code}`,
    `Numbers of claim cards that “${section.title}” rests on`,
    'What asserts an effect without one is printed as an unsupported claim',
  )}`,
})}`;
}

const checklistPart = ({ form: shape, values, errors }: Draft): Html | '' =>
  shape.questions.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">Originator checklist</h2>
${shape.questions.map((question) =>
  radios({
    name: `answer-${question.code}`,
    fieldset: { legend: { text: question.text, classes: 'govuk-fieldset__legend--s' } },
    classes: 'govuk-radios--small govuk-radios--inline',
    value: values[`answer-${question.code}`] ?? '',
    ...messageFor(errors, `answer-${question.code}`),
    items: answers.map((code) => ({ value: code, text: answerWords[code] })),
  }),
)}`;

const effectPart = (model: Draft): Html => {
  const { values, errors, choices } = model;
  return html`<h2 class="govuk-heading-m">What it authorises</h2>
${input({ id: 'takesEffectOn', name: 'takesEffectOn', type: 'date', label: { text: 'First day of what it authorises (optional)' }, hint: { text: 'A decision after this day is flagged' }, classes: 'govuk-input--width-10', value: values.takesEffectOn ?? '', ...messageFor(errors, 'takesEffectOn') })}
${line(model, 'effectNote', 'About that day (optional)')}
${chooser(
  model,
  'agreement',
  'Agreement that it authorises (optional)',
  choices.agreements.map(({ id, reference, title }) => ({ id, text: `${reference}: ${title}` })),
)}
${chooser(
  model,
  'supersedes',
  'Takes the place of (optional)',
  choices.earlier.map(({ id, number, title }) => ({ id, text: `${number}: ${title}` })),
)}`;
};

const chooser = (
  { values, errors }: Draft,
  name: string,
  title: string,
  items: readonly { id: number; text: string }[],
): Html =>
  select({
    id: name,
    name,
    label: { text: title },
    value: values[name] ?? '',
    ...messageFor(errors, name),
    items: [
      { value: '', text: 'None' },
      ...items.map(({ id, text: words }) => ({ value: String(id), text: words })),
    ],
  });

const publicationPart = (model: Draft): Html => html`${radios({
  name: 'publication',
  fieldset: { legend: { text: 'For publication?', classes: 'govuk-fieldset__legend--s' } },
  classes: 'govuk-radios--small govuk-radios--inline',
  value: model.values.publication ?? '',
  ...messageFor(model.errors, 'publication'),
  items: [
    { value: 'yes', text: 'YES' },
    { value: 'no', text: 'NO' },
  ],
})}
${text(model, 'publicationReason', 'Reasons for not publishing it, if so', 2)}`;
