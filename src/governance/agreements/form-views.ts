import { sharingCategories } from '../../access/rights.ts';
import { showDay } from '../../kernel/clock.ts';
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
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { fieldsOf, ownerItems } from '../registers/forms.ts';
import {
  type Agreement,
  type AgreementForm,
  agreementKinds,
  categoryWords,
  kindWords,
  partyKinds,
  partyKindWords,
  type VariationForm,
} from './types.ts';

interface FormModel<Form> {
  csrfToken: string;
  key?: string | undefined;
  values: Form;
  errors: readonly FieldError[];
}

export function registerForm(
  model: FormModel<AgreementForm> & {
    agencies: readonly { id: number; name: string }[];
    owners: readonly { id: number; name: string; agency: string }[];
  },
): Html {
  const { values, errors } = model;
  const fields = fieldsOf<AgreementForm>(values, errors);
  const date = (id: 'startsOn' | 'expiresOn' | 'reviewOn' | 'signedOn', label: string, hint?: string): Html =>
    input({
      id,
      name: id,
      type: 'date',
      label: { text: label },
      ...(hint === undefined ? {} : { hint: { text: hint } }),
      classes: 'govuk-input--width-10',
      value: values[id] ?? '',
      ...messageFor(errors, id),
    });
  return html`<h1 class="govuk-heading-l">Register an agreement</h1>
<p class="govuk-body">A scheme without an agreement shares nothing. What is ticked here opens when a party has signed, and closes by itself after the last day. Name no person on the scheme.</p>
${form({
  action: '/governance/agreements',
  csrfToken: model.csrfToken,
  key: model.key,
  body: html`
${radios({ name: 'kind', fieldset: { legend: { text: 'Kind', classes: 'govuk-fieldset__legend--s' } }, value: values.kind ?? '', ...messageFor(errors, 'kind'), items: agreementKinds.map((code) => ({ value: code, text: kindWords[code] })) })}
${input({ id: 'reference', name: 'reference', label: { text: 'Reference' }, classes: 'govuk-input--width-20', value: values.reference ?? '', ...messageFor(errors, 'reference') })}
${input({ id: 'title', name: 'title', label: { text: 'Title' }, value: values.title ?? '', ...messageFor(errors, 'title') })}
${textarea({ id: 'purpose', name: 'purpose', label: { text: 'Purpose' }, rows: 3, value: values.purpose ?? '', ...messageFor(errors, 'purpose') })}
${input({ id: 'gateway', name: 'gateway', label: { text: 'The power it rests on' }, hint: { text: 'Such as Crime and Disorder Act 1998, section 115' }, value: values.gateway ?? '', ...messageFor(errors, 'gateway') })}
<div class="wm-row">${date('startsOn', 'First day in force')}${date('expiresOn', 'Last day in force')}${date('reviewOn', 'Review')}</div>
${fields.text('varyMonths', 'The most months by which one variation may lengthen it (optional)', { width: '4' })}
${fields.choice('owner', 'Whom its warnings go to besides you (optional)', ownerItems(model.owners))}
${fields.area('exitPlan', 'Exit plan (optional)', { hint: 'What happens to people, posts, money and records when it ends' })}
${bodyFields(model)}
${date('signedOn', 'Signed by the parties below on (optional)', 'Leave empty to record the signatures one by one later')}
${partyBoxes(model)}
${button({ text: 'Register', preventDoubleClick: true })}`,
})}`;
}

/** The agencies of the directory, none of them first. */
export const agencyItems = (
  agencies: readonly { id: number; name: string }[],
): { value: string; text: string }[] => [
  { value: '', text: 'No agency of the system' },
  ...agencies.map(({ id, name }) => ({ value: String(id), text: name })),
];

const bodyLines = 6;

/** Of a collaboration: functions, funding, and its parties, a line each. */
function bodyFields({
  values,
  errors,
  agencies,
}: FormModel<AgreementForm> & { agencies: readonly { id: number; name: string }[] }): Html {
  const fields = fieldsOf<AgreementForm>(values, errors);
  const line = (at: number): Html => html`<div class="wm-row">
${input({ id: at === 0 ? 'bodyNames' : `bodyNames-${at}`, name: 'bodyNames', label: { text: `Party ${at + 1}` }, value: values.bodyNames?.[at] ?? '', ...messageFor(errors, at === 0 ? 'bodyNames' : `bodyNames-${at}`) })}
${select({ id: `bodyKinds-${at}`, name: 'bodyKinds', label: { text: `What party ${at + 1} is` }, value: values.bodyKinds?.[at] ?? '', items: [{ value: '', text: 'Choose' }, ...partyKinds.map((kind) => ({ value: kind, text: partyKindWords[kind] }))], ...messageFor(errors, `bodyKinds-${at}`) })}
${input({ id: `bodyForces-${at}`, name: 'bodyForces', label: { text: `Force of party ${at + 1}` }, classes: 'govuk-input--width-10', value: values.bodyForces?.[at] ?? '', ...messageFor(errors, `bodyForces-${at}`) })}
${select({ id: `bodyAgencies-${at}`, name: 'bodyAgencies', label: { text: `Agency that party ${at + 1} speaks for` }, value: values.bodyAgencies?.[at] ?? '', items: agencyItems(agencies) })}</div>`;
  return details({
    summaryText: 'For a collaboration under section 22A: functions, funding and parties',
    open:
      values.kind === 'section-22a' ||
      errors.some(({ field }) => field === 'functions' || field.startsWith('body')),
    html: html`${fields.area('functions', 'Functions carried out together')}${fields.area('funding', 'Funding (optional)', { hint: 'Who pays what, and how shares are worked out' })}
<p class="govuk-body">Of each force that takes part, its policing body and its chief officer. The agreement waits until every party has signed. A party’s signature is confirmed at the agency that it speaks for.</p>
${Array.from({ length: bodyLines }, (_, at) => line(at))}`,
  });
}

function partyBoxes({
  agencies,
  values,
  errors,
}: FormModel<AgreementForm> & { agencies: readonly { id: number; name: string }[] }): Html {
  return html`${checkboxes({ name: 'parties', fieldset: { legend: { text: 'Parties', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-checkboxes--small', values: values.parties ?? [], ...messageFor(errors, 'parties'), items: agencies.map(({ id, name }) => ({ value: String(id), text: name })) })}
<h2 class="govuk-heading-m" id="covers">What each may have of other agencies’ items</h2>
${messageFor(errors, 'covers').errorMessage === undefined ? '' : html`<p class="govuk-error-message">${messageFor(errors, 'covers').errorMessage?.text}</p>`}
${agencies.map(({ id, name }) =>
  details({
    summaryText: name,
    open: values.covers?.some((cover) => cover.startsWith(`${id}:`)) ?? false,
    html: checkboxes({
      name: 'covers',
      idPrefix: `covers-${id}`,
      fieldset: { legend: { text: name, classes: 'govuk-visually-hidden' } },
      classes: 'govuk-checkboxes--small',
      values: values.covers ?? [],
      items: sharingCategories.map((category) => ({
        value: `${id}:${category}`,
        text: categoryWords[category],
      })),
    }),
  }),
)}`;
}

export function varyForm(
  model: FormModel<VariationForm> & { agreement: Agreement; version: number; theirs?: string | undefined },
): Html {
  const { agreement, values, errors } = model;
  return html`<h1 class="govuk-heading-l"><span class="govuk-caption-l">${agreement.reference}: ${agreement.title}</span>Vary the agreement</h1>
${changedMeanwhile('this agreement', model.theirs)}
<p class="govuk-body">Last day in force now: <strong>${agreement.expiresOn === null ? 'not known' : showDay(agreement.expiresOn)}</strong>.${agreement.varyMonths === null ? '' : ` It may be lengthened by ${agreement.varyMonths} months at most.`}${agreement.kind === 'section-22a' ? ' The variation takes effect when every party has signed it.' : ' The variation takes effect, and what is shared moves, when every party that has signed the agreement has signed it too.'}</p>
${form({
  action: `/governance/agreements/${agreement.id}/vary`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`
${input({ id: 'agreedOn', name: 'agreedOn', type: 'date', label: { text: 'Agreed on' }, classes: 'govuk-input--width-10', value: values.agreedOn ?? '', ...messageFor(errors, 'agreedOn') })}
${input({ id: 'expiresOn', name: 'expiresOn', type: 'date', label: { text: 'New last day in force' }, classes: 'govuk-input--width-10', value: values.expiresOn ?? '', ...messageFor(errors, 'expiresOn') })}
${input({ id: 'reviewOn', name: 'reviewOn', type: 'date', label: { text: 'Review (optional)' }, classes: 'govuk-input--width-10', value: values.reviewOn ?? '', ...messageFor(errors, 'reviewOn') })}
${textarea({ id: 'what', name: 'what', label: { text: 'What it changes, and why' }, rows: 4, value: values.what ?? '', ...messageFor(errors, 'what') })}
${input({ id: 'atMostMonths', name: 'atMostMonths', label: { text: 'What the decision allows: no more than so many months (optional)' }, classes: 'govuk-input--width-4', value: values.atMostMonths ?? '', ...messageFor(errors, 'atMostMonths') })}
${input({ id: 'decision', name: 'decision', label: { text: 'Decision notice that authorised it (optional)' }, hint: { text: 'Such as 08/2020. It has to be decided, and to say that it authorises this agreement' }, classes: 'govuk-input--width-10', value: values.decision ?? '', ...messageFor(errors, 'decision') })}
${input({ id: 'decisionNote', name: 'decisionNote', label: { text: 'Where that paper is, and why it is not in the register (only for a notice that is not)' }, value: values.decisionNote ?? '', ...messageFor(errors, 'decisionNote') })}
${button({ text: 'Record the variation', preventDoubleClick: true })}`,
})}`;
}

export function endForm(
  model: FormModel<{ when?: string; lastDay?: string; why?: string }> & {
    agreement: Agreement;
    version: number;
    theirs?: string | undefined;
  },
): Html {
  const { agreement, values, errors } = model;
  return html`<h1 class="govuk-heading-l"><span class="govuk-caption-l">${agreement.reference}: ${agreement.title}</span>End the agreement early</h1>
${changedMeanwhile('this agreement', model.theirs)}
${warningText({ text: 'What it shares closes for every party. A second person confirms the end. An agreement that has ended is not opened again: a new one is registered.' })}
${form({
  action: `/governance/agreements/${agreement.id}/end`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`
${radios({
  name: 'when',
  fieldset: { legend: { text: 'When', classes: 'govuk-fieldset__legend--s' } },
  value: values.when ?? '',
  ...messageFor(errors, 'when'),
  items: [
    {
      value: 'at-once',
      text: 'At once',
      hint: { text: 'Sharing stops now. A second person then confirms the end, or lets it open again' },
    },
    {
      value: 'after',
      text: 'After a last day still to come',
      hint: { text: 'Sharing goes on until a second person has confirmed it and that day is over' },
    },
  ],
})}
${input({ id: 'lastDay', name: 'lastDay', type: 'date', label: { text: 'Last day in force' }, hint: { text: 'Only when it does not end at once' }, classes: 'govuk-input--width-10', value: values.lastDay ?? '', ...messageFor(errors, 'lastDay') })}
${textarea({ id: 'why', name: 'why', label: { text: 'Why it ends' }, rows: 3, value: values.why ?? '', ...messageFor(errors, 'why') })}
${button({ text: 'End the agreement', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
})}`;
}

export interface ReviewForm {
  heldOn?: string;
  found?: string;
  nextOn?: string;
}

export function reviewForm(
  model: FormModel<ReviewForm> & { agreement: Agreement; version: number; theirs?: string | undefined },
): Html {
  const fields = fieldsOf<ReviewForm>(model.values, model.errors);
  return html`<h1 class="govuk-heading-l"><span class="govuk-caption-l">${model.agreement.reference}: ${model.agreement.title}</span>Record a review</h1>
${changedMeanwhile('this agreement', model.theirs)}
${form({
  action: `/governance/agreements/${model.agreement.id}/review`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`${fields.day('heldOn', 'Held on')}${fields.area('found', 'What was found and decided', { rows: 4 })}${fields.day('nextOn', 'Next review (optional)')}${button({ text: 'Record the review', preventDoubleClick: true })}`,
})}`;
}
