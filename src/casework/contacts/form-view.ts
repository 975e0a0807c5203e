import type { Day } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  checkboxes,
  details,
  input,
  radios,
  select,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { Choices } from './choices.ts';
import { mostRepeats } from './repeat-rules.ts';
import { longestNote } from './rules.ts';
import { absenceField, drugTestFields } from './test-fields.ts';
import {
  type ContactForm,
  contactOutcomes,
  handlings,
  handlingWords,
  notYet,
  outcomeWords,
  repeats,
  repeatWords,
} from './types.ts';
import { dayChips, occursTwice } from './when-rules.ts';

interface ContactFormModel extends Choices {
  action: string;
  csrfToken: string;
  key?: string | undefined;
  version?: number | undefined;
  draft: string;
  values: ContactForm;
  errors: readonly FieldError[];
  today: Day;
  /** What a failure would start, in words. */
  enforces?: string | undefined;
  /** What somebody else wrote meanwhile, beside what was typed. */
  theirs?: string | undefined;
  /** Correcting: the page offers to withdraw as well. */
  withdrawAction?: string | undefined;
}

type Part = Pick<ContactFormModel, 'values' | 'errors'>;

export function contactForm(model: ContactFormModel): Html {
  const isNew = model.withdrawAction === undefined;
  return html`<h1 class="govuk-heading-l">${isNew ? 'Record a contact' : 'Correct a contact'}</h1>
${changedMeanwhile('this contact', model.theirs)}
${form({
  action: model.action,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  draft: model.draft,
  // The first button is the one that the Enter key presses: it must not be one of the days.
  body: html`<button type="submit" class="govuk-visually-hidden" tabindex="-1" aria-hidden="true">Save contact</button>
${radios({ name: 'kind', fieldset: { legend: { text: 'Kind of contact', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', ...messageFor(model.errors, 'kind'), value: model.values.kind ?? '', items: model.kinds.map(({ code, name, atListedPlace }) => ({ value: code, text: name, ...(atListedPlace === true ? { attributes: { 'data-listed': true } } : {}) })) })}
${whenFields(model, isNew ? dayChips(model.today) : [])}
${outcomeFields(model)}
${placeFields(model)}
${aboutFields(model)}
${textarea({ id: 'note', name: 'note', label: { text: 'What happened' }, hint: { text: `Up to ${longestNote.toLocaleString('en-GB')} characters` }, rows: 6, value: model.values.note ?? '', ...messageFor(model.errors, 'note') })}
${model.asksHealth ? drugTestFields(model.values, model.errors, model.rule.substances) : ''}
${isNew ? repeatFields(model) : ''}
${radios({ name: 'handling', fieldset: { legend: { text: 'Who may see it', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', ...messageFor(model.errors, 'handling'), value: model.values.handling ?? 'partners', items: handlings.map((code) => ({ value: code, text: handlingWords[code] })) })}
${details({ summaryText: 'Which agencies, where you chose named agencies', open: model.values.handling === 'named', html: namedAgencies(model) })}
${repeatBox(model.errors)}${sureBox(model)}
${button({ text: 'Save contact', preventDoubleClick: true })}`,
})}
${isNew ? '' : withdrawForm(model)}`;
}

/** Day, time, minutes; days that are tapped; and which of two where the clocks bring the time twice. */
export const whenFields = (
  { values, errors }: Part,
  chips: readonly { day: Day; text: string }[],
): Html => html`${chips.length === 0 ? '' : html`<p class="govuk-body govuk-!-margin-bottom-2">${chips.map(({ day, text }) => html`<button type="submit" name="chip" value="${day}" class="govuk-button govuk-button--secondary govuk-!-margin-bottom-1 govuk-!-margin-right-1" data-module="govuk-button">${text}</button>`)}</p>`}
<div class="wm-row">${input({ id: 'day', name: 'day', type: 'date', label: { text: 'Date' }, classes: 'govuk-input--width-10', value: values.day ?? '', ...messageFor(errors, 'day') })}
${input({ id: 'time', name: 'time', type: 'time', label: { text: 'Time' }, classes: 'govuk-input--width-5', value: values.time ?? '', ...messageFor(errors, 'time') })}
${input({ id: 'minutes', name: 'minutes', inputmode: 'numeric', label: { text: 'Minutes (optional)' }, classes: 'govuk-input--width-4', value: values.minutes ?? '', ...messageFor(errors, 'minutes') })}</div>
${
  occursTwice(values)
    ? radios({
        name: 'which',
        fieldset: {
          legend: {
            text: `The clocks go back that night, so ${values.time} comes twice`,
            classes: 'govuk-fieldset__legend--s',
          },
        },
        classes: 'govuk-radios--small',
        value: values.which ?? '',
        ...messageFor(errors, 'which'),
        items: [
          { value: 'first', text: `The first ${values.time}, before the clocks go back` },
          { value: 'second', text: `The second ${values.time}, an hour later` },
        ],
      })
    : ''
}`;

const outcomeFields = ({ values, errors, rule, enforces }: ContactFormModel): Html =>
  html`${radios({
    name: 'outcome',
    fieldset: { legend: { text: 'Did they attend?', classes: 'govuk-fieldset__legend--s' } },
    classes: 'govuk-radios--small',
    ...messageFor(errors, 'outcome'),
    value: values.outcome ?? '',
    ...(enforces === undefined ? {} : { hint: { text: enforces } }),
    items: [
      ...contactOutcomes.map((code) => ({
        value: code as string,
        text: code === 'failed' ? 'Failed to attend, or nobody in' : outcomeWords[code],
      })),
      { value: notYet, text: 'Not yet known: it is planned for later' },
    ],
  })}${absenceField(values.absence, errors, rule.absenceReasons)}`;

const placeFields = ({ values, errors, rule, kinds }: ContactFormModel): Html => html`${
  rule.places.length === 0
    ? ''
    : html`<div class="wm-if-listed">${select({
        id: 'listed',
        name: 'listed',
        label: { text: 'Which satellite office (for that kind only)' },
        value: values.listed ?? '',
        items: [
          { value: '', text: 'None' },
          ...rule.places
            .filter(({ kind }) => kinds.some(({ code, atListedPlace }) => code === kind && atListedPlace))
            .map(({ code, name }) => ({ value: code, text: name })),
        ],
        ...messageFor(errors, 'listed'),
      })}</div>`
}
${input({ id: 'place', name: 'place', label: { text: 'Place (optional)' }, value: values.place ?? '', ...messageFor(errors, 'place') })}`;

const aboutFields = (model: ContactFormModel): Html => {
  const { values, errors } = model;
  const more = [values.others, values.observed].some((value) => (value ?? '') !== '');
  return html`<div class="wm-row">${select({ id: 'pathway', name: 'pathway', label: { text: 'Pathway (optional)' }, value: values.pathway ?? '', items: [{ value: '', text: 'None in particular' }, ...model.pathways.map(({ code, name }) => ({ value: code, text: name }))], ...messageFor(errors, 'pathway') })}
${model.steps.length === 0 ? '' : select({ id: 'step', name: 'step', label: { text: 'Step of their plan (optional)' }, value: values.step ?? '', items: [{ value: '', text: 'None' }, ...model.steps.map(({ id, what }) => ({ value: id, text: what.length > 60 ? `${what.slice(0, 60)}…` : what }))], ...messageFor(errors, 'step') })}</div>
${withColleagues(model)}
${details({
  summaryText: 'Who else was there, and what you saw',
  open: more || errors.some(({ field }) => field === 'others' || field === 'observed'),
  html: html`${input({ id: 'others', name: 'others', label: { text: 'Who else was there, besides staff' }, hint: { text: 'By what they are to them, not by name: “their mother”, “housing officer of the council”' }, value: values.others ?? '', ...messageFor(errors, 'others') })}
${textarea({ id: 'observed', name: 'observed', label: { text: 'What you saw, on a home visit' }, rows: 2, value: values.observed ?? '', ...messageFor(errors, 'observed') })}`,
})}`;
};

const repeatFields = ({ values, errors }: ContactFormModel): Html =>
  details({
    summaryText: 'It repeats',
    open:
      (values.every ?? '') !== '' ||
      errors.some(({ field }) => ['every', 'times', 'until', 'skip'].includes(field)),
    html: html`<p class="govuk-body">For appointments that lie ahead. You see every date before anything is made.</p>
${select({ id: 'every', name: 'every', label: { text: 'How often' }, value: values.every ?? '', items: [{ value: '', text: 'It does not repeat' }, ...repeats.map((code) => ({ value: code, text: repeatWords[code] }))], ...messageFor(errors, 'every') })}
<div class="wm-row">${input({ id: 'times', name: 'times', inputmode: 'numeric', label: { text: `How many times in all (up to ${mostRepeats})` }, classes: 'govuk-input--width-4', value: values.times ?? '', ...messageFor(errors, 'times') })}
${input({ id: 'until', name: 'until', type: 'date', label: { text: 'Or until' }, classes: 'govuk-input--width-10', value: values.until ?? '', ...messageFor(errors, 'until') })}</div>`,
  });

/** Only where the same is recorded already: nobody else is asked. */
const repeatBox = (errors: readonly FieldError[]): Html | '' =>
  errors.some(({ field }) => field === 'again')
    ? checkboxes({
        name: 'again',
        fieldset: { legend: { text: 'Record it again?', classes: 'govuk-fieldset__legend--s' } },
        classes: 'govuk-checkboxes--small',
        ...messageFor(errors, 'again'),
        items: [{ value: 'yes', text: 'Yes, it happened twice' }],
      })
    : '';

/** Only where there are warnings: they are read here, and confirmed with one tick. */
export function sureBox({
  errors,
  values,
}: {
  errors: readonly FieldError[];
  values: { sure?: string };
}): Html | '' {
  const warnings = errors.filter(({ field }) => field === 'sure');
  if (warnings.length === 0) return '';
  return html`<div class="govuk-inset-text"><p class="govuk-body"><strong>Before it is saved:</strong></p><ul class="govuk-list govuk-list--bullet">${warnings.map(({ text }) => html`<li>${text}</li>`)}</ul></div>
${checkboxes({
  name: 'sure',
  classes: 'govuk-checkboxes--small',
  values: values.sure === 'yes' ? ['yes'] : [],
  items: [{ value: 'yes', text: 'I have read this: save it nevertheless' }],
})}`;
}

const namedAgencies = (model: ContactFormModel): Html =>
  checkboxes({
    name: 'named',
    fieldset: {
      legend: { text: 'Agencies that may see it, besides mine', classes: 'govuk-fieldset__legend--s' },
    },
    classes: 'govuk-checkboxes--small',
    values: [model.values.named ?? []].flat(),
    ...messageFor(model.errors, 'named'),
    items: model.agencies.map(({ id, name }) => ({ value: String(id), text: name })),
  });

function withColleagues(model: ContactFormModel): Html | '' {
  const chosen = [model.values.with ?? []].flat();
  if (model.colleagues.length === 0) return '';
  return details({
    summaryText: 'Somebody else was there too',
    open: chosen.length > 0,
    html: checkboxes({
      name: 'with',
      fieldset: { legend: { text: 'Who else was there', classes: 'govuk-fieldset__legend--s' } },
      classes: 'govuk-checkboxes--small',
      values: chosen,
      items: model.colleagues.map(({ id, name, agency }) => ({
        value: String(id),
        text: `${name}, ${agency}`,
      })),
    }),
  });
}

const withdrawForm = (model: ContactFormModel): Html =>
  details({
    summaryText: 'It was recorded by mistake',
    html: form({
      action: model.withdrawAction ?? '',
      csrfToken: model.csrfToken,
      version: model.version,
      body: html`${input({ id: 'why', name: 'why', label: { text: 'Why is it withdrawn?' } })}${button({ text: 'Withdraw contact', classes: 'govuk-button--warning' })}`,
    }),
  });
